"""All that is known of one city, on one page: `profile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.conflicts import Conflict
from china_trade_cities._dataset.dataset import CityLike, Dataset, index_of, selection_of
from china_trade_cities._dataset.index import Selection, grouped
from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._display.columns import PLACE, RECORD, Columns
from china_trade_cities._display.dicts import (
    cited_dict,
    city_dict,
    evidence_dict,
    published_rank_dict,
    rank_dict,
    record_dict,
    source_dict,
)
from china_trade_cities._display.results import Lazy, Result, lazily
from china_trade_cities._display.view import View, rank_text
from china_trade_cities._display.words import (
    FLOWS,
    Citations,
    amount_words,
    city_words,
    growth_words,
    mark,
    mark_notes,
    measured_words,
    percent_words,
    scope_words,
)
from china_trade_cities._model.evidence import CityFact, IndustrySpecialization, PublishedRank
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import City, Source, TradeRecord, distinct, sources_of
from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Measure
from china_trade_cities._queries.specialization import by_strength
from china_trade_cities._queries.top import ranked_among_all

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
        ...     print(figure.flow, figure.value, figure.growth, figure.rank)
        total 4504824120000 16.4 1
        export 2812215990000 14.6 1
        import 1692608130000 19.6 3
        balance 1119607860000 None 1
    """
    data = dataset_or_bundled(dataset)
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
    # The usual basis, or where the city has nothing on it the one that sources leave open.
    on_location = dataset.records_for(city=city, period=period, basis=Basis.LOCATION)
    selection = selection_of(
        dataset,
        period,
        currency=city.statistical_currency,
        basis=Basis.LOCATION if on_location else Basis.UNSPECIFIED,
    )
    found = (
        headline_figure(dataset, city, selection._replace(flow=flow)) for flow in HEADLINE_FLOWS
    )
    return tuple(figure for figure in found if figure is not None)


def headline_figure(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None = None
) -> ProfileFigure | None:
    """What is published of one city: amount, growth and rank; None where nothing is.

    With `convert_to` the rank is among all cities, those with a converted amount included.
    """
    question = selection.arguments()
    record = dataset.preferred(city, **question, derived=True)
    growth_record = dataset.preferred(city, **question, measure=Measure.GROWTH)
    shown = record or growth_record
    if shown is None:
        return None
    return lazily(
        ProfileFigure,
        flow=selection.flow,
        period=selection.period,
        record=shown,
        value=shown.value,
        currency=selection.currency,
        growth=growth_record.growth if growth_record else None,
        growth_record=growth_record,
        **rank_among_all(dataset, city, selection, convert_to),
    )


def rank_among_all(
    dataset: Dataset, city: City, selection: Selection, convert_to: Currency | None
) -> dict[str, Any]:
    """What a lazy `ProfileFigure` says of where a city stands; nothing if it is not ranked."""
    everybody = ranked_among_all(dataset, selection, convert_to)
    place = next((place for place in everybody.places if place.city == city), None)
    if place is None:
        return {"later": {}}
    return {
        "later": everybody.standings.of(city),
        "rank": place.rank,
        "ranked": len(everybody.places),
    }


def _newest(records: Iterable[TradeRecord]) -> tuple[TradeRecord, ...]:
    """The preferred records of the newest period of each line: for amount, growth and share."""
    found: list[TradeRecord] = []
    for line in grouped(records, _line).values():
        newest = max(_recency(record.period) for record in line)
        group = in_order_of_preference(
            record for record in line if _recency(record.period) == newest
        )
        carrying = ((record for record in group if record.carries(measure)) for measure in Measure)
        chosen = dict.fromkeys(next(records, None) for records in carrying)
        found += [record for record in chosen if record is not None]
    found.sort(key=lambda record: (_FLOW_ORDER[record.flow], -(record.value or 0), _line(record)))
    found.sort(key=lambda record: _recency(record.period), reverse=True)
    return tuple(found)


_FLOW_ORDER = {flow: order for order, flow in enumerate(Flow)}


def _line(record: TradeRecord) -> tuple[str, str, str]:
    product, partner = record.product, record.partner
    return record.flow, product.id if product else "", partner.id if partner else ""


def _recency(period: Period) -> tuple[Period, int]:
    return period.last_month, period.months


@frozen(kw_only=True, repr=False)
class ProfileFigure(Lazy):
    """One headline figure of a city.

    Attributes:
        flow: Direction of trade.
        period: The months.
        record: The preferred record of the amount or, where there is none, of the growth.
        value: The amount in whole units of `currency`.
        currency: Its currency.
        growth: Published change on the same months a year before, in percent.
        growth_record: The preferred record that prints the growth.
        rank: Competition rank among all cities of the dataset; None where it is not ranked.
        rank_range: Best and worst rank that rounding and missing cities allow, in 99 of 100 cases.
        is_certain: Whether nothing leaves the rank in doubt; None where there is no rank.
        ranked: How many cities were ranked.

    Examples:
        >>> import china_trade_cities as ctc
        >>> figure = ctc.profile("Ningbo").figures[0]
        >>> figure.flow.value, figure.value, figure.growth, figure.rank, figure.ranked
        ('total', 1420251590000, 11.1, 5, 137)
    """

    flow: Flow
    period: Period
    record: TradeRecord
    value: int | None
    currency: Currency
    growth: float | None
    growth_record: TradeRecord | None
    rank: int | None = None
    rank_range: tuple[int, int] | None = None
    is_certain: bool | None = None
    ranked: int | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figure it is."""
        return sources_of(self.record, self.growth_record)

    def __repr__(self) -> str:
        return f"<ProfileFigure {self.flow} {self.period}: {self.value} {self.currency}>"


@frozen(kw_only=True, repr=False)
class CityProfile(Result):
    """What is published about one city. Parts are empty where nothing is published.

    Attributes:
        city: The city.
        period: The months of `figures`.
        figures: Total, export, import and balance of `period`, with growth and rank.
        year_to_date: The same for the newest span from January of each flow, newest first, where
            it is later than `period` or `figures` says nothing of the flow.
        products: Preferred records of product lines: those of `period` if one was asked for, else
            the newest of each line. By period, newest first, then flow, then amount.
        partners: The same for trading partners.
        specializations: What the city is said to specialise in, strongest evidence first.
        published_ranks: Ranks that others published, newest first.
        facts: Other published facts.
        conflicts: Figures of the city on which sources disagree by more than rounding.

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
    conflicts: tuple[Conflict, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody cited in any part, each once."""
        return distinct(
            (
                *sources_of(*self.figures, *self.year_to_date, *self.products, *self.partners),
                *(item.source for item in self.specializations),
                *sources_of(*self.published_ranks),
                *(fact.source for fact in self.facts),
                *sources_of(*self.conflicts),
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """The page as nested dicts and lists of plain values, ready for JSON."""
        city = self.city
        return {
            **city_dict(city),
            "province": city.province,
            "level": city.level.value,
            "code": city.code,
            "period": str(self.period),
            "figures": [_figure_dict(figure) for figure in self.figures],
            "year_to_date": [_figure_dict(figure) for figure in self.year_to_date],
            "products": [record_dict(record) for record in self.products],
            "partners": [record_dict(record) for record in self.partners],
            "specializations": [evidence_dict(item) for item in self.specializations],
            "published_ranks": [published_rank_dict(rank) for rank in self.published_ranks],
            "facts": [
                {
                    "attribute": fact.attribute,
                    "value": fact.value,
                    "unit": fact.unit,
                    "year": fact.year,
                    "source": fact.source.id,
                }
                for fact in self.facts
            ],
            "conflicts": [
                {
                    "measure": conflict.measure.value,
                    "records": [
                        record_dict(record) for record in (conflict.preferred, *conflict.others)
                    ],
                }
                for conflict in self.conflicts
            ],
            "sources": [cited_dict(source) for source in self.sources],
        }

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per line of the page with plain values; ``part`` says of which part.

        Statements, ranks of others and facts stand in the columns ``industry`` to ``unit``, their
        year in ``period``.
        """
        blank = {**dict.fromkeys(self._columns()), **city_dict(self.city)}
        return [{**blank, "part": part, **cells} for part, cells in self._parts()]

    def _parts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each line of the page: the part it is of, and its cells."""
        for part, figures in (("figure", self.figures), ("year-to-date", self.year_to_date)):
            yield from ((part, _figure_cells(figure)) for figure in figures)
        for part, records in (("product", self.products), ("partner", self.partners)):
            yield from ((part, record_dict(record)) for record in records)
        for item in self.specializations:
            yield (
                "specialization",
                {
                    "period": _text(item.year),
                    "industry": item.industry.id,
                    "kind": item.kind.value,
                    "label": item.label,
                    **source_dict([item.source]),
                },
            )
        yield from (("published-rank", published_rank_dict(rank)) for rank in self.published_ranks)
        for fact in self.facts:
            yield (
                "fact",
                {
                    "period": _text(fact.year),
                    "attribute": fact.attribute,
                    "fact": fact.value,
                    "unit": fact.unit,
                    **source_dict([fact.source]),
                },
            )
        for conflict in self.conflicts:
            for record in (conflict.preferred, *conflict.others):
                yield "conflict", {"measure": conflict.measure.value, **record_dict(record)}

    def _columns(self) -> Columns:
        evidence = ("industry", "kind", "label", "scope", "score", "attribute", "fact", "unit")
        return ("part", *RECORD, "growth_source", *PLACE, "ranked", "measure", *evidence)

    def _view(self) -> View:
        cited = Citations()
        figures = (*self.figures, *self.year_to_date)
        rows = [_figure_row(figure, cited) for figure in figures]
        for part in (self.products, self.partners):
            rows += [_line_row(record, cited) for record in part]
        for item in self.specializations:
            said = f"{item.industry.name}: {item.label}" if item.label else item.industry.name
            rows.append(
                (str(item.year or ""), item.kind, said, "", "", "", cited.cite([item.source]))
            )
        for rank in self.published_ranks:
            row = (str(rank.period), "published rank", rank.scope.name, "", "", str(rank.rank))
            rows.append((*row, cited.cite(rank.sources)))
        for fact in self.facts:
            said = f"{fact.value} {fact.unit or ''}".strip()
            row = (str(fact.year or ""), "fact", f"{fact.attribute}: {said}", "", "", "")
            rows.append((*row, cited.cite([fact.source])))
        for conflict in self.conflicts:
            for record in (conflict.preferred, *conflict.others):
                said = (
                    f"{FLOWS[record.flow].lower()}, {scope_words(record.product, record.partner)}"
                )
                printed = measured_words(record, conflict.measure) + mark(record)
                what = (str(record.period), f"disputed {conflict.measure}", said, printed)
                rows.append((*what, "", "", cited.cite(record.sources)))
        city = self.city
        code = city.code and f"code {city.code}"
        place = ", ".join(filter(None, (city.province, city.level, code, city.open_status)))
        disputed = [record for conflict in self.conflicts for record in conflict.others]
        headline = [
            record
            for figure in figures
            for record in (figure.record, figure.growth_record)
            if record is not None
        ]
        marks = mark_notes((*headline, *self.products, *self.partners, *disputed))
        nothing = () if rows else ("This dataset has no figure, statement or rank of it.",)
        return View(
            f"{city_words(city)}: {place}",
            ("period", "what", "of", ">figure", ">growth %", ">share or rank", "source"),
            rows,
            (*nothing, *marks, *cited.notes()),
        )

    def __repr__(self) -> str:
        return f"<CityProfile of {self.city.id}, {self.period}>"


def _figure_row(figure: ProfileFigure, cited: Citations) -> tuple[str, ...]:
    amount = ""
    if figure.value is not None:
        amount = amount_words(figure.record) + mark(figure.record)
    growth = ""
    if figure.growth_record is not None:
        growth = growth_words(figure.growth_record) + mark(figure.growth_record)
    rank = ""
    if figure.rank_range:
        rank = f"rank {rank_text(figure.rank_range)} ({figure.ranked} cities have a figure)"
    period, source = str(figure.period), cited.cite(figure.sources)
    return (period, FLOWS[figure.flow].lower(), "all goods, world", amount, growth, rank, source)


def _line_row(record: TradeRecord, cited: Citations) -> tuple[str, ...]:
    share = percent_words(record.share, record.share_decimals)
    return (
        str(record.period),
        FLOWS[record.flow].lower(),
        scope_words(record.product, record.partner),
        amount_words(record) + mark(record),
        growth_words(record),
        f"{share} % of {record.share_of}" if share else "",
        cited.cite(record.sources),
    )


def _text(year: int | None) -> str | None:
    return None if year is None else str(year)


def _figure_cells(figure: ProfileFigure) -> dict[str, Any]:
    printed = figure.growth_record
    return {
        **record_dict(figure.record),
        "value": figure.value,
        "growth": figure.growth,
        "growth_source": printed.source.id if printed else None,
        **rank_dict(figure.rank, figure.rank_range or (None, None), is_certain=figure.is_certain),
        "ranked": figure.ranked,
    }


def _figure_dict(figure: ProfileFigure) -> dict[str, Any]:
    return {
        "flow": figure.flow.value,
        "period": str(figure.period),
        "value": figure.value,
        "currency": figure.currency.value,
        "derived": figure.record.is_derived,
        "rounded_to": figure.record.rounded_to,
        "status": figure.record.status.value,
        "basis": figure.record.basis.value,
        "growth": figure.growth,
        **rank_dict(figure.rank, figure.rank_range or (None, None), is_certain=figure.is_certain),
        "ranked": figure.ranked,
        "sources": [source.id for source in figure.sources],
    }
