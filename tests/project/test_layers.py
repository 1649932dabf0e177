"""Imports run one way: between the rooms of the package, and inside each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import china_trade_cities

PACKAGE = china_trade_cities.__name__
SOURCE = Path(china_trade_cities.__path__[0])
FILES = sorted(SOURCE.rglob("*.py"))

# The floors of the house, the lowest first. A room imports from the floors below it, and from
# itself; never from its neighbours.
FLOORS = (
    ("_printable",),
    ("_problem",),
    ("exceptions",),
    ("_extras", "_frozen"),
    ("_model",),
    ("_display", "_tables"),
    ("_dataset",),
    ("_queries", "_checks", "readers"),
    ("serialization", "frames", "plots"),
    ("_io", "testing"),
    ("__init__",),
    ("_cli",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def name_of(file: Path) -> str:
    """The module that a file holds, below the package: ``_queries.top``."""
    return ".".join(file.relative_to(SOURCE).with_suffix("").parts)


def room_of(module: str) -> str:
    """The room of a module: the first part of its name."""
    return module.partition(".")[0]


def is_module(parts: list[str]) -> bool:
    place = SOURCE.joinpath(*parts)
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def imports_of(tree: ast.AST) -> Iterator[str]:
    """First-party modules that a file imports, those in functions and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            # `import_module` and `from_extra` name a module by its text.
            names = [str(part.value) for part in node.args[:1] if isinstance(part, ast.Constant)]
        else:
            continue
        for name in names:
            package, *parts = name.split(".")
            if package != PACKAGE or not all(part.isidentifier() for part in parts):
                continue
            while parts and not is_module(parts):
                parts.pop()
            if not parts:
                yield "__init__"
            else:
                folder = (SOURCE.joinpath(*parts) / "__init__.py").is_file()
                yield ".".join([*parts, "__init__"] if folder else parts)


GRAPH = {name_of(file): set(imports_of(ast.parse(file.read_text("utf-8")))) for file in FILES}


@pytest.mark.parametrize("module", GRAPH)
def test_a_room_imports_from_the_floors_below_it_alone(module: str) -> None:
    """Also inside functions, and for type checkers alone; there are no exceptions."""
    here = room_of(module)
    upward = {
        other
        for other in GRAPH[module]
        if room_of(other) != here and FLOOR[room_of(other)] >= FLOOR[here]
    }
    assert not upward


def test_no_circle_of_imports() -> None:
    """Neither between rooms nor between the files of one."""
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_house_stays_easy_to_enter() -> None:
    """At most six files stand at the top of the package, and 18 in a room."""
    files: dict[Path, int] = {}
    for file in FILES:
        files[file.parent] = files.get(file.parent, 0) + 1
    assert files.pop(SOURCE) <= 6
    assert max(files.values()) <= 18


def test_every_room_has_a_floor() -> None:
    """A new room is given a floor, and a room that is gone loses its own."""
    assert {room_of(module) for module in GRAPH} == FLOOR.keys()


def test_no_name_of_a_class_is_used_twice() -> None:
    homes: dict[str, list[str]] = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name_of(file))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
