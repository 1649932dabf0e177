"""How objects become rows of the published layout: what `_rows` reads, the other way round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from china_trade_cities._tables.layout import COLUMNS, DASH, Row
from china_trade_cities._tables.rows import CUSTOMS_FLOWS

if TYPE_CHECKING:
    from china_trade_cities._model.record import TradeRecord
    from china_trade_cities._model.vocabulary import Flow

    # The figures in a row of a customs table, by flow and whether they are the figure to date.
    CustomsRow: TypeAlias = "dict[tuple[Flow, bool], TradeRecord]"


def row_of(table: str, thing: object) -> Row:
    """The row of a thing that is no figure: its columns are called as its fields."""
    return [_cell(getattr(thing, column)) for column in COLUMNS[table]]


def _cell(value: object) -> str:
    """A blank for nothing, an id for a thing that has one, a list joined."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(map(_cell, cast("tuple[object, ...]", value)))
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    key: object = getattr(value, "id", value)
    return str(key)


def customs_row(month: str, place: str, cells: CustomsRow) -> Row:
    """The row of a place and month in a customs table; `cells` are its figures by cell."""
    january = month.endswith("-01")  # there the month is the figure to date
    source = next(iter(cells.values())).source.id
    amounts: list[str] = []
    for flow in CUSTOMS_FLOWS:
        of_month, to_date = cells.get((flow, january)), cells.get((flow, True))
        amounts += [_amount(record) if record else "" for record in (of_month, to_date)]
    rates = [_growth(cells[flow, True]) if (flow, True) in cells else "" for flow in CUSTOMS_FLOWS]
    return [month, place, source, *amounts, *rates]


def record_row(record: TradeRecord) -> Row:
    """The row of a record in the table of records."""
    written: dict[str, Any] = {
        "value": _amount(record),
        "unit": _unit(record),
        "growth": _growth(record),
        "share": _percent(record.share, record.share_decimals),
    }
    return [
        written[column] if column in written else _cell(getattr(record, column))
        for column in COLUMNS["records"]
    ]


def written_multiplier(record: TradeRecord) -> int:
    """The power of ten in which an amount is written: a cell shows no rounding above its unit."""
    return max(record.unit_multiplier, len(str(record.rounded_to)) - 1)


def _unit(record: TradeRecord) -> str:
    if record.currency is None:
        return ""
    power = written_multiplier(record)
    return f"{record.currency}-e{power}" if power else str(record.currency)


def _amount(record: TradeRecord) -> str:
    if record.value_dash:
        return DASH
    if record.value is None:
        return ""
    decimals = written_multiplier(record) - (len(str(record.rounded_to)) - 1)
    return format(Decimal(record.value).scaleb(-written_multiplier(record)), f".{decimals}f")


def _growth(record: TradeRecord) -> str:
    return DASH if record.growth_dash else _percent(record.growth, record.growth_decimals)


def _percent(number: float | None, decimals: int) -> str:
    return "" if number is None else f"{number:.{decimals}f}"
