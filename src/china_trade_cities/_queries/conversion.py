"""Amounts in yuan: what an amount in another currency is worth at the average rate of its year."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple, cast

from attrs import frozen

from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._dataset.preference import in_order_of_preference
from china_trade_cities._model.vocabulary import Currency, Measure, Tier
from china_trade_cities._queries.ranking import why_not
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.evidence import ExchangeRate
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Interval, Source, TradeRecord

_TIER_ORDER = {tier: order for order, tier in enumerate(Tier)}


@frozen(kw_only=True, repr=False)
class Conversion:
    """How an amount was converted into yuan.

    amount in yuan = published amount x annual average rate of the year in which its months lie,
    to the whole yuan. The rate is taken as published; its own rounding is not part of intervals.

    Attributes:
        rate: The rate, with its source.
        alternatives: Rates that other sources give for the same year and currency, and that were
            not used. The one used is the first by tier of the source (official, press,
            secondary), later publication (a source without a date comes last), source id. A rate
            of one's own has no privilege: it comes first if its source does.

    Examples:
        >>> import china_trade_cities as ctc
        >>> entry = ctc.top_n(1, period=2021, cities="Suzhou", convert_to="CNY")[0]
        >>> entry.value, entry.record.value, entry.conversion
        (2529358680000, 392100000000, <Conversion 2021 USD at 6.4508 CNY>)
    """

    rate: ExchangeRate
    alternatives: tuple[ExchangeRate, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who published the rate that was used."""
        return (self.rate.source,)

    def amount(self, value: int) -> int:
        """An amount in whole yuan."""
        return round(self.rate.cny_per_unit * value)

    def interval(self, record: TradeRecord) -> Interval:
        """Lowest and highest amount in yuan that the rounding of a published one allows."""
        low, high = cast("Interval", record.interval)
        rate = self.rate.cny_per_unit
        return floor(rate * low), None if high is None else ceil(rate * high)

    def __repr__(self) -> str:
        rate = self.rate
        return f"<Conversion {rate.year} {rate.currency} at {rate.cny_per_unit} CNY>"


class Converted(NamedTuple):
    """A figure of a city in yuan.

    Attributes:
        records: The records it comes from, the preferred one first.
        conversion: How it was converted; None where it was published in yuan.
    """

    records: tuple[TradeRecord, ...]
    conversion: Conversion | None

    @property
    def value(self) -> int:
        """The amount in whole yuan."""
        value = cast("int", self.records[0].value)
        return value if self.conversion is None else self.conversion.amount(value)

    @property
    def interval(self) -> Interval:
        """Lowest and highest amount in yuan that rounding allows."""
        record = self.records[0]
        if self.conversion is None:
            return cast("Interval", record.interval)
        return self.conversion.interval(record)


def check_conversion(convert_to: object, currency: Currency) -> Currency | None:
    """The currency to convert to, if it can be converted to."""
    if convert_to is None:
        return None
    if convert_to != Currency.CNY:
        raise InvalidArgumentError("convert_to", convert_to, "'CNY', None")
    if currency is not Currency.CNY:
        raise InvalidArgumentError("currency", currency.value, "'CNY' where convert_to is 'CNY'")
    return Currency.CNY


def conversion_for(dataset: Dataset, currency: Currency, period: Period) -> Conversion | str:
    """The rate for an amount of these months, or why there is none."""
    if period.month + period.months > 13:
        return f"published only in {currency}, in months of several years: no annual rate applies"
    rates = sorted(
        (
            rate
            for rate in dataset.exchange_rates
            if rate.year == period.year and rate.currency is currency
        ),
        key=lambda rate: rate.source.id,
    )
    if not rates:
        return f"published only in {currency}: no exchange rate for {period.year}"
    rates.sort(key=lambda rate: rate.source.published or "", reverse=True)
    rates.sort(key=lambda rate: _TIER_ORDER[rate.source.tier])
    return Conversion(rate=rates[0], alternatives=tuple(rates[1:]))


def in_yuan(dataset: Dataset, selection: Selection) -> dict[City, Converted | str]:
    """The figure of each city in yuan, or why it cannot be converted.

    A figure published in yuan comes before any that is converted. Of figures in other currencies
    the preferred one is converted, of those for which there is a rate.
    """
    found: dict[City, Converted | str] = {
        city: Converted(records, None)
        for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items()
    }
    foreign: dict[City, list[TradeRecord]] = {}
    for record in index_of(dataset).alike(selection):
        if record.value is not None and record.basis is selection.basis:
            foreign.setdefault(record.city, []).append(record)
    for city, records in foreign.items():
        if city not in found:
            found[city] = _converted(dataset, in_order_of_preference(records))
    return found | _on_other_bases(dataset, selection)


def _on_other_bases(dataset: Dataset, selection: Selection) -> dict[City, str]:
    """What to ask of cities whose figures, in whatever currency, stand on other bases alone."""
    groups: dict[City, list[TradeRecord]] = {}
    for record in index_of(dataset).alike(selection):
        groups.setdefault(record.city, []).append(record)
    found: dict[City, str] = {}
    for city, records in groups.items():
        bases = sorted({record.basis for record in records})
        if selection.basis not in bases:
            advice = " or ".join(f'basis="{basis}" (--basis {basis})' for basis in bases)
            found[city] = f"{why_not(records, selection, Measure.VALUE)}: ask with {advice}"
    return found


def _converted(dataset: Dataset, records: tuple[TradeRecord, ...]) -> Converted | str:
    failures: list[str] = []
    for record in records:
        # A record with an amount has a currency.
        conversion = conversion_for(dataset, cast("Currency", record.currency), record.period)
        if isinstance(conversion, Conversion):
            others = tuple(other for other in records if other is not record)
            return Converted((record, *others), conversion)
        failures.append(conversion)
    return failures[0]
