"""The one rule that chooses among sources that print the same figure."""

from __future__ import annotations

from collections.abc import Iterable

from china_trade_cities._model.record import STATUS_ORDER, TradeRecord
from china_trade_cities._model.vocabulary import Tier

TIER_ORDER = {tier: order for order, tier in enumerate(Tier)}


def in_order_of_preference(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """Records of one key, the preferred one first.

    By status (normal, provisional, approximate, other definition, at least, unreliable), then
    tier, then printed before derived, then finer rounding (an amount before none), then later
    publication, then source id.
    """
    ordered = sorted(records, key=lambda record: record.source.id)
    if len(ordered) > 1:
        ordered.sort(key=lambda record: record.source.published or "", reverse=True)
        ordered.sort(key=_quality)
    return tuple(ordered)


def _quality(record: TradeRecord) -> tuple[int, int, bool, float]:
    return (
        STATUS_ORDER[record.status],
        TIER_ORDER[record.source.tier],
        record.is_derived,
        float("inf") if record.value is None else record.rounded_to,
    )
