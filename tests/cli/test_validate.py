"""`validate` reports all faults of a folder at once, each with its place and what is allowed."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from china_trade_cities.__main__ import main
from china_trade_cities._checks.audit import audit
from china_trade_cities._cli import output as _cli_progress
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.vintages import reader

if TYPE_CHECKING:
    from pathlib import Path

    from china_trade_cities._checks.audit import Report

READ = reader("2026.1")
HEADER = {table: ",".join(columns).encode() for table, columns in COLUMNS.items()}
DESCRIPTOR = json.loads(READ("datapackage.json"))


def table(name: str, *rows: bytes) -> bytes:
    return b"\n".join([HEADER[name], *rows, b""])


def lines_of(name: str, *keys: str) -> bytes:
    rows = {line.split(b",", 1)[0].decode(): line for line in READ(f"{name}.csv").splitlines()}
    return table(name, *(rows[key] for key in keys))


RECORD = b"wuhan,2024,total,,,5,CNY-e8,1.5,,,A,location,gacc-location-2024-12,,"
SMALL = {name: table(name) for name in COLUMNS} | {
    "sources": lines_of("sources", "gacc-location-2024-12", "fred-annual-exchange-rates"),
    "cities": lines_of("cities", "wuhan"),
    "partners": READ("partners.csv"),
    "records": table("records", RECORD),
    "exchange_rates": lines_of("exchange_rates", "2024"),
}


def files(**replaced: bytes | None) -> dict[str, bytes]:
    """A folder of a few rows, some files replaced or taken away, with a descriptor that fits."""
    tables = {f"{name}.csv": replaced.get(name, SMALL[name]) for name in COLUMNS}
    found = {name: content for name, content in tables.items() if content is not None}
    hashes = [
        {"path": name, "hash": f"sha256:{sha256(content).hexdigest()}"}
        for name, content in found.items()
    ]
    descriptor = replaced.get(
        "datapackage", json.dumps(DESCRIPTOR | {"resources": hashes}).encode()
    )
    return found if descriptor is None else found | {"datapackage.json": descriptor}


def report(**replaced: bytes | None) -> Report:
    found = files(**replaced)

    def read(name: str) -> bytes:
        if name not in found:
            raise FileNotFoundError(name)
        return found[name]

    return audit(read)


def folder(path: Path, **replaced: bytes) -> Path:
    """The small folder on a disk."""
    for name, content in files(**replaced).items():
        (path / name).write_bytes(content)
    return path


def edited(name: str, line: int, old: str, new: str) -> bytes:
    lines = SMALL[name].split(b"\n")
    assert old.encode() in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old.encode(), new.encode(), 1)
    return b"\n".join(lines)


def faults(found: Report) -> list[tuple[str | None, int | None, str | None]]:
    return [(problem.file, problem.line, problem.column) for problem in found.problems]


TEN = {
    "records": table(
        "records",
        RECORD,
        b"wuhang,2024-13,totals,,,5,RMB,1.5,,,A,location,nobody,,",
        RECORD + b",",
        RECORD,
    ),
    "partners": SMALL["partners"].replace(b"africa,Africa,", b"africa,Afr\xffica,"),
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
    assert main(["validate", str(path), "--format", "json"]) == 1
    document = json.loads(capsysbinary.readouterr().out)
    entries = document["entries"]
    places = [(entry["file"], entry["line"], entry["column"]) for entry in entries]
    assert sorted(places, key=str) == sorted(TEN_PLACES, key=str)
    assert (document["valid"], document["errors"]) == (False, 10)
    assert all(entry["kind"] == "problem" for entry in entries)
    message = {place: entry["message"] for place, entry in zip(places, entries, strict=True)}
    assert "'total', 'export', 'import'" in message["records.csv", 3, "flow"]
    assert "an id of cities.csv" in message["records.csv", 3, "city"]
    assert message["records.csv", 4, None] == "16 cells where the header has 15"
    assert "as line 2" in message["records.csv", 5, "city"]
    assert main(["validate", str(path)]) == 1
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith(
        "not valid: 10 errors; rules between figures not applied, correct the cells first\n"
        "\n10 problems\n"
    )
    assert "records.csv:3:flow" in text


@pytest.mark.thorough
def test_the_bundled_vintage_is_valid(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Without a path the bundled tables are checked; JSON has the known findings, and why."""
    assert main(["validate", "--format", "json"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert (document["version"], document["valid"], document["errors"]) == ("2026.1", True, 0)
    assert {entry["kind"] for entry in document["entries"]} == {"oddity"}
    assert all(entry["why"] for entry in document["entries"])


def test_findings_do_not_fail_but_errors_do(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A finding that is not listed and one that vanished are told apart, after the verdict."""
    rows = (RECORD, RECORD.replace(b"total", b"export"), RECORD.replace(b"total", b"import"))
    vanished = b"total-is-sum,nobody,nothing,because"
    tables = {
        "records": table("records", *rows),
        "known_findings": table("known_findings", vanished),
    }
    path = str(folder(tmp_path, **tables))
    assert main(["validate", path]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith("valid; 0 known oddities, 2 not looked at yet, 1 listed but gone\n")
    assert "\n\n2 oddities not looked at yet\n" in text
    assert "\n\n1 oddity listed but gone\n" in text
    main(["validate", path, "--format", "csv"])
    assert capsysbinary.readouterr().out.decode().count("\nvanished,") == 1
    cities = edited("cities", 2, "30.58333", "")
    assert main(["validate", str(folder(tmp_path, cities=cities))]) == 1
    assert "places-lie-in-china  wuhan" in capsysbinary.readouterr().out.decode()
    assert main(["validate", str(folder(tmp_path, cities=cities)), "--format", "csv"]) == 1
    assert "\nerror,,,,places-lie-in-china,wuhan," in capsysbinary.readouterr().out.decode()


def test_a_known_finding_is_known_with_its_numbers_alone() -> None:
    """What was looked at once is new when its numbers are others."""
    rows = (RECORD, RECORD.replace(b"total", b"export"), RECORD.replace(b"total", b"import"))
    for finding in report(records=table("records", *rows)).findings:
        line = f'{finding.rule},{finding.key},"{finding.message}",It stands as printed.'
        known = table("known_findings", line.encode())
        found = report(records=table("records", *rows), known_findings=known)
        assert finding not in found.unlisted
        assert (found.vanished, found.why[finding.identity]) == ((), "It stands as printed.")
        others = table(
            "records", *(row.replace(b",5,", b",7,").replace(b",1.5,", b",1.6,") for row in rows)
        )
        found = report(records=others, known_findings=known)
        assert len(found.vanished) == 1
        assert finding.key in [new.key for new in found.unlisted]


def test_known_findings_are_counted_in_one_line_and_listed_elsewhere() -> None:
    """They do not drown the answer; CSV and JSON have each, with the reason."""
    rows = (RECORD, RECORD.replace(b"total", b"export"), RECORD.replace(b"total", b"import"))
    findings = report(records=table("records", *rows)).findings
    lines = [f'{each.rule},{each.key},"{each.message}",because'.encode() for each in findings]
    found = report(records=table("records", *rows), known_findings=table("known_findings", *lines))
    assert str(found) == f"valid; {len(findings)} known oddities"
    assert [row["why"] for row in found.to_dicts()] == ["because"] * len(findings)


def test_a_table_that_is_not_the_released_one_is_told_by_its_checksum() -> None:
    """A table that was changed after the descriptor is a problem, though its rows are sound."""
    found = files()
    found["records.csv"] = found["records.csv"].replace(b",1.5,", b",1.6,")
    changed = audit(found.__getitem__)
    assert faults(changed) == [("records.csv", None, None)]
    assert "checksum must be sha256:" in changed.problems[0].message
    assert (changed.is_complete, changed.is_valid) == (True, False)
    assert str(changed).startswith("not valid: 1 error; 0 known oddities\n\n1 problem\n")


def test_checksums_may_be_left_out() -> None:
    """A folder of one's own need not list its tables."""
    descriptor = {"version": "1", "title": "Mine", "reference_period": "2024"}
    assert report(datapackage=json.dumps(descriptor).encode()).is_valid


def test_a_path_that_is_no_folder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "/no/such/folder"]) == 2
    assert (
        "PATH must be an existing folder with the tables of a vintage; got "
        in capsys.readouterr().err
    )


def test_progress_is_shown_on_a_terminal_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is being done is said on standard error, wiped at the end, and not said to a file."""
    path = str(folder(tmp_path))
    monkeypatch.setattr(_cli_progress, "PATIENCE", 0.0)
    main(["validate", path])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    main(["validate", path])
    said = capsys.readouterr().err
    assert "reading records.csv …" in said
    assert said.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("partners", None, (None, None), "no such file"),
        ("partners", b"\xef\xbb\xbf" + SMALL["partners"], (1, None), "byte order mark"),
        ("partners", SMALL["partners"].replace(b"\n", b"\r\n"), (1, None), "CR LF"),
        ("partners", SMALL["partners"].removesuffix(b"\n"), (44, None), "last line"),
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
    found = report(sources=b"id,nom\n")
    assert faults(found) == [("sources.csv", 1, None)]
    assert "the header must be id," in found.problems[0].message


def test_a_broken_row_is_not_reported_by_what_refers_to_it() -> None:
    """One bad cell of a source is one problem, though hundreds of figures cite it."""
    sources = SMALL["sources"].replace(b",official,", b",officious,", 1)
    (problem,) = report(sources=sources).problems
    assert (problem.file, problem.column) == ("sources.csv", "tier")
    sources = SMALL["sources"].replace(b"gacc-location-2024-12,", b"gacc-location-2024-12,\x01")
    (problem,) = report(sources=sources).problems
    assert (problem.file, problem.column) == ("sources.csv", "title")


def test_what_lies_in_itself_is_noticed() -> None:
    """A ring of parents is one problem, not an endless search."""
    rows = (b"a,A,,,,b,,", b"b,B,,,,a,,")
    records = table("records", RECORD)
    found = report(products=table("products", *rows), records=records)
    assert faults(found) == [("products.csv", 2, "parent")]


def test_customs_cells_are_named_by_their_column() -> None:
    rows = (
        b"2024,wuhan,gacc-location-2024-12,9,10,5,6,4,4,1.0,2.0,3.0",
        b"2024-02,wuhan,gacc-location-2024-12,9,x,-5,6,4,4,1.0,2.0,3%",
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


def test_all_faults_of_rows_are_told_though_no_row_is_valid() -> None:
    """Nothing sound is needed beside a row to tell all that is wrong with it."""
    row = b"wuhang,2024-13,totals,,,x,RMB,1.5.5,101,moon,Z,here,nobody,,"
    found = report(records=table("records", row))
    assert {column for _, line, column in faults(found) if line == 2} == {
        "city", "period", "flow", "value", "unit", "growth", "share", "share_of", "status",
        "basis", "source",
    }  # fmt: skip
    rows = (b"wuhang,toys,best,20x4,nobody,,",)
    found = report(
        specializations=table("specializations", *rows),
        industries=table("industries", b"toy-making,Toy making,,,,"),
    )
    assert {column for _, _, column in faults(found)} == {
        "city", "industry", "kind", "year", "source",
    }  # fmt: skip


def described() -> bytes:
    """The bundled descriptor, without checksums."""
    document = json.loads(READ("datapackage.json"))
    for resource in document["resources"]:
        resource.pop("hash")
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sources", "2026-11-21", "2026-11", "a day such as 2024-05-31"),
        ("sources", "2026-11-21", "2026-02-29", "an ISO date"),
        ("sources", "http", "www", "an address that begins with http:// or https://"),
        ("cities", "CN-HB", "XX-HB", "an ISO 3166-2 code such as CN-GD"),
        ("cities", "420100", "42010", "a GB/T 2260 code of six digits"),
        ("cities", "30.58333", "69.9", "a number from 3 to 54"),
        ("cities", "30.58333", "x", "a plain number"),
        ("cities", "central", "northern", "one of 'eastern', 'central',"),
        ("partners", "region", "area", "one of 'economy', 'bloc', 'region'"),
        ("exchange_rates", "7.1957", "-7.1957", "a number of at least 0"),
        ("exchange_rates", "7.1957", "", "a plain number"),
        ("exchange_rates", "2024", "02024", "a year such as 2024"),
    ],
)
def test_cells_are_held_against_the_layout(name: str, old: str, new: str, message: str) -> None:
    (problem,) = report(**{name: edited(name, 2, old, new)}).problems
    assert (problem.file, problem.line) == (f"{name}.csv", 2)
    assert problem.column is not None
    assert problem.message.startswith(f"{problem.column} must be {message}")
    assert f"; got '{new}" in problem.message


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        ("products", "p,P,,SITC,,,,", "scheme"),
        ("city_facts", "wuhan,area,8569,km²,,gacc-location-2024-12,", "unit"),
    ],
)
def test_words_of_published_tables_are_a_closed_list(name: str, row: str, column: str) -> None:
    """Though an object holds any text there."""
    (problem,) = report(**{name: table(name, row.encode())}).problems
    assert problem.column == column
    assert problem.message.startswith(f"{column} must be one of '")


def test_what_may_stand_once_is_reported_with_the_first_line() -> None:
    """A Chinese name of two cities is a problem of the second."""
    second = SMALL["cities"].splitlines()[1].replace(b"wuhan,", b"wuhan2,").replace(b"420100", b"1")
    cities = SMALL["cities"] + second + b"\n"
    found = {problem.column: problem for problem in report(cities=cities).problems}
    assert found["name_zh"].line == 3
    assert found["name_zh"].message == "name_zh must be unique; got the same as line 2"
    assert set(found) == {"name_zh", "un_locode", "code"}


def test_no_table_is_left_without_checksum_in_silence() -> None:
    """A descriptor that has checksums has one of each table; what it lists must be there."""
    found = report(datapackage=described())
    assert {problem.file for problem in found.problems} == {f"{name}.csv" for name in COLUMNS}
    assert all("has no checksum of it" in problem.message for problem in found.problems)
    gone = report(known_findings=None, datapackage=described())
    assert ("known_findings.csv", None, None) in faults(gone)
    assert any("there is no such file" in problem.message for problem in gone.problems)


def test_the_reference_period_is_a_year() -> None:
    descriptor = {"version": "1", "title": "Mine", "reference_period": "2024-05"}
    (problem,) = report(datapackage=json.dumps(descriptor).encode()).problems
    assert problem.message == "reference_period must be a year; got '2024-05'"


def test_files_that_are_no_table_are_told(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A mistyped name is no table that nobody reads."""
    path = folder(tmp_path)
    (path / "recrods.csv").write_bytes(b"")
    (path / "README.md").write_bytes(b"")
    assert main(["validate", str(path)]) == 1
    assert "recrods.csv  no table of the layout" in capsysbinary.readouterr().out.decode()


@pytest.mark.thorough
def test_strict_fails_on_findings_that_nobody_listed(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With --strict new and vanished findings are exit code 1; known ones are not."""
    vanished = table("known_findings", b"total-is-sum,nobody,nothing,because")
    path = str(folder(tmp_path, known_findings=vanished))
    assert main(["validate", path]) == 0
    assert main(["validate", path, "--strict"]) == 1
    assert main(["validate", "--strict"]) == 0
    assert capsysbinary.readouterr().out


def test_options_that_mean_nothing_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A version beside a folder, and an empty name, are one line and exit code 2."""
    path = str(folder(tmp_path))
    assert main(["validate", path, "--data-version", "2031.7"]) == 2
    assert "--data-version" in capsys.readouterr().err
    with pytest.raises(SystemExit) as error:
        main(["validate", ""])
    assert error.value.code == 2
    assert "must be a folder; got an empty name" in capsys.readouterr().err


def test_a_listed_error_stays_an_error(tmp_path: Path) -> None:
    cities = edited("cities", 2, "30.58333", "")
    listed = b'places-lie-in-china,wuhan,"latitude None, longitude 114.26667",because'
    found = report(cities=cities, known_findings=table("known_findings", listed))
    assert not found.is_valid
    assert str(found).count("places-lie-in-china") == 1
    assert found.verdict == "not valid: 1 error; 0 known oddities"
    assert folder(tmp_path, cities=cities).exists()
