"""What every question about a frame takes and gives, and that it asks for its extra."""

from __future__ import annotations

import importlib.util
import sys
from functools import partial
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pytest

import china_trade_cities as ctc
from china_trade_cities import frames
from china_trade_cities.exceptions import (
    CityNotFoundError,
    IncomparableRecordsError,
    InvalidArgumentError,
    InvalidPeriodError,
    MissingExtraError,
)
from tests.support.commands import python
from tests.support.engines import ANYTHING, rows

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
    frame = two_by_two(currency=("CNY", "USD"))
    with pytest.raises(IncomparableRecordsError, match="currency"):
        ASKED[name](frame)
    assert rows(ASKED[name](frame, waive="currency"))


@ASKS
def test_every_question_says_which_period_is_wrong(name: str) -> None:
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


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_records_become_frames_and_answer(backend: Any) -> None:
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
        "derived": "Boolean",
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
    """Numbers, percents, and what is true or false; all else is text, also without rows."""
    for period in (2021, 1999):
        ranking = ctc.top_n(7, period=period, convert_to="CNY")
        frame: Any = ranking.to_frame(backend=backend)
        kinds = nw.from_native(frame).schema
        assert {name: str(kind) for name, kind in kinds.items() if kind != nw.String} == {
            **dict.fromkeys(("rank", "best_rank", "worst_rank", "ranked"), "Int64"),
            **dict.fromkeys(("value", "rounded_to", "original_value"), "Int64"),
            **dict.fromkeys(("growth", "share", "coverage"), "Float64"),
            **dict.fromkeys(("certain", "derived", "converted"), "Boolean"),
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
            said = "needs one of polars, pyarrow: pip install polars"
            assert str(caught.value) == said


def test_without_narwhals_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of the package become frames without it; questions on frames need it."""
    for name in [name for name in sys.modules if name.startswith("china_trade_cities.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    assert len(ctc.top_n(1).to_frame()) == 1
    with pytest.raises(MissingExtraError, match=r"pip install 'china-trade-cities\[frames\]'"):
        importlib.import_module("china_trade_cities.frames")


def test_importing_the_package_loads_no_dataframe_package() -> None:
    """Nor does a query; `ctc.frames` is loaded when it is touched, and loads no engine."""
    code = (
        "import sys, china_trade_cities as ctc; ctc.top_n(1); "
        "engines = ['narwhals', 'polars', 'pandas', 'pyarrow', 'duckdb', 'numpy']; "
        "print([name for name in engines if name in sys.modules]); "
        "ctc.frames.top_n; print([name for name in engines if name in sys.modules])"
    )
    assert python(code).splitlines() == ["[]", "['narwhals']"]


def test_an_unknown_city_elsewhere_still_gets_suggestions() -> None:
    """Resolving in bulk computes none; `ctc.city` does."""
    with pytest.raises(CityNotFoundError, match="did you mean Shenzhen"):
        ctc.city("Shenzen")


_WITHOUT_N = {"by_specialization", "concentration"}
YEAR_AS_NUMBER = {name: call for name, call in ASKED.items() if name not in _WITHOUT_N}


@pytest.mark.parametrize("name", YEAR_AS_NUMBER)
def test_a_year_is_no_number_of_rows(name: str) -> None:
    """More rows than there are, and a year: a period was meant. Of a lazy frame nobody knows."""
    table = pl.DataFrame(
        {
            "city": ["Ningbo", "Suzhou"] * 2,
            "year": [2023, 2023, 2024, 2024],
            "product": ["85", "61"] * 2,
            "value": [1, 2, 3, 4],
        }
    )
    options = {} if name in {"growth_leaders", "contribution"} else {"period": 2024}
    waived = () if name == "specialization_index" else ("product",)
    ask = partial(YEAR_AS_NUMBER[name], waive=waived, **options)
    with pytest.raises(InvalidArgumentError, match=r"at most \d, .* period=2023\?\); got 2023"):
        ask(table, 2023)
    assert len(ask(table, 1000)) == len(ask(table.lazy(), 2023).collect())
