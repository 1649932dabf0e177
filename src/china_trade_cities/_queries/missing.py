"""Which cities a ranking has no figure of, what is known of them, and what a rank is worth then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import sqrt
from typing import NamedTuple, cast

from attrs import frozen

from china_trade_cities._dataset.bounds import Bound, Bounds
from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._dataset.index import Selection
from china_trade_cities._model.record import City, Interval, TradeRecord
from china_trade_cities._model.vocabulary import BoundKind, Flow
from china_trade_cities._queries.denominators import nation

_RARE = 0.005  # outside of this, at either end, lies one case in a hundred
_NORMAL_RARE = 2.576  # standard deviations
_MOST_EXACT = 40  # cities of which the number above an entry is reckoned one by one


@frozen(kw_only=True, repr=False)
class MissingCity:
    """A city that a ranking speaks of and has no comparable figure of.

    Attributes:
        city: The city.
        reason: Why it has none.
        kind: How surely its amount lies in `interval`; None where nothing is known.
        interval: Lowest and highest amount; the highest is None where nothing limits it.
        amount: The amount that is as likely too high as too low.
        record: The figure of the same city that this rests on.

    Examples:
        >>> import china_trade_cities as ctc
        >>> largest = ctc.top_n(3).missing[0]
        >>> largest.city.name, largest.kind.value, largest.amount // 10**9, str(largest.record.period)
        ('Quanzhou', 'expected', 259, '2023')
    """

    city: City
    reason: str
    kind: BoundKind | None
    interval: Interval | None
    amount: int | None
    record: TradeRecord | None

    def __repr__(self) -> str:
        return f"<MissingCity {self.city.id}: {self.amount}>"


class Standing(NamedTuple):
    """Best and worst rank of a city, and whether no missing city could change it."""

    best: int
    worst: int
    is_reached: bool  # by the interval of a missing city


class Unknowns:
    """The missing cities of a ranking, and what follows from them; worked out when asked for."""

    def __init__(
        self,
        dataset: Dataset,
        selection: Selection,
        reasons: Mapping[City, str],
        ranked: Mapping[City, int],
    ) -> None:
        self._dataset = dataset
        self._selection = selection
        self._reasons = reasons
        self._ranked = ranked

    @cached_property
    def bounds(self) -> Bounds:
        national = None
        if self._selection.flow is not Flow.BALANCE:
            national = nation(self._dataset, self._selection)
        record = national.record if national else None
        return Bounds(index_of(self._dataset), self._selection, record)

    @cached_property
    def _bound_of(self) -> dict[City, Bound | None]:
        currency = self._selection.currency
        return {
            city: self.bounds.of(city)
            for city in self._reasons
            if city not in self._ranked
            and not city.is_county_level
            and city.statistical_currency is currency
        }

    @cached_property
    def missing(self) -> tuple[MissingCity, ...]:
        """Largest first; those of which nothing is known last."""
        found = [
            MissingCity(
                city=city,
                reason=self._reasons[city],
                kind=bound.kind if bound else None,
                interval=bound.interval if bound else None,
                amount=round(bound.middle) if bound else None,
                record=bound.record if bound else None,
            )
            for city, bound in self._bound_of.items()
        ]
        return tuple(sorted(found, key=_largest_first))

    @cached_property
    def coverage(self) -> float | None:
        """What part of all trade the ranked cities hold, by what is known of the others."""
        known = sum(max(0, amount) for amount in self._ranked.values())
        others = sum(max(0, city.amount or 0) for city in self.missing)
        return known / (known + others) if known else None

    def standing(self, rounding: tuple[int, int], low: float, high: float) -> Standing:
        """What is left of a rank range by rounding when missing cities are counted too."""
        bounds = [bound for bound in self._bound_of.values() if bound]
        best = _count([bound.above(high) for bound in bounds], least=True)
        worst = _count([bound.above(low) for bound in bounds], least=False)
        reached = any(
            bound.is_open or (bound.points[0][0] < high and bound.points[-1][0] > low)
            for bound in bounds
        )
        return Standing(rounding[0] + best, rounding[1] + worst, reached)


def _largest_first(city: MissingCity) -> tuple[float, str]:
    return (float("inf") if city.amount is None else -city.amount, city.city.id)


def _count(probabilities: list[float], *, least: bool) -> int:
    """The fewest (most) cities that stand above in 99 of 100 cases, taken as independent."""
    certain = sum(probability >= 1 for probability in probabilities)
    open_ones = [probability for probability in probabilities if 0 < probability < 1]
    if not open_ones:
        return certain
    if len(open_ones) > _MOST_EXACT:
        return certain + _count_of_many(open_ones, least=least)
    numbers = [1.0]  # the probability of each number
    for probability in open_ones:
        numbers = [
            (numbers[at] if at < len(numbers) else 0.0) * (1 - probability)
            + (numbers[at - 1] if at else 0.0) * probability
            for at in range(len(numbers) + 1)
        ]
    below = 0.0
    for number, share in enumerate(numbers):
        below += share
        if below > (_RARE if least else 1 - _RARE):
            return certain + number
    return certain + len(open_ones)


def _count_of_many(probabilities: list[float], *, least: bool) -> int:
    mean = sum(probabilities)
    spread = _NORMAL_RARE * sqrt(sum(each * (1 - each) for each in probabilities))
    if least:
        return max(0, round(mean - spread - 0.5))
    return min(len(probabilities), round(mean + spread + 0.5))
