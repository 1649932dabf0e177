"""What all charts have in common: colours, title, and the lines with notes and sources below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias, cast

import altair as alt

from china_trade_cities._display.view import width as cells

Row: TypeAlias = dict[str, Any]
Align: TypeAlias = Literal["left", "center", "right"]
Layer: TypeAlias = "alt.Chart | alt.LayerChart"

# Okabe and Ito's colours, which people with any kind of colour vision can tell apart.
# https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
VERMILLION, SKY, PURPLE = "#D55E00", "#56B4E9", "#CC79A7"
SERIES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, "#222222", "#8A7A00")
INK, GREY, PALE = "#222222", "#6B6B6B", "#DDDDDD"
FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
"""Fonts that hold Chinese and Latin letters alike, whichever the machine has."""

STEP = 24
"""Height of a row that holds a name, in pixels."""


def place_axis(places: Sequence[str]) -> alt.Y:
    """Names from top to bottom, none of which is cut."""
    axis = alt.Axis(
        title=None, labelLimit=0, labelPadding=8, labelFont=FONT, ticks=False, domain=False
    )
    return alt.Y("place:N", scale=alt.Scale(domain=places), axis=axis)


def top_axis(**options: Any) -> alt.Axis:
    """An axis above the drawing, of words that need no title."""
    return alt.Axis(title=None, orient="top", ticks=False, domain=False, **options)


def top_legend(**options: Any) -> alt.Legend:
    """A legend above the drawing, of words that need no title."""
    return alt.Legend(title=None, orient="top", labelLimit=0, **options)


class Framed(alt.LayerChart):
    """A chart whose texts a page shows and never runs.

    Altair writes a chart into a script element of the page as it is: the name of a city that holds
    ``</script>`` would end the script there, and begin what it likes. U+2060, which joins words and
    is not seen, breaks what such an element looks for, wherever the text stands in the chart.
    """

    def to_dict(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        made: dict[str, Any] = _inert(super().to_dict(*arguments, **options))
        # In a chart of several charts the data are handed to the outermost one, which is Altair's.
        context: dict[str, Any] = options.get("context") or {}
        if "datasets" in context:
            context["datasets"].update(_inert(context["datasets"]))
        return made


def _inert(part: Any) -> Any:
    if isinstance(part, str):
        return part.replace("</", "<\u2060/").replace("<!--", "<\u2060!--")
    if isinstance(part, list | tuple):
        return [_inert(each) for each in cast("list[Any]", part)]
    if isinstance(part, dict):
        return {name: _inert(each) for name, each in cast("dict[str, Any]", part).items()}
    return part


def data(rows: Sequence[Row]) -> alt.InlineData:
    """Rows as data of a chart; however many they are, which Altair allows inline data alone."""
    return alt.InlineData(values=list(rows))


def amounts(exponent: int) -> str:
    """The labels of amounts in a power of ten, as Vega's expression."""
    return f"format(datum.value / 1e{exponent}, ',')"


def where(base: alt.Chart, rows: Iterable[Row], field: str, value: str | bool) -> list[alt.Chart]:
    """A chart of the rows that have a value in a field, if there are any."""
    if not any(row.get(field) == value for row in rows):
        return []
    return [base.transform_filter(alt.FieldEqualPredicate(field=field, equal=value))]


def points(base: alt.Chart, rows: Sequence[Row], y: alt.Y, *, size: int) -> list[alt.Chart]:
    """Points that are filled, or hollow where the row says so."""
    styles: dict[bool, Row] = {False: {"filled": True}, True: {"fill": "white", "strokeWidth": 2}}
    return [
        chart.mark_point(size=size, opacity=1, **style).encode(y=y)
        for hollow, style in styles.items()
        for chart in where(base, rows, "hollow", value=hollow)
    ]


def amount_axis(exponent: int) -> alt.Axis:
    # A last label that is moved inside the drawing would cover the one before it.
    return alt.Axis(
        labelExpr=amounts(exponent), tickCount=6, labelFlush=False, domain=False, gridColor=PALE
    )


def wrapped(text: str, pixels: int, size: int) -> list[str]:
    """A text in lines of about so many pixels; the width of letters is estimated."""
    most = max(20, int(pixels / (size * 0.53)))
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if cells(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def framed(
    *layers: Layer,
    title: str,
    subtitle: Sequence[str],
    notes: Iterable[str],
    width: int,
    height: int,
    below: int,
    margin: int,
    right: int = 0,
) -> alt.LayerChart:
    """Layers with what every chart says about itself.

    The subtitle says which question the chart answers, and what a reader must know to read it; the
    notes, below, explain marks, conversions and sources. Beside the pixels of the drawing, `below`
    are those that the lower axis takes, `margin` those of names to its left, `right` those of texts
    or a legend.
    """
    room = max(width + margin + right, 420)
    lines = [line for note in notes for line in wrapped(note, room, 10)]
    caption = alt.Chart(data([{}])).mark_text(
        text=lines,
        align="left",
        baseline="top",
        font=FONT,
        fontSize=10,
        lineHeight=14,
        color=GREY,
        x=-margin,
        y=alt.ExprRef("height"),
        dy=below,
        tooltip=None,
    )
    return Framed(
        layer=[*layers, caption],
        description=" ".join([f"{title}.", *subtitle]),
        title=alt.Title(
            title,
            subtitle=[line for text in subtitle for line in wrapped(text, room, 11)],
            anchor="start",
            frame="bounds",
            font=FONT,
            fontSize=16,
            color=INK,
            subtitleFont=FONT,
            subtitleFontSize=11,
            subtitleLineHeight=15,
            subtitleColor=GREY,
            subtitlePadding=6,
            offset=14,
        ),
        width=width,
        height=height,
        view=alt.ViewBackground(stroke=None),
    )


def margin_for(names: Iterable[str]) -> int:
    """Pixels that the longest of some names takes as a label of an axis."""
    return 12 + round(max(map(cells, names)) * 5.6)
