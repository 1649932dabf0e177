"""The question how far trade is concentrated in few cities: `concentration`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import (
    BasisLike,
    CurrencyLike,
    Dataset,
    FlowLike,
    PartnerLike,
    ProductLike,
    index_of,
    selection_of,
)
from china_trade_cities._dataset.index import Selection
from china_trade_cities._display.columns import QUESTION, Columns
from china_trade_cities._display.lacking import covered_words, largest_words
from china_trade_cities._display.results import NOTHING, Lazy, LazyMapping, Result, lazily
from china_trade_cities._display.view import Scale, View
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    Citations,
    city_words,
    counted,
    near_words,
    nearest_words,
    range_words,
    scope_words,
)
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import (
    City,
    Partner,
    PercentInterval,
    Product,
    Source,
    TradeRecord,
    sources_of,
)
from china_trade_cities._model.validators import check_count, check_fraction
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Denominator,
    DenominatorName,
    Flow,
    Measure,
    parse_word,
)
from china_trade_cities._queries.denominators import (
    ADDITIVE,
    DenominatorAmount,
    check_additive,
    counted_cities,
    counted_elsewhere,
    nation,
    share,
    share_range,
)
from china_trade_cities._queries.ranking import CitiesLike, candidates, in_order, rated, reasons
from china_trade_cities._queries.standing import NEARLY_ALL, Sizes, Standings, hints, with_enough


@frozen(kw_only=True, repr=False)
class Concentration(Lazy, Result):
    """How far trade is concentrated in few cities.

    Attributes:
        hhi: Herfindahl-Hirschman index on the scale 0 to 10,000; None where nothing was counted.
        hhi_range: Limits between which the rounding of all amounts keeps it; the upper is None
            where an amount was published as "over".
        national_hhi_range: Between which values the index of the whole nation lies, whatever the
            cities are that were not counted: from the sum of the squares of all shares of the
            nation, if the rest is infinitely many cities, to that sum plus the square of the rest,
            if it is one. Rounding is allowed for; the upper end is None where an amount was
            published as "over". None where there is no national figure, or cities were named.
        k: How many cities `top_share` speaks of.
        top_share: Share of the `k` largest cities, in percent; None where nothing was counted.
        top: These cities, largest first; fewer than `k` where fewer were counted.
        of: What the shares are shares of: the nation, or all counted cities together.
        denominator: That amount, in whole units of `currency`.
        period: The months.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        counted: How many cities were counted.
        records: Their preferred records, largest first.
        national: The record of the national amount, if the shares or `national_hhi_range` are of
            it.
        among: Which cities were counted, in words such as "cities of Guangdong"; blank where all.
        excluded: Cities that were not counted, each with the reason.
        missing: Cities without a comparable figure, largest first (`MissingCity`).
        coverage: What part of all trade the counted cities hold, from 0 to 1: of the national
            figure, or without one of what is known of all cities; None where that is too little.
        nearest: Where no city was counted, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first; where the counted ones hold less than
            0.8 of all trade, the nearest in which they hold more.
        near_products: Where nothing answers, other products for which the same question has an
            answer, with the number of cities, nearest first.
        near_partners: Likewise other partners.
        near_questions: Likewise other flows; the question without one of product and partner;
            and, if no one word helps, two words exchanged. As arguments, with the number.

    Examples:
        >>> import china_trade_cities as ctc
        >>> result = ctc.concentration(k=3, of="nation")
        >>> round(result.hhi), round(result.top_share, 1), [city.name for city in result.top]
        (381, 28.2, ['Shenzhen', 'Shanghai', 'Beijing'])
        >>> round(result.coverage, 2), [round(end) for end in result.national_hhi_range]
        (0.9, [381, 483])
    """

    hhi: float | None
    hhi_range: PercentInterval | None
    national_hhi_range: PercentInterval | None
    k: int
    top_share: float | None
    top: tuple[City, ...]
    of: Denominator
    denominator: int | None
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    counted: int
    records: tuple[TradeRecord, ...]
    national: TradeRecord | None
    among: str
    excluded: Mapping[City, str]
    missing: tuple[MissingCity, ...]
    coverage: float | None
    nearest: Mapping[Period, int] = NOTHING
    near_products: Mapping[Product, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    @property
    def hhi_fraction(self) -> float | None:
        """The index on the scale 0 to 1."""
        return None if self.hhi is None else self.hhi / 10_000

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed an amount that was counted, or that of the nation."""
        return sources_of(*self.records, self.national)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict with plain values, in a list as of other results."""
        low, high = self.hhi_range or (None, None)
        national_low, national_high = self.national_hhi_range or (None, None)
        return [
            {
                "period": str(self.period),
                "flow": self.flow.value,
                "product": self.product.id if self.product else None,
                "partner": self.partner.id if self.partner else None,
                "currency": self.currency.value,
                "basis": self.basis.value,
                "of": self.of.value,
                "denominator": self.denominator,
                "counted": self.counted,
                "coverage": self.coverage,
                "hhi": self.hhi,
                "hhi_low": low,
                "hhi_high": high,
                "hhi_fraction": self.hhi_fraction,
                "national_hhi_low": national_low,
                "national_hhi_high": national_high,
                "k": self.k,
                "top_share": self.top_share,
                "top": [city.id for city in self.top],
                "sources": [source.id for source in self.sources],
            }
        ]

    def _columns(self) -> Columns:
        return (
            *QUESTION,
            "currency",
            "basis",
            "of",
            "denominator",
            "counted",
            "coverage",
            "hhi",
            "hhi_low",
            "hhi_high",
            "hhi_fraction",
            "national_hhi_low",
            "national_hhi_high",
            "k",
            "top_share",
            "top",
            "sources",
        )

    def _view(self) -> View:
        cited = Citations()
        rows: list[tuple[str, str]] = []
        notes: list[str] = []
        if self.hhi is not None and self.denominator is not None:
            scale = Scale.for_amount(self.denominator)
            amount = f"{scale.show(self.denominator, 1)} {scale.word}{self.currency}"
            fewer = self.counted < self.k
            largest = f"all {self.counted} counted" if fewer else f"the {self.k} largest"
            rows = [
                ("Herfindahl-Hirschman index (0 to 10,000)", f"{self.hhi:,.1f}"),
                ("the index as a fraction (0 to 1)", f"{self.hhi / 10_000:.4f}"),
                (f"share of {largest}, %", f"{self.top_share:.1f}"),
                ("cities counted", str(self.counted)),
            ]
            if self.coverage is not None:
                rows.append(
                    ("their part of what all cities trade, %", f"{100 * self.coverage:.0f}")
                )
            if self.national_hhi_range is not None:
                limits = range_words(self.national_hhi_range, 1)
                rows.append(("index of the nation, its rest many cities or one", limits))
            denominator = (
                "the national figure" if self.of == "nation" else "all counted cities together"
            )
            notes = [
                f"Shares are of {denominator}: {amount}.",
                f"Largest: {', '.join(city_words(city) for city in self.top)}.",
                f"Sources: {cited.cite(self.sources)}.",
            ]
        if self.excluded:
            left_out = counted(len(self.excluded), "city", "cities")
            notes.append(f"{left_out} not counted, see `excluded` for the reasons.")
        return View(
            f"Concentration of {FLOWS[self.flow].lower()}, {self.period}: "
            f"{scope_words(self.product, self.partner)}, {BASES[self.basis]}"
            + (f"; {self.among}" if self.among else ""),
            ("measure", ">value"),
            rows,
            (
                *notes,
                *(() if self.counted else nearest_words(self.nearest)),
                *near_words(self),
                *cited.notes(),
            ),
            self._lead(),
        )

    def _lead(self) -> tuple[str, ...]:
        """What to know first where few cities were counted, and many would matter."""
        if not (self.counted and self.missing) or (self.coverage or 0) >= NEARLY_ALL:
            return ()
        everybody = counted(self.counted + len(self.missing), "city", "cities")
        covered = covered_words(self)
        known = f",{covered}" if covered else "; what part of all these hold is not known"
        named = largest_words(self.missing, self.currency)
        return (
            f"{self.counted} of {everybody} have a figure{known}. Not counted: {named}.",
            *nearest_words(self.nearest, "with nearly all"),
        )

    def __repr__(self) -> str:
        return f"<Concentration of {self.flow}, {self.period}; counted: {self.counted}>"


def concentration(
    *,
    k: int = 5,
    flow: FlowLike = "total",
    period: PeriodLike | None = None,
    product: ProductLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    of: Denominator | DenominatorName = "cities",
    cities: CitiesLike | None = None,
    min_coverage: float = 0.8,
    dataset: Dataset | None = None,
) -> Concentration:
    """How far trade is concentrated in few cities.

    The Herfindahl-Hirschman index is the sum of the squares of all shares in percent: 10,000
    where one city has everything, 10,000 / n where n cities have equal parts (S. A. Rhoades,
    "The Herfindahl-Hirschman Index", Federal Reserve Bulletin 79, March 1993, p. 188).
    The top-k share (concentration ratio) is the sum of the k largest shares in percent.

    Both are of the cities that have a figure. Where these hold too small a part of all trade, the
    answer would speak of who published, not of who trades: it is refused.

    Args:
        k: Of how many of the largest cities to add the shares.
        flow: ``total``, ``export``, ``import``, ``re-export``, ``domestic-export``.
        period: The months; None for the reference year of the dataset.
        product: Id, name or alias of a product group; None for all goods.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted: the index adds
            squares, which would carry the choice of a rate into every other city's share. What
            Hong Kong, Macao and the mainland trade is in part trade among them.
        basis: How trade is assigned to a city.
        of: The denominator of all shares. ``cities`` is the sum of the cities counted: all that
            have a comparable figure, so that the shares add up to 100. ``nation`` is the national
            row of `Dataset.reference_records`: places without a figure of their own then add
            nothing to the index, which is its lower limit.
        cities: Names of the cities, or of a province or region; None for all cities. A city that
            lies inside another counted one is left out, and so are Hong Kong and Macao where
            shares are of the nation.
        min_coverage: What part of the trade of all cities asked for, from 0 to 1, those with a
            figure must hold (`Concentration.coverage`). Where too little is known of the others to
            say, that is too little as well; 0 counts what there is.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The index, the top-k share and what they were computed from.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, ProductNotFoundError, PartnerNotFoundError:
            A name means nothing, or more than one thing.
        IncompleteCoverageError: Cities with a figure hold less than `min_coverage`; it names the
            largest of the others, and the nearest spans that have enough.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for flow in ("export", "import"):
        ...     result = ctc.concentration(flow=flow)
        ...     print(flow, round(result.hhi), f"{result.top_share:.1f} %", result.counted)
        export 406 35.9 % 137
        import 733 51.1 % 137
    """
    largest = check_count(k, "k")
    kind = parse_word(Denominator, of, "of")
    least = check_fraction(min_coverage, "min_coverage")
    data = dataset_or_bundled(dataset)
    selection = check_additive(selection_of(data, period, flow, product, partner, currency, basis))
    wanted = candidates(data, cities)

    def count(asked: Selection) -> _Counted:
        denominator, counted, known = counted_cities(data, asked, wanted, kind)
        amounts = {city: records[0].value for city, records in counted.items()}
        excluded = LazyMapping(lambda: reasons(data, asked, Measure.VALUE, wanted, known))
        sizes = Sizes(data, asked, wanted, amounts, excluded, aside=known)
        return _Counted(denominator, {city: counted[city][0] for city in counted}, sizes)

    def sizes_in(asked: Selection) -> Sizes:
        return count(asked).sizes

    denominator, preferred, sizes = count(selection)
    figures = {city: rated((record,)) for city, record in preferred.items()}
    standings = Standings(figures, sizes)
    standings.check_coverage(least, "the concentration of", sizes_in)
    order = [place.city for place in in_order(figures)]
    records = tuple(preferred[city] for city in order)
    hhi, hhi_range, national_hhi_range, top_share = None, None, None, None
    if not preferred:
        denominator = None
    whole = denominator if kind is Denominator.NATION else None
    if preferred and whole is None and wanted.named is None:
        whole = nation(data, selection)
    if denominator is not None:
        shares = [share(record, denominator) for record in records]
        hhi = sum(part**2 for part in shares)
        top_share = sum(shares[:largest])
        hhi_range = _hhi_range([share_range(record, denominator) for record in records])
    if whole is not None and wanted.named is None:
        outside = counted_elsewhere(preferred, Denominator.NATION)
        national_hhi_range = _national_hhi_range(
            [share_range(preferred[city], whole) for city in order if city not in outside]
        )
    return lazily(
        Concentration,
        later=standings.of_all(),
        hhi=hhi,
        hhi_range=hhi_range,
        national_hhi_range=national_hhi_range,
        k=largest,
        top_share=top_share,
        top=tuple(order[:largest]),
        of=kind,
        denominator=denominator.value if denominator else None,
        counted=len(preferred),
        records=records,
        national=whole.record if whole else None,
        among=wanted.among,
        excluded=sizes.excluded,
        **hints(
            index_of(data),
            sizes,
            with_enough(sizes_in, selection, least),
            cities=wanted.asked,
            flows=ADDITIVE,
        ),
        **selection.arguments(),
    )


class _Counted(NamedTuple):
    """The whole, the preferred record of each city that has a share of it, and what is missing."""

    denominator: DenominatorAmount | None
    preferred: dict[City, TradeRecord]
    sizes: Sizes


def _hhi_range(shares: list[PercentInterval]) -> PercentInterval:
    """Limits of the index: all shares at their lowest, and all at their highest."""
    lowest = sum(low**2 for low, _ in shares)
    highs = [high for _, high in shares if high is not None]
    if len(highs) < len(shares):
        return lowest, None
    return lowest, min(10_000.0, sum(high**2 for high in highs))


def _national_hhi_range(shares: list[PercentInterval]) -> PercentInterval:
    """Limits of the nation's index: what no city was counted for is infinitely many, or one."""
    lowest, highest = _hhi_range(shares)
    rest = max(0.0, 100.0 - sum(low for low, _ in shares))  # rounding may make it negative
    return lowest, None if highest is None else min(10_000.0, highest + rest**2)
