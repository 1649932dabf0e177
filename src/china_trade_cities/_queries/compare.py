"""The question how cities stand beside one another: `compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import (
    BasisLike,
    CityLike,
    CurrencyLike,
    Dataset,
    PartnerLike,
    ProductLike,
    index_of,
    selection_of,
)
from china_trade_cities._dataset.index import Selection
from china_trade_cities._dataset.near import near
from china_trade_cities._display.columns import CITY, CONVERTED, QUESTION, RANK, Columns
from china_trade_cities._display.dicts import city_dict, rank_dict, rate_dict
from china_trade_cities._display.lacking import ranked_words
from china_trade_cities._display.results import NOTHING, CitedList, LazyMapping, lazily
from china_trade_cities._display.view import Scale, View, rank_text
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    Citations,
    city_words,
    conversion_words,
    growth_words,
    mark,
    mark_notes,
    near_words,
    percent_words,
    scope_words,
)
from china_trade_cities._model.comparison import Conversion
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
from china_trade_cities._model.validators import entries_of
from china_trade_cities._model.vocabulary import Basis, ConvertToName, Currency, Denominator, Flow
from china_trade_cities._queries.conversion import check_conversion, in_yuan
from china_trade_cities._queries.denominators import counted_elsewhere, nation, share, share_range
from china_trade_cities._queries.profile import (
    HEADLINE_FLOWS,
    ProfileFigure,
    headline_figure,
    rank_among_all,
)
from china_trade_cities._queries.ranking import CityFigure
from china_trade_cities._queries.top import Ranked, ranked_among_all, top_n
from china_trade_cities.exceptions import InvalidArgumentError


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
    table has the national amount. A total or balance that no source prints follows from the
    exports and imports of one source (`TradeRecord.parts`); a balance has no share.

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
        Shenzhen [1, 1, 3, 1]
        Shanghai [2, 2, 2, 136]
    """
    data = dataset_or_bundled(dataset)
    places = tuple(dict.fromkeys(map(data.city, entries_of(cities, City) or ())))
    if not places:
        raise InvalidArgumentError("cities", cities, _ALLOWED)
    selection = selection_of(
        data, period, product=product, partner=partner, currency=currency, basis=basis
    )
    target = check_conversion(convert_to, selection.currency)

    def compared(asked: Selection) -> tuple[ComparedCity, ...]:
        return tuple(_compared(data, place, asked, target) for place in places)

    entries = compared(selection)
    hints = near(
        index_of(data),
        selection,
        _amounts(entries),
        lambda other: _amounts(compared(other)) if _has_records(data, places, other) else (),
        cities=places,
        flows=(),  # all are asked for
    )

    @cache
    def of_all(flow: Flow) -> Ranked:
        return ranked_among_all(data, selection._replace(flow=flow), target)

    return Comparison(
        entries=entries,
        ranked=LazyMapping(lambda: {flow: len(of_all(flow).places) for flow in HEADLINE_FLOWS}),
        missing=LazyMapping(
            lambda: {flow: of_all(flow).standings.missing for flow in HEADLINE_FLOWS}
        ),
        coverage=LazyMapping(
            lambda: {flow: of_all(flow).sizes.coverage for flow in HEADLINE_FLOWS}
        ),
        **hints,
        convert_to=target,
        **selection.arguments(without="flow"),
    )


_ALLOWED = "names of one or more cities"


def _compared(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None
) -> ComparedCity:
    flows = (selection._replace(flow=flow) for flow in HEADLINE_FLOWS)
    figures = tuple(_figure(dataset, city, asked, convert_to) for asked in flows)
    return ComparedCity(city=city, figures=figures)


def _has_records(dataset: Dataset, cities: tuple[City, ...], selection: Selection) -> bool:
    """Whether there is anything to compare: quicker than to compare nothing."""
    return any(
        record.city in cities
        and record.product == selection.product
        and record.partner == selection.partner
        for record in index_of(dataset).records_in(selection.period)
    )


def _amounts(entries: Iterable[ComparedCity]) -> list[ComparedFigure]:
    return [figure for entry in entries for figure in entry.figures if not figure.missing]


def _figure(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None
) -> ComparedFigure:
    figure = headline_figure(dataset, city, selection, convert_to)
    if figure is None or figure.value is None:
        found = in_yuan(dataset, selection).get(city) if convert_to else None
        if isinstance(found, CityFigure):
            return _converted(dataset, city, selection, found)
        ranking = top_n(
            1, **selection.arguments(), cities=[city], convert_to=convert_to, dataset=dataset
        )
        return ComparedFigure(flow=selection.flow, figure=figure, missing=ranking.excluded[city])
    denominator = None
    if selection.flow is not Flow.BALANCE and not counted_elsewhere({city}, Denominator.NATION):
        denominator = nation(dataset, selection)
    if denominator is None:
        return ComparedFigure(flow=selection.flow, figure=figure)
    return ComparedFigure(
        flow=selection.flow,
        figure=figure,
        share=share(figure.record, denominator),
        share_range=share_range(figure.record, denominator),
        national=denominator.record,
    )


def _converted(
    dataset: Dataset, city: City, selection: Selection, found: CityFigure
) -> ComparedFigure:
    return ComparedFigure(
        flow=selection.flow,
        figure=lazily(
            ProfileFigure,
            flow=selection.flow,
            period=selection.period,
            record=found.records[0],
            value=found.value,
            currency=Currency.CNY,
            growth=None,
            growth_record=None,
            **rank_among_all(dataset, city, selection, Currency.CNY),
        ),
        conversion=found.conversion,
    )


@frozen(kw_only=True, repr=False)
class ComparedFigure:
    """One flow of a city in a comparison.

    Attributes:
        flow: Direction of trade.
        figure: Amount, growth and rank; None where nothing comparable is published.
        share: The amount in percent of the national one; None where the reference table has no
            such amount, or the city is no part of it.
        share_range: Lowest and highest share that the rounding of both amounts allows.
        national: The record of the national amount.
        missing: Why there is no amount; blank where there is one.
        conversion: The exchange rate by which the amount was converted from its record's; None
            where it was published in the comparison's currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> total = ctc.compare(["Ningbo"])[0].figures[0]
        >>> total.flow.value, total.figure.value, total.figure.rank, round(total.share, 2)
        ('total', 1420251590000, 5, 3.24)
    """

    flow: Flow
    figure: ProfileFigure | None
    share: float | None = None
    share_range: PercentInterval | None = None
    national: TradeRecord | None = None
    missing: str = ""
    conversion: Conversion | None = None

    @property
    def value(self) -> int | None:
        """The amount, in whole units of the comparison's currency; None where there is none."""
        return self.figure.value if self.figure else None

    @property
    def growth(self) -> float | None:
        """Published change on the same months a year before, in percent."""
        return self.figure.growth if self.figure else None

    @property
    def record(self) -> TradeRecord | None:
        """The preferred record of the amount."""
        return self.figure.record if self.figure else None

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figure or exchange rate it is, or is computed from."""
        return sources_of(self.figure, self.national, self.conversion)

    def __repr__(self) -> str:
        return f"<ComparedFigure {self.flow}: {self.value}>"


@frozen(kw_only=True, repr=False)
class ComparedCity:
    """A city in a comparison.

    Attributes:
        city: The city.
        figures: Total, export, import and balance, in this order.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ningbo = ctc.compare(["Ningbo"])[0]
        >>> [(figure.flow.value, figure.figure.growth) for figure in ningbo.figures]
        [('total', 11.1), ('export', 14.1), ('import', 5.6), ('balance', None)]
    """

    city: City
    figures: tuple[ComparedFigure, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figures are compared."""
        return sources_of(*self.figures)

    def __repr__(self) -> str:
        return f"<ComparedCity {self.city.id}>"


@frozen(kw_only=True, repr=False)
class Comparison(CitedList[ComparedCity]):
    """Cities side by side, in the order in which they were named.

    A sequence of `ComparedCity`; a slice of it is a `Comparison` too.

    Attributes:
        entries: The cities.
        period: The months.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        ranked: How many cities are ranked by each flow.
        missing: Cities without a comparable figure of each flow, largest first (`MissingCity`).
        coverage: What part of all trade the ranked cities hold, from 0 to 1, for each flow: of the
            national figure, or without one of what is known of all cities; None where that is too
            little.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.
        nearest: Where there is no amount, the nearest spans for which there are any, with the
            number of figures, nearest first.
        near_products: Where nothing answers, other products for which the same question has an
            answer, with the number of figures, nearest first.
        near_partners: Likewise other partners.
        near_questions: Likewise other flows; the question without one of product and partner;
            and, if no one word helps, two words exchanged. As arguments, with the number.

    Examples:
        >>> import china_trade_cities as ctc
        >>> comparison = ctc.compare(["Ningbo", "Qingdao"], period="2024-01/2024-11")
        >>> [(entry.city.name, entry.figures[0].figure.value) for entry in comparison]
        [('Ningbo', 1292198390000), ('Qingdao', 830653390000)]
    """

    entries: tuple[ComparedCity, ...]
    period: Period
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    ranked: Mapping[Flow, int]
    missing: Mapping[Flow, tuple[MissingCity, ...]]
    coverage: Mapping[Flow, float | None]
    convert_to: Currency | None = None
    nearest: Mapping[Period, int] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per city and flow with plain values, for JSON, CSV or a dataframe."""
        rows: list[dict[str, Any]] = []
        for entry in self:
            for compared in entry.figures:
                figure = compared.figure
                low, high = compared.share_range or (None, None)
                rows.append(
                    {
                        **city_dict(entry.city),
                        "period": str(self.period),
                        "flow": compared.flow.value,
                        "product": self.product.id if self.product else None,
                        "partner": self.partner.id if self.partner else None,
                        "value": figure.value if figure else None,
                        "currency": self.currency.value,
                        "basis": self.basis.value,
                        "derived": bool(figure and figure.record.is_derived),
                        "growth": figure.growth if figure else None,
                        **rank_dict(
                            figure.rank if figure else None,
                            (figure and figure.rank_range) or (None, None),
                            is_certain=figure.is_certain if figure else None,
                        ),
                        "ranked": self.ranked[compared.flow],
                        "coverage": self.coverage[compared.flow],
                        "share": compared.share,
                        "share_low": low,
                        "share_high": high,
                        "missing": compared.missing,
                        "sources": [source.id for source in compared.sources],
                        **(
                            rate_dict(compared.conversion, figure.record if figure else None)
                            if self.convert_to
                            else {}
                        ),
                    }
                )
        return rows

    def _columns(self) -> Columns:
        return (
            *CITY,
            *QUESTION,
            "value",
            "currency",
            "basis",
            "derived",
            "growth",
            *RANK,
            "share",
            "share_low",
            "share_high",
            "missing",
            "sources",
            *(CONVERTED if self.convert_to else ()),
        )

    def _view(self) -> View:
        cited = Citations()
        amounts = [
            figure.figure.value or 0
            for entry in self
            for figure in entry.figures
            if figure.figure is not None
        ]
        scale = Scale.for_amount(max(map(abs, amounts), default=0))
        rows: list[tuple[str, ...]] = []
        for line in zip(*(entry.figures for entry in self), strict=True):
            cells = [_cells(figure, scale) for figure in line]
            titles = (
                f"{FLOWS[line[0].flow]}, {scale.word}{self.currency}",
                "  growth %",
                "  rank",
                "  share of the nation %",
            )
            for title, row in zip(titles, zip(*cells, strict=True), strict=True):
                if any(row):
                    rows.append((title, *row))
        sources = (entry.sources for entry in self)
        rows.append(("source", *(cited.cite(each) if each else "" for each in sources)))
        records = (
            figure.figure.record for entry in self for figure in entry.figures if figure.figure
        )
        conversions = dict.fromkeys(
            figure.conversion for entry in self for figure in entry.figures if figure.conversion
        )
        gaps = [
            f"{entry.city.name}, {FLOWS[figure.flow].lower()}: {figure.missing}."
            for entry in self
            for figure in entry.figures
            if figure.missing
        ]
        spans = ", ".join(f"{period} ({number})" for period, number in self.nearest.items())
        nearest = (f"Nearest periods with figures: {spans}.",) if spans else ()
        return View(
            f"{self.period}: {scope_words(self.product, self.partner)}, {BASES[self.basis]}",
            ("figure", *(f">{city_words(entry.city)}" for entry in self)),
            rows,
            (
                *mark_notes(records),
                *(conversion_words(conversion, cited) for conversion in conversions),
                *gaps,
                *nearest,
                *near_words(self, "figure", "figures"),
                *cited.notes(),
            ),
            ranked_words(self),
        )

    def __repr__(self) -> str:
        return f"<Comparison of {len(self)} cities, {self.period}>"


def _cells(compared: ComparedFigure, scale: Scale) -> tuple[str, str, str, str]:
    """Amount, growth, rank and share in words, blank where there is none."""
    figure = compared.figure
    if figure is None:
        return ("", "", "", "")
    amount = ""
    if figure.value is not None:
        amount = scale.show(figure.value, figure.record.rounded_to) + mark(figure.record)
        amount += " c" if compared.conversion else ""
    rank = rank_text(figure.rank_range) if figure.rank_range else ""
    growth = growth_words(figure.growth_record) if figure.growth_record else ""
    return amount, growth, rank, percent_words(compared.share, 2)
