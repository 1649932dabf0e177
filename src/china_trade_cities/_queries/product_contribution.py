"""The question which products carry a city's growth: `product_contribution`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product as combinations
from typing import Any, NamedTuple, cast

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import (
    BasisLike,
    CityLike,
    CurrencyLike,
    Dataset,
    FlowLike,
    PartnerLike,
    index_of,
    selection_of,
)
from china_trade_cities._dataset.index import Selection
from china_trade_cities._dataset.near import near
from china_trade_cities._display.columns import BASE, POINTS, RECORD, Columns
from china_trade_cities._display.dicts import base_dict, record_dict
from china_trade_cities._display.results import NOTHING, CitedList, LazyMapping
from china_trade_cities._display.view import Scale, View
from china_trade_cities._display.words import (
    BASES,
    FLOWS,
    STATUSES,
    Citations,
    amount_words,
    city_words,
    counted,
    mark,
    mark_notes,
    near_words,
    percent_words,
    range_words,
)
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
from china_trade_cities._model.validators import check_count
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    GrowthMethod,
    GrowthMethodName,
    Measure,
    Status,
    parse_word,
)
from china_trade_cities._queries.denominators import ADDITIVE, check_additive
from china_trade_cities._queries.growth import (
    NO_BASE,
    doubt_of_change,
    implied_base,
    percent_change,
)


class _Change(NamedTuple):
    """An amount with what its change is known from: its own growth rate, or an earlier amount."""

    record: TradeRecord
    base: TradeRecord | None

    @property
    def growth(self) -> float:
        if self.base is None:
            return cast("float", self.record.growth)
        return percent_change(cast("int", self.record.value), cast("int", self.base.value))

    def ends(self) -> list[tuple[float, float]]:
        """Pairs of an amount and its base between which rounding keeps both."""
        amounts = cast("tuple[int, int]", self.record.interval)
        if self.base is not None:
            return list(combinations(amounts, cast("tuple[int, int]", self.base.interval)))
        rates = cast("PercentInterval", self.record.growth_interval)
        return [
            (amount, implied_base(amount, cast("float", rate)))
            for amount, rate in combinations(amounts, rates)
        ]

    @property
    def pair(self) -> tuple[float, float]:
        """The amount and its base as printed, or as they follow from what is printed."""
        amount = cast("int", self.record.value)
        if self.base is not None:
            return amount, cast("int", self.base.value)
        return amount, implied_base(amount, self.growth)


class _Answer(NamedTuple):
    """The change of all goods, those of products, and why others have none."""

    whole: _Change | None
    parts: dict[Product, _Change]
    reasons: dict[Product, str]


def product_contribution(
    city: CityLike,
    n: int = 10,
    *,
    flow: FlowLike = "export",
    period: PeriodLike | None = None,
    partner: PartnerLike | None = None,
    currency: CurrencyLike = "CNY",
    basis: BasisLike = "location",
    method: GrowthMethod | GrowthMethodName = "published",
    dataset: Dataset | None = None,
) -> ProductContributions:
    """The percentage points that product groups add to the growth of a city's trade.

    contribution = 100 x (amount - amount a year before) / amount of all goods a year before.
    It equals the growth of the group times its weight in all goods a year before, as INSEE
    defines it for aggregates in current prices
    (https://www.insee.fr/en/metadonnees/definition/c1207).

    Product groups overlap and are published in part: the contributions do not add up to the
    growth of all goods, and must not be added.

    Args:
        city: Id, name, code or alias of the city, or a `City`.
        n: How many product groups to return.
        flow: ``export``, ``import``, ``total``, ``re-export``, ``domestic-export``.
        period: The months; None for the reference year of the dataset.
        partner: Id, name or ISO code of a trading partner; None for the world.
        currency: ``CNY``, ``USD``, ``HKD`` or ``MOP``. Nothing is converted.
        basis: How trade is assigned to the city.
        method: Where both growth rates come from. ``published``: amounts a year before follow
            from the amount and the growth that one record prints, amount / (1 + growth / 100),
            for the group as for all goods. ``computed``: they are published amounts. One never
            fills in for the other.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The product groups, largest contribution first, then by product id.

    Raises:
        InvalidArgumentError: An argument has a value that is not allowed.
        CityNotFoundError, AmbiguousCityError, PartnerNotFoundError: A name means nothing, or more
            than one thing.

    Examples:
        >>> import china_trade_cities as ctc
        >>> parts = ctc.product_contribution("Shanghai", period="2023-01/2023-11")
        >>> for entry in parts:
        ...     print(f"{entry.points:+.2f} of {parts.growth:.1f}", entry.product.name)
        +2.38 of 1.7 Mechanical and electrical products
        +2.30 of 1.7 Electric passenger vehicles
        +0.83 of 1.7 Lithium-ion batteries
        +0.04 of 1.7 Solar cells
    """
    data = dataset_or_bundled(dataset)
    count = check_count(n, there_are=lambda: len(data.products))
    wanted = parse_word(GrowthMethod, method, "method")
    place = data.city(city)
    selection = check_additive(
        selection_of(data, period, flow, partner=partner, currency=currency, basis=basis)
    )
    whole, parts, reasons = _answer(data, place, selection, wanted)
    entries = [
        ProductContribution(
            product=product,
            points=_points(part.pair, whole.pair),
            points_range=_points_range(part, whole),
            growth=part.growth,
            record=part.record,
            base_record=part.base,
        )
        for product, part in parts.items()
        if whole is not None
    ]
    entries.sort(key=lambda entry: (-entry.points, entry.product.id))
    hints = near(
        index_of(data),
        selection,
        parts,
        lambda other: _answer(data, place, other, wanted).parts,
        cities=[place],
        flows=ADDITIVE,
    )
    hints.pop("near_products", None)  # all products are asked for
    return ProductContributions(
        entries=tuple(entries[:count]),
        city=place,
        method=wanted,
        growth=whole.growth if whole else None,
        all_goods=whole.record if whole else None,
        all_goods_base=whole.base if whole else None,
        found=len(entries),
        excluded=LazyMapping(lambda: reasons),
        **hints,
        **selection.arguments(without="product"),
    )


def _answer(dataset: Dataset, city: City, selection: Selection, method: GrowthMethod) -> _Answer:
    whole = _change(dataset, city, selection, method)
    parts: dict[Product, _Change] = {}
    reasons: dict[Product, str] = {}
    for product in _products(dataset, city, selection):
        part = _change(dataset, city, selection._replace(product=product), method)
        if isinstance(part, str):
            reasons[product] = part
        elif isinstance(whole, str):
            reasons[product] = f"all goods: {whole}"
        else:
            parts[product] = part
    return _Answer(None if isinstance(whole, str) else whole, parts, reasons)


def _products(dataset: Dataset, city: City, selection: Selection) -> list[Product]:
    """Product groups of which there is anything comparable, by id."""
    found = {
        record.product.id: record.product
        for record in index_of(dataset).records_in(selection.period)
        if record.city == city
        and record.flow is selection.flow
        and record.partner == selection.partner
        and record.product is not None
        and selection.matches(record)
    }
    return [found[key] for key in sorted(found)]


def _change(
    dataset: Dataset, city: City, selection: Selection, method: GrowthMethod
) -> _Change | str:
    """The change of one figure on the year before, or why it is not known."""
    records = index_of(dataset).comparable(selection, Measure.VALUE).get(city, ())
    if not records:
        return "no amount"
    if method is GrowthMethod.COMPUTED:
        before = selection.at(selection.period.previous_year())
        bases = index_of(dataset).comparable(before, Measure.VALUE).get(city, ())
        return _sound(_Change(records[0], bases[0])) if bases else NO_BASE
    both = [record for record in records if record.growth is not None]
    return _sound(_Change(both[0], None)) if both else "no record prints amount and growth"


def _sound(change: _Change) -> _Change | str:
    """The change, or why nothing may be said of it."""
    record, base = change.record, change.base
    if base is not None and (doubt := doubt_of_change(record, base)):
        return doubt
    if record.status in (Status.OTHER_DEFINITION, Status.UNRELIABLE):
        return f"amount is marked as {STATUSES[record.status]}"
    levels = [record] if base is None else [record, base]
    if any(level.status is Status.AT_LEAST for level in levels):
        return 'published as "over"'
    if change.base is None and change.growth - 0.5 * 10.0**-change.record.growth_decimals <= -100:
        return "growth of -100 %: no amount a year before follows"
    if any(base <= 0 for _, base in change.ends()):
        return "base is zero, or may be by rounding"
    return change


def _points(part: tuple[float, float], whole: tuple[float, float]) -> float:
    """Percentage points that a part adds, from amounts and bases."""
    return (part[0] - part[1]) * 100.0 / whole[1]


def _points_range(part: _Change, whole: _Change) -> tuple[float, float]:
    """Lowest and highest contribution that the rounding of all figures allows.

    It rises or falls with each figure as long as the others stay, so the extremes are at the ends.
    """
    possible = [_points(*pairs) for pairs in combinations(part.ends(), whole.ends())]
    return min(possible), max(possible)


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
    def value(self) -> int | None:
        """The amount of the record, in whole units of its currency; None where it prints none."""
        return self.record.value

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure that it is made from."""
        return sources_of(self.record, self.base_record)

    def __repr__(self) -> str:
        return f"<ProductContribution {self.product.id} {self.points:+.2f} points>"


@frozen(kw_only=True, repr=False)
class ProductContributions(CitedList[ProductContribution]):
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
        all_goods: The record of the amount of all goods.
        all_goods_base: The record of that amount a year before; None where growth is published.
        found: How many product groups have a contribution, those cut off by `n` included.
        excluded: Product groups of which something is published but no contribution is known,
            each with the reason.
        nearest: Where there is no contribution, the nearest spans for which the same question has
            an answer, with the number of product groups, nearest first.
        near_partners: Where nothing answers, other partners for which the same question has an
            answer, with the number of product groups, nearest first.
        near_questions: Likewise other flows; the question without one of product and partner;
            and, if no one word helps, two words exchanged. As arguments, with the number.

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
    all_goods: TradeRecord | None
    all_goods_base: TradeRecord | None
    found: int
    excluded: Mapping[Product, str]
    nearest: Mapping[Period, int] = NOTHING
    near_partners: Mapping[Partner, int] = NOTHING
    near_questions: Mapping[str, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure of the entries or of all goods."""
        return sources_of(*self, self.all_goods, self.all_goods_base)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                **record_dict(entry.record),
                "points": entry.points,
                "points_low": entry.points_range[0],
                "points_high": entry.points_range[1],
                "growth": entry.growth,
                "growth_of_all": self.growth,
                "method": self.method.value,
                **base_dict(self.period, entry.base_record),
            }
            for entry in self
        ]

    def _columns(self) -> Columns:
        return (*RECORD, *POINTS, "growth_of_all", "method", *BASE)

    def _view(self) -> View:
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
        if printed := sources_of(self.all_goods, self.all_goods_base):
            notes.append(f"All goods: {percent_words(self.growth)} % {cited.cite(printed)}.")
            notes.append("Product groups overlap: their points must not be added.")
        if self.excluded:
            left_out = counted(len(self.excluded), "product group", "product groups")
            notes.append(f"{left_out} without a contribution, see `excluded` for the reasons.")
        if self.nearest:
            spans = ", ".join(f"{period} ({number})" for period, number in self.nearest.items())
            notes.append(f"Nearest periods with an answer, and of how many groups: {spans}.")
        notes += near_words(self, "product group", "product groups")
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
