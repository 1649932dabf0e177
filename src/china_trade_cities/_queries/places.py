"""Ranks, and what rounding leaves open about them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from china_trade_cities._model.record import City, Interval, TradeRecord

    # What a city is ranked by, with the lowest and highest true value that its rounding allows.
    Rated: TypeAlias = "tuple[float, float, float | None]"
    # Competition rank (1, 1, 3), city, amount, best and worst rank that all intervals allow.
    Place: TypeAlias = "tuple[int, City, float, tuple[int, int]]"


_INFINITE = float("inf")  # math is a library of its own to load


def rated(record: TradeRecord) -> Rated:
    """What a record with an amount is ranked by."""
    return (cast("int", record.value), *cast("Interval", record.interval))


def places(figures: Mapping[City, Rated]) -> tuple[Place, ...]:
    """All cities in order: largest amount first, then by city id.

    A city may stand as high as one below all that are larger for certain, and as low as one below
    all that may be larger.
    """
    ordered = sorted(figures.items(), key=lambda item: (-item[1][0], item[0].id))
    amounts = sorted(amount for amount, _, _ in figures.values())
    lows = sorted(low for _, low, _ in figures.values())
    highs = sorted(_INFINITE if high is None else high for _, _, high in figures.values())

    def above(values: list[float], limit: float) -> int:
        return len(values) - bisect_right(values, limit)

    found: list[Place] = []
    for city, (amount, low, top) in ordered:
        high = _INFINITE if top is None else top
        # A city whose own amount is open to rounding is itself among those above its low end.
        larger = above(highs, low) - (1 if high > low else 0)
        found.append(
            (1 + above(amounts, amount), city, amount, (1 + above(lows, high), 1 + larger))
        )
    return tuple(found)


def first(ranked: Sequence[Place], n: int, *, keep_ties: bool) -> Sequence[Place]:
    """The first `n` places; with `keep_ties` also those level with the last of them."""
    cut = n
    if keep_ties:
        while 0 < cut < len(ranked) and ranked[cut][0] == ranked[cut - 1][0]:
            cut += 1
    return ranked[:cut]
