"""What ranks are worth where cities are missing."""

from __future__ import annotations

import pickle
from itertools import product
from math import prod
from random import Random
from runpy import run_path
from statistics import median
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._dataset.bounds import Bounds
from china_trade_cities._model.vocabulary import BoundKind
from china_trade_cities._queries import standing
from china_trade_cities._queries.growth import computed, percent_change
from china_trade_cities.testing import make_dataset, make_exchange_rate, make_product
from tests.support.commands import TOOLS
from tests.support.factories import GAOMI, MACAO, VINTAGE, WEIFANG, amount, city, source

ANYANG, BAODING, CHENGDE, DATONG = (
    city(id=name.lower(), name=name) for name in ("Anyang", "Baoding", "Chengde", "Datong")
)
TEA = make_product(id="tea", name="Tea")
BILLION = 10**9


def printed(
    place: ctc.City, value: int, period: str = "2024", flow: str = "total", **changes: Any
) -> ctc.TradeRecord:
    """A figure in billion yuan, rounded to ten million."""
    return amount(
        value * BILLION,
        city=place,
        period=ctc.Period.parse(period),
        flow=ctc.Flow(flow),
        rounded_to=10**7,
        **changes,
    )


def ranked(*entries: Any, **question: Any) -> ctc.Ranking:
    """The largest of 2024."""
    return ctc.top_n(period="2024", dataset=make_dataset(*entries), **question)


def worth(ranking: ctc.Ranking | ctc.GrowthRanking) -> list[tuple[str, tuple[int, int], bool]]:
    """Each entry with its range, and whether it is certain."""
    return [(entry.city.id, entry.rank_range, entry.is_certain) for entry in ranking]


# --- who stands above ---------------------------------------------------------------------


def test_without_missing_cities_ranks_are_certain() -> None:
    ranking = ranked(printed(ANYANG, 100), printed(BAODING, 50))
    assert worth(ranking) == [("anyang", (1, 1), True), ("baoding", (2, 2), True)]
    assert (ranking.missing, ranking.coverage) == ((), 1)


def test_a_city_that_is_certainly_above_moves_every_rank_by_one() -> None:
    """Its exports alone are more than what the others trade: by one and no more, and certainly."""
    ranking = ranked(
        printed(ANYANG, 100), printed(BAODING, 50), printed(CHENGDE, 500, flow="export")
    )
    assert worth(ranking) == [("anyang", (2, 2), True), ("baoding", (3, 3), True)]
    assert [entry.rank for entry in ranking] == [1, 2]
    (missing,) = ranking.missing
    assert missing.city == CHENGDE
    assert (missing.kind, missing.amount, missing.best_rank) == (BoundKind.CERTAIN, None, 1)
    assert missing.interval == (500 * BILLION - 5 * 10**6, None)


def test_a_limit_alone_counts_for_the_worst_rank() -> None:
    """Nothing says where between the limits an amount lies, so the best rank does not count it."""
    ranking = ranked(
        printed(ANYANG, 100), printed(BAODING, 50), printed(CHENGDE, 70, flow="export")
    )
    assert worth(ranking) == [("anyang", (1, 2), False), ("baoding", (3, 3), True)]


def test_of_a_product_a_city_trades_no_more_than_of_everything() -> None:
    """All trade of the nearest year limits it from above alone."""
    ranking = ranked(
        printed(ANYANG, 100, product=TEA),
        printed(BAODING, 20, product=TEA),
        printed(CHENGDE, 50, "2023"),
        product="tea",
    )
    assert worth(ranking) == [("anyang", (1, 1), True), ("baoding", (2, 3), False)]
    assert [city.best_rank for city in ranking.missing] == [2]


def test_expected_amounts_give_ranges() -> None:
    """A city of about 100 last year is surely below 200, may be above 90, and is above 10."""
    ranking = ranked(
        printed(ANYANG, 200),
        printed(BAODING, 90),
        printed(DATONG, 10),
        printed(CHENGDE, 100, "2023"),
    )
    assert worth(ranking) == [
        ("anyang", (1, 1), True),
        ("baoding", (2, 3), False),
        ("datong", (4, 4), False),  # as 99 of 100 such cities say, and nothing for certain
    ]
    (missing,) = ranking.missing
    assert (missing.kind, missing.best_rank) == (BoundKind.EXPECTED, 2)
    assert missing.reason == "no figure"


def test_implied_amounts_give_narrower_ones() -> None:
    """Amount and growth of a year later leave less open than the amount alone."""
    figures = printed(ANYANG, 120), printed(BAODING, 90)
    later = printed(CHENGDE, 110, "2025", growth=10.0)
    ranking = ranked(*figures, later)
    assert [entry.rank_range for entry in ranking] == [(1, 1), (3, 3)]
    assert [entry.is_certain for entry in ranking] == [True, False]
    assert [city.kind for city in ranking.missing] == [BoundKind.IMPLIED]
    ranking = ranked(*figures, evolve(later, growth=None))
    assert [entry.rank_range for entry in ranking] == [(1, 2), (2, 3)]


def test_many_that_may_stand_above_are_counted_by_their_probability() -> None:
    """Of ten that are above with one half each, neither none nor all are: 1 to 9, not 0 to 10."""
    others = [
        printed(city(id=f"town-{number}", name=f"Town {number}"), 100, "2023")
        for number in range(10)
    ]
    (entry,) = ranked(printed(ANYANG, 100), *others)
    assert entry.rank_range == (2, 10)


# --- cities of which nothing is known, or little --------------------------------------------


def unknown(number: int) -> list[ctc.City]:
    """Cities without any figure."""
    return [city(id=f"town-{each}", name=f"Town {each}") for each in range(number)]


def test_cities_of_which_nothing_is_known_may_be_as_those_of_which_least_is_published() -> None:
    """No larger than the largest of these; for the best rank they do not count."""
    often = [printed(ANYANG, 100, str(year)) for year in (2024, 2022, 2021)]
    ranking = ranked(*often, printed(BAODING, 50), printed(CHENGDE, 20), *unknown(2))
    assert worth(ranking) == [
        ("anyang", (1, 1), True),
        ("baoding", (2, 4), False),
        ("chengde", (3, 5), False),
    ]
    assert ranking.coverage == 1
    assert [
        (missing.kind, missing.interval, missing.amount, missing.record, missing.best_rank)
        for missing in ranking.missing
    ] == [(None, None, None, None, 2)] * 2


def test_where_they_are_more_than_half_nothing_is_certain() -> None:
    """Each of them may stand above anything; nobody knows what part of the whole is ranked."""
    ranking = ranked(printed(ANYANG, 100), printed(BAODING, 50), *unknown(3))
    assert worth(ranking) == [("anyang", (1, 4), False), ("baoding", (2, 5), False)]
    assert ranking.coverage is None
    assert not ranking.nearest


def test_an_open_end_is_closed_by_what_is_expected() -> None:
    """A city of "at least 80" that had 80 the year before does not reach 200."""
    figures = printed(ANYANG, 200), printed(BAODING, 80, status=ctc.Status.AT_LEAST)
    ranking = ranked(*figures)
    assert worth(ranking) == [("anyang", (1, 2), False), ("baoding", (1, 2), False)]
    ranking = ranked(*figures, printed(BAODING, 80, "2023"))
    assert [entry.rank_range for entry in ranking] == [(1, 1), (2, 2)]
    assert ranking[0].is_certain


def test_more_than_is_expected_leaves_the_end_open() -> None:
    """What was expected of a city says nothing any more where it has "over" that."""
    over = printed(ANYANG, 800, status=ctc.Status.AT_LEAST), printed(ANYANG, 200, "2023")
    others = printed(BAODING, 801), printed(CHENGDE, 700)
    assert worth(ranked(*over, *others)) == [
        ("baoding", (1, 2), False),
        ("anyang", (1, 2), False),
        ("chengde", (3, 3), True),
    ]


def test_a_converted_open_end_is_closed_in_yuan() -> None:
    """Not in its own currency: the best rank is never worse than the worst."""
    dollars = {"currency": ctc.Currency.USD, "status": ctc.Status.AT_LEAST}
    ranking = ranked(
        printed(ANYANG, 100, **dollars),
        printed(ANYANG, 300, "2023"),
        printed(BAODING, 705),
        make_exchange_rate(year=2024),
        convert_to="CNY",
    )
    assert all(entry.rank_range[0] <= entry.rank_range[1] for entry in ranking)


def test_a_city_inside_another_is_bounded_by_that_one() -> None:
    """Not by what the nation leaves beside all others, among which the outer one is."""
    inner = city(id="inner", name="Inner", level=ctc.Level.COUNTY, parent=ANYANG)
    nation = city(id="china", name="China", level=ctc.Level.NATION)
    ranking = ranked(
        printed(ANYANG, 800),
        printed(BAODING, 190),
        printed(nation, 1_000),
        printed(inner, 500, "2023"),
        cities=["Inner", "Baoding"],
    )
    (missing,) = ranking.missing
    assert missing.interval is not None
    assert missing.interval[0] > 190 * BILLION
    assert ranking[0].rank_range == (2, 2)


def test_what_may_stand_below_the_coarse_figure_that_is_shown_is_named() -> None:
    """The first line never says that nothing reaches a rank that it leaves open."""
    ranking = ranked(
        amount(100 * BILLION, city=ANYANG, rounded_to=100 * BILLION),
        printed(BAODING, 99),
        printed(CHENGDE, 40, "2023"),
    )[:1]
    assert ranking[0].rank_range == (1, 3)
    assert "Chengde (about 40 billion CNY) has none and might stand" in str(ranking)


def test_nothing_grows_by_less_than_all_of_it() -> None:
    """A printed -100 % is the lowest rate, and a contribution of it has an end."""
    dataset = make_dataset(
        evolve(printed(ANYANG, 0, growth=-100.0), value=None, currency=None, rounded_to=1),
        printed(ANYANG, 100, "2023"),
        printed(BAODING, 100),
        printed(BAODING, 90, "2023"),
    )
    leaders = ctc.growth_leaders(period="2024", method="computed", dataset=dataset)
    (missing,) = leaders.missing
    assert missing.growth_interval is not None
    assert missing.growth_interval[0] == -100
    parts = ctc.contribution(period="2024", of="cities", min_coverage=0, dataset=dataset)
    assert [entry.rank_range for entry in parts] == [(1, 1)]


def test_coverage_is_the_part_of_the_nation_where_that_is_printed() -> None:
    """Whatever is expected of the missing ones, or not known of them."""
    nation = city(id="china", name="China", level=ctc.Level.NATION)
    ranking = ranked(printed(ANYANG, 90), printed(nation, 100), printed(BAODING, 50, "2023"))
    assert ranking.coverage == pytest.approx(0.9)


# --- figures in doubt -------------------------------------------------------------------------


def test_a_source_that_contradicts_leaves_a_rank_in_doubt() -> None:
    """Of the city itself and of its neighbour, if it would change their order; else of none."""
    figures = printed(ANYANG, 100), printed(BAODING, 90), printed(CHENGDE, 20)

    def certain(other: ctc.TradeRecord) -> list[bool]:
        return [entry.is_certain for entry in ranked(*figures, other)]

    herald = source(id="herald", title="Herald", tier=ctc.Tier.PRESS)
    assert certain(printed(BAODING, 110, source=herald)) == [False, False, True]
    assert certain(printed(BAODING, 95, source=herald)) == [True, True, True]
    unreliable = ctc.Status.UNRELIABLE
    assert certain(printed(BAODING, 110, source=herald, status=unreliable)) == [True] * 3


def test_rates_that_contradict_each_other_leave_a_rank_in_doubt() -> None:
    herald = source(id="herald", title="Herald", tier=ctc.Tier.PRESS)
    leaders = ctc.growth_leaders(
        period="2024",
        dataset=make_dataset(
            printed(ANYANG, 100, growth=9.0),
            printed(BAODING, 100, growth=5.0),
            printed(BAODING, 100, growth=12.0, source=herald),
        ),
    )
    assert [entry.is_certain for entry in leaders] == [False, False]


def test_an_unreliable_figure_leaves_its_neighbours_in_doubt() -> None:
    """Those that it might pass by the city's other figures, and no others."""
    figures = [printed(ANYANG, 500), printed(BAODING, 90), printed(CHENGDE, 20)]
    doubtful = printed(DATONG, 10, status=ctc.Status.UNRELIABLE)
    ranking = ranked(*figures, doubtful, printed(DATONG, 80, "2023"))
    assert worth(ranking) == [
        ("anyang", (1, 1), True),
        ("baoding", (2, 2), False),
        ("chengde", (3, 3), False),
        ("datong", (4, 4), False),
    ]


def test_a_base_in_doubt_leaves_a_computed_rate_in_doubt() -> None:
    """An approximate base makes the rate approximate: marked, in the row, and never certain."""
    leaders = ctc.growth_leaders(
        period="2024",
        method="computed",
        dataset=make_dataset(
            printed(ANYANG, 100),
            printed(ANYANG, 50, "2023", status=ctc.Status.APPROXIMATE),
            printed(BAODING, 110),
            printed(BAODING, 100, "2023"),
        ),
    )
    assert [entry.is_certain for entry in leaders] == [False, True]
    assert [row["base_status"] for row in leaders.to_dicts()] == ["E", "A"]
    assert "100.0 E" in str(leaders)


@given(
    st.tuples(st.integers(-50, 50), st.sampled_from((1, 4, 10))),
    st.tuples(st.integers(1, 50), st.sampled_from((1, 4, 10))),
    st.data(),
)
def test_growth_of_a_balance_lies_in_its_interval(
    now: tuple[int, int], before: tuple[int, int], data: st.DataObject
) -> None:
    """Whatever the rounding hides, also where a surplus became a deficit."""
    balance: dict[str, Any] = {"city": ANYANG, "flow": ctc.Flow.BALANCE}
    records = [
        amount(value, period=ctc.Period.parse(year), rounded_to=unit, **balance)
        for (value, unit), year in ((now, "2024"), (before, "2023"))
    ]
    (low, high), (base_low, base_high) = (record.interval or (0, 0) for record in records)
    assert high is not None
    assert base_high is not None
    value = data.draw(st.integers(low, high))
    base = data.draw(st.integers(max(1, base_low), base_high))
    rate = computed((records[0],), records[1])
    assert not isinstance(rate, str)
    assert rate.rated.low <= percent_change(value, base)
    assert rate.rated.high is None or percent_change(value, base) <= rate.rated.high
    assert rate.rated.low <= rate.rated.amount


# --- whom a ranking speaks of -------------------------------------------------------------


def test_a_city_inside_another_is_missing_only_when_it_is_named() -> None:
    entries = printed(WEIFANG, 100), GAOMI, ANYANG
    assert [missing.city for missing in ranked(*entries).missing] == [ANYANG]
    named = ranked(*entries, cities=["Weifang", "Gaomi"])
    assert [missing.city for missing in named.missing] == [GAOMI]


def test_a_customs_territory_of_its_own_is_not_missing_in_yuan() -> None:
    """Nor are others in its own currency, but it is where amounts are converted."""
    entries = (
        printed(ANYANG, 100),
        printed(MACAO, 70, currency=ctc.Currency.MOP),
        make_exchange_rate(),
    )
    ranking = ranked(*entries)
    assert (ranking.missing, worth(ranking)) == ((), [("anyang", (1, 1), True)])
    ranking = ranked(*entries, currency="MOP")
    assert (ranking.missing, worth(ranking)) == ((), [("macao", (1, 1), True)])
    assert [missing.city for missing in ranked(*entries, convert_to="CNY").missing] == [MACAO]


def test_mainland_cities_are_missing_in_dollars() -> None:
    """What they trade in yuan says how much, at the rate of the year."""
    ranking = ranked(
        printed(ANYANG, 20, currency=ctc.Currency.USD),
        printed(BAODING, 72),
        make_exchange_rate(),
        currency="USD",
    )
    assert worth(ranking) == [("anyang", (1, 1), True)]
    (missing,) = ranking.missing
    assert (missing.city, missing.kind) == (BAODING, BoundKind.IMPLIED)
    assert missing.amount == pytest.approx(72 * BILLION / 7.1957, rel=0.001)


def test_cities_surely_below_the_least_amount_are_not_missing() -> None:
    """Of growth among cities of at least so much: neither those that have less, nor surely less."""
    entries = (
        printed(ANYANG, 100, growth=5.0),
        printed(BAODING, 1, growth=50.0),
        printed(CHENGDE, 1, "2023"),
        printed(DATONG, 80, "2023"),
    )
    dataset = make_dataset(*entries)
    everybody = ctc.growth_leaders(period="2024", dataset=dataset)
    assert {missing.city for missing in everybody.missing} == {CHENGDE, DATONG}
    large = ctc.growth_leaders(period="2024", min_value=50 * BILLION, dataset=dataset)
    assert {missing.city for missing in large.missing} == {DATONG}
    assert worth(large) == [("anyang", (1, 2), False)]


# --- coverage, and nearer spans -----------------------------------------------------------


def test_coverage_is_the_part_of_all_that_is_known() -> None:
    """By the amounts that are as likely too high as too low; limits far apart do not count."""
    ranking = ranked(
        printed(ANYANG, 300), printed(BAODING, 100, "2023"), printed(CHENGDE, 1, flow="export")
    )
    middle = ranking.missing[0].amount
    assert middle == pytest.approx(100 * BILLION, rel=0.01)
    assert ranking.coverage == pytest.approx(300 * BILLION / (300 * BILLION + (middle or 0)))


def test_spans_with_nearly_all_are_named_where_few_are_ranked() -> None:
    """Where they hold 0.8 of all that is known, or more, no other span is named."""
    before = [printed(place, 100, "2023") for place in (ANYANG, BAODING, CHENGDE)]
    older = [evolve(each, period=ctc.Period(year=2022)) for each in before]
    half = [evolve(each, period=ctc.Period(year=2025)) for each in before[:2]]
    ranking = ranked(printed(ANYANG, 100), *before, *older, *half)
    assert {str(period): number for period, number in ranking.nearest.items()} == {
        "2023": 3,
        "2022": 3,
    }
    ranking = ranked(*(printed(place, 900) for place in (ANYANG, BAODING)), *before)
    assert ranking.coverage is not None
    assert ranking.coverage > 0.9
    assert not ranking.nearest


# --- when it is worked out ------------------------------------------------------------------


def thin() -> ctc.Ranking:
    """Two cities of four; one has a figure of last year, and one has none."""
    return ranked(printed(ANYANG, 100), printed(BAODING, 50), printed(CHENGDE, 60, "2023"), DATONG)


def test_nothing_is_worked_out_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for a ranking nor for a part of it; then once for both."""
    asked: list[ctc.City] = []
    find = Bounds.of

    def of(bounds: Bounds, place: ctc.City) -> Any:
        asked.append(place)
        return find(bounds, place)

    monkeypatch.setattr(Bounds, "of", of)
    ranking = thin()
    part = ranking[1:]
    assert [(entry.rank, entry.city, entry.value) for entry in part] == [(2, BAODING, 50 * BILLION)]
    assert (len(ranking), part.ranked, asked) == (2, 2, [])
    assert part[0].rank_range == (2, 4)
    assert sorted(place.id for place in asked) == ["chengde", "datong"]
    assert part.missing == ranking.missing
    assert part.coverage == ranking.coverage
    assert len(asked) == 2


def test_a_ranking_is_a_value_with_all_that_it_lacks() -> None:
    """Equal to another one asked alike, and after a journey; not to one that lacks others."""
    ranking = thin()
    assert ranking == thin()
    assert ranking[:1] == thin()[:1] != ranking
    for each in (thin(), thin()[:1], thin()[0]):
        assert pickle.loads(pickle.dumps(each)) == each  # noqa: S301
    copy = pickle.loads(pickle.dumps(thin()[1:]))  # noqa: S301
    assert (copy.missing, copy.coverage, dict(copy.nearest)) == (
        ranking.missing,
        ranking.coverage,
        dict(ranking.nearest),
    )
    other = ranked(printed(ANYANG, 100), printed(BAODING, 50), DATONG)
    assert other[0].rank_range == ranking[0].rank_range
    assert other != ranking


# --- how many stand above -----------------------------------------------------------------


def chances(probabilities: list[float]) -> list[float]:
    """The probability of each number, from all ways in which it may come about."""
    found = [0.0] * (len(probabilities) + 1)
    for outcome in product((True, False), repeat=len(probabilities)):
        found[sum(outcome)] += prod(
            each if happens else 1 - each
            for each, happens in zip(probabilities, outcome, strict=True)
        )
    return found


def quantile(chances: list[float], level: float) -> int:
    below = 0.0
    for number, chance in enumerate(chances):
        below += chance
        if below > level:
            return number
    raise AssertionError


@pytest.mark.parametrize("number", range(10))
def test_the_number_above_is_that_of_99_in_100_cases(number: int) -> None:
    """As counted case by case, beside those that are above for certain and those that are not."""
    random = Random(number)
    for _ in range(20):
        some = [random.random() ** random.choice((0.2, 1, 5)) for _ in range(number)]
        counted = chances(some)
        for sure in (0, 3):
            asked = [*some, *[1.0] * sure, *[0.0] * 2]
            random.shuffle(asked)
            least = standing.number_above(asked, at_most=False)
            most = standing.number_above(asked, at_most=True)
            assert (least, most) == (
                sure + quantile(counted, 0.005),
                sure + quantile(counted, 0.995),
            )


@pytest.mark.parametrize("scale", [0.005, 0.03, 0.1, 0.5, 0.9, 0.97, 0.995])
def test_many_are_counted_nearly_so(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is faster to reckon above forty is never narrower, and at most two off."""
    random = Random(0)
    for number in (41, 60, 150):
        some = [min(0.999, max(0.001, random.gauss(scale, 0.1))) for _ in range(number)]
        fast = [standing.number_above(some, at_most=at_most) for at_most in (False, True)]
        with monkeypatch.context() as patch:
            patch.setattr(standing, "_MOST_EXACT", number)
            exact = [standing.number_above(some, at_most=at_most) for at_most in (False, True)]
        assert 0 <= exact[0] - fast[0] <= 2
        assert 0 <= fast[1] - exact[1] <= 2


# --- how often it is right ------------------------------------------------------------------


def test_every_amount_that_customs_imply_is_found() -> None:
    """The figure of a span of 2023 that growth a year later implies, of every city without it.

    The table of customs prints amount and growth of 2024, of all spans from January on.
    """
    found = 0
    for flow in (ctc.Flow.TOTAL, ctc.Flow.EXPORT, ctc.Flow.IMPORT):
        for months in range(1, 13):
            span = ctc.Period(year=2023, months=months)
            missing = {each.city: each for each in ctc.top_n(period=span, flow=flow).missing}
            later = VINTAGE.records_for(
                period=ctc.Period(year=2024, months=months), flow=flow, product=None, partner=None
            )
            for record in later:
                is_of_customs = record.source.id.startswith("gacc-location")
                each = missing.get(record.city)
                if is_of_customs and each and record.value and record.growth is not None:
                    assert each.kind is BoundKind.IMPLIED, each
                    low, high = each.interval or (0, 0)
                    assert low <= record.value / (1 + record.growth / 100) <= (high or 0)
                    found += 1
    assert found == 4_171


def test_eleven_months_of_2023_with_what_customs_imply() -> None:
    """Nine cities printed them; their ranks are known all the same, to one where it is below 10."""
    ranking = ctc.top_n(10, period="2023-01/2023-11")
    assert [
        (entry.city.id, entry.rank_range) for entry in ranking if entry.rank_range[0] <= 10
    ] == [
        ("shanghai", (1, 1)),
        ("shenzhen", (2, 2)),
        ("beijing", (3, 3)),
        ("suzhou", (4, 4)),
        ("guangzhou", (7, 7)),
        ("qingdao", (9, 9)),
        ("hangzhou", (10, 11)),
    ]
    assert [missing.city.id for missing in ranking.missing[:3]] == ["ningbo", "dongguan", "xiamen"]


def test_ranges_hold_what_is_hidden() -> None:
    """99 % of the ranks and every certain one, whatever part of the cities is hidden.

    Half of the ranges are seven ranks wide or narrower; of ranks to 50 also in 2023, where other
    years say nothing of every second city. Doubtful figures are left out: of these nothing is
    promised. ``tools/hide_cities.py`` draws more.
    """
    outcomes = run_path(str(TOOLS / "hide_cities.py"))["outcomes"]
    certain: list[Any] = []
    for year, draws in ((2024, 20), (2023, 8)):
        for flow in ("total", "export", "import"):
            drawn = list(outcomes(year, flow, draws, seed=1))
            assert sum(each.is_inside for each in drawn) / len(drawn) >= 0.99, (year, flow)
            assert median(each.width for each in drawn if year == 2024 or each.rank <= 50) <= 7
            certain += [each for each in drawn if each.is_certain]
    assert len(certain) > 100
    assert all(each.rank == each.best for each in certain)
