"""What the values of a user's columns may be: months, amounts, names and codes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from tests.support.cases import document
from tests.support.engines import EVERYWHERE, QUICK, QUICKLY, SLOW, Engine, rows, spark, table

ANYTHING: Any = frames
EAGER = pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "Polars", "PyArrow"]
)


def cities(frame: Any, **options: Any) -> list[Any]:
    """The cities that `top_n` finds, in order of their names."""
    return sorted(row["city"] for row in rows(frames.top_n(frame, **options)))


def four(**columns: Any) -> dict[str, Any]:
    """Four cities with an amount each, and further columns."""
    return {"city": ["a", "b", "c", "d"], "value": [1, 2, 3, 4], **columns}


# --- months -------------------------------------------------------------------------------


PERIODS: dict[str, Any] = document(__file__, "periods.json")
WRITTEN: list[Any] = PERIODS["written"]
# Each with those of the periods asked in which it lies.
SPELT: dict[str, list[str]] = {
    text: inside for texts, inside in PERIODS["spelt"].items() for text in texts.split()
}


@EVERYWHERE
def test_months_as_text(engine: Engine) -> None:
    """Months, days, quarters and years are read alike whether the engine reads them or Python."""
    data = {"city": list(map(str, WRITTEN)), "month": WRITTEN, "value": [1] * len(WRITTEN)}
    types = {"city": pa.string(), "month": pa.string(), "value": pa.int64()}
    frame = engine(table(data, types))
    for period, expected in PERIODS["inside"].items():
        found = cities(frame, n=99, period=period, waive="period")
        assert found == sorted(expected), period


@QUICKLY
def test_every_engine_reads_the_same_spellings(engine: Engine) -> None:
    """Eager or lazy, a text lies in the same periods, or in none."""
    data = {"city": list(SPELT), "month": list(SPELT), "value": [1] * len(SPELT)}
    types = {"city": pa.string(), "month": pa.string(), "value": pa.int64()}
    frame = engine(table(data, types))
    for period in ("2024", "2024-01", "2024-01/2024-03", "2024-01/2024-06", "2022"):
        found = cities(frame, n=99, period=period, waive="period")
        assert found == sorted(text for text, inside in SPELT.items() if period in inside)


@QUICKLY
def test_days_as_numbers(engine: Engine) -> None:
    """Days, months and years as integers or floats."""
    for kind in (pa.int32(), pa.int64(), pa.float64()):
        days = [20240501, 202412, 2024, 20231231]
        types = {"city": pa.string(), "value": pa.int64(), "day": kind}
        frame = engine(table(four(day=days), types))
        columns = frames.Columns(period="day")
        found = cities(frame, period="2024", columns=columns, waive="period")
        assert found == ["a", "b", "c"]
        assert cities(frame, period="2024-05", columns=columns) == ["a"]
    for short in (pa.int16(), pa.uint16(), pa.float32()):
        types = {"city": pa.string(), "value": pa.int64(), "year": short}
        frame = engine(table(four(year=[2024, 2023, 2025, 2024]), types))
        assert cities(frame, period="2024") == ["a", "d"]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (pd.Series(pd.period_range("2024-01", periods=4, freq="Q")), ["a", "b", "c", "d"]),
        (pd.Series(pd.period_range("2024-12-30", periods=4, freq="D")), ["a", "b"]),
        (pd.Series([202401, None, 202501.0, 2023], dtype=object), ["a"]),
        (pd.Series([202401, None, 202402.0, 2024.5], dtype=object), ["a", "c"]),
        (pd.Series([date(2024, 1, 1), "2024-02", 202403, "may"], dtype=object), ["a", "b", "c"]),
        (pd.Series([datetime(2024, 1, 1), pd.NaT, None, 2024.5], dtype=object), ["a"]),  # noqa: DTZ001
    ],
    ids=["quarters", "days", "integers with a gap", "whole floats", "mixed", "datetimes"],
)
def test_objects_of_pandas_are_read_one_by_one(months: Any, expected: list[str]) -> None:
    """Each value by what it is."""
    frame = pd.DataFrame(four(month=months))
    assert cities(frame, period="2024", waive="period") == expected


@EAGER
@pytest.mark.parametrize(
    "months", [["May", "June", "", None], [5, 6, 7, 8], ["2024-05-01T00:00"] * 4]
)
def test_months_that_nobody_understands_are_refused(make: Any, months: list[Any]) -> None:
    """Not answered with nothing: the values are named."""
    frame = make(four(month=months))
    with pytest.raises(InvalidArgumentError, match=r"period='month'.*not '(5|June|2024-05-01T)"):
        frames.top_n(frame, period="2024")
    assert cities(make(four(month=[None] * 4)), period="2024") == []
    assert cities(make(four(month=["2023", "May", "May", "May"])), period="2024") == []
    assert cities(make(four(month=[date(2023, 1, 1)] * 4)), period="2024") == []


AHEAD = [
    datetime(2023, 12, 31, 15, 59, tzinfo=UTC),
    datetime(2023, 12, 31, 16, tzinfo=UTC),
    datetime(2024, 1, 31, 15, 59, tzinfo=UTC),
    datetime(2024, 1, 31, 16, tzinfo=UTC),
]


@QUICKLY
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "+08:00"])
def test_datetimes_lie_in_the_months_of_their_zone(engine: Engine, zone: str) -> None:
    """Of a named zone, or of one that is only ahead of UTC; DuckDB has one for the connection."""
    types = {"city": pa.string(), "value": pa.int64(), "month": pa.timestamp("us", zone)}
    arrow = table(four(month=AHEAD), types)
    if engine in (QUICK["Polars"], QUICK["Polars lazy"]) and zone.startswith("+"):
        return  # Polars has no such zones
    frame = engine(arrow)
    if engine is QUICK["DuckDB"]:
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        frame = connection.from_arrow(arrow)
    assert cities(frame, period="2024-01") == ["b", "c"]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC+08:00", ["b", "c"]),
        ("-01:00", ["c", "d"]),
        ("-09:00", ["c", "d"]),
        ("Z", ["c", "d"]),
        ("GMT+8", ["b", "c"]),
    ],
)
def test_zones_as_engines_write_them(zone: str, expected: list[str]) -> None:
    """Offsets after UTC or GMT, in hours, below zero."""
    if zone == "UTC+08:00":
        frame: Any = pd.DataFrame(four(month=pd.to_datetime(AHEAD).tz_convert(zone)))
    else:
        types = {"city": pa.string(), "value": pa.int64(), "month": pa.timestamp("us", zone)}
        frame = table(four(month=[None] * 4), types)
        moments = pa.array([int(moment.timestamp()) * 10**6 for moment in AHEAD], pa.int64())
        frame = frame.set_column(2, "month", moments.cast(pa.timestamp("us", zone)))
    assert cities(frame, period="2024-01") == expected


def test_a_zone_that_nobody_knows() -> None:
    """The error names it."""
    types = {"city": pa.string(), "value": pa.int64(), "month": pa.timestamp("us", "Mars/Gale")}
    frame = table(four(month=[None] * 4), types)
    with pytest.raises(InvalidArgumentError, match=r"Mars/Gale.*time zone"):
        frames.top_n(frame, period=2024)


@pytest.mark.parametrize("period", ["1600", "9999", "1000/9999", "2262", "2024"])
@pytest.mark.parametrize(
    "name", ["pandas", "pandas with Arrow types", "PyArrow", "Polars", "DuckDB"]
)
def test_nanoseconds_end_before_the_calendar(name: str, period: str) -> None:
    """Years that the type cannot hold have no rows, and are no error."""
    days = [datetime(2024, 1, 1), datetime(2024, 12, 31), None, None]  # noqa: DTZ001
    types = {"city": pa.string(), "value": pa.int64(), "day": pa.timestamp("ns")}
    frame = QUICK[name](table(four(day=days), types))
    expected = ["a", "b"] if period in ("2024", "1000/9999") else []
    assert cities(frame, period=period, columns=frames.Columns(period="day")) == expected


def test_nanoseconds_hold_whole_years() -> None:
    """From 1678 to 2261; of the years in which the type begins and ends, no day is found."""
    days = [datetime(1678, 1, 1), datetime(2261, 12, 31, 23), datetime(2262, 1, 1), None]  # noqa: DTZ001
    types = {"city": pa.string(), "value": pa.int64(), "day": pa.timestamp("ns")}
    frame = table(four(day=days), types)
    columns = frames.Columns(period="day")
    for period, expected in {"1678-01": ["a"], "2261": ["b"], "2262": [], "2262-01": []}.items():
        assert cities(frame, period=period, columns=columns) == expected


@pytest.mark.spark
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "+08:00", "UTC"])
def test_spark_means_timestamps_in_the_zone_of_the_session(zone: str) -> None:
    """As its own `month()` does."""
    session = spark()
    try:
        session.conf.set("spark.sql.session.timeZone", zone)
        frame = session.sql(
            "SELECT 'a' AS city, 1 AS value, timestamp'2024-01-01 00:00:00+08:00' AS month "
            "UNION ALL SELECT 'b', 1, timestamp'2024-01-31 23:59:00+08:00' "
            "UNION ALL SELECT 'c', 1, timestamp'2024-02-01 00:00:00+08:00'"
        )
        expected = [row["city"] for row in frame.where("month(month) = 1").collect()]
        assert cities(frame, period="2024-01") == expected
        assert expected == (["b", "c"] if zone == "UTC" else ["a", "b"])
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")


# --- amounts ------------------------------------------------------------------------------


@EAGER
def test_sums_that_64_bits_cannot_hold_are_refused(make: Any) -> None:
    """They would rank wrongly; as floats they are ranked."""
    data = {"city": ["a", "b", "a", "c"], "hs": ["1", "2", "1", "3"], "year": [2024] * 4}
    for amounts in ([2**62, 5, 2**62, 6], [-(2**62), 5, -(2**62), -6], [2**61, 2**62, 1, 2**62]):
        frame = make({**data, "value": amounts})
        for question in (frames.top_n, frames.market_share, frames.specialization_index):
            with pytest.raises(InvalidArgumentError, match="whose sum 64 bits can hold"):
                question(frame)
    floats = make({**data, "value": [2.0**62, 5.0, 2.0**62, 6.0]})
    assert [row["city"] for row in rows(frames.top_n(floats))] == ["a", "c", "b"]
    unsigned = make({**data, "value": np.array([2**63 + 5, 5, 1, 1], "uint64")})
    with pytest.raises(InvalidArgumentError, match="64 bits"):
        frames.top_n(unsigned)
    # As many as there are of the largest would be too much, and their sum is not.
    fits = make({**data, "value": [2**62, 5, 2**61, 6]})
    assert rows(frames.top_n(fits, 1))[0]["value"] == 2**62 + 2**61
    nearly = [2**62 - 1, 0, 2**62 - 3 * 2**31 - 1, 0]
    assert rows(frames.top_n(make({**data, "value": nearly}), 1))[0]["value"] == sum(nearly)
    # As much more as the lower halves of the numbers may add is refused.
    limit = [2**62 - 1, 0, 2**62 - 2 * 2**31 - 1, 0]
    with pytest.raises(InvalidArgumentError, match="64 bits"):
        frames.top_n(make({**data, "value": limit}))
    # However many there are, and however often the sum would begin anew.
    many = make({"city": ["a"] * 200, "value": [2**62] * 200})
    with pytest.raises(InvalidArgumentError, match="64 bits"):
        frames.top_n(many)
    # Floats of 32 bits are added up as such of 64.
    short = make({**data, "value": np.array([2**24, 5, 1, 6], "float32")})
    assert rows(frames.top_n(short, 1))[0]["value"] == 2**24 + 1


CENTS_WRITTEN = ("100.10", "200.20", "300.30", "110.11", "220.22", "330.33")
CENTS = {
    "city": ["A", "B", "C"] * 2,
    "year": [2023] * 3 + [2024] * 3,
    "value": [Decimal(text) for text in CENTS_WRITTEN],
}


@EVERYWHERE
def test_decimals_are_exact(engine: Engine) -> None:
    """Equal growth and equal changes of decimals are level, and computed exactly, to the cent."""
    if engine is SLOW["PySpark"]:
        frame = spark().createDataFrame(
            [*zip(*CENTS.values(), strict=True)], "city string, year int, value decimal(38, 2)"
        )
        grown = rows(frames.growth_leaders(frame, period=2024))
        assert [row["growth"] for row in grown] == [10.0] * 3
        return
    types = {"city": pa.string(), "year": pa.int64(), "value": pa.decimal128(38, 2)}
    grown = rows(frames.growth_leaders(engine(table(CENTS, types)), period=2024))
    assert [(row["rank"], row["city"], row["growth"]) for row in grown] == [
        (1, "A", 10.0),
        (1, "B", 10.0),
        (1, "C", 10.0),
    ]
    # As floats, 0.07 is more than a tenth of 0.70, and 0.29 less than a tenth of 2.90.
    level = [Decimal(text) for text in ("0.70", "2.90", "7.00", "0.77", "3.19", "7.70")]
    grown = rows(
        frames.growth_leaders(engine(table({**CENTS, "value": level}, types)), period=2024)
    )
    assert [(row["rank"], row["growth"]) for row in grown] == [(1, 10.0)] * 3
    written = ("1234.56", "98.10", "50.07", "1244.66", "108.20", "60.18")
    changes = [Decimal(text) for text in written]
    added = frames.contribution(engine(table({**CENTS, "value": changes}, types)), period=2024)
    assert [(row["rank"], row["city"]) for row in rows(added)] == [(1, "C"), (2, "A"), (2, "B")]
    large = [
        Decimal(f"900719925474099{end}") for end in ("10.01", "30.01", "0", "10.02", "30.05", "0")
    ]
    frame = engine(table({**CENTS, "value": large}, types))
    added = frames.contribution(frame, 2, period=2024)
    assert [(row["rank"], row["city"]) for row in rows(added)] == [(1, "B"), (2, "A")]
    kept = frames.growth_leaders(
        engine(table(CENTS, types)), period=2024, min_value=220.22, columns=None
    )
    assert [row["city"] for row in rows(kept)] == ["B", "C"]


@QUICKLY
def test_decimals_of_whole_numbers(engine: Engine) -> None:
    """Without decimal places they are what integers are, and may be larger."""
    types = {"city": pa.string(), "year": pa.int64(), "value": pa.decimal128(30, 0)}
    data = {**CENTS, "value": list(map(Decimal, (10**20, 5, -4, 3 * 10**20, 6, 9)))}
    grown = rows(frames.growth_leaders(engine(table(data, types)), period=2024))
    assert [(row["rank"], row["city"], row["growth"]) for row in grown] == [
        (1, "A", 200.0),
        (2, "B", 20.0),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 3, None, 2**60], [("d", 2**60), ("b", 3), ("a", 1)]),
        ([1.5, float("inf"), None, 2], [("d", 2.0), ("a", 1.5)]),
        (
            [Decimal("1.5"), Decimal("Infinity"), Decimal("NaN"), None],
            [("a", Decimal("1.5"))],
        ),
        (
            [Decimal(1), Decimal("2.25"), None, Decimal("1E2")],
            [("d", 100), ("b", Decimal("2.25")), ("a", 1)],
        ),
    ],
    ids=["integers", "floats", "decimals that are not finite", "decimals"],
)
def test_amounts_as_objects_of_pandas(values: list[Any], expected: list[Any]) -> None:
    """Numbers of Python's own are added as what they are; only what is finite counts."""
    frame = pd.DataFrame(four(value=pd.Series(values, dtype=object)))
    for each in (frame, frame.set_index(pd.Index([7, 5, 6, 9]))):
        found = [(row["city"], row["value"]) for row in rows(frames.top_n(each))]
        assert found == expected
    shares = [row["share"] for row in rows(frames.market_share(frame))]
    whole = float(sum(value for _, value in expected))
    assert shares == pytest.approx([float(value) * 100 / whole for _, value in expected])


@QUICKLY
@pytest.mark.parametrize(
    ("kind", "values", "shares"),
    [
        (pa.float64(), [0.125, 0.375, 0.0, 0.0], [75.0, 25.0]),
        (pa.int64(), [2**53 + 1, 2**53 + 1, 0, 0], [50.0, 50.0]),
    ],
    ids=["floats", "integers that are no floats"],
)
def test_shares_of_any_numbers(
    engine: Engine, kind: Any, values: list[Any], shares: list[float]
) -> None:
    """Floats count with all their places; integers may be larger than floats are exact."""
    types = {"city": pa.string(), "value": kind}
    frame = engine(table({"city": ["a", "b", "a", "b"], "value": values}, types))
    assert [row["share"] for row in rows(frames.market_share(frame))] == shares


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1,000", 3, 4, 5], "mixed-integer"),
        ([1, 2, 3, 2**70], "integers of more than 64 bits"),
        ([True, False, True, None], "boolean"),
        ([Decimal(1), 2, 3, 4], "mixed"),
    ],
)
def test_objects_that_are_no_numbers_are_refused(values: list[Any], kind: str) -> None:
    """The error says what the column holds."""
    frame = pd.DataFrame(four(value=pd.Series(values, dtype=object)))
    with pytest.raises(InvalidArgumentError, match=f"integers, floats or decimals, not {kind}"):
        frames.top_n(frame)


def test_the_least_amount_is_compared_exactly() -> None:
    """Also beyond what floats can tell apart, and beyond what integers can hold."""
    frame = pl.DataFrame({"city": "a", "year": [2023, 2024], "value": [3, 2**60]})
    limits: dict[Any, int] = {
        2**60: 1,
        2**60 + 1: 0,
        2.5: 1,
        -(10**30): 1,
        10**30: 0,
        1e300: 0,
        float(2**60): 1,
        np.int64(2**60): 1,
        np.float64(2.5): 1,
    }
    for least, rows_left in limits.items():
        found = frames.growth_leaders(frame, period=2024, min_value=least)
        assert len(found) == rows_left, least
    floats = frame.with_columns(value=pl.Series([3.0, 2.5]))
    for least, rows_left in {2: 1, 2.5: 1, 2.501: 0}.items():
        found = frames.growth_leaders(floats, period=2024, min_value=least)
        assert len(found) == rows_left, least
    for other in (float("nan"), float("inf"), 10**400, True, "7", Decimal(3), np.float64("inf")):
        with pytest.raises(InvalidArgumentError, match="min_value"):
            ANYTHING.growth_leaders(frame, period=2024, min_value=other)


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.uint8(), pa.uint16()])
def test_small_integers_are_added_in_wide_ones(kind: pa.DataType) -> None:
    """Sums may be larger than what the column holds."""
    goods = {"city": ["a"] * 300, "product": [str(number) for number in range(300)]}
    types = {"city": pa.string(), "product": pa.string(), "value": kind}
    for name in ("pandas", "Polars", "PyArrow"):
        frame = QUICK[name](table({**goods, "value": [127] * 300}, types))
        (row,) = rows(frames.top_n(frame, waive="product"))
        assert row["value"] == 300 * 127


def test_any_number_of_cities_may_be_asked_for() -> None:
    """More than there are, or than an engine can count."""
    for make in (pl.DataFrame, pd.DataFrame, pa.table):
        frame = make(four())
        assert len(rows(frames.top_n(frame, 10**30))) == 4
        assert len(rows(frames.top_n(frame, 10**30, ties="all"))) == 4
        (found,) = rows(frames.concentration(frame, k=10**30))
        assert (found["k"], found["top_share"]) == (2**63 - 1, 100.0)
    with pytest.raises(InvalidArgumentError, match="k=0"):
        frames.concentration(pl.DataFrame(four()), k=0)


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table], ids=["pandas", "PyArrow"])
def test_large_tables_are_answered_as_small_ones(make: Any) -> None:
    """Of many rows those that are not meant are left out early; the answer is the same."""
    value = np.arange(100_000)
    place, year, export = value % 12, 2023 + value % 5 // 4, value % 7 == 0
    frame = make(
        {
            "city": np.array([f"city {number:02}" for number in range(12)])[place],
            "year": year,
            "flow": np.array(["import", "export"])[export.astype(int)],
            "value": value,
        }
    )

    def total(city: int, when: int) -> int:
        return int(value[(place == city) & (year == when) & export].sum())

    asked: Any = {"flow": "export", "cities": ["city 03", "city 05"]}
    found = rows(frames.top_n(frame, period=2024, **asked))
    expected = sorted(((total(city, 2024), f"city {city:02}") for city in (3, 5)), reverse=True)
    assert [(row["value"], row["city"]) for row in found] == expected
    grown = rows(frames.growth_leaders(frame, period=2024, **asked))
    assert sorted((row["city"], row["value"], row["base"]) for row in grown) == [
        (f"city {city:02}", total(city, 2024), total(city, 2023)) for city in (3, 5)
    ]
    assert rows(frames.top_n(frame, period=2022, **asked)) == []
    every = rows(frames.top_n(frame, 1))
    assert every == [{"rank": 1, "city": "city 03", "value": int(value[place == 3].sum())}]


def test_frames_of_nothing() -> None:
    """Columns without rows are floats or objects in pandas."""
    for kind in (object, "float64"):
        empty = pd.DataFrame({"city": [], "value": [], "month": [], "hs": []}, dtype=kind)
        assert rows(frames.top_n(empty, period=2024)) == []
        assert rows(frames.growth_leaders(empty, period=2024)) == []
        assert rows(frames.specialization_index(empty)) == []
        assert rows(frames.concentration(empty)) == []


# --- names and codes ----------------------------------------------------------------------


@QUICKLY
def test_codes_with_a_gap_are_floats_in_pandas(engine: Engine) -> None:
    """A code is chosen and shown by its digits, whatever the type; blank is what is missing."""
    for kind in (pa.int64(), pa.float64()):
        types = {"city": pa.string(), "value": pa.int64(), "hs": kind}
        frame = engine(table(four(hs=[85, 61, None, 101]), types))
        assert cities(frame, product="85") == ["a"]
        assert cities(frame, product="0101") == ["d"]
        assert cities(frame, product="") == ["c"]
        found = rows(frames.specialization_index(frame, waive="product"))
        assert sorted(row["hs"] for row in found) == ["", "101", "61", "85"]
        for code in ("0101", "101"):
            chosen = rows(frames.specialization_index(frame, product=code, waive="product"))
            assert [(row["city"], row["hs"]) for row in chosen] == [("d", "101")]
        for question in (frames.top_n, frames.specialization_index):
            with pytest.raises(InvalidArgumentError, match=r"holds (integers|numbers)"):
                question(frame, product="toys", waive="product")
            with pytest.raises(InvalidArgumentError, match="text as it stands"):
                ANYTHING.specialization_index(frame, product=5, waive="product")


@QUICKLY
def test_values_among_categories(engine: Engine) -> None:
    """Categories are chosen by their text; blank is also what is missing."""
    kind = pa.dictionary(pa.int32(), pa.string())
    data = four(product=["61", None, "", "85"])
    types = {"city": kind, "value": pa.int64(), "product": kind}
    for each in (types, types | {"city": pa.string(), "product": pa.string()}):
        frame = engine(table(data, each))
        assert cities(frame, cities=["a", "c", "x"], waive="product") == ["a", "c"]
        assert cities(frame, product="61") == ["a"]
        assert cities(frame, product="") == ["b", "c"]


def test_long_codes_are_told_apart() -> None:
    """Beyond what floats can; a float that is no number stands for no code."""
    codes = pl.DataFrame(four(hs=[2**60, 2**60 + 1, 2**60 + 2, 7]))
    assert cities(codes, product=str(2**60 + 1)) == ["b"]
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(pd.DataFrame(four(hs=[85.0, float("nan"), 61.0, 62.0])))
    assert caught.value.mixed == {"product": ("", "61", "62", "85")}


@QUICKLY
def test_codes_that_are_not_whole(engine: Engine) -> None:
    """Codes that were read as numbers keep their digits, and are held against shorter ones."""
    types = {"city": pa.string(), "value": pa.int64(), "hs": pa.float64()}
    frame = engine(table(four(hs=[85.0, 8517.62, 61.0, 62.0]), types))
    with pytest.raises(IncomparableRecordsError) as caught:
        frames.top_n(frame)
    assert caught.value.mixed == {"product": ("85", "8517.62")}
    assert cities(frame, product="8517.62") == ["b"]
    found = rows(frames.specialization_index(frame, waive="product"))
    assert sorted(row["hs"] for row in found) == ["61", "62", "85", "8517.62"]


@EAGER
@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("currency", [b"CNY", b"USD", b"CNY", b"CNY"]),
        ("product", [Decimal("8517.62"), Decimal(85), Decimal(61), Decimal(62)]),
    ],
)
def test_bytes_and_decimals_are_no_names(make: Any, part: str, values: list[Any]) -> None:
    """They are refused, by their type or by their values; none is added up unseen."""
    frame = make(four(**{part: values}))
    with pytest.raises((InvalidArgumentError, IncomparableRecordsError), match=part):
        frames.top_n(frame)
    assert len(rows(frames.top_n(frame, waive=part))) == 4


def test_bytes_are_not_chosen_by_text() -> None:
    """Objects of pandas that are bytes have no text, and an answer would be empty."""
    frame = pd.DataFrame(four(currency=[b"CNY", b"CNY", b"CNY", b"CNY"]))
    with pytest.raises(InvalidArgumentError, match="not Binary"):
        frames.top_n(frame, currency="CNY")


def test_shares_of_some_cities() -> None:
    """The whole is still that of all of them, as in the core."""
    frame = pl.DataFrame(four())
    assert frames.market_share(frame, cities=["b", "a"]).rows() == [
        (1, "b", 2, 20.0),
        (2, "a", 1, 10.0),
    ]
    codes = pl.DataFrame(four(city=[11, 12, 13, 14]))
    assert frames.market_share(codes, cities=14).rows() == [(1, "14", 4, 40.0)]
    with pytest.raises(InvalidArgumentError, match="of type int"):
        frames.market_share(codes, cities="14")
