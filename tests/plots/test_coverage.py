"""The heat map of what there is."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.charts import rows
from tests.support.factories import VINTAGE


def test_the_heat_map_counts_the_periods_of_the_coverage() -> None:
    """Periods, records and full years are those of the coverage; cities with most come first."""
    coverage = VINTAGE.coverage()
    chart = plots.coverage(coverage, n=1_000, flow="export")
    expected = {
        (row.city.id, row.year): (len(row.periods), row.records, row.full_year)
        for row in coverage
        if (row.flow, row.currency, row.basis) == ("export", "CNY", "location") and row.periods
    }
    assert {
        (row["city"], row["year"]): (row["periods"], row["records"], row["full_year"])
        for row in rows(chart)
    } == expected
    totals: dict[str, int] = {}
    for (city, _), (periods, _, _) in expected.items():
        totals[city] = totals.get(city, 0) + periods
    order = list(dict.fromkeys(row["city"] for row in rows(chart)))
    assert order == sorted(totals, key=lambda city: (-totals[city], city))
    few = plots.coverage(coverage, n=3, flow="export")
    assert list(dict.fromkeys(row["city"] for row in rows(few))) == order[:3]
    assert f"3 of {len(order)} cities with figures." in few.to_dict()["title"]["subtitle"]


def test_a_heat_map_of_nothing_names_what_there_is() -> None:
    """A combination without figures is refused with those that have some; words are checked."""
    macao = ctc.load_dataset("2026.1").coverage()
    with pytest.raises(
        InvalidArgumentError,
        match=r"one of .*\('export', 'CNY', 'location'\), .*; got \('total', 'MOP', ",
    ):
        plots.coverage(macao, currency="MOP", basis="customs-district")
    bad: Any = "exports"
    with pytest.raises(InvalidArgumentError, match="'export'"):
        plots.coverage(macao, flow=bad)
    with pytest.raises(InvalidArgumentError, match="a whole number of at least 1"):
        plots.coverage(macao, n=0)
