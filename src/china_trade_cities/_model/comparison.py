"""Two amounts compared: `Conversion` into yuan, and `Difference` between two sources."""

from __future__ import annotations

from math import ceil, floor

from attrs import frozen

from china_trade_cities._model.evidence import ExchangeRate
from china_trade_cities._model.record import Interval, Source, TradeRecord
from china_trade_cities._model.validators import check_amount
from china_trade_cities.exceptions import InvalidArgumentError


@frozen(kw_only=True, repr=False)
class Difference:
    """What another record prints of a figure, beside the preferred one.

    Attributes:
        record: The other record.
        gap: What it prints less what the preferred record prints: whole currency units of an
            amount, percentage points of a growth rate or share. Negative where it prints less.
        gap_percent: The gap in percent of the preferred amount; None for growth rates and shares,
            and where the preferred amount is zero.
        explained_by_rounding: Whether one true figure could have been printed as both: the
            intervals of the two meet (`TradeRecord.interval`).

    Examples:
        >>> import china_trade_cities as ctc
        >>> conflict = next(
        ...     found
        ...     for found in ctc.load_dataset("2026.1").conflicts()
        ...     if found.preferred.city.id == "yiwu" and found.measure == "value"
        ... )
        >>> (difference,) = conflict.differences
        >>> difference.gap, round(difference.gap_percent, 2), difference.explained_by_rounding
        (-69201000000, -8.98, False)
    """

    record: TradeRecord
    gap: float
    gap_percent: float | None
    explained_by_rounding: bool

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who prints it."""
        return self.record.sources

    def __repr__(self) -> str:
        how = "explained by rounding" if self.explained_by_rounding else "beyond rounding"
        return f"<Difference {self.gap:+}, {how}: {self.record.source.id}>"


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
            of your own has no privilege: it comes first if its source does.

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
        return round(self.rate.cny_per_unit * check_amount(value, "value"))

    def interval(self, record: TradeRecord) -> Interval:
        """Lowest and highest amount in yuan that the rounding of a published one allows."""
        known: object = record
        interval = known.interval if isinstance(known, TradeRecord) else None
        if interval is None:
            raise InvalidArgumentError("record", record, "a TradeRecord with an amount")
        low, high = interval
        rate = self.rate.cny_per_unit
        return floor(rate * low), None if high is None else ceil(rate * high)

    def __repr__(self) -> str:
        rate = self.rate
        return f"<Conversion {rate.year} {rate.currency} at {rate.cny_per_unit} CNY>"
