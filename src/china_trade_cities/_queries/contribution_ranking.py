"""What `contribution` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._queries.results import NOTHING, Listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from china_trade_cities._display.view import View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import (
        City,
        Partner,
        PercentInterval,
        Product,
        Source,
        TradeRecord,
    )
    from china_trade_cities._model.vocabulary import Basis, Currency, Denominator, Flow


@frozen(kw_only=True, repr=False)
class CityContribution:
    """What one city adds to the growth of a whole.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger contributions.
        city: The city.
        points: Its contribution, in percentage points of the growth of the whole.
        points_range: Lowest and highest contribution that the rounding of all amounts allows; the
            highest is None where an amount was published as "over".
        change: Its amount less that of the same months a year before.
        record: The preferred record of its amount.
        base_record: The preferred record of the same months a year before.
        rank_range: Best and worst rank that rounding allows.
        alternatives: Other records of the amount, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> (entry,) = ctc.contribution(period="2025-01/2025-07", cities="Suzhou")
        >>> round(entry.points, 2), entry.change
        (0.29, 72379770000)
    """

    rank: int
    city: City
    points: float
    points_range: PercentInterval
    change: int
    record: TradeRecord
    base_record: TradeRecord
    rank_range: tuple[int, int]
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether rounding leaves no doubt about the rank."""
        return self.rank_range[0] == self.rank_range[1]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed one of the two amounts."""
        return distinct((*self.record.sources, *self.base_record.sources))

    def __repr__(self) -> str:
        return f"<CityContribution {self.rank}: {self.city.id} {self.points:+.2f} points>"


@frozen(kw_only=True, repr=False)
class ContributionRanking(Listed[CityContribution]):
    """Cities by what they add to the growth of a whole, most first.

    A sequence of `CityContribution`; a slice of it is a `ContributionRanking` too. The parts add
    up: ``growth`` is ``together`` (all ranked cities) plus ``rest``.

    Attributes:
        entries: The cities, as many as were asked for.
        of: The whole: the nation, or all ranked cities together.
        growth: Growth of the whole, computed from two published levels, in percent; None where
            there is no whole.
        together: Contributions of all ranked cities, those cut off by `n` included; None where
            there is no whole.
        rest: What everywhere else adds; 0 where the whole is the ranked cities, None where there
            is no whole.
        period: The months; growth is on the same months a year before.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        national: The record of the national amount, if the whole is the nation.
        national_base: The record of the national amount a year before.
        ranked: How many cities were ranked, those cut off by `n` included.
        excluded: Cities that were not ranked, each with the reason.
        nearest: Where no city was ranked, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> parts = ctc.contribution(1, period="2025-01/2025-07")
        >>> [round(points, 2) for points in (parts.growth, parts.together, parts.rest)]
        [3.48, 3.1, 0.38]
    """

    entries: tuple[CityContribution, ...]
    of: Denominator
    growth: float | None
    together: float | None
    rest: float | None
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    national: TradeRecord | None
    national_base: TradeRecord | None
    ranked: int
    excluded: Mapping[City, str]
    nearest: Mapping[Period, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed an amount of the entries or of the nation."""
        whole = [record for record in (self.national, self.national_base) if record is not None]
        return distinct(
            (
                *(source for entry in self for source in entry.sources),
                *(source for record in whole for source in record.sources),
            )
        )

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import rank_dict, record_dict

        return [
            {
                **rank_dict(entry.rank, entry.rank_range),
                **record_dict(entry.record),
                "points": entry.points,
                "points_low": entry.points_range[0],
                "points_high": entry.points_range[1],
                "of": self.of.value,
                "change": entry.change,
                "base_period": str(self.period.previous_year()),
                "base_value": entry.base_record.value,
                "base_source": entry.base_record.source.id,
            }
            for entry in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View, rank_text
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            city_words,
            left_out,
            mark,
            mark_notes,
            nearest_words,
            range_words,
            scope_words,
        )

        scale = Scale.for_amount(max((abs(entry.change) for entry in self), default=0))
        cited = Citations()
        rows = [
            (
                str(entry.rank),
                city_words(entry.city),
                f"{entry.points:+.2f}{mark(entry.record)}",
                range_words(entry.points_range, 2),
                scale.show(
                    entry.change, max(entry.record.rounded_to, entry.base_record.rounded_to)
                ),
                "certain" if entry.is_certain else rank_text(entry.rank_range),
                cited.cite(entry.sources),
            )
            for entry in self
        ]
        notes: list[str] = []
        if self.growth is not None and self.together is not None and self.rest is not None:
            everything = "the nation" if self.of == "nation" else "all ranked cities together"
            notes.append(
                f"Growth of {everything}, computed from amounts: {self.growth:.2f} % = "
                f"{self.together:.2f} of all ranked cities {self.rest:+.2f} of everywhere else."
            )
            whole = [record for record in (self.national, self.national_base) if record is not None]
            if whole:
                said = cited.cite(source for record in whole for source in record.sources)
                notes.append(f"National figures: {said}.")
        marks = mark_notes(record for entry in self for record in (entry.record, entry.base_record))
        return View(
            f"{FLOWS[self.flow]}, percentage points added to growth, {self.period} on "
            f"{self.period.previous_year()}: {scope_words(self.product, self.partner)}, "
            f"{BASES[self.basis]}",
            (
                ">rank",
                "city",
                ">percentage points",
                ">by rounding",
                f">change, {scale.word}{self.currency}",
                "rank range",
                "source",
            ),
            rows,
            (
                *marks,
                *notes,
                left_out(self, self.ranked, self.excluded),
                *nearest_words(self.nearest),
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return f"<ContributionRanking of {self.flow}, {self.period}; ranked: {self.ranked}>"
