"""Questions on a user's own frame: columns, periods, refusals, city names, and types of frames."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import china_trade_cities as ctc
from china_trade_cities import frames
from china_trade_cities.exceptions import (
    CityNotFoundError,
    IncomparableRecordsError,
    IndustryNotFoundError,
    InvalidArgumentError,
    InvalidFieldError,
    InvalidPeriodError,
    MissingExtraError,
)
from tests.support import factories
from tests.support.cases import document
from tests.support.engines import (
    DASK,
    EVERYWHERE,
    QUICK,
    QUICKLY,
    SLOW,
    SLOWLY,
    Engine,
    rows,
    spark,
    table,
)

ANYTHING: Any = frames  # the same functions, for arguments that a type checker refuses


# The words that people write for columns, directions, goods and places.
WORDS: dict[str, Any] = document(__file__, "words.json")
USUAL: dict[str, list[str]] = WORDS["columns"]


def small(**columns: Any) -> pl.DataFrame:
    """Two cities with one amount each, and further columns."""
    return pl.DataFrame({"city": ["Ningbo", "Suzhou"], "value": [3, 4], **columns})


# --- columns ------------------------------------------------------------------------------


def test_columns_are_found_and_said() -> None:
    """A column called like its part is it; otherwise one that is known to be called so."""
    frame = pl.DataFrame(schema=["Reporter", "month", "year", "value", "usd", "hs_code", "币制"])
    with pytest.raises(InvalidArgumentError, match="which of 'month', 'year' is the period"):
        frames.Columns.found_in(frame)
    found = frames.Columns.found_in(frame, frames.Columns(period="month"))
    assert found == frames.Columns(
        city="Reporter", period="month", value="value", product="hs_code", currency="币制"
    )


@pytest.mark.parametrize("part", USUAL)
def test_columns_are_found_by_every_usual_name(part: str) -> None:
    """In upper or lower case; one called like its part comes before all others."""
    first, *others = USUAL[part]
    for name in (first, *others):
        for written in (name, name.upper()):
            found = frames.Columns.found_in(pl.DataFrame(schema=[written, "x"]))
            assert found == frames.Columns(**{part: written})
    for name, other in pairwise(others):
        both = frames.Columns.found_in(pl.DataFrame(schema=[name, first.title()]))
        assert both == frames.Columns(**{part: first.title()})
        allowed = f"a frames.Columns that says which of '{name}', '{other}' is the {part}"
        with pytest.raises(InvalidArgumentError, match=f"^columns must be {allowed}; got None$"):
            frames.Columns.found_in(pl.DataFrame(schema=[name, other]))


def test_a_column_plays_one_part() -> None:
    """What is named as one part is not found as another."""
    frame = pl.DataFrame({"city": ["a", "b"], "value": [1, 2], "reporter": ["x", "y"]})
    found = frames.Columns.found_in(frame, frames.Columns(product="city"))
    assert (found.product, found.city) == ("city", "reporter")


THERE = "names among 'city', 'value'"


@pytest.mark.parametrize(
    ("columns", "value", "allowed"),
    [
        (frames.Columns(city="town"), "city='town'", THERE),
        (
            frames.Columns(period="when", flow="which", city="city"),
            "period='when', flow='which'",
            THERE,
        ),
        ({"city": "town"}, {"city": "town"}, "a frames.Columns, or None"),
        (5, 5, "a frames.Columns, or None"),
        *(
            (
                columns,
                "value=None",
                "a frames.Columns that names the value, which was not found among 'city', 'value'",
            )
            for columns in (
                frames.Columns(city="value"),
                frames.Columns(city="value", currency="city"),
            )
        ),
    ],
)
def test_columns_that_are_not_there(columns: Any, value: object, allowed: str) -> None:
    """All that are not there, with those that are; what stands for a part, and what was found."""
    with pytest.raises(InvalidArgumentError) as caught:
        frames.top_n(small(), columns=columns)
    error = caught.value
    assert (error.argument, error.value, error.allowed) == ("columns", value, allowed)


@pytest.mark.parametrize("part", USUAL)
def test_a_column_is_named_by_text(part: str) -> None:
    """Given by its part, as text that is not blank."""
    for wrong in (" ", "", 5):
        with pytest.raises(InvalidFieldError, match=f"Columns.{part} .*not blank, or None"):
            ANYTHING.Columns(**{part: wrong})
    with pytest.raises(TypeError, match="positional"):
        ANYTHING.Columns("city")


def test_results_carry_the_users_names() -> None:
    """The city and the amount keep their names, which must not be those of other columns."""
    frame = pl.DataFrame({"Ort": ["a", "b"], "rank": [1, 2]})
    columns = frames.Columns(city="Ort", value="rank")
    with pytest.raises(InvalidArgumentError) as caught:
        frames.top_n(frame, columns=columns)
    allowed = "names that differ from each other in the result: ['rank', 'Ort', 'rank']"
    error = caught.value
    assert (error.argument, error.value, error.allowed) == ("columns", columns, allowed)
    renamed = frame.rename({"rank": "Betrag"})
    columns = frames.Columns(city="Ort", value="Betrag")
    assert frames.top_n(renamed, columns=columns).columns == ["rank", "Ort", "Betrag"]


# --- what frames may hold -----------------------------------------------------------------


def test_what_is_no_frame_is_refused() -> None:
    """The error names the engines there are."""
    for thing in ([1, 2], None, "frame", pl.Series([1])):
        with pytest.raises(InvalidArgumentError) as caught:
            ANYTHING.top_n(thing)
        error = caught.value
        assert error.argument == "frame"
        assert error.value is thing
        assert error.allowed == (
            "a frame of pandas, Polars, PyArrow, DuckDB, Dask, PySpark, Ibis or Modin"
        )


def test_columns_without_a_value() -> None:
    """A column of nothing but nulls gives no rows, whatever its type."""
    empty: Any = {"city": [None], "month": [None], "value": [None]}
    for frame in (pl.DataFrame(empty), pd.DataFrame(empty)):
        assert rows(frames.top_n(frame, period=2024)) == []


def test_integer_cities_are_text_in_results() -> None:
    """Codes sort and show as text."""
    frame = pl.DataFrame({"city": [440300, 440100, 440100], "value": [1, 2, 3]})
    assert frames.top_n(frame, cities=440100).rows() == [(1, "440100", 5)]
    with pytest.raises(InvalidArgumentError, match=r"column 'city' \(int\), or None"):
        frames.top_n(frame, cities="440100")


@QUICKLY
def test_large_integers_are_exact(engine: Engine) -> None:
    """Beyond 2**53 sums are exact, and percents are rounded once."""
    data = {"city": ["a", "b", "a"], "value": [2**54 + 1, 2**55 + 3, 2**54 + 2]}
    frame = engine(table(data, {"city": pa.string(), "value": pa.int64()}))
    found = rows(frames.market_share(frame))
    assert [(row["city"], row["value"]) for row in found] == [("b", 2**55 + 3), ("a", 2**55 + 3)][
        ::-1
    ]
    assert [row["rank"] for row in found] == [1, 1]
    assert [row["share"] for row in found] == [50.0, 50.0]


@QUICKLY
def test_what_has_no_name_comes_last(engine: Engine) -> None:
    """Among those that are level, whether these are cut or kept."""
    data = {"city": ["b", None, "a", "c"], "value": [5, 5, 5, 7]}
    frame = engine(table(data, {"city": pa.string(), "value": pa.int64()}))
    for options, expected in (
        ({"n": 4}, ["c", "a", "b", None]),
        ({"n": 3}, ["c", "a", "b"]),
        ({"n": 2, "ties": "all"}, ["c", "a", "b", None]),
    ):
        assert [row["city"] for row in rows(ANYTHING.top_n(frame, **options))] == expected


@QUICKLY
def test_growth_of_large_integers_is_exact(engine: Engine) -> None:
    """The sums of both periods, and what is between them."""
    types = {"city": pa.string(), "year": pa.int32(), "value": pa.int64()}
    data = {
        "city": ["a", "a", "b", "b", "b"],
        "year": [2023, 2024, 2023, 2024, 2024],
        "value": [2**60 + 1, 2**60 + 4, 2**59 + 1, 2**58 + 3, 2**58],
    }
    frame = engine(table(data, types))
    grown = rows(frames.growth_leaders(frame, period=2024))
    assert [(row["city"], row["value"], row["base"]) for row in grown] == [
        ("b", 2**58 + 2**58 + 3, 2**59 + 1),
        ("a", 2**60 + 4, 2**60 + 1),
    ]
    assert all(type(row["value"]) is type(row["base"]) is int for row in grown)
    added = rows(frames.contribution(frame, 1, period=2024))
    assert [(row["city"], row["value"], row["base"]) for row in added] == [
        ("a", 2**60 + 4, 2**60 + 1)
    ]


# --- periods ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "months",
    [
        pd.Series(pd.period_range("2023-12", periods=4, freq="M")),
        pd.Series([date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), None]),
        pd.Series(["202312", "202401", "202402", "2024/03"], dtype="category"),
        pd.Series([202312.0, 202401.0, 202402.0, None]),
        pd.to_datetime(
            pd.Series(["2023-12-31 15:59:59", "2023-12-31 16:00:00", "2024-02-29 15:59:59", None])
        )
        .dt.tz_localize("UTC")
        .dt.tz_convert("Asia/Shanghai"),
    ],
    ids=["periods", "dates of Python", "categories", "floats", "zoned datetimes"],
)
def test_months_as_pandas_has_them(months: Any) -> None:
    """Periods, objects, categories, integers with a gap, datetimes in a zone: by its wall."""
    frame = pd.DataFrame({"city": ["a", "b", "c", "d"], "month": months, "value": [1, 2, 4, 8]})
    found = rows(frames.top_n(frame, period="2024-01/2024-02"))
    assert [(row["city"], row["value"]) for row in found] == [("c", 4), ("b", 2)]


def test_the_last_month_there_is() -> None:
    """The end of the calendar is no limit."""
    frame = small(period=[date(9999, 12, 31), date(9999, 11, 30)])
    for kind in (pl.Date, pl.Datetime("us")):
        dated = frame.with_columns(pl.col("period").cast(kind))
        assert frames.top_n(dated, period="9999-12").rows() == [(1, "Ningbo", 3)]
    for months in ([999912, 999911], ["9999-12", "9999-11"]):
        found = small(period=months).lazy().pipe(frames.top_n, period="9999-12").collect()
        assert found.rows() == [(1, "Ningbo", 3)]


def test_a_span_is_also_found_as_it_is_written() -> None:
    """Records of a year to date lie in just that span, not in others."""
    frame = small(period=["2024-01/2024-03", "2024-02"])
    waived = frames.top_n(frame, period="2024-01/2024-03", waive="period")
    assert [row[1] for row in waived.rows()] == ["Suzhou", "Ningbo"]
    assert [row[1] for row in frames.top_n(frame, period="2024").rows()] == ["Suzhou"]


@pytest.mark.parametrize(
    "months",
    [["2024", "2024-05"], [2024, 202405], ["2024-01/2024-03", "2024-03"], ["202405", "2024"]],
)
def test_years_beside_months_are_refused(months: list[Any]) -> None:
    """Otherwise trade would be counted twice."""
    with pytest.raises(IncomparableRecordsError, match="periods that overlap") as caught:
        frames.top_n(small(period=months), period=None)
    assert set(caught.value.mixed["period"]) == set(map(str, months))
    assert len(frames.top_n(small(period=months), waive=["period"])) == 2


def test_all_periods_that_overlap_are_named() -> None:
    """Also the same months in another spelling; not those beside them."""
    months = ["2024", "2024-12", "202412", "2023", "2025-01"]
    frame = pl.DataFrame({"city": "a", "month": months, "value": 1})
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    assert set(caught.value.mixed["period"]) == set(months[:3])


@pytest.mark.parametrize(
    "months", [["2024", "2023-05"], ["2024-05", "202405"], ["2024-05", "May"], [None, "2024"]]
)
def test_periods_that_do_not_overlap(months: list[Any]) -> None:
    """Other months, the same month in two spellings, and what is no month, add up."""
    assert len(frames.top_n(small(period=months))) == 2


def test_growth_on_another_base() -> None:
    """The base is as long as the period, and may overlap it."""
    frame = pl.DataFrame(
        {"city": "a", "month": ["2024-01", "2024-02", "2024-03"], "value": [2, 3, 4]}
    )
    found = frames.growth_leaders(frame, period="2024-02/2024-03", base="2024-01/2024-02")
    assert found.rows() == [(1, "a", 7, 5, 40.0)]
    allowed = "a period of 2 months, as long as 2024-02/2024-03"
    with pytest.raises(InvalidArgumentError, match=f"^base must be {allowed}; got '2024-01'$"):
        frames.growth_leaders(frame, period="2024-02/2024-03", base="2024-01")
    with pytest.raises(InvalidPeriodError, match="base"):
        frames.growth_leaders(frame, period="2024-02", base="soon")
    with pytest.raises(InvalidArgumentError) as caught:
        ANYTHING.growth_leaders(frame, period="2024-02", min_value="7")
    error = caught.value
    assert (error.argument, error.value) == ("min_value", "7")
    assert error.allowed == "a number, or None for no limit"


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "values", "reason"),
    [
        (part, values, reason)
        for part, reasons in WORDS["refused"].items()
        for reason, pairs in reasons.items()
        for values in pairs
    ],
    ids=str,
)
def test_what_must_not_be_added_is_refused(part: str, values: list[Any], reason: str) -> None:
    """The error names the values, and can be waived by name."""
    frame = small(**{part: values})
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    assert caught.value.mixed == {part: tuple(sorted("" if v is None else str(v) for v in values))}
    assert caught.value.reasons == {part: reason}
    assert len(frames.top_n(frame, waive=part)) == 2


@pytest.mark.parametrize(
    ("part", "values"),
    [(part, values) for part, pairs in WORDS["added"].items() for values in pairs],
    ids=str,
)
def test_what_adds_up_is_added(part: str, values: list[Any]) -> None:
    """Parts of one whole, and single values of any kind."""
    assert len(frames.top_n(small(**{part: values}))) == 2


@pytest.mark.parametrize(
    ("part", "single", "reason"),
    [
        ("product", "85", "all goods beside single goods"),
        ("partner", "Japan", "the world beside single partners"),
    ],
)
def test_every_usual_word_for_a_whole_is_known(part: str, single: str, reason: str) -> None:
    """For all goods, or for all partners, beside a single one."""
    for whole in (*WORDS["wholes"], *(f"All {what}" for what in WORDS["all of these"])):
        frame = small(**{part: [whole, single]})
        with pytest.raises(IncomparableRecordsError) as caught:
            frames.top_n(frame)
        assert caught.value.reasons == {part: reason}
    for other in WORDS["no wholes"]:
        assert len(frames.top_n(small(**{part: [other, single]}))) == 2


def test_every_usual_word_for_a_direction_is_known() -> None:
    """One beside exports, imports or both, which says what it is taken for."""
    for reason, words in WORDS["directions beside exports"].items():
        for word in words:
            with pytest.raises(IncomparableRecordsError, match=reason) as caught:
                frames.top_n(small(flow=["X", word]))
            assert caught.value.mixed == {"flow": tuple(sorted(["X", word]))}
    with pytest.raises(IncomparableRecordsError, match="exports beside"):
        frames.top_n(small(flow=["出口总值", "转口"]))
    for again, imports in (("rm", "进口"), ("Reimport", "Imports"), ("re-imports", "m")):
        with pytest.raises(IncomparableRecordsError, match="imports beside") as caught:
            frames.top_n(small(flow=[again, imports]))
        assert caught.value.mixed == {"flow": tuple(sorted([again, imports]))}
    for word in WORDS["no directions"]:
        assert len(frames.top_n(small(flow=["x", word]))) == 2
    # Only what overlaps is named.
    three = pl.DataFrame({"city": "a", "value": 1, "flow": ["X", "M", "RX"]})
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(three)
    assert caught.value.mixed == {"flow": ("RX", "X")}
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(three.with_columns(flow=pl.Series(["X", "M", "RM"])))
    assert caught.value.mixed == {"flow": ("M", "RM")}


def test_every_usual_group_of_partners_is_known() -> None:
    """With the number of its members or without."""
    for group in WORDS["groups of partners"]:
        with pytest.raises(IncomparableRecordsError, match="blocs or regions") as caught:
            frames.top_n(small(partner=["Viet Nam", group]))
        assert caught.value.mixed == {"partner": tuple(sorted(["Viet Nam", group]))}


def test_codes_are_held_against_each_other() -> None:
    """All that a code contains are named, and no others."""
    codes = ["85", "8517", "851762", "86", "0101", "10", "HS 9503.00", "widgets"]
    frame = pl.DataFrame({"city": "a", "value": 1, "hs": codes})
    with pytest.raises(IncomparableRecordsError, match="codes of which they are a part") as caught:
        frames.top_n(frame)
    assert caught.value.mixed == {"product": ("85", "8517", "851762")}
    apart = frame.with_columns(hs=pl.Series([*codes[3:], *codes[3:6]]))
    assert len(frames.top_n(apart)) == 1
    for chapter, heading in (("hs85", "Hs 85.17"), ("85 - Electrical", "8501: Motors")):
        with pytest.raises(IncomparableRecordsError, match="codes of which they are a part"):
            frames.top_n(small(hs=[chapter, heading]))
    assert len(frames.top_n(small(hs=["85 - Electrical", "8 - 10 seats"]))) == 2


@pytest.mark.parametrize("nation", WORDS["nations"])
def test_every_usual_name_of_the_nation_is_known(nation: str) -> None:
    """Beside a city; alone it is a table of the nation."""
    with pytest.raises(IncomparableRecordsError, match="all cities together"):
        frames.top_n(small(city=["Ningbo", nation]))
    assert frames.top_n(small(city=[nation] * 2)).rows() == [(1, nation, 7)]


@pytest.mark.parametrize("nation", ["全国", "China", "总计", "Total", " 合计"])
@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["pl", "pd", "pa"])
def test_the_nation_beside_its_cities_is_refused(make: Any, nation: str) -> None:
    """It would be ranked as a city, and counted twice in shares."""
    frame = make(
        {"city": [nation, "Ningbo"] * 2, "year": [2023, 2023, 2024, 2024], "value": [3] * 4}
    )
    questions: list[Any] = [frames.top_n, frames.market_share, frames.concentration]
    for ask in (*questions, partial(frames.growth_leaders, period=2024)):
        with pytest.raises(IncomparableRecordsError, match="all cities together") as caught:
            ask(frame)
        assert caught.value.mixed == {"city": (nation,)}
        assert caught.value.reasons == {"city": "all cities together beside single cities"}
        assert len(rows(ask(frame, waive="city"))) >= 1
    assert rows(frames.top_n(frame, cities=nation))[0]["value"] == 6


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["pl", "pd", "pa"])
def test_the_nation_is_refused_by_its_code_and_only_where_it_would_be_answered(make: Any) -> None:
    """Codes may be numbers; without a row in one of both years it has no growth to be ranked."""
    years: dict[str, Any] = {"year": [2023, 2023, 2024, 2024], "value": [3] * 4}
    grown = partial(frames.growth_leaders, period=2024)
    both = make({"city": [100000, 330200] * 2} | years)
    for ask in (frames.top_n, grown):
        with pytest.raises(IncomparableRecordsError, match="all cities together"):
            ask(both)
    now_only = make({"city": [320500, 330200, 100000, 330200]} | years)
    assert [row["city"] for row in rows(grown(now_only))] == ["330200"]


def test_all_faults_are_told_at_once() -> None:
    """One error for all columns; long lists are cut."""
    products = [str(number) for number in range(10, 16)] + ["1011"]
    frame = pl.DataFrame(
        {
            "city": "a",
            "value": 1,
            "currency": ["CNY"] * 6 + ["USD"],
            "product": [None, *products[1:]],
        }
    )
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    text = str(caught.value)
    assert "currency: more than one currency ('CNY', 'USD')" in text
    assert "'13' and 2 more" in text
    assert "waive=('product', 'currency')" in text


def test_only_the_rows_that_are_asked_for_must_go_together() -> None:
    """A question that chooses one value, or a period with one, is answered."""
    frame = small(currency=["CNY", "USD"], period=["2023-01", "2024-01"], product=["", "61"])
    assert frames.top_n(frame, currency="USD", product="61").rows() == [(1, "Suzhou", 4)]
    assert frames.top_n(frame, period=2023).rows() == [(1, "Ningbo", 3)]
    assert frames.top_n(frame, currency="CNY", product="").rows() == [(1, "Ningbo", 3)]
    assert frames.top_n(frame, currency="CNY", product="61").rows() == []


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "Polars", "PyArrow"]
)
def test_a_value_that_the_column_spells_otherwise_is_refused(make: Any) -> None:
    """Not answered with nothing: the spelling of the column is told. Others may be missing."""
    data = {"city": ["a", "b"], "value": [1, 2], "hs": [60, 61], "currency": ["CNY", "USD"]}
    frame = make({**data, "flow": ["export", "import"], "year": [2023, 2024]})
    with pytest.raises(
        InvalidArgumentError, match="spelled as in column 'flow': 'export'; got 'Exports'"
    ):
        frames.top_n(frame, flow="Exports", product="60", currency="CNY")
    with pytest.raises(InvalidArgumentError, match=r"flow must be spelled .*: 'export'; got 'X'"):
        frames.top_n(frame, flow="X", product="60", currency="CNY", period=2023)
    with pytest.raises(
        InvalidArgumentError, match=r"currency must be spelled .*: 'USD'; got 'usd'"
    ):
        frames.market_share(frame, flow="import", product="61", currency="usd")
    for missing in ({"flow": "balance"}, {"product": "99"}, {"currency": "HKD"}):
        chosen: Any = {"flow": "export", "product": "60", "currency": "CNY", **missing}
        assert len(frames.top_n(frame, **chosen)) == 0
    assert len(frames.top_n(frame[:0], flow="Exports", product="60", currency="CNY")) == 0
    # What is missing is spelt as blank.
    blank = make({**data, "year": [2024, 2024], "partner": [None, "Japan"]})
    with pytest.raises(InvalidArgumentError, match=r"partner must be spelled .*: ''; got ' '"):
        frames.top_n(blank, partner=" ", waive=("product", "currency"))


def test_a_lazy_frame_answers_nothing_with_nothing() -> None:
    """It is not run to see whether there is such a value."""
    lazy = small(flow=["export"] * 2).lazy()
    assert frames.top_n(lazy, flow="exports").collect().rows() == []


def test_integer_codes_are_chosen_by_their_digits() -> None:
    """HS codes as integers have lost their leading zeros."""
    frame = small(product=[101, 8542])
    assert frames.top_n(frame, product="0101").rows() == [(1, "Ningbo", 3)]
    with pytest.raises(InvalidArgumentError, match="holds integers"):
        frames.top_n(frame, product="toys")


REFUSED: list[dict[str, Any]] = [
    *document(__file__, "refused.json"),
    {
        "columns": {"flow": [b"1", b"2"]},
        "argument": "columns",
        "got": "flow='flow'",
        "allowed": "of text, categories or numbers, not Binary",
    },
    {
        "columns": {"city": [date(2024, 1, 1)] * 2},
        "argument": "columns",
        "got": "city='city'",
        "allowed": "of text, categories or integers, not Date",
    },
]


@pytest.mark.parametrize(
    "case",
    REFUSED,
    ids=lambda case: f"{case.get('columns', {})} {case.get('options', {})}"[:70],
)
def test_what_is_wrong_is_said(case: dict[str, Any]) -> None:
    """Which argument, what was given, and what it must be."""
    columns = {name: pl.Series(held) for name, held in case.get("columns", {}).items()}
    options = dict(case.get("options", {}))
    if "columns" in options:
        options["columns"] = frames.Columns(**options["columns"])
    with pytest.raises(InvalidArgumentError) as caught:
        ANYTHING.top_n(small().with_columns(**columns), **options)
    error = caught.value
    assert (error.argument, error.value) == (case["argument"], case["got"])
    assert error.allowed == case["allowed"]


@pytest.mark.parametrize("flow", ["balance", "贸易差额"])
def test_a_balance_has_no_shares(flow: str) -> None:
    """Its parts do not add up to a whole."""
    frame = small(flow=["balance", "balance"], year=[2024, 2023], hs=["1", "2"])
    allowed = f"^flow must be a flow whose parts add up, .*; got '{flow}'$"
    for ask in (frames.market_share, frames.concentration, frames.specialization_index):
        with pytest.raises(InvalidArgumentError, match=allowed):
            ask(frame, flow=flow)
    with pytest.raises(InvalidArgumentError, match=allowed):
        frames.contribution(frame, flow=flow, period=2024)


# --- what every question takes ------------------------------------------------------------

ASKED: dict[str, Any] = {
    "top_n": frames.top_n,
    "growth_leaders": partial(frames.growth_leaders, period=2024),
    "market_share": frames.market_share,
    "contribution": partial(frames.contribution, period=2024),
    "concentration": frames.concentration,
    "specialization_index": frames.specialization_index,
    "by_specialization": partial(frames.by_specialization, industry="lithium batteries"),
}
ASKS = pytest.mark.parametrize("name", ASKED)
OF_MANY = pytest.mark.parametrize(
    "name", ["top_n", "growth_leaders", "market_share", "contribution"]
)
CHOICES = {
    "flow": ("export", "import"),
    "product": ("61", "85"),
    "partner": ("Japan", "Viet Nam"),
    "currency": ("CNY", "USD"),
    "basis": ("location", "customs-district"),
}


def two_by_two(**columns: tuple[Any, Any]) -> pl.DataFrame:
    """Two cities in two years and two products, and columns with a value for each half of that."""
    table = pl.DataFrame(
        {
            "city": ["Ningde", "Changzhou"] * 8,
            "year": [2023, 2023, 2024, 2024] * 4,
            "product": (["61"] * 4 + ["85"] * 4) * 2,
            "value": [3, 5, 7, 8, 5, 9, 6, 11, 4, 2, 9, 3, 2, 6, 8, 7],
        }
    )
    return table.with_columns(
        pl.Series(part, [one] * 8 + [other] * 8) for part, (one, other) in columns.items()
    )


@ASKS
@pytest.mark.parametrize("part", CHOICES)
def test_every_question_takes_the_rows_that_are_named(name: str, part: str) -> None:
    """A value chooses its rows, as if there were no others; of an index, the rows returned."""
    one, other = CHOICES[part]
    frame = two_by_two() if part == "product" else two_by_two(**{part: (one, other)})
    alone = frame.filter(pl.col(part) == one)
    ask = ASKED[name]
    if (name, part) == ("specialization_index", "product"):
        every = [row["index"] for row in rows(ask(frame)) if row["product"] == one]
        assert [row["index"] for row in rows(ask(frame, product=one))] == every
        return
    found = rows(ask(frame, **{part: one}))
    assert found
    assert found == rows(ask(alone))
    assert found != rows(ask(frame, waive=part))


@ASKS
def test_every_question_finds_the_columns_that_are_named(name: str) -> None:
    """And answers by these names."""
    frame = two_by_two()
    called = {"city": "town", "year": "when", "value": "worth", "product": "good"}
    columns = frames.Columns(city="town", period="when", value="worth", product="good")
    expected = [
        {called.get(key, key): value for key, value in row.items()}
        for row in rows(ASKED[name](frame))
    ]
    assert rows(ASKED[name](frame.rename(called), columns=columns)) == expected


@ASKS
def test_every_question_refuses_what_does_not_go_together(name: str) -> None:
    """Unless it is waived."""
    frame = two_by_two(currency=("CNY", "USD"))
    with pytest.raises(IncomparableRecordsError, match="currency"):
        ASKED[name](frame)
    assert rows(ASKED[name](frame, waive="currency"))


@ASKS
def test_every_question_says_which_period_is_wrong(name: str) -> None:
    """By the name of the argument."""
    with pytest.raises(InvalidPeriodError, match=r"^period"):
        ASKED[name](two_by_two(), period="soon")
    if name in ("growth_leaders", "contribution"):
        with pytest.raises(InvalidPeriodError, match=r"^base"):
            ASKED[name](two_by_two(), base="soon")
    else:
        late = two_by_two().filter(pl.col("year") == 2024)
        assert rows(ASKED[name](two_by_two(), period=2024)) == rows(ASKED[name](late))


@pytest.mark.parametrize("name", ["top_n", "growth_leaders", "contribution", "concentration"])
def test_questions_about_some_cities(name: str) -> None:
    """Are answered as if the table held no others."""
    alone = two_by_two().filter(pl.col("city") == "Ningde")
    found = rows(ASKED[name](two_by_two(), cities="Ningde"))
    assert found
    assert found == rows(ASKED[name](alone))


@OF_MANY
def test_ten_cities_unless_said_otherwise(name: str) -> None:
    """Those level with the last one are cut by their names, or kept."""
    frame = pl.DataFrame(
        {
            "city": [f"city {number:02}" for number in range(12)] * 2,
            "year": [2023] * 12 + [2024] * 12,
            "value": [5] * 12 + [6] * 12,
        }
    )
    ask = ASKED[name]
    assert [row["city"] for row in rows(ask(frame))] == [
        f"city {number:02}" for number in range(10)
    ]
    assert len(rows(ask(frame, 3, ties="all"))) == 12
    assert [row["city"] for row in rows(ask(frame, n=2))] == ["city 00", "city 01"]
    for wrong in ({"n": 0}, {"ties": "some"}):
        with pytest.raises(InvalidArgumentError, match=f"^{next(iter(wrong))} must be "):
            ask(frame, **wrong)


def test_how_much_other_questions_tell_unless_said_otherwise() -> None:
    """Every combination of an index; the shares of the five largest cities."""
    assert len(rows(frames.specialization_index(two_by_two()))) == 4
    assert len(rows(frames.specialization_index(two_by_two(), 3))) == 3
    frame = pl.DataFrame({"city": list("abcdef"), "value": [4, 3, 3, 3, 3, 4]})
    assert [(row["k"], row["top_share"]) for row in rows(frames.concentration(frame))] == [(5, 85)]
    with pytest.raises(InvalidArgumentError, match=r"^k must be .*; got 0$"):
        frames.concentration(frame, k=0)


# --- cities -------------------------------------------------------------------------------

MESSY = ["Canton", "深圳市", "Taizhou", "Atlantis", None, "440100", " ", "O'Fallon", "深圳市"]
MEANT = ["guangzhou", "shenzhen", None, None, None, "guangzhou", None, None, "shenzhen"]
LOST = [
    ("", 1, "blank", None),
    (" ", 1, "blank", None),
    ("Atlantis", 1, "unknown", None),
    ("O'Fallon", 1, "unknown", None),
    ("Taizhou", 1, "ambiguous", "taizhou-jiangsu; taizhou-zhejiang"),
]
TEXTS = pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
    ids=["text", "view", "category"],
)


def check_cities(engine: Engine, kind: Any) -> None:
    """Names are matched, what is not is listed, and specialised cities are found by any name."""
    data = {"city": MESSY, "value": list(range(len(MESSY)))}
    frame = engine(table(data, {"city": kind, "value": pa.int64()}))
    matched = frames.match_cities(frame)
    assert type(matched) is type(frame)
    found = sorted(rows(matched), key=lambda row: row["value"])
    assert [row["city"] for row in found] == MESSY
    assert [row["city_id"] for row in found] == MEANT
    assert list(found[0].values())[2:] == ["guangzhou", "Guangdong", "eastern", "440100"]
    lost = frames.unmatched(frame)
    assert type(lost) is type(frame)
    assert [tuple(row.values()) for row in rows(lost)] == LOST
    special = frames.by_specialization(frame, "mobile phones", waive="city")
    assert type(special) is type(frame)
    assert [tuple(row.values()) for row in rows(special)] == SPECIAL


SPECIAL = [
    (rank, city, value, kind)
    for rank, (city, value) in enumerate([("深圳市", 9)], 1)
    for kind in [
        found.strongest.value
        for found in ctc.by_specialization("mobile phones")
        if found.city.id == "shenzhen"
    ]
]


@TEXTS
@QUICKLY
def test_cities_are_matched(engine: Engine, kind: Any) -> None:
    """On every quick engine."""
    check_cities(engine, kind)


@SLOWLY
def test_cities_are_matched_by_slow_engines(engine: Engine) -> None:
    """On Dask, Ibis and PySpark."""
    check_cities(engine, pa.string())


@pytest.mark.parametrize("name", ["pandas", "pandas with Arrow types", "Polars", "PyArrow"])
def test_matching_keeps_the_order_of_rows(name: str) -> None:
    """An eager frame comes back row by row."""
    places = [(7 * number) % 1_000 for number in range(20_000)]
    names = [MESSY[place % len(MESSY)] for place in places]
    frame = QUICK[name](
        table({"city": names, "at": places}, {"city": pa.string(), "at": pa.int64()})
    )
    matched = rows(frames.match_cities(frame))
    assert [row["at"] for row in matched] == places
    assert [row["city_id"] for row in matched] == [MEANT[place % len(MESSY)] for place in places]


def test_integer_codes_are_matched() -> None:
    """A column of GB/T 2260 codes."""
    frame = pl.DataFrame({"code_of_city": [440300, 999999]})
    assert frames.match_cities(frame, "code_of_city")["city_id"].to_list() == ["shenzhen", None]
    assert frames.unmatched(frame, "code_of_city").rows() == [("999999", 1, "unknown", None)]


def test_matching_adds_four_columns() -> None:
    """Called as documented, of text; Hong Kong is in no region."""
    matched = frames.match_cities(pl.DataFrame({"city": ["香港", "Yiwu"]}))
    assert matched.rows(named=True) == [
        {
            "city": "香港",
            "city_id": "hong-kong",
            "province": "Hong Kong",
            "region": None,
            "code": "810000",
        },
        {
            "city": "Yiwu",
            "city_id": "yiwu",
            "province": "Zhejiang",
            "region": "eastern",
            "code": "330782",
        },
    ]
    for name in ("city_id", "province", "region", "code"):
        with pytest.raises(InvalidArgumentError, match=f"^frame must be .*; got '{name}'$"):
            frames.match_cities(small(**{name: "x"}))


def test_matching_says_what_is_wrong_with_the_frame() -> None:
    """No such column, a column that would be written over, a column of no names."""
    with pytest.raises(
        InvalidArgumentError, match=r"^column must be one of 'city', 'value'; got 'town'$"
    ):
        frames.match_cities(small(), "town")
    allowed = "a frame without the columns that are to be added"
    with pytest.raises(
        InvalidArgumentError, match=f"^frame must be {allowed}; got 'city_id, code'$"
    ):
        frames.match_cities(small(code="x", city_id="y"))
    with pytest.raises(InvalidArgumentError, match=r"not Float64.*Int64"):
        frames.unmatched(pl.DataFrame({"city": [1.5]}))
    for ask in (ANYTHING.match_cities, ANYTHING.unmatched):
        for column in (["city"], 5, None):
            with pytest.raises(
                InvalidArgumentError, match="column must be one of 'city', 'value'; got "
            ):
                ask(small(), column)


def test_matching_keeps_the_index_of_pandas() -> None:
    """Whatever it is, and with equal entries."""
    for index in (
        pd.MultiIndex.from_tuples([("p", 1), ("p", 1), ("q", 2)], names=["m", "k"]),
        pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-01"]),
        [7, 7, 3],
    ):
        frame = pd.DataFrame({"city": ["Canton", "x", "Wuxi"], "at": [1, 2, 3]}, index=index)
        matched = frames.match_cities(frame)
        pd.testing.assert_index_equal(matched.index, frame.index)
        assert matched["city_id"].fillna("").to_list() == ["guangzhou", "", "wuxi"]
        assert matched["at"].to_list() == [1, 2, 3]


@EVERYWHERE
def test_names_of_columns(engine: Engine) -> None:
    """No column of the user's is written over, none is added that the engine takes for another."""
    texts = dict.fromkeys(["city", "china_trade_cities_name"], pa.string())
    frame = engine(table({"city": ["Canton"], "china_trade_cities_name": ["mine"]}, texts))
    assert rows(frames.match_cities(frame))[0]["china_trade_cities_name"] == "mine"
    own = rows(frames.match_cities(frame, "china_trade_cities_name"))
    assert own[0]["china_trade_cities_name"] == "mine"
    assert own[0]["city_id"] is None
    for name in ("count", "reason", "candidates"):
        counted = engine(table({name: ["x"]}, {name: pa.string()}))
        allowed = "a column with another name than count, reason, candidates"
        with pytest.raises(InvalidArgumentError, match=f"^column must be {allowed}; got '{name}'$"):
            frames.unmatched(counted, name)
    coded = engine(
        table({"city": ["Canton"], "Code": ["x"]}, {"city": pa.string(), "Code": pa.string()})
    )
    ranks = engine(table({"city": ["a"], "Rank": [1]}, {"city": pa.string(), "Rank": pa.int64()}))
    columns = frames.Columns(value="Rank")
    if type(frame).__module__.startswith(("duckdb", "_duckdb", "ibis", "pyspark")):
        with pytest.raises(InvalidArgumentError, match=r"^frame must be .*; got 'code'$"):
            frames.match_cities(coded)
        with pytest.raises(InvalidArgumentError, match="names that differ from each other"):
            frames.top_n(ranks, columns=columns)
    else:
        assert rows(frames.match_cities(coded))[0]["code"] == "440100"
        assert rows(frames.top_n(ranks, columns=columns)) == [{"rank": 1, "city": "a", "Rank": 1}]


@pytest.mark.spark
def test_spark_finds_no_columns_with_dots() -> None:
    """Nor with backticks. They are refused by name, if the question needs them."""
    frame = spark().createDataFrame([("a", 3, 1)], "city string, `trade.value` int, `x``y` int")
    with pytest.raises(InvalidArgumentError, match=r"names among 'city'; got .*trade\.value"):
        frames.top_n(frame, columns=frames.Columns(value="trade.value"))


def test_columns_that_are_not_called_by_text() -> None:
    """They are passed over; a frame with two of one name is refused."""
    numbered = pd.DataFrame({"city": ["a"], "value": [1], 0: [5]})
    assert rows(frames.top_n(numbered)) == [{"rank": 1, "city": "a", "value": 1}]
    assert frames.match_cities(numbered)[0].to_list() == [5]
    levels = pd.MultiIndex.from_tuples([("city", "x"), ("value", "y")])
    for ask in (ANYTHING.top_n, ANYTHING.match_cities):
        with pytest.raises(InvalidArgumentError, match="column"):
            ask(pd.DataFrame([["a", 2]], columns=levels))
        with pytest.raises(InvalidArgumentError) as caught:
            ask(pd.DataFrame([["a", 2, 3]], columns=["city", "value", "value"]))
        error = caught.value
        assert (error.argument, error.value) == ("frame", ["city", "value", "value"])
        assert error.allowed == "a frame whose column names are distinct texts"


@QUICKLY
def test_a_city_of_two_names_is_one_city(engine: Engine) -> None:
    """What a specialised city trades is added up whatever it is called, under the first name."""
    data = {"city": ["宁德", "Ningde", "Changzhou", "宁德市"], "value": [4, 3, 5, 1]}
    frame = engine(table(data, {"city": pa.string(), "value": pa.int64()}))
    found = rows(frames.by_specialization(frame, "lithium batteries"))
    assert [tuple(row.values())[:3] for row in found] == [(1, "Ningde", 8), (2, "Changzhou", 5)]


@pytest.mark.parametrize("name", ["Polars", "DuckDB"])
def test_many_names_that_mean_nothing(name: str) -> None:
    """Thousands of names, with quotes and of any script, are listed with their counts."""
    names = [f"o'nowhere 无处 {number}" for number in range(20_000)]
    frame = QUICK[name](table({"city": [*names, names[7]]}, {"city": pa.string()}))
    lost = rows(frames.unmatched(frame))
    assert len(lost) == 20_000
    assert tuple(lost[0].values()) == (names[7], 2, "unknown", None)


def test_names_that_mean_no_city_are_not_dropped_silently() -> None:
    """`by_specialization` refuses them unless they are waived; blank ones name no city."""
    frame = pl.DataFrame({"city": ["Ningde", "Atlantis", "Taizhou", ""], "value": [1, 2, 3, 4]})
    with pytest.raises(IncomparableRecordsError, match=r"frames\.unmatched") as caught:
        frames.by_specialization(frame, "lithium batteries")
    assert caught.value.mixed == {"city": ("Atlantis", "Taizhou")}
    assert caught.value.reasons == {
        "city": "names that mean no city, or several: see frames.unmatched"
    }
    kept = frames.by_specialization(frame, "lithium batteries", waive="city")
    assert kept.rows() == [(1, "Ningde", 1, "national-cluster")]
    none = frames.by_specialization(frame, "lithium batteries", kind="emerging", waive="city")
    assert none.columns == ["rank", "city", "value", "kind"]
    with pytest.raises(IndustryNotFoundError):
        frames.by_specialization(frame, "unobtainium")


def test_cities_and_industries_of_a_dataset_of_ones_own() -> None:
    """Both names and evidence are looked up in the dataset that is given, and nowhere else."""
    frame = pl.DataFrame({"city": ["Weihsien", "Linyi"], "value": [3, 4]})
    found = frames.by_specialization(frame, "manufacturing", dataset=factories.dataset())
    assert found.rows() == [(1, "Linyi", 4, "pillar"), (2, "Weihsien", 3, "national-cluster")]
    matched = frames.match_cities(frame, dataset=factories.dataset())
    assert matched["city_id"].to_list() == ["weifang", "linyi"]
    lost = frames.unmatched(frame, dataset=factories.dataset(cities=(factories.LINYI,)))
    assert lost["city"].to_list() == ["Weihsien"]
    with pytest.raises(IndustryNotFoundError):
        frames.by_specialization(frame, "mobile phones", dataset=factories.dataset())


# --- from and to --------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_records_become_frames_and_answer(backend: Any) -> None:
    """The same ranking from the records' frame as from the records."""
    ranking = ctc.top_n(20, flow="export", period="2025-01/2025-07")
    frame = ANYTHING.from_records([entry.record for entry in ranking], backend=backend)
    assert type(frame).__module__.startswith(backend)
    found = rows(frames.top_n(frame, 20, period="2025-01/2025-07"))
    expected = [(entry.rank, entry.city.id, entry.value) for entry in ranking]
    assert [tuple(row.values()) for row in found] == expected


def test_dtypes_do_not_depend_on_the_rows() -> None:
    """With rows or without, with amounts or without, columns are of the documented types."""
    records = ctc.load_dataset("2026.1").records
    schema = frames.from_records(records).schema
    assert schema == frames.from_records([]).schema
    numbers = {name: str(kind) for name, kind in schema.items() if kind != pl.String}
    assert numbers == {
        "value": "Int64",
        "rounded_to": "Int64",
        "growth": "Float64",
        "share": "Float64",
    }
    assert frames.from_records([], backend="pyarrow").schema.names == list(schema)
    kinds = frames.from_records(records, backend="pandas").dtypes.astype(str).to_dict()
    assert {kinds["value"], kinds["growth"]} == {"Int64", "float64"}
    assert kinds == frames.from_records([], backend="pandas").dtypes.astype(str).to_dict()


def test_rankings_become_frames() -> None:
    """All columns of `to_dicts`, converted rankings and empty ones included."""
    for ranking in (
        ctc.top_n(5),
        ctc.top_n(7, period=2021, convert_to="CNY"),
        ctc.top_n(1, period="2023-01/2023-11", cities="Shenzhen"),  # several sources
        ctc.top_n(period=1999),
    ):
        frame: Any = ranking.to_frame()
        dicts = ranking.to_dicts()
        if dicts:
            assert frame.columns == sorted(dicts[0], key=frame.columns.index)
        for row, expected in zip(frame.to_dicts(), dicts, strict=True):
            joined = "; ".join(expected["corroborated_by"]) or None
            assert row == {**expected, "corroborated_by": joined}
    with pytest.raises(InvalidArgumentError, match="'polars', 'pandas', 'pyarrow'"):
        ctc.top_n(1).to_frame(backend=ANYTHING)


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_rankings_have_the_types_that_are_documented(backend: Any) -> None:
    """Whole numbers, percents, whether it was converted; all else is text, also without rows."""
    for period in (2021, 1999):
        ranking = ctc.top_n(7, period=period, convert_to="CNY")
        frame: Any = ranking.to_frame(backend=backend)
        kinds = nw.from_native(frame).schema
        assert {name: str(kind) for name, kind in kinds.items() if kind != nw.String} == {
            **dict.fromkeys(("rank", "best_rank", "worst_rank", "value", "rounded_to"), "Int64"),
            **dict.fromkeys(("growth", "share"), "Float64"),
            "converted": "Boolean",
            "original_value": "Int64",
        }
        assert [*kinds][-5:] == [
            "converted",
            "original_value",
            "original_currency",
            "rate",
            "rate_source",
        ]
        if backend == "pandas":
            shown = frame.dtypes.astype(str)
            assert (shown["rank"], shown["converted"], shown["city"]) == ("Int64", "boolean", "str")


@pytest.mark.parametrize(("records", "wrong"), [(5, 5), ([ctc.city("Ningbo")], ctc.city("Ningbo"))])
def test_other_things_are_no_records(records: Any, wrong: object) -> None:
    """The error says what is wanted, and of several things which one is not."""
    with pytest.raises(InvalidArgumentError) as caught:
        frames.from_records(records)
    error = caught.value
    assert (error.argument, error.value) == ("records", wrong)
    assert error.allowed == "an iterable of TradeRecord"


def test_other_packages_are_no_backends() -> None:
    """The error names those there are."""
    with pytest.raises(InvalidArgumentError) as caught:
        ANYTHING.from_records([], backend="modin")
    error = caught.value
    assert (error.argument, error.value) == ("backend", "modin")
    assert error.allowed == "one of 'polars', 'pandas', 'pyarrow'"


def test_rankings_are_arrow_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the PyCapsule interface reads a ranking, through Polars or PyArrow."""
    ranking = ctc.top_n(3)
    expected = [entry.city.id for entry in ranking]
    assert pa.table(ranking)["city"].to_pylist() == expected
    find = importlib.util.find_spec
    for missing, readable in (
        ({"polars"}, True),
        ({"pyarrow"}, True),
        ({"polars", "pyarrow"}, False),
    ):

        def found(name: str, missing: set[str] = missing) -> object:
            return None if name in missing else find(name)

        monkeypatch.setattr("china_trade_cities._display.frame.find_spec", found)
        if readable:
            assert pa.table(ranking)["city"].to_pylist() == expected
        else:
            with pytest.raises(ModuleNotFoundError) as caught:
                ranking.__arrow_c_stream__()
            said = "an Arrow stream needs Polars or PyArrow: pip install polars"
            assert str(caught.value) == said


# --- frames of the user's own kind --------------------------------------------------------


def test_eager_frames_come_back_tidy() -> None:
    """A pandas result is numbered from 0, whatever the index was."""
    frame = pd.DataFrame({"city": ["a", "b"], "value": [1, 2]}, index=[7, 3])
    assert frames.top_n(frame).index.to_list() == [0, 1]
    assert frame.index.to_list() == [7, 3]


def test_lazy_stays_lazy() -> None:
    """A question that settles everything is only planned: nothing is read before `collect`."""

    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    plan = small(month="2024-05", flow="export", hs="85").lazy()
    broken = plan.map_batches(fail, schema=plan.collect_schema())
    asked = broken.pipe(frames.top_n, period="2024-05", flow="export", product="85")
    assert isinstance(asked, pl.LazyFrame)
    with pytest.raises((AssertionError, pl.exceptions.PolarsError)):
        asked.collect()
    with pytest.raises((AssertionError, pl.exceptions.PolarsError)):
        broken.pipe(frames.top_n, period="2024-05", flow="export")


def test_questions_leave_nothing_in_a_connection() -> None:
    """A relation of any connection works, and no view stays behind."""
    connection = duckdb.connect()
    relation = connection.sql("SELECT 'Canton' AS city, 5 AS value")
    assert frames.match_cities(relation).fetchall()[0][2] == "guangzhou"
    assert connection.sql("SELECT * FROM duckdb_views() WHERE NOT internal").fetchall() == []


def test_parquet_is_read_by_its_engine(tmp_path: Any) -> None:
    """A file of any size goes in as a plan."""
    small(day=[datetime(2024, 5, 1, tzinfo=UTC)] * 2).write_parquet(tmp_path / "trade.parquet")
    columns = frames.Columns(period="day")
    scan = pl.scan_parquet(tmp_path / "trade.parquet")
    expected = [(1, "Suzhou", 4)]
    assert frames.top_n(scan, 1, period="2024-05", columns=columns).collect().rows() == expected
    relation = duckdb.read_parquet(str(tmp_path / "trade.parquet"))
    assert frames.top_n(relation, 1, period="2024-05", columns=columns).fetchall() == expected


@pytest.mark.spark
def test_the_plan_of_spark() -> None:
    """One shuffle, of sums by city; the ranking takes the first rows in order, without another."""
    frame: Any = spark().createDataFrame(
        [("Ningbo", "2024-05", 3), ("Suzhou", "2024-05", 4)],
        "city string, month string, value long",
    )
    assert frame.rdd.getNumPartitions() == 2
    plan = frames.top_n(frame, 1, period="2024-05")._jdf.queryExecution().executedPlan().toString()
    assert plan.count("Exchange") == plan.count("Exchange hashpartitioning(city") == 1
    assert plan.count("TakeOrderedAndProject(limit=1") == 1
    assert plan.count("partial_sum") == 1


@DASK
def test_dask_stays_lazy() -> None:
    """A collection comes back, of one partition."""
    arrow = table({"city": ["a", "b"], "value": [1, 2]}, {"city": pa.string(), "value": pa.int64()})
    found: Any = frames.top_n(SLOW["Dask"](arrow), 1)
    assert found.npartitions == 1
    assert rows(found) == [{"rank": 1, "city": "b", "value": 2}]
    assert str(found.dtypes["city"]) == "string"  # whatever type of text came in
    data = {
        "city": ["a", "b"] * 2,
        "year": [2023, 2023, 2024, 2024],
        "value": [Decimal(cents) / 4 for cents in (4, 8, 7, 10)],
    }
    types = {"city": pa.string(), "year": pa.int64(), "value": pa.decimal128(38, 2)}
    grown = frames.growth_leaders(SLOW["Dask"](table(data, types)), period=2024)
    assert [(row["rank"], row["city"], row["growth"]) for row in rows(grown)] == [
        (1, "a", 75.0),
        (2, "b", 25.0),
    ]


@DASK
def test_cities_are_matched_by_dask() -> None:
    """With text of its own type, and still without reading more than the names."""
    frame: Any = SLOW["Dask"](table({"city": MESSY}, {"city": pa.string()}))
    matched: Any = frames.match_cities(frame)
    assert type(matched) is type(frame)
    found = sorted((row["city"] or "", row["city_id"] or "") for row in rows(matched))
    expected = sorted((city or "", meant or "") for city, meant in zip(MESSY, MEANT, strict=True))
    assert found == expected


# --- without the extra --------------------------------------------------------------------


def test_without_narwhals_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line to type; all else works without."""
    for name in [name for name in sys.modules if name.startswith("china_trade_cities.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "china_trade_cities._display.frame", raising=False)
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'china-trade-cities\[frames\]'"):
        ctc.top_n(1).to_frame()


def test_importing_the_package_loads_no_dataframe_package() -> None:
    """Nor does a query; `ctc.frames` is loaded when it is touched, and loads no engine."""
    code = (
        "import sys, china_trade_cities as ctc; ctc.top_n(1); "
        "engines = ['narwhals', 'polars', 'pandas', 'pyarrow', 'duckdb', 'numpy']; "
        "print([name for name in engines if name in sys.modules]); "
        "ctc.frames.top_n; print([name for name in engines if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == ["[]", "['narwhals']"]


def test_an_unknown_city_elsewhere_still_gets_suggestions() -> None:
    """Resolving in bulk computes none; `ctc.city` does."""
    with pytest.raises(CityNotFoundError, match="did you mean Shenzhen"):
        ctc.city("Shenzen")
