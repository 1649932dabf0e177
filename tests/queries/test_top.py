"""`top_n`: order, ranks, certainty, reasons, refusal of the incomparable."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidPeriodError
from tests.support.factories import (
    GAOMI,
    GAZETTE,
    LINYI,
    MACAO,
    WEIFANG,
    amount,
    city,
    figure,
    only,
    record,
)
from tests.support.factories import dataset as small_with
from tests.support.values import MINE, SMALL_WORLD

BULLETIN = "General Administration of Customs of China"


def names(result: ctc.Ranking | ctc.GrowthRanking) -> list[str]:
    return [entry.city.name for entry in result]


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


def test_the_dataset_that_is_given_is_asked(small: ctc.Dataset) -> None:
    """Cities, products and partners are those of the dataset, and only their figures count."""
    assert ctc.city("Weihsien", dataset=small) is WEIFANG
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [900, 600]),
        ({"product": "playthings"}, [90]),
        ({"partner": "JP"}, [50]),
    ]
    for question, values in asked:
        ranking = ctc.top_n(flow="export", dataset=small, **question)
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


def test_every_candidate_is_ranked_or_excluded_with_a_reason(vintage: ctc.Dataset) -> None:
    """No city disappears: for any question each is in the ranking or among the excluded."""
    for flow in ctc.Flow:
        ranking = ctc.top_n(400, flow=flow)
        ranked = {entry.city for entry in ranking}
        assert ranked.isdisjoint(ranking.excluded)
        assert ranked | set(ranking.excluded) == set(vintage.cities)
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
    amounts = {"shanghai": 10, "beijing": 10, "suzhou": 5, "tianjin": 5}
    return only(*(figure(city, value) for city, value in amounts.items()))


def test_the_yearbook_ranks_the_cities_of_2023() -> None:
    """It prints exports and imports of nearly all cities, of which the totals are sums."""
    ranking = ctc.top_n(400, period=2023)
    assert (ranking.ranked, len(ranking)) == (294, 294)
    assert [(entry.rank, entry.city.name, entry.value) for entry in ranking[:4]] == [
        (1, "Shanghai", 4_212_160_560_000),
        (2, "Shenzhen", 3_871_069_840_000),
        (3, "Beijing", 3_650_000_000_000),
        (4, "Suzhou", 2_451_409_600_000),
    ]
    printed = [entry.city.name for entry in ranking if not entry.record.is_derived]
    assert printed == ["Beijing", "Shaoyang"]
    for entry in ranking:
        assert entry.record.is_derived is bool(entry.record.parts)
        if entry.record.is_derived:
            assert entry.value == sum(part.value or 0 for part in entry.record.parts)
            assert {part.source for part in entry.record.parts} == {entry.record.source}


def test_balances_are_ranked_wherever_cities_can_be_compared(vintage: ctc.Dataset) -> None:
    """Of every period, for each city of which `compare` tells a balance, and for no other."""
    for asked in ("2017", "2020-01/2020-09", "2021", "2022", "2023", "2024", "2025-01/2025-07"):
        ranking = ctc.top_n(400, period=asked, flow="balance")
        assert ranking.ranked > 0
        compared = ctc.compare([entry.city for entry in ranking[:9]], period=asked)
        told = {
            entry.city: each.figure.value
            for entry in compared
            for each in entry.figures
            if each.flow == "balance" and each.figure
        }
        assert told == {entry.city: entry.value for entry in ranking[:9]}
    for period in vintage.periods():
        exports, imports = (
            {
                (record.city, record.source)
                for record in vintage.records_for(period=period, flow=flow)
                if record.value is not None
                and record.status is not ctc.Status.AT_LEAST
                and (record.product, record.partner) == (None, None)
                and (record.currency, record.basis) == ("CNY", "location")
            }
            for flow in ("export", "import")
        )
        ranking = ctc.top_n(400, period=period, flow="balance")
        named_alone = {city for city, why in ranking.excluded.items() if "only when named" in why}
        ranked = {entry.city for entry in ranking}
        assert {city for city, _ in exports & imports} - named_alone <= ranked


def test_balances_are_in_order_and_may_be_negative() -> None:
    """Exports less imports, the largest surplus first and the largest deficit last."""
    ranking = ctc.top_n(400, flow="balance")
    values = [entry.value for entry in ranking]
    assert values == sorted(values, reverse=True)
    assert [(entry.city.name, entry.value) for entry in (ranking[0], ranking[-1])] == [
        ("Shenzhen", 1_119_607_860_000),
        ("Beijing", -2_395_255_510_000),
    ]
    for entry in ranking:
        exports, imports = (part.value or 0 for part in entry.record.parts)
        assert entry.value == exports - imports


def test_derived_figures_are_used_by_all_questions_alike() -> None:
    """Rankings, growth, shares, series, comparisons and profiles tell one and the same total."""
    (entry,) = ctc.top_n(period=2023, cities="Yantai")
    assert (entry.value, entry.record.is_derived) == (456_910_180_000, True)
    record = entry.record
    (leader,) = ctc.growth_leaders(period=2024, cities="Yantai", method="computed")
    assert leader.base_record == record
    assert record in [point.record for point in ctc.time_series("Yantai", span="year")]
    compared = ctc.compare(["Yantai", "Jinan"], period=2023)[0]
    assert record in [each.figure.record for each in compared.figures if each.figure]
    assert record in [figure.record for figure in ctc.profile("Yantai", period=2023).figures]
    assert ctc.concentration(period=2023).counted == 294


def test_rank_ranges_follow_from_rounding() -> None:
    """Amounts whose intervals overlap may stand in either order; "over" has no upper end."""
    dataset = only(
        figure("shenzhen", 350, rounded_to=10),  # 345 to 355
        figure("shanghai", 352),
        figure("beijing", 340, rounded_to=10),  # 335 to 345: level with Shenzhen at most
        figure("suzhou", 100, status=ctc.Status.AT_LEAST),
        figure("ningbo", 90),
    )
    ranking = ctc.top_n(cities=[record.city for record in dataset.records], dataset=dataset)
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
    place = city(level=ctc.Level.COUNTY)
    dataset = small_with(
        cities=(*small_with().cities, place),
        records=(
            amount(5, city=LINYI, currency=ctc.Currency.USD),
            amount(6, city=LINYI, basis=ctc.Basis.CUSTOMS_DISTRICT),
            record(city=WEIFANG, growth=3.0),
            record(city=MACAO, growth=3.0, basis=ctc.Basis.CUSTOMS_DISTRICT),
        ),
    )
    only_named = "ranked only when named in cities="
    assert ctc.top_n(dataset=dataset).excluded == {
        place: f"is of county level: {only_named}",
        GAOMI: f"lies inside Weifang: {only_named}",
        LINYI: "published only in CNY, basis customs-district and in USD, basis location",
        MACAO: "published only in MOP, basis customs-district",
        WEIFANG: "published without an amount",
    }


@pytest.mark.parametrize("status", list(ctc.Status))
def test_no_rank_of_a_doubtful_figure_is_certain(status: ctc.Status) -> None:
    """Approximate, otherwise defined and unreliable figures have a rank but no certainty."""
    dataset = only(figure("wuhan", 9, status=status), figure("xian", 1))
    ranking = ctc.top_n(cities=["Wuhan", "Xi'an"], dataset=dataset)
    entry = next(entry for entry in ranking if entry.city.id == "wuhan")
    assert entry.is_certain is (status.value in "APL")
    assert entry.record.is_doubtful is (status.value in "EDU")


def test_the_amount_decides_the_order_whatever_its_rounding() -> None:
    """A coarse figure may be below a finer one, and still stands where its amount puts it."""
    coarse, fine = figure("wuhan", 100, rounded_to=100), figure("xian", 60)
    ranking = ctc.top_n(cities=["Wuhan", "Xi'an"], dataset=only(coarse, fine))
    assert [(entry.city.id, entry.rank, entry.rank_range) for entry in ranking] == [
        ("wuhan", 1, (1, 2)),
        ("xian", 2, (1, 2)),
    ]


def test_equal_amounts_stand_in_order_of_city_id() -> None:
    """Not of name: Suzhou in Anhui (suzhou-anhui) comes before Tianjin, whatever is printed."""
    cities = ["xian", "taizhou-zhejiang", "taizhou-jiangsu", "suzhou-anhui", "fuzhou-jiangxi"]
    ranking = ctc.top_n(dataset=only(*(figure(city, 5) for city in cities)))
    assert [entry.city.id for entry in ranking] == sorted(cities)


def test_a_hand_made_ranking() -> None:
    """The larger amount first; Gaomi lies in Weifang, Macao publishes in its own currency."""
    ranking = ctc.top_n(dataset=MINE)
    assert [(entry.rank, entry.city, entry.value) for entry in ranking] == [
        (1, WEIFANG, 1_500),
        (2, LINYI, 1_000),
    ]
    assert [entry.rank_range for entry in ranking] == [(1, 1), (2, 2)]
    assert [entry.record.source for entry in ranking] == [GAZETTE, GAZETTE]
    assert [record.value for record in ranking[0].alternatives] == [1_700]
    assert dict(ranking.excluded) == {
        GAOMI: "lies inside Weifang: ranked only when named in cities=",
        MACAO: "published only in MOP, basis location",
    }
    assert (ranking.period, ranking.ranked) == (ctc.Period(year=2024), 2)
    assert ranking.sources == (GAZETTE,)


@pytest.mark.parametrize(("question", "ranked"), SMALL_WORLD["ranked"], ids=str)
def test_hand_made_figures_are_never_mixed(question: dict[str, Any], ranked: list[str]) -> None:
    """Only figures of exactly the question are ranked."""
    assert [entry.city.id for entry in ctc.top_n(dataset=MINE, **question)] == ranked
