"""`concentration`: how much of the trade is that of few cities."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.factories import LINYI, MACAO, WEIFANG, amount
from tests.support.nations import NO_REFERENCE, TERRITORY, national, world


def test_the_index_is_the_sum_of_squared_shares() -> None:
    """60, 30 and 10 percent: 3,600 + 900 + 100, as in any textbook."""
    records = (amount(60, city=LINYI), amount(30, city=WEIFANG), amount(10, city=MACAO))
    dataset = world(*records, nation=[national(200)])
    found = ctc.concentration(k=2, dataset=dataset)
    assert (found.hhi, found.hhi_fraction, found.top_share) == (4_600.0, 0.46, 90.0)
    assert (found.top, found.denominator, found.counted) == ((LINYI, WEIFANG), 100, 3)
    assert found.hhi_range == (4_600.0, 4_600.0)
    assert found.records == records
    of_nation = ctc.concentration(k=2, of="nation", dataset=dataset)
    assert (of_nation.hhi, of_nation.top_share) == (30.0**2 + 15.0**2, 45.0)
    assert (of_nation.denominator, of_nation.excluded[MACAO]) == (200, TERRITORY)
    assert of_nation.national == dataset.reference_records[0]


def test_equal_parts_give_ten_thousand_over_n() -> None:
    """One city has everything; two have half each; rounding gives limits."""
    alone = world(amount(7, city=LINYI))
    assert ctc.concentration(dataset=alone).hhi == 10_000.0
    halves = world(amount(50, city=LINYI, rounded_to=10), amount(50, city=WEIFANG, rounded_to=10))
    found = ctc.concentration(dataset=halves)
    assert found.hhi == 5_000.0
    assert found.hhi_range is not None
    assert found.hhi_range[0] < 5_000.0 < (found.hhi_range[1] or 0) <= 10_000.0
    over = world(amount(50, city=LINYI, status=ctc.Status.AT_LEAST))
    assert ctc.concentration(dataset=over).hhi_range == (0.0, None)


def test_nothing_counted_has_no_index() -> None:
    """No figure, only zeros, or no national figure."""
    nothing = ctc.concentration(period=2020, dataset=world(amount(7, city=LINYI)))
    assert (nothing.hhi, nothing.hhi_fraction, nothing.top_share, nothing.top) == (
        None,
        None,
        None,
        (),
    )
    assert dict(nothing.nearest) == {ctc.Period(year=2024): 1}
    assert nothing.to_dicts()[0]["hhi_low"] is None
    named = ctc.concentration(cities=["Linyi"], period=2024, dataset=world(amount(7, city=LINYI)))
    assert repr(named) == "<Concentration of total, 2024; counted: 1>"
    zeros = ctc.concentration(dataset=world(amount(0, city=LINYI)))
    assert zeros.excluded[LINYI] == "all amounts are zero"
    nation = ctc.concentration(of="nation", dataset=world(amount(7, city=LINYI)))
    assert nation.excluded[LINYI] == NO_REFERENCE
    with pytest.raises(InvalidArgumentError, match=r"^k must be .*; got 0$"):
        ctc.concentration(k=0)
    everybody = ctc.concentration(cities="Linyi", dataset=world(amount(7, city=LINYI)))
    assert "not counted" not in str(everybody)
    assert "share of all 1 counted, %" in str(everybody)
    assert "share of the 1 largest, %" in str(
        ctc.concentration(k=1, dataset=world(amount(7, city=LINYI)))
    )
    assert "the index as a fraction (0 to 1)" in str(everybody)
