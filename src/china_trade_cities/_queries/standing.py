"""What the ranks of a ranking are worth, and which cities it lacks.

What this takes is loaded when it is first read: most answers are made before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._dataset.index import Index, Selection
from china_trade_cities._display.results import LazyMapping
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, PercentInterval, TradeRecord
from china_trade_cities._model.vocabulary import BoundKind, Flow, Status
from china_trade_cities._queries.ranking import Candidates, Rated
from china_trade_cities.exceptions import IncompleteCoverageError

if TYPE_CHECKING:
    from china_trade_cities._dataset.bounds import Bound, Bounds
    from china_trade_cities._model.missing import MissingCity

# Finds the cities that a selection ranks.
RankedIn: TypeAlias = "Callable[[Selection], Collection[City]]"
# Finds how much all cities trade that it speaks of.
SizesIn: TypeAlias = "Callable[[Selection], Sizes]"

NEARLY_ALL = 0.8
"""The coverage from which an answer may be taken for one on all cities."""

_NEAREST = 3
_RARE = 0.005  # outside of this, at either end, lies one case in a hundred
_NORMAL_RARE = 2.576  # standard deviations
_MOST_EXACT = 40  # cities of which the number above an entry is reckoned one by one
_UNSAFE = (Status.UNRELIABLE, Status.OTHER_DEFINITION)
_INFINITE = float("inf")  # math is a library of its own to load


class Rival(NamedTuple):
    """A missing city, as it may stand above those that are ranked."""

    bound: Bound  # of what cities are ranked by
    share: tuple[float, float] = (1.0, 1.0)  # least and most probability that it would be ranked
    growth: PercentInterval | None = None

    def above(self, amount: float) -> tuple[float, float]:
        """The least and most probability that it stands above."""
        least, most = self.bound.above(amount)
        return self.share[0] * least, self.share[1] * most

    def leaves_open(self, low: float, high: float) -> bool:
        """Whether it may stand above a figure between these limits, and nothing makes it sure."""
        bottom, top = self.ends
        is_surely_above = self.bound.kind is BoundKind.CERTAIN and bottom > high
        return self.share[1] > 0 and top > low and not (is_surely_above and self.share[0] == 1)

    @property
    def ends(self) -> tuple[float, float]:
        low, high = self.bound.ends
        return low, _INFINITE if high is None else high


class Sizes:
    """How much all cities trade that a ranking speaks of, as printed or as far as it is known."""

    def __init__(
        self,
        dataset: Dataset,
        selection: Selection,
        wanted: Candidates,
        ranked: Mapping[City, int | None],
        excluded: Mapping[City, str],
        *,
        aside: Container[City] = (),
        any_currency: bool = False,
        least: int = 0,
    ) -> None:
        """Keep what the ranking is of.

        Args:
            dataset: What was asked.
            selection: The question.
            wanted: The cities that it speaks of.
            ranked: The amounts of the ranked ones; None where that is not printed.
            excluded: The others, with the reason.
            aside: Those of them that have a figure and are left out on purpose.
            any_currency: Whether amounts in other currencies are converted.
            least: The amount from which cities are ranked; 0 for no limit.
        """
        self.selection = selection
        self.ranked = ranked
        self._dataset = dataset
        self._wanted = wanted
        self.excluded = excluded
        self._aside = aside
        self._any_currency = any_currency
        self._least = least

    @cached_property
    def _national(self) -> TradeRecord | None:
        from china_trade_cities._queries.denominators import nation

        is_balance = self.selection.flow is Flow.BALANCE
        found = None if is_balance else nation(self._dataset, self.selection)
        return found.record if found else None

    @cached_property
    def bounds(self) -> Bounds:
        from china_trade_cities._dataset import bounds

        return bounds.Bounds(index_of(self._dataset), self.selection, self._national)

    @cached_property
    def missing(self) -> dict[City, tuple[str, Bound | None]]:
        """The cities without a figure: why, and what is known of their amount."""
        found: dict[City, tuple[str, Bound | None]] = {}
        for city, reason in self.excluded.items():
            may_answer = self._any_currency or self.selection.speaks_of(city)
            if may_answer and city not in self._aside and self._wanted.may_rank(city):
                bound = self.bounds.of(city)
                if not (self._least and bound and bound.above(self._least - 1)[1] == 0):
                    found[city] = reason, bound
        return found

    @cached_property
    def known(self) -> dict[City, float]:
        """The amounts of all cities of which more is known than limits."""
        found: dict[City, float] = {}
        for city, value in self.ranked.items():
            amount = _likely(self.bounds.of(city)) if value is None else value
            if amount is not None:
                found[city] = amount
        for city, (_, bound) in self.missing.items():
            if (likely := _likely(bound)) is not None:
                found[city] = likely
        return found

    @cached_property
    def of_the_unknown(self) -> Bound | None:
        """What a city may trade of which nothing is known: as those of which least is published.

        These are the half of the known ones that have fewest records; the most is the highest that
        one of them may trade.
        """
        from china_trade_cities._dataset import bounds

        if not self.are_known:
            return None
        index = index_of(self._dataset)
        numbers = {city: len(index.records_of(city)) for city in self.known}
        few = sorted(numbers.values())[(len(numbers) - 1) // 2]
        seldom = [city for city, number in numbers.items() if number <= few]
        amounts = sorted(self.known[city] for city in seldom)
        amounts.append(max(map(self._highest, seldom)))
        points = tuple((amount, at / len(seldom)) for at, amount in enumerate(amounts))
        return bounds.Bound(BoundKind.EXPECTED, points, None)

    @cached_property
    def are_known(self) -> bool:
        """Whether amounts are known, of at least half of all cities."""
        return 2 * len(self.known) >= len(self.ranked) + len(self.missing)

    def _highest(self, city: City) -> float:
        _, bound = self.missing.get(city, ("", None))
        high = bound.ends[1] if bound else None
        return self.known[city] if high is None else high

    @property
    def coverage(self) -> float | None:
        """What part of all trade the ranked cities hold; None where too little is known.

        Of all that is known; but the missing cities hold no more than the national figure leaves,
        and where the amount of one is not known, that figure says what all hold.
        """
        part = self._coverage(self.ranked)
        is_of_all = self._wanted.named is None and not (self._any_currency or self._least)
        if part is None or not self.missing or not is_of_all or self._national is None:
            return part
        # The national figure is no denominator unless it is more than nothing.
        held = sum(self.known.get(city, 0) for city in self.ranked)
        of_the_nation = min(1.0, held / cast("int", self._national.value))
        are_all_known = self.missing.keys() <= self.known.keys()
        return max(part, of_the_nation) if are_all_known else of_the_nation

    def _coverage(self, cities: Iterable[City]) -> float | None:
        everything = sum(map(abs, self.known.values()))
        if not (self.are_known and everything):
            return None
        return sum(abs(self.known.get(city, 0)) for city in cities) / everything

    def covers(self, least: float) -> bool:
        """Whether the ranked cities are known to hold this part of all."""
        if least == 0 or not self.missing:
            return True
        return self.coverage is not None and self.coverage >= least

    def may_cover(self, cities: Collection[City], least: float) -> bool:
        """Whether other cities may hold this part: not if they are known to hold less."""
        part = self._coverage(cities)
        return part is None or part >= least

    def nearest(self, ranked_in: RankedIn, least: float = NEARLY_ALL) -> dict[Period, int]:
        """Where few cities are ranked, the spans nearest in time that have nearly all."""
        from china_trade_cities._dataset.spans import nearest_first

        found: dict[Period, int] = {}
        if self.coverage is None or self.coverage >= least:
            return found
        asked = self.selection
        periods = index_of(self._dataset).periods_of(asked.product, asked.partner)
        for period in nearest_first(periods, asked.period):
            cities = list(ranked_in(asked.at(period)))
            if len(found) < _NEAREST and (self._coverage(cities) or 0) >= least:
                found[period] = len(cities)
        return found


def _likely(bound: Bound | None) -> float | None:
    """The amount to reckon with; None where there is none."""
    return None if bound is None or bound.is_vague else bound.middle


def hints(
    index: Index,
    sizes: Sizes,
    ranked_in: RankedIn,
    *,
    cities: Collection[City] | None,
    flows: tuple[Flow, ...] = tuple(Flow),
) -> dict[str, Any]:
    """The fields of a ranking that name other questions.

    Where nothing is ranked, those with an answer; where few cities are, spans with nearly all.
    """
    if sizes.ranked:
        return {"nearest": LazyMapping(lambda: sizes.nearest(ranked_in))}
    from china_trade_cities._dataset.near import near

    return near(index, sizes.selection, (), ranked_in, cities=cities, flows=flows)


def with_enough(sizes_in: SizesIn, asked: Selection, least: float) -> RankedIn:
    """Finds the cities that selections near to one rank; none where they hold too small a part.

    What all cities trade in all is soon known of one selection, and leaves few others to look at.
    """
    whole = cache(lambda: sizes_in(asked._replace(product=None, partner=None)))

    def ranked_in(other: Selection) -> Collection[City]:
        sizes = sizes_in(other)
        if not sizes.ranked or least == 0:
            return sizes.ranked
        is_enough = whole().may_cover(sizes.ranked, least) and sizes.covers(least)
        return sizes.ranked if is_enough else ()

    return ranked_in


class Standing(NamedTuple):
    """Best and worst rank of a city, and whether no missing city could change it."""

    best: int
    worst: int
    is_settled: bool


class Standings:
    """What each rank of a ranking is worth, and which cities it lacks; worked out when read."""

    def __init__(
        self,
        figures: Mapping[City, Rated],
        sizes: Sizes,
        rival: Callable[[City, Bound | None], Rival | None] | None = None,
    ) -> None:
        """Keep the figures by which cities are ranked.

        Args:
            figures: Those of all ranked cities.
            sizes: How much all cities trade.
            rival: Makes what a missing city is compared by from what is known of its amount; None
                where that is the amount itself, whose open ends are closed by what is expected.
        """
        self._figures = figures
        self._sizes = sizes
        self._rival = rival
        self._found: dict[City, Standing] = {}

    def of(self, city: City) -> dict[str, Callable[[], Any]]:
        """The fields of an entry that follow from this, each with what finds it."""
        return {
            "rank_range": lambda: self._standing(city)[:2],
            "is_certain": lambda: self._is_certain(city),
        }

    def of_all(self) -> dict[str, Callable[[], Any]]:
        """Those of the ranking."""
        return {"missing": lambda: self.missing, "coverage": lambda: self._sizes.coverage}

    def check_coverage(self, least: float, what: str, sizes_in: SizesIn) -> None:
        """Refuse what is computed of all cities together where those with a figure are too few.

        Where none has one there is nothing to refuse. `what` is computed, of which flow.
        """
        sizes = self._sizes
        if not sizes.ranked or sizes.covers(least):
            return
        from china_trade_cities._display.lacking import largest_words
        from china_trade_cities._display.words import FLOWS, scope_words

        asked = sizes.selection
        raise IncompleteCoverageError(
            f"{what} {FLOWS[asked.flow].lower()} ({scope_words(asked.product, asked.partner)}) in "
            f"{asked.period}",
            sizes.coverage,
            least,
            len(sizes.ranked),
            self.missing,
            largest_words(self.missing, asked.currency),
            sizes.nearest(lambda other: sizes_in(other).ranked, max(least, NEARLY_ALL)),
        )

    @cached_property
    def missing(self) -> tuple[MissingCity, ...]:
        """Largest first; those of which nothing is known last."""
        found = [
            self._missing(city, reason, bound)
            for city, (reason, bound) in self._sizes.missing.items()
        ]
        return tuple(sorted(found, key=_largest_first))

    def _missing(self, city: City, reason: str, bound: Bound | None) -> MissingCity:
        from china_trade_cities._model.missing import MissingCity

        rival = self._rivals.get(city)
        likely = _likely(bound)
        return MissingCity(
            city=city,
            reason=reason,
            kind=bound.kind if bound else None,
            interval=bound.interval if bound else None,
            amount=None if likely is None else round(likely),
            record=bound.record if bound else None,
            best_rank=1 + _above(self._lows, rival.ends[1]) if rival else None,
            growth_interval=rival.growth if rival else None,
        )

    @cached_property
    def _rivals(self) -> dict[City, Rival]:
        """What is known of that by which the missing cities would be ranked."""
        found: dict[City, Rival] = {}
        for city, (_, bound) in self._sizes.missing.items():
            amount = bound or self._sizes.of_the_unknown
            rival = self._rival(city, amount) if self._rival else amount and Rival(amount)
            if rival is not None:
                # Of what is said of the unknown no more is sure than that it is no limit.
                found[city] = rival if bound else rival._replace(share=(0.0, rival.share[1]))
        return found

    @cached_property
    def _reaching(self) -> list[Rival]:
        """These in order of the highest that each may be."""
        return sorted(self._rivals.values(), key=lambda rival: rival.ends[1])

    @cached_property
    def _tops(self) -> list[float]:
        return [rival.ends[1] for rival in self._reaching]

    @cached_property
    def _limits(self) -> dict[City, tuple[float, float]]:
        """Between what the rounding leaves each figure; open ends closed where that can be."""
        found: dict[City, tuple[float, float]] = {}
        for city, figure in self._figures.items():
            high = self._closed(city, figure) if figure.high is None else figure.high
            found[city] = figure.low, _INFINITE if high is None else high
        return found

    def _closed(self, city: City, figure: Rated) -> float | None:
        """The upper end of a figure that was printed without one, as far as it is expected."""
        if self._rival is None:
            return self._sizes.bounds.highest(city, figure.low)
        amount = self._sizes.bounds.of(city) or self._sizes.of_the_unknown
        rival = self._rival(city, amount)
        high = rival.bound.ends[1] if rival else None
        return None if high is None or high <= figure.low else high

    @cached_property
    def _lows(self) -> list[float]:
        return sorted(low for low, _ in self._limits.values())

    @cached_property
    def _highs(self) -> list[float]:
        return sorted(high for _, high in self._limits.values())

    def _standing(self, city: City) -> Standing:
        """One below all that are larger for certain, and one below all that may be larger.

        Of the missing cities, in 99 of 100 cases.
        """
        if city in self._found:
            return self._found[city]
        low, high = self._limits[city]
        # A city whose own amount is open to rounding is itself among those above its low end.
        larger = _above(self._highs, low) - (1 if high > low else 0)
        # Of those in order of their upper ends the last may stand above.
        rivals = self._reaching[len(self._tops) - _above(self._tops, low) :]
        least = number_above([rival.above(high)[0] for rival in rivals], at_most=False)
        most = number_above([rival.above(low)[1] for rival in rivals], at_most=True)
        is_settled = not any(rival.leaves_open(low, high) for rival in rivals)
        is_settled = is_settled and not self._is_contested(city)
        if not self._sizes.are_known:  # then cities of which nothing is known may be of any size
            most += len(self._sizes.missing) - len(self._rivals)
            is_settled = False
        best, worst = 1 + _above(self._lows, high) + least, 1 + larger + most
        return self._found.setdefault(city, Standing(best, worst, is_settled))

    def _is_contested(self, city: City) -> bool:
        """Whether another order would hold if other sources were right, or doubtful ones wrong."""
        low, high = self._reach[city]
        return any(
            low < other_high and other_low < high
            for other, (other_low, other_high) in self._reach.items()
            if other != city
        )

    @cached_property
    def _reach(self) -> dict[City, tuple[float, float]]:
        """Between what each figure lies by all sources that are not doubtful.

        One that is unreliable or of another definition may also be what the city's other figures
        say.
        """
        found: dict[City, tuple[float, float]] = {}
        for city, figure in self._figures.items():
            intervals: list[tuple[float, float | None]] = [self._limits[city], *figure.others]
            if any(record.status in _UNSAFE for record in figure.records):
                intervals += self._in_doubt(city)
            lows, highs = zip(*intervals, strict=True)
            found[city] = min(lows), max(_INFINITE if high is None else high for high in highs)
        return found

    def _in_doubt(self, city: City) -> list[tuple[float, float | None]]:
        bound = self._sizes.bounds.of(city) or self._sizes.of_the_unknown
        rival = self._rival(city, bound) if self._rival else bound and Rival(bound)
        return [rival.bound.ends] if rival else []

    def _is_certain(self, city: City) -> bool:
        best, worst, is_settled = self._standing(city)
        records = self._figures[city].records
        return is_settled and best == worst and not any(record.is_doubtful for record in records)


def _above(ordered: Sequence[float], limit: float) -> int:
    return len(ordered) - bisect_right(ordered, limit)


def _largest_first(city: MissingCity) -> tuple[bool, float, str]:
    most = city.amount if city.amount is not None else (city.interval or (0, 0))[1]
    return city.amount is None, -abs(most or 0), city.city.id


def number_above(probabilities: Iterable[float], *, at_most: bool) -> int:
    """The fewest (most) cities that stand above in 99 of 100 cases, taken as independent."""
    certain, open_ones = 0, list[float]()
    for probability in probabilities:
        if probability >= 1:
            certain += 1
        elif probability > 0:
            open_ones.append(probability)
    if not open_ones:
        return certain
    if len(open_ones) > _MOST_EXACT:
        mean = sum(open_ones)
        variance = sum(each * (1 - each) for each in open_ones)
        spread: float = _NORMAL_RARE * variance**0.5
        if at_most:
            return certain + min(len(open_ones), round(mean + spread + 0.5))
        return certain + max(0, round(mean - spread - 0.5))
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
        if below > (1 - _RARE if at_most else _RARE):
            return certain + number
    return certain + len(open_ones)
