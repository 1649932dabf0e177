"""How objects become rows of the published layout: the other way round than `rows`, `objects`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, TypeAlias, cast

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import AREA_LEVELS, Basis, Currency, Flow, Status
from china_trade_cities._tables.cells import CUSTOMS_MULTIPLIER, DASH, Row
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.rows import CUSTOMS_FLOWS

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


_FLOWS = {flow: number for number, flow in enumerate(Flow)}


def by_period_and_flow(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """Records by period and flow, apart from that in the order given."""
    standing = list(records)
    # Few periods stand in many records, so that the periods alone are compared.
    periods = sorted({record.period for record in standing})
    order = {period: number * len(_FLOWS) for number, period in enumerate(periods)}
    return tuple(sorted(standing, key=lambda each: order[each.period] + _FLOWS[each.flow]))


def in_canonical_order(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """Records by period and flow, then as their tables hold them."""
    rows, others = in_tables(records)
    return by_period_and_flow([*(each for row in rows.values() for each in row.values()), *others])


def in_tables(
    records: Iterable[TradeRecord],
) -> tuple[dict[tuple[str, str], CustomsRow], list[TradeRecord]]:
    """The rows of a customs table by month and place, and the records that have no cell in one.

    A customs table has one row for a month and place, with total, exports and imports. What a
    second source prints of one of them, what a source prints without one of the three (a yearbook
    has no totals), and what such a table has no cell for, is left over. Both are in the order of
    their tables: by month and place; by place, period, flow, product, partner and source.
    """
    ordered = list(_in_order(records))
    rows: dict[tuple[str, str, str], CustomsRow] = {}

    @cache  # few periods stand in many records
    def month(period: Period) -> str:
        return str(period.last_month)

    for record in ordered:
        if _fits_a_customs_table(record):
            row = rows.setdefault((month(record.period), record.city.id, record.source.id), {})
            row.setdefault((record.flow, record.period.is_year_to_date), record)
    found: dict[tuple[str, str], CustomsRow] = {}
    for last, place, source in sorted(rows):
        row = rows[last, place, source]
        if _is_of_customs(row):
            found.setdefault((last, place), row)
    in_rows = {id(record) for row in found.values() for record in row.values()}
    return found, [record for record in ordered if id(record) not in in_rows]


def _is_of_customs(row: CustomsRow) -> bool:
    """Whether a row has all three flows; figures of areas stand in a customs table in any case."""
    place = next(iter(row.values())).city
    return place.level in AREA_LEVELS or {flow for flow, _ in row} == set(CUSTOMS_FLOWS)


def _in_order(records: Iterable[TradeRecord]) -> Iterator[TradeRecord]:
    """Records in the order of the table of records."""
    text = cache(str)  # few periods stand in many records

    def place(record: TradeRecord) -> tuple[str, ...]:
        return (
            record.city.id,
            text(record.period),
            record.flow,
            record.product.id if record.product else "",
            record.partner.id if record.partner else "",
            record.source.id,
        )

    for _, group in groupby(sorted(records, key=place), place):
        alike = list(group)
        yield from alike if len(alike) == 1 else sorted(alike, key=_all_that_is_said)


def _all_that_is_said(record: TradeRecord) -> tuple[Any, ...]:
    return record_row(record), record.rounded_to, record.unit_multiplier


def _fits_a_customs_table(record: TradeRecord) -> bool:
    """Whether a customs table has a cell that says all of a record."""
    period = record.period
    rate = record.growth is not None or record.growth_dash
    return (
        record.flow in CUSTOMS_FLOWS
        and record.unit_multiplier == CUSTOMS_MULTIPLIER
        and record.rounded_to <= 10**CUSTOMS_MULTIPLIER
        and record.currency is Currency.CNY
        and (period.is_year_to_date or (period.is_month and not rate))
        and (record.product, record.partner, record.share, record.note) == (None,) * 4
        and (record.status, record.basis) == (Status.NORMAL, Basis.LOCATION)
        and not record.corroborated_by
        and (rate or record.value is not None or record.value_dash)
    )
