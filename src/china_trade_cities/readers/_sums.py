"""Whether the figures of a customs table agree with each other and with what is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities.readers._header import FIGURES
from china_trade_cities.readers._places import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities._model.period import Period
    from china_trade_cities.readers._control import Control
    from china_trade_cities.readers._findings import Findings
    from china_trade_cities.readers._kinds import Kind
    from china_trade_cities.readers._places import Place

Figure = dict[str, Any]


def check_rows(
    kind: Kind, places: list[Place], total: Place, period: Period, findings: Findings
) -> None:
    """Exports and imports make the total of each row, growth of both its growth.

    So does the total row: where even that does not hold, columns are not what they are called.
    """
    for place in places:
        tell = findings.fault if place is total else findings.report
        for span in spans(period):
            whole, *parts = (place.figures.get((span, flow)) for flow in CUSTOMS_FLOWS)
            gap = _gap(whole, parts)
            if gap:
                message = f"exports and imports of {span} differ from the total by {gap:,}"
                tell(message, place.line, FIGURES[Flow.TOTAL, "to date"])
            agrees = _growth_agrees(whole, parts)
            if not agrees:
                message = "growth of the total is not what growth of exports and imports makes"
                tell(message, place.line, FIGURES[Flow.TOTAL, "growth"])
            if gap or not agrees:
                place.unsound.add(span)
    names = kind.parts()
    rows = [place for place in places if kind.part(place.name) in names]
    for (span, flow), whole in total.figures.items():
        gap = _gap(whole, [row.figures.get((span, flow)) for row in rows])
        if gap:
            findings.report(f"the parts of {flow} {span} differ from it by {gap:,}", total.line)


def check_division(total: Place, control: Control, period: Period, findings: Findings) -> None:
    """The total row divides into exports and imports as it is known to."""
    for span in spans(period):
        export, import_ = (
            total.figures.get((span, flow), {}).get("value") for flow in (Flow.EXPORT, Flow.IMPORT)
        )
        if export and import_ and control.looks_swapped(Decimal(export), Decimal(import_)):
            findings.fault(
                f"exports and imports of {span} are swapped: exports are known to be about "
                f"{control.share:.0%} of the trade of {control.area.name}",
                total.line,
            )


def _gap(whole: Figure | None, parts: Sequence[Figure | None]) -> int:
    """How far parts are from their total where rounding does not explain it; else 0."""
    intervals = [_interval(figure) for figure in (whole, *parts)]
    known = [interval for interval in intervals if interval is not None]
    if len(known) < len(intervals):
        return 0  # a blank cell, which is reported as such
    (low, high), *others = known
    least, most = (sum(ends) for ends in zip(*others, strict=True))
    return 0 if least <= high and low <= most else abs(least + most - low - high) // 2


def _interval(figure: Figure | None) -> tuple[int, int] | None:
    """Lowest and highest amount that is printed so."""
    if figure is None:
        return None
    unit: int = figure["rounded_to"]
    value: int | None = figure["value"]
    if value is None:
        return (0, unit) if figure["value_dash"] else None
    return value - unit // 2, value + unit // 2


def _growth_agrees(whole: Figure | None, parts: Sequence[Figure | None]) -> bool:
    """Whether the growth of the total lies where growth and amounts of its parts put it."""
    known = [figure for figure in (whole, *parts) if figure and figure["growth"] is not None]
    amounts = [_interval(figure) for figure in known]
    if len(known) <= len(parts) or None in amounts:
        return True  # nothing to compare: no growth of months is printed, nor any of nothing
    rates = [_factors(figure) for figure in known]
    (_, *now), (growth, *changes) = cast("list[tuple[int, int]]", amounts), rates
    # What the parts were a year before, at least and at most.
    least = sum(low / most for (low, _), (_, most) in zip(now, changes, strict=True))
    most = sum(high / max(low, 1e-9) for (_, high), (low, _) in zip(now, changes, strict=True))
    low, high = sum(ends[0] for ends in now), sum(ends[1] for ends in now)
    return low <= growth[1] * most and growth[0] * least <= high


def _factors(figure: Figure) -> tuple[float, float]:
    """By how much, at least and at most, an amount was multiplied within a year."""
    half = 0.5 * 10.0 ** -figure["growth_decimals"]
    return 1 + (figure["growth"] - half) / 100, 1 + (figure["growth"] + half) / 100
