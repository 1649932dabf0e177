"""The same rows as frames of every supported engine, and back.

A table is made in Arrow, where every type can be said, and handed to each engine as its users
would have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

Rows: TypeAlias = "list[dict[str, Any]]"


def table(data: Mapping[str, Any], types: Mapping[str, Any]) -> Any:
    arrays: dict[str, Any] = {name: pa.array(data[name], types[name]) for name in types}
    return pa.table(arrays)


def plain(arrow: Any) -> Any:
    """The same without categories and string views."""
    for place, field in enumerate(arrow.schema):
        if pa.types.is_dictionary(field.type) or pa.types.is_string_view(field.type):
            arrow = arrow.set_column(place, field.name, arrow[field.name].cast(pa.string()))
    return arrow


def _pandas(arrow: Any) -> Any:
    # As read from CSV: integers with nulls are floats, decimals and dates are objects.
    return _no_views(arrow).to_pandas()


def _pandas_arrow(arrow: Any) -> Any:
    return _no_views(arrow).to_pandas(types_mapper=import_module("pandas").ArrowDtype)


def _no_views(arrow: Any) -> Any:
    for place, field in enumerate(arrow.schema):
        if pa.types.is_string_view(field.type):
            arrow = arrow.set_column(place, field.name, arrow[field.name].cast(pa.string()))
    return arrow


def _polars(arrow: Any) -> Any:
    return import_module("polars").from_arrow(arrow)


def _polars_lazy(arrow: Any) -> Any:
    return _polars(arrow).lazy()


@cache
def _connection() -> Any:
    return import_module("duckdb").connect()  # not the default one


def _duckdb(arrow: Any) -> Any:
    return _connection().from_arrow(arrow)


def _dask(arrow: Any) -> Any:
    frame = plain(arrow).to_pandas(types_mapper=import_module("pandas").ArrowDtype)
    return import_module("dask.dataframe").from_pandas(frame, npartitions=3)


def _ibis(arrow: Any) -> Any:
    return import_module("ibis").memtable(plain(arrow))


@cache
def spark() -> Any:
    """A Spark session with two workers in this process's Java."""
    sql: Any = import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[2]").appName("frames")
    settings = {
        # Quickly compiled: each plan runs but a few times.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.default.parallelism": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _spark(arrow: Any) -> Any:
    arrow = plain(arrow)
    names = {
        "string": "string",
        "large_string": "string",
        "decimal128(20, 2)": "decimal(20, 2)",
        "int64": "bigint",
        "int32": "int",
        "double": "double",
        "date32[day]": "date",
        "timestamp[us]": "timestamp_ntz",
    }
    types = ", ".join(
        f"`{field.name}` {names.get(str(field.type), str(field.type).removesuffix('128'))}"
        for field in arrow.schema
    )
    rows = [tuple(row.values()) for row in arrow.to_pylist()]
    return spark().createDataFrame(rows, types).repartition(3)


Engine: TypeAlias = "Callable[[Any], Any]"

QUICK: dict[str, Engine] = {
    "pandas": _pandas,
    "pandas with Arrow types": _pandas_arrow,
    "Polars": _polars,
    "Polars lazy": _polars_lazy,
    "PyArrow": lambda arrow: arrow,
    "DuckDB": _duckdb,
}
EAGER_ENGINES = [QUICK[name] for name in ("pandas", "pandas with Arrow types", "Polars", "PyArrow")]
SLOW: dict[str, Engine] = {"Dask": _dask, "Ibis": _ibis, "PySpark": _spark}


DASK = pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning")


def slow_engines() -> list[ParameterSet]:
    """Parameters of a test for each of the slow engines; Spark has a mark, as it needs Java."""
    return [
        pytest.param(
            engine,
            id=name,
            marks=(pytest.mark.thorough, DASK, *((pytest.mark.spark,) * (name == "PySpark"))),
        )
        for name, engine in SLOW.items()
    ]


QUICKLY = pytest.mark.parametrize("engine", QUICK.values(), ids=QUICK)
SLOWLY = pytest.mark.parametrize("engine", slow_engines())
EVERYWHERE = pytest.mark.parametrize(
    "engine", [*(pytest.param(engine, id=name) for name, engine in QUICK.items()), *slow_engines()]
)


def rows(frame: Any) -> Rows:
    wrapped: Any = nw.from_native(frame)
    if isinstance(wrapped, nw.LazyFrame):
        wrapped = wrapped.collect()
    names = wrapped.columns
    return [dict(zip(names, map(_plain, row), strict=True)) for row in wrapped.rows()]


def _plain(value: Any) -> Any:
    if value is None or type(value).__name__ == "NAType":
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


EAGER = pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "Polars", "PyArrow"]
)
ANYTHING: Any = frames


def small(**columns: Any) -> pl.DataFrame:
    """Two cities with one amount each, and further columns."""
    return pl.DataFrame({"city": ["Ningbo", "Suzhou"], "value": [3, 4], **columns})


def four(**columns: Any) -> dict[str, Any]:
    """Four cities with an amount each, and further columns."""
    return {"city": ["a", "b", "c", "d"], "value": [1, 2, 3, 4], **columns}


def cities(frame: Any, **options: Any) -> list[Any]:
    return sorted(row["city"] for row in rows(frames.top_n(frame, **options)))
