"""Factories: a valid object of each model, of which only what matters need be said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, Unpack

from china_trade_cities._dataset.changes import Entry
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import KINDS, grown, tables_of
from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.vocabulary import (
    Currency,
    Flow,
    Level,
    PartnerKind,
    SpecializationKind,
    Tier,
)
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.testing._fields import (
    CityFactFields,
    CityFields,
    DatasetInfoFields,
    ExchangeRateFields,
    IndustryFields,
    IndustrySpecializationFields,
    PartnerFields,
    PeriodFields,
    ProductFields,
    PublishedRankFields,
    RankingScopeFields,
    SourceFields,
    TradeRecordFields,
)

M = TypeVar("M")

# What a record says: where none of it is given, an amount is.
_FIGURES = {"value", "value_dash", "growth", "growth_dash", "share", "note"}


def _made(model: type[M], defaults: dict[str, Any], fields: Mapping[str, Any]) -> M:
    return model(**(defaults | dict(fields)))


def make_period(**fields: Unpack[PeriodFields]) -> Period:
    """A period: the year 2024.

    Args:
        fields: What is other, by the names of the fields of `Period`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_period
        >>> make_period(), make_period(months=3)
        (Period.parse('2024'), Period.parse('2024-01/2024-03'))
    """
    return _made(Period, {"year": 2024}, fields)


def make_source(**fields: Unpack[SourceFields]) -> Source:
    """A source: an official gazette.

    Args:
        fields: What is other, by the names of the fields of `Source`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import make_source
        >>> make_source(id="herald", tier=ctc.Tier.PRESS)
        <Source herald>
    """
    return _made(Source, {"id": "gazette", "title": "Gazette", "tier": Tier.OFFICIAL}, fields)


def make_city(**fields: Unpack[CityFields]) -> City:
    """A city: Anyang, a prefecture of Henan.

    Args:
        fields: What is other, by the names of the fields of `City`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_city
        >>> make_city(), make_city(id="linyi", name="Linyi", name_zh="临沂")
        (<City anyang>, <City linyi>)
    """
    anyang = {
        "id": "anyang",
        "name": "Anyang",
        "name_zh": "安阳",
        "province": "Henan",
        "province_zh": "河南省",
        "level": Level.PREFECTURE,
    }
    return _made(City, anyang, fields)


def make_product(**fields: Unpack[ProductFields]) -> Product:
    """A group of goods: toys.

    Args:
        fields: What is other, by the names of the fields of `Product`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_product
        >>> make_product(codes=("9503",)).codes
        ('9503',)
    """
    return _made(Product, {"id": "toys", "name": "Toys"}, fields)


def make_partner(**fields: Unpack[PartnerFields]) -> Partner:
    """A trading partner: Japan.

    Args:
        fields: What is other, by the names of the fields of `Partner`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import make_partner
        >>> make_partner(id="asean", name="ASEAN", kind=ctc.PartnerKind.BLOC)
        <Partner asean>
    """
    japan = {"id": "japan", "name": "Japan", "kind": PartnerKind.ECONOMY}
    return _made(Partner, japan, fields)


def make_record(**fields: Unpack[TradeRecordFields]) -> TradeRecord:
    """A figure: total trade of Anyang in 2024, as the gazette prints it.

    It is an amount of 1,000 yuan unless an amount, growth, a share, a dash or a note is given. An
    amount without a currency is in yuan.

    Args:
        fields: What is other, by the names of the fields of `TradeRecord`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold, or fields contradict each other.

    Examples:
        >>> from china_trade_cities.testing import make_record
        >>> make_record(value=5_000_000, rounded_to=1_000_000)
        <TradeRecord anyang total 2024: 5000000 CNY, gazette>
        >>> make_record(growth=7.5)
        <TradeRecord anyang total 2024: growth 7.5 %, gazette>
    """
    defaults: dict[str, Any] = {
        "city": make_city(),
        "period": make_period(),
        "flow": Flow.TOTAL,
        "source": make_source(),
    }
    if not _FIGURES & fields.keys():
        defaults["value"] = 1_000
    if (defaults | dict(fields)).get("value") is not None or fields.get("value_dash"):
        defaults["currency"] = Currency.CNY
    return _made(TradeRecord, defaults, fields)


def make_industry(**fields: Unpack[IndustryFields]) -> Industry:
    """An industry: ceramics.

    Args:
        fields: What is other, by the names of the fields of `Industry`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_industry
        >>> make_industry(id="tiles", name="Tiles", parent=make_industry()).parent
        <Industry ceramics>
    """
    return _made(Industry, {"id": "ceramics", "name": "Ceramics"}, fields)


def make_specialization(**fields: Unpack[IndustrySpecializationFields]) -> IndustrySpecialization:
    """A source's word on what a city specialises in: ceramics are a pillar industry of Anyang.

    Args:
        fields: What is other, by the names of the fields of `IndustrySpecialization`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_specialization
        >>> make_specialization(year=2023)
        <IndustrySpecialization anyang ceramics: pillar>
    """
    defaults = {
        "city": make_city(),
        "industry": make_industry(),
        "kind": SpecializationKind.PILLAR,
        "source": make_source(),
    }
    return _made(IndustrySpecialization, defaults, fields)


def make_ranking_scope(**fields: Unpack[RankingScopeFields]) -> RankingScope:
    """What a published rank is among: mainland cities by total trade.

    Args:
        fields: What is other, by the names of the fields of `RankingScope`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_ranking_scope
        >>> make_ranking_scope().name
        'Mainland cities by total trade'
    """
    mainland = {"id": "mainland", "name": "Mainland cities by total trade"}
    return _made(RankingScope, mainland, fields)


def make_published_rank(**fields: Unpack[PublishedRankFields]) -> PublishedRank:
    """A rank that somebody published: Anyang was third in 2024.

    Args:
        fields: What is other, by the names of the fields of `PublishedRank`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_published_rank
        >>> make_published_rank(rank=1)
        <PublishedRank anyang 2024: 1 in mainland>
    """
    defaults = {
        "city": make_city(),
        "period": make_period(),
        "scope": make_ranking_scope(),
        "rank": 3,
        "source": make_source(),
    }
    return _made(PublishedRank, defaults, fields)


def make_fact(**fields: Unpack[CityFactFields]) -> CityFact:
    """A published fact: the population of Anyang is given as 5.4.

    Args:
        fields: What is other, by the names of the fields of `CityFact`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_fact
        >>> make_fact(unit="million people")
        <CityFact anyang population: 5.4 million people>
    """
    defaults = {
        "city": make_city(),
        "attribute": "population",
        "value": "5.4",
        "source": make_source(),
    }
    return _made(CityFact, defaults, fields)


def make_exchange_rate(**fields: Unpack[ExchangeRateFields]) -> ExchangeRate:
    """An annual average rate: 7.1957 yuan for a US dollar in 2024.

    Args:
        fields: What is other, by the names of the fields of `ExchangeRate`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_exchange_rate
        >>> make_exchange_rate(year=2023)
        <ExchangeRate 2023 USD: 7.1957 CNY>
    """
    defaults = {
        "year": 2024,
        "currency": Currency.USD,
        "cny_per_unit": Decimal("7.1957"),
        "source": make_source(),
    }
    return _made(ExchangeRate, defaults, fields)


def make_info(**fields: Unpack[DatasetInfoFields]) -> DatasetInfo:
    """What a dataset is: version 1 of test data, with 2024 as its reference year.

    Args:
        fields: What is other, by the names of the fields of `DatasetInfo`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> from china_trade_cities.testing import make_info
        >>> make_info(version="2")
        <DatasetInfo 2: Test data>
    """
    defaults = {"version": "1", "title": "Test data", "reference_period": make_period()}
    return _made(DatasetInfo, defaults, fields)


def make_dataset(*things: Entry, info: DatasetInfo | None = None) -> Dataset:
    """A dataset of some things, and of all that they refer to.

    Cities, sources and whatever else stands behind a figure need not be given: they come with it.
    Without anything it is an empty dataset.

    Args:
        things: Entries of any table: records, cities, specialisations and so on.
        info: What the dataset is; None is what `make_info` gives.

    Raises:
        InvalidArgumentError: Something is no entry of a table.
        DatasetError: Two different things have the same id; `problems` lists them all.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import make_city, make_dataset, make_record
        >>> linyi = make_city(id="linyi", name="Linyi", name_zh="临沂")
        >>> dataset = make_dataset(make_record(value=300), make_record(city=linyi, value=200))
        >>> dataset.cities, dataset.sources
        ((<City anyang>, <City linyi>), (<Source gazette>,))
        >>> [entry.city.name for entry in ctc.top_n(dataset=dataset)]
        ['Anyang', 'Linyi']
    """
    for thing in things:
        if type(thing) not in KINDS:
            names = ", ".join(kind.__name__ for kind in KINDS)
            raise InvalidArgumentError("things", thing, f"entries of tables: {names}")
    empty = Dataset(info=make_info() if info is None else info)
    return Dataset(info=empty.info, **grown(tables_of(empty), things))
