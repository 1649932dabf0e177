"""What product groups add to the growth of a city's trade."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import CityNotFoundError, InvalidArgumentError
from china_trade_cities.testing import make_product
from tests.support.factories import (
    GAZETTE,
    HERALD,
    LAST_YEAR,
    LINYI,
    TOYS,
    WEIFANG,
    amount,
    dataset,
    record,
)

EXPORT = ctc.Flow.EXPORT
SHIPS = make_product(id="ships", name="Ships")
PHONES = make_product(id="phones", name="Phones")


def exports(value: int, **changes: Any) -> ctc.TradeRecord:
    """What a city exports, all goods unless a product is given."""
    return amount(value, **({"city": WEIFANG, "flow": EXPORT} | changes))


def asked(*records: ctc.TradeRecord, **question: Any) -> ctc.ProductContributions:
    """The answer for Weifang from these records."""
    data = dataset(records=records, products=(TOYS, SHIPS, PHONES))
    return ctc.product_contribution("Weifang", dataset=data, **question)


ALL = exports(1_100, growth=10.0)  # from 1,000


def test_published_growth_gives_the_amount_a_year_before() -> None:
    """Toys grew from 200 to 250, ships fell from 100 to 80: of 1,000, five up and two down."""
    toys = exports(250, product=TOYS, growth=25.0)
    ships = exports(80, product=SHIPS, growth=-20.0)
    parts = asked(ALL, ships, toys)
    assert [(entry.product, round(entry.points, 9)) for entry in parts] == [(TOYS, 5), (SHIPS, -2)]
    assert [entry.growth for entry in parts] == [25.0, -20.0]
    assert (parts.growth, parts.all_goods, parts.all_goods_base, parts.found) == (
        10.0,
        ALL,
        None,
        2,
    )
    assert (parts[0].record, parts[0].base_record) == (toys, None)
    assert (dict(parts.excluded), dict(parts.nearest)) == ({}, {})
    assert parts.sources == (GAZETTE,)
    assert len(asked(ALL, ships, toys, n=1)) == 1
    assert asked(ALL, ships, toys, n=1).found == 2


def test_computed_growth_needs_four_amounts() -> None:
    """No published rate is used, and none fills in."""
    before = {"period": LAST_YEAR, "source": HERALD}
    records = (
        exports(1_100, growth=99.0),
        exports(1_000, **before),
        exports(250, product=TOYS, growth=99.0),
        exports(200, product=TOYS, **before),
        exports(80, product=SHIPS, growth=-20.0),
    )
    parts = asked(*records, method="computed")
    (entry,) = parts
    assert (entry.product, entry.points, entry.growth) == (TOYS, 5.0, 25.0)
    assert entry.base_record == records[3]
    assert (parts.growth, parts.all_goods_base) == (10.0, records[1])
    assert parts.excluded == {SHIPS: "no amount for the same months a year before"}
    assert parts.sources == entry.sources == (GAZETTE, HERALD)
    (row,) = parts.to_dicts()
    assert (row["method"], row["growth"], row["growth_of_all"]) == ("computed", 25.0, 10.0)
    assert (row["base_period"], row["base_value"], row["base_source"]) == ("2023", 200, "herald")


def test_a_changed_definition_leaves_no_computed_contribution() -> None:
    """Of a group or of all goods: the reason says between which periods, and what."""
    before = {"period": LAST_YEAR}
    old = {"status": ctc.Status.OTHER_DEFINITION, "note": "old list"} | before
    reason = "the definition changed between 2023 and 2024: old list"
    toys = exports(250, product=TOYS), exports(200, product=TOYS, **old)
    parts = asked(exports(1_100), exports(1_000, **before), *toys, method="computed")
    assert (len(parts), parts.excluded) == (0, {TOYS: reason})
    toys = exports(250, product=TOYS), exports(200, product=TOYS, **before)
    parts = asked(exports(1_100), exports(1_000, **old), *toys, method="computed")
    assert (len(parts), parts.excluded) == (0, {TOYS: f"all goods: {reason}"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": None, "currency": None, "growth": 5.0}, "no amount"),
        ({}, "no record prints amount and growth"),
        ({"growth": 5.0, "status": ctc.Status.UNRELIABLE}, "amount is marked as unreliable"),
        (
            {"growth": 5.0, "status": ctc.Status.OTHER_DEFINITION},
            "amount is marked as another definition",
        ),
        ({"growth": 5.0, "status": ctc.Status.AT_LEAST}, 'published as "over"'),
        ({"growth": -100.0}, "growth of -100 %: no amount a year before follows"),
        ({"growth": 5.0, "rounded_to": 500}, "base is zero, or may be by rounding"),
    ],
)
def test_products_without_a_contribution_say_why(changes: dict[str, Any], reason: str) -> None:
    """A group of which something is published is never dropped silently."""
    fields = {"city": WEIFANG, "flow": EXPORT, "product": TOYS, "value": 250} | changes
    if fields["value"] is not None:
        fields["currency"] = ctc.Currency.CNY
    parts = asked(ALL, record(**fields))
    assert (len(parts), parts.excluded) == (0, {TOYS: reason})


def test_without_a_whole_there_is_no_contribution() -> None:
    """The reason names all goods, and the nearest span with an answer is given."""
    toys = exports(250, product=TOYS, growth=25.0)
    spring = {"period": ctc.Period(year=2025, months=3)}
    parts = asked(
        exports(1_100),
        toys,
        exports(30, growth=3.0, **spring),
        exports(6, growth=50.0, product=TOYS, **spring),
    )
    assert parts.excluded == {TOYS: "all goods: no record prints amount and growth"}
    assert (parts.growth, parts.all_goods, len(parts)) == (None, None, 0)
    assert parts.nearest == {ctc.Period(year=2025, months=3): 1}
    assert "Nearest periods with an answer, and of how many groups: 2025-01/2025-03 (1)." in str(
        parts
    )


def test_only_what_is_comparable_counts() -> None:
    """Other cities, flows, partners, currencies and periods are other figures."""
    toys = {"product": TOYS, "growth": 5.0}
    others = (
        exports(7, city=LINYI, **toys),
        exports(7, period=LAST_YEAR, **toys),
        exports(7, currency=ctc.Currency.USD, **toys),
        amount(7, city=WEIFANG, **toys),
    )
    parts = asked(ALL, *others)
    assert (len(parts), dict(parts.excluded)) == (0, {})


def test_the_table_says_that_groups_overlap() -> None:
    """Points, their range, growth of the group and of all goods, and the sources."""
    text = str(
        asked(
            ALL,
            exports(250, product=TOYS, growth=25.0, rounded_to=10),
            exports(9, product=SHIPS, status=ctc.Status.APPROXIMATE),
        )
    )
    assert text.startswith("Weifang 潍坊: exports, ")
    assert ": exports, percentage points added to growth (published), 2024 on 2023" in text
    assert "All goods: 10.0 % [1]." in text
    assert "Product groups overlap: their points must not be added." in text
    assert "1 product group without a contribution, see `excluded` for the reasons." in text
    assert repr(asked(ALL)) == "<ProductContributions to weifang export, 2024: 0>"
    toys = asked(ALL, exports(250, product=TOYS, growth=25.0))
    assert repr(toys[0]) == "<ProductContribution toys +5.00 points>"
    assert str(asked())


def test_bad_questions_are_refused() -> None:
    """A balance has no parts, and words and names are checked."""
    with pytest.raises(InvalidArgumentError, match="balance"):
        asked(ALL, flow="balance")
    with pytest.raises(InvalidArgumentError, match="'published', 'computed'"):
        asked(ALL, method="guessed")
    with pytest.raises(InvalidArgumentError, match=r"^n must be .*; got 0$"):
        asked(ALL, n=0)
    with pytest.raises(CityNotFoundError):
        ctc.product_contribution("Atlantis")


@given(
    amounts=st.lists(st.integers(1_000, 10**9), min_size=4, max_size=4),
    shifts=st.lists(st.floats(-0.5, 0.5), min_size=4, max_size=4),
)
def test_the_range_holds_whatever_rounding_allows(amounts: list[int], shifts: list[float]) -> None:
    """Any true amounts inside the intervals give a contribution inside the range."""
    now, before, part, part_before = amounts
    year = {"period": LAST_YEAR}
    parts = asked(
        exports(now, rounded_to=100),
        exports(before, rounded_to=100, **year),
        exports(part, rounded_to=100, product=TOYS),
        exports(part_before, rounded_to=100, product=TOYS, **year),
        method="computed",
    )
    true = [value + shift * 100 for value, shift in zip(amounts, shifts, strict=True)]
    points = (true[2] - true[3]) * 100 / true[1]
    (low, high) = parts[0].points_range
    assert low <= parts[0].points <= high
    assert low - 1e-9 <= points <= high + 1e-9


@given(
    part=st.integers(1_000, 10**9),
    rate=st.floats(-90, 300).map(lambda number: round(number, 1)),
    whole_rate=st.floats(-90, 300).map(lambda number: round(number, 1)),
    shifts=st.lists(st.floats(-0.5, 0.5), min_size=4, max_size=4),
)
def test_the_range_of_published_growth_holds_too(
    part: int, rate: float, whole_rate: float, shifts: list[float]
) -> None:
    """The same where the earlier amounts follow from rates that are rounded themselves."""
    parts = asked(
        exports(10**9, rounded_to=100, growth=whole_rate, growth_decimals=1),
        exports(part, rounded_to=100, product=TOYS, growth=rate, growth_decimals=1),
    )
    true_part, true_rate = part + shifts[0] * 100, rate + shifts[1] * 0.1
    true_whole, true_whole_rate = 10**9 + shifts[2] * 100, whole_rate + shifts[3] * 0.1
    change = true_part - true_part / (1 + true_rate / 100)
    points = change * 100 / (true_whole / (1 + true_whole_rate / 100))
    low, high = parts[0].points_range
    assert low - 1e-6 <= points <= high + 1e-6


def test_bundled_contributions_are_growth_times_weight() -> None:
    """INSEE's form of the definition: growth of the group times its weight a year before."""
    parts = ctc.product_contribution("Shanghai", period="2023-01/2023-11")
    assert parts.growth is not None
    assert parts.all_goods is not None
    assert parts.all_goods.value is not None
    for entry in parts:
        assert entry.record.value is not None
        before = entry.record.value / (1 + entry.growth / 100)
        weight = before / (parts.all_goods.value / (1 + parts.growth / 100))
        assert entry.points == pytest.approx(entry.growth * weight)
    assert all(one.points >= other.points for one, other in pairwise(parts))
