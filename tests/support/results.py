"""Results of every question, also of those that have no answer."""

from __future__ import annotations

from typing import Any

import china_trade_cities as ctc
from tests.support.factories import VINTAGE

RESULTS: dict[str, Any] = {
    "top": ctc.top_n(7),
    "top of a span": ctc.top_n(7, period="2023-01/2023-11"),
    "top of nothing": ctc.top_n(7, period=1999),
    "growth": ctc.growth_leaders(7),
    "computed growth": ctc.growth_leaders(7, method="computed", period="2025-01/2025-07"),
    "growth without amounts": ctc.growth_leaders(7, partner="Africa", period="2023-01/2023-09"),
    "growth of nothing": ctc.growth_leaders(7, period=1999),
    "converted": ctc.top_n(7, period=2021, convert_to="CNY"),
    "comparable periods": VINTAGE.comparable_periods(),
    "shares": ctc.market_share(7),
    "shares of nothing": ctc.market_share(7, period=1999),
    "contributions": ctc.contribution(7, period="2025-01/2025-07"),
    "contributions of products": ctc.product_contribution("Shanghai", period="2023-01/2023-11"),
    "contributions of no products": ctc.product_contribution("Ningbo"),
    "contributions of nothing": ctc.contribution(7, period=1999),
    "concentration": ctc.concentration(),
    "concentration of nothing": ctc.concentration(period=1999),
    "comparison": ctc.compare(["Ningbo", "Yiwu", "Hong Kong"]),
    "time series": ctc.time_series("Suzhou", span="year", convert_to="CNY"),
    "time series of nothing": ctc.time_series("Ngari"),
    "published ranks": ctc.published_ranks("Shenzhen"),
    "specialization": ctc.by_specialization("textiles"),
    "conflicts": VINTAGE.conflicts(),
    "corroborations": VINTAGE.corroborations()[:50],
    "coverage": VINTAGE.coverage()[:50],
    "profile": ctc.profile("Yiwu"),
    "profile of Hong Kong": ctc.profile("Hong Kong"),
    "profile of nothing": ctc.profile("Ngari"),
}
