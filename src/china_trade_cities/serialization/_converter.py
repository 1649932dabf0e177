"""The hooks by which cattrs reads and writes documents of public classes.

There are two converters. The fast one raises at the first thing that is wrong, whatever comes to
hand. Only then the detailed one reads the document again, to gather everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from itertools import repeat
from math import isfinite
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import (
    make_dict_structure_fn_from_attrs,  # pyright: ignore[reportUnknownVariableType]
    make_dict_unstructure_fn_from_attrs,  # pyright: ignore[reportUnknownVariableType]
    override,
)

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display.results import LazyMapping
from china_trade_cities._model import vocabulary
from china_trade_cities._model.derived import DERIVED_FLOWS, derived
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import WHOLE_TEXT, is_whole
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._problem import Problem
from china_trade_cities._tables.cells import A_PERIOD, canonical_period
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError
from china_trade_cities.serialization._classes import (
    ID_TABLES,
    document_types,
    in_full,
    is_in_full,
    is_public,
    optional_part,
    table_types,
)
from china_trade_cities.serialization._problems import (
    member,
    misfit,
    problem,
    problems_at,
    problems_in_fields,
    raise_any,
)

Hook: TypeAlias = "Callable[[Any, Any], Any]"
Fields: TypeAlias = "list[attrs.Attribute[Any]]"

ENTRIES: ContextVar[Mapping[Any, Mapping[str, Any]]] = ContextVar("entries")
"""What the ids in the document that is being read stand for, by class and id."""

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")

FURTHEST = 1e30
"""No number of an answer is further from 0, be it a sum of amounts or a rate of two of them."""

_PLAIN: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    int: ((int,), "a whole number (int)"),
    float: ((int, float), "a finite number"),
    bool: ((bool,), "true or false (bool)"),
}


def is_object(value: object) -> bool:
    """Whether a plain value is what JSON calls an object."""
    return type(value) is dict


def is_list(value: object) -> bool:
    """Whether a plain value is a list; a tuple will do, as in what other writers make."""
    return type(value) in (list, tuple)


def make_documents(*, detailed: bool) -> cattrs.Converter:
    """A converter for the documents of all public classes but `Dataset`.

    The detailed one gathers everything that is wrong, in one `DatasetError`.
    """
    converter = cattrs.Converter(
        forbid_extra_keys=not detailed,  # the detailed hooks look for them themselves
        detailed_validation=detailed,
        unstruct_collection_overrides={tuple: list},
    )
    read, write = converter.register_structure_hook, converter.register_unstructure_hook
    for plain in _PLAIN:
        read(plain, _plain_hook(plain))
    # Words are text as well, so that cattrs would take the hook of text for them.
    for word in filter(is_public, vars(vocabulary).values()):
        read(word, _word_hook(word))
        write(word, attrgetter("value"))
    for kind in ID_TABLES:
        read(kind, _id_hook(kind))
        write(kind, attrgetter("id"))
    for kind, hook in ((Period, _period), (Decimal, _decimal)):
        read(kind, hook)
        write(kind, str)

    factories: dict[Callable[[Any], bool], Callable[[Any, cattrs.Converter], Hook]] = {
        lambda hint: optional_part(hint) is not None: _optional_hook,
        lambda hint: get_origin(hint) in (list, tuple): _list_hook,
        lambda hint: get_origin(hint) is Mapping: _mapping_hook,
        _has_fields: class_hook,
        lambda hint: hint is TradeRecord: _record_hook,
        lambda hint: hint is Change: _change_hook,
    }
    for predicate, factory in factories.items():
        converter.register_structure_hook_factory(predicate, factory)
    converter.register_unstructure_hook_factory(_has_fields, class_writer)
    converter.register_unstructure_hook_factory(lambda hint: hint is TradeRecord, _record_writer)
    return converter


# --- values -------------------------------------------------------------------------------


def _plain_hook(kind: type) -> Hook:
    types, allowed = _PLAIN[kind]

    def structure(value: Any, _: Any) -> Any:
        if type(value) not in types or (type(value) is float and not isfinite(value)):
            raise misfit(value, allowed)
        if kind in (int, float) and abs(value) > FURTHEST:
            raise misfit(value, f"{allowed} from -10^30 to 10^30")
        if kind is str and not is_whole(cast("str", value)):
            raise misfit(value, WHOLE_TEXT)
        return value

    return structure


def _word_hook(kind: type[Enum]) -> Hook:
    words = {word.value: word for word in kind}

    def structure(value: Any, _: Any) -> Enum:
        try:
            return words[value]
        except (KeyError, TypeError):
            raise misfit(value, ", ".join(map(repr, words))) from None

    return structure


_parsed = lru_cache(maxsize=10_000)(canonical_period)


def _period(value: Any, _: Any) -> Period:
    allowed = A_PERIOD
    if type(value) is str:
        try:
            return _parsed(value)
        except InvalidArgumentError as error:
            allowed = error.allowed
    raise misfit(value, allowed)


def _decimal(value: Any, _: Any) -> Decimal:
    # As text: JSON readers would make a binary fraction of a number.
    if type(value) is not str or not DECIMAL.fullmatch(value):
        raise misfit(value, "a decimal number as text, such as '7.1957'")
    return Decimal(value)


def _id_hook(kind: type[Any]) -> Hook:
    def structure(value: Any, _: Any) -> Any:
        entries = ENTRIES.get()[kind]
        close: list[str] = []
        if type(value) is str:
            try:
                return entries[value]
            except KeyError:
                close = get_close_matches(value, entries, 3)
        hint = f", such as {' or '.join(map(repr, close))}" if close else ""
        raise misfit(value, f"the id of a {kind.__name__} of the dataset{hint}")

    return structure


# --- collections --------------------------------------------------------------------------


def _each(parts: Iterable[tuple[str, Hook, Any]]) -> list[Any]:
    """What hooks make of the parts of a value, given with their paths; all problems together."""
    made: list[Any] = []

    def problems() -> Iterator[Problem]:
        for path, hook, value in parts:
            try:
                made.append(hook(value, None))
            except Exception as error:  # noqa: BLE001 - it is raised if it is no problem
                yield from problems_at(path, value, error)

    raise_any(problems())
    return made


def _list_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """A list of any length, or of a fixed one, each place with a type of its own."""
    make, arguments = get_origin(hint), get_args(hint)
    is_fixed = get_origin(hint) is tuple and arguments[1:] != (...,)
    hooks = list(map(converter.get_structure_hook, arguments if is_fixed else arguments[:1]))

    def structure(value: Any, _: Any) -> Any:
        if not is_list(value) or (is_fixed and len(value) != len(hooks)):
            raise misfit(value, f"a list of {len(hooks)}" if is_fixed else "a list")
        pairs = zip(hooks if is_fixed else repeat(hooks[0]), value, strict=False)
        if not converter.detailed_validation:
            return make([hook(item, None) for hook, item in pairs])
        return make(_each((f"$[{place}]", *pair) for place, pair in enumerate(pairs)))

    return structure


def _mapping_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """An object whose keys are ids or periods, as a mapping that nobody can change."""
    hooks = [converter.get_structure_hook(argument) for argument in get_args(hint)]

    def structure(value: Any, _: Any) -> Mapping[Any, Any]:
        if not is_object(value):
            raise misfit(value, "an object (dict)")
        made = _each(
            (member("$", key), hook, part)
            for key, item in value.items()
            for hook, part in zip(hooks, (key, item), strict=True)
        )
        return LazyMapping(dict(zip(made[::2], made[1::2], strict=True)).copy)

    return structure


def _optional_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    hook = converter.get_structure_hook(optional_part(hint))

    def structure(value: Any, _: Any) -> Any:
        if value is None:
            return None
        try:
            return hook(value, None)
        except DatasetError as error:
            found = [
                problem("$", value, f"{each.allowed}, or null") if each.path == "$" else each
                for each in error.problems
            ]
        raise DatasetError(found)

    return structure


# --- classes ------------------------------------------------------------------------------


def _has_fields(hint: Any) -> bool:
    """Whether documents of a type are objects of the fields of a class."""
    return is_in_full(hint) or (is_public(hint) and attrs.has(hint))


def _fields(kind: type[Any], entry: type[Any] | None = None) -> Fields:
    """The fields of a class, each with its type in documents."""
    types = document_types(kind, entry)
    return [field.evolve(type=types[field.name]) for field in attrs.fields(kind) if field.init]


def class_hook(
    hint: Any,
    converter: cattrs.Converter,
    *,
    entry: type[Any] | None = None,
    hooks: Mapping[str, Hook] = MappingProxyType({}),
) -> Hook:
    """How an object of a public class, perhaps `in_full`, is read.

    `entry` is the class of what was changed, if it is `Change`; `hooks` read some of the fields
    instead of the converter.
    """
    kind: type[Any] = get_args(hint)[0] if is_in_full(hint) else hint
    make = _detailed_hook if converter.detailed_validation else _built
    hook = make(kind, [_for_reading(field) for field in _fields(kind, entry)], converter, hooks)
    what = "tables of a Dataset" if kind is Dataset else f"fields of {kind.__name__}"

    def structure(value: Any, _: Any) -> Any:
        if not is_object(value):
            raise misfit(value, f"an object (dict) with the {what}")
        return hook(value, kind)

    return structure


def _built(
    kind: type[Any], fields: Fields, converter: cattrs.Converter, hooks: Mapping[str, Hook]
) -> Hook:
    """The function that cattrs makes for the fields of a class."""
    overrides: Any = {name: override(struct_hook=hook) for name, hook in hooks.items()}
    return make_dict_structure_fn_from_attrs(fields, kind, converter, **overrides)


def _detailed_hook(
    kind: type[Any], fields: Fields, converter: cattrs.Converter, hooks: Mapping[str, Hook]
) -> Hook:
    """The same, with all that is wrong."""
    checked = {each.name: _checked(each, kind, converter) for each in fields if each.validator}
    built = kind
    if hasattr(kind, "__attrs_post_init__"):
        skipped = {"__slots__": (), "__attrs_post_init__": _no_check}
        built = type(kind.__name__, (kind,), skipped)
    build = _built(built, fields, converter, {**checked, **hooks})
    known = [field.name for field in fields]
    allowed = f"the fields of {kind.__name__}: {', '.join(known)}"

    def problems(value: dict[str, Any], made: list[Any]) -> Iterator[Problem]:
        for key, item in value.items():
            if key not in known:
                message = f"is unknown: must be one of {allowed}"
                yield Problem(path=member("$", key), value=item, allowed=allowed, message=message)
        try:
            made.append(build(value, kind))
        except cattrs.ClassValidationError as error:
            yield from problems_in_fields(error, value, kind.__name__, allowed)
        else:
            for name, needed in getattr(made[0], "_contradictions", tuple)():
                yield problem(f"$.{name}", value.get(name), needed)

    def structure(value: Any, _: Any) -> Any:
        made: list[Any] = []
        raise_any(problems(value, made))
        return made[0]

    return structure


def _no_check(_: object) -> None:
    """Stands in for a check that raises the first contradiction alone."""


def _for_reading(field: attrs.Attribute[Any]) -> attrs.Attribute[Any]:
    """A field, of any type if its validator checks the type: it knows best what is allowed."""
    hint: Any = field.type
    is_plain = (optional_part(hint) or hint) in _PLAIN
    return field.evolve(type=Any) if field.validator and is_plain else field


def _checked(field: attrs.Attribute[Any], kind: type[Any], converter: cattrs.Converter) -> Hook:
    """What reads a field and runs its validator: cattrs gathers only what hooks raise."""
    hook = converter.get_structure_hook(field.type)
    check: Any = field.validator
    made = object.__new__(kind)

    def structure(value: Any, _: Any) -> Any:
        content = hook(value, None)
        check(made, field, content)
        return content

    return structure


def class_writer(hint: Any, converter: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    """How an object of a public class is written, with all its fields."""
    kind: type[Any] = get_args(hint)[0] if is_in_full(hint) else hint

    def write(entry: object) -> Any:
        if entry is None:
            return None
        known = next(base for base in type(entry).__mro__ if base in table_types().values())
        return converter.unstructure(entry, unstructure_as=in_full(known))

    hooks: Any = {}
    if kind is Change:
        hooks = dict.fromkeys(("old", "new"), override(unstruct_hook=write))
    return make_dict_unstructure_fn_from_attrs(_fields(kind), kind, converter, **hooks)


def _record_hook(_: Any, converter: cattrs.Converter) -> Hook:
    """A record: printed, unless its document holds the `parts` that it is derived from."""
    hook = class_hook(TradeRecord, converter)

    def structure(value: Any, _: Any) -> Any:
        if not is_object(value) or "parts" not in value:
            return hook(value, None)
        own = {key: item for key, item in value.items() if key != "parts"}
        parts = value["parts"] if is_list(value["parts"]) else ()
        made, *pair = _each(
            (("$", hook, own), *((f"$.parts[{n}]", hook, part) for n, part in enumerate(parts)))
        )
        if not _is_derived_from(made, pair):
            allowed = "the export and import, of one source, that give this total or balance"
            raise DatasetError([problem("$.parts", value["parts"], allowed)])
        return derived(made.flow, *pair)

    return structure


def _is_derived_from(record: TradeRecord, parts: list[TradeRecord]) -> bool:
    """Whether a record holds what follows from its parts, and nothing else."""
    if [part.flow for part in parts] != [Flow.EXPORT, Flow.IMPORT]:
        return False
    if record.flow not in DERIVED_FLOWS or len(set(map(_pair_key, parts))) > 1:
        return False
    made = derived(record.flow, *parts)
    return made is not None and all(
        getattr(made, field.name) == getattr(record, field.name)
        for field in attrs.fields(TradeRecord)
    )


_pair_key = attrgetter("city", "period", "product", "partner", "currency", "basis", "source")


def _record_writer(hint: Any, converter: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    write = class_writer(hint, converter)

    def with_parts(record: TradeRecord) -> dict[str, Any]:
        parts = {"parts": list(map(write, record.parts))} if record.is_derived else {}
        return write(record) | parts

    return with_parts


def _change_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """What was changed is written in full, and the table says of which class it is."""
    hooks = {
        table: class_hook(hint, converter, entry=entry) for table, entry in table_types().items()
    }

    def structure(value: Any, _: Any) -> Any:
        if not is_object(value):
            raise misfit(value, "an object (dict) with the fields of Change")
        table: Any = value.get("table")
        if type(table) is not str or table not in hooks:
            raise DatasetError([problem("$.table", table, ", ".join(map(repr, hooks)))])
        return hooks[table](value, None)

    return structure
