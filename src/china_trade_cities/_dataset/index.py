"""What a dataset is searched by: names, periods, and groups of comparable records.

Everything here follows from the tables alone and is worked out once, when it is first needed.
Two threads that ask at the same time may both work it out; the first result is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._model.derived import DERIVED_FLOWS, derived_from
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, TradeRecord
from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Measure

if TYPE_CHECKING:
    from china_trade_cities._dataset.city_names import CityNames
    from china_trade_cities._dataset.names import NameIndex, Tiers
    from china_trade_cities._model.evidence import Industry
    from china_trade_cities._model.info import DatasetInfo

T = TypeVar("T")
W = TypeVar("W", "Product", "Industry")
K = TypeVar("K", bound=Hashable)


class TableLoader(Protocol):
    """Where a lazy dataset gets its tables from, each when it is first needed."""

    @property
    def reference_period(self) -> Period: ...
    def info(self) -> DatasetInfo: ...
    def table(self, name: str) -> tuple[Any, ...]: ...
    def periods(self) -> tuple[Period, ...]: ...
    def records_in(self, period: Period, flow: Flow) -> tuple[TradeRecord, ...]: ...
    def records_printed_apart(self, period: Period, flow: Flow) -> tuple[TradeRecord, ...]: ...
    def recipe(self) -> tuple[Any, ...]: ...


class Selection(NamedTuple):
    """What figures must have in common to be ranked together: everything but the city."""

    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis

    def at(self, period: Period) -> Selection:
        return self._replace(period=period)

    def arguments(self, *, without: str = "") -> dict[str, Any]:
        """The parts by name, for a result that repeats them."""
        return {name: part for name, part in self._asdict().items() if name != without}

    def matches(self, record: TradeRecord) -> bool:
        """Whether a record of this period, flow, product and partner is comparable.

        A growth rate or share printed without an amount has no currency of its own; it is taken
        to be in the currency in which the city's own customs territory publishes.
        """
        currency = record.currency or record.city.statistical_currency
        return currency is self.currency and record.basis is self.basis

    def speaks_of(self, city: City) -> bool:
        """Whether the city's customs territory publishes in this currency.

        The mainland's publishes in yuan and in dollars.
        """
        own = city.statistical_currency
        return own is self.currency or (self.currency, own) == (Currency.USD, Currency.CNY)


class Index:
    def __init__(self, dataset: Any, loader: TableLoader | None = None) -> None:
        self._dataset = dataset
        self._loader = loader
        self._memory: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned for this key the first time.

        Empty results are not kept: there are endless questions without an answer.
        """
        if key not in self._memory:
            made = make()
            if not made:
                return made
            self._memory.setdefault(key, made)
        kept: T = self._memory[key]
        return kept

    @property
    def city_names(self) -> CityNames:
        from china_trade_cities._dataset.city_names import CityNames

        return self.remember("city names", lambda: CityNames(self._dataset.cities))

    def names_of(self, table: str) -> NameIndex[Any]:
        """All entries of a table by their names; the table is none of cities."""
        from china_trade_cities._dataset.names import NameIndex

        return self.remember(table, lambda: NameIndex(self.entries(table), _TIERS[table]))

    def entries(self, table: str) -> tuple[Any, ...]:
        entries: tuple[Any, ...] = getattr(self._dataset, table)
        return entries

    def find(self, table: str, name: str) -> tuple[Any, ...]:
        """All entries of a table that a name may mean, or an HS code in any of its forms."""
        names = self.names_of(table)
        code = hs_code(name) if table == "products" else ""
        return names.find(name) or (names.find(code) if code else ())

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods that occur, in order."""
        if self._loader is not None:
            return self._loader.periods()
        return tuple(sorted({period for period, _ in self._by_period_and_flow}))

    def periods_of(self, product: Product | None, partner: Partner | None) -> list[Period]:
        """All periods in which anything is of this product and partner, in order."""
        if product is None and partner is None:
            return list(self.periods)
        by_thing = self.remember(
            "periods by product and partner",
            lambda: {
                thing: {record.period for record in records}
                for thing, records in grouped(
                    self._dataset.records, lambda record: (record.product, record.partner)
                ).items()
            },
        )
        return sorted(by_thing.get((product, partner), ()))

    def records_in(self, period: Period) -> tuple[TradeRecord, ...]:
        return tuple(record for flow in Flow for record in self._records_in(period, flow))

    def _records_in(self, period: Period, flow: Flow) -> Sequence[TradeRecord]:
        if self._loader is not None:
            return self._loader.records_in(period, flow)
        return self._by_period_and_flow.get((period, flow), ())

    @property
    def _by_period_and_flow(self) -> Mapping[tuple[Period, Flow], Sequence[TradeRecord]]:
        return self.remember(
            "by period and flow",
            lambda: grouped(self._dataset.records, lambda record: (record.period, record.flow)),
        )

    def records_of(self, city: City) -> Sequence[TradeRecord]:
        by_city = self.remember("by city", lambda: by_city_of(self._dataset.records))
        return by_city.get(city, ())

    def alike(self, selection: Selection) -> tuple[TradeRecord, ...]:
        """Records of the same period, flow, product and partner, on any basis, in any currency."""
        return _alike(selection, self._records_in(selection.period, selection.flow))

    def comparable(
        self, selection: Selection, measure: Measure
    ) -> Mapping[City, tuple[TradeRecord, ...]]:
        """Records that answer the selection and carry the measure, by city, preferred one first.

        Derived totals and balances are among them.
        """

        def find() -> dict[City, tuple[TradeRecord, ...]]:
            found = [
                record
                for record in self.alike(selection)
                if selection.matches(record) and record.carries(measure)
            ]
            if measure is Measure.VALUE:
                found += self._derived(selection, found)
            groups = by_city_of(found)
            return {city: in_order_of_preference(records) for city, records in groups.items()}

        return self.remember((selection, measure), find)

    def _derived(
        self, selection: Selection, printed: Iterable[TradeRecord]
    ) -> Iterator[TradeRecord]:
        """Totals (balances) of sources that print exports and imports, but none."""
        if selection.flow not in DERIVED_FLOWS:
            return
        places = {(record.city, record.source) for record in printed}
        exports, imports = (
            filter(selection.matches, _alike(selection, self._parts(selection, flow)))
            for flow in (Flow.EXPORT, Flow.IMPORT)
        )
        for record in derived_from(selection.flow, exports, imports):
            if (record.city, record.source) not in places:
                yield record

    def _parts(self, selection: Selection, flow: Flow) -> Sequence[TradeRecord]:
        """Exports or imports of which a total or balance may be missing."""
        if self._loader is not None and selection.flow is Flow.TOTAL:
            return self._loader.records_printed_apart(selection.period, flow)
        return self._records_in(selection.period, flow)


def names_in(entry: Product | Partner | Industry) -> tuple[str, ...]:
    """The names of an entry of a table, ids and codes apart."""
    return tuple(filter(None, (entry.name, entry.name_zh, *entry.aliases)))


_TIERS: dict[str, Callable[[Any], Tiers]] = {
    "products": lambda product: ([product.id], names_in(product), product.codes),
    "partners": lambda partner: (
        [partner.id],
        [partner.name, partner.name_zh, partner.iso3166_1, *partner.aliases],
    ),
    "industries": lambda industry: (
        [industry.id],
        [industry.name, industry.name_zh],
        industry.aliases,
    ),
    "ranking_scopes": lambda scope: ([scope.id], [scope.name]),
    "sources": lambda source: ([source.id],),
}


def hs_code(name: str) -> str:
    """The digits of an HS code, as in ``8703``, ``HS 8703.80`` or ``hs code 870380``; or blank."""
    from china_trade_cities._dataset.names import fold

    digits = fold(name).removeprefix("hs").removeprefix("code").replace(".", "")
    return digits if digits.isdecimal() else ""


def with_ancestors(entry: W | None) -> Iterator[W]:
    """An entry, and all that it is part of."""
    while entry is not None:
        yield entry
        entry = entry.parent


def _alike(selection: Selection, records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """Those of records of its period and flow that have the selection's product and partner."""
    return tuple(
        record
        for record in records
        if record.product == selection.product and record.partner == selection.partner
    )


def by_city_of(records: Iterable[TradeRecord]) -> dict[City, list[TradeRecord]]:
    return grouped(records, lambda record: record.city)


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups
