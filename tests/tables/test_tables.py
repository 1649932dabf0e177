"""Rows of tables become objects; what is wrong with one is named by file, line and column."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

import china_trade_cities as ctc
from china_trade_cities._dataset.dataset import lazy_dataset
from china_trade_cities._tables.descriptor import schema_of
from china_trade_cities._tables.layout import COLUMNS, TABLES, TableLayout
from china_trade_cities._tables.lazy import BundledTables
from china_trade_cities.exceptions import DatasetError
from tests.support import cases

if TYPE_CHECKING:
    from pathlib import Path

    from china_trade_cities.exceptions import Problem

FOLDER = files(ctc).joinpath("data", "2026.1")


def dataset(**replaced: str) -> ctc.Dataset:
    """The bundled dataset with the text of some files replaced."""

    def read(name: str) -> str:
        table = name.removesuffix(".csv")
        if table in replaced:
            return replaced[table]
        return FOLDER.joinpath(name).read_text(encoding="utf-8")

    return lazy_dataset(BundledTables(read, (), ctc.Period(year=2024)))


def table(name: str, *rows: str) -> str:
    return "\n".join([",".join(COLUMNS[name]), *rows, ""])


def problems_of(folder: Path, **tables: str) -> tuple[Problem, ...]:
    """What is wrong with a folder of tables that stand on the bundled vintage."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        ctc.read_dataset(folder)
    return caught.value.problems


RECORD = "wuhan,2024,total,,,5,CNY-e8,1.5,,,A,location,gacc-location-2024-12,,"


@pytest.mark.parametrize("case", cases.table(__file__, "broken_rows.csv"))
def test_a_broken_row_is_named(case: dict[str, str], tmp_path: Path) -> None:
    """File, line and column of the fault, and what would have been right.

    All that is wrong with a row is reported at once, and of a cell one thing only.
    """
    problems = problems_of(tmp_path, **{case["name"]: table(case["name"], case["row"])})
    assert [problem.column or "" for problem in problems] == case["columns"].split(";")
    assert {(problem.file, problem.line) for problem in problems} == {(f"{case['name']}.csv", 2)}
    assert case["message"] in problems[0].message


def test_all_bad_cells_of_a_table_are_reported_at_once(tmp_path: Path) -> None:
    periods = [RECORD.replace("2024,", f"2024-{month},") for month in range(13, 23)]
    values = [RECORD.replace("2024,", f"{2010 + n},").replace(",5,", ",x,") for n in range(10)]
    for column, rows in (("period", periods), ("value", values)):
        problems = problems_of(tmp_path, records=table("records", *rows))
        assert [(problem.line, problem.column) for problem in problems] == [
            (line, column) for line in range(2, 12)
        ]


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """The second of two rows with one id would hide the first: both lines are named."""
    rows = ("a,A", "b,B", "a,C")
    (problem,) = problems_of(tmp_path, ranking_scopes=table("ranking_scopes", *rows))
    assert problem.message == "id must be unique; got the same as line 2"
    assert (problem.file, problem.line, problem.column) == ("ranking_scopes.csv", 4, "id")


def test_a_long_cell_is_cut_short(tmp_path: Path) -> None:
    row = RECORD.replace("total", "total" * 100)
    (problem,) = problems_of(tmp_path, records=table("records", row))
    assert problem.message.endswith("; got '" + "total" * 20 + "'…")


def test_a_value_that_looks_like_a_period_is_not_one() -> None:
    """Only the column of the period decides, whatever the other cells hold."""
    rows = (RECORD.replace("2024,", "2023,").replace(",5,", ",2024,"), RECORD)
    found = dataset(records=table("records", *rows)).records_for(period=2024, city="wuhan")
    assert [record.value for record in found if record.unit_multiplier == 8] == [500_000_000]


def test_quoted_cells_are_read() -> None:
    text = table("ranking_scopes", 'a,"Cities, ""big"" ones"')
    (scope,) = dataset(ranking_scopes=text).ranking_scopes
    assert scope.name == 'Cities, "big" ones'


def test_the_reference_year_passed_apart_is_the_descriptors() -> None:
    bundled = ctc.load_dataset("2026.1")
    descriptor = json.loads(FOLDER.joinpath("datapackage.json").read_text(encoding="utf-8"))
    assert str(bundled.reference_period) == descriptor["reference_period"] == "2024"
    assert bundled.info.reference_period == bundled.reference_period


def test_the_reference_year_is_the_newest_that_the_official_table_covers() -> None:
    """Every city that the customs table ever lists has a figure for it, and none for a later."""
    bundled = ctc.load_dataset("2026.1")
    official = [
        record for record in bundled.records if record.source.id.startswith(("gacc", "hangzhou-cu"))
    ]
    years = {record.period.year for record in official if record.period.is_full_year}
    assert max(years) == bundled.reference_period.year
    reference = {record.city for record in official if record.period == bundled.reference_period}
    assert reference == {record.city for record in official}


def test_the_descriptor_is_what_the_layout_declares() -> None:
    """Types, keys and references are the same; the bundled tables promise more of their cells.

    Their cells are blank in fewer columns, their months are known, and their records have a
    shorter key than a user's own need.
    """
    descriptor = json.loads(FOLDER.joinpath("datapackage.json").read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in descriptor["resources"]}
    assert set(schemas) == set(TABLES)
    for name, described in schemas.items():
        declared = schema_of(name, described)
        assert set(described["primaryKey"]) <= set(declared.pop("primaryKey"))
        for there, here in zip(described["fields"], declared["fields"], strict=True):
            promised, demanded = there.pop("constraints", {}), here.pop("constraints", {})
            if there["type"] == "yearmonth":
                del promised["minimum"], promised["maximum"]
            if not demanded.get("required"):
                promised.pop("required", None)
            assert promised == demanded
            assert there == here
        del described["primaryKey"], described["fields"], declared["fields"]
        assert described == declared


@pytest.mark.parametrize("table", TABLES.values())
def test_a_key_is_of_columns_and_a_default_of_no_needed_one(table: TableLayout) -> None:
    """A column that a table may leave out has a default or may be blank."""
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    for column in table.columns:
        assert column.name == "source" or not (column.is_needed and column.default is not None)
