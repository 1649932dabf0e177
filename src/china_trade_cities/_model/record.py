"""What a figure is made of: `Source`, `City`, `Product`, `Partner` and `TradeRecord`.

All are immutable values without behaviour of their own beyond what follows from their fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from attrs import Factory, field, frozen

from china_trade_cities._model.period import Period
from china_trade_cities._model.validators import (
    MOST_DECIMALS,
    MOST_POWER,
    finite_number,
    is_a,
    optional_text,
    partial_date,
    same_class,
    slug,
    text,
    tuple_of,
    whole_number,
)
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    Level,
    Measure,
    PartnerKind,
    Region,
    ShareOf,
    Status,
    Tier,
    parse_word,
)
from china_trade_cities.exceptions import InvalidFieldError

if TYPE_CHECKING:
    from typing import Protocol

    class HasSources(Protocol):
        @property
        def sources(self) -> tuple[Source, ...]: ...


# Lowest and highest possible true value; None: no upper limit.
Interval: TypeAlias = tuple[int, int | None]
PercentInterval: TypeAlias = tuple[float, float | None]


@frozen(kw_only=True, repr=False)
class Source:
    """Who published a figure, and where it can be read.

    Attributes:
        id: Slug that names the source in tables and results.
        title: Title of the page or table; in brackets where it is paraphrased.
        publisher: Who published it, and whom it quotes, as far as the page says.
        url: Its address; None where it was read in a copy.
        published: ISO 8601 date of publication, to the day, month or year that is known.
        tier: Official, press quoting an official source, or second hand.
        seen_at: ISO 8601 date on which it was read.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> source = ctc.load_dataset("2026.1").source("gacc-location-2024-12")
        >>> source.publisher, source.tier.value
        ('General Administration of Customs of China', 'official')
        >>> print(ctc.load_dataset("2026.1").source("goodcan-trade-cities-2023"))
        Goodcan Trading. Which city in China has the most trade? \
https://goodcantrading.com/which-city-in-china-has-the-most-trade/
    """

    id: str = field(validator=slug)
    title: str = field(validator=text)
    publisher: str | None = field(default=None, validator=optional_text)
    url: str | None = field(default=None, validator=optional_text)
    published: str | None = field(default=None, validator=partial_date)
    tier: Tier = field(validator=is_a(Tier))
    seen_at: str | None = field(default=None, validator=partial_date)
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: who published what, when and where."""
        return sentences(self.publisher or self.id, self.title, self.published, self.url)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Source {self.id}>"


def sentences(*parts: str | None) -> str:
    """What is known, each part a sentence; without a full stop at the end, after an address."""
    ended = [part if part[-1] in ".?!…。？！" else f"{part}." for part in parts if part]
    return " ".join(ended).removesuffix(".")


def described(name: str, name_zh: str | None, *facts: str) -> str:
    """An entry on one line: its names, then what is known of it."""
    names = f"{name} {name_zh}" if name_zh else name
    return f"{names}: {'; '.join(filter(None, facts))}"


def distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Each source once, in order of first appearance."""
    return tuple(dict.fromkeys(sources))


def sources_of(*figures: HasSources | None) -> tuple[Source, ...]:
    """Everybody who printed one of the figures, each once; None has no sources."""
    return distinct(source for figure in figures if figure is not None for source in figure.sources)


@frozen(kw_only=True, repr=False)
class City:
    """A city of China in the sense of official statistics: a whole prefecture, not a built-up area.

    In reference figures it is the nation or a province (`level` says so).

    Attributes:
        id: Slug, unique (``suzhou``, ``suzhou-anhui``).
        name: English name; not unique.
        name_zh: Chinese name, unique.
        pinyin: Romanised Chinese name, where it is known apart from `name`.
        province: English name of the province-level unit.
        province_zh: Its Chinese name.
        region: Economic region; None for Hong Kong, Macao and reference areas.
        level: Administrative level.
        code: GB/T 2260 code, six digits.
        parent: The prefecture that a county-level city lies in, where there is one.
        iso3166_2: ISO 3166-2 code of the province-level unit (``CN-GD``).
        un_locode: The UN/LOCODE that stands for the city.
        other_un_locodes: Further UN/LOCODEs inside it (ports, airports).
        latitude: Degrees north (WGS 84) of the city's centre, from GeoNames.
        longitude: Degrees east.
        population: Residents, where a source is known.
        population_date: ISO 8601 date of that count.
        population_source: Its source.
        open_status: Standing in China's opening to foreign trade, such as a special economic zone.
        aliases: Other names, Chinese, English and historical.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> canton = ctc.city("Canton")
        >>> canton.id, canton.name_zh, canton.code, canton.un_locode
        ('guangzhou', '广州', '440100', 'CNGGZ')
        >>> print(ctc.city("Yiwu"))
        Yiwu 义乌, Zhejiang 浙江省: county in Jinhua; GB/T 2260 330782; UN/LOCODE CNYIU
    """

    id: str = field(validator=slug)
    name: str = field(validator=text)
    name_zh: str = field(validator=text)
    pinyin: str | None = field(default=None, validator=optional_text)
    province: str = field(validator=text)
    province_zh: str = field(validator=text)
    region: Region | None = field(default=None, validator=is_a(Region, optional=True))
    level: Level = field(validator=is_a(Level))
    code: str | None = field(default=None, validator=optional_text)
    parent: City | None = field(default=None, validator=same_class)
    iso3166_2: str | None = field(default=None, validator=optional_text)
    un_locode: str | None = field(default=None, validator=optional_text)
    other_un_locodes: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    latitude: float | None = field(default=None, validator=finite_number(-90, 90))
    longitude: float | None = field(default=None, validator=finite_number(-180, 180))
    population: int | None = field(default=None, validator=whole_number(0, optional=True))
    population_date: str | None = field(default=None, validator=partial_date)
    population_source: Source | None = field(default=None, validator=is_a(Source, optional=True))
    open_status: str | None = field(default=None, validator=optional_text)
    aliases: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: names, where it lies, and its codes."""
        place = "" if self.province == self.name else f", {self.province} {self.province_zh}"
        inside = f" in {self.parent.name}" if self.parent else ""
        first, more = self.other_un_locodes[:2], len(self.other_un_locodes[2:])
        also = ", ".join(first) + (f" and {more} more" if more else "")
        codes = {
            "GB/T 2260": self.code,
            "UN/LOCODE": self.un_locode and self.un_locode + (f" (also {also})" if also else ""),
        }
        found = "".join(f"; {system} {code}" for system, code in codes.items() if code)
        return f"{self.name} {self.name_zh}{place}: {self.level}{inside}{found}"

    @property
    def is_county_level(self) -> bool:
        """Whether it is of county level, and so ranked only when named."""
        return self.level is Level.COUNTY

    @property
    def statistical_currency(self) -> Currency:
        """The currency in which the city's own customs territory publishes.

        Examples:
            >>> import china_trade_cities as ctc
            >>> [ctc.city(name).statistical_currency.value for name in ("Macao", "Zhuhai")]
            ['MOP', 'CNY']
        """
        return _CURRENCY_OF_TERRITORY.get(self.iso3166_2 or "", Currency.CNY)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<City {self.id}>"


_CURRENCY_OF_TERRITORY = {"CN-HK": Currency.HKD, "CN-MO": Currency.MOP}


@frozen(kw_only=True, repr=False)
class Product:
    """A group of goods.

    Customs aggregates (scheme ``GACC``) may overlap: never add them.

    Attributes:
        id: Slug, unique.
        name: English name.
        name_zh: Chinese name.
        scheme: ``GACC`` for groups that China Customs names, ``HS`` for headings of the
            Harmonized System; None for others.
        codes: HS codes that the group equals, where that is clear; text with leading zeros.
        parent: The wider group that it is part of.
        aliases: Other names.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.load_dataset("2026.1").product("lithium batteries").codes
        ('850760',)
        >>> print(ctc.load_dataset("2026.1").product("lithium batteries"))
        Lithium-ion batteries 锂离子蓄电池: product group; HS 850760; part of Storage batteries
    """

    id: str = field(validator=slug)
    name: str = field(validator=text)
    name_zh: str | None = field(default=None, validator=optional_text)
    scheme: str | None = field(default=None, validator=optional_text)
    codes: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    parent: Product | None = field(default=None, validator=same_class)
    aliases: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: names, codes and the wider group."""
        codes = f"HS {', '.join(self.codes)}" if self.codes else ""
        wider = f"part of {self.parent.name}" if self.parent else ""
        return described(self.name, self.name_zh, "product group", codes, wider)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Product {self.id}>"


@frozen(kw_only=True, repr=False)
class Partner:
    """Whom the trade is with: an economy, a bloc of economies, or a region of the world.

    Attributes:
        id: Slug, unique.
        name: English name.
        name_zh: Chinese name.
        kind: Economy, bloc or region.
        iso3166_1: ISO 3166-1 alpha-2 code of an economy.
        aliases: Other names.
        note: Membership and its changes.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.load_dataset("2026.1").partner("ASEAN").kind.value
        'bloc'
        >>> print(ctc.load_dataset("2026.1").partner("USA"))
        United States 美国: economy; ISO 3166-1 US
    """

    id: str = field(validator=slug)
    name: str = field(validator=text)
    name_zh: str | None = field(default=None, validator=optional_text)
    kind: PartnerKind = field(validator=is_a(PartnerKind))
    iso3166_1: str | None = field(default=None, validator=optional_text)
    aliases: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: names, kind and code."""
        code = f"ISO 3166-1 {self.iso3166_1}" if self.iso3166_1 else ""
        return described(self.name, self.name_zh, self.kind, code)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Partner {self.id}>"


STATUS_ORDER = {status: order for order, status in enumerate(Status)}


def worse_status(*statuses: Status) -> Status:
    """Of some statuses that which can be relied on least."""
    return max(statuses, key=STATUS_ORDER.__getitem__)


_DOUBTFUL = (Status.APPROXIMATE, Status.OTHER_DEFINITION, Status.UNRELIABLE)


def _in_words(status: Status) -> str:
    return status.name.lower().replace("_", " ")


def _decimals(number: float | None) -> int:
    """Decimal places that a number shows when it is printed."""
    if not isinstance(number, float):
        return 0
    digits, _, exponent = float.__repr__(number).partition("e")
    return len(digits.partition(".")[2]) - int(exponent or 0)


@frozen(kw_only=True, repr=False)
class TradeRecord:
    """What one source printed about one city's trade: an amount, its growth, its share.

    Attributes:
        city: The city, or a reference area.
        period: The months covered.
        flow: Direction of trade.
        product: Commodity group; None is all goods.
        partner: Trading partner; None is the world.
        value: Amount in whole units of `currency`, unrounded from what was printed (3.51
            trillion yuan is 3_510_000_000_000); None where none was printed.
        currency: Currency of `value`; None where no amount was printed, because a growth rate
            or share alone does not say it.
        rounded_to: Unit to which `value` was rounded by its publisher, in `currency`.
        unit_multiplier: Power of ten in which it was printed, as in SDMX UNIT_MULT: 8 is 亿.
        value_dash: The source prints a dash for the amount: nil or below `rounded_to`.
        growth: Published change on the same months a year before, in percent.
        growth_decimals: Decimal places to which it was printed.
        growth_dash: The source prints a dash for the growth.
        share: Published share of `share_of`, in percent.
        share_decimals: Decimal places to which it was printed.
        share_of: What the share is a share of.
        status: How far the figure can be relied on.
        basis: How trade is assigned to the city.
        source: Who printed it.
        corroborated_by: Further sources that print the same.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold, or fields contradict each other.

    Examples:
        >>> import china_trade_cities as ctc
        >>> span = "2023-01/2023-11"
        >>> record = ctc.load_dataset("2026.1").preferred("Shenzhen", period=span)
        >>> record.value, record.rounded_to, record.interval
        (3510000000000, 10000000000, (3505000000000, 3515000000000))
        >>> print(record)
        Shenzhen 深圳, total, 2023-01/2023-11: 3,510,000,000,000 CNY; growth 6.3 %; \
share 9.2 % (national); Xinhua on People's Daily Online
    """

    city: City = field(validator=is_a(City))
    period: Period = field(validator=is_a(Period))
    flow: Flow = field(validator=is_a(Flow))
    product: Product | None = field(default=None, validator=is_a(Product, optional=True))
    partner: Partner | None = field(default=None, validator=is_a(Partner, optional=True))
    value: int | None = field(default=None, validator=whole_number(optional=True))
    currency: Currency | None = field(default=None, validator=is_a(Currency, optional=True))
    rounded_to: int = field(default=1, validator=whole_number(1))
    unit_multiplier: int = field(default=0, validator=whole_number(0, MOST_POWER))
    value_dash: bool = field(default=False, validator=is_a(bool))
    growth: float | None = field(default=None, validator=finite_number(-1e9, 1e9))
    growth_decimals: int = field(
        default=Factory(lambda record: _decimals(record.growth), takes_self=True),
        validator=whole_number(0, MOST_DECIMALS),
    )
    growth_dash: bool = field(default=False, validator=is_a(bool))
    share: float | None = field(default=None, validator=finite_number(0, 100))
    share_decimals: int = field(
        default=Factory(lambda record: _decimals(record.share), takes_self=True),
        validator=whole_number(0, MOST_DECIMALS),
    )
    share_of: ShareOf | None = field(default=None, validator=is_a(ShareOf, optional=True))
    status: Status = field(default=Status.NORMAL, validator=is_a(Status))
    basis: Basis = field(default=Basis.LOCATION, validator=is_a(Basis))
    source: Source = field(validator=is_a(Source))
    corroborated_by: tuple[Source, ...] = field(default=(), validator=tuple_of(Source))
    note: str | None = field(default=None, validator=optional_text)

    def __attrs_post_init__(self) -> None:
        for name, allowed in self._contradictions():
            raise InvalidFieldError("TradeRecord", name, getattr(self, name), allowed)

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        """Contradictions between fields: the field to blame, and what it must be."""
        if self.value is not None or self.value_dash:
            if self.currency is None:
                yield "currency", "the currency of the amount"
            if self.value_dash and self.value is not None:
                yield "value", "None if the source prints a dash (value_dash)"
            if self.value is not None and self.value < 0 and self.flow is not Flow.BALANCE:
                yield "value", "an amount of 0 or more, except for a balance"
        if self.growth_dash and self.growth is not None:
            yield "growth", "None if the source prints a dash (growth_dash)"
        growth, share = self.growth, self.share
        if growth is not None and round(growth, self.growth_decimals) != growth:
            yield "growth_decimals", f"at least the decimals that {growth} shows"
        if share is not None and round(share, self.share_decimals) != share:
            yield "share_decimals", f"at least the decimals that {share} shows"
        if (share is None) is not (self.share_of is None):
            yield "share_of", "given with a share, and only with one"

    @property
    def parts(self) -> tuple[TradeRecord, ...]:
        """Export and import that a derived total or balance follows from; else nothing.

        A source that prints both, but no total (balance), gives it by definition. Such a record
        stands in answers only: its growth is None, its interval is the sum (difference) of those of
        the parts, and its status the worse of the two.

        Examples:
            >>> import china_trade_cities as ctc
            >>> record = ctc.top_n(1, period=2023, cities="Yantai")[0].record
            >>> record.value, [part.flow.value for part in record.parts]
            (456910180000, ['export', 'import'])
        """
        return ()

    @property
    def is_derived(self) -> bool:
        """Whether it follows from `parts` and was not printed itself."""
        return bool(self.parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that print this figure."""
        return (self.source, *self.corroborated_by)

    @property
    def is_doubtful(self) -> bool:
        """Whether its status (approximate, D or unreliable) leaves more in doubt than rounding."""
        return self.status in _DOUBTFUL

    @property
    def interval(self) -> Interval | None:
        """Lowest and highest true value that its rounding allows, in `currency`.

        The highest is None for a figure published as "over" (status L). A dash may stand for
        anything below the rounding unit. None where nothing was printed.
        """
        if self.value_dash:
            return (0, self.rounded_to)
        if self.value is None:
            return None
        if self.status is Status.AT_LEAST:
            return (self.value, None)
        half = self.rounded_to // 2
        low = self.value - half
        return (low if self.flow is Flow.BALANCE else max(0, low), self.value + half)

    @property
    def growth_interval(self) -> PercentInterval | None:
        """Lowest and highest true growth that its rounding allows, in percent.

        The highest is None for a rate published as "over" (status L without an amount: where
        there is one, "over" is a statement on the amount).
        """
        return self._percent_interval(self.growth, self.growth_decimals)

    @property
    def share_interval(self) -> PercentInterval | None:
        """Lowest and highest true share that its rounding allows, in percent."""
        return self._percent_interval(self.share, self.share_decimals)

    def carries(self, measure: Measure) -> bool:
        """Whether it holds an amount, a growth rate or a share."""
        if not isinstance(measure, Measure):
            measure = parse_word(Measure, measure, "measure")
        return getattr(self, measure.value) is not None

    def __str__(self) -> str:
        """For people: whose figure it is, what it says, and who printed it."""
        question = (self.flow, self.product and self.product.name, self.partner, self.period)
        of = ", ".join(
            part.name if isinstance(part, Partner) else str(part) for part in question if part
        )
        status = "" if self.status is Status.NORMAL else f" ({_in_words(self.status)})"
        figures = (
            f"{self.value:,} {self.currency}{status}" if self.value is not None else "",
            f"growth {self.growth} %" if self.growth is not None else "",
            f"share {self.share} % ({self.share_of})" if self.share is not None else "",
            self.source.publisher or self.source.title,
        )
        return described(f"{self.city.name} {self.city.name_zh}, {of}", None, *figures)

    def __repr__(self) -> str:
        product = f" {self.product.id}" if self.product else ""
        partner = f" with {self.partner.id}" if self.partner else ""
        figures = [
            f"{self.value} {self.currency}" if self.value is not None else "",
            f"growth {self.growth} %" if self.growth is not None else "",
            f"share {self.share} %" if self.share is not None else "",
            self.source.id,
        ]
        return (
            f"<TradeRecord {self.city.id} {self.flow}{product}{partner} {self.period}: "
            f"{', '.join(figure for figure in figures if figure)}>"
        )

    def _percent_interval(self, percent: float | None, decimals: int) -> PercentInterval | None:
        if percent is None:
            return None
        if self.status is Status.AT_LEAST and self.value is None:
            return (percent, None)
        half = 0.5 * 10.0**-decimals
        # Rounded so that neighbours such as 14.5 and 14.6 meet exactly in the middle.
        return (round(percent - half, decimals + 1), round(percent + half, decimals + 1))
