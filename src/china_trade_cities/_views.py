"""Results as tables to look at, and as plain dicts to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from china_trade_cities._display import Scale, View, rank_text
from china_trade_cities._results import distinct
from china_trade_cities._vocabulary import Basis, Flow, Status

if TYPE_CHECKING:
    from china_trade_cities._conflicts import Conflicts
    from china_trade_cities._coverage import Coverage
    from china_trade_cities._growth import GrowthRanking
    from china_trade_cities._models import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._period import Period
    from china_trade_cities._profile import CityProfile, ProfileFigure
    from china_trade_cities._results import Ranking
    from china_trade_cities._specialization import SpecializedCities

_FLOWS = {
    Flow.TOTAL: "Total trade",
    Flow.EXPORT: "Exports",
    Flow.IMPORT: "Imports",
    Flow.BALANCE: "Trade balance",
    Flow.RE_EXPORT: "Re-exports",
    Flow.DOMESTIC_EXPORT: "Domestic exports",
}

_BASES = {
    Basis.LOCATION: "by location of importer/exporter",
    Basis.DESTINATION_ORIGIN: "by destination/origin",
    Basis.CUSTOMS_DISTRICT: "by customs district",
    Basis.UNSPECIFIED: "basis not stated",
}

_STATUSES = {
    Status.PROVISIONAL: "provisional",
    Status.APPROXIMATE: "approximate",
    Status.OTHER_DEFINITION: "another definition",
    Status.AT_LEAST: "at least",
    Status.UNRELIABLE: "unreliable",
}


# --- parts of tables ----------------------------------------------------------------------


class _Citations:
    """Numbers for sources, in order of first mention."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def cite(self, sources: Iterable[Source]) -> str:
        """Numbers of the sources, such as ``[1, 2]``."""
        numbers = [
            self._numbers.setdefault(source, len(self._numbers) + 1) for source in distinct(sources)
        ]
        return f"[{', '.join(map(str, numbers))}]"

    def notes(self) -> tuple[str, ...]:
        """A line for each source that was cited."""
        return tuple(f"[{number}] {citation(source)}" for source, number in self._numbers.items())


def citation(source: Source) -> str:
    """A source in one line: publisher, title, date, address."""
    parts = [source.publisher or source.id, source.title, source.published, source.url]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _city(city: City) -> str:
    inside = f" (in {city.parent.name})" if city.parent else ""
    return f"{city.name} {city.name_zh}{inside}"


def _percent(percent: float | None, decimals: int = 1) -> str:
    return "" if percent is None else f"{percent:,.{decimals}f}"


def _growth(record: TradeRecord) -> str:
    return _percent(record.growth, record.growth_decimals)


def _mark(record: TradeRecord) -> str:
    return f" {record.status}" if record.status in _STATUSES else ""


def _mark_notes(records: Iterable[TradeRecord]) -> tuple[str, ...]:
    marks = dict.fromkeys(record.status for record in records if record.status in _STATUSES)
    return tuple(f"{status}: {_STATUSES[status]}" for status in marks)


def _names(product: Product | None, partner: Partner | None) -> str:
    return f"{product.name if product else 'all goods'}, {partner.name if partner else 'world'}"


def _left_out(result: Ranking | GrowthRanking) -> tuple[str, ...]:
    shown = f"{len(result)} of {result.ranked} ranked cities shown"
    if not result.excluded:
        return (f"{shown}.",)
    return (f"{shown}; {len(result.excluded)} not ranked, see .excluded for the reasons.",)


_UNSTATED = ("A rate without an amount was printed without one: its currency is not stated.",)


def _amount(record: TradeRecord, scale: Scale | None = None) -> str:
    """An amount in the scale of the table, or with its currency in a scale of its own."""
    if record.value is None or record.currency is None:
        return "-" if record.value_dash else ""
    if scale is not None:
        return scale.show(record.value, record.rounded_to)
    scale = Scale.for_amount(record.value)
    return f"{scale.show(record.value, record.rounded_to)} {scale.word}{record.currency}"


# --- views --------------------------------------------------------------------------------


def ranking_view(ranking: Ranking) -> View:
    """A ranking by amount."""
    scale = Scale.for_amount(max((abs(entry.value) for entry in ranking), default=0))
    cited = _Citations()
    rows = [
        (
            str(entry.rank),
            _city(entry.city),
            scale.show(entry.value, entry.record.rounded_to) + _mark(entry.record),
            _growth(entry.record),
            "certain" if entry.is_certain else rank_text(entry.rank_range),
            cited.cite(entry.record.sources),
        )
        for entry in ranking
    ]
    title = (
        f"{_FLOWS[ranking.flow]}, {ranking.period}: {_names(ranking.product, ranking.partner)}, "
        f"{_BASES[ranking.basis]}"
    )
    unit = f">{scale.word}{ranking.currency}"
    marks = _mark_notes(entry.record for entry in ranking)
    return View(
        title,
        (">rank", "city", unit, ">growth %", "rank range", "source"),
        rows,
        (*marks, *_left_out(ranking), *cited.notes()),
    )


def growth_view(ranking: GrowthRanking) -> View:
    """A ranking by growth."""
    cited = _Citations()
    amounts = [abs(entry.record.value or 0) for entry in ranking]
    scale = Scale.for_amount(max(amounts, default=0))
    rows = []
    for entry in ranking:
        decimals = entry.record.growth_decimals if entry.method == "published" else 1
        sources = entry.record.sources
        if entry.method == "computed" and entry.base_record is not None:
            sources += entry.base_record.sources
        rows.append(
            (
                str(entry.rank),
                _city(entry.city),
                _percent(entry.growth, decimals) + _mark(entry.record),
                _amount(entry.record, scale),
                "certain" if entry.is_certain else rank_text(entry.rank_range),
                cited.cite(sources),
            )
        )
    title = (
        f"{_FLOWS[ranking.flow]}, {ranking.method} growth, {ranking.period} on "
        f"{ranking.period.previous_year()}: {_names(ranking.product, ranking.partner)}, "
        f"{ranking.currency}, {_BASES[ranking.basis]}"
    )
    unstated = any(entry.record.currency is None for entry in ranking)
    return View(
        title,
        (">rank", "city", ">growth %", f">{scale.word}{ranking.currency}", "rank range", "source"),
        rows,
        (
            *_mark_notes(entry.record for entry in ranking),
            *(_UNSTATED if unstated else ()),
            *_left_out(ranking),
            *cited.notes(),
        ),
    )


def specialization_view(found: SpecializedCities) -> View:
    """Cities with their evidence."""
    cited = _Citations()
    rows = [
        (
            _city(city.city),
            city.strongest.value,
            str(city.independent_sources),
            ", ".join(industry.name for industry in city.industries),
            cited.cite(city.sources),
        )
        for city in found
    ]
    return View(
        f"{len(found)} cities by strength of evidence",
        ("city", "strongest evidence", ">publishers", "industries", "source"),
        rows,
        cited.notes(),
    )


def conflict_view(conflicts: Conflicts) -> View:
    """Figures on which sources disagree, the preferred record first."""
    cited = _Citations()
    rows = [
        (
            _city(record.city) if record is conflict.preferred else "",
            str(record.period) if record is conflict.preferred else "",
            f"{record.flow}, {_names(record.product, record.partner)}"
            if record is conflict.preferred
            else "",
            conflict.measure.value if record is conflict.preferred else "",
            _measured(record, conflict.measure) + _mark(record),
            cited.cite(record.sources),
        )
        for conflict in conflicts
        for record in (conflict.preferred, *conflict.others)
    ]
    marks = _mark_notes(
        record for conflict in conflicts for record in (conflict.preferred, *conflict.others)
    )
    return View(
        f"{len(conflicts)} figures on which sources disagree, the preferred record first",
        ("city", "period", "figure", "measure", ">printed", "source"),
        rows,
        (*marks, *cited.notes()),
    )


def _measured(record: TradeRecord, measure: str) -> str:
    if measure == "value":
        return _amount(record)
    if measure == "growth":
        return f"{_growth(record)} %"
    return f"{_percent(record.share, record.share_decimals)} % of {record.share_of}"


def coverage_view(coverage: Coverage) -> View:
    """Cities, years and flows, with how many periods there are."""
    rows = [
        (
            _city(row.city),
            str(row.year),
            row.flow.value,
            str(len(row.periods)),
            "yes" if row.full_year else "",
            str(row.to_date or ""),
        )
        for row in coverage
    ]
    return View(
        "Amounts of all goods with the world",
        ("city", ">year", "flow", ">periods", "full year", "longest to date"),
        rows,
    )


def profile_view(profile: CityProfile) -> View:
    """A city on one page."""
    cited = _Citations()
    rows: list[tuple[str, ...]] = []
    for figure in (*profile.figures, *profile.year_to_date):
        rows.append(_figure_row(figure, cited))
    for part in (profile.products, profile.partners):
        rows += [_line_row(record, cited) for record in part]
    for item in profile.specializations:
        said = f"{item.industry.name}: {item.label}" if item.label else item.industry.name
        rows.append((str(item.year or ""), item.kind, said, "", "", "", cited.cite([item.source])))
    for rank in profile.published_ranks:
        row = (str(rank.period), "published rank", rank.scope.name, "", "", str(rank.rank))
        rows.append((*row, cited.cite(rank.sources)))
    for fact in profile.facts:
        said = f"{fact.value} {fact.unit or ''}".strip()
        row = (str(fact.year or ""), "fact", f"{fact.attribute}: {said}", "", "", "")
        rows.append((*row, cited.cite([fact.source])))
    city = profile.city
    place = ", ".join(
        part for part in (city.province, city.level, f"code {city.code}", city.open_status) if part
    )
    marks = _mark_notes((*profile.products, *profile.partners))
    return View(
        f"{_city(city)}: {place}",
        ("period", "what", "of", ">figure", ">growth %", ">share or rank", "source"),
        rows,
        (*marks, *cited.notes()),
    )


def _figure_row(figure: ProfileFigure, cited: _Citations) -> tuple[str, ...]:
    what = _FLOWS[figure.flow].lower() + (" (computed)" if figure.is_computed else "")
    amount = ""
    if figure.value is not None:
        rounded_to = max(
            record.rounded_to for record in (figure.record, *figure.parts) if record is not None
        )
        scale = Scale.for_amount(figure.value)
        amount = f"{scale.show(figure.value, rounded_to)} {scale.word}{figure.currency}"
    growth = _growth(figure.growth_record) if figure.growth_record else ""
    rank = f"rank {rank_text(figure.rank_range)} of {figure.ranked}" if figure.rank_range else ""
    return (
        str(figure.period), what, "all goods, world", amount, growth, rank, cited.cite(figure.sources)
    )  # fmt: skip


def _line_row(record: TradeRecord, cited: _Citations) -> tuple[str, ...]:
    share = _percent(record.share, record.share_decimals)
    return (
        str(record.period),
        _FLOWS[record.flow].lower(),
        _names(record.product, record.partner),
        _amount(record) + _mark(record),
        _growth(record),
        f"{share} % of {record.share_of}" if share else "",
        cited.cite(record.sources),
    )


# --- dicts --------------------------------------------------------------------------------


def _id(thing: Product | Partner | City | None) -> str | None:
    return thing.id if thing else None


def record_dict(record: TradeRecord) -> dict[str, Any]:
    """A record with plain values and ids."""
    return {
        "city": record.city.id,
        "name": record.city.name,
        "name_zh": record.city.name_zh,
        "period": str(record.period),
        "flow": record.flow.value,
        "product": _id(record.product),
        "partner": _id(record.partner),
        "value": record.value,
        "currency": record.currency.value if record.currency else None,
        "rounded_to": record.rounded_to,
        "growth": record.growth,
        "share": record.share,
        "share_of": record.share_of.value if record.share_of else None,
        "status": record.status.value,
        "basis": record.basis.value,
        **_source_dict(record.sources),
    }


def _source_dict(sources: Sequence[Source]) -> dict[str, Any]:
    first = sources[0]
    return {
        "source": first.id,
        "publisher": first.publisher,
        "url": first.url,
        "corroborated_by": [source.id for source in sources[1:]],
    }


def _rank_dict(rank: int, rank_range: tuple[int, int]) -> dict[str, Any]:
    return {"rank": rank, "best_rank": rank_range[0], "worst_rank": rank_range[1]}


def ranking_dicts(ranking: Ranking) -> list[dict[str, Any]]:
    """Entries of a ranking by amount."""
    return [
        {**_rank_dict(entry.rank, entry.rank_range), **record_dict(entry.record)}
        for entry in ranking
    ]


def growth_dicts(ranking: GrowthRanking) -> list[dict[str, Any]]:
    """Entries of a ranking by growth; `growth` is what is ranked."""
    return [
        {
            **_rank_dict(entry.rank, entry.rank_range),
            **record_dict(entry.record),
            "growth": entry.growth,
            "method": entry.method.value,
            "base_period": str(ranking.period.previous_year()),
            "base_value": entry.base_record.value if entry.base_record else None,
            "base_source": entry.base_record.source.id if entry.base_record else None,
        }
        for entry in ranking
    ]


def specialization_dicts(found: SpecializedCities) -> list[dict[str, Any]]:
    """Pieces of evidence, in order of the cities."""
    return [
        {
            "city": item.city.id,
            "name": item.city.name,
            "name_zh": item.city.name_zh,
            "industry": item.industry.id,
            "kind": item.kind.value,
            "year": item.year,
            "label": item.label,
            "source": item.source.id,
            "publisher": item.source.publisher,
            "url": item.source.url,
        }
        for city in found
        for item in city.evidence
    ]


def conflict_dicts(conflicts: Conflicts) -> list[dict[str, Any]]:
    """Records of conflicts, numbered by conflict."""
    return [
        {
            "conflict": number,
            "measure": conflict.measure.value,
            "preferred": record is conflict.preferred,
            **record_dict(record),
        }
        for number, conflict in enumerate(conflicts, start=1)
        for record in (conflict.preferred, *conflict.others)
    ]


def coverage_dicts(coverage: Coverage) -> list[dict[str, Any]]:
    """Rows of a coverage table."""
    return [
        {
            "city": row.city.id,
            "name": row.city.name,
            "name_zh": row.city.name_zh,
            "year": row.year,
            "flow": row.flow.value,
            "periods": len(row.periods),
            "records": row.records,
            "full_year": row.full_year,
            "to_date": str(row.to_date) if row.to_date else None,
        }
        for row in coverage
    ]


def profile_dict(profile: CityProfile) -> dict[str, Any]:
    """A profile, part by part."""
    city = profile.city
    return {
        "city": city.id,
        "name": city.name,
        "name_zh": city.name_zh,
        "province": city.province,
        "level": city.level.value,
        "code": city.code,
        "period": str(profile.period),
        "figures": [_figure_dict(figure) for figure in profile.figures],
        "year_to_date": [_figure_dict(figure) for figure in profile.year_to_date],
        "products": [record_dict(record) for record in profile.products],
        "partners": [record_dict(record) for record in profile.partners],
        "specializations": [
            {
                "industry": item.industry.id,
                "kind": item.kind.value,
                "year": item.year,
                "label": item.label,
                "source": item.source.id,
            }
            for item in profile.specializations
        ],
        "published_ranks": [
            {
                "period": str(rank.period),
                "scope": rank.scope.id,
                "rank": rank.rank,
                "score": None if rank.score is None else str(rank.score),
                **_source_dict(rank.sources),
            }
            for rank in profile.published_ranks
        ],
        "facts": [
            {
                "attribute": fact.attribute,
                "value": fact.value,
                "unit": fact.unit,
                "year": fact.year,
                "source": fact.source.id,
            }
            for fact in profile.facts
        ],
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url,
                "published": source.published,
                "tier": source.tier.value,
            }
            for source in profile.sources
        ],
    }


def _figure_dict(figure: ProfileFigure) -> dict[str, Any]:
    return {
        "flow": figure.flow.value,
        "period": str(figure.period),
        "value": figure.value,
        "currency": figure.currency.value,
        "computed": figure.is_computed,
        "growth": figure.growth,
        "rank": figure.rank,
        "rank_range": list(figure.rank_range) if figure.rank_range else None,
        "ranked": figure.ranked,
        "sources": [source.id for source in figure.sources],
    }
