"""The data dictionary says what the descriptor and the docstrings say, of everything."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from tests.support.commands import written_by

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "data-dictionary.md"


@pytest.fixture(scope="module")
def written() -> str:
    return written_by("write_data_dictionary.py")


def test_the_page_is_up_to_date(written: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == written, (
        "docs/data-dictionary.md is stale: run `python tools/write_data_dictionary.py`"
    )


def test_every_table_and_column_is_described(written: str) -> None:
    """With its type, what it may hold and what it means."""
    folder = ROOT / "src" / "china_trade_cities" / "data" / ctc.available_versions()[-1]
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for table in descriptor["resources"]:
        section = section_of(written, table["name"])
        assert table["description"] in section
        for column in table["schema"]["fields"]:
            (row,) = rows_of(section, column["name"])
            name, kind, _, meaning = cells(row)
            assert (name, kind) == (f"`{column['name']}`", column["type"])
            assert meaning == column["description"]
            assert meaning
        for key in table["schema"].get("foreignKeys", ()):
            (row,) = rows_of(section, key["fields"][0])
            assert "refers to `" in row


@pytest.mark.parametrize("name", [name for name in ctc.__all__ if name[0].isupper()])
def test_every_class_is_described(name: str, written: str) -> None:
    """Each word of a closed list and each field of a value has a meaning."""
    kind: type[Any] = getattr(ctc, name)
    section = section_of(written, name)
    if issubclass(kind, StrEnum):
        expected = [member.value for member in kind]
    elif attrs.has(kind):
        expected = [field.name for field in attrs.fields(kind) if field.init]
    else:
        expected = []
        assert section.strip()
    for entry in expected:
        (row,) = rows_of(section, entry)
        assert all(cells(row))


def section_of(page: str, title: str) -> str:
    return page.split(f"\n### {title}\n")[1].split("\n### ", maxsplit=1)[0]


def rows_of(section: str, name: str) -> list[str]:
    return [line for line in section.splitlines() if line.startswith(f"| `{name}` |")]


def cells(row: str) -> list[str]:
    """The cells of a row, with bars as they were."""
    parts = row.replace("\\|", "\0").strip("| ").split(" | ")
    return [part.replace("\0", "|") for part in parts]
