"""Whether the figures of a table are of the month that it is said to be of."""

from __future__ import annotations

from collections import defaultdict
from math import log
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from china_trade_cities._dataset.bundled import load_dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Basis, Currency, Status
from china_trade_cities._tables.rows import CUSTOMS_FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._model.record import City, TradeRecord
    from china_trade_cities._model.vocabulary import Flow
    from china_trade_cities.readers._findings import Findings
    from china_trade_cities.readers._places import Place

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

_FEWEST = 20  # figures whose median tells
_ROUGH = 0.005  # a held amount that is rounded to more of itself tells nothing


def check_month(
    places: Iterable[tuple[City, Place]],
    period: Period,
    currency: Currency,
    dataset: Dataset,
    findings: Findings,
) -> None:
    """Refuse figures that are known to be of other months than it is said.

    A table says little of its year, or nothing. But its amounts, and the amounts of a year before
    that follow from its growth, are those that are known of the same months or they are not.

    Args:
        places: The rows of cities and areas.
        period: January to the month that the table is said to be of.
        currency: Its currency.
        dataset: What is known, beside the bundled vintage.
        findings: Where the fault is noted.
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
        return  # nothing is known that could tell
    message = f"the figures are not those of {period}"
    if claimed is not None:
        message += f": they are {claimed:.0%} (median) from what is known of these months"
    if nearest <= _NEAR:
        message += f": they are those of {Period(year=year, months=months)}"
    findings.fault(f"{message}; pass the right period=, or mend the name of the file")


def _distance(
    table: _Levels, span: tuple[int, int], known: _Known, *, one_currency: bool
) -> float | None:
    """How far a table is from what is known of a span; None where too little is known.

    Of several comparisons the one that fits least counts.
    """
    year, months = span
    held, earlier, later = (known.get((year + shift, months), {}) for shift in (0, -1, 1))
    pairs = (
        (_amounts(table), _amounts(held)),
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
