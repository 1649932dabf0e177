"""Where sources disagree by more than rounding."""

from __future__ import annotations

from collections import defaultdict
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import frozen

from china_trade_cities._models import distinct
from china_trade_cities._preference import in_order_of_preference
from china_trade_cities._results import Listed
from china_trade_cities._vocabulary import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from china_trade_cities._display import View
    from china_trade_cities._models import PercentInterval, Source, TradeRecord
    from china_trade_cities._period import Period


@frozen(kw_only=True, repr=False)
class Conflict:
    """One figure for which sources print what rounding cannot reconcile.

    Attributes:
        measure: What they disagree on: amount, growth or share.
        preferred: The record that queries use.
        others: The records whose interval does not meet the preferred one's.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for conflict in ctc.load_dataset("2026.1").conflicts():
        ...     record = conflict.preferred
        ...     if record.city.id == "yiwu" and conflict.measure == "value":
        ...         print(record.period, record.value, [other.value for other in conflict.others])
        2025-01/2025-11 770390000000 [701189000000]
    """

    measure: Measure
    preferred: TradeRecord
    others: tuple[TradeRecord, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody involved."""
        return distinct(
            source for record in (self.preferred, *self.others) for source in record.sources
        )

    def __repr__(self) -> str:
        record = self.preferred
        return f"<Conflict on {self.measure}: {record.city.id} {record.flow} {record.period}>"


@frozen(kw_only=True, repr=False)
class Conflicts(Listed[Conflict]):
    """All conflicts of a dataset, by city, period, flow, product, partner and measure.

    Attributes:
        entries: The conflicts.
    """

    entries: tuple[Conflict, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody involved."""
        return distinct(source for conflict in self for source in conflict.sources)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per record of a conflict with plain values."""
        from china_trade_cities._plain import record_dict

        return [
            {
                "conflict": number,
                "measure": conflict.measure.value,
                "preferred": record is conflict.preferred,
                **record_dict(record),
            }
            for number, conflict in enumerate(self, start=1)
            for record in (conflict.preferred, *conflict.others)
        ]

    def _view(self) -> View:
        from china_trade_cities._display import View
        from china_trade_cities._wording import (
            Citations,
            city_words,
            counted,
            mark,
            mark_notes,
            measured_words,
            scope_words,
        )

        cited = Citations()
        rows = [
            (
                city_words(record.city) if record is conflict.preferred else "",
                str(record.period) if record is conflict.preferred else "",
                f"{record.flow}, {scope_words(record.product, record.partner)}"
                if record is conflict.preferred
                else "",
                conflict.measure.value if record is conflict.preferred else "",
                measured_words(record, conflict.measure) + mark(record),
                cited.cite(record.sources),
            )
            for conflict in self
            for record in (conflict.preferred, *conflict.others)
        ]
        marks = mark_notes(
            record for conflict in self for record in (conflict.preferred, *conflict.others)
        )
        return View(
            f"{counted(len(self), 'figure', 'figures')} on which sources disagree, "
            "the preferred record first",
            ("city", "period", "figure", "measure", ">printed", "source"),
            rows,
            (*marks, *cited.notes()),
        )

    def __repr__(self) -> str:
        return f"<Conflicts: {len(self)}>"


def find_conflicts(records: Iterable[TradeRecord]) -> Conflicts:
    """All figures for which the interval of some record does not meet the preferred one's."""
    groups: dict[_Key, list[TradeRecord]] = defaultdict(list)
    for record in records:
        for measure in Measure:
            if record.carries(measure):
                groups[_key(record, measure)].append(record)
    found: list[Conflict] = []
    for key, group in sorted(groups.items()):
        preferred, *rest = in_order_of_preference(group)
        measure = Measure(key[-1])
        others = tuple(other for other in rest if not _meet(preferred, other, measure))
        if others:
            found.append(Conflict(measure=measure, preferred=preferred, others=others))
    return Conflicts(entries=tuple(found))


# City, period, flow, product, partner, currency, basis, whole of a share, measure.
_Key: TypeAlias = "tuple[str, Period, str, str, str, str, str, str, str]"


def _key(record: TradeRecord, measure: Measure) -> _Key:
    return (
        record.city.id,
        record.period,
        record.flow,
        record.product.id if record.product else "",
        record.partner.id if record.partner else "",
        record.currency or record.city.statistical_currency,
        record.basis,
        (record.share_of or "") if measure is Measure.SHARE else "",
        measure,
    )


def _meet(one: TradeRecord, other: TradeRecord, measure: Measure) -> bool:
    """Whether one true value could have been printed as both."""
    (low, high), (other_low, other_high) = _interval(one, measure), _interval(other, measure)
    return low <= other_high and other_low <= high


def _interval(record: TradeRecord, measure: Measure) -> tuple[float, float]:
    intervals = {
        Measure.VALUE: record.interval,
        Measure.GROWTH: record.growth_interval,
        Measure.SHARE: record.share_interval,
    }
    # Only records that carry the measure are compared, so there is an interval.
    low, high = cast("PercentInterval", intervals[measure])
    return low, inf if high is None else high
