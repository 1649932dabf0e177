"""The public API is what the snapshot says, and the snapshot shows every change of it."""

from __future__ import annotations

import json
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

MAIN = """
from __future__ import annotations
from enum import StrEnum
from typing import Literal, TypeAlias, overload
import attrs
from toy import trade

__all__ = ["Color", "LIMIT", "Point", "ToyError", "paint", "pick", "trade"]

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
    def area(self, scale: float = 1.0) -> float: ...


@attrs.frozen(kw_only=True)
class Point(Hidden):
    x: int
    tags: tuple[str, ...] = attrs.field(factory=tuple)
    _inner: int = attrs.field(default=0, init=False)

    @property
    def shade(self) -> Shade | None: ...

    def __len__(self) -> int: ...


@overload
def pick(key: int) -> int: ...
@overload
def pick(key: str) -> str: ...
def pick(key: int | str) -> int | str: ...


def paint(what: str, hue: HueLike = "red", *, times: int = 1) -> bool: ...
"""

PARSER = """
import argparse


def build_parser():
    parser = argparse.ArgumentParser(prog="toy")
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    top = parser.add_subparsers().add_parser("top")
    top.add_argument("city")
    return parser
"""

TOY = {
    "__init__.py": MAIN,
    "trade.py": '__all__ = ["top"]\n\n\ndef top(n: "int" = 10, /) -> "list[int]": ...\n',
    "_hidden.py": "from typing import TypeAlias\n\nTone: TypeAlias = str\n",
    "_cli/columns.py": 'COLUMNS = {"top": ("rank", "city")}\n',
    "_cli/parser.py": PARSER,
    "schema.json": '{"$defs": {"Point": {"properties": {"x": {}, "y": {}}, "required": ["x"]}}}',
    "data/2026.1/datapackage.json": """{"resources": [{"name": "points", "schema": {"fields": [
        {"name": "x", "type": "integer"}, {"name": "y", "type": "integer"}]}}]}""",
}


def toy(folder: Path, file: str = "", old: str = "", new: str = "") -> str:
    """The snapshot of the toy package, in which one piece of text was replaced."""
    for name, text in TOY.items():
        path = folder / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == file:
            assert text.count(old) == 1, "an edit changes one place"
        path.write_text(text.replace(old, new) if name == file else text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        invalidate_caches()
        for module in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
            del sys.modules[module]
        return as_text(read_api("toy"))


# The file that is edited, and the text that is replaced by another.
EDITS = {
    "a name removed": ("__init__.py", '"LIMIT", ', ""),
    "a module made private": ("__init__.py", ', "trade"]', "]"),
    "an argument renamed": ("__init__.py", "what: str", "thing: str"),
    "an argument also by name": ("trade.py", " = 10, /)", " = 10)"),
    "another default": ("__init__.py", "times: int = 1", "times: int = 2"),
    "another answer": ("__init__.py", "-> bool", "-> bool | None"),
    "a named type that takes less": ("__init__.py", '["red", "blue"]\nHueLike', '["red"]\nHueLike'),
    "an overload removed": ("__init__.py", "@overload\ndef pick(key: str) -> str: ...\n", ""),
    "another value of a word": ("__init__.py", 'BLUE = "blue"', 'BLUE = "b"'),
    "another base of an error": ("__init__.py", "ToyError(ValueError)", "ToyError(LookupError)"),
    "an attribute of an error removed": ("__init__.py", "self.name = name", "pass"),
    "an attribute of an error that may be more": ("__init__.py", "] | None = ()", "] = ()"),
    "a class attribute removed": ("__init__.py", 'kind = "toy"', "pass"),
    "a field that became required": ("__init__.py", " = attrs.field(factory=tuple)", ""),
    "fields by position, no longer frozen": ("__init__.py", "frozen(kw_only=True)", "define"),
    "an inherited method removed": ("__init__.py", "def area", "def _area"),
    "a special method removed": ("__init__.py", "def __len__", "def _len"),
    "a property made a method": ("__init__.py", "    @property\n", ""),
    "a choice removed": ("_cli/parser.py", '["csv", "json"]', '["csv"]'),
    "an argument of a command removed": ("_cli/parser.py", 'top.add_argument("city")', "pass"),
    "another order of columns": ("_cli/columns.py", '"rank", "city"', '"city", "rank"'),
    "a column of a table renamed": ("data/2026.1/datapackage.json", '"name": "y"', '"name": "Y"'),
    "a field of a document required": ("schema.json", '["x"]', '["x", "y"]'),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> str:
    return toy(tmp_path_factory.mktemp("toy"))


def test_a_toy_package_is_read(before: str, tmp_path: Path) -> None:
    """Public things are there, private ones are not, and a second look sees the same."""
    api = json.loads(before)
    assert api["modules"]["toy.trade"] == ["top"]
    assert [name for name in api["modules"] if "_" in name] == []
    point = api["names"]["toy.Point"]
    assert [field["name"] for field in point["fields"]] == ["x", "tags"]
    assert point["bases"] == []
    assert sorted(point["methods"]) == ["__len__", "area", "shade"]
    assert api["types"]["HueName"]["of"] == ["arguments"]
    assert api["types"]["Shade"] == {"means": "int | float", "of": ["answers"]}
    assert sorted(api["commands"]) == ["", "top"]
    assert toy(tmp_path) == before


@pytest.mark.parametrize("edit", EDITS)
def test_the_snapshot_shows_every_edit(edit: str, before: str, tmp_path: Path) -> None:
    """Whether it breaks what depends on the package or not."""
    assert toy(tmp_path, *EDITS[edit]) != before


def test_a_public_module_must_say_what_is_public(tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match=r"the public module toy\.trade needs __all__"):
        toy(tmp_path, "trade.py", '__all__ = ["top"]', "")


def test_a_named_type_must_mean_one_thing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="that mean two things"):
        toy(tmp_path, "_hidden.py", "Tone", "Shade")
