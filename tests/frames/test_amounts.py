"""Amounts of any kind are added exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.engines import (
    ANYTHING,
    EAGER,
    EVERYWHERE,
    QUICK,
    QUICKLY,
    SLOW,
    Engine,
    four,
    rows,
    spark,
    table,
)


@EAGER
def test_sums_that_64_bits_cannot_hold_are_refused(make: Any) -> None:
    """They would rank wrongly; as floats they are ranked."""
    data = {"city": ["a", "b", "a", "c"], "hs": ["1", "2", "1", "3"], "year": [2024] * 4}
    for amounts in ([2**62, 5, 2**62, 6], [-(2**62), 5, -(2**62), -6], [2**61, 2**62, 1, 2**62]):
        frame = make({**data, "value": amounts})
        for question in (frames.top_n, frames.market_share, frames.specialization_index):
            with pytest.raises(InvalidArgumentError, match="whose sum fits 64 bits"):
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


@pytest.mark.parametrize("name", ["PyArrow", "Polars", "pandas with Arrow types"])
def test_sums_of_decimals_that_38_digits_cannot_hold_are_refused(name: str) -> None:
    """They would begin anew below zero; as many as fit are added exactly."""
    types = {"city": pa.string(), "value": pa.decimal128(38, 2)}
    large = [Decimal("9" * 36), Decimal(1), Decimal("9" * 36), Decimal(2)]
    data = {"city": ["a", "b", "a", "b"], "value": large}
    for question in (frames.top_n, frames.market_share, frames.concentration):
        with pytest.raises(InvalidArgumentError, match="decimals whose sum fits 37 digits"):
            question(QUICK[name](table(data, types)))
    fits = {**data, "value": [Decimal("9" * 34), Decimal(1), Decimal("0.01"), Decimal(2)]}
    found = rows(frames.top_n(QUICK[name](table(fits, types)), 1))
    assert found[0]["value"] == Decimal("9" * 34 + ".01")
    # More of the largest than fit would be too much, and these are not.
    many = {"city": ["a"] * 12, "value": [Decimal("9" * 34)] + [Decimal(1)] * 11}
    found = rows(frames.top_n(QUICK[name](table(many, types))))
    assert found[0]["value"] == Decimal("1" + "0" * 32 + "10")


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
        ([Decimal("1.5"), Decimal("Infinity"), Decimal("NaN"), None], [("a", Decimal("1.5"))]),
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
    frame = pd.DataFrame(four(value=pd.Series(values, dtype=object)))
    with pytest.raises(InvalidArgumentError, match=f"integers, floats or decimals, not {kind}"):
        frames.top_n(frame)


@pytest.mark.parametrize("kind", ["complex64", "complex128", object])
def test_complex_amounts_are_refused(kind: Any) -> None:
    """By their type, also where all are real: no row is left out silently."""
    for values in ([1j, 2], [1 + 0j, 2 + 0j]):
        frame = pd.DataFrame({"city": ["a", "a"], "value": pd.Series(values, dtype=kind)})
        with pytest.raises(InvalidArgumentError, match=r"floats or decimals, not (complex|mixed)"):
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
    goods = {"city": ["a"] * 300, "product": [str(number) for number in range(300)]}
    types = {"city": pa.string(), "product": pa.string(), "value": kind}
    for name in ("pandas", "Polars", "PyArrow"):
        frame = QUICK[name](table({**goods, "value": [127] * 300}, types))
        (row,) = rows(frames.top_n(frame, waive="product"))
        assert row["value"] == 300 * 127


def test_any_number_of_cities_may_be_asked_for() -> None:
    for make in (pl.DataFrame, pd.DataFrame, pa.table):
        frame = make(four())
        assert len(rows(frames.top_n(frame, 10**30))) == 4
        assert len(rows(frames.top_n(frame, 10**30, ties="all"))) == 4
        (found,) = rows(frames.concentration(frame, k=10**30))
        assert (found["k"], found["top_share"]) == (2**63 - 1, 100.0)
    with pytest.raises(InvalidArgumentError, match=r"^k must be .*; got 0$"):
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
