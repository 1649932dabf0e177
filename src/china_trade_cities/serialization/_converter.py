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
from math import isfinite
from operator import attrgetter
from typing import Any, TypeAlias, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import (
    make_dict_structure_fn_from_attrs,
    make_dict_unstructure_fn_from_attrs,
    override,
)

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display.results import LazyMapping
from china_trade_cities._model import vocabulary
from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import WHOLE_TEXT, is_whole
from china_trade_cities._problem import Problem
from china_trade_cities._queries.specialization import SpecializedCities, SpecializedCity
from china_trade_cities._tables.layout import A_PERIOD, canonical_period
from china_trade_cities.exceptions import InvalidArgumentError
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
Entries: TypeAlias = "Mapping[Any, Mapping[str, Any]]"

ENTRIES: ContextVar[Entries] = ContextVar("entries")
"""What the ids in the document that is being read stand for, by class and id."""

PLAIN: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    int: ((int,), "a whole number (int)"),
    float: ((int, float), "a finite number"),
    bool: ((bool,), "true or false (bool)"),
}
"""Plain types: the types that their values have, and what is allowed in words."""

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")


def make_documents(*, detailed: bool) -> cattrs.Converter:
    """A converter for the documents of public classes, all but `Dataset`.

    Args:
        detailed: Whether everything that is wrong is gathered, in one `DatasetError`.
    """
    converter = cattrs.Converter(
        forbid_extra_keys=not detailed,  # the detailed hooks look for them themselves
        detailed_validation=detailed,
        unstruct_collection_overrides={tuple: list},
    )
    # Words are text too: cattrs would take a hook for `str` for them, if they had none.
    for word in vars(vocabulary).values():
        if is_public(word):
            converter.register_structure_hook(word, _word_hook(word))
            converter.register_unstructure_hook(word, attrgetter("value"))
    for plain in PLAIN:
        converter.register_structure_hook(plain, _plain_hook(plain))
    for kind in ID_TABLES:
        converter.register_structure_hook(kind, _id_hook(kind))
        converter.register_unstructure_hook(kind, attrgetter("id"))
    converter.register_structure_hook(Period, _period)
    converter.register_unstructure_hook(Period, str)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_unstructure_hook(Decimal, str)

    structures: tuple[tuple[Callable[[Any], bool], Callable[[Any, cattrs.Converter], Hook]], ...]
    structures = (
        (lambda hint: optional_part(hint) is not None, _optional_hook),
        (is_list, _list_hook),
        (lambda hint: get_origin(hint) is tuple and not is_list(hint), _fixed_hook),
        (lambda hint: get_origin(hint) is Mapping, _mapping_hook),
        (_has_fields, class_hook),
        (lambda hint: hint is Change, _change_hook),
        (lambda hint: hint is SpecializedCities, _specialized_hook),
    )
    for predicate, factory in structures:
        converter.register_structure_hook_factory(predicate, factory)

    converter.register_unstructure_hook_factory(_has_fields, class_writer)
    converter.register_unstructure_hook_factory(
        lambda hint: hint is SpecializedCities,
        lambda _: converter.get_unstructure_hook(tuple[SpecializedCity, ...]),
    )
    return converter


# --- values -------------------------------------------------------------------------------


def _plain_hook(kind: type) -> Hook:
    """Text, a number or a truth value; nothing is turned into another type."""
    types, allowed = PLAIN[kind]

    def structure(value: Any, _: Any) -> Any:
        if type(value) not in types or (type(value) is float and not isfinite(value)):
            raise misfit(value, allowed)
        if type(value) is str and not is_whole(value):
            raise misfit(value, WHOLE_TEXT)
        return value

    return structure


def _word_hook(kind: type[Enum]) -> Hook:
    """A member of a closed list of words."""
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
    """A decimal number as text: JSON readers would make a binary fraction of a number."""
    if type(value) is not str or not DECIMAL.fullmatch(value):
        raise misfit(value, "a decimal number as text, such as '7.1957'")
    return Decimal(value)


def _id_hook(kind: type[Any]) -> Hook:
    """What an id stands for."""

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

_LISTS = (list, tuple)  # a tuple will do, as in what other writers make


def is_list(hint: Any) -> bool:
    """Whether a type is a list or tuple of any length, of one type."""
    origin = get_origin(hint)
    return origin is list or (origin is tuple and get_args(hint)[1:] == (...,))


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
    make = get_origin(hint)
    hook = converter.get_structure_hook(get_args(hint)[0])

    def structure(value: Any, _: Any) -> Any:
        if type(value) not in _LISTS:
            raise misfit(value, "a list")
        if not converter.detailed_validation:
            return make([hook(item, None) for item in value])
        return make(_each((f"$[{place}]", hook, item) for place, item in enumerate(value)))

    return structure


def _fixed_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """A list of a fixed length, each place with a type of its own."""
    hooks = [converter.get_structure_hook(part) for part in get_args(hint)]

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) not in _LISTS or len(value) != len(hooks):
            raise misfit(value, f"a list of {len(hooks)}")
        places = enumerate(zip(hooks, value, strict=True))
        return tuple(_each((f"$[{place}]", hook, item) for place, (hook, item) in places))

    return structure


def _mapping_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """An object whose keys are ids or periods, as a mapping that nobody can change."""
    key_hook, value_hook = map(converter.get_structure_hook, get_args(hint))

    def parts(value: dict[str, Any]) -> Iterator[tuple[str, Hook, Any]]:
        for key, item in value.items():
            path = member("$", key)
            yield path, key_hook, key
            yield path, value_hook, item

    def structure(value: Any, _: Any) -> Mapping[Any, Any]:
        if type(value) is not dict:
            raise misfit(value, "an object (dict)")
        made = _each(parts(value))
        return LazyMapping(dict(zip(made[::2], made[1::2], strict=True)).copy)

    return structure


def _optional_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    hook = converter.get_structure_hook(optional_part(hint))

    def structure(value: Any, _: Any) -> Any:
        if value is None:
            return None
        try:
            return hook(value, None)
        except Exception as error:  # noqa: BLE001 - it is raised if it is no problem
            found = tuple(problems_at("$", value, error))
        raise_any(
            problem("$", value, f"{each.allowed}, or null") if each.path == "$" else each
            for each in found
        )

    return structure


# --- classes ------------------------------------------------------------------------------


def _has_fields(hint: Any) -> bool:
    """Whether a type is a public class, or one written out, that is an object of its fields."""
    if is_in_full(hint):
        return True
    return is_public(hint) and attrs.has(hint)


def class_hook(
    hint: Any, converter: cattrs.Converter, entry: type[Any] | None = None, **hooks: Hook
) -> Hook:
    """How an object of a public class is read from an object of its fields.

    Args:
        hint: The class; or what `in_full` made of it.
        converter: What reads the fields.
        entry: The class of what was changed, if it is `Change`.
        **hooks: What reads some of the fields instead.
    """
    kind: type[Any] = get_args(hint)[0] if is_in_full(hint) else hint
    fields = _fields(kind, entry)
    hooks = {**_checked(kind, fields, converter), **hooks}
    is_detailed = converter.detailed_validation
    build = make_dict_structure_fn_from_attrs(
        fields,
        _unchecked(kind) if is_detailed else kind,
        converter,
        **{name: override(struct_hook=hook) for name, hook in hooks.items()},
    )
    names = [field.name for field in fields]
    allowed = f"the fields of {kind.__name__}: {', '.join(names)}"
    what = "tables of a Dataset" if kind is Dataset else f"fields of {kind.__name__}"

    def problems(value: dict[str, Any], made: list[Any]) -> Iterator[Problem]:
        known = {key: value[key] for key in names if key in value}
        for key in value:
            if key not in known:
                message = f"is unknown: must be one of {allowed}"
                path = member("$", key)
                yield Problem(path=path, value=value[key], allowed=allowed, message=message)
        try:
            made.append(build(known, kind))
        except cattrs.ClassValidationError as error:
            yield from problems_in_fields(error, value, kind.__name__, allowed)
            return
        for name, right in getattr(made[0], "_contradictions", tuple)():
            yield problem(f"$.{name}", value.get(name), right)

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise misfit(value, f"an object (dict) with the {what}")
        if not is_detailed:
            return build(value, kind)
        made: list[Any] = []
        raise_any(problems(value, made))
        return made[0]

    return structure


def class_writer(hint: Any, converter: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    """How an object of a public class is written, with all its fields."""
    kind: type[Any] = get_args(hint)[0] if is_in_full(hint) else hint

    def write(changed: object) -> Any:
        return changed and converter.unstructure(changed, unstructure_as=in_full(type(changed)))

    hooks = {"old": write, "new": write} if kind is Change else {}
    return make_dict_unstructure_fn_from_attrs(
        _fields(kind),
        kind,
        converter,
        **{name: override(unstruct_hook=hook) for name, hook in hooks.items()},
    )


def _fields(kind: type[Any], entry: type[Any] | None = None) -> list[attrs.Attribute[Any]]:
    """The fields of a class, each with its type in documents."""
    types = document_types(kind, entry)
    return [field.evolve(type=types[field.name]) for field in attrs.fields(kind) if field.init]


def _checked(
    kind: type[Any], fields: list[attrs.Attribute[Any]], converter: cattrs.Converter
) -> dict[str, Hook]:
    """Hooks of fields with a validator, which run it: cattrs gathers only what hooks raise."""
    hooks: dict[str, Hook] = {}
    if not converter.detailed_validation:
        return hooks
    made = object.__new__(kind)
    for field in fields:
        hint: Any = field.type
        if field.validator is None:
            continue
        # A plain value is what the validator expects, and it knows best what is allowed.
        is_plain = (optional_part(hint) or hint) in PLAIN
        hook = None if is_plain else converter.get_structure_hook(hint)
        hooks[field.name] = _checking(hook, made, field)
    return hooks


def _checking(hook: Hook | None, made: object, field: attrs.Attribute[Any]) -> Hook:
    check = cast("Callable[[object, attrs.Attribute[Any], object], None]", field.validator)

    def structure(value: Any, hint: Any) -> Any:
        content = value if hook is None else hook(value, hint)
        check(made, field, content)
        return content

    return structure


def _unchecked(kind: type[Any]) -> type[Any]:
    """The class without its check of fields that contradict each other, which raises the first."""
    if not hasattr(kind, "__attrs_post_init__"):
        return kind
    return type(kind.__name__, (kind,), {"__slots__": (), "__attrs_post_init__": lambda _: None})


def _change_hook(hint: Any, converter: cattrs.Converter) -> Hook:
    """What was changed is written out, and the table says of which class it is."""
    hooks = {table: class_hook(hint, converter, kind) for table, kind in table_types().items()}
    tables = ", ".join(map(repr, hooks))

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise misfit(value, "an object (dict) with the fields of Change")
        table = value.get("table")
        if type(table) is not str or table not in hooks:
            raise_any([problem("$.table", table, tables)])
        return hooks[table](value, None)

    return structure


def _specialized_hook(_: Any, converter: cattrs.Converter) -> Hook:
    hook = converter.get_structure_hook(tuple[SpecializedCity, ...])
    return lambda value, hint: SpecializedCities(hook(value, hint))
