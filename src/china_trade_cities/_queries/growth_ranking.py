"""What `growth_leaders` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._model.vocabulary import GrowthMethod
from china_trade_cities._queries.results import NOTHING, Listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from china_trade_cities._display.view import View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow


@frozen(kw_only=True, repr=False)
class GrowthLeader:
    """A city in a ranking by growth.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of higher rates.
        city: The city.
        growth: Change on the same months a year before, in percent.
        method: Whether the source printed the rate, or it was computed from two levels.
        record: The record of the period: it printed the rate, or its amount was used.
        base_record: The record of the same months a year before: its amount was used, or, beside
            a published rate, is there for comparison; None where there is none.
        rank_range: Best and worst rank that the rounding of all published figures allows.
        alternatives: Other records of the same figure, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for method in ("published", "computed"):
        ...     leaders = ctc.growth_leaders(
        ...         1, period="2025-01/2025-07", method=method, cities="Guangzhou"
        ...     )
        ...     print(f"{leaders[0].growth:.1f} {leaders[0].method}")
        14.5 published
        16.0 computed
    """

    rank: int
    city: City
    growth: float
    method: GrowthMethod
    record: TradeRecord
    base_record: TradeRecord | None
    rank_range: tuple[int, int]
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether rounding leaves no doubt about the rank among the cities that were ranked.

        Never so for a figure that is approximate, of another definition, or unreliable.
        """
        return self.rank_range[0] == self.rank_range[1] and not self.record.is_doubtful

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the rate, or the two amounts that it was computed from."""
        base = self.base_record if self.method is GrowthMethod.COMPUTED else None
        return distinct((*self.record.sources, *(base.sources if base else ())))

    def __repr__(self) -> str:
        return f"<GrowthLeader {self.rank}: {self.city.id} {self.growth:.1f} % {self.method}>"


@frozen(kw_only=True, repr=False)
class GrowthRanking(Listed[GrowthLeader]):
    """Cities by growth, fastest first; equal rates in order of city id.

    A sequence of `GrowthLeader`; a slice of it is a `GrowthRanking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        method: Where all rates come from.
        period: The months; growth is on the same months a year before.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        min_value: Amount below which cities were left out; None for no such limit.
        ranked: How many cities were ranked, those cut off by `n` included.
        excluded: Cities that were not ranked, each with the reason.
        nearest: Where no city was ranked, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.growth_leaders(5, method="computed", period="2025-01/2025-07")
        <GrowthRanking by computed growth of total, 2025-01/2025-07; ranked: 133>
    """

    entries: tuple[GrowthLeader, ...]
    method: GrowthMethod
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    min_value: int | None
    ranked: int
    excluded: Mapping[City, str]
    nearest: Mapping[Period, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figure a rate is or was computed from, corroborating sources included."""
        return distinct(source for entry in self for source in entry.sources)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import rank_dict, record_dict

        return [
            {
                **rank_dict(entry.rank, entry.rank_range),
                **record_dict(entry.record),
                "growth": entry.growth,
                "method": entry.method.value,
                "base_period": str(self.period.previous_year()),
                "base_value": entry.base_record.value if entry.base_record else None,
                "base_source": entry.base_record.source.id if entry.base_record else None,
            }
            for entry in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View, rank_text
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            UNSTATED_CURRENCY,
            Citations,
            amount_words,
            city_words,
            least_words,
            left_out,
            mark,
            mark_notes,
            nearest_words,
            percent_words,
            scope_words,
        )

        cited = Citations()
        amounts = [abs(entry.record.value or 0) for entry in self]
        scale = Scale.for_amount(max(amounts, default=0))
        rows: list[tuple[str, ...]] = []
        for entry in self:
            decimals = entry.record.growth_decimals if entry.method == "published" else 1
            rows.append(
                (
                    str(entry.rank),
                    city_words(entry.city),
                    percent_words(entry.growth, decimals) + mark(entry.record),
                    amount_words(entry.record, scale),
                    "certain" if entry.is_certain else rank_text(entry.rank_range),
                    cited.cite(entry.sources),
                )
            )
        title = (
            f"{FLOWS[self.flow]}, {self.method} growth, {self.period} on "
            f"{self.period.previous_year()}: {scope_words(self.product, self.partner)}, "
            f"{self.currency}, {BASES[self.basis]}"
        )
        unstated = any(entry.record.currency is None for entry in self)
        return View(
            title,
            (">rank", "city", ">growth %", f">{scale.word}{self.currency}", "rank range", "source"),
            rows,
            (
                *mark_notes(entry.record for entry in self),
                *([UNSTATED_CURRENCY] if unstated else ()),
                *least_words(self.min_value, self.currency),
                left_out(self, self.ranked, self.excluded),
                *nearest_words(self.nearest),
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return (
            f"<GrowthRanking by {self.method} growth of {self.flow}, {self.period}; "
            f"ranked: {self.ranked}>"
        )
