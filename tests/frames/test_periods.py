"""Which months a row is of, and which months are asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import (
    IncomparableRecordsError,
    InvalidArgumentError,
    InvalidPeriodError,
)
from tests.support.cases import document
from tests.support.engines import (
    ANYTHING,
    EAGER,
    EAGER_ENGINES,
    EVERYWHERE,
    QUICK,
    QUICKLY,
    Engine,
    cities,
    four,
    rows,
    small,
    spark,
    table,
)


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
    "months", [["2024", "2023-05"], ["2024-05", "202405"], ["May", "May"], [None, "2024"]]
)
def test_periods_that_do_not_overlap(months: list[Any]) -> None:
    """Other months, the same month in two spellings, and what is no month but alone, add up."""
    assert len(frames.top_n(small(period=months))) == 2


def test_growth_on_another_base() -> None:
    """The base is as long as the period, and may overlap it."""
    frame = pl.DataFrame(
        {"city": "a", "month": ["2024-01", "2024-02", "2024-03"], "value": [2, 3, 4]}
    )
    found = frames.growth_leaders(frame, period="2024-02/2024-03", base="2024-01/2024-02")
    assert found.rows() == [(1, "a", 7, 5, 40.0, 2, 2)]
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
    frame = pd.DataFrame(four(month=months))
    assert cities(frame, period="2024", waive="period") == expected


@EAGER
@pytest.mark.parametrize(
    "months", [["May", "June", "", None], [5, 6, 7, 8], ["2024-05-01T00:00"] * 4]
)
def test_months_that_nobody_understands_are_refused(make: Any, months: list[Any]) -> None:
    frame = make(four(month=months))
    with pytest.raises(
        InvalidArgumentError, match=r"not '(5|June|2024-05-01T).*; got .period='month'"
    ):
        frames.top_n(frame, period="2024")
    assert cities(make(four(month=[None] * 4)), period="2024") == []
    some = make(four(month=["2023", "May", "May", "May"]))
    assert cities(some, period="2024", waive="period") == []
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
    types = {"city": pa.string(), "value": pa.int64(), "month": pa.timestamp("us", "Mars/Gale")}
    frame = table(four(month=[None] * 4), types)
    with pytest.raises(InvalidArgumentError, match="this machine knows; got 'Mars/Gale'"):
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


SPELLINGS = [
    "2024-05",
    "2024/05",
    "2024年5月",
    "2024年05月",
    "2024/5",
    "202405",
    "2024-5",
    "2024/5/31",
]


@EVERYWHERE
def test_one_month_in_several_spellings(engine: Engine) -> None:
    """All rows of the month are added up, in one period or over several."""
    months = [*SPELLINGS, "2024年5月1日", "2024年6月", "2023年5月", None]
    data = {"city": ["a"] * 12, "month": months, "value": [2**number for number in range(12)]}
    types = {"city": pa.string(), "month": pa.string(), "value": pa.int64()}
    frame = engine(table(data, types))
    for period, value in {"2024-05": 511, "2024-05/2024-06": 1023, "2023/2024": 2047}.items():
        assert rows(frames.top_n(frame, period=period)) == [
            {"rank": 1, "city": "a", "value": value}
        ]
    (grown,) = rows(frames.growth_leaders(frame, period="2024-05"))
    assert (grown["value"], grown["base"], grown["months"], grown["base_months"]) == (
        511,
        1024,
        1,
        1,
    )


@EAGER
@pytest.mark.parametrize(
    ("months", "strange"),
    [
        ([202305, 202313, 202399, 202400], ["202313", "202399", "202400"]),
        (["2023-08", "May", "2024.05", "2023-08-01T00:00"], ["2023-08-01T00:00", "2024.05", "May"]),
        (["2024-05", "2024-13", "2024-05", ""], ["2024-13"]),
    ],
)
def test_what_is_no_month_is_refused(make: Any, months: list[Any], strange: list[str]) -> None:
    """With its values; waived, it lies in no period."""
    frame = make(four(month=months))
    for period in ("2023-07/2024-06", "2023-08"):
        with pytest.raises(IncomparableRecordsError) as caught:
            frames.top_n(frame, period=period)
        assert caught.value.mixed == {"period": tuple(strange)}
        assert caught.value.reasons == {"period": "what is no month"}
    found = cities(frame, period="2023-05/2024-06", waive="period")
    assert found == [
        city
        for city, month in zip("abcd", months, strict=True)
        if str(month) in ("202305", "2023-08", "2024-05")
    ]


@QUICKLY
@pytest.mark.parametrize(
    ("months", "strange"),
    [
        (["2024年1-7月", "2024年7月"], ["2024年1-7月"]),
        (["2024年1月至7月", "2024年7月"], ["2024年1月至7月"]),
        (["2024 YTD", "2024-07"], ["2024 YTD"]),
        (["FY2024", "2024-07"], ["FY2024"]),
        (["2024-01~2024-07", "2024-07"], ["2024-01~2024-07"]),
        (["2024.01-07", "2024.07"], ["2024.01-07", "2024.07"]),
        (["Jan 2024", "2024"], ["Jan 2024"]),
        (["2024", "\uff12\uff10\uff12\uff14-01"], ["\uff12\uff10\uff12\uff14-01"]),
        (["2024", "2024-01 "], ["2024-01 "]),
        (["2024-05", "May"], ["May"]),
        (["全年", "7月"], ["7月", "全年"]),
    ],
    ids=str,
)
def test_what_is_no_month_may_overlap_with_others(
    engine: Engine, months: list[str], strange: list[str]
) -> None:
    """Without a period it is refused beside other values, eager or lazy; waived, it is added."""
    types = {"city": pa.string(), "period": pa.string(), "value": pa.int64()}
    data = {"city": ["A", "A"], "period": months, "value": [100, 7]}
    frame = engine(table(data, types))
    for ask in (ANYTHING.top_n, ANYTHING.market_share):
        with pytest.raises(IncomparableRecordsError) as caught:
            ask(frame)
        assert caught.value.mixed == {"period": tuple(strange)}
        assert caught.value.reasons == {"period": "what is no month, beside other periods"}
        assert [row["value"] for row in rows(ask(frame, waive="period"))] == [107]
    for month in (strange[0], "2024"):  # nothing overlaps
        alone = engine(table({**data, "period": [month, month]}, types))
        blank = engine(table({**data, "period": [month, None]}, types))
        assert rows(frames.top_n(alone)) == rows(frames.top_n(blank))


@pytest.mark.parametrize(
    "months",
    [
        pd.Series([datetime(2024, 1, 1), datetime(2024, 2, 1, 9), pd.NaT, None], dtype=object),  # noqa: DTZ001
        pd.Series([date(2024, 1, 1), "2024-02", None, 202403], dtype=object),
        pd.Series([202401, 202402, None, pd.NA], dtype="Int64"),
        pd.Series(["202401", "2024-02", None, pd.NA], dtype="string"),
        pd.Series(["202401", "2024-02", None, float("nan")], dtype="category"),
        pd.Series(["202401", "2024-02", None, pd.NA], dtype=object),
        pd.Series([202401, 202402, None, None], dtype="float64"),
        pd.Series(pd.period_range("2024-01", periods=4, freq="M")),
    ],
    ids=str,
)
def test_months_of_pandas_are_added_without_a_period(months: Any) -> None:
    """Objects of Python's own, too, and whatever is missing; a year beside them overlaps."""
    frame = pd.DataFrame({"city": "a", "period": months, "value": [1, 2, 4, 8]})
    assert rows(frames.top_n(frame)) == [{"rank": 1, "city": "a", "value": 15}]
    if months.dtype == object:
        year = frame.assign(period=pd.Series([*months[:3], 2024], dtype=object))
        with pytest.raises(IncomparableRecordsError, match="periods that overlap"):
            ANYTHING.top_n(year)


@pytest.mark.parametrize("name", ["Polars lazy", "DuckDB"])
def test_numbers_that_are_no_months_lie_in_no_period(name: str) -> None:
    """A plan is not run for them, and has no rows of them."""
    types = {"city": pa.string(), "value": pa.int64(), "month": pa.int64()}
    frame = QUICK[name](table(four(month=[202313, 202399, 202400, 202401]), types))
    assert cities(frame, period="2023-07/2024-06") == ["d"]


def monthly(months: list[str], kind: Any) -> Any:
    """Two cities of which one grew 10 %, and lacks the last month of all."""
    listed = [(city, month) for city in ("a", "b") for month in months]
    listed = [row for row in listed if row != ("b", months[-1])]
    amounts = [110 if month.startswith("2025") else 100 for _, month in listed]
    text = pa.array([f"{month}-01" for _, month in listed]).cast(pa.date32())
    written = text if kind == pa.date32() else pa.array([month for _, month in listed])
    return pa.table({"city": [city for city, _ in listed], "month": written, "value": amounts})


@EVERYWHERE
@pytest.mark.parametrize("kind", [pa.string(), pa.date32()], ids=["text", "dates"])
def test_months_are_compared_with_the_same_months(engine: Engine, kind: Any) -> None:
    """A table that ends in July, and a city that lacks a month: refused, or part of the plan."""
    year = [f"2024-{month:02}" for month in range(1, 13)]
    frame = engine(monthly([*year, *(f"2025-{month:02}" for month in range(1, 8))], kind))
    for ask in (frames.growth_leaders, frames.contribution):
        if engine in EAGER_ENGINES:
            with pytest.raises(IncomparableRecordsError) as caught:
                ask(frame, period=2025)
            assert caught.value.mixed == {"months": tuple(year[7:])}
            with pytest.raises(IncomparableRecordsError) as caught:
                ask(frame, period="2025-01/2025-07")
            assert caught.value.mixed == {"months": ("b 2024-07",)}
            assert "waive=('months',)" in str(caught.value)
        found = rows(ask(frame, period=2025, waive="months"))
        assert {row["city"]: (row["months"], row["base_months"]) for row in found} == {
            "a": (7, 12),
            "b": (6, 12),
        }
        found = rows(ask(frame, period="2025-01/2025-07", waive="months"))
        assert {row["city"]: (row["months"], row["base_months"]) for row in found} == {
            "a": (7, 7),
            "b": (6, 7),
        }
        assert {row["months"] for row in rows(ask(frame, period="2025-01/2025-06"))} == {6}


def test_a_year_is_twelve_months_and_a_quarter_three() -> None:
    """Beside a base of single months, too."""
    months = [*(f"2023-{month:02}" for month in range(1, 13)), "2024"]
    frame = pl.DataFrame({"city": "a", "month": months, "value": [1] * 12 + [18]})
    expected = [(1, "a", 18, 12, 50.0, 12, 12)]
    assert frames.growth_leaders(frame, period=2024).rows() == expected
    quarters = frame.with_columns(month=pl.Series([*months[:12], "2024Q1"]))
    with pytest.raises(IncomparableRecordsError, match="months without those to compare"):
        frames.growth_leaders(quarters, period=2024)
    found = frames.growth_leaders(quarters, period="2024-01/2024-03").rows()
    assert found == [(1, "a", 18, 3, 500.0, 3, 3)]


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Int64], ids=str)
def test_a_plan_of_months_in_one_form_is_run_for_their_length_alone(kind: Any) -> None:
    """Its distinct values are not read; years beside months are, and are refused."""
    months = pl.Series(["202405", "202406", "202305", "202501"])
    lazy = pl.DataFrame(four(month=months.cast(kind))).lazy()
    assert cities(lazy, period=2024) == ["a", "b"]
    mixed = pl.DataFrame(four(month=pl.Series(["202405", "202406", "202305", "2024"]).cast(kind)))
    with pytest.raises(IncomparableRecordsError, match="periods that overlap"):
        ANYTHING.top_n(mixed.lazy(), period=2024)


def test_the_categories_of_a_type_are_read_from_it() -> None:
    """Overlapping ones are refused if rows have them."""
    kind = pl.Enum(["2024-05", "2024/06", "2023-05", "May", "2024"])
    frame = pl.DataFrame(four(month=["2024-05", "2024/06", "2023-05", "2023-05"]))
    lazy = frame.cast({"month": kind}).lazy()
    assert cities(lazy, period=2024) == ["a", "b"]
    both = frame.with_columns(month=pl.Series(["2024-05", "2024", "2024", "2024"], dtype=kind))
    with pytest.raises(IncomparableRecordsError, match="periods that overlap"):
        ANYTHING.top_n(both.lazy(), period=2024)
