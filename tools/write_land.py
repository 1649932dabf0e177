"""Writes the land that maps are drawn on, from Natural Earth: ``python tools/write_land.py FILE``.

FILE is ``land-50m.json`` of the npm package ``world-atlas`` 2.0.2, which holds the land of Natural
Earth at 1:50 million, in the public domain. It has no borders, and none are drawn: land ends where
the sea begins, whoever's it is.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from math import hypot
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

TARGET = Path(__file__).parents[1] / "src/china_trade_cities/plots/land.json"
WEST, SOUTH, EAST, NORTH = 60.0, 0.0, 150.0, 65.0
TOLERANCE = 0.03  # degrees that a simplified coast may be off, less than a pixel
SMALLEST = 0.02  # square degrees; smaller islands are left out


def rings_of(topology: dict[str, Any]) -> list[Ring]:
    """The outlines of all land, without lakes, from the arcs that TopoJSON keeps as steps."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        across, up = (
            [
                number * scale[axis] + shift[axis]
                for number in accumulate(step[axis] for step in arc)
            ]
            for axis in (0, 1)
        )
        arcs.append(list(zip(across, up, strict=True)))
    (land,) = topology["objects"]["land"]["geometries"]
    polygons: list[list[list[int]]]
    polygons = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]
    return [
        [
            point
            for number in polygon[0]
            for point in (arcs[number] if number >= 0 else arcs[~number][::-1])
        ]
        for polygon in polygons
    ]


def clipped(ring: Ring) -> Ring:
    """What of a ring lies in the box, by Sutherland and Hodgman: one side after the other."""
    for axis, edge, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: Ring = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            was_in, is_in = (sign * (end[axis] - edge) >= 0 for end in (before, point))
            if was_in is not is_in:
                part = (edge - before[axis]) / (point[axis] - before[axis])
                across, up = (a + part * (b - a) for a, b in zip(before, point, strict=True))
                kept.append((across, up))
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def simplified(line: Ring) -> Ring:
    """A line without the points that are hardly off it, by Douglas and Peucker."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    long = hypot(x2 - x1, y2 - y1)
    offs = [
        abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long if long else hypot(x - x1, y - y1)
        for x, y in line
    ]
    furthest = max(range(len(line)), key=offs.__getitem__)
    if offs[furthest] <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: furthest + 1])[:-1] + simplified(line[furthest:])


def area(ring: Ring) -> float:
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def main(source: str, target: str = "") -> None:
    """Write it, or write it elsewhere to be compared."""
    topology: dict[str, Any] = json.loads(Path(source).read_text(encoding="utf-8"))
    rings = [clipped(ring) for ring in rings_of(topology)]
    rings = [ring for ring in rings if len(ring) > 2 and area(ring) >= SMALLEST]
    polygons = [
        [[[round(x, 2), round(y, 2)] for x, y in simplified([*ring, ring[0]])]] for ring in rings
    ]
    land = {
        "type": "Feature",
        "properties": {"source": "Natural Earth, 1:50 million, public domain; no borders"},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }
    text = json.dumps(land, separators=(",", ":"))
    Path(target or TARGET).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
