"""The public API is what is written down, and every change of it is seen and weighed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib import invalidate_caches
from pathlib import Path
from typing import Any

import pytest

from tests.api.comparison import Change, compare, unannounced, unreleased
from tests.api.reading import as_text, read_api

ROOT = Path(__file__).parents[2]
CHECK = ROOT / "tools" / "check_against_tag.py"
WRITE = ROOT / "tools" / "write_public_api.py"
LOCK = ROOT / "tests" / "api" / "public_api.json"
TOOL = "python tools/write_public_api.py"

# --- this package -------------------------------------------------------------------------


def test_the_public_api_is_locked() -> None:
    """What dependants see is what the lock says; a difference is printed and weighed."""
    locked = json.loads(LOCK.read_text(encoding="utf-8"))
    changes = compare(locked, json.loads(as_text(read_api("china_trade_cities"))))
    changelog = unreleased((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    untold = unannounced(changes, changelog)
    advice = [f"if this is meant, run `{TOOL}`"]
    if untold:
        names = ", ".join(f"`{change.name}`" for change in untold)
        advice.insert(0, f"first name in CHANGELOG.md, Unreleased, '### Breaking': {names}")
    assert not changes, "\n".join(["the public API has changed", *map(str, changes), *advice])


def test_the_lock_is_written_as_the_tool_writes_it() -> None:
    """Nobody edits it by hand; it is the same on every version of Python."""
    same = LOCK.read_text(encoding="utf-8") == as_text(read_api("china_trade_cities"))
    assert same, f"run `{TOOL}`"


# --- a toy package ------------------------------------------------------------------------

TOY: dict[str, str] = {
    "__init__.py": """
from __future__ import annotations
from collections.abc import Iterable
from enum import Enum, StrEnum
from functools import cache
from typing import Literal, TypeAlias, overload
import attrs
from toy import trade

__version__ = "0.1.0"
__all__ = ["Color", "LIMIT", "Point", "ToyError", "Shape", "paint", "pick", "trade"]

LIMIT = 3
HueName: TypeAlias = Literal["red", "blue"]
HueLike: TypeAlias = "Color | HueName"
Shade: TypeAlias = "int | float"


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class ToyError(ValueError):
    kind = "toy"

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: tuple[int, ...] | None = ()


class Hidden:
    __slots__ = ()


class Shape(Hidden):
    __slots__ = ()

    @cache
    def edges(self) -> int:
        return 4

    def area(self, scale: float = 1.0) -> float:
        return scale

    @classmethod
    def square(cls, side: int) -> Shape:
        return cls()


@attrs.frozen(kw_only=True)
class Point(Hidden):
    x: int
    y: int = 0
    tags: tuple[str, ...] = attrs.field(factory=tuple)
    _inner: int = attrs.field(default=0, init=False)

    @property
    def shade(self) -> Shade | None:
        return self.x

    def __len__(self) -> int:
        return 2


@overload
def pick(key: int) -> int: ...
@overload
def pick(key: str) -> str: ...
def pick(key: int | str) -> int | str:
    return key


def paint(what: str, hue: HueLike = "red", *, times: int = 1, only: Iterable[str] = ()) -> bool:
    return True
""",
    "trade.py": """
from __future__ import annotations

__all__ = ["top"]


def top(n: int = 10, /, *rest: int) -> list[int]:
    return [n]
""",
    "_hidden.py": "def of_nobody(): ...\n",
    "_cli/columns.py": 'COLUMNS = {"top": ("rank", "city")}\n',
    "_cli_parser.py": """
import argparse


def build_parser():
    parser = argparse.ArgumentParser(prog="toy")
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    top = parser.add_subparsers().add_parser("top")
    top.add_argument("city")
    top.add_argument("-n", type=int, default=10)
    return parser
""",
    "schema.json": json.dumps(
        {
            "$defs": {
                "Color": {"enum": ["red", "blue"]},
                "Point": {"properties": {"x": {}, "y": {}}, "required": ["x"]},
            }
        }
    ),
    "data/2026.1/datapackage.json": json.dumps(
        {
            "resources": [
                {
                    "name": "points",
                    "schema": {
                        "fields": [
                            {"name": "x", "type": "integer"},
                            {"name": "y", "type": "integer"},
                        ]
                    },
                }
            ]
        }
    ),
}


def toy(folder: Path, file: str = "", old: str = "", new: str = "") -> dict[str, Any]:
    """The API of the toy package, in which one piece of text was replaced."""
    shutil.rmtree(folder / "toy", ignore_errors=True)
    for name, text in TOY.items():
        path = folder / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == file:
            assert text.count(old) == 1, "an edit changes one place"
        path.write_text(text.replace(old, new) if name == file else text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        read: dict[str, Any] = json.loads(as_text(read_api("toy")))
        return read
    finally:
        sys.path.remove(str(folder))
        for module in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
            del sys.modules[module]


MAIN = "__init__.py"
CLI = "_cli_parser.py"
TABLE = "data/2026.1/datapackage.json"

# What is edited, and the difference that must be told.
BREAKING: dict[str, tuple[str, str, str, str]] = {
    "a name removed": (MAIN, '"Shape", ', "", "Shape: is gone"),
    "a function renamed": ("trade.py", '__all__ = ["top"]', "__all__ = []", "trade.top: is gone"),
    "a function made a class": (
        "trade.py",
        "def top(n: int = 10, /, *rest: int) -> list[int]:\n    return [n]",
        "class top: ...",
        "trade.top: was a function, is a class",
    ),
    "an argument removed": (MAIN, "times: int = 1, ", "", "paint: argument 'times' is gone"),
    "an argument renamed": (MAIN, "what: str", "thing: str", "paint: argument 'what' is gone"),
    "a new required argument": (
        MAIN,
        "times: int = 1",
        "size: int, times: int = 1",
        "paint: argument 'size' is new and required",
    ),
    "an argument that became required": (
        MAIN,
        'hue: HueLike = "red"',
        "hue: HueLike",
        "paint: argument 'hue' has become required",
    ),
    "another order of positional arguments": (
        "trade.py",
        "top(n: int = 10, /",
        "top(first: int = 1, n: int = 10, /",
        "trade.top: argument 'n' has another place",
    ),
    "an argument by name alone": (
        MAIN,
        "scale: float = 1.0",
        "*, scale: float = 1.0",
        "Shape.area: argument 'scale' was positional or keyword, is keyword-only",
    ),
    "any number of arguments no more": (
        "trade.py",
        ", /, *rest: int",
        ", /",
        "trade.top: argument 'rest' is gone",
    ),
    "another default": (
        MAIN,
        "times: int = 1",
        "times: int = 2",
        "paint: default of argument 'times' was 1, is 2",
    ),
    "an argument that takes less": (
        MAIN,
        "only: Iterable[str]",
        "only: tuple[str]",
        "paint: argument 'only' was Iterable[str], is tuple[str]",
    ),
    "an answer that may be more": (
        MAIN,
        "= ()) -> bool",
        "= ()) -> bool | None",
        "paint: what is returned was bool, is bool | None",
    ),
    "a named type that takes less": (
        MAIN,
        'Literal["red", "blue"]',
        'Literal["red"]',
        "type HueName: type was Literal['red', 'blue'], is Literal['red']",
    ),
    "a named type of answers that may be more": (
        MAIN,
        '"int | float"',
        '"int | float | str"',
        "type Shade: type was int | float, is int | float | str",
    ),
    "an overload removed": (
        MAIN,
        "@overload\ndef pick(key: str) -> str: ...\n",
        "",
        "pick: overload (key: str) -> str is gone",
    ),
    "a word removed": (MAIN, '    BLUE = "blue"\n', "", "Color: word 'BLUE' is gone"),
    "another value of a word": (MAIN, 'BLUE = "blue"', 'BLUE = "b"', "Color: BLUE was 'blue'"),
    "another order of words": (
        MAIN,
        '    RED = "red"\n    BLUE = "blue"\n',
        '    BLUE = "blue"\n    RED = "red"\n',
        "Color: order of words was RED, BLUE, is BLUE, RED",
    ),
    "words that are no text": (MAIN, "Color(StrEnum)", "Color(Enum)", "Color: base 'str' is gone"),
    "another base of an error": (
        MAIN,
        "ToyError(ValueError)",
        "ToyError(LookupError)",
        "ToyError: base 'ValueError' is gone",
    ),
    "an attribute of an error removed": (
        MAIN,
        "        self.name = name\n",
        "",
        "ToyError.name: is gone",
    ),
    "an attribute of an error that may be more": (
        MAIN,
        "tuple[int, ...] | None = ()",
        "tuple[int, ...] | str | None = ()",
        "ToyError.places: type was",
    ),
    "a class attribute removed": (MAIN, 'kind = "toy"', "pass", "ToyError.kind: is gone"),
    "a new required argument of a constructor": (
        MAIN,
        "name: str)",
        "name: str, code: int)",
        "ToyError.__init__: argument 'code' is new and required",
    ),
    "a field removed": (MAIN, "    y: int = 0\n", "", "Point: field 'y' is gone"),
    "a new required field": (
        MAIN,
        "    x: int\n",
        "    x: int\n    z: int\n",
        "Point: field 'z' is new and required",
    ),
    "a field that became required": (
        MAIN,
        "y: int = 0\n",
        "y: int\n",
        "Point: field 'y' has become required",
    ),
    "another default of a field": (
        MAIN,
        "factory=tuple",
        "factory=list",
        "Point: default of field 'tags' was Factory(tuple), is Factory(list)",
    ),
    "another type of a field": (
        MAIN,
        "y: int = 0",
        "y: int | None = 0",
        "Point: field 'y' was int",
    ),
    "another order of fields": (
        MAIN,
        "    x: int\n    y: int = 0\n",
        "    y: int = 0\n    x: int\n",
        "Point: order of fields is now y, x, tags",
    ),
    "a field that the constructor does not take": (
        MAIN,
        "field(factory=tuple)",
        "field(factory=tuple, init=False)",
        "Point: field 'tags': init was 'tags', is None",
    ),
    "fields by position": (
        MAIN,
        "frozen(kw_only=True)",
        "frozen",
        "Point: field 'x': keyword was True, is False",
    ),
    "no longer frozen": (
        MAIN,
        "attrs.frozen(kw_only=True)",
        "attrs.define(kw_only=True)",
        "Point: frozen was True, is False",
    ),
    "no longer slotted": (
        MAIN,
        "frozen(kw_only=True)",
        "frozen(kw_only=True, slots=False)",
        "Point: slots was True, is False",
    ),
    "no longer equal by value": (
        MAIN,
        "frozen(kw_only=True)",
        "frozen(kw_only=True, eq=False)",
        "Point: eq was True, is False",
    ),
    "a method removed": (MAIN, "def area", "def _area", "Shape.area: is gone"),
    "a special method removed": (MAIN, "def __len__", "def _len", "Point.__len__: is gone"),
    "a class method made a method": (
        MAIN,
        "    @classmethod\n",
        "",
        "Shape.square: was a class method, is a method",
    ),
    "a property made a method": (
        MAIN,
        "    @property\n",
        "",
        "Point.shade: was a property, is a method",
    ),
    "a module made private": (MAIN, ', "trade"]', "]", "trade: is gone"),
    "an option removed": (CLI, '"--format"', '"--form"', "command: option --format is gone"),
    "a choice removed": (
        CLI,
        '["csv", "json"]',
        '["csv"]',
        "command: option --format: choice 'json' is gone",
    ),
    "another default of an option": (
        CLI,
        "default=10",
        "default=5",
        "command top: option -n: default was '10', is '5'",
    ),
    "a new required option": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("--year", required=True)',
        "command top: option --year is new and required",
    ),
    "an argument of a command removed": (
        CLI,
        'top.add_argument("city")',
        "pass",
        "command top: argument city is gone",
    ),
    "another argument first": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("year"); top.add_argument("city")',
        "command top: argument 1 was city, is year",
    ),
    "a new required argument of a command": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("year")',
        "command top: argument year is new and required",
    ),
    "choices where there were none": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city", choices=["a"])',
        "command top: argument city: choices were None, are ['a']",
    ),
    "a command removed": (CLI, 'add_parser("top")', 'add_parser("best")', "command top: is gone"),
    "a column of an answer removed": (
        "_cli/columns.py",
        '"rank", ',
        "",
        "answer top: column 'rank' is gone",
    ),
    "another order of columns": (
        "_cli/columns.py",
        '"rank", "city"',
        '"city", "rank"',
        "answer top: order of columns was rank, city, is city, rank",
    ),
    "a column of a table renamed": (
        TABLE,
        '"name": "y"',
        '"name": "Y"',
        "table points: column 'y' is gone",
    ),
    "another order of columns of a table": (
        TABLE,
        '{"name": "x", "type": "integer"}, {"name": "y", "type": "integer"}',
        '{"name": "y", "type": "integer"}, {"name": "x", "type": "integer"}',
        "table points: order of columns was x, y, is y, x",
    ),
    "another type of a column": (
        TABLE,
        '"name": "y", "type": "integer"',
        '"name": "y", "type": "string"',
        "table points: y was 'integer', is 'string'",
    ),
    "a field of a document removed": (
        "schema.json",
        ', "y": {}',
        "",
        "document Point: field 'y' is gone",
    ),
    "a field of a document that became required": (
        "schema.json",
        '["x"]',
        '["x", "y"]',
        "document Point: field 'y' has become required",
    ),
}

ADDITIVE: dict[str, tuple[str, str, str, str]] = {
    "a new name": (MAIN, '"LIMIT", ', '"LIMIT", "Hidden", ', "Hidden: is new"),
    "a new optional argument": (
        MAIN,
        "times: int = 1",
        "times: int = 1, size: int = 1",
        "paint: argument 'size' is new",
    ),
    "any further arguments": (
        MAIN,
        "only: Iterable[str] = ()",
        "only: Iterable[str] = (), **more: int",
        "paint: argument 'more' is new",
    ),
    "an argument no longer required": (
        MAIN,
        "what: str,",
        'what: str = "",',
        "paint: argument 'what' is no longer required",
    ),
    "an argument that takes more": (
        MAIN,
        "what: str,",
        "what: str | int,",
        "paint: argument 'what' was str, is str | int",
    ),
    "an argument that takes anything": (
        MAIN,
        "what: str,",
        "what: object,",
        "paint: argument 'what' was str, is object",
    ),
    "an argument also by name": (
        "trade.py",
        "n: int = 10, /, *rest",
        "n: int = 10, *rest",
        "trade.top: argument 'n' was positional-only, is positional or keyword",
    ),
    "an answer that is less": (
        MAIN,
        "-> Shade | None",
        "-> Shade",
        "Point.shade: type was Shade | None, is Shade",
    ),
    "a type written otherwise": (
        MAIN,
        "-> Shade | None",
        "-> None | Shade",
        "Point.shade: type was Shade | None, is None | Shade",
    ),
    "a named type that takes more": (
        MAIN,
        'Literal["red", "blue"]',
        'Literal["red", "blue", "green"]',
        "type HueName: type was Literal['red', 'blue'], is Literal['red', 'blue', 'green']",
    ),
    "a new overload": (
        MAIN,
        "@overload\ndef pick(key: str)",
        "@overload\ndef pick(key: bytes) -> bytes: ...\n@overload\ndef pick(key: str)",
        "pick: overload (key: bytes) -> bytes is new",
    ),
    "a new word": (
        MAIN,
        '    BLUE = "blue"\n',
        '    BLUE = "blue"\n    GREEN = "green"\n',
        "Color: word 'GREEN' is new",
    ),
    "a new base": (
        MAIN,
        "ToyError(ValueError)",
        "ToyError(ValueError, LookupError)",
        "ToyError: base 'LookupError' is new",
    ),
    "a new field with a default": (
        MAIN,
        "    y: int = 0\n",
        "    y: int = 0\n    z: int = 0\n",
        "Point: field 'z' is new",
    ),
    "a new attribute": (
        MAIN,
        "self.name = name",
        "self.name = self.other = name",
        "ToyError.other: is new",
    ),
    "a new method": (
        MAIN,
        "    def area",
        "    def edge(self) -> int: ...\n\n    def area",
        "Shape.edge: is new",
    ),
    "a new option": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("--year")',
        "command top: option --year is new",
    ),
    "a new choice": (
        CLI,
        '["csv", "json"]',
        '["csv", "json", "xml"]',
        "command: option --format: choice 'xml' is new",
    ),
    "choices no more": (
        CLI,
        'choices=["csv", "json"], ',
        "",
        "command: option --format: choices were ['csv', 'json'], are None",
    ),
    "a new optional argument of a command": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("year", nargs="?")',
        "command top: argument year is new",
    ),
    "an argument of a command that may be repeated": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city", nargs="+")',
        "command top: argument city: takes was 'one', is '+'",
    ),
    "a new column of a table": (
        TABLE,
        '{"name": "y"',
        '{"name": "z", "type": "string"}, {"name": "y"',
        "table points: column 'z' is new",
    ),
    "a field of a document no longer required": (
        "schema.json",
        '["x"]',
        "[]",
        "document Point: field 'x' is no longer required",
    ),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The API of the toy package as it is."""
    return toy(tmp_path_factory.mktemp("toy"))


def test_a_toy_package_is_read(before: dict[str, Any]) -> None:
    """Public things are there, private ones are not."""
    assert before["modules"]["toy.trade"] == ["top"]
    assert [name for name in before["modules"] if "_" in name] == []
    point = before["names"]["toy.Point"]
    assert [field["name"] for field in point["fields"]] == ["x", "y", "tags"]
    assert point["bases"] == []
    assert sorted(before["names"]["toy.Shape"]["methods"]) == ["area", "edges", "square"]
    assert sorted(point["methods"]) == ["__len__", "shade"]
    assert before["types"]["HueName"]["of"] == ["arguments"]
    assert before["types"]["Shade"] == {"means": "int | float", "of": ["answers"]}
    assert sorted(before["commands"]) == ["", "top"]


def test_nothing_has_changed_where_nothing_was_edited(
    before: dict[str, Any], tmp_path: Path
) -> None:
    """The same package, read again from another folder, is the same."""
    assert compare(before, toy(tmp_path)) == []


@pytest.mark.parametrize("edit", BREAKING)
def test_breaking_edits_are_found(edit: str, before: dict[str, Any], tmp_path: Path) -> None:
    """Each is told, is called breaking, and comes before what is not."""
    *change, told = BREAKING[edit]
    changes = compare(before, toy(tmp_path, *change))
    found = [one for one in changes if told in f"{one.name}: {one.what}"]
    assert found, changes
    assert all(one.breaking for one in found)
    assert changes[0].breaking


@pytest.mark.parametrize("edit", ADDITIVE)
def test_additive_edits_are_found(edit: str, before: dict[str, Any], tmp_path: Path) -> None:
    """Each is told, and nothing about it is called breaking."""
    *change, told = ADDITIVE[edit]
    changes = compare(before, toy(tmp_path, *change))
    assert any(told in f"{one.name}: {one.what}" for one in changes), changes
    assert [one for one in changes if one.breaking] == []


@pytest.mark.parametrize("edit", BREAKING)
def test_undoing_an_edit_is_found_too(edit: str, before: dict[str, Any], tmp_path: Path) -> None:
    """No difference is seen in one direction alone."""
    *change, _ = BREAKING[edit]
    assert compare(toy(tmp_path, *change), before)


def test_a_public_module_must_say_what_is_public(tmp_path: Path) -> None:
    """Without `__all__` nobody could tell."""
    with pytest.raises(AttributeError, match=r"the public module toy\.trade needs __all__"):
        toy(tmp_path, "trade.py", '__all__ = ["top"]', "")


def test_a_named_type_must_mean_one_thing(tmp_path: Path) -> None:
    """The lock knows types by their names."""
    with pytest.raises(ValueError, match="that mean two things"):
        toy(
            tmp_path,
            "_hidden.py",
            "def of_nobody(): ...\n",
            "from typing import TypeAlias\n\nShade: TypeAlias = str\n",
        )


# --- the changelog ------------------------------------------------------------------------

CHANGES = [Change("Point.x", "is gone"), Change("paint", "is new", breaking=False)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("### Breaking\n\n- `Point.x` is gone.\n", True),
        ("### Added\n\n- New.\n\n### Breaking\n\n- `Point.x` and `Point.y`.\n", True),
        ("### Breaking\n\n- `Point.xy` is gone.\n", False),
        ("### Breaking\n\n- Point.x is gone.\n", False),
        ("### Removed\n\n- `Point.x` is gone.\n", False),
        ("### Breaking\n\n- Much.\n\n### Added\n\n- `Point.x`.\n", False),
        ("### Added\n\n## [0.1.0]\n\n### Breaking\n\n- `Point.x` is gone.\n", False),
        ("", False),
    ],
)
def test_breaking_changes_are_announced(text: str, told: bool) -> None:
    """A line under "Breaking" of what is not released yet names them; additive ones need none."""
    changelog = unreleased(f"# Changelog\n\n## [Unreleased]\n\n{text}")
    assert unannounced(CHANGES, changelog) == ([] if told else CHANGES[:1])


# --- tools --------------------------------------------------------------------------------

CHANGELOG = """# Changelog

## [Unreleased]

## [0.1.0] - 2026-01-01

### Breaking

- `Point` is older than the tag.
"""
RENAMED = (MAIN, "what: str", "thing: str")
REQUIRED = (MAIN, "    x: int\n", "    x: int\n    z: int\n")
OPTIONAL = (MAIN, "times: int = 1", "times: int = 1, size: int = 1")


def run(script: Path, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """What a tool says and returns."""
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def put(repository: Path, *edit: str, news: str = "", version: str = "0.1.0") -> None:
    """The toy package and its lock in a repository, with an edit and news in the changelog."""
    lock = repository / "tests" / "api" / "public_api.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(as_text(toy(repository / "src", *edit)), encoding="utf-8")
    init = repository / "src" / "toy" / MAIN
    text = init.read_text(encoding="utf-8").replace(
        '__version__ = "0.1.0"', f'__version__ = "{version}"'
    )
    init.write_text(text, encoding="utf-8")
    changelog = CHANGELOG.replace("[Unreleased]\n", f"[Unreleased]\n\n{news}")
    (repository / "CHANGELOG.md").write_text(changelog, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the toy package, committed and tagged."""
    put(tmp_path)
    name = ("-c", "user.name=Toy", "-c", "user.email=toy@example.org")
    for command in (
        ["init", "-q"],
        ["add", "."],
        [*name, "commit", "-qm", "Toy"],
        ["tag", "v0.1.0"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    return tmp_path


def test_without_a_tag_there_is_nothing_to_compare_with(repository: Path) -> None:
    """And the tool says so."""
    subprocess.run(["git", "-C", str(repository), "tag", "-d", "v0.1.0"], check=True)
    done = run(CHECK, repository, "toy")
    assert (done.returncode, done.stdout) == (
        0,
        "there is no tag yet: nothing to compare the public API with\n",
    )


@pytest.mark.thorough
@pytest.mark.parametrize("edit", [(), OPTIONAL])
def test_what_breaks_nothing_passes(edit: tuple[str, ...], repository: Path) -> None:
    """The same API as at the tag, or more."""
    put(repository, *edit)
    done = run(CHECK, repository, "toy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("additive: paint: argument 'size' is new" in done.stdout) is bool(edit)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("edit", "name", "said"),
    [
        (RENAMED, "paint", "paint(what): Parameter was removed"),
        (REQUIRED, "Point", "breaking: Point: field 'z' is new and required"),
        ((TABLE, '"name": "y"', '"name": "Y"'), "table points", "column 'y' is gone"),
    ],
)
def test_what_breaks_needs_a_version_and_a_line(
    edit: tuple[str, ...], name: str, said: str, repository: Path
) -> None:
    """Whichever reader finds it: without both, the check fails."""
    line = f"### Breaking\n\n- `{name}` is another.\n"
    for version, news, passes in (
        ("0.1.0", "", False),
        ("0.1.1", line, False),
        ("0.2.0", "", False),
        ("0.2.0", line, True),
        ("1.0.0", line, True),
    ):
        put(repository, *edit, news=news, version=version)
        done = run(CHECK, repository, "toy")
        assert said in done.stdout + done.stderr
        assert (done.returncode == 0) is passes, done.stdout + done.stderr


def test_a_lock_is_written_over_only_when_the_changelog_tells(tmp_path: Path) -> None:
    """Additive changes are written; breaking ones only when they are named."""
    lock = tmp_path / "tests" / "api" / "public_api.json"

    def write() -> subprocess.CompletedProcess[str]:
        script = (
            f"import sys; sys.path[:0] = [{str(tmp_path / 'src')!r}, {str(WRITE.parent)!r}]\n"
            "from pathlib import Path\n"
            "from write_public_api import write\n"
            f"sys.exit(write('toy', Path({str(lock)!r}), Path({str(tmp_path / 'CHANGELOG.md')!r})))"
        )
        command = [sys.executable, "-B", "-c", script]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    put(tmp_path)
    first = lock.read_text(encoding="utf-8")
    lock.unlink()
    assert write().returncode == 0
    assert lock.read_text(encoding="utf-8") == first
    put(tmp_path, *OPTIONAL)
    more = lock.read_text(encoding="utf-8")
    lock.write_text(first, encoding="utf-8")
    done = write()
    assert (done.returncode, done.stdout) == (0, "additive: paint: argument 'size' is new\n")
    assert lock.read_text(encoding="utf-8") == more
    put(tmp_path, *RENAMED)
    lock.write_text(first, encoding="utf-8")
    done = write()
    assert done.returncode == 1
    assert "breaking: paint: argument 'what' is gone" in done.stdout
    assert "must name, in backticks: `paint`" in done.stderr
    assert lock.read_text(encoding="utf-8") == first
    put(tmp_path, *RENAMED, news="### Breaking\n\n- `paint` has another word.\n")
    lock.write_text(first, encoding="utf-8")
    assert write().returncode == 0
    assert lock.read_text(encoding="utf-8") != first
