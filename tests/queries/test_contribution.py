"""`contribution`: what each city adds to the growth of the nation."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import IncompleteCoverageError
from tests.support.factories import GAOMI, GAZETTE, HERALD, LAST_YEAR, LINYI, MACAO, WEIFANG, amount
from tests.support.nations import GREW, NATION, NO_REFERENCE, TERRITORY, THIN, national, world


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
    other = attrs.evolve(GREW[0], status=ctc.Status.OTHER_DEFINITION, note="old area")
    excluded = ctc.contribution(dataset=world(other, *GREW[1:], nation=NATION)).excluded
    assert excluded[LINYI] == "the definition changed between 2023 and 2024: old area"
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


def test_the_growth_of_too_few_cities_is_not_that_of_all() -> None:
    """Refused where the cities are the whole; `min_coverage` says from when on."""
    with pytest.raises(IncompleteCoverageError) as caught:
        ctc.contribution(of="cities", dataset=THIN)
    error = caught.value
    assert (error.counted, error.coverage, error.nearest) == (1, 0.1, {})
    assert "contributions to the growth of total trade (all goods, world) in 2024" in str(error)
    for least in (0, 0.1):
        parts = ctc.contribution(of="cities", min_coverage=least, dataset=THIN)
        assert (parts.ranked, parts.growth, parts.coverage) == (1, 0.0, 0.1)
        assert "1 of 2 cities has a figure, with 10 % of the trade of all cities." in str(parts)


def test_the_growth_of_the_nation_needs_no_coverage() -> None:
    """Whoever is missing is part of the rest."""
    trade = world(
        *THIN.records, nation=[*THIN.reference_records[:1], national(10**11, period=LAST_YEAR)]
    )
    parts = ctc.contribution(dataset=trade)
    assert (parts.ranked, parts.together, parts.rest, parts.coverage) == (1, 0.0, 300.0, 0.1)
    assert ctc.contribution(min_coverage=1, dataset=trade) == parts


def test_spans_near_to_one_without_cities_are_not_refused() -> None:
    """2024 has too few cities, and no amounts a year before 2023."""
    assert dict(ctc.contribution(2, of="cities", period=2020, dataset=THIN).nearest) == {}
    waived = ctc.contribution(of="cities", period=2020, min_coverage=0, dataset=THIN)
    assert dict(waived.nearest) == {ctc.Period(year=2024): 1}
