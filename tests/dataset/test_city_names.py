"""A city's name is read as people write it, alone or with province, country and kind of unit."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities.exceptions import AmbiguousCityError, CityNotFoundError
from china_trade_cities.testing import make_city, make_dataset
from tests.support.cases import table
from tests.support.factories import SMALL, VINTAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = index_of(VINTAGE).city_names
CASES = table(__file__, "city_names.csv")
# Names and GB/T 2260 codes of places of all levels, from the nation's list.
PLACES = table(__file__, "place_names.csv")
# By the code of today and former ones, which the list still has for one city.
BY_CODE = {code: city for city in VINTAGE.cities for code in (city.code, *city.aliases)}


def ids(name: str, provinces: Sequence[str] = ()) -> list[str]:
    return [city.id for city in NAMES.find(name, provinces)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']!a} {case['province']}")
def test_a_name_is_read_as_it_is_written(case: dict[str, str]) -> None:
    """Each kind of name finds the cities it means, and no other."""
    assert ids(case["name"], tuple(filter(None, [case["province"]]))) == case["meant"].split()
    if not case["province"] and len(case["meant"].split()) == 1:
        assert ctc.city(case["name"]).id == case["meant"]


def test_no_place_of_another_level_is_taken_for_a_city() -> None:
    """Of 3,511 places of all levels, those that the dataset has are found, and nothing else is."""
    assert len(PLACES) == 3_511
    expected = [[BY_CODE[row["code"]]] if row["code"] in BY_CODE else [] for row in PLACES]
    assert [list(NAMES.find(row["name"])) for row in PLACES] == expected
    assert sum(map(bool, expected)) == 374


def test_nor_is_it_with_its_province() -> None:
    """The same places with the province before them, and with the province known, in two forms."""
    wanted = [BY_CODE.get(row["code"]) for row in PLACES]
    provinces = {row["code"][:2]: row["name"] for row in PLACES if row["code"].endswith("0000")}
    for city, row in zip(wanted, PLACES, strict=True):
        province = provinces[row["code"][:2]]
        expected = [city.id] if city else []
        assert ids(f"{province}{row['name']}") == expected, row
        assert ids(row["name"], NAMES.provinces(province)) == expected, row


def test_codes_of_places_find_cities_alone() -> None:
    """A code means the city that has it; those of a municipality's districts mean the city."""
    for row in PLACES:
        code = row["code"]
        city = BY_CODE.get(code)
        if row["name"] in {"市辖区", "县"}:
            city = BY_CODE.get(f"{code[:2]}0000")
        for written in (code, f"{code}000000", f"{code}.0"):
            assert ids(written) == ([city.id] if city else []), (written, row)


def test_every_city_is_found_with_its_province_around_it() -> None:
    """English and Chinese names with the province before and behind, comma or not."""
    for city in VINTAGE.cities:
        for name in (
            f"{city.province_zh}{city.name_zh}",
            f"{city.name_zh}（{city.province_zh}）",
            f"{city.province} {city.name}",
            f"{city.name}, {city.province}",
            f"{city.name}, {city.province}, China",
            f"{city.name} {city.name_zh}",
        ):
            assert ids(name) == [city.id], name


def test_every_city_is_found_by_its_official_name() -> None:
    """The place list gives the full Chinese name; in traditional characters it means the same."""
    converter: Any = import_module("opencc").OpenCC("s2t")  # which the table was made with
    for row in PLACES:
        if row["code"] in BY_CODE:
            assert ids(converter.convert(row["name"])) == [BY_CODE[row["code"]].id]


@pytest.mark.parametrize(
    ("name", "province"),
    [
        ("Guangdong", "Guangdong"),
        ("广东", "Guangdong"),
        ("廣東省", "Guangdong"),
        ("Guangdong Province", "Guangdong"),
        ("CN-GD", "Guangdong"),
        ("44", "Guangdong"),
        ("440000", "Guangdong"),
        ("440000.0", "Guangdong"),
        ("广西", "Guangxi"),
        ("Guangxi Zhuang Autonomous Region", "Guangxi"),
        ("内蒙古", "Inner Mongolia"),
        ("Nei Mongol", "Inner Mongolia"),
        ("新疆维吾尔自治区", "Xinjiang"),
        ("Xinjiang Uyghur Autonomous Region", "Xinjiang"),
        ("新疆", "Xinjiang"),
        ("Ningxia Hui AR", "Ningxia"),
        ("Xizang", "Tibet"),
        ("北京市", "Beijing"),
        ("Hong Kong SAR", "Hong Kong"),
        ("内", None),
        ("广东市", None),
        ("广西藏族自治区", None),
        ("Atlantis", None),
        ("99", None),
        ("\uff14\uff14", "Guangdong"),
        ("\ufeff44", "Guangdong"),
        ("44000000", None),
        ("440300", "Guangdong"),
        ("4403", "Guangdong"),
        ("粤", "Guangdong"),
        ("内蒙", "Inner Mongolia"),
        ("Guangdong Prov.", "Guangdong"),
        ("中国广东省", "Guangdong"),
        ("Guangdong, China", "Guangdong"),
        ("广东 Guangdong", "Guangdong"),
        ("广东 Jiangsu", None),
        ("Guangxi Zhuang", "Guangxi"),
        ("Xinjiang Uyghur", "Xinjiang"),
        ("深圳", None),
        ("", None),
    ],
)
def test_a_province_is_found_by_its_names(name: str, province: str | None) -> None:
    """English and Chinese, full and short, ISO 3166-2 and GB/T 2260; nothing else is one."""
    assert NAMES.provinces(name) == ((province,) if province else ())


def test_homonyms_are_those_that_a_usual_reading_passes_over() -> None:
    """Suzhou and Fuzhou alone have a usual reading; a name that decides by itself has none."""
    usual = {
        name: [other.id for other in NAMES.homonyms(name, city)]
        for city in VINTAGE.cities
        for name in (city.name, f"{city.name} City", city.name_zh, city.id)
        if NAMES.find(name) == (city,) and NAMES.homonyms(name, city)
    }
    assert usual == {
        "Suzhou": ["suzhou-anhui"],
        "Suzhou City": ["suzhou-anhui"],
        "suzhou": ["suzhou-anhui"],
        "Fuzhou": ["fuzhou-jiangxi"],
        "Fuzhou City": ["fuzhou-jiangxi"],
        "fuzhou": ["fuzhou-jiangxi"],
    }


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("恩施市", "恩施土家族苗族自治州"),
        ("Kashgar City", "喀什地区"),
        ("杭州地区", "杭州市"),
        ("Shenzen", "Shenzhen"),
        ("Jin'an", "Jinan"),
    ],
)
def test_the_unit_of_another_kind_is_suggested_first(name: str, suggestion: str) -> None:
    """A unit of the same name and another kind is what was mistaken most often."""
    with pytest.raises(CityNotFoundError) as caught:
        ctc.city(name)
    assert caught.value.suggestions[0] == suggestion
    assert ctc.city(suggestion) in VINTAGE.cities


def test_homonyms_stay_ambiguous_with_kind_and_country() -> None:
    """What is true of each of several cities decides between none of them."""
    for name in ("Taizhou", "Taizhou City", "Taizhou, China", "China Taizhou"):
        with pytest.raises(AmbiguousCityError):
            ctc.city(name)


def test_a_city_of_a_dataset_of_ones_own_is_a_city() -> None:
    """Where the tables name no kind of unit, 市 and City are its words."""
    assert [ctc.city(name, dataset=SMALL).id for name in ("潍坊市", "Weifang City")] == [
        "weifang",
        "weifang",
    ]


def test_characters_of_ones_own_names_are_found_as_they_are() -> None:
    """Names in traditional characters and with odd marks need not be in another form."""
    taipei = make_city(id="taipei", name="Taipei", name_zh="臺北", aliases=("St. Mary+",))
    data = make_dataset(taipei)
    for name in ("臺北", "臺北市", "Taipei (臺北)", "St. Mary+"):
        assert ctc.city(name, dataset=data) is taipei


def test_provinces_that_share_a_name_are_all_meant() -> None:
    """Where two spellings of a province stand in a dataset, its Chinese name and code mean both."""
    cities = [
        make_city(id="a", name="Atown", name_zh="甲", province="Guangdong", province_zh="广东省"),
        make_city(id="b", name="Btown", name_zh="乙", province="Canton", province_zh="广东省"),
    ]
    data = make_dataset(*cities)
    assert ctc.city("广东甲", dataset=data) is cities[0]
    assert ctc.city("广东省乙市", dataset=data) is cities[1]


LONG = ["China " * 60, "中国" * 5_000, "广东" * 30, "深圳市" * 20_000, "yi" * 2_500 + "zhou"]


@pytest.mark.parametrize("name", LONG, ids=lambda name: name[:4])
def test_a_long_name_is_refused(name: str) -> None:
    """Country and province are taken off once each: reading them again and again would not end."""
    assert ids(name) == []
    assert NAMES.provinces(name) == ()
