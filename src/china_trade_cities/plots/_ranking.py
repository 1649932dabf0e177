"""Bars of a ranking, with whiskers for rounding."""

from __future__ import annotations

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.view import Scale, rank_text
from china_trade_cities._display.words import FLOWS, city_words, counted, mark, mark_notes
from china_trade_cities._queries.top import RankedCity, Ranking
from china_trade_cities.plots._chart import (
    BLUE,
    FONT,
    INK,
    ORANGE,
    STEP,
    Align,
    Row,
    amount_axis,
    data,
    framed,
    margin_for,
    place_axis,
    top_legend,
    where,
)
from china_trade_cities.plots._missing import missing_rows, outlines
from china_trade_cities.plots._words import (
    RANKED,
    interval,
    question_words,
    ranked_figure,
    rate_notes,
    result,
    source_line,
    tips,
)

# Where the amount stands: beyond the end of its bar.
_ENDS: tuple[tuple[bool, Align, int], ...] = ((False, "left", 8), (True, "right", -8))
_CERTAIN, _OPEN = "rank certain", "rank not certain"


def ranking(ranking: Ranking) -> alt.LayerChart:
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

    Raises:
        InvalidArgumentError: It is no `Ranking`, or an empty one.

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
    missing = missing_rows(answer, [row["end"] for row in rows])
    # As the sort is stable, entries of equal amounts stay in their order.
    ordered = sorted([*rows, *missing], key=lambda row: -row["value"])
    places = [row["place"] for row in ordered]
    y = place_axis(places)
    base = alt.Chart(data(rows)).encode(y=y, tooltip=tips(*RANKED))
    kinds = [kind for kind in (_CERTAIN, _OPEN) if any(row["kind"] == kind for row in rows)]
    # Amounts that stand to the left of a bar are not to cover the names.
    room = alt.Scale(padding=50) if any(row["negative"] for row in ordered) else alt.Undefined
    bars = base.mark_bar(height=STEP - 8).encode(
        x=alt.X(
            "value:Q",
            title=f"{scale.word}{answer.currency}",
            axis=amount_axis(scale.exponent),
            scale=room,
        ),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=[_CERTAIN, _OPEN], range=[BLUE, ORANGE]),
            legend=top_legend(values=kinds) if _OPEN in kinds else None,
        ),
    )
    whiskers = [
        layer
        for ranged in where(base, rows, "ranged", value=True)
        for layer in (
            ranged.mark_rule(color=INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q"),
            ranged.mark_tick(color=INK, thickness=1.5, size=10).encode(x="low:Q"),
            ranged.mark_tick(color=INK, thickness=1.5, size=10).encode(x="high:Q"),
        )
    ]
    over = [
        chart.mark_point(shape="triangle-right", filled=True, color=INK, size=60, dx=4).encode(
            x="value:Q"
        )
        for chart in where(base, rows, "over", value=True)
    ]
    words = alt.Chart(data(ordered)).encode(y=y)
    texts = [
        chart.mark_text(align=align, dx=dx, color=INK, font=FONT, fontSize=11).encode(
            x="end:Q", text="text:N"
        )
        for negative, align, dx in _ENDS
        for chart in where(words, ordered, "negative", value=negative)
    ]
    strokes = any(row["stroke"] for row in missing)
    return framed(
        bars,
        *outlines(missing, y),
        *whiskers,
        *over,
        *texts,
        title=f"{FLOWS[answer.flow]} of {counted(len(answer), 'city', 'cities')}",
        subtitle=(
            question_words(answer, str(answer.period)),
            *view_of(answer).lead,
            *(["Whiskers: published rounding."] if whiskers else []),
        ),
        notes=(
            *(["Strokes in outlines: the amount is as likely higher as lower."] * strokes),
            *mark_notes(entry.record for entry in answer),
            *rate_notes((entry.conversion for entry in answer), "c: "),
            source_line(entry.sources for entry in answer),
        ),
        width=460,
        height=STEP * len(ordered),
        below=46,
        right=60,
        margin=margin_for(places),
    )


def _row(entry: RankedCity, plain: Row, largest: int) -> Row:
    scale = Scale.for_amount(largest)
    low, high = interval(entry.record, entry.conversion)
    text = scale.show(entry.value, entry.record.rounded_to) + mark(entry.record)
    if entry.conversion:
        text += " c"
    ends = (low, entry.value) if entry.value < 0 else (high, entry.value)
    return {
        **plain,
        "place": f"{rank_text(entry.rank_range)} {city_words(entry.city)}",
        "low": low,
        "high": high,
        # Of a figure that was hardly rounded the ends of a whisker would be one blot.
        "ranged": None not in (low, high) and (high or 0) - (low or 0) > largest / 200,
        "over": high is None,
        "negative": entry.value < 0,
        "end": next(end for end in ends if end is not None),
        "kind": _CERTAIN if entry.is_certain else _OPEN,
        "text": text,
        **ranked_figure(entry),
    }
