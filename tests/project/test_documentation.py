"""The documentation is built without a warning, is complete, and leads nowhere else.

Needs the extra ``docs``: ``python -m pytest -m docs``.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from enum import Enum
from html import unescape
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
from tests.support.built_pages import Page, broken_links, is_elsewhere, read_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built with every warning an error, and no network asked for."""
    target = tmp_path_factory.mktemp("documentation")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-d"]
    done = subprocess.run(
        [*command, str(target / "trees"), str(ROOT / "docs"), str(target / "html")],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return target / "html"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[Path, Page]:
    return read_pages(built)


@pytest.fixture(scope="module")
def documented(built: Path) -> dict[str, str]:
    """Every Python name that a page describes, with its kind."""
    from sphinx.util.inventory import InventoryFile

    inventory = InventoryFile.loads((built / "objects.inv").read_bytes(), uri="")
    return {
        name: kind.removeprefix("py:")
        for kind, names in inventory.data.items()
        if kind.startswith("py:")
        for name in names
    }


def public_modules() -> Iterator[str]:
    """The package and its public submodules, those that need an extra included."""
    yield ctc.__name__
    for module in walk_packages(ctc.__path__, f"{ctc.__name__}."):
        if "._" not in module.name:
            yield module.name


def public_names() -> Iterator[tuple[str, Any, str]]:
    """Everything that can be imported, with the kind that it should have in the reference."""
    for module in public_modules():
        for name in import_module(module).__all__:
            thing = getattr(import_module(module), name)
            if inspect.isclass(thing):
                kind = "exception" if issubclass(thing, Exception) else "class"
            elif inspect.ismodule(thing):
                kind = "module"
            else:
                kind = "function" if callable(thing) else "data"
            yield f"{module}.{name}", thing, kind


def public_members(kind: type[Any]) -> Iterator[tuple[str, str]]:
    """Fields, properties, methods and words of a class, each with its kind.

    A field takes the place of a property of a base.
    """
    fields = {field.name for field in attrs.fields(kind)} if attrs.has(kind) else set[str]()
    if attrs.has(kind):
        yield from ((field.name, "attribute") for field in attrs.fields(kind) if field.init)
    if issubclass(kind, Enum):
        yield from ((name, "attribute") for name in kind.__members__)
    if issubclass(kind, Exception) and "__init__" in vars(kind):
        yield from ((name, "attribute") for name in inspect.signature(kind).parameters)
    for holder in kind.__mro__:
        if holder.__module__.startswith(ctc.__name__):
            for name, member in vars(holder).items():
                if name.startswith("_") or name in fields:
                    continue
                if isinstance(member, property):
                    yield name, "property"
                elif inspect.isroutine(member) or isinstance(member, classmethod | staticmethod):
                    yield name, "method"


def test_every_public_name_has_an_entry(documented: dict[str, str]) -> None:
    """In the package and its public submodules, as what it is."""
    expected = {name: kind for name, _, kind in public_names()}
    assert len(expected) > 100
    assert {name: documented.get(name) for name in expected} == expected


def test_every_member_has_an_entry(documented: dict[str, str]) -> None:
    """Every attrs field, property, method and word of a public class, attributes of errors too."""
    expected = {
        f"{name}.{member}": kind
        for name, thing, _ in public_names()
        if inspect.isclass(thing)
        for member, kind in public_members(thing)
    }
    assert len(expected) > 500
    missing = {name: kind for name, kind in expected.items() if documented.get(name) != kind}
    assert not missing


def test_signatures_of_values_read_well(built: Path) -> None:
    """Fields by name alone, with types as one writes them, and defaults."""
    text = unescape(
        re.sub(r"<[^>]+>", "", (built / "reference" / "values.html").read_text("utf-8"))
    )
    text = re.sub(r"\s+", "", text)
    assert "classchina_trade_cities.Period(*,year:int,month:int=1,months:int=12)" in text
    assert "region:Region|None=None,level:Level,code:str|None=None," in text
    assert "growth_decimals:int=...," in text
    assert "_vocabulary" not in text


def test_names_of_others_lead_to_their_pages(pages: dict[Path, Page]) -> None:
    """From inventories that are kept here: nothing was fetched."""
    links = {link for page in pages.values() for link in page.links}
    assert (
        "https://docs.python.org/3/library/collections.abc.html#collections.abc.Sequence" in links
    )
    assert "https://docs.python.org/3/library/stdtypes.html#str" in links
    assert "https://catt.rs/en/stable/cattrs.html#cattrs.Converter" in links


def test_links_between_pages_hold(pages: dict[Path, Page]) -> None:
    links = [link for page in pages.values() for link in page.links if not is_elsewhere(link)]
    assert len(pages) > 30
    assert len(links) > 5_000
    assert list(broken_links(pages)) == []


def test_broken_links_are_noticed(tmp_path: Path) -> None:
    """A file or an anchor that is not there."""
    (tmp_path / "a.html").write_text('<a id="x" href="b.html#y">b</a><a href="c.html">c</a>')
    (tmp_path / "b.html").write_text('<p id="z"><a href="a.html#x">a</a><a href="#z">z</a>')
    assert list(broken_links(read_pages(tmp_path))) == [
        "a.html: b.html#y: no such anchor",
        "a.html: c.html: no such file",
    ]


def test_pages_are_read_without_a_network(built: Path, pages: dict[Path, Page]) -> None:
    fetched = {file for page in pages.values() for file in page.fetched}
    assert len(fetched) > 5
    assert [file for file in fetched if is_elsewhere(file)] == []
    for style in built.rglob("*.css"):
        text = re.sub(r"data:[^)]*", "", style.read_text(encoding="utf-8"))
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text), style.name


def test_every_page_of_the_folder_is_built(pages: dict[Path, Page], built: Path) -> None:
    written = {
        path.relative_to(ROOT / "docs").with_suffix("")
        for path in (ROOT / "docs").rglob("*.md")
        if "_build" not in path.parts
    }
    shown = {path.relative_to(built.resolve()).with_suffix("") for path in pages}
    assert written - shown == set()


def test_every_page_names_code_data_and_no_tools(built: Path, pages: dict[Path, Page]) -> None:
    """Readers see which version they read about, and no orders to those who write the pages."""
    versions = f"Version {ctc.__version__}, data {ctc.available_versions()[-1]}"
    for page in pages.keys() - {(built / "_static" / "webpack-macros.html").resolve()}:
        text = re.sub(r"<!--.*?-->|<[^>]+>", "", page.read_text("utf-8"), flags=re.DOTALL)
        assert versions in text, page.name
        assert "Written by python tools" not in text, page.name


def test_the_build_draws_the_pictures(built: Path) -> None:
    """From the data of today; who cannot see them is told what they show."""
    page = unescape((built / "index.html").read_text("utf-8"))
    for width in ("wide", "narrow"):
        start = f'<div class="picture {width}" role="img" aria-label="'
        described, _, picture = page.partition(start)[2].partition("</div>")[0].partition('">')
        assert "Shenzhen" in described
        for entry in ctc.top_n(10):
            assert f">{entry.rank} {entry.city.name} {entry.city.name_zh}<" in picture, width


def test_every_question_and_command_is_listed_by_task() -> None:
    """Of the package itself and of the command line; submodules have their guides."""
    from china_trade_cities._cli.examples import EXAMPLES

    listed = (ROOT / "docs" / "tasks.md").read_text("utf-8")
    for name in ctc.__all__:
        if inspect.isfunction(getattr(ctc, name)):
            assert f"(#china_trade_cities.{name})" in listed, name
    for command in filter(None, EXAMPLES):
        assert f"(command-line.md#{command})" in listed, command


def test_recipes_have_three_lines_at_most() -> None:
    """Of code; what they print comes on top."""
    page = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 15
    for block in blocks:
        code = [line for line in block.splitlines() if line.startswith((">>>", "..."))]
        assert len(code) <= 3, block
