"""Bars of the shares that cities have in the nation's trade."""

from __future__ import annotations

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.words import amount_words, mark, mark_notes, percent_words
from china_trade_cities._queries.market_share import CityShare, ShareRanking, whole_words
from china_trade_cities.plots._bars import (
    PERCENT_AXIS,
    TEXT_ROOM,
    bar,
    bar_notes,
    bars,
    in_place,
    ranked_place,
)
from china_trade_cities.plots._chart import WIDTH, Room, Row, framed, place_axis
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
    """Bars of the cities with the largest share of the nation or province, in percent.

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
    whole, whose = answer.whole, whole_words(answer)
    missing = missing_amounts(answer, rows, whole.value) if whole else []
    places = [row["place"] for row in in_place(rows, missing)]
    room = Room.of(width, places, right=TEXT_ROOM)
    goods = goods_of(answer)
    return framed(
        *bars(
            rows,
            missing,
            room=room,
            y=place_axis(places, room),
            title=f"% of {whose}",
            axis=PERCENT_AXIS,
            tooltip=("share", *RANKED),
        ),
        title=most_words(
            answer,
            f"with the largest share of {whose}'s {goods}",
            f"share of {whose}'s {goods} by city",
        )
        + f", {when_words(answer.period)}",
        subtitle=(question_words(answer, str(answer.period)), *view_of(answer).lead),
        notes=(
            *([f"100 % is the figure of {whose}, {amount_words(whole)}."] if whole else []),
            *bar_notes(rows, missing),
            *mark_notes(entry.record for entry in answer),
            source_line(each.sources for each in (*answer, whole) if each),
        ),
        room=room,
        height=room.step * len(places),
        below=46,
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
