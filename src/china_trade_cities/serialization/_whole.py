"""`Whole`: the shape of an object that is written out, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from types import CodeType
from typing import Any

import attrs

from china_trade_cities._model.validators import SCHEMAS, Validator
from china_trade_cities._problem import Problem
from china_trade_cities.exceptions import InvalidFieldError
from china_trade_cities.serialization._shapes import (
    Define,
    Maybe,
    Plain,
    Schema,
    Shape,
    UnfitError,
    is_object,
    member,
    problem,
)


class _Part:
    """One field of a class, and how its values look."""

    def __init__(self, attribute: attrs.Attribute[Any], shape: Shape) -> None:
        self.attribute = attribute
        self.name = attribute.name
        self.shape = shape
        self.validator: Validator | None = attribute.validator
        core = shape.shape if isinstance(shape, Maybe) else shape
        # A plain value is what the validator expects, and it knows best what is allowed.
        self.is_checked_whole = isinstance(core, Plain) and self.validator is not None
        self.required = attribute.default is attrs.NOTHING
        rules = None if self.validator is None else SCHEMAS[self.validator]
        # What a shape reads is of the right type: only a rule beyond that is still to be checked.
        self.check = self.validator if rules or self.is_checked_whole else None
        self.rules = rules or {}

    def problems(self, made: object, value: Any, path: str) -> Iterator[Problem]:
        """What keeps the field from having a value."""
        if not self.is_checked_whole:
            found = tuple(self.shape.problems(value, path))
            yield from found
            if found:
                return
        if self.check is not None:
            content = value if self.is_checked_whole else self.shape.read(value)
            try:
                self.check(made, self.attribute, content)
            except InvalidFieldError as error:
                yield problem(path, value, error.allowed)

    def schema(self, define: Define) -> Schema:
        """What values of the field may be."""
        schema = self.shape.schema(define)
        for keyword, rule in self.rules.items():
            if keyword in schema:
                schema.setdefault("allOf", []).append({keyword: rule})
            else:
                schema[keyword] = rule
        return schema


class Whole:
    """An object of an attrs class, with all its fields.

    Reading does what the class's own constructor does, in one function made for the class, but
    for checks that follow from the shapes: that a city which was found by its id is a `City`.
    It is twice as fast as reading the fields and handing them to the constructor.
    """

    def __init__(self, kind: type[Any], shapes: Mapping[str, Shape]) -> None:
        self.kind = kind
        attributes = {field.name: field for field in attrs.fields(kind) if field.init}
        self._parts = [_Part(attributes[name], shape) for name, shape in shapes.items()]
        self.read: Callable[[Any], Any] = _reader(kind, self._parts)
        self.write: Callable[[Any], dict[str, Any]] = _writer(self._parts)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """Fields that are unknown, missing or wrong, or that contradict each other."""
        name = self.kind.__name__
        if not is_object(value):
            yield problem(path, value, f"an object (dict) with the fields of {name}")
            return
        known = [part.name for part in self._parts]
        allowed = f"the fields of {name}: {', '.join(known)}"
        for key in value:
            if key not in known:
                yield Problem(
                    path=member(path, key),
                    value=value[key],
                    allowed=allowed,
                    message=f"is not known: allowed are {allowed}",
                )
        made = object.__new__(self.kind)
        sound = True
        for part in self._parts:
            place = f"{path}.{part.name}"
            if part.name in value:
                for found in part.problems(made, value[part.name], place):
                    sound = False
                    yield found
            elif part.required:
                sound = False
                yield Problem(path=place, allowed=allowed, message=f"is missing: {name} needs it")
        if sound:
            yield from self._contradictions(value, path)

    def _contradictions(self, value: dict[str, Any], path: str) -> Iterator[Problem]:
        """Fields that are right one by one, and not together."""
        if not hasattr(self.kind, "_contradictions"):
            return
        # Past the constructor, which stops at the first contradiction.
        made = object.__new__(self.kind)
        for part in self._parts:
            content = _default(part.attribute, made)
            if part.name in value:
                # What an id refers to may be wrong itself; it contradicts nothing here.
                with suppress(Exception):
                    content = part.shape.read(value[part.name])
            object.__setattr__(made, part.name, content)
        for name, allowed in made._contradictions():
            yield problem(f"{path}.{name}", value.get(name), allowed)

    def schema(self, define: Define) -> Schema:
        """Where the schema of the class stands."""
        return define(self.kind)

    def definition(self, define: Define, descriptions: Mapping[str, str]) -> Schema:
        """The schema of the class itself."""
        properties: dict[str, Schema] = {}
        for part in self._parts:
            schema = part.schema(define)
            words = (descriptions.get(part.name), schema.pop("description", None))
            schema |= {"description": "; ".join(filter(None, words))} if any(words) else {}
            properties[part.name] = schema
        return {
            "type": "object",
            "properties": properties,
            "required": [part.name for part in self._parts if part.required],
            "additionalProperties": False,
        }


def _default(attribute: attrs.Attribute[Any], made: object) -> Any:
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return default.factory(made) if default.takes_self else default.factory()
    return default


_MISSING = object()


def _reader(kind: type[Any], parts: list[_Part]) -> Callable[[Any], Any]:
    """A function that makes an object of the class from a dict.

    The code is made from nothing but the names of the fields.
    """
    names: dict[str, Any] = {
        "Unfit": UnfitError,
        "new": object.__new__,
        "kind": kind,
        "missing": _MISSING,
        "default": _default,
    }
    lines = [
        "def read(data):",
        " if type(data) is not dict: raise Unfit",
        " made, get, absent = new(kind), data.get, 0",
    ]
    for number, part in enumerate(parts):
        names[f"fill{number}"] = getattr(kind, part.name).__set__
        names[f"field{number}"] = part.attribute
        found = [] if part.is_checked_whole else [f"value = read{number}(value)"]
        names[f"read{number}"] = part.shape.read
        if part.check is not None:
            names[f"check{number}"] = part.check
            found.append(f"check{number}(made, field{number}, value)")
        found.append(f"fill{number}(made, value)")
        lines.append(f" value = get({part.name!r}, missing)")
        if part.required:
            lines += [f" {line}" for line in found]
            continue
        names[f"default{number}"] = part.attribute.default
        is_made = isinstance(part.attribute.default, attrs.Factory)  # type: ignore[arg-type]
        lines += [
            " if value is missing:",
            "  absent += 1",
            f"  fill{number}(made, "
            + (f"default(field{number}, made))" if is_made else f"default{number})"),
            # What the default is, is right.
            f" elif value is default{number}: fill{number}(made, value)",
            " else:",
            *(f"  {line}" for line in found),
        ]
    lines.append(f" if len(data) + absent != {len(parts)}: raise Unfit")
    if hasattr(kind, "__attrs_post_init__"):
        lines.append(" made.__attrs_post_init__()")
    lines.append(" return made")
    exec(_compiled("\n".join(lines)), names)  # noqa: S102
    made: Callable[[Any], Any] = names["read"]
    return made


def _writer(parts: list[_Part]) -> Callable[[Any], dict[str, Any]]:
    """A function that makes a dict from an object of the class."""
    names: dict[str, Any] = {}
    items: list[str] = []
    for number, part in enumerate(parts):
        names[f"write{number}"] = part.shape.write
        core = part.shape.shape if isinstance(part.shape, Maybe) else part.shape
        value = f"made.{part.name}"
        written = value if isinstance(core, Plain) else f"write{number}({value})"
        items.append(f"{part.name!r}: {written}")
    exec(_compiled(f"def write(made): return {{{', '.join(items)}}}"), names)  # noqa: S102
    write: Callable[[Any], dict[str, Any]] = names["write"]
    return write


@cache
def _compiled(source: str) -> CodeType:
    """The code of a function: a class has few, which each converter and document needs."""
    return compile(source, "<fields>", "exec")
