"""Totals and balances that no source prints, from the exports and imports that it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from attrs import field, frozen

from china_trade_cities._model.record import Interval, TradeRecord, worse_status
from china_trade_cities._model.validators import LARGEST
from china_trade_cities._model.vocabulary import Flow, Status

DERIVED_FLOWS = (Flow.TOTAL, Flow.BALANCE)


@frozen(kw_only=True, repr=False)
class DerivedRecord(TradeRecord):
    """A total or balance by definition: export plus or less import, printed by one source.

    It stands in answers only, never in the records of a dataset nor in files.
    """

    # A field where a printed record has a constant.
    parts: tuple[TradeRecord, ...] = field()  # pyright: ignore[reportIncompatibleMethodOverride]

    @property
    def interval(self) -> Interval:
        """Lowest and highest sum (difference) that the intervals of the two parts allow."""
        (low, high), (other_low, other_high) = (
            cast("Interval", part.interval) for part in self.parts
        )
        if self.flow is Flow.BALANCE:
            # No balance is made from an open end: see `derived`.
            return low - cast("int", other_high), cast("int", high) - other_low
        return low + other_low, None if high is None or other_high is None else high + other_high


def derived(flow: Flow, exports: TradeRecord, imports: TradeRecord) -> DerivedRecord | None:
    """The total or balance of two amounts of one source.

    None where an open end forbids it, or where it is more than an amount can be.
    """
    if exports.value is None or imports.value is None:
        return None
    is_balance = flow is Flow.BALANCE
    if is_balance and Status.AT_LEAST in (exports.status, imports.status):
        return None
    value = exports.value + (-imports.value if is_balance else imports.value)
    if abs(value) > LARGEST:
        return None
    return DerivedRecord(
        city=exports.city,
        period=exports.period,
        flow=flow,
        product=exports.product,
        partner=exports.partner,
        value=value,
        currency=exports.currency,
        rounded_to=max(exports.rounded_to, imports.rounded_to),
        unit_multiplier=max(exports.unit_multiplier, imports.unit_multiplier),
        status=worse_status(exports.status, imports.status),
        basis=exports.basis,
        source=exports.source,
        corroborated_by=tuple(
            source for source in exports.corroborated_by if source in imports.corroborated_by
        ),
        parts=(exports, imports),
    )


def derived_from(
    flow: Flow, exports: Iterable[TradeRecord], imports: Iterable[TradeRecord]
) -> list[DerivedRecord]:
    """What follows from pairs of one city and source, of otherwise comparable amounts.

    A source that prints two amounts for one key gives none: nobody knows which two belong together.
    """
    by_source: dict[object, list[TradeRecord]] = {}
    for record in (*exports, *imports):
        by_source.setdefault((record.city, record.source), []).append(record)
    found: list[DerivedRecord] = []
    for pair in by_source.values():
        if [record.flow for record in pair] == [Flow.EXPORT, Flow.IMPORT]:
            made = derived(flow, *pair)
            if made is not None:
                found.append(made)
    return found
