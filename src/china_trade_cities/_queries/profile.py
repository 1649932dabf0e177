"""All that is known of one city, on one page: `profile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Basis, Flow, Measure
from china_trade_cities._queries.city_profile import CityProfile, ProfileFigure
from china_trade_cities._queries.specialization import by_strength
from china_trade_cities._queries.top import top_n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from china_trade_cities._dataset.dataset import CityLike, Dataset
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.period import PeriodLike
    from china_trade_cities._model.record import City, TradeRecord
    from china_trade_cities._model.vocabulary import Currency
    from china_trade_cities._queries.results import RankedCity


HEADLINE_FLOWS = (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT, Flow.BALANCE)


def profile(
    city: CityLike, *, period: PeriodLike | None = None, dataset: Dataset | None = None
) -> CityProfile:
    """What one would want to read about a city on one page.

    Figures are in the currency in which the city's customs territory publishes, on the usual
    basis; where there is none on it (Hong Kong, Macao), on the one that the sources leave open.
    Nothing is converted; `compare` does so on request.

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
    data = asked(dataset)
    place = data.city(city)
    records = index_of(data).records_of(place)
    span = data.reference_period if period is None else Period.parse(period)
    headline = [record for record in records if not (record.product or record.partner)]
    figures = _figures(data, place, span)
    lines = [record for record in records if period is None or record.period == span]
    return CityProfile(
        city=place,
        period=span,
        figures=figures,
        year_to_date=tuple(
            figure
            for newer in _newest_to_date(headline, figures, span)
            for figure in _figures(data, place, newer)
        ),
        products=_newest(record for record in lines if record.product and not record.partner),
        partners=_newest(record for record in lines if record.partner and not record.product),
        specializations=by_strength(item for item in data.specializations if item.city == place),
        published_ranks=tuple(
            sorted(
                (rank for rank in data.published_ranks if rank.city == place),
                key=lambda rank: (-rank.period.year, rank.scope.id, str(rank.period)),
            )
        ),
        facts=tuple(fact for fact in data.facts if fact.city == place),
        conflicts=tuple(
            conflict for conflict in data.conflicts() if conflict.preferred.city == place
        ),
    )


def _newest_to_date(
    headline: list[TradeRecord], figures: tuple[ProfileFigure, ...], after: Period
) -> list[Period]:
    """The newest spans from January with an amount, newest first: one for each flow.

    Only those that end later than `after`, or speak of a flow of which `figures` has nothing.
    """
    spans: dict[Flow, Period] = {}
    for record in headline:
        if record.period.is_year_to_date and record.value is not None:
            spans[record.flow] = max(record.period, spans.get(record.flow, record.period))
    shown = {figure.flow for figure in figures if figure.value is not None}
    found = {
        span
        for flow, span in spans.items()
        if span.last_month > after.last_month or (flow not in shown and span != after)
    }
    return sorted(found, reverse=True)


def _figures(dataset: Dataset, city: City, period: Period) -> tuple[ProfileFigure, ...]:
    basis = _basis(dataset, city, period)
    found: list[ProfileFigure | None] = []
    for flow in HEADLINE_FLOWS:
        selection = dataset.select(
            period=period, flow=flow, currency=city.statistical_currency, basis=basis
        )
        found.append(headline_figure(dataset, city, selection))
    return tuple(figure for figure in found if figure is not None)


def _basis(dataset: Dataset, city: City, period: Period) -> Basis:
    """The usual basis, or where the city has nothing on it the one that sources leave open."""
    on_location = dataset.records_for(city=city, period=period, basis=Basis.LOCATION)
    return Basis.LOCATION if on_location else Basis.UNSPECIFIED


def headline_figure(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None = None
) -> ProfileFigure | None:
    """What is published of one city: amount, growth and rank; None where nothing is.

    With `convert_to` the rank is among all cities, those with a converted amount included.
    """
    question = selection.arguments()
    record = dataset.preferred(city, **question)
    growth_record = dataset.preferred(city, **question, measure=Measure.GROWTH)
    parts = _parts_of_balance(dataset, city, selection) if record is None else ()
    if not (record or growth_record or parts):
        return None
    value = record.value if record else None
    if parts:
        exports, imports = parts
        value = (exports.value or 0) - (imports.value or 0)
    place, ranked = place_among_all(dataset, city, selection, convert_to)
    return ProfileFigure(
        flow=selection.flow,
        period=selection.period,
        record=record or (None if parts else growth_record),
        value=value,
        currency=selection.currency,
        growth=growth_record.growth if growth_record else None,
        growth_record=growth_record,
        parts=parts,
        rank=place.rank if place else None,
        rank_range=place.rank_range if place else None,
        ranked=ranked if place else None,
    )


def place_among_all(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None = None
) -> tuple[RankedCity | None, int]:
    """Where a city stands among all that are ranked, and how many these are."""
    everybody = top_n(
        max(1, len(dataset.cities)),
        **selection.arguments(),
        convert_to=convert_to,
        dataset=dataset,
    )
    return next((entry for entry in everybody if entry.city == city), None), everybody.ranked


def _parts_of_balance(
    dataset: Dataset, city: City, selection: Selection
) -> tuple[TradeRecord, ...]:
    """Export and import from one source, where a balance is asked for that none prints."""
    if selection.flow is not Flow.BALANCE:
        return ()
    exports, imports = (
        dataset.preferred(city, **selection._replace(flow=flow).arguments())
        for flow in (Flow.EXPORT, Flow.IMPORT)
    )
    if exports is None or imports is None or exports.source != imports.source:
        return ()
    return (exports, imports)


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
