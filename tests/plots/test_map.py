"""Cities on a map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._map import Circle, Frame, placed
from tests.support import factories
from tests.support.charts import CONVERTED, ROUNDED, TOP, place, ranked, svg, texts

if TYPE_CHECKING:
    import altair as alt


def cities_of(chart: alt.LayerChart) -> dict[str, Any]:
    """The layer of circles."""
    layers: list[dict[str, Any]] = chart.to_dict()["layer"]
    (layer,) = [layer for layer in layers if layer["mark"]["type"] == "circle"]
    return layer


@pytest.mark.parametrize("answer", [TOP, ROUNDED, CONVERTED], ids=repr)
def test_circles_are_the_entries_of_the_ranking(answer: ctc.Ranking) -> None:
    """Coordinates, amounts and growth are those of the answer; area is proportional to amount."""
    chart = plots.trade_map(answer)
    layer = cities_of(chart)
    found = chart.to_dict()["datasets"][layer["data"]["name"]]
    assert [
        (row["city"], row["value"], row["longitude"], row["latitude"], row["growth"])
        for row in found
    ] == [
        (
            entry.city.id,
            entry.value,
            entry.city.longitude,
            entry.city.latitude,
            None if entry.conversion else entry.record.growth,
        )
        for entry in answer
    ]
    size = layer["encoding"]["size"]
    assert size["scale"]["domain"] == [0, answer[0].value]
    assert size["scale"]["range"][0] == 0
    colour = layer["encoding"]["color"]
    low, high = colour["scale"]["domain"]
    assert (low, colour["scale"]["domainMid"]) == (-high, 0)


@pytest.mark.thorough
def test_places_are_where_vega_draws_them() -> None:
    """The projection that names are placed by is the one of the drawing, to half a pixel."""
    chart = plots.trade_map(ctc.top_n(30))
    layer = cities_of(chart)
    expected = [(row["x"], row["y"]) for row in chart.to_dict()["datasets"][layer["data"]["name"]]]
    picture = svg(chart)
    group = re.search(r'class="mark-symbol role-mark layer_\d+_marks"(.*?)</g>', picture, re.DOTALL)
    assert group is not None
    drawn = [
        (float(x), float(y))
        for x, y in re.findall(r'transform="translate\(([\d.]+),\s*([\d.]+)\)"', group[1])
    ]
    assert len(drawn) == len(expected)
    for (x, y), (right, down) in zip(drawn, expected, strict=True):
        assert abs(x - right) < 0.5
        assert abs(y - down) < 0.5
    assert "no borders are drawn" in texts(picture)


@pytest.mark.thorough
def test_growth_beyond_the_colours_is_said() -> None:
    """Colours end at 30 percent; a note tells it, and cities without growth are grey."""
    notes = texts(svg(plots.trade_map(ctc.top_n(130))))
    assert "Colours end at 30 % of growth." in notes
    answer = ranked(
        factories.amount(400, city=place(1, latitude=30.0, longitude=114.0)),
        factories.amount(300, city=place(2)),
    )
    chart = plots.trade_map(answer)
    notes = texts(svg(chart))
    assert "Grey: no growth published, 1 city." in notes
    assert "Not on the map, without coordinates: City 2." in notes
    assert cities_of(chart)["encoding"]["color"] == {"value": "#BBBBBB"}


def test_a_map_draws_cities_without_growth() -> None:
    """Every city has its circle, grey for those without growth, though others have a rate."""
    answer = ctc.top_n(20, period=2021, convert_to="CNY")
    without = [entry for entry in answer if entry.conversion or entry.record.growth is None]
    circles = re.findall(
        r'<path[^>]*aria-roledescription="circle"[^>]*>', svg(plots.trade_map(answer))
    )
    grey = [circle for circle in circles if 'fill="#BBBBBB"' in circle]
    assert len(circles) == len(answer)
    assert 0 < len(grey) == len(without) < len(circles)


def test_a_map_needs_coordinates() -> None:
    """A ranking none of whose cities has any is refused; amounts of zero are not."""
    with pytest.raises(InvalidArgumentError, match="a ranking of cities with coordinates"):
        plots.trade_map(ranked(factories.amount(400, city=place(1))))
    nil = ranked(factories.amount(0, city=place(1, latitude=30.0, longitude=114.0), growth=-0.4))
    layer = cities_of(plots.trade_map(nil))
    assert layer["encoding"]["color"]["scale"]["domain"] == [-1, 1]


def test_names_on_a_map_cover_neither_each_other_nor_circles() -> None:
    """Those of larger amounts come first; one without room is left to the tooltip."""
    crowd = [
        Circle(100 + number % 5, 100 + number // 5, 6.0, "深圳 Shenzhen") for number in range(40)
    ]
    found = placed(crowd, 300, 300)
    assert found[0] is not None
    assert None in found
    boxes = [(spot.x - (0 if spot.align == "left" else 80), spot.y - 7) for spot in found if spot]
    for number, (x, y) in enumerate(boxes):
        for right, down in boxes[number + 1 :]:
            assert abs(x - right) >= 78 or abs(y - down) >= 14
    beside = placed([Circle(50, 50, 5, "A"), Circle(62, 50, 5, "B")], 200, 100)
    assert beside[0] is not None
    assert beside[0].align == "right"


def test_a_frame_shows_the_neighbourhood_of_a_single_city() -> None:
    """It is not magnified without end, and graticules have a step that fits."""
    one = Frame.around([(114.0, 22.5)], 560, 460)
    assert one.pixel(114.0, 22.5) == pytest.approx((280, 230))
    assert one.step() == 2
    assert Frame.around([(110.0, 22.0), (118.0, 32.0)], 560, 460).step() == 5
    assert Frame.around([(75.0, 18.0), (134.0, 53.0)], 560, 460).step() == 10
    assert all(0 < y < 460 for _, y in one.parallels(2))
    assert all(0 < x < 560 for _, x in one.meridians(2))
