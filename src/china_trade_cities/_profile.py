"""All that is known of one city, on one page: `profile`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._bundle import load_dataset
from china_trade_cities._dataset import index_of
from china_trade_cities._period import Period
from china_trade_cities._preference import in_order_of_preference
from china_trade_cities._queries import top_n
from china_trade_cities._results import Shown, distinct
from china_trade_cities._specialization import by_strength
from china_trade_cities._vocabulary import Basis, Currency, Flow, Measure

if TYPE_CHECKING:
    from china_trade_cities._dataset import CityLike, Dataset
    from china_trade_cities._display import View
    from china_trade_cities._evidence import CityFact, IndustrySpecialization, PublishedRank
    from china_trade_cities._models import City, Source, TradeRecord
    from china_trade_cities._period import PeriodLike


@frozen(kw_only=True, repr=False)
class ProfileFigure:
    """One headline figure of a city.

    Attributes:
        flow: Direction of trade.
        period: The months.
        record: The preferred record that prints the amount or, where none does, the growth; None
            for a balance that no source prints.
        value: The amount in whole units of `currency`; for a balance that no source prints,
            export minus import of one and the same source.
        currency: Its currency.
        growth: Published change on the same months a year before, in percent.
        growth_record: The preferred record that prints the growth.
        parts: For such a balance, the records of export and import that it was computed from.
        rank: Competition rank among all cities of the dataset; None where it is not ranked.
        rank_range: Best and worst rank that rounding allows.
        ranked: How many cities were ranked.

    Examples:
        >>> import china_trade_cities as ctc
        >>> figure = ctc.profile("Ningbo").figures[0]
        >>> figure.flow.value, figure.value, figure.growth, figure.rank, figure.ranked
        ('total', 1420251590000, 11.1, 5, 143)
    """

    flow: Flow
    period: Period
    record: TradeRecord | None
    value: int | None
    currency: Currency
    growth: float | None
    growth_record: TradeRecord | None
    parts: tuple[TradeRecord, ...] = ()
    rank: int | None = None
    rank_range: tuple[int, int] | None = None
    ranked: int | None = None

    @property
    def is_computed(self) -> bool:
        """Whether the amount was computed from two published ones."""
        return bool(self.parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figure it is or is computed from."""
        records = (self.record, self.growth_record, *self.parts)
        return distinct(
            source for record in records if record is not None for source in record.sources
        )

    def __repr__(self) -> str:
        return f"<ProfileFigure {self.flow} {self.period}: {self.value} {self.currency}>"


@frozen(kw_only=True, repr=False)
class CityProfile(Shown):
    """What is published about one city. Parts are empty where nothing is published.

    Attributes:
        city: The city.
        period: The months of `figures`.
        figures: Total, export, import and balance of `period`, with growth and rank.
        year_to_date: The same for the newest span from January that is longer or later.
        products: Preferred records of product lines: those of `period` if one was asked for, else
            the newest of each line. By period, newest first, then flow, then amount.
        partners: The same for trading partners.
        specializations: What the city is said to specialise in, strongest evidence first.
        published_ranks: Ranks that others published, newest first.
        facts: Other published facts.

    Examples:
        >>> import china_trade_cities as ctc
        >>> shanghai = ctc.profile("Shanghai", period="2023-01/2023-11")
        >>> for record in shanghai.products:
        ...     print(record.flow, record.product.name, record.value, record.share)
        export Mechanical and electrical products 1100000000000 69.5
        export Electric passenger vehicles 115090000000 None
        export Lithium-ion batteries 35820000000 None
        export Solar cells 8400000000 None
    """

    city: City
    period: Period
    figures: tuple[ProfileFigure, ...]
    year_to_date: tuple[ProfileFigure, ...]
    products: tuple[TradeRecord, ...]
    partners: tuple[TradeRecord, ...]
    specializations: tuple[IndustrySpecialization, ...]
    published_ranks: tuple[PublishedRank, ...]
    facts: tuple[CityFact, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody cited in any part, each once."""
        return distinct(self._all_sources())

    def _all_sources(self) -> Iterator[Source]:
        for figure in (*self.figures, *self.year_to_date):
            yield from figure.sources
        for record in (*self.products, *self.partners):
            yield from record.sources
        for specialization in self.specializations:
            yield specialization.source
        for rank in self.published_ranks:
            yield from rank.sources
        for fact in self.facts:
            yield fact.source

    def to_dict(self) -> dict[str, Any]:
        """The page as nested dicts and lists of plain values, ready for JSON."""
        from china_trade_cities._views import profile_dict

        return profile_dict(self)

    def _view(self) -> View:
        from china_trade_cities._views import profile_view

        return profile_view(self)

    def __repr__(self) -> str:
        return f"<CityProfile of {self.city.id}, {self.period}>"


_FLOWS = (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT, Flow.BALANCE)


def profile(
    city: CityLike, *, period: PeriodLike | None = None, dataset: Dataset | None = None
) -> CityProfile:
    """What one would want to read about a city on one page.

    Figures are in the currency in which the city's customs territory publishes, on the usual
    basis; where there is none on it (Hong Kong, Macao), on the one that the sources leave open.

    Args:
        city: Id, name, code or alias of the city, or a `City`.
        period: The months of the headline figures, product lines and partners; None for the
            reference year, and the newest record of each product line and partner.
        dataset: What to ask; None for the newest bundled vintage.

    Raises:
        CityNotFoundError, AmbiguousCityError: The name means nothing, or more than one city.
        InvalidPeriodError: The period cannot be read.

    Examples:
        >>> import china_trade_cities as ctc
        >>> page = ctc.profile("深圳")
        >>> for figure in page.figures:
        ...     print(figure.flow, figure.value, figure.growth, figure.rank, figure.is_computed)
        total 4504824120000 16.4 1 False
        export 2812215990000 14.6 1 False
        import 1692608130000 19.6 3 False
        balance 1119607860000 None None True
    """
    asked = load_dataset() if dataset is None else dataset
    place = asked.city(city)
    records = index_of(asked).records_of(place)
    span = asked.info.reference_period if period is None else Period.parse(period)
    headline = [record for record in records if not (record.product or record.partner)]
    to_date = _newest_to_date(headline, span)
    lines = [record for record in records if period is None or record.period == span]
    return CityProfile(
        city=place,
        period=span,
        figures=_figures(asked, place, span),
        year_to_date=_figures(asked, place, to_date) if to_date else (),
        products=_newest(record for record in lines if record.product and not record.partner),
        partners=_newest(record for record in lines if record.partner and not record.product),
        specializations=by_strength(item for item in asked.specializations if item.city == place),
        published_ranks=tuple(
            sorted(
                (rank for rank in asked.published_ranks if rank.city == place),
                key=lambda rank: (-rank.period.year, rank.scope.id, str(rank.period)),
            )
        ),
        facts=tuple(fact for fact in asked.facts if fact.city == place),
    )


def _newest_to_date(headline: list[TradeRecord], after: Period) -> Period | None:
    """The newest span from January with an amount, if it ends later than `after`."""
    spans = [
        record.period
        for record in headline
        if record.period.is_year_to_date and record.value is not None
    ]
    newest = max(spans, default=None)
    return newest if newest is not None and newest.last_month > after.last_month else None


def _figures(dataset: Dataset, city: City, period: Period) -> tuple[ProfileFigure, ...]:
    basis = _basis(dataset, city, period)
    found = (_figure(dataset, city, period, flow, basis) for flow in _FLOWS)
    return tuple(figure for figure in found if figure is not None)


def _basis(dataset: Dataset, city: City, period: Period) -> Basis:
    """The usual basis, or where the city has nothing on it the one that sources leave open."""
    on_location = dataset.records_for(city=city, period=period, basis=Basis.LOCATION)
    return Basis.LOCATION if on_location else Basis.UNSPECIFIED


def _figure(
    dataset: Dataset, city: City, period: Period, flow: Flow, basis: Basis
) -> ProfileFigure | None:
    selection = dataset.select(
        period=period, flow=flow, currency=city.statistical_currency, basis=basis
    )
    question = selection.arguments()
    record = dataset.preferred(city, **question)
    growth_record = dataset.preferred(city, **question, measure=Measure.GROWTH)
    value, parts = (record.value if record else None), ()
    if record is None and flow is Flow.BALANCE:
        value, parts = _balance(dataset, city, question)
    if value is None and growth_record is None:
        return None
    everybody = top_n(max(1, len(dataset.cities)), **question, dataset=dataset)
    entry = next((entry for entry in everybody if entry.city == city), None)
    return ProfileFigure(
        flow=flow,
        period=period,
        record=record or (None if parts else growth_record),
        value=value,
        currency=selection.currency,
        growth=growth_record.growth if growth_record else None,
        growth_record=growth_record,
        parts=parts,
        rank=entry.rank if entry else None,
        rank_range=entry.rank_range if entry else None,
        ranked=everybody.ranked if entry else None,
    )


def _balance(
    dataset: Dataset, city: City, question: dict[str, Any]
) -> tuple[int | None, tuple[TradeRecord, ...]]:
    """Export minus import where one source prints both."""
    exports, imports = (
        dataset.preferred(city, **{**question, "flow": flow}) for flow in (Flow.EXPORT, Flow.IMPORT)
    )
    if exports is None or imports is None or exports.source != imports.source:
        return None, ()
    if exports.value is None or imports.value is None:
        return None, ()
    return exports.value - imports.value, (exports, imports)


def _newest(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """The preferred records of the newest period of each line: for amount, growth and share."""
    lines: dict[tuple[str, str, str], list[TradeRecord]] = {}
    for record in records:
        lines.setdefault(_line(record), []).append(record)
    found: list[TradeRecord] = []
    for line in lines.values():
        newest = max(_recency(record.period) for record in line)
        group = in_order_of_preference(
            record for record in line if _recency(record.period) == newest
        )
        chosen = [next(filter(_carries(measure), group), None) for measure in Measure]
        found += [record for record in dict.fromkeys(chosen) if record is not None]
    found.sort(key=lambda record: (_FLOW_ORDER[record.flow], -(record.value or 0), _line(record)))
    found.sort(key=lambda record: _recency(record.period), reverse=True)
    return tuple(found)


_FLOW_ORDER = {flow: order for order, flow in enumerate(Flow)}


def _line(record: TradeRecord) -> tuple[str, str, str]:
    product, partner = record.product, record.partner
    return record.flow, product.id if product else "", partner.id if partner else ""


def _recency(period: Period) -> tuple[Period, int]:
    return period.last_month, period.months


def _carries(measure: Measure) -> Callable[[TradeRecord], bool]:
    return lambda record: record.carries(measure)
