"""What all charts have in common: colours, font, title, room, and the lines below."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import altair as alt

from china_trade_cities._display.view import width as cells
from china_trade_cities._model.validators import integer
from china_trade_cities.exceptions import InvalidArgumentError

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

WIDTH = 680
"""Pixels of a chart from edge to edge, if nothing else is asked for: a column of a wide page."""

_LINE = 12  # height of a line of a label
_LEAST_WIDTH, _MOST_WIDTH = 320, 2000
_NARROW = 500


class Room(NamedTuple):
    """The pixels of a chart from edge to edge: names, the drawing, and texts to its right."""

    width: int
    left: int
    right: int
    step: int = STEP  # the height of a row

    @classmethod
    def of(cls, width: object, names: Iterable[str] = (), *, left: int = 0, right: int = 0) -> Room:
        """Room for names, of which long ones take more than one line, or for as much as is said."""
        pixels = integer(width)
        if pixels is None or not _LEAST_WIDTH <= pixels <= _MOST_WIDTH:
            allowed = f"a whole number of pixels from {_LEAST_WIDTH} to {_MOST_WIDTH}"
            raise InvalidArgumentError("width", width, allowed)
        named = tuple(names)
        longest = max(map(name_width, named), default=left)
        room = cls(pixels, min(longest, round(0.42 * pixels)), right)
        lines = max((len(room.lines(name)) for name in named), default=1)
        return room._replace(step=max(STEP, _LINE * lines + 4))

    def lines(self, name: str) -> list[str]:
        """A name as it stands at the left of the drawing."""
        return [name] if name_width(name) <= self.left else wrapped(name, self.left - 12, 10)

    @property
    def drawing(self) -> int:
        return self.width - self.left - self.right

    def within(self, most: int) -> Room:
        """The same with a drawing of at most so many pixels."""
        return self._replace(right=max(self.right, self.width - self.left - most))

    @property
    def is_narrow(self) -> bool:
        """Whether words that stand side by side on a wide page would not fit."""
        return self.width < _NARROW


def name_width(name: str) -> int:
    """Pixels that a name takes as a label of an axis."""
    return 12 + round(cells(name) * 5.6)


def place_axis(
    places: Sequence[str],
    room: Room,
    *,
    field: str = "place",
    labels: Mapping[str, str] | None = None,
    **options: Any,
) -> alt.Y:
    """Names from top to bottom; one that is longer than its room stands in several lines.

    `labels` are other words for names that are no more than keys.
    """
    words = labels or {place: place for place in places}
    told = {place: room.lines(label) for place, label in words.items()}
    if any(lines != [place] for place, lines in told.items()):
        options["labelExpr"] = f"({json.dumps(told)})[datum.value]"
        long = {place: -_LINE * (len(lines) - 1) / 2 for place, lines in told.items() if lines[1:]}
        options["labelOffset"] = {
            # A label of several lines hangs from its first one.
            "condition": [
                {"test": f"({json.dumps(long)})[datum.value] === {offset}", "value": offset}
                for offset in sorted(set(long.values()))
            ],
            "value": 0,
        }
    axis = alt.Axis(title=None, labelLimit=0, labelPadding=8, ticks=False, domain=False, **options)
    return alt.Y(f"{field}:N", scale=alt.Scale(domain=places), axis=axis)


def top_axis(**options: Any) -> alt.Axis:
    """An axis above the drawing, of words that need no title."""
    return alt.Axis(title=None, orient="top", ticks=False, domain=False, **options)


def top_legend(**options: Any) -> alt.Legend:
    """A legend above the drawing, of words that need no title."""
    return alt.Legend(title=None, orient="top", labelLimit=0, **options)


_CONFIG = {
    "font": FONT,
    # Two legends side by side would not fit a narrow page.
    "legend": {"layout": {"top": {"anchor": "start", "direction": "vertical", "margin": 6}}},
}


class Framed(alt.LayerChart):
    """A chart in one font, whose pages need no network, and show its texts and never run them.

    The font is a default that stands in the JSON alone: a chart that held a configuration could
    not be joined with another.

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
        if context.get("top_level", True):
            made["config"] = {**_CONFIG, **made.get("config", {})}
        return made

    def save(self, fp: Any, format: Any = None, *arguments: Any, **options: Any) -> None:  # noqa: A002
        """Write the chart; an HTML page holds what draws it, unless ``inline=False``."""
        name = str(format or getattr(fp, "name", fp))
        if name.lower().endswith("html") and find_spec("vl_convert"):
            options.setdefault("inline", True)
        super().save(fp, format, *arguments, **options)

    def _repr_mimebundle_(self, *arguments: Any, **options: Any) -> Any:
        """What a notebook shows: by default a drawing that asks for nothing from a network."""
        if alt.renderers.active != "default" or not find_spec("vl_convert"):
            return super()._repr_mimebundle_(*arguments, **options)
        with alt.renderers.enable("html", template="inline"):
            return super()._repr_mimebundle_(*arguments, **options)


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
    room: Room,
    height: int,
    below: int,
) -> alt.LayerChart:
    """Layers with what every chart says about itself.

    The title says what is seen; the subtitle which question the chart answers, and what a reader
    must know to read it; the notes, below, explain marks, conversions and sources. `below` are the
    pixels that the lower axis takes.
    """
    lines = [line for note in notes for line in wrapped(note, room.width, 10)]
    caption = alt.Chart(data([{}])).mark_text(
        text=lines,
        align="left",
        baseline="top",
        fontSize=10,
        lineHeight=14,
        color=GREY,
        x=-room.left,
        y=alt.ExprRef("height"),
        dy=below,
        tooltip=None,
    )
    return Framed(
        layer=[*layers, caption],
        description=" ".join([f"{title}.", *subtitle]),
        title=alt.Title(
            _title_lines(title, room),
            subtitle=[line for text in subtitle for line in wrapped(text, room.width, 11)],
            anchor="start",
            frame="bounds",
            fontSize=16,
            lineHeight=22,
            color=INK,
            subtitleFontSize=11,
            subtitleLineHeight=15,
            subtitleColor=GREY,
            subtitlePadding=6,
            offset=14,
        ),
        width=room.drawing,
        height=height,
        view=alt.ViewBackground(stroke=None),
    )


def _title_lines(title: str, room: Room) -> str | list[str]:
    lines = wrapped(title, room.width, 17)  # it is bold
    return lines if lines[1:] else title
