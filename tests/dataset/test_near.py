"""Which products and partners an answer without figures names instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.testing import make_partner, make_product
from tests.support import factories
from tests.support.factories import GAOMI, LINYI, WEIFANG, amount

YEAR = ctc.Period(year=2024)
GOODS = make_product(id="goods", name="Goods")
CARS = make_product(id="cars", name="Cars", parent=GOODS)
VANS = make_product(id="vans", name="Vans", parent=CARS)
SHIPS = make_product(id="ships", name="Ships", parent=GOODS)
TEA = make_product(id="tea", name="Tea")
COAL = make_product(id="coal", name="Coal")
WORDS = (GOODS, CARS, VANS, SHIPS, TEA, COAL)
JAPAN = make_partner()
PERU = make_partner(id="peru", name="Peru")
ASEAN = make_partner(id="asean", name="ASEAN", kind=ctc.PartnerKind.BLOC)
UNION = make_partner(id="union", name="Union", kind=ctc.PartnerKind.BLOC)


def names(near: object) -> dict[str, int]:
    """Ids with the number of figures, in order."""
    return {entry.id: number for entry, number in dict(near).items()}  # type: ignore[call-overload]


def world(*records: ctc.TradeRecord) -> ctc.Dataset:
    return factories.dataset(records=records, products=WORDS, partners=(JAPAN, PERU, ASEAN, UNION))


def test_relatives_come_first_then_the_most_figures() -> None:
    """Wider and narrower products, then those of the same group, then others; at most five."""
    records = [
        amount(1, city=city, period=YEAR, product=product)
        for product, cities in (
            (TEA, (LINYI,)), (COAL, (LINYI, WEIFANG)), (SHIPS, (LINYI,)), (VANS, (LINYI,)),
            (GOODS, (LINYI, WEIFANG)),
        )
        for city in cities
    ]  # fmt: skip
    ranking = ctc.top_n(product="cars", period=2024, dataset=world(*records))
    assert list(names(ranking.near_products).items()) == [
        ("goods", 2), ("vans", 1), ("ships", 1), ("coal", 2), ("tea", 1),
    ]  # fmt: skip
    assert "Nearest products with figures: Goods (2), Vans (1), Ships (1), " in str(ranking)


def test_partners_of_the_same_kind_come_first() -> None:
    """Blocs for a bloc, economies for an economy, however few figures they have."""
    records = [
        *(amount(1, city=LINYI, period=YEAR, partner=PERU) for _ in range(2)),
        amount(1, city=LINYI, period=YEAR, partner=ASEAN),
    ]
    mine = world(*records)
    for asked, order in (("union", ["asean", "peru"]), ("japan", ["peru", "asean"])):
        ranking = ctc.top_n(partner=asked, period=2024, dataset=mine)
        assert list(names(ranking.near_partners)) == order
        assert names(ranking.near_products) == {}


def test_of_the_cities_and_the_period() -> None:
    """A city inside another one counts only where it is named; other periods are named as such."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=TEA),
        amount(1, city=WEIFANG, period=ctc.Period(year=2020), product=COAL),
        amount(1, city=GAOMI, period=YEAR, product=VANS),
    )

    def near(period: int, *cities: ctc.City) -> tuple[list[str], dict[str, int]]:
        ranking = ctc.top_n(product="cars", period=period, cities=cities or None, dataset=mine)
        return list(names(ranking.near_products)), dict(ranking.near_questions)

    assert near(2024) == (["tea"], {})
    assert near(2020) == (["coal"], {})
    assert near(2023, WEIFANG) == ([], {'product="coal", period="2020"': 1})
    assert near(2024, GAOMI, LINYI) == (["vans", "tea"], {})


def test_only_what_is_comparable() -> None:
    """Figures in another currency, on another basis, or of growth alone answer no ranking."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=TEA, currency=ctc.Currency.USD),
        amount(1, city=LINYI, period=YEAR, product=COAL, basis=ctc.Basis.CUSTOMS_DISTRICT),
        factories.record(city=LINYI, period=YEAR, product=VANS, growth=1.0),
    )
    ranking = ctc.top_n(product="cars", period=2024, dataset=mine)
    assert (names(ranking.near_products), dict(ranking.near_questions)) == ({}, {})
    rates = ctc.growth_leaders(product="cars", period=2024, dataset=mine)
    assert names(rates.near_products) == {"vans": 1}


def test_other_flows_then_the_question_with_fewer_words() -> None:
    """Each is named as the argument that differs, and printed."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=CARS, flow=ctc.Flow.EXPORT),
        amount(1, city=WEIFANG, period=YEAR, product=CARS, flow=ctc.Flow.EXPORT),
        amount(1, city=LINYI, period=YEAR, product=TEA, flow=ctc.Flow.EXPORT),
    )
    ranking = ctc.top_n(product="cars", period=2024, dataset=mine)
    assert names(ranking.near_products) == {}
    assert dict(ranking.near_questions) == {'flow="export"': 2}
    assert 'With flow="export": 2 cities.' in str(ranking)
    both = ctc.top_n(product="cars", partner="japan", flow="export", period=2024, dataset=mine)
    assert dict(both.near_questions) == {"partner=None": 2}
    later = ctc.top_n(product="cars", period=2025, dataset=mine)
    assert dict(later.near_questions) == {'flow="export", period="2024"': 2}


def _follow(ask: Callable[..., Any], **asked: Any) -> int:
    """Asks all that an empty answer suggests; how many suggestions there were."""
    answer = ask(**asked)
    if answer:
        return 0
    others = [asked | {"product": product} for product in answer.near_products]
    others += [asked | {"partner": partner} for partner in answer.near_partners]
    others += [asked | {"period": period} for period in getattr(answer, "nearest", ())]
    others += [
        asked | eval(f"dict({words})")  # noqa: S307  # pylint: disable=eval-used
        for words in answer.near_questions
    ]
    for other in others:
        assert ask(**other), (asked, other)
    return len(others)


@pytest.mark.parametrize("period", ["2024", "2025-01/2025-07"])
@pytest.mark.parametrize("flow", ["total", "export", "import", "balance"])
def test_all_that_a_ranking_suggests_has_an_answer(flow: str, period: str) -> None:
    """Of each fourth product, each fourth partner, and pairs of both."""
    products, partners = factories.VINTAGE.products, factories.VINTAGE.partners
    things: list[dict[str, Any]] = [{"product": product} for product in products]
    things += [{"partner": partner} for partner in partners]
    things += [
        {"product": product, "partner": partner}
        for product in products[::40]
        for partner in partners[::20]
    ]
    followed = sum(_follow(ctc.top_n, flow=flow, period=period, **thing) for thing in things[::4])
    assert followed > 10


@pytest.mark.parametrize("city", ["Chengdu", "Shanghai"])
def test_all_that_a_series_suggests_has_an_answer(city: str) -> None:
    """Of each third product with the world, and of all goods with each third partner."""
    things: list[dict[str, Any]] = [{"product": product} for product in factories.VINTAGE.products]
    things += [{"partner": partner} for partner in factories.VINTAGE.partners]
    some = things[::3]
    assert sum(_follow(ctc.time_series, city=city, **thing) for thing in some) > 10


def test_an_answer_names_nothing_near() -> None:
    """Neither where there is an answer, nor for all goods with the world."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=CARS),
        amount(1, city=LINYI, period=YEAR, product=TEA),
    )
    found = ctc.top_n(product="cars", period=2024, dataset=mine)
    assert (len(found), names(found.near_products)) == (1, {})
    assert names(ctc.top_n(period=2024, dataset=mine).near_products) == {}


ASKED: dict[str, Any] = {"partner": "EU", "period": "2024"}
SERIES: dict[str, Any] = {"partner": "EU"}


@pytest.mark.parametrize(
    "answer",
    [
        ctc.top_n(cities="Chengdu", **ASKED),
        ctc.growth_leaders(cities="Chengdu", **ASKED),
        ctc.concentration(cities="Chengdu", **ASKED),
        ctc.compare("Chengdu", **ASKED),
        ctc.time_series("Chengdu", **SERIES),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_chengdu_with_the_eu(answer: Any) -> None:
    """No figure with ASEAN is of the same span, so the words name the span too, and print."""
    when = (
        'span="year-to-date"' if isinstance(answer, ctc.TimeSeries) else 'period="2020-01/2020-02"'
    )
    assert names(answer.near_partners) == {}
    assert dict(answer.near_questions) == {
        f'partner="{partner}", {when}': 1 for partner in ("asean", "belt-and-road")
    }
    assert f'With partner="asean", {when}: 1 ' in str(answer)
