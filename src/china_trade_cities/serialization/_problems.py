"""What is wrong with a document: errors of hooks, and of cattrs, as `Problem` with a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)

from china_trade_cities._problem import Problem
from china_trade_cities._tables.limits import listed
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, InvalidFieldError
from china_trade_cities.exceptions import _shown as shown  # pyright: ignore[reportPrivateUsage]


def problem(path: str, value: object, allowed: str) -> Problem:
    """A value that cannot stand where it stands."""
    message = f"must be {allowed}; got {shown(value)}"
    return Problem(path=path, value=value, allowed=allowed, message=message)


def misfit(value: object, allowed: str) -> DatasetError:
    """The error of a hook about the value that it was given."""
    return DatasetError([problem("$", value, allowed)])


def raise_any(problems: Iterable[Problem]) -> None:
    """Raise the first so many problems together, if there are any."""
    found = listed(problems)
    if found:
        raise DatasetError(found)


def member(path: str, key: object) -> str:
    """The path of a member of an object; a lone surrogate is shown as its number."""
    return f"{path}.{str(key).encode(errors='backslashreplace').decode()}"


def problems_at(path: str, value: object, error: Exception) -> Iterator[Problem]:
    """The problems with a value that made a hook of ours raise an error.

    An error for which the document is not to blame is raised again.
    """
    if isinstance(error, DatasetError):
        yield from _moved(error, path)
    elif isinstance(error, InvalidFieldError):
        yield problem(path, value, error.allowed)
    else:
        raise error


def problems_in_fields(
    error: ClassValidationError, value: dict[str, Any], name: str, allowed: str
) -> Iterator[Problem]:
    """The problems in an object that cattrs made a public class of: fields missing or wrong."""
    noted, others = error.group_exceptions()
    for inner, note in noted:
        path = f"$.{note.name}"
        if note.name in value:
            yield from problems_at(path, value[note.name], inner)
        else:
            yield Problem(path=path, allowed=allowed, message=f"is missing: {name} needs it")
    for inner in others:
        yield from problems_at("$", value, inner)


def problems_of(error: Exception) -> tuple[Problem, ...]:
    """Everything that a converter found wrong, as one list.

    Args:
        error: What ``structure`` raised: an error of cattrs for a class of your own, or a
            `DatasetError` for one of this package.

    Examples:
        >>> import attrs
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> fields = {"city": attrs.field(type=ctc.City), "pieces": attrs.field(type=int)}
        >>> Order = attrs.make_class("Order", fields)
        >>> data = [{"city": "ningbo", "pieces": "many"}, {"city": "taipe"}]
        >>> try:
        ...     serialization.make_converter().structure(data, list[Order])
        ... except Exception as error:
        ...     for problem in serialization.problems_of(error):
        ...         print(problem)
        $[0].pieces: invalid literal for int() with base 10: 'many'
        $[1].city: must be the id of a City of the dataset, such as ...; got 'taipe'
        $[1].pieces: is missing
    """
    if not isinstance(error, Exception):
        raise InvalidArgumentError("error", error, "an exception")
    return tuple(_walk(error, "$"))


def _walk(error: Exception, path: str) -> Iterator[Problem]:
    if isinstance(error, DatasetError):
        yield from _moved(error, path)
    elif isinstance(error, ClassValidationError | IterableValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            if isinstance(note, AttributeValidationNote):
                yield from _walk(inner, f"{path}.{note.name}")
            else:
                yield from _walk(inner, f"{path}[{note.index!r}]")
        for inner in others:
            yield from _walk(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        allowed = f"the fields of {error.cl.__name__}"
        for name in sorted(error.extra_fields):
            message = f"is unknown: must be one of {allowed}"
            yield Problem(path=member(path, name), allowed=allowed, message=message)
    elif isinstance(error, KeyError):
        yield Problem(path=path, message="is missing")
    else:
        yield Problem(path=path, message=str(error) or type(error).__name__)


def _moved(error: DatasetError, path: str) -> Iterator[Problem]:
    """The problems of an error about a part of a document, with paths from the whole."""
    for found in error.problems:
        yield attrs.evolve(found, path=path + (found.path or "$").removeprefix("$"))
