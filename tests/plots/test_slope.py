"""The ranks of two rankings beside each other."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities._display.view import rank_text
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support import factories
from tests.support.charts import TIED, TOP, place, ranked, rows, svg, texts


def test_slopes_are_the_ranks_of_both_rankings() -> None:
    """Ranks and amounts are those of the answers; cities in one of them stand hollow.

    Beside each stand all ranks that it may have, missing cities counted.
    """
    first, second = ctc.top_n(10, period=2022), ctc.top_n(10)
    chart = plots.slope(first, second)
    spec = chart.to_dict()
    found = spec["datasets"][spec["layer"][0]["data"]["name"]]
    for side, answer in (("left", first), ("right", second)):
        here = [row for row in found if row["side"] == side]
        assert [(row["city"], row["rank"], row["value"]) for row in here] == [
            (entry.city.id, entry.rank, entry.value) for entry in answer
        ]
    left, right = ({entry.city for entry in answer} for answer in (first, second))
    both = {row["city"] for row in found if not row["hollow"]}
    assert both == {city.id for city in left & right}
    for row in found:
        ranks = rank_text((row["best_rank"], row["worst_rank"]))
        label = f"{row['name']} {row['name_zh']}"
        assert row["place"] == (f"{label} {ranks}" if row["side"] == "left" else f"{ranks} {label}")
    alone = {row["city"]: row["elsewhere"] for row in found if row["hollow"]}
    assert alone["wuxi"] == "not among the 10 shown"
    there = {row["city"]: row["elsewhere"] for row in found if row["side"] == "right"}
    assert (there["shenzhen"], there["qingdao"]) == ("rank 2", "rank 8–10")
    assert alone["guangzhou"] == first.excluded[ctc.city("guangzhou")]
    moves = {row["city"]: row["move"] for row in found}
    assert (moves["shenzhen"], moves["shanghai"], moves["beijing"]) == ("rose", "fell", "same rank")


def test_ties_stand_below_each_other() -> None:
    """Cities of one rank have positions of their own."""
    found = [(row["rank"], row["position"]) for row in rows(plots.slope(*TIED))]
    assert found == [(1, 1), (1, 2), (3, 3), (3, 4), (1, 1), (2, 2), (2, 3), (4, 4)]


@pytest.mark.thorough
def test_a_new_figure_of_another_city_pushes_nobody_down() -> None:
    """Cities rise and fall among those with a figure in both periods, also in slices."""
    before = {1: 300, 2: 200, 3: 100}
    after = {4: 400, 1: 310, 3: 250, 2: 210}
    records = [
        factories.amount(value, city=place(number), period=ctc.Period.parse(year))
        for year, values in (("2023", before), ("2024", after))
        for number, value in values.items()
    ]
    whole = [ranked(*records, period=year) for year in ("2023", "2024")]
    alone = [ranked(*records[:3], period="2023"), ranked(*records[3:], period="2024")]
    for first, second in (whole, alone):
        for later in (second, second[:3]):
            moves = {row["name"]: row["move"] for row in rows(plots.slope(first, later))}
            assert (moves["City 1"], moves["City 3"]) == ("same rank", "rose")
            assert moves["City 4"] == "in one period only"
        moves = {row["name"]: row["move"] for row in rows(plots.slope(second, first))}
        assert (moves["City 1"], moves["City 3"], moves["City 2"]) == ("same rank", "fell", "rose")


@pytest.mark.thorough
def test_only_what_is_drawn_is_explained() -> None:
    """Whiskers only where there are some; without marks figures are counted."""
    assert "Whiskers" not in texts(svg(plots.ranking(TOP)))
    coarse = ranked(factories.amount(400, city=place(1), rounded_to=100))
    assert "Whiskers" in texts(svg(plots.ranking(coarse)))
    over = ranked(
        factories.amount(
            300, city=place(1, longitude=121.5, latitude=29.9), status=ctc.Status.AT_LEAST
        ),
        factories.amount(200, city=place(2)),
    )
    assert "At least: 1 figure." in texts(svg(plots.trade_map(over)))


def test_only_comparable_rankings_are_joined() -> None:
    """They agree in all but the period."""
    with pytest.raises(
        InvalidArgumentError, match=r"a ranking with the flow of the first \(total\)"
    ):
        plots.slope(TOP, ctc.top_n(10, flow="export", period="2024-07"))
    with pytest.raises(InvalidArgumentError, match="a ranking of another period"):
        plots.slope(TOP, TOP[:3])
