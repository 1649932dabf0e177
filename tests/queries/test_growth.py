"""`growth_leaders`: published and computed growth, and what is left out."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, InvalidPeriodError
from tests.support.factories import LAST_YEAR, LINYI, VINTAGE, WEIFANG, figure, only
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
    assert roads.excluded[ctc.city("Beijing")] == (
        "the definition changed between 2021 and 2022: which list of countries is meant is not "
        "stated (along the route until 2022, partner countries since)"
    )


def test_computed_growth_leaves_out_few_that_have_two_amounts() -> None:
    """Exports of 2024 by customs on those of 2023 by the yearbook: 128 cities, five refused.

    Fuzhou is with Pingtan in the yearbook, without it in the customs table.
    """
    leaders = ctc.growth_leaders(flow="export", period=2024, method="computed")
    assert leaders.ranked == 128
    base, later = (
        {entry.city for entry in ctc.top_n(400, flow="export", period=year)}
        for year in (2023, 2024)
    )
    both = base & later
    refused = {city.id: leaders.excluded[city] for city in both if city in leaders.excluded}
    fuzhou = refused.pop("fuzhou")
    assert fuzhou.startswith("the definition changed between 2023 and 2024: includes Pingtan, ")
    bad = "base is marked as unreliable"
    assert refused == dict.fromkeys(("anshan", "guiyang", "jingzhou", "xianyang"), bad)


def test_computed_growth_never_crosses_a_change_of_area_or_list() -> None:
    """Jinan before and after Laiwu joined it, two lists of Belt and Road countries: refused.

    The reason says when and what; printed growth is ranked as printed.
    """
    roads = VINTAGE.partner("Belt and Road")
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"city": "jinan"}, 2019, "Laiwu joined Jinan in January 2019"),
        (
            {"city": "wuhan", "partner": roads},
            2023,
            "customs counted about 64 countries along the route until 2022",
        ),
    ]
    for changes, year, what in cases:
        base, later = (
            figure(value=100, period=ctc.Period(year=each), growth=1.0, **changes)
            for each in (year - 1, year)
        )
        question: dict[str, Any] = {"period": year, "partner": changes.get("partner")}
        computed = ctc.growth_leaders(method="computed", dataset=only(base, later), **question)
        assert len(computed) == 0
        reason = computed.excluded[later.city]
        assert reason.startswith(f"the definition changed between {year - 1} and {year}: {what}")
        assert ctc.growth_leaders(dataset=only(base, later), **question)[0].growth == 1.0


def leader(record: ctc.TradeRecord, base: ctc.TradeRecord | None = None) -> ctc.GrowthLeader:
    """The one city in a ranking by growth: published if the record prints a rate."""
    dataset = only(*filter(None, (record, base)))
    question: dict[str, Any] = {
        "method": "computed" if record.growth is None else "published",
        "flow": record.flow,
        "currency": record.currency or ctc.Currency.CNY,
    }
    return ctc.growth_leaders(dataset=dataset, **question)[0]


BILLION = 1_000_000_000
USD = ctc.Currency.USD


@pytest.mark.parametrize(
    ("value", "base", "changes", "small"),
    [
        (3 * BILLION, BILLION, {}, False),  # the limit itself is not below the limit
        (3 * BILLION, BILLION - 1, {}, True),
        (150_000_001, 150_000_000, {"currency": USD}, False),
        (150_000_001, 149_999_999, {"currency": USD}, True),
        (BILLION, None, {"growth": 0.0}, False),
        (2 * BILLION, None, {"growth": 100.1}, True),
        # What was printed is based on its own, perhaps revised, base.
        (2 * BILLION, 2 * BILLION, {"growth": 100.1}, True),
        (-2 * BILLION, None, {"growth": 0.0, "flow": ctc.Flow.BALANCE}, False),
        # Nothing follows from a rate alone, nor from a fall to nothing.
        (None, None, {"growth": 5.0}, None),
        (None, BILLION, {"growth": 5.0}, False),
        (0, None, {"growth": -100.0}, None),
        (0, BILLION - 1, {"growth": -100.0}, True),
    ],
)
def test_a_small_base_makes_a_rate_of_a_handful_of_shipments(
    value: int | None, base: int | None, changes: dict[str, Any], small: bool | None
) -> None:
    """Below 1 billion yuan or 150 million dollars: as computed from, or as the printed rate says.

    Unknown is unknown, not large.
    """
    later = figure("wuhan", 1, **changes)
    if value is None:
        later = attrs.evolve(later, value=None, currency=None)
    else:
        later = attrs.evolve(later, value=value)
    before = {key: value for key, value in changes.items() if key != "growth"}
    earlier = None if base is None else figure("wuhan", base, period=LAST_YEAR, **before)
    assert leader(later, earlier).is_small_base is small


def test_a_small_base_is_marked_wherever_rates_are_shown() -> None:
    """In the table with a note, and in every row of a frame or a file; without one, no note."""
    leaders = ctc.growth_leaders(5, flow="import")
    marked = [entry.is_small_base for entry in leaders]
    assert marked == [True, True, True, True, False]
    assert [row["is_small_base"] for row in leaders.to_dicts()] == marked
    note = "b: below 1,000,000,000 CNY a year before, where a handful of shipments makes the rate."
    assert note in str(leaders)
    assert "2,260.8 b" in str(leaders)
    assert note not in str(leaders[4:])


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
    computed = ctc.growth_leaders(
        method="computed",
        cities=[record.city for record in records],
        dataset=attrs.evolve(vintage, records=records),
    )
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
    import numpy as np  # which not every Python has

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
        ctc.growth_leaders(min_value=1.5)
    with pytest.raises(InvalidArgumentError, match="'published', 'computed'"):
        ctc.growth_leaders(method="guess")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_float_that_is_whole_is_an_amount() -> None:
    """1e11 is as good as 100_000_000_000, and is kept as a whole number."""
    leaders = ctc.growth_leaders(3, min_value=1e11)
    assert leaders == ctc.growth_leaders(3, min_value=10**11)
    assert isinstance(leaders.min_value, int)


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
