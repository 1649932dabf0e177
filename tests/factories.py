"""Small hand-made objects for tests.

`make` builds a valid object of any public model from its required fields alone; changes are given
by name. `dataset` is a small world of four cities with figures that can be checked by hand.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import china_trade_cities as ctc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

M = TypeVar("M")

# The fields without which an object of the class cannot be made.
REQUIRED: Mapping[type[Any], Callable[[], dict[str, Any]]] = {
    ctc.Period: lambda: {"year": 2024},
    ctc.Source: lambda: {"id": "gazette", "title": "Gazette", "tier": ctc.Tier.OFFICIAL},
    ctc.City: lambda: {
        "id": "anyang",
        "name": "Anyang",
        "name_zh": "安阳",
        "province": "Henan",
        "province_zh": "河南省",
        "level": ctc.Level.PREFECTURE,
    },
    ctc.Product: lambda: {"id": "toys", "name": "Toys"},
    ctc.Partner: lambda: {"id": "japan", "name": "Japan", "kind": ctc.PartnerKind.ECONOMY},
    ctc.TradeRecord: lambda: {
        "city": city(),
        "period": ctc.Period(year=2024),
        "flow": ctc.Flow.TOTAL,
        "source": source(),
    },
    ctc.Industry: lambda: {"id": "ceramics", "name": "Ceramics"},
    ctc.IndustrySpecialization: lambda: {
        "city": city(),
        "industry": make(ctc.Industry),
        "kind": ctc.SpecializationKind.PILLAR,
        "source": source(),
    },
    ctc.RankingScope: lambda: {"id": "mainland", "name": "Mainland cities by total trade"},
    ctc.PublishedRank: lambda: {
        "city": city(),
        "period": ctc.Period(year=2024),
        "scope": make(ctc.RankingScope),
        "rank": 3,
        "source": source(),
    },
    ctc.CityFact: lambda: {
        "city": city(),
        "attribute": "population",
        "value": "5.4",
        "source": source(),
    },
    ctc.ExchangeRate: lambda: {
        "year": 2024,
        "currency": ctc.Currency.USD,
        "cny_per_unit": Decimal("7.1957"),
        "source": source(),
    },
    ctc.DatasetInfo: lambda: {
        "version": "1",
        "title": "Four cities",
        "reference_period": ctc.Period(year=2024),
    },
}


def make(model: type[M], **changes: Any) -> M:
    """A valid object of a model: required fields, and what is given."""
    return model(**(REQUIRED[model]() | changes))


def source(**changes: Any) -> ctc.Source:
    """A source."""
    return make(ctc.Source, **changes)


def city(**changes: Any) -> ctc.City:
    """A city."""
    return make(ctc.City, **changes)


def record(**changes: Any) -> ctc.TradeRecord:
    """A record without any figure unless one is given."""
    return make(ctc.TradeRecord, **changes)


def amount(value: int, **changes: Any) -> ctc.TradeRecord:
    """A record of an amount in yuan."""
    return record(**({"value": value, "currency": ctc.Currency.CNY} | changes))


# --- a small world ------------------------------------------------------------------------

GAZETTE = source()
HERALD = source(id="herald", title="Herald", publisher="Herald Press", tier=ctc.Tier.PRESS)
LINYI = city(id="linyi", name="Linyi", name_zh="临沂", province="Shandong", province_zh="山东省")
WEIFANG = city(
    id="weifang",
    name="Weifang",
    name_zh="潍坊",
    province="Shandong",
    province_zh="山东省",
    region=ctc.Region.EASTERN,
    aliases=("Weihsien",),
)
GAOMI = city(
    id="gaomi",
    name="Gaomi",
    name_zh="高密",
    province="Shandong",
    province_zh="山东省",
    level=ctc.Level.COUNTY,
    parent=WEIFANG,
)
MACAO = city(
    id="macao",
    name="Macao",
    name_zh="澳门",
    province="Macao",
    province_zh="澳门特别行政区",
    level=ctc.Level.SPECIAL_ADMINISTRATIVE_REGION,
    iso3166_2="CN-MO",
)
TOYS = make(ctc.Product, name_zh="玩具", aliases=("playthings",))
JAPAN = make(ctc.Partner, name_zh="日本", iso3166_1="JP")
MANUFACTURING = make(ctc.Industry, id="manufacturing", name="Manufacturing")
CERAMICS = make(
    ctc.Industry, name_zh="陶瓷", isic=("2393",), parent=MANUFACTURING, aliases=("pottery",)
)
SCOPE = make(ctc.RankingScope)
LAST_YEAR = ctc.Period(year=2023)
SPRING = ctc.Period(year=2025, months=3)


def records() -> tuple[ctc.TradeRecord, ...]:
    """Figures of 2023, 2024 and the first quarter of 2025; two sources disagree on Weifang."""
    export = ctc.Flow.EXPORT
    share = {"share": 10.0, "share_of": ctc.ShareOf.CITY_EXPORT}
    return (
        amount(800, city=LINYI, period=LAST_YEAR),
        amount(1_000, city=WEIFANG, period=LAST_YEAR),
        amount(1_000, city=LINYI, growth=20.0),
        amount(1_500, city=WEIFANG, growth=10.5),
        amount(1_700, city=WEIFANG, source=HERALD, rounded_to=100),
        amount(400, city=GAOMI, growth=30.0),
        amount(700, city=MACAO, currency=ctc.Currency.MOP),
        amount(600, city=LINYI, flow=export),
        amount(900, city=WEIFANG, flow=export),
        amount(90, city=WEIFANG, flow=export, product=TOYS, **share),
        amount(50, city=WEIFANG, flow=export, partner=JAPAN),
        amount(600, city=WEIFANG, flow=ctc.Flow.IMPORT),
        amount(300, city=WEIFANG, period=SPRING, growth=-1.5),
    )


def dataset(**changes: Any) -> ctc.Dataset:
    """Four cities, of which Gaomi lies in Weifang and Macao publishes in its own currency."""
    tables: dict[str, Any] = {
        "info": make(ctc.DatasetInfo),
        "cities": (GAOMI, LINYI, MACAO, WEIFANG),
        "records": records(),
        "specializations": (
            make(ctc.IndustrySpecialization, city=LINYI, industry=MANUFACTURING),
            make(
                ctc.IndustrySpecialization,
                city=WEIFANG,
                industry=CERAMICS,
                kind=ctc.SpecializationKind.NATIONAL_CLUSTER,
                source=HERALD,
            ),
        ),
        "industries": (MANUFACTURING, CERAMICS),
        "products": (TOYS,),
        "partners": (JAPAN,),
        "sources": (GAZETTE, HERALD),
        "ranking_scopes": (SCOPE,),
        "published_ranks": (make(ctc.PublishedRank, city=WEIFANG, scope=SCOPE),),
        "facts": (make(ctc.CityFact, city=WEIFANG),),
        "exchange_rates": (make(ctc.ExchangeRate),),
    }
    return ctc.Dataset(**(tables | changes))
