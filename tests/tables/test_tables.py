"""What happens with broken tables: the error names file, line, column and what is allowed."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

import china_trade_cities as ctc
from china_trade_cities._dataset.dataset import lazy_dataset
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.lazy import Tables
from china_trade_cities.exceptions import DatasetError

FOLDER = files(ctc).joinpath("data", "2026.1")


def dataset(**replaced: str) -> ctc.Dataset:
    """The bundled dataset with the text of some files replaced."""

    def read(name: str) -> str:
        table = name.removesuffix(".csv")
        if table in replaced:
            return replaced[table]
        return FOLDER.joinpath(name).read_text(encoding="utf-8")

    return lazy_dataset(Tables(read, (), ctc.Period(year=2024)))


def table(name: str, *rows: str) -> str:
    """A table with its proper header."""
    return "\n".join([",".join(COLUMNS[name]), *rows, ""])


def touch(broken: ctc.Dataset) -> None:
    """Read every table."""
    for name in (table for table in COLUMNS if table != "known_findings"):
        field = {"city_facts": "facts", "customs_monthly": "records"}.get(name, name)
        getattr(broken, field.replace("customs_reference_monthly", "reference_records"))


RECORD = "wuhan,2024,total,,,5,CNY-e8,1.5,,,A,location,gacc-location-2024-12,,"
CUSTOMS = "2024-02,wuhan,gacc-location-2024-02,9,10,5,6,4,4,1.0,2.0,3.0"


@pytest.mark.parametrize(
    ("name", "row", "column", "message"),
    [
        ("records", RECORD.replace("wuhan", "wuhang"), "city", "an id of cities.csv"),
        ("records", RECORD.replace("total", "totals"), "flow", "'total', 'export', 'import'"),
        ("records", RECORD.replace("2024,", "2o24,"), "period", "a period such as"),
        ("records", RECORD.replace("2024,", "2024-01/2024-12,"), "period", "'2024', as it is"),
        ("records", RECORD.replace(",5,", ",5bn,"), "value", "a plain number"),
        ("records", RECORD.replace(",5,", ",1_000,"), "value", "a plain number"),
        ("records", RECORD.replace(",5,", ",5.,"), "value", "a plain number"),
        ("records", RECORD.replace(",5,", ",5.123456789,"), "value", "whole currency units"),
        ("records", RECORD.replace("CNY-e8", "RMB-e8"), "unit", "'CNY', 'USD', 'HKD', 'MOP'"),
        ("records", RECORD.replace("CNY-e8", "CNY-eight"), "unit", "such as CNY-e8"),
        ("records", RECORD.replace("CNY-e8", ""), "unit", "the currency of the amount"),
        ("records", RECORD.replace("1.5", "nan"), "growth", "a plain number"),
        ("records", RECORD.replace(",A,", ",X,"), "status", "'A', 'P', 'E', 'D', 'L', 'U'"),
        ("records", RECORD + ",", None, "16 cells where the header has 15"),
        ("records", RECORD[:-1] + '"open', None, "not CSV"),
        (
            "records",
            RECORD.replace("-2024-12,,", "-2024-12,nobody,"),
            "corroborated_by",
            "sources.csv",
        ),
        ("customs_monthly", CUSTOMS.replace("wuhan", "x"), "city", "an id of cities.csv"),
        ("customs_monthly", CUSTOMS.replace(",9,", ",9 000,"), "total", "a plain number"),
        (
            "customs_monthly",
            CUSTOMS.replace("-02", "-01").replace("5,6", "5,5"),
            "total",
            "as to date, in January",
        ),
        ("customs_reference_monthly", CUSTOMS, "area", "an id of reference_areas.csv"),
        ("industries", "a,A,,26,zz,", "parent", "an id of industries.csv"),
        ("published_ranks", "wuhan,2024,x,1,,gacc-location-2024-12,,", "scope", "ranking_scopes"),
        (
            "published_ranks",
            "wuhan,2024,anhui-total-trade,1.5,,gacc-location-2024-12,,",
            "rank",
            "a whole number",
        ),
        ("city_facts", "wuhan,gdp,5,,2024.5,gacc-location-2024-12,", "year", "a whole number"),
        ("exchange_rates", "2024,USD,0,gacc-location-2024-12,", "cny_per_unit", "above 0"),
        ("products", "p,P,,,,q,,", "parent", "an id of products.csv"),
    ],
)
def test_a_broken_row_is_named(name: str, row: str, column: str | None, message: str) -> None:
    """File, line and column of the fault, and what would have been right."""
    with pytest.raises(DatasetError) as caught:
        touch(dataset(**{name: table(name, row)}))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == (f"{name}.csv", 2, column)
    assert message in problem.message


def test_a_broken_header_is_named() -> None:
    """A table with other columns is refused as a whole, with the columns it must have."""
    with pytest.raises(DatasetError, match=r"partners\.csv:1: the header must be id,name"):
        assert dataset(partners="id,nom\n").partners


def test_all_unreadable_periods_are_reported_at_once() -> None:
    """Ten wrong periods give ten problems, each with its line."""
    rows = [RECORD.replace("2024,", f"2024-{month},") for month in range(13, 23)]
    with pytest.raises(DatasetError, match="10 problems in the dataset") as caught:
        dataset(records=table("records", *rows)).periods()
    assert [problem.line for problem in caught.value.problems] == list(range(2, 12))


def test_all_bad_cells_of_a_table_are_reported_at_once() -> None:
    """Ten wrong values in ten periods give ten problems, each with its line and column."""
    rows = [RECORD.replace("2024,", f"{2010 + n},").replace(",5,", ",x,") for n in range(10)]
    with pytest.raises(DatasetError) as caught:
        assert dataset(records=table("records", *rows)).records
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (line, "value") for line in range(2, 12)
    ]


def test_an_id_that_stands_twice_is_refused() -> None:
    """The second of two rows with one id would hide the first: both lines are named."""
    with pytest.raises(DatasetError, match="'a' is the id of line 2 too") as caught:
        assert dataset(ranking_scopes=table("ranking_scopes", "a,A", "b,B", "a,C")).ranking_scopes
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("ranking_scopes.csv", 4, "id")


def test_a_value_that_looks_like_a_period_is_not_one() -> None:
    """Only the column of the period decides, whatever the other cells hold."""
    rows = (RECORD.replace("2024,", "2023,").replace(",5,", ",2024,"), RECORD)
    found = dataset(records=table("records", *rows)).records_for(period=2024, city="wuhan")
    assert [record.value for record in found if record.unit_multiplier == 8] == [500_000_000]


def test_quoted_cells_are_read() -> None:
    """A cell with commas and quotes is one cell."""
    text = table("ranking_scopes", 'a,"Cities, ""big"" ones"')
    (scope,) = dataset(ranking_scopes=text).ranking_scopes
    assert scope.name == 'Cities, "big" ones'


def test_the_reference_year_passed_apart_is_the_descriptors() -> None:
    """The year known before the descriptor is read is the one that stands in it."""
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


def test_columns_of_the_layout_are_those_of_the_descriptor() -> None:
    """What the code reads is what the descriptor promises, table by table."""
    descriptor = json.loads(FOLDER.joinpath("datapackage.json").read_text(encoding="utf-8"))
    described = {
        resource["name"]: tuple(field["name"] for field in resource["schema"]["fields"])
        for resource in descriptor["resources"]
    }
    assert described == COLUMNS
