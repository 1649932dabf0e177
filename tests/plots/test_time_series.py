"""Lines of time series."""

from __future__ import annotations

from itertools import pairwise

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.charts import SERIES, rows, svg, texts


def test_lines_are_the_points_of_the_series() -> None:
    """Amounts, periods, growth and sources are those of the answers; nothing is filled in."""
    found = rows(plots.time_series(*SERIES))
    points = [point for series in SERIES for point in series]
    assert [(row["period"], row["value"], row["growth"], row["source"]) for row in found] == [
        (str(point.period), point.value, point.growth, point.record.source.id) for point in points
    ]
    assert [(row["low"], row["high"]) for row in found] == [
        point.record.interval for point in points
    ]


def test_lines_break_at_gaps_and_at_new_years() -> None:
    """Points share a segment only when no period is missing between them."""
    years = rows(plots.time_series(SERIES[0]))
    for before, after in pairwise(years):
        adjoins = int(after["period"]) - int(before["period"]) == 1
        assert (before["segment"] == after["segment"]) is adjoins
    ningbo = ctc.time_series("Ningbo", span="year-to-date")
    to_date = rows(plots.time_series(ningbo))
    segments: dict[str, set[str]] = {}
    for row in to_date:
        segments.setdefault(row["segment"], set()).add(row["period"][:4])
    assert all(len(seen) == 1 for seen in segments.values())
    assert to_date[-1]["date"] == f"{ningbo[-1].period.last_month}-01"
    subtitle = " ".join(plots.time_series(ningbo).to_dict()["title"]["subtitle"])
    assert f"{len(ningbo.gaps)} periods are missing and not filled." in subtitle
    whole = ctc.time_series("Chengdu", span="month", flow="export")[-19:]
    assert whole.gaps
    complete = plots.time_series(whole).to_dict()["title"]["subtitle"]
    assert "missing" not in " ".join(complete)


def test_converted_and_doubtful_points_are_hollow() -> None:
    """And the rate that was used stands below."""
    series = ctc.time_series("Suzhou", span="year", convert_to="CNY")
    chart = plots.time_series(series)
    assert [row["hollow"] for row in rows(chart)] == [
        point.is_converted or point.record.is_doubtful for point in series
    ]
    drawn = texts(svg(chart))
    assert "Hollow points: converted from another currency, or doubtful." in drawn
    assert "1 USD = 6.4508 CNY (2021)" in drawn


def test_series_must_be_comparable() -> None:
    """One to eight series of different cities that agree in everything else."""
    with pytest.raises(InvalidArgumentError, match="must be one to 8 series"):
        plots.time_series()
    with pytest.raises(InvalidArgumentError, match="must be one to 8 series"):
        plots.time_series(*[SERIES[0]] * 9)
    with pytest.raises(InvalidArgumentError, match="one series per city"):
        plots.time_series(SERIES[0], SERIES[0])
    for other in (
        ctc.time_series("Ningbo", span="month"),
        ctc.time_series("Ningbo", flow="export"),
    ):
        with pytest.raises(InvalidArgumentError, match=r"series must be alike in (span|flow) \("):
            plots.time_series(SERIES[0], other)
