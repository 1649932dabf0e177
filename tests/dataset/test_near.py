"""Which products and partners an answer without figures names instead."""

from __future__ import annotations

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
        amount(1, city=LINYI, period=YEAR, product=product)
        for product, number in ((TEA, 3), (COAL, 4), (SHIPS, 1), (VANS, 1), (GOODS, 2))
        for _ in range(number)
    ]
    ranking = ctc.top_n(product="cars", period=2024, dataset=world(*records))
    assert list(names(ranking.near_products).items()) == [
        ("goods", 2), ("vans", 1), ("ships", 1), ("coal", 4), ("tea", 3),
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


def test_of_named_cities_in_any_period_else_of_the_period() -> None:
    """A city inside another one counts only where it is named."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=TEA),
        amount(1, city=WEIFANG, period=ctc.Period(year=2020), product=COAL),
        amount(1, city=GAOMI, period=YEAR, product=VANS),
    )

    def near(period: int, *cities: ctc.City) -> list[str]:
        ranking = ctc.top_n(product="cars", period=period, cities=cities or None, dataset=mine)
        return list(names(ranking.near_products))

    assert near(2024) == ["tea"]
    assert near(2020) == ["coal"]
    assert near(2023, WEIFANG) == ["coal"]
    assert near(2023, GAOMI, LINYI) == ["vans", "tea"]


def test_figures_of_the_flow_come_before_those_of_another() -> None:
    """Where there are none of the flow, any will do; those of other products with partners not."""
    mine = world(
        amount(1, city=LINYI, period=YEAR, product=TEA, flow=ctc.Flow.EXPORT),
        amount(1, city=LINYI, period=YEAR, product=COAL, partner=JAPAN),
        amount(1, city=WEIFANG, period=YEAR, product=VANS, flow=ctc.Flow.IMPORT),
    )
    for flow, products in (
        (ctc.Flow.IMPORT, ["vans"]),
        (ctc.Flow.EXPORT, ["tea"]),
        (ctc.Flow.TOTAL, ["vans", "tea"]),
    ):
        ranking = ctc.top_n(flow=flow, product="cars", period=2024, dataset=mine)
        assert list(names(ranking.near_products)) == products
    with_japan = ctc.top_n(product="cars", partner="japan", period=2024, dataset=mine)
    assert list(names(with_japan.near_products)) == ["coal"]
    assert names(with_japan.near_partners) == {}


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
        ctc.market_share(cities="Chengdu", **ASKED),
        ctc.contribution(cities="Chengdu", **ASKED),
        ctc.concentration(cities="Chengdu", **ASKED),
        ctc.product_contribution("Chengdu", **ASKED),
        ctc.compare("Chengdu", **ASKED),
        ctc.time_series("Chengdu", **SERIES),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_chengdu_with_the_eu(answer: ctc.Ranking) -> None:
    """Every question names ASEAN and Belt and Road, as an attribute and where it prints."""
    assert names(answer.near_partners) == {"asean": 1, "belt-and-road": 1}
    assert "Nearest partners with figures: ASEAN (1), Belt and Road countries (1)." in str(answer)
