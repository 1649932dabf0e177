"""What parts are a part of: the nation, a province, or the counted cities together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, cast

from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._dataset.index import Selection
from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._model.record import City, Interval, PercentInterval, TradeRecord
from china_trade_cities._model.vocabulary import Denominator, Flow, Level, Measure
from china_trade_cities._queries.ranking import Candidates
from china_trade_cities.exceptions import InvalidArgumentError

# The flows whose parts add up to a whole.
ADDITIVE = tuple(flow for flow in Flow if flow is not Flow.BALANCE)

_LIKE_THIS = "for this period, flow, product, partner, currency and basis"
NO_REFERENCE = f"no national figure {_LIKE_THIS}"


class DenominatorAmount(NamedTuple):
    """An amount that parts are measured against, with the limits that rounding allows."""

    value: int
    low: int
    high: int | None  # None for no limit
    record: TradeRecord | None = None  # of the nation or province; None for a sum of cities


def counted_cities(
    dataset: Dataset, selection: Selection, wanted: Candidates, of: Denominator | City
) -> tuple[DenominatorAmount | None, dict[City, tuple[TradeRecord, ...]], dict[City, str]]:
    """The whole, the records of cities that have a share of it, and why others have none.

    `of` may be a province among the reference areas.
    """
    able = {
        city: records
        for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items()
        if wanted.may_rank(city)
    }
    known = dict.fromkeys(able, "") | counted_elsewhere(able, of)
    if of is Denominator.NATION:
        denominator, missing = nation(dataset, selection), NO_REFERENCE
    elif isinstance(of, City):
        denominator = province_amount(dataset, selection, of)
        missing = f"no figure of {of.name} {_LIKE_THIS}"
    else:
        denominator = sum_of(able[city][0] for city, reason in known.items() if not reason)
        missing = "all amounts are zero"
    if denominator is None:
        known = {city: reason or missing for city, reason in known.items()}
    return denominator, {city: able[city] for city, reason in known.items() if not reason}, known


def check_additive(selection: Selection) -> Selection:
    """A selection whose amounts add up to a whole: of any flow but the balance."""
    if selection.flow not in ADDITIVE:
        allowed = ", ".join(repr(flow.value) for flow in ADDITIVE)
        raise InvalidArgumentError("flow", "balance", f"one of {allowed}, whose parts add up")
    return selection


def nation(dataset: Dataset, selection: Selection) -> DenominatorAmount | None:
    """The national amount that agrees in everything with those of the cities, if there is one."""
    return _agreeing(_national_records(dataset), selection)


def province_amount(
    dataset: Dataset, selection: Selection, province: City
) -> DenominatorAmount | None:
    """Likewise the amount of a province."""
    records = (record for record in dataset.reference_records if record.city == province)
    return _agreeing((record for record in records if record.value is not None), selection)


def _agreeing(amounts: Iterable[TradeRecord], selection: Selection) -> DenominatorAmount | None:
    records = in_order_of_preference(
        record
        for record in amounts
        if (record.period, record.flow) == (selection.period, selection.flow)
        and (record.product, record.partner) == (selection.product, selection.partner)
        and selection.matches(record)
    )
    if not (records and records[0].value):
        return None
    return DenominatorAmount(*_figure(records[0]), records[0])


def _national_records(dataset: Dataset) -> tuple[TradeRecord, ...]:
    return index_of(dataset).remember(
        "national records",
        lambda: tuple(
            record
            for record in dataset.reference_records
            if record.city.level is Level.NATION and record.value is not None
        ),
    )


def sum_of(records: Iterable[TradeRecord]) -> DenominatorAmount | None:
    """The amounts of some cities together, if they come to more than nothing."""
    figures = [_figure(record) for record in records]
    highs = [high for _, _, high in figures]
    value = sum(value for value, _, _ in figures)
    high = None if None in highs else sum(cast("list[int]", highs))
    return DenominatorAmount(value, sum(low for _, low, _ in figures), high) if value else None


def _figure(record: TradeRecord) -> tuple[int, int, int | None]:
    # Only records with an amount are counted.
    return cast("int", record.value), *cast("Interval", record.interval)


def counted_elsewhere(counted: Collection[City], of: Denominator | City) -> dict[City, str]:
    """Cities that must not be added to the others, with the reason.

    Those that lie inside another counted city; those outside the province that is the whole; and,
    where the whole is the nation, Hong Kong and Macao: China Customs count trade with them as
    foreign trade.
    """
    found: dict[City, str] = {}
    for city in counted:
        around = next((outer for outer in _outer(city) if outer in counted), None)
        if isinstance(of, City) and city.province != of.name:
            found[city] = f"lies outside {of.name}"
        elif around is not None:
            found[city] = f"lies inside {around.name}, which is counted"
        elif of is Denominator.NATION and city.level is Level.SPECIAL_ADMINISTRATIVE_REGION:
            found[city] = "a customs territory of its own: not part of the national figure"
    return found


def _outer(city: City) -> Iterator[City]:
    while city.parent is not None:
        city = city.parent
        yield city


def share(record: TradeRecord, denominator: DenominatorAmount) -> float:
    return _figure(record)[0] * 100.0 / denominator.value


def share_range(record: TradeRecord, denominator: DenominatorAmount) -> PercentInterval:
    """Lowest and highest share that the rounding of both amounts allows."""
    _, low, high = _figure(record)
    lowest = 0.0 if denominator.high is None else low * 100.0 / denominator.high
    highest = None if high is None or denominator.low <= 0 else high * 100.0 / denominator.low
    return lowest, highest
