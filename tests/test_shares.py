"""Parts of a whole: shares of the nation, contributions to growth, concentration."""

from __future__ import annotations

import pickle
from itertools import permutations
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
import factories
from china_trade_cities.exceptions import InvalidArgumentError
from factories import (
    GAOMI,
    GAZETTE,
    HERALD,
    LAST_YEAR,
    LINYI,
    MACAO,
    TOYS,
    WEIFANG,
    amount,
    city,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHINA = city(id="china", name="China", name_zh="全国", level=ctc.Level.NATION)
SHANDONG = city(id="370000", name="Shandong", name_zh="山东省", level=ctc.Level.PROVINCE)
NO_REFERENCE = "no national figure for this period, flow, product, partner, currency and basis"
TERRITORY = "a customs territory of its own: not part of the national figure"


def world(*records: ctc.TradeRecord, nation: Sequence[ctc.TradeRecord] = ()) -> ctc.Dataset:
    """A dataset of these records of cities and of the nation."""
    reference = (*nation, amount(1_200, city=SHANDONG))
    return factories.dataset(
        records=records, reference_areas=(CHINA, SHANDONG), reference_records=reference
    )


def national(value: int, **changes: Any) -> ctc.TradeRecord:
    """What the nation traded."""
    return amount(value, city=CHINA, **changes)


# --- market_share -------------------------------------------------------------------------


def test_a_share_is_the_citys_part_of_the_national_row() -> None:
    """Not of the provinces' row, nor of the cities' sum."""
    dataset = world(amount(250, city=LINYI), amount(500, city=WEIFANG), nation=[national(2_000)])
    shares = ctc.market_share(dataset=dataset)
    assert [(entry.city, entry.share) for entry in shares] == [(WEIFANG, 25.0), (LINYI, 12.5)]
    assert shares.covered == 37.5
    assert shares.national == dataset.reference_records[0]
    assert ctc.market_share(1, dataset=dataset).covered == 37.5
    assert shares[:1].ranked == 2
    assert repr(shares[0]) == "<CityShare 1: weifang 25.00 %>"
    assert shares.excluded[MACAO] == "no figure"


def test_shares_of_2024_are_those_of_the_customs_bulletin() -> None:
    """Shenzhen's 4.50 of 43.85 trillion yuan."""
    (entry,) = ctc.market_share(1)
    assert entry.share == pytest.approx(100 * 4_504_824_120_000 / 43_846_792_580_000)
    assert entry.is_certain
    assert [source.id for source in ctc.market_share(1).sources] == ["gacc-location-2024-12"]


def test_a_share_has_the_range_that_rounding_allows() -> None:
    """45 to 55 of 950 to 1050; "over" has no upper end, whoever says it."""
    city_record = amount(50, city=LINYI, rounded_to=10)
    (entry,) = ctc.market_share(
        dataset=world(city_record, nation=[national(1_000, rounded_to=100)])
    )
    assert entry.share_range == (100 * 45 / 1_050, 100 * 55 / 950)
    over = ctc.Status.AT_LEAST
    (entry,) = ctc.market_share(dataset=world(city_record, nation=[national(1_000, status=over)]))
    assert entry.share_range == (0.0, 5.5)
    dataset = world(amount(50, city=LINYI, status=over), nation=[national(1_000)])
    (entry,) = ctc.market_share(dataset=dataset)
    assert entry.share_range == (5.0, None)
    assert "at least 5.00" in str(ctc.market_share(dataset=dataset))
    (entry,) = ctc.market_share(dataset=world(city_record, nation=[national(40, rounded_to=100)]))
    assert entry.share_range[1] is None


def test_shares_can_be_added() -> None:
    """A city inside a counted one is left out, and so is what is not part of the nation."""
    records = (
        amount(500, city=WEIFANG),
        amount(100, city=GAOMI),
        amount(9, city=MACAO),
    )
    dataset = world(*records, nation=[national(1_000)])
    shares = ctc.market_share(cities=["Gaomi", "Weifang", "Macao"], dataset=dataset)
    assert [entry.city for entry in shares] == [WEIFANG]
    assert shares.excluded == {
        GAOMI: "lies inside Weifang, which is counted",
        MACAO: TERRITORY,
    }
    alone = ctc.market_share(cities="Gaomi", dataset=dataset)
    assert [entry.share for entry in alone] == [10.0]


def test_without_a_national_figure_there_is_no_share() -> None:
    """Every city says so, whatever else the reference table holds; the nearest spans are named."""
    records = (amount(5, city=LINYI), amount(4, city=LINYI, period=LAST_YEAR))
    elsewhere = [
        national(10, flow=ctc.Flow.EXPORT),
        national(10, product=TOYS),
        national(10, currency=ctc.Currency.USD),
        national(10, basis=ctc.Basis.UNSPECIFIED),
        national(0, period=ctc.Period(year=2022)),
        national(10, period=LAST_YEAR),
    ]
    dataset = world(*records, nation=elsewhere)
    shares = ctc.market_share(dataset=dataset)
    assert (len(shares), shares.ranked, shares.national, shares.covered) == (0, 0, None, None)
    assert shares.excluded[LINYI] == NO_REFERENCE
    assert dict(shares.nearest) == {LAST_YEAR: 1}
    assert shares.sources == ()
    assert "Nearest periods that can be ranked: 2023 (1 city)." in str(shares)
    assert ctc.market_share(period=2022, dataset=dataset).national is None


@pytest.mark.parametrize(
    "question", [ctc.market_share, ctc.contribution, ctc.concentration], ids=lambda f: f.__name__
)
def test_a_balance_has_no_parts(question: Callable[..., object]) -> None:
    """Surpluses and deficits add up to no whole."""
    with pytest.raises(InvalidArgumentError, match="'total', 'export', 'import', 're-export'"):
        question(flow="balance")


@pytest.mark.parametrize("question", [ctc.contribution, ctc.concentration])
def test_the_whole_is_the_nation_or_the_cities(question: Callable[..., object]) -> None:
    """Nothing else."""
    with pytest.raises(
        InvalidArgumentError, match=r"^of must be one of 'nation', 'cities'; got 'world'$"
    ):
        question(of="world")


# --- contribution -------------------------------------------------------------------------

GREW = (
    amount(800, city=LINYI, period=LAST_YEAR),
    amount(1_000, city=WEIFANG, period=LAST_YEAR),
    amount(1_000, city=LINYI),
    amount(900, city=WEIFANG),
)
NATION = (national(4_000, period=LAST_YEAR), national(4_400, source=HERALD))


def test_contributions_are_points_of_the_growth_of_the_nation() -> None:
    """+200 and -100 of 4,000 are +5 and -2.5 points of 10; everywhere else adds 7.5."""
    parts = ctc.contribution(dataset=world(*GREW, nation=NATION))
    assert [(entry.rank, entry.city, entry.points, entry.change) for entry in parts] == [
        (1, LINYI, 5.0, 200),
        (2, WEIFANG, -2.5, -100),
    ]
    assert (parts.growth, parts.together, parts.rest) == (10.0, 2.5, 7.5)
    assert (parts.national, parts.national_base) == (NATION[1], NATION[0])
    assert parts.sources == (GAZETTE, HERALD)
    assert all(entry.is_certain for entry in parts)
    assert parts[0].sources == (GAZETTE,)
    assert repr(parts[1]) == "<CityContribution 2: weifang -2.50 points>"


def test_contributions_may_be_to_the_cities_together() -> None:
    """Then nothing is left for anybody else; Macao may be counted."""
    macao = (amount(200, city=MACAO, period=LAST_YEAR), amount(220, city=MACAO))
    dataset = world(*GREW, *macao, nation=NATION)
    parts = ctc.contribution(of="cities", dataset=dataset)
    assert [(entry.city, entry.points) for entry in parts] == [
        (LINYI, 10.0),
        (MACAO, 1.0),
        (WEIFANG, -5.0),
    ]
    assert (parts.growth, parts.together, parts.rest, parts.national) == (6.0, 6.0, 0.0, None)
    assert ctc.contribution(dataset=dataset).excluded[MACAO] == TERRITORY
    assert "Growth of all ranked cities together" in str(parts)
    assert "National figures" not in str(parts)


def test_a_contribution_needs_two_sound_levels_of_city_and_whole() -> None:
    """No base, a doubtful level, no national figure: each is said."""
    dataset = world(*GREW[1:], nation=NATION)
    parts = ctc.contribution(dataset=dataset)
    assert [entry.city for entry in parts] == [WEIFANG]
    assert parts.excluded[LINYI] == "no amount for the same months a year before"
    doubtful = attrs.evolve(GREW[0], status=ctc.Status.UNRELIABLE)
    excluded = ctc.contribution(dataset=world(doubtful, *GREW[1:], nation=NATION)).excluded
    assert excluded[LINYI] == "base is marked as unreliable"
    nowhere = ctc.contribution(dataset=world(*GREW, nation=NATION[1:]))
    assert (nowhere.growth, nowhere.together, nowhere.rest, nowhere.ranked) == (None, None, None, 0)
    assert nowhere.excluded[LINYI] == NO_REFERENCE
    assert "Growth of" not in str(nowhere)
    zero = world(amount(0, city=LINYI, period=LAST_YEAR), amount(1, city=LINYI))
    assert ctc.contribution(of="cities", dataset=zero).excluded[LINYI] == "base is zero"
    assert ctc.contribution(cities="Gaomi", dataset=dataset).excluded == {GAOMI: "no figure"}
    later = ctc.contribution(period=2026, dataset=world(*GREW, nation=NATION))
    assert dict(later.nearest) == {ctc.Period(year=2024): 2}


def test_a_city_inside_one_without_a_base_is_counted() -> None:
    """Only what is counted counts twice."""
    inner = (amount(10, city=GAOMI, period=LAST_YEAR), amount(30, city=GAOMI))
    names = ["Gaomi", "Weifang"]
    both = ctc.contribution(cities=names, dataset=world(*GREW, *inner, nation=NATION))
    assert [entry.city for entry in both] == [WEIFANG]
    one = ctc.contribution(cities=names, dataset=world(GREW[3], *inner, nation=NATION))
    assert [entry.city for entry in one] == [GAOMI]


@pytest.mark.parametrize(
    ("base", "now", "whole", "expected"),
    [
        ({}, {}, {}, (2.5, 2.5)),
        ({"rounded_to": 10}, {"rounded_to": 10}, {}, (2.25, 2.75)),
        ({}, {}, {"rounded_to": 1_000}, (100 * 100 / 4_500, 100 * 100 / 3_500)),
        ({}, {}, {"rounded_to": 10_000}, (100 * 100 / 9_000, None)),
        ({}, {}, {"status": ctc.Status.AT_LEAST}, (0.0, 2.5)),
        ({}, {"status": ctc.Status.AT_LEAST}, {}, (2.5, None)),
        ({"status": ctc.Status.AT_LEAST}, {}, {}, (-100.0, 2.5)),
        ({"rounded_to": 1_000}, {}, {"rounded_to": 10_000}, (-100.0, None)),
    ],
)
def test_a_contribution_has_the_range_that_rounding_allows(
    base: dict[str, Any],
    now: dict[str, Any],
    whole: dict[str, Any],
    expected: tuple[float, float | None],
) -> None:
    """From 1,000 to 1,100 of 4,000, each of the three rounded in turn."""
    dataset = world(
        amount(1_000, city=LINYI, period=LAST_YEAR, **base),
        amount(1_100, city=LINYI, **now),
        nation=[national(4_000, period=LAST_YEAR, **whole), national(4_400)],
    )
    (entry,) = ctc.contribution(dataset=dataset)
    assert entry.points_range == pytest.approx(expected)


# --- concentration ------------------------------------------------------------------------


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
    with pytest.raises(InvalidArgumentError, match=r"k must be .*; got 0"):
        ctc.concentration(k=0)
    everybody = ctc.concentration(cities="Linyi", dataset=world(amount(7, city=LINYI)))
    assert "not counted" not in str(everybody)
    assert "share of all 1 counted, %" in str(everybody)
    assert "share of the 1 largest, %" in str(
        ctc.concentration(k=1, dataset=world(amount(7, city=LINYI)))
    )
    assert "the index as a fraction (0 to 1)" in str(everybody)


# --- all of them --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        ctc.market_share(3),
        ctc.contribution(3, period="2025-01/2025-07"),
        ctc.concentration(of="nation"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_results_are_values(result: Any) -> None:
    """They pickle, print, show in a notebook, and become rows of plain values."""
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301
    assert "[1]" in str(result)
    assert "<table>" in result._repr_html_()
    assert all(
        isinstance(value, (str, int, float, list, type(None)))
        for row in result.to_dicts()
        for value in row.values()
    )
    assert repr(result).startswith("<")


@pytest.mark.parametrize("question", [ctc.market_share, ctc.contribution])
def test_ties_may_be_kept(question: Callable[..., Sequence[object]]) -> None:
    """As in other rankings."""
    records = [
        amount(value, city=place, period=period)
        for place in (LINYI, WEIFANG)
        for value, period in ((4, LAST_YEAR), (5, ctc.Period(year=2024)))
    ]
    dataset = world(*records, nation=NATION)
    assert len(question(1, dataset=dataset)) == 1
    assert len(question(1, ties="all", dataset=dataset)) == 2


# --- properties ---------------------------------------------------------------------------

PLACES = tuple(city(id=f"city-{letter}", name=letter.upper()) for letter in "abcdef")
ROUNDING = st.sampled_from((1, 10, 100, 1_000))


def printed(value: int, unit: int, **changes: Any) -> ctc.TradeRecord:
    """What is printed of a true value that is rounded to a unit, half up."""
    return amount((value + unit // 2) // unit * unit, rounded_to=unit, **changes)


@st.composite
def nations(draw: st.DrawFn) -> ctc.Dataset:
    """Cities and a nation that is their sum and more, each printed with a rounding of its own."""
    records: list[ctc.TradeRecord] = []
    nation: list[ctc.TradeRecord] = []
    for period in (LAST_YEAR, ctc.Period(year=2024)):
        values = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=len(PLACES)))
        records += [
            printed(value, draw(ROUNDING), city=place, period=period)
            for place, value in zip(PLACES, values, strict=False)
        ]
        rest = draw(st.integers(0, 10**6))
        nation.append(printed(sum(values) + rest, draw(ROUNDING), city=CHINA, period=period))
    return factories.dataset(
        cities=PLACES,
        records=tuple(records),
        reference_areas=(CHINA,),
        reference_records=tuple(nation),
    )


@given(nations())
def test_shares_sum_to_at_most_100_within_rounding(dataset: ctc.Dataset) -> None:
    """At their lowest all shares together are no more than the whole; none is out of its range."""
    shares = ctc.market_share(99, dataset=dataset)
    assert sum(entry.share_range[0] for entry in shares) <= 100 + 1e-9
    covered = sum(entry.share for entry in shares)
    assert shares.covered == (None if shares.national is None else pytest.approx(covered))
    for entry in shares:
        low, high = entry.share_range
        assert low <= entry.share
        assert high is None or entry.share <= high


@given(nations(), st.sampled_from(("nation", "cities")))
def test_contributions_add_up(dataset: ctc.Dataset, of: Any) -> None:
    """Those of all ranked cities and of everywhere else are the growth of the whole."""
    parts = ctc.contribution(99, of=of, dataset=dataset)
    if parts.growth is None:
        assert not parts.entries
        return
    assert parts.together == pytest.approx(sum(entry.points for entry in parts))
    assert parts.together is not None
    assert parts.rest is not None
    assert parts.together + parts.rest == pytest.approx(parts.growth, abs=1e-9)
    if of == "cities":
        assert parts.rest == 0
    for entry in parts:
        low, high = entry.points_range
        assert low <= entry.points + 1e-9
        assert high is None or entry.points <= high + 1e-9


@given(nations())
def test_the_index_lies_between_its_limits(dataset: ctc.Dataset) -> None:
    """And between that of equal parts and that of a single city."""
    found = ctc.concentration(dataset=dataset)
    if found.hhi is None or found.hhi_range is None:
        assert found.counted == 0
        return
    low, high = found.hhi_range
    assert low <= found.hhi + 1e-6
    assert high is None or found.hhi <= high + 1e-6
    assert 10_000 / found.counted - 1e-6 <= found.hhi <= 10_000 + 1e-6


def table(ranking: ctc.Ranking) -> list[tuple[int, str, tuple[int, int]]]:
    """What does not depend on the unit of amounts."""
    return [(entry.rank, entry.city.id, entry.rank_range) for entry in ranking]


@given(nations(), st.randoms(use_true_random=False), st.integers(2, 1_000))
def test_ranks_do_not_depend_on_order_or_unit(
    dataset: ctc.Dataset, random: Any, factor: int
) -> None:
    """Records may be shuffled, or all amounts given in another unit."""
    expected = table(ctc.top_n(99, dataset=dataset))
    shuffled = list(dataset.records)
    random.shuffle(shuffled)
    assert table(ctc.top_n(99, dataset=attrs.evolve(dataset, records=tuple(shuffled)))) == expected
    doubled = [_times(record, 2) for record in dataset.records]  # halves of units are whole
    expected = table(ctc.top_n(99, dataset=attrs.evolve(dataset, records=tuple(doubled))))
    scaled = tuple(_times(record, factor) for record in doubled)
    assert table(ctc.top_n(99, dataset=attrs.evolve(dataset, records=scaled))) == expected


def _times(record: ctc.TradeRecord, factor: int) -> ctc.TradeRecord:
    value = (record.value or 0) * factor
    return attrs.evolve(record, value=value, rounded_to=record.rounded_to * factor)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from((1, 2, 4, 8))), min_size=1, max_size=5),
    st.data(),
)
def test_rank_ranges_hold_every_rank_that_rounding_allows(
    figures: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever true values are drawn inside the intervals, each city's rank is in its range."""
    records = [
        amount(value * unit, city=place, rounded_to=unit)
        for place, (value, unit) in zip(PLACES, figures, strict=False)
    ]
    ranking = ctc.top_n(99, dataset=factories.dataset(cities=PLACES, records=tuple(records)))
    drawn: dict[ctc.City, int] = {}
    for entry in ranking:
        low, high = entry.record.interval or (0, 0)
        drawn[entry.city] = data.draw(st.integers(low, high or low), label=entry.city.id)
    for entry in ranking:
        rank = 1 + sum(value > drawn[entry.city] for value in drawn.values())
        best, worst = entry.rank_range
        assert best <= rank <= worst
        assert best <= entry.rank <= worst


def test_order_of_tables_does_not_matter_for_any_question() -> None:
    """All orders of four records of cities, all answers."""
    answers = {
        (
            str(ctc.contribution(dataset=world(*records, nation=NATION))),
            str(ctc.market_share(dataset=world(*records, nation=NATION))),
            str(ctc.concentration(dataset=world(*records, nation=NATION))),
        )
        for records in permutations(GREW)
    }
    assert len(answers) == 1
