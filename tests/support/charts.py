"""Answers that charts are drawn of, and what a chart holds."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import attrs

import china_trade_cities as ctc
from tests.support import factories

if TYPE_CHECKING:
    import altair as alt

BULLETIN = "General Administration of Customs of China"

TOP = ctc.top_n(10)
ROUNDED = ctc.top_n(10, period="2023-01/2023-11")
CONVERTED = ctc.top_n(8, period=2021, convert_to="CNY")
OPEN = ctc.top_n(5, period="2025-01/2025-11")
FEW = ctc.top_n(12, period=2025)
"""Twelve cities, while many larger ones have no figure."""
DOLLARS = ctc.top_n(5, period=2021, currency="USD")
GROWTH = ctc.growth_leaders(10, period="2025-01/2025-07", min_value=10**11)
SHRINKING = ctc.growth_leaders(400, period="2025-01/2025-07", method="computed")[-12:]
RATES_ALONE = ctc.growth_leaders(7, partner="Africa", period="2023-01/2023-09")
SERIES = tuple(ctc.time_series(name, span="year") for name in ("Shenzhen", "Shanghai"))
TO_DATE = ctc.time_series("Yiwu", span="year-to-date", flow="export")
SHARES = ctc.market_share(10)
PARTS = ctc.contribution(10, period="2025-01/2025-07")
LOSSES = ctc.contribution(400, period="2025-01/2025-07")[-6:]
GOODS = ctc.product_contribution("Shanghai", period="2023-01/2023-11")
TWO = ctc.compare(["Ningbo", "Qingdao"])
GAPS = ctc.compare(["Ningbo", "Beijing", "Yiwu", "Quanzhou"], period=2025)
"""Of which some amounts are not published, and some cities not ranked."""
ELECTRONICS = ctc.by_specialization("electronics")


def rows(chart: alt.LayerChart, layer: int = 0) -> list[dict[str, Any]]:
    """The data of a layer, as they stand in the chart's JSON."""
    spec: dict[str, Any] = chart.to_dict()
    found: list[dict[str, Any]] = spec["datasets"][spec["layer"][layer]["data"]["name"]]
    return found


def marks(chart: alt.LayerChart) -> list[str]:
    return [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]


def svg(chart: alt.LayerChart | alt.HConcatChart | alt.ConcatChart) -> str:
    file = io.StringIO()
    chart.save(file, format="svg")
    return file.getvalue()


def texts(picture: str) -> str:
    found = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", picture)
    return " ".join(found).replace("&#39;", "'").replace("&amp;", "&")


def ranked(*records: ctc.TradeRecord, **question: Any) -> ctc.Ranking:
    """A ranking of hand-made figures."""
    cities = {record.city for record in records}
    data = factories.dataset(cities=tuple(cities), records=records, specializations=())
    data = attrs.evolve(data, published_ranks=(), facts=())
    return ctc.top_n(dataset=data, **question)


def place(number: int, **changes: Any) -> ctc.City:
    """A city of its own."""
    return factories.city(
        id=f"city-{number}", name=f"City {number}", name_zh=f"第{number}城", **changes
    )


TIED = [
    ranked(
        *(
            factories.amount(value, city=place(number), period=ctc.Period(year=year))
            for number, value in enumerate(values, start=1)
        ),
        period=year,
    )
    for year, values in ((2023, (300, 300, 200, 200)), (2024, (310, 250, 250, 100)))
]
