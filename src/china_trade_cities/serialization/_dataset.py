"""A whole `Dataset` as a document, and what the ids in documents stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, cast, get_args

import cattrs

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._problem import Problem
from china_trade_cities.serialization._classes import (
    ID_TABLES,
    field_types,
    in_full,
    optional_part,
    table_types,
)
from china_trade_cities.serialization._converter import (
    ENTRIES,
    Entries,
    Hook,
    class_hook,
    class_writer,
    make_documents,
)
from china_trade_cities.serialization._problems import misfit, problem, problems_at, raise_any


_LISTS = (list, tuple)


@cache
def documents(*, detailed: bool = False) -> cattrs.Converter:
    """The converter for documents of all public classes; its hooks are made when they are needed.

    Args:
        detailed: Whether everything that is wrong is gathered, in one `DatasetError`.
    """
    converter = make_documents(detailed=detailed)
    converter.register_structure_hook_factory(lambda hint: hint is Dataset, _dataset_hook)
    converter.register_unstructure_hook_factory(lambda hint: hint is Dataset, _dataset_writer)
    return converter


# --- what ids stand for -------------------------------------------------------------------


class DatasetEntries(dict[Any, Mapping[str, Any]]):
    """The entries of a dataset by class and id, looked at when the first id is met."""

    def __init__(self, dataset: Dataset | None) -> None:
        super().__init__()
        self._dataset = None if dataset is None else asked(dataset)

    def __missing__(self, kind: type[Any]) -> Mapping[str, Any]:
        tables = [getattr(asked(self._dataset), name) for name in reversed(ID_TABLES[kind])]
        found = self[kind] = {entry.id: entry for entry in chain(*tables)}
        return found


class _DocumentEntries(dict[str, Any]):
    """The entries of a document by id, each read when it is first referred to.

    So a city may lie in one that stands further down.
    """

    def __init__(self, documents: Mapping[str, Any], hook: Hook) -> None:
        super().__init__()
        self._documents = documents
        self._hook = hook
        self._unread = set(documents)

    def __missing__(self, key: str) -> Any:
        self._unread.remove(key)  # a KeyError for an id that is unknown, or refers to itself
        made = self[key] = self._hook(self._documents[key], None)
        return made

    def of(self, document: Any) -> Any:
        """The entry that a document is of."""
        key = document["id"]
        # Where a city and an area share an id, it means the city.
        return self[key] if self._documents[key] is document else self._hook(document, None)


def _documents_by_id(value: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """The documents of the entries of a class in that of a dataset; the first of each id."""
    found: dict[str, Any] = {}
    for table in ID_TABLES[kind]:
        for document in _entries(value, table):
            key = _id(document)
            if key is not None:
                found.setdefault(key, document)
    return found


def _entries(value: Mapping[str, Any], table: str) -> list[Any]:
    entries = value.get(table)
    return cast("list[Any]", entries) if type(entries) in _LISTS else []


def _id(document: Any) -> str | None:
    key = document.get("id") if type(document) is dict else None
    return key if type(key) is str else None


class _KnownIds(dict[str, Any]):
    """The ids of a document, for something blank: what is wrong there is reported there alone."""

    def __init__(self, value: Mapping[str, Any], kind: type[Any]) -> None:
        self._blank = object.__new__(kind)
        self.documents = _documents_by_id(value, kind)
        super().__init__(dict.fromkeys(self.documents, self._blank))
        self._tables = [value.get(table, []) for table in ID_TABLES[kind]]

    def __missing__(self, key: str) -> Any:
        if all(type(table) in _LISTS for table in self._tables):
            raise KeyError(key)
        return self._blank  # of ids in what is no table, nothing can be said


# --- reading ------------------------------------------------------------------------------


def _dataset_hook(_: Any, converter: cattrs.Converter) -> Hook:
    """A dataset, whose ids stand for entries of its own tables."""
    is_detailed = converter.detailed_validation
    hooks = {kind: converter.get_structure_hook(in_full(kind)) for kind in ID_TABLES}
    build = class_hook(
        Dataset,
        converter,
        **{
            table: _checked_table(table, kind, converter) if is_detailed else _table(kind)
            for kind, tables in ID_TABLES.items()
            for table in tables
        },
    )

    def structure(value: Any, hint: Any) -> Any:
        tables: dict[str, Any] = value if type(value) is dict else {}
        entries: Entries = {
            kind: _KnownIds(tables, kind)
            if is_detailed
            else _DocumentEntries(_documents_by_id(tables, kind), hook)
            for kind, hook in hooks.items()
        }
        token = ENTRIES.set(entries)
        try:
            return build(value, hint)
        finally:
            ENTRIES.reset(token)

    return structure


def _table(kind: type[Any]) -> Hook:
    """A table of entries that others refer to, each of which is read once."""

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) not in _LISTS:
            raise misfit(value, "a list")
        entries = cast("_DocumentEntries", ENTRIES.get()[kind])
        return tuple(map(entries.of, value))

    return structure


def _checked_table(table: str, kind: type[Any], converter: cattrs.Converter) -> Hook:
    """The same, with all that is wrong in it; what is made of it is thrown away."""
    hook = converter.get_structure_hook(tuple[in_full(kind), ...])

    def problems(value: Any) -> Iterator[Problem]:
        try:
            hook(value, None)
        except Exception as error:  # noqa: BLE001 - it is raised if it is no problem
            yield from problems_at("$", value, error)
        if type(value) in _LISTS:
            known = cast("_KnownIds", ENTRIES.get()[kind])
            yield from _misplaced(table, value, known.documents)

    def structure(value: Any, _: Any) -> None:
        raise_any(problems(value))

    return structure


def _misplaced(table: str, entries: list[Any], documents: dict[str, Any]) -> Iterator[Problem]:
    """Ids that stand twice in a table, and entries that lie in themselves."""
    circles = _in_circles({key: document.get("parent") for key, document in documents.items()})
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        key = _id(entry)
        if key is None:
            continue
        if key in first:
            allowed = f"an id of its own: that of $.{table}[{first[key]}] too"
            yield problem(f"$[{place}].id", key, allowed)
        first.setdefault(key, place)
        if key in circles and documents[key] is entry:
            yield problem(f"$[{place}].parent", entry["parent"], "one that it does not hold")


def _in_circles(parents: Mapping[str, Any]) -> set[str]:
    """Those that lie in themselves, by the ids of what each lies in."""
    found: set[str] = set()
    seen: set[str] = set()
    for start in parents:
        trail: list[str] = []
        at: Any = start
        while type(at) is str and at in parents and at not in seen:
            seen.add(at)
            trail.append(at)
            at = parents[at]
        if at in trail:
            found.update(trail[trail.index(at) :])
    return found


# --- writing ------------------------------------------------------------------------------


def _dataset_writer(
    _: Any, converter: cattrs.Converter
) -> Callable[[Dataset], dict[str, Any]]:
    """A dataset whose ids lead back to what it refers to; an error for any other."""
    write = class_writer(Dataset, converter)

    def checked(value: Dataset) -> dict[str, Any]:
        raise_any(_not_held(value))
        return write(value)

    return checked


def _not_held(dataset: Dataset) -> Iterator[Problem]:
    """What entries refer to and no table of the dataset holds."""
    held = DatasetEntries(dataset)
    for table, kind in table_types().items():
        fields = {name: _class_with_id(hint) for name, hint in field_types(kind).items()}
        for place, entry in enumerate(getattr(dataset, table)):
            for name, wanted in fields.items():
                if wanted is None:
                    continue
                value = getattr(entry, name)
                for thing in value if type(value) is tuple else (value,):
                    found = None if thing is None else held[wanted].get(thing.id)
                    if found is not thing and found != thing:
                        allowed = f"what {' and '.join(ID_TABLES[wanted])} of the dataset hold"
                        yield problem(f"$.{table}[{place}].{name}", thing, allowed)
                        break


def _class_with_id(hint: Any) -> Any:
    """The class that a type of a field refers to by id, alone or in a tuple; None if none."""
    part = optional_part(hint) or (*get_args(hint), hint)[0]
    return part if part in ID_TABLES else None
