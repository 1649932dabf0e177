"""`Period`: the whole calendar months that a figure covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from attrs import Attribute, field, frozen

from china_trade_cities._extras import later
from china_trade_cities._model.validators import integer, plain, reject, whole_number
from china_trade_cities.exceptions import InvalidPeriodError

if TYPE_CHECKING:
    from datetime import date
else:
    date = later("datetime", "date")

_FIRST_YEAR = 1000
_ALLOWED = (
    "a Period, a year (2024 or '2024'), a half of one ('2024H1'), a quarter ('2024Q1'), a month "
    "('2024-05' or '202405'), a span of months ('2023-01/2023-11') or a date, which stands for "
    "its month"
)


def _ends_by_9999(period: Period, attribute: Attribute[Any], value: int) -> None:
    if _after(period) > 12 * 10_000:
        reject(period, attribute, value, "a number of months that ends by 9999-12")


@frozen(kw_only=True, order=True, repr=False)
class Period:
    """Whole calendar months in a row, written as in ISO 8601.

    Periods sort by their first month, then the shorter first.

    Attributes:
        year: Year of the first month.
        month: The first month, 1 to 12.
        months: How many months it covers.

    Raises:
        InvalidFieldError: The numbers make no period.

    Examples:
        >>> span = Period.parse("2023-01/2023-11")
        >>> span.months, span.is_year_to_date, str(span.previous_year())
        (11, True, '2022-01/2022-11')
        >>> Period.parse(2024) == Period(year=2024)
        True
        >>> "2024-05" in Period.parse("2024")
        True
    """

    year: int = field(validator=whole_number(_FIRST_YEAR, 9999))
    month: int = field(default=1, validator=whole_number(1, 12))
    months: int = field(default=12, validator=[whole_number(1), _ends_by_9999])

    @classmethod
    def parse(cls, value: PeriodLike, *, argument: str = "period") -> Period:
        """Read what people write for a period.

        Args:
            value: ``2024`` or ``"2024"`` (the year), ``"2024-05"`` or ``"202405"`` (a month),
                ``"2023Q1"`` or ``"2023-Q1"`` (a quarter), ``"2025H1"`` or ``"2025-H1"`` (half a
                year), ``"2023-01/2023-11"`` (first and last month), ``"2023-01/P11M"`` (first
                month and length), a `datetime.date` (its month), or a `Period`, which is returned
                as it is.
            argument: Name to use in the error.

        Raises:
            InvalidPeriodError: It is none of these; the error lists them.

        Examples:
            >>> [str(Period.parse(text)) for text in ("2023Q1", "202405", "2023-01/2023-12")]
            ['2023-01/2023-03', '2024-05', '2023']
            >>> Period.parse("2025H1")
            Period.parse('2025-01/2025-06')
        """
        period = value if isinstance(value, Period) else None
        if (text := plain(value)) is not None:
            period = _from_text(text.strip())
        elif (year := integer(value)) is not None:
            period = cls(year=year) if _FIRST_YEAR <= year <= 9999 else None
        elif _is_date(value):
            period = _point(f"{value.year:04}-{value.month:02}")
        if period is None:
            raise InvalidPeriodError(plain(argument) or "period", value, _ALLOWED)
        return period

    @property
    def start(self) -> date:
        """The first day."""
        from datetime import date

        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """The last day.

        Examples:
            >>> Period.parse("2024-02").end
            datetime.date(2024, 2, 29)
        """
        from datetime import date

        year, month = divmod(_after(self) - 1, 12)
        december = month == 11
        days = 31 if december else (date(year, month + 2, 1) - date(year, month + 1, 1)).days
        return date(year, month + 1, days)

    @property
    def is_month(self) -> bool:
        """Whether it is a single month."""
        return self.months == 1

    @property
    def is_full_year(self) -> bool:
        """Whether it is one calendar year."""
        return self.month == 1 and self.months == 12

    @property
    def is_year_to_date(self) -> bool:
        """Whether it runs from January to some month of the same year, December included."""
        return self.month == 1 and self.months <= 12

    @property
    def last_month(self) -> Period:
        """The last month, as a period of its own.

        Examples:
            >>> Period.parse("2023-01/2023-11").last_month
            Period.parse('2023-11')
        """
        year, month = divmod(_after(self) - 1, 12)
        return Period(year=year, month=month + 1, months=1)

    def previous_year(self) -> Period:
        """The same months of the year before.

        Raises:
            InvalidPeriodError: The period begins in the year 1000; years before are not known.
        """
        if self.year == _FIRST_YEAR:
            raise InvalidPeriodError(
                "period", str(self), "a period that begins after the year 1000"
            )
        return Period(year=self.year - 1, month=self.month, months=self.months)

    def __contains__(self, other: PeriodLike) -> bool:
        part = other if isinstance(other, Period) else Period.parse(other)
        return _first(self) <= _first(part) and _after(part) <= _after(self)

    def __str__(self) -> str:
        if self.is_full_year:
            return f"{self.year:04}"
        first = f"{self.year:04}-{self.month:02}"
        if self.is_month:
            return first
        return f"{first}/{self.last_month}"

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"


PeriodLike: TypeAlias = Period | str | int | date


def _first(period: Period) -> int:
    """Number of the first month, counted from the year 0."""
    return period.year * 12 + period.month - 1


def _after(period: Period) -> int:
    """Number of the month after the last."""
    return _first(period) + period.months


def _from_text(text: str) -> Period | None:
    head, slash, tail = text.partition("/")
    first = _point(head)
    if first is None or not slash:
        return first
    if tail[:1] in "Pp" and tail[-1:] in "Mm" and tail[1:-1].isdecimal():
        months = int(tail[1:-1]) if tail.isascii() and len(tail) <= 8 else 0
    else:
        last = _point(tail)
        months = _after(last) - _first(first) if last is not None else 0
    if months < 1 or _first(first) + months > 12 * 10_000:
        return None
    return Period(year=first.year, month=first.month, months=months)


def _point(text: str) -> Period | None:
    """A year, half a year, a quarter or a month."""
    year, rest = text[:4], text[4:].removeprefix("-")
    sound = text.isascii() and len(year) == 4 and year.isdecimal() and year >= "1000"
    if not sound or text.endswith("-"):
        return None
    if not rest:
        return Period(year=int(year))
    if months := _PARTS.get(rest[0].upper()):
        return _part(int(year), months, rest[1:])
    if len(rest) == 2 and rest.isdecimal() and 1 <= int(rest) <= 12:
        return Period(year=int(year), month=int(rest), months=1)
    return None


_PARTS = {"H": 6, "Q": 3}  # months of a half and of a quarter


def _part(year: int, months: int, number: str) -> Period | None:
    """One of the parts of so many months that a year has."""
    if len(number) != 1 or number not in "1234"[: 12 // months]:
        return None
    return Period(year=year, month=months * (int(number) - 1) + 1, months=months)


def _is_date(value: object) -> TypeGuard[date]:
    from datetime import date

    return isinstance(value, date)
