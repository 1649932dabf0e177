"""Files that are broken give a clear error or a reported problem, never wrong records.

Nothing that these files hold may reach a user as a traceback from inside a parser.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import (
    CustomsTable,
    read_customs_hangzhou,
    read_customs_location,
)
from customs_pages import (
    NOTE,
    VINTAGE,
    Page,
    as_csv,
    as_html,
    edited,
    location,
    renamed,
    zhejiang,
)

etree = from_extra("lxml.etree", "readers", "these tests")
PAGE = location()
CSV = as_csv(PAGE)
LINES = CSV.splitlines(keepends=True)
HTML = as_html(PAGE)
TRUTH = {record for record in VINTAGE.records if record.source.id == "gacc-location-2024-12"}


class Broken(NamedTuple):
    """A broken file.

    Attributes:
        content: What it holds.
        message: The problem that is to be found, or part of it.
        place: File, line and column of the problem, as they are printed before it.
        options: Arguments of the reader besides the month.
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
    """The page without some columns."""
    return replace(page, columns=[column for column in page.columns if column.key not in keys])


def without_rows(page: Page, *places: str) -> Page:
    """The page without the rows of some places."""
    return replace(page, rows=[row for row in page.rows if row["place"] not in places])


def row_of(place: str) -> dict[str, str]:
    """The row of one place."""
    return next(row for row in PAGE.rows if row["place"] == place)


BOTH_SWAPPED = swapped(swapped(PAGE, "export", "import"), "export_ytd", "import_ytd")
EVERY_SWAPPED = swapped(BOTH_SWAPPED, "growth_export_ytd", "growth_import_ytd")
OTHER_MONTH = as_csv(location("2024-11"))
NESTED = "<table><tr><td>" + "<div>" * 3_000 + "收发货人所在地"
TABLE_9 = as_csv(renamed(PAGE, "收发货人所在地", "境内目的地/货源地"))
TAIYUAN = row_of("太原市")

# Nothing can be read of these.
REFUSED: dict[str, Broken] = {
    "an empty file": Broken(b"", "empty"),
    "blank lines": Broken("\n \n", "empty"),
    "a byte order mark alone": Broken(b"\xef\xbb\xbf", "empty"),
    "an error page": Broken(
        "<html><head><title>404</title></head><body><h1>Not Found</h1></body></html>",
        "no table with a column 收发货人所在地",
    ),
    "a page that asks for JavaScript": Broken(
        "<!DOCTYPE html><script>document.cookie='a'</script>", "no table with a column"
    ),
    "a page of nothing but comments": Broken("<!-- <table> --><!-- -->", "no table"),
    "an error as JSON": Broken('{"error": 429, "message": "too many requests"}', "no table"),
    "a table of something else": Broken("city,population\n深圳市,17560061\n", "no table"),
    "a zip": Broken(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0", "a zip archive"),
    "a workbook of old": Broken(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "neither UTF-8 nor GB18030"),
    "UTF-16": Broken(CSV.encode("utf-16"), "neither UTF-8 nor GB18030"),
    "Latin letters of another code page": Broken(
        b"caf\xe9,\xff\xff\n" + CSV.encode("gb18030"), "neither UTF-8 nor GB18030"
    ),
    "half a character at the end": Broken(CSV.encode()[:-1002], "is cut"),
    "damage behind a mark": Broken(b"\xef\xbb\xbf" + CSV.encode("gb18030"), "not UTF-8"),
    "a surrogate": Broken("\ud800" + CSV, "no proper text"),
    "eleven million bytes": Broken(CSV + " " * 11_000_000, "larger than 10,000,000 bytes"),
    "a header alone": Broken(
        "".join(LINES[:3]), "must have one total row, called one of 全国, 合计, 总值, 总计; got 0"
    ),
    "half the rows": Broken("".join(LINES[:80]), "the table is cut: no row for 云南省, 四川省"),
    "half the page": Broken(HTML[: len(HTML) // 2], "2 cells where the header has 10"),
    "half the rows of the page": Broken(
        HTML[: HTML.index("<tr>", len(HTML) // 2)], "the table is cut: no row for"
    ),
    "a tag that never ends": Broken("<html", "no table"),
    "half a row": Broken(CSV[: CSV.index("太原市") + 10], "cells where the header has 10"),
    "an open quote": Broken(CSV.replace("太原市", '"太原市'), "not CSV", "14"),
    "a province that is missing": Broken(
        as_csv(without_rows(PAGE, "山西省")), "the table is cut: no row for 山西省"
    ),
    "no total row": Broken(as_csv(without_rows(PAGE, "总值")), "got 0"),
    "two total rows": Broken(
        as_csv(replace(PAGE, rows=[*PAGE.rows, PAGE.rows[0] | {"place": "合计"}])), "; got 2"
    ),
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
    "two months in one header": Broken(
        CSV.replace("1至12月,12月", "1至12月,11月", 1), "the header must be of 2024-12; got '出口 11月'", "2"
    ),
    "a span that does not begin in January": Broken(
        CSV.replace("1至12月", "11至12月"), "two columns for the same figures", "2"
    ),
    "the title of another month in the table": Broken(
        as_csv(replace(PAGE, notes=("2024年11月进出口商品收发货人所在地总值表", NOTE))),
        "must hold one table, of 2024-12; got a title of another month",
    ),
    "a title of another month": Broken(
        as_html(replace(PAGE, title=location("2024-11").title)),
        "period= says 2024-12, the title 2024-11",
    ),
    "a month that does not exist": Broken(
        as_html(replace(PAGE, title=PAGE.title.replace("12月", "13月"))),
        "the year is stated nowhere",
        options={},
    ),
    "a header that is renamed": Broken(
        as_csv(renamed(PAGE, "收发货人所在地", "地区")), "no table with a column 收发货人所在地"
    ),
    "exports that are renamed": Broken(
        CSV.replace("进出口,进出口,出口,出口", "进出口,进出口,输出,输出"),
        "no column for the month of 出口 (exports)",
        "2",
    ),
    "a column that is missing": Broken(
        as_csv(without(PAGE, "import")), "no column for the month of 进口 (imports)", "2"
    ),
    "a column too many": Broken(
        as_csv(PAGE).replace("进口\n", "进口,备注\n").replace(".2\n", ".2,备注\n"),
        "a column '备注' that no customs table has",
    ),
    "a column twice": Broken(
        CSV.replace("1至12月,12月", "1至12月,1至12月", 1),
        "two columns for the same figures: '出口 1至12月' and '出口 1至12月'",
    ),
    "the table by destination": Broken(
        TABLE_9, "the table must be (8); got (9), by destination/origin"
    ),
    "a page by customs district": Broken(
        as_html(renamed(PAGE, "收发货人所在地", "关别")),
        "the table must be (8); got (10), by customs district",
    ),
    "a word for a figure": Broken(
        as_csv(edited(PAGE, "太原市", export_ytd="约800万")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '约800万'",
        "14:出口 1至12月",
    ),
    "a decimal comma": Broken(
        as_csv(edited(PAGE, "太原市", export="546,59")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '546,59'",
        "14:出口 12月",
    ),
    "a formula": Broken(
        as_csv(edited(PAGE, "太原市", export="=1+1")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '=1+1'",
        "14:出口 12月",
    ),
    "not a number": Broken(
        as_csv(edited(PAGE, "太原市", total="NaN")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got 'NaN'",
        "14:进出口 12月",
    ),
    "digits of another script": Broken(
        as_csv(edited(PAGE, "太原市", total="٣٤")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '٣٤'",
        "14:进出口 12月",
    ),
    "ten thousand digits": Broken(
        as_csv(edited(PAGE, "太原市", total="9" * 10_000)), "or a dash; got '999", "14:进出口 12月"
    ),
    "an exponent": Broken(
        as_csv(edited(PAGE, "太原市", total="1e99")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '1e99'",
        "14:进出口 12月",
    ),
    "a negative amount": Broken(
        as_csv(edited(PAGE, "太原市", total="-977180")),
        "must be a number such as 39817189 or 39,817,189, or a dash; got '-977180'",
        "14:进出口 12月",
    ),
    "growth beyond all measure": Broken(
        as_csv(edited(PAGE, "太原市", growth_total_ytd="9999999999999.9")),
        "; got 9999999999999.9",
        "14:累计比去年同期±％ 进出口",
    ),
    "part of a ten thousandth": Broken(
        as_csv(edited(PAGE, "太原市", total="977180.12345")),
        "must be a whole number of CNY; got '977180.12345' in units of",
        "14",
    ),
    "a place twice": Broken(
        as_csv(replace(PAGE, rows=[*PAGE.rows, TAIYUAN])), "太原市 stands in line 14 too", "172"
    ),
    "a city under two names": Broken(
        as_csv(replace(PAGE, rows=[*PAGE.rows, TAIYUAN | {"place": "太原"}])),
        "太原 is taiyuan, which stands in line 14 too",
        "172",
    ),
    "figures without a place": Broken(
        as_csv(replace(PAGE, rows=[*PAGE.rows, TAIYUAN | {"place": " "}])),
        "figures without a place",
        "172",
    ),
    "a row that is shifted": Broken(
        CSV.replace("太原市,", "太原市,,"), "11 cells where the header has 10", "14"
    ),
    "exports and imports exchanged, growth not": Broken(
        as_csv(BOTH_SWAPPED), "exports and imports of 2024 are swapped", "4"
    ),
    "exports and imports exchanged throughout": Broken(
        as_csv(EVERY_SWAPPED), "exports and imports of 2024-12 are swapped", "4"
    ),
    "exports in the place of the total": Broken(
        as_csv(swapped(PAGE, "total_ytd", "export_ytd")), "is not what is known of China", "4"
    ),
    "month and year to date exchanged": Broken(
        as_csv(swapped(swapped(PAGE, "total", "total_ytd"), "export", "export_ytd")),
        "is not what is known of China",
        "4",
    ),
    "exports and imports of the month alone exchanged with those to date": Broken(
        as_csv(swapped(PAGE, "export", "export_ytd")), "differ from the total by", "4"
    ),
    "growth of the wrong columns": Broken(
        as_csv(swapped(PAGE, "growth_total_ytd", "growth_export_ytd")),
        "growth of the total is not what growth of exports and imports makes",
        "4",
    ),
    "growth that says all is lost": Broken(
        as_csv(edited(PAGE, "总值", growth_export_ytd="-100.0")),
        "growth of the total is not what growth of exports and imports makes",
        "4",
    ),
    "January that differs from itself": Broken(
        as_csv(edited(location("2024-01"), "太原市", total="1")),
        "as to date, in January",
        "14:进出口 1至1月",
        {"period": "2024-01"},
    ),
    "a total that is blank": Broken(
        as_csv(edited(PAGE, "总值", total_ytd="-")),
        "the total must be a number",
        "4:进出口 1至12月",
    ),
    "a total of nothing": Broken(
        as_csv(edited(PAGE, "总值", total_ytd="0")), "is not what is known of China", "4"
    ),
    "another currency": Broken(
        as_csv(replace(PAGE, unit="单位：千美元")), "is not what is known of China", "4"
    ),
    "the currency of another edition": Broken(
        CSV, "name more than one currency", options={"period": "2024-12", "edition": "USD"}
    ),
    "a title in another currency": Broken(
        as_html(replace(PAGE, title=PAGE.title.replace("人民币", "美元"))),
        "name more than one currency",
    ),
    "two units": Broken(
        as_csv(replace(PAGE, notes=("单位：千美元", NOTE))),
        "two units are stated: 万人民币 and 千美元",
    ),
    "a unit of something else": Broken(
        as_csv(replace(PAGE, unit="单位：吨")), "(dollars); got '吨'", "1"
    ),
    "no unit": Broken(as_csv(replace(PAGE, unit="")), "no unit is stated"),
    "a page nested three thousand deep": Broken(NESTED, "Excessive depth", "1"),
    "a cell a billion columns wide": Broken(
        HTML.replace("<tr><td>首页", "<tr><td colspan=999999 rowspan=999999>首页"),
        "far larger than any of customs",
    ),
    "many cells ten thousand rows high": Broken(
        HTML.replace("<tr><td>首页", "<tr>" + "<td colspan=50 rowspan=90000>首页" * 50),
        "far larger than any of customs",
    ),
}

# These are read, and tell what is wrong.
REPORTED: dict[str, Broken] = {
    "yuan called 100 million yuan": Broken(
        as_csv(replace(PAGE, unit="单位：亿元")), "the stated unit of 10^8 CNY cannot be right"
    ),
    "10,000 yuan called yuan": Broken(
        as_csv(replace(PAGE, unit="单位：元")), "the stated unit of 1 CNY cannot be right"
    ),
    "the end of the last province": Broken(
        "".join(LINES[: LINES.index(LINES[-1]) - 1]), "rows may be cut off"
    ),
    "a city that is missing": Broken(
        as_csv(without_rows(PAGE, "太原市", "大同市")),
        "no row for 大同, 太原, which the table of 2024 has",
    ),
    "a misprint": Broken(
        as_csv(edited(PAGE, "太原市", export="546599")),
        "exports and imports of 2024-12 differ from the total by 80,000",
        "14:进出口 1至12月",
    ),
    "a misprinted province": Broken(
        as_csv(edited(PAGE, "山西省", export_ytd="20657093", total_ytd="27437641")),
        "the parts of export 2024 differ from it by 100,000,020,000",
        "4",
    ),
    "a blank cell": Broken(
        as_csv(edited(PAGE, "太原市", export="")), "blank: no figure is read", "14:出口 12月"
    ),
    "a place that nobody knows": Broken(
        as_csv(replace(PAGE, rows=[*PAGE.rows, TAIYUAN | {"place": "錕斤拷"}])),
        "'錕斤拷' is not recognised",
        "172",
    ),
    "an unclosed table": Broken(
        HTML.replace("</td>", "").replace("</tr>", "").replace("</tbody></table>\n<p>", "<p>"), ""
    ),
}


def read(broken: Broken) -> CustomsTable:
    """What the reader makes of a broken file."""
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


def test_forty_files_are_broken() -> None:
    """There are at least forty of them."""
    assert len(REFUSED) + len(REPORTED) >= 40


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
    """A table with ten bad cells lists all of them, each with line and column."""
    rows = [row | {"export": "x"} if 10 <= at < 20 else row for at, row in enumerate(PAGE.rows)]
    with pytest.raises(DatasetError) as caught:
        read_customs_location(io.StringIO(as_csv(replace(PAGE, rows=rows))), period="2024-12")
    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [(line, "出口 12月") for line in range(14, 24)]


def test_what_the_parser_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of lxml itself becomes one of ours."""

    def refuse(*_: object) -> None:
        raise etree.XMLSyntaxError("Document is empty", 0, 1, 1)

    monkeypatch.setattr(etree, "fromstring", refuse)
    with pytest.raises(DatasetError, match="not HTML: Document is empty"):
        read(Broken(HTML, ""))


# --- Zhejiang -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (swapped(zhejiang(), "export_ytd", "import_ytd"), "are swapped"),
        (without_rows(zhejiang(), "宁波地区"), "the table is cut: no row for 宁波"),
        (renamed(zhejiang(), "当期出口", "当期"), "no column for the year to date of 出口"),
        (edited(zhejiang(), "合计", total_ytd="5264"), "is not what is known of Zhejiang"),
        (
            edited(zhejiang(), "杭州地区", total_ytd="八千亿"),
            "must be a number such as 39817189 or 39,817,189, or a dash; got '八千亿'",
        ),
        (replace(zhejiang(), notes=("单位：件",)), "(dollars); got '件'"),
        (replace(zhejiang(), notes=()), "no unit is stated"),
    ],
    ids=lambda thing: thing if isinstance(thing, str) else "",
)
def test_broken_tables_of_zhejiang(page: Page, message: str) -> None:
    """The same holds for the table of Hangzhou Customs."""
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
    """Whatever is no table gives a `DatasetError` and nothing else."""
    with pytest.raises(DatasetError):
        read_customs_location(io.StringIO(text), period="2024-12")


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    """So do bytes."""
    with pytest.raises(DatasetError):
        read_customs_location(io.BytesIO(content), period="2024-12")
