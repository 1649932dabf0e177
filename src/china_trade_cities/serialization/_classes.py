"""Which classes have documents, of which types their fields are, and which tables hold them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import UnionType
from typing import Annotated, Any, Optional, Union, get_args, get_origin

import attrs

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.comparison import Conversion
from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.record import City, Partner, Product, Source

# Names by module, so that a document of one class needs the modules of no other.
_NAMES = {
    "_dataset.changes": "Change Changes",
    "_dataset.conflicts": "Conflict Conflicts Corroboration Corroborations",
    "_dataset.coverage": "Coverage CoverageRow",
    "_dataset.dataset": "Dataset",
    "_dataset.spans": "ComparablePeriod ComparablePeriods",
    "_model.comparison": "Conversion Difference",
    "_model.evidence": (
        "CityFact ExchangeRate Industry IndustrySpecialization PublishedRank RankingScope"
    ),
    "_model.info": "DatasetInfo",
    "_model.period": "Period",
    "_model.record": "City Partner Product Source TradeRecord",
    "_model.vocabulary": (
        "Basis ChangeKind Currency Denominator Flow GrowthMethod Level Measure PartnerKind Region "
        "ShareOf Span SpecializationKind Status Tier"
    ),
    "_queries.cite": "ReferenceList",
    "_queries.compare": "ComparedCity ComparedFigure Comparison",
    "_queries.concentration": "Concentration",
    "_queries.contribution": "CityContribution ContributionRanking",
    "_queries.growth": "GrowthLeader GrowthRanking",
    "_queries.market_share": "CityShare ShareRanking",
    "_queries.product_contribution": "ProductContribution ProductContributions",
    "_queries.profile": "CityProfile ProfileFigure",
    "_queries.published_ranks": "PublishedRanks",
    "_queries.specialization": "SpecializedCities SpecializedCity",
    "_queries.time_series": "SeriesPoint TimeSeries",
    "_queries.top": "RankedCity Ranking",
}
_PACKAGE = __name__.partition(".")[0]
_PUBLIC = {(f"{_PACKAGE}.{module}", name) for module in _NAMES for name in _NAMES[module].split()}

ID_TABLES: dict[Any, tuple[str, ...]] = {
    Source: ("sources",),
    City: ("cities", "reference_areas"),
    Product: ("products",),
    Partner: ("partners",),
    Industry: ("industries",),
    RankingScope: ("ranking_scopes",),
}
"""Classes whose objects are written as their ids inside others, and the tables that hold them.

Where two tables share an id, it means that of the first.
"""

# Names in annotations that their modules import for type checkers alone, or define as text.
_NAMESPACE = {
    kind.__name__: kind
    for kind in (
        CityFact,
        Conversion,
        DatasetInfo,
        ExchangeRate,
        Industry,
        IndustrySpecialization,
        PublishedRank,
        RankingScope,
    )
} | {"PercentInterval": tuple[float, float | None], "TableLoader": Any}

_IN_FULL = "in full"


def is_public(kind: object) -> bool:
    """Whether something is a class that the package exports, and so has documents."""
    return isinstance(kind, type) and (kind.__module__, kind.__name__) in _PUBLIC


@cache
def public_classes() -> tuple[type[Any], ...]:
    """All classes that have documents, in alphabetical order; this imports their modules."""
    homes = sorted((name, module) for module, name in _PUBLIC)
    return tuple(getattr(import_module(module), name) for name, module in homes)


def field_types(kind: type[Any]) -> dict[str, Any]:
    """The type of each field of a public attrs class that its constructor takes."""
    attrs.resolve_types(kind, localns=_NAMESPACE)
    return {field.name: field.type for field in attrs.fields(kind) if field.init}


@cache
def table_types() -> dict[str, type[Any]]:
    """The class of the entries of each table of a dataset."""
    types = field_types(Dataset)
    return {name: get_args(hint)[0] for name, hint in types.items() if get_args(hint)}


# --- types of documents -------------------------------------------------------------------


def in_full(hint: Any) -> Any:
    """The type whose documents are written out, where `hint` alone would mean an id."""
    if hint in ID_TABLES:
        return Annotated[hint, _IN_FULL]
    if get_origin(hint) in (list, tuple):
        return get_origin(hint)[tuple(map(in_full, get_args(hint)))]
    return hint


def is_in_full(hint: Any) -> bool:
    """Whether `in_full` made a type."""
    return getattr(hint, "__metadata__", None) == (_IN_FULL,)


def optional_part(hint: Any) -> Any:
    """What a type is besides None; None if it is no such union."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
    return parts[0] if parts[1:] == (type(None),) else None


def document_types(kind: type[Any], entry: type[Any] | None = None) -> dict[str, Any]:
    """The types of the fields of a class in its documents.

    Args:
        kind: The class.
        entry: The class of what was changed, if `kind` is `Change`.
    """
    types = field_types(kind)
    if kind is Dataset:
        return {name: in_full(hint) for name, hint in types.items()}
    if kind is Change and entry is not None:
        return types | dict.fromkeys(("old", "new"), Optional[in_full(entry)])
    return types
