"""Factories: a valid object of each model; you give only the fields that matter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

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

M = TypeVar("M")

# What a record may hold; if none of it is given, an amount is.
_FIGURES = {"value", "value_dash", "growth", "growth_dash", "share", "note"}


# The fields that a model needs; a class stands for what its own factory makes.
_DEFAULTS: dict[type[Any], dict[str, Any]] = {
    Period: {"year": 2024},
    Source: {"id": "gazette", "title": "Gazette", "tier": Tier.OFFICIAL},
    City: {
        "id": "anyang",
        "name": "Anyang",
        "name_zh": "安阳",
        "province": "Henan",
        "province_zh": "河南省",
        "level": Level.PREFECTURE,
    },
    Product: {"id": "toys", "name": "Toys"},
    Partner: {"id": "japan", "name": "Japan", "kind": PartnerKind.ECONOMY},
    TradeRecord: {"city": City, "period": Period, "flow": Flow.TOTAL, "source": Source},
    Industry: {"id": "ceramics", "name": "Ceramics"},
    IndustrySpecialization: {
        "city": City,
        "industry": Industry,
        "kind": SpecializationKind.PILLAR,
        "source": Source,
    },
    RankingScope: {"id": "mainland", "name": "Mainland cities by total trade"},
    PublishedRank: {
        "city": City,
        "period": Period,
        "scope": RankingScope,
        "rank": 3,
        "source": Source,
    },
    CityFact: {"city": City, "attribute": "population", "value": "5.4", "source": Source},
    ExchangeRate: {
        "year": 2024,
        "currency": Currency.USD,
        "cny_per_unit": Decimal("7.1957"),
        "source": Source,
    },
    DatasetInfo: {"version": "1", "title": "Test data", "reference_period": Period},
}


def _made(model: type[M], changes: dict[str, Any]) -> M:
    defaults: dict[str, Any] = {
        name: _made(value, {}) if isinstance(value, type) else value
        for name, value in _DEFAULTS[model].items()
        if name not in changes
    }
    return model(**defaults, **changes)


def make_period(**changes: Any) -> Period:
    """A period: the year 2024.

    Args:
        changes: Fields of `Period` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_period
        >>> make_period(), make_period(months=3)
        (Period.parse('2024'), Period.parse('2024-01/2024-03'))
    """
    return _made(Period, changes)


def make_source(**changes: Any) -> Source:
    """A source: an official gazette.

    Args:
        changes: Fields of `Source` that differ, by name.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import make_source
        >>> make_source(id="herald", tier=ctc.Tier.PRESS)
        <Source herald>
    """
    return _made(Source, changes)


def make_city(**changes: Any) -> City:
    """A city: Anyang, a prefecture of Henan.

    Args:
        changes: Fields of `City` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_city
        >>> make_city(), make_city(id="linyi", name="Linyi", name_zh="临沂")
        (<City anyang>, <City linyi>)
    """
    return _made(City, changes)


def make_product(**changes: Any) -> Product:
    """A group of goods: toys.

    Args:
        changes: Fields of `Product` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_product
        >>> make_product(codes=("9503",)).codes
        ('9503',)
    """
    return _made(Product, changes)


def make_partner(**changes: Any) -> Partner:
    """A trading partner: Japan.

    Args:
        changes: Fields of `Partner` that differ, by name.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.testing import make_partner
        >>> make_partner(id="asean", name="ASEAN", kind=ctc.PartnerKind.BLOC)
        <Partner asean>
    """
    return _made(Partner, changes)


def make_record(**changes: Any) -> TradeRecord:
    """A figure: total trade of Anyang in 2024, as the gazette prints it.

    It is an amount of 1,000 yuan unless an amount, growth, a share, a dash or a note is given. An
    amount without a currency is in yuan.

    Args:
        changes: Fields of `TradeRecord` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_record
        >>> make_record(value=5_000_000, rounded_to=1_000_000)
        <TradeRecord anyang total 2024: 5000000 CNY, gazette>
        >>> make_record(growth=7.5)
        <TradeRecord anyang total 2024: growth 7.5 %, gazette>
    """
    figures = changes if _FIGURES & changes.keys() else {"value": 1_000}
    yuan = figures.get("value") is not None or figures.get("value_dash")
    currency = {"currency": Currency.CNY} if yuan else {}
    return _made(TradeRecord, {**currency, **figures, **changes})


def make_industry(**changes: Any) -> Industry:
    """An industry: ceramics.

    Args:
        changes: Fields of `Industry` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_industry
        >>> make_industry(id="tiles", name="Tiles", parent=make_industry()).parent
        <Industry ceramics>
    """
    return _made(Industry, changes)


def make_specialization(**changes: Any) -> IndustrySpecialization:
    """A statement on what a city specialises in: ceramics are a pillar industry of Anyang.

    Args:
        changes: Fields of `IndustrySpecialization` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_specialization
        >>> make_specialization(year=2023)
        <IndustrySpecialization anyang ceramics: pillar>
    """
    return _made(IndustrySpecialization, changes)


def make_ranking_scope(**changes: Any) -> RankingScope:
    """What a published rank is among: mainland cities by total trade.

    Args:
        changes: Fields of `RankingScope` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_ranking_scope
        >>> make_ranking_scope().name
        'Mainland cities by total trade'
    """
    return _made(RankingScope, changes)


def make_published_rank(**changes: Any) -> PublishedRank:
    """A rank that somebody published: Anyang was third in 2024.

    Args:
        changes: Fields of `PublishedRank` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_published_rank
        >>> make_published_rank(rank=1)
        <PublishedRank anyang 2024: 1 in mainland>
    """
    return _made(PublishedRank, changes)


def make_fact(**changes: Any) -> CityFact:
    """A published fact: the population of Anyang is given as 5.4.

    Args:
        changes: Fields of `CityFact` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_fact
        >>> make_fact(unit="million people")
        <CityFact anyang population: 5.4 million people>
    """
    return _made(CityFact, changes)


def make_exchange_rate(**changes: Any) -> ExchangeRate:
    """An annual average rate: 7.1957 yuan for a US dollar in 2024.

    Args:
        changes: Fields of `ExchangeRate` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_exchange_rate
        >>> make_exchange_rate(year=2023)
        <ExchangeRate 2023 USD: 7.1957 CNY>
    """
    return _made(ExchangeRate, changes)


def make_info(**changes: Any) -> DatasetInfo:
    """What a dataset is: version 1 of test data, with 2024 as its reference year.

    Args:
        changes: Fields of `DatasetInfo` that differ, by name.

    Examples:
        >>> from china_trade_cities.testing import make_info
        >>> make_info(version="2")
        <DatasetInfo 2: Test data>
    """
    return _made(DatasetInfo, changes)


def make_dataset(*entries: Entry, info: DatasetInfo | None = None) -> Dataset:
    """A dataset of some entries, and of all that they refer to.

    Cities, sources and whatever else stands behind a figure need not be given: they come with it.
    Without any entry the dataset is empty.

    Args:
        entries: Entries of any table: records, cities, specialisations and so on.
        info: What the dataset is; None is what `make_info` gives.

    Raises:
        InvalidArgumentError: Something is no entry of a table.
        DatasetError: Two different entries have the same id; `problems` lists all of them.

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
    for entry in entries:
        if type(entry) not in KINDS:
            names = ", ".join(kind.__name__ for kind in KINDS)
            raise InvalidArgumentError("entries", entry, f"entries of tables: {names}")
    empty = Dataset(info=make_info() if info is None else info)
    return Dataset(info=empty.info, **grown(tables_of(empty), entries))
