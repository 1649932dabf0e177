"""`concentration`: how much of the trade is that of few cities."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import IncompleteCoverageError, InvalidArgumentError
from tests.support.factories import LAST_YEAR, LINYI, MACAO, WEIFANG, amount, dataset
from tests.support.nations import NO_REFERENCE, PLACES, TERRITORY, THIN, national, world


def test_the_index_is_the_sum_of_squared_shares() -> None:
    """60, 30 and 10 percent: 3,600 + 900 + 100, as in any textbook."""
    records = (amount(60, city=LINYI), amount(30, city=WEIFANG), amount(10, city=MACAO))
    trade = world(*records, nation=[national(200)])
    found = ctc.concentration(k=2, dataset=trade)
    assert (found.hhi, found.hhi_fraction, found.top_share) == (4_600.0, 0.46, 90.0)
    assert (found.top, found.denominator, found.counted) == ((LINYI, WEIFANG), 100, 3)
    assert found.hhi_range == (4_600.0, 4_600.0)
    assert found.records == records
    of_nation = ctc.concentration(k=2, of="nation", dataset=trade)
    assert (of_nation.hhi, of_nation.top_share) == (30.0**2 + 15.0**2, 45.0)
    assert (of_nation.denominator, of_nation.excluded[MACAO]) == (200, TERRITORY)
    assert of_nation.national == trade.reference_records[0]


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


# --- the nation -----------------------------------------------------------------------------


def test_the_index_of_the_nation_lies_between_a_scattered_rest_and_one_city() -> None:
    """30 and 15 percent of the nation: 1,125 and, if the rest is one city, 55 squared more."""
    records = (amount(60, city=LINYI), amount(30, city=WEIFANG))
    trade = world(*records, amount(10, city=MACAO), nation=[national(200)])
    found = ctc.concentration(dataset=trade)
    assert found.national_hhi_range == (1_125.0, 1_125.0 + 55.0**2)
    assert found.national == trade.reference_records[0]
    assert ctc.concentration(of="nation", dataset=trade).national_hhi_range == (1_125.0, 4_150.0)
    assert "index of the nation, its rest many cities or one  1,125.0 to 4,150.0" in str(found)


def test_the_index_of_the_nation_allows_for_rounding() -> None:
    """Each share at its lowest, and the rest as one city; "over" has no upper end."""
    rounded = world(amount(60, city=LINYI, rounded_to=20), nation=[national(200)])
    found = ctc.concentration(min_coverage=0, dataset=rounded).national_hhi_range
    assert found == pytest.approx((25.0**2, 35.0**2 + 75.0**2))
    over = world(amount(60, city=LINYI, status=ctc.Status.AT_LEAST), nation=[national(200)])
    assert ctc.concentration(min_coverage=0, dataset=over).national_hhi_range == (900.0, None)
    shown = str(ctc.concentration(min_coverage=0, dataset=over))
    assert "its rest many cities or one  at least 900.0" in shown
    everything = world(amount(210, city=LINYI, rounded_to=20), nation=[national(200)])
    found = ctc.concentration(min_coverage=0, dataset=everything).national_hhi_range
    assert found == (10_000.0, 10_000.0), "rounded amounts may be more than the whole"


def test_the_index_of_the_nation_needs_its_figure_and_all_cities() -> None:
    """Without a national figure, or where cities were named, nothing is said of the nation."""
    alone = ctc.concentration(dataset=world(amount(7, city=LINYI)))
    assert (alone.national_hhi_range, alone.national) == (None, None)
    assert "index of the nation" not in str(alone)
    named = ctc.concentration(cities="Linyi", dataset=THIN)
    assert (named.national_hhi_range, named.national) == (None, None)
    nothing = ctc.concentration(period=2020, of="nation", dataset=THIN)
    assert nothing.national_hhi_range is None
    (row,) = nothing.to_dicts()
    assert (row["national_hhi_low"], row["national_hhi_high"]) == (None, None)


# --- what is missing ------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["cities", "nation"])
def test_too_few_cities_have_no_index(of: ctc.Denominator) -> None:
    """The error says what was asked, what is covered, who is missing, and which spans have all."""
    with pytest.raises(IncompleteCoverageError) as caught:
        ctc.concentration(of=of, dataset=THIN)
    error = caught.value
    assert (error.counted, error.coverage, error.min_coverage) == (1, 0.1, 0.8)
    assert [each.city for each in error.missing] == [WEIFANG]
    assert error.nearest == ({LAST_YEAR: 2} if of == "cities" else {})
    assert "the concentration of total trade (all goods, world) in 2024" in str(error)
    assert "missing: Weifang (about 90 billion CNY)" in str(error)


@pytest.mark.parametrize("min_coverage", [0, 0.1])
def test_the_coverage_that_is_needed_may_be_chosen(min_coverage: float) -> None:
    """Then the answer begins with what it lacks."""
    found = ctc.concentration(min_coverage=min_coverage, dataset=THIN)
    covered = "1 of 2 cities have a figure, with 10 % of the trade of all cities"
    assert (found.hhi, found.coverage, dict(found.nearest)) == (10_000.0, 0.1, {LAST_YEAR: 2})
    assert [each.city for each in found.missing] == [WEIFANG]
    assert str(found).splitlines()[1:3] == [
        f"{covered}. Not counted: Weifang (about 90 billion CNY).",
        "Nearest periods with nearly all: 2023 (2 cities).",
    ]
    assert "their part of what all cities trade, %                        10" in str(found)
    assert found.to_dicts()[0]["coverage"] == 0.1


def test_an_answer_on_nearly_all_cities_begins_with_its_table() -> None:
    """It says what part of all trade it covers, and needs no warning."""
    found = ctc.concentration(period=2023, dataset=THIN)
    assert (found.coverage, found.missing, dict(found.nearest)) == (1.0, (), {})
    assert str(found).splitlines()[1:3] == ["", "measure                                     value"]


def test_cities_of_which_nothing_is_known_may_be_any() -> None:
    """Where too little is known of the others, that is the reason; waived, it stands first."""
    unknown = dataset(cities=(*PLACES, LINYI), records=(amount(5, city=LINYI),))
    with pytest.raises(
        IncompleteCoverageError, match="too little is known of the others"
    ) as caught:
        ctc.concentration(dataset=unknown)
    assert (caught.value.coverage, caught.value.nearest) == (None, {})
    waived = ctc.concentration(min_coverage=0, dataset=unknown)
    assert waived.coverage is None
    assert "1 of 7 cities have a figure; what part of all these hold is not known." in str(waived)
    assert "their part of what all cities trade" not in str(waived)


def test_cities_without_trade_need_no_others() -> None:
    """Nobody is missing where all have a figure, though nothing is a part of nothing."""
    zeros = [amount(0, city=LINYI), amount(0, city=WEIFANG)]
    found = ctc.concentration(of="nation", dataset=world(*zeros, nation=[national(9)]))
    assert (found.hhi, found.coverage, found.missing) == (0.0, None, ())


@pytest.mark.parametrize("bad", [-0.1, 1.01, True, "0.8", None, float("nan")])
@pytest.mark.parametrize("question", [ctc.concentration, ctc.contribution])
def test_a_part_is_a_number_from_0_to_1(question: Any, bad: Any) -> None:
    """Also where the whole is the nation, which leaves it unread."""
    with pytest.raises(InvalidArgumentError, match=r"^min_coverage must be a number from 0 to 1"):
        question(min_coverage=bad, of="nation", dataset=THIN)


@pytest.mark.parametrize(
    ("asked", "kept"), [({"period": 2020}, {LAST_YEAR: 2}), ({"flow": "export"}, {})]
)
def test_what_is_near_would_be_answered(asked: dict[str, Any], kept: dict[ctc.Period, int]) -> None:
    """Where nothing is counted, spans that would be refused are not named."""
    assert dict(ctc.concentration(dataset=THIN, **asked).nearest) == kept
    waived = ctc.concentration(dataset=THIN, min_coverage=0, period=2020)
    assert dict(waived.nearest) == {LAST_YEAR: 2, ctc.Period(year=2024): 1}


def test_thin_years_are_refused_and_full_ones_answered() -> None:
    """Of 2021 to 2025, only 2023 and 2024 have nearly all cities; every span named answers."""
    assert [ctc.concentration(period=year).counted for year in (2023, 2024)] == [294, 137]
    for year in (2021, 2022, 2025):
        with pytest.raises(IncompleteCoverageError) as caught:
            ctc.concentration(period=year)
        near = caught.value.nearest
        assert len(near) == 3
        assert {period: ctc.concentration(period=period).counted for period in near} == near
    with pytest.raises(IncompleteCoverageError) as caught:
        ctc.concentration(period=2024, min_coverage=0.95)
    assert {str(period): counted for period, counted in caught.value.nearest.items()} == {
        "2023": 294
    }
