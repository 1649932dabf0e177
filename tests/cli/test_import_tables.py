"""`import` brings official tables into a dataset: all of them or none, and nothing in silence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._io import workplace, write_dataset
from tests.support.customs_pages import as_csv, as_html, edited, location, zhejiang
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    Shown = Callable[[], str]

LATEST = "gacc-location-2025-07"
FEW = {f"gacc-location-{month}" for month in ("2024-06", "2024-07", "2025-06", "2025-07")}


@pytest.fixture
def shown(capsysbinary: pytest.CaptureFixture[bytes]) -> Shown:
    """What was printed since it was last asked for."""

    def read() -> str:
        return capsysbinary.readouterr().out.decode()

    return read


def saved(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def chosen(belongs: Callable[[str], bool]) -> ctc.Dataset:
    """The bundled vintage with the figures of those sources alone that belong to it."""
    tables: dict[str, Any] = {
        name: tuple(record for record in getattr(VINTAGE, name) if belongs(record.source.id))
        for name in ("records", "reference_records")
    }
    return attrs.evolve(VINTAGE, **tables)


def everything(source: str) -> bool:
    """Whether the figures of a source belong: all do."""
    return bool(source)


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a few months of the bundled data, without its newest."""
    place = tmp_path_factory.mktemp("june") / "data"
    ctc.write_dataset(chosen(lambda source: source in FEW - {LATEST}), place)
    return place


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its newest month."""
    place = tmp_path_factory.mktemp("july") / "data"
    ctc.write_dataset(chosen(FEW.__contains__), place)
    return place


def copied(folder: Path, place: Path) -> Path:
    """The same folder elsewhere."""
    place.mkdir()
    for file in folder.iterdir():
        (place / file.name).write_bytes(file.read_bytes())
    return place


@pytest.mark.thorough
def test_a_new_month_is_one_command(june: Path, july: Path, tmp_path: Path, shown: Shown) -> None:
    """The page of July makes of the data until June the data until July."""
    known = ctc.read_dataset(july)
    place = copied(june, tmp_path / "data")
    page = saved(tmp_path, "2025-07.html", as_html(location("2025-07")))
    assert main(["import", page, "--into", str(place), "--name", "2026.2"]) == 0
    text = shown()
    assert "Customs table of 2025-07, CNY" in text
    assert text.endswith(f"known already.\nWritten to {place} as 2026.2.\n")
    grown = ctc.read_dataset(place)
    assert grown.info.version == "2026.2"
    assert set(grown.records) == set(known.records)
    assert set(grown.reference_records) == set(known.reference_records)
    assert main(["import", page, "--into", str(place)]) == 0
    assert "0 figures are new, 0 revised" in shown()
    assert main(["import", page, "--into", str(place), "--data-version", "2026.1"]) == 2
    assert ctc.read_dataset(place).records == grown.records


@pytest.mark.thorough
def test_what_is_known_is_not_added_twice(tmp_path: Path, shown: Shown) -> None:
    """Tables that the bundled data holds bring nothing new; without --into nothing is written."""
    pages = [
        saved(tmp_path, "2024-12.csv", as_csv(location("2024-12"))),
        saved(tmp_path, "zhejiang-2024-12.csv", as_csv(zhejiang("2024-12"))),
    ]
    assert main(["import", *pages, "--format", "json"]) == 0
    document = json.loads(shown())
    assert document["written"] is None
    assert document["unchanged"] > 900
    assert document["revised"] == 0
    known = {record.source.id for record in VINTAGE.records}
    new = [entry for entry in document["entries"] if entry["kind"] == "added"]
    assert {entry["source"] for entry in new} <= known
    assert all(entry["source"] == "hangzhou-customs-2024-12" for entry in new)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "2024-12.csv",
        "zhejiang-2024-12.csv",
    ]


@pytest.mark.thorough
def test_a_revised_figure_stands_beside_the_old_one(
    july: Path, tmp_path: Path, shown: Shown
) -> None:
    """It has a source of its own, a later issue; with a later date it is preferred."""
    page = location("2025-07")
    (row,) = [row for row in page.rows if row["place"] == "武汉市"]
    more = {name: str(int(row[name]) + 1) for name in ("total_ytd", "export_ytd")}
    page = edited(page, "武汉市", **more)
    file = saved(tmp_path, "2025-07.csv", as_csv(page))
    place = copied(july, tmp_path / "data")
    before = len(ctc.read_dataset(place).records)
    assert main(["import", file]) == 0
    assert "The old figures stay preferred" in shown()
    answer = main(["import", file, "--into", str(place), "--published", "2099-01-01"])
    assert answer == 0
    text = shown()
    assert "2 figures printed otherwise than before" in text
    grown = ctc.read_dataset(place)
    record = grown.preferred("wuhan", period="2025-01/2025-07")
    assert record is not None
    assert record.value == int(more["total_ytd"]) * 10_000
    assert record.source.id == f"{LATEST}-issue-2"
    assert record.source.published == "2099-01-01"
    assert len(grown.records) == before + 2
    assert main(["import", file, "--into", str(place), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(shown(), newline="")))
    assert [row for row in rows if row["kind"] in ("added", "revised")] == []


@pytest.mark.thorough
def test_places_and_problems_are_listed(july: Path, tmp_path: Path, shown: Shown) -> None:
    """A place that nobody knows is told with its line, a zone too; none becomes a city."""
    page = edited(location("2025-07"), "武汉市", place="无名市")
    file = saved(tmp_path, "2025-07.csv", as_csv(page))
    place = ["--into", str(copied(july, tmp_path / "data"))]
    assert main(["import", file, *place]) == 0
    text = shown()
    assert "1 place not recognised, which were left out" in text
    assert "无名市" in text
    assert main(["import", file, *place, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(shown(), newline="")))
    kinds = {row["kind"] for row in rows}
    assert {"unknown", "zone", "problem"} <= kinds
    (unknown,) = [row for row in rows if row["kind"] == "unknown"]
    assert (unknown["message"], unknown["file"]) == ("无名市", "2025-07.csv")
    assert unknown["line"].isdecimal()


def test_one_bad_file_stops_the_import(june: Path, tmp_path: Path, shown: Shown) -> None:
    """All problems of all files are told, and the folder stays as it was to the byte."""
    place = copied(june, tmp_path / "data")
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    good = saved(tmp_path, "2025-07.csv", as_csv(location("2025-07")))
    bad = saved(tmp_path, "error.html", "<html><body><h1>404</h1></body></html>")
    worse = saved(tmp_path, "empty.csv", "")
    assert main(["import", good, bad, worse, "--into", str(place)]) == 1
    text = shown()
    assert "error.html" in text
    assert "empty.csv" in text
    assert text.endswith("Nothing was imported: correct or leave out these files.\n")
    assert main(["import", bad, "--into", str(place), "--format", "json"]) == 1
    assert [entry["kind"] for entry in json.loads(shown())["entries"]] == ["problem"]
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


@pytest.mark.thorough
def test_an_interrupted_import_leaves_the_folder_as_it_was(
    june: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever stops it while it writes finds the old folder, and nothing else beside it."""
    place = copied(june, tmp_path / "data")
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    page = saved(tmp_path, "2025-07.csv", as_csv(location("2025-07")))

    def interrupted(file: Path, content: bytes, target: Path) -> None:
        if file.name == "records.csv":
            raise KeyboardInterrupt
        workplace.stage(file, content, target)

    monkeypatch.setattr(write_dataset, "stage", interrupted)
    assert main(["import", page, "--into", str(place)]) == 130
    assert capsys.readouterr().err == "china-trade-cities: interrupted, nothing was changed\n"
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2025-07.csv", "data"]


@pytest.mark.thorough
def test_an_import_interrupted_after_it_wrote_says_so(
    june: Path, july: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Once the new folder counts, it is said to be written, and is read, whatever is left to do."""
    place = copied(june, tmp_path / "data")
    page = saved(tmp_path, "2025-07.csv", as_csv(location("2025-07")))
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        done = replace(self, target)
        if self.name in ("new", "records.csv"):  # right after the step, and while tidying up
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        assert main(["import", page, "--into", str(place)]) == 130
    told = f"china-trade-cities: interrupted, but {place} was written\n"
    assert capsys.readouterr().err == told
    assert (place / ".china-trade-cities").exists()
    found = ctc.read_dataset(place)
    assert set(found.records) == set(ctc.read_dataset(july).records)
    assert main(["import", page, "--into", str(place)]) == 0
    assert not (place / ".china-trade-cities").exists()
    assert ctc.read_dataset(place).records == found.records


@pytest.mark.thorough
def test_an_empty_folder_is_a_new_one(tmp_path: Path, shown: Shown) -> None:
    """It gets the bundled figures with the findings that are known of them."""
    page = saved(tmp_path, "2024-12.csv", as_csv(location("2024-12")))
    (tmp_path / "data").mkdir()
    assert main(["import", page, "--into", str(tmp_path / "data")]) == 0
    shown()
    assert main(["validate", str(tmp_path / "data")]) == 0
    assert "not looked at" not in shown()


@pytest.mark.parametrize("name", ["nowhere", "nowhere.json"])
def test_a_link_to_nothing_is_no_new_folder(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk that it leads to may be away: nothing begins anew there."""
    (tmp_path / name).symlink_to(tmp_path / "disk" / name)
    page = saved(tmp_path, "2024-12.csv", "")
    assert main(["import", page, "--into", str(tmp_path / name)]) == 2
    assert "got a link that leads nowhere" in capsys.readouterr().err
    assert not (tmp_path / "disk").exists()


def test_what_is_no_file_is_told_with_the_faults_of_the_others(
    tmp_path: Path, shown: Shown
) -> None:
    """A missing file and a folder hide nothing of what is wrong elsewhere."""
    empty = saved(tmp_path, "empty.csv", "")
    paths = [str(tmp_path / "nothing.csv"), str(tmp_path), empty]
    assert main(["import", *paths]) == 1
    text = shown()
    assert text.count("it cannot be read") == 2
    assert "empty.csv" in text


@pytest.mark.thorough
def test_a_table_of_zhejiang_is_written_but_for_its_total(tmp_path: Path, shown: Shown) -> None:
    """The province stands in the customs bulletin already; that it is left out is told."""
    page = saved(tmp_path, "zhejiang-2024-12.csv", as_csv(zhejiang("2024-12")))
    place = tmp_path / "data"
    assert main(["import", page, "--into", str(place)]) == 0
    assert "3 figures of provinces or the nation were left out" in shown()
    grown = ctc.read_dataset(place)
    assert grown.reference_records == VINTAGE.reference_records
    assert len(grown.records) >= len(VINTAGE.records)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("whole", "taken"),
    [
        (everything, ("gacc-location-2024-12", LATEST, "gacc-location-2024-01")),
        (FEW.__contains__, (LATEST, "gacc-location-2024-06")),
    ],
    ids=["all tables", "few tables"],
)
def test_what_was_taken_out_comes_back_to_the_byte(
    whole: Callable[[str], bool], taken: tuple[str, ...], tmp_path: Path
) -> None:
    """A month read again from its page is the same dataset, row for row, in whichever order."""
    dataset = chosen(whole)
    ctc.write_dataset(dataset, tmp_path / "whole")
    ctc.write_dataset(
        chosen(lambda source: whole(source) and source not in taken), tmp_path / "data"
    )
    files = [
        saved(tmp_path, f"{source[-7:]}.csv", as_csv(location(source[-7:]))) for source in taken
    ]
    name = VINTAGE.info.version
    assert main(["import", *files, "--into", str(tmp_path / "data"), "--name", name]) == 0
    assert ctc.read_dataset(tmp_path / "data") == dataset
    for file in (tmp_path / "whole").iterdir():
        assert (tmp_path / "data" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "options",
    [
        ["--name", ""],
        ["--name", "a/b"],
        ["--name", "..\\x"],
        ["--name", "2026.1+"],
        ["--name", "one two"],
        ["--name", "\x07"],
        ["--name", "数据"],
        ["--name", "x" * 101],
        ["--published", ""],
        ["--published", "2025-13"],
        ["--published", "18.9.2025"],
        ["--published", "2025-02-30"],
    ],
    ids=repr,
)
def test_options_are_checked_before_anything_is_read(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad name or date is told by its option, whatever the files hold."""
    with pytest.raises(SystemExit) as caught:
        main(["import", str(tmp_path / "nothing.csv"), *options])
    assert caught.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    kind = {"--name": "version", "--published": "date"}[options[0]]
    assert f"argument {options[0]}: must be a {kind} such as '2" in printed.err
    assert f"; got {options[1]!r}"[:60] in printed.err


@pytest.mark.thorough
def test_a_revision_of_the_status_alone_says_so(july: Path, tmp_path: Path, shown: Shown) -> None:
    """The numbers are the same before and after: what differs is told beside them."""
    page = edited(location("2025-07"), "武汉市", export="1")
    file = saved(tmp_path, "2025-07.csv", as_csv(page))
    one, two = (["--into", str(copied(july, tmp_path / name))] for name in ("one", "two"))
    assert main(["import", file, *one, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(shown(), newline="")))
    revised = {row["flow"]: row for row in rows if row["kind"] == "revised"}
    assert revised["import"]["value"] == revised["import"]["old_value"]
    assert revised["import"]["message"] == (
        "status U, before A; note exports and imports as printed do not make the total, or its "
        "growth, as printed, before none"
    )
    assert main(["import", file, *two]) == 0
    assert "status U, before A" in shown()
