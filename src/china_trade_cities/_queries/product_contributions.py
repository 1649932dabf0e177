"""What `product_contribution` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._queries.results import NOTHING, Listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from china_trade_cities._display.view import View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow, GrowthMethod


@frozen(kw_only=True, repr=False)
class ProductContribution:
    """What one product group adds to the growth of a city's trade.

    Attributes:
        product: The product group.
        points: Its contribution, in percentage points of the growth of all goods.
        points_range: Lowest and highest contribution that the rounding of all figures allows.
        growth: Its own growth, in percent: as published, or computed from two amounts.
        record: The record of its amount, which also prints the growth if that is published.
        base_record: The record of its amount a year before; None where the growth is published.

    Examples:
        >>> import china_trade_cities as ctc
        >>> entry = ctc.product_contribution("Shanghai", 1, period="2023-01/2023-11")[0]
        >>> entry.product.id, round(entry.points, 2), entry.growth
        ('mechanical-electrical', 2.38, 3.5)
    """

    product: Product
    points: float
    points_range: tuple[float, float]
    growth: float
    record: TradeRecord
    base_record: TradeRecord | None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure that it is made from."""
        base = self.base_record.sources if self.base_record else ()
        return distinct((*self.record.sources, *base))

    def __repr__(self) -> str:
        return f"<ProductContribution {self.product.id} {self.points:+.2f} points>"


@frozen(kw_only=True, repr=False)
class ProductContributions(Listed[ProductContribution]):
    """Product groups by what they add to the growth of a city's trade, most first.

    A sequence of `ProductContribution`; a slice of it is a `ProductContributions` too. The groups
    overlap and are not all of the goods: never add their points.

    Attributes:
        entries: The product groups, as many as were asked for.
        city: The city.
        method: Whether all growth is published, or computed from two published amounts.
        growth: Growth of all goods, in percent; None where it is not known.
        period: The months; growth is on the same months a year before.
        flow: Direction of trade.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        whole: The record of the amount of all goods.
        whole_base: The record of that amount a year before; None where growth is published.
        found: How many product groups have a contribution, those cut off by `n` included.
        excluded: Product groups of which something is published but no contribution is known,
            each with the reason.
        nearest: Where there is no contribution, the nearest spans for which the same question has
            an answer, with the number of product groups, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> parts = ctc.product_contribution("Suzhou", period="2023-01/2023-11")
        >>> len(parts), [(product.id, reason) for product, reason in parts.excluded.items()][:1]
        (1, [('auto-parts', 'no amount')])
    """

    entries: tuple[ProductContribution, ...]
    city: City
    method: GrowthMethod
    growth: float | None
    period: Period
    flow: Flow
    partner: Partner | None
    currency: Currency
    basis: Basis
    whole: TradeRecord | None
    whole_base: TradeRecord | None
    found: int
    excluded: Mapping[Product, str]
    nearest: Mapping[Period, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure of the entries or of all goods."""
        records = [record for record in (self.whole, self.whole_base) if record is not None]
        return distinct(
            (
                *(source for entry in self for source in entry.sources),
                *(source for record in records for source in record.sources),
            )
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import record_dict

        return [
            {
                **record_dict(entry.record),
                "points": entry.points,
                "points_low": entry.points_range[0],
                "points_high": entry.points_range[1],
                "growth": entry.growth,
                "growth_of_all": self.growth,
                "method": self.method.value,
                "base_period": str(self.period.previous_year()),
                "base_value": entry.base_record.value if entry.base_record else None,
                "base_source": entry.base_record.source.id if entry.base_record else None,
            }
            for entry in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            amount_words,
            city_words,
            counted,
            mark,
            mark_notes,
            percent_words,
            range_words,
        )

        scale = Scale.for_amount(max((entry.record.value or 0 for entry in self), default=0))
        cited = Citations()
        rows = [
            (
                entry.product.name,
                f"{entry.points:+.2f}{mark(entry.record)}",
                range_words(entry.points_range, 2),
                percent_words(entry.growth),
                amount_words(entry.record, scale),
                cited.cite(entry.sources),
            )
            for entry in self
        ]
        notes: list[str] = []
        whole = [record for record in (self.whole, self.whole_base) if record is not None]
        if whole:
            said = cited.cite(source for record in whole for source in record.sources)
            notes.append(f"All goods: {percent_words(self.growth)} % {said}.")
            notes.append("Product groups overlap: their points must not be added.")
        if self.excluded:
            left_out = counted(len(self.excluded), "product group", "product groups")
            notes.append(f"{left_out} without a contribution, see `excluded` for the reasons.")
        if self.nearest:
            spans = ", ".join(f"{period} ({number})" for period, number in self.nearest.items())
            notes.append(f"Nearest periods with an answer, and of how many groups: {spans}.")
        partner = f" with {self.partner.name}" if self.partner else ""
        return View(
            f"{city_words(self.city)}: {FLOWS[self.flow].lower()}{partner}, "
            f"percentage points added to growth ({self.method}), "
            f"{self.period} on {self.period.previous_year()}, {BASES[self.basis]}",
            (
                "product group",
                ">percentage points",
                ">by rounding",
                ">growth %",
                f">{scale.word}{self.currency}",
                "source",
            ),
            rows,
            (*mark_notes(entry.record for entry in self), *notes, *cited.notes()),
        )

    def __repr__(self) -> str:
        return f"<ProductContributions to {self.city.id} {self.flow}, {self.period}: {len(self)}>"
