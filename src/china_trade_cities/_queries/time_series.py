"""The question how a city's trade went over time: `time_series`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Measure, Span, parse_word
from china_trade_cities._queries.conversion import Converted, check_conversion, in_yuan
from china_trade_cities._queries.ranking import why_not
from china_trade_cities._queries.results import LazyMapping
from china_trade_cities._queries.series import SeriesPoint, TimeSeries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    from china_trade_cities._model.record import City
    from china_trade_cities._model.vocabulary import ConvertToName, Currency, SpanName


def time_series(
    city: CityLike,
    *,
    span: Span | SpanName = "month",
    flow: FlowLike = "total",
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    convert_to: Currency | ConvertToName | None = None,
    dataset: Dataset | None = None,
) -> TimeSeries:
    """Comparable amounts of one city in order of time.

    All points are of one kind of span: a month is never put beside a year to date, nor one made
    from the other (customs revise earlier months inside the figure to date). Each point is the
    preferred record of its period, with the others beside it. Nothing is interpolated.

    Args:
        city: Id, name, code or alias of the city, or a `City`.
        span: ``month``; ``year-to-date``, January to each month, December included; ``year``.
        flow: ``total``, ``export``, ``import``, ``balance``, ``re-export``, ``domestic-export``.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted unless `convert_to`
            says so.
        basis: How trade is assigned to the city.
        convert_to: ``CNY`` fills periods published in another currency only with the amount x
            the annual average exchange rate of the figure's own year; of several, the one that
            `top_n` uses. None converts nothing.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The points, oldest first; periods in between without an amount stand in `TimeSeries.gaps`
        with the reason.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for point in ctc.time_series("Ningbo", span="year-to-date", flow="export")[-3:]:
        ...     print(point.period, point.value, point.growth)
        2025-01/2025-05 405611060000 12.2
        2025-01/2025-06 490435620000 10.1
        2025-01/2025-07 571913610000 8.3
    """
    kind = parse_word(Span, span, "span")
    data = asked(dataset)
    place = data.city(city)
    selection = data.select(
        flow=flow, product=product, partner=partner, currency=currency, basis=basis
    )
    target = check_conversion(convert_to, selection.currency)
    points: list[SeriesPoint] = []
    for period in sorted(filter(_KINDS[kind], index_of(data).periods), key=_end):
        point = _point(data, place, selection.at(period), convert=target is not None)
        if point is not None:
            points.append(point)
    question = selection.arguments()
    del question["period"]
    return TimeSeries(
        entries=tuple(points),
        city=place,
        span=kind,
        gaps=LazyMapping(
            lambda: {
                period: _why_not(data, place, selection.at(period), convert=target is not None)
                for period in _missing(kind, [point.period for point in points])
            }
        ),
        convert_to=target,
        **question,
    )


_KINDS: dict[Span, Callable[[Period], bool]] = {
    Span.MONTH: lambda period: period.is_month,
    Span.YEAR_TO_DATE: lambda period: period.is_year_to_date,
    Span.YEAR: lambda period: period.is_full_year,
}


def _end(period: Period) -> Period:
    return period.last_month


def _point(
    dataset: Dataset, city: City, selection: Selection, *, convert: bool
) -> SeriesPoint | None:
    index = index_of(dataset)
    figure: Converted | str | None
    if convert:
        figure = in_yuan(dataset, selection).get(city)
    else:
        records = index.comparable(selection, Measure.VALUE).get(city)
        figure = Converted(records, None) if records else None
    if not isinstance(figure, Converted):
        return None
    rates = index.comparable(selection, Measure.GROWTH).get(city, ())
    growth_record = rates[0] if rates and figure.conversion is None else None
    return SeriesPoint(
        period=selection.period,
        value=figure.value,
        record=figure.records[0],
        growth=growth_record.growth if growth_record else None,
        growth_record=growth_record,
        alternatives=figure.records[1:],
        conversion=figure.conversion,
    )


def _why_not(dataset: Dataset, city: City, selection: Selection, *, convert: bool) -> str:
    """Why there is no point for a period."""
    figure = in_yuan(dataset, selection).get(city) if convert else None
    if isinstance(figure, str):
        return figure
    alike = index_of(dataset).alike(selection)
    records = [record for record in alike if record.city == city]
    return why_not(records, selection, Measure.VALUE)


def _missing(span: Span, present: list[Period]) -> list[Period]:
    """The spans of one kind between the first and the last that are not there."""
    if not present:
        return []
    return [period for period in _between(span, present[0], present[-1]) if period not in present]


def _between(span: Span, first: Period, last: Period) -> Iterator[Period]:
    """All spans of one kind that end from the end of one to that of another."""
    start, end = first.last_month, last.last_month
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        year, month = number // 12, number % 12 + 1
        if span is Span.MONTH:
            yield Period(year=year, month=month, months=1)
        elif span is Span.YEAR_TO_DATE:
            yield Period(year=year, months=month)
        elif month == 12:
            yield Period(year=year)
