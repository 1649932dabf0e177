"""The question how a city's trade went over time: `time_series`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from china_trade_cities._dataset.index import Selection
from china_trade_cities._dataset.near import near
from china_trade_cities._display.columns import CONVERTED, RECORD, Columns
from china_trade_cities._display.dicts import conversion_dict, record_dict
from china_trade_cities._display.results import NOTHING, CitedList, LazyMapping
from china_trade_cities._display.view import Scale, View
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    Citations,
    city_words,
    conversion_words,
    counted,
    growth_words,
    mark,
    mark_notes,
    near_words,
    scope_words,
)
from china_trade_cities._model.comparison import Conversion
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, sources_of
from china_trade_cities._model.validators import entries_of
from china_trade_cities._model.vocabulary import (
    Basis,
    ConvertToName,
    Currency,
    Flow,
    Measure,
    Span,
    SpanName,
    Status,
    parse_word,
)
from china_trade_cities._queries.conversion import check_conversion, in_yuan
from china_trade_cities._queries.ranking import NO_FIGURE, CityFigure, why_not
from china_trade_cities.exceptions import InvalidArgumentError


def time_series(
    city: CityLike,
    *,
    span: Span | SpanName = "year",
    period: PeriodLike | None = None,
    flow: FlowLike = "total",
    product: ProductLike | Iterable[ProductLike] | None = None,
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
        span: ``year``; ``month``; ``year-to-date``, January to each month, December included.
        period: Only points inside these months, such as ``"2024-01/2025-07"``; None for all.
        flow: ``total``, ``export``, ``import``, ``balance``, ``re-export``, ``domestic-export``.
        product: Id, name or alias of a product group, or several where sources call what is
            meant by several names; None for all goods. Each point is of one of them
            (`SeriesPoint.product`); nothing is added up, for groups may overlap.
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
        with the reason. Where the city has more figures of another kind of span,
        `TimeSeries.other_spans` names them.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for point in ctc.time_series("Changsha", flow="export")[-3:]:
        ...     print(point.period, point.value, point.growth)
        2022 246288000000 27.3
        2023 189681380000 None
        2024 178130790000 -6.1
        >>> months = ctc.time_series("Changsha", span="month", flow="export")
        >>> print(months[-1].period, months[-1].value)
        2025-07 17114370000
        >>> cars = ("motor vehicles", "new energy vehicles", "electric passenger vehicles")
        >>> for point in ctc.time_series("Shanghai", flow="export", product=cars):
        ...     print(point.period, point.value, point.product.name)
        2021 57010000000 Motor vehicles
        2022 84000000000 New energy vehicles
    """
    kind = parse_word(Span, span, "span")
    data = dataset_or_bundled(dataset)
    place = data.city(city)
    within = None if period is None else Period.parse(period)
    selection, *more = dict.fromkeys(
        selection_of(data, flow=flow, product=one, partner=partner, currency=currency, basis=basis)
        for one in _products(product)
    )
    target = check_conversion(convert_to, selection.currency)

    def by(
        span: Span, within: Period | None = within
    ) -> Callable[[Selection], tuple[SeriesPoint, ...]]:
        def find(asked: Selection) -> tuple[SeriesPoint, ...]:
            all_asked = [asked, *more] if asked == selection else [asked]
            return _points(data, place, all_asked, span, within, convert=target is not None)

        return find

    points = by(kind)(selection)
    others = {other: by(other) for other in Span if other is not kind}
    hints = near(index_of(data), selection, points, by(kind), cities=[place], spans=others)
    if hints and (outside := len(by(kind, None)(selection))):
        questions = hints["near_questions"]
        hints["near_questions"] = LazyMapping(lambda: {"period=None": outside, **questions})
    return TimeSeries(
        entries=points,
        city=place,
        span=kind,
        gaps=LazyMapping(
            lambda: {
                period: _why_not(
                    data,
                    place,
                    [asked.at(period) for asked in (selection, *more)],
                    convert=target is not None,
                )
                for period in _missing(kind, points)
            }
        ),
        other_spans=LazyMapping(
            lambda: {
                other: tuple([point.period for point in found])
                for other, answer in others.items()
                if len(found := answer(selection)) > len(points)
            }
        ),
        convert_to=target,
        period=within,
        products=tuple(asked.product for asked in (selection, *more) if asked.product),
        **hints,
        **{
            name: part
            for name, part in selection.arguments(without="period").items()
            if name != "product"
        },
    )


def _products(product: object) -> list[Any]:
    """The products asked for; None for all goods."""
    asked = None if product is None else entries_of(product, Product)
    if asked is None:
        return [product]  # for the dataset to judge
    if not asked:
        raise InvalidArgumentError("product", product, "one product or several, or None")
    return asked


_KINDS: dict[Span, Callable[[Period], bool]] = {
    Span.MONTH: lambda period: period.is_month,
    Span.YEAR_TO_DATE: lambda period: period.is_year_to_date,
    Span.YEAR: lambda period: period.is_full_year,
}
_SPANS = {Span.MONTH: "by month", Span.YEAR_TO_DATE: "to date", Span.YEAR: "by year"}


def _points(
    dataset: Dataset,
    city: City,
    asked: Sequence[Selection],
    span: Span,
    within: Period | None,
    *,
    convert: bool,
) -> tuple[SeriesPoint, ...]:
    """The points of one kind of span, oldest first, those of one period as they were asked for."""
    spans = [
        period
        for period in index_of(dataset).periods
        if _KINDS[span](period) and (within is None or period in within)
    ]
    points = (
        _point(dataset, city, selection.at(period), convert=convert)
        for period in sorted(spans, key=lambda period: period.last_month)
        for selection in asked
    )
    return tuple([point for point in points if point is not None])


def _point(
    dataset: Dataset, city: City, selection: Selection, *, convert: bool
) -> SeriesPoint | None:
    index = index_of(dataset)
    figure: CityFigure | str | None
    if convert:
        figure = in_yuan(dataset, selection).get(city)
    else:
        records = index.comparable(selection, Measure.VALUE).get(city)
        figure = CityFigure(records, None) if records else None
    if not isinstance(figure, CityFigure):
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


def _why_not(dataset: Dataset, city: City, asked: Sequence[Selection], *, convert: bool) -> str:
    """Why there is no amount of any product asked for."""
    found = (_why_not_one(dataset, city, selection, convert=convert) for selection in asked)
    reasons = dict.fromkeys(found)
    return "; ".join([reason for reason in reasons if reason != NO_FIGURE] or reasons)


def _why_not_one(dataset: Dataset, city: City, selection: Selection, *, convert: bool) -> str:
    figure = in_yuan(dataset, selection).get(city) if convert else None
    if isinstance(figure, str):
        return figure
    alike = index_of(dataset).alike(selection)
    records = [record for record in alike if record.city == city]
    return why_not(records, selection, Measure.VALUE)


def _missing(span: Span, points: Sequence[SeriesPoint]) -> list[Period]:
    """The spans of one kind between the first and the last reliable point that are not there."""
    firm = [point.period for point in points if point.record.status is not Status.UNRELIABLE]
    if not firm:
        return []
    there = {point.period for point in points}
    return [period for period in _between(span, firm[0], firm[-1]) if period not in there]


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


@frozen(kw_only=True, repr=False)
class SeriesPoint:
    """One amount of a series.

    Attributes:
        period: The months.
        value: The amount, in whole units of the series' currency.
        record: The preferred record of it.
        growth: Published change on the same months a year before, in percent; None where none was
            published, and beside a converted amount.
        growth_record: The preferred record that prints the growth; it may be another one.
        alternatives: Other records of the amount, in order of preference.
        conversion: The exchange rate by which `value` was converted from the record's amount;
            None where it was published in the series' currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> point = ctc.time_series("Yiwu", span="year-to-date")[-1]
        >>> str(point.period), point.value, len(point.alternatives)
        ('2025', 836500000000, 0)
    """

    period: Period
    value: int
    record: TradeRecord
    growth: float | None
    growth_record: TradeRecord | None
    alternatives: tuple[TradeRecord, ...] = ()
    conversion: Conversion | None = None

    @property
    def product(self) -> Product | None:
        """The product group that the amount is of; None is all goods."""
        return self.record.product

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the amount or the growth, and the exchange rate if one was used."""
        return sources_of(self.record, self.growth_record, self.conversion)

    def __repr__(self) -> str:
        return f"<SeriesPoint {self.period}: {self.value}>"


@frozen(kw_only=True, repr=False)
class TimeSeries(CitedList[SeriesPoint]):
    """Comparable amounts of one city in order of time, all of one kind of span.

    A sequence of `SeriesPoint`; a slice of it is a `TimeSeries` too.

    Attributes:
        entries: The points, oldest first.
        city: The city.
        span: Whether each point is a month, January to a month, or a year.
        flow: Direction of trade.
        products: The product groups asked for; none is all goods. Each point says which its
            amount is of.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        period: The months inside which all points lie; None for no such limit.
        gaps: Spans between the first and last point of which there is no comparable amount, each
            with the reason. They are not filled. Unreliable points (status U) before the first
            or after the last reliable one open no gap.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.
        other_spans: Other kinds of span for which the city has more amounts, with their periods.
        near_products: Where nothing answers, other products for which the same question has an
            answer, with the number of points, nearest first.
        near_partners: Likewise other partners.
        near_questions: Likewise other flows; the question without one of product and partner;
            and, if no one word helps, two words exchanged. As arguments, with the number.

    Examples:
        >>> import china_trade_cities as ctc
        >>> series = ctc.time_series("Shenzhen")
        >>> [str(point.period) for point in series[-6:]], [str(gap) for gap in series.gaps][:2]
        (['2020', '2021', '2022', '2023', '2024', '2025'], ['2014', '2015'])
        >>> for span, periods in series.other_spans.items():
        ...     print(span, "from", periods[0])
        month from 2022-07
        year-to-date from 2012
    """

    entries: tuple[SeriesPoint, ...]
    city: City
    span: Span
    flow: Flow
    products: tuple[Product, ...]
    partner: Partner | None
    currency: Currency
    basis: Basis
    period: Period | None
    gaps: Mapping[Period, str]
    convert_to: Currency | None = None
    other_spans: Mapping[Span, tuple[Period, ...]] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per point with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **record_dict(point.record),
                "value": point.value,
                "currency": self.currency.value,
                **(conversion_dict(point.conversion, point.record) if self.convert_to else {}),
                "growth": point.growth,
                "growth_source": point.growth_record.source.id if point.growth_record else None,
            }
            for point in self
        ]

    def _columns(self) -> Columns:
        return (*RECORD, *(CONVERTED if self.convert_to else ()), "growth_source")

    def _view(self) -> View:
        cited = Citations()
        scale = Scale.for_amount(max((abs(point.value) for point in self), default=0))
        several = len(self.products) > 1
        columns = ("period", "product") if several else ("period",)
        rows = [
            (
                str(point.period),
                *([point.product.name] if several and point.product else []),
                scale.show(point.value, point.record.rounded_to)
                + mark(point.record)
                + (" c" if point.conversion else ""),
                growth_words(point.growth_record) if point.growth_record else "",
                cited.cite(point.sources),
            )
            for point in self
        ]
        conversions = dict.fromkeys(point.conversion for point in self if point.conversion)
        notes = [conversion_words(conversion, cited) for conversion in conversions]
        if self.gaps:
            gaps = list(self.gaps)
            shown = ", ".join(map(str, gaps[:6])) + (", …" if len(gaps) > 6 else "")
            found = counted(len(gaps), "gap", "gaps")
            notes.append(f"{found}, not filled: {shown}; see `gaps` for the reasons.")
        notes.extend(
            f"{counted(len(periods), 'figure', 'figures')} {_SPANS[span]} from {periods[0]}: "
            f'span="{span}".'
            for span, periods in self.other_spans.items()
        )
        inside = f" in {self.period}" if self.period else ""
        return View(
            f"{city_words(self.city)}: {FLOWS[self.flow].lower()} by {self.span}{inside}, "
            f"{scope_words(self.products, self.partner)}, {BASES[self.basis]}",
            (*columns, f">{scale.word}{self.currency}", ">growth %", "source"),
            rows,
            (
                *mark_notes(point.record for point in self),
                *notes,
                *near_words(self, "figure", "figures"),
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return f"<TimeSeries of {self.city.id} {self.flow} by {self.span}, points: {len(self)}>"
