"""The questions that need no more than amounts: `top_n` and `city`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._model.validators import integer
from china_trade_cities._model.vocabulary import ConvertToName, Currency, Measure, TiesName
from china_trade_cities._queries.places import first, places
from china_trade_cities._queries.ranking import Candidates, candidates, reasons
from china_trade_cities._queries.results import NOTHING, LazyMapping, RankedCity, Ranking
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import (
        BasisLike,
        CityLike,
        CurrencyLike,
        Dataset,
        FlowLike,
        PartnerLike,
        ProductLike,
    )
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.period import Period, PeriodLike
    from china_trade_cities._model.record import City
    from china_trade_cities._queries.places import Place, Rated
    from china_trade_cities._queries.ranking import CitiesLike


def city(query: CityLike, *, dataset: Dataset | None = None) -> City:
    """The city that a name, code or id means.

    Args:
        query: Id, English or Chinese name with or without 市, pinyin, GB/T 2260 code, UN/LOCODE,
            alias or `City`. Case, accents, spaces, apostrophes and hyphens do not matter. There
            is no fuzzy match.
        dataset: Where to look; None for the newest bundled vintage.

    Raises:
        CityNotFoundError: Nothing has this name; `suggestions` holds what is spelled alike.
        AmbiguousCityError: Several cities share the name; `candidates` holds them.
        InvalidArgumentError: The query is not text, or blank.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.city("深圳").name, ctc.city("Canton").name, ctc.city("CNSHA").name
        ('Shenzhen', 'Guangzhou', 'Shanghai')
        >>> ctc.city("Shenzen")
        Traceback (most recent call last):
        ...
        china_trade_cities.exceptions.CityNotFoundError: no city is called 'Shenzen' in this \
dataset; did you mean Shenzhen?
    """
    return asked(dataset).city(query)


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
            ``balance`` (only balances that a source prints are ranked, none is computed:
            `compare` and `profile` compute export less import).
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2023-01/2023-11"``; None for
            the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted
            unless `convert_to` says so.
        basis: How trade is assigned to a city.
        cities: Names of the cities to rank, or of a province or region for all cities in it.
            A county-level city, whose trade is part of a prefecture's, is ranked only when named.
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
        ranked, `Ranking.nearest` names the nearest spans for which the question has an answer.

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
    count = check_count(n)
    all_ties = keep_ties(ties)
    data = asked(dataset)
    selection = data.select(
        period=period,
        flow=flow,
        product=product,
        partner=partner,
        currency=currency,
        basis=basis,
    )
    wanted = candidates(data, cities)
    if convert_to is not None:
        from china_trade_cities._queries.converted import rank_converted

        return rank_converted(data, selection, wanted, convert_to, count, keep_ties=all_ties)
    comparable = index_of(data).comparable(selection, Measure.VALUE)
    if cities is None and comparable:
        ranked, excluded = index_of(data).remember(
            ("top", selection), lambda: _rank(data, selection, wanted)
        )
    else:
        ranked, excluded = _rank(data, selection, wanted)
    entries: list[RankedCity] = []
    for rank, place, value, rank_range in first(ranked, count, keep_ties=all_ties):
        record, *alternatives = comparable[place]
        entries.append(
            RankedCity(
                rank=rank,
                city=place,
                value=int(value),
                record=record,
                rank_range=rank_range,
                alternatives=tuple(alternatives),
            )
        )
    return Ranking(
        entries=tuple(entries),
        ranked=len(ranked),
        excluded=excluded,
        nearest=NOTHING if ranked else _nearest(data, selection, wanted),
        **selection.arguments(),
    )


def check_count(count: object, argument: str = "n") -> int:
    """The argument, if it is a number of things that can be returned."""
    number = integer(count)
    if number is None or number < 1:
        raise InvalidArgumentError(argument, count, "a whole number, at least 1")
    return number


def keep_ties(ties: object) -> bool:
    """Whether cities level with the last one are kept."""
    if ties not in ("first", "all"):
        raise InvalidArgumentError("ties", ties, "'first', 'all'")
    return ties == "all"


def _rank(
    dataset: Dataset, selection: Selection, wanted: Candidates
) -> tuple[tuple[Place, ...], LazyMapping[City, str]]:
    rated: dict[City, Rated] = {}
    for candidate, records in index_of(dataset).comparable(selection, Measure.VALUE).items():
        value, interval = records[0].value, records[0].interval
        if wanted.may_rank(candidate) and value is not None and interval is not None:
            rated[candidate] = (value, *interval)
    return places(rated), LazyMapping(
        lambda: reasons(dataset, selection, Measure.VALUE, wanted, dict.fromkeys(rated, ""))
    )


def _nearest(
    dataset: Dataset, selection: Selection, wanted: Candidates
) -> LazyMapping[Period, int]:
    from china_trade_cities._dataset.spans import nearest

    return nearest(dataset, selection, lambda other: len(_rank(dataset, other, wanted)[0]))
