"""What importing costs and brings along; that the package works from a zip and in threads."""

from __future__ import annotations

import importlib
import inspect
import pydoc
import typing
import zipfile
from importlib.resources import files

import attrs
import pytest

import china_trade_cities as ctc
from tests.support.commands import python
from tests.support.factories import FACTORIES

if typing.TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

HEAVY = ("cattrs", "pandas", "polars", "narwhals", "numpy", "json", "importlib.metadata")


def test_importing_loads_nothing_but_the_face() -> None:
    """`import china_trade_cities` loads no other module: no model, no data, not even typing."""
    loaded = python(
        "import sys; before = set(sys.modules); import china_trade_cities; "
        # zlib is what Python itself needs to import from a zip.
        "print(sorted(set(sys.modules) - before - {'__future__', 'zlib'}))"
    )
    assert loaded == "['china_trade_cities']"


@pytest.mark.parametrize(
    "question", ["top_n(5)", "growth_leaders(5)", "by_specialization('ICs')", "city('CNSHA')"]
)
def test_a_query_loads_nothing_heavy(question: str) -> None:
    """No query needs cattrs, a dataframe package, or what else is slow to import."""
    loaded = python(
        "import sys; before = set(sys.modules); "
        f"import china_trade_cities as ctc; ctc.{question}; "
        f"print([name for name in {HEAVY!r} if name in set(sys.modules) - before])"
    )
    assert loaded == "[]"


def test_the_face_is_complete() -> None:
    """Every public name can be reached, is listed by dir(), and no other name is public."""
    for name in ctc.__all__:
        assert getattr(ctc, name) is not None
    submodules = {"exceptions", "frames", "plots", "readers", "serialization", "testing"}
    assert set(dir(ctc)) == {*ctc.__all__, *submodules}
    namespace: dict[str, object] = {}
    exec("from china_trade_cities import *", namespace)  # noqa: S102
    assert set(ctc.__all__) == set(namespace) - {"__builtins__"}
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        getattr(ctc, "nonsense")  # noqa: B009


def test_submodules_without_their_extra_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that whoever reads all that dir() lists, as help() does, meets no error."""

    def found(name: str) -> object:
        return None if name == "altair" else name

    monkeypatch.setattr("importlib.util.find_spec", found)
    assert "plots" not in dir(ctc)
    assert "frames" in dir(ctc)


def test_help_is_a_page() -> None:
    """It begins with what the library is for, then each function and submodule on a line."""
    page = pydoc.plain(pydoc.render_doc(ctc)).partition("PACKAGE CONTENTS")[0]
    told = {line.split()[0] for line in page.splitlines() if line.strip()}
    functions = {name for name in ctc.__all__ if inspect.isfunction(getattr(ctc, name))}
    assert functions <= told
    assert set(dir(ctc)) - set(ctc.__all__) <= told
    assert "Every answer prints as a table" in page
    assert len(page.splitlines()) < 60


def test_the_face_shows_type_checkers_what_it_gives_at_run_time() -> None:
    """Names imported for type checkers come from the same modules as at run time."""
    source = files(ctc).joinpath("__init__.py").read_text(encoding="utf-8")
    for module, names in ctc._HOMES.items():  # pyright: ignore[reportPrivateUsage]
        home = importlib.import_module(f"china_trade_cities.{module}")
        assert f"from china_trade_cities.{module} import" in source
        for name in names:
            assert getattr(ctc, name) is getattr(home, name)


@pytest.mark.parametrize("name", ["exceptions", "readers"])
def test_submodules_need_no_import_of_their_own(name: str) -> None:
    """`ctc.exceptions` is there after `import china_trade_cities` alone."""
    printed = python(f"import china_trade_cities as ctc; print(ctc.{name}.__name__)")
    assert printed == f"china_trade_cities.{name}"


def test_plots_are_there_without_being_imported() -> None:
    """`ctc.plots` loads Altair when it is first touched, and not before."""
    loaded = python(
        "import sys, china_trade_cities as ctc; before = 'altair' in sys.modules; "
        "ctc.plots.ranking; print(before, 'altair' in sys.modules)"
    )
    assert loaded == "False True"


def test_readers_load_no_extra() -> None:
    """Parsers and Arrow are loaded when a page or a stream of batches is asked for."""
    loaded = python(
        "import sys, china_trade_cities.readers; "
        "print({name for name in ('lxml', 'pyarrow', 'cattrs') if name in sys.modules})"
    )
    assert loaded == "set()"


@pytest.mark.parametrize("model", FACTORIES)
def test_annotations_of_models_can_be_read_at_run_time(model: type) -> None:
    """Converters such as cattrs find every type that a field names."""
    hints = typing.get_type_hints(model)
    assert {field.name for field in attrs.fields(model)} <= set(hints)


def contents(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """All files below a folder of the package, itself perhaps in a zip."""
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from contents(item, f"{prefix}{item.name}/")
        elif item.is_file():
            yield prefix + item.name, item.read_bytes()


def test_it_works_from_a_zip(tmp_path: Path) -> None:
    """Answers, lookups and the command line are the same when imported from a zip archive."""
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in contents(files(ctc)):
            target.writestr(f"china_trade_cities/{name}", content)
    printed = python(
        f"import sys; sys.path.insert(0, {str(archive)!r}); import china_trade_cities as ctc; "
        "from china_trade_cities.__main__ import main; "
        "assert '.zip' in ctc.__file__, ctc.__file__; "
        "print(ctc.top_n(1)[0].city.name, len(ctc.load_dataset().records)); main(['info'])",
        "-I",
    )
    assert printed.startswith(f"Shenzhen {len(ctc.load_dataset().records)}\npackage:")
