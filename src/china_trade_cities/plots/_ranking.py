"""Bars of a ranking, with whiskers for rounding."""

from __future__ import annotations

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.view import Scale
from china_trade_cities._display.words import mark, mark_notes
from china_trade_cities._queries.top import RankedCity, Ranking
from china_trade_cities.plots._bars import bar, bar_chart, bar_notes, by_value, ranked_place
from china_trade_cities.plots._chart import WIDTH, Row, amount_axis
from china_trade_cities.plots._missing import missing_amounts
from china_trade_cities.plots._titles import goods_of, most_words, when_words
from china_trade_cities.plots._words import (
    RANKED,
    interval,
    question_words,
    ranked_figure,
    rate_notes,
    result,
    source_line,
)


def ranking(ranking: Ranking, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars of the cities of a ranking, longest first.

    A whisker shows the lowest and highest amount that the rounding allows, a triangle a figure
    published as "over". The number before a city is its rank, missing cities counted, a range
    where it is open; bars of such cities have a colour of their own.

    Outlines are missing cities that might stand among these: from the lowest to the highest amount
    that other figures of the city allow, with a stroke where the amount is as likely higher as
    lower, by which they have their place. The largest ten are drawn, and no more than there are
    bars; an outline that reaches far beyond these ends in an arrow.

    Args:
        ranking: What `top_n` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `Ranking`, or an empty one, or the width is out of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.ranking(ctc.top_n(5, period="2023-01/2023-11"))
        >>> rows = chart.layer[0].data.values
        >>> [(row["name_zh"], row["value"], row["low"], row["high"]) for row in rows[:2]]
        [('上海', 3860000000000, 3855000000000, 3865000000000), \
('深圳', 3510000000000, 3505000000000, 3515000000000)]
    """
    answer = result(ranking, Ranking, "ranking", "top_n")
    largest = max(abs(entry.value) for entry in answer)
    scale = Scale.for_amount(largest)
    rows = [
        _row(entry, plain, largest) for entry, plain in zip(answer, answer.to_dicts(), strict=True)
    ]
    missing = missing_amounts(answer, rows)
    goods = goods_of(answer)
    return bar_chart(
        rows,
        missing,
        places=by_value(rows, missing),
        width=width,
        value_title=f"{scale.word}{answer.currency}",
        axis=amount_axis(scale.exponent),
        tooltip=RANKED,
        title=most_words(answer, f"with most {goods}", f"{goods} by city")
        + f", {when_words(answer.period)}",
        subtitle=(question_words(answer, str(answer.period)), *view_of(answer).lead),
        notes=(
            *bar_notes(rows, missing),
            *mark_notes(entry.record for entry in answer),
            *rate_notes((entry.conversion for entry in answer), "c: "),
            source_line(entry.sources for entry in answer),
        ),
    )


def _row(entry: RankedCity, plain: Row, largest: int) -> Row:
    text = Scale.for_amount(largest).show(entry.value, entry.record.rounded_to)
    text += mark(entry.record)
    if entry.conversion:
        text += " c"
    return {
        **plain,
        **bar(
            entry.value,
            interval(entry.record, entry.conversion),
            largest,
            text,
            is_certain=entry.is_certain,
        ),
        "place": ranked_place(entry),
        **ranked_figure(entry, entry.conversion),
    }
