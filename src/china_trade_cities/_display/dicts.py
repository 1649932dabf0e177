"""Records as flat dicts of plain values, ready for JSON, CSV or a dataframe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord

if TYPE_CHECKING:
    from china_trade_cities._display.results import CityRanking, RankedEntry
    from china_trade_cities._model.comparison import Conversion
    from china_trade_cities._model.evidence import IndustrySpecialization, PublishedRank
    from china_trade_cities._model.missing import MissingCity


def _id(entry: Product | Partner | City | None) -> str | None:
    return entry.id if entry else None


def city_dict(city: City) -> dict[str, Any]:
    return {"city": city.id, "name": city.name, "name_zh": city.name_zh}


def record_dict(record: TradeRecord) -> dict[str, Any]:
    return {
        **city_dict(record.city),
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
        "derived": record.is_derived,
        **source_dict(record.sources),
    }


def conversion_dict(conversion: Conversion | None, record: TradeRecord) -> dict[str, Any]:
    """What an amount was converted from and at which rate; blank where it was not.

    The rounding unit and growth of a converted amount are those of the original: left blank.
    """
    return {
        "rounded_to": None if conversion else record.rounded_to,
        "growth": None if conversion else record.growth,
        **rate_dict(conversion, record),
    }


def rate_dict(conversion: Conversion | None, record: TradeRecord | None) -> dict[str, Any]:
    """The original of a converted amount, and the rate; blank where nothing was converted."""
    rate = conversion.rate if conversion else None
    return {
        "converted": rate is not None,
        "original_value": record.value if rate and record else None,
        "original_currency": rate.currency.value if rate else None,
        "rate": f"{rate.cny_per_unit:f}" if rate else None,
        "rate_source": rate.source.id if rate else None,
    }


def source_dict(sources: Sequence[Source]) -> dict[str, Any]:
    first = sources[0]
    return {
        "source": first.id,
        "publisher": first.publisher,
        "url": first.url,
        "corroborated_by": [source.id for source in sources[1:]],
    }


def evidence_dict(item: IndustrySpecialization) -> dict[str, Any]:
    return {
        "industry": item.industry.id,
        "kind": item.kind.value,
        "year": item.year,
        "label": item.label,
        "source": item.source.id,
        "tier": item.source.tier.value,
    }


def published_rank_dict(rank: PublishedRank) -> dict[str, Any]:
    return {
        "period": str(rank.period),
        "scope": rank.scope.id,
        "rank": rank.rank,
        "score": None if rank.score is None else str(rank.score),
        **source_dict(rank.sources),
    }


def base_dict(period: Period, base: TradeRecord | None) -> dict[str, Any]:
    """The same months of the year before, and their amount."""
    return {
        "base_period": str(period.previous_year()),
        "base_value": base.value if base else None,
        "base_source": base.source.id if base else None,
        "base_status": base.status.value if base else None,
    }


def rank_dict(
    rank: int | None, rank_range: tuple[int, int] | tuple[None, None], *, is_certain: bool | None
) -> dict[str, Any]:
    best, worst = rank_range
    return {"rank": rank, "best_rank": best, "worst_rank": worst, "certain": is_certain}


def place_dict(ranking: CityRanking[Any], entry: RankedEntry) -> dict[str, Any]:
    """The rank of an entry, among how many cities, and what these hold of all trade."""
    return {
        **rank_dict(entry.rank, entry.rank_range, is_certain=entry.is_certain),
        "ranked": ranking.ranked,
        "coverage": ranking.coverage,
    }


def missing_dict(missing: MissingCity) -> dict[str, Any]:
    low, high = missing.interval or (None, None)
    growth_low, growth_high = missing.growth_interval or (None, None)
    return {
        **city_dict(missing.city),
        "reason": missing.reason,
        "kind": missing.kind.value if missing.kind else None,
        "amount": missing.amount,
        "low": low,
        "high": high,
        "growth_low": growth_low,
        "growth_high": growth_high,
        "best_rank": missing.best_rank,
        "record_period": str(missing.record.period) if missing.record else None,
        "record_flow": missing.record.flow.value if missing.record else None,
        "source": missing.record.source.id if missing.record else None,
    }


def cited_dict(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "publisher": source.publisher,
        "title": source.title,
        "published": source.published,
        "tier": source.tier.value,
        "url": source.url,
    }
