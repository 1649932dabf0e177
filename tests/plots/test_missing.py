"""Outlines of missing cities."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities._display.lacking import rivals
from tests.support import factories
from tests.support.charts import FEW, TOP, place, ranked, svg, texts

BALANCES = ctc.top_n(flow="balance", period=2025)
EARLY = ctc.top_n(10, period=2017)
SMALL = ctc.top_n(period=2017, cities=["Zhongshan", "Zhuhai", "Shanghai", "Beijing", "Qingdao"])


def outlines(answer: ctc.Ranking) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The layers of outlines (bars, strokes and arrows), and their data."""
    spec: dict[str, Any] = plots.ranking(answer).to_dict()
    for layer in spec["layer"]:
        if layer.get("encoding", {}).get("x2") == {"field": "to"}:
            name = layer["data"]["name"]
            alike = [other for other in spec["layer"] if other["data"]["name"] == name]
            return alike, spec["datasets"][name]
    return [], []


def rows(answer: ctc.Ranking) -> list[dict[str, Any]]:
    return outlines(answer)[1]


@pytest.mark.parametrize("answer", [FEW, BALANCES, EARLY, SMALL], ids=repr)
def test_outlines_are_the_largest_missing_cities(answer: ctc.Ranking) -> None:
    """With the limits of their amounts, why they have no figure and who says so.

    There are no more than ten, and no more than bars.
    """
    found, near = rows(answer), rivals(answer)
    assert len(found) == min(10, len(answer), len(near)) > 0
    for row, missing in zip(found, near, strict=False):
        assert missing.record is not None
        assert (row["city"], (row["low"], row["high"])) == (missing.city.id, missing.interval)
        assert (row["value"], row["text"]) == (missing.amount, "no figure")
        assert (row["no figure because"], row["best rank"]) == (
            missing.reason,
            str(missing.best_rank),
        )
        assert f"{missing.record.period}: all goods, world, " in row["rests on"]
        assert str(missing.record.source.publisher) in row["printed by"]


@pytest.mark.parametrize("answer", [FEW, BALANCES, EARLY], ids=repr)
def test_outlines_stand_among_the_bars(answer: ctc.Ranking) -> None:
    """Each has its place by the amount that is as likely too low as too high."""
    spec = plots.ranking(answer).to_dict()
    values = {row["place"]: row["value"] for row in rows(answer)}
    bars = spec["datasets"][spec["layer"][0]["data"]["name"]]
    values |= {row["place"]: row["value"] for row in bars}
    domain = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert sorted(values, key=lambda name: -values[name]) == domain


def test_nothing_is_outlined_where_no_city_is_missing() -> None:
    """A ranking that no other city reaches has bars alone, and no legend."""
    assert rows(TOP) == []
    assert "no figure" not in texts(svg(plots.ranking(TOP)))


def test_a_tooltip_says_how_surely_the_amount_is_known() -> None:
    """By which figures, of whom, between which amounts."""
    beijing = rows(FEW)[0]
    assert beijing["place"] == "Beijing 北京"
    assert (beijing["range"], beijing["middle"], beijing["known"], beijing["best rank"]) == (
        "2,909 to 3,508 billion CNY",
        "about 3,200 billion CNY",
        "expected in 99 of 100 cases, by the nearest amount",
        "3",
    )
    assert beijing["rests on"].startswith("Total trade, 2025-01/2025-10: all goods, world, 2,67")
    implied = rows(ctc.top_n(period="2023-01/2023-11"))[0]
    assert implied["known"] == "implied by amount and growth, of a year before or later"


def test_the_legend_counts_what_is_not_drawn() -> None:
    """All are outlined, or it says how many of how many."""
    legend = "no figure: may lie here"
    (kind,) = {row["kind"] for row in rows(FEW)}
    assert kind == f"{legend} (10 of {len(rivals(FEW))})"
    assert kind in texts(svg(plots.ranking(FEW)))
    (one,) = rows(open_ended())
    assert one["kind"] == legend


def open_ended() -> ctc.Ranking:
    """A city with a total, and one of which exports alone are known."""
    return ranked(
        factories.amount(400, city=place(1)),
        factories.amount(300, city=place(2), flow=ctc.Flow.EXPORT),
        period=2024,
        flow="total",
    )


def test_limits_alone_have_no_stroke() -> None:
    """A city of which only the least is known goes on to the end, and has its place by it."""
    (row,) = rows(open_ended())
    assert (row["known"], row["middle"]) == (
        "for certain, by figures of parts and wholes",
        "not known, limits alone",
    )
    assert row["range"] == f"at least {row['low']:,} CNY"
    assert (row["high"], row["stroke"], row["goes_on"]) == (None, False, True)
    assert row["value"] == row["from"] == row["low"] < row["to"]
    shown = texts(svg(plots.ranking(open_ended())))
    assert "no figure" in shown
    assert "Strokes in outlines" not in shown
    assert "Strokes in outlines" in texts(svg(plots.ranking(FEW)))


@pytest.mark.parametrize("answer", [FEW, BALANCES, EARLY, SMALL, open_ended()], ids=repr)
def test_outlines_leave_room_to_the_bars(answer: ctc.Ranking) -> None:
    """None goes far beyond the longest bar, or likeliest amount; arrows say that it goes on."""
    most = max(abs(entry.value) for entry in answer)
    for row in rows(answer):
        assert -2.05 * most <= row["from"] <= row["to"] <= 2.05 * most
        assert row["from"] == row["low"] or row["comes_from"] or row["goes_on"]
        assert row["to"] == row["high"] or row["goes_on"]
    assert [row["goes_on"] for row in rows(SMALL)] == [True, True]
    assert [layer["mark"].get("shape") for layer in outlines(SMALL)[0]] == [None, "triangle-right"]


def test_deficits_of_missing_cities_reach_to_the_left() -> None:
    """Their words stand at the left end, and an arrow where they go on."""
    answer = ctc.top_n(flow="balance", period=2021, cities=["Tianjin", "Daqing"])
    (daqing,) = rows(answer)
    assert (daqing["negative"], daqing["comes_from"], daqing["goes_on"]) == (True, True, False)
    assert daqing["low"] < daqing["from"] == daqing["end"] < daqing["value"] < daqing["to"] < 0
    assert [layer["mark"].get("shape") for layer in outlines(answer)[0]] == [
        None,
        None,
        "triangle-left",
    ]
