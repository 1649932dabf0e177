"""Whether the figures of a customs table agree with each other and with what is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from china_trade_cities._rows import CUSTOMS_FLOWS
from china_trade_cities._vocabulary import Flow
from china_trade_cities.readers._header import FIGURES
from china_trade_cities.readers._places import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities._period import Period
    from china_trade_cities.readers._control import Control
    from china_trade_cities.readers._findings import Findings
    from china_trade_cities.readers._kinds import Kind
    from china_trade_cities.readers._places import Place

Figure = dict[str, Any]


def check_sums(
    kind: Kind, places: list[Place], total: Place, period: Period, findings: Findings
) -> None:
    """Exports and imports make the total of each row; the parts make the total row."""
    for place in places:
        for span in spans(period):
            whole, *parts = (place.figures.get((span, flow)) for flow in CUSTOMS_FLOWS)
            gap = _gap(whole, parts)
            if gap:
                place.unsound.add(span)
                # Where not even the total row holds, the columns are not what they are called.
                tell = findings.fault if place is total else findings.report
                message = f"exports and imports of {span} differ from the total by {gap:,}"
                tell(message, place.line, FIGURES[Flow.TOTAL, "to date"])
    names = kind.parts()
    rows = [place for place in places if kind.part(place.name) in names]
    for (span, flow), whole in total.figures.items():
        gap = _gap(whole, [row.figures.get((span, flow)) for row in rows])
        if gap:
            findings.report(f"the parts of {flow} {span} differ from it by {gap:,}", total.line)


def check_total(total: Place, control: Control, period: Period, findings: Findings) -> None:
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
    if not _growth_agrees([total.figures.get((period, flow), {}) for flow in CUSTOMS_FLOWS]):
        findings.fault(
            "growth of the total is not what growth of exports and imports makes: the columns of "
            "growth are not those of the amounts",
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


def _growth_agrees(figures: Sequence[Figure]) -> bool:
    """Whether the growth of the total lies where growth and amounts of its parts put it."""
    if any(not figure.get("value") or figure.get("growth") is None for figure in figures):
        return True
    whole, *parts = figures
    if any(part["growth"] <= -100 for part in parts):
        return False  # nothing is left where all is lost
    before = sum(part["value"] / (1 + part["growth"] / 100) for part in parts)
    expected = 100 * (sum(part["value"] for part in parts) / before - 1)
    return bool(abs(expected - whole["growth"]) < 3 * 10.0 ** -whole["growth_decimals"])
