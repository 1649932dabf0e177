"""Files that are broken give a clear error or a reported problem, never wrong records.

Nothing that these files hold may reach a user as a traceback from inside a parser.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import CustomsTable, read_customs_hangzhou, read_customs_location
from tests.support.cases import document
from tests.support.customs_pages import (
    NOTE,
    Page,
    as_csv,
    as_html,
    edited,
    location,
    renamed,
    zhejiang,
)
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from collections.abc import Callable

etree = from_extra("lxml.etree", "readers", "these tests")
PAGE = location()
CSV = as_csv(PAGE)
LINES = CSV.splitlines(keepends=True)
HTML = as_html(PAGE)
TRUTH = {record for record in VINTAGE.records if record.source.id == "gacc-location-2024-12"}


class Broken(NamedTuple):
    """A broken file: what it holds, the problem to be found, or part of it, and its place.

    The place is file, line and column, as they are printed before the problem. The options are
    arguments of the reader.
    """

    content: str | bytes
    message: str
    place: str = ""
    options: dict[str, Any] = {"period": "2024-12"}  # noqa: RUF012


def swapped(page: Page, one: str, other: str) -> Page:
    """The page with the figures of two columns exchanged, their headers left in place."""
    rows = [row | {one: row[other], other: row[one]} for row in page.rows]
    return replace(page, rows=rows)


def without(page: Page, *keys: str) -> Page:
    return replace(page, columns=[column for column in page.columns if column.key not in keys])


def without_rows(page: Page, *places: str) -> Page:
    return replace(page, rows=[row for row in page.rows if row["place"] not in places])


def again(page: Page, place: str, name: str) -> Page:
    """The page with the row of a place once more at its end, under a name."""
    (row,) = (row for row in page.rows if row["place"] == place)
    return replace(page, rows=[*page.rows, row | {"place": name}])


CHANGES: dict[str, Callable[..., Page]] = {
    "again": again,
    "renamed": renamed,
    "swapped": swapped,
    "without": without,
    "without_rows": without_rows,
}


def changed(page: Page, change: list[Any]) -> Page:
    """The page after a change: its name and its arguments."""
    match change:
        case ["edited", place, cells]:
            return edited(page, place, **cells)
        case ["month", month]:
            return location(month)
        case ["notes", *notes]:
            return replace(page, notes=tuple(NOTE if note == "NOTE" else note for note in notes))
        case ["title", old, new]:
            return replace(page, title=page.title.replace(old, new))
        case ["unit", unit]:
            return replace(page, unit=unit)
        case _:
            return CHANGES[change[0]](page, *change[1:])


def cut(text: str, edit: list[Any]) -> str:
    """The text of a page after an edit: its name and its arguments."""
    match edit:
        case ["before", more]:
            return f"{more}{text}"
        case ["lines", number]:
            return "".join(text.splitlines(keepends=True)[:number])
        case _:
            return text.replace(*edit[1:])


def broken_file(case: dict[str, Any]) -> Broken:
    """A broken file as `broken_tables.json` tells it.

    It is a text of its own, or the page after changes, written as CSV or HTML, and then edited.
    """
    page = reduce(changed, case.get("page", []), PAGE)
    text: str = case.get("text", as_html(page) if case.get("as") == "html" else as_csv(page))
    text = reduce(cut, case.get("edit", []), text)
    content = text.encode(case["encoding"]) if "encoding" in case else text
    options = case.get("options", {"period": "2024-12"})
    return Broken(content, case["message"], case.get("place", ""), options)


CASES: dict[str, Any] = document(__file__, "broken_tables.json")
OTHER_MONTH = as_csv(location("2024-11"))
NESTED = "<table><tr><td>" + "<div>" * 3_000 + "收发货人所在地"

# Nothing can be read of these.
REFUSED = {name: broken_file(case) for name, case in CASES["refused"].items()} | {
    "Latin letters of another code page": Broken(
        b"caf\xe9,\xff\xff\n" + CSV.encode("gb18030"), "neither UTF-8 nor GB18030"
    ),
    "half a character at the end": Broken(CSV.encode()[:-1002], "is cut"),
    "damage behind a mark": Broken(b"\xef\xbb\xbf" + CSV.encode("gb18030"), "not UTF-8"),
    "eleven million bytes": Broken(CSV + " " * 11_000_000, "at most 10,000,000 bytes; got more"),
    "half the page": Broken(HTML[: len(HTML) // 2], "2 cells where the header has 10"),
    "half the rows of the page": Broken(
        HTML[: HTML.index("<tr>", len(HTML) // 2)], "the table is cut: no row for"
    ),
    "cities of Zhejiang alone": Broken(
        as_csv(zhejiang()),
        "the table must be that of General Administration of Customs of China; "
        "got that of Hangzhou Customs: read_customs_table reads it",
    ),
    "half a row": Broken(CSV[: CSV.index("太原市") + 10], "cells where the header has 10"),
    "two months, one below the other": Broken(
        CSV + OTHER_MONTH, "must hold one table; got a second header", "174"
    ),
    "two months without the second header": Broken(
        CSV + "".join(OTHER_MONTH.splitlines(keepends=True)[3:]), "总值 stands in line 4 too", "173"
    ),
    "two months on one page": Broken(
        HTML.replace("</body></html>", as_html(location("2024-11"))),
        "must hold one table; got a second one",
    ),
    "ten thousand digits": Broken(
        as_csv(edited(PAGE, "太原市", total="9" * 10_000)), "or a dash; got '999", "14:进出口 12月"
    ),
    "a page nested three thousand deep": Broken(NESTED, "Excessive depth", "1"),
    "many cells ten thousand rows high": Broken(
        HTML.replace("<tr><td>首页", "<tr>" + "<td colspan=50 rowspan=90000>首页" * 50),
        "far larger than any of customs",
    ),
    "a hundred tables of a cell 100,000 rows high": Broken(
        "<table><tr><td rowspan=100000>收发货人所在地</table>" * 100,
        "far larger than any of customs",
        "1",
    ),
    "half a million tags": Broken("<table>" + "<p>" * 500_000, "a page of more than 400,000 tags"),
    "half a million attributes": Broken(
        f"<html><p{' '.join(f' a{number}' for number in range(900))}>" * 500, "tags and attributes"
    ),
    # These would take minutes, as each is compared with all before it.
    "300,000 attributes in a tag": Broken(
        "<table " + " ".join(map("a{}='<'".format, range(300_000))) + "><td>收发货人所在地",
        "a page with more than 1,000 attributes in a tag (table), which none of customs has",
    ),
    "a web archive that is cut": Broken(
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
        "Content-Transfer-Encoding: base64\n\nPHRhY",
        "a web archive (MHTML) whose page is cut or changed",
    ),
    "ten thousand rows of an export": Broken(
        "数据年月,商品编码,美元\n" + "202401,85,1\n" * 80_000, "got an export of the query site"
    ),
}

# These are read, and tell what is wrong.
REPORTED = {name: broken_file(case) for name, case in CASES["reported"].items()} | {
    "the end of the last province": Broken(
        "".join(LINES[: LINES.index(LINES[-1]) - 1]), "rows may be cut off"
    )
}


def read(broken: Broken) -> CustomsTable:
    content = broken.content
    file = io.BytesIO(content) if isinstance(content, bytes) else io.StringIO(content)
    return read_customs_location(file, **broken.options)


@pytest.mark.parametrize("broken", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_right_is_refused(broken: Broken) -> None:
    """One error lists what is wrong, and where; nothing of a parser shines through."""
    with pytest.raises(DatasetError) as caught:
        read(broken)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    found = [str(problem) for problem in caught.value.problems]
    assert any(
        problem.startswith(broken.place) and broken.message in problem for problem in found
    ), found
    assert all(problem.message for problem in caught.value.problems)


@pytest.mark.parametrize("broken", REPORTED.values(), ids=REPORTED)
def test_what_can_be_read_is_reported(broken: Broken) -> None:
    """Every record is right, or marked as unreliable; the table says what is wrong."""
    table = read(broken)
    wrong = set(table.records) - TRUTH
    assert {record.status for record in wrong} <= {ctc.Status.UNRELIABLE}
    assert all(record.note for record in wrong)
    found = [str(problem) for problem in table.problems]
    assert not broken.message or any(
        problem.startswith(broken.place) and broken.message in problem for problem in found
    ), found


def test_a_misprint_marks_its_own_figures_alone() -> None:
    """The month of the city is unreliable; its year to date, and all others, are not."""
    table = read(REPORTED["a misprint"])
    doubtful = [record for record in table.records if record.status is ctc.Status.UNRELIABLE]
    assert {(record.city.id, str(record.period)) for record in doubtful} == {("taiyuan", "2024-12")}
    assert len(doubtful) == 3
    assert {record.note for record in doubtful} == {
        "exports and imports as printed do not make the total, or its growth, as printed"
    }


def test_ten_faults_are_ten_problems() -> None:
    rows = [row | {"export": "x"} if 10 <= at < 20 else row for at, row in enumerate(PAGE.rows)]
    with pytest.raises(DatasetError) as caught:
        read_customs_location(io.StringIO(as_csv(replace(PAGE, rows=rows))), period="2024-12")
    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [(line, "出口 12月") for line in range(14, 24)]


def test_what_the_parser_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise etree.XMLSyntaxError("Document is empty", 0, 1, 1)

    monkeypatch.setattr(etree, "fromstring", refuse)
    with pytest.raises(DatasetError, match="not HTML: Document is empty"):
        read(Broken(HTML, ""))


# --- Zhejiang -----------------------------------------------------------------------------


@pytest.mark.parametrize("message", CASES["zhejiang"])
def test_broken_tables_of_zhejiang(message: str) -> None:
    page = reduce(changed, CASES["zhejiang"][message], zhejiang())
    with pytest.raises(DatasetError) as caught:
        read_customs_hangzhou(io.StringIO(as_csv(page)), period="2024-12")
    assert message in str(caught.value)


# --- whatever comes -----------------------------------------------------------------------


@pytest.mark.thorough
@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damage_gives_an_error_or_right_records(data: st.DataObject) -> None:
    """Bytes that are cut, lost or repeated anywhere: an error, or nothing but right records.

    A changed digit may pass as another figure; so digits stay as they are here.
    """
    content = data.draw(st.sampled_from([CSV, HTML])).encode(
        data.draw(st.sampled_from(["utf-8", "gb18030"]))
    )
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.sampled_from([1, 2, 7, 100, 5_000, len(content)]))
    piece = content[start : start + length]
    if length < 8 and any(byte in b"0123456789" for byte in piece):
        return
    damaged = content[:start] + data.draw(st.sampled_from([b"", piece * 2, b"<", b'"', b"\xff"]))
    damaged += content[start + length :]
    with suppress(DatasetError):
        table = read_customs_location(io.BytesIO(damaged), period="2024-12")
        normal = {record for record in table.records if record.status is ctc.Status.NORMAL}
        assert normal <= TRUTH or table.problems


@given(st.text() | st.text("<>/tablrdhe收发货人所在地,1\n\"'= ", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(DatasetError):
        read_customs_location(io.StringIO(text), period="2024-12")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    with pytest.raises(DatasetError):
        read_customs_location(io.BytesIO(content), period="2024-12")
