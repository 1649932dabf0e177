"""Comparisons with what is known: the stated month, the growth rates, the sums of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import log
from statistics import median
from typing import Any, TypeAlias, cast

from china_trade_cities._dataset.bundled import load_dataset
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, TradeRecord
from china_trade_cities._model.vocabulary import Basis, Currency, Flow, Level, Status
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities.readers._editions import Kind
from china_trade_cities.readers._faults import Faults
from china_trade_cities.readers._header import FIGURES
from china_trade_cities.readers._rows import Place, spans

# By place and flow: the amount to date, and its growth in percent.
_Levels: TypeAlias = "dict[tuple[str, Flow], tuple[int, float | None]]"

# The same by year and number of months from January on.
_Known: TypeAlias = "dict[tuple[int, int], _Levels]"
_NEAR = 0.02
"""How far, in the median, figures of the same months may lie from each other.

Of the months that are bundled, those of the same months are at most 0.21 % apart (0.48 % in the
table of Zhejiang), whether levels are compared or a level with what the growth of the next year
makes of it: customs revise the most bases a little. Those of other months are 4 % apart at least,
and more than 5 % where more than two dozen figures are compared.
"""

_FEWEST = 20  # figures whose median means something
_ROUGH = 0.005  # amounts rounded to a larger part of themselves are not compared


def check_month(
    places: Iterable[tuple[City, Place]],
    period: Period,
    currency: Currency,
    dataset: Dataset,
    faults: Faults,
) -> None:
    """Refuse figures that are known to be of other months than stated.

    A table says little of its year, or nothing. But its amounts, and the amounts of a year before
    that follow from its growth, are those that are known of the same months or they are not: in
    the dataset, or in the bundled vintage. The period is January to the stated month.
    """
    table: _Levels = {}
    for city, place in places:
        for flow in CUSTOMS_FLOWS:
            figure = place.figures.get((period, flow), {})
            if figure.get("value"):
                table[city.id, flow] = (figure["value"], figure["growth"])
    one_currency = currency is Currency.CNY
    known = _known(dataset)

    def distance(months: tuple[int, int]) -> float | None:
        return _distance(table, months, known, one_currency=one_currency)

    claimed = distance((period.year, period.months))
    if claimed is not None and claimed <= _NEAR:
        return
    spans = {(year + shift, months) for year, months in known for shift in (-1, 0, 1)}
    near = [(found, span) for span in spans if (found := distance(span)) is not None]
    nearest, (year, months) = min(near, default=(1.0, (0, 0)))
    if claimed is None and nearest > _NEAR:
        return  # nothing is known to compare with
    message = f"the figures are not those of {period}"
    if claimed is not None:
        message += f": they are {claimed:.0%} (median) from what is known of these months"
    if nearest <= _NEAR:
        message += f": they are those of {Period(year=year, months=months)}"
    faults.fault(f"{message}; pass the right period=, or correct the name of the file")


def _distance(
    table: _Levels, span: tuple[int, int], known: _Known, *, one_currency: bool
) -> float | None:
    """How far a table is from what is known of a span; None where too little is known.

    Of several comparisons the one that fits least counts.
    """
    year, months = span
    same, earlier, later = (known.get((year + shift, months), {}) for shift in (0, -1, 1))
    pairs = (
        (_amounts(table), _amounts(same)),
        (_before(table), _amounts(earlier)),
        (_amounts(table), _before(later)),
    )
    found = [_apart(one, other, one_currency=one_currency) for one, other in pairs]
    return max((each for each in found if each is not None), default=None)


def _apart(
    one: Mapping[object, float], other: Mapping[object, float], *, one_currency: bool
) -> float | None:
    """The median distance of amounts, relative to the amounts; None for too few of them.

    In two currencies it is what is left when all are converted at one rate.
    """
    ratios = [log(one[place] / other[place]) for place in one.keys() & other.keys()]
    if len(ratios) < _FEWEST:
        return None
    rate = 0.0 if one_currency else median(ratios)
    return median(abs(ratio - rate) for ratio in ratios)


def _amounts(levels: _Levels) -> dict[object, float]:
    return {place: value for place, (value, _) in levels.items()}


def _before(levels: _Levels) -> dict[object, float]:
    """The amounts of a year before that follow from growth."""
    return {
        place: value / (1 + growth / 100)
        for place, (value, growth) in levels.items()
        if growth is not None and growth > -100
    }


def _known(dataset: Dataset) -> _Known:
    """What is known in yuan: of one figure the dataset's own rather than a bundled one."""
    vintage = load_dataset()
    found: _Known = defaultdict(dict)
    for known in (vintage, dataset):
        records = filter(_tells, (*known.records, *known.reference_records))
        for record in sorted(records, key=lambda each: -each.rounded_to):  # the finest stays
            span = (record.period.year, record.period.months)
            found[span][record.city.id, record.flow] = (record.value or 0, record.growth)
    return found


def _tells(record: TradeRecord) -> bool:
    """Whether a record is as fine, and of the same kind, as those of a customs table."""
    return (
        bool(record.value)
        and record.period.is_year_to_date
        and (record.product, record.partner) == (None, None)
        and record.flow in CUSTOMS_FLOWS
        and record.currency is Currency.CNY
        and record.basis is Basis.LOCATION
        and record.status in (Status.NORMAL, Status.PROVISIONAL)
        and record.rounded_to <= _ROUGH * (record.value or 0)
    )


_SAME_MONTHS, _OTHER_MONTHS = Decimal("1.18"), Decimal(5)
"""How far a total may lie from what is known of the same months, and of others.

Revisions are well below the one (as far as half way between thousand dollars and 10,000 yuan);
trade of a month to a whole year within decades is below the other, and units differ by more.
"""


class Control:
    """The figures of one reference area in yuan, for the months nearest to a period.

    They are those of the dataset, or of the bundled vintage where it holds none. The area is given
    by its GB/T 2260 code; None for the nation.

    Attributes:
        area: The area.
        areas: The reference areas of the dataset that holds its figures.
        nearest: The months of its figures.
        share: The share of exports in its total.
    """

    def __init__(self, dataset: Dataset, area: str | None, period: Period) -> None:
        self.areas, known = next(
            (each.reference_areas, figures)
            for each in (dataset, load_dataset())
            if (figures := _figures(each, area))
        )
        self.nearest = min(known, key=lambda span: (abs(_end(span) - _end(period)), span))
        total, export = known[self.nearest]
        self.area: City = total.city
        amount = Decimal(total.value or 0)
        self.share = Decimal(export.value or 0) / amount
        self._expected = amount * period.months / self.nearest.months
        self._per_unit = {Currency.CNY: Decimal(1), Currency.USD: _dollar(dataset, period.year)}
        self._factor = _SAME_MONTHS if self.nearest == period else _OTHER_MONTHS

    def fits(self, total: Decimal, currency: Currency) -> bool:
        """Whether a total to date is of the size that is to be expected."""
        ratio = total * self._per_unit[currency] / self._expected
        return 1 / self._factor <= ratio <= self._factor

    def looks_swapped(self, export: Decimal, import_: Decimal) -> bool:
        """Whether exports have the share that is known of imports."""
        share = export / (export + import_)
        return abs(share - self.share) > abs(1 - share - self.share)


def _figures(dataset: Dataset, area: str | None) -> dict[Period, tuple[TradeRecord, TradeRecord]]:
    """Totals and exports of an area in yuan, by span from January on."""
    known = {
        (record.flow, record.period): record
        for record in dataset.reference_records
        if (record.city.level is Level.NATION if area is None else record.city.code == area)
        and record.period.is_year_to_date
        and record.currency is Currency.CNY
        and record.value
    }
    return {
        span: (total, known[Flow.EXPORT, span])
        for (flow, span), total in known.items()
        if flow is Flow.TOTAL and (Flow.EXPORT, span) in known
    }


def _end(period: Period) -> int:
    return period.year * 12 + period.month + period.months


def _dollar(dataset: Dataset, year: int) -> Decimal:
    """Yuan per dollar in the nearest year; of the bundled vintage where there is no rate."""
    rates = next(
        dollars
        for each in (dataset, load_dataset())
        if (dollars := [rate for rate in each.exchange_rates if rate.currency is Currency.USD])
    )
    return min(rates, key=lambda rate: abs(rate.year - year)).cny_per_unit


Figure = dict[str, Any]


def check_rows(
    kind: Kind, places: list[Place], total: Place, period: Period, faults: Faults
) -> None:
    """Exports and imports make the total of each row, growth of both its growth.

    Where they do not even in the total row, columns are not what they are called.
    """
    for place in places:
        note = faults.fault if place is total else faults.report
        for span in spans(period):
            whole, *parts = (place.figures.get((span, flow)) for flow in CUSTOMS_FLOWS)
            gap = _gap(whole, parts)
            if gap:
                message = f"exports and imports of {span} differ from the total by {gap:,}"
                note(message, place.line, FIGURES[Flow.TOTAL, "to date"])
            agrees = _growth_agrees(whole, parts)
            if not agrees:
                message = "growth of the total is not what growth of exports and imports makes"
                note(message, place.line, FIGURES[Flow.TOTAL, "growth"])
            if gap or not agrees:
                place.unsound.add(span)
    names = kind.parts()
    rows = [place for place in places if kind.part(place.name) in names]
    for (span, flow), whole in total.figures.items():
        gap = _gap(whole, [row.figures.get((span, flow)) for row in rows])
        if gap:
            faults.report(f"the parts of {flow} {span} differ from it by {gap:,}", total.line)


def check_division(total: Place, control: Control, period: Period, faults: Faults) -> None:
    """The total row divides into exports and imports as it is known to."""
    for span in spans(period):
        export, import_ = (
            total.figures.get((span, flow), {}).get("value") for flow in (Flow.EXPORT, Flow.IMPORT)
        )
        if export and import_ and control.looks_swapped(Decimal(export), Decimal(import_)):
            faults.fault(
                f"exports and imports of {span} are swapped: exports are known to be about "
                f"{control.share:.0%} of the trade of {control.area.name}",
                total.line,
            )


def _gap(whole: Figure | None, parts: Sequence[Figure | None]) -> int:
    """How far parts are from their total where rounding does not explain it; else 0."""
    intervals = [_interval(figure) for figure in (whole, *parts)]
    known = [interval for interval in intervals if interval is not None]
    if len(known) < len(intervals):
        return 0  # a blank cell, which is reported as such
    (low, high), *others = known
    least, most = (sum(ends) for ends in zip(*others, strict=True))
    return 0 if least <= high and low <= most else abs(least + most - low - high) // 2


def _interval(figure: Figure | None) -> tuple[int, int] | None:
    """Lowest and highest amount that is printed so."""
    if figure is None:
        return None
    unit: int = figure["rounded_to"]
    value: int | None = figure["value"]
    if value is None:
        return (0, unit) if figure["value_dash"] else None
    return value - unit // 2, value + unit // 2


def _growth_agrees(whole: Figure | None, parts: Sequence[Figure | None]) -> bool:
    """Whether the growth of the total lies where growth and amounts of its parts put it."""
    known = [figure for figure in (whole, *parts) if figure and figure["growth"] is not None]
    amounts = [_interval(figure) for figure in known]
    if len(known) <= len(parts) or None in amounts:
        return True  # nothing to compare: no growth of months is printed, nor any of nothing
    rates = [_factors(figure) for figure in known]
    (_, *now), (growth, *changes) = cast("list[tuple[int, int]]", amounts), rates
    # What the parts were a year before, at least and at most.
    least = sum(low / most for (low, _), (_, most) in zip(now, changes, strict=True))
    most = sum(high / max(low, 1e-9) for (_, high), (low, _) in zip(now, changes, strict=True))
    low, high = sum(ends[0] for ends in now), sum(ends[1] for ends in now)
    return low <= growth[1] * most and growth[0] * least <= high


def _factors(figure: Figure) -> tuple[float, float]:
    """By how much, at least and at most, an amount was multiplied within a year."""
    half = 0.5 * 10.0 ** -figure["growth_decimals"]
    return 1 + (figure["growth"] - half) / 100, 1 + (figure["growth"] + half) / 100
