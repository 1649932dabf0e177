"""What is far larger, or nested deeper, than anything real is refused before it costs much.

Files of a gigabyte are sparse, and readers that never end count what was taken from them.
"""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
import subprocess
import sys
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

import china_trade_cities as ctc
from china_trade_cities import serialization
from china_trade_cities.__main__ import main
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, InvalidFieldError
from china_trade_cities.readers import (
    read_customs_hangzhou,
    read_customs_location,
    read_customs_query,
    read_customs_table,
)
from tests.support.factories import LINYI, dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

GIGABYTE = 10**9
WORLD = dataset()
HEADER = "city,period,flow,value,unit\n"
CUSTOMS_READERS = (read_customs_location, read_customs_hangzhou, read_customs_table)
CUSTOMS_HEADER = (
    "收发货人所在地,进出口,进出口,出口,出口,进口,进口,累计比去年同期±％,累计比去年同期±％,累计比去年同期±％\n"
    "收发货人所在地,12月,1至12月,12月,1至12月,12月,1至12月,进出口,出口,进口\n"
)
LARGER_THAN_ANY_OF_CUSTOMS = (
    "a file must have at most 10,000,000 bytes; got {}: "
    "no customs table is as large: save its page or the CSV of it alone"
)
QUERY_HEADER = '"数据年月","商品编码","人民币",\n'


@contextmanager
def little_memory(most: int = 30_000_000) -> Generator[None]:
    """Fails if more is allocated meanwhile."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


def sparse(path: Path, start: bytes = b"") -> Path:
    """A file of a gigabyte, which takes no place; nothing but its start is written."""
    path.write_bytes(start)
    os.truncate(path, GIGABYTE)
    return path


def problems_of(read: Callable[[], object]) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        read()
    return [str(problem) for problem in caught.value.problems]


# --- size ---------------------------------------------------------------------------------


class Endless:
    """A file that never ends, and counts what was read."""

    def __init__(self, piece: Any) -> None:
        self._piece = piece
        self.taken = 0

    def read(self, size: int = -1) -> Any:
        assert size >= 0, "all of what never ends"
        self.taken += size
        return self._piece * size


@pytest.mark.parametrize("piece", [b"a", "a"], ids=["bytes", "text"])
@pytest.mark.parametrize("read", CUSTOMS_READERS)
def test_a_file_that_never_ends(read: Callable[[Any], object], piece: bytes | str) -> None:
    """No more is taken from it than the largest customs table could have."""
    endless = Endless(piece)
    assert problems_of(lambda: read(endless)) == [LARGER_THAN_ANY_OF_CUSTOMS.format("more")]
    assert endless.taken == 10_000_001


@pytest.mark.parametrize("read", CUSTOMS_READERS)
def test_a_customs_table_of_a_gigabyte(read: Callable[[Any], object], tmp_path: Path) -> None:
    """The size is looked at before anything is read."""
    path = sparse(tmp_path / "2024-12.html", b"<html>")
    with little_memory(1_000_000):
        found = problems_of(lambda: read(path))
    assert found == [f"2024-12.html: {LARGER_THAN_ANY_OF_CUSTOMS.format('1,000,000,000')}"]


@pytest.mark.parametrize("name", ["mine.csv", "mine.json"])
def test_a_dataset_of_a_gigabyte(name: str, tmp_path: Path) -> None:
    """A single file of one's own is refused by its size alone."""
    path = sparse(tmp_path / name, HEADER.encode())
    with little_memory(1_000_000):
        found = problems_of(lambda: ctc.read_dataset(path, base=WORLD))
    (told,) = found
    assert told == (
        f"{name}: a file must have at most 100,000,000 bytes; got 1,000,000,000: "
        "split the table into several datasets, or ask it as a frame (`frames`)"
    )


def test_a_folder_with_files_of_a_gigabyte(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each is told with its name, the descriptor too, and by `validate` as well."""
    for name in ("records.csv", "cities.csv", "datapackage.json"):
        sparse(tmp_path / name)
    with little_memory(5_000_000):
        found = problems_of(lambda: ctc.read_dataset(tmp_path))
    told = {line for line in found if "at most 100,000,000 bytes; got 1,000,000,000" in line}
    assert {line.partition(":")[0] for line in told} == {
        "records.csv",
        "cities.csv",
        "datapackage.json",
    }
    assert main(["validate", str(tmp_path), "--format", "csv"]) == 1
    assert "at most 100,000,000 bytes; got 1,000,000,000" in capfd.readouterr().out


def test_files_of_a_folder_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read at one moment, so that all of them are in memory at once."""
    (tmp_path / "industries.csv").write_text(industries(5), "utf-8")
    (tmp_path / "records.csv").write_text(HEADER, "utf-8")
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    monkeypatch.setattr("china_trade_cities._io.snapshot.MOST_BYTES", size)
    assert len(ctc.read_dataset(tmp_path, base=WORLD).industries) == 5 + len(WORLD.industries)
    monkeypatch.setattr("china_trade_cities._io.snapshot.MOST_BYTES", size - 1)
    (found,) = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
    assert f"the files of a folder must have at most {size - 1} bytes together" in found


@pytest.mark.parametrize("piece", ["[]", "{}", '"a"', "[[0,0]]"])
@pytest.mark.parametrize("as_bytes", [True, False])
def test_values_of_a_document_are_counted_before_it_is_parsed(
    piece: str, tmp_path: Path, *, as_bytes: bool
) -> None:
    """Brackets and commas cost a hundred times their byte: a short text may fill the memory."""
    text: Any = f"[{','.join([piece] * 5_000_000)}]"
    content = text.encode() if as_bytes else text
    with little_memory(2_000_000):
        (found,) = problems_of(lambda: serialization.from_json(ctc.Dataset, content))
    assert found.startswith("a document must have at most 4,000,000 values; got ")
    if piece == "[]":
        (tmp_path / "datapackage.json").write_text(text, "utf-8")
        (found, *_) = problems_of(lambda: ctc.read_dataset(tmp_path))
        assert found.startswith("datapackage.json: a document must have at most 4,000,000 values")


def test_a_document_of_too_many_characters() -> None:
    """Text that is passed has the limit of a file."""
    text = b" " * 100_000_001
    with little_memory(2_000_000):
        (found,) = problems_of(lambda: serialization.from_json(ctc.Dataset, text))
    assert found.startswith("a file must have at most 100,000,000 bytes; got 100,000,001")


def test_a_query_whose_line_has_a_gigabyte(tmp_path: Path) -> None:
    """A line is read in pieces, and given up at the first that no row has room for."""
    header = QUERY_HEADER.encode("gb18030")
    path = sparse(tmp_path / "2024in.csv", header + b'"')
    with little_memory(5_000_000):
        found = problems_of(lambda: list(read_customs_query(path)))
    assert len(found) == 1
    assert "field larger than field limit" in found[0]
    without_end = sparse(tmp_path / "2025in.csv", header.rstrip(b"\n"))
    with little_memory(5_000_000):
        found = problems_of(lambda: read_customs_query(without_end))
    assert "binary" in found[0]


def test_a_line_longer_than_any_row(tmp_path: Path) -> None:
    """Its length is told, not what stands in it; other lines are read."""
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADER}{'x' * 200_000}\nlinyi,2024,sum,1,CNY\n", "utf-8")
    first, second = problems_of(lambda: ctc.read_dataset(path, base=WORLD))
    assert first == "mine.csv:2: the line must have at most 100,000 characters; got 200,000"
    assert second.startswith("mine.csv:3:flow: ")


def test_a_table_of_blank_lines_alone() -> None:
    """Lines cost memory too, however short they are: reading stops where no table goes on."""
    text = io.StringIO(CUSTOMS_HEADER + "\n" * 300_000)
    assert problems_of(lambda: read_customs_location(text, period="2024-12")) == [
        "199983: a table far larger than any of customs"
    ]


# --- more problems than anybody reads -----------------------------------------------------


@pytest.fixture
def few_problems(monkeypatch: pytest.MonkeyPatch) -> str:
    """Three problems are listed; what is said of the rest."""
    for module in ("_tables.limits", "_tables.reading"):
        monkeypatch.setattr(f"china_trade_cities.{module}.MOST_PROBLEMS", 3)
    return "more than 3 problems: the rest was not looked at"


@pytest.mark.usefixtures("few_problems")
def test_up_to_the_limit_all_problems_are_listed(tmp_path: Path) -> None:
    document = json.dumps(dict.fromkeys("abc", 1) | {"id": "x", "name": "X", "kind": "bloc"})
    found = problems_of(lambda: serialization.from_json(ctc.Partner, document))
    assert [line.partition(":")[0] for line in found] == ["$.a", "$.b", "$.c"]
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "linyi,2024,sum,1,CNY\n" * 1 + "x\n" * 2, "utf-8")
    assert len(problems_of(lambda: ctc.read_dataset(path, base=WORLD))) == 3


def test_of_further_problems_it_is_told(
    tmp_path: Path, few_problems: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Documents, tables and `validate`: the first ones, then that there are more."""
    document = json.dumps(dict.fromkeys("abcdefgh", 1))
    found = problems_of(lambda: serialization.from_json(ctc.Partner, document))
    assert len(found) == 4
    assert found[-1] == few_problems
    twice = '{"a":1,"a":1,"b":1,"b":1,"c":1,"c":1,"d":1,"d":1}'
    assert problems_of(lambda: serialization.from_json(ctc.Partner, twice))[-1] == few_problems

    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "x\n" * 9, "utf-8")
    found = problems_of(lambda: ctc.read_dataset(path, base=WORLD))
    assert found == [*(f"mine.csv:{line}: 1 cells where the header has 5" for line in (2, 3, 4)),
                     few_problems]  # fmt: skip

    (tmp_path / "mine.csv").unlink()
    (tmp_path / "records.csv").write_text("x\n", "utf-8")
    assert main(["validate", str(tmp_path), "--format", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert [entry["message"] for entry in report["entries"]].count(few_problems) == 1
    assert report["errors"] == 4


# --- nesting ------------------------------------------------------------------------------

DEPTHS = (3, 500, *range(900, 1000, 11), 5_000, 200_000)
"""Around the depth at which Python gives up, whoever calls, and far beyond."""


@pytest.mark.parametrize("kind", [ctc.Partner, ctc.Dataset, tuple[ctc.TradeRecord, ...]])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"id":', "}"), ('[{"cities":', "}]")])
def test_documents_nested_deeply(kind: type[Any], pair: tuple[str, str]) -> None:
    for depth in DEPTHS:
        text = pair[0] * depth + "1" + pair[1] * depth
        assert problems_of(lambda: serialization.from_json(kind, text))  # noqa: B023


def test_a_descriptor_nested_deeply(tmp_path: Path) -> None:
    for depth in DEPTHS:
        (tmp_path / "datapackage.json").write_text("[" * depth + "]" * depth, "utf-8")
        found = problems_of(lambda: ctc.read_dataset(tmp_path))
        assert found[0].startswith("datapackage.json: it cannot be read")


LAUGHS = "".join(
    f'<!ENTITY laugh{level} "{f"&laugh{level - 1};" * 10}">\n' for level in range(1, 30)
)


@pytest.mark.parametrize(
    "page",
    [
        f'<!DOCTYPE html [<!ENTITY laugh0 "ha">{LAUGHS}]><td>收发货人所在地<td>&laugh29;</table>',
        "<table><tr>" + "<td>收发货人所在地<table><tr>" * 5_000,
        "<table><tr><td>收发货人所在地</table>" * 300,
        "<table>" + "<tr><td rowspan=99999 colspan=90>收发货人所在地" * 1_000 + "</table>",
    ],
    ids=["entities of entities", "tables in tables", "table after table", "cells of many cells"],
)
def test_pages_that_grow_when_they_are_read(page: str) -> None:
    """No entity is expanded but those of HTML, no cell repeated without end."""
    with little_memory():
        assert problems_of(lambda: read_customs_location(io.StringIO(page), period="2024-12"))


# --- archives -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A zip archive of which a thousand times its size would come."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.csv", bytes(20_000_000))
    return content.getvalue()


def test_an_archive_is_not_unpacked(bomb: bytes, tmp_path: Path) -> None:
    """Every reader says what it is, and none looks into it."""
    unpacked = "a zip archive: unpack it, and pass the table that is in it"
    for name in ("mine.csv", "mine.json", "2024in.csv", "records.csv"):
        (tmp_path / name).write_bytes(bomb)
    with little_memory(2_000_000):
        for read in CUSTOMS_READERS:
            assert problems_of(lambda: read(tmp_path / "mine.csv")) == [f"mine.csv: {unpacked}"]  # noqa: B023
            assert problems_of(lambda: read(io.BytesIO(bomb))) == [unpacked]  # noqa: B023
        for name in ("mine.csv", "mine.json"):
            found = problems_of(lambda: ctc.read_dataset(tmp_path / name, base=WORLD))  # noqa: B023
            assert found == [f"{name}: {unpacked}"]
        found = problems_of(lambda: read_customs_query(tmp_path / "2024in.csv"))
        assert found == [f"2024in.csv: {unpacked}"]
        for name in ("mine.csv", "2024in.csv"):
            (tmp_path / name).unlink()
        found = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
        assert found == [f"records.csv: {unpacked}"]
        with pytest.raises(DatasetError, match="not JSON"):
            serialization.from_json(ctc.Partner, bomb)
    (tmp_path / "mine.zip").write_bytes(bomb)
    with pytest.raises(InvalidArgumentError, match=r"an existing folder, \.csv or \.json file"):
        ctc.read_dataset(tmp_path / "mine.zip")


def test_a_gzip_archive_is_named(tmp_path: Path) -> None:
    """Web archives keep pages so."""
    path = tmp_path / "page.html"
    path.write_bytes(b"\x1f\x8b\x08\0\0\0\0\0")
    (found,) = problems_of(lambda: read_customs_location(path))
    assert found.startswith("page.html: a gzip archive: unpack it")


# --- paths --------------------------------------------------------------------------------


def describe(folder: Path, path: str) -> None:
    ctc.write_dataset(WORLD, folder / "world")
    file = folder / "world" / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    descriptor["resources"].append({"name": "more", "path": path})
    file.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "..", "a/../../b.csv", "/etc/passwd", "C:\\secret.csv", "\\\\host\\a.csv",
     "..\\secret.csv", "~/secret.csv", "a\\..\\..\\b.csv"],
)  # fmt: skip
def test_paths_of_a_descriptor_stay_in_the_folder(path: str, tmp_path: Path) -> None:
    """A Data Package must not name what lies elsewhere; nothing there is read."""
    describe(tmp_path, path)
    assert problems_of(lambda: ctc.read_dataset(tmp_path / "world")) == [
        f"datapackage.json: path must be a file of the folder; got {path!r}"
    ]


@pytest.mark.parametrize("path", ["notes.txt", "more/..dots.csv", "a..csv", "year:2024.csv"])
def test_other_files_of_the_folder_may_be_described(path: str, tmp_path: Path) -> None:
    """A package may hold what is no table."""
    describe(tmp_path, path)
    assert ctc.read_dataset(tmp_path / "world").info == WORLD.info


def test_links_stay_in_the_folder(tmp_path: Path) -> None:
    """A table may be a link to another file of the folder, not to one outside."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "elsewhere.csv").write_text(f"{HEADER}linyi,2024,total,1,CNY\n", "utf-8")
    (folder / "records.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert problems_of(lambda: ctc.read_dataset(folder, base=WORLD)) == [
        "records.csv: must be a file of the folder; got a link that leads out of it"
    ]
    (folder / "records.csv").unlink()
    (folder / "there").write_text(f"{HEADER}linyi,2024,total,1,CNY\n", "utf-8")
    (folder / "records.csv").symlink_to("there")
    assert ctc.read_dataset(folder, base=WORLD).records[0].city == LINYI
    # The folder itself, or a single file, is what the user named, links or not.
    (tmp_path / "alias").symlink_to(folder)
    (tmp_path / "alias.csv").symlink_to(tmp_path / "elsewhere.csv")
    for name in ("alias", "alias.csv"):
        assert ctc.read_dataset(tmp_path / name, base=WORLD).records[0].value == 1


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises((InvalidArgumentError, OSError)):
        ctc.read_dataset(tmp_path / "a.csv", base=WORLD)
    assert main(["diff", "2026.1", str(tmp_path / "a.csv")]) == 2


def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    """Reading one would wait for somebody to write."""
    os.mkfifo(tmp_path / "records.csv")
    assert problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD)) == [
        "records.csv: must be a file; got a folder or device"
    ]


def write_world(path: Any) -> None:
    ctc.write_dataset(WORLD, path)


@pytest.mark.parametrize(
    "read", [*CUSTOMS_READERS, read_customs_query, ctc.read_dataset, write_world]
)
@pytest.mark.parametrize("path", ["a\0b", "\0", os.fsdecode(b"\xff\0")])
def test_no_file_has_such_a_name(read: Callable[[Any], object], path: str) -> None:
    """A name with the character that ends it everywhere is an argument that cannot be."""
    with pytest.raises(InvalidArgumentError):
        read(path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "x" * 5_000],
        ["diff", "2026.1", "x" * 5_000],
        ["import", "x" * 5_000],
        ["import", "a\0b"],
        ["validate", "a\0b"],
        ["diff", "a\0b", "2026.1"],
    ],
)
def test_names_that_no_system_takes(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """The command line says so in a line, as of any other file that is not there."""
    assert main(arguments) in (1, 2)
    output = capfd.readouterr()
    assert output.out or output.err.count("\n") == 1


def test_names_that_are_no_text(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The name of a file may hold any bytes; an answer that repeats it is printed all the same."""
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")
    assert main(["import", name, "--format", "json"]) == 1
    assert "\\udcff.csv" in capfd.readouterr().out


# --- schemas of a descriptor --------------------------------------------------------------


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "name", "constraints": {"pattern": "([a-zA-Z]+)+[0-9]"}}]},
        {"fields": 5, "primaryKey": [["id"]]},
        None,
    ],
    ids=["pattern that takes for ever", "nonsense", "none"],
)
def test_what_a_descriptor_says_of_columns_is_not_applied(schema: object, tmp_path: Path) -> None:
    """The layout alone says what a cell may hold: a pattern of a stranger's is never tried."""
    ctc.write_dataset(WORLD, tmp_path / "world")
    before = ctc.read_dataset(tmp_path / "world")
    file = tmp_path / "world" / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource["schema"] = schema
    file.write_text(json.dumps(descriptor), "utf-8")
    assert ctc.read_dataset(tmp_path / "world") == before


# --- time ---------------------------------------------------------------------------------

_WITHIN_SECONDS = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
import china_trade_cities as ctc
from china_trade_cities.readers import read_customs_location

accents = "\\u0315\\u0300" * 100_000
head = sys.stdin.read()
page = "<table><tr><td>收发货人所在地</table>"
for ask in (
    lambda: ctc.city("a" + accents),
    lambda: ctc.city("\\u0f73" * 100_000),
    lambda: ctc.city("a" * 1_000_000),
    lambda: ctc.Period.parse("2024" * 1_000_000),
    lambda: read_customs_location(io.StringIO(f"<html>{accents}{page}"), period="2024-12"),
    lambda: read_customs_location(io.StringIO(head + "[" * 130_000 + ",1\\n"), period="2024-12"),
    lambda: read_customs_location(io.StringIO(page * 10_000), period="2024-12"),
):
    try:
        ask()
    except ctc.exceptions.ChinaTradeCitiesError:
        print("refused")
"""


@pytest.mark.thorough
def test_no_input_takes_for_ever() -> None:
    """Time grows with the input and no faster: what would take hours is killed after 20 seconds."""
    done = subprocess.run(
        [sys.executable, "-c", _WITHIN_SECONDS],
        input=CUSTOMS_HEADER,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stdout) == (0, "refused\n" * 7), done.stderr


# --- entries in one another, amounts ------------------------------------------------------


def industries(length: int, first: int = 1) -> str:
    """A table of industries, each of which lies in the one before it."""
    rows = [f"i{number},I{number},{f'i{number - 1}' if number else ''}" for number in range(length)]
    return "\n".join(["id,name,parent", *rows[::first]]) + "\n"


@pytest.mark.parametrize("first", [1, -1], ids=["from above", "from below"])
@pytest.mark.parametrize("length", [33, 300, pytest.param(100_000, marks=pytest.mark.thorough)])
def test_a_chain_of_parents_in_a_table(length: int, first: int, tmp_path: Path) -> None:
    """However long, it ends in one problem, where it is too long first; 32 levels are read."""
    file = tmp_path / "industries.csv"
    file.write_text(industries(32, first), "utf-8")
    assert len(ctc.read_dataset(tmp_path, base=WORLD).industries) == 32 + len(WORLD.industries)
    file.write_text(industries(length, first), "utf-8")
    line = 34 if first > 0 else length - 31
    assert problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD)) == [
        f"industries.csv:{line}:parent: parent must be one in at most 30 others; got 'i31'"
    ]


@pytest.mark.parametrize("length", [2, 300])
def test_a_circle_of_parents_in_a_table(length: int, tmp_path: Path) -> None:
    """It is told once, and not followed round and round."""
    text = industries(length).replace("i0,I0,", f"i0,I0,i{length - 1}")
    (tmp_path / "industries.csv").write_text(text, "utf-8")
    (found,) = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
    assert "parent must be one that does not lie in this one itself" in found


@pytest.mark.parametrize("length", [33, 300, 5_000])
def test_a_chain_of_parents_in_a_document(length: int) -> None:
    """It ends in one problem at its path, in whatever order the entries stand."""
    document = serialization.to_dict(WORLD)
    (first, *_) = (entry for entry in document["industries"] if entry["parent"] is None)
    here = len(document["industries"])
    links = [
        first | {"id": f"i{number}", "parent": f"i{number - 1}" if number else None}
        for number in range(length)
    ]
    for entries, place in ((links, 32), (links[::-1], length - 33)):
        whole = document | {"industries": [*document["industries"], *entries]}
        found = problems_of(
            lambda: serialization.from_json(ctc.Dataset, json.dumps(whole))  # noqa: B023
        )
        assert found == [
            f"$.industries[{here + place}].parent: must be one in at most 30 others; got 'i31'"
        ]
    fitting = document | {"industries": [*document["industries"], *links[:32]]}
    assert len(serialization.from_dict(ctc.Dataset, fitting).industries) == here + 32


def test_the_longest_chain_of_parents_goes_everywhere(tmp_path: Path) -> None:
    """What was let in is compared, written, read, copied and told like any other entry."""
    chain: list[ctc.Industry] = []
    for number in range(32):
        parent = chain[-1] if chain else None
        chain.append(ctc.Industry(id=f"i{number}", name=f"I{number}", parent=parent))
    with pytest.raises(InvalidFieldError, match="parent must be one in at most 30 others"):
        ctc.Industry(id="i32", name="I32", parent=chain[-1])
    deep = evolve(WORLD, industries=(*WORLD.industries, *chain))
    ctc.write_dataset(deep, tmp_path / "folder")
    ctc.write_dataset(deep, tmp_path / "deep.json")
    others = [
        ctc.read_dataset(tmp_path / "folder"),
        ctc.read_dataset(tmp_path / "deep.json"),
        pickle.loads(pickle.dumps(deep)),  # noqa: S301
        copy.deepcopy(deep),
    ]
    for other in others:
        assert other.industries == deep.industries
        assert hash(other.industries[-1]) == hash(chain[-1])
        assert repr(other.industries[-1]) == "<Industry i31>"
        assert len(ctc.diff_datasets(WORLD, other)) == 32
    assert main(["diff", str(tmp_path / "folder"), str(tmp_path / "folder")]) == 0


@pytest.mark.parametrize(
    ("value", "unit", "message"),
    [
        ("1" + "0" * 18, "CNY", None),
        ("1" + "0" * 19, "CNY", "value must be an amount of at most 10^18 currency units"),
        ("1", "CNY-e18", None),
        ("2", "CNY-e18", "value must be an amount of at most 10^18 currency units"),
        ("1", "CNY-e19", "unit must be a currency and a power of ten, such as CNY-e8"),
        ("1", "CNY-e99", "unit must be a currency and a power of ten, such as CNY-e8"),
    ],
)
def test_amounts_of_a_table_have_a_limit(
    value: str, unit: str, message: str | None, tmp_path: Path
) -> None:
    """No amount that breaks every question comes in, whatever it is written in."""
    row = f"{WORLD.cities[0].id},2024,total,{value},{unit}\n"
    (tmp_path / "records.csv").write_text(f"city,period,flow,value,unit\n{row}", "utf-8")
    if message is None:
        ctc.read_dataset(tmp_path, base=WORLD)
    else:
        (found,) = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
        assert message in found


def test_amounts_of_a_customs_table_have_a_limit(tmp_path: Path) -> None:
    """The cells that are too large are named."""
    columns = COLUMNS["customs_monthly"]
    cells = ["2024-02", WORLD.cities[0].id, WORLD.sources[0].id, *["9" * 20] * 6, *[""] * 3]
    text = ",".join(columns) + "\n" + ",".join(cells) + "\n"
    (tmp_path / "customs_monthly.csv").write_text(text, "utf-8")
    found = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
    assert [problem.split(":")[2] for problem in found] == list(columns[3:9])
    assert all("must be an amount of at most 10^18 currency units" in each for each in found)


@pytest.mark.parametrize("number", [10**18 + 1, 10**400])
def test_amounts_of_a_document_have_a_limit(number: int) -> None:
    """They are refused at their path."""
    text = json.dumps(serialization.to_dict(WORLD.records[0]) | {"value": number})
    (found,) = problems_of(lambda: serialization.from_json(ctc.TradeRecord, text, dataset=WORLD))
    assert found.startswith("$.value: must be a whole number (int) from -10^18 to 10^18; got 1000")


def test_rows_of_a_folder_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They count together, as each of them takes its kilobyte of memory."""
    (tmp_path / "sources.csv").write_text("id,title,tier\nmine,Mine,official\n", "utf-8")
    (tmp_path / "industries.csv").write_text(industries(5), "utf-8")
    monkeypatch.setattr("china_trade_cities._tables.reading.MOST_ROWS", 8)
    ctc.read_dataset(tmp_path, base=WORLD)
    monkeypatch.setattr("china_trade_cities._tables.reading.MOST_ROWS", 7)
    (found,) = problems_of(lambda: ctc.read_dataset(tmp_path, base=WORLD))
    assert found == "industries.csv: the folder has more than 7 rows"
