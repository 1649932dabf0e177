"""The things of the small dataset by their names, and short ways to further ones.

All of it is made by `china_trade_cities.testing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

import china_trade_cities as ctc
from china_trade_cities.testing import (
    make_city,
    make_exchange_rate,
    make_fact,
    make_industry,
    make_info,
    make_partner,
    make_period,
    make_product,
    make_published_rank,
    make_ranking_scope,
    make_record,
    make_source,
    make_specialization,
    small_dataset,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

M = TypeVar("M")

city, source = make_city, make_source


def record(**changes: Any) -> ctc.TradeRecord:
    """A record without any figure unless one is given."""
    changes.setdefault("value", None)
    return make_record(**changes)


# For tests that run over all models.
FACTORIES: Mapping[type[Any], Callable[..., Any]] = {
    ctc.Period: make_period,
    ctc.Source: make_source,
    ctc.City: make_city,
    ctc.Product: make_product,
    ctc.Partner: make_partner,
    ctc.TradeRecord: record,
    ctc.Industry: make_industry,
    ctc.IndustrySpecialization: make_specialization,
    ctc.RankingScope: make_ranking_scope,
    ctc.PublishedRank: make_published_rank,
    ctc.CityFact: make_fact,
    ctc.ExchangeRate: make_exchange_rate,
    ctc.DatasetInfo: make_info,
}


def make(model: type[M], **changes: Any) -> M:
    """A valid object of a model."""
    made: M = FACTORIES[model](**changes)
    return made


def required(model: type[Any]) -> dict[str, Any]:
    made = make(model)
    fields = attrs.fields(model)
    return {each.name: getattr(made, each.name) for each in fields if each.default is attrs.NOTHING}


def amount(value: int, **changes: Any) -> ctc.TradeRecord:
    """A record of an amount, in yuan unless it is said otherwise."""
    return make_record(value=value, **changes)


# --- the small dataset --------------------------------------------------------------------

SMALL = small_dataset()
GAZETTE, HERALD = SMALL.sources
GAOMI, LINYI, MACAO, WEIFANG = SMALL.cities
(TOYS,) = SMALL.products
(JAPAN,) = SMALL.partners
MANUFACTURING, CERAMICS = SMALL.industries
(SCOPE,) = SMALL.ranking_scopes
LAST_YEAR = ctc.Period(year=2023)
SPRING = ctc.Period(year=2025, months=3)


def records() -> tuple[ctc.TradeRecord, ...]:
    """Figures of 2023, 2024 and the first quarter of 2025; two sources disagree on Weifang."""
    return SMALL.records


def dataset(**changes: Any) -> ctc.Dataset:
    """Four cities, of which Gaomi lies in Weifang and Macao publishes in its own currency."""
    return attrs.evolve(SMALL, **changes)


# --- the bundled vintage ------------------------------------------------------------------

VINTAGE = ctc.load_dataset("2026.1")


def figure(city: str, value: int, **changes: Any) -> ctc.TradeRecord:
    """A total of 2024 of a bundled city, in yuan."""
    known = {"city": VINTAGE.city(city), "source": VINTAGE.source("gacc-location-2024-12")}
    return amount(value, **(known | changes))


def only(*records: ctc.TradeRecord) -> ctc.Dataset:
    """The bundled dataset with these records alone."""
    return attrs.evolve(VINTAGE, records=records)
