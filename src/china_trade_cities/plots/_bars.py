"""Bars with whiskers for rounding, outlines of what is missing, and amounts at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from china_trade_cities._display.results import RankedEntry
from china_trade_cities._display.view import rank_text
from china_trade_cities._display.words import city_words
from china_trade_cities.plots._chart import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    SKY,
    STEP,
    Align,
    Layer,
    Room,
    Row,
    data,
    framed,
    place_axis,
    top_legend,
    where,
)
from china_trade_cities.plots._missing import outlines
from china_trade_cities.plots._words import tips

_KINDS = {True: "rank certain", False: "rank not certain", None: "not ranked"}
_COLOURS = dict(zip(_KINDS.values(), (BLUE, ORANGE, SKY), strict=True))
PERCENT_AXIS = alt.Axis(tickCount=6, labelFlush=False, domain=False, gridColor=PALE)
_LEFT_ROOM = 56
TEXT_ROOM = 70
"""Pixels to the right of the drawing that the text of the longest bar may need."""

# Where the amount stands: beyond the end of its bar.
_ENDS: tuple[tuple[bool, Align, int], ...] = ((False, "left", 8), (True, "right", -8))


def bar(
    value: float,
    interval: tuple[float | None, float | None],
    largest: float,
    text: str,
    *,
    is_certain: bool | None = True,
) -> Row:
    """What is drawn of a figure: its bar, its whisker, and the text at its end."""
    low, high = interval
    ends = (low, value) if value < 0 else (high, value)
    return {
        "value": value,
        "low": low,
        "high": high,
        # Of a figure that was hardly rounded the ends of a whisker would be one blot.
        "ranged": low is not None and high is not None and high - low > abs(largest) / 200,
        "over": high is None,
        "negative": value < 0,
        "end": next(end for end in ends if end is not None),
        "kind": _KINDS[is_certain],
        "text": text,
    }


def ranked_place(entry: RankedEntry) -> str:
    """The name of a bar: the ranks that a city may have, and the city."""
    return f"{rank_text(entry.rank_range)} {city_words(entry.city)}"


def by_value(rows: Sequence[Row], missing: Sequence[Row]) -> list[str]:
    """Places of bars and outlines, largest first: as the sort is stable, equal ones keep theirs."""
    return [row["place"] for row in sorted([*rows, *missing], key=lambda row: -row["value"])]


def bar_chart(
    rows: Sequence[Row],
    missing: Sequence[Row],
    *,
    places: Sequence[str],
    width: int,
    value_title: str,
    axis: alt.Axis,
    tooltip: Sequence[str],
    title: str,
    subtitle: Sequence[str],
    notes: Sequence[str],
) -> alt.LayerChart:
    """A chart of bars and outlines alone, each at its place, from top to bottom."""
    room = Room.of(width, places, right=TEXT_ROOM)
    return framed(
        *bars(
            rows,
            missing,
            room=room,
            y=place_axis(places, room),
            title=value_title,
            axis=axis,
            tooltip=tooltip,
        ),
        title=title,
        subtitle=subtitle,
        notes=notes,
        room=room,
        height=room.step * len(places),
        below=46,
    )


def bars(
    rows: Sequence[Row],
    missing: Sequence[Row],
    blank: Sequence[Row] = (),
    *,
    room: Room,
    y: alt.Y,
    title: str,
    axis: alt.Axis,
    tooltip: Sequence[str],
) -> Iterator[Layer]:
    """The layers of bars, of outlines of what is missing, and of words where nothing is known."""
    everything = [*rows, *missing, *blank]
    base = alt.Chart(data(rows)).encode(y=y, tooltip=tips(*tooltip))
    if room.is_narrow:
        narrow: dict[str, Any] = {**axis.to_dict(validate=False), "tickCount": 3}
        axis = alt.Axis(**narrow)
    kinds = [kind for kind in _COLOURS if any(row["kind"] == kind for row in rows)]
    yield base.mark_bar(height=STEP - 8).encode(
        x=alt.X("value:Q", title=title, axis=axis, scale=_scale(everything, room)),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
            legend=top_legend(values=kinds) if kinds != [_KINDS[True]] else None,
        ),
    )
    yield from outlines(missing, y)
    for ranged in where(base, rows, "ranged", value=True):
        yield ranged.mark_rule(color=INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
        for end in ("low:Q", "high:Q"):
            yield ranged.mark_tick(color=INK, thickness=1.5, size=10).encode(x=end)
    for chart in where(base, rows, "over", value=True):
        yield chart.mark_point(
            shape="triangle-right", filled=True, color=INK, size=60, dx=4
        ).encode(x="value:Q")
    words = alt.Chart(data(everything)).encode(y=y)
    for negative, align, dx in _ENDS:
        for chart in where(words, everything, "negative", value=negative):
            yield chart.mark_text(align=align, dx=dx, color=INK, fontSize=11).encode(
                x="end:Q", text="text:N"
            )


def _scale(rows: Sequence[Row], room: Room) -> alt.Scale:
    """With room to the left of bars below zero, so that their amounts do not cover the names."""
    if not any(row["negative"] for row in rows):
        return alt.Scale()
    ends = [0, *(row.get(end) or 0 for row in rows for end in ("value", "from", "to", "end"))]
    lowest, highest = min(ends), max(ends)
    pixel = (highest - lowest) / (room.drawing - _LEFT_ROOM)
    return alt.Scale(domain=[lowest - _LEFT_ROOM * pixel, highest], nice=False)


def bar_notes(rows: Sequence[Row], missing: Sequence[Row]) -> Iterator[str]:
    """What the marks of bars mean, as far as they are there."""
    if any(row["ranged"] for row in rows):
        yield "Whiskers: published rounding."
    if any(row["stroke"] for row in missing):
        yield "Strokes in outlines: the amount is as likely higher as lower."
