"""Cities are found by what people call them, and names of columns by what they are."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import china_trade_cities as ctc
from china_trade_cities import frames
from china_trade_cities.exceptions import (
    IncomparableRecordsError,
    IndustryNotFoundError,
    InvalidArgumentError,
)
from tests.support import factories
from tests.support.engines import (
    ANYTHING,
    DASK,
    QUICK,
    QUICKLY,
    SLOW,
    SLOWLY,
    Engine,
    rows,
    small,
    table,
)

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
    check_cities(engine, kind)


@SLOWLY
def test_cities_are_matched_by_slow_engines(engine: Engine) -> None:
    check_cities(engine, pa.string())


@pytest.mark.parametrize("name", ["pandas", "pandas with Arrow types", "Polars", "PyArrow"])
def test_matching_keeps_the_order_of_rows(name: str) -> None:
    places = [(7 * number) % 1_000 for number in range(20_000)]
    names = [MESSY[place % len(MESSY)] for place in places]
    frame = QUICK[name](
        table({"city": names, "at": places}, {"city": pa.string(), "at": pa.int64()})
    )
    matched = rows(frames.match_cities(frame))
    assert [row["at"] for row in matched] == places
    assert [row["city_id"] for row in matched] == [MEANT[place % len(MESSY)] for place in places]


def test_integer_codes_are_matched() -> None:
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


@DASK
def test_cities_are_matched_by_dask() -> None:
    """With text of its own type, and still without reading more than the names."""
    frame: Any = SLOW["Dask"](table({"city": MESSY}, {"city": pa.string()}))
    matched: Any = frames.match_cities(frame)
    assert type(matched) is type(frame)
    found = sorted((row["city"] or "", row["city_id"] or "") for row in rows(matched))
    expected = sorted((city or "", meant or "") for city, meant in zip(MESSY, MEANT, strict=True))
    assert found == expected
