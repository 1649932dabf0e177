"""What `profile` returns: a city on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._queries.results import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from china_trade_cities._dataset.conflicts import Conflict
    from china_trade_cities._display.view import View
    from china_trade_cities._display.words import Citations
    from china_trade_cities._model.evidence import CityFact, IndustrySpecialization, PublishedRank
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Source, TradeRecord
    from china_trade_cities._model.vocabulary import Currency, Flow


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
        ('total', 1420251590000, 11.1, 5, 136)
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
    def records(self) -> tuple[TradeRecord, ...]:
        """The records of the amount: the one that prints it, or those it was computed from."""
        return self.parts or ((self.record,) if self.record is not None else ())

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
        for conflict in self.conflicts:
            yield from conflict.sources

    def to_dict(self) -> dict[str, Any]:
        """The page as nested dicts and lists of plain values, ready for JSON."""
        from china_trade_cities._display.dicts import cited_dict, record_dict, source_dict

        city = self.city
        return {
            "city": city.id,
            "name": city.name,
            "name_zh": city.name_zh,
            "province": city.province,
            "level": city.level.value,
            "code": city.code,
            "period": str(self.period),
            "figures": [_figure_dict(figure) for figure in self.figures],
            "year_to_date": [_figure_dict(figure) for figure in self.year_to_date],
            "products": [record_dict(record) for record in self.products],
            "partners": [record_dict(record) for record in self.partners],
            "specializations": [
                {
                    "industry": item.industry.id,
                    "kind": item.kind.value,
                    "year": item.year,
                    "label": item.label,
                    "source": item.source.id,
                }
                for item in self.specializations
            ],
            "published_ranks": [
                {
                    "period": str(rank.period),
                    "scope": rank.scope.id,
                    "rank": rank.rank,
                    "score": None if rank.score is None else str(rank.score),
                    **source_dict(rank.sources),
                }
                for rank in self.published_ranks
            ],
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

    def _view(self) -> View:
        from china_trade_cities._display.view import View
        from china_trade_cities._display.words import (
            FLOWS,
            Citations,
            city_words,
            mark,
            mark_notes,
            measured_words,
            scope_words,
        )

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
        place = ", ".join(
            part
            for part in (
                city.province,
                city.level,
                city.code and f"code {city.code}",
                city.open_status,
            )
            if part
        )
        disputed = [record for conflict in self.conflicts for record in conflict.others]
        headline = [
            record
            for figure in (*self.figures, *self.year_to_date)
            for record in (*figure.records, figure.growth_record)
            if record is not None
        ]
        marks = mark_notes((*headline, *self.products, *self.partners, *disputed))
        return View(
            f"{city_words(city)}: {place}",
            ("period", "what", "of", ">figure", ">growth %", ">share or rank", "source"),
            rows,
            (*marks, *cited.notes()),
        )

    def __repr__(self) -> str:
        return f"<CityProfile of {self.city.id}, {self.period}>"


def _figure_row(figure: ProfileFigure, cited: Citations) -> tuple[str, ...]:
    from china_trade_cities._display.view import Scale, rank_text
    from china_trade_cities._display.words import FLOWS, growth_words, mark

    what = FLOWS[figure.flow].lower() + (" (computed)" if figure.is_computed else "")
    amount = ""
    if figure.value is not None:
        rounded_to = max(record.rounded_to for record in figure.records)
        scale = Scale.for_amount(figure.value)
        marks = "".join(dict.fromkeys(map(mark, figure.records)))
        amount = f"{scale.show(figure.value, rounded_to)} {scale.word}{figure.currency}{marks}"
    growth = ""
    if figure.growth_record is not None:
        growth = growth_words(figure.growth_record) + mark(figure.growth_record)
    rank = f"rank {rank_text(figure.rank_range)} of {figure.ranked}" if figure.rank_range else ""
    period, source = str(figure.period), cited.cite(figure.sources)
    return (period, what, "all goods, world", amount, growth, rank, source)


def _line_row(record: TradeRecord, cited: Citations) -> tuple[str, ...]:
    from china_trade_cities._display.words import (
        FLOWS,
        amount_words,
        growth_words,
        mark,
        percent_words,
        scope_words,
    )

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


def _figure_dict(figure: ProfileFigure) -> dict[str, Any]:
    from china_trade_cities._display.dicts import rank_dict

    return {
        "flow": figure.flow.value,
        "period": str(figure.period),
        "value": figure.value,
        "currency": figure.currency.value,
        "computed": figure.is_computed,
        "rounded_to": max(record.rounded_to for record in figure.records),
        "status": ";".join(dict.fromkeys(record.status.value for record in figure.records)),
        "basis": figure.records[0].basis.value,
        "growth": figure.growth,
        **rank_dict(figure.rank, figure.rank_range or (None, None)),
        "ranked": figure.ranked,
        "sources": [source.id for source in figure.sources],
    }
