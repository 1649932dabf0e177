"""What is known of a city besides amounts of trade: industries, ranks, facts, exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import Attribute, field, frozen

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, described
from china_trade_cities._model.validators import (
    LARGEST,
    MOST_DECIMALS,
    SCHEMAS,
    is_a,
    optional_text,
    reject,
    same_class,
    slug,
    text,
    tuple_of,
    whole_number,
)
from china_trade_cities._model.vocabulary import Currency, SpecializationKind


def _price(instance: object, attribute: Attribute[Any], value: object) -> None:
    if not (isinstance(value, Decimal) and value.is_finite() and value > 0):
        reject(instance, attribute, value, "a Decimal above 0")
    elif not _is_bounded(value):
        reject(instance, attribute, value, _BOUNDED)


def _score(instance: object, attribute: Attribute[Any], value: Any) -> None:
    if value is not None and not isinstance(value, Decimal):
        reject(instance, attribute, value, "a Decimal or None")
    if value is not None and not value.is_finite():
        reject(instance, attribute, value, "a finite Decimal or None")
    if value is not None and not _is_bounded(value):
        reject(instance, attribute, value, _BOUNDED)


_BOUNDED = f"a Decimal from -10^18 to 10^18, with at most {MOST_DECIMALS} decimals"


def _is_bounded(value: Decimal) -> bool:
    """Whether arithmetic with it ends: ``1E+999999`` has a million digits."""
    exponent = value.as_tuple().exponent
    return (
        # abs() would round to the context, in which 1E+999999999 is too much for it.
        -LARGEST <= value <= LARGEST and isinstance(exponent, int) and exponent >= -MOST_DECIMALS
    )


SCHEMAS[_price] = {"pattern": "^[0-9.]*[1-9]"}
SCHEMAS[_score] = {}


def _said(city: City, what: str, when: Period | int | None, value: str, source: Source) -> str:
    """What somebody says of a city, on one line."""
    about = ", ".join(str(part) for part in (what, when) if part is not None)
    name = f"{city.name} {city.name_zh}, {about}"
    return described(name, None, value, source.publisher or source.title)


@frozen(kw_only=True, repr=False)
class Industry:
    """A branch of the economy, in a tree from broad to narrow.

    Attributes:
        id: Slug, unique.
        name: English name.
        name_zh: Chinese name.
        isic: ISIC Rev.4 divisions (two digits), groups or classes (four) that it falls under;
            our own mapping.
        parent: The wider industry.
        aliases: Other names, Chinese and English.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> industry = ctc.load_dataset("2026.1").industries_for("芯片")[0]
        >>> industry.id, industry.isic, industry.parent.id
        ('integrated-circuits', ('2610',), 'electronics')
        >>> print(industry)
        Integrated circuits 集成电路: industry; ISIC Rev.4 2610; part of Electronics
    """

    id: str = field(validator=slug)
    name: str = field(validator=text)
    name_zh: str | None = field(default=None, validator=optional_text)
    isic: tuple[str, ...] = field(default=(), validator=tuple_of(str))
    parent: Industry | None = field(default=None, validator=same_class)
    aliases: tuple[str, ...] = field(default=(), validator=tuple_of(str))

    def __str__(self) -> str:
        """For people: names, codes and the wider industry."""
        codes = f"ISIC Rev.4 {', '.join(self.isic)}" if self.isic else ""
        wider = f"part of {self.parent.name}" if self.parent else ""
        return described(self.name, self.name_zh, "industry", codes, wider)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Industry {self.id}>"


@frozen(kw_only=True, repr=False)
class IndustrySpecialization:
    """One source's word that a city specialises in an industry.

    Attributes:
        city: The city.
        industry: The industry.
        kind: What kind of evidence it is.
        year: The year it speaks of; None where the source gives none.
        source: Who says so.
        label: The industry in the source's own words.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> evidence = ctc.by_specialization("small commodities")[0].evidence[0]
        >>> evidence.city.id, evidence.kind.value
        ('yiwu', 'main-export')
        >>> print(evidence)
        Yiwu 义乌, Small commodities, 2021: main-export; China Daily (ezhejiang.gov.cn)
    """

    city: City = field(validator=is_a(City))
    industry: Industry = field(validator=is_a(Industry))
    kind: SpecializationKind = field(validator=is_a(SpecializationKind))
    year: int | None = field(default=None, validator=whole_number(1000, optional=True))
    source: Source = field(validator=is_a(Source))
    label: str | None = field(default=None, validator=optional_text)
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: who specialises in what, by which evidence, and who says so."""
        return _said(self.city, self.industry.name, self.year, self.kind, self.source)

    def __repr__(self) -> str:
        return f"<IndustrySpecialization {self.city.id} {self.industry.id}: {self.kind}>"


@frozen(kw_only=True, repr=False)
class RankingScope:
    """What a published rank is a rank among, and by what.

    Attributes:
        id: Slug, unique.
        name: The scope in words.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ctc.load_dataset("2026.1").published_ranks[0].scope.name
        'Cities of Anhui by growth of total trade'
    """

    id: str = field(validator=slug)
    name: str = field(validator=text)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<RankingScope {self.id}>"


@frozen(kw_only=True, repr=False)
class PublishedRank:
    """A rank that somebody published for a city, kept as a claim and never used in a ranking.

    Attributes:
        city: The city.
        period: The months it speaks of.
        scope: Among which places, and by what.
        rank: The rank, 1 is first.
        score: The score behind it, where one was printed.
        source: Who says so.
        corroborated_by: Further sources that say the same.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ranks = ctc.profile("Shenzhen").published_ranks
        >>> [(rank.rank, rank.scope.id) for rank in ranks if str(rank.period) == "2023-01/2023-11"]
        [(1, 'mainland-top10-total-growth'), (1, 'mainland-total-trade')]
        >>> print(ranks[0])
        Shenzhen 深圳, Mainland cities by exports, 2025-01/2025-07: rank 1; \
self-media account on NetEase
    """

    city: City = field(validator=is_a(City))
    period: Period = field(validator=is_a(Period))
    scope: RankingScope = field(validator=is_a(RankingScope))
    rank: int = field(validator=whole_number(1))
    score: Decimal | None = field(default=None, validator=_score)
    source: Source = field(validator=is_a(Source))
    corroborated_by: tuple[Source, ...] = field(default=(), validator=tuple_of(Source))
    note: str | None = field(default=None, validator=optional_text)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that say so."""
        return (self.source, *self.corroborated_by)

    def __str__(self) -> str:
        """For people: which rank, among whom, and who says so."""
        return _said(self.city, self.scope.name, self.period, f"rank {self.rank}", self.source)

    def __repr__(self) -> str:
        return f"<PublishedRank {self.city.id} {self.period}: {self.rank} in {self.scope.id}>"


@frozen(kw_only=True, repr=False)
class CityFact:
    """A published fact about a city that is not a trade figure.

    Attributes:
        city: The city.
        attribute: What is stated, such as ``population``.
        value: The value as printed.
        unit: Its unit.
        year: The year it speaks of; None where the source gives none.
        source: Who says so.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> [(fact.attribute, fact.value, fact.unit) for fact in ctc.profile("Ningbo").facts]
        [('population', '7.6', 'million people')]
        >>> print(ctc.profile("Ningbo").facts[0])
        Ningbo 宁波, population: 7.6 million people; ddpch.com
    """

    city: City = field(validator=is_a(City))
    attribute: str = field(validator=slug)
    value: str = field(validator=text)
    unit: str | None = field(default=None, validator=optional_text)
    year: int | None = field(default=None, validator=whole_number(1000, optional=True))
    source: Source = field(validator=is_a(Source))
    note: str | None = field(default=None, validator=optional_text)

    def __str__(self) -> str:
        """For people: what is stated, and who says so."""
        value = " ".join(filter(None, (self.value, self.unit)))
        return _said(self.city, self.attribute, self.year, value, self.source)

    def __repr__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"<CityFact {self.city.id} {self.attribute}: {self.value}{unit}>"


@frozen(kw_only=True, repr=False)
class ExchangeRate:
    """Annual average price of one unit of a currency in yuan.

    Attributes:
        year: The calendar year.
        currency: The currency that is priced.
        cny_per_unit: Yuan for one unit of it, as published.
        source: Who published it.
        note: Anything a reader should know about it.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for rate in ctc.load_dataset("2026.1").exchange_rates:
        ...     if rate.year == 2024:
        ...         print(rate.currency, rate.cny_per_unit)
        HKD 0.9222
        USD 7.1957
    """

    year: int = field(validator=whole_number(1000))
    currency: Currency = field(validator=is_a(Currency))
    cny_per_unit: Decimal = field(validator=_price)
    source: Source = field(validator=is_a(Source))
    note: str | None = field(default=None, validator=optional_text)

    def __repr__(self) -> str:
        return f"<ExchangeRate {self.year} {self.currency}: {self.cny_per_unit} CNY>"
