"""What an answer lacks: `MissingCity`."""

from __future__ import annotations

from attrs import frozen

from china_trade_cities._model.record import City, Interval, PercentInterval, TradeRecord
from china_trade_cities._model.vocabulary import BoundKind


@frozen(kw_only=True, repr=False)
class MissingCity:
    """A city that a ranking speaks of and has no comparable figure of.

    Attributes:
        city: The city.
        reason: Why it has none.
        kind: How surely its amount of trade lies in `interval`; None where nothing is known.
        interval: Lowest and highest amount of trade, in whole units of the ranking's currency;
            the highest is None where nothing limits it.
        amount: The amount that is as likely too high as too low; None where limits alone are
            known.
        record: The figure of the same city that this rests on.
        best_rank: The best rank that it could take among the ranked cities; None where nothing
            limits it. A city of which nothing is known is taken to be no larger than the largest
            of those of which least is published.
        growth_interval: Lowest and highest growth in percent, in answers on growth.

    Examples:
        >>> import china_trade_cities as ctc
        >>> largest = ctc.top_n(3).missing[0]
        >>> largest.city.name, largest.kind.value, largest.amount // 10**9, largest.best_rank
        ('Quanzhou', 'expected', 259, 31)
        >>> largest.record.period
        Period.parse('2023')
    """

    city: City
    reason: str
    kind: BoundKind | None
    interval: Interval | None
    amount: int | None
    record: TradeRecord | None
    best_rank: int | None
    growth_interval: PercentInterval | None = None

    def __repr__(self) -> str:
        return f"<MissingCity {self.city.id}: {self.amount}>"
