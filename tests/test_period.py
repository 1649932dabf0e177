"""`Period`: what can be written for it, what it knows, and what it refuses."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from china_trade_cities import Period
from china_trade_cities.exceptions import InvalidFieldError, InvalidPeriodError

FORMS = (
    "a Period",
    "a year (2024 or '2024')",
    "a month ('2024-05' or '202405')",
    "a quarter ('2024Q1')",
    "a span of months ('2023-01/2023-11')",
    "a date, which stands for its month",
)
LAST = 12 * 10_000  # no month from here on


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Every valid period, the ends of the calendar included."""
    first = draw(st.integers(12 * 1_000, LAST - 1))
    year, month = divmod(first, 12)
    longest = LAST - first
    months = draw(st.integers(1, min(longest, 40)) | st.integers(1, longest))
    return Period(year=year, month=month + 1, months=months)


def months_of(period: Period) -> range:
    """Its months, counted from the year 0."""
    first = period.year * 12 + period.month - 1
    return range(first, first + period.months)


# --- reading ------------------------------------------------------------------------------

READABLE: dict[str, tuple[Any, tuple[int, int, int]]] = {
    "year as a number": (2024, (2024, 1, 12)),
    "year": ("2024", (2024, 1, 12)),
    "first year": (1000, (1000, 1, 12)),
    "last year": ("9999", (9999, 1, 12)),
    "last year as a number": (9999, (9999, 1, 12)),
    "month": ("2024-05", (2024, 5, 1)),
    "month without hyphen": ("202405", (2024, 5, 1)),
    "december": ("2024-12", (2024, 12, 1)),
    "last month": ("9999-12", (9999, 12, 1)),
    "first quarter": ("2023Q1", (2023, 1, 3)),
    "quarter with hyphen": ("2023-Q1", (2023, 1, 3)),
    "second quarter": ("2023Q2", (2023, 4, 3)),
    "third quarter": ("2023-Q3", (2023, 7, 3)),
    "fourth quarter": ("2023Q4", (2023, 10, 3)),
    "first and last month": ("2023-01/2023-11", (2023, 1, 11)),
    "across years": ("2023-11/2024-02", (2023, 11, 4)),
    "month and length": ("2023-01/P11M", (2023, 1, 11)),
    "month and length across years": ("2023-11/P4M", (2023, 11, 4)),
    "one month and its length": ("2023-11/P1M", (2023, 11, 1)),
    "length of years": ("2023-01/P1000M", (2023, 1, 1000)),
    "the longest length": ("1000-01/P108000M", (1000, 1, 108_000)),
    "small letters": ("2023q2", (2023, 4, 3)),
    "length in small letters": ("2023-01/p11m", (2023, 1, 11)),
    "up to the last month": ("9999-12/P1M", (9999, 12, 1)),
    "span of one month": ("2023-11/2023-11", (2023, 11, 1)),
    "span of years": ("2023/2024", (2023, 1, 24)),
    "span of one year": ("2023/2023", (2023, 1, 12)),
    "whole year by months": ("2024-01/2024-12", (2024, 1, 12)),
    "whole year by length": ("2024-01/P12M", (2024, 1, 12)),
    "blanks around it": (" 2024-05\n", (2024, 5, 1)),
    "date": (date(2024, 5, 17), (2024, 5, 1)),
    "leap day": (date(2024, 2, 29), (2024, 2, 1)),
    "datetime": (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), (2024, 12, 1)),
    "last day of all": (date.max, (9999, 12, 1)),
}


@pytest.mark.parametrize(("written", "meant"), READABLE.values(), ids=READABLE)
def test_every_documented_form_is_read(written: Any, meant: tuple[int, int, int]) -> None:
    """Years, months, quarters, spans and dates become year, first month and length."""
    period = Period.parse(written)
    assert (period.year, period.month, period.months) == meant


def test_a_period_is_returned_as_it_is() -> None:
    """Parsing a period costs nothing and changes nothing."""
    period = Period(year=2023, months=11)
    assert Period.parse(period) is period


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-01/2024-12", 2024),
        ("2024-01/P12M", "2024"),
        ("2024Q1", "2024-01/2024-03"),
        ("2024-Q4", "2024-10/P3M"),
        ("2023/2024", "2023-01/2024-12"),
        ("2024-05/2024-05", "202405"),
    ],
)
def test_different_spellings_of_the_same_months_are_equal(one: str, other: str | int) -> None:
    """What months are covered counts, not how they were written: value, hash and text agree."""
    first, second = Period.parse(one), Period.parse(other)
    assert first == second
    assert hash(first) == hash(second)
    assert str(first) == str(second)


REFUSED: dict[str, Any] = {
    "nothing": None,
    "too small a number": 12,
    "three digits": 999,
    "zero": 0,
    "negative": -2024,
    "five digits": 20245,
    "month as a number": 202405,
    "first year that is too late": 10_000,
    "enormous number": 10**30,
    "float": 2024.0,
    "not a number": float("nan"),
    "true": True,
    "false": False,
    "bytes": b"2024",
    "list": [2024],
    "tuple": (2024, 5),
    "empty": "",
    "blank": "  ",
    "word": "last year",
    "one digit": "2",
    "two digits": "24",
    "three digits as text": "999",
    "year before 1000": "0999",
    "date before the year 1000": date(999, 12, 31),
    "five digits as text": "20245",
    "month 13": "2024-13",
    "month 0": "2024-00",
    "month 13 without hyphen": "202413",
    "month of one digit": "2024-1",
    "month of three digits": "2024-005",
    "day": "2024-05-17",
    "two hyphens": "2024--05",
    "trailing hyphen": "2024-",
    "slash for a hyphen": "2024/05",
    "dot for a hyphen": "2024.05",
    "underscore": "2024_05",
    "sign": "+2024",
    "blank inside": "2024 -05",
    "quarter 0": "2024Q0",
    "quarter 5": "2024-Q5",
    "quarter without number": "2024Q",
    "quarter with another letter": "2024QX",
    "half-year": "2024H1",
    "other letter for quarter": "2024X1",
    "week": "2024-W05",
    "backwards": "2023-11/2023-01",
    "years backwards": "2024/2023",
    "no end": "2024-05/",
    "no start": "/2024-05",
    "only a slash": "/",
    "three ends": "2023-01/2023-02/2023-03",
    "other dash": "2023-01\N{EN DASH}2023-11",
    "no length": "2023-01/P",
    "length without number": "2023-01/PM",
    "length 0": "2023-01/P0M",
    "negative length": "2023-01/P-1M",
    "length in years": "2023-01/P1Y",
    "length of other letters": "2023-01/X11M",
    "length of an unknown unit": "2023-01/P11X",
    "one month longer than the calendar": "1000-01/P108001M",
    "length in days": "2023-01/P30D",
    "length alone": "P3M",
    "length first": "P3M/2023-03",
    "beyond the calendar": "9999-12/P2M",
    "far beyond the calendar": "2024-01/P99999999999M",
    "full-width digits": "\uff12\uff10\uff12\uff14",
    "arabic digits": "\u0662\u0660\u0662\u0664",
    "full-width month": "2024-\uff10\uff15",
    "arabic length": "2023-01/P\u0663M",
}


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_with_the_forms_that_are_allowed(written: Any) -> None:
    """The error names the argument, what was given and every form that would have been right."""
    with pytest.raises(InvalidPeriodError) as caught:
        Period.parse(written)
    error = caught.value
    assert error.argument == "period"
    assert error.value is written
    assert error.allowed == f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
    assert str(error) == f"period must be {error.allowed}; got {written!r}"


@pytest.mark.parametrize("written", [10**5000, -(10**5000)], ids=["positive", "negative"])
def test_a_number_too_long_to_print_is_refused_readably(written: int) -> None:
    """Even a number that Python refuses to print is refused with the allowed forms."""
    with pytest.raises(InvalidPeriodError) as caught:
        Period.parse(written)
    assert "a year (2024 or '2024')" in str(caught.value)


def test_the_error_uses_the_callers_name_of_the_argument() -> None:
    """Whoever parses on behalf of an argument of another name can say so."""
    with pytest.raises(InvalidPeriodError, match=r"^base must be .*; got 'x'$") as caught:
        Period.parse("x", argument="base")
    assert caught.value.argument == "base"


@given(st.text() | st.text(alphabet="0123456789-/QPM ", max_size=16))
def test_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    """No text makes the parser fail in another way, and what it reads is a valid period."""
    try:
        period = Period.parse(text)
    except InvalidPeriodError:
        return
    assert Period.parse(str(period)) == period


@given(st.integers())
def test_numbers_are_years_from_1000_to_9999(number: int) -> None:
    """A number is a year of four digits or refused."""
    if 1000 <= number <= 9999:
        assert Period.parse(number) == Period(year=number)
    else:
        with pytest.raises(InvalidPeriodError):
            Period.parse(number)


@given(st.dates() | st.datetimes())
def test_a_date_stands_for_its_month(day: date) -> None:
    """Any date from the year 1000 on is in the period that it is read as; others are refused."""
    if day.year < 1000:
        with pytest.raises(InvalidPeriodError):
            Period.parse(day)
    else:
        assert Period.parse(day) == Period(year=day.year, month=day.month, months=1)


# --- writing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(year=2024), "2024"),
        (Period(year=1000), "1000"),
        (Period(year=2024, month=5, months=1), "2024-05"),
        (Period(year=2024, month=1, months=1), "2024-01"),
        (Period(year=2023, months=11), "2023-01/2023-11"),
        (Period(year=2023, month=4, months=3), "2023-04/2023-06"),
        (Period(year=2023, months=24), "2023-01/2024-12"),
        (Period(year=2023, month=2), "2023-02/2024-01"),
        (Period(year=9999, month=11, months=2), "9999-11/9999-12"),
    ],
)
def test_text_and_repr(period: Period, text: str) -> None:
    """The text is the shortest ISO 8601 form; the repr is what one would type to get it."""
    assert str(period) == text
    assert f"{period}" == text
    assert repr(period) == f"Period.parse({text!r})"


@given(periods())
def test_text_and_repr_lead_back_to_the_period(period: Period) -> None:
    """Writing and reading are inverse for every period there is."""
    assert Period.parse(str(period)) == period
    assert eval(repr(period), {"Period": Period}) == period  # noqa: S307


@given(periods())
def test_the_iso_length_form_leads_back_too(period: Period) -> None:
    """First month and length name the same period as first and last month, up to 999 months."""
    written = f"{period.year}-{period.month:02}/P{period.months}M"
    if period.months <= 999:
        assert Period.parse(written) == period


# --- what it knows ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-04", date(2024, 4, 1), date(2024, 4, 30)),
        ("2023-11/2024-02", date(2023, 11, 1), date(2024, 2, 29)),
        ("1000", date(1000, 1, 1), date(1000, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("9999-11", date(9999, 11, 1), date(9999, 11, 30)),
    ],
)
def test_first_and_last_day(written: str, start: date, end: date) -> None:
    """Leap years, Decembers and the end of the calendar are right."""
    period = Period.parse(written)
    assert (period.start, period.end) == (start, end)
    assert (type(period.start), type(period.end)) == (date, date)


@given(periods())
def test_first_and_last_day_bound_its_months(period: Period) -> None:
    """From the first day of the first month to the last day of the last month."""
    (year, month), (last_year, last_month) = (
        divmod(number, 12) for number in (months_of(period)[0], months_of(period)[-1])
    )
    assert period.start == date(year, month + 1, 1)
    last_day = monthrange(last_year, last_month + 1)[1]
    assert period.end == date(last_year, last_month + 1, last_day)


@pytest.mark.parametrize(
    ("written", "is_month", "is_full_year", "is_year_to_date"),
    [
        ("2024", False, True, True),
        ("2024-01", True, False, True),
        ("2024-02", True, False, False),
        ("2024-12", True, False, False),
        ("2024-01/2024-11", False, False, True),
        ("2024Q1", False, False, True),
        ("2024Q2", False, False, False),
        ("2024-02/2025-01", False, False, False),
        ("2024-01/2025-01", False, False, False),
        ("2023/2024", False, False, False),
    ],
)
def test_kinds_of_period(
    written: str, is_month: bool, is_full_year: bool, is_year_to_date: bool
) -> None:
    """A year to date starts in January and ends in the same year; December makes it a full year."""
    period = Period.parse(written)
    assert period.is_month is is_month
    assert period.is_full_year is is_full_year
    assert period.is_year_to_date is is_year_to_date


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2024", "2024-12"),
        ("2024-05", "2024-05"),
        ("2023-01/2023-11", "2023-11"),
        ("2023-11/2024-02", "2024-02"),
        ("2023/2024", "2024-12"),
        ("9999", "9999-12"),
    ],
)
def test_the_last_month(written: str, last: str) -> None:
    """The last month is a period of its own."""
    assert Period.parse(written).last_month == Period.parse(last)


@given(periods())
def test_the_last_month_lies_inside_and_ends_with_it(period: Period) -> None:
    """The last month is a month of the period and has the same last day."""
    last = period.last_month
    assert last.is_month
    assert last in period
    assert last.end == period.end


@pytest.mark.parametrize(
    ("written", "before"),
    [
        ("2024", "2023"),
        ("2024-02", "2023-02"),
        ("2023-01/2023-11", "2022-01/2022-11"),
        ("2023-11/2024-02", "2022-11/2023-02"),
        ("1001", "1000"),
    ],
)
def test_the_year_before(written: str, before: str) -> None:
    """Growth compares with the same months a year before."""
    assert Period.parse(written).previous_year() == Period.parse(before)


def test_there_is_no_year_before_1000() -> None:
    """The calendar of this library starts in the year 1000."""
    with pytest.raises(InvalidPeriodError) as caught:
        Period(year=1000).previous_year()
    error = caught.value
    assert (error.argument, error.value) == ("period", "1000")
    assert error.allowed == "a period that begins after the year 1000"


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        ("2024-05", "2024", True),
        ("2024", "2024", True),
        ("2024-01", "2024", True),
        ("2024-12", "2024", True),
        ("2024Q2", "2024-04/2024-06", True),
        ("2024", "2023/2025", True),
        ("2024", "2024-05", False),
        ("2023-12", "2024", False),
        ("2025-01", "2024", False),
        ("2023-12/2024-01", "2024", False),
        ("2024-12/2025-01", "2024", False),
        ("2024", "2024-01/2024-11", False),
    ],
)
def test_one_period_in_another(inner: str, outer: str, inside: bool) -> None:
    """`in` says whether all months of one are months of the other."""
    assert (Period.parse(inner) in Period.parse(outer)) is inside


@given(periods(), periods())
def test_being_inside_is_about_months(one: Period, other: Period) -> None:
    """`in` is the subset relation on months."""
    wide = months_of(other)
    subset = months_of(one)[0] in wide and months_of(one)[-1] in wide
    assert (one in other) is subset
    assert one in one  # noqa: PLR0124


# --- being a value ------------------------------------------------------------------------


def test_order() -> None:
    """Periods sort by their first month, then the shorter first."""
    texts = ["2023-01", "2023-01/2023-11", "2023", "2023-02", "2023-12", "2024-01", "2024"]
    in_order = [Period.parse(text) for text in texts]
    mixed = [in_order[place] for place in (3, 0, 6, 2, 5, 1, 4)]
    assert sorted(mixed) == in_order
    assert in_order[0] < in_order[1] <= in_order[2]
    assert in_order[-1] > in_order[-2] >= in_order[-3]


@given(periods(), periods())
def test_order_is_by_first_month_then_length(one: Period, other: Period) -> None:
    """Exactly one of less, equal and greater holds, by first month and then length."""
    keys = [(months_of(period)[0], period.months) for period in (one, other)]
    assert (one < other) is (keys[0] < keys[1])
    assert (one > other) is (keys[0] > keys[1])
    assert (one == other) is (keys[0] == keys[1])


def test_there_is_no_order_with_other_types() -> None:
    """A period is neither equal to nor comparable with its text."""
    period: Any = Period(year=2024)
    assert period != "2024"
    assert period != 2024
    with pytest.raises(TypeError):
        sorted([period, "2023"])


@given(periods())
def test_equal_periods_hash_alike(period: Period) -> None:
    """A period is a dictionary key by value."""
    twin = Period(year=period.year, month=period.month, months=period.months)
    assert twin is not period
    assert twin == period
    assert hash(twin) == hash(period)
    assert len({twin, period}) == 1


@pytest.mark.parametrize("name", ["year", "month", "months"])
def test_it_cannot_be_changed(name: str) -> None:
    """A period is frozen, and has no room for attributes of its own."""
    period = Period(year=2024)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(period, name, 1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(period, name)
    assert not hasattr(period, "__dict__")


# --- making one from numbers --------------------------------------------------------------


def test_defaults_are_the_calendar_year() -> None:
    """A year alone is January to December."""
    period = Period(year=2024)
    assert (period.year, period.month, period.months) == (2024, 1, 12)


def test_numbers_are_given_by_name() -> None:
    """Three numbers in a row would say nothing."""
    anything: Any = Period
    with pytest.raises(TypeError):
        anything(2024)
    with pytest.raises(TypeError):
        anything()


WRONG_NUMBERS: dict[str, tuple[dict[str, Any], str, Any, str]] = {
    "month 0": ({"year": 2024, "month": 0}, "month", 0, "from 1 to 12"),
    "month 13": ({"year": 2024, "month": 13}, "month", 13, "from 1 to 12"),
    "month 13 for one month": (
        {"year": 2024, "month": 13, "months": 1},
        "month",
        13,
        "from 1 to 12",
    ),
    "negative month": ({"year": 2024, "month": -1}, "month", -1, "from 1 to 12"),
    "months 0": ({"year": 2024, "months": 0}, "months", 0, "at least 1"),
    "negative months": ({"year": 2024, "months": -3}, "months", -3, "at least 1"),
    "year 999": ({"year": 999}, "year", 999, "from 1000 to 9999"),
    "year 0": ({"year": 0}, "year", 0, "from 1000 to 9999"),
    "year 10000": ({"year": 10_000}, "year", 10_000, "from 1000 to 9999"),
    "beyond 9999-12": ({"year": 9999, "month": 2}, "months", 12, "9999-12"),
    "far beyond 9999-12": ({"year": 2024, "months": 10**9}, "months", 10**9, "9999-12"),
    "bool year": ({"year": True}, "year", True, "int"),
    "bool month": ({"year": 2024, "month": True}, "month", True, "int"),
    "bool months": ({"year": 2024, "months": True}, "months", True, "int"),
    "float year": ({"year": 2024.0}, "year", 2024.0, "int"),
    "float month": ({"year": 2024, "month": 5.0}, "month", 5.0, "int"),
    "float months": ({"year": 2024, "months": 1.5}, "months", 1.5, "int"),
    "text year": ({"year": "2024"}, "year", "2024", "int"),
    "no month": ({"year": 2024, "month": None}, "month", None, "int"),
    "no months": ({"year": 2024, "months": None}, "months", None, "int"),
}


@pytest.mark.parametrize(
    ("numbers", "field", "value", "allowed"), WRONG_NUMBERS.values(), ids=WRONG_NUMBERS
)
def test_numbers_that_make_no_period_are_refused(
    numbers: dict[str, Any], field: str, value: Any, allowed: str
) -> None:
    """The error blames the number that is wrong, and says what it may be."""
    with pytest.raises(InvalidFieldError) as caught:
        Period(**numbers)
    error = caught.value
    assert (error.model, error.field, error.value) == ("Period", field, value)
    assert type(error.value) is type(value)
    assert allowed in error.allowed
    assert str(error) == f"Period.{field} must be {error.allowed}; got {value!r}"


def test_a_changed_copy_is_checked_again() -> None:
    """`attrs.evolve` makes another period, under the same rules."""
    assert attrs.evolve(Period(year=2024), months=1) == Period.parse("2024-01")
    with pytest.raises(InvalidFieldError) as caught:
        attrs.evolve(Period(year=9999), months=13)
    assert caught.value.allowed == "a number of months that ends by 9999-12"
