"""A whole `Dataset` as a document, and what the ids in documents stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast, get_args

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.validators import LEVELS, TOO_DEEP
from china_trade_cities._problem import Problem
from china_trade_cities.serialization._classes import (
    ID_TABLES,
    document_types,
    field_types,
    in_full,
    optional_part,
    table_types,
)
from china_trade_cities.serialization._converter import (
    ENTRIES,
    Hook,
    class_hook,
    class_writer,
    is_list,
    is_object,
    make_documents,
)
from china_trade_cities.serialization._problems import misfit, problem, problems_at, raise_any

if TYPE_CHECKING:
    import cattrs


@cache
def documents(*, detailed: bool = False) -> cattrs.Converter:
    """The converter for documents of all public classes; its hooks are made when they are needed.

    The detailed one gathers everything that is wrong, in one `DatasetError`.
    """
    converter = make_documents(detailed=detailed)
    converter.register_structure_hook_factory(lambda hint: hint is Dataset, _dataset_hook)
    converter.register_unstructure_hook_factory(lambda hint: hint is Dataset, _dataset_writer)
    return converter


class DatasetEntries(dict[Any, Mapping[str, Any]]):
    """The entries of a dataset by class and id, looked at when the first id is met."""

    def __init__(self, dataset: Dataset | None) -> None:
        super().__init__()
        self._dataset = None if dataset is None else dataset_or_bundled(dataset)

    def __missing__(self, kind: type[Any]) -> Mapping[str, Any]:
        tables = [
            getattr(dataset_or_bundled(self._dataset), name) for name in reversed(ID_TABLES[kind])
        ]
        found = self[kind] = {entry.id: entry for entry in chain(*tables)}
        return found


# --- reading ------------------------------------------------------------------------------


class _DocumentEntries(dict[str, Any]):
    """The entries of a document by id, each read when it is first referred to.

    So a city may lie in one that stands further down.
    """

    def __init__(self, document: Mapping[str, Any], kind: type[Any], hook: Hook) -> None:
        super().__init__()
        tables = [document.get(table, ()) for table in ID_TABLES[kind]]
        self.documents: dict[str, Any] = {}
        for entry in chain(*filter(is_list, tables)):
            if _id(entry) is not None:
                self.documents.setdefault(entry["id"], entry)
        self._hook = hook
        self._unread = set(self.documents)
        self._is_known = all(map(is_list, tables))

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def __missing__(self, key: str) -> Any:
        if self._is_known:  # of ids in what is no table, nothing can be said
            self._unread.remove(key)  # a KeyError if it is unknown, or refers to itself
        made = self[key] = self._hook(self.documents.get(key), None)
        return made

    def of(self, entry: Any) -> Any:
        """What a document of an entry stands for."""
        key = entry["id"]
        # Where a city and an area share an id, it means the city.
        return self[key] if self.documents[key] is entry else self._hook(entry, None)


def _id(entry: Any) -> str | None:
    key = entry.get("id") if is_object(entry) else None
    return key if type(key) is str else None


def _dataset_hook(_: Any, converter: cattrs.Converter) -> Hook:
    """A dataset, whose ids stand for entries of its own tables."""
    table_hook: Callable[[str, Any, cattrs.Converter], Hook]
    if converter.detailed_validation:
        table_hook = _checked_table
        # What is wrong in an entry is reported there, not where something refers to it.
        hooks: dict[Any, Hook] = {kind: _blank(kind) for kind in ID_TABLES}
    else:
        table_hook = _table
        hooks = {kind: converter.get_structure_hook(in_full(kind)) for kind in ID_TABLES}
    tables = {table: kind for kind, names in ID_TABLES.items() for table in names}
    table_hooks = {table: table_hook(table, kind, converter) for table, kind in tables.items()}
    build = class_hook(Dataset, converter, hooks=table_hooks)

    def structure(value: Any, hint: Any) -> Any:
        document: dict[str, Any] = value if is_object(value) else {}
        token = ENTRIES.set(
            {kind: _DocumentEntries(document, kind, hook) for kind, hook in hooks.items()}
        )
        try:
            return build(value, hint)
        finally:
            ENTRIES.reset(token)

    return structure


def _blank(kind: type[Any]) -> Hook:
    made = object.__new__(kind)

    def structure(_: Any, __: Any) -> Any:
        return made

    return structure


def _entries(kind: type[Any]) -> _DocumentEntries:
    return cast("_DocumentEntries", ENTRIES.get()[kind])


def _table(_: str, kind: type[Any], __: cattrs.Converter) -> Hook:
    """A table of entries that others refer to, each of which is read once."""

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not is_list(value):
            raise misfit(value, "a list")
        return tuple(map(_entries(kind).of, value))

    return structure


def _checked_table(table: str, kind: type[Any], converter: cattrs.Converter) -> Hook:
    """The same, with all that is wrong in it; nothing is made of it."""
    hook = converter.get_structure_hook(document_types(Dataset)[table])

    def problems(value: Any) -> Iterator[Problem]:
        try:
            hook(value, None)
        except Exception as error:  # noqa: BLE001 - it is raised if it is no problem
            yield from problems_at("$", value, error)
        if is_list(value):
            yield from _misplaced(table, value, _entries(kind).documents)

    return lambda value, _: raise_any(problems(value))


def _misplaced(table: str, entries: list[Any], documents: dict[str, Any]) -> Iterator[Problem]:
    """Ids that stand twice in a table, and entries that lie in themselves or in too many others."""
    parents = {key: entry.get("parent") for key, entry in documents.items()}
    circles = _in_circles(parents)
    deep = _too_deep(parents)
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        key = _id(entry)
        if key is None:
            continue
        if first.setdefault(key, place) != place:
            allowed = f"an id of its own: that of $.{table}[{first[key]}] too"
            yield problem(f"$[{place}].id", key, allowed)
        if key in circles and documents[key] is entry:
            yield problem(f"$[{place}].parent", entry["parent"], "one that it does not hold")
        if key in deep and documents[key] is entry:
            yield problem(f"$[{place}].parent", entry["parent"], TOO_DEEP)


def _in_circles(parents: Mapping[str, Any]) -> set[str]:
    """The ids of what lies in itself, by the id of what each lies in."""
    found: set[str] = set()
    seen: set[str] = set()
    for start in parents:
        at: Any = start
        trail: list[str] = []
        while type(at) is str and at in parents and at not in seen:
            seen.add(at)
            trail.append(at)
            at = parents[at]
        if at in trail:
            found.update(trail[trail.index(at) :])
    return found


def _too_deep(parents: Mapping[str, Any]) -> set[str]:
    """The ids of what lies in too many others, the outermost of each chain."""
    levels: dict[str, int] = {}
    for start in parents:
        trail: list[str] = []
        at: Any = start
        while type(at) is str and at in parents and at not in levels:
            levels[at] = 0  # in a circle, which is no chain
            trail.append(at)
            at = parents[at]
        lowest = levels.get(at, 0) if type(at) is str else 0
        levels |= {key: level for level, key in enumerate(reversed(trail), lowest + 1)}
    return {key for key, level in levels.items() if level == LEVELS + 1}


# --- writing ------------------------------------------------------------------------------


def _dataset_writer(_: Any, converter: cattrs.Converter) -> Callable[[Dataset], dict[str, Any]]:
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
        # What a field may refer to, alone or in a tuple.
        parts = {
            name: optional_part(hint) or (*get_args(hint), hint)[0]
            for name, hint in field_types(kind).items()
        }
        classes = {name: part for name, part in parts.items() if part in ID_TABLES}
        for place, entry in enumerate(getattr(dataset, table)):
            for name, part in classes.items():
                value = getattr(entry, name)
                for each in value if is_list(value) else (value,):
                    found = None if each is None else held[part].get(each.id)
                    if found is not each and found != each:
                        allowed = f"what {' and '.join(ID_TABLES[part])} of the dataset hold"
                        yield problem(f"$.{table}[{place}].{name}", each, allowed)
                        break
