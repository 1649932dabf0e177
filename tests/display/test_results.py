"""Every result of a question has the same forms: text, rows, frames, Arrow, sources."""

from __future__ import annotations

import sys
from importlib import util
from typing import TYPE_CHECKING, Any, cast

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from rich.console import Console

import china_trade_cities as ctc
from china_trade_cities import frames
from china_trade_cities._display.columns import kind_of
from china_trade_cities._display.results import Listed, Result, columns_of
from tests.support.commands import TOOLS
from tests.support.values import RESULTS

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

FOUND: dict[str, Any] = {
    name: value for name, value in RESULTS.items() if isinstance(value, Result)
}
A_SEQUENCE: Any = Listed
SEQUENCES: dict[str, Any] = {
    name: value for name, value in FOUND.items() if isinstance(value, A_SEQUENCE)
}
EMPTY: dict[str, tuple[Any, Any]] = {
    "Ranking": (ctc.top_n(period=1999), ctc.top_n(1)),
    "CityProfile": (ctc.profile("Ngari"), ctc.profile("Yiwu")),
    "TimeSeries": (ctc.time_series("Ngari"), ctc.time_series("Yiwu")),
}
EVERY = pytest.mark.parametrize("result", FOUND.values(), ids=FOUND)
PYTHON: dict[str, tuple[Any, ...]] = {
    "Int64": (int,),
    "Float64": (int, float),
    "Boolean": (bool,),
    "String": (str, list),
}


@EVERY
def test_rows_have_the_columns_that_are_declared(result: Any) -> None:
    """In their order, each with what its column holds in every answer, or nothing."""
    columns = columns_of(result)
    for row in result.to_dicts():
        assert tuple(row) == columns
        for name, value in row.items():
            kind = kind_of(name)
            assert value is None or isinstance(value, PYTHON[kind]), (name, value)
            assert (kind == "Boolean") == isinstance(value, bool) or value is None, (name, value)


@EVERY
def test_a_frame_holds_the_rows(result: Any) -> None:
    """The same in Polars, pandas and PyArrow; the first that is installed if none is named."""
    rows = [
        {
            name: ("; ".join(cast("Any", cell)) or None) if type(cell) is list else cell
            for name, cell in row.items()
        }
        for row in result.to_dicts()
    ]
    frame = result.to_frame(backend="polars")
    assert tuple(frame.columns) == columns_of(result)
    assert frame.to_dicts() == rows
    assert result.to_frame().equals(frame)
    table = result.to_frame(backend="pyarrow")
    assert table.to_pylist() == rows
    pandas = result.to_frame(backend="pandas")
    assert tuple(pandas.columns) == columns_of(result)
    assert pandas.astype(object).where(pandas.notna(), None).to_dict("records") == rows


@EVERY
def test_dataframe_libraries_read_it_as_a_table(result: Any) -> None:
    """By its Arrow stream, and so does SQL; the constructor of pandas cannot, and says what can."""
    frame = result.to_frame(backend="polars")
    assert pl.DataFrame(result).equals(frame)
    assert pa.table(result).to_pylist() == frame.to_dicts()
    from_arrow: Any = getattr(pd.DataFrame, "from_arrow")  # noqa: B009 - unknown to the stubs
    assert from_arrow(result).shape == frame.shape
    counted: Any = duckdb.sql("select count(*) from result")
    assert counted.fetchall() == [(len(frame),)]
    if isinstance(result, A_SEQUENCE):
        with pytest.raises(TypeError, match=r"to_frame\(backend='pandas'\) makes a dataframe"):
            pd.DataFrame(result)


@pytest.mark.parametrize(("nothing", "something"), EMPTY.values(), ids=EMPTY)
def test_an_answer_without_rows_has_the_columns_of_one_with_rows(
    nothing: Any, something: Any
) -> None:
    """And their types: code that goes on with the frame needs no case for it."""
    assert len(nothing.to_frame(backend="polars")) == 0
    for backend in ("polars", "pyarrow"):
        schemas = [each.to_frame(backend=backend).schema for each in (nothing, something)]
        assert schemas[0] == schemas[1]
    kinds = [each.to_frame(backend="pandas").dtypes.to_dict() for each in (nothing, something)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize(
    ("installed", "expected"), [(("pandas", "pyarrow"), pd.DataFrame), (("pyarrow",), pa.Table)]
)
def test_the_frame_is_of_a_library_that_is_there(
    installed: tuple[str, ...], expected: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to name the one that they have."""
    hide(monkeypatch, installed)
    assert isinstance(ctc.top_n(2).to_frame(), expected)
    assert isinstance(frames.from_records([ctc.top_n(1)[0].record]), expected)


def test_without_a_library_there_is_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names those that there are, for frames and for Arrow streams."""
    hide(monkeypatch, ())
    with pytest.raises(ModuleNotFoundError, match="needs one of polars, pandas, pyarrow: pip"):
        ctc.top_n(2).to_frame()
    hide(monkeypatch, ("pandas",))
    with pytest.raises(ModuleNotFoundError, match="needs one of polars, pyarrow: pip install"):
        ctc.top_n(2).__arrow_c_stream__()


def hide(monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...]) -> None:
    """Let only these dataframe libraries be installed."""
    find = util.find_spec

    def found(name: str) -> ModuleSpec | None:
        hidden = name in ("polars", "pandas", "pyarrow") and name not in installed
        return None if hidden else find(name)

    monkeypatch.setattr("china_trade_cities._display.frame.find_spec", found)


@EVERY
def test_it_is_shown_everywhere(result: Any) -> None:
    """As text, in a notebook, and by rich: never as the bare object."""
    console = Console(width=200)
    assert str(result) != repr(result)
    assert result._repr_html_().startswith("<")
    with console.capture() as captured:
        console.print(result)
    assert captured.get().strip()


@EVERY
def test_it_says_whom_to_cite(result: Any) -> None:
    """Everybody behind a row is among its sources, and `cite` takes the answer itself."""
    named = {row["source"] for row in result.to_dicts() if row.get("source")}
    keys = {source.id for source in result.sources}
    assert named <= keys
    if keys <= {source.id for source in ctc.load_dataset().sources}:
        assert {source.id for source in ctc.cite(result).sources} == keys


@pytest.mark.parametrize("result", SEQUENCES.values(), ids=SEQUENCES)
def test_a_sequence_is_one_in_all_but_its_type(result: Any) -> None:
    """Length, order, slices of its own class; a dataframe takes it for a table instead."""
    entries = list(result)
    assert len(result) == len(entries)
    assert list(reversed(result)) == entries[::-1]
    assert type(result[:2]) is type(result)
    assert list(result[:2]) == entries[:2]
    if entries:
        assert result[-1] is entries[-1]
        assert entries[0] in result
        assert (result.index(entries[0]), result.count(entries[0])) == (0, 1)


def test_entries_share_the_names_of_their_figures() -> None:
    """`value`, `growth`, `record` and `sources` mean the same of every entry that has a figure."""
    answers: list[Any] = [
        ctc.top_n(3),
        ctc.growth_leaders(3),
        ctc.market_share(3),
        ctc.contribution(3, period="2025-01/2025-07"),
        ctc.product_contribution("Shanghai", period="2023-01/2023-11"),
        ctc.time_series("Ningbo"),
        ctc.compare("Ningbo")[0].figures[:3],
    ]
    for answer in answers:
        for entry in answer:
            assert entry.value == entry.record.value
            assert isinstance(entry.growth, float | None)
            assert set(entry.record.sources) <= set(entry.sources)
    (dollars,) = ctc.top_n(1, period=2021, cities="Suzhou", convert_to="CNY")
    assert (dollars.value, dollars.growth) != (dollars.record.value, dollars.record.growth)


def test_the_table_of_the_reference_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each result with its question, entries, what it says of gaps, chart and command."""
    monkeypatch.setattr(sys, "path", [str(TOOLS), *sys.path])
    from write_answers import PAGE, page, results

    assert PAGE.read_text(encoding="utf-8") == page()
    kinds: set[Any] = {value.__class__ for value in FOUND.values()}
    assert set(results()) <= kinds
    sys.modules.pop("write_answers")
