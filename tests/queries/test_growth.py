"""`growth_leaders`: published and computed growth, and what is left out."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, InvalidPeriodError
from tests.support.factories import LAST_YEAR, LINYI, WEIFANG, figure, only
from tests.support.values import MINE


def names(result: ctc.Ranking | ctc.GrowthRanking) -> list[str]:
    return [entry.city.name for entry in result]


def test_growth_above_a_size() -> None:
    """Among cities that trade 100 billion yuan or more, Ili grew fastest in 2024."""
    leaders = ctc.growth_leaders(3, flow="total", min_value=100_000_000_000)
    assert [(leader.city.name, leader.growth) for leader in leaders] == [
        ("Ili", 32.4),
        ("Fangchenggang", 28.6),
        ("Danzhou", 20.0),
    ]
    assert {leader.method for leader in leaders} == {ctc.GrowthMethod.PUBLISHED}
    assert leaders.excluded[ctc.city("Jinzhong")] == "amount 4496710000 is below min_value"


def test_growth_of_any_size() -> None:
    """Without a limit small Jinzhong leads; county-level Yanji appears only when named."""
    leaders = ctc.growth_leaders(1)
    assert [(leader.city.name, leader.growth) for leader in leaders] == [("Jinzhong", 39.7)]
    named = ctc.growth_leaders(1, cities=["Jinzhong", "Yanji"])
    assert [(leader.city.name, leader.growth) for leader in named] == [("Yanji", 637.9)]


def test_published_and_computed_growth_differ_and_say_which_they_are() -> None:
    """Customs revise the base: 14.5 % was printed where the amounts give 16.0 %."""
    span = "2025-01/2025-07"
    (published,) = ctc.growth_leaders(1, period=span, cities="Guangzhou")
    (computed,) = ctc.growth_leaders(1, period=span, cities="Guangzhou", method="computed")
    assert (published.growth, published.method.value) == (14.5, "published")
    assert (round(computed.growth, 1), computed.method.value) == (16.0, "computed")
    for entry in (published, computed):
        assert str(entry.record.period) == span
        assert entry.base_record is not None
        assert str(entry.base_record.period) == "2024-01/2024-07"
    expected = (computed.record.value or 0) / (computed.base_record.value or 1) * 100 - 100  # type: ignore[union-attr]
    assert abs(computed.growth - expected) < 1e-9


def test_computed_growth_needs_two_sound_levels() -> None:
    """No base, or a level of doubtful worth or definition: left out, with the reason."""
    reasons = set(
        ctc.growth_leaders(method="computed", flow="import", period="2020").excluded.values()
    )
    assert {
        "no amount for the same months a year before",
        "base is marked as unreliable",
    } <= reasons
    roads = ctc.growth_leaders(method="computed", period="2022", partner="belt-and-road")
    assert "amount is marked as another definition" in set(roads.excluded.values())


@pytest.mark.parametrize("base", [0, -5])
def test_no_growth_on_a_base_of_nothing_or_less(base: int, vintage: ctc.Dataset) -> None:
    """A balance that was zero or negative has no percentage change."""
    records = tuple(
        ctc.TradeRecord(
            city=vintage.city("Wuhan"),
            period=ctc.Period(year=year),
            flow=ctc.Flow.BALANCE,
            value=value,
            currency=ctc.Currency.CNY,
            source=vintage.source("gacc-location-2024-12"),
        )
        for year, value in ((2023, base), (2024, 7))
    )
    dataset = attrs.evolve(vintage, records=records)
    leaders = ctc.growth_leaders(flow="balance", method="computed", dataset=dataset)
    assert leaders.excluded[ctc.city("Wuhan")] == "base is zero or negative"


def test_certainty_of_growth_follows_from_rounding(vintage: ctc.Dataset) -> None:
    """Published rates of 21.6 and "over 15" may stand in either order; computed ones keep both."""
    leaders = ctc.growth_leaders(2, period=2025, cities=["抚州", "Jinhua"])
    assert [leader.rank_range for leader in leaders] == [(1, 2), (1, 2)]

    def level(city: str, year: int, value: int, rounded_to: int, status: str) -> ctc.TradeRecord:
        return ctc.TradeRecord(
            city=vintage.city(city),
            period=ctc.Period(year=year),
            flow=ctc.Flow.TOTAL,
            value=value,
            currency=ctc.Currency.CNY,
            rounded_to=rounded_to,
            status=ctc.Status(status),
            source=vintage.source("gacc-location-2024-12"),
        )

    records = (
        level("wuhan", 2023, 100, 1, "A"),
        level("wuhan", 2024, 110, 10, "A"),  # 105 to 115: growth 5 to 15 %
        level("xian", 2023, 100, 1, "A"),
        level("xian", 2024, 107, 1, "A"),  # 7 %
        level("jinan", 2023, 100, 1, "L"),  # 100 or more: growth up to 2 %
        level("jinan", 2024, 102, 1, "A"),
        level("dalian", 2023, 1, 10, "A"),  # -4 to 6: growth without upper limit
        level("dalian", 2024, 1, 1, "A"),
    )
    computed = ctc.growth_leaders(method="computed", dataset=attrs.evolve(vintage, records=records))
    assert {leader.city.id: leader.rank_range for leader in computed} == {
        "wuhan": (1, 3),
        "xian": (1, 3),
        "jinan": (3, 4),
        "dalian": (1, 4),
    }


def test_growth_printed_without_an_amount_counts_in_the_local_currency() -> None:
    """A mainland rate alone is taken as yuan growth, one of Hong Kong as HKD growth."""
    (guangzhou,) = ctc.growth_leaders(1, period="2023-01/2023-09", partner="Africa")
    assert (guangzhou.city.name, guangzhou.growth) == ("Guangzhou", 32.4)
    assert guangzhou.record.currency is None
    asked = {"period": "2024", "flow": "export", "basis": "unspecified"}
    assert names(ctc.growth_leaders(currency="HKD", **asked)) == ["Hong Kong"]  # type: ignore[arg-type]
    assert names(ctc.growth_leaders(currency="CNY", **asked)) == []  # type: ignore[arg-type]


def test_numbers_may_be_those_of_numpy() -> None:
    """What comes out of an array counts as the same number, and is not kept in the answer."""
    n, year, least = np.array([3, 2024, 100_000_000_000])
    for asked in (ctc.top_n, ctc.growth_leaders):
        assert asked(n, period=year) == asked(3, period=2024)
    leaders = ctc.growth_leaders(n, min_value=least)
    assert leaders == ctc.growth_leaders(3, min_value=100_000_000_000)
    assert type(leaders.min_value) is int
    assert type(leaders.period.year) is int
    ask: Any = ctc.top_n
    refused: list[Any] = [np.float64(3), np.True_, np.array([3]), np.int8(0)]
    for wrong in refused:
        with pytest.raises(InvalidArgumentError, match="a whole number of at least 1"):
            ask(wrong)
    refused = [np.float64(2024), np.True_, np.int16(24)]
    for wrong in refused:
        with pytest.raises(InvalidPeriodError):
            ask(period=wrong)


def test_min_value_needs_an_amount() -> None:
    """A rate alone cannot be held against `min_value`, and a fraction is no amount."""
    leaders = ctc.growth_leaders(period="2023-01/2023-09", partner="Africa", min_value=1)
    assert leaders.excluded[ctc.city("Guangzhou")] == "no amount to compare with min_value"
    with pytest.raises(InvalidArgumentError, match="min_value"):
        ctc.growth_leaders(min_value=1e11)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidArgumentError, match="'published', 'computed'"):
        ctc.growth_leaders(method="guess")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_sources_of_computed_growth_hold_both_levels() -> None:
    """A computed rate rests on two tables, a published one on one."""
    span = "2025-01/2025-07"
    computed = ctc.growth_leaders(1, period=span, method="computed")
    assert [source.id for source in computed.sources] == [
        "gacc-location-2025-07",
        "gacc-location-2024-07",
    ]
    assert [source.id for source in ctc.growth_leaders(1, period=span).sources] == [
        "gacc-location-2025-07"
    ]


def required(value: attrs.AttrsInstance) -> dict[str, Any]:
    fields = attrs.fields(type(value))
    return {it.name: getattr(value, it.name) for it in fields if it.default is attrs.NOTHING}


def test_what_is_left_out_of_growth_is_empty() -> None:
    """A leader without further records of its figure, a ranking without nearest spans."""
    leaders = ctc.growth_leaders(1)
    assert ctc.GrowthLeader(**required(leaders[0])).alternatives == ()
    assert dict(ctc.GrowthRanking(**required(leaders)).nearest) == {}


def test_min_value_keeps_a_city_that_just_reaches_it() -> None:
    """The limit itself is not below the limit."""
    dataset = only(figure("wuhan", 100, growth=1.0), figure("xian", 99, growth=2.0))
    assert names(ctc.growth_leaders(min_value=100, dataset=dataset)) == ["Wuhan"]


def test_hand_made_growth() -> None:
    """Published rates as printed; computed ones from the amounts of two years."""
    published = ctc.growth_leaders(dataset=MINE)
    assert [(leader.city, leader.growth) for leader in published] == [
        (LINYI, 20.0),
        (WEIFANG, 10.5),
    ]
    computed = ctc.growth_leaders(dataset=MINE, method="computed")
    assert [(leader.city, leader.growth) for leader in computed] == [(WEIFANG, 50.0), (LINYI, 25.0)]
    for leader in computed:
        assert leader.base_record is not None
        assert leader.base_record.period == LAST_YEAR
    assert ctc.growth_leaders(dataset=MINE, min_value=1_200)[0].city is WEIFANG
