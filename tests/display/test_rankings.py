"""The tables of rankings, word for word."""

from __future__ import annotations

from typing import Any

import china_trade_cities as ctc
from tests.support.factories import (
    GAOMI,
    HERALD,
    JAPAN,
    LAST_YEAR,
    LINYI,
    MACAO,
    TOYS,
    WEIFANG,
    amount,
    city,
    dataset,
    record,
)

JINAN = city(id="jinan", name="Jinan", name_zh="济南")
ZIBO = city(id="zibo", name="Zibo", name_zh="淄博")


def toys(place: ctc.City, value: int | None, **changes: Any) -> ctc.TradeRecord:
    """A figure of toys exported to Japan."""
    asked: dict[str, Any] = {"flow": ctc.Flow.EXPORT, "product": TOYS, "partner": JAPAN}
    printed = asked | {"city": place} | changes
    return record(**printed) if value is None else amount(value, **printed)


GROWING = dataset(
    cities=(GAOMI, JINAN, LINYI, MACAO, WEIFANG, ZIBO),
    records=(
        toys(WEIFANG, 12_345_678, growth=20.25, growth_decimals=2),
        toys(LINYI, 9_000_000, rounded_to=1_000_000, growth=20.0, growth_decimals=0),
        toys(
            ZIBO,
            4_000_000,
            rounded_to=100_000,
            growth=15.0,
            growth_decimals=1,
            status=ctc.Status.APPROXIMATE,
            source=HERALD,
        ),
        toys(JINAN, None, growth=-3.5, growth_decimals=1),
        toys(WEIFANG, 10_000_000, period=LAST_YEAR),
        toys(LINYI, 8_000_000, period=LAST_YEAR, source=HERALD),
    ),
)


def growing(**changes: Any) -> ctc.GrowthRanking:
    """The cities by the growth of their exports of toys to Japan."""
    asked: dict[str, Any] = {"flow": "export", "product": "toys", "partner": "Japan"}
    return ctc.growth_leaders(dataset=GROWING, **(asked | changes))


def test_a_table_of_published_growth() -> None:
    """Decimals as printed, amounts in one scale, ranks that rounding leaves open, all the notes."""
    assert str(growing()) == (
        "Exports, published growth, 2024 on 2023: Toys, Japan, CNY, "
        "by location of importer/exporter\n\n"
        "rank  city          growth %  million CNY  rank range  source\n"
        "   1  Weifang 潍坊     20.25        12.35  1\u20132         [1]\n"
        "   2  Linyi 临沂          20            9  1\u20132         [1]\n"
        "   3  Zibo 淄博       15.0 E          4.0  3           [2]\n"
        "   4  Jinan 济南        -3.5               certain     [1]\n\n"
        "E: approximate\n"
        "No amount: the source printed the rate alone and does not state its currency.\n"
        "4 of 4 ranked cities shown; ranks leave out 2 cities, see `excluded`.\n"
        "[1] gazette. Gazette\n"
        "[2] Herald Press. Herald"
    )
    assert [entry.is_certain for entry in growing()] == [False, False, False, True]
    assert repr(growing()[-1]) == "<GrowthLeader 4: jinan -3.5 % published>"


def test_a_table_of_computed_growth() -> None:
    """One decimal, whatever was printed; the sources of both amounts; the least amount asked."""
    assert str(growing(method="computed", min_value=5_000_000)) == (
        "Exports, computed growth, 2024 on 2023: Toys, Japan, CNY, "
        "by location of importer/exporter\n\n"
        "rank  city          growth %  million CNY  rank range  source\n"
        "   1  Weifang 潍坊      23.5        12.35  certain     [1]\n"
        "   2  Linyi 临沂        12.5            9  certain     [1, 2]\n\n"
        "Only cities of at least 5,000,000 CNY.\n"
        "2 of 2 ranked cities shown; ranks leave out 4 cities, see `excluded`.\n"
        "[1] gazette. Gazette\n"
        "[2] Herald Press. Herald"
    )


def test_a_table_of_no_growth() -> None:
    """Only the heads of the columns, and where to ask instead."""
    assert str(growing(period=2025)) == (
        "Exports, published growth, 2025 on 2024: Toys, Japan, CNY, "
        "by location of importer/exporter\n\n"
        "rank  city  growth %  CNY  rank range  source\n\n"
        "0 of 0 ranked cities shown; ranks leave out 6 cities, see `excluded`.\n"
        "Nearest periods that can be ranked: 2024 (4 cities)."
    )


def test_dicts_of_growth_hold_all_that_is_known() -> None:
    """The rank, the figure, the rate and what it is based on; blank where nothing was printed."""
    first, *_, last = growing().to_dicts()
    same: dict[str, Any] = {
        "period": "2024",
        "flow": "export",
        "product": "toys",
        "partner": "japan",
        "rounded_to": 1,
        "share": None,
        "share_of": None,
        "status": "A",
        "basis": "location",
        "source": "gazette",
        "publisher": None,
        "url": None,
        "corroborated_by": [],
        "method": "published",
        "base_period": "2023",
    }
    assert first == same | {
        "rank": 1,
        "best_rank": 1,
        "worst_rank": 2,
        "city": "weifang",
        "name": "Weifang",
        "name_zh": "潍坊",
        "value": 12_345_678,
        "currency": "CNY",
        "growth": 20.25,
        "base_value": 10_000_000,
        "base_source": "gazette",
    }
    assert last == same | {
        "rank": 4,
        "best_rank": 4,
        "worst_rank": 4,
        "city": "jinan",
        "name": "Jinan",
        "name_zh": "济南",
        "value": None,
        "currency": None,
        "growth": -3.5,
        "base_value": None,
        "base_source": None,
    }
