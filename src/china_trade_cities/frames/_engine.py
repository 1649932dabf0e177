"""The few places where engines differ, so that everything else is written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeGuard, cast

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"
# Which rows of a frame are meant.
Condition: TypeAlias = "Callable[[Frame], nw.Expr]"

_SUPPORTED = "a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark, Ibis or Modin"
_DISTINCT = "a frame whose column names are distinct texts"
_ONE_LEVEL = "a table whose columns have one name each: join a MultiIndex: columns.map('_'.join)"
_MANY = 100_000  # rows, from which a step more costs less than a comparison of all
_SOME = 1000  # rows, among which one has a value
_FEW = 8  # times as many rows as are kept make it worth to drop the others at once


def wrap(frame: object) -> Frame:
    """A user's frame in the form in which all questions are written."""
    try:
        wrapped = cast("Frame", nw.from_native(cast("Any", frame)))
        if wrapped.implementation.is_pandas_like():
            wrapped.columns  # noqa: B018 - which have to be different
            columns: Any = cast("Any", frame).columns
            if getattr(columns, "nlevels", 1) > 1:
                raise InvalidArgumentError("frame", list(columns), _ONE_LEVEL)
    except TypeError:
        raise InvalidArgumentError("frame", frame, _SUPPORTED) from None
    except DuplicateError:
        raise InvalidArgumentError("frame", list(cast("Any", frame).columns), _DISTINCT) from None
    return wrapped


def unwrap(frame: Frame) -> Any:
    return nw.maybe_reset_index(frame).to_native() if eager(frame) else frame.to_native()


def schema_of(frame: Frame) -> dict[str, DType]:
    """The types of all columns that are called by text, which for Spark has no dots or backticks.

    Of pandas columns that hold nothing the type is unknown; Spark shows its timestamps, and means
    them, in the time zone of the session.
    """
    native: Any = frame.to_native()
    is_spark = frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()
    strange = {".", "`"} if is_spark else set[str]()
    schema = {
        name: dtype
        for name, dtype in frame.collect_schema().items()
        if type(name) is str and not strange.intersection(name)
    }
    zone = native.sparkSession.conf.get("spark.sql.session.timeZone") if is_spark else None
    zoned = [name for name, dtype in schema.items() if zone and getattr(dtype, "time_zone", None)]
    schema |= dict.fromkeys(zoned, nw.Datetime("us", zone))
    if frame.implementation.is_pandas_like():
        # An object column could hold anything: without a value, narwhals takes it for text. One of
        # floats without rows is what pandas makes of nothing.
        loose = ("object", "float64") if len(native) == 0 else ("object",)
        kinds = native.dtypes
        for name, dtype in schema.items():
            if (
                (dtype == nw.String or len(native) == 0)
                and str(kinds[name]) in loose
                and native[name].first_valid_index() is None
            ):
                schema[name] = nw.Unknown()
            elif dtype == nw.Object:
                first = next((value for value in native[name].array if value is not None), None)
                if isinstance(first, bytes):
                    schema[name] = nw.Binary()
    return schema


def of_index(frame: Frame) -> str:
    """What an error about a missing column says of the index of pandas, which has no columns."""
    native: Any = frame.to_native()
    levels: Any = native.index.names if frame.implementation.is_pandas_like() else ()
    named = ", ".join(repr(name) for name in levels if name is not None)
    return f" (the index has {named}: reset_index() makes columns of it)" if named else ""


def eager(frame: Frame) -> bool:
    """Whether a frame holds its rows, instead of a plan to get them."""
    return isinstance(frame, nw.DataFrame)


def column_of(frame: Frame, name: str) -> nw.Expr:
    """A column to reckon with: an expression, or where all is done at once the values themselves.

    These have the same methods, and need no column to be made of each single value beside them.
    """
    return cast("nw.Expr", frame[name]) if _at_once(frame) else nw.col(name)


def titled(name: str, title: str) -> str | nw.Expr:
    """A column by its title; if that is its name, what costs nothing."""
    return name if name == title else nw.col(name).alias(title)


def _at_once(frame: Frame) -> TypeGuard[nw.DataFrame[Any]]:
    return isinstance(frame, nw.DataFrame) and not frame.implementation.is_polars()


def collected(frame: Frame) -> nw.DataFrame[Any]:
    """The rows of a frame, which should be few."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def distinct(frame: Frame, column: str, *, missing: bool = False) -> list[Any]:
    """All values of a column, in any order; if wanted, one for what is missing too."""
    found = frame.select(column)
    kind = frame.implementation
    if kind.is_duckdb() or kind.is_ibis():  # whose `unique` numbers all rows
        found = found.group_by(column).agg(nw.len().alias(free_name([column])))
    elif kind.is_polars():  # which works on several pieces at once if lazy
        found = found.lazy().unique()
    else:
        found = found.unique()
    values = collected(found)[column]
    known = values.drop_nulls()
    none = [None] if missing and len(known) < len(values) else []  # which pandas calls NA, too
    return [*known.to_list(), *none]


def ends(frame: Frame, name: str, dtype: DType) -> tuple[int, int, str]:
    """How long the shortest and the longest value of a plan's column are, and one of them.

    Of Polars and DuckDB, which find it much faster than all distinct values; of others nothing.
    """
    kind = frame.implementation
    if not (kind.is_polars() or kind.is_duckdb()):
        return 0, 0, ""
    column = nw.col(name)
    if looks_up(frame, dtype):
        native: Any = frame.to_native()
        polars = import_module("polars")
        frame = wrap(native.select(polars.col(name).cat.len_chars(), first=polars.col(name)))
        first = "first"
    elif dtype == nw.String:
        column, first = column.str.len_chars(), name
    elif dtype.is_integer():
        first = name
    else:
        return 0, 0, ""
    low, high = collected(frame.select(low=column.min(), high=column.max())).row(0)
    if low is None:
        return 0, 0, ""
    if dtype.is_integer():
        return len(str(low)), len(str(high)), str(low)
    some = collected(frame.select(first).head(_SOME))[first].drop_nulls()
    return low, high, str(some[0]) if len(some) else ""


def looks_up(frame: Frame, dtype: DType) -> bool:
    """Whether an engine looks texts up among the categories of a column, not in its rows."""
    return isinstance(dtype, nw.Categorical) and frame.implementation.is_polars()


def without_views(frame: Frame, names: Sequence[str]) -> Frame:
    """A frame with strings for string views, which Arrow neither filters nor groups.

    So are the categories of a dictionary, as Polars hands its own over.
    """
    native: Any = frame.to_native()
    if frame.implementation.is_pyarrow():
        for name in names:
            if kind := _without_views(native.schema.field(name).type):
                place = native.schema.get_field_index(name)
                native = native.set_column(place, name, native[name].cast(kind))
    elif frame.implementation.is_pandas_like():
        for name in names:
            if kind := _without_views(getattr(native.dtypes[name], "pyarrow_dtype", None)):
                arrow = import_module("pandas").ArrowDtype(kind)
                native = native.assign(**{name: native[name].astype(arrow)})
    return frame if native is frame.to_native() else wrap(native)


def _without_views(kind: Any) -> Any:
    """What a type of Arrow becomes, if it is of string views."""
    if str(kind) == "string_view":
        return import_module("pyarrow").string()
    if str(getattr(kind, "value_type", None)) == "string_view":
        arrow: Any = import_module("pyarrow")
        return arrow.dictionary(kind.index_type, arrow.string(), kind.ordered)
    return None


def text(name: str, dtype: DType) -> nw.Expr:
    return nw.col(name) if dtype == nw.String else nw.col(name).cast(nw.String)


def kept(
    frame: Frame, conditions: Sequence[Condition], names: Sequence[str], judged: Sequence[str]
) -> Frame:
    """The rows for which all conditions hold.

    Without an optimizer, only the columns that are needed are copied: `names` afterwards, `judged`
    for the conditions too; none if all rows are kept. Where conditions leave few of many rows, only
    these are held against the next.
    """
    if not _at_once(frame):
        expressions = [condition(frame) for condition in conditions]
        return frame.select(*judged).filter(*expressions) if expressions else frame
    mask: Any = None
    for condition in conditions:
        met = condition(frame)
        mask = met if mask is None else mask & met
        if len(frame) >= _MANY and mask.sum() * _FEW < len(frame):
            frame, mask = frame.select(*judged).filter(mask), None
    if mask is None or (mask.null_count() == 0 and mask.all()):
        return frame
    return frame.select(*names).filter(mask)


def kept_last(
    frame: Frame, condition: Condition, names: Sequence[str], judged: Sequence[str]
) -> Frame:
    """The rows for which a condition holds that costs more than those before it.

    In memory, Polars would hold all rows against all conditions; of files, it skips by all of them.
    """
    native: Any = frame.to_native()
    if (
        eager(frame)
        or not frame.implementation.is_polars()
        or " SCAN" in native.explain(optimized=False)
    ):
        return kept(frame, [condition], names, judged)
    name = free_name(names)
    return frame.with_columns(condition(frame).alias(name)).filter(nw.col(name)).drop(name)


def is_plain_text(frame: Frame, name: str, dtype: DType) -> bool:
    """Whether a column is of the type that text has in results; some engines have several."""
    kind = frame.implementation
    native: Any = frame.to_native()
    if kind.is_pandas_like():
        return str(native.dtypes[name]) == "str"
    if kind.is_pyarrow():
        return str(native.schema.field(name).type) == "string"
    return dtype == nw.String and not kind.is_dask()


def widens(frame: Frame) -> bool:
    """Whether an engine adds integers up to numbers of another type."""
    return frame.implementation.is_duckdb() or frame.implementation.is_ibis()


def objects_as_numbers(frame: Frame, name: str) -> tuple[Frame, str, int]:
    """A column of Python's own objects as numbers, if they are: what they are, and their places.

    Decimals stay as they are, those that are not finite are left out.
    """
    native: Any = frame.to_native()
    column = native[name]
    kind: str = import_module("pandas").api.types.infer_dtype(column, skipna=True)
    places = 0
    if kind == "decimal":
        ends = [
            value.as_tuple().exponent if isinstance(value, Decimal) else None for value in column
        ]
        finite = [isinstance(end, int) for end in ends]
        places = max(0, 0, *(-end for end in ends if isinstance(end, int)))
        if not all(finite):
            column = column.where(import_module("pandas").Series(finite, index=column.index))
    elif kind in ("integer", "floating", "mixed-integer-float"):
        try:
            column = column.astype("Int64" if kind == "integer" else "float64")
        except (TypeError, ValueError, OverflowError):
            return frame, "integers of more than 64 bits", 0
    return wrap(native.assign(**{name: column})), kind, places


def is_complex(frame: Frame, name: str) -> bool:
    """Whether a column holds complex numbers, of which only pandas and Dask have a type."""
    kind = frame.implementation
    if not (kind.is_pandas_like() or kind.is_dask()):
        return False
    native: Any = frame.to_native()
    return bool(native[name].dtype.kind == "c")


def where(frame: Frame, *conditions: Condition) -> Frame:
    """The few rows for which all conditions hold, which may convert what they compare.

    Dask loses the columns that only such a filter looks at, unless its outcome is one.
    """
    met = [condition(frame) for condition in conditions]
    if not frame.implementation.is_dask():
        return frame.filter(*met)
    judged = frame.with_columns(kept=nw.all_horizontal(*met, ignore_nulls=False))
    return judged.filter(nw.col("kept")).drop("kept")


def as_float(frame: Frame, number: nw.Expr, *, integer: bool, places: int = 0) -> nw.Expr:
    """Numbers of a frame as 64-bit floats, each rounded once as Python does.

    Arrow, which is inside some engines, refuses to round integers: they go in two halves, each of
    which is exact. Decimals are counted in units of their last place.
    """
    kind = frame.implementation
    if places:
        units = number.cast(nw.Float64) * 10.0**places
        if not kind.is_ibis():
            return units.round()
        # Ibis rounds to integers, which hold no more.
        return nw.when(units.abs() < 2.0**53).then(units.round()).otherwise(units)
    if not (integer and (kind.is_pandas_like() or kind.is_pyarrow() or kind.is_dask())):
        return number.cast(nw.Float64)
    high = number // 2**31
    low = number - high * 2**31
    return high.cast(nw.Float64) * 2.0**31 + low.cast(nw.Float64)


def decimal_difference(
    frame: Frame, first: str, second: str, dtype: nw.Decimal
) -> tuple[Frame, nw.Expr]:
    """What one column is above another, and the frame to which that belongs."""
    # The difference may have one digit more than both, and 38 is the most there is.
    if frame.implementation.is_dask():  # in which narwhals makes no decimals
        native: Any = frame.to_native()
        arrow: Any = import_module("pyarrow")
        kind = import_module("pandas").ArrowDtype(arrow.decimal128(37, dtype.scale))
        change = native[first].astype(kind) - native[second].astype(kind)
        return wrap(native.assign(change=change)), nw.col("change")
    kind = nw.Decimal(37, dtype.scale)
    return frame, column_of(frame, first).cast(kind) - column_of(frame, second).cast(kind)


def whole_rows(frame: Frame) -> Frame:
    """A frame with all its columns.

    Dask loses those that only an order looks at, unless a step that it cannot look into follows.
    """
    if not frame.implementation.is_dask():
        return frame
    native: Any = frame.to_native()

    def same(part: Any) -> Any:
        return part

    return wrap(native.map_partitions(same, meta=native._meta))  # noqa: SLF001


def free_name(names: Sequence[str]) -> str:
    """A name that no column has, even where upper and lower case are alike."""
    name, taken = "china_trade_cities_name", {name.casefold() for name in names}
    while name in taken:
        name += "_"
    return name


def same_names(frame: Frame, names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Those of some names that the engine takes for one of others."""
    kind = frame.implementation
    if kind.is_duckdb() or kind.is_pyspark() or kind.is_pyspark_connect() or kind.is_ibis():
        taken = {name.casefold() for name in others}
        return [name for name in names if name.casefold() in taken]
    return [name for name in names if name in others]


def joined(frame: Frame, other: Frame, on: str, how: Literal["inner", "left"] = "inner") -> Frame:
    """Two frames joined by a column without nulls."""
    return cast("Frame", cast("Any", frame).join(other, on=on, how=how))


def with_rank(frame: Frame, by: str, others: Sequence[str | nw.Expr]) -> Frame:
    """Competition ranks (1, 1, 3), the largest first, as column ``rank`` beside others."""
    if frame.implementation.is_dask():  # which has no rank; a few rows are one partition
        native: Any = frame.to_native().repartition(npartitions=1)

        def ranked(part: Any) -> Any:
            return part.assign(rank=part[by].rank(method="min", ascending=False).astype("int64"))

        return wrap(native.map_partitions(ranked)).select("rank", *others)
    rank = column_of(frame, by).rank("min", descending=True).cast(nw.Int64)
    return frame.select(rank.alias("rank"), *others)


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
    matched = joined(frame, small_frame(frame, data), key, how="left")
    if frame.implementation.is_pandas_like():  # whose joins number the rows anew
        matched.to_native().index = frame.to_native().index
    return matched


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
    # DuckDB joins no relations of different connections, but a relation knows its own. One text
    # for each column is read much faster than a list of many rows.
    lists = ", ".join(f'unnest({_one_text(values)}) AS "{name}"' for name, values in data.items())
    shown = ", ".join(f"""nullif("{name}", '{_NULL}') AS "{name}\"""" for name in data)
    sql = f"FROM (SELECT {lists}) AS few SELECT {shown}"
    if not next(iter(data.values())):
        sql += " WHERE false"
    return wrap(native.query("china_trade_cities_few", sql))


# Between and instead of texts: characters that Unicode keeps free for such ends.
_NEXT, _NULL = "\ufdd0", "\ufdd1"


def _one_text(values: Sequence[str | None]) -> str:
    """An SQL expression for a list of texts."""
    joined_up = _NEXT.join(_NULL if value is None else value for value in values)
    return "string_split('{}', '{}')".format(joined_up.replace("'", "''"), _NEXT)
