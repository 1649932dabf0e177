"""The question which cities carry the growth: `contribution`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, isinf
from typing import Any, NamedTuple, cast

from attrs import frozen

from china_trade_cities._dataset.bounds import Bound, implied_change
from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import (
    BasisLike,
    CurrencyLike,
    Dataset,
    FlowLike,
    PartnerLike,
    ProductLike,
    index_of,
    selection_of,
)
from china_trade_cities._dataset.index import Selection
from china_trade_cities._display.columns import BASE, POINTS, RANK, RECORD, Columns
from china_trade_cities._display.dicts import base_dict, place_dict, record_dict
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
    mark,
    range_words,
    scope_words,
)
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import (
    City,
    Interval,
    Partner,
    PercentInterval,
    Product,
    Source,
    TradeRecord,
    sources_of,
)
from china_trade_cities._model.validators import check_count, check_fraction, keep_ties
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Denominator,
    DenominatorName,
    Flow,
    GrowthMethod,
    Measure,
    TiesName,
    parse_word,
)
from china_trade_cities._queries.denominators import (
    ADDITIVE,
    NO_REFERENCE,
    DenominatorAmount,
    check_additive,
    counted_elsewhere,
    nation,
    sum_of,
)
from china_trade_cities._queries.growth import (
    NO_BASE,
    doubt_of_change,
    growth_bound,
    percent_change,
)
from china_trade_cities._queries.ranking import (
    Candidates,
    CitiesLike,
    Rated,
    candidates,
    first,
    in_order,
    reasons,
)
from china_trade_cities._queries.standing import Rival, Sizes, Standings, hints, with_enough


class _Pair(NamedTuple):
    """A city's records of two years: those of the later one, and the preferred one before."""

    records: tuple[TradeRecord, ...]
    base: TradeRecord

    @property
    def change(self) -> int:
        # Records that are compared by amount carry it.
        return cast("int", self.records[0].value) - cast("int", self.base.value)

    @property
    def rated(self) -> Rated:
        low, high = cast("Interval", self.records[0].interval)
        base_low, base_high = cast("Interval", self.base.interval)
        lowest = -inf if base_high is None else low - base_high
        highest = None if high is None else high - base_low
        return Rated(self.change, lowest, highest, (self.records[0], self.base))


class _Parts(NamedTuple):
    """A whole in two years, the cities that are part of it, and why others are not.

    Those that are left out although they have both amounts stand `aside`.
    """

    denominator: DenominatorAmount | None
    base: DenominatorAmount | None
    pairs: dict[City, _Pair]
    known: dict[City, str]
    aside: set[City]


def contribution(
    n: int = 10,
    *,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    of: Denominator | DenominatorName = "nation",
    cities: CitiesLike | None = None,
    ties: TiesName = "first",
    min_coverage: float = 0.8,
    dataset: Dataset | None = None,
) -> ContributionRanking:
    """The percentage points that each city adds to the growth of a whole.

    For those that product groups add to the growth of one city see `product_contribution`.

    contribution = 100 x (amount - amount a year before) / amount of the whole a year before.
    The contributions of all parts add up to the growth of the whole. It is the definition of
    INSEE for aggregates in current prices, where the growth of a part times its weight in the
    whole a year before comes to the same (https://www.insee.fr/en/metadonnees/definition/c1207).

    All four amounts are published levels of the same flow, product, partner, currency, basis and
    span, none of them unreliable, and those of a city of one definition. Published growth rates are
    not used: customs revise the base, so that they would not add up.

    Args:
        n: How many cities to return.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``.
        period: The months; None for the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted: the change of
            the exchange rate between the two years would be taken for trade.
        basis: How trade is assigned to a city.
        of: The whole. ``nation`` is the national row of `Dataset.reference_records`, whose
            remaining growth is `ContributionRanking.rest`; ``cities`` is the sum of all cities
            that have both amounts.
        cities: Names of the cities, or of a province or region; None for all cities. A city that
            lies inside another counted one is left out, and so are Hong Kong and Macao where the
            whole is the nation.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            city id, ``all`` keeps them.
        min_coverage: What part of the trade of all cities asked for, from 0 to 1, those with both
            amounts must hold (`ContributionRanking.coverage`) if the whole is their sum. Where too
            little is known of the others to say, that is too little as well; 0 counts what there
            is. If the whole is the nation, missing cities are part of
            `ContributionRanking.rest`, and nothing is refused.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranking, largest contribution first, in percentage points.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.
        IncompleteCoverageError: The whole is the cities, and those with both amounts hold less
            than `min_coverage` of all trade; it names the largest of the others, and the nearest
            spans that have enough.

    Examples:
        >>> import china_trade_cities as ctc
        >>> parts = ctc.contribution(2, flow="export", period="2025-01/2025-07")
        >>> for entry in parts:
        ...     print(entry.rank, entry.city.name, f"{entry.points:+.2f} of {parts.growth:.2f}")
        1 Shanghai +0.76 of 7.35
        2 Guangzhou +0.67 of 7.35
    """
    data = dataset_or_bundled(dataset)
    count = check_count(n, there_are=lambda: len(data.cities))
    all_ties = keep_ties(ties)
    kind = parse_word(Denominator, of, "of")
    least = check_fraction(min_coverage, "min_coverage")
    if kind is Denominator.NATION:
        least = 0.0  # missing cities are part of the rest
    selection = check_additive(selection_of(data, period, flow, product, partner, currency, basis))
    wanted = candidates(data, cities)

    def sizes_of(asked: Selection, parts: _Parts) -> Sizes:
        amounts = {city: pair.records[0].value for city, pair in parts.pairs.items()}
        excluded = LazyMapping(lambda: reasons(data, asked, Measure.VALUE, wanted, parts.known))
        return Sizes(data, asked, wanted, amounts, excluded, aside=parts.aside)

    def sizes_in(asked: Selection) -> Sizes:
        return sizes_of(asked, _parts(data, asked, wanted, kind))

    parts = _parts(data, selection, wanted, kind)
    denominator, base, pairs = parts.denominator, parts.base, parts.pairs
    sizes = sizes_of(selection, parts)

    def rival(city: City, amount: Bound | None) -> Rival | None:
        if amount is None or amount.is_open:
            return None
        rate = growth_bound(data, selection, city, amount, GrowthMethod.COMPUTED)
        return Rival(implied_change(amount, rate), growth=rate.ends)

    figures = {city: pair.rated for city, pair in pairs.items()}
    standings = Standings(figures, sizes, rival)
    standings.check_coverage(least, "contributions to the growth of", sizes_in)
    entries: list[CityContribution] = []
    growth, together, rest = None, None, None
    if denominator is not None and base is not None:
        change = sum(pair.change for pair in pairs.values())
        growth = percent_change(denominator.value, base.value)
        together = change * 100.0 / base.value
        rest = (denominator.value - base.value - change) * 100.0 / base.value
        # The whole is the same for all: who adds more is who changed more.
        for rank, city, change_of_city in first(in_order(figures), count, keep_ties=all_ties):
            pair = pairs[city]
            entries.append(
                lazily(
                    CityContribution,
                    later=standings.of(city),
                    rank=rank,
                    city=city,
                    points=change_of_city * 100.0 / base.value,
                    points_range=_points_range(pair, base),
                    change=pair.change,
                    record=pair.records[0],
                    base_record=pair.base,
                    alternatives=pair.records[1:],
                )
            )
    return lazily(
        ContributionRanking,
        later=standings.of_all(),
        entries=tuple(entries),
        of=kind,
        growth=growth,
        together=together,
        rest=rest,
        national=denominator.record if denominator else None,
        national_base=base.record if base else None,
        ranked=len(pairs),
        among=wanted.among,
        excluded=sizes.excluded,
        **hints(
            index_of(data),
            sizes,
            with_enough(sizes_in, selection, least),
            cities=wanted.asked,
            flows=ADDITIVE,
        ),
        **selection.arguments(),
    )


def _parts(dataset: Dataset, selection: Selection, wanted: Candidates, of: Denominator) -> _Parts:
    before = selection.at(selection.period.previous_year())
    bases = index_of(dataset).comparable(before, Measure.VALUE)
    pairs: dict[City, _Pair] = {}
    known: dict[City, str] = {}
    for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items():
        if wanted.may_rank(city):
            base = bases[city][0] if city in bases else None
            known[city] = NO_BASE if base is None else doubt_of_change(records[0], base)
            if base is not None and not known[city]:
                pairs[city] = _Pair(records, base)
    aside = set(pairs)
    known |= counted_elsewhere(pairs, of)
    pairs = {city: pair for city, pair in pairs.items() if not known[city]}
    if of is Denominator.NATION:
        ends = nation(dataset, selection), nation(dataset, before)
        missing = NO_REFERENCE
    else:
        ends = (
            sum_of(pair.records[0] for pair in pairs.values()),
            sum_of(pair.base for pair in pairs.values()),
        )
        missing = "base is zero"
    if None in ends:
        known = {city: reason or missing for city, reason in known.items()}
        pairs = {}
    return _Parts(*ends, pairs, known, aside)


def _points_range(pair: _Pair, denominator: DenominatorAmount) -> PercentInterval:
    """Lowest and highest contribution that the rounding of three amounts allows.

    Without an upper limit of a base, the city may have lost no more than the whole had.
    """
    _, low, high, *_ = pair.rated
    lowest = -100.0 if isinf(low) else _extreme(low, denominator, largest=False)
    highest = None if high is None else _extreme(high, denominator, largest=True)
    return (-100.0 if lowest is None else lowest), highest


def _extreme(change: float, denominator: DenominatorAmount, *, largest: bool) -> float | None:
    """A change in percent of the end of the whole that makes it most extreme."""
    if (change > 0) is largest:
        return None if denominator.low <= 0 else change * 100.0 / denominator.low
    return 0.0 if denominator.high is None else change * 100.0 / denominator.high


@frozen(kw_only=True, repr=False)
class CityContribution(RankedEntry):
    """What one city adds to the growth of a whole.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger contributions.
        city: The city.
        points: Its contribution, in percentage points of the growth of the whole.
        points_range: Lowest and highest contribution that the rounding of all amounts allows; the
            highest is None where an amount was published as "over".
        change: Its amount less that of the same months a year before.
        record: The preferred record of its amount.
        base_record: The preferred record of the same months a year before.
        rank_range: Best and worst rank that rounding and missing cities allow, in 99 of 100 cases.
        is_certain: Whether nothing leaves the rank in doubt: neither rounding, nor a missing city
            that might stand above, nor a doubtful figure.
        alternatives: Other records of the amount, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> (entry,) = ctc.contribution(period="2025-01/2025-07", cities="Suzhou")
        >>> round(entry.points, 2), entry.change
        (0.29, 72379770000)
    """

    rank: int
    city: City
    points: float
    points_range: PercentInterval
    change: int
    record: TradeRecord
    base_record: TradeRecord
    rank_range: tuple[int, int]
    is_certain: bool
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed one of the two amounts."""
        return sources_of(self.record, self.base_record)

    def __repr__(self) -> str:
        return f"<CityContribution {self.rank}: {self.city.id} {self.points:+.2f} points>"


@frozen(kw_only=True, repr=False)
class ContributionRanking(CityRanking[CityContribution]):
    """Cities by what they add to the growth of a whole, most first.

    A sequence of `CityContribution`; a slice of it is a `ContributionRanking` too. The parts add
    up: ``growth`` is ``together`` (all ranked cities) plus ``rest``.

    Attributes:
        entries: The cities, as many as were asked for.
        of: The whole: the nation, or all ranked cities together.
        growth: Growth of the whole, computed from two published levels, in percent; None where
            there is no whole.
        together: Contributions of all ranked cities, those cut off by `n` included; None where
            there is no whole.
        rest: What everywhere else adds; 0 where the whole is the ranked cities, None where there
            is no whole.
        period: The months; growth is on the same months a year before.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        national: The record of the national amount, if the whole is the nation.
        national_base: The record of the national amount a year before.
        ranked: How many cities were ranked, those cut off by `n` included.
        among: Which cities were ranked, in words such as "cities of Guangdong"; blank where all.
        excluded: Cities that were not ranked, each with the reason.
        missing: Cities without one of the two amounts, those with most trade first (`MissingCity`).
        coverage: What part of all trade the ranked cities hold, from 0 to 1: of the national
            figure, or without one of what is known of all cities; None where that is too little.
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
        >>> parts = ctc.contribution(1, period="2025-01/2025-07")
        >>> [round(points, 2) for points in (parts.growth, parts.together, parts.rest)]
        [3.48, 3.1, 0.38]
    """

    entries: tuple[CityContribution, ...]
    of: Denominator
    growth: float | None
    together: float | None
    rest: float | None
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    national: TradeRecord | None
    national_base: TradeRecord | None
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
        """Everybody who printed an amount of the entries or of the nation."""
        return sources_of(*self, self.national, self.national_base)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **place_dict(self, entry),
                **record_dict(entry.record),
                "points": entry.points,
                "points_low": entry.points_range[0],
                "points_high": entry.points_range[1],
                "of": self.of.value,
                "change": entry.change,
                **base_dict(self.period, entry.base_record),
            }
            for entry in self
        ]

    def _columns(self) -> Columns:
        return (*RANK, *RECORD, *POINTS, "of", "change", *BASE)

    def _view(self) -> View:
        scale = Scale.for_amount(max((abs(entry.change) for entry in self), default=0))

        def notes(cited: Citations) -> Iterator[str]:
            if self.growth is None or self.together is None or self.rest is None:
                return
            total = "the nation" if self.of == "nation" else "all ranked cities together"
            yield (
                f"Growth of {total}, computed from amounts: {self.growth:.2f} % = "
                f"{self.together:.2f} of all ranked cities {self.rest:+.2f} of everywhere else."
            )
            if national := sources_of(self.national, self.national_base):
                yield f"National figures: {cited.cite(national)}."

        return ranking_view(
            self,
            f"{FLOWS[self.flow]}, percentage points added to growth, {self.period} on "
            f"{self.period.previous_year()}: {scope_words(self.product, self.partner)}, "
            f"{BASES[self.basis]}",
            {
                ">percentage points": lambda entry: (
                    f"{entry.points:+.2f}{mark(entry.record, entry.base_record)}"
                ),
                ">by rounding": lambda entry: range_words(entry.points_range, 2),
                f">change, {scale.word}{self.currency}": lambda entry: scale.show(
                    entry.change, max(entry.record.rounded_to, entry.base_record.rounded_to)
                ),
            },
            notes,
            lambda entry: (entry.record, entry.base_record),
        )

    def __repr__(self) -> str:
        return f"<ContributionRanking of {self.flow}, {self.period}; ranked: {self.ranked}>"
