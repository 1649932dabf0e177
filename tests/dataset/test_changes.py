"""`diff_datasets` and `diff`: what has changed between two datasets."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._dataset.dataset import lazy_dataset
from china_trade_cities._tables.lazy import BundledTables
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support import factories
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = files(ctc).joinpath("data", "2026.1")


def vintage(**replaced: tuple[str, str]) -> ctc.Dataset:
    """A vintage made from the bundled one: in some tables a text is replaced by another."""

    def read(name: str) -> str:
        text = FOLDER.joinpath(name).read_text(encoding="utf-8")
        table = name.removesuffix(".csv")
        if table in replaced:
            before, after = replaced[table]
            assert text.count(before) == 1, "the change must be the one that is meant"
            text = text.replace(before, after)
        return text.replace('"version": "2026.1"', '"version": "2026.2"')

    return lazy_dataset(BundledTables(read, (), ctc.Period(year=2024)))


RECORD = (
    "shanghai,2023-01/2023-11,export,solar-cells,,8.4,CNY-e9,9.1,,,A,location,"
    "goodcan-trade-cities-2023,,\n"
)


def changes(**replaced: tuple[str, str]) -> list[ctc.Change]:
    return list(ctc.diff_datasets(VINTAGE, vintage(**replaced)))


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `diff` prints as CSV."""
    assert main(["diff", *arguments, "--format", "csv"]) == 0
    return capsys.readouterr().out


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line with which the command line refuses."""
    assert main(arguments) == 2
    return capsys.readouterr().err


@pytest.mark.thorough
def test_diff_shows_what_tables_of_ones_own_add(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the vintage on which they stand, be they a folder or a file."""
    table = tmp_path / "records.csv"
    table.write_text("city,period,flow,value,unit\nzibo,2025-01/2025-08,total,709.0,CNY-e8\n")
    for place in (tmp_path, table):
        own = ctc.read_dataset(place).records[0].source.id
        rows = shown(capsys, "2026.1", str(place), "--data-version", "2026.1").splitlines()[1:]
        assert [row.split(",")[:3] for row in rows] == [
            ["added", "sources", own],
            ["added", "records", f"zibo|2025-01/2025-08|total|||location||{own}"],
        ]
    assert "no bundled vintage '1999.1'" in refusal(
        capsys, "diff", "2026.1", str(table), "--data-version", "1999.1"
    )


def test_diff_compares_complete_folders_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with a descriptor stands on nothing else."""
    old, new = tmp_path / "old", tmp_path / "new"
    ctc.write_dataset(factories.dataset(), old)
    ctc.write_dataset(factories.dataset(exchange_rates=()), new)
    rows = shown(capsys, str(old), str(new)).splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [
        ["withdrawn", "exchange_rates", "2024|USD|gazette"]
    ]


def test_diff_refuses_what_it_would_ignore(capsys: pytest.CaptureFixture[str]) -> None:
    """Two vintages stand on no other, and what is neither a version nor a folder is said."""
    said = refusal(capsys, "diff", "2026.1", "2026.1", "--data-version", "nonsense")
    assert "--data-version must be left out unless OLD or NEW is a folder" in said
    said = refusal(capsys, "diff", "2026.1", "2020.1")
    assert (
        "NEW must be an existing folder, or one of the bundled versions: '2026.1'; got '2020.1'"
        in said
    )
    assert "OLD must be an existing folder" in refusal(capsys, "diff", "", "2026.1")


@pytest.mark.thorough
def test_equal_datasets_do_not_differ() -> None:
    assert len(ctc.diff_datasets(VINTAGE, VINTAGE)) == 0
    assert changes() == []


@pytest.mark.thorough
def test_a_revised_figure_is_a_revision() -> None:
    """A changed cell names the figure, the fields that differ, and both records."""
    (change,) = changes(records=(RECORD, RECORD.replace(",8.4,", ",8.5,")))
    assert (change.kind, change.table, change.fields) == ("revised", "records", ("value",))
    assert change.key == (
        "shanghai|2023-01/2023-11|export|solar-cells||location||goodcan-trade-cities-2023"
    )
    assert isinstance(change.old, ctc.TradeRecord)
    assert isinstance(change.new, ctc.TradeRecord)
    assert (change.old.value, change.new.value) == (8_400_000_000, 8_500_000_000)
    assert [source.id for source in change.sources] == ["goodcan-trade-cities-2023"]


def test_a_revised_list_is_shown_whole() -> None:
    """What a field holds several of stands in one cell, as in the table."""
    tables = vintage(cities=("广州市;Canton;Kwangchow", "广州市;Canton"))
    (row,) = ctc.diff_datasets(VINTAGE, tables).to_dicts()
    assert (row["key"], row["field"]) == ("guangzhou", "aliases")
    assert (row["old"], row["new"]) == ("广州市;Canton;Kwangchow", "广州市;Canton")


@pytest.mark.thorough
def test_a_replaced_source_is_a_revision_with_both_sources() -> None:
    """The same figure from another source is not an addition and a withdrawal."""
    other = RECORD.replace("goodcan-trade-cities-2023", "yicai-trade-cities-2024-01-18")
    (change,) = changes(records=(RECORD, other.replace(",9.1,", ",9.2,")))
    assert (change.kind, change.fields) == ("revised", ("growth", "source"))
    assert [source.id for source in change.sources] == [
        "goodcan-trade-cities-2023",
        "yicai-trade-cities-2024-01-18",
    ]


@pytest.mark.thorough
def test_additions_and_withdrawals() -> None:
    (withdrawn,) = changes(records=(RECORD, ""))
    assert (withdrawn.kind, withdrawn.new) == ("withdrawn", None)
    (added,) = changes(records=(RECORD, RECORD + RECORD.replace("solar-cells", "toys")))
    assert (added.kind, added.old) == ("added", None)
    assert isinstance(added.new, ctc.TradeRecord)
    (twice,) = changes(records=(RECORD, RECORD + RECORD))
    assert twice.kind == "added"


@pytest.mark.thorough
def test_a_revised_month_of_the_customs_table() -> None:
    """A new figure in the official table is one revision, in the month it belongs to."""
    row = "2024-12,shenzhen,gacc-location-2024-12,39817189,"
    (change,) = changes(customs_monthly=(row, row.replace("39817189", "39817190")))
    assert (change.kind, change.fields) == ("revised", ("value",))
    assert change.key == "shenzhen|2024-12|total|||location||gacc-location-2024-12"


@pytest.mark.thorough
def test_other_tables_are_compared_by_their_keys() -> None:
    """Ids tell entries apart; what they refer to counts by its id alone."""
    found = changes(partners=("asean,ASEAN,", "asean,Asean,"))
    assert [(change.table, change.key, change.fields) for change in found] == [
        ("partners", "asean", ("name",))
    ]
    assert found[0].sources == ()
    city = changes(cities=("shanghai,Shanghai,", "shanghai,Shang Hai,"))
    assert [(change.table, change.key) for change in city] == [("cities", "shanghai")]


@pytest.mark.thorough
def test_changes_print_and_export() -> None:
    """A line per field that differs, with the old and the new; the versions in the title."""
    new = vintage(records=(RECORD, RECORD.replace(",8.4,", ",8.5,").replace(",9.1,", ",9.3,")))
    found = ctc.diff_datasets(VINTAGE, new)
    assert str(found).startswith("1 change from 2026.1 to 2026.2\n")
    assert [(row["field"], row["old"], row["new"]) for row in found.to_dicts()] == [
        ("value", "8400000000", "8500000000"),
        ("growth", "9.1", "9.3"),
    ]
    assert repr(found) == "<Changes from 2026.1 to 2026.2: 1>"
    assert repr(found[0]).startswith("<Change revised in records: shanghai|")
    (gone,) = ctc.diff_datasets(VINTAGE, vintage(records=(RECORD, ""))).to_dicts()
    assert gone["field"] is None
    assert gone["old"].startswith("<TradeRecord shanghai export solar-cells")
    assert gone["new"] is None


def test_changes_are_values() -> None:
    """A slice is of the same type; what is no dataset is refused by name."""
    found = ctc.diff_datasets(VINTAGE, attrs.evolve(VINTAGE, facts=(), partners=()))
    assert isinstance(found[:2], ctc.Changes)
    assert {change.table for change in found} == {"facts", "partners"}
    with pytest.raises(InvalidArgumentError, match=r"^new must be a Dataset; got '2026\.2'$"):
        ctc.diff_datasets(VINTAGE, "2026.2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_command_line_shows_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """`diff VINTAGE NEW` prints the changes; an unknown version is one line and exit code 2."""
    assert main(["diff", "2026.1", "2026.1"]) == 0
    assert capsys.readouterr().out.startswith("0 changes from 2026.1 to 2026.1\n")
    assert main(["diff", "2026.1", "2031.4"]) == 2
    assert "one of the bundled versions: '2026.1'; got '2031.4'" in capsys.readouterr().err
