"""Published growth beside computed growth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.words import (
    amount_words,
    counted,
    least_words,
    mark,
    mark_notes,
    percent_words,
)
from china_trade_cities._model.vocabulary import GrowthMethod
from china_trade_cities._queries.growth import (
    GrowthLeader,
    GrowthRanking,
    base_mark,
    base_notes,
    computed,
)
from china_trade_cities.plots._bars import ranked_place
from china_trade_cities.plots._chart import (
    BLUE,
    GREY,
    INK,
    PALE,
    STEP,
    VERMILLION,
    WIDTH,
    Room,
    Row,
    data,
    framed,
    place_axis,
    where,
)
from china_trade_cities.plots._titles import goods_of, most_words, when_words
from china_trade_cities.plots._words import (
    figure,
    place_words,
    printed_by,
    question_words,
    result,
    source_line,
    tips,
)

_METHODS = [method.value for method in GrowthMethod]
_COLOURS = dict(zip(_METHODS, (BLUE, VERMILLION), strict=True))
_SHAPES = dict(zip(_METHODS, ("circle", "diamond"), strict=True))


def growth(growth: GrowthRanking, *, width: int = WIDTH) -> alt.LayerChart:
    """Published growth (circles) beside growth computed from the two amounts (diamonds).

    Customs revise the base of a published rate, so that the two differ; the longer the line
    between them, the more. Cities are in the order of the ranking, whichever rate it is by. A
    whisker shows what the rounding of the figures allows. A rate that is not published, or cannot
    be computed, is left out and counted in the subtitle.

    Args:
        growth: What `growth_leaders` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `GrowthRanking`, or an empty one, or the width is out of
            bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> leaders = ctc.growth_leaders(1, period="2025-01/2025-07", cities="Guangzhou")
        >>> for row in plots.growth(leaders).layer[0].data.values:
        ...     print(row["method"], round(row["rate"], 1))
        published 14.5
        computed 16.0
    """
    answer = result(growth, GrowthRanking, "growth", "growth_leaders")
    rows = [
        {**values, **row}
        for entry, values in zip(answer, answer.to_dicts(), strict=True)
        for row in _rows(entry)
    ]
    places = [ranked_place(entry) for entry in answer]
    methods = [method for method in _METHODS if any(row["method"] == method for row in rows)]
    room = Room.of(width, places, right=108)
    base = alt.Chart(data(rows)).encode(y=place_axis(places, room))
    legend = alt.Legend(title=None, orient="top", symbolSize=90)
    points = base.mark_point(filled=True, size=85, opacity=1).encode(
        x=alt.X(
            "rate:Q",
            title=f"change on {answer.period.previous_year()}, %",
            axis=alt.Axis(domain=False, gridColor=PALE, tickCount=8),
        ),
        color=alt.Color(
            "method:N",
            scale=alt.Scale(domain=methods, range=[_COLOURS[method] for method in methods]),
            legend=legend,
        ),
        shape=alt.Shape(
            "method:N",
            scale=alt.Scale(domain=methods, range=[_SHAPES[method] for method in methods]),
            legend=legend,
        ),
        tooltip=tips(
            "place",
            "method",
            "growth",
            "rounding of growth",
            "rank range",
            "amount",
            "base",
            "reservation",
            "printed by",
        ),
    )
    texts = [
        chart.mark_text(
            align="right", fontSize=11, color=_COLOURS[method], x=alt.ExprRef(f"width + {column}")
        ).encode(text="text:N")
        for method, column in zip(methods, (58, 108), strict=False)
        for chart in where(base, rows, "method", value=method)
    ]
    return framed(
        points,
        alt.Chart(data([{"zero": 0}])).mark_rule(color=INK).encode(x="zero:Q"),
        base.mark_line(color=GREY, strokeWidth=1.5).encode(x="rate:Q", detail="place:N"),
        *(
            chart.mark_rule(color=GREY, strokeWidth=1).encode(x="low:Q", x2="high:Q")
            for chart in where(base, rows, "bounded", value=True)
        ),
        points,
        *texts,
        title=most_words(
            answer,
            f"whose {(goods := goods_of(answer))} grew fastest",
            f"growth of {goods} by city",
        )
        + f", {when_words(answer.period)}",
        subtitle=(
            question_words(answer, f"{answer.period} on {answer.period.previous_year()}"),
            *view_of(answer).lead,
            f"In order of {answer.method} growth.",
            *_without(rows, len(places)),
            *least_words(answer.min_value, answer.currency),
        ),
        notes=(
            *mark_notes(
                record
                for entry in answer
                for record in (entry.record, entry.base_record)
                if record is not None
            ),
            *base_notes(answer),
            source_line(
                record.sources
                for entry in answer
                for record in (entry.record, entry.base_record)
                if record is not None
            ),
        ),
        room=room,
        height=STEP * len(places),
        below=46,
    )


def _rows(entry: GrowthLeader) -> Iterator[Row]:
    record, base = entry.record, entry.base_record
    common = {
        **figure(record),
        "place": ranked_place(entry),
        "amount": amount_words(record) or "not printed",
        "base": amount_words(base) if base else "none",
        "rank range": place_words(entry),
    }
    if record.growth is not None and record.growth_interval is not None:
        low, high = record.growth_interval
        yield {
            **common,
            **_rate("published", record.growth, low, high, record.growth_decimals),
            "text": percent_words(record.growth, record.growth_decimals)
            + mark(record)
            + base_mark(entry),
        }
    rate = computed((record,), base)
    if base is not None and not isinstance(rate, str):
        yield {
            **common,
            **_rate("computed", *rate.rated[:3], 1),
            "text": percent_words(rate.rated.amount) + mark(record, base) + base_mark(entry),
            "printed by": printed_by((*record.sources, *base.sources)),
        }


def _rate(method: str, rate: float, low: float, high: float | None, decimals: int) -> Row:
    digits = decimals + 1
    ends = "at least this" if high is None else f"{low:.{digits}f} to {high:.{digits}f} %"
    return {
        "method": method,
        "rate": rate,
        "low": low,
        "high": high,
        "bounded": high is not None,
        "growth": f"{percent_words(rate, decimals)} %",
        "rounding of growth": ends,
    }


def _without(rows: Sequence[Row], cities: int) -> Iterator[str]:
    """How many cities lack one of the rates."""
    for method, why in (("published", "published rate"), ("computed", "two comparable amounts")):
        missing = cities - sum(row["method"] == method for row in rows)
        if missing:
            yield f"Without {why}: {counted(missing, 'city', 'cities')}."
