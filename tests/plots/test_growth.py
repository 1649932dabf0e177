"""Rates of growth, published and computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from tests.support import factories
from tests.support.charts import GROWTH, RATES_ALONE, SHRINKING, marks, rows, svg, texts

if TYPE_CHECKING:
    import altair as alt


@pytest.mark.parametrize("answer", [GROWTH, SHRINKING], ids=repr)
def test_both_rates_are_those_of_the_records(answer: ctc.GrowthRanking) -> None:
    """Published rates as printed, computed ones from the two amounts, each with its interval."""
    found = {(row["city"], row["method"]): row for row in rows(plots.growth(answer))}
    assert list(dict.fromkeys(city for city, _ in found)) == [entry.city.id for entry in answer]
    for entry in answer:
        assert found[entry.city.id, entry.method]["rate"] == entry.growth
        printed = found[entry.city.id, "published"]
        assert (printed["low"], printed["high"]) == entry.record.growth_interval
        assert printed["rate"] == entry.record.growth
        base = entry.base_record
        assert base is not None
        assert entry.record.value
        assert base.value
        rate = found[entry.city.id, "computed"]
        assert rate["rate"] == pytest.approx((entry.record.value / base.value - 1) * 100)
        assert rate["low"] <= rate["rate"] <= rate["high"]
        assert base.source.publisher is not None
        assert base.source.publisher in rate["printed by"]


def test_growth_tells_what_is_missing() -> None:
    """A rate without amounts stands alone, without an empty legend, and the lack is counted."""
    chart = plots.growth(RATES_ALONE)
    assert {row["method"] for row in rows(chart)} == {"published"}
    spec = chart.to_dict()
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["published"]
    assert f"Without two comparable amounts: {len(RATES_ALONE)} cit" in texts(svg(chart))
    assert rows(chart)[0]["base"] == "none"


def test_growth_without_a_published_rate_is_computed_alone() -> None:
    """Two amounts without a printed rate give a diamond, and the lack is counted."""
    chart = computed(120_000_000_000, 100_000_000_000)
    (row,) = rows(chart)
    assert (row["method"], row["rate"], row["text"]) == ("computed", 20.0, "20.0")
    assert chart.to_dict()["title"]["subtitle"][-1] == "Without published rate: 1 city."


def computed(value: int, base: int) -> alt.LayerChart:
    """A chart of one city with amounts of two years."""
    figures = (
        factories.amount(value, city=factories.WEIFANG),
        factories.amount(base, city=factories.WEIFANG, period=factories.LAST_YEAR),
    )
    data = factories.dataset(records=figures)
    return plots.growth(ctc.growth_leaders(method="computed", dataset=data))


def test_a_rate_on_a_small_base_is_marked() -> None:
    """Beside the rate, with a note below the chart; else there is neither."""
    note = "b: below 1,000,000,000 CNY a year before"
    small, large = computed(120, 100), computed(120_000_000_000, 100_000_000_000)
    assert [row["text"] for row in rows(small)] == ["20.0 b"]
    assert note in texts(svg(small))
    assert note not in texts(svg(large))


def test_rates_published_as_over_have_no_upper_end() -> None:
    """No whisker is drawn for them, and the tooltip says so."""
    answer = ctc.growth_leaders(
        dataset=factories.dataset(
            records=(
                factories.record(city=factories.WEIFANG, growth=15.0, status=ctc.Status.AT_LEAST),
            )
        )
    )
    chart = plots.growth(answer)
    (row,) = rows(chart)
    assert (row["rate"], row["high"], row["rounding of growth"]) == (15.0, None, "at least this")
    assert marks(chart) == ["point", "rule", "line", "point", "text", "text"]
