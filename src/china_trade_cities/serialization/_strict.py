"""Shapes of the types in a dependant's classes of which cattrs alone guesses.

Texts and pairs are no collections, and a value is no other one that happens to be equal to it.
"""

from __future__ import annotations

import collections
from collections import OrderedDict, deque
from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSequence,
    MutableSet,
    Sequence,
)
from collections.abc import Set as AbstractSet
from enum import Enum, Flag
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from china_trade_cities._problem import Problem
from china_trade_cities.serialization._shapes import (
    PLAIN,
    Fixed,
    Many,
    Plain,
    Shape,
    UnfitError,
    is_object,
    problem,
)

# What stands for each kind of collection, as in cattrs.
_COLLECTIONS: dict[Any, Callable[[list[Any]], Any]] = {
    list: list,
    MutableSequence: list,
    tuple: tuple,
    Sequence: tuple,
    deque: deque,
    set: set,
    MutableSet: set,
    frozenset: frozenset,
    AbstractSet: frozenset,
}
_MAPPINGS: dict[Any, Any] = {
    dict: dict[Any, Any],
    Mapping: dict[Any, Any],
    MutableMapping: dict[Any, Any],
    OrderedDict: OrderedDict[Any, Any],
    collections.Counter: collections.Counter[Any],
}


def strict_shape(hint: Any, part: Callable[[Any], Any]) -> Any:
    """The shape of a type of which cattrs guesses; None for any other.

    It is only for reading.

    Args:
        hint: The type.
        part: The shape of a type that is part of it.
    """
    # The names of `typing` without arguments have an origin too.
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _of_enum(hint)
    if origin is Literal:
        return Choice((each.value if isinstance(each, Enum) else each, each) for each in arguments)
    if origin in (Union, UnionType):
        return _of_union(arguments, part)
    if origin in _MAPPINGS:
        return None if arguments else _Object(part(_MAPPINGS[origin]))
    return _of_collection(hint, part) if origin in _COLLECTIONS else None


def _of_collection(hint: Any, part: Callable[[Any], Any]) -> Any:
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    # Without arguments, ``tuple[()]`` is empty, and ``Tuple`` may hold anything.
    fixed = origin is tuple and hasattr(hint, "__args__") and arguments[1:] != (...,)
    if fixed:
        return Fixed([part(argument) for argument in arguments])
    return Many(part(arguments[0] if arguments else Any), _COLLECTIONS[origin])


def of_subclass(kind: type[Any], shape: Plain) -> Any:
    """The shape of a class of somebody's own that is text or a number too, as `shape` reads it."""
    found = _of_enum(kind) if issubclass(kind, Enum) else None
    return found or _Made(kind, shape)


def _of_enum(kind: type[Enum]) -> Any:
    members = [(member.value, member) for member in kind]
    if issubclass(kind, Flag):
        return _Made(kind, Plain(int))
    if all(type(value) in _WORDS for value, _ in members):
        return Choice(members)
    return None  # values such as tuples stand for themselves in no document


_WORDS = (*PLAIN, NoneType)


def _of_union(arguments: tuple[Any, ...], part: Callable[[Any], Any]) -> Any:
    plain = {kind: Plain(kind) for kind in PLAIN if kind in arguments}
    others = [kind for kind in arguments if kind not in plain and kind is not NoneType]
    if not plain or len(plain) + len(others) < 2:
        return None  # one type, or None: or types of which none is plain
    rest = part(Union[tuple(others)]) if others else None  # noqa: UP007
    return _Either(plain, rest, none=NoneType in arguments)


class Choice:
    """Some values, each of which stands for itself or for a member of an enum.

    Args:
        choices: The values, each with what it stands for.
    """

    def __init__(self, choices: Iterable[tuple[object, object]]) -> None:
        self._choices = tuple(choices)

    def read(self, value: Any) -> Any:
        """What the value stands for: 1.0 and True are not 1."""
        for choice, made in self._choices:
            alike = type(choice) is type(value) or (type(choice), type(value)) == (float, int)
            if alike and choice == value:
                return made
        raise UnfitError

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """Another value."""
        try:
            self.read(value)
        except UnfitError:
            yield problem(path, value, ", ".join(repr(choice) for choice, _ in self._choices))


class _Made:
    """A plain value of which a class makes something."""

    def __init__(self, kind: type, shape: Plain) -> None:
        self._kind = kind
        self._shape = shape

    def read(self, value: Any) -> Any:
        """What the class makes of it."""
        return self._kind(self._shape.read(value))

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """No such plain value, or one of which the class makes nothing."""
        found = tuple(self._shape.problems(value, path))
        yield from found
        if not found:
            try:
                self.read(value)
            except Exception as error:  # noqa: BLE001 - the class decides what it raises
                yield problem(path, value, f"what {self._kind.__name__} takes ({error})")


class _Either:
    """Plain values of several types, or None, or something else."""

    def __init__(self, plain: dict[type, Plain], rest: Shape | None, *, none: bool) -> None:
        self._plain = plain
        self._rest = rest
        self._none = none

    def read(self, value: Any) -> Any:
        """The value, if it is of one of the types."""
        shape = self._shape(value)
        if shape is not None:
            return shape.read(value)
        if value is None and self._none:
            return None
        raise UnfitError

    def _shape(self, value: Any) -> Shape | None:
        if type(value) in self._plain:
            return self._plain[type(value)]
        if type(value) is int and float in self._plain:
            return self._plain[float]
        return None if value is None and self._none else self._rest

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """Another type, or what is wrong with the value."""
        shape = self._shape(value)
        if shape is not None:
            yield from shape.problems(value, path)
            return
        try:
            self.read(value)
        except UnfitError:
            words = [each.allowed for each in self._plain.values()]
            yield problem(path, value, " or ".join([*words, *(["None"] if self._none else [])]))


class _Object:
    """An object whose keys and values may be anything."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def read(self, value: Any) -> Any:
        """What is made of it."""
        if not is_object(value):
            raise UnfitError
        return self._shape.read(value)

    def problems(self, value: Any, path: str) -> Iterator[Problem]:
        """No object, or what is wrong with it."""
        if is_object(value):
            yield from self._shape.problems(value, path)
        else:
            yield problem(path, value, "an object (dict)")
