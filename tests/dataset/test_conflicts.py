"""Where several sources print one figure: how far apart they are, and whether rounding says why."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.testing import make_source
from tests.support.factories import (
    GAZETTE,
    HERALD,
    LINYI,
    MACAO,
    VINTAGE,
    WEIFANG,
    amount,
    dataset,
    figure,
    only,
    record,
)

BULLETIN = make_source(id="bulletin", title="Bulletin", tier=ctc.Tier.SECONDARY)


def world(*records: ctc.TradeRecord) -> ctc.Dataset:
    return dataset(records=records, sources=(GAZETTE, HERALD, BULLETIN))


def herald(value: int, **changes: Any) -> ctc.TradeRecord:
    """What the press prints of Weifang."""
    return amount(value, **({"city": WEIFANG, "source": HERALD} | changes))


def test_a_conflict_has_the_gap_of_every_other_record() -> None:
    """Other less preferred, in whole units and in percent; who agrees stands beside it."""
    first = amount(1_500, city=WEIFANG)
    less, same = herald(1_200), amount(2_000, city=WEIFANG, rounded_to=1_000, source=BULLETIN)
    data = world(first, less, same)
    (conflict,) = data.conflicts()
    assert (conflict.preferred, conflict.others, conflict.agreeing) == (first, (less,), (same,))
    assert conflict.records == (first, less, same)
    assert conflict.sources == (GAZETTE, HERALD, BULLETIN)
    found = [
        (each.record, each.gap, each.gap_percent, each.explained_by_rounding)
        for each in conflict.differences
    ]
    assert found == [(less, -300, -20.0, False), (same, 500, pytest.approx(100 / 3), True)]
    assert len(data.corroborations()) == 0


def test_records_that_exclude_each_other_are_a_conflict() -> None:
    """Both agree with the preferred one, but no true figure could have been printed as all."""
    coarse = amount(3_600, rounded_to=100)
    low, high = (
        amount(value, rounded_to=10, source=who)
        for value, who in ((3_560, HERALD), (3_640, BULLETIN))
    )
    data = world(coarse, low, high)
    (conflict,) = data.conflicts()
    assert (conflict.preferred, conflict.others, conflict.agreeing) == (coarse, (low, high), ())
    assert [each.explained_by_rounding for each in conflict.differences] == [True, True]
    assert len(data.corroborations()) == 0
    assert "-40 CNY (-1.11 %)  by rounding, not with all  [2]" in str(data.conflicts())
    assert len(world(coarse, low).conflicts()) == 0
    third = amount(3_600, rounded_to=100, source=make_source(id="z", tier=ctc.Tier.SECONDARY))
    assert world(coarse, low, high, third).conflicts()[0].agreeing == (third,)


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        ({"growth": 14.5}, {"growth": 16.0}, 1.5),
        ({"growth": -0.4}, {"growth": -3.65}, -3.25),
        (
            {"share": 30.7, "share_of": ctc.ShareOf.CITY_TOTAL},
            {"share": 57.1, "share_of": ctc.ShareOf.CITY_TOTAL},
            26.4,
        ),
    ],
)
def test_gaps_of_rates_are_percentage_points(
    one: dict[str, Any], other: dict[str, Any], gap: float
) -> None:
    """With no more decimals than were printed, and without a relative gap."""
    (conflict,) = world(record(**one), record(**other, source=HERALD)).conflicts()
    (found,) = conflict.differences
    assert (found.gap, found.gap_percent, found.explained_by_rounding) == (gap, None, False)


def test_there_is_no_relative_gap_to_nothing() -> None:
    """A preferred amount of zero has no percent, and a negative balance keeps the sign."""
    (conflict,) = world(amount(0), amount(5, source=HERALD)).conflicts()
    assert [(each.gap, each.gap_percent) for each in conflict.differences] == [(5, None)]
    deficit = {"flow": ctc.Flow.BALANCE}
    (conflict,) = world(amount(-100, **deficit), amount(-150, source=HERALD, **deficit)).conflicts()
    assert [(each.gap, each.gap_percent) for each in conflict.differences] == [(-50, -50.0)]
    assert "+5 CNY" in str(world(amount(0), amount(5, source=HERALD)).conflicts())


def test_over_is_explained_by_any_larger_amount() -> None:
    """A figure published as "over 5" has no upper end, and does not contradict 7."""
    over = amount(5, status=ctc.Status.AT_LEAST, source=HERALD)
    (found,) = world(amount(7), over).corroborations()
    assert [each.explained_by_rounding for each in found.differences] == [True]
    assert len(world(amount(4), over).conflicts()) == 1


def test_a_corroboration_needs_two_sources() -> None:
    """Two records of one source are none, a record that another source repeats is one."""
    assert len(world(amount(10), amount(10, status=ctc.Status.UNRELIABLE)).corroborations()) == 0
    (repeated,) = world(amount(10, corroborated_by=(HERALD,))).corroborations()
    assert (repeated.others, repeated.differences) == ((), ())
    assert repeated.sources == (GAZETTE, HERALD)
    (both,) = world(amount(10), amount(10, source=HERALD)).corroborations()
    assert [(each.gap, each.explained_by_rounding) for each in both.differences] == [(0, True)]


def test_one_publisher_in_two_places_corroborates_nothing() -> None:
    """Who printed it counts, not where it was read; nor whom it quotes."""
    agency = make_source(id="agency", publisher="Agency, quoting customs")
    other = make_source(id="other", publisher="Agency on a portal")
    assert len(world(amount(10, source=agency, corroborated_by=(other,))).corroborations()) == 0
    assert len(world(amount(10, source=agency), amount(10, source=other)).corroborations()) == 0
    assert len(world(amount(10, source=agency, corroborated_by=(HERALD,))).corroborations()) == 1


def test_other_cities_measures_and_currencies_are_other_figures() -> None:
    """Nothing is held against what is not comparable."""
    data = world(
        amount(10, city=LINYI),
        herald(20),
        amount(30, city=MACAO, currency=ctc.Currency.MOP),
        amount(40, city=MACAO, source=HERALD, currency=ctc.Currency.CNY),
        record(growth=3.0, city=LINYI, source=HERALD),
    )
    assert len(data.conflicts()) == len(data.corroborations()) == 0


def test_bundled_figures_are_one_or_the_other() -> None:
    """No figure is both, gaps beyond rounding are conflicts alone, and both sides are there."""
    conflicts, corroborations = VINTAGE.conflicts(), VINTAGE.corroborations()
    disputed = {(group.preferred, group.measure) for group in conflicts}
    agreed = {(group.preferred, group.measure) for group in corroborations}
    assert disputed
    assert agreed
    assert disputed.isdisjoint(agreed)
    for conflict in conflicts:
        beyond = [each.record for each in conflict.differences if not each.explained_by_rounding]
        assert tuple(beyond) == conflict.others
        assert all(each.gap for each in conflict.differences if each.record in conflict.others)
    for group in corroborations:
        assert all(each.explained_by_rounding for each in group.differences)
        assert len(group.sources) > 1


def test_groups_come_as_flat_rows() -> None:
    """A row per record: gap and verdict stand beside all but the preferred one."""
    data = world(amount(1_500), amount(1_200, source=HERALD), amount(1_500, source=BULLETIN))
    rows = data.conflicts().to_dicts()
    assert [(row["preferred"], row["gap"], row["explained_by_rounding"]) for row in rows] == [
        (True, None, None),
        (False, -300, False),
        (False, 0, True),
    ]
    assert {row["conflict"] for row in rows} == {1}
    (first, second) = world(amount(10), amount(10, source=HERALD)).corroborations().to_dicts()
    assert (first["corroboration"], second["corroboration"]) == (1, 1)
    assert (first["gap"], second["gap"], second["gap_percent"]) == (None, 0, 0.0)


def test_groups_print_with_their_gaps() -> None:
    """The table says which record agrees, which by rounding, and which does not."""
    data = world(
        amount(1_500, growth=2.5),
        amount(1_200, source=HERALD, growth=2.9),
        amount(2_000, rounded_to=1_000, source=BULLETIN),
    )
    text = str(data.conflicts())
    assert "2 figures on which sources disagree, the preferred record first" in text
    assert "-300 CNY (-20.00 %)  no           [2]" in text
    assert "+500 CNY (+33.33 %)  by rounding  [3]" in text
    assert "+0.4 percentage points  no " in text
    agreed = str(world(amount(10), amount(10, source=HERALD)).corroborations())
    assert agreed.startswith("1 figure that several sources print, the preferred record first")
    assert "yes     [2]" in agreed
    repeated = str(world(amount(10, corroborated_by=(HERALD, BULLETIN))).corroborations())
    assert "10 CNY       repeats it  [2]" in repeated
    assert "10 CNY       repeats it  [3]" in repeated
    assert repr(data.conflicts()) == "<Conflicts: 2>"
    assert repr(data.conflicts()[0].differences[0]) == "<Difference +0.4, beyond rounding: herald>"
    assert repr(data.corroborations()) == "<Corroborations: 0>"
    assert repr(VINTAGE.corroborations()[0]).startswith("<Corroboration on ")


def test_conflicts_are_figures_that_rounding_cannot_reconcile() -> None:
    """Each holds a preferred record and others of the same figure whose interval does not meet."""
    conflicts = ctc.load_dataset("2026.1").conflicts()
    assert len(conflicts) == 22
    assert conflicts.sources
    for conflict in conflicts:
        assert conflict.others
        first = conflict.preferred
        for other in conflict.others:
            assert (other.city, other.period, other.flow) == (first.city, first.period, first.flow)
            assert (other.product, other.partner) == (first.product, first.partner)
        assert set(conflict.preferred.sources) <= set(conflict.sources)
    measures = {conflict.measure.value for conflict in conflicts}
    assert measures == {"value", "growth", "share"}


def test_figures_on_two_bases_are_no_conflict() -> None:
    """Beijing differs 3.7 times between two definitions, and both are right."""
    location = figure("beijing", 37)
    origin = figure("beijing", 10, basis=ctc.Basis.DESTINATION_ORIGIN)
    assert len(only(location, origin).conflicts()) == 0
    assert len(only(location, figure("beijing", 10)).conflicts()) == 1


def test_thousands_of_sources_take_no_longer_each() -> None:
    """What 4,000 sources print is compared and shown in a second, not in minutes."""
    sources = [make_source(id=f"s{number}") for number in range(4_000)]
    records = [
        amount(10**9 + number % 3 * 10**7, city=WEIFANG, source=each)
        for number, each in enumerate(sources)
    ]
    before = process_time()
    (found,) = dataset(records=tuple(records), sources=tuple(sources)).conflicts()
    assert (len(found.agreeing), len(found.others)) == (1_333, 2_666)
    assert len(str(found)) > 0
    assert process_time() - before < 10
