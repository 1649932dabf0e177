"""Validators for attrs fields whose errors say what a field must be.

attrs' own validators raise `TypeError` with the attribute's whole definition in the message;
these raise `InvalidFieldError` with class, field, value and what the value must be.
`SCHEMAS` says the same in the words of JSON Schema, rule by rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import index
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError

if TYPE_CHECKING:
    from attrs import Attribute


# attrs hands a validator the instance, the field's definition and the value.
Validator: TypeAlias = "Callable[[Any, Attribute[Any], Any], None]"
SCHEMAS: dict[Validator, dict[str, object]] = {}
"""What a validator demands beyond the type of its field, in keywords of JSON Schema.

Empty where the type says it all. A rule that a schema cannot state exactly is stated as closely
as it can be, and never more strictly than it is.
"""


# What somebody gives is of any class. These four ask nothing of it before they know what it is:
# comparing, hashing or printing it may raise whatever its class likes.


def plain(value: object) -> str | None:
    """The value as `str`, whatever class of texts it has; None for all else."""
    return str.__str__(value) if isinstance(value, str) else None


def integer(value: object) -> int | None:
    """The value as `int`, whatever class of integers it has; None for all else, and for a bool."""
    try:
        return None if isinstance(value, bool) else index(cast("Any", value))
    except Exception:  # noqa: BLE001 - whatever it raises, it is no integer
        return None


def number_in(value: object) -> float | None:
    """The value as `int` or `float`; None for all else, and for a bool."""
    return float.__float__(value) if isinstance(value, float) else integer(value)


def entries_of(value: object, *single: type) -> list[Any] | None:
    """What a text or another single thing, or an iterable of them, holds; None for all else.

    An error that an iterator raises on its way is its own, and not caught.
    """
    if isinstance(value, (str, *single)):
        return [value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return None
    try:
        things = iter(cast("Any", value))
    except Exception:  # noqa: BLE001 - whatever it raises, nothing can be taken from it
        return None
    return list(things)


def reject(instance: object, attribute: Attribute[Any], value: object, allowed: str) -> None:
    raise InvalidFieldError(type(instance).__name__, attribute.name, value, allowed)


def is_a(kind: type, *, optional: bool = False) -> Validator:
    allowed = f"{kind.__name__} or None" if optional else f"an instance of {kind.__name__}"

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not ((optional and value is None) or isinstance(value, kind)):
            reject(instance, attribute, value, allowed)

    SCHEMAS[check] = {}
    return check


LEVELS = 32
"""Entries that may lie in one another: what compares or prints them goes up, one in the other."""

TOO_DEEP = f"one in at most {LEVELS - 2} others"
"""What a parent must be that is at the end of a chain of others."""


def same_class(instance: object, attribute: Attribute[Any], value: object) -> None:
    """The value is an instance of the class that it is a field of, or None; no endless chain."""
    if value is not None and not isinstance(value, type(instance)):
        reject(instance, attribute, value, f"{type(instance).__name__} or None")
    outer = value
    for _ in range(LEVELS - 1):
        if outer is None:
            return
        outer = getattr(outer, attribute.name, None)
    if outer is not None:
        reject(instance, attribute, value, TOO_DEEP)


SCHEMAS[same_class] = {}


def tuple_of(kind: type) -> Validator:
    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        is_tuple = isinstance(value, tuple)
        items = cast("tuple[object, ...]", value) if is_tuple else (None,)
        if not all(isinstance(item, kind) for item in items):
            reject(instance, attribute, value, f"a tuple of {kind.__name__}")
        if kind is str and not all(map(is_whole, cast("tuple[str, ...]", items))):
            reject(instance, attribute, value, f"a tuple of {WHOLE_TEXT}")

    SCHEMAS[check] = {}
    return check


WHOLE_TEXT = "text without lone surrogates"


def is_whole(value: str) -> bool:
    """Whether a text has no lone surrogate, which no file can hold."""
    return value.isprintable() or not any("\ud800" <= char <= "\udfff" for char in value)


def text(instance: object, attribute: Attribute[Any], value: object) -> None:
    if not (isinstance(value, str) and value.strip()):
        reject(instance, attribute, value, "text that is not blank")
    elif not is_whole(value):
        reject(instance, attribute, value, WHOLE_TEXT)


SCHEMAS[text] = {"pattern": r"\S"}


def optional_text(instance: object, attribute: Attribute[Any], value: object) -> None:
    if value is None:
        return
    if not (isinstance(value, str) and value.strip()):
        reject(instance, attribute, value, "text that is not blank, or None")
    elif not is_whole(value):
        reject(instance, attribute, value, f"{WHOLE_TEXT}, or None")


SCHEMAS[optional_text] = SCHEMAS[text]


def slug(instance: object, attribute: Attribute[Any], value: object) -> None:
    word = plain(value)
    if not (
        word
        and word.isascii()
        and word == word.lower()
        and all(part.isalnum() for part in word.split("-"))
    ):
        reject(instance, attribute, value, "an id such as 'hong-kong' (a-z, 0-9, hyphens)")


SCHEMAS[slug] = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


def partial_date(instance: object, attribute: Attribute[Any], value: object) -> None:
    day = plain(value)
    if value is not None and (day is None or not is_partial_date(day)):
        allowed = "an ISO date such as '2024', '2024-05' or '2024-05-17', or None"
        reject(instance, attribute, value, allowed)


SCHEMAS[partial_date] = {"pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"}


@lru_cache(1024)  # a few days stand in many sources
def is_partial_date(value: str) -> bool:
    """Whether a text is an ISO 8601 date, perhaps only to the month or year."""
    parts = value.split("-")
    if not (
        value.isascii()
        and [len(part) for part in parts] == [4, 2, 2][: len(parts)]
        and all(part.isdecimal() for part in parts)
    ):
        return False
    year, month, day, *_ = (*map(int, parts), 1, 1)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


LARGEST = 10**18
"""The most that a whole number may count, of a currency or of anything else: a thousand times the
trade of the world in yuan, and no more than every dataframe holds."""

MOST_POWER = 18
"""The largest unit that amounts may be printed in, as a power of ten."""

BOUNDED = "a whole number (int) from -10^18 to 10^18"
MOST_DECIMALS = 40


def whole_number(
    least: int | None = None, most: int | None = None, *, optional: bool = False
) -> Validator:
    """The value is an int, not a bool, from `least` to `most` (or None if `optional`).

    No whole number is further from 0 than `LARGEST`.
    """
    allowed = "a whole number (int)"
    if most is not None:
        allowed += f" from {least} to {most}"
    elif least is not None:
        allowed += f" of at least {least}"
    if optional:
        allowed += ", or None"
    low = -LARGEST if least is None else least
    high = LARGEST if most is None else most

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is None and optional:
            return
        if type(value) is not int or not low <= value <= high:
            is_endless = type(value) is int and abs(value) > LARGEST
            reject(instance, attribute, value, BOUNDED if is_endless else allowed)

    SCHEMAS[check] = {"minimum": low, "maximum": high}
    return check


def finite_number(low: float, high: float) -> Validator:
    allowed = f"a finite number from {low:g} to {high:g}, or None"

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is None:
            return
        if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]
            reject(instance, attribute, value, allowed)

    SCHEMAS[check] = {"minimum": low, "maximum": high}
    return check


def check_count(
    count: object, argument: str = "n", there_are: Callable[[], int] | None = None
) -> int:
    """The argument as an int, if it can say how many entries to return.

    A year that is larger than the number of entries that there are was meant as a period.
    """
    number = integer(count)
    if number is None or number < 1:
        raise InvalidArgumentError(argument, count, "a whole number of at least 1")
    if there_are is not None and number in _YEARS and number > (most := there_are()):
        allowed = f"at most {most}, the number there is (did you mean period={number}?)"
        raise InvalidArgumentError(argument, count, allowed)
    return number


_YEARS = range(1900, 2100)


def check_fraction(value: object, argument: str) -> float:
    """The argument as a float, if it can say what part of a whole is meant."""
    number = number_in(value)
    if number is None or not 0 <= number <= 1:
        raise InvalidArgumentError(argument, value, "a number from 0 to 1")
    return float(number)


def check_amount(value: object, argument: str) -> int:
    """The argument as an int, if it can be an amount."""
    number = number_in(value)
    if number is None or not abs(number) <= LARGEST or number != int(number):
        allowed = "a whole number of currency units from -10^18 to 10^18"
        raise InvalidArgumentError(argument, value, allowed)
    return int(number)


def check_flag(value: object, argument: str) -> bool:
    """The argument, if it says yes or no: much else is true without being meant so."""
    if not isinstance(value, bool):
        raise InvalidArgumentError(argument, value, "True or False")
    return value


def check_word(value: object, words: tuple[str, ...], argument: str) -> str:
    """The argument as a str, if it is one of the words."""
    word = plain(value)
    if word not in words:
        raise InvalidArgumentError(argument, value, f"one of {', '.join(map(repr, words))}")
    return word


def keep_ties(ties: object) -> bool:
    """Whether cities level with the last one are kept."""
    return check_word(ties, ("first", "all"), "ties") == "all"
