"""The rows of a customs table: places with their figures, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from attrs import define, field

from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.cells import DASH
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.rows import CUSTOMS_FLOWS, customs_figure
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError
from china_trade_cities.readers._editions import Kind, Unit
from china_trade_cities.readers._faults import Faults
from china_trade_cities.readers._grid import GridRow, compact
from china_trade_cities.readers._header import FIGURES, PLACE, Header
from china_trade_cities.readers._table import CustomsFigure

_NOTE = re.compile("注|单位|说明|备注|资料来源|数据来源|[*※]")


@define
class Place:
    """A row of a place, on its way to records.

    Attributes:
        line: Its line.
        name: The place as printed, without space and marks of footnotes.
        cells: Its figures by column of the published layout, as plain numbers.
        figures: Fields of records by period and flow.
        unsound: The periods in which its exports and imports do not add up to the total.
    """

    line: int
    name: str
    cells: dict[str, str]
    figures: dict[tuple[Period, Flow], dict[str, Any]] = field(
        factory=dict[tuple[Period, Flow], dict[str, Any]]
    )
    unsound: set[Period] = field(factory=set[Period])


class Body(NamedTuple):
    """The rows below a header, by kind."""

    places: list[Place]
    notes: list[GridRow]


def body_of(header: Header, faults: Faults) -> Body:
    width = len(header.texts)
    body = Body([], [])
    for row in header.below:
        filled = [cell for cell in row.cells if cell]
        if not filled:
            continue
        name = compact(row.cells[header.place]) if header.place < len(row.cells) else ""
        if PLACE.fullmatch(name):
            faults.fault("the file must hold one table; got a second header", row.line)
        elif len(set(filled)) == 1 and (len(filled) > 1 or _NOTE.match(filled[0])):
            body.notes.append(row)
        elif len(row.cells) < width or any(row.cells[width:]):
            faults.fault(f"{len(row.cells)} cells where the header has {width}", row.line)
        elif not name:
            faults.fault("figures without a place", row.line)
        else:
            cells = _plain_cells(row, header, faults)
            body.places.append(Place(row.line, _without_mark(name), cells))
    return body


def _without_mark(name: str) -> str:
    """A name without the mark of a footnote, in brackets, that ends it."""
    start = name.find("[", name.rfind("]", 0, -1) + 1)
    return name[:start] if start >= 0 and name.endswith("]") else name


def _plain_cells(row: GridRow, header: Header, faults: Faults) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column, position in header.figures.items():
        text = row.cells[position]
        cell = plain(text)
        is_amount = not column.startswith("growth")
        if cell is None or (is_amount and cell.startswith("-") and cell != DASH):
            message = f"must be {ALLOWED}; got {text[:100]!r}"
            faults.fault(message, row.line, column)
        elif not cell:
            faults.report("blank: no figure is read", row.line, column)
        cells[column] = cell or ""
    return cells


def total_of(kind: Kind, places: list[Place], faults: Faults) -> Place:
    """The total row of a table in which each place stands once and no part is missing."""
    lines: dict[str, int] = {}
    for place in places:
        if place.name in lines:
            faults.fault(f"{place.name} stands in line {lines[place.name]} too", place.line)
        lines.setdefault(place.name, place.line)
    totals = [place for place in places if place.name in kind.total]
    if len(totals) != 1:
        words = ", ".join(sorted(kind.total))
        faults.fault(f"must have one total row, called one of {words}; got {len(totals)}")
    missing = kind.parts() - {kind.part(place.name) for place in places}
    if missing:
        faults.fault(f"the table is cut: no row for {', '.join(sorted(missing))}")
    faults.stop()
    return totals[0]


def spans(period: Period) -> tuple[Period, ...]:
    """January to the month, and the month; in January they are one."""
    return tuple(sorted({period, period.last_month}))


def fill(places: list[Place], header: Header, period: Period, unit: Unit, faults: Faults) -> None:
    """Give every place its figures; `unit` is that of the table."""
    _scale(places, header, unit, faults)
    for place in places:
        row = [place.cells.get(column, "") for column in COLUMNS["customs_monthly"]]
        for span in spans(period):
            for flow in CUSTOMS_FLOWS:
                try:
                    figure = customs_figure(row, span, flow, unit.currency, unit.layout)
                    if figure is not None:
                        CustomsFigure(**figure)  # what no record may hold is found here
                        place.figures[span, flow] = figure
                except InvalidArgumentError as error:
                    faults.fault(str(error), place.line, FIGURES[flow, "to date"])
                except InvalidFieldError as error:
                    faults.fault(str(error), place.line, FIGURES[flow, "growth"])


def _scale(places: list[Place], header: Header, unit: Unit, faults: Faults) -> None:
    """Write all cells as the published layout has them."""
    rates = [column for column in header.figures if column.startswith("growth")]
    amounts = [column for column in header.figures if column not in rates]
    decimals = decimals_of(place.cells[column] for place in places for column in amounts)
    computed = decimals_of(place.cells[column] for place in places for column in rates)
    if computed > 2:  # the digits of a computation
        faults.report(f"growth is printed to {computed} decimals: it is read to one")
    for place in places:
        for column in rates:
            if computed > 2 and place.cells[column] not in ("", DASH):
                rate = Decimal(place.cells[column]).quantize(Decimal("0.1"), ROUND_HALF_UP)
                place.cells[column] = str(rate)
        for column in amounts:
            cell = in_layout(place.cells[column], unit, decimals)
            if cell is None:
                got = f"{place.cells[column]!r} in units of {unit}"
                message = f"must be a whole number of {unit.currency}; got {got}"
                faults.fault(message, place.line, column)
            place.cells[column] = cell or ""


_DASHES = {"-", "--", "\u2013", "\u2014", "\u2014\u2014", "\u2015", "\u2212", "\uff0d"}
_NUMBER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,20})?")
ALLOWED = "a number such as 39817189 or 39,817,189, or a dash"


def plain(cell: str) -> str | None:
    """A cell without thousands commas, any dash as the one of the layout; None if no number."""
    if cell in _DASHES:
        return DASH
    number = cell.replace("\u2212", "-").replace("\uff0d", "-")
    if not number:
        return ""
    return number.replace(",", "") if _NUMBER.fullmatch(number) else None


def decimals_of(cells: Iterable[str]) -> int:
    """Decimal places to which a table prints; ``.0`` is what software makes of a whole number."""
    parts = (cell.partition(".")[2] for cell in cells if cell != DASH)
    return max((len(part) for part in parts if part != "0"), default=0)


def in_layout(cell: str, unit: Unit, decimals: int) -> str | None:
    """An amount in the unit of the layout, with the digits of the table.

    None if it is no whole number of currency units.
    """
    if cell in ("", DASH):
        return cell
    number = Decimal(cell).scaleb(unit.exponent)
    whole = int(number.to_integral_value(ROUND_HALF_UP))
    # Binary floating point leaves traces in the seventeenth digit: 273094007215.00003.
    if abs(number - whole) > abs(whole) * Decimal("5e-16"):
        return None
    shown = unit.layout - max(0, unit.exponent - decimals)
    quanta = whole // 10 ** (unit.layout - shown)
    if not shown:
        return str(quanta)
    return f"{quanta // 10**shown}.{quanta % 10**shown:0{shown}}"
