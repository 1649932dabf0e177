"""The shape of a whole dataset: a document whose ids refer to its own tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._problem import Problem
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.serialization._documents import HELD, Held, Shapes, held_by
from china_trade_cities.serialization._public_types import field_types, table_types
from china_trade_cities.serialization._shapes import (
    Define,
    Many,
    Reference,
    Schema,
    Shape,
    Things,
    UnfitError,
    is_list,
    is_object,
    problem,
)


class _CircleError(UnfitError):
    """A thing lies in itself."""


class _AnyId(frozenset[str]):
    """The ids of a table that is none: of what refers to it, nothing more can be said."""

    def __contains__(self, key: object) -> bool:
        return True


class _Things(dict[str, Any]):
    """Things that a document holds, each read when it is first referred to.

    So a city may lie in one that stands further down.
    """

    def __init__(
        self,
        documents: Mapping[str, Any],
        ids: Collection[str],
        read: Callable[[], Callable[[Any], Any]],
    ) -> None:
        super().__init__()
        self._documents = documents
        self._ids = ids
        self._read = read
        self._busy: set[str] = set()

    def __missing__(self, key: str) -> Any:
        if key in self._busy:
            raise _CircleError
        document = self._documents[key]
        self._busy.add(key)
        try:
            made = self[key] = self._read()(document)
        finally:
            self._busy.discard(key)
        return made

    def holds(self, key: str) -> bool:
        """Whether there is something to read."""
        return key in self._documents

    def ids(self) -> Collection[str]:
        """All ids, also of things that cannot be read."""
        return self._ids


class _Chain:
    """Things of several tables; where two share an id, it means that of the first table."""

    def __init__(self, tables: Sequence[_Things]) -> None:
        self._tables = tables

    def __getitem__(self, key: str) -> Any:
        for table in self._tables[:-1]:
            if table.holds(key):
                return table[key]
        return self._tables[-1][key]

    def ids(self) -> Collection[str]:
        """All ids."""
        found = [table.ids() for table in self._tables]
        return next(
            (ids for ids in found if isinstance(ids, _AnyId)), frozenset[str]().union(*found)
        )


class _Document:
    """One document that is being read."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables
        self._things: dict[str, _Things] = {}
        self.shapes = Shapes(self._referred)

    def things(self, table: str, kind: type[Any]) -> _Things:
        """The things that one table holds."""
        if table not in self._things:
            entries = self._tables.get(table, ())
            documents: dict[str, Any] = {}
            for document in _entries(entries):
                key = _id(document)
                if key is not None:
                    documents.setdefault(key, document)
            ids = documents.keys() if is_list(entries) else _AnyId()
            self._things[table] = _Things(documents, ids, lambda: self.shapes.of(kind).read)
        return self._things[table]

    def _referred(self, kind: type[Any]) -> Things:
        return _Chain([self.things(table, kind) for table in HELD[kind]])

    def read(self, table: str, kind: type[Any]) -> tuple[Any, ...]:
        """All things of one table."""
        entries = self._tables.get(table, ())
        if not is_list(entries):
            raise UnfitError
        if kind not in HELD:
            return tuple(map(self.shapes.of(kind).read, entries))
        things = self.things(table, kind)
        if len(things.ids()) < len(entries):
            raise UnfitError
        return tuple(things[entry["id"]] for entry in entries)


def _entries(table: object) -> list[Any] | tuple[Any, ...]:
    return cast("list[Any]", table) if is_list(table) else ()


def _id(document: object) -> str | None:
    key: object = cast("dict[str, Any]", document).get("id") if is_object(document) else None
    return key if type(key) is str else None


class DatasetShape:
    """A dataset with all its tables."""

    def __init__(self) -> None:
        self._tables = table_types()

    def read(self, value: Any) -> Dataset:
        """A dataset that holds all that it refers to."""
        if not is_object(value) or not value.keys() <= field_types(Dataset).keys():
            raise UnfitError
        document = _Document(value)
        tables: dict[str, Any] = {
            table: document.read(table, kind) for table, kind in self._tables.items()
        }
        return Dataset(info=document.shapes.of(DatasetInfo).read(value["info"]), **tables)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """What is wrong in any table."""
        if not is_object(value):
            yield problem(path, value, "an object (dict) with the tables of a Dataset")
            return
        names = field_types(Dataset)
        allowed = f"the fields of Dataset: {', '.join(names)}"
        for key in value:
            if key not in names:
                yield Problem(
                    path=f"{path}.{key}",
                    value=value[key],
                    allowed=allowed,
                    message=f"is not known: allowed are {allowed}",
                )
        document = _Document(value)
        if "info" in value:
            yield from document.shapes.of(DatasetInfo).problems(value["info"], f"{path}.info")
        else:
            message = "is missing: Dataset needs it"
            yield Problem(path=f"{path}.info", allowed=allowed, message=message)
        for table, kind in self._tables.items():
            entries = value.get(table, ())
            shape = document.shapes.of(kind)
            yield from Many(shape).problems(entries, f"{path}.{table}")
            if kind in HELD:
                yield from _misplaced(
                    document.things(table, kind), _entries(entries), f"{path}.{table}"
                )

    def write(self, value: Dataset) -> dict[str, Any]:
        """Its tables.

        Raises:
            DatasetError: Something refers to what no table holds, so that its id would not do.
        """
        held = held_by(value)
        shapes = _HeldShapes(held)
        try:
            return self._written(value, shapes)
        except _NotHeldError:
            raise DatasetError(tuple(self._not_held(value, shapes))) from None

    def _written(self, value: Dataset, shapes: Shapes) -> dict[str, Any]:
        document: dict[str, Any] = {"info": shapes.of(DatasetInfo).write(value.info)}
        for table, kind in self._tables.items():
            document[table] = list(map(shapes.of(kind).write, getattr(value, table)))
        return document

    def _not_held(self, value: Dataset, shapes: Shapes) -> Iterator[Problem]:
        for table, kind in self._tables.items():
            for place, entry in enumerate(getattr(value, table)):
                for name, hint in field_types(kind).items():
                    try:
                        shapes.inside(hint).write(getattr(entry, name))
                    except _NotHeldError as error:
                        where = f"$.{table}[{place}].{name}"
                        yield problem(
                            where, error.thing, f"what {error.tables} of the dataset hold"
                        )

    def schema(self, define: Define) -> Schema:
        """Where the schema of the class stands."""
        return define(Dataset)

    def definition(self, define: Define, descriptions: Mapping[str, str]) -> Schema:
        """An object of tables."""
        properties: dict[str, Schema] = {
            "info": define(DatasetInfo),
            **{
                table: {"type": "array", "items": define(kind)}
                for table, kind in self._tables.items()
            },
        }
        for name in descriptions.keys() & properties.keys():
            properties[name]["description"] = descriptions[name]
        return {
            "type": "object",
            "properties": properties,
            "required": ["info"],
            "additionalProperties": False,
        }


def _misplaced(
    things: _Things, entries: list[Any] | tuple[Any, ...], path: str
) -> Iterator[Problem]:
    """Ids that stand twice, and things that lie in themselves."""
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        key = _id(entry)
        if key is None:
            continue
        if key in first:
            allowed = f"an id of its own: that of {path}[{first[key]}] too"
            yield problem(f"{path}[{place}].id", key, allowed)
        first.setdefault(key, place)
        try:
            _ = things[key]
        except _CircleError:
            yield problem(f"{path}[{place}].parent", entry["parent"], "one that it does not hold")
        except Exception:  # noqa: BLE001, S110 - what else is wrong with it, is said elsewhere
            pass


class _NotHeldError(ValueError):
    """A dataset refers to what its tables do not hold."""

    def __init__(self, thing: object, tables: str) -> None:
        super().__init__(thing, tables)
        self.thing = thing
        self.tables = tables


class _HeldReference(Reference):
    """A reference that is written only if its id leads back to it."""

    def __init__(self, kind: type[Any], things: Held) -> None:
        super().__init__(kind, things)
        self._held = things
        self._tables = " and ".join(HELD[kind])

    def write(self, value: Any) -> str:
        """Its id."""
        self._held.ids()
        key: str = value.id
        held = self._held.get(key)
        if held is not value and held != value:
            raise _NotHeldError(value, self._tables)
        return key


class _HeldShapes(Shapes):
    """Shapes of a dataset that is being written."""

    def __init__(self, things: Callable[[type[Any]], Held]) -> None:
        super().__init__(things)
        self._held_things = things

    def reference(self, kind: type[Any]) -> Shape:
        """A reference that is checked."""
        return _HeldReference(kind, self._held_things(kind))
