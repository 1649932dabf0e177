"""Columns with names and codes as text: one rule for what a value is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

import narwhals.stable.v2 as nw

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._model.validators import entries_of, integer, is_whole, plain
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._columns import unfit
from china_trade_cities.frames._engine import Frame, column_of

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType


_NARROW: dict[type[DType], int] = {nw.Int8: 2**7, nw.Int16: 2**15, nw.UInt8: 2**8, nw.UInt16: 2**16}

Cities: TypeAlias = str | int | Iterable[str | int]


def is_text(dtype: DType) -> bool:
    return isinstance(dtype, (nw.String, nw.Categorical, nw.Enum))


def wide_enough(dtype: DType, number: int) -> bool:
    """Whether integers of a type may be compared with a number."""
    return number < _NARROW.get(type(dtype), number + 1)


def check_names(part: str, name: str, dtype: DType) -> None:
    """Refuse a column whose values cannot be names or codes, which of cities have no decimals."""
    known = is_text(dtype) or dtype.is_integer() or isinstance(dtype, (nw.Object, nw.Unknown))
    if known or (dtype.is_float() and part != "city"):
        return
    numbers = "integers" if part == "city" else "numbers"
    allowed = f"of text, categories or {numbers}, not {dtype}"
    if dtype.is_float():
        allowed += " (pandas makes floats of integers with gaps: astype('Int64'))"
    raise unfit(part, name, allowed)


def has(frame: Frame, part: str, name: str, dtype: DType, value: str) -> nw.Expr:
    """Whether a column has a value; blank is also what is missing."""
    found = column_of(frame, name)
    wanted = called(part, name, dtype, value)
    if dtype.is_numeric():
        if wanted:
            return found == (int(wanted) if wanted.isdecimal() else float(wanted))
        return ~found.is_finite() | found.is_null() if dtype.is_float() else found.is_null()
    text = found if dtype == nw.String else found.cast(nw.String)
    return text == wanted if wanted else found.is_null() | (text == "")


def among(frame: Frame, name: str, dtype: DType, cities: Cities) -> nw.Expr:
    city = column_of(frame, name)
    if not (dtype.is_integer() or dtype == nw.String):
        city = city.cast(nw.String)
    return city.is_in(listed(name, dtype, cities))


def listed(name: str, dtype: DType, cities: Cities) -> list[str | int]:
    """Cities that are asked for, as values of the city column."""
    kind = int if dtype.is_integer() else str
    as_kind = integer if kind is int else plain
    wanted = [as_kind(city) for city in entries_of(cities, int) or [None]]
    known = [city for city in wanted if city is not None]
    if len(known) < len(wanted):
        allowed = f"values of column {name!r} ({kind.__name__}), or None for all"
        raise InvalidArgumentError("cities", cities, allowed)
    return known


def means_province(name: str) -> bool:
    """Whether a name is that of a province, and of no city."""
    names = index_of(dataset_or_bundled(None)).city_names
    return bool(names.provinces(name)) and not names.find(name)


def asked(part: str, value: object) -> str:
    """A value that is asked for, as text."""
    text = plain(value)
    if text is None or not is_whole(text):
        raise InvalidArgumentError(part, value, "text as it stands in the column, or None")
    return text


def called(part: str, name: str, dtype: DType, value: object) -> str:
    """A value that is asked for, as the column's values are called in results."""
    wanted = asked(part, value)
    if not (wanted and dtype.is_numeric()):
        return wanted
    try:
        if wanted.strip().isdecimal() or not dtype.is_float():
            return str(int(wanted))
        return text_of(float(wanted))
    except ValueError:
        held = "numbers" if dtype.is_float() else "integers"
        allowed = f"digits, as column {name!r} holds {held}"
        raise InvalidArgumentError(part, value, allowed) from None


def as_text(name: str, dtype: DType) -> nw.Expr:
    """A column as text, blank where there is nothing; whole numbers without a decimal point."""
    found = nw.col(name)
    if not dtype.is_float():
        return found.cast(nw.String).fill_null("")
    known = ~found.is_null() & found.is_finite()
    digits = nw.when(known).then(found // 1.0).otherwise(nw.lit(0.0)).cast(nw.Int64)
    number = nw.when(digits.cast(nw.Float64) == found).then(digits.cast(nw.String))
    return nw.when(known).then(number.otherwise(found.cast(nw.String))).otherwise(nw.lit(""))


def text_of(value: object) -> str:
    """The same of one value."""
    if isinstance(value, float):  # what pandas makes of integers with nulls
        if value != value:  # noqa: PLR0124 - missing
            return ""
        return f"{value:.0f}" if value.is_integer() else str(value)
    return "" if value is None else str(value)
