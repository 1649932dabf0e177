"""Cities side by side: bars of each flow, below one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple, cast

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.view import Scale, rank_text
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    city_words,
    growth_words,
    mark,
    mark_notes,
    scope_words,
)
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._queries.compare import ComparedCity, ComparedFigure, Comparison
from china_trade_cities._queries.profile import HEADLINE_FLOWS, ProfileFigure
from china_trade_cities.plots._bars import TEXT_ROOM, bar, bar_notes, bars
from china_trade_cities.plots._chart import WIDTH, Room, Row, amount_axis, framed, place_axis
from china_trade_cities.plots._missing import fit, missing_amount
from china_trade_cities.plots._titles import goods_words, named, title, when_words
from china_trade_cities.plots._words import (
    figure,
    interval,
    percent_range,
    rate_notes,
    result,
    source_line,
    without,
)


def compare(comparison: Comparison, *, width: int = WIDTH) -> alt.LayerChart:
    """Bars of total, exports, imports and balance of some cities, in the order they were named.

    The number before a city is its rank among all cities. An amount that is not published is an
    outline from the lowest to the highest that other figures allow, or no more than a word; a flow
    of which there is nothing at all is left out and named.

    Args:
        comparison: What `compare` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `Comparison`, or holds no amount, or the width is out of
            bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.compare(ctc.compare(["Ningbo", "Qingdao"]))
        >>> for row in chart.layer[0].data.values[:2]:
        ...     print(row["label"], row["text"])
        5 Ningbo 宁波 1,420.25
        9 Qingdao 青岛 907.67
    """
    answer = result(comparison, Comparison, "comparison", "compare")
    plain = iter(answer.to_dicts())
    lines = [_Line(entry, found, next(plain)) for entry in answer for found in entry.figures]
    known = [line for line in lines if line.found.figure and line.found.figure.value is not None]
    if not known:
        raise without(answer, "comparison", "amount")
    largest = max(abs(line.plain["value"]) for line in known)
    scale = Scale.for_amount(largest)
    flows = [flow for flow in HEADLINE_FLOWS if any(line.found.flow is flow for line in known)]
    shown = [line for flow in flows for line in lines if line.found.flow is flow]
    rows = [_row(line, largest) for line in shown if line in known]
    gaps = [line for line in shown if line not in known]
    without_any = [FLOWS[flow].lower() for flow in HEADLINE_FLOWS if flow not in flows]
    missing, blank = _without_figures(answer, gaps, rows)
    labels = _labels(flows, {row["line"]: row for row in (*rows, *missing, *blank)})
    room = Room.of(width, labels.values(), right=TEXT_ROOM)
    return framed(
        *bars(
            rows,
            missing,
            blank,
            room=room,
            y=place_axis(
                list(labels),
                room,
                field="line",
                labels=labels,
                labelFontWeight={"condition": {"test": _IS_HEAD, "value": 700}, "value": 400},
            ),
            title=f"{scale.word}{answer.currency}",
            axis=amount_axis(scale.exponent),
            tooltip=_TIPS,
        ),
        title=f"{title(named([entry.city for entry in answer]))}: "
        f"{goods_words(Flow.TOTAL, answer.product, answer.partner)}, {when_words(answer.period)}",
        subtitle=(
            f"{answer.period}: {scope_words(answer.product, answer.partner)}, {answer.currency}, "
            + BASES[answer.basis],
            *view_of(answer).lead,
        ),
        notes=(
            *([f"No figures: {', '.join(without_any)}."] * bool(without_any)),
            *(f"{row['words']}: {row['why']}." for row in blank),
            *bar_notes(rows, missing),
            *mark_notes(line.found.figure.record for line in known if line.found.figure),
            *rate_notes((line.found.conversion for line in known), "c: "),
            source_line(line.found.sources for line in known),
        ),
        room=room,
        height=room.step * len(labels),
        below=46,
    )


_TIPS = (
    "place",
    "what",
    "amount",
    "rounding",
    "growth %",
    "rank range",
    "share of the nation",
    "reservation",
    "printed by",
)
_IS_HEAD = f"indexof({[FLOWS[flow] for flow in HEADLINE_FLOWS]}, datum.value) >= 0"


class _Line(NamedTuple):
    """One bar: a flow of a city, with the plain values of it."""

    entry: ComparedCity
    found: ComparedFigure
    plain: Row

    @property
    def key(self) -> str:
        return f"{self.found.flow} {self.entry.city.id}"

    @property
    def words(self) -> str:
        return f"{self.entry.city.name}, {FLOWS[self.found.flow].lower()}"


def _labels(flows: Iterable[Flow], rows: Mapping[str, Row]) -> dict[str, str]:
    """The lines from top to bottom, each flow with a head of its own, and their labels."""
    labels: dict[str, str] = {}
    for flow in flows:
        labels[FLOWS[flow]] = FLOWS[flow]
        labels |= {line: row["label"] for line, row in rows.items() if row["flow"] == flow.value}
    return labels


def _row(line: _Line, largest: int) -> Row:
    compared, city = line.found, line.entry.city
    shown = cast("ProfileFigure", compared.figure)
    record, value = shown.record, cast("int", shown.value)
    text = Scale.for_amount(largest).show(value, record.rounded_to) + mark(record)
    if compared.conversion:
        text += " c"
    rank = f"{rank_text(shown.rank_range)} " if shown.rank_range else ""
    share, ends = compared.share, compared.share_range
    growth = growth_words(shown.growth_record) if shown.growth_record else ""
    return {
        **line.plain,
        **bar(
            value, interval(record, compared.conversion), largest, text, is_certain=shown.is_certain
        ),
        "line": line.key,
        "place": city_words(city),
        "label": f"{rank}{city_words(city)}",
        "what": FLOWS[compared.flow],
        "growth %": growth or "not published",
        "rank range": rank_text(shown.rank_range) if shown.rank_range else "not ranked",
        "share of the nation": "none"
        if share is None or ends is None
        else f"{percent_range(share, ends)} %",
        **figure(record, compared.conversion),
    }


def _without_figures(
    answer: Comparison, gaps: Iterable[_Line], rows: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Outlines of the amounts that are not published, and words where nothing limits them."""
    outlines: list[Row] = []
    blank: list[Row] = []
    for line in gaps:
        city, flow = line.entry.city, line.found.flow
        found = next((each for each in answer.missing[flow] if each.city == city), None)
        outline = missing_amount(found, answer.currency) if found else None
        nothing = {"negative": False, "end": 0, "text": "no figure"}
        row = outline or {**nothing, "words": line.words, "why": line.found.missing}
        label = {"line": line.key, "label": city_words(city), "place": city_words(city)}
        (outlines if outline else blank).append({**row, **label, "flow": flow.value})
    fit(outlines, rows, furthest=inf)  # these cities were asked for
    return outlines, blank
