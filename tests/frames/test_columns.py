"""Which column of a frame plays which part."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from china_trade_cities import frames
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError
from tests.support.cases import document
from tests.support.engines import ANYTHING, EVERYWHERE, Engine, rows, small, spark, table

# The words that people write for columns, directions, goods and places.
WORDS: dict[str, Any] = document(__file__, "words.json")
USUAL: dict[str, list[str]] = WORDS["columns"]


def test_columns_are_found_and_said() -> None:
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
        assert rows(frames.match_cities(coded))[0]["code_matched"] == "440100"
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
        with pytest.raises(InvalidArgumentError, match=r"one name each: .* columns\.map\('_'"):
            ask(pd.DataFrame([["a", 2]], columns=levels))
        with pytest.raises(InvalidArgumentError) as caught:
            ask(pd.DataFrame([["a", 2, 3]], columns=["city", "value", "value"]))
        error = caught.value
        assert (error.argument, error.value) == ("frame", ["city", "value", "value"])
        assert error.allowed == "a frame whose column names are distinct texts"


def test_columns_that_are_in_the_index() -> None:
    """An index of pandas has no columns: the error says what makes columns of it."""
    rows_of = pd.DataFrame({"city": ["a", "a"], "month": [202405, 202406], "value": [1, 2]})
    summed = rows_of.groupby(["city", "month"]).sum()
    hint = r"'value' \(the index has 'city', 'month': reset_index\(\) makes columns of it\)"
    asked: list[Any] = [
        frames.top_n,
        partial(frames.top_n, columns=frames.Columns(city="city")),
        partial(frames.top_n, columns=frames.Columns(city="value")),
        partial(frames.Columns.found_in, columns=frames.Columns(city="city")),
        frames.match_cities,
        frames.unmatched,
    ]
    for ask in asked:
        with pytest.raises(InvalidArgumentError, match=f"{hint}; got"):
            ask(summed)
    assert rows(frames.top_n(summed.reset_index(), period="2024-05"))[0]["value"] == 1
