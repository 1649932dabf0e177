"""Modules and packages that only some parts of the library need, or the types of arguments."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Union

from china_trade_cities.exceptions import MissingExtraError


def from_extra(module: str, extra: str, task: str) -> Any:
    """A module of another package, which `extra` installs; `task` says what it is needed for.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or module).partition(".")[0]
        raise MissingExtraError(task, missing, extra) from None


class _StandIn(str):
    """A type as text, which `typing` reads in the place of a type; `|` of texts is a union too."""

    __slots__ = ()

    def __or__(self, other: Any) -> Any:
        return Union[self, other]  # noqa: UP007 - which this is

    def __ror__(self, other: Any) -> Any:
        return Union[other, self]  # noqa: UP007


def later(module: str, *names: str) -> Any:
    """Stand-ins for names of a module that only annotations speak of, so that none waits for it.

    `typing.get_type_hints` finds what they stand for when somebody asks.
    """
    finder = f"__import__({__name__!r}, fromlist=[1]).find"
    stand_ins = [_StandIn(f"{finder}({module!r}, {name!r})") for name in names]
    return stand_ins if len(names) > 1 else stand_ins[0]


def find(module: str, name: str) -> Any:
    """What a name stands for; `Any` where the package is not installed."""
    try:
        return getattr(import_module(module), name)
    except ImportError:
        return Any
