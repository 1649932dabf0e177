"""Missing cities among the bars of a ranking: outlines from the lowest to the highest amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import altair as alt

from china_trade_cities._display.lacking import rivals
from china_trade_cities._display.results import CityRanking
from china_trade_cities._display.view import Scale
from china_trade_cities._display.words import (
    FLOWS,
    about_words,
    amount_words,
    city_words,
    scope_words,
)
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import BoundKind, Currency
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


class Limits(NamedTuple):
    """Where the figure of a missing city may lie, and the middle where one is known."""

    low: float
    high: float | None
    middle: float | None


def missing_rows(
    answer: CityRanking[Any],
    rows: Sequence[Row],
    limits: Callable[[MissingCity], Limits | None],
    words: Callable[[float, float | None], str],
) -> list[Row]:
    """The largest missing cities that might stand among the bars, which are the rows.

    `limits` says between which ends a bar of theirs would reach, `words` words these.
    """
    near = rivals(answer)
    known = [(each, found) for each in near if (found := limits(each)) is not None]
    made = [
        _row(each, found, words, answer.currency)
        for each, found in known[: min(_MOST, len(answer))]
    ]
    fit(made, rows, f" ({len(made)} of {len(near)})" if len(made) < len(near) else "")
    return made


def fit(
    outlines: Sequence[Row], rows: Sequence[Row], left_out: str = "", *, furthest: float = _FURTHEST
) -> None:
    """Cut outlines that would leave no room to the bars, and say where they stand in the legend."""
    ends: list[float] = [row["end"] for row in rows]
    values = [*ends, *(row["value"] for row in outlines)]
    first, last = min(0, *values), max(0, *values)
    room, most = (last - first) / 4, furthest * max(abs(end) for end in ends)
    bottom, top = max(first - room, -most), min(last + room, most)
    for row in outlines:
        low, high = row["low"], row["high"]
        row["from"] = max(bottom, min(low, top))
        row["to"] = top if high is None else max(bottom, min(high, top))
        row["comes_from"] = low < bottom
        row["goes_on"] = high is None or high > top
        row["end"] = row["from"] if row["negative"] else row["to"]
        row["stroke"] = row["has_middle"] and bottom <= row["value"] <= top
        row["kind"] = f"no figure: may lie here{left_out}"


def missing_amount(missing: MissingCity, currency: Currency) -> Row | None:
    """The outline of one amount, if anything is known of it; it is yet to be fitted."""
    limits = _amount_limits(missing)
    return limits and _row(missing, limits, _amount_words(currency), currency)


def _amount_limits(missing: MissingCity) -> Limits | None:
    return missing.interval and Limits(*missing.interval, missing.amount)


def missing_amounts(
    answer: CityRanking[Any], rows: Sequence[Row], whole: int | None = None
) -> list[Row]:
    """Outlines by the amounts that other figures of a city allow, or by their part of a whole."""
    if whole is None:
        return missing_rows(answer, rows, _amount_limits, _amount_words(answer.currency))

    def limits(each: MissingCity) -> Limits | None:
        found = _amount_limits(each)
        parts = (end if end is None else 100 * end / whole for end in found or ())
        return found and Limits(*cast("tuple[float, float | None, float | None]", tuple(parts)))

    return missing_rows(answer, rows, limits, _percent_words)


def missing_changes(answer: CityRanking[Any], rows: Sequence[Row], whole: int) -> list[Row]:
    """Outlines by the changes that amount and growth allow, in percent of a whole."""

    def limits(each: MissingCity) -> Limits | None:
        if each.interval is None or each.growth_interval is None:
            return None
        rates = each.growth_interval
        if None in (*each.interval, *rates) or rates[0] <= _LEAST_RATE:
            return None
        changes = [
            100 * amount / whole * rate / (100 + rate)
            for amount in cast("tuple[int, int]", each.interval)
            for rate in cast("tuple[float, float]", rates)
        ]
        return Limits(min(changes), max(changes), None)

    return missing_rows(answer, rows, limits, _percent_words)


_LEAST_RATE = -99.9  # percent; what lost more leaves nothing to say how much there was


def _amount_words(currency: Currency) -> Callable[[float, float | None], str]:
    def words(low: float, high: float | None) -> str:
        scale = Scale.for_amount(int(max(abs(low), abs(high or 0))))
        shown = [scale.show(int(end), 10**scale.exponent) for end in (low, high) if end is not None]
        return f"{_ends(shown)} {scale.word}{currency}"

    return words


def _percent_words(low: float, high: float | None) -> str:
    return f"{_ends([f'{end:,.2f}' for end in (low, high) if end is not None])} %"


def _ends(shown: Sequence[str]) -> str:
    return f"{'' if shown[1:] else 'at least '}{' to '.join(shown)}"


def _row(
    missing: MissingCity,
    limits: Limits,
    words: Callable[[float, float | None], str],
    currency: Currency,
) -> Row:
    # They stand or fall together.
    record = cast("TradeRecord", missing.record)
    kind = cast("BoundKind", missing.kind)
    low, high, middle = limits
    value = low if middle is None else middle
    if middle is None and high is not None:
        value = (low + high) / 2
    return {
        "city": missing.city.id,
        "name": missing.city.name,
        "name_zh": missing.city.name_zh,
        "place": city_words(missing.city),
        "low": low,
        "high": high,
        "value": value,  # by which it has its place among the bars
        "has_middle": middle is not None,
        "negative": high is not None and high < 0,
        "text": "no figure",
        "no figure because": missing.reason,
        "range": words(low, high),
        "middle": _NO_MIDDLE if missing.amount is None else about_words(missing.amount, currency),
        "known": _KNOWN[kind],
        "best rank": "not known" if missing.best_rank is None else str(missing.best_rank),
        "rests on": f"{FLOWS[record.flow]}, {record.period}: "
        f"{scope_words(record.product, record.partner)}, {amount_words(record)}",
        "printed by": printed_by(record.sources),
    }


_NO_MIDDLE = "not known, limits alone"


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
