"""The few places where engines differ, so that everything else is written once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import narwhals.stable.v2 as nw

from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from narwhals.stable.v2.dtypes import DType

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"

_SUPPORTED = "a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark, Ibis or Modin"

_MANY = 100_000  # rows, from which a step more costs less than a comparison of all
_FEW = 8  # times as many rows as are kept make it worth to drop the others at once


def wrap(frame: object) -> Frame:
    """A user's frame in the form in which all questions are written."""
    try:
        return cast("Frame", nw.from_native(cast("Any", frame)))
    except TypeError:
        raise InvalidArgumentError("frame", frame, _SUPPORTED) from None


def unwrap(frame: Frame) -> Any:
    """A result as a frame of the user's own type."""
    return nw.maybe_reset_index(frame).to_native() if eager(frame) else frame.to_native()


def schema_of(frame: Frame) -> dict[str, DType]:
    """The types of all columns; of pandas columns that hold nothing the type is unknown."""
    schema = dict(frame.collect_schema())
    if frame.implementation.is_pandas_like():
        native: Any = frame.to_native()
        for name, dtype in schema.items():
            # An object column could hold anything: without a value, narwhals takes it for text.
            if (
                dtype == nw.String
                and str(native[name].dtype) == "object"
                and native[name].first_valid_index() is None
            ):
                schema[name] = nw.Unknown()
    return schema


def eager(frame: Frame) -> bool:
    """Whether a frame holds its rows, instead of a plan to get them."""
    return isinstance(frame, nw.DataFrame)


def collected(frame: Frame) -> nw.DataFrame[Any]:
    """The rows of a frame, which should be few."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def narrow(frame: Frame, schema: Mapping[str, DType], names: Sequence[str]) -> Frame:
    """Some columns of a frame, of types with which the engine can do all that is asked."""
    if frame.implementation.is_pyarrow():  # which neither filters nor groups string views
        texts = [name for name in names if schema[name] == nw.String]
        return frame.select(*names).with_columns(text(frame, name, schema[name]) for name in texts)
    return frame.select(*names)


def text(frame: Frame, name: str, dtype: DType) -> nw.Expr:
    """A column as text."""
    view = frame.implementation.is_pyarrow() and str(_arrow_type(frame, name)) == "string_view"
    return nw.col(name) if dtype == nw.String and not view else nw.col(name).cast(nw.String)


def _arrow_type(frame: Frame, name: str) -> Any:
    native: Any = frame.to_native()
    return native.schema.field(name).type


def kept(frame: Frame, conditions: Sequence[nw.Expr], names: Sequence[str]) -> Frame:
    """Some columns of the rows for which all conditions hold.

    Of an eager frame, no other columns are copied, and none if all rows are kept. Where a condition
    leaves few of many rows, only these are held against the next, as an optimizer would do.
    """
    if not isinstance(frame, nw.DataFrame):
        return frame.filter(*conditions).select(*names)
    together = [nw.all_horizontal(*conditions, ignore_nulls=False)]
    mask = None
    for condition in conditions if len(frame) >= _MANY else together:
        met = frame.select(kept=condition)["kept"]
        mask = met if mask is None else mask & met
        if mask.sum() * _FEW < len(frame):
            frame, mask = frame.filter(mask), None
    frame = frame.select(*names)
    if mask is None or (mask.null_count() == 0 and mask.all()):
        return frame
    return frame.filter(mask)


def where(frame: Frame, *conditions: nw.Expr) -> Frame:
    """The few rows for which all conditions hold, which may convert what they compare.

    Dask loses the columns that only such a filter looks at, unless its outcome is one.
    """
    if not frame.implementation.is_dask():
        return frame.filter(*conditions)
    judged = frame.with_columns(kept=nw.all_horizontal(*conditions, ignore_nulls=False))
    return judged.filter(nw.col("kept")).drop("kept")


def as_float(frame: Frame, name: str, *, integer: bool) -> nw.Expr:
    """A column of numbers as 64-bit floats, each rounded once as Python does.

    Arrow, which is inside some engines, refuses to round integers: they go in two halves, each of
    which is exact.
    """
    kind = frame.implementation
    number = nw.col(name)
    if not (integer and (kind.is_pandas_like() or kind.is_pyarrow() or kind.is_dask())):
        return number.cast(nw.Float64)
    high = number // 2**31
    low = number - high * 2**31
    return high.cast(nw.Float64) * 2.0**31 + low.cast(nw.Float64)


def joined(frame: Frame, other: Frame, on: str, how: Literal["inner", "left"] = "inner") -> Frame:
    """Two frames of one engine, joined by a column without nulls."""
    return cast("Frame", cast("Any", frame).join(other, on=on, how=how))


def with_rank(frame: Frame, by: str) -> Frame:
    """Competition ranks (1, 1, 3), the largest first, as column ``rank``."""
    if frame.implementation.is_dask():  # which has no rank; a few rows are one partition
        native: Any = frame.to_native().repartition(npartitions=1)

        def ranked(part: Any) -> Any:
            return part.assign(rank=part[by].rank(method="min", ascending=False).astype("int64"))

        return wrap(native.map_partitions(ranked))
    return frame.with_columns(rank=nw.col(by).rank("min", descending=True).cast(nw.Int64))


def look_up(frame: Frame, data: Mapping[str, Sequence[str | None]]) -> Frame:
    """A frame with further columns, found by its column that is called like the first of them.

    The rows of an eager frame keep their order.
    """
    key, *others = data
    if frame.implementation.is_pyarrow():  # whose joins return rows in any order
        arrow: Any = import_module("pyarrow")
        table: Any = frame.to_native()
        places = import_module("pyarrow.compute").index_in(
            table[key], value_set=arrow.array(data[key], table.schema.field(key).type)
        )
        for name in others:
            values = arrow.array(data[name], arrow.string())
            table = table.append_column(name, values.take(places))
        return wrap(table)
    return joined(frame, small_frame(frame, data), key, how="left")


def small_frame(like: Frame, data: Mapping[str, Sequence[Any]]) -> Frame:
    """A few rows of text, none of it missing in the first column, to be joined with a frame."""
    kind = like.implementation
    schema = dict.fromkeys(data, nw.String())
    if isinstance(like, nw.DataFrame):
        return nw.from_dict(data, schema, backend=kind)
    native: Any = like.to_native()
    if not kind.is_duckdb():
        few = nw.from_dict(data, schema, backend="polars" if kind.is_polars() else "pyarrow")
        session = native.sparkSession if kind.is_pyspark() else None
        lazy = few.lazy(cast("Any", kind), session=session)
        if kind.is_dask():  # which warns of joins between the two types that pandas has for text
            key = next(iter(data))
            return wrap(lazy.to_native().astype({key: native.dtypes[key]}))
        return lazy
    # DuckDB joins no relations of different connections, but a relation knows its own.
    first, *_ = names = [f'"{name}"' for name in data]
    nothing = ["NULL::VARCHAR"] * len(names)
    lines = [nothing, *(map(_quoted, row) for row in zip(*data.values(), strict=True))]
    values = ", ".join(f"({', '.join(line)})" for line in lines)
    sql = f"FROM (VALUES {values}) AS few({', '.join(names)}) WHERE {first} IS NOT NULL"
    return wrap(native.query("china_trade_cities_few", sql))


def _quoted(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"
