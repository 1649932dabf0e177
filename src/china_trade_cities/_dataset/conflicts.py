"""Where several sources print one figure: conflicts and corroborations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar, cast

from attrs import frozen

from china_trade_cities._dataset.names import fold, simplified
from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._display.columns import RECORD, Columns
from china_trade_cities._display.dicts import record_dict
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import (
    Citations,
    agreement_words,
    city_words,
    counted,
    gap_words,
    mark,
    mark_notes,
    measured_words,
    scope_words,
)
from china_trade_cities._model.comparison import Difference
from china_trade_cities._model.record import PercentInterval, Source, TradeRecord, sources_of
from china_trade_cities._model.vocabulary import Measure

G = TypeVar("G", bound="_Group")


class _Group:
    """One figure as several records print it."""

    __slots__ = ()

    measure: Measure
    preferred: TradeRecord

    if TYPE_CHECKING:

        @property
        def records(self) -> tuple[TradeRecord, ...]: ...

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Each record but the preferred one, with the gap and whether rounding explains it."""
        return tuple(
            difference(self.preferred, record, self.measure) for record in self.records[1:]
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who prints the figure."""
        return sources_of(*self.records)

    def __repr__(self) -> str:
        record = self.preferred
        return (
            f"<{type(self).__name__} on {self.measure}: "
            f"{record.city.id} {record.flow} {record.period}>"
        )


@frozen(kw_only=True, repr=False)
class Conflict(_Group):
    """One figure that is printed in ways which rounding cannot reconcile.

    As a rule by several sources; but a source may also contradict itself: see `sources`.

    Attributes:
        measure: What they disagree on: amount, growth or share.
        preferred: The record that queries use.
        others: The records whose interval does not meet the preferred one's, or that of another
            record which does meet it.
        agreeing: Further records: one true figure could have been printed as all of them and as
            the preferred one.

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
    agreeing: tuple[TradeRecord, ...] = ()

    @property
    def records(self) -> tuple[TradeRecord, ...]:
        """The preferred record, those in conflict with it or each other, those that agree."""
        return (self.preferred, *self.others, *self.agreeing)


@frozen(kw_only=True, repr=False)
class Corroboration(_Group):
    """One figure that several publishers print, and that rounding reconciles where they differ.

    There may be one record alone: that of a source which others repeat
    (`TradeRecord.corroborated_by`). Then `others` and `differences` are empty, and `sources` says
    who prints it. What one publisher prints in two places corroborates nothing.

    Attributes:
        measure: What they agree on: amount, growth or share.
        preferred: The record that queries use, with the sources that repeat it.
        others: Further records of the figure, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for found in ctc.load_dataset("2026.1").corroborations():
        ...     record = found.preferred
        ...     if record.city.id == "beijing" and str(record.period) == "2022":
        ...         print(record.value, found.others[0].value, found.differences[0].gap)
        3644550000000 3640000000000 -4550000000
    """

    measure: Measure
    preferred: TradeRecord
    others: tuple[TradeRecord, ...] = ()

    @property
    def records(self) -> tuple[TradeRecord, ...]:
        """The preferred record and the others."""
        return (self.preferred, *self.others)


class _Groups(CitedList[G]):
    __slots__ = ()

    _what: ClassVar[str]
    _number: ClassVar[str]  # the column that numbers the groups

    def _columns(self) -> Columns:
        return (
            self._number,
            "measure",
            "preferred",
            "gap",
            "gap_percent",
            "explained_by_rounding",
            *RECORD,
        )

    def _rows(self) -> list[dict[str, Any]]:
        """One flat dict per record."""
        return [
            {
                self._number: number,
                "measure": group.measure.value,
                "preferred": record is group.preferred,
                "gap": gap and gap.gap,
                "gap_percent": gap and gap.gap_percent,
                "explained_by_rounding": gap and gap.explained_by_rounding,
                **record_dict(record),
            }
            for number, group in enumerate(self, start=1)
            for record, gap in zip(group.records, (None, *group.differences), strict=True)
        ]

    def _view(self) -> View:
        cited = Citations()
        rows: list[tuple[str, ...]] = []
        for group in self:
            first = group.preferred
            what = (
                city_words(first.city),
                str(first.period),
                f"{first.flow}, {scope_words(first.product, first.partner)}",
                group.measure.value,
            )
            blank = ("",) * len(what)
            disputed = set(map(id, group.others)) if isinstance(group, Conflict) else set[int]()
            for record, gap in zip(group.records, (None, *group.differences), strict=True):
                printed = measured_words(record, group.measure) + mark(record)
                rows.append(
                    (
                        *(what if gap is None else blank),
                        printed,
                        gap_words(gap, group.measure) if gap else "",
                        agreement_words(gap, disputed=id(record) in disputed) if gap else "",
                        cited.cite([record.source]),
                    )
                )
                rows += [
                    (*blank, printed, "", "repeats it", cited.cite([source]))
                    for source in record.corroborated_by
                ]
        marks = mark_notes(record for group in self for record in group.records)
        return View(
            f"{counted(len(self), 'figure', 'figures')} {self._what}, the preferred record first",
            ("city", "period", "figure", "measure", ">printed", ">gap", "agrees", "source"),
            rows,
            (*marks, *cited.notes()),
        )


@frozen(kw_only=True, repr=False)
class Conflicts(_Groups[Conflict]):
    """All conflicts of a dataset, by city, period, flow, product, partner and measure.

    Those of one source with itself are among them.

    Attributes:
        entries: The conflicts.
    """

    _what = "on which sources disagree"
    _number = "conflict"

    entries: tuple[Conflict, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per record of a conflict with plain values, the preferred one first."""
        return self._rows()


@frozen(kw_only=True, repr=False)
class Corroborations(_Groups[Corroboration]):
    """All figures of a dataset that several sources print and on which they agree.

    By city, period, flow, product, partner and measure.

    Attributes:
        entries: The figures.
    """

    _what = "that several sources print"
    _number = "corroboration"

    entries: tuple[Corroboration, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per record with plain values, the preferred one of each figure first.

        The sources that repeat a record stand in its ``corroborated_by``; a figure that is
        printed by such alone has one dict, without a gap.
        """
        return self._rows()


def find_conflicts(records: Iterable[TradeRecord]) -> Conflicts:
    """All figures for which the intervals of some two records do not meet."""
    return Conflicts(
        entries=tuple(
            Conflict(measure=measure, preferred=preferred, others=others, agreeing=agreeing)
            for measure, preferred, others, agreeing in _figures(records)
            if others
        )
    )


def find_corroborations(records: Iterable[TradeRecord]) -> Corroborations:
    """All figures of two or more publishers for which every two intervals meet."""
    found = (
        Corroboration(measure=measure, preferred=preferred, others=agreeing)
        for measure, preferred, others, agreeing in _figures(records)
        if not others
    )
    several = (group for group in found if len({publisher_of(each) for each in group.sources}) > 1)
    return Corroborations(entries=tuple(several))


# What follows says where a page was read, whom it quotes, or who wrote it.
_AFTER_PUBLISHER = re.compile(r"[,，(（]|\s(?:on|via|quoting|carried by)\s")


def publisher_of(source: Source) -> str:
    """Who stands behind a source, wherever it was read: one publisher in two places is one."""
    name = source.publisher or source.id
    return fold(simplified(_AFTER_PUBLISHER.split(name, maxsplit=1)[0])) or name


# Measure, preferred record, those in conflict, those that agree.
_Figure: TypeAlias = "tuple[Measure, TradeRecord, tuple[TradeRecord, ...], tuple[TradeRecord, ...]]"


def _figures(records: Iterable[TradeRecord]) -> Iterator[_Figure]:
    """Every figure with all that is printed of it, in the order of the keys."""
    groups: dict[tuple[Any, ...], list[TradeRecord]] = defaultdict(list)
    for record in records:
        for measure in Measure:
            if record.carries(measure):
                groups[_key(record, measure)].append(record)
    for key, group in sorted(groups.items()):
        measure = Measure(key[-1])
        preferred, *rest = in_order_of_preference(group)
        meeting = [other for other in rest if meet(preferred, other, measure)]
        agreeing = _meeting_all(meeting, measure)
        agreed = set(map(id, agreeing))
        others = [other for other in rest if id(other) not in agreed]
        yield measure, preferred, tuple(others), tuple(agreeing)


def _meeting_all(records: list[TradeRecord], measure: Measure) -> list[TradeRecord]:
    """Those whose intervals meet the intervals of all: the highest low and the lowest high."""
    intervals = [_interval(record, measure) for record in records]
    highest_low = max((low for low, _ in intervals), default=0)
    lowest_high = min((high for _, high in intervals), default=0)
    return [
        record
        for record, (low, high) in zip(records, intervals, strict=True)
        if low <= lowest_high and highest_low <= high
    ]


def _key(record: TradeRecord, measure: Measure) -> tuple[Any, ...]:
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


def difference(preferred: TradeRecord, other: TradeRecord, measure: Measure) -> Difference:
    """Two records of one figure that both carry the measure, compared."""
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
