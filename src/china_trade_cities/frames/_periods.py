"""Which rows lie inside a period, however their month is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import narwhals.stable.v2 as nw
from attrs import field, frozen

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError
from china_trade_cities.frames._columns import unfit
from china_trade_cities.frames._engine import (
    Frame,
    column_of,
    distinct,
    ends,
    joined,
    looks_up,
    small_frame,
)
from china_trade_cities.frames._values import as_text, is_text, text_of, wide_enough

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType


# A reason, and the values that it speaks of; no values: nothing is wrong.
Fault: TypeAlias = "tuple[str, Sequence[str]]"

# Months and days, apart from what `Period` reads: 2024-5, 2024/05, 2024年5月, 20240501.
_MONTH = re.compile(r"(\d{4})(?:-(\d)|/(\d\d?)|年(\d\d?)月)", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:-(\d\d)-(\d\d)|/(\d\d?)/(\d\d?)|年(\d\d?)月(\d\d?)日|(\d\d)(\d\d))", re.ASCII
)
_PLAIN = re.compile(r"\d{4}(?:[-/]?\d\d){0,2}", re.ASCII)
_YEAR = re.compile(r"(\d{4})年", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?")

_DAYS = range(1, 32)  # of any month
_SHORT_DAYS = sorted({text for day in _DAYS for text in (str(day), f"{day:02}")})
_LENGTHS = frozenset({4, 6, 7, 8, 10})  # of years, months and days with all their digits
_RANGES = 4  # of numbers, which are compared one by one
_MOST = 600  # months whose texts are made, not read

# What a datetime in nanoseconds can hold, in whole years.
_NANOSECONDS = (date(1678, 1, 1), date(2262, 1, 1))


@frozen(kw_only=True)
class Months:
    """Where the rows of some periods are in a column.

    Attributes:
        name: The column.
        dtype: Its type.
        spans: The periods by name.
        values: What each value inside any of the periods stands for; None for dates, which are
            compared.
    """

    name: str
    dtype: DType
    spans: Mapping[str, Period]
    values: Mapping[str | int | float, Period] | None = field(repr=False)

    def inside(self, frame: Frame) -> nw.Expr:
        """Whether a row lies inside any of the periods."""
        months = column_of(frame, self.name)
        if self.values is None:
            spans = [_among_dates(months, span, self.dtype) for span in self.spans.values()]
            return reduce(lambda one, other: one | other, spans)
        if not self.values:
            return _never(months)
        ranges = _ranges(map(int, self.values)) if self.dtype.is_integer() else []
        if 0 < len(ranges) <= _RANGES:  # compared faster than all numbers in them
            within = [months.is_between(first, last) for first, last in ranges]
            return reduce(lambda one, other: one | other, within)
        if self.dtype == nw.Float32:  # which Arrow compares with no number that they cannot hold
            months = months.cast(nw.Float64)
        elif is_text(self.dtype) and self.dtype != nw.String and not looks_up(frame, self.dtype):
            months = months.cast(nw.String)
        return months.is_in(list(self.values))

    def by_month(self, frame: Frame) -> Frame:
        """Sums of ``value`` by city and month: ``month`` is one of `keys`, however it is written.

        The frame has the columns ``city``, ``period`` and ``value``.
        """
        if self.values is None:
            days = frame.group_by("city", "period").agg(nw.col("value").sum())
            months = days.with_columns(
                month=nw.col("period").dt.year().cast(nw.Int64) * 100
                + nw.col("period").dt.month().cast(nw.Int64)
            )
        else:
            texts = frame.select("city", "value", as_text("period", self.dtype).alias("period"))
            days = texts.group_by("city", "period").agg(nw.col("value").sum())
            written = {text_of(value): str(period) for value, period in self.values.items()}
            known = {"period": list(written), "month": list(written.values())}
            months = joined(days, small_frame(days, known), "period")
        return months.group_by("city", "month").agg(nw.col("value").sum())

    def keys(self, span: str) -> dict[str | int, int]:
        """The values of ``month`` inside a period, and how many months each covers."""
        period = self.spans[span]
        if self.values is None:
            return {month.year * 100 + month.month: 1 for month in _months(period)}
        return {
            str(found): found.months
            for value, found in self.values.items()
            if _lies(value, found, period)
        }


def base_of(period: Period, base: PeriodLike | None) -> Period:
    """The months that a period is compared with: those a year earlier, or others as many."""
    if base is None:
        return period.previous_year()
    other = Period.parse(base, argument="base")
    if other.months != period.months:
        allowed = f"a period of {period.months} months, as long as {period}"
        raise InvalidArgumentError("base", str(other), allowed)
    return other


def months_of(
    frame: Frame, whole: Frame, name: str, dtype: DType, spans: Mapping[str, Period]
) -> tuple[Months, list[str]]:
    """Where the rows of some periods are, and which values of the column are no months.

    Dates are compared; what else a column holds is read, each distinct value once. A plan is not
    run for that where the periods are single months, or where, by their lengths, all values are
    months, days or years in the form of the first: then all that may lie inside are made instead.
    Lengths are those of the `whole` frame, which are found faster than those of chosen rows.
    """
    if dtype == nw.Date or isinstance(dtype, nw.Datetime):
        return Months(name=name, dtype=dtype, spans=spans, values=None), []
    if not (dtype.is_numeric() or is_read(dtype)):
        raise unfit(
            "period", name, f"of dates, datetimes, text, categories or integers, not {dtype}"
        )
    values = _made(whole, name, dtype, spans) if isinstance(frame, nw.LazyFrame) else None
    strange: list[str] = []
    if values is None:
        there = {value: text_of(value) for value in distinct(frame, name)}
        known = {value: period_of(value) for value, text in there.items() if text.strip()}
        strange = sorted(there[value] for value, found in known.items() if found is None)
        if strange and len(strange) == len(known):
            shown = ", ".join(map(repr, strange[:5]))
            allowed = f"of years, months or days such as '2024', '2024-05', 202405, not {shown}"
            raise unfit("period", name, allowed)
        values = _inside(known, spans)
    return Months(name=name, dtype=dtype, spans=spans, values=values), strange


def is_read(dtype: DType) -> bool:
    """Whether months of a type are read, not compared: text, and objects of pandas."""
    return is_text(dtype) or isinstance(dtype, (nw.Object, nw.Unknown))


def may_overlap(dtype: DType) -> bool:
    """Whether a column of a type may hold years beside months, which dates cannot."""
    return dtype.is_numeric() or is_read(dtype)


def period_of(value: object) -> Period | None:
    """The months that a value of a table stands for: a day lies in its month."""
    if isinstance(value, date):
        return Period(year=value.year, month=value.month, months=1) if value.year > 999 else None
    text = text_of(value)
    try:
        if year := _YEAR.fullmatch(text):
            return Period.parse(year[1])
        if day := _DAY.fullmatch(text):
            year_text, month, number = (part for part in day.groups() if part)
            return _month(year_text, month) if int(number) in _DAYS else None
        if found := _MONTH.fullmatch(text):
            return _month(*(part for part in found.groups() if part))
        return Period.parse(text) if text == text.strip() else None
    except (InvalidArgumentError, InvalidFieldError):
        return None


def period_text(value: object) -> str:
    """What a value of a period column is called; a date, also one of Python's own, by its month."""
    return text_of(period_of(value) if isinstance(value, date) else value)


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


def _month(year: str, month: str) -> Period:
    return Period(year=int(year), month=int(month), months=1)


def _lies(value: object, found: Period, period: Period) -> bool:
    """Whether a value lies inside a period; a span, which may be part of longer ones, if it is it.

    A year, half of one or a quarter is no such span.
    """
    text = str(value)
    if "/" in text and not (_MONTH.fullmatch(text) or _DAY.fullmatch(text)):
        return found == period
    return found in period


def _inside(
    known: Mapping[str | int | float, Period | None], spans: Mapping[str, Period]
) -> dict[str | int | float, Period]:
    return {
        value: found
        for value, found in known.items()
        if found and any(_lies(value, found, span) for span in spans.values())
    }


def _made(
    frame: Frame, name: str, dtype: DType, spans: Mapping[str, Period]
) -> dict[str | int | float, Period] | None:
    """All values of a plan's column that may lie inside some periods, if no others have to be read.

    Values of one length are all of one form, but for quarters (2024-Q1) beside months of a year,
    which are then left out.
    """
    if isinstance(dtype, nw.Enum):
        found = _inside({value: period_of(value) for value in dtype.categories}, spans)
        return None if overlapping(map(text_of, found)) else found
    length = 0
    if not all(span.is_month for span in spans.values()):
        if sum(span.months for span in spans.values()) > _MOST:
            return None
        low, high, first = ends(frame, name, dtype)
        if low != high or low not in _LENGTHS or not _PLAIN.fullmatch(first):
            return None
        length = low
    written = _in_digits if dtype.is_numeric() else _written
    pairs = (
        (text, month)
        for span in spans.values()
        for text, month in written(span)
        if length in (0, len(text))
    )
    if is_text(dtype):
        return dict(pairs)
    kind = float if dtype.is_float() else int
    return {kind(text): month for text, month in pairs if wide_enough(dtype, int(text))}


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of numbers in a row."""
    there = set(numbers)
    firsts = sorted(number for number in there if number - 1 not in there)
    lasts = sorted(number for number in there if number + 1 not in there)
    return list(zip(firsts, lasts, strict=True))


def _in_digits(period: Period) -> Iterator[tuple[str, Period]]:
    """Each year, month and day inside a period as digits alone, and the year or month it is of."""
    for number in range(period.year, period.last_month.year + 1):
        if (whole := Period(year=number)) in period:
            yield f"{number:04}", whole
    for month in _months(period):
        text = f"{month.year:04}{month.month:02}"
        yield text, month
        yield from ((f"{text}{day:02}", month) for day in _DAYS)


def _written(period: Period) -> Iterator[tuple[str, Period]]:
    """The same in all ways in which they are written, and the period itself, if it is a month."""
    for text, found in _in_digits(period):
        yield text, found
        if len(text) == 4:
            yield f"{text}年", found
    for month in _months(period):
        year, number = f"{month.year:04}", month.month
        texts = [f"{year}-{number:02}", f"{year}-{number}"]
        texts += (f"{year}-{number:02}-{day:02}" for day in _DAYS)
        for short in {f"{number:02}", str(number)}:
            texts += (f"{year}/{short}", f"{year}年{short}月")
            for day in _SHORT_DAYS:
                texts += (f"{year}/{short}/{day}", f"{year}年{short}月{day}日")
        yield from ((text, month) for text in texts)
    if period.is_month:
        year = f"{period.year:04}"
        begins = [f"{year}-{period.month:02}", f"{year}{period.month:02}"]
        ends = [*begins, "P1M", *([year] if period.month == 12 else [])]
        begins += [year] if period.month == 1 else []
        spans = (f"{begin}/{end}" for begin in begins for end in ends)
        yield from ((text, period) for text in spans if period_of(text) == period)


def _months(period: Period) -> Iterator[Period]:
    return (month_at(period, place) for place in range(period.months))


def month_at(period: Period, place: int) -> Period:
    """The month of a period at a place, counted from 0."""
    years, month = divmod(period.month - 1 + place, 12)
    return Period(year=period.year + years, month=month + 1, months=1)


def _among_dates(months: nw.Expr, period: Period, dtype: DType) -> nw.Expr:
    if not isinstance(dtype, nw.Datetime):
        return months.is_between(period.start, period.end)
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
