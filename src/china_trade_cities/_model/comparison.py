"""How far another record is from the preferred one, and whether rounding explains it."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from china_trade_cities._model.vocabulary import Measure

if TYPE_CHECKING:
    from china_trade_cities._model.record import PercentInterval, Source, TradeRecord


@frozen(kw_only=True, repr=False)
class Difference:
    """What another record prints of a figure, beside the preferred one.

    Attributes:
        record: The other record.
        gap: What it prints less what the preferred record prints: whole currency units of an
            amount, percentage points of a growth rate or share. Negative where it prints less.
        gap_percent: The gap in percent of the preferred amount; None for growth rates and shares,
            and where the preferred amount is zero.
        explained_by_rounding: Whether one true figure could have been printed as both: the
            intervals of the two meet (`TradeRecord.interval`).

    Examples:
        >>> import china_trade_cities as ctc
        >>> conflict = next(
        ...     found
        ...     for found in ctc.load_dataset("2026.1").conflicts()
        ...     if found.preferred.city.id == "yiwu" and found.measure == "value"
        ... )
        >>> (difference,) = conflict.differences
        >>> difference.gap, round(difference.gap_percent, 2), difference.explained_by_rounding
        (-69201000000, -8.98, False)
    """

    record: TradeRecord
    gap: float
    gap_percent: float | None
    explained_by_rounding: bool

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who prints it."""
        return self.record.sources

    def __repr__(self) -> str:
        how = "explained by rounding" if self.explained_by_rounding else "beyond rounding"
        return f"<Difference {self.gap:+}, {how}: {self.record.source.id}>"


def difference(preferred: TradeRecord, other: TradeRecord, measure: Measure) -> Difference:
    """Two records of one figure that both carry the measure, held against each other."""
    # Only records that carry the measure are compared, so there are numbers and intervals.
    number: Any = getattr(preferred, measure)
    gap: Any = getattr(other, measure) - number
    percent = gap * 100.0 / abs(number) if measure is Measure.VALUE and number else None
    if measure is not Measure.VALUE:
        name = f"{measure}_decimals"
        gap = round(gap, max(getattr(preferred, name), getattr(other, name)))
    return Difference(
        record=other,
        gap=gap,
        gap_percent=percent,
        explained_by_rounding=meet(preferred, other, measure),
    )


def meet(one: TradeRecord, other: TradeRecord, measure: Measure) -> bool:
    """Whether one true figure could have been printed as both of two records."""
    (low, high), (other_low, other_high) = _interval(one, measure), _interval(other, measure)
    return low <= other_high and other_low <= high


def _interval(record: TradeRecord, measure: Measure) -> tuple[float, float]:
    intervals = {
        Measure.VALUE: record.interval,
        Measure.GROWTH: record.growth_interval,
        Measure.SHARE: record.share_interval,
    }
    low, high = cast("PercentInterval", intervals[measure])
    return low, inf if high is None else high
