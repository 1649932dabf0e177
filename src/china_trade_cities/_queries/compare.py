"""The question how cities stand beside one another: `compare`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._model.record import City
from china_trade_cities._model.vocabulary import Currency, Denominator, Flow
from china_trade_cities._queries.city_profile import ProfileFigure
from china_trade_cities._queries.compare_result import ComparedCity, ComparedFigure, Comparison
from china_trade_cities._queries.conversion import Converted, check_conversion, in_yuan
from china_trade_cities._queries.denominators import nation, not_apart, share, share_range
from china_trade_cities._queries.profile import HEADLINE_FLOWS, headline_figure, place_among_all
from china_trade_cities._queries.top import top_n
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import (
        BasisLike,
        CityLike,
        CurrencyLike,
        Dataset,
        PartnerLike,
        ProductLike,
    )
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.period import PeriodLike
    from china_trade_cities._model.vocabulary import ConvertToName


def compare(
    cities: Iterable[CityLike] | CityLike,
    *,
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    convert_to: Currency | ConvertToName | None = None,
    dataset: Dataset | None = None,
) -> Comparison:
    """Cities side by side: total, export, import and balance, all of the same months.

    Each figure has the published growth, the rank among all cities that `top_n` ranks, and the
    share of the nation (100 x amount / national amount, as `market_share`) where the reference
    table has the national amount. A balance that no source prints is export less import of one
    and the same source; it has no rank and no share.

    Args:
        cities: Ids, names, codes or aliases of cities, or `City` objects. They stay in this
            order; one that is named twice stands once.
        period: The months; None for the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted unless `convert_to`
            says so.
        basis: How trade is assigned to a city.
        convert_to: ``CNY`` fills amounts published in another currency only with the amount x
            the annual average exchange rate of the figure's own year, and ranks them among all
            others. A converted amount has no growth, for that of another currency is another
            rate, and no share of the nation, whose amount customs convert month by month. Of
            several rates for one year the one is used that `top_n` uses.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        A `ComparedCity` for each; what is not published is blank, with the reason in
        `ComparedFigure.missing`.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed, or no city is named.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for entry in ctc.compare(["Shenzhen", "Shanghai"]):
        ...     print(entry.city.name, [figure.figure.rank for figure in entry.figures])
        Shenzhen [1, 1, 3, None]
        Shanghai [2, 2, 2, None]
    """
    data = asked(dataset)
    named: object = [cities] if isinstance(cities, (str, City)) else cities
    if not isinstance(named, Iterable) or isinstance(named, (bytes, bytearray)):
        raise InvalidArgumentError("cities", cities, _ALLOWED)
    places = tuple(dict.fromkeys(map(data.city, named)))
    if not places:
        raise InvalidArgumentError("cities", cities, _ALLOWED)
    selection = data.select(
        period=period, product=product, partner=partner, currency=currency, basis=basis
    )
    target = check_conversion(convert_to, selection.currency)
    question = selection.arguments()
    del question["flow"]
    return Comparison(
        entries=tuple(
            ComparedCity(
                city=place,
                figures=tuple(
                    _figure(data, place, selection._replace(flow=flow), target)
                    for flow in HEADLINE_FLOWS
                ),
            )
            for place in places
        ),
        convert_to=target,
        **question,
    )


_ALLOWED = "names of one or more cities"


def _figure(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None
) -> ComparedFigure:
    figure = headline_figure(dataset, city, selection, convert_to)
    if figure is None or figure.value is None:
        found = in_yuan(dataset, selection).get(city) if convert_to else None
        if isinstance(found, Converted):
            return _converted(dataset, city, selection, found)
        question = selection.arguments()
        excluded = top_n(
            1, **question, cities=[city], convert_to=convert_to, dataset=dataset
        ).excluded
        return ComparedFigure(flow=selection.flow, figure=figure, missing=excluded[city])
    whole = None
    if selection.flow is not Flow.BALANCE and not not_apart({city}, Denominator.NATION):
        whole = nation(dataset, selection)
    if whole is None or figure.record is None:
        return ComparedFigure(flow=selection.flow, figure=figure)
    return ComparedFigure(
        flow=selection.flow,
        figure=figure,
        share=share(figure.record, whole),
        share_range=share_range(figure.record, whole),
        national=whole.record,
    )


def _converted(
    dataset: Dataset, city: City, selection: Selection, found: Converted
) -> ComparedFigure:
    """A figure that is published in another currency, in yuan."""
    place, ranked = place_among_all(dataset, city, selection, Currency.CNY)
    return ComparedFigure(
        flow=selection.flow,
        figure=ProfileFigure(
            flow=selection.flow,
            period=selection.period,
            record=found.records[0],
            value=found.value,
            currency=Currency.CNY,
            growth=None,
            growth_record=None,
            rank=place.rank if place else None,
            rank_range=place.rank_range if place else None,
            ranked=ranked if place else None,
        ),
        conversion=found.conversion,
    )
