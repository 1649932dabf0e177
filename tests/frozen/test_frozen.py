"""A program frozen with PyInstaller is given what the package reads; `.ci/frozen.py` asks one."""

from __future__ import annotations

import runpy
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import china_trade_cities

PACKAGE = Path(china_trade_cities.__path__[0])
PROJECT: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
)


def hook() -> dict[str, Any]:
    """What the hook says, found as PyInstaller finds it: by the entry point, then by its name."""
    module, _, name = PROJECT["project"]["entry-points"]["pyinstaller40"]["hook-dirs"].partition(
        ":"
    )
    (folder,) = getattr(import_module(module), name)()
    return runpy.run_path(str(Path(folder, "hook-china_trade_cities.py")))


def test_every_file_that_is_read_is_given() -> None:
    """Into the place where the package looks for it."""
    given: set[Path] = set()
    for source, place in hook()["datas"]:
        assert Path(source).is_relative_to(PACKAGE)
        files = Path(source).rglob("*") if Path(source).is_dir() else [Path(source)]
        folder = Path(source) if Path(source).is_dir() else Path(source).parent
        assert PACKAGE.parent / place == folder
        given |= {file for file in files if file.is_file()}
    read = {file for file in PACKAGE.rglob("*") if file.suffix in {".csv", ".json"}}
    assert read == given


def test_what_is_imported_by_name_alone_is_named() -> None:
    """The parser of pages, as the extra `readers` is installed here."""
    assert hook()["hiddenimports"] == ["lxml.etree"]
