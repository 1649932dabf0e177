"""Bars of rankings."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support import factories
from tests.support.charts import (
    CONVERTED,
    DOLLARS,
    OPEN,
    ROUNDED,
    TOP,
    marks,
    place,
    ranked,
    rows,
    svg,
    texts,
)


@pytest.mark.parametrize("answer", [TOP, ROUNDED, CONVERTED, DOLLARS], ids=repr)
def test_bars_are_the_entries_of_the_ranking(answer: ctc.Ranking) -> None:
    """Order, ranks, amounts, intervals, ranges of ranks and sources are those of the answer."""
    chart = plots.ranking(answer)
    found = rows(chart)
    assert [row["city"] for row in found] == [entry.city.id for entry in answer]
    for row, entry in zip(found, answer, strict=True):
        assert (row["rank"], row["value"]) == (entry.rank, entry.value)
        assert (row["best_rank"], row["worst_rank"]) == entry.rank_range
        if entry.conversion is None:
            assert (row["low"], row["high"]) == entry.record.interval
        else:
            assert (row["low"], row["high"]) == entry.conversion.interval(entry.record)
        assert row["source"] == entry.record.source.id
        for source in entry.sources:
            assert (source.publisher or source.title) in row["printed by"]
    bar = chart.to_dict()["layer"][0]
    assert (bar["mark"]["type"], bar["encoding"]["x"]["field"]) == ("bar", "value")
    places = [row["place"] for row in found]
    domain = bar["encoding"]["y"]["scale"]["domain"]  # missing cities stand between
    assert [name for name in domain if name in places] == places


def test_bars_of_open_ranks_have_their_own_colour_and_legend() -> None:
    """A legend stands only where ranks are open; it lists only the kinds that are there.

    Beside the city stand all ranks that it may have, beside the bar the amount alone.
    """
    certain = plots.ranking(TOP).to_dict()["layer"][0]["encoding"]["color"]
    assert certain["legend"] is None
    chart = plots.ranking(OPEN)
    legend = chart.to_dict()["layer"][0]["encoding"]["color"]["legend"]
    assert legend["values"] == list(dict.fromkeys(sorted(row["kind"] for row in rows(chart))))
    assert (rows(chart)[0]["place"], rows(chart)[0]["text"]) == ("1–2 Shenzhen 深圳", "4,120")


@pytest.mark.thorough
def test_a_note_says_at_which_rate_amounts_were_converted() -> None:
    """The mark of the converted bars is explained below the chart."""
    drawn = texts(svg(plots.ranking(CONVERTED)))
    assert "c: Converted at the annual average rate, 1 USD = 6.4508" in drawn


@pytest.mark.thorough
def test_whiskers_are_drawn_where_rounding_can_be_seen() -> None:
    """Coarse figures have a whisker with ends, "over" a triangle, exact ones neither."""
    answer = ranked(
        factories.amount(400, city=place(1), rounded_to=100),
        factories.amount(300, city=place(2), status=ctc.Status.AT_LEAST),
        factories.amount(200, city=place(3), status=ctc.Status.APPROXIMATE),
    )
    chart = plots.ranking(answer)
    assert [row["ranged"] for row in rows(chart)] == [True, False, False]
    assert [row["high"] for row in rows(chart)] == [450, None, 200]
    assert marks(chart) == ["bar", "rule", "tick", "tick", "point", "text", "text"]
    drawn = texts(svg(chart))
    assert "L: at least" in drawn
    assert "E: approximate" in drawn
    assert rows(chart)[2]["rank range"] == "3, not certain"
    assert marks(plots.ranking(TOP)) == ["bar", "text", "text"]


def test_deficits_are_bars_to_the_left() -> None:
    """Balances below zero are drawn from zero to the left, their amounts beyond the end."""
    flow = {"flow": ctc.Flow.BALANCE, "rounded_to": 10}
    answer = ranked(
        factories.amount(400, city=place(1), **flow),
        factories.amount(-300, city=place(2), **flow),
        flow="balance",
    )
    chart = plots.ranking(answer)
    assert [(row["value"], row["end"]) for row in rows(chart)] == [(400, 405), (-300, -305)]
    spec = chart.to_dict()
    assert spec["layer"][-2]["mark"]["align"] == "right"
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert (high - low) / spec["width"] * 56 == pytest.approx(-305 - low)  # for the amount
    with pytest.raises(InvalidArgumentError, match="a ranking without negative amounts"):
        plots.trade_map(answer)


def test_sources_are_counted_and_cut_to_four() -> None:
    """Publishers of most figures come first; further ones are counted, nothing is hidden."""
    sources = [factories.source(id=f"s{number}", publisher=f"P{number}") for number in range(6)]
    figures = [
        factories.amount(100 - number, city=place(number), source=source)
        for number, source in enumerate([*sources, sources[5]])
    ]
    data = factories.dataset(
        cities=tuple(record.city for record in figures),
        records=tuple(figures),
        sources=tuple(sources),
        specializations=(),
        published_ranks=(),
        facts=(),
        exchange_rates=(),
    )
    chart = plots.ranking(ctc.top_n(dataset=data))
    assert "Sources: P5; P0; P1; P2; and 2 more." in texts(svg(chart))
    assert rows(chart)[0]["printed by"] == "P0"
