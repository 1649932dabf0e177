"""Results as flat dicts of plain values."""

from __future__ import annotations

import json

import china_trade_cities as ctc
from tests.support.factories import VINTAGE


def test_dicts_of_growth_say_what_is_ranked() -> None:
    """The rate that is ranked, its method, and the level it is based on."""
    (row,) = ctc.growth_leaders(
        1, period="2025-01/2025-07", method="computed", cities="Guangzhou"
    ).to_dicts()
    assert (row["method"], round(row["growth"], 1), row["base_period"]) == (
        "computed",
        16.0,
        "2024-01/2024-07",
    )
    assert row["base_source"] == "gacc-location-2024-07"
    (alone,) = ctc.growth_leaders(1, partner="Africa", period="2023-01/2023-09").to_dicts()
    assert (alone["currency"], alone["base_value"], alone["base_source"]) == (None, None, None)


def test_dicts_of_other_results() -> None:
    """Evidence, conflicts, coverage and profiles come as plain values too."""
    evidence = ctc.by_specialization("lighters").to_dicts()
    assert [row["city"] for row in evidence] == ["shaoyang", "wenzhou"]
    conflicts = VINTAGE.conflicts().to_dicts()
    assert {row["conflict"] for row in conflicts} == set(range(1, 23))
    assert sum(row["preferred"] for row in conflicts) == 22
    coverage = VINTAGE.coverage().to_dicts()
    assert {"city", "year", "flow", "periods", "full_year"} <= set(coverage[0])
    page = ctc.profile("Ningbo").to_dict()
    assert page["published_ranks"][0]["rank"] == 1
    assert {rank["score"] for rank in page["published_ranks"]} >= {"81.99", None}
    assert page["facts"][0]["value"] == "7.6"
    assert json.loads(json.dumps(page)) == page
