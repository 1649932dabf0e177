"""Which cities a query ranks, and why others are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._dataset.index import Selection, by_city_of
from china_trade_cities._model.record import City, Interval, PercentInterval, TradeRecord
from china_trade_cities._model.validators import entries_of, plain
from china_trade_cities._model.vocabulary import Measure, Region
from china_trade_cities.exceptions import CityNotFoundError, InvalidArgumentError

if TYPE_CHECKING:
    from china_trade_cities._model.comparison import Conversion

NO_FIGURE = "no figure"
CitiesLike: TypeAlias = str | City | Iterable[str | City]


class Rated(NamedTuple):
    """What a city is ranked by, with the limits that rounding allows, and what it rests on."""

    amount: float
    low: float
    high: float | None  # None for no limit
    records: tuple[TradeRecord, ...]
    others: tuple[PercentInterval, ...] = ()  # what other sources print instead


class Position(NamedTuple):
    """A city in the order of a ranking."""

    rank: int  # competition rank (1, 1, 3)
    city: City
    amount: float


class CityFigure(NamedTuple):
    """The figure that a city is ranked by, in the currency of the ranking."""

    records: tuple[TradeRecord, ...]  # the preferred one first
    conversion: Conversion | None = None

    @property
    def value(self) -> int:
        value = cast("int", self.records[0].value)
        return value if self.conversion is None else self.conversion.amount(value)

    @property
    def interval(self) -> Interval:
        record = self.records[0]
        if self.conversion is None:
            return cast("Interval", record.interval)
        return self.conversion.interval(record)

    @property
    def rated(self) -> Rated:
        if self.conversion is None:
            return rated(self.records)
        return Rated(self.value, *self.interval, self.records[:1])


class Candidates:
    """The cities that a query speaks of."""

    def __init__(
        self,
        meant: Callable[[], Iterable[City]],
        named: frozenset[City] | None = None,
        grouped: frozenset[City] = frozenset(),
        among: str = "",
    ) -> None:
        self.meant = meant  # a function because a ranking alone does not need all cities
        self.named = named  # one by one; None where the query speaks of all cities
        self.grouped = grouped  # in the provinces and regions that were named
        self.among = among  # who they are, in words; blank where the query speaks of all cities

    @property
    def asked(self) -> list[City] | None:
        """The cities named, by themselves or as a group; None where all are meant."""
        return None if self.named is None else list(filter(self.may_rank, self.meant()))

    def may_rank(self, city: City) -> bool:
        """Whether a city may be ranked: a county-level one only by name."""
        if self.named is not None and city in self.named:
            return True
        return not city.is_county_level and (self.named is None or city in self.grouped)


def candidates(dataset: Dataset, cities: CitiesLike | None) -> Candidates:
    """The cities that `cities` means: names, or all cities of a province or region."""
    if cities is None:
        return Candidates(lambda: dataset.cities)
    named: set[City] = set()
    grouped: set[City] = set()
    words: dict[str, None] = {}
    for name in entries_of(cities, City) or ():
        group = _province_or_region(dataset, name)
        grouped.update(group)
        if group:
            words[f"cities of {_group_words(group, name)}"] = None
        else:
            city = _named(dataset, name)
            named.add(city)
            words[city.name] = None
    if not (named or grouped):
        raise InvalidArgumentError("cities", cities, _ALLOWED)
    among = ", ".join(words) if len(words) <= _NAMED else f"{len(named | grouped)} cities by name"
    return Candidates(lambda: named | grouped, frozenset(named), frozenset(grouped), among)


_NAMED = 4


def _group_words(group: Iterable[City], name: object) -> str:
    """A province by its name; a region as it was called."""
    provinces = {city.province for city in group}
    return provinces.pop() if len(provinces) == 1 else f"the region {name}"


def only(cities: Iterable[City], province: str) -> Candidates:
    """The cities of a province, as if it had been named."""
    group = frozenset(cities)
    return Candidates(lambda: group, frozenset(), group, f"cities of {province}")


def _named(dataset: Dataset, name: str | City) -> City:
    try:
        return dataset.city(name)
    except CityNotFoundError as error:
        provinces = index_of(dataset).city_names.suggest_provinces(error.query)
        raise CityNotFoundError(error.query, (*provinces, *error.suggestions)) from None


_ALLOWED = "names of cities, provinces or regions, or None for all cities"


def _province_or_region(dataset: Dataset, called: object) -> list[City]:
    """All cities of the province or region called so; none if a city is called so."""
    name = plain(called)
    if name is None or not name.strip():
        return []  # for Dataset.city to judge
    names = index_of(dataset).city_names
    if names.find(name):
        return []
    if name.strip().casefold() in tuple(Region):
        region = Region(name.strip().casefold())
        return [city for city in dataset.cities if city.region is region]
    provinces = names.provinces(name)
    return [city for city in dataset.cities if city.province in provinces]


def reasons(
    dataset: Dataset,
    selection: Selection,
    measure: Measure,
    wanted: Candidates,
    known: Mapping[City, str],
) -> dict[City, str]:
    """Why each candidate without a comparable figure, or inside another city, was left out.

    `known` holds the query's own reasons, blank for a city that was ranked.
    """
    alike = by_city_of(index_of(dataset).alike(selection))
    found: dict[City, str] = {}
    for city in sorted(wanted.meant(), key=lambda city: city.id):
        if not wanted.may_rank(city):
            found[city] = _lies_inside(city)
        elif city not in known:
            found[city] = why_not(alike.get(city, []), selection, measure)
        elif known[city]:
            found[city] = known[city]
    return found


def _lies_inside(city: City) -> str:
    where = f"lies inside {city.parent.name}" if city.parent else "is of county level"
    return f"{where}: ranked only when named in cities="


def why_not(records: list[TradeRecord], selection: Selection, measure: Measure) -> str:
    """Why records of one city, alike but for currency and basis, hold no comparable figure."""
    if not records:
        return NO_FIGURE
    comparable = [record for record in records if selection.matches(record)]
    if any(record.value_dash for record in comparable) and measure is Measure.VALUE:
        return "printed as a dash: nil or below the unit"
    if any(record.growth_dash for record in comparable) and measure is Measure.GROWTH:
        return "printed as a dash"
    if comparable:
        return f"published without {_MEASURES[measure]}"
    others = {
        f"{record.currency or record.city.statistical_currency}, basis {record.basis}"
        for record in records
    }
    return f"published only in {' and in '.join(sorted(others))}"


_MEASURES = {Measure.VALUE: "an amount", Measure.GROWTH: "growth"}


def rated(records: tuple[TradeRecord, ...]) -> Rated:
    """The amount of the preferred record of some, and what the others print instead."""
    record = records[0]
    low, high = cast("Interval", record.interval)
    others = contradicting(records, lambda record: record.interval)
    return Rated(cast("int", record.value), low, high, (record,), others)


def contradicting(
    records: tuple[TradeRecord, ...],
    interval_of: Callable[[TradeRecord], PercentInterval | Interval | None],
) -> tuple[PercentInterval, ...]:
    """What other sources print that no rounding reconciles with the preferred record."""
    low, high = cast("PercentInterval", interval_of(records[0]))
    found: list[PercentInterval] = []
    for record in records[1:]:
        least, most = cast("PercentInterval", interval_of(record))
        is_above, is_below = high is not None and least > high, most is not None and most < low
        if (is_above or is_below) and not record.is_doubtful:
            found.append((least, most))
    return tuple(found)


def in_order(figures: Mapping[City, Rated]) -> tuple[Position, ...]:
    """All cities in order: largest amount first, then by city id."""
    ordered = sorted(figures.items(), key=lambda item: (-item[1].amount, item[0].id))
    found: list[Position] = []
    for city, figure in ordered:
        is_tie = found and found[-1].amount == figure.amount
        rank = found[-1].rank if is_tie else len(found) + 1
        found.append(Position(rank, city, figure.amount))
    return tuple(found)


def first(ranked: Sequence[Position], n: int, *, keep_ties: bool) -> Sequence[Position]:
    """The first `n` places; with `keep_ties` also those level with the last of them."""
    cut = n
    if keep_ties:
        while 0 < cut < len(ranked) and ranked[cut][0] == ranked[cut - 1][0]:
            cut += 1
    return ranked[:cut]
