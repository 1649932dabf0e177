"""Every engine gives the answers of a reference in plain Python, whatever the rows hold."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from china_trade_cities import frames
from tests.fuzz.frames import run
from tests.support import reference
from tests.support.engines import QUICK, Engine, Rows, rows, slow_engines, table

CITY_TYPES = {
    "text": pa.string(),
    "large text": pa.large_string(),
    "view": pa.string_view(),
    "category": pa.dictionary(pa.int32(), pa.string()),
}
PERIOD_TYPES = {
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "text": pa.string(),
    "compact": pa.string(),
    "category": pa.dictionary(pa.int32(), pa.string()),
    "integer": pa.int64(),
    "year": pa.int32(),
}
VALUE_TYPES = {
    "integer": pa.int64(),
    "small": pa.int32(),
    "float": pa.float64(),
    "decimal": pa.decimal128(20, 2),
}


def month_as(kind: str, year: int, month: int) -> Any:
    """A month in one of the ways in which tables write it."""
    return {
        "date": date(year, month, 28),
        "datetime": datetime(year, month, 1, 23, 59),  # noqa: DTZ001
        "text": f"{year}-{month:02}",
        "category": f"{year}-{month:02}",
        "compact": f"{year}{month:02}",
        "integer": year * 100 + month,
        "year": year,
    }[kind]


# Floats and decimals are quarters: their sums are exact in every order, so that ties are ties.
AMOUNTS = {
    "integer": st.integers(-3, 6).map(lambda number: number * 10**13) | st.integers(-5, 12),
    "small": st.integers(-3, 6) | st.integers(0, 2**31 - 1),
    "float": st.integers(-10, 40).map(lambda number: number / 4)
    | st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 2.0**40]),
    "decimal": st.integers(-10, 40).map(lambda number: Decimal(number) / 4),
}
CITIES = st.sampled_from(["Ningbo", "Ōsaka", "Zhuhai", "宁波", "a'b", "", None])
PRODUCTS = st.sampled_from(["61", "85", "0801", None])


@st.composite
def tables(draw: st.DrawFn) -> tuple[Any, Rows]:
    """An Arrow table and its rows, of types and with values that tables have."""
    city = draw(st.sampled_from(sorted(CITY_TYPES)))
    month = draw(st.sampled_from(sorted(PERIOD_TYPES)))
    value = draw(st.sampled_from(sorted(VALUE_TYPES)))
    listed = draw(
        st.lists(
            st.tuples(
                CITIES,
                st.none() | st.tuples(st.integers(2022, 2024), st.sampled_from([1, 6, 7, 12])),
                st.none() | AMOUNTS[value],
                st.sampled_from(["export", "import"]),
                PRODUCTS,
            ),
            max_size=24,
        )
    )
    data: dict[str, list[Any]] = {
        "city": [row[0] for row in listed],
        "period": [None if row[1] is None else month_as(month, *row[1]) for row in listed],
        "value": [row[2] for row in listed],
        "flow": [row[3] for row in listed],
        "product": [row[4] for row in listed],
    }
    types = {
        "city": CITY_TYPES[city],
        "period": PERIOD_TYPES[month],
        "value": VALUE_TYPES[value],
        "flow": pa.string(),
        "product": pa.string(),
    }
    return table(data, types), [
        dict(zip(data, row, strict=True)) for row in zip(*data.values(), strict=True)
    ]


TIES = st.sampled_from(["first", "all"])
COUNT = st.integers(1, 8)
PERIODS = st.sampled_from([None, "2024", "2023-06", "2022-07/2023-06", "2022/2023", "2021"])
LATER = st.sampled_from(["2024", "2024-06", "2023-06/2024-01", "2023"])
FLOWS = st.sampled_from([None, "export"])

QUESTIONS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "top_n": st.fixed_dictionaries(
        {"n": COUNT, "period": PERIODS, "ties": TIES, "flow": FLOWS},
        optional={"product": st.sampled_from(["61", ""])},
    ),
    "growth_leaders": st.fixed_dictionaries(
        {"n": COUNT, "period": LATER, "ties": TIES, "flow": FLOWS},
        optional={"min_value": st.integers(-1, 3)},
    ),
    "market_share": st.fixed_dictionaries(
        {"n": COUNT, "period": PERIODS, "ties": TIES, "flow": FLOWS}
    ),
    "contribution": st.fixed_dictionaries(
        {"n": COUNT, "period": LATER, "ties": TIES, "flow": FLOWS}
    ),
    "concentration": st.fixed_dictionaries({"k": COUNT, "period": PERIODS, "flow": FLOWS}),
    "specialization_index": st.fixed_dictionaries(
        {"n": st.none() | COUNT, "period": PERIODS, "flow": FLOWS, "symmetric": st.booleans()},
        optional={"product": st.sampled_from(["61", ""])},
    ),
}


# Polars divides by a constant through its inverse; sums of rounded numbers depend on their order.
COMPUTED = ("growth", "share", "points", "index", "hhi", "top_share")


def assert_same(found: Rows, expected: Rows) -> None:
    """Equal rows in equal order; percents may differ in the last digits."""
    assert [list(row) for row in found] == [list(row) for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        for name, value in wanted.items():
            if name in COMPUTED:
                assert math.isclose(row[name], value, rel_tol=1e-13, abs_tol=1e-13), (row, wanted)
            else:
                assert row[name] == value, (name, row, wanted)


def check(
    name: str, engine: Engine, given_table: tuple[Any, Rows], options: dict[str, Any]
) -> None:
    """One question to one engine, beside the reference."""
    arrow, plain = given_table
    frame = engine(arrow)
    answer = getattr(frames, name)(frame, waive=("product", "city", "months"), **options)
    assert type(answer) is type(frame)
    assert_same(rows(answer), getattr(reference, name)(plain, **options))


@pytest.mark.thorough
@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_quick_engines_agree_with_the_reference(name: str, data: st.DataObject) -> None:
    """pandas, Polars, PyArrow and DuckDB: equal rows in equal order, and the user's type."""
    given_table = data.draw(tables())
    options = data.draw(QUESTIONS[name])
    for engine in QUICK.values():
        check(name, engine, given_table, options)


def dense_table(city: str, month: str, value: str, seed: int) -> tuple[Any, Rows]:
    """Some hundred rows: ties, nulls, bases below zero and at zero, several rows a city."""
    chance = Random(seed)
    finite: Any = {
        "integer": lambda: chance.randint(-2, 6) * 10**13,
        "float": lambda: chance.choice([chance.randint(-4, 20) / 4, math.nan, math.inf]),
        "decimal": lambda: Decimal(chance.randint(-200, 2000)) / 100,
    }[value]
    listed = [
        (
            chance.choice(["Ningbo", "Ōsaka", "Zhuhai", "宁波", "a'b", "", None]),
            None
            if chance.random() < 0.05
            else month_as(month, chance.randint(2022, 2024), chance.choice([1, 6, 7, 12])),
            None if chance.random() < 0.1 else finite(),
            chance.choice(["export", "import"]),
            chance.choice(["61", "85", "0801", None]),
        )
        for _ in range(160)
    ]
    # Two cities that are level in all that is asked, one that grows from nothing, one that shrinks.
    for name, before, now in (("level a", 5, 8), ("level b", 5, 8), ("new", 0, 7), ("less", -3, 9)):
        amount = {"integer": int, "float": float, "decimal": Decimal}[value]
        for year, number in ((2023, before), (2024, now)):
            listed.append((name, month_as(month, year, 6), amount(number), "export", "61"))
    data: dict[str, Any] = dict(zip(COLUMNS, zip(*listed, strict=True), strict=True))
    types = (CITY_TYPES[city], PERIOD_TYPES[month], VALUE_TYPES[value], pa.string(), pa.string())
    arrow = table(data, dict(zip(COLUMNS, types, strict=True)))
    return arrow, [dict(zip(COLUMNS, row, strict=True)) for row in listed]


COLUMNS = ("city", "period", "value", "flow", "product")
DENSE = {
    "integers, months as text": ("text", "text", "integer", 1),
    "floats, datetimes": ("category", "datetime", "float", 2),
    "decimals, dates": ("large text", "date", "decimal", 3),
}
# With answers of several rows each, which are cut among those that are level.
DENSE_QUESTIONS: dict[str, list[dict[str, Any]]] = {
    "top_n": [{"n": 20, "period": "2023-06/2024-06"}, {"n": 2, "ties": "all", "flow": "export"}],
    "growth_leaders": [
        {"n": 20, "period": "2024"},
        {"n": 4, "period": "2024-06", "min_value": 1, "ties": "all"},
    ],
    "market_share": [{"n": 20, "period": "2024"}, {"n": 3, "ties": "all", "period": "2024-06"}],
    "contribution": [{"n": 20, "period": "2024"}, {"n": 3, "ties": "all", "period": "2024-06"}],
    "concentration": [{"k": 3, "period": "2024"}],
    "specialization_index": [{"n": None}, {"n": 5, "symmetric": True, "product": "61"}],
}


def check_dense(name: str, engine: Engine, kind: str) -> None:
    """A question to one engine, beside a reference that has an answer to it."""
    given_table = dense_table(*DENSE[kind])
    questions = DENSE_QUESTIONS[name]
    options = questions[list(DENSE).index(kind) % len(questions)]
    expected = getattr(reference, name)(given_table[1], **options)
    assert len(expected) >= (1 if name == "concentration" else 2), expected
    check(name, engine, given_table, options)


@pytest.mark.parametrize("kind", DENSE)
@pytest.mark.parametrize("engine", QUICK.values(), ids=QUICK)
@pytest.mark.parametrize("name", QUESTIONS)
def test_quick_engines_agree_on_dense_tables(name: str, engine: Engine, kind: str) -> None:
    """The same where every question has an answer of several rows."""
    check_dense(name, engine, kind)


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning")
@pytest.mark.parametrize("kind", DENSE)
@pytest.mark.parametrize("engine", slow_engines())
@pytest.mark.parametrize("name", QUESTIONS)
def test_slow_engines_agree_with_the_reference(name: str, engine: Engine, kind: str) -> None:
    """Dask, Ibis and PySpark, on three partitions: the same, on dense tables."""
    check_dense(name, engine, kind)


@pytest.mark.thorough
def test_random_questions_of_random_tables() -> None:
    """The first questions of ``python -m tests.fuzz.frames``, on its seven engines."""
    counts = Counter[str]()
    wrong = [fault for seed in range(FIRST) for fault in run(seed, counts)]
    assert not wrong, "\n".join(wrong)
    assert counts["answers"] == 7 * FIRST
    assert counts["refused"] > 0


FIRST = 10  # of which an eager table refuses some
