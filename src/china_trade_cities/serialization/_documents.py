"""Which shape each public class has, and what the ids in a document refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.evidence import Industry, RankingScope
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source
from china_trade_cities._queries.specialization import SpecializedCities, SpecializedCity
from china_trade_cities.serialization._public_types import field_types, public_classes, table_types
from china_trade_cities.serialization._shapes import (
    Fixed,
    Many,
    Maybe,
    Plain,
    Reference,
    Shape,
    Table,
    Things,
    Variants,
    Word,
    decimal,
    period,
)
from china_trade_cities.serialization._whole import Whole

HELD: dict[type[Any], tuple[str, ...]] = {
    Source: ("sources",),
    City: ("cities", "reference_areas"),
    Product: ("products",),
    Partner: ("partners",),
    Industry: ("industries",),
    RankingScope: ("ranking_scopes",),
}
"""The tables of a dataset that hold the things with an id."""


# --- what ids refer to --------------------------------------------------------------------


class Held(dict[str, Any]):
    """Things of a dataset by their ids, looked at when the first id is met.

    Where two tables share an id, it means that of the first.
    """

    def __init__(self, load: Callable[[], Iterable[Any]]) -> None:
        super().__init__()
        self._load: Callable[[], Iterable[Any]] | None = load

    def __missing__(self, key: str) -> Any:
        if self._load is None:
            raise KeyError(key)
        self.ids()
        return self[key]

    def ids(self) -> Collection[str]:
        """All ids."""
        if self._load is not None:
            for thing in self._load():
                self.setdefault(thing.id, thing)
            self._load = None
        return self.keys()


def held_by(dataset: Dataset | None) -> Callable[[type[Any]], Held]:
    """The things of a dataset by class and id; None is the newest bundled vintage."""
    if dataset is not None:
        dataset_or_bundled(dataset)  # an error for what is no dataset, before anything is read

    def things(kind: type[Any]) -> Held:
        return Held(
            lambda: [
                thing for name in HELD[kind] for thing in getattr(dataset_or_bundled(dataset), name)
            ]
        )

    return things


# --- shapes -------------------------------------------------------------------------------


class Shapes:
    """The shapes of all public types, for documents whose ids refer to the same things.

    Args:
        things: The things of a class by their ids.
    """

    def __init__(self, things: Callable[[type[Any]], Things]) -> None:
        self._things = things
        self._whole: dict[Any, Shape] = {Period: period(), Decimal: decimal()}
        self._inside: dict[Any, Shape] = {}

    def of(self, hint: Any) -> Shape:
        """The shape of a type, written out; a TypeError where there is none."""
        if hint not in self._whole:
            self._whole[hint] = self._make(hint, self.of)
        return self._whole[hint]

    def inside(self, hint: Any) -> Shape:
        """The shape of the same as a part of something else: a thing with an id is its id."""
        if hint not in self._inside:
            self._inside[hint] = self._make_inside(hint)
        return self._inside[hint]

    def _make_inside(self, hint: Any) -> Shape:
        if hint in HELD:
            return self.reference(hint)
        return self.of(hint) if get_origin(hint) is None else self._make(hint, self.inside)

    def reference(self, kind: type[Any]) -> Shape:
        """The shape of a thing with an id where its id stands for it."""
        return Reference(kind, self._things(kind))

    def _make(self, hint: Any, part: Callable[[Any], Shape]) -> Shape:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is list or (origin is tuple and arguments[1:] == (...,)):
            return Many(part(arguments[0]), origin)
        if origin is tuple:
            return Fixed([part(argument) for argument in arguments])
        if origin is Mapping:
            return Table(part(arguments[0]), part(arguments[1]))
        if origin in (Union, UnionType) and arguments[1:] == (NoneType,):
            return Maybe(part(arguments[0]))
        if hint in _PLAIN:
            return Plain(hint)
        if hint in public_classes():
            return self._of_class(hint)
        raise TypeError(hint)

    def _of_class(self, kind: type[Any]) -> Shape:
        if issubclass(kind, Enum):
            return Word(kind)
        if kind is SpecializedCities:
            return Many(self.of(SpecializedCity), SpecializedCities)
        if kind is Dataset:
            from china_trade_cities.serialization._dataset_shape import DatasetShape

            return DatasetShape()
        if kind is Change:
            # What was changed is written out in full, and the table says what it is.
            variants = {
                table: {"old": Maybe(self.of(entry)), "new": Maybe(self.of(entry))}
                for table, entry in table_types().items()
            }
            return Variants(
                kind, "table", {key: self._fields(kind, parts) for key, parts in variants.items()}
            )
        return self._fields(kind, {})

    def _fields(self, kind: type[Any], known: Mapping[str, Shape]) -> Whole:
        types = field_types(kind).items()
        return Whole(kind, {name: known.get(name) or self.inside(hint) for name, hint in types})


_PLAIN = (str, int, float, bool)
