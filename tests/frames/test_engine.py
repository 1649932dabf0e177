"""Frames of every kind are taken, and come back as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from tests.support.engines import (
    ANYTHING,
    DASK,
    EAGER_ENGINES,
    EVERYWHERE,
    QUICKLY,
    SLOW,
    Engine,
    rows,
    small,
    spark,
    table,
)


def test_what_is_no_frame_is_refused() -> None:
    for thing in ([1, 2], None, "frame", pl.Series([1])):
        with pytest.raises(InvalidArgumentError) as caught:
            ANYTHING.top_n(thing)
        error = caught.value
        assert error.argument == "frame"
        assert error.value is thing
        assert error.allowed == (
            "a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark, Ibis or Modin"
        )


def test_columns_without_a_value() -> None:
    """A column of nothing but nulls gives no rows, whatever its type."""
    empty: Any = {"city": [None], "month": [None], "value": [None]}
    for frame in (pl.DataFrame(empty), pd.DataFrame(empty)):
        assert rows(frames.top_n(frame, period=2024)) == []


def test_integer_cities_are_text_in_results() -> None:
    frame = pl.DataFrame({"city": [440300, 440100, 440100], "value": [1, 2, 3]})
    assert frames.top_n(frame, cities=440100).rows() == [(1, "440100", 5)]
    with pytest.raises(InvalidArgumentError, match=r"column 'city' \(int\), or None"):
        frames.top_n(frame, cities="440100")


@QUICKLY
def test_large_integers_are_exact(engine: Engine) -> None:
    """Beyond 2**53 sums are exact, and percents are rounded once."""
    data = {"city": ["a", "b", "a"], "value": [2**54 + 1, 2**55 + 3, 2**54 + 2]}
    frame = engine(table(data, {"city": pa.string(), "value": pa.int64()}))
    found = rows(frames.market_share(frame))
    assert [(row["city"], row["value"]) for row in found] == [("b", 2**55 + 3), ("a", 2**55 + 3)][
        ::-1
    ]
    assert [row["rank"] for row in found] == [1, 1]
    assert [row["share"] for row in found] == [50.0, 50.0]


@EVERYWHERE
def test_rows_without_a_city_are_no_city(engine: Engine) -> None:
    """They are not ranked, nor part of a whole; an eager frame that has some is refused."""
    data = {
        "city": ["b", None, "", " ", "a"] * 2,
        "product": ["61", "85"] * 5,
        "year": [2023] * 5 + [2024] * 5,
        "value": [5, 90, 80, 70, 5] * 2,
    }
    types = dict.fromkeys(("city", "product"), pa.string()) | {
        "year": pa.int64(),
        "value": pa.int64(),
    }
    frame = engine(table(data, types))
    asked: list[Any] = [
        partial(frames.top_n, ties="all"),
        frames.market_share,
        frames.concentration,
        frames.specialization_index,
        partial(frames.growth_leaders, period=2024),
        partial(frames.contribution, period=2024),
    ]
    for ask in asked:
        if engine in EAGER_ENGINES:
            with pytest.raises(IncomparableRecordsError) as caught:
                ask(frame)
            assert caught.value.mixed == {"city": ("",)}
            assert caught.value.reasons == {"city": "6 rows without a city"}
            found = rows(ask(frame, waive="city"))
        else:
            found = rows(ask(frame))
        if "city" in found[0]:
            assert {row["city"] for row in found} == {"a", "b"}
        else:
            assert (found[0]["denominator"], found[0]["counted"]) == (20, 2)
    (first, _) = rows(frames.market_share(frame, waive="city"))
    assert (first["city"], first["share"]) == ("a", 50.0)


def test_names_that_mean_no_city_are_left_out_of_a_rank() -> None:
    """What `match_cities` did not find is not ranked as one city, and the error counts it."""
    table = pl.DataFrame({"city": ["Canton", "Nowhere", "Elsewhere"], "value": [1, 5, 6]})
    columns = frames.Columns(city="city_id")
    matched = frames.match_cities(table)
    with pytest.raises(IncomparableRecordsError, match="2 rows without a city"):
        frames.top_n(matched, columns=columns)
    expected = [(1, "guangzhou", 1)]
    assert frames.top_n(matched, columns=columns, waive="city").rows() == expected
    assert frames.top_n(matched.lazy(), columns=columns).collect().rows() == expected


@QUICKLY
def test_growth_of_large_integers_is_exact(engine: Engine) -> None:
    types = {"city": pa.string(), "year": pa.int32(), "value": pa.int64()}
    data = {
        "city": ["a", "a", "b", "b", "b"],
        "year": [2023, 2024, 2023, 2024, 2024],
        "value": [2**60 + 1, 2**60 + 4, 2**59 + 1, 2**58 + 3, 2**58],
    }
    frame = engine(table(data, types))
    grown = rows(frames.growth_leaders(frame, period=2024))
    assert [(row["city"], row["value"], row["base"]) for row in grown] == [
        ("b", 2**58 + 2**58 + 3, 2**59 + 1),
        ("a", 2**60 + 4, 2**60 + 1),
    ]
    assert all(type(row["value"]) is type(row["base"]) is int for row in grown)
    added = rows(frames.contribution(frame, 1, period=2024))
    assert [(row["city"], row["value"], row["base"]) for row in added] == [
        ("a", 2**60 + 4, 2**60 + 1)
    ]


def test_eager_frames_come_back_tidy() -> None:
    """A pandas result is numbered from 0, whatever the index was."""
    frame = pd.DataFrame({"city": ["a", "b"], "value": [1, 2]}, index=[7, 3])
    assert frames.top_n(frame).index.to_list() == [0, 1]
    assert frame.index.to_list() == [7, 3]


def test_lazy_stays_lazy() -> None:
    """A question that settles everything is only planned: nothing is read before `collect`."""

    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    plan = small(month="2024-05", flow="export", hs="85").lazy()
    broken = plan.map_batches(fail, schema=plan.collect_schema())
    asked = broken.pipe(frames.top_n, period="2024-05", flow="export", product="85")
    assert isinstance(asked, pl.LazyFrame)
    with pytest.raises((AssertionError, pl.exceptions.PolarsError)):
        asked.collect()
    with pytest.raises((AssertionError, pl.exceptions.PolarsError)):
        broken.pipe(frames.top_n, period="2024-05", flow="export")


def test_questions_leave_nothing_in_a_connection() -> None:
    """A relation of any connection works, and no view stays behind."""
    connection = duckdb.connect()
    relation = connection.sql("SELECT 'Canton' AS city, 5 AS value")
    assert frames.match_cities(relation).fetchall()[0][2] == "guangzhou"
    assert connection.sql("SELECT * FROM duckdb_views() WHERE NOT internal").fetchall() == []


def test_parquet_is_read_by_its_engine(tmp_path: Any) -> None:
    """A file of any size goes in as a plan."""
    small(day=[datetime(2024, 5, 1, tzinfo=UTC)] * 2).write_parquet(tmp_path / "trade.parquet")
    columns = frames.Columns(period="day")
    scan = pl.scan_parquet(tmp_path / "trade.parquet")
    expected = [(1, "Suzhou", 4)]
    assert frames.top_n(scan, 1, period="2024-05", columns=columns).collect().rows() == expected
    relation = duckdb.read_parquet(str(tmp_path / "trade.parquet"))
    assert frames.top_n(relation, 1, period="2024-05", columns=columns).fetchall() == expected


@pytest.mark.spark
def test_the_plan_of_spark() -> None:
    """One shuffle, of sums by city; the ranking takes the first rows in order, without another."""
    frame: Any = spark().createDataFrame(
        [("Ningbo", "2024-05", 3), ("Suzhou", "2024-05", 4)],
        "city string, month string, value long",
    )
    assert frame.rdd.getNumPartitions() == 2
    plan = frames.top_n(frame, 1, period="2024-05")._jdf.queryExecution().executedPlan().toString()
    assert plan.count("Exchange") == plan.count("Exchange hashpartitioning(city") == 1
    assert plan.count("TakeOrderedAndProject(limit=1") == 1
    assert plan.count("partial_sum") == 1


@DASK
def test_dask_stays_lazy() -> None:
    """A collection comes back, of one partition."""
    arrow = table({"city": ["a", "b"], "value": [1, 2]}, {"city": pa.string(), "value": pa.int64()})
    found: Any = frames.top_n(SLOW["Dask"](arrow), 1)
    assert found.npartitions == 1
    assert rows(found) == [{"rank": 1, "city": "b", "value": 2}]
    assert str(found.dtypes["city"]) == "string"  # whatever type of text came in
    data = {
        "city": ["a", "b"] * 2,
        "year": [2023, 2023, 2024, 2024],
        "value": [Decimal(cents) / 4 for cents in (4, 8, 7, 10)],
    }
    types = {"city": pa.string(), "year": pa.int64(), "value": pa.decimal128(38, 2)}
    grown = frames.growth_leaders(SLOW["Dask"](table(data, types)), period=2024)
    assert [(row["rank"], row["city"], row["growth"]) for row in rows(grown)] == [
        (1, "a", 75.0),
        (2, "b", 25.0),
    ]
