"""Bars of shares, contributions, product groups and comparisons."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities._display.lacking import rivals
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.charts import GAPS, GOODS, LOSSES, PARTS, SHARES, TWO, rows, svg, texts


def test_bars_of_shares_are_the_shares() -> None:
    """Order, ranks, shares and what rounding allows are those of the answer."""
    found = rows(plots.market_share(SHARES))
    assert [(row["city"], row["value"], (row["low"], row["high"])) for row in found] == [
        (entry.city.id, entry.share, entry.share_range) for entry in SHARES
    ]
    assert found[0]["share"] == "10.27 (by rounding 10.27)"


@pytest.mark.parametrize("parts", [PARTS, LOSSES], ids=["gains", "losses"])
def test_bars_of_contributions_are_the_points(parts: ctc.ContributionRanking) -> None:
    """To the left where a city takes away; both amounts and their sources in the tooltip."""
    found = rows(plots.contribution(parts))
    assert [(row["city"], row["value"]) for row in found] == [
        (entry.city.id, entry.points) for entry in parts
    ]
    assert [row["negative"] for row in found] == [entry.points < 0 for entry in parts]
    for row, entry in zip(found, parts, strict=True):
        for source in entry.sources:
            assert (source.publisher or source.title) in row["printed by"]


def test_cities_without_a_contribution_are_outlines() -> None:
    """From the least to the most that amount and growth allow, and no stroke in the middle."""
    spec = plots.contribution(PARTS).to_dict()
    (outline,) = (layer for layer in spec["layer"] if layer["mark"].get("strokeDash"))
    found = spec["datasets"][outline["data"]["name"]]
    assert [row["city"] for row in found] == [
        missing.city.id for missing in rivals(PARTS) if missing.interval
    ][: len(found)]
    for row in found:
        assert row["low"] < 0 < row["high"]
        assert not row["stroke"]


def test_product_groups_are_not_added() -> None:
    """Each has a bar, and the chart says that they overlap."""
    chart = plots.product_contribution(GOODS)
    assert [row["value"] for row in rows(chart)] == [entry.points for entry in GOODS]
    assert "their points must not be added" in texts(svg(chart))


def test_a_comparison_has_a_block_for_each_flow() -> None:
    """Cities stay in their order; the number before each is its rank in that flow."""
    chart = plots.compare(TWO)
    found = rows(chart)
    figures = [(entry, figure) for entry in TWO for figure in entry.figures]
    assert {(row["city"], row["flow"]): row["value"] for row in found} == {
        (entry.city.id, figure.flow.value): figure.figure.value
        for entry, figure in figures
        if figure.figure
    }
    domain = chart.to_dict()["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert domain[:3] == ["Total trade", "total ningbo", "total qingdao"]


def test_what_a_comparison_lacks_is_an_outline() -> None:
    """A flow of which nothing is published is named; a city that is not ranked has no rank."""
    chart = plots.compare(GAPS)
    drawn = texts(svg(chart))
    assert "No figures: exports, trade balance." in drawn
    assert drawn.count("no figure") >= 5
    assert [row["kind"] for row in rows(chart)] == ["rank not certain", "not ranked", "not ranked"]


def test_a_comparison_without_any_amount_is_refused() -> None:
    """With what is allowed, as an empty answer is."""
    nothing = ctc.compare(["Ningbo"], period="2009")
    with pytest.raises(InvalidArgumentError, match="a Comparison with at least one amount"):
        plots.compare(nothing)
