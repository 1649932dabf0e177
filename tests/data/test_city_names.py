"""Former names and codes of cities, and the ports inside them: each means one unit of today."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from tests.support.factories import VINTAGE

FORMER_CODES = [
    (place, alias) for place in VINTAGE.cities for alias in place.aliases if alias.isdigit()
]


def test_former_codes_are_codes_of_no_unit_of_today() -> None:
    """A former code has six digits, lies in the city's province and is not in use again."""
    today = {place.code for place in VINTAGE.cities}
    assert len(FORMER_CODES) == 156
    for place, code in FORMER_CODES:
        assert len(code) == 6
        assert code[:2] == (place.code or "")[:2]
        assert code not in today


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("铜仁地区", "tongren"),
        ("522200", "tongren"),
        ("呼伦贝尔盟", "hulunbuir"),
        ("152100", "hulunbuir"),
        ("达县地区", "dazhou"),
        ("513000", "dazhou"),
        ("昭乌达盟", "chifeng"),
        ("晋江地区", "quanzhou"),
        ("旅大", "dalian"),
        ("652400", "ili"),
        ("469003", "danzhou"),
        ("Hankow", "wuhan"),
        ("迪化", "urumqi"),
        ("HKSAR", "hong-kong"),
    ],
)
def test_units_that_became_todays_are_found(name: str, city: str) -> None:
    """A unit that was renamed, or turned into today's with most of its counties, means today's."""
    assert ctc.city(name).id == city


@pytest.mark.parametrize(
    "name",
    [
        "石家庄地区",  # stood beside the city of 石家庄
        "132300",
        "荆州地区",  # joined with 沙市, a city of the same rank
        "金华地区",  # became two cities: a third of its counties went to 衢州
        "巢湖地区",  # became a city that was divided among three others
        "伊犁地区",  # one part of the prefecture of 伊犁
        "452400",  # the code of 梧州地区, then of 贺州地区
        "469025",  # the code of 定安, today of 白沙
    ],
)
def test_units_of_another_territory_are_no_names(name: str) -> None:
    """A former unit of another territory is no alias of the city that bears its name."""
    assert [place.id for place in VINTAGE.cities if name in place.aliases] == []


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("CNYTN", "shenzhen"),
        ("CNSHK", "shenzhen"),
        ("CNWGQ", "shanghai"),
        ("CNNSA", "guangzhou"),
        ("CNBEI", "ningbo"),
        ("CNBSP", "dongfang"),
    ],
)
def test_ports_mean_the_city_they_lie_in(code: str, city: str) -> None:
    """A port or an airport in the districts of one city is that city in a table of ports."""
    assert ctc.city(code).id == city
