"""All that is public, found by walking over the package."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import china_trade_cities as ctc


def public_modules(root: ModuleType = ctc) -> Iterator[ModuleType]:
    """The package and all modules in it that have no private name on their way."""
    yield root
    for found in pkgutil.iter_modules(getattr(root, "__path__", ()), f"{root.__name__}."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield from public_modules(import_module(found.name))


def public_things() -> dict[str, Any]:
    """Functions and classes by their names below the package: ``top_n``, ``frames.top_n``."""
    found = {
        f"{module.__name__}.{name}".removeprefix(f"{ctc.__name__}."): getattr(module, name)
        for module in public_modules()
        for name in module.__all__
    }
    return {name: thing for name, thing in found.items() if callable(thing)}
