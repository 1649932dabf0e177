"""Cities at their coordinates, by amount and growth, on land and sea without borders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from math import ceil, cos, hypot, pi, radians, sin, sqrt, tan
from typing import NamedTuple

import altair as alt

from china_trade_cities._display.results import view_of
from china_trade_cities._display.view import Scale
from china_trade_cities._display.view import width as cells
from china_trade_cities._display.words import city_words, counted
from china_trade_cities._queries.top import RankedCity, Ranking
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.plots._chart import (
    GREY,
    INK,
    PALE,
    WIDTH,
    Align,
    Room,
    Row,
    amounts,
    data,
    framed,
    where,
)
from china_trade_cities.plots._titles import goods_of, title, when_words
from china_trade_cities.plots._words import (
    RANKED,
    question_words,
    ranked_figure,
    rate_notes,
    reservations,
    result,
    source_line,
    tips,
)

_LARGEST = 0.008  # part of the drawing that the largest circle fills
_ALIGNED: tuple[tuple[Align, int], ...] = (("left", 2), ("right", -2))
_NO_GROWTH = "#BBBBBB"
_LAND = "#F3F0E8"
_STRONGEST = 30  # percent of growth at which colours end


def trade_map(ranking: Ranking, *, width: int = WIDTH) -> alt.LayerChart:
    """The cities of a ranking at their coordinates: area by amount, colour by published growth.

    Albers' equal-area projection; land is that of Natural Earth, and no border is drawn. Growth is
    that of the same record, blue above and orange below 0; cities without one are grey. Names stand
    where there is room for them, those of larger amounts first, which may cover small circles; the
    tooltip has them all.

    Args:
        ranking: What `top_n` returned, or a slice of it.
        width: Pixels from edge to edge, 320 or more; 340 fits a phone.

    Raises:
        InvalidArgumentError: It is no `Ranking`, an empty one, one with negative amounts
            (balances), which no area can show, none of its cities has coordinates, or the width
            is out of bounds.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import plots
        >>> chart = plots.trade_map(ctc.top_n(2))
        >>> rows = chart.layer[-3].data.values
        >>> [(row["city"], row["latitude"], row["longitude"], row["growth"]) for row in rows]
        [('shenzhen', 22.54554, 114.0683, 16.4), ('shanghai', 31.22222, 121.45806, 1.3)]
    """
    answer = result(ranking, Ranking, "ranking", "top_n")
    if any(entry.value < 0 for entry in answer):
        raise InvalidArgumentError("ranking", ranking, "a ranking without negative amounts")
    largest = max(entry.value for entry in answer)
    located = [(entry, at) for entry in answer if (at := _coordinates(entry)) is not None]
    if not located:
        raise InvalidArgumentError("ranking", ranking, "a ranking of cities with coordinates")
    scale = Scale.for_amount(largest)
    room = Room.of(width, left=30, right=90)
    legends: Row = {}
    if room.is_narrow:
        room, legends = room._replace(right=8), {"orient": "top", "direction": "horizontal"}
    wide, high = room.drawing, round(room.drawing * 0.82)
    frame = Frame.around([at for _, at in located], wide, high)
    area = _LARGEST * wide * high  # square pixels of the largest circle
    circles = [_circle(entry, frame.pixel(*at), largest, area) for entry, at in located]
    names = placed(circles, wide, high)
    plain = dict(zip(answer, answer.to_dicts(), strict=True))
    rows = [
        _row(entry, plain[entry], circle, name)
        for (entry, _), circle, name in zip(located, circles, names, strict=True)
    ]
    rates = [abs(row["growth"]) for row in rows if row["growth"] is not None]
    # A single city that doubled its trade would leave no colour to all others.
    end = min(_STRONGEST, max(1, *map(ceil, rates))) if rates else 1
    beyond = any(rate > end for rate in rates)
    cities = alt.Chart(data(rows), projection=frame.projection()).mark_circle(
        opacity=0.85, stroke=GREY, strokeWidth=0.6, invalid=None
    )
    colour = (
        alt.condition(
            "datum.growth === null",  # tried before the scale, which has a colour for null too
            alt.value(_NO_GROWTH),
            alt.Color(
                "growth:Q",
                scale=alt.Scale(
                    scheme="blueorange", reverse=True, domain=[-end, end], domainMid=0, clamp=True
                ),
                legend=alt.Legend(
                    title="growth, %", gradientLength=110, values=[-end, 0, end], **legends
                ),
            ),
        )
        if rates
        else alt.value(_NO_GROWTH)
    )
    missing = [entry.city.name for entry in answer if _coordinates(entry) is None]
    without = counted(len(rows) - len(rates), "city", "cities")
    return framed(
        *_ground(frame),
        cities.encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                "value:Q",
                scale=alt.Scale(domain=[0, largest or 1], range=[0, area], nice=False),
                legend=alt.Legend(
                    title=f"{scale.word}{answer.currency}",
                    labelExpr=amounts(scale.exponent),
                    tickCount=3,
                    symbolFillColor=_NO_GROWTH,
                    symbolStrokeColor="white",
                    **legends,
                ),
            ),
            color=colour,
            tooltip=tips(*RANKED),
        ),
        *_names([row for row in rows if row["named"]]),
        title=title(
            f"{goods_of(answer)} of {counted(len(rows), 'city', 'cities')} and its growth, "
            + when_words(answer.period)
        ),
        subtitle=(
            question_words(answer, str(answer.period)),
            *view_of(answer).lead,
            f"Area: amount. Colour: growth on {answer.period.previous_year()}, as published.",
        ),
        notes=(
            *([f"Grey: no growth published, {without}."] * (len(rates) < len(rows))),
            *([f"Colours end at {end} % of growth."] * beyond),
            *([f"Not on the map, without coordinates: {', '.join(missing)}."] * bool(missing)),
            "Circles mark centres; the trade is that of the whole city, mostly a prefecture.",
            "Names stand where there is room. Land: Natural Earth; no borders are drawn.",
            *reservations(entry.record for entry in answer),
            *rate_notes(entry.conversion for entry in answer),
            source_line(entry.sources for entry in answer),
        ),
        room=room,
        height=high,
        below=26,
    )


def _coordinates(entry: RankedCity) -> tuple[float, float] | None:
    city = entry.city
    if city.longitude is None or city.latitude is None:
        return None
    return city.longitude, city.latitude


def _circle(entry: RankedCity, middle: tuple[float, float], largest: int, area: float) -> Circle:
    radius = sqrt(area * entry.value / (largest or 1) / pi)
    return Circle(*middle, radius, city_words(entry.city))


def _row(entry: RankedCity, plain: Row, circle: Circle, place: Placed | None) -> Row:
    return {
        **plain,
        "place": circle.name,
        "longitude": entry.city.longitude,
        "latitude": entry.city.latitude,
        "x": circle.x,
        "y": circle.y,
        "named": place is not None,
        **ranked_figure(entry, entry.conversion),
        **(
            {"name_x": place.x, "name_y": place.y, "align": place.align, "far": place.far}
            if place
            else {}
        ),
    }


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:Q", scale=None, axis=None)


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _names(rows: list[Row]) -> Iterator[alt.Chart]:
    """Names, and thin lines to those that had to move away."""
    base = alt.Chart(data(rows))
    for chart in where(base, rows, "far", value=True):
        yield chart.mark_rule(color=GREY, strokeWidth=0.8).encode(
            x=_x("x"), y=_y("y"), x2="name_x:Q", y2="name_y:Q"
        )
    for align, dx in _ALIGNED:
        for chart in where(base, rows, "align", value=align):
            yield chart.mark_text(
                align=align, baseline="middle", fontSize=SIZE, color=INK, dx=dx
            ).encode(x=_x("name_x"), y=_y("name_y"), text="place:N")


def _ground(frame: Frame) -> Iterator[alt.Chart]:
    """Land, a graticule and its degrees."""
    land = files(__package__ or "").joinpath("land.json").read_text(encoding="utf-8")
    yield alt.Chart(
        alt.InlineData(values=json.loads(land)), projection=frame.projection()
    ).mark_geoshape(fill=_LAND, clip=True, tooltip=None)
    step = frame.step()
    lines = alt.GraticuleGenerator(
        graticule=alt.GraticuleParams(step=[step, step], extent=[[50, -10], [160, 75]])
    )
    yield alt.Chart(lines, projection=frame.projection()).mark_geoshape(
        filled=False, stroke=PALE, strokeWidth=0.8, clip=True
    )
    north = [{"label": f"{lat}\u00b0N", "x": -6.0, "y": y} for lat, y in frame.parallels(step)]
    below = frame.height + 12.0
    east = [{"label": f"{lon}\u00b0E", "x": x, "y": below} for lon, x in frame.meridians(step)]
    yield _degrees(north, "right")
    yield _degrees(east, "center")


def _degrees(labels: list[Row], align: Align) -> alt.Chart:
    texts: alt.Chart = (
        alt.Chart(data(labels))
        .mark_text(align=align, baseline="middle", fontSize=10, color=GREY)
        .encode(x=_x("x"), y=_y("y"), text="label:N")
    )
    return texts


SIZE = 11
_HALF = 8.0

# To the right first, then around the circle; a name may move away from a crowded place.
_ANGLES = tuple(pi * part / 6 for part in (0, 6, 1, -1, 5, 7, 2, -2, 4, 8, 3, -3))
_DISTANCES = (4.0, 14.0, 24.0, 36.0, 48.0, 60.0, 75.0, 90.0)


class Circle(NamedTuple):
    """A circle, and the name that belongs to it."""

    x: float
    y: float
    radius: float
    name: str


class Placed(NamedTuple):
    """Where a name stands: the middle of its near end, and on which side it is aligned."""

    x: float
    y: float
    align: str
    far: bool


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def placed(circles: Sequence[Circle], width: float, height: float) -> list[Placed | None]:
    """A place for each name, most important first; None where there is no room for it.

    No name covers another. It covers no circle either if it can, else smaller ones, far smaller
    ones first; in the end its line may cross any.
    """
    taken: list[_Box] = []
    found: list[Placed | None] = []
    for number, circle in enumerate(circles):
        larger = circles[: number + 1]
        near = [other for other in circles if other.radius > circle.radius / 3]
        place = None
        for spared, is_last in ((circles, False), ({*near, *larger}, False), (larger, True)):
            walls = [_around(other) for other in spared]
            lines = [] if is_last else walls
            free = _free(circle, [*walls, *taken], [*lines, *taken], width, height)
            place = place or next((spot for spot in free if _clear(spot, circle, spared)), None)
        found.append(place)
        if place is not None:
            taken += [_box(place, circle.name), *_leader(circle, place)]
    return found


def _free(
    circle: Circle, names: list[_Box], lines: list[_Box], width: float, height: float
) -> Iterator[Placed]:
    """Places in the picture where a name meets none of some boxes, and its line none of others."""
    for distance in _DISTANCES:
        for angle in _ANGLES:
            reach = circle.radius + distance
            place = Placed(
                circle.x + reach * cos(angle),
                circle.y - reach * sin(angle),
                "left" if cos(angle) > -0.01 else "right",
                distance > _DISTANCES[0],
            )
            box = _box(place, circle.name)
            inside = box.left > 0 and box.right < width and box.top > 0 and box.bottom < height
            if (
                inside
                and not any(map(box.meets, names))
                and not any(part.meets(other) for part in _leader(circle, place) for other in lines)
            ):
                yield place


def _clear(place: Placed, circle: Circle, circles: Iterable[Circle]) -> bool:
    """Whether a name without a line stands nearer to its own circle than to any other."""
    return place.far or not any(
        hypot(place.x - other.x, place.y - other.y) - other.radius < _DISTANCES[0] + 1
        for other in circles
        if other is not circle
    )


def _leader(circle: Circle, place: Placed) -> list[_Box]:
    """Spots along the line from the rim of a circle to a name that had to move away."""
    if not place.far:
        return []
    across, down = place.x - circle.x, place.y - circle.y
    long = hypot(across, down)
    first = circle.radius + 3
    steps = [first + 4 * step for step in range(int((long - first) / 4) + 1)]
    spots = [(circle.x + across * step / long, circle.y + down * step / long) for step in steps]
    return [_Box(x - 1, y - 1, x + 1, y + 1) for x, y in spots]


def _around(circle: Circle) -> _Box:
    """The square inside a circle, and a little more: corners of a name may touch its rim."""
    half = circle.radius * 0.85
    return _Box(circle.x - half, circle.y - half, circle.x + half, circle.y + half)


def _box(place: Placed, name: str) -> _Box:
    long = cells(name) * SIZE * 0.55 + 4
    left = place.x - (0 if place.align == "left" else long)
    return _Box(left, place.y - _HALF, left + long, place.y + _HALF)


# Standard parallels and middle meridian usual for China.
_PARALLELS, _MERIDIAN = (25.0, 47.0), 105.0
_SOUTH = sin(radians(_PARALLELS[0]))
_N = (_SOUTH + sin(radians(_PARALLELS[1]))) / 2
_C = 1 + _SOUTH * (2 * _N - _SOUTH)
_EQUATOR = sqrt(_C) / _N  # from the pole, where all meridians meet

# Albers' equal-area conic projection on a sphere of radius 1: Snyder, Map Projections: A Working
# Manual (1987), equations 14-1 to 14-6, with y to the south and counted from the equator as d3-geo
# does.


def _rho(latitude: float) -> float:
    """How far a parallel is from the pole."""
    return sqrt(_C - 2 * _N * sin(radians(latitude))) / _N


def _theta(longitude: float) -> float:
    """The angle between a meridian and the middle one."""
    return _N * radians(longitude - _MERIDIAN)


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    rho, theta = _rho(latitude), _theta(longitude)
    return rho * sin(theta), rho * cos(theta) - _EQUATOR


class Frame(NamedTuple):
    """A part of the map that fills a rectangle of pixels."""

    width: int
    height: int
    scale: float
    right: float
    down: float

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]], width: int, height: int) -> Frame:
        """The frame in which some places (longitude, latitude) stand, with room around them."""
        points = [_plane(*place) for place in places]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        # At least some 400 km high and wide: a single city needs a neighbourhood too.
        wide = max(max(xs) - min(xs), 0.06)
        high = max(max(ys) - min(ys), 0.06)
        scale = min((width - 170) / wide, (height - 110) / high)
        middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        return cls(
            width, height, scale, width / 2 - scale * middle_x, height / 2 - scale * middle_y
        )

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place stands, in pixels from the upper left corner."""
        x, y = _plane(longitude, latitude)
        return self.right + self.scale * x, self.down + self.scale * y

    def projection(self) -> alt.Projection:
        return alt.Projection(
            type="conicEqualArea",
            parallels=list(_PARALLELS),
            rotate=[-_MERIDIAN, 0, 0],
            center=[0, 0],
            scale=self.scale,
            translate=[self.right, self.down],
        )

    def parallels(self, step: int) -> list[tuple[int, float]]:
        """Parallels that cross the left edge, with the height at which they do."""
        edge = -self.right / self.scale
        crossed = [(lat, _rho(lat)) for lat in range(0, 70, step) if _rho(lat) > abs(edge)]
        found = [
            (lat, self.down + self.scale * (sqrt(rho**2 - edge**2) - _EQUATOR))
            for lat, rho in crossed
        ]
        return [(lat, y) for lat, y in found if 6 < y < self.height - 6]

    def meridians(self, step: int) -> list[tuple[int, float]]:
        """Meridians that cross the lower edge, with the place at which they do."""
        edge = self.height - self.down + self.scale * _EQUATOR
        found = [(lon, self.right + edge * tan(_theta(lon))) for lon in range(60, 150, step)]
        return [(lon, x) for lon, x in found if 6 < x < self.width - 6]

    def step(self) -> int:
        """Degrees between the lines of a graticule that is neither crowded nor empty."""
        degrees = self.height / self.scale * 57.3
        return 2 if degrees < 12 else 5 if degrees < 25 else 10
