"""The question which part of the nation's or a province's trade a city has: `market_share`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import (
    BasisLike,
    CityLike,
    CurrencyLike,
    Dataset,
    FlowLike,
    PartnerLike,
    ProductLike,
    index_of,
    selection_of,
)
from china_trade_cities._display.columns import RANK, RECORD, Columns
from china_trade_cities._display.dicts import place_dict, record_dict
from china_trade_cities._display.rankings import ranking_view
from china_trade_cities._display.results import (
    NOTHING,
    CityRanking,
    LazyMapping,
    RankedEntry,
    lazily,
)
from china_trade_cities._display.view import Scale, View
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    Citations,
    amount_words,
    mark,
    percent_words,
    range_words,
    scope_words,
)
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import (
    City,
    Partner,
    PercentInterval,
    Product,
    Source,
    TradeRecord,
    sources_of,
)
from china_trade_cities._model.validators import check_count, keep_ties, plain
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Denominator,
    Flow,
    Level,
    Measure,
    ShareOf,
    TiesName,
)
from china_trade_cities._queries.denominators import (
    ADDITIVE,
    check_additive,
    counted_cities,
    share,
    share_range,
)
from china_trade_cities._queries.ranking import (
    CitiesLike,
    candidates,
    first,
    in_order,
    only,
    rated,
    reasons,
)
from china_trade_cities._queries.standing import Sizes, Standings, hints
from china_trade_cities.exceptions import InvalidArgumentError


def market_share(
    n: int = 10,
    *,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    of: CityLike = "nation",
    cities: CitiesLike | None = None,
    ties: TiesName = "first",
    dataset: Dataset | None = None,
) -> ShareRanking:
    """The cities with the largest part of the trade of the nation, or of a province.

    share = 100 x amount of the city / that of the nation or province, in percent. Both are
    published, for the same period, flow, product, partner, currency and basis; the latter is
    the row of the nation, or of the province, in `Dataset.reference_records`. The range of a
    share follows from the rounding of both: the lowest amount of the city over the highest
    denominator, and the reverse.

    Shares can be added: a city that lies inside another counted one is left out, and so are Hong
    Kong and Macao, which are no part of the national figure.

    Args:
        n: How many cities to return.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``. A balance has
            no shares.
        period: The months; None for the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted: customs convert
            month by month, so that a city at the average rate of the year is no exact part of
            their national figure.
        basis: How trade is assigned to a city.
        of: Whose trade is 100 %: ``nation``, or the English or Chinese name or code of a
            province. Cities outside it have no share of it. A city that is a province of its own
            (Beijing) is none here: it has no other city in it.
        cities: Names of the cities, or of a province or region; None for all cities of it.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            city id, ``all`` keeps them.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranking, largest share first. Without its figure it is empty, each city is
        excluded with that reason, and `ShareRanking.nearest` names spans that have one.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for entry in ctc.market_share(3):
        ...     print(entry.rank, entry.city.name, f"{entry.share:.2f} %")
        1 Shenzhen 10.27 %
        2 Shanghai 9.73 %
        3 Beijing 8.23 %
        >>> for entry in ctc.market_share(3, of="Guangdong"):
        ...     print(entry.rank, entry.city.name, f"{entry.share:.2f} %")
        1 Shenzhen 49.43 %
        2 Dongguan 15.23 %
        3 Guangzhou 12.33 %
    """
    data = dataset_or_bundled(dataset)
    count = check_count(n, there_are=lambda: len(data.cities))
    all_ties = keep_ties(ties)
    selection = check_additive(selection_of(data, period, flow, product, partner, currency, basis))
    within, area = _within(data, of)
    wanted = candidates(data, cities)
    if cities is None and isinstance(within, City):
        wanted = only([city for city in data.cities if city.province == within.name], within.name)
    denominator, counted, known = counted_cities(data, selection, wanted, within)
    figures = {city: rated(records) for city, records in counted.items()}
    ranked = in_order(figures)
    sizes = Sizes(
        data,
        selection,
        wanted,
        {city: records[0].value for city, records in counted.items()},
        LazyMapping(lambda: reasons(data, selection, Measure.VALUE, wanted, known)),
        aside=known,
    )
    standings = Standings(figures, sizes)
    entries: list[CityShare] = []
    covered = None
    if denominator is not None:
        covered = sum(share(records[0], denominator) for records in counted.values())
        for place in first(ranked, count, keep_ties=all_ties):
            record, *alternatives = counted[place.city]
            entries.append(
                lazily(
                    CityShare,
                    later=standings.of(place.city),
                    rank=place.rank,
                    city=place.city,
                    share=share(record, denominator),
                    share_range=share_range(record, denominator),
                    record=record,
                    alternatives=tuple(alternatives),
                )
            )
    return lazily(
        ShareRanking,
        later=standings.of_all(),
        entries=tuple(entries),
        of=area,
        denominator=denominator.record if denominator else None,
        covered=covered,
        ranked=len(counted),
        among=wanted.among,
        excluded=sizes.excluded,
        **hints(
            index_of(data),
            sizes,
            lambda other: counted_cities(data, other, wanted, within)[1],
            cities=wanted.asked,
            flows=ADDITIVE,
        ),
        **selection.arguments(),
    )


def _within(dataset: Dataset, of: object) -> tuple[Denominator | City, City | None]:
    """What shares are of, and its entry among the reference areas."""
    areas = dataset.reference_areas
    name = of.id if isinstance(of, City) else plain(of)
    country = next((area for area in areas if area.level is Level.NATION), None)
    named = name.strip() if name else ""
    own_names = (country.id, country.name_zh) if country else ()
    if named.casefold() in (Denominator.NATION, *own_names):
        return Denominator.NATION, country
    provinces = [area for area in areas if area.level is Level.PROVINCE]
    called = index_of(dataset).city_names.provinces(named) if named else ()
    found = [area for area in provinces if area.name in called or area.id == named]
    if len(found) != 1:
        names = ", ".join(area.name for area in provinces)
        raise InvalidArgumentError("of", of, f"'nation', or one of the provinces {names}")
    return found[0], found[0]


@frozen(kw_only=True, repr=False)
class CityShare(RankedEntry):
    """A city's part of the trade of the nation or of a province.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger amounts.
        city: The city.
        share: Its amount in percent of that of the nation or province.
        share_range: Lowest and highest share that the rounding of both amounts allows, in
            percent; the highest is None where an amount was published as "over".
        record: The preferred record of its amount.
        rank_range: Best and worst rank that rounding and missing cities allow, in 99 of 100 cases.
        is_certain: Whether nothing leaves the rank in doubt: neither rounding, nor a missing city
            that might stand above, nor a doubtful figure.
        alternatives: Other records of the same figure, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> leader = ctc.market_share(1)[0]
        >>> leader.city.name, round(leader.share, 3), leader.record.value
        ('Shenzhen', 10.274, 4504824120000)
    """

    rank: int
    city: City
    share: float
    share_range: PercentInterval
    record: TradeRecord
    rank_range: tuple[int, int]
    is_certain: bool
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the city's amount; the other is `ShareRanking.denominator`."""
        return self.record.sources

    def __repr__(self) -> str:
        return f"<CityShare {self.rank}: {self.city.id} {self.share:.2f} %>"


@frozen(kw_only=True, repr=False)
class ShareRanking(CityRanking[CityShare]):
    """Cities by their share of the trade of the nation or of a province, largest first.

    A sequence of `CityShare`; a slice of it is a `ShareRanking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        period: The months.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        of: The nation or province that shares are of, as it stands in `Dataset.reference_areas`;
            None where the nation does not.
        denominator: The record of its amount; None where there is none, and no share.
        covered: What all ranked cities have together, in percent of it; None where there is none.
        ranked: How many cities were ranked, those cut off by `n` included.
        among: Which cities were ranked, in words such as "cities of Guangdong"; blank where all.
        excluded: Cities that were not ranked, each with the reason.
        missing: Cities without a comparable figure, largest first (`MissingCity`).
        coverage: What part of all trade the ranked cities hold, from 0 to 1: of the national
            figure, or without one, and in a province, of what is known of all cities; None where
            that is too little.
        nearest: Where no city was ranked, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first; where the ranked ones hold less than
            0.8 of all trade, the nearest in which they hold more.
        near_products: Where nothing answers, other products for which the same question has an
            answer, with the number of cities, nearest first.
        near_partners: Likewise other partners.
        near_questions: Likewise other flows; the question without one of product and partner;
            and, if no one word helps, two words exchanged. As arguments, with the number.

    Examples:
        >>> import china_trade_cities as ctc
        >>> shares = ctc.market_share(3, flow="export", period="2025-01/2025-07")
        >>> [(entry.city.name, round(entry.share, 1)) for entry in shares]
        [('Shenzhen', 10.2), ('Shanghai', 7.3), ('Suzhou', 6.3)]
    """

    entries: tuple[CityShare, ...]
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    of: City | None
    denominator: TradeRecord | None
    covered: float | None
    ranked: int
    among: str
    excluded: Mapping[City, str]
    missing: tuple[MissingCity, ...]
    coverage: float | None
    nearest: Mapping[Period, int] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed an amount of the entries or the denominator."""
        return sources_of(*self, self.denominator)

    @property
    def _province(self) -> City | None:
        return self.of if self.of and self.of.level is Level.PROVINCE else None

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **place_dict(self, entry),
                **record_dict(entry.record),
                "share": entry.share,
                "share_of": (ShareOf.PROVINCE if self._province else ShareOf.NATIONAL).value,
                "share_low": entry.share_range[0],
                "share_high": entry.share_range[1],
                "of": self.of.id if self.of else None,
                "denominator": self.denominator.value if self.denominator else None,
                "denominator_source": self.denominator.source.id if self.denominator else None,
            }
            for entry in self
        ]

    def _columns(self) -> Columns:
        limits = ("share_low", "share_high")
        return (*RANK, *RECORD, *limits, "of", "denominator", "denominator_source")

    def _view(self) -> View:
        scale = Scale.for_amount(max((entry.record.value or 0 for entry in self), default=0))

        whose = self._province.name if self._province else "the nation"

        def notes(cited: Citations) -> Iterator[str]:
            if self.denominator is not None and self.covered is not None:
                figure = f"that of {whose}" if self._province else "the national figure"
                yield (
                    f"100 % is {figure}, {amount_words(self.denominator)} "
                    f"{cited.cite(self.denominator.sources)}; "
                    f"all ranked cities together have {self.covered:.1f} %."
                )

        return ranking_view(
            self,
            f"Share of {whose}'s {FLOWS[self.flow].lower()}, {self.period}: "
            f"{scope_words(self.product, self.partner)}, {BASES[self.basis]}",
            {
                ">share %": lambda entry: percent_words(entry.share, 2) + mark(entry.record),
                ">by rounding": lambda entry: range_words(entry.share_range, 2),
                f">{scale.word}{self.currency}": lambda entry: amount_words(entry.record, scale),
            },
            notes,
        )

    def __repr__(self) -> str:
        return f"<ShareRanking by {self.flow}, {self.period}; ranked: {self.ranked}>"
