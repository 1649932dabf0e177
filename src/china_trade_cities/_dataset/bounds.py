"""Between which limits an amount lies that nobody printed, from other figures of the same city."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import log
from typing import Any, NamedTuple, TypeAlias, cast

from china_trade_cities._dataset.index import Index, Selection, with_ancestors
from china_trade_cities._model.derived import DERIVED_FLOWS
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Interval, PercentInterval, TradeRecord
from china_trade_cities._model.vocabulary import Basis, BoundKind, Currency, Flow, Measure, Status
from china_trade_cities._tables.ratios import GROWTHS, LEVELS, RATIOS, REVISIONS

# Amounts, each with the probability that the true one is not larger; ascending.
Points: TypeAlias = "tuple[tuple[float, float], ...]"
Records: TypeAlias = "Mapping[City, tuple[TradeRecord, ...]]"

_YUAN_IN_A_DOLLAR = 7  # near enough for a class of sizes
LEAST_MONTHS = 6  # of a span whose amount says what another span holds
_USABLE = (Status.NORMAL, Status.PROVISIONAL, Status.APPROXIMATE)
_FIRM = (*_USABLE, Status.AT_LEAST)
_OTHER = {Flow.EXPORT: Flow.IMPORT, Flow.IMPORT: Flow.EXPORT}
_PARTS = {
    Flow.TOTAL: (Flow.EXPORT, Flow.IMPORT),
    Flow.EXPORT: (Flow.RE_EXPORT, Flow.DOMESTIC_EXPORT),
}


class Bound(NamedTuple):
    """What is known of an amount that nobody printed.

    `points` end at the limits; without an upper one there is the lower alone. `record` is what it
    rests on.
    """

    kind: BoundKind
    points: Points
    record: TradeRecord | None
    is_open: bool = False

    @property
    def interval(self) -> Interval:
        """The limits of an amount, in whole units."""
        low, high = self.ends
        return round(low), None if high is None else round(high)

    @property
    def ends(self) -> tuple[float, float | None]:
        """The limits, of whatever it is."""
        return self.points[0][0], None if self.is_open else self.points[-1][0]

    @property
    def is_limits(self) -> bool:
        """Whether nothing is known of the amounts between the limits."""
        return self.is_open or len(self.points) == _LIMITS

    def from_least(self, low: float, high: float | None) -> Bound:
        """What is printed, its open end closed by this."""
        top = max(low, self.points[-1][0]) if high is None else high
        return Bound(BoundKind.CERTAIN, ((low, 0.0), (top, 1.0)), self.record, self.is_open)

    @property
    def is_vague(self) -> bool:
        """Whether it leaves open how much to reckon with: limits alone, and far apart."""
        low, high = self.ends
        return high is None or (self.is_limits and 2 * low < high)

    @property
    def middle(self) -> float:
        """The amount that is as likely too high as too low."""
        return _amount_at(self.points, 0.5)

    def above(self, amount: float) -> tuple[float, float]:
        """The least and the most probability that the true amount is larger.

        They differ where nothing but limits is known.
        """
        if amount < self.points[0][0]:
            return 1.0, 1.0
        if self.is_limits:
            return 0.0, 1.0 if self.is_open or amount < self.points[-1][0] else 0.0
        probability = 1.0 - _probability_at(self.points, amount)
        return probability, probability


# A record with the least and most that it may be.
_Limited: TypeAlias = "tuple[TradeRecord, int, int | None]"


class _Shared(NamedTuple):
    """What bounds for several selections have in common."""

    bounds: dict[Selection, Bounds]
    firm: dict[tuple[City, Currency, Basis], list[_Limited]]


class Bounds:
    """The bounds of all cities for one selection."""

    def __init__(self, index: Index, selection: Selection, national: TradeRecord | None) -> None:
        self._index = index
        self._selection = selection
        self._national = national
        self._found: dict[City, Bound | None] = {}
        self._shared = _Shared({}, {})

    def of(self, city: City) -> Bound | None:
        """What is known of a city's amount; None where its other figures say nothing."""
        if city not in self._found:
            self._found[city] = self._find(city) if self._index.records_of(city) else None
        return self._found[city]

    def _find(self, city: City) -> Bound | None:
        if self._selection.flow is Flow.BALANCE:
            return self._from_parts(city)
        return self._within_certain(city, self._likely(city))

    def _bounds_for(self, **changes: Any) -> Bounds:
        """The bounds for a question that differs in some parts."""
        selection = self._selection._replace(**changes)
        others = self._shared.bounds
        if selection not in others:
            others[selection] = Bounds(self._index, selection, None)
            others[selection]._shared = self._shared  # noqa: SLF001
        return others[selection]

    def _likely(self, city: City) -> Bound | None:
        """The first that says more than limits that are far apart; if none does, the first."""
        vague: Bound | None = None
        for way in (
            self._from_printed_yuan,
            self._from_other_times,
            self._from_parts,
            self._expected_from_short,
            self._from_yuan,
            self._from_all_trade,
        ):
            found = way(city)
            if found is not None and not found.is_vague:
                return found
            vague = vague or found
        return vague

    def _from_other_times(self, city: City) -> Bound | None:
        """What is implied; what is expected cuts off no more than its rarest amounts."""
        implied, expected = self._implied(city), self._expected_from_long(city)
        if implied is None or expected is None:
            return implied or expected
        low, high = expected.points[0][0], expected.points[-1][0]
        (_, (least, _), *_, (most, _), _) = implied.points
        if least < low or most > high:  # the amount moved more than amounts mostly do
            return implied
        return _clipped(implied, low, high)

    def highest(self, city: City, low: float) -> float | None:
        """Where the open end of a printed amount may lie, by what is expected.

        None for a city that has more than that already.
        """
        expected = self._expected_from_long(city)
        high = expected.points[-1][0] if expected else low
        return high if high > low else None

    # --- certain ------------------------------------------------------------------------------

    def _within_certain(self, city: City, likely: Bound | None) -> Bound | None:
        low, high, record = self._certain(city)
        if likely is not None:
            clipped = _clipped(likely, low, high)
            if record is None or record.interval != (low, high):
                return clipped
        if record is None:
            return None
        if high is None:
            return Bound(BoundKind.CERTAIN, ((low, 0.0),), record, is_open=True)
        return _between(low, max(low, high), record)

    def _certain(self, city: City) -> tuple[int, int | None, TradeRecord | None]:
        """Limits that other figures of the city set, and a record that sets one of them."""
        low, high, found = 0, self._left_for(city), None
        other = self._least_of_the_other_flow(city)
        for record, least, most in self._firm(city):
            if least > low and _is_part(record, self._selection):
                low, found = least, record
            if most is not None and _is_part(self._selection, record):
                left = max(0, most - other) if record.flow is Flow.TOTAL else most
                if high is None or left < high:
                    high, found = left, found or record
        return low, high, found

    def _least_of_the_other_flow(self, city: City) -> int:
        """What of a total is at least imports, if exports are asked for, or the reverse."""
        flow = _OTHER.get(self._selection.flow)
        if flow is None:
            return 0
        asked = self._selection._replace(flow=flow)
        leasts = (least for record, least, _ in self._firm(city) if _is_part(record, asked))
        return max(leasts, default=0)

    def _firm(self, city: City) -> list[_Limited]:
        """The city's comparable amounts that are not doubtful, with their limits."""
        key = city, self._selection.currency, self._selection.basis
        if key not in self._shared.firm:
            self._shared.firm[key] = [
                (record, *interval)
                for record in self._index.records_of(city)
                if record.status in _FIRM
                and self._selection.matches(record)
                and (interval := record.interval) is not None
            ]
        return self._shared.firm[key]

    def _left_for(self, city: City) -> int | None:
        """What is left for a city: of the nation, or if it lies inside another, of that."""
        if city.parent is None:
            return self._left
        around = self._index.comparable(self._selection, Measure.VALUE).get(city.parent)
        return _printed(around[0])[1] if around and _is_usable(around[0]) else None

    @cached_property
    def _left(self) -> int | None:
        """What the national figure leaves beside all cities that have one."""
        if self._national is None or self._national.interval is None:
            return None
        _, high = self._national.interval
        known = self._index.comparable(self._selection, Measure.VALUE)
        lows = (
            cast("Interval", records[0].interval)[0]
            for city, records in known.items()
            if not city.is_county_level and self._selection.speaks_of(city)
        )
        return None if high is None else max(0, high - sum(lows))

    # --- implied ------------------------------------------------------------------------------

    def implied_by_next_year(self, city: City) -> float | None:
        """The amount that amount and growth of the same months a year later imply."""
        found = self._base(city)
        return None if found is None else (found[0] + found[1]) / 2

    def _base(self, city: City) -> tuple[float, float, TradeRecord] | None:
        """The limits of that amount, and the record that implies it."""
        for record in self._later.get(city, ()):
            growth = record.growth_interval
            if _is_usable(record) and growth and growth[1] is not None and growth[0] > -100:
                low, high = _printed(record)
                return low / (1 + growth[1] / 100), high / (1 + growth[0] / 100), record
        return None

    def _implied(self, city: City) -> Bound | None:
        """From amount and growth of the same months a year later, or amount a year before."""
        if (found := self._base(city)) is not None:
            return _spread(*found)
        rates, bases = self._rates.get(city, ()), self._before.get(city, ())
        if rates and bases and rates[0].status in _USABLE and _is_usable(bases[0]):
            low, high = _printed(bases[0])
            growth = cast("PercentInterval", rates[0].growth_interval)
            if growth[1] is not None:
                return _spread(low * (1 + growth[0] / 100), high * (1 + growth[1] / 100), bases[0])
        return None

    @cached_property
    def _later(self) -> Records:
        later = self._selection.at(_next_year(self._selection.period))
        return self._index.comparable(later, Measure.VALUE)

    @cached_property
    def _before(self) -> Records:
        before = self._selection.at(self._selection.period.previous_year())
        return self._index.comparable(before, Measure.VALUE)

    @cached_property
    def _rates(self) -> Records:
        return self._index.comparable(self._selection, Measure.GROWTH)

    @cached_property
    def _parts(self) -> tuple[tuple[Records, Bounds], ...]:
        """What is printed of exports and imports, and what is known of others."""
        return tuple(
            (
                self._index.comparable(self._selection._replace(flow=flow), Measure.VALUE),
                self._bounds_for(flow=flow),
            )
            for flow in (Flow.EXPORT, Flow.IMPORT)
        )

    # --- expected -----------------------------------------------------------------------------

    def _expected_from_long(self, city: City) -> Bound | None:
        """From the nearest comparable amount, times the ratios that such pairs show."""
        nearest = self._nearest(self._long.get(city, ()))
        if nearest is None:
            return None
        ratios = RATIOS[ratio_class(nearest, self._selection.period)]
        return self._times(nearest, zip(ratios, LEVELS, strict=True))

    def _expected_from_short(self, city: City) -> Bound | None:
        """The same where there are amounts of less than six months alone: by the inverse ratios."""
        nearest = self._nearest(self._short.get(city, ()))
        if nearest is None:
            return None
        ratios = RATIOS[ratio_class(nearest, self._selection.period)]
        return self._times(nearest, ((1 / r, 1 - lv) for r, lv in zip(ratios, LEVELS, strict=True)))

    @cached_property
    def _long(self) -> Mapping[City, Sequence[TradeRecord]]:
        return history(self._index, self._selection)

    @cached_property
    def _short(self) -> Mapping[City, Sequence[TradeRecord]]:
        return history(self._index, self._selection, short=True)

    def _nearest(self, records: Sequence[TradeRecord]) -> TradeRecord | None:
        def order(record: TradeRecord) -> tuple[float, int]:
            apart = distance(record.period, self._selection.period)
            return apart, -_number(record.period.last_month)

        return min(records, key=order, default=None)

    def _times(self, nearest: TradeRecord, ratios: Iterable[tuple[float, float]]) -> Bound:
        months = self._selection.period.months
        expected = cast("int", nearest.value) / nearest.period.months * months
        points = tuple((expected * ratio, level) for ratio, level in ratios)
        return Bound(BoundKind.EXPECTED, _to_the_ends(points), nearest)

    def _from_printed_yuan(self, city: City) -> Bound | None:
        """In dollars, from what is printed in yuan, at the average rate of the year."""
        _, rates = self._yuan
        if not rates:
            return None
        in_yuan = self._selection._replace(currency=Currency.CNY)
        printed = self._index.comparable(in_yuan, Measure.VALUE).get(city)
        if not (printed and _is_usable(printed[0])):
            return None
        low, high = _printed(printed[0])
        return _spread(low / max(rates), high / min(rates), printed[0])

    def _from_yuan(self, city: City) -> Bound | None:
        """The same from what is known in yuan."""
        yuan, rates = self._yuan
        found = yuan.of(city) if rates else None
        if found is None or found.is_open:
            return None
        rate = sum(rates) / len(rates)
        points = tuple((amount / rate, level) for amount, level in found.points)
        # The average rate of a year is not that of each shipment.
        kind = BoundKind.IMPLIED if found.kind is BoundKind.CERTAIN else found.kind
        return Bound(kind, points, found.record)

    @cached_property
    def _yuan(self) -> tuple[Bounds, list[float]]:
        """The bounds in yuan, and the rates of the year; none where dollars are not asked for."""
        selection = self._selection
        rates = [
            float(rate.cny_per_unit)
            for rate in self._index.entries("exchange_rates")
            if selection.currency is Currency.USD
            and rate.currency is Currency.USD
            and rate.year == selection.period.year
        ]
        return self._bounds_for(currency=Currency.CNY), rates

    def _from_all_trade(self, city: City) -> Bound | None:
        """Of a product or with a partner: no more than all goods with the world."""
        if self._selection.product is None and self._selection.partner is None:
            return None
        found = self._bounds_for(product=None, partner=None).of(city)
        if found is None or found.is_open:
            return None
        points = ((0.0, 0.0), (max(0.0, found.points[-1][0]), 1.0))
        return Bound(BoundKind.EXPECTED, points, found.record)

    def _from_parts(self, city: City) -> Bound | None:
        """Of a total or balance that nobody prints, from what is known of exports and imports.

        The two ends of a total are those of both parts; of a balance, opposite ones.
        """
        parts = self._of_parts(city) if self._selection.flow in DERIVED_FLOWS else None
        if parts is None:
            return None
        exports, imports = parts
        is_vague = any(part.is_vague for part in parts)
        levels = (0.0, 1.0) if is_vague else LEVELS
        sign = -1 if self._selection.flow is Flow.BALANCE else 1
        points = tuple(
            (
                _amount_at(exports.points, level)
                + sign * _amount_at(imports.points, level if sign > 0 else 1 - level),
                level,
            )
            for level in levels
        )
        return Bound(_weaker(exports, imports), _to_the_ends(points), exports.record)

    def _of_parts(self, city: City) -> tuple[Bound, Bound] | None:
        found: list[Bound] = []
        for figures, others in self._parts:
            printed = figures.get(city)
            bound: Bound | None
            if printed and _is_usable(printed[0]):
                bound = _between(*_printed(printed[0]), printed[0])
            else:
                bound = others.of(city)
            if bound is None or bound.is_open:
                return None
            found.append(bound)
        exports, imports = found
        return exports, imports


# --- growth -----------------------------------------------------------------------------------


def expected_growth(selection: Selection, amount: Bound) -> Bound:
    """The growth in percent that 99 % of amounts of this size show."""
    ratios = GROWTHS[
        growth_class(selection, size_class(amount.middle, selection.period, selection.currency))
    ]
    points = tuple((percent_of(ratio), level) for ratio, level in zip(ratios, LEVELS, strict=True))
    return Bound(BoundKind.EXPECTED, _to_the_ends(points), amount.record)


def implied_growth(growth: PercentInterval, record: TradeRecord, amount: float) -> Bound:
    """The growth in percent that a rate got in another way implies, widened by the revisions."""
    low, high = (1 + cast("float", end) / 100 for end in growth)
    revisions = REVISIONS[size_class(amount, record.period, record.currency)]
    points = tuple((percent_of(ratio), level) for ratio, level in _widened(low, high, revisions))
    return Bound(BoundKind.IMPLIED, _to_the_ends(points), record)


def implied_change(amount: Bound, growth: Bound) -> Bound:
    """The change on a year before, in units of the amount, that amount and growth allow."""
    (least, _), *_, (most, _) = amount.points

    def change(level: float) -> float:
        rate = max(_LOWEST_RATE, _amount_at(growth.points, level))
        # The end at which the change is the more extreme.
        end = most if (rate > 0) is (level > 0.5) else least
        return (amount.middle if level == 0.5 else end) * rate / (100 + rate)

    points = tuple((change(level), level) for level in LEVELS)
    return Bound(_weaker(amount, growth), _to_the_ends(points), amount.record)


def percent_of(ratio: float) -> float:
    """The growth in percent of an amount to its base, which is never less than nothing."""
    return (max(0.0, ratio) - 1) * 100


_LOWEST_RATE = -99.9  # of which an amount is left that says how much there was


# --- figures that say something of others -----------------------------------------------------


def history(
    index: Index, selection: Selection, *, short: bool = False
) -> Mapping[City, Sequence[TradeRecord]]:
    """Amounts of spans of six months or more that answer the selection in their own period.

    With `short` those of less.
    """

    def find() -> dict[City, list[TradeRecord]]:
        found: dict[City, list[TradeRecord]] = defaultdict(list)
        for period in index.periods:
            if (period.months < LEAST_MONTHS) is short:
                comparable = index.comparable(selection.at(period), Measure.VALUE)
                for city, records in comparable.items():
                    if _is_usable(records[0]) and records[0].value:
                        found[city].append(records[0])
        return found

    key = ("history", short, *selection.arguments(without="period").values())
    return index.remember(key, find)


def ratio_class(record: TradeRecord, period: Period) -> tuple[bool, bool, int, int]:
    """Which ratios apply between an amount and that of another span.

    Whether it is all trade of the city, whether both spans are long; the size of the amount and
    the distance of the spans, in classes.
    """
    is_all = record.flow is Flow.TOTAL and record.product is None and record.partner is None
    is_long = min(record.period.months, period.months) >= LEAST_MONTHS
    apart = sum(distance(record.period, period) > limit for limit in (1, 12, 24, 48))
    return is_all, is_long, size_of(record), apart


def growth_class(selection: Selection, size: int) -> tuple[bool, bool, int]:
    """Which growth is to be expected: of all trade or a part, of a long span, by size."""
    is_all = selection.flow is Flow.TOTAL and not (selection.product or selection.partner)
    return is_all, selection.period.months >= LEAST_MONTHS, size


def size_of(record: TradeRecord) -> int:
    """The class of an amount by its size."""
    return size_class(cast("int", record.value), record.period, record.currency)


def size_class(amount: float, period: Period, currency: Currency | None) -> int:
    """0 for 100 billion yuan a year or more, 1 for 10 billion or more, else 2."""
    yearly = abs(amount) * 12 / period.months * (_YUAN_IN_A_DOLLAR if currency == "USD" else 1)
    return sum(yearly < limit for limit in (100e9, 10e9))


def distance(one: Period, other: Period) -> float:
    """Months between the middles of two spans."""
    return abs(_middle(one) - _middle(other))


def _middle(period: Period) -> float:
    return period.year * 12 + period.month + period.months / 2


def _number(month: Period) -> int:
    return month.year * 12 + month.month


def _next_year(period: Period) -> Period:
    return Period(year=period.year + 1, month=period.month, months=period.months)


def _is_usable(record: TradeRecord) -> bool:
    return record.status in _USABLE and record.value is not None


def _printed(record: TradeRecord) -> tuple[int, int]:
    # Usable records have two ends.
    return cast("tuple[int, int]", record.interval)


def _is_part(one: TradeRecord | Selection, whole: TradeRecord | Selection) -> bool:
    """Whether what a record counts, or a selection asks for, is part of another one."""
    return (
        (one.flow is whole.flow or _is_flow_of(one.flow, whole.flow))
        and whole.partner in (None, one.partner)
        and (whole.product is None or whole.product in with_ancestors(one.product))
        and one.period in whole.period
    )


def _is_flow_of(part: Flow, whole: Flow) -> bool:
    return part is whole or any(
        part is flow or _is_flow_of(part, flow) for flow in _PARTS.get(whole, ())
    )


# --- distributions ----------------------------------------------------------------------------

_LIMITS = 2  # points of a bound that says no more than its limits


def _between(low: float, high: float, record: TradeRecord) -> Bound:
    """Certain limits, and nothing known between them."""
    return Bound(BoundKind.CERTAIN, ((low, 0.0), (high, 1.0)), record)


def _spread(low: float, high: float, record: TradeRecord) -> Bound:
    """An implied amount, widened by the revisions that such pairs show."""
    points = tuple(_widened(low, high, REVISIONS[size_of(record)]))
    return Bound(BoundKind.IMPLIED, _to_the_ends(points), record)


def _widened(low: float, high: float, revisions: Iterable[float]) -> Iterator[tuple[float, float]]:
    for revision, level in zip(revisions, LEVELS, strict=True):
        end = low if level < 0.5 else high if level > 0.5 else (low + high) / 2
        yield end * revision, level


def _to_the_ends(points: Points) -> Points:
    """The same between its first and last amount for certain: the rest counts as nothing."""
    (first, _), *inner, (last, _) = sorted(points)
    return ((first, 0.0), *inner, (last, 1.0))


def _clipped(bound: Bound, low: float, high: float | None) -> Bound:
    """A bound within certain limits."""
    first, last = bound.points[0][0], bound.points[-1][0]
    low_end, high_end = max(first, low), last if high is None else min(last, high)
    if (low_end, high_end) == (first, last):
        return bound
    if low_end >= high_end:  # what is certain lies beyond what was expected
        end = max(low, low if high is None else high)
        return Bound(BoundKind.CERTAIN, ((low, 0.0), (end, 1.0)), bound.record, high is None)
    start = _probability_at(bound.points, low_end)
    span = _probability_at(bound.points, high_end) - start
    inner = (
        (amount, (level - start) / span)
        for amount, level in bound.points
        if low_end < amount < high_end
    )
    return bound._replace(points=((low_end, 0.0), *inner, (high_end, 1.0)))


def _probability_at(points: Points, amount: float) -> float:
    """The probability that the true amount is not larger, between the points by logarithm."""
    if amount <= points[0][0]:
        return 0.0
    if amount >= points[-1][0]:
        return 1.0
    after = bisect_left(points, (amount, 0.0))
    (low, below), (high, above) = points[after - 1], points[after]
    return below + (above - below) * _part(low, high, amount)


def _amount_at(points: Points, level: float) -> float:
    for (low, below), (high, above) in pairwise(points):
        if level <= above:
            return low + (high - low) * ((level - below) / (above - below) if above > below else 0)
    return points[-1][0]


def _part(low: float, high: float, amount: float) -> float:
    """How far an amount is from the lower to the higher one, as trade grows: by factors."""
    if low <= 0:
        return (amount - low) / (high - low)
    return log(amount / low) / log(high / low)


def _weaker(*bounds: Bound) -> BoundKind:
    order = tuple(BoundKind)
    return max((bound.kind for bound in bounds), key=order.index)


def all_pairs(records: Iterable[TradeRecord]) -> Iterator[tuple[TradeRecord, TradeRecord]]:
    """Each amount of a span of six months or more with each other amount of the same city."""
    listed = list(records)
    for one in listed:
        if one.period.months >= LEAST_MONTHS:
            for other in listed:
                if other.period != one.period:
                    yield one, other
