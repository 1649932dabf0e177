"""The question which products carry a city's growth: `product_contribution`."""

from __future__ import annotations

from itertools import product as combinations
from typing import TYPE_CHECKING, NamedTuple, cast

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._dataset.spans import nearest
from china_trade_cities._model.vocabulary import (
    GrowthMethod,
    GrowthMethodName,
    Measure,
    Status,
    parse_word,
)
from china_trade_cities._queries.denominators import check_additive
from china_trade_cities._queries.growth import NO_BASE, doubt_of_change, percent_change
from china_trade_cities._queries.product_contributions import (
    ProductContribution,
    ProductContributions,
)
from china_trade_cities._queries.results import NOTHING, LazyMapping
from china_trade_cities._queries.top import check_count

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import (
        BasisLike,
        CityLike,
        CurrencyLike,
        Dataset,
        FlowLike,
        PartnerLike,
    )
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.period import PeriodLike
    from china_trade_cities._model.record import City, PercentInterval, Product, TradeRecord


class _Change(NamedTuple):
    """An amount with what its change is known from: its own growth rate, or an earlier amount."""

    record: TradeRecord
    base: TradeRecord | None

    @property
    def growth(self) -> float:
        """The change in percent."""
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
            (amount, amount * 100.0 / (100.0 + cast("float", rate)))
            for amount, rate in combinations(amounts, rates)
        ]

    @property
    def pair(self) -> tuple[float, float]:
        """The amount and its base as printed, or as they follow from what is printed."""
        amount = cast("int", self.record.value)
        if self.base is not None:
            return amount, cast("int", self.base.value)
        return amount, amount * 100.0 / (100.0 + self.growth)


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
    count = check_count(n)
    wanted = parse_word(GrowthMethod, method, "method")
    data = asked(dataset)
    place = data.city(city)
    selection = check_additive(
        data.select(period=period, flow=flow, partner=partner, currency=currency, basis=basis)
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
    question = selection.arguments()
    del question["product"]
    return ProductContributions(
        entries=tuple(entries[:count]),
        city=place,
        method=wanted,
        growth=whole.growth if whole else None,
        whole=whole.record if whole else None,
        whole_base=whole.base if whole else None,
        found=len(entries),
        excluded=LazyMapping(lambda: reasons),
        nearest=NOTHING
        if parts
        else nearest(data, selection, lambda other: len(_answer(data, place, other, wanted).parts)),
        **question,
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
    levels = [change.record] if change.base is None else [change.record, change.base]
    if doubt := doubt_of_change(levels[0], levels[-1]):
        return doubt
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
