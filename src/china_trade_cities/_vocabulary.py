"""The closed lists of words: enums, the literals that stand for them, and how text becomes one."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Literal, TypeAlias, TypeVar

from china_trade_cities.exceptions import InvalidArgumentError

E = TypeVar("E", bound=Enum)


class Flow(StrEnum):
    """Direction of trade.

    `TOTAL` is export plus import, `BALANCE` export minus import. `RE_EXPORT` and
    `DOMESTIC_EXPORT` are parts of `EXPORT` that Hong Kong and Macao publish.
    """

    TOTAL = "total"
    EXPORT = "export"
    IMPORT = "import"
    BALANCE = "balance"
    RE_EXPORT = "re-export"
    DOMESTIC_EXPORT = "domestic-export"


class Measure(StrEnum):
    """What a record can carry: an amount, its year-on-year change, or its share of something."""

    VALUE = "value"
    GROWTH = "growth"
    SHARE = "share"


class Currency(StrEnum):
    """ISO 4217 code of the currency in which an amount was published."""

    CNY = "CNY"
    USD = "USD"
    HKD = "HKD"
    MOP = "MOP"


class Basis(StrEnum):
    """How trade is assigned to a city. Figures on different bases are not comparable.

    `LOCATION`: where the importing or exporting enterprise is registered (the usual one);
    `DESTINATION_ORIGIN`: where goods are used or were made; `CUSTOMS_DISTRICT`: where they
    cleared customs; `UNSPECIFIED`: the source does not say.
    """

    LOCATION = "location"
    DESTINATION_ORIGIN = "destination-origin"
    CUSTOMS_DISTRICT = "customs-district"
    UNSPECIFIED = "unspecified"


class Status(StrEnum):
    """How far a figure can be relied on, as in SDMX OBS_STATUS, best first.

    `AT_LEAST` ("over 5 trillion") has no code in SDMX, where it is written E with a note.
    """

    NORMAL = "A"
    PROVISIONAL = "P"
    APPROXIMATE = "E"
    OTHER_DEFINITION = "D"
    AT_LEAST = "L"
    UNRELIABLE = "U"


class Tier(StrEnum):
    """Kind of source, most authoritative first: official, press quoting one, or second hand."""

    OFFICIAL = "official"
    PRESS = "press"
    SECONDARY = "secondary"


class Level(StrEnum):
    """Administrative level of a place.

    A county-level city lies inside a prefecture (Yiwu inside Jinhua) and is ranked only when
    named. `NATION` and `PROVINCE` occur in reference figures alone.
    """

    MUNICIPALITY = "municipality"
    SUB_PROVINCIAL = "sub-provincial"
    PREFECTURE = "prefecture"
    SPECIAL_ADMINISTRATIVE_REGION = "special-administrative-region"
    COUNTY = "county"
    PROVINCE = "province"
    NATION = "nation"


class Region(StrEnum):
    """The four economic regions of the National Bureau of Statistics (mainland only)."""

    EASTERN = "eastern"
    CENTRAL = "central"
    WESTERN = "western"
    NORTHEASTERN = "northeastern"


class SpecializationKind(StrEnum):
    """Kind of evidence that a city specialises in an industry, strongest first."""

    NATIONAL_CLUSTER = "national-cluster"
    PILLAR = "pillar"
    MAIN_EXPORT = "main-export"
    REPUTATION = "reputation"
    EMERGING = "emerging"


class ShareOf(StrEnum):
    """The whole that a published share is a part of."""

    CITY_TOTAL = "city-total"
    CITY_EXPORT = "city-export"
    CITY_IMPORT = "city-import"
    CITY_BELT_AND_ROAD = "city-belt-and-road"
    PARENT_CITY = "parent-city"
    PROVINCE = "province"
    NATIONAL = "national"


class PartnerKind(StrEnum):
    """What a trading partner is: an economy, a bloc of economies, or a region of the world."""

    ECONOMY = "economy"
    BLOC = "bloc"
    REGION = "region"


class GrowthMethod(StrEnum):
    """Where a growth rate comes from: printed by the source, or computed from two levels."""

    PUBLISHED = "published"
    COMPUTED = "computed"


class ChangeKind(StrEnum):
    """What happened to an entry of a table between two datasets."""

    ADDED = "added"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Denominator(StrEnum):
    """What parts are measured against: the national figure, or the counted cities together."""

    NATION = "nation"
    CITIES = "cities"


class Span(StrEnum):
    """What each point of a series covers: a month, January to a month, or a calendar year."""

    MONTH = "month"
    YEAR_TO_DATE = "year-to-date"
    YEAR = "year"


FlowName: TypeAlias = Literal[
    "total", "export", "import", "balance", "re-export", "domestic-export"
]
MeasureName: TypeAlias = Literal["value", "growth", "share"]
CurrencyName: TypeAlias = Literal["CNY", "USD", "HKD", "MOP"]
BasisName: TypeAlias = Literal["location", "destination-origin", "customs-district", "unspecified"]
SpecializationKindName: TypeAlias = Literal[
    "national-cluster", "pillar", "main-export", "reputation", "emerging"
]
GrowthMethodName: TypeAlias = Literal["published", "computed"]
SpanName: TypeAlias = Literal["month", "year-to-date", "year"]
DenominatorName: TypeAlias = Literal["nation", "cities"]
TiesName: TypeAlias = Literal["first", "all"]
ConvertToName: TypeAlias = Literal["CNY"]


def parse_word(enum: type[E], word: object, argument: str) -> E:
    """The member of `enum` that `word` names; an error lists all that are allowed."""
    try:
        return enum(word)
    except ValueError:
        allowed = ", ".join(repr(member.value) for member in enum)
        raise InvalidArgumentError(argument, word, allowed) from None
