"""Exports of the customs query site, in all their layouts, row by row."""

from __future__ import annotations

import copy
import csv
import io
import pickle
import sys
import tracemalloc
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidFieldError,
    InvalidPeriodError,
    MissingExtraError,
)
from china_trade_cities.readers import CustomsQuery, CustomsQueryRow, read_customs_query
from tests.support.cases import document

if TYPE_CHECKING:
    from pathlib import Path

MONTH = ctc.Period.parse("2024-01")
CASES: dict[str, Any] = document(__file__, "query.json")
CELLS: dict[str, str] = {column: cell for column, (cell, _) in CASES["columns"].items()}
QUANTITIES = ("第一数量", "第一计量单位", "第二数量", "第二计量单位")
PRODUCT = ("商品编码", "商品名称")
PARTNER = ("贸易伙伴编码", "贸易伙伴名称")
MODE = ("贸易方式编码", "贸易方式名称")
PLACE = ("注册地编码", "注册地名称")
LAYOUTS = {
    "partner first, yuan": ("数据年月", *PARTNER, *PRODUCT, *QUANTITIES, "人民币"),
    "product first, dollars": ("数据年月", *PRODUCT, *PARTNER, *QUANTITIES, "美元"),
    "trade mode, no quantities": ("数据年月", *PRODUCT, *PARTNER, *MODE, "美元"),
    "province, no month": (*PRODUCT, *PARTNER, *MODE, *PLACE, *QUANTITIES, "美元"),
}
# What a cell of each column becomes.
FIELDS: dict[str, dict[str, Any]] = {
    column: fields for column, (_, fields) in CASES["columns"].items()
}
FIELDS["数据年月"] = {"period": MONTH}
for _column in ("人民币", "美元"):
    FIELDS[_column]["currency"] = ctc.Currency(FIELDS[_column]["currency"])


def line(cells: tuple[str, ...] | list[str]) -> str:
    """A line as the site writes it: all quoted, with an empty cell at the end."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
    return f"{out.getvalue()},\n"


def text_of(columns: tuple[str, ...], *rows: dict[str, str]) -> str:
    """A file with these columns, and for each row the cells that differ from `CELLS`."""
    return line(columns) + "".join(
        line([(CELLS | row)[column] for column in columns]) for row in rows
    )


def write(folder: Path, text: str, name: str = "2024in.csv", encoding: str = "gb18030") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


CONTROLS = ("巴\0西", "巴\u2028西", "\x7f")
DATED = LAYOUTS["partner first, yuan"]
UNDATED = LAYOUTS["province, no month"]


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_every_layout(tmp_path: Path, columns: tuple[str, ...], encoding: str) -> None:
    """Columns are found by their names; what the query did not ask for is None."""
    dated = "数据年月" in columns
    path = write(tmp_path, text_of(columns, {}, {}), "2024out_2024Q1.csv", encoding)
    query = read_customs_query(path)
    expected: dict[str, Any] = {"flow": ctc.Flow.EXPORT}
    if not dated:
        expected["period"] = ctc.Period.parse("2024Q1")
    for column in columns:
        expected |= FIELDS[column]
    assert list(query) == [CustomsQueryRow(**expected)] * 2
    assert query.period == (None if dated else expected["period"])
    assert query.columns == columns
    assert repr(query) == f"<CustomsQuery {path.name}: export in {query.currency}>"
    assert query.encoding == ("gb18030" if encoding == "gb18030" else "utf-8-sig")


@given(st.permutations(DATED), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=40, deadline=None)
def test_the_order_of_columns_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, columns: list[str], bare: bool, end: str
) -> None:
    """Nor do the empty last column, quotes and line ends."""
    text = text_of(tuple(columns), {})
    if bare:
        text = "".join(cells.removesuffix(",\n") + "\n" for cells in text.splitlines(True))
    path = write(tmp_path_factory.mktemp("query"), text.replace("\n", end))
    (row,) = read_customs_query(path)
    assert row == CustomsQueryRow(
        **{name: value for column in DATED for name, value in FIELDS[column].items()},
        flow=ctc.Flow.IMPORT,
    )


def test_a_file_is_read_anew(tmp_path: Path) -> None:
    """A query can be iterated over again and again; blank lines do not count."""
    query = read_customs_query(write(tmp_path, text_of(DATED, {}, {}) + "\n\n"))
    assert len(list(query)) == len(list(query)) == 2
    assert next(iter(query)) == next(iter(query))


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [*CASES["cells"], ({"数据年月": "202412"}, "period", ctc.Period.parse("2024-12"))],
    ids=str,
)
def test_cells(tmp_path: Path, cells: dict[str, str], field: str, value: object) -> None:
    """What a cell means: commas, decimals, nothing, nil, missing units, leading zeros."""
    (row,) = read_customs_query(write(tmp_path, text_of(DATED, cells)))
    assert getattr(row, field) == value
    assert type(getattr(row, field)) is type(value)


@pytest.mark.parametrize(("name", "flow"), CASES["names that say the flow"].items())
def test_the_name_says_the_flow(tmp_path: Path, name: str, flow: str) -> None:
    """The site writes no flow into the file; people write it into the name."""
    path = write(tmp_path, text_of(DATED, {}), name)
    assert read_customs_query(path).flow == flow
    assert [row.flow for row in read_customs_query(path, flow=ctc.Flow(flow))] == [flow]
    for other in {"export", "import", "total"} - {flow}:
        with pytest.raises(DatasetError) as caught:
            read_customs_query(path, flow=ctc.Flow(other))
        assert str(caught.value.problems[0]) == (
            f"{name}: flow must be {flow}, as the name of the file says; got {other} "
            "(pass the right flow=, or correct the name)"
        )


@pytest.mark.parametrize("name", CASES["names that say no flow"])
def test_a_name_that_says_no_flow(tmp_path: Path, name: str) -> None:
    """It is never guessed."""
    path = write(tmp_path, text_of(DATED, {}), name)
    with pytest.raises(
        InvalidArgumentError,
        match=r"flow must be one of 'export', 'import', 'total', as .*; got None",
    ):
        read_customs_query(path)
    with pytest.raises(
        InvalidArgumentError, match="one of 'export', 'import', 'total'; got 'balance'"
    ):
        read_customs_query(path, flow="balance")


@pytest.mark.parametrize(("name", "period"), CASES["names that say the period"].items())
def test_the_name_says_the_period(tmp_path: Path, name: str, period: str) -> None:
    """Where rows name no month, the name of the file may say what they cover."""
    path = write(tmp_path, text_of(UNDATED, {}), name)
    (row,) = read_customs_query(path, flow="import")
    assert str(row.period) == period
    (row,) = read_customs_query(path, flow="import", period=period)
    assert str(row.period) == period
    with pytest.raises(
        DatasetError, match=f"period must be {period}, as the name of the file says; got 2025 "
    ):
        read_customs_query(path, flow="import", period=2025)


@pytest.mark.parametrize("name", CASES["names that say no period"])
def test_a_name_that_says_no_period(tmp_path: Path, name: str) -> None:
    """Six digits may be a product, two after a year a month, a province or a day: none is taken."""
    path = write(tmp_path, text_of(UNDATED, {}), name)
    with pytest.raises(
        InvalidArgumentError,
        match="period must be a period, as neither a column 数据年月 nor the name",
    ):
        read_customs_query(path, flow="import")


def test_arguments_that_make_no_sense(tmp_path: Path) -> None:
    """A period is not needed where rows name theirs, and must be one where they do not."""
    with pytest.raises(InvalidArgumentError, match="each row names its 数据年月"):
        read_customs_query(write(tmp_path, text_of(DATED, {})), period=2024)
    undated = write(tmp_path, text_of(UNDATED, {}))
    with pytest.raises(InvalidPeriodError):
        read_customs_query(undated, period="soon")
    with pytest.raises(OSError, match="no-such"):
        read_customs_query("no-such-in.csv")


@pytest.mark.parametrize(("name", "span"), CASES["names of other months"].items())
def test_rows_of_other_months_than_the_name_says(tmp_path: Path, name: str, span: str) -> None:
    """Name and rows contradict each other, and nobody knows which is wrong."""
    path = write(tmp_path, text_of(DATED, {}), name)
    with pytest.raises(DatasetError) as caught:
        list(read_customs_query(path, flow="import"))
    assert [str(problem) for problem in caught.value.problems] == [
        (
            f"{name}:2:数据年月: must be a month of {span}, as the name of the file says; "
            "got '202401'"
        )
    ]


@pytest.mark.parametrize("name", CASES["names that say no year"])
def test_a_name_that_says_no_year(tmp_path: Path, name: str) -> None:
    """Days, and names that say more than one, contradict nothing."""
    (row,) = read_customs_query(write(tmp_path, text_of(DATED, {}), name), flow="import")
    assert row.period == MONTH


@pytest.mark.parametrize("path", [io.BytesIO(b""), io.StringIO(""), None, 7])
def test_only_paths_are_read(path: Any) -> None:
    """A file that is read anew each time cannot be one that is open already."""
    with pytest.raises(InvalidArgumentError, match="path must be a path, as the file is read anew"):
        read_customs_query(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        *((text.encode(), message) for text, message in CASES["headers"].items()),
        (b"\xff\xfe\x00", "with lines that end in LF or CR LF; got UTF-16 or binary"),
        (text_of(DATED, {}).encode("utf-16"), "got UTF-16 or binary data"),
        (text_of(DATED, {}).encode("utf-16-be"), "got UTF-16 or binary data"),
        (
            text_of(DATED, {}).replace("\n", "\r").encode("gb18030"),
            "lines that end in LF or CR LF; got lines that end in CR alone",
        ),
    ],
)
def test_headers_that_are_none(tmp_path: Path, content: bytes, message: str) -> None:
    """A file that the site did not write is refused when it is opened."""
    path = tmp_path / "2024-01_in.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as caught:
        read_customs_query(path, flow="import")
    assert any(message in problem.message for problem in caught.value.problems)
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {(path.name, 1)}


@pytest.mark.parametrize(
    ("column", "cell", "allowed"),
    [
        *(
            (column, cell, allowed)
            for column, cells in CASES["refused cells"].items()
            for allowed, refused in cells.items()
            for cell in refused
        ),
        ("人民币", "9" * 5_000, "a whole number such as 639,240,426"),
    ],
    ids=lambda part: part[:40],
)
def test_cells_that_mean_nothing(tmp_path: Path, column: str, cell: str, allowed: str) -> None:
    """A bad cell is named with line, column and what it must be; rows before it are given."""
    path = write(tmp_path, text_of(DATED, {}, {column: cell}, {}))
    rows = iter(read_customs_query(path))
    assert next(rows).value == 16_536_067_327
    with pytest.raises(DatasetError) as caught:
        next(rows)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("2024in.csv", 3, column)
    assert problem.message == f"must be {allowed}; got {cell[:100]!r}"


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    bad = [{"人民币": f"x{number}"} for number in range(9)]
    path = write(tmp_path, text_of(DATED, {}, *bad, {}, {"人民币": "x", "数据年月": "x"}))
    with pytest.raises(DatasetError) as caught:
        list(read_customs_query(path))
    assert [problem.line for problem in caught.value.problems] == [*range(3, 12), 13, 13]


def test_problems_are_counted_up_to_a_hundred(tmp_path: Path) -> None:
    """A file that is bad throughout is not read to its end."""
    path = write(tmp_path, text_of(DATED, *[{"人民币": "x"}] * 300))
    with pytest.raises(DatasetError) as caught:
        list(read_customs_query(path))
    assert len(caught.value.problems) == 100


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        ('"202401","410"\n', "2 cells where the header has 10"),
        (line((*("1",) * 11,)), "12 cells where the header has 10"),
        ('"202401","410', "not CSV: unexpected end of data"),
        ("x" * 250_000, "1 cells where the header has 10"),
        ('"' + "x" * 250_000, "not CSV: field larger than field limit"),
    ],
)
def test_rows_that_are_none(tmp_path: Path, tail: str, message: str) -> None:
    path = write(tmp_path, text_of(DATED, {}) + tail)
    with pytest.raises(DatasetError) as caught:
        list(read_customs_query(path))
    assert message in caught.value.problems[0].message
    assert caught.value.problems[0].line is not None
    assert caught.value.problems[0].line >= 3


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])
def test_a_quote_without_end_takes_no_file_in(tmp_path: Path, limit: int) -> None:
    """Whatever other packages make of the limit that the csv module has for the whole process."""
    path = write(tmp_path, text_of(DATED, {}) + '"' + "x\n" * 2_000_000)
    before = csv.field_size_limit(limit)
    tracemalloc.start()
    try:
        with pytest.raises(DatasetError, match="not CSV: field larger than field limit") as caught:
            list(read_customs_query(path))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        csv.field_size_limit(before)
    assert caught.value.problems[0].line is not None
    assert most < 1_500_000


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *((column, cell) for column in ("贸易伙伴名称", "第一计量单位") for cell in CONTROLS),
        ("第一计量单位", "千\n克"),
    ],
)
def test_control_characters_are_no_text(tmp_path: Path, cell: str, column: str) -> None:
    """A name with a NUL in it, or a unit of two lines, is damage."""
    path = write(tmp_path, text_of(DATED, {}, {column: cell}))
    with pytest.raises(DatasetError) as caught:
        list(read_customs_query(path))
    (problem,) = caught.value.problems
    assert problem.column == column
    assert problem.message == (f"must be text without control characters; got {cell!r}")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_names_broken_into_lines(tmp_path: Path, end: str) -> None:
    """Names of the site that hold a line break are read as one line, words kept apart."""
    names = {f"用作处理器及{end}控制器": "用作处理器及控制器", f"A{end}B {end}乙": "A B 乙"}
    path = write(tmp_path, text_of(DATED, *({"商品名称": name} for name in names)))
    assert [row.product for row in read_customs_query(path)] == list(names.values())


@pytest.mark.parametrize("head", ["", "Unnamed: 0"])
def test_the_index_that_pandas_writes(tmp_path: Path, head: str) -> None:
    """A first column that counts the rows is no part of them; anything else there is a problem."""
    first, *rows = text_of(DATED, {}, {}).splitlines(keepends=True)
    counted = "".join(f"{number},{row}" for number, row in enumerate(rows))
    query = read_customs_query(write(tmp_path, f"{head},{first}{counted}"))
    assert query.columns == DATED
    assert list(query) == list(read_customs_query(write(tmp_path, text_of(DATED, {}, {}))))
    query = read_customs_query(write(tmp_path, f"{head},{first}x,{rows[0]}"))
    with pytest.raises(DatasetError, match=r"11 cells where the header has 10|cells where"):
        list(query)


PLACED = (*PRODUCT, *PLACE, "人民币")


def places(*codes: str) -> list[dict[str, str]]:
    return [{"注册地编码": code} for code in codes]


@pytest.mark.parametrize("code", ["11", "12", "44"])
@pytest.mark.parametrize("columns", [PLACED, ("数据年月", *PLACED)], ids=["undated", "dated"])
def test_the_name_says_the_province(tmp_path: Path, code: str, columns: tuple[str, ...]) -> None:
    """``import-2024-11`` is Beijing in 2024 if its rows are of Beijing: never November alone."""
    path = write(tmp_path, text_of(columns, *places(code, code)), f"import-2024-{code}.csv")
    rows = list(read_customs_query(path))
    expected = "2024-01" if "数据年月" in columns else "2024"
    assert [(str(row.period), row.province_code) for row in rows] == [(expected, code)] * 2


def test_a_file_of_a_province_holds_no_other(tmp_path: Path) -> None:
    """What looked like Beijing in a year may be a month after all: nothing is guessed."""
    path = write(tmp_path, text_of(PLACED, *places("11", "44")), "import-2024-11.csv")
    with pytest.raises(DatasetError, match="must be 11, which the name of the file and the first"):
        list(read_customs_query(path))
    rows = list(read_customs_query(path, period="2024-11"))
    assert [str(row.period) for row in rows] == ["2024-11"] * 2
    with pytest.raises(DatasetError, match="period must be 2024, as the name"):
        read_customs_query(path, period="2023")


@pytest.mark.parametrize(
    "text",
    [
        text_of(PLACED, *places("44", "11")),
        text_of(PLACED),
        text_of((*UNDATED[:4], "美元"), {}),
        text_of(PLACED) + '"',
    ],
    ids=["another province", "no row", "no province", "no CSV"],
)
def test_a_month_that_could_be_a_province(tmp_path: Path, text: str) -> None:
    """Without rows of Beijing, ``2024-11`` is November."""
    query = read_customs_query(write(tmp_path, text, "import-2024-11.csv"))
    assert str(query.period) == "2024-11"


def test_spaces_of_other_widths_are_text(tmp_path: Path) -> None:
    """Names hold them; those around a name are no part of it."""
    path = write(tmp_path, text_of(DATED, {"贸易伙伴名称": "\u3000巴\u3000西\u3000"}))
    assert [row.partner for row in read_customs_query(path)] == ["巴\u3000西"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file that changes its encoding midway is not read past that."""
    path = write(tmp_path, text_of(DATED, {}, {}), encoding="utf-8")
    path.write_bytes(path.read_bytes() + b"\xca\xfd\xbe\xdd\n")
    with pytest.raises(DatasetError, match="not utf-8-sig text") as caught:
        list(read_customs_query(path))
    assert caught.value.__suppress_context__


@pytest.mark.thorough
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = write(tmp_path, text_of(DATED) + line([CELLS[name] for name in DATED]) * rows)
        query = read_customs_query(path)
        next(iter(query))
        tracemalloc.start()
        assert sum(1 for _ in query) == rows
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < 1.5 * peak(2_000)


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    """A bad row far below does not matter to who stops before it."""
    path = write(
        tmp_path, text_of(DATED, *({"数据年月": "202402"} for _ in range(50)), {"人民币": "x"})
    )
    assert len(list(islice(read_customs_query(path), 50))) == 50


@pytest.mark.parametrize("size", [1, 2, 3, 65_536])
def test_record_batches(tmp_path: Path, size: int) -> None:
    path = write(tmp_path, text_of(DATED, {}, {"第一数量": "0.5"}, {"数据年月": "202402"}))
    query = read_customs_query(path)
    reader = query.to_arrow(batch_size=size)
    batches = list(reader)
    assert [batch.num_rows for batch in batches] == [size] * (3 // size) + (
        [3 % size] if 3 % size else []
    )
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert rows == [
        attrs.asdict(row, recurse=False)
        | {"period": str(row.period), "flow": row.flow.value, "currency": row.currency.value}
        for row in query
    ]
    assert str(reader.schema.field("value").type) == "int64"
    assert str(reader.schema.field("second_quantity").type) == "double"
    assert str(reader.schema.field("trade_mode").type) == "string"


def test_a_stream_raises_where_iterating_does(tmp_path: Path) -> None:
    path = write(tmp_path, text_of(DATED, {}, {}, {"人民币": "x"}))
    reader = read_customs_query(path).to_arrow(batch_size=2)
    assert reader.read_next_batch().num_rows == 2
    with pytest.raises(DatasetError, match=r"人民币: must be a whole number .*; got 'x'"):
        reader.read_next_batch()


def test_a_stream_needs_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    query = read_customs_query(write(tmp_path, text_of(DATED, {})))
    with pytest.raises(MissingExtraError, match=r"pip install 'china-trade-cities\[arrow\]'"):
        query.to_arrow()
    assert len(list(query)) == 1


@pytest.mark.parametrize("size", [0, True, "many", None])
def test_the_size_of_a_batch(tmp_path: Path, size: Any) -> None:
    query = read_customs_query(write(tmp_path, text_of(DATED, {})))
    with pytest.raises(InvalidArgumentError, match="batch_size"):
        query.to_arrow(batch_size=size)


def test_rows_and_queries_are_values(tmp_path: Path) -> None:
    query = read_customs_query(write(tmp_path, text_of(DATED, {})))
    (row,) = query
    values: list[Any] = [query, row]
    for value in values:
        for back in (
            copy.copy(value),
            copy.deepcopy(value),
            pickle.loads(pickle.dumps(value)),  # noqa: S301
            attrs.evolve(value),
        ):
            assert back == value
            assert hash(back) == hash(value)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.flow = ctc.Flow.TOTAL
        with pytest.raises(
            InvalidFieldError, match=r"\.flow must be an instance of Flow; got 'import'"
        ):
            attrs.evolve(value, flow="import")
    assert isinstance(query, CustomsQuery)
    assert repr(row) == "<CustomsQueryRow 2024-01 import 01012100 410: 16536067327 CNY>"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product_code", "1"),
        ("partner_code", 410),
        ("province_code", "GD"),
        ("product", " "),
        ("quantity", -1),
        ("value", None),
        ("currency", "CNY"),
        ("period", "2024"),
    ],
)
def test_fields_of_a_row_are_checked(field: str, value: Any) -> None:
    fields: dict[str, Any] = {
        "period": MONTH,
        "flow": ctc.Flow.IMPORT,
        "value": 1,
        "currency": ctc.Currency.CNY,
    }
    CustomsQueryRow(**fields)
    with pytest.raises(InvalidFieldError, match=f"CustomsQueryRow.{field}"):
        CustomsQueryRow(**(fields | {field: value}))
