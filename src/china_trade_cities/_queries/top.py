"""`top_n`: the cities that trade the most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import frozen

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
from china_trade_cities._display.results import (
    NOTHING,
    CityRanking,
    LazyMapping,
    RankedEntry,
    lazily,
)
from china_trade_cities._extras import later
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, sources_of
from china_trade_cities._model.validators import check_count, keep_ties
from china_trade_cities._model.vocabulary import (
    Basis,
    ConvertToName,
    Currency,
    Flow,
    Measure,
    TiesName,
)
from china_trade_cities._queries.ranking import (
    Candidates,
    CitiesLike,
    CityFigure,
    Position,
    candidates,
    first,
    in_order,
    reasons,
)
from china_trade_cities._queries.standing import Sizes, Standings, hints

if TYPE_CHECKING:
    from china_trade_cities._display.columns import Columns
    from china_trade_cities._display.view import View
    from china_trade_cities._model.comparison import Conversion
    from china_trade_cities._model.missing import MissingCity
else:
    Conversion = later("china_trade_cities._model.comparison", "Conversion")
    MissingCity = later("china_trade_cities._model.missing", "MissingCity")


def top_n(
    n: int = 10,
    *,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    cities: CitiesLike | None = None,
    ties: TiesName = "first",
    convert_to: Currency | ConvertToName | None = None,
    dataset: Dataset | None = None,
) -> Ranking:
    """The cities that trade the most, by one comparable figure each.

    Only figures of the same period, flow, product, partner, currency and statistical basis are
    ranked together; every other city stands in `Ranking.excluded` with the reason.

    Args:
        n: How many cities to return.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``, or
            ``balance``. A total (balance) that a source does not print follows from its exports
            and imports (`TradeRecord.parts`).
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2023-01/2023-11"``; None for
            the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted
            unless `convert_to` says so.
        basis: How trade is assigned to a city.
        cities: Names of the cities to rank, or of a province or region for all cities in it.
            A unit of county level (Yiwu, Jiyuan) is ranked only when named.
            A name of both a city and a province (Jilin) is the city; "Jilin Province" is not.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            city id, ``all`` keeps them.
        convert_to: ``CNY`` also ranks cities whose figure is published in another currency only:
            amount x the annual average exchange rate of the figure's own year (`Conversion`).
            Such entries are marked and keep the original record. Of several rates for one year,
            wherever they come from, that of the better tier is used (official, press, secondary),
            then the one published later (one without a date comes last), then the first by source
            id. None converts nothing.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranking, largest amount first, in whole units of `currency`. Where nothing can be
        ranked, `Ranking.nearest` names the nearest spans for which the question has an answer,
        `Ranking.near_products` and `Ranking.near_partners` what else has figures.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for entry in ctc.top_n(3, flow="export"):
        ...     print(entry.rank, entry.city.name, entry.value, entry.record.source.id)
        1 Shenzhen 2812215990000 gacc-location-2024-12
        2 Shanghai 1817601090000 gacc-location-2024-12
        3 Suzhou 1636881220000 gacc-location-2024-12
    """
    data = dataset_or_bundled(dataset)
    count = check_count(n, there_are=lambda: len(data.cities))
    all_ties = keep_ties(ties)
    selection = selection_of(data, period, flow, product, partner, currency, basis)
    wanted = candidates(data, cities)
    target = None
    if convert_to is not None:
        from china_trade_cities._queries.conversion import check_conversion

        target = check_conversion(convert_to, selection.currency)

    def rank(asked: Selection) -> Ranked:
        if cities is None:
            return ranked_among_all(data, asked, target)
        return _rank(data, asked, wanted, convert=target is not None)

    ranked = rank(selection)
    entries: list[RankedCity] = []
    for place in first(ranked.places, count, keep_ties=all_ties):
        figure = ranked.figures[place.city]
        entries.append(
            lazily(
                RankedCity,
                later=ranked.standings.of(place.city),
                rank=place.rank,
                city=place.city,
                value=figure.value,
                record=figure.records[0],
                alternatives=figure.records[1:],
                conversion=figure.conversion,
            )
        )
    return lazily(
        Ranking,
        later=ranked.standings.of_all(),
        entries=tuple(entries),
        ranked=len(ranked.places),
        among=wanted.among,
        excluded=ranked.excluded,
        convert_to=target,
        **hints(
            index_of(data), ranked.sizes, lambda other: rank(other).figures, cities=wanted.asked
        ),
        **selection.arguments(),
    )


def ranked_among_all(dataset: Dataset, selection: Selection, convert_to: Currency | None) -> Ranked:
    """All cities that answer a question, which is worked out once."""
    return index_of(dataset).remember(
        ("top", selection, convert_to),
        lambda: _rank(
            dataset, selection, candidates(dataset, None), convert=convert_to is not None
        ),
    )


class Ranked(NamedTuple):
    """The figures that are ranked, their places, what these are worth, and why others have none."""

    figures: Mapping[City, CityFigure]
    places: tuple[Position, ...]
    sizes: Sizes
    standings: Standings
    excluded: LazyMapping[City, str]

    def __bool__(self) -> bool:
        return bool(self.places)


def _rank(dataset: Dataset, selection: Selection, wanted: Candidates, *, convert: bool) -> Ranked:
    found: Mapping[City, CityFigure | str]
    if convert:
        from china_trade_cities._queries.conversion import in_yuan

        found = in_yuan(dataset, selection)
    else:
        comparable = index_of(dataset).comparable(selection, Measure.VALUE)
        found = {city: CityFigure(records) for city, records in comparable.items()}
    figures = {
        city: figure
        for city, figure in found.items()
        if isinstance(figure, CityFigure) and wanted.may_rank(city)
    }
    reason = {city: figure if isinstance(figure, str) else "" for city, figure in found.items()}
    excluded = LazyMapping(lambda: reasons(dataset, selection, Measure.VALUE, wanted, reason))
    amounts = {city: figure.value for city, figure in figures.items()}
    sizes = Sizes(dataset, selection, wanted, amounts, excluded, any_currency=convert)
    rated = {city: figure.rated for city, figure in figures.items()}
    return Ranked(figures, in_order(rated), sizes, Standings(rated, sizes), excluded)


@frozen(kw_only=True, repr=False)
class RankedCity(RankedEntry):
    """A city in a ranking by amount.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger amounts.
        city: The city.
        value: The amount, in whole units of the ranking's currency.
        record: The preferred record, with its source.
        rank_range: Best and worst rank that rounding and missing cities allow, in 99 of 100 cases.
        is_certain: Whether nothing leaves the rank in doubt: neither rounding, nor a missing city
            that might stand above, nor a doubtful figure.
        alternatives: Other records of the same figure, in order of preference.
        conversion: The exchange rate by which `value` was converted from the record's amount;
            None where it was published in the ranking's currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> first = ctc.top_n(1, period="2023-01/2023-11")[0]
        >>> first.city.name, first.value, first.rank_range, first.record.source.id
        ('Shanghai', 3860000000000, (1, 1), 'yicai-trade-cities-2024-01-18')
    """

    rank: int
    city: City
    value: int  # pyright: ignore[reportIncompatibleMethodOverride] - never None here
    record: TradeRecord
    rank_range: tuple[int, int]
    is_certain: bool
    alternatives: tuple[TradeRecord, ...] = ()
    conversion: Conversion | None = None

    @property
    def growth(self) -> float | None:
        """The growth that the record prints, in percent; None beside a converted amount."""
        return None if self.conversion else self.record.growth

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the figure, and the exchange rate if one was used."""
        return sources_of(self.record, self.conversion)

    def __repr__(self) -> str:
        return f"<RankedCity {self.rank}: {self.city.id} {self.value}>"


@frozen(kw_only=True, repr=False)
class Ranking(CityRanking[RankedCity]):
    """Cities by amount, largest first; equal amounts in order of city id.

    A sequence of `RankedCity`; a slice of it is a `Ranking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        period: The months.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        ranked: How many cities were ranked, those cut off by `n` included.
        among: Which cities were ranked, in words such as "cities of Guangdong"; blank where all.
        excluded: Cities that were not ranked, each with the reason.
        missing: Cities without a comparable figure, largest first (`MissingCity`).
        coverage: What part of all trade the ranked cities hold, from 0 to 1: of the national
            figure, or without one of what is known of all cities; None where that is too little.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.
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
        >>> three = ["Shanghai", "Shenzhen", "Yiwu"]
        >>> ranking = ctc.top_n(3, period="2023-01/2023-11", cities=three)
        >>> [(entry.rank, entry.city.name) for entry in ranking]
        [(1, 'Shanghai'), (2, 'Shenzhen')]
        >>> ranking.excluded[ctc.city("Yiwu")]
        'no figure'
    """

    entries: tuple[RankedCity, ...]
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    ranked: int
    among: str
    excluded: Mapping[City, str]
    missing: tuple[MissingCity, ...]
    coverage: float | None
    convert_to: Currency | None = None
    nearest: Mapping[Period, int] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import conversion_dict, place_dict, record_dict

        return [
            {
                **place_dict(self, entry),
                **record_dict(entry.record),
                "value": entry.value,
                "currency": self.currency.value,
                **(conversion_dict(entry.conversion, entry.record) if self.convert_to else {}),
            }
            for entry in self
        ]

    def _columns(self) -> Columns:
        from china_trade_cities._display.columns import CONVERTED, RANK, RECORD

        return (*RANK, *RECORD, *(CONVERTED if self.convert_to else ()))

    def _view(self) -> View:
        from china_trade_cities._display.rankings import ranking_view
        from china_trade_cities._display.view import Scale
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            conversion_words,
            growth_words,
            mark,
            scope_words,
        )

        scale = Scale.for_amount(max((abs(entry.value) for entry in self), default=0))
        conversions = dict.fromkeys(entry.conversion for entry in self if entry.conversion)
        return ranking_view(
            self,
            f"{FLOWS[self.flow]}, {self.period}: {scope_words(self.product, self.partner)}, "
            f"{BASES[self.basis]}",
            {
                f">{scale.word}{self.currency}": lambda entry: (
                    scale.show(entry.value, entry.record.rounded_to)
                    + mark(entry.record)
                    + (" c" if entry.conversion else "")
                ),
                ">growth %": lambda entry: "" if entry.conversion else growth_words(entry.record),
            },
            lambda cited: [conversion_words(conversion, cited) for conversion in conversions],
        )

    def __repr__(self) -> str:
        return f"<Ranking by {self.flow}, {self.period}; ranked: {self.ranked}>"
