"""In what cities specialise, by their amounts."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from china_trade_cities import frames
from tests.support.engines import EVERYWHERE, QUICK, QUICKLY, Engine, rows, table

TYPES = {"city": pa.string(), "product": pa.string(), "value": pa.int64()}


def given(seed: int) -> dict[str, list[Any]]:
    """A small table of large amounts in which many indices are exactly level."""
    chance = Random(seed)
    unit = chance.randint(10**9, 10**12)
    cells = [(city, product) for city in "abcd" for product in ("61", "85", "90")]
    return {
        "city": [city for city, _ in cells],
        "product": [product for _, product in cells],
        "value": [chance.randint(1, 3) * unit for _ in cells],
    }


def exact(data: dict[str, list[Any]]) -> dict[tuple[str, str], Fraction]:
    """The indices by their definition."""
    cells = dict(zip(zip(data["city"], data["product"], strict=True), data["value"], strict=True))
    whole = sum(cells.values())

    def part(place: int, name: str) -> int:
        return sum(value for cell, value in cells.items() if cell[place] == name)

    return {
        (city, product): Fraction(value * whole, part(0, city) * part(1, product))
        for (city, product), value in cells.items()
    }


def check(engine: Engine, seed: int) -> None:
    data = given(seed)
    expected = exact(data)
    found = rows(frames.specialization_index(engine(table(data, TYPES))))
    indices = {(row["city"], row["product"]): row["index"] for row in found}
    assert indices == {cell: float(index) for cell, index in expected.items()}
    ranks = {(row["city"], row["product"]): row["rank"] for row in found}
    assert ranks == {
        cell: 1 + sum(other > index for other in expected.values())
        for cell, index in expected.items()
    }


@QUICKLY
def test_equal_indices_are_level(engine: Engine) -> None:
    """Exactly, however large amounts are: an index is rounded once, on every engine alike."""
    for seed in range(10):
        check(engine, seed)


@pytest.mark.thorough
@EVERYWHERE
def test_equal_indices_are_level_on_every_engine(engine: Engine) -> None:
    check(engine, 1)


@pytest.mark.thorough
def test_equal_indices_are_level_in_many_tables() -> None:
    for seed in range(300):
        check(QUICK["PyArrow"], seed)
