"""Which spans can be ranked at all, and which of them are nearest to one that cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from typing import Any

from attrs import frozen

from china_trade_cities._dataset.index import Index, Selection
from china_trade_cities._display.columns import Columns
from china_trade_cities._display.results import NOTHING, CitedList, LazyMapping
from china_trade_cities._display.view import View
from china_trade_cities._display.words import BASES, FLOWS, scope_words
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import Partner, Product, Source, sources_of
from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Measure

_NEAREST = 3


@frozen(kw_only=True, repr=False)
class ComparablePeriod:
    """A span of months and how many cities can be ranked in it.

    Attributes:
        period: The months.
        cities: How many cities `top_n` ranks; county-level cities, which it ranks only when they
            are named, are not counted.
        sources: Everybody who printed one of their amounts.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.load_dataset("2026.1").comparable_periods(currency="USD")[0]
        <ComparablePeriod 2021, cities: 4>
    """

    period: Period
    cities: int
    sources: tuple[Source, ...] = ()

    def __repr__(self) -> str:
        return f"<ComparablePeriod {self.period}, cities: {self.cities}>"


@frozen(kw_only=True, repr=False)
class ComparablePeriods(CitedList[ComparablePeriod]):
    """Spans that can be ranked: most cities first, then the later end, then the longer span.

    A sequence of `ComparablePeriod`; a slice of it is a `ComparablePeriods` too.

    Attributes:
        entries: The spans.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.

    Examples:
        >>> import china_trade_cities as ctc
        >>> spans = ctc.load_dataset("2026.1").comparable_periods("export")
        >>> len(spans), str(spans[0].period), spans[0].cities
        (131, '2023', 295)
    """

    entries: tuple[ComparablePeriod, ...]
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per span with plain values, ready for JSON, CSV or a dataframe."""
        return [{"period": str(entry.period), "cities": entry.cities} for entry in self]

    def _columns(self) -> Columns:
        return ("period", "cities")

    def _view(self) -> View:
        return View(
            f"{FLOWS[self.flow]}: {scope_words(self.product, self.partner)}, {self.currency}, "
            f"{BASES[self.basis]}",
            ("period", ">cities"),
            [(str(entry.period), str(entry.cities)) for entry in self],
        )

    def __repr__(self) -> str:
        return f"<ComparablePeriods by {self.flow}: {len(self)}>"


def comparable_periods(index: Index, selection: Selection) -> ComparablePeriods:
    """All spans in which some city answers the selection, whatever its own period."""
    found: list[ComparablePeriod] = []
    for period in index.periods:
        ranked = index.comparable(selection.at(period), Measure.VALUE)
        records = [each[0] for city, each in ranked.items() if not city.is_county_level]
        if records:
            sources = sources_of(*records)
            found.append(ComparablePeriod(period=period, cities=len(records), sources=sources))
    found.sort(key=lambda span: (span.cities, span.period.last_month, span.period.months))
    return ComparablePeriods(
        entries=tuple(reversed(found)), **selection.arguments(without="period")
    )


def nearest(
    index: Index, selection: Selection, found: Sized, ranked_in: Callable[[Selection], Sized]
) -> LazyMapping[Period, int]:
    """The spans nearest to one without an answer that have one, with the number of cities.

    None where there is an answer: where something was `found`. `ranked_in` finds it for others.
    """

    def find() -> dict[Period, int]:
        near: dict[Period, int] = {}
        for period in nearest_first(
            index.periods_of(selection.product, selection.partner), selection.period
        ):
            if len(near) < _NEAREST and (ranked := len(ranked_in(selection.at(period)))):
                near[period] = ranked
        return near

    return NOTHING if found else LazyMapping(find)


def nearest_first(periods: Sequence[Period], asked: Period) -> list[Period]:
    """All other spans, in order of their distance from one.

    It is the number of months between their ends, and twice the difference in their length: a
    year is nearer to the year before than to its own last month. Of two equally far the later is
    first.
    """
    later_first = (period for period in reversed(periods) if period != asked)
    return sorted(later_first, key=lambda span: _distance(span, asked))


def _distance(one: Period, other: Period) -> int:
    last, other_last = one.last_month, other.last_month
    apart = (last.year - other_last.year) * 12 + last.month - other_last.month
    return abs(apart) + 2 * abs(one.months - other.months)
