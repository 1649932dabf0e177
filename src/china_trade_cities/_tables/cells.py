"""Lines, cells and what they mean: how a cell of the published layout becomes a value.

Blank cells are None, lists inside a cell are joined with ``;``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias, TypeVar

from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import LARGEST, MOST_POWER
from china_trade_cities._model.vocabulary import Currency, parse_word
from china_trade_cities.exceptions import InvalidArgumentError

T = TypeVar("T")
Row: TypeAlias = list[str]

DASH = "-"
"""What customs print for nil or below the unit; not the same as a blank cell."""

CUSTOMS_MULTIPLIER = 4
"""The customs tables are in units of 10,000 yuan."""

A_PERIOD = "a period such as '2024', '2024-05' or '2023-01/2023-11'"
"""The ways in which tables and documents write months."""


class NotARowError(ValueError):
    """A line is no row of its table."""


class Made(dict[str, T]):
    """A dict that makes each value when its key is first asked for, and keeps it."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cell: str) -> T:
        # Two threads may both make it; the first result is kept.
        return self.setdefault(cell, self._make(cell))


def split(line: str) -> Row:
    """The cells of a line; a `csv.Error` if it is not CSV."""
    return next(csv.reader((line,), strict=True)) if '"' in line else line.split(",")


def cells(line: str, columns: Sequence[str]) -> Row:
    """The cells of a line; a `NotARowError` if they are not those of the header."""
    try:
        row = split(line)
    except csv.Error as error:
        raise NotARowError(f"not CSV: {error}") from None
    if not line and len(columns) > 1:
        raise NotARowError("blank line; expected a row")
    if len(row) != len(columns):
        raise NotARowError(f"{len(row)} cells where the header has {len(columns)}")
    return row


def canonical_period(text: str, allowed: str = A_PERIOD) -> Period:
    """A period in the one way of writing it by which its lines are found."""
    try:
        period = Period.parse(text)
    except InvalidArgumentError:
        raise InvalidArgumentError("period", text, allowed) from None
    if str(period) != text:
        raise InvalidArgumentError("period", text, f"{str(period)!r}, as it is written here")
    return period


def customs_month(text: str) -> Period:
    """The month of a row of a customs table."""
    allowed = "a month such as '2024-05'"
    period = canonical_period(text, allowed)
    if not period.is_month:
        raise InvalidArgumentError("month", text, allowed)
    return period


def text_list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def decimals(cell: str, column: str) -> int:
    """Decimal places of a plain number; an error for anything that is not one."""
    integer_part, dot, digits = cell.removeprefix("-").partition(".")
    if not (
        len(cell) <= 40
        and cell.isascii()
        and integer_part.isdecimal()
        and (digits.isdecimal() or not dot)
    ):
        raise InvalidArgumentError(column, cell, "a plain number such as 3.51")
    return len(digits)


def integer(cell: str, column: str) -> int:
    if decimals(cell, column):
        raise InvalidArgumentError(column, cell, "a whole number")
    return int(cell)


def floating(cell: str, column: str) -> float | None:
    """A number, or None for a blank cell."""
    if not cell:
        return None
    decimals(cell, column)
    return float(cell)


@lru_cache(4096)  # rates have few digits
def percent(cell: str, column: str) -> tuple[float | None, int]:
    """A number and its decimal places, or None and 0 for a blank cell."""
    if not cell:
        return None, 0
    places = decimals(cell, column)
    return float(cell), places


@lru_cache(256)  # few units stand in many rows
def unit(cell: str) -> tuple[Currency | None, int]:
    """Currency and power of ten of ``CNY-e8``."""
    if not cell:
        return None, 0
    currency, dash, power = cell.partition("-e")
    is_number = power.isascii() and power.isdecimal() and len(power) <= 2
    if dash and not (is_number and int(power) <= MOST_POWER):
        raise InvalidArgumentError("unit", cell, "a currency and a power of ten, such as CNY-e8")
    return parse_word(Currency, currency, "unit"), int(power or 0)


def amount(cell: str, multiplier: int, column: str) -> tuple[int | None, int]:
    """Whole currency units, and the unit of the last digit printed."""
    if not cell:
        return None, 10**multiplier
    exponent = multiplier - decimals(cell, column)
    if exponent < 0:
        raise InvalidArgumentError(column, cell, "an amount in whole currency units")
    rounded_to = 10**exponent
    value = int(cell.replace(".", "")) * rounded_to
    if abs(value) > LARGEST:
        raise InvalidArgumentError(column, cell, "an amount of at most 10^18 currency units")
    return value, rounded_to
