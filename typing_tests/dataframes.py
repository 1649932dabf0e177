"""Questions on frames: what comes back is of the type that went in."""

from __future__ import annotations

from typing import Any, assert_type

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import china_trade_cities as ctc
from china_trade_cities import frames


def of_pandas(frame: pd.DataFrame) -> None:
    """A frame of pandas."""
    assert_type(frames.top_n(frame, 5, period=2024), pd.DataFrame)
    assert_type(frames.growth_leaders(frame, period="2024"), pd.DataFrame)
    assert_type(frames.market_share(frame), pd.DataFrame)
    assert_type(frames.contribution(frame, period="2024"), pd.DataFrame)
    assert_type(frames.concentration(frame, k=3), pd.DataFrame)
    assert_type(frames.specialization_index(frame), pd.DataFrame)
    assert_type(frames.by_specialization(frame, "electronics"), pd.DataFrame)
    assert_type(frames.match_cities(frame, "reporter"), pd.DataFrame)
    assert_type(frames.unmatched(frame), pd.DataFrame)
    assert_type(frame.pipe(frames.top_n), pd.DataFrame)


def of_polars(frame: pl.DataFrame, lazy: pl.LazyFrame) -> None:
    """A frame of Polars, or a plan of one, which stays a plan."""
    assert_type(frames.top_n(frame), pl.DataFrame)
    assert_type(frames.top_n(lazy), pl.LazyFrame)
    assert_type(frames.growth_leaders(lazy, period="2024"), pl.LazyFrame)
    assert_type(frames.match_cities(frame), pl.DataFrame)
    assert_type(lazy.pipe(frames.market_share), pl.LazyFrame)


def of_arrow(table: pa.Table) -> None:
    """A table of PyArrow."""
    assert_type(frames.top_n(table), pa.Table)
    assert_type(frames.concentration(table), pa.Table)


def of_duckdb(relation: duckdb.DuckDBPyRelation) -> None:
    """A relation of DuckDB."""
    assert_type(frames.top_n(relation), duckdb.DuckDBPyRelation)
    assert_type(frames.unmatched(relation), duckdb.DuckDBPyRelation)


def of_records(dataset: ctc.Dataset) -> None:
    """The backend says of which library a new frame is."""
    assert_type(frames.from_records(dataset.records), Any)  # the first that is installed
    assert_type(frames.from_records(dataset.records, backend="polars"), pl.DataFrame)
    assert_type(frames.from_records(dataset.records, backend="pandas"), pd.DataFrame)
    assert_type(frames.from_records(dataset.records, backend="pyarrow"), pa.Table)
    frames.from_records(dataset.records, backend="dask")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def arguments(frame: pl.DataFrame, columns: frames.Columns) -> None:
    """Checked as those of the questions on the bundled data are."""
    assert_type(frames.Columns(city="reporter", value="usd").city, str | None)
    frames.top_n(frame, columns=columns, waive=["flow", "period"], ties="all")
    frames.top_n(frame, ties="some")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    frames.top_n([1, 2])  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    frames.growth_leaders(frame)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    frames.top_n(frame, columns={"city": "reporter"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
