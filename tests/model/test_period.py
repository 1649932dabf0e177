"""`Period`: what can be written for it, what it knows, and what it refuses."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from china_trade_cities import Period
from china_trade_cities.exceptions import InvalidFieldError, InvalidPeriodError
from tests.support.cases import document, table

FORMS = (
    "a Period",
    "a year (2024 or '2024')",
    "a half of one ('2024H1')",
    "a quarter ('2024Q1')",
    "a month ('2024-05' or '202405')",
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


CASES: dict[str, Any] = document(__file__, "periods.json")


class Known(NamedTuple):
    """A period, all that follows from it, and every way of writing it."""

    text: str
    period: Period
    start: date
    end: date
    kinds: list[str]
    last_month: str
    year_before: str
    written: list[str]


KNOWN = [
    Known(
        row["text"],
        Period(year=int(row["year"]), month=int(row["month"]), months=int(row["months"])),
        date.fromisoformat(row["start"]),
        date.fromisoformat(row["end"]),
        row["kinds"].split(),
        row["last_month"],
        row["year_before"],
        [row["text"], *row["written"].split()],
    )
    for row in table(__file__, "periods.csv")
]

# --- reading ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((written, known.period) for known in KNOWN for written in known.written),
        *((year, Period(year=year)) for year in (1000, 2024, 9999)),
        (" 2024-05\n", Period(year=2024, month=5, months=1)),
        ("2025H1", Period(year=2025, month=1, months=6)),
        ("2025-h2", Period(year=2025, month=7, months=6)),
        ("2024H2/2025H1", Period(year=2024, month=7, months=12)),
        (date(2024, 5, 17), Period(year=2024, month=5, months=1)),
        (date(2024, 2, 29), Period(year=2024, month=2, months=1)),
        (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), Period(year=2024, month=12, months=1)),
        (date.max, Period(year=9999, month=12, months=1)),
    ],
    ids=repr,
)
def test_every_documented_form_is_read(written: Any, meant: Period) -> None:
    """Years and parts of them, spans and dates: the months count, not how they were written."""
    period = Period.parse(written)
    assert (period.year, period.month, period.months) == (meant.year, meant.month, meant.months)
    assert period == meant
    assert hash(period) == hash(meant)
    assert str(period) == str(meant)


def test_a_period_is_returned_as_it_is() -> None:
    """Parsing a period costs nothing and changes nothing."""
    period = Period(year=2023, months=11)
    assert Period.parse(period) is period


REFUSED: dict[str, Any] = {
    **CASES["refused"],
    "not a number": float("nan"),
    "bytes": b"2024",
    "tuple": (2024, 5),
    "date before the year 1000": date(999, 12, 31),
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


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.text)
def test_text_and_repr(known: Known) -> None:
    """The text is the shortest ISO 8601 form; the repr is what one would type to get it."""
    assert str(known.period) == f"{known.period}" == known.text
    assert repr(known.period) == f"Period.parse({known.text!r})"


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


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.text)
def test_what_follows_from_a_period(known: Known) -> None:
    """Leap years, Decembers and the ends of the calendar are right.

    A year to date starts in January and ends in the same year; December makes it a full year.
    Growth compares with the same months a year before.
    """
    period = known.period
    assert (period.start, period.end) == (known.start, known.end)
    assert (type(period.start), type(period.end)) == (date, date)
    assert period.is_month is ("month" in known.kinds)
    assert period.is_full_year is ("full-year" in known.kinds)
    assert period.is_year_to_date is ("year-to-date" in known.kinds)
    assert period.last_month == Period.parse(known.last_month)
    if known.year_before:
        assert period.previous_year() == Period.parse(known.year_before)


@given(periods())
def test_first_and_last_day_bound_its_months(period: Period) -> None:
    """From the first day of the first month to the last day of the last month."""
    (year, month), (last_year, last_month) = (
        divmod(number, 12) for number in (months_of(period)[0], months_of(period)[-1])
    )
    assert period.start == date(year, month + 1, 1)
    last_day = monthrange(last_year, last_month + 1)[1]
    assert period.end == date(last_year, last_month + 1, last_day)


@given(periods())
def test_the_last_month_lies_inside_and_ends_with_it(period: Period) -> None:
    """The last month is a month of the period and has the same last day."""
    last = period.last_month
    assert last.is_month
    assert last in period
    assert last.end == period.end


def test_there_is_no_year_before_1000() -> None:
    """The calendar of this library starts in the year 1000."""
    with pytest.raises(InvalidPeriodError) as caught:
        Period(year=1000).previous_year()
    error = caught.value
    assert (error.argument, error.value) == ("period", "1000")
    assert error.allowed == "a period that begins after the year 1000"


@pytest.mark.parametrize(("inner", "outer", "inside"), CASES["one_in_another"])
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


@pytest.mark.parametrize(
    ("numbers", "field", "value", "allowed"),
    CASES["refused_numbers"].values(),
    ids=CASES["refused_numbers"],
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
