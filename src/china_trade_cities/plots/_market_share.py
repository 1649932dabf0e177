"""Bars of the shares that cities have in the nation's trade."""

from __future__ import annotations

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.words import amount_words, mark, mark_notes, percent_words
from china_trade_cities._model.vocabulary import Level
from china_trade_cities._queries.market_share import CityShare, ShareRanking
from china_trade_cities.plots._bars import (
    PERCENT_AXIS,
    bar,
    bar_chart,
    bar_notes,
    by_value,
    ranked_place,
)
from china_trade_cities.plots._chart import WIDTH, Row
from china_trade_cities.plots._missing import missing_amounts
from china_trade_cities.plots._titles import goods_of, most_words, when_words
from china_trade_cities.plots._words import (
    RANKED,
    percent_range,
    question_words,
    ranked_figure,
    result,
    source_line,
)


def market_share(shares: ShareRanking, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars of the cities with the largest share of the nation's trade, in percent.

    Whiskers, outlines and the numbers before the cities are those of `ranking`.

    Args:
        shares: What `market_share` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `ShareRanking`, or an empty one, or the width is out of
            bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.market_share(ctc.market_share(3))
        >>> for row in chart.layer[0].data.values:
        ...     print(row["place"], row["text"])
        1 Shenzhen 深圳 10.27
        2 Shanghai 上海 9.73
        3 Beijing 北京 8.23
    """
    answer = result(shares, ShareRanking, "shares", "market_share")
    largest = max(entry.share for entry in answer)
    rows = [
        _row(entry, plain, largest) for entry, plain in zip(answer, answer.to_dicts(), strict=True)
    ]
    whose = answer.denominator
    area = (
        "the nation"
        if answer.of is None or answer.of.level is not Level.PROVINCE
        else answer.of.name
    )
    missing = missing_amounts(answer, rows, whose.value) if whose else []
    goods = goods_of(answer)
    return bar_chart(
        rows,
        missing,
        places=by_value(rows, missing),
        width=width,
        value_title=f"% of {area}",
        axis=PERCENT_AXIS,
        tooltip=("share", *RANKED),
        title=most_words(
            answer,
            f"with the largest share of {area}'s {goods}",
            f"share of {area}'s {goods} by city",
        )
        + f", {when_words(answer.period)}",
        subtitle=(question_words(answer, str(answer.period)), *view_of(answer).lead),
        notes=(
            *([f"100 % is the figure of {area}, {amount_words(whose)}."] if whose else []),
            *bar_notes(rows, missing),
            *mark_notes(entry.record for entry in answer),
            source_line(each.sources for each in (*answer, whose) if each),
        ),
    )


def _row(entry: CityShare, plain: Row, largest: float) -> Row:
    words = percent_words(entry.share, 2) + mark(entry.record)
    return {
        **plain,
        **bar(entry.share, entry.share_range, largest, words, is_certain=entry.is_certain),
        "place": ranked_place(entry),
        "share": percent_range(entry.share, entry.share_range),
        **ranked_figure(entry),
    }
