"""Cities side by side."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import CityNotFoundError, InvalidArgumentError
from tests.support import factories
from tests.support.factories import (
    GAOMI,
    GAZETTE,
    HERALD,
    LAST_YEAR,
    LINYI,
    MACAO,
    WEIFANG,
    amount,
    city,
    record,
)

CHINA = city(id="china", name="China", name_zh="全国", level=ctc.Level.NATION)
FLOWS = ["total", "export", "import", "balance"]


def world(**changes: Any) -> ctc.Dataset:
    """The small world, with a nation that trades 10,000 and exports 6,000."""
    nation = (
        amount(10_000, city=CHINA, source=HERALD),
        amount(6_000, city=CHINA, source=HERALD, flow=ctc.Flow.EXPORT),
    )
    return factories.dataset(reference_areas=(CHINA,), reference_records=nation, **changes)


def test_cities_stand_in_the_order_named_each_once() -> None:
    """With all four flows, whatever is published."""
    comparison = ctc.compare(["Weifang", "linyi", "潍坊"], dataset=world())
    assert [entry.city for entry in comparison] == [WEIFANG, LINYI]
    for entry in comparison:
        assert [figure.flow.value for figure in entry.figures] == FLOWS
    assert [entry.city for entry in ctc.compare("Linyi", dataset=world())] == [LINYI]
    assert [entry.city for entry in ctc.compare(LINYI, dataset=world())] == [LINYI]


def test_each_figure_has_amount_growth_rank_and_share() -> None:
    """1,500 of 10,000, first of two; the balance is derived, with a rank and no share."""
    weifang = ctc.compare("Weifang", dataset=world())[0]
    total, export, imports, balance = weifang.figures
    assert total.figure is not None
    assert (total.figure.value, total.figure.growth, total.figure.rank) == (1_500, 10.5, 1)
    assert (total.figure.ranked, total.share, total.share_range) == (2, 15.0, (15.0, 15.0))
    assert total.national == world().reference_records[0]
    assert total.sources == (GAZETTE, HERALD)
    assert export.share == 15.0
    assert imports.figure is not None
    assert (imports.figure.value, imports.share) == (600, None)
    assert balance.figure is not None
    assert balance.figure.record.is_derived
    assert (balance.figure.value, balance.figure.rank, balance.share) == (300, 1, None)


def test_what_is_missing_is_blank_with_the_reason() -> None:
    """Another currency, no figure, growth alone."""
    records = (*factories.records(), record(city=LINYI, flow=ctc.Flow.IMPORT, growth=3.0))
    comparison = ctc.compare(["Macao", "Linyi"], dataset=world(records=records))
    macao, linyi = comparison
    assert [figure.missing for figure in macao.figures] == [
        "published only in MOP, basis location",
        *["no figure"] * 3,
    ]
    assert [figure.missing for figure in linyi.figures] == [
        "",
        "",
        "published without an amount",
        "no figure",
    ]
    assert linyi.figures[2].figure is not None
    assert linyi.figures[2].figure.growth == 3.0
    assert macao.figures[0].sources == ()
    text = str(comparison)
    assert "Macao, total trade: published only in MOP, basis location." in text
    assert "computed" not in text


def test_a_county_level_city_is_compared_without_a_rank() -> None:
    """It lies in a city that is ranked; of the nation it has a share all the same."""
    total = ctc.compare("Gaomi", dataset=world())[0].figures[0]
    assert total.figure is not None
    assert (total.figure.value, total.figure.rank, total.share) == (400, None, 4.0)
    assert GAOMI not in [entry.city for entry in ctc.top_n(dataset=world())]


def test_macao_is_no_part_of_the_national_figure() -> None:
    """It has an amount in its own currency, and no share."""
    records = (amount(700, city=MACAO),)
    total = ctc.compare("Macao", dataset=world(records=records))[0].figures[0]
    assert total.figure is not None
    assert (total.figure.value, total.share) == (700, None)


def test_all_figures_are_of_the_same_months_goods_and_currency() -> None:
    """The question is repeated in the answer."""
    comparison = ctc.compare("Weifang", period=2023, dataset=world())
    assert (comparison.period, comparison.currency.value) == (LAST_YEAR, "CNY")
    assert comparison[0].figures[0].share is None
    toys = ctc.compare("Weifang", product="toys", dataset=world())[0].figures[1]
    assert toys.figure is not None
    assert toys.figure.value == 90
    macao = ctc.compare("Macao", currency="MOP", dataset=world())[0].figures[0]
    assert macao.figure is not None
    assert macao.figure.value == 700


@pytest.mark.parametrize("cities", [[], b"Linyi", 7, None])
def test_there_must_be_cities(cities: Any) -> None:
    """None is not all cities: a comparison is of those that are named."""
    with pytest.raises(InvalidArgumentError, match="names of one or more cities"):
        ctc.compare(cities)


def test_names_that_mean_nothing_are_errors() -> None:
    """As everywhere."""
    with pytest.raises(CityNotFoundError):
        ctc.compare(["Shenzhen", "Nowhere"])


def test_a_comparison_is_a_value_that_prints() -> None:
    """A column for each city, a row for each flow and measure, a dict for each city and flow."""
    comparison = ctc.compare(["Ningbo", "Qingdao"])
    assert pickle.loads(pickle.dumps(comparison)) == comparison  # noqa: S301
    lines = str(comparison).splitlines()
    assert lines[0] == "2024: all goods, world, by location of importer/exporter"
    assert lines[1] == (
        "Ranks count missing cities. With a figure: total trade 137 (90 % of all), "
        "exports 137 (89 % of all), imports 137 (92 % of all), trade balance 137."
    )
    assert lines[3].split() == ["figure", "Ningbo", "宁波", "Qingdao", "青岛"]
    assert lines[4].split() == ["Total", "trade,", "billion", "CNY", "1,420.25", "907.67"]
    assert lines[6].split() == ["rank", "5", "9"]
    assert "*: export less import of one source, which prints no balance" in lines
    rows = comparison.to_dicts()
    assert [row["flow"] for row in rows] == FLOWS * 2
    assert [row["derived"] for row in rows] == [False, False, False, True] * 2
    assert rows[0]["share"] == pytest.approx(100 * 1_420_251_590_000 / 43_846_792_580_000)
    missing = ctc.compare("Ngari").to_dicts()[0]
    assert (missing["value"], missing["missing"], missing["best_rank"]) == (None, "no figure", None)
    assert repr(comparison) == "<Comparison of 2 cities, 2024>"
    assert repr(comparison[0]) == "<ComparedCity ningbo>"
    assert repr(comparison[0].figures[0]) == "<ComparedFigure total: 1420251590000>"
    assert repr(ctc.compare("Ngari")[0].figures[0]) == "<ComparedFigure total: None>"
    assert [source.id for source in comparison.sources] == ["gacc-location-2024-12"]
