"""Cities are found by what people call them, and names of columns by what they are."""

from __future__ import annotations

from datetime import date
from functools import partial
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
CANTON = {
    "city_id": "guangzhou",
    "city_name": "Guangzhou",
    "city_name_zh": "广州",
    "province": "Guangdong",
    "region": "eastern",
    "code": "440100",
    "reading": None,
}
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
    assert {name: found[0][name] for name in list(found[0])[2:]} == CANTON
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


def test_matching_adds_columns_of_text() -> None:
    """Called as documented; Hong Kong is in no region, and a usual reading is reported."""
    matched = frames.match_cities(pl.DataFrame({"city": ["Canton", "香港", "Suzhou", "苏州"]}))
    assert matched.row(0, named=True) == {"city": "Canton", **CANTON}
    assert matched["region"].to_list() == ["eastern", None, "eastern", "eastern"]
    assert matched["reading"].to_list() == [None, None, "usual", None]
    assert set(matched.dtypes) == {pl.String}


@pytest.mark.parametrize("engine", [QUICK["Polars"], QUICK["DuckDB"]], ids=["Polars", "DuckDB"])
def test_columns_that_are_there_stay(engine: Engine) -> None:
    """New columns of the same names have a suffix; with a prefix, all new ones have it."""
    data = {"city": ["Canton"], "code": ["x"], "region": ["y"]}
    frame = engine(table(data, dict.fromkeys(data, pa.string())))
    (plain,) = rows(frames.match_cities(frame))
    assert (plain["code"], plain["code_matched"], plain["region_matched"]) == (
        "x",
        "440100",
        "eastern",
    )
    (other,) = rows(frames.match_cities(frame, suffix="_2"))
    assert [name for name in other if name.endswith("_2")] == ["region_2", "code_2"]
    (prefixed,) = rows(frames.match_cities(frame, prefix="of_"))
    assert list(prefixed) == [*data, *(f"of_{name}" for name in CANTON)]
    with pytest.raises(
        InvalidArgumentError,
        match=r"^suffix must be one that makes names that the table lacks: it has region, code; "
        r"got ''$",
    ):
        frames.match_cities(frame, suffix="")


PLACES = [
    ("Suzhou", "Anhui", "suzhou-anhui"),
    ("Suzhou", "江苏省", "suzhou"),
    ("Fuzhou", "36", "fuzhou-jiangxi"),
    ("Taizhou", "浙江", "taizhou-zhejiang"),
    ("Hainan", "Qinghai", "hainan-qinghai"),
    ("Suzhou", None, "suzhou"),
    ("Suzhou", "nowhere", None),
    ("Shenzhen", "Jiangsu", None),
    ("Taizhou", "", None),
    ("Atlantis", "Anhui", None),
    (None, "Anhui", None),
]
LOST_WITH_PROVINCE = [
    ("", "Anhui", 1, "blank", None),
    ("Atlantis", "Anhui", 1, "unknown", None),
    ("Shenzhen", "Jiangsu", 1, "elsewhere", "shenzhen"),
    ("Suzhou", "nowhere", 1, "ambiguous", "suzhou; suzhou-anhui"),
    ("Taizhou", "", 1, "ambiguous", "taizhou-jiangsu; taizhou-zhejiang"),
]


@pytest.mark.parametrize("title", ["province", "省份", " Prov ", "place"])
@QUICKLY
def test_a_province_decides(engine: Engine, title: str) -> None:
    """A column that is called so is found by itself; no reading is taken that contradicts it."""
    names, places, meant = map(list, zip(*PLACES, strict=True))
    data = {title: places, "city": names, "at": list(range(len(names)))}
    frame = engine(table(data, {title: pa.string(), "city": pa.string(), "at": pa.int64()}))
    province = title if title == "place" else None
    matched = sorted(rows(frames.match_cities(frame, province=province)), key=lambda row: row["at"])
    assert [row["city_id"] for row in matched] == meant
    assert [row["reading"] for row in matched] == [
        "usual" if name == "Suzhou" and place is None else None for name, place, _ in PLACES
    ]
    lost = rows(frames.unmatched(frame, province=province))
    assert [tuple(row.values()) for row in lost] == LOST_WITH_PROVINCE
    assert list(lost[0]) == ["city", title, "count", "reason", "candidates"]


def test_codes_of_provinces_are_provinces() -> None:
    """Numbers are GB/T 2260 codes, also as floats and beside text, as pandas makes of gaps."""
    cities = ["Suzhou", "Suzhou"]
    for codes in ([34, 320000], [34.0, 32.0]):
        frame = pl.DataFrame({"province": codes, "city": cities})
        assert frames.match_cities(frame)["city_id"].to_list() == ["suzhou-anhui", "suzhou"]
    mixed = pd.DataFrame({"province": pd.Series(["安徽", 34], dtype=object), "city": cities})
    assert frames.match_cities(mixed)["city_id"].to_list() == ["suzhou-anhui"] * 2


@pytest.mark.parametrize("other", [True, ["Anhui"], date(2024, 1, 1)], ids=str)
def test_a_column_that_holds_no_provinces_is_refused(other: Any) -> None:
    """Nothing is passed over silently that is called like provinces."""
    frame = pl.DataFrame({"province": [other], "city": ["Suzhou"]})
    with pytest.raises(InvalidArgumentError, match=r"^columns must be of text"):
        frames.match_cities(frame)


def test_names_are_no_provinces() -> None:
    with pytest.raises(InvalidArgumentError, match="another column than that of the names"):
        frames.match_cities(small(), province="city")


def test_a_name_may_have_any_character() -> None:
    """Not even one that stands between province and name inside is read as more than a name."""
    names = ["a\u241fb\u241fc", "Anhui\u241fSuzhou", "Suzhou\u241fAnhui"]
    frame = pl.DataFrame({"city": names})
    assert frames.match_cities(frame)["city_id"].to_list() == [None] * 3
    assert sorted(frames.unmatched(frame)["city"].to_list()) == sorted(names)
    frame = frame.with_columns(province=pl.lit("Anhui"))
    assert frames.match_cities(frame)["city_id"].to_list() == [None] * 3


def test_near_misses_are_listed() -> None:
    """The 100 most frequent unknown names lead to cities that are spelled alike."""
    wrong = ["Shenzen", "恩施市"]
    many = [f"Guangzhouu{number:03}" for number in range(150)]
    frame = pl.DataFrame({"city": [*wrong * 2, *many]})
    lost = frames.unmatched(frame)
    assert lost.rows()[:2] == [
        ("Shenzen", 2, "unknown", "shenzhen"),
        ("恩施市", 2, "unknown", "enshi"),
    ]
    assert lost["candidates"].null_count() == 52


def test_matching_says_what_is_wrong_with_the_frame() -> None:
    with pytest.raises(
        InvalidArgumentError, match=r"^column must be one of 'city', 'value'; got 'town'$"
    ):
        frames.match_cities(small(), "town")
    with pytest.raises(
        InvalidArgumentError, match=r"^province must be one of 'city', 'value'; got 'land'$"
    ):
        frames.match_cities(small(), province="land")
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


ARROW_TEXTS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "dictionary of large_string": pa.dictionary(pa.int32(), pa.large_string()),
    "dictionary of string_view": pa.dictionary(pa.uint32(), pa.string_view()),  # of Polars
    "ordered dictionary": pa.dictionary(pa.uint8(), pa.string_view(), ordered=True),
}


def texts_of(kind: Any, values: list[str]) -> Any:
    texts: Any = pa.array(values, pa.string())
    return (texts.dictionary_encode() if pa.types.is_dictionary(kind) else texts).cast(kind)


@pytest.mark.parametrize("kind", ARROW_TEXTS.values(), ids=ARROW_TEXTS)
def test_every_function_takes_every_text_of_arrow(kind: Any) -> None:
    """Tables come with large_string from Polars and pandas, with views and dictionaries too."""
    data = {
        "province": ["Guangdong", "Jiangsu", "Shandong", "Nowhere"] * 2,
        "city": ["Canton", "Suzhou", "枣庄", "Atlantis"] * 2,
        "month": ["2023-05"] * 4 + ["2024-05"] * 4,
        "flow": ["export"] * 8,
        "hs": ["85", "61", "85", "61"] * 2,
        "partner": ["Japan"] * 8,
        "currency": ["CNY"] * 8,
    }
    amounts = pa.array([4, 3, 2, 1, 8, 3, 3, 1])
    ask: Any = frames
    asked: dict[str, Any] = {
        "match_cities": ask.match_cities,
        "unmatched": ask.unmatched,
        "top_n": partial(ask.top_n, period=2024, flow="export", product="85", cities=["Canton"]),
        "top_n of all": ask.top_n,
        "growth_leaders": partial(ask.growth_leaders, period=2024, flow="export"),
        "contribution": partial(ask.contribution, period="2024-05", currency="CNY"),
        "market_share": partial(ask.market_share, partner="Japan", cities="Canton"),
        "concentration": ask.concentration,
        "specialization_index": partial(ask.specialization_index, period=2024),
        "by_specialization": partial(
            ask.by_specialization, industry="lithium batteries", waive="city"
        ),
    }
    plain: Any = pa.table({**data, "value": amounts})
    texts = {column: texts_of(kind, values) for column, values in data.items()}
    arrow: Any = pa.table({**texts, "value": amounts})
    for name, question in asked.items():
        expected = rows(question(plain))
        assert rows(question(arrow)) == expected != [], name
        if kind != pa.string_view():  # which pandas itself does not take
            assert rows(question(arrow.to_pandas(types_mapper=pd.ArrowDtype))) == expected, name
    found = ask.unmatched(pa.table({"city": texts_of(kind, ["Canton", "Atlantis"])}))
    assert [row["city"] for row in rows(found)] == ["Atlantis"]
    matched = ask.match_cities(arrow)
    assert matched.select(arrow.column_names).equals(arrow)
