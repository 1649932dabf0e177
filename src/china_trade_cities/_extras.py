"""Packages that only some parts of the library need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

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
