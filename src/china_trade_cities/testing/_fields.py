"""The fields of each model, none of them required, for type checkers.

A factory takes any of them by name: ``make_city(**fields: Unpack[CityFields])``. The tests hold
names and types against the models.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from china_trade_cities._model.evidence import Industry, RankingScope
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source
from china_trade_cities._model.vocabulary import (
    Basis,
    Currency,
    Flow,
    Level,
    PartnerKind,
    Region,
    ShareOf,
    SpecializationKind,
    Status,
    Tier,
)


class PeriodFields(TypedDict, total=False):
    """Fields of a `Period`."""

    year: int
    month: int
    months: int


class SourceFields(TypedDict, total=False):
    """Fields of a `Source`."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: str | None
    tier: Tier
    seen_at: str | None
    note: str | None


class CityFields(TypedDict, total=False):
    """Fields of a `City`."""

    id: str
    name: str
    name_zh: str
    pinyin: str | None
    province: str
    province_zh: str
    region: Region | None
    level: Level
    code: str | None
    parent: City | None
    iso3166_2: str | None
    un_locode: str | None
    other_un_locodes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    population: int | None
    population_date: str | None
    population_source: Source | None
    open_status: str | None
    aliases: tuple[str, ...]
    note: str | None


class ProductFields(TypedDict, total=False):
    """Fields of a `Product`."""

    id: str
    name: str
    name_zh: str | None
    scheme: str | None
    codes: tuple[str, ...]
    parent: Product | None
    aliases: tuple[str, ...]
    note: str | None


class PartnerFields(TypedDict, total=False):
    """Fields of a `Partner`."""

    id: str
    name: str
    name_zh: str | None
    kind: PartnerKind
    iso3166_1: str | None
    note: str | None


class TradeRecordFields(TypedDict, total=False):
    """Fields of a `TradeRecord`."""

    city: City
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    value: int | None
    currency: Currency | None
    rounded_to: int
    unit_multiplier: int
    value_dash: bool
    growth: float | None
    growth_decimals: int
    growth_dash: bool
    share: float | None
    share_decimals: int
    share_of: ShareOf | None
    status: Status
    basis: Basis
    source: Source
    corroborated_by: tuple[Source, ...]
    note: str | None


class IndustryFields(TypedDict, total=False):
    """Fields of an `Industry`."""

    id: str
    name: str
    name_zh: str | None
    isic: tuple[str, ...]
    parent: Industry | None
    aliases: tuple[str, ...]


class IndustrySpecializationFields(TypedDict, total=False):
    """Fields of an `IndustrySpecialization`."""

    city: City
    industry: Industry
    kind: SpecializationKind
    year: int | None
    source: Source
    label: str | None
    note: str | None


class RankingScopeFields(TypedDict, total=False):
    """Fields of a `RankingScope`."""

    id: str
    name: str


class PublishedRankFields(TypedDict, total=False):
    """Fields of a `PublishedRank`."""

    city: City
    period: Period
    scope: RankingScope
    rank: int
    score: Decimal | None
    source: Source
    corroborated_by: tuple[Source, ...]
    note: str | None


class CityFactFields(TypedDict, total=False):
    """Fields of a `CityFact`."""

    city: City
    attribute: str
    value: str
    unit: str | None
    year: int | None
    source: Source
    note: str | None


class ExchangeRateFields(TypedDict, total=False):
    """Fields of an `ExchangeRate`."""

    year: int
    currency: Currency
    cny_per_unit: Decimal
    source: Source
    note: str | None


class DatasetInfoFields(TypedDict, total=False):
    """Fields of a `DatasetInfo`."""

    version: str
    title: str
    description: str | None
    created: str | None
    reference_period: Period
    licenses: tuple[str, ...]
    credits: tuple[str, ...]
