"""Which rows lie inside a period, however their month is written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import narwhals.stable.v2 as nw

from china_trade_cities._period import Period
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narwhals.stable.v2.dtypes import DType

    from china_trade_cities._period import PeriodLike


def base_of(period: Period, base: PeriodLike | None) -> Period:
    """The months that a period is compared with: those a year earlier, or others as many."""
    if base is None:
        return period.previous_year()
    other = Period.parse(base, argument="base")
    if other.months != period.months:
        raise InvalidArgumentError(
            "base", str(other), f"a period as long as {period}: {period.months} months"
        )
    return other


def inside(period: Period, column: str, dtype: DType) -> nw.Expr:
    """Whether the month of a row lies inside a period.

    Args:
        period: The months.
        column: The column with the months of the rows.
        dtype: Its type.

    Raises:
        InvalidArgumentError: A column of this type cannot hold months.
    """
    months = nw.col(column)
    months = nw.col(column)
    if dtype == nw.Object:  # where pandas keeps dates of Python's own
        months, dtype = months.cast(nw.Datetime("us")), nw.Datetime("us")
    if dtype == nw.Unknown:  # periods of pandas, or nothing but nulls
        months, dtype = months.cast(nw.String), nw.String()
    if dtype == nw.Date:
        return (months >= period.start) & (months <= period.end)
    if isinstance(dtype, nw.Datetime):
        zone = ZoneInfo(dtype.time_zone) if dtype.time_zone else None
        began = months >= datetime.combine(period.start, time.min, zone)
        if period.end == date.max:
            return began
        # Midnight: pandas is slow to compare with a time of finer resolution than its own.
        after = datetime.combine(period.end + timedelta(days=1), time.min, zone)
        return began & (months < after)
    if dtype.is_numeric():
        return _among_numbers(months, period)
    if is_text(dtype):
        texts = tuple(_texts(period))
        return (months if dtype == nw.String else months.cast(nw.String)).is_in(texts)
    raise InvalidArgumentError(
        "columns",
        f"period={column!r}",
        f"a column of dates, datetimes, text, categories or integers, which {dtype} is not",
    )


def is_text(dtype: DType) -> bool:
    """Whether values of a type are text, or stand for text."""
    return isinstance(dtype, (nw.String, nw.Categorical, nw.Enum))


def may_overlap(dtype: DType) -> bool:
    """Whether a column of a type may hold years beside months, which dates cannot."""
    return dtype == nw.Unknown or dtype.is_numeric() or is_text(dtype)


def overlapping(values: Iterable[str]) -> list[str]:
    """Those of some periods, as text, of which one contains or cuts another."""
    spans: list[tuple[int, int, str]] = []
    for value in values:
        try:
            period = Period.parse(value)
        except InvalidArgumentError:
            continue
        first = period.year * 12 + period.month
        spans.append((first, first + period.months, value))
    mixed: dict[str, None] = {}
    until, longest = 0, ""
    for first, after, value in sorted(spans):
        if first < until and Period.parse(longest) != Period.parse(value):
            mixed |= {longest: None, value: None}
        if after > until:
            until, longest = after, value
    return list(mixed)


def _among_numbers(months: nw.Expr, period: Period) -> nw.Expr:
    """Years and months written as numbers: 2024, 202405."""
    first, last = period, period.last_month
    found = (months >= first.year * 100 + first.month) & (months <= last.year * 100 + last.month)
    years = tuple(_years(period))
    return found | ((months >= years[0]) & (months <= years[-1])) if years else found


def _texts(period: Period) -> Iterator[str]:
    """All ways in which a month or year inside a period, or the period itself, is written."""
    for number in range(period.months):
        year, month = divmod(period.month - 1 + number, 12)
        yield f"{period.year + year:04}-{month + 1:02}"
        yield f"{period.year + year:04}{month + 1:02}"
    yield from (f"{year:04}" for year in _years(period))
    if not (period.is_month or period.is_full_year):
        yield str(period)


def _years(period: Period) -> Iterator[int]:
    """The calendar years that lie inside a period."""
    for year in range(period.year, period.last_month.year + 1):
        if Period(year=year) in period:
            yield year
