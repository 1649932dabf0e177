"""Which classes have documents, of which types their fields are, and which tables hold them."""

from __future__ import annotations

from collections.abc import Container
from enum import Enum
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display.results import Shown
from china_trade_cities._model import comparison, evidence, info, missing
from china_trade_cities._model.derived import DerivedRecord
from china_trade_cities._model.evidence import Industry, RankingScope
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord

# Where the classes are that have documents; that of one class needs the modules of no other.
_MODULES = {
    f"china_trade_cities.{room}.{module}"
    for room, modules in {
        "_dataset": "changes conflicts coverage dataset spans",
        "_display": "records",
        "_model": "comparison evidence info missing period record vocabulary",
        "_queries": "cite compare concentration contribution growth market_share "
        "product_contribution profile published_ranks specialization time_series top",
    }.items()
    for module in modules.split()
}
# Names in annotations that their modules import for type checkers alone, or define as text.
_NAMESPACE = {
    **vars(comparison),
    **vars(evidence),
    **vars(info),
    **vars(missing),
    "Interval": tuple[int, int | None],
    "PercentInterval": tuple[float, float | None],
    "TableLoader": Any,
}
_IN_FULL = "in full"

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


def is_public(kind: Any) -> bool:
    """Whether something is a class that has documents: of words, of values or of results."""
    if not isinstance(kind, type) or kind.__module__ not in _MODULES or kind.__name__[0] == "_":
        return False
    return attrs.has(kind) or issubclass(kind, Enum | Shown)


@cache
def public_classes() -> tuple[type[Any], ...]:
    """All classes that have documents, in alphabetical order; this imports their modules."""
    names = [vars(import_module(module)) for module in _MODULES]
    found = {kind for values in names for kind in values.values() if is_public(kind)}
    return tuple(sorted(found, key=lambda kind: kind.__name__))


def field_types(kind: type[Any]) -> dict[str, Any]:
    """The type of each field of a public attrs class that its constructor takes."""
    attrs.resolve_types(kind, localns=_NAMESPACE)
    return {field.name: field.type for field in attrs.fields(kind) if field.init}


@cache
def table_types() -> dict[str, type[Any]]:
    """The class of the entries of each table of a dataset."""
    types = field_types(Dataset).items()
    return {name: get_args(hint)[0] for name, hint in types if get_args(hint)}


def written_as(kind: type[Any]) -> type[Any]:
    """The class whose documents objects of a class have."""
    return TradeRecord if kind is DerivedRecord else kind


def in_full(hint: Any, kinds: Container[Any] = ID_TABLES) -> Any:
    """The type whose documents are written out, where `hint` alone would mean an id."""
    if hint in kinds:
        return Annotated[hint, _IN_FULL]
    if get_origin(hint) in (list, tuple):
        return get_origin(hint)[tuple(in_full(part, kinds) for part in get_args(hint))]
    return hint


def is_in_full(hint: Any) -> bool:
    """Whether `in_full` made a type of a class."""
    return getattr(hint, "__metadata__", None) == (_IN_FULL,)


def optional_part(hint: Any) -> Any:
    """What a type is besides None; None if it is no such union."""
    is_union = get_origin(hint) in (Union, UnionType)
    return get_args(hint)[0] if is_union and get_args(hint)[1:] == (type(None),) else None


def document_types(kind: type[Any], entry: type[Any] | None = None) -> dict[str, Any]:
    """The types of the fields of a class in its documents; `entry` is what a `Change` changed."""
    types = field_types(kind)
    in_tables = (*ID_TABLES, TradeRecord)  # records too: without parts, as they were printed
    if kind is Dataset:
        return {name: in_full(hint, in_tables) for name, hint in types.items()}
    if kind is Change and entry is not None:
        return types | dict.fromkeys(("old", "new"), in_full(entry, in_tables) | None)
    return types
