"""Official customs tables in every shape in which people hold them give the bundled records."""

from __future__ import annotations

import io
import random
import re
import sys
from binascii import b2a_base64, b2a_qp
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidPeriodError,
    MissingExtraError,
)
from china_trade_cities.readers import read_customs_location
from tests.support.customs_pages import (
    MONTHS,
    NOTE,
    ZONES,
    Page,
    a_year_later,
    as_csv,
    as_html,
    bundled,
    figures,
    location,
    read_text,
)
from tests.support.factories import VINTAGE
from tests.support.factories import dataset as small_world

if TYPE_CHECKING:
    from collections.abc import Callable

DECEMBER = location()


@pytest.mark.thorough
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("write", [as_csv, as_html])
def test_every_bundled_month_is_read(month: str, write: Callable[[Page], str]) -> None:
    """Page and CSV give the vintage's own records, cities and areas, and nothing to report."""
    table = read_text(write(location(month)), month)
    assert set(table.records) == bundled(f"gacc-location-{month}")
    assert len(table.records) == len(set(table.records))
    assert set(table.reference_records) == {
        record
        for record in VINTAGE.reference_records
        if record.source.id == f"gacc-location-{month}"
    }
    assert table.source is VINTAGE.source(f"gacc-location-{month}")
    assert str(table.month) == month
    assert (table.unknown, table.problems) == ((), ())
    assert table.notes == (NOTE,)


def test_records_come_by_period_and_flow() -> None:
    """Year to date first, then the month; total, export, import; then as the table goes."""
    table = read_text(as_csv(DECEMBER))
    keys = list(dict.fromkeys((str(record.period), record.flow) for record in table.records))
    assert keys == [
        (period, flow)
        for period in ("2024", "2024-12")
        for flow in (ctc.Flow.TOTAL, ctc.Flow.EXPORT, ctc.Flow.IMPORT)
    ]
    assert [city.id for city in table.cities[:3]] == ["beijing", "tianjin", "shijiazhuang"]
    assert len(table.cities) == 137


def test_zones_stand_apart() -> None:
    """Development zones are listed with their figures, and no city or sum holds them."""
    table = read_text(as_csv(DECEMBER))
    assert [zone.name for zone in table.zones] == [ZONES[name] for name in ("上海", "苏州", "西安")]
    zone = table.zones[1]
    assert len(zone.figures) == 6
    suzhou = VINTAGE.preferred("苏州", flow="export", period="2024-12")
    assert suzhou is not None
    assert suzhou.value is not None
    month = next(f for f in zone.figures if f.flow is ctc.Flow.EXPORT and f.period.is_month)
    assert month.value == suzhou.value // 10_000 // 3 * 10_000
    assert month.growth is None


@pytest.mark.thorough
def test_a_path_says_the_month(tmp_path: Path) -> None:
    """The year comes from the name of the file where the table does not say it."""
    for name in ("gacc-location-2024-12.csv", "202412.csv", "2024年12月.csv", "2024-12 (1).csv"):
        path = tmp_path / name
        path.write_text(as_csv(DECEMBER), encoding="utf-8")
        assert read_customs_location(path).month == ctc.Period.parse("2024-12")
        assert read_customs_location(str(path)).month == ctc.Period.parse("2024-12")
        with path.open("rb") as file:
            assert len(read_customs_location(file).records) == 822


@pytest.mark.parametrize("name", ["table.csv", "2024-12-18.csv", "2024-11_2024-12.csv", "12.csv"])
def test_a_name_that_says_no_month(tmp_path: Path, name: str) -> None:
    """A date or two months are no month: the error says what to pass."""
    path = tmp_path / name
    path.write_text(as_csv(DECEMBER), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"stated nowhere: pass period="):
        read_customs_location(path)
    assert read_customs_location(path, period="2024").month == ctc.Period.parse("2024-12")


def test_the_title_says_the_month() -> None:
    """A page needs no name, and other tables and words around its own do not matter."""
    assert read_text(as_html(DECEMBER), None).month == ctc.Period.parse("2024-12")
    after = as_html(replace(DECEMBER, title="进出口商品收发货人所在地总值表（2024年12月）"))
    assert read_text(after, None).month == ctc.Period.parse("2024-12")


def test_january() -> None:
    table = read_text(as_csv(location("2024-01")), "2024-01")
    assert {record.period for record in table.records} == {ctc.Period.parse("2024-01")}
    assert len(table.records) == 399


def test_a_table_without_the_month(  # January and February were once published together
) -> None:
    page = location("2024-02")
    columns = [column for column in page.columns if column.key not in {"total", "export", "import"}]
    table = read_text(as_csv(replace(page, columns=columns)), "2024-02")
    assert set(table.records) == {
        record
        for record in bundled("gacc-location-2024-02")
        if record.period == ctc.Period.parse("2024-01/2024-02")
    }


def _commas(text: str) -> str:
    return f'"{int(text):,}"' if text.isdecimal() else text


@st.composite
def shaped(draw: st.DrawFn) -> bytes:
    """The table of December 2024 with everything moved and rewritten that carries no meaning."""
    columns = draw(st.permutations(DECEMBER.columns))
    notes = draw(st.sampled_from([(NOTE,), (NOTE.replace(" ", "\u00a0"),), (NOTE, "说明：略")]))
    at = draw(st.integers(0, len(DECEMBER.rows)))
    first, *others = DECEMBER.rows
    if draw(st.booleans()):
        random.Random(at).shuffle(others)
    page = replace(DECEMBER, columns=columns, rows=[first, *others], notes=notes, note_at=at)
    if draw(st.booleans()):
        text = as_html(page, commas=draw(st.booleans()))
    else:
        text = as_csv(page)
        if draw(st.booleans()):
            lines = text.splitlines()
            lines[3:] = [",".join(map(_commas, line.split(","))) for line in lines[3:]]
            text = "\n".join(lines) + "\n" * draw(st.integers(0, 2))
    text = text.replace("-,", draw(st.sampled_from(["-,", "—,", "--,", "－,"])))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])))


@pytest.mark.thorough
@given(shaped())
@settings(max_examples=30, deadline=None)
def test_the_shape_does_not_matter(content: bytes) -> None:
    """Order of columns and rows, commas, dashes, encoding, mark, line ends, place of the note."""
    table = read_customs_location(io.BytesIO(content), period="2024-12")
    assert set(table.records) == bundled("gacc-location-2024-12")
    assert len(table.reference_records) == 168
    assert len(table.zones) == 3
    assert (table.unknown, table.problems) == ((), ())


def test_figures_with_the_trace_of_software() -> None:
    """What pandas makes of whole numbers beside blanks, ``123.0``, is a whole number."""
    lines = as_csv(DECEMBER).splitlines()
    lines[3:-1] = [
        ",".join(f"{cell}.0" if cell.isdecimal() else cell for cell in line.split(","))
        for line in lines[3:-1]
    ]
    assert set(read_text("\n".join(lines)).records) == bundled("gacc-location-2024-12")


def test_a_header_without_spans() -> None:
    """The second row of the header may be blank where the place is; cells may hold breaks."""
    lines = as_csv(DECEMBER).splitlines()
    lines[2] = lines[2].replace("收发货人所在地", "", 1)
    assert set(read_text("\n".join(lines)).records) == bundled("gacc-location-2024-12")
    page = as_html(DECEMBER).replace(
        '<td rowspan="2">收发货人所在地</td>', "<td>收发货人<br>所在地"
    )
    page = page.replace("\n<tr><td>12月", "\n<tr><td> <script>1</script></td><td>12月")
    assert set(read_text(page, None).records) == bundled("gacc-location-2024-12")


def test_lines_are_those_of_an_editor() -> None:
    """A separator that no editor counts as the end of a line does not end a row."""
    note = NOTE.replace(" ", "\u2028\x0b\x85")
    table = read_text(as_csv(replace(DECEMBER, notes=(note,))))
    assert set(table.records) == bundled("gacc-location-2024-12")
    assert table.notes == (note,)


@pytest.mark.parametrize("header", [0, 3])
def test_a_column_that_counts_the_rows(header: int) -> None:
    """`DataFrame.to_csv` writes one unless it is told not to; the header may count or not."""
    lines = as_csv(DECEMBER).splitlines()
    counted = [f"{number},{line}" for number, line in enumerate(lines[header:])]
    blank = [f",{line}" for line in lines[:header]]
    assert set(read_text("\n".join(blank + counted)).records) == bundled("gacc-location-2024-12")


def test_a_blank_row_is_no_row() -> None:
    lines = as_csv(DECEMBER).splitlines()
    lines[3:3] = ["", ",,,,,,,,,"]
    assert set(read_text("\n".join(lines)).records) == bundled("gacc-location-2024-12")


def test_the_title_may_be_a_caption() -> None:
    """The year comes from the caption of the table, or the heading before it."""
    page = as_html(DECEMBER).replace(DECEMBER.title, "")
    with pytest.raises(DatasetError, match="the year is stated nowhere"):
        read_text(page, None)
    captioned = page.replace("<table><tbody>", f"<table><caption>{DECEMBER.title}</caption><tbody>")
    assert read_text(captioned, None).month == ctc.Period.parse("2024-12")


def test_raised_marks_are_no_digits() -> None:
    """A footnote mark beside a name is not part of it; beside a figure it is refused."""
    page = as_html(DECEMBER)
    marked = page.replace("太原市", "太原市<sup>1</sup>")
    assert set(read_text(marked).records) == bundled("gacc-location-2024-12")
    with pytest.raises(
        DatasetError, match=r"must be a number such as .*; got '12,955,749\[1\]'"
    ) as caught:
        read_text(page.replace("12,955,749", "12,955,749<sup>1</sup>"))
    (problem,) = caught.value.problems
    assert problem.column == "进出口 1至12月"
    assert problem.line is not None
    assert "太原市" in page.splitlines()[problem.line - 1]


def test_the_yuan_may_be_whole() -> None:
    """A table in yuan is read in the unit of the others, to the yuan."""
    yuan = replace(location(per_unit=1), unit="单位：元", title="")
    figure = next(r for r in read_text(as_csv(yuan)).records if r.city.id == "shenzhen")
    assert (figure.value, figure.rounded_to, figure.unit_multiplier) == (4_504_824_120_000, 1, 4)


def test_unknown_places_are_kept() -> None:
    """A place that nothing knows is listed with line, name and figures, and reported."""
    row = next(row for row in DECEMBER.rows if row["place"] == "太原市")
    page = replace(DECEMBER, rows=[*DECEMBER.rows, row | {"place": "瑶池市"}])
    table = read_text(as_csv(page))
    (place,) = table.unknown
    line = 3 + len(page.rows)
    assert (place.name, place.line, len(place.figures)) == ("瑶池市", line, 6)
    assert repr(place) == f"<CustomsPlace 瑶池市, line {line}>"
    assert [str(problem) for problem in table.problems] == [f"{line}: '瑶池市' is not recognised"]
    assert set(table.records) == bundled("gacc-location-2024-12")


def test_latin_names_are_not_guessed() -> None:
    """Names in Latin letters may be shared by two cities: they count as unknown."""
    row = next(row for row in DECEMBER.rows if row["place"] == "太原市")
    page = replace(DECEMBER, rows=[*DECEMBER.rows, row | {"place": "Suzhou"}])
    assert [place.name for place in read_text(as_csv(page)).unknown] == ["Suzhou"]


def test_places_are_those_of_the_dataset() -> None:
    """Another dataset knows other cities; areas and totals are the bundled ones if it has none."""
    mine = small_world(cities=(VINTAGE.city("太原"),), records=(), facts=(), published_ranks=())
    mine = attrs.evolve(mine, specializations=())
    table = read_text(as_csv(DECEMBER), dataset=mine)
    assert [city.id for city in table.cities] == ["taiyuan"]
    assert len(table.unknown) == 136
    assert len(table.reference_records) == 168
    assert table.source == attrs.evolve(
        VINTAGE.source("gacc-location-2024-12"), url=None, seen_at=None, note=None
    )


def test_a_source_of_ones_own() -> None:
    mine = ctc.Source(id="my-copy", title="My copy", tier=ctc.Tier.OFFICIAL)
    table = read_text(as_csv(DECEMBER), source=mine)
    assert {record.source for record in table.records} == {mine} == set(table.sources)


def test_a_month_that_the_dataset_has_not() -> None:
    """A new month needs nothing but its file: the scale is that of the nearest known month."""
    table = read_text(as_csv(a_year_later(location("2024-08"))), "2025-08")
    assert str(table.period) == "2025-01/2025-08"
    assert table.source.id == "gacc-location-2025-08"
    assert len(table.records) == 6 * 133


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"edition": "EUR"}, InvalidArgumentError),
        ({"edition": "HKD"}, InvalidArgumentError),
        ({"period": "soon"}, InvalidPeriodError),
        ({"period": "2024Q4"}, InvalidArgumentError),
        ({"source": "gacc-location-2024-12"}, InvalidArgumentError),
        ({"dataset": "2026.1"}, InvalidArgumentError),
    ],
)
def test_arguments_are_checked(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=r" must be .*; got "):
        read_customs_location(io.StringIO(as_csv(DECEMBER)), **options)


def test_only_files_are_read() -> None:
    nothing: Any = None
    with pytest.raises(InvalidArgumentError, match="a path, or a file opened for reading"):
        read_customs_location(nothing)
    with pytest.raises(OSError, match="no-such-file"):
        read_customs_location("no-such-file.csv")


def test_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a page without lxml says what to install; CSV does not need it."""
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(MissingExtraError) as caught:
        read_text(as_html(DECEMBER))
    assert str(caught.value) == (
        "reading HTML needs lxml: python -m pip install 'china-trade-cities[readers]'"
    )
    assert len(read_text(as_csv(DECEMBER)).records) == 822


def test_figures_of_the_fixture_are_the_bundled_ones() -> None:
    """The pages that these tests write hold every figure of the source, and three zones."""
    assert len(DECEMBER.rows) == len(figures("gacc-location-2024-12")) + 3 == 168


def as_archive(page: str, how: str) -> bytes:
    """A page as a browser saves it in one file (MHTML)."""
    content = page.encode("gb18030")
    body = {"base64": b2a_base64(content), "quoted-printable": b2a_qp(content)}.get(how, content)
    head = (
        "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n"
        '\ttype="text/html";\n\tboundary="----Part"\n\n------Part\nContent-Type: image/png\n\n'
        f"PNG\n------Part\nContent-Type: text/html\nContent-Transfer-Encoding: {how}\n\n"
    )
    return head.replace("\n", "\r\n").encode() + body + b"\r\n------Part--\r\n"


def through_pandas(text: str) -> str:
    """CSV as pandas reads and writes it: headers that stand again are numbered, rows too."""
    return str(pd.read_csv(io.StringIO(text)).to_csv())


def with_commas(text: str) -> str:
    """A table whose amounts are written in quotes with commas between thousands."""
    return re.sub(r"(?<=\t)\d{5,}(?=[\t\n])", lambda found: f'"{int(found[0]):,}"', text)


KEPT: dict[str, bytes | str] = {
    "UTF-16": as_csv(DECEMBER).encode("utf-16"),
    "tabs": as_csv(DECEMBER).replace(",", "\t"),
    "tabs beside commas in amounts": with_commas(as_csv(DECEMBER).replace(",", "\t")),
    "Unicode text of Excel": as_csv(DECEMBER).replace(",", "\t").encode("utf-16"),
    "through pandas": through_pandas(as_csv(DECEMBER)),
    "an archive in base64": as_archive(as_html(DECEMBER), "base64"),
    "an archive in quoted-printable": as_archive(as_html(DECEMBER), "quoted-printable"),
    "an archive as it is": as_archive(as_html(DECEMBER), "8bit"),
    "an archive opened as text": as_archive(as_html(DECEMBER), "base64").decode(),
}


@pytest.mark.parametrize("content", KEPT.values(), ids=KEPT)
def test_files_as_people_keep_them(content: bytes | str) -> None:
    """Other encodings, separators and archives of the page hold the same figures."""
    file = io.BytesIO(content) if isinstance(content, bytes) else io.StringIO(content)
    found = read_customs_location(file, period="2024-12")
    assert set(found.records) == bundled("gacc-location-2024-12")
