"""`validate` reports all faults of a folder at once, each with its place and what is allowed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from china_trade_cities import __main__ as command_line
from china_trade_cities._audit import audit
from china_trade_cities._bundle import reader
from china_trade_cities._layout import COLUMNS, KEYS
from china_trade_cities._vocabulary import Flow

if TYPE_CHECKING:
    from pathlib import Path

    from china_trade_cities._audit import Report

READ = reader("2026.1")
FILES = ["datapackage.json", *(f"{table}.csv" for table in COLUMNS)]


def report(**replaced: bytes | None) -> Report:
    """A check of the bundled tables with some files replaced, or taken away."""
    files = {name: READ(name) for name in FILES}
    files |= {
        "datapackage.json" if name == "datapackage" else f"{name}.csv": content or b""
        for name, content in replaced.items()
    }
    gone = {f"{name}.csv" for name, content in replaced.items() if content is None}

    def read(name: str) -> bytes:
        if name in gone or (name == "datapackage.json" and "datapackage.csv" in gone):
            raise FileNotFoundError(name)
        return files[name]

    return audit(read)


def edited(table: str, line: int, old: str, new: str) -> bytes:
    """A bundled table with one line changed."""
    lines = READ(f"{table}.csv").split(b"\n")
    assert old.encode() in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old.encode(), new.encode(), 1)
    return b"\n".join(lines)


def faults(found: Report) -> list[tuple[str | None, int | None, str | None]]:
    """Where the problems are."""
    return [(problem.file, problem.line, problem.column) for problem in found.problems]


def folder(path: Path, **replaced: bytes) -> Path:
    """The bundled tables in a folder, some replaced."""
    for name in FILES:
        content = replaced.get(name.partition(".")[0], READ(name))
        (path / name).write_bytes(content)
    return path


RECORD = b"wuhan,2024,total,,,5,CNY-e8,1.5,,,A,location,gacc-location-2024-12,,"
HEADER = {table: ",".join(columns).encode() for table, columns in COLUMNS.items()}


def table(name: str, *rows: bytes) -> bytes:
    """A table with its proper header."""
    return b"\n".join([HEADER[name], *rows, b""])


TEN = {
    "records": table(
        "records",
        RECORD,
        b"wuhang,2024-13,totals,,,5,RMB,1.5,,,A,location,nobody,,",
        RECORD + b",",
        RECORD,
    ),
    "partners": READ("partners.csv").replace(b"africa,Africa,", b"africa,Afr\xffica,"),
    "exchange_rates": table(
        "exchange_rates",
        b"20x4,USD,0,fred-annual-exchange-rates,",
        b"2024,USD,7.2,fred-annual-exchange-rates,",
    ),
}
TEN_PLACES = [
    ("exchange_rates.csv", 2, "cny_per_unit"),
    ("exchange_rates.csv", 2, "year"),
    ("partners.csv", 2, "name"),
    ("records.csv", 3, "city"),
    ("records.csv", 3, "flow"),
    ("records.csv", 3, "period"),
    ("records.csv", 3, "source"),
    ("records.csv", 3, "unit"),
    ("records.csv", 4, None),
    ("records.csv", 5, "city"),
]


def test_every_fault_of_a_folder_is_reported_at_once(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Ten different faults in three files are ten problems, and the exit code is 1."""
    path = folder(tmp_path, **TEN)
    assert command_line.main(["validate", str(path), "--format", "json"]) == 1
    document = json.loads(capsysbinary.readouterr().out)
    entries = document["entries"]
    places = [(entry["file"], entry["line"], entry["column"]) for entry in entries]
    assert sorted(places, key=str) == sorted(TEN_PLACES, key=str)
    assert (document["sound"], document["errors"]) == (False, 10)
    assert all(entry["kind"] == "problem" for entry in entries)
    message = {place: entry["message"] for place, entry in zip(places, entries, strict=True)}
    assert "'total', 'export', 'import'" in message["records.csv", 3, "flow"]
    assert "an id of cities.csv" in message["records.csv", 3, "city"]
    assert message["records.csv", 4, None] == "16 cells where the header has 15"
    assert "as line 2" in message["records.csv", 5, "city"]
    assert command_line.main(["validate", str(path)]) == 1
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith("10 problems\n")
    assert "records.csv:3:flow" in text
    assert text.endswith("mend the cells first.\n")


def test_the_bundled_vintage_is_sound(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Without a path the bundled tables are checked; the known findings are shown, and why."""
    assert command_line.main(["validate", "--format", "json"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert (document["version"], document["sound"], document["errors"]) == ("2026.1", True, 0)
    assert {entry["kind"] for entry in document["entries"]} == {"finding"}
    assert all(entry["why"] for entry in document["entries"])


def test_findings_do_not_fail_but_errors_do(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A finding that is not listed and one that vanished are told apart from errors."""
    known = READ("known_findings.csv").replace(b"total-is-sum,macao", b"total-is-sum,macau")
    assert command_line.main(["validate", str(folder(tmp_path, known_findings=known))]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert "1 findings that are not in known_findings.csv" in text
    assert "1 known findings that are none any more" in text
    assert text.endswith("Sound: 0 errors, 172 findings (1 not listed, 1 listed but vanished).\n")
    cities = edited("cities", 2, "39.9075", "9939.9075".removeprefix("99").replace("39", "69"))
    assert command_line.main(["validate", str(folder(tmp_path, cities=cities))]) == 1
    assert "places-lie-in-china  beijing" in capsysbinary.readouterr().out.decode()
    command_line.main(["validate", str(folder(tmp_path, known_findings=known)), "--format", "csv"])
    assert capsysbinary.readouterr().out.decode().count("\nvanished,") == 1


def test_a_path_that_is_no_folder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what is wanted."""
    assert command_line.main(["validate", "/no/such/folder"]) == 2
    assert "a folder with the tables of a vintage" in capsys.readouterr().err


def test_progress_is_shown_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is being done is said on standard error, wiped at the end, and not said to a file."""
    monkeypatch.setattr(command_line, "_PATIENCE", 0.0)
    command_line.main(["validate"])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    command_line.main(["validate"])
    said = capsys.readouterr().err
    assert "reading records.csv …" in said
    assert said.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("partners", None, (None, None), "no such file"),
        ("partners", b"\xef\xbb\xbf" + READ("partners.csv"), (1, None), "byte order mark"),
        ("partners", READ("partners.csv").replace(b"\n", b"\r\n"), (1, None), "CR LF"),
        ("partners", READ("partners.csv").removesuffix(b"\n"), (44, None), "last line"),
        ("partners", edited("partners", 2, "Africa", "Afri\x07ca"), (2, "name"), "printable"),
        ("partners", edited("partners", 2, "Africa", "Africa "), (2, "name"), "space"),
        ("partners", edited("partners", 2, "Africa,", '"Africa,'), (2, None), "not CSV"),
        ("datapackage", b"{", (None, None), "cannot be read"),
        ("datapackage", b"[]", (None, None), "cannot be read"),
        ("datapackage", b"{}", (None, None), "'version'"),
        ("datapackage", None, (None, None), "no such file"),
    ],
)
def test_faulty_files_are_named(
    name: str, content: bytes | None, place: tuple[int | None, str | None], message: str
) -> None:
    """A file that is missing or not plain UTF-8 with LF is one problem, with its place."""
    (problem,) = report(**{name: content}).problems
    assert (problem.file or "").startswith(name)
    assert (problem.line, problem.column) == place
    assert message in problem.message


def test_a_wrong_header_is_one_problem_of_its_file() -> None:
    """Columns are named; what refers to the table is not wrong for that."""
    found = report(ranking_scopes=b"id,nom\n")
    assert faults(found) == [("ranking_scopes.csv", 1, None)]
    assert "the header must be id,name" in found.problems[0].message


def test_a_broken_row_is_not_reported_by_what_refers_to_it() -> None:
    """One bad cell of a source is one problem, though hundreds of figures cite it."""
    sources = READ("sources.csv").replace(b",official,", b",officious,", 1)
    (problem,) = report(sources=sources).problems
    assert (problem.file, problem.column) == ("sources.csv", "tier")
    sources = READ("sources.csv").replace(b"gacc-location-2024-12,", b"gacc-location-2024-12,\x01")
    (problem,) = report(sources=sources).problems
    assert (problem.file, problem.column) == ("sources.csv", "title")


def test_what_lies_in_itself_is_noticed() -> None:
    """A ring of parents is one problem, not an endless search."""
    rows = (b"a,A,,,,b,,", b"b,B,,,,a,,")
    records = table("records", RECORD)
    found = report(products=table("products", *rows), records=records)
    assert faults(found) == [("products.csv", 3, "parent")]


def test_customs_cells_are_named_by_their_column() -> None:
    """Month, figure to date and growth have columns of their own."""
    rows = (
        b"2024,wuhan,gacc-location-2024-02,9,10,5,6,4,4,1.0,2.0,3.0",
        b"2024-02,wuhan,gacc-location-2024-02,9,x,-5,6,4,4,1.0,2.0,3%",
    )
    found = report(customs_monthly=table("customs_monthly", *rows))
    assert faults(found)[0] == ("customs_monthly.csv", 2, "month")
    assert {column for _, line, column in faults(found) if line == 3} == {
        "total_ytd",
        "export",
        "growth_import_ytd",
    }


def test_a_table_without_a_sound_row() -> None:
    """Faults are reported though no row shows what would be right."""
    found = report(exchange_rates=table("exchange_rates", b"x,DM,0,nobody,"))
    assert ("exchange_rates.csv", 2, "year") in faults(found)


def test_keys_are_those_of_the_descriptor() -> None:
    """What the code takes for a row's name is what the descriptor says."""
    descriptor = json.loads(READ("datapackage.json"))
    described = {
        resource["name"]: tuple(resource["schema"]["primaryKey"])
        for resource in descriptor["resources"]
    }
    assert described == KEYS
    assert list(Flow)[:3] == ["total", "export", "import"]
