"""Where places stand on a map: the projection, computed here as Vega draws it.

Names can be placed without overlap, and meridians labelled, only where positions are known before
the chart is drawn.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Standard parallels and middle meridian usual for China.
_PARALLELS, _MERIDIAN = (25.0, 47.0), 105.0

_SOUTH = sin(radians(_PARALLELS[0]))
_N = (_SOUTH + sin(radians(_PARALLELS[1]))) / 2
_C = 1 + _SOUTH * (2 * _N - _SOUTH)


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    """Albers' equal-area conic projection on a sphere of radius 1, y to the south.

    Snyder, Map Projections: A Working Manual (1987), equations 14-1 to 14-6, counted from the
    equator as d3-geo does.
    """
    rho = sqrt(_C - 2 * _N * sin(radians(latitude))) / _N
    angle = _N * radians(longitude - _MERIDIAN)
    return rho * sin(angle), rho * cos(angle) - sqrt(_C) / _N


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
        """The same for Vega-Lite."""
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
        found = [(lat, self._left(lat)) for lat in range(0, 70, step)]
        return [(lat, y) for lat, y in found if 6 < y < self.height - 6]

    def meridians(self, step: int) -> list[tuple[int, float]]:
        """Meridians that cross the lower edge, with the place at which they do."""
        found = [(lon, self._bottom(lon)) for lon in range(60, 150, step)]
        return [(lon, x) for lon, x in found if 6 < x < self.width - 6]

    def step(self) -> int:
        """Degrees between the lines of a graticule that is neither crowded nor empty."""
        degrees = self.height / self.scale * 57.3
        return 2 if degrees < 12 else 5 if degrees < 25 else 10

    def _left(self, latitude: float) -> float:
        """Height at which a parallel crosses the left edge."""
        longitude = _solve(lambda lon: self.pixel(lon, latitude)[0], 0.0, 20.0, 190.0)
        return self.pixel(longitude, latitude)[1]

    def _bottom(self, longitude: float) -> float:
        """Place at which a meridian crosses the lower edge."""
        latitude = _solve(lambda lat: -self.pixel(longitude, lat)[1], -self.height, -20.0, 80.0)
        return self.pixel(longitude, latitude)[0]


def _solve(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function takes a value, to a hundredth of a pixel and better."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return low
