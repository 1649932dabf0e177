"""The order of figures, in a dataset and in its tables.

It follows from the figures alone: however a dataset came to be, it is written to the same bytes.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Status
from china_trade_cities._tables.layout import CUSTOMS_MULTIPLIER
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities._tables.writing import record_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import TradeRecord
    from china_trade_cities._tables.writing import CustomsRow

_FLOWS = {flow: number for number, flow in enumerate(Flow)}


def by_period_and_flow(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """Records by period and flow, otherwise as they stand."""
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

    A customs table has one row for a month and place. What two sources print of one of them, or
    what such a table has no cell for, is left over. Both are in the order of their tables: by
    month and place; by place, period, flow, product, partner and source.
    """
    found: dict[tuple[str, str], CustomsRow] = {}
    left: list[TradeRecord] = []

    @cache  # few periods stand in many records
    def month(period: Period) -> str:
        return str(period.last_month)

    for record in _in_order(records):
        key = (month(record.period), record.city.id)
        cells = found.get(key, {})
        cell = (record.flow, record.period.is_year_to_date)
        others = next(iter(cells.values()), record)
        if _fits_a_customs_table(record) and cell not in cells and others.source == record.source:
            found.setdefault(key, cells)[cell] = record
        else:
            left.append(record)
    return dict(sorted(found.items())), left


def _in_order(records: Iterable[TradeRecord]) -> Iterator[TradeRecord]:
    """Records in the order of the table of records."""

    @cache
    def text(period: Period) -> str:
        return str(period)

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
