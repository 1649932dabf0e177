"""The question which cities grow fastest: `growth_leaders`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple, cast

from attrs import frozen

from china_trade_cities._dataset.bounds import Bound, expected_growth, implied_growth
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
from china_trade_cities._dataset.definitions import definition_change
from china_trade_cities._dataset.index import Selection
from china_trade_cities._display.columns import BASE, RANK, RECORD, Columns
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
    UNSTATED_CURRENCY,
    amount_words,
    least_words,
    mark,
    percent_words,
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
from china_trade_cities._model.validators import check_amount, check_count, keep_ties
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    GrowthMethod,
    GrowthMethodName,
    Measure,
    Status,
    TiesName,
    parse_word,
)
from china_trade_cities._queries.ranking import (
    Candidates,
    CitiesLike,
    Rated,
    candidates,
    contradicting,
    first,
    in_order,
    reasons,
)
from china_trade_cities._queries.standing import Rival, Sizes, Standings, hints

# Below this amount a handful of shipments makes the rate, whatever the length of the span: measured
# in yuan (docs/concepts/growth.md), and about as much in the other currencies.
SMALL_BASE = {
    Currency.CNY: 1_000_000_000,
    Currency.USD: 150_000_000,
    Currency.HKD: 1_000_000_000,
    Currency.MOP: 1_000_000_000,
}

NO_BASE = "no amount for the same months a year before"


class Rate(NamedTuple):
    """A growth rate: what is ranked, the records of the period, and the one a year before."""

    rated: Rated
    records: tuple[TradeRecord, ...]
    base_record: TradeRecord | None


def growth_leaders(
    n: int = 10,
    *,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    method: GrowthMethod | GrowthMethodName = "published",
    min_value: float | None = None,
    cities: CitiesLike | None = None,
    ties: TiesName = "first",
    dataset: Dataset | None = None,
) -> GrowthRanking:
    """The cities whose trade grew fastest on the same months a year before.

    Customs revise the base, so a published rate is not the ratio of the two published amounts.
    `method` says which of the two is ranked; one never fills in for the other.

    Args:
        n: How many cities to return.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``, or
            ``balance``.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2025-01/2025-07"``; None for
            the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Growth differs between currencies by the
            change of the exchange rate, so nothing is converted. A rate printed without an amount
            is taken to be in the currency in which the city's customs territory publishes.
        basis: How trade is assigned to a city.
        method: ``published`` ranks what sources printed; ``computed`` ranks
            (amount / amount a year before - 1) x 100 from two records of the same basis,
            currency and span, neither of them unreliable, between which the definition did not
            change.
        min_value: Leave out cities whose amount in the period is smaller or not known, in whole
            units of `currency` (``1e11`` is 100 billion); None for no limit.
        cities: Names of the cities to rank, or of a province or region for all cities in it.
            A unit of county level (Yiwu, Jiyuan) is ranked only when named.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            city id, ``all`` keeps them.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranking, highest rate first, in percent. Where nothing can be ranked,
        `GrowthRanking.nearest` names the nearest spans for which the question has an answer.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for leader in ctc.growth_leaders(3, min_value=1e11):
        ...     print(leader.rank, leader.city.name, leader.growth, leader.method)
        1 Ili 32.4 published
        2 Fangchenggang 28.6 published
        3 Danzhou 20.0 published
    """
    data = dataset_or_bundled(dataset)
    count = check_count(n, there_are=lambda: len(data.cities))
    all_ties = keep_ties(ties)
    way = parse_word(GrowthMethod, method, "method")
    least = None if min_value is None else check_amount(min_value, "min_value")
    selection = selection_of(data, period, flow, product, partner, currency, basis)
    wanted = candidates(data, cities)
    rates, sizes, standings = _rank(data, selection, wanted, way, least)
    ranked = in_order({city: rate.rated for city, rate in rates.items()})
    entries: list[GrowthLeader] = []
    for rank, city, growth in first(ranked, count, keep_ties=all_ties):
        rate = rates[city]
        entries.append(
            lazily(
                GrowthLeader,
                later=standings.of(city),
                rank=rank,
                city=city,
                growth=growth,
                method=way,
                record=rate.records[0],
                base_record=rate.base_record,
                alternatives=rate.records[1:],
            )
        )
    return lazily(
        GrowthRanking,
        later=standings.of_all(),
        entries=tuple(entries),
        method=way,
        min_value=least,
        ranked=len(ranked),
        among=wanted.among,
        excluded=sizes.excluded,
        **hints(
            index_of(data),
            sizes,
            lambda other: _rank(data, other, wanted, way, least)[0],
            cities=wanted.asked,
        ),
        **selection.arguments(),
    )


def _rank(
    dataset: Dataset,
    selection: Selection,
    wanted: Candidates,
    method: GrowthMethod,
    min_value: int | None,
) -> tuple[dict[City, Rate], Sizes, Standings]:
    index = index_of(dataset)
    amounts = index.comparable(selection, Measure.VALUE)
    bases = index.comparable(selection.at(selection.period.previous_year()), Measure.VALUE)
    measure = Measure.GROWTH if method is GrowthMethod.PUBLISHED else Measure.VALUE
    rates: dict[City, Rate] = {}
    known: dict[City, str] = {}
    for city, records in index.comparable(selection, measure).items():
        if not wanted.may_rank(city):
            continue
        base = bases[city][0] if city in bases else None
        rate = _published(records, base) if measure is Measure.GROWTH else computed(records, base)
        known[city] = rate if isinstance(rate, str) else _too_small(amounts, city, min_value)
        if isinstance(rate, Rate) and not known[city]:
            rates[city] = rate
    sizes = Sizes(
        dataset,
        selection,
        wanted,
        {city: amounts[city][0].value if city in amounts else None for city in rates},
        LazyMapping(lambda: reasons(dataset, selection, measure, wanted, known)),
        aside={city for city, reason in known.items() if reason.endswith(_TOO_SMALL)},
        least=min_value or 0,
    )

    def rival(city: City, amount: Bound | None) -> Rival | None:
        if amount is None:
            return None
        growth = growth_bound(dataset, selection, city, amount, method)
        share = (1.0, 1.0) if min_value is None else amount.above(min_value - 1)
        return Rival(growth, share, growth.ends)

    figures = {city: rate.rated for city, rate in rates.items()}
    return rates, sizes, Standings(figures, sizes, rival)


def growth_bound(
    dataset: Dataset, selection: Selection, city: City, amount: Bound, method: GrowthMethod
) -> Bound:
    """What is known of a rate that is not ranked, or of which the upper end is open.

    A printed one is what it is; the rate got in the other way implies it; without one, it is what
    the size of the city lets expect.
    """
    index = index_of(dataset)
    before = selection.at(selection.period.previous_year())
    rates = index.comparable(selection, Measure.GROWTH).get(city, ())
    amounts = index.comparable(selection, Measure.VALUE).get(city, ())
    bases = index.comparable(before, Measure.VALUE).get(city, (None,))
    published = _published(rates, None) if rates else ""
    change = computed(amounts, bases[0]) if amounts else ""
    own, other = (published, change) if method is GrowthMethod.PUBLISHED else (change, published)
    if isinstance(other, str) or other.rated.high is None:
        likely = expected_growth(selection, amount)
    else:
        interval = other.rated.low, other.rated.high
        likely = implied_growth(interval, other.records[0], amount.middle)
    return likely if isinstance(own, str) else likely.from_least(own.rated.low, own.rated.high)


def _too_small(
    amounts: Mapping[City, tuple[TradeRecord, ...]], city: City, min_value: int | None
) -> str:
    if min_value is None:
        return ""
    if city not in amounts:
        return "no amount to compare with min_value"
    value = amounts[city][0].value or 0
    return f"amount {value} {_TOO_SMALL}" if value < min_value else ""


_TOO_SMALL = "is below min_value"


def _published(records: tuple[TradeRecord, ...], base: TradeRecord | None) -> Rate:
    # Records that are compared by growth carry it.
    growth = cast("float", records[0].growth)
    low, high = cast("PercentInterval", records[0].growth_interval)
    others = contradicting(records, lambda record: record.growth_interval)
    return Rate(Rated(growth, low, high, records[:1], others), records, base)


def computed(records: tuple[TradeRecord, ...], base: TradeRecord | None) -> Rate | str:
    if base is None:
        return NO_BASE
    record = records[0]
    if doubt := doubt_of_change(record, base):
        return doubt
    if not (record.value is not None and base.value and base.value > 0):
        return "base is zero or negative"
    change = percent_change(record.value, base.value)
    return Rate(Rated(change, *_change_interval(record, base), (record, base)), records, base)


def doubt_of_change(record: TradeRecord, base: TradeRecord) -> str:
    """Why no change may be computed from two levels; blank where it may."""
    for which, level in (("amount", record), ("base", base)):
        if level.status is Status.UNRELIABLE:
            return f"{which} is marked as unreliable"
    return definition_change(record, base)


def percent_change(value: int, base: int) -> float:
    """Change from `base` to `value`, in percent of `base`."""
    return (value - base) * 100.0 / base


def implied_base(value: float, growth: float) -> float:
    """The amount a year before that follows from an amount and its growth of more than -100 %."""
    return value * 100.0 / (100.0 + growth)


def _change_interval(record: TradeRecord, base: TradeRecord) -> tuple[float, float | None]:
    """Lowest and highest change that rounding allows; the value of a balance may be negative."""
    low, high = cast("Interval", record.interval)
    base_low, base_high = cast("Interval", base.interval)
    lowest, highest = -100.0, -100.0  # on an endless base
    if low < 0:
        lowest = -inf if base_low <= 0 else percent_change(low, base_low)
    elif base_high is not None:
        lowest = percent_change(low, base_high)
    if high is None or (high >= 0 and base_low <= 0):
        return lowest, None
    if high >= 0:
        highest = percent_change(high, base_low)
    elif base_high is not None:
        highest = percent_change(high, base_high)
    return lowest, highest


@frozen(kw_only=True, repr=False)
class GrowthLeader(RankedEntry):
    """A city in a ranking by growth.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of higher rates.
        city: The city.
        growth: Change on the same months a year before, in percent.
        method: Whether the source printed the rate, or it was computed from two levels.
        record: The record of the period: it printed the rate, or its amount was used.
        base_record: The record of the same months a year before: its amount was used, or, beside
            a published rate, is there for comparison; None where there is none.
        rank_range: Best and worst rank that rounding and missing cities allow, in 99 of 100 cases.
        is_certain: Whether nothing leaves the rank in doubt: neither rounding, nor a missing city
            that might stand above, nor a doubtful figure.
        alternatives: Other records of the same figure, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for method in ("published", "computed"):
        ...     leaders = ctc.growth_leaders(
        ...         1, period="2025-01/2025-07", method=method, cities="Guangzhou"
        ...     )
        ...     print(f"{leaders[0].growth:.1f} {leaders[0].method}")
        14.5 published
        16.0 computed
    """

    rank: int
    city: City
    growth: float  # pyright: ignore[reportIncompatibleMethodOverride] - never None here
    method: GrowthMethod
    record: TradeRecord
    base_record: TradeRecord | None
    rank_range: tuple[int, int]
    is_certain: bool
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the rate, or the two amounts that it was computed from."""
        return sources_of(*rate_records(self))

    @property
    def is_small_base(self) -> bool | None:
        """Whether the amount a year before is so small that a handful of shipments makes the rate.

        It is if it is below 1 billion CNY, HKD or MOP, or 150 million USD. The amount is that of
        `base_record` for a computed rate; for a published one that which follows from the amount
        and the rate of `record`, or if there is no such, also that of `base_record`. None if there
        is neither.

        Examples:
            >>> import china_trade_cities as ctc
            >>> leaders = ctc.growth_leaders(5, flow="import")
            >>> [(leader.city.name, leader.is_small_base) for leader in leaders[3:]]
            [('Changzhi', True), ('Shangrao', False)]
        """
        record, base = self.record, self.base_record
        if self.method is GrowthMethod.PUBLISHED and record.value and self.growth > -100:
            amount, currency = implied_base(record.value, self.growth), record.currency
        elif base is not None and base.value is not None:
            amount, currency = base.value, base.currency
        else:
            return None
        return abs(amount) < SMALL_BASE[cast("Currency", currency)]

    def __repr__(self) -> str:
        return f"<GrowthLeader {self.rank}: {self.city.id} {self.growth:.1f} % {self.method}>"


@frozen(kw_only=True, repr=False)
class GrowthRanking(CityRanking[GrowthLeader]):
    """Cities by growth, fastest first; equal rates in order of city id.

    A sequence of `GrowthLeader`; a slice of it is a `GrowthRanking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        method: Where all rates come from.
        period: The months; growth is on the same months a year before.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        min_value: Amount below which cities were left out; None for no such limit.
        ranked: How many cities were ranked, those cut off by `n` included.
        among: Which cities were ranked, in words such as "cities of Guangdong"; blank where all.
        excluded: Cities that were not ranked, each with the reason.
        missing: Cities without a rate, those with most trade first (`MissingCity`).
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
        >>> ctc.growth_leaders(5, method="computed", period="2025-01/2025-07")
        <GrowthRanking by computed growth of total, 2025-01/2025-07; ranked: 134>
    """

    entries: tuple[GrowthLeader, ...]
    method: GrowthMethod
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    min_value: int | None
    ranked: int
    among: str
    excluded: Mapping[City, str]
    missing: tuple[MissingCity, ...]
    coverage: float | None
    nearest: Mapping[Period, int] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **place_dict(self, entry),
                **record_dict(entry.record),
                "growth": entry.growth,
                "method": entry.method.value,
                **base_dict(self.period, entry.base_record),
                "is_small_base": entry.is_small_base,
            }
            for entry in self
        ]

    def _columns(self) -> Columns:
        return (*RANK, *RECORD, "method", *BASE, "is_small_base")

    def _view(self) -> View:
        amounts = [abs(entry.record.value or 0) for entry in self]
        scale = Scale.for_amount(max(amounts, default=0))
        unstated = any(entry.record.currency is None for entry in self)
        notes = [
            *base_notes(self),
            *([UNSTATED_CURRENCY] if unstated else ()),
            *least_words(self.min_value, self.currency),
        ]
        return ranking_view(
            self,
            f"{FLOWS[self.flow]}, {self.method} growth, {self.period} on "
            f"{self.period.previous_year()}: {scope_words(self.product, self.partner)}, "
            f"{self.currency}, {BASES[self.basis]}",
            {
                ">growth %": lambda entry: (
                    percent_words(
                        entry.growth,
                        entry.record.growth_decimals if entry.method == "published" else 1,
                    )
                    + mark(*rate_records(entry))
                    + base_mark(entry)
                ),
                f">{scale.word}{self.currency}": lambda entry: amount_words(entry.record, scale),
            },
            lambda _: notes,
            rate_records,
            figure="rate" if self.min_value is None else "rate and an amount",
        )

    def __repr__(self) -> str:
        return (
            f"<GrowthRanking by {self.method} growth of {self.flow}, {self.period}; "
            f"ranked: {self.ranked}>"
        )


def rate_records(leader: GrowthLeader) -> tuple[TradeRecord, ...]:
    """The records that a rate rests on."""
    base = leader.base_record if leader.method is GrowthMethod.COMPUTED else None
    return (leader.record,) if base is None else (leader.record, base)


def base_mark(leader: GrowthLeader) -> str:
    return " b" if leader.is_small_base else ""


def base_notes(leaders: GrowthRanking) -> tuple[str, ...]:
    """What the mark means, where there is one."""
    if not any(leader.is_small_base for leader in leaders):
        return ()
    least = f"{SMALL_BASE[leaders.currency]:,} {leaders.currency}"
    return (f"b: below {least} a year before, where a handful of shipments makes the rate.",)
