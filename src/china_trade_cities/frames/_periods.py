"""Which rows lie inside a period, however their month is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import narwhals.stable.v2 as nw

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._columns import unfit
from china_trade_cities.frames._engine import Frame, column_of

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType


_DAYS = tuple(f"{day:02}" for day in range(1, 32))
_DAY = re.compile(rf"(\d{{4}}-\d\d)-({'|'.join(_DAYS)})|(\d{{6}})({'|'.join(_DAYS)})", re.ASCII)
_SHORT = re.compile(r"\d{4}-\d", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?")

# What a datetime in nanoseconds can hold, in whole years.
_NANOSECONDS = (date(1678, 1, 1), date(2262, 1, 1))


def base_of(period: Period, base: PeriodLike | None) -> Period:
    """The months that a period is compared with: those a year earlier, or others as many."""
    if base is None:
        return period.previous_year()
    other = Period.parse(base, argument="base")
    if other.months != period.months:
        allowed = f"a period of {period.months} months, as long as {period}"
        raise InvalidArgumentError("base", str(other), allowed)
    return other


def inside(
    frame: Frame, period: Period, name: str, dtype: DType, values: Sequence[Any] | None = None
) -> nw.Expr:
    """Whether the month of a row, in the column `name`, lies inside a period.

    `values` are the column's distinct values, where they are cheap to get and read one by one.
    """
    months = column_of(frame, name)
    if dtype == nw.Date:
        return months.is_between(period.start, period.end)
    if isinstance(dtype, nw.Datetime):
        return _among_datetimes(months, period, dtype)
    if dtype.is_numeric():
        if dtype == nw.Float32:  # which Arrow compares with no number that they cannot hold
            months = months.cast(nw.Float64)
        return _among_numbers(months, period)
    if is_read(dtype):
        if dtype != nw.String and (is_text(dtype) or values is None):
            months = months.cast(nw.String)
        if values is None:
            return _among_texts(months, period)
        lying = [value for value in values if _lies_inside(value, period)]
        return months.is_in(lying) if lying else _never(months)
    raise unfit("period", name, f"of dates, datetimes, text, categories or integers, not {dtype}")


def is_text(dtype: DType) -> bool:
    return isinstance(dtype, (nw.String, nw.Categorical, nw.Enum))


def is_read(dtype: DType) -> bool:
    """Whether months of a type are read, not compared: text, and objects of pandas."""
    return is_text(dtype) or isinstance(dtype, (nw.Object, nw.Unknown))


def may_overlap(dtype: DType) -> bool:
    """Whether a column of a type may hold years beside months, which dates cannot."""
    return dtype.is_numeric() or is_read(dtype)


def period_of(value: object) -> Period | None:
    """The months that a value of a table stands for: a day lies in its month."""
    if isinstance(value, date):
        value = f"{value.year:04}-{value.month:02}"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if day := _DAY.fullmatch(text):
        text = day[1] or day[3]
    elif _SHORT.fullmatch(text):
        text = f"{text[:5]}0{text[5:]}"
    try:
        return Period.parse(text) if text == text.strip() else None
    except InvalidArgumentError:
        return None


def overlapping(values: Iterable[str]) -> list[str]:
    """Those of some periods, as text, of which one contains or cuts another."""
    spans: list[tuple[int, int, str]] = []
    for value in values:
        if period := period_of(value):
            first = period.year * 12 + period.month
            spans.append((first, first + period.months, value))
    mixed: dict[str, None] = {}
    begun, until, longest = 0, 0, ""
    for first, after, value in sorted(spans):
        if first < until and (first, after) != (begun, until):
            mixed |= {longest: None, value: None}
        if after > until:
            begun, until, longest = first, after, value
    return list(mixed)


def _lies_inside(value: object, period: Period) -> bool:
    """Of spans, which may be part of longer ones, only the period itself."""
    if "/" in str(value):
        return value in tuple(_spans(period))
    found = period_of(value)
    return found is not None and found in period


def _among_datetimes(months: nw.Expr, period: Period, dtype: nw.Datetime) -> nw.Expr:
    zone = _zone(dtype.time_zone) if dtype.time_zone else None
    first, last = period.start, period.end
    if dtype.time_unit == "ns":
        low, high = _NANOSECONDS
        if first >= high or last < low:
            return _never(months)
        first, last = max(first, low), min(last, high)
    begin = datetime.combine(first, time.min, zone)
    if last == date.max:
        return months >= begin
    # Midnight: pandas is slow to compare with a time of finer resolution than its own.
    after = datetime.combine(last + timedelta(days=1), time.min, zone)
    return months.is_between(begin, after, closed="left")


def _never(months: nw.Expr) -> nw.Expr:
    return months.is_null() & ~months.is_null()


def _zone(name: str) -> tzinfo:
    """A time zone by its name, or by what it is ahead of UTC, as engines write it."""
    if offset := _OFFSET.fullmatch(name):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-ahead if offset[1] == "-" else ahead)
    try:
        return ZoneInfo("UTC" if name == "Z" else name)
    except (ZoneInfoNotFoundError, ValueError):
        allowed = "a frame of datetimes in time zones that this machine knows"
        raise InvalidArgumentError("frame", name, allowed) from None


def _among_numbers(months: nw.Expr, period: Period) -> nw.Expr:
    """Years, months and days written as numbers: 2024, 202405, 20240501."""
    first, last = _number(period), _number(period.last_month)
    found = months.is_between(first, last)
    found = found | months.is_between(first * 100, last * 100 + 32, closed="none")
    years = tuple(_years(period))
    return found | months.is_between(years[0], years[-1]) if years else found


def _among_texts(months: nw.Expr, period: Period) -> nw.Expr:
    """Text that is a month, year, quarter or day inside a period, without reading it first."""
    compact = [f"{year:04}{month:02}" for year, month in _months(period)]
    dashed = [f"{year:04}-{month:02}" for year, month in _months(period)]
    day = (
        months.str.slice(0, 7).is_in(dashed)
        & months.str.slice(7).is_in([f"-{number}" for number in _DAYS])
    ) | (months.str.slice(0, 6).is_in(compact) & months.str.slice(6).is_in(_DAYS))
    # All lie between two texts, which lets readers of Parquet skip row groups.
    texts = list(_texts(period))
    low, high = min(texts), max(*texts, f"{dashed[-1]}-32", f"{compact[-1]}32")
    return (months >= low) & (months <= high) & (months.is_in(texts) | day)


def _texts(period: Period) -> Iterator[str]:
    """All ways in which a month, quarter or year inside a period, or itself, is written."""
    for number, (year, month) in enumerate(_months(period)):
        yield from _month_texts(year, month)
        if month < 10:
            yield f"{year:04}-{month}"
        if month % 3 == 1 and number + 3 <= period.months:
            yield from _quarter_texts(year, month)
    yield from (f"{year:04}" for year in _years(period))
    yield from _spans(period)


def _spans(period: Period) -> Iterator[str]:
    """All ways in which a period is written with its first month and its last, or its length."""
    first, last = period, period.last_month
    begins = [*_month_texts(first.year, first.month)]
    ends = [*_month_texts(last.year, last.month)]
    if first.month % 3 == 1:
        begins += _quarter_texts(first.year, first.month)
    if last.month % 3 == 0:
        ends += _quarter_texts(last.year, last.month)
    if first.month == 1:
        begins.append(f"{first.year:04}")
    if last.month == 12:
        ends.append(f"{last.year:04}")
    for begin in begins:
        yield from (f"{begin}/{end}" for end in (*ends, f"P{period.months}M"))


def _month_texts(year: int, month: int) -> tuple[str, ...]:
    return f"{year:04}-{month:02}", f"{year:04}{month:02}"


def _quarter_texts(year: int, month: int) -> tuple[str, ...]:
    number = (month + 2) // 3
    return tuple(f"{year:04}{letter}{number}" for letter in ("Q", "-Q", "q", "-q"))


def _months(period: Period) -> Iterator[tuple[int, int]]:
    for number in range(period.months):
        years, month = divmod(period.month - 1 + number, 12)
        yield period.year + years, month + 1


def _number(month: Period) -> int:
    return month.year * 100 + month.month


def _years(period: Period) -> Iterator[int]:
    for year in range(period.year, period.last_month.year + 1):
        if Period(year=year) in period:
            yield year
