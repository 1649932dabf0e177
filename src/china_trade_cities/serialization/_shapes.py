"""Shapes: how the values of each kind of field look in a document.

A shape reads a plain value, names all that is wrong with one that it cannot read, writes an
object as a plain value, and states itself in JSON Schema: each rule has one place.

Reading is written for documents that are right: it raises whatever comes, at the first thing that
is wrong. Only then is the document gone through again, to name everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from math import isfinite
from typing import Any, Protocol, TypeAlias

from china_trade_cities._display.results import LazyMapping
from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import WHOLE_TEXT, is_whole
from china_trade_cities._problem import Problem
from china_trade_cities._tables.cells import A_PERIOD, canonical_period
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.exceptions import _shown as shown  # pyright: ignore[reportPrivateUsage]

Schema: TypeAlias = "dict[str, Any]"
Define: TypeAlias = "Callable[[type], Schema]"  # how a schema refers to that of a class


class UnfitError(ValueError):
    """A plain value cannot be read; what is wrong with it is asked for afterwards."""


class Shape(Protocol):
    """How values of one kind look in a document."""

    def read(self, value: Any, /) -> Any:
        """The object that a plain value stands for; any exception if it stands for none."""
        ...

    def problems(self, value: Any, path: str, /) -> Iterator[Problem]:
        """All that keeps a plain value from being read."""
        ...

    def write(self, value: Any, /) -> Any:
        """The plain value that stands for an object."""
        ...

    def schema(self, define: Define, /) -> Schema:
        """What plain values may be."""
        ...


def problem(path: str, value: object, allowed: str) -> Problem:
    """A value that cannot stand where it stands."""
    message = f"cannot be {shown(value)}: allowed is {allowed}"
    return Problem(path=path, value=value, allowed=allowed, message=message)


def member(path: str, key: object) -> str:
    """The path of a member of an object; half a character is shown as its number."""
    return f"{path}.{str(key).encode(errors='backslashreplace').decode()}"


def is_object(value: object) -> bool:
    """Whether a plain value is what JSON calls an object."""
    return type(value) is dict


def is_list(value: object) -> bool:
    """Whether a plain value is a list; a tuple will do, as in what other writers make."""
    return type(value) in _LISTS


_LISTS = (list, tuple)


def itself(value: Any) -> Any:
    """A value that is written as it is."""
    return value


class Plain:
    """Text, a number or a truth value, written as it is; nothing is turned into another type."""

    def __init__(self, kind: type) -> None:
        self._types, self.allowed, self._name = PLAIN[kind]
        self.write = itself

    def read(self, value: Any) -> Any:
        """The value, if it is of the type."""
        if type(value) not in self._types or (type(value) is float and not isfinite(value)):
            raise UnfitError
        if type(value) is str and not is_whole(value):
            raise UnfitError
        return value

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """Another type, a number that is not finite, or text that no file can hold."""
        try:
            self.read(value)
        except UnfitError:
            broken = type(value) is str and str in self._types
            yield problem(path, value, WHOLE_TEXT if broken else self.allowed)

    def schema(self, define: Define) -> Schema:  # noqa: ARG002
        """Its type."""
        return {"type": self._name}


PLAIN: dict[type, tuple[tuple[type, ...], str, str]] = {
    str: ((str,), "text", "string"),
    int: ((int,), "a whole number (int)", "integer"),
    float: ((int, float), "a finite number", "number"),
    bool: ((bool,), "true or false (bool)", "boolean"),
}
"""Plain types: which types their values have, what is allowed in words, their name in a schema."""


class Parsed:
    """A value that text stands for.

    Args:
        read: Makes it from text; a ValueError or TypeError where that stands for none.
        allowed: What is allowed, in words.
        pattern: The same as a regular expression, as far as that goes.
    """

    def __init__(self, read: Callable[[Any], Any], allowed: str, pattern: str) -> None:
        self._allowed = allowed
        self._pattern = pattern
        self.read = read
        self.write: Callable[[Any], str] = str

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """No text, or one that stands for nothing."""
        try:
            self.read(value)
        except InvalidArgumentError as error:
            yield problem(path, value, error.allowed)
        except (TypeError, ValueError):
            yield problem(path, value, self._allowed)

    def schema(self, define: Define) -> Schema:  # noqa: ARG002
        """Text of a pattern."""
        return {"type": "string", "pattern": self._pattern}


class _Periods(dict[str, Period]):
    """Periods by the text that stands for them, each parsed once."""

    def __missing__(self, key: Any) -> Period:
        if type(key) is not str:
            raise UnfitError
        found = self[key] = canonical_period(key)
        return found


def period() -> Parsed:
    """A period, in the one way of writing it."""
    month = "[1-9][0-9]{3}-(0[1-9]|1[0-2])"
    return Parsed(
        _Periods().__getitem__,
        A_PERIOD,
        # Neither a whole year nor a single month is written as a span.
        rf"^(?!(.{{4}})-01/\1-12)(?!(.{{7}})/\2)([1-9][0-9]{{3}}|{month}(/{month})?)$",
    )


_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?")


def _decimal(text: Any) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise UnfitError
    return Decimal(text)


def decimal() -> Parsed:
    """A decimal number as text: JSON readers would make a binary fraction of a number."""
    allowed = "a decimal number as text, such as '7.1957'"
    return Parsed(_decimal, allowed, f"^{_DECIMAL.pattern}$")


class Word:
    """A member of a closed list of words."""

    def __init__(self, kind: type[Enum]) -> None:
        self._kind = kind
        self._members: dict[Any, Enum] = {member.value: member for member in kind}
        self.read = self._members.__getitem__

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """A word that is not in the list."""
        if type(value) is not str or value not in self._members:
            yield problem(path, value, ", ".join(map(repr, self._members)))

    def write(self, value: Any) -> str:
        """The word."""
        word: str = value.value
        return word

    def schema(self, define: Define) -> Schema:
        """The list."""
        return define(self._kind)

    def definition(self, define: Define, descriptions: Mapping[str, str]) -> Schema:  # noqa: ARG002
        """The list itself."""
        return {"type": "string", "enum": list(self._members)}


class Things(Protocol):
    """Things by their ids."""

    def __getitem__(self, key: str, /) -> Any: ...
    def ids(self) -> Collection[str]:
        """All ids there are, also of things that cannot be read."""
        ...


class Reference:
    """A thing with an id that the dataset holds: the id stands for it."""

    def __init__(self, kind: type, things: Things) -> None:
        self._kind = kind
        self._things = things
        self.read = things.__getitem__

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """An id that the dataset does not hold."""
        ids = self._things.ids()
        if type(value) is not str or value not in ids:
            close = get_close_matches(value, ids, 3) if type(value) is str else ()
            hint = f", such as {' or '.join(map(repr, close))}" if close else ""
            yield problem(path, value, f"the id of a {self._kind.__name__} of the dataset{hint}")

    def write(self, value: Any) -> str:
        """Its id."""
        key: str = value.id
        return key

    def schema(self, define: Define) -> Schema:  # noqa: ARG002
        """An id; whether there is such a thing, a schema cannot say."""
        return {
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            "description": f"id of a {self._kind.__name__}",
        }


class Maybe:
    """Something, or null."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def read(self, value: Any) -> Any:
        """None stands for itself."""
        return None if value is None else self.shape.read(value)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """What is wrong with something that is there."""
        if value is None:
            return
        for found in self.shape.problems(value, path):
            own = found.path == path
            yield problem(path, value, f"{found.allowed}, or null") if own else found

    def write(self, value: Any) -> Any:
        """None stands for itself."""
        return None if value is None else self.shape.write(value)

    def schema(self, define: Define) -> Schema:
        """The same, or null."""
        schema = self.shape.schema(define)
        if isinstance(schema.get("type"), str):
            return {**schema, "type": [schema["type"], "null"]}
        return {"anyOf": [schema, {"type": "null"}]}


class Many:
    """A list of things of one kind."""

    def __init__(self, shape: Shape, make: Callable[[list[Any]], Any] = tuple) -> None:
        self._shape = shape
        self._make = make

    def read(self, value: Any) -> Any:
        """All of them."""
        if not is_list(value):
            raise UnfitError
        return self._make(list(map(self._shape.read, value)))

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """What is wrong with each."""
        if not is_list(value):
            yield problem(path, value, "a list")
            return
        for place, item in enumerate(value):
            try:
                self._shape.read(item)
            except Exception:  # noqa: BLE001 - whatever it is, the problems say it better
                yield from self._shape.problems(item, f"{path}[{place}]")

    def write(self, value: Any) -> list[Any]:
        """All of them."""
        return list(map(self._shape.write, value))

    def schema(self, define: Define) -> Schema:
        """A list of any length."""
        return {"type": "array", "items": self._shape.schema(define)}


class Fixed:
    """A list of a fixed length, each place with a shape of its own."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes

    def read(self, value: Any) -> tuple[Any, ...]:
        """A tuple."""
        if not is_list(value) or len(value) != len(self._shapes):
            raise UnfitError
        return tuple(shape.read(item) for shape, item in zip(self._shapes, value, strict=True))

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """Another length, or what is wrong with each place."""
        if not is_list(value) or len(value) != len(self._shapes):
            yield problem(path, value, f"a list of {len(self._shapes)}")
            return
        for place, (shape, item) in enumerate(zip(self._shapes, value, strict=True)):
            yield from shape.problems(item, f"{path}[{place}]")

    def write(self, value: Any) -> list[Any]:
        """A list."""
        return [shape.write(item) for shape, item in zip(self._shapes, value, strict=True)]

    def schema(self, define: Define) -> Schema:
        """A list of this length."""
        return {
            "type": "array",
            "prefixItems": [shape.schema(define) for shape in self._shapes],
            "items": False,
            "minItems": len(self._shapes),
        }


class Table:
    """Something by city or by period: an object whose keys are ids or periods."""

    def __init__(self, key: Shape, shape: Shape) -> None:
        self._key = key
        self._shape = shape

    def read(self, value: Any) -> Mapping[Any, Any]:
        """A mapping that nobody can change."""
        if not is_object(value):
            raise UnfitError
        read_key, read = self._key.read, self._shape.read
        found = {read_key(key): read(item) for key, item in value.items()}
        return LazyMapping(found.copy)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """What is wrong with each key and value."""
        if not is_object(value):
            yield problem(path, value, "an object (dict)")
            return
        for key, item in value.items():
            place = member(path, key)
            yield from self._key.problems(key, place)
            yield from self._shape.problems(item, place)

    def write(self, value: Any) -> dict[str, Any]:
        """A dict in the same order."""
        write_key, write = self._key.write, self._shape.write
        return {write_key(key): write(item) for key, item in value.items()}

    def schema(self, define: Define) -> Schema:
        """An object with keys of a pattern."""
        names = {"pattern": self._key.schema(define)["pattern"]}
        return {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": self._shape.schema(define),
        }


class Variants:
    """An object whose fields have other shapes according to one of them."""

    def __init__(self, kind: type, tag: str, variants: Mapping[str, Any]) -> None:
        self._kind = kind
        self._tag = tag
        self._variants = variants

    def read(self, value: Any) -> Any:
        """As the tag says."""
        return self._variants[value[self._tag]].read(value)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """No tag, an unknown one, or what is wrong with the variant."""
        tag = value.get(self._tag) if is_object(value) else None
        if type(tag) is str and tag in self._variants:
            yield from self._variants[tag].problems(value, path)
        elif not is_object(value):
            yield problem(path, value, f"an object (dict) with the fields of {self._kind.__name__}")
        else:
            allowed = ", ".join(map(repr, self._variants))
            yield problem(f"{path}.{self._tag}", tag, allowed)

    def write(self, value: Any) -> Any:
        """As the tag says."""
        return self._variants[getattr(value, self._tag)].write(value)

    def schema(self, define: Define) -> Schema:
        """Where the schema of the class stands."""
        return define(self._kind)

    def definition(self, define: Define, descriptions: Mapping[str, str]) -> Schema:
        """One of the variants."""
        schemas: list[Schema] = []
        for tag, variant in self._variants.items():
            schema = variant.definition(define, descriptions)
            schema["properties"][self._tag] |= {"const": tag}
            schemas.append(schema)
        return {"oneOf": schemas}
