"""What the queries promise: order, ranks, certainty, reasons, refusal of the incomparable."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

import china_trade_cities as ctc
import factories as make
from china_trade_cities.exceptions import InvalidArgumentError, InvalidPeriodError

BULLETIN = "General Administration of Customs of China"


def names(result: ctc.Ranking | ctc.GrowthRanking) -> list[str]:
    """English names of the cities, in order."""
    return [entry.city.name for entry in result]


# --- top_n --------------------------------------------------------------------------------


def test_the_leading_cities_of_2024() -> None:
    """Without arguments the official totals of the reference year are ranked, all certain."""
    ranking = ctc.top_n(5)
    assert [(entry.rank, entry.city.name, entry.value) for entry in ranking] == [
        (1, "Shenzhen", 4_504_824_120_000),
        (2, "Shanghai", 4_268_086_540_000),
        (3, "Beijing", 3_608_352_230_000),
        (4, "Suzhou", 2_619_310_910_000),
        (5, "Ningbo", 1_420_251_590_000),
    ]
    assert all(entry.is_certain for entry in ranking)
    assert {entry.record.source.publisher for entry in ranking} == {BULLETIN}
    assert (ranking.flow, ranking.currency, ranking.basis) == ("total", "CNY", "location")
    assert str(ranking.period) == "2024"


def test_ten_cities_unless_said_otherwise() -> None:
    """Rankings by amount and by growth hold ten entries by default."""
    assert (len(ctc.top_n()), len(ctc.growth_leaders())) == (10, 10)


def test_the_dataset_that_is_given_is_asked() -> None:
    """Cities, products and partners are those of the dataset, and only their figures count."""
    world = make.dataset()
    assert ctc.city("Weihsien", dataset=world) is make.WEIFANG
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [900, 600]),
        ({"product": "playthings"}, [90]),
        ({"partner": "JP"}, [50]),
    ]
    for question, values in asked:
        ranking = ctc.top_n(flow="export", dataset=world, **question)
        assert [entry.value for entry in ranking] == values


def test_exports_have_their_own_order() -> None:
    """The flow decides what is ranked."""
    assert names(ctc.top_n(5, flow="export")) == [
        "Shenzhen",
        "Shanghai",
        "Suzhou",
        "Ningbo",
        "Dongguan",
    ]


def test_press_figures_keep_their_rounding_and_the_gaps_are_named() -> None:
    """Shanghai leads January to November 2023; cities without that figure are listed."""
    ranking = ctc.top_n(2, period="2023-01/2023-11")
    assert [(entry.city.name, entry.value) for entry in ranking] == [
        ("Shanghai", 3_860_000_000_000),
        ("Shenzhen", 3_510_000_000_000),
    ]
    assert ranking[1].record.interval == (3_505_000_000_000, 3_515_000_000_000)
    assert ranking.excluded[ctc.city("Ningbo")] == "no figure"
    assert len(ranking.excluded) + ranking.ranked == len(ctc.load_dataset("2026.1").cities)


def test_every_candidate_is_ranked_or_excluded_with_a_reason() -> None:
    """No city disappears: for any question each is in the ranking or among the excluded."""
    dataset = ctc.load_dataset("2026.1")
    for flow in ctc.Flow:
        ranking = ctc.top_n(400, flow=flow)
        ranked = {entry.city for entry in ranking}
        assert ranked.isdisjoint(ranking.excluded)
        assert ranked | set(ranking.excluded) == set(dataset.cities)
        assert all(ranking.excluded.values())


def test_reasons_say_what_there_is_instead() -> None:
    """A figure in another currency, on another basis, without amount or as a dash is named."""
    hong_kong, haixi = ctc.city("Hong Kong"), ctc.city("haixi")
    other_currency = ctc.top_n(period="2021").excluded[hong_kong]
    assert other_currency == "published only in HKD, basis unspecified"
    growth_only = ctc.top_n(currency="HKD", basis="unspecified", flow="export").excluded[hong_kong]
    assert growth_only == "published without an amount"
    dash = ctc.top_n(flow="import", period="2024-02").excluded[haixi]
    assert dash == "printed as a dash: nil or below the unit"
    growth_dash = ctc.growth_leaders(flow="import", period="2024-01").excluded[haixi]
    assert growth_dash == "printed as a dash"
    no_growth = ctc.growth_leaders(period="2024-03").excluded[ctc.city("Shenzhen")]
    assert no_growth == "published without growth"


def test_currencies_never_mix() -> None:
    """Hong Kong dollars are ranked only when asked for, and then alone."""
    ranking = ctc.top_n(5, period="2021", currency="HKD", basis="unspecified")
    assert names(ranking) == ["Hong Kong"]
    assert ranking[0].record.currency is ctc.Currency.HKD


def test_county_level_cities_are_ranked_only_when_named() -> None:
    """Yiwu lies inside Jinhua: it is left out with that reason unless its name is given."""
    yiwu = ctc.city("Yiwu")
    everywhere = ctc.top_n(400)
    assert everywhere.excluded[yiwu] == "lies inside Jinhua: ranked only when named in cities="
    assert "Yiwu" not in names(ctc.top_n(400, cities="Zhejiang"))
    assert names(ctc.top_n(3, cities=["Yiwu", "Jinhua"])) == ["Jinhua", "Yiwu"]


def test_cities_may_be_named_in_any_way() -> None:
    """Ids, Chinese names, objects, provinces and regions restrict the candidates alike."""
    mixed = ctc.top_n(9, cities=["深圳", ctc.city("suzhou"), "440100"])
    assert names(mixed) == ["Shenzhen", "Suzhou", "Guangzhou"]
    assert len(mixed.excluded) == 0
    assert names(ctc.top_n(2, cities="Guangdong")) == ["Shenzhen", "Dongguan"]
    assert {entry.city.region for entry in ctc.top_n(20, cities="western")} == {ctc.Region.WESTERN}
    together = ctc.top_n(3, cities=["Hainan", "Yiwu"])
    assert {entry.city.province for entry in together} == {"Hainan", "Zhejiang"}


def test_ties_share_a_rank_and_may_be_kept() -> None:
    """Competition ranks: 1, 1, 3; equal amounts stand in order of city id."""
    dataset = tied()
    ranking = ctc.top_n(3, dataset=dataset)
    assert [(entry.rank, entry.city.id) for entry in ranking] == [
        (1, "beijing"),
        (1, "shanghai"),
        (3, "suzhou"),
    ]
    assert len(ctc.top_n(1, dataset=dataset)) == 1
    assert [entry.rank for entry in ctc.top_n(1, ties="all", dataset=dataset)] == [1, 1]
    assert len(ctc.top_n(3, ties="all", dataset=dataset)) == 4
    assert len(ctc.top_n(9, ties="all", dataset=dataset)) == 4


def tied() -> ctc.Dataset:
    """Four cities with 10, 10, 5 and 5 yuan."""
    bundled = ctc.load_dataset("2026.1")
    amounts = {"shanghai": 10, "beijing": 10, "suzhou": 5, "tianjin": 5}
    records = tuple(
        ctc.TradeRecord(
            city=bundled.city(city),
            period=ctc.Period(year=2024),
            flow=ctc.Flow.TOTAL,
            value=value,
            currency=ctc.Currency.CNY,
            source=bundled.source("gacc-location-2024-12"),
        )
        for city, value in amounts.items()
    )
    return attrs.evolve(bundled, records=records)


def test_rank_ranges_follow_from_rounding() -> None:
    """Amounts whose intervals overlap may stand in either order; "over" has no upper end."""
    bundled = ctc.load_dataset("2026.1")

    def record(city: str, value: int, rounded_to: int, status: str = "A") -> ctc.TradeRecord:
        return ctc.TradeRecord(
            city=bundled.city(city),
            period=ctc.Period(year=2024),
            flow=ctc.Flow.TOTAL,
            value=value,
            currency=ctc.Currency.CNY,
            rounded_to=rounded_to,
            status=ctc.Status(status),
            source=bundled.source("gacc-location-2024-12"),
        )

    records = (
        record("shenzhen", 350, 10),  # 345 to 355
        record("shanghai", 352, 1),  # 352
        record("beijing", 340, 10),  # 335 to 345: may draw level with Shenzhen, not pass it
        record("suzhou", 100, 1, "L"),  # 100 or more
        record("ningbo", 90, 1),
    )
    ranking = ctc.top_n(dataset=attrs.evolve(bundled, records=records))
    assert {entry.city.id: entry.rank_range for entry in ranking} == {
        "shanghai": (1, 3),
        "shenzhen": (1, 3),
        "beijing": (2, 4),
        "suzhou": (1, 4),
        "ningbo": (5, 5),
    }
    assert [entry.is_certain for entry in ranking] == [False, False, False, False, True]


def test_the_preferred_record_is_ranked_and_the_others_stay_visible() -> None:
    """Where sources disagree the entry holds the preferred record and all alternatives."""
    (entry,) = ctc.top_n(1, period="2025-01/2025-11", cities="Yiwu")
    assert [record.value for record in (entry.record, *entry.alternatives)] == [
        770_390_000_000,
        701_189_000_000,
    ]
    assert [record.status for record in (entry.record, *entry.alternatives)] == ["A", "U"]


def test_sources_of_an_answer_are_those_behind_its_entries() -> None:
    """`sources` lists each source once, corroborating ones included, in order of appearance."""
    ranking = ctc.top_n(2, period="2023-01/2023-11")
    assert [source.id for source in ranking.sources] == [
        "yicai-trade-cities-2024-01-18",
        "goodcan-trade-cities-2023",
        "xinhua-shenzhen-2023-12-25",
        "xinhua-finance-shenzhen-2023-12-29",
    ]


def test_a_smaller_n_is_a_prefix() -> None:
    """`n` cuts the same order short and changes nothing else."""
    long, short = ctc.top_n(50), ctc.top_n(7)
    assert short.entries == long[:7].entries
    assert short.ranked == long.ranked
    assert short.excluded == long.excluded


@pytest.mark.parametrize("n", [0, -1, 2.0, "3", None, True])
def test_n_must_be_a_whole_number_above_zero(n: object) -> None:
    """Anything else is refused by name."""
    with pytest.raises(InvalidArgumentError) as caught:
        ctc.top_n(n)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    error = caught.value
    assert (error.argument, error.value) == ("n", n)
    assert error.allowed == "a whole number of at least 1"


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        (
            "flow",
            "exports",
            "one of 'total', 'export', 'import', 'balance', 're-export', 'domestic-export'",
        ),
        ("currency", "RMB", "one of 'CNY', 'USD', 'HKD', 'MOP'"),
        (
            "basis",
            "seat",
            "one of 'location', 'destination-origin', 'customs-district', 'unspecified'",
        ),
        ("ties", "keep", "one of 'first', 'all'"),
        ("cities", [], "names of cities, provinces or regions, or None for all cities"),
        ("cities", 5, "names of cities, provinces or regions, or None for all cities"),
    ],
)
def test_bad_arguments_are_refused_with_what_is_allowed(
    argument: str, value: object, allowed: str
) -> None:
    """The error names the argument, the value and the allowed ones."""
    with pytest.raises(InvalidArgumentError) as caught:
        ctc.top_n(**{argument: value})  # type: ignore[arg-type]
    assert (caught.value.argument, caught.value.value) == (argument, value)
    assert str(caught.value) == f"{argument} must be {allowed}; got {value!r}"


def test_a_bad_period_is_refused() -> None:
    """The error lists the ways in which a period may be written."""
    with pytest.raises(InvalidPeriodError, match="'2023-01/2023-11'"):
        ctc.top_n(period="last year")


def test_an_answerless_question_is_an_empty_ranking() -> None:
    """A period without figures gives no entries and a reason for every city."""
    ranking = ctc.top_n(period=1999)
    assert len(ranking) == 0
    assert set(ranking.excluded.values()) >= {"no figure"}
    assert ctc.top_n(period=1999) == ranking


def test_every_city_that_is_left_out_has_a_reason_of_its_own() -> None:
    """The reason says what was printed instead, and where a county-level city lies."""
    place = make.city(level=ctc.Level.COUNTY)
    dataset = make.dataset(
        cities=(*make.dataset().cities, place),
        records=(
            make.amount(5, city=make.LINYI, currency=ctc.Currency.USD),
            make.amount(6, city=make.LINYI, basis=ctc.Basis.CUSTOMS_DISTRICT),
            make.record(city=make.WEIFANG, growth=3.0),
            make.record(city=make.MACAO, growth=3.0, basis=ctc.Basis.CUSTOMS_DISTRICT),
        ),
    )
    only_named = "ranked only when named in cities="
    assert ctc.top_n(dataset=dataset).excluded == {
        place: f"is a county-level city: {only_named}",
        make.GAOMI: f"lies inside Weifang: {only_named}",
        make.LINYI: "published only in CNY, basis customs-district and in USD, basis location",
        make.MACAO: "published only in MOP, basis customs-district",
        make.WEIFANG: "published without an amount",
    }


# --- growth_leaders -----------------------------------------------------------------------


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
def test_no_growth_on_a_base_of_nothing_or_less(base: int) -> None:
    """A balance that was zero or negative has no percentage change."""
    bundled = ctc.load_dataset("2026.1")
    records = tuple(
        ctc.TradeRecord(
            city=bundled.city("Wuhan"),
            period=ctc.Period(year=year),
            flow=ctc.Flow.BALANCE,
            value=value,
            currency=ctc.Currency.CNY,
            source=bundled.source("gacc-location-2024-12"),
        )
        for year, value in ((2023, base), (2024, 7))
    )
    dataset = attrs.evolve(bundled, records=records)
    leaders = ctc.growth_leaders(flow="balance", method="computed", dataset=dataset)
    assert leaders.excluded[ctc.city("Wuhan")] == "base is zero or negative"


def test_certainty_of_growth_follows_from_rounding() -> None:
    """Published rates of 21.6 and "over 15" may stand in either order; computed ones keep both."""
    leaders = ctc.growth_leaders(2, period=2025, cities=["抚州", "Jinhua"])
    assert [leader.rank_range for leader in leaders] == [(1, 2), (1, 2)]
    bundled = ctc.load_dataset("2026.1")

    def level(city: str, year: int, value: int, rounded_to: int, status: str) -> ctc.TradeRecord:
        return ctc.TradeRecord(
            city=bundled.city(city),
            period=ctc.Period(year=year),
            flow=ctc.Flow.TOTAL,
            value=value,
            currency=ctc.Currency.CNY,
            rounded_to=rounded_to,
            status=ctc.Status(status),
            source=bundled.source("gacc-location-2024-12"),
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
    computed = ctc.growth_leaders(method="computed", dataset=attrs.evolve(bundled, records=records))
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
    """The fields of a value without those that have a default."""
    fields = attrs.fields(type(value))
    return {it.name: getattr(value, it.name) for it in fields if it.default is attrs.NOTHING}


def test_what_is_left_out_of_growth_is_empty() -> None:
    """A leader without further records of its figure, a ranking without nearest spans."""
    leaders = ctc.growth_leaders(1)
    assert ctc.GrowthLeader(**required(leaders[0])).alternatives == ()
    assert dict(ctc.GrowthRanking(**required(leaders)).nearest) == {}


# --- by_specialization --------------------------------------------------------------------


def cities_of(industry: str) -> set[str]:
    """Ids of the cities that specialise in an industry."""
    return {found.city.id for found in ctc.by_specialization(industry)}


def test_industries_are_found_by_name_alias_and_code() -> None:
    """English, Chinese and ISIC codes select a branch of the tree and all below it."""
    assert {"shenzhen", "ningbo", "suzhou", "guangzhou"} <= cities_of("electronics")
    assert cities_of("ICs") == cities_of("芯片") == cities_of("integrated circuits")
    assert "shanghai" in cities_of("ICs")
    assert {"qingdao", "tianjin"} <= cities_of("textiles")
    assert cities_of("2610") < cities_of("26")
    assert cities_of("ICs") < cities_of("electronics") <= cities_of("26")


def test_every_match_carries_evidence_with_sources() -> None:
    """No city without a source that says so, and no evidence of another industry."""
    dataset = ctc.load_dataset("2026.1")
    branch = set(dataset.industries_for("electronics"))
    for found in ctc.by_specialization("electronics"):
        assert found.evidence
        assert found.sources
        assert set(found.industries) <= branch
        assert {item.city for item in found.evidence} == {found.city}


def test_specialised_cities_stand_in_order_of_evidence() -> None:
    """Strength of the strongest evidence, then independent publishers, then city id."""
    strength = list(ctc.SpecializationKind)
    for industry in ("electronics", "textiles", "26", "small commodities"):
        found = ctc.by_specialization(industry)
        order = [
            (strength.index(city.strongest), -city.independent_sources, city.city.id)
            for city in found
        ]
        assert order == sorted(order)
        for city in found:
            kinds = [strength.index(item.kind) for item in city.evidence]
            assert kinds == sorted(kinds)


def test_evidence_may_be_restricted_to_a_kind() -> None:
    """Only the kind asked for is matched and shown."""
    found = ctc.by_specialization("26", kind="national-cluster")
    assert {item.kind for city in found for item in city.evidence} == {
        ctc.SpecializationKind.NATIONAL_CLUSTER
    }
    with pytest.raises(InvalidArgumentError, match="'national-cluster', 'pillar'"):
        ctc.by_specialization("26", kind="rumour")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# --- profile ------------------------------------------------------------------------------


def test_a_profile_has_the_headline_figures_with_rank() -> None:
    """Total, export and import as published, the balance computed where none was printed."""
    page = ctc.profile("深圳")
    assert [
        (figure.flow.value, figure.value, figure.growth, figure.rank, figure.is_computed)
        for figure in page.figures
    ] == [
        ("total", 4_504_824_120_000, 16.4, 1, False),
        ("export", 2_812_215_990_000, 14.6, 1, False),
        ("import", 1_692_608_130_000, 19.6, 3, False),
        ("balance", 1_119_607_860_000, None, None, True),
    ]
    assert [figure.period for figure in page.year_to_date] > [page.period]
    assert page.figures[3].parts[0].flow is ctc.Flow.EXPORT
    assert [source.id for source in page.figures[3].sources] == ["gacc-location-2024-12"]


def test_a_profile_prefers_a_published_balance() -> None:
    """Hong Kong prints its balance: it is taken as it stands, in Hong Kong dollars."""
    page = ctc.profile("Hong Kong")
    balance = page.figures[-1]
    assert (balance.flow, balance.currency, balance.is_computed) == ("balance", "HKD", False)
    assert balance.record is not None
    assert balance.value == balance.record.value


def test_a_profile_of_a_span_keeps_to_that_span() -> None:
    """With `period` every product line and partner is of those months."""
    page = ctc.profile("Guangzhou", period="2023-01/2023-09")
    assert {str(record.period) for record in (*page.products, *page.partners)} == {
        "2023-01/2023-09"
    }
    assert {record.partner.id: record.growth for record in page.partners if record.partner}[
        "africa"
    ] == 32.4


def test_a_profile_shows_the_newest_figure_of_each_line() -> None:
    """Without `period` no line has a newer record than the one shown."""
    dataset = ctc.load_dataset("2026.1")
    page = ctc.profile("Shanghai")
    shown = {(record.flow, record.product): record.period for record in page.products}
    for record in dataset.records_for(city="Shanghai", partner=None):
        if record.product is not None:
            newest = shown[record.flow, record.product]
            assert record.period.last_month <= newest.last_month


def test_a_profile_is_blank_where_nothing_is_published() -> None:
    """A city without any figure has an empty page, not an error."""
    page = ctc.profile("Ngari")
    for part in ("figures", "year_to_date", "products", "partners", "specializations"):
        assert getattr(page, part) == ()
    for part in ("published_ranks", "facts", "conflicts", "sources"):
        assert getattr(page, part) == ()


def test_a_profile_cites_everybody_in_it() -> None:
    """The sources are those of all parts, each once."""
    page = ctc.profile("Ningbo")
    cited = set(page.sources)
    assert len(cited) == len(page.sources)
    assert {item.source for item in page.specializations} <= cited
    assert {source for rank in page.published_ranks for source in rank.sources} <= cited
    assert {fact.source for fact in page.facts} <= cited
    assert {source for record in page.partners for source in record.sources} <= cited


# --- reading a dataset --------------------------------------------------------------------


def test_records_are_filtered_by_what_is_given() -> None:
    """None means all goods or the world, "any" means both; other filters are open when None."""
    dataset = ctc.load_dataset("2026.1")
    shanghai = dataset.records_for(city="Shanghai")
    assert {record.city.id for record in shanghai} == {"shanghai"}
    assert any(record.product for record in shanghai)
    all_goods = dataset.records_for(city="Shanghai", product=None, partner=None)
    assert all(record.product is None and record.partner is None for record in all_goods)
    assert len(all_goods) < len(shanghai)
    narrow = dataset.records_for(
        city="Shanghai",
        period="2023-01/2023-11",
        flow="export",
        product="solar cells",
        currency="CNY",
        basis="location",
    )
    assert [record.growth for record in narrow] == [9.1]
    to_asean = dataset.records_for(partner="ASEAN", period="2021")
    assert {record.partner.id for record in to_asean if record.partner} == {"asean"}
    assert dataset.records_for(currency="MOP", flow="re-export")
    assert dataset.records_for(period=1999) == ()


def test_the_preferred_record_follows_the_stated_rule() -> None:
    """Status, then tier, then finer rounding, then later publication, then source id."""
    dataset = ctc.load_dataset("2026.1")
    normal = dataset.preferred("Jinhua", period="2025-01/2025-11")
    assert normal is not None
    assert (normal.status.value, normal.value) == ("A", 965_801_000_000)
    assert dataset.preferred("Ngari") is None
    growth_only = dataset.preferred(
        "Suzhou", period="2023-01/2023-11", flow="export", product="auto-parts", measure="growth"
    )
    assert growth_only is not None
    assert growth_only.growth == 20.5
    with pytest.raises(InvalidArgumentError, match="'value', 'growth', 'share'"):
        dataset.preferred("Suzhou", measure="rank")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


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


def test_coverage_counts_what_can_be_asked() -> None:
    """A row per city, year and flow, with periods, full year and longest span to date."""
    dataset = ctc.load_dataset("2026.1")
    coverage = dataset.coverage()
    rows = {(row.city.id, row.year, row.flow.value): row for row in coverage}
    ningbo = rows["ningbo", 2024, "total"]
    assert ningbo.full_year
    assert str(ningbo.to_date) == "2024"
    assert len(ningbo.periods) == 23
    assert sum(row.records for row in coverage) == sum(
        record.value is not None for record in dataset.records_for(product=None, partner=None)
    )
    assert any(row.to_date is None for row in coverage)


# --- doubt and marks ----------------------------------------------------------------------


def figure(city: str, value: int, **other: object) -> ctc.TradeRecord:
    """A total of 2024 in whole yuan."""
    bundled = ctc.load_dataset("2026.1")
    fields: dict[str, Any] = {
        "city": bundled.city(city),
        "period": ctc.Period(year=2024),
        "flow": ctc.Flow.TOTAL,
        "value": value,
        "currency": ctc.Currency.CNY,
        "source": bundled.source("gacc-location-2024-12"),
        **other,
    }
    return ctc.TradeRecord(**fields)


def only(*records: ctc.TradeRecord) -> ctc.Dataset:
    """The bundled dataset with these records alone."""
    return attrs.evolve(ctc.load_dataset("2026.1"), records=records)


@pytest.mark.parametrize("status", list(ctc.Status))
def test_no_rank_of_a_doubtful_figure_is_certain(status: ctc.Status) -> None:
    """Approximate, otherwise defined and unreliable figures have a rank but no certainty."""
    ranking = ctc.top_n(dataset=only(figure("wuhan", 9, status=status), figure("xian", 1)))
    entry = next(entry for entry in ranking if entry.city.id == "wuhan")
    assert entry.is_certain is (status.value in "APL")
    assert entry.record.is_doubtful is (status.value in "EDU")


def test_later_publication_wins_over_source_id() -> None:
    """Of two equally good sources the one published later is preferred, dated before undated."""
    bundled = ctc.load_dataset("2026.1")
    base = bundled.source("gacc-location-2024-12")
    sources = [
        attrs.evolve(base, id="a", published=None),
        attrs.evolve(base, id="b", published="2025"),
        attrs.evolve(base, id="c", published="2025-02"),
    ]
    records = [figure("wuhan", 10 + n, source=source) for n, source in enumerate(sources)]
    for order in (records, records[::-1]):
        (entry,) = ctc.top_n(dataset=only(*order))
        chosen = [record.source.id for record in (entry.record, *entry.alternatives)]
        assert chosen == ["c", "b", "a"]


def test_finer_rounding_wins_over_later_publication() -> None:
    """Of two equally good sources the one that rounds less is preferred, an amount before none."""
    base = ctc.load_dataset("2026.1").source("gacc-location-2024-12")
    sources = [
        attrs.evolve(base, id="a", published="2025-03"),
        attrs.evolve(base, id="b", published="2025-02"),
        attrs.evolve(base, id="c", published="2025-04"),
    ]
    printed: list[dict[str, Any]] = [
        {"value": 700, "rounded_to": 100},
        {"value": 710, "rounded_to": 10},
        {"value": None, "currency": None},
    ]
    records = [
        attrs.evolve(figure("wuhan", 1, growth=5.0, source=source), **other)
        for source, other in zip(sources, printed, strict=True)
    ]
    for order in (records, records[::-1]):
        (entry,) = ctc.growth_leaders(dataset=only(*order))
        chosen = [record.source.id for record in (entry.record, *entry.alternatives)]
        assert chosen == ["b", "a", "c"]


def test_the_amount_decides_the_order_whatever_its_rounding() -> None:
    """A coarse figure may be below a finer one, and still stands where its amount puts it."""
    coarse, fine = figure("wuhan", 100, rounded_to=100), figure("xian", 60)
    ranking = ctc.top_n(dataset=only(coarse, fine))
    assert [(entry.city.id, entry.rank, entry.rank_range) for entry in ranking] == [
        ("wuhan", 1, (1, 2)),
        ("xian", 2, (1, 2)),
    ]


def test_equal_amounts_stand_in_order_of_city_id() -> None:
    """Not of name: Suzhou in Anhui (suzhou-anhui) comes before Tianjin, whatever is printed."""
    cities = ["xian", "taizhou-zhejiang", "taizhou-jiangsu", "suzhou-anhui", "fuzhou-jiangxi"]
    ranking = ctc.top_n(dataset=only(*(figure(city, 5) for city in cities)))
    assert [entry.city.id for entry in ranking] == sorted(cities)


def test_min_value_keeps_a_city_that_just_reaches_it() -> None:
    """The limit itself is not below the limit."""
    dataset = only(figure("wuhan", 100, growth=1.0), figure("xian", 99, growth=2.0))
    assert names(ctc.growth_leaders(min_value=100, dataset=dataset)) == ["Wuhan"]


def test_figures_on_two_bases_are_no_conflict() -> None:
    """Beijing differs 3.7 times between two definitions, and both are right."""
    location = figure("beijing", 37)
    origin = figure("beijing", 10, basis=ctc.Basis.DESTINATION_ORIGIN)
    assert len(only(location, origin).conflicts()) == 0
    assert len(only(location, figure("beijing", 10)).conflicts()) == 1


def test_a_profile_marks_doubtful_headlines() -> None:
    """A headline that is "over" or unreliable says so in the table, the notes and the dicts."""
    wuxi = ctc.profile("Wuxi", period=2025)
    assert " L " in str(wuxi)
    assert "L: at least" in str(wuxi)
    assert wuxi.to_dict()["figures"][0]["status"] == "L"
    suzhou = ctc.profile("Suzhou", period="2021-01/2021-08")
    assert "U: unreliable" in str(suzhou)


def test_a_profile_falls_back_to_the_newest_there_is() -> None:
    """A city without a figure of the reference year shows its newest figures to date."""
    page = ctc.profile("Quanzhou")
    assert page.figures == ()
    assert page.year_to_date
    assert max(entry.period for entry in page.year_to_date).year == 2024


def test_a_profile_shows_official_flows_beside_a_newer_total() -> None:
    """A total that the press has for later months does not hide exports and imports."""
    page = ctc.profile("Ningbo")
    shown = {(str(entry.period), entry.flow.value) for entry in page.year_to_date}
    assert ("2025", "total") in shown
    assert {("2025-01/2025-07", flow) for flow in ("total", "export", "import")} <= shown


@pytest.mark.parametrize("code", ["2", "3"])
def test_one_digit_is_no_isic_code(code: str) -> None:
    """Divisions have two digits: a single one would select half of industry."""
    with pytest.raises(ctc.exceptions.IndustryNotFoundError):
        ctc.by_specialization(code)


def test_a_city_of_another_dataset_is_not_taken_for_a_namesake() -> None:
    """A `City` object means the city with its id, never one whose alias its id happens to be."""
    stranger = attrs.evolve(ctc.city("Wuhan"), id="canton")
    with pytest.raises(ctc.exceptions.CityNotFoundError):
        ctc.city(stranger)
    assert ctc.city(ctc.city("Wuhan")) is ctc.city("Wuhan")


def test_a_misspelled_province_is_suggested() -> None:
    """Where provinces are allowed they are suggested too, and codes never are."""
    with pytest.raises(ctc.exceptions.CityNotFoundError) as caught:
        ctc.top_n(cities="Zhejang")
    assert (caught.value.query, caught.value.suggestions[0]) == ("Zhejang", "Zhejiang")
    with pytest.raises(ctc.exceptions.CityNotFoundError) as caught:
        ctc.city("CNHKG")
    assert not [name for name in caught.value.suggestions if name.isupper()]


def test_a_dataset_refuses_two_things_with_one_id() -> None:
    """Ids are unique in a hand-made dataset too."""
    bundled = ctc.load_dataset("2026.1")
    with pytest.raises(
        ctc.exceptions.InvalidFieldError, match="entries with distinct ids"
    ) as caught:
        attrs.evolve(bundled, partners=(*bundled.partners, bundled.partner("ASEAN")))
    assert caught.value.value == ["asean"]
