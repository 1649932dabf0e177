"""The public classes, and the types of their fields as objects."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, Union, get_args

import attrs

import china_trade_cities
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display import results as _results


@cache
def public_classes() -> tuple[type[Any], ...]:
    """All classes that can be imported from the package root."""
    things = (getattr(china_trade_cities, name) for name in china_trade_cities.__all__)
    return tuple(thing for thing in things if isinstance(thing, type))


def field_types(kind: type[Any]) -> dict[str, Any]:
    """The type of each field of a public attrs class, as far as its constructor takes it.

    Results name types that their modules import for type checkers alone, because a first answer
    need not wait for them. Here they are known; attrs remembers what it found, so that cattrs and
    other readers of annotations find it too.
    """
    names: dict[str, Any] = {public.__name__: public for public in public_classes()}
    names |= vars(_results) | vars(sys.modules[kind.__module__])
    names |= {"Mapping": Mapping, "TableLoader": Any, "PercentInterval": tuple[float, float | None]}
    if "Entry" not in names and kind is not Dataset:
        names["Entry"] = Union[tuple(table_types().values())]  # noqa: UP007
    attrs.resolve_types(kind, globalns=names)
    return {field.name: field.type for field in attrs.fields(kind) if field.init}


@cache
def table_types() -> dict[str, type[Any]]:
    """What each table of a dataset holds."""
    types = {name: get_args(hint) for name, hint in field_types(Dataset).items()}
    return {name: arguments[0] for name, arguments in types.items() if arguments}
