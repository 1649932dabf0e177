"""What names and codes of a user's columns may be."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import IncomparableRecordsError, InvalidArgumentError
from tests.support.engines import ANYTHING, EAGER, QUICKLY, Engine, cities, four, rows, table


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
    with pytest.raises(InvalidArgumentError, match=r"column 'city' \(int\), or None"):
        frames.market_share(codes, cities="14")


@QUICKLY
def test_a_province_is_no_value_of_the_city_column(engine: Engine) -> None:
    """It is refused, also by a plan, unless the column has it; a city that has no rows may be."""
    types = {"city": pa.string(), "value": pa.int64(), "month": pa.string()}
    data = {"city": ["Ningbo", "杭州", "Beijing"], "value": [3, 4, 5], "month": ["2024-05"] * 3}
    frame = engine(table(data, types))
    allowed = r"values of column 'city', which has no '.*' \(a province: name its cities\)"
    for name in ("Zhejiang", "浙江", "浙江省"):
        for asked in (name, ["Ningbo", name]):
            with pytest.raises(InvalidArgumentError, match=f"^cities must be {allowed}; got"):
                ANYTHING.top_n(frame, cities=asked)
    assert cities(frame, cities=["Beijing", "Suzhou"]) == ["Beijing"]
    assert cities(frame, cities="Beijing", period="2023-05") == []
    provinces = engine(table({**data, "city": ["Zhejiang", "Anhui", "Hebei"]}, types))
    assert cities(provinces, cities="Zhejiang") == ["Zhejiang"]


@EAGER
def test_cities_that_a_table_does_not_have_are_refused(make: Any) -> None:
    """None of them, that is: a list for many tables may name some that this one lacks."""
    frame = make(four(year=[2023, 2024] * 2))
    asked: list[Any] = [
        frames.top_n,
        frames.market_share,
        frames.concentration,
        partial(frames.growth_leaders, period=2024),
    ]
    for ask in asked:
        for absent in ("x", ["x", "y"]):
            with pytest.raises(InvalidArgumentError, match=r"which has no 'x'.*; got"):
                ask(frame, cities=absent)
            assert rows(ask(frame, cities=absent, waive="city")) == []
        ask(frame, cities=["a", "x"])
