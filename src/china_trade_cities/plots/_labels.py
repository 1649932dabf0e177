"""Names beside circles, placed so that none covers another."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, NamedTuple

from china_trade_cities._display.view import width as cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZE = 11
_HALF = 8.0
# To the right first, then around the circle; a name may move away from a crowded place.
_ANGLES = tuple(pi * part / 6 for part in (0, 6, 1, -1, 5, 7, 2, -2, 4, 8, 3, -3))
_DISTANCES = (4.0, 14.0, 24.0, 36.0, 48.0, 60.0)


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
    """A place for each name, most important first; None where there is no room for it."""
    taken = [_around(circle) for circle in circles]
    found: list[Placed | None] = []
    for circle in circles:
        free = _free(circle, taken, width, height)
        place = next((place for place in free if _clear(place, circle, circles)), None)
        found.append(place)
        if place is not None:
            taken += [_box(place, circle.name), *_leader(circle, place)]
    return found


def _free(circle: Circle, taken: list[_Box], width: float, height: float) -> Iterator[Placed]:
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
            new = (box, *_leader(circle, place))
            if inside and not any(part.meets(other) for part in new for other in taken):
                yield place


def _clear(place: Placed, circle: Circle, circles: Sequence[Circle]) -> bool:
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
