"""Missing cities among the bars of a ranking: outlines from the lowest to the highest amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import altair as alt

from china_trade_cities._display.lacking import rivals
from china_trade_cities._display.view import Scale
from china_trade_cities._display.words import (
    FLOWS,
    about_words,
    amount_words,
    city_words,
    scope_words,
)
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.record import Interval, TradeRecord
from china_trade_cities._model.vocabulary import BoundKind, Currency
from china_trade_cities._queries.top import Ranking
from china_trade_cities.plots._chart import GREY, STEP, Align, Row, data, top_legend, where
from china_trade_cities.plots._words import printed_by, tips

_MOST = 10
_FURTHEST = 2  # times the largest bar; no outline makes the bars smaller than that
_DASHES = [4, 2]
_ARROWS: tuple[tuple[str, str, Align, int], ...] = (
    ("comes_from", "from", "left", -4),
    ("goes_on", "to", "right", 4),
)
_TIPS = (
    "place",
    "no figure because",
    "range",
    "middle",
    "known",
    "best rank",
    "rests on",
    "printed by",
)
_KNOWN = {
    BoundKind.CERTAIN: "for certain, by figures of parts and wholes",
    BoundKind.IMPLIED: "implied by amount and growth, of a year before or later",
    BoundKind.EXPECTED: "expected in 99 of 100 cases, by the nearest amount",
}


def missing_rows(answer: Ranking, ends: Sequence[int]) -> list[Row]:
    """The largest missing cities that might stand among the bars, which reach to these ends."""
    near = rivals(answer)
    known = [each for each in near if each.interval is not None]
    rows = [_row(each, answer.currency) for each in known[: min(_MOST, len(answer))]]
    if not rows:
        return []
    left_out = f", the largest {len(rows)} of {len(near)}" if len(rows) < len(near) else ""
    values = [*ends, *(row["value"] for row in rows)]
    first, last = min(0, *values), max(0, *values)
    room, furthest = (last - first) // 4, _FURTHEST * max(map(abs, ends))
    bottom, top = max(first - room, -furthest), min(last + room, furthest)
    for row in rows:
        low, high = row["low"], row["high"]
        row["from"] = max(bottom, min(low, top))
        row["to"] = top if high is None else max(bottom, min(high, top))
        row["comes_from"] = low < bottom
        row["goes_on"] = high is None or high > top
        row["end"] = row["from"] if row["negative"] else row["to"]
        row["stroke"] = row["middle"] != _NO_MIDDLE and bottom <= row["value"] <= top
        row["kind"] = f"no figure: where its amount may lie{left_out}"
    return rows


_NO_MIDDLE = "not known, limits alone"


def _row(missing: MissingCity, currency: Currency) -> Row:
    # They stand or fall together.
    low, high = cast("Interval", missing.interval)
    record = cast("TradeRecord", missing.record)
    kind = cast("BoundKind", missing.kind)
    scale = Scale.for_amount(max(abs(low), abs(high or 0)))
    ends = [scale.show(end, 10**scale.exponent) for end in (low, high) if end is not None]
    value = low if missing.amount is None else missing.amount
    return {
        "city": missing.city.id,
        "name": missing.city.name,
        "name_zh": missing.city.name_zh,
        "place": city_words(missing.city),
        "low": low,
        "high": high,
        "value": value,  # by which it has its place among the bars
        "negative": value < 0,
        "text": "no figure",
        "no figure because": missing.reason,
        "range": f"{'' if ends[1:] else 'at least '}{' to '.join(ends)} {scale.word}{currency}",
        "middle": _NO_MIDDLE if missing.amount is None else about_words(value, currency),
        "known": _KNOWN[kind],
        "best rank": str(missing.best_rank),
        "rests on": f"{FLOWS[record.flow]}, {record.period}: "
        f"{scope_words(record.product, record.partner)}, {amount_words(record)}",
        "printed by": printed_by(record.sources),
    }


def outlines(rows: Sequence[Row], y: alt.Y) -> Iterator[alt.Chart]:
    """Bars without a filling, with a stroke at the middle, and arrows where they go on."""
    if not rows:
        return
    base = alt.Chart(data(rows)).encode(y=y, tooltip=tips(*_TIPS))
    yield base.mark_bar(height=STEP - 8, fill="transparent", strokeDash=_DASHES).encode(
        x="from:Q",
        x2="to:Q",
        stroke=alt.Stroke(
            "kind:N",
            scale=alt.Scale(range=[GREY]),
            legend=top_legend(symbolFillColor="transparent", symbolDash=_DASHES),
        ),
    )
    for chart in where(base, rows, "stroke", value=True):
        yield chart.mark_tick(color=GREY, thickness=1.5, size=8).encode(x="value:Q")
    for field, end, side, dx in _ARROWS:
        for chart in where(base, rows, field, value=True):
            yield chart.mark_point(
                shape=f"triangle-{side}", filled=True, color=GREY, size=60, dx=dx
            ).encode(x=f"{end}:Q")
