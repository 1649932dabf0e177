"""Tools that look at types at run time find those of all that is public."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, ForwardRef, get_args, get_type_hints

import pytest

import china_trade_cities as ctc
from tests.support.commands import python
from tests.support.public_things import public_things


def methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Methods and properties of a class that this package wrote, those of its bases too."""
    for name in dir(kind):
        found: Any = inspect.getattr_static(kind, name)
        function = getattr(found, "fget", None) or getattr(found, "__func__", found)
        is_private = name.startswith("_") and not name.endswith("__")
        if is_private or not inspect.isfunction(function):
            continue
        # What attrs makes has the types of the fields, which are those of the class.
        if function.__code__.co_filename.startswith(ctc.__path__[0]):
            yield name, function


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, thing in public_things().items():
        yield name, thing
        if inspect.isclass(thing):
            for method, function in methods(thing):
                yield f"{name}.{method}", function


CALLABLES = dict(callables())


def parts(hint: object) -> Iterator[object]:
    """A type and all that it is made of."""
    yield hint
    for part in get_args(hint):
        yield from parts(part)


def test_every_kind_of_callable_is_asked() -> None:
    """Functions, classes, methods and properties, of the root and of each submodule."""
    assert len(CALLABLES) > 400
    asked = {"top_n", "Dataset", "Dataset.city", "Period.start", "frames.top_n", "plots.ranking"}
    asked |= {"serialization.make_converter", "exceptions.DatasetError.__init__"}
    assert asked <= CALLABLES.keys()


@pytest.mark.parametrize("name", CALLABLES)
def test_types_are_found_at_run_time(name: str) -> None:
    """Names imported for type checkers alone, and unions of them, are no obstacle."""
    hints = get_type_hints(CALLABLES[name])
    left = [part for hint in hints.values() for part in parts(hint) if isinstance(part, ForwardRef)]
    assert left == []


def test_a_name_stands_for_the_class_itself() -> None:
    """Not for another of the same name."""
    hints = get_type_hints(ctc.Dataset.conflicts) | get_type_hints(ctc.Ranking)
    assert hints["return"] is ctc.Conflicts
    assert hints["missing"] == tuple[ctc.MissingCity, ...]


def test_types_of_packages_that_are_not_installed_are_any_type() -> None:
    """All others are found as ever."""
    missing = ("rich", "polars", "pandas", "pyarrow", "narwhals", "altair", "lxml", "hypothesis")
    printed = python(
        f"import sys; sys.modules.update(dict.fromkeys({missing!r})); "
        "import inspect, typing, china_trade_cities as ctc; "
        "things = [getattr(ctc, name) for name in ctc.__all__]; "
        "hints = [typing.get_type_hints(thing) for thing in things if callable(thing)]; "
        "shown = typing.get_type_hints(ctc.Ranking.__rich_console__); "
        "print(len(hints) > 80, shown['console'] is typing.Any)"
    )
    assert printed == "True True"
