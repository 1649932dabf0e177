"""Titles say what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.plots._titles import goods_words, number_words, when_words
from tests.support.charts import FEW, GOODS, PARTS, SERIES, SHARES, TOP, TWO

if TYPE_CHECKING:
    import altair as alt

MACHINES = ctc.top_n(10, flow="export", product="mechanical-electrical", period=2021)


@pytest.mark.parametrize(
    ("chart", "title"),
    [
        (plots.ranking(TOP), "The ten of 137 cities with most trade, 2024"),
        (plots.ranking(FEW), "Trade by city, 2025"),
        (plots.ranking(MACHINES), "Exports of mechanical and electrical products by city, 2021"),
        (
            plots.market_share(SHARES),
            "The ten of 137 cities with the largest share of the nation's trade, 2024",
        ),
        (
            plots.contribution(PARTS),
            "What cities add to the growth of the nation's trade, January to July 2025",
        ),
        (
            plots.product_contribution(GOODS),
            "Shanghai: what product groups add to the growth of exports, January to November 2023",
        ),
        (plots.compare(TWO), "Ningbo and Qingdao: trade, 2024"),
        (plots.time_series(*SERIES), "Shenzhen and Shanghai: trade by year, 2012 to 2025"),
    ],
)
def test_a_title_names_flow_product_and_period(chart: alt.LayerChart, title: str) -> None:
    """That those shown have most is said only where no other could stand among them."""
    text = chart.to_dict()["title"]["text"]
    assert (text if isinstance(text, str) else " ".join(text)) == title


def test_words_of_titles() -> None:
    """Periods, numbers and goods as people say them."""
    words = [when_words(ctc.Period.parse(text)) for text in ("2024", "2024-05", "2023-11/2024-02")]
    assert words == ["2024", "May 2024", "November 2023 to February 2024"]
    assert (number_words(12), number_words(1300)) == ("twelve", "1,300")
    data = ctc.load_dataset()
    goods = [goods_words(ctc.Flow.IMPORT, data.product(name)) for name in ("3D printers", "Toys")]
    assert goods == ["imports of 3D printers", "imports of toys"]
    africa = data.partner("Africa")
    assert goods_words(ctc.Flow.EXPORT, None, africa) == "exports to Africa"
    assert goods_words(ctc.Flow.BALANCE, None, africa) == "trade balance with Africa"
