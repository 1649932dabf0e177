"""The public API is what the snapshot says, and the snapshot shows every change of it."""

from __future__ import annotations

import json
import shutil
import sys
from difflib import unified_diff
from importlib import invalidate_caches
from pathlib import Path

import pytest

from tests.support.public_api import as_text, read_api

SNAPSHOT = Path(__file__).parents[1] / "api" / "public_api.json"
TOOL = "python tools/write_public_api.py"


def test_the_public_api_is_that_of_the_snapshot() -> None:
    """A difference is printed; nobody edits the snapshot by hand."""
    snapshot = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    code = as_text(read_api("china_trade_cities")).splitlines()
    lines = unified_diff(snapshot, code, "snapshot", "code", lineterm="")
    if difference := "\n".join(lines):
        pytest.fail(f"{difference}\nIf this is meant, run `{TOOL}`.", pytrace=False)


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
    "_cli/parser.py": """
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


def toy(folder: Path, file: str = "", old: str = "", new: str = "") -> str:
    """The snapshot of the toy package, in which one piece of text was replaced."""
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
        return as_text(read_api("toy"))
    finally:
        sys.path.remove(str(folder))
        for module in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
            del sys.modules[module]


MAIN = "__init__.py"
TRADE = "trade.py"
CLI = "_cli/parser.py"
COLUMNS = "_cli/columns.py"
TABLE = "data/2026.1/datapackage.json"
SCHEMA = "schema.json"

# The file that is edited, and the text that is replaced by another.
EDITS: dict[str, tuple[str, str, str]] = {
    "a name removed": (MAIN, '"Shape", ', ""),
    "a function renamed": (TRADE, '__all__ = ["top"]', "__all__ = []"),
    "a function made a class": (
        TRADE,
        "def top(n: int = 10, /, *rest: int) -> list[int]:\n    return [n]",
        "class top: ...",
    ),
    "an argument removed": (MAIN, "times: int = 1, ", ""),
    "an argument renamed": (MAIN, "what: str", "thing: str"),
    "a new required argument": (MAIN, "times: int = 1", "size: int, times: int = 1"),
    "an argument that became required": (MAIN, 'hue: HueLike = "red"', "hue: HueLike"),
    "another order of positional arguments": (
        TRADE,
        "top(n: int = 10, /",
        "top(first: int = 1, n: int = 10, /",
    ),
    "an argument by name alone": (MAIN, "scale: float = 1.0", "*, scale: float = 1.0"),
    "any number of arguments no more": (TRADE, ", /, *rest: int", ", /"),
    "another default": (MAIN, "times: int = 1", "times: int = 2"),
    "an argument that takes less": (MAIN, "only: Iterable[str]", "only: tuple[str]"),
    "an answer that may be more": (MAIN, "= ()) -> bool", "= ()) -> bool | None"),
    "a named type that takes less": (MAIN, 'Literal["red", "blue"]', 'Literal["red"]'),
    "a named type of answers that may be more": (MAIN, '"int | float"', '"int | float | str"'),
    "an overload removed": (MAIN, "@overload\ndef pick(key: str) -> str: ...\n", ""),
    "a word removed": (MAIN, '    BLUE = "blue"\n', ""),
    "another value of a word": (MAIN, 'BLUE = "blue"', 'BLUE = "b"'),
    "another order of words": (
        MAIN,
        '    RED = "red"\n    BLUE = "blue"\n',
        '    BLUE = "blue"\n    RED = "red"\n',
    ),
    "words that are no text": (MAIN, "Color(StrEnum)", "Color(Enum)"),
    "another base of an error": (MAIN, "ToyError(ValueError)", "ToyError(LookupError)"),
    "an attribute of an error removed": (MAIN, "        self.name = name\n", ""),
    "an attribute of an error that may be more": (
        MAIN,
        "tuple[int, ...] | None = ()",
        "tuple[int, ...] | str | None = ()",
    ),
    "a class attribute removed": (MAIN, 'kind = "toy"', "pass"),
    "a new required argument of a constructor": (MAIN, "name: str)", "name: str, code: int)"),
    "a field removed": (MAIN, "    y: int = 0\n", ""),
    "a new required field": (MAIN, "    x: int\n", "    x: int\n    z: int\n"),
    "a field that became required": (MAIN, "y: int = 0\n", "y: int\n"),
    "another default of a field": (MAIN, "factory=tuple", "factory=list"),
    "another type of a field": (MAIN, "y: int = 0", "y: int | None = 0"),
    "another order of fields": (
        MAIN,
        "    x: int\n    y: int = 0\n",
        "    y: int = 0\n    x: int\n",
    ),
    "a field that the constructor does not take": (
        MAIN,
        "field(factory=tuple)",
        "field(factory=tuple, init=False)",
    ),
    "fields by position": (MAIN, "frozen(kw_only=True)", "frozen"),
    "no longer frozen": (MAIN, "attrs.frozen(kw_only=True)", "attrs.define(kw_only=True)"),
    "no longer slotted": (MAIN, "frozen(kw_only=True)", "frozen(kw_only=True, slots=False)"),
    "no longer equal by value": (MAIN, "frozen(kw_only=True)", "frozen(kw_only=True, eq=False)"),
    "a method removed": (MAIN, "def area", "def _area"),
    "a special method removed": (MAIN, "def __len__", "def _len"),
    "a class method made a method": (MAIN, "    @classmethod\n", ""),
    "a property made a method": (MAIN, "    @property\n", ""),
    "a module made private": (MAIN, ', "trade"]', "]"),
    "an option removed": (CLI, '"--format"', '"--form"'),
    "a choice removed": (CLI, '["csv", "json"]', '["csv"]'),
    "another default of an option": (CLI, "default=10", "default=5"),
    "a new required option": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("--year", required=True)',
    ),
    "an argument of a command removed": (CLI, 'top.add_argument("city")', "pass"),
    "another argument first": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("year"); top.add_argument("city")',
    ),
    "a new required argument of a command": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("year")',
    ),
    "choices where there were none": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city", choices=["a"])',
    ),
    "a command removed": (CLI, 'add_parser("top")', 'add_parser("best")'),
    "a column of an answer removed": (COLUMNS, '"rank", ', ""),
    "another order of columns": (COLUMNS, '"rank", "city"', '"city", "rank"'),
    "a column of a table renamed": (TABLE, '"name": "y"', '"name": "Y"'),
    "another order of columns of a table": (
        TABLE,
        '{"name": "x", "type": "integer"}, {"name": "y", "type": "integer"}',
        '{"name": "y", "type": "integer"}, {"name": "x", "type": "integer"}',
    ),
    "another type of a column": (
        TABLE,
        '"name": "y", "type": "integer"',
        '"name": "y", "type": "string"',
    ),
    "a field of a document removed": (SCHEMA, ', "y": {}', ""),
    "a field of a document that became required": (SCHEMA, '["x"]', '["x", "y"]'),
    "a new name": (MAIN, '"LIMIT", ', '"LIMIT", "Hidden", '),
    "a new optional argument": (MAIN, "times: int = 1", "times: int = 1, size: int = 1"),
    "any further arguments": (
        MAIN,
        "only: Iterable[str] = ()",
        "only: Iterable[str] = (), **more: int",
    ),
    "an argument no longer required": (MAIN, "what: str,", 'what: str = "",'),
    "an argument that takes more": (MAIN, "what: str,", "what: str | int,"),
    "an argument that takes anything": (MAIN, "what: str,", "what: object,"),
    "an argument also by name": (TRADE, "n: int = 10, /, *rest", "n: int = 10, *rest"),
    "an answer that is less": (MAIN, "-> Shade | None", "-> Shade"),
    "a type written otherwise": (MAIN, "-> Shade | None", "-> None | Shade"),
    "a named type that takes more": (
        MAIN,
        'Literal["red", "blue"]',
        'Literal["red", "blue", "green"]',
    ),
    "a new overload": (
        MAIN,
        "@overload\ndef pick(key: str)",
        "@overload\ndef pick(key: bytes) -> bytes: ...\n@overload\ndef pick(key: str)",
    ),
    "a new word": (MAIN, '    BLUE = "blue"\n', '    BLUE = "blue"\n    GREEN = "green"\n'),
    "a new base": (MAIN, "ToyError(ValueError)", "ToyError(ValueError, LookupError)"),
    "a new field with a default": (MAIN, "    y: int = 0\n", "    y: int = 0\n    z: int = 0\n"),
    "a new attribute": (MAIN, "self.name = name", "self.name = self.other = name"),
    "a new method": (MAIN, "    def area", "    def edge(self) -> int: ...\n\n    def area"),
    "a new option": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("--year")',
    ),
    "a new choice": (CLI, '["csv", "json"]', '["csv", "json", "xml"]'),
    "choices no more": (CLI, 'choices=["csv", "json"], ', ""),
    "a new optional argument of a command": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city"); top.add_argument("year", nargs="?")',
    ),
    "an argument of a command that may be repeated": (
        CLI,
        'top.add_argument("city")',
        'top.add_argument("city", nargs="+")',
    ),
    "a new column of a table": (
        TABLE,
        '{"name": "y"',
        '{"name": "z", "type": "string"}, {"name": "y"',
    ),
    "a field of a document no longer required": (SCHEMA, '["x"]', "[]"),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The snapshot of the toy package as it is."""
    return toy(tmp_path_factory.mktemp("toy"))


def test_a_toy_package_is_read(before: str) -> None:
    """Public things are there, private ones are not."""
    api = json.loads(before)
    assert api["modules"]["toy.trade"] == ["top"]
    assert [name for name in api["modules"] if "_" in name] == []
    point = api["names"]["toy.Point"]
    assert [field["name"] for field in point["fields"]] == ["x", "y", "tags"]
    assert point["bases"] == []
    assert sorted(api["names"]["toy.Shape"]["methods"]) == ["area", "edges", "square"]
    assert sorted(point["methods"]) == ["__len__", "shade"]
    assert api["types"]["HueName"]["of"] == ["arguments"]
    assert api["types"]["Shade"] == {"means": "int | float", "of": ["answers"]}
    assert sorted(api["commands"]) == ["", "top"]


def test_nothing_changes_without_an_edit(before: str, tmp_path: Path) -> None:
    """The same package, read again from another folder, is the same."""
    assert toy(tmp_path) == before


@pytest.mark.parametrize("edit", EDITS)
def test_the_snapshot_shows_every_edit(edit: str, before: str, tmp_path: Path) -> None:
    """Whether it breaks what depends on the package or not."""
    assert toy(tmp_path, *EDITS[edit]) != before


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
