"""What `market_share` returns."""

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
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow


@frozen(kw_only=True, repr=False)
class CityShare:
    """A city's part of the nation's trade.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger amounts.
        city: The city.
        share: Its amount in percent of the national one.
        share_range: Lowest and highest share that the rounding of both amounts allows, in
            percent; the highest is None where an amount was published as "over".
        record: The preferred record of its amount.
        rank_range: Best and worst rank that rounding allows.
        alternatives: Other records of the same figure, in order of preference.

    Examples:
        >>> import china_trade_cities as ctc
        >>> leader = ctc.market_share(1)[0]
        >>> leader.city.name, round(leader.share, 3), leader.record.value
        ('Shenzhen', 10.274, 4504824120000)
    """

    rank: int
    city: City
    share: float
    share_range: PercentInterval
    record: TradeRecord
    rank_range: tuple[int, int]
    alternatives: tuple[TradeRecord, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether rounding leaves no doubt about the rank."""
        return self.rank_range[0] == self.rank_range[1] and not self.record.is_doubtful

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the city's amount; the nation's is `ShareRanking.national`."""
        return self.record.sources

    def __repr__(self) -> str:
        return f"<CityShare {self.rank}: {self.city.id} {self.share:.2f} %>"


@frozen(kw_only=True, repr=False)
class ShareRanking(Listed[CityShare]):
    """Cities by their share of the nation's trade, largest first.

    A sequence of `CityShare`; a slice of it is a `ShareRanking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        period: The months.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        national: The record of the national amount; None where there is none, and no share.
        covered: What all ranked cities have together, in percent of the national amount; None
            where there is none.
        ranked: How many cities were ranked, those cut off by `n` included.
        excluded: Cities that were not ranked, each with the reason.
        nearest: Where no city was ranked, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> shares = ctc.market_share(3, flow="export", period="2025-01/2025-07")
        >>> [(entry.city.name, round(entry.share, 1)) for entry in shares]
        [('Shenzhen', 10.2), ('Shanghai', 7.3), ('Suzhou', 6.3)]
    """

    entries: tuple[CityShare, ...]
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    national: TradeRecord | None
    covered: float | None
    ranked: int
    excluded: Mapping[City, str]
    nearest: Mapping[Period, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed an amount of the entries or of the nation."""
        sources = [source for entry in self for source in entry.sources]
        return distinct((*sources, *(self.national.sources if self.national else ())))

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import rank_dict, record_dict

        return [
            {
                **rank_dict(entry.rank, entry.rank_range),
                **record_dict(entry.record),
                "share": entry.share,
                "share_of": "national",
                "share_low": entry.share_range[0],
                "share_high": entry.share_range[1],
                "national_value": self.national.value if self.national else None,
                "national_source": self.national.source.id if self.national else None,
            }
            for entry in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View, rank_text
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            amount_words,
            city_words,
            left_out,
            mark,
            mark_notes,
            nearest_words,
            percent_words,
            range_words,
            scope_words,
        )

        scale = Scale.for_amount(max((entry.record.value or 0 for entry in self), default=0))
        cited = Citations()
        rows = [
            (
                str(entry.rank),
                city_words(entry.city),
                percent_words(entry.share, 2) + mark(entry.record),
                range_words(entry.share_range, 2),
                amount_words(entry.record, scale),
                "certain" if entry.is_certain else rank_text(entry.rank_range),
                cited.cite(entry.sources),
            )
            for entry in self
        ]
        whole: tuple[str, ...] = ()
        if self.national is not None and self.covered is not None:
            said = (
                f"100 % is the national figure, {amount_words(self.national)} "
                f"{cited.cite(self.national.sources)}; "
                f"all ranked cities together have {self.covered:.1f} %."
            )
            whole = (said,)
        return View(
            f"Share of the nation's {FLOWS[self.flow].lower()}, {self.period}: "
            f"{scope_words(self.product, self.partner)}, {BASES[self.basis]}",
            (
                ">rank",
                "city",
                ">share %",
                ">by rounding",
                f">{scale.word}{self.currency}",
                "rank range",
                "source",
            ),
            rows,
            (
                *mark_notes(entry.record for entry in self),
                *whole,
                left_out(self, self.ranked, self.excluded),
                *nearest_words(self.nearest),
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return f"<ShareRanking by {self.flow}, {self.period}; ranked: {self.ranked}>"
