"""The closed lists of words: enums, the literals that stand for them, and how text becomes one."""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar

from china_trade_cities._model.validators import plain
from china_trade_cities.exceptions import InvalidArgumentError

E = TypeVar("E", bound=Enum)


class Flow(StrEnum):
    """Direction of trade."""

    TOTAL = "total"
    """Export plus import."""
    EXPORT = "export"
    """Goods that leave."""
    IMPORT = "import"
    """Goods that enter."""
    BALANCE = "balance"
    """Export minus import; may be negative."""
    RE_EXPORT = "re-export"
    """The part of `export` that was imported before; Hong Kong and Macao publish it."""
    DOMESTIC_EXPORT = "domestic-export"
    """The part of `export` that was made there; Hong Kong and Macao publish it."""


class Measure(StrEnum):
    """What a record can carry."""

    VALUE = "value"
    """An amount of money."""
    GROWTH = "growth"
    """Change on the same months a year before, in percent."""
    SHARE = "share"
    """Share of a whole, in percent."""


class Currency(StrEnum):
    """ISO 4217 code of the currency in which an amount was published."""

    CNY = "CNY"
    """Chinese yuan."""
    USD = "USD"
    """United States dollar."""
    HKD = "HKD"
    """Hong Kong dollar."""
    MOP = "MOP"
    """Macao pataca."""


class Basis(StrEnum):
    """How trade is assigned to a city. Figures on different bases are not comparable."""

    LOCATION = "location"
    """Where the importing or exporting enterprise is registered; the usual one."""
    DESTINATION_ORIGIN = "destination-origin"
    """Where goods are used or were made."""
    CUSTOMS_DISTRICT = "customs-district"
    """Where goods cleared customs."""
    UNSPECIFIED = "unspecified"
    """The source does not say."""


class Status(StrEnum):
    """How far a figure can be relied on, as in SDMX OBS_STATUS, best first."""

    NORMAL = "A"
    """As published, without reservation."""
    PROVISIONAL = "P"
    """A first release, that its publisher revises later."""
    APPROXIMATE = "E"
    """Published as "about" or "nearly"."""
    OTHER_DEFINITION = "D"
    """Another definition, not comparable with its neighbours in time."""
    AT_LEAST = "L"
    """Published as "over"; it has no code in SDMX, where it is written E with a note."""
    UNRELIABLE = "U"
    """A misprint, an inferred year or flow, or otherwise suspect."""


class Tier(StrEnum):
    """Kind of source, most authoritative first."""

    OFFICIAL = "official"
    """A statistics office, customs office or government."""
    PRESS = "press"
    """A news medium, as a rule quoting an official source."""
    SECONDARY = "secondary"
    """Anything else, such as copies, translations, compilations, blogs, trade sites."""


class Level(StrEnum):
    """Administrative level of a place."""

    MUNICIPALITY = "municipality"
    """Directly under the central government (Beijing, Tianjin, Shanghai, Chongqing)."""
    SUB_PROVINCIAL = "sub-provincial"
    """One of the fifteen sub-provincial cities."""
    PREFECTURE = "prefecture"
    """Any other prefecture-level unit."""
    SPECIAL_ADMINISTRATIVE_REGION = "special-administrative-region"
    """Hong Kong or Macao, a customs territory of its own."""
    COUNTY = "county"
    """County-level, in a prefecture (Yiwu) or under a province (Jiyuan); ranked only when named."""
    PROVINCE = "province"
    """A province or autonomous region; in reference figures alone."""
    NATION = "nation"
    """The mainland as a whole; in reference figures alone."""


AREA_LEVELS = (Level.NATION, Level.PROVINCE)
"""Levels of areas that hold cities: their figures are reference figures."""


class Region(StrEnum):
    """The four economic regions of the National Bureau of Statistics (mainland only)."""

    EASTERN = "eastern"
    """东部, the coast from Hebei to Hainan, with Beijing, Tianjin and Shanghai."""
    CENTRAL = "central"
    """中部 (Shanxi, Anhui, Jiangxi, Henan, Hubei, Hunan)."""
    WESTERN = "western"
    """西部, the twelve provinces, regions and municipalities from Inner Mongolia to Yunnan."""
    NORTHEASTERN = "northeastern"
    """东北 (Liaoning, Jilin, Heilongjiang)."""


class SpecializationKind(StrEnum):
    """Kind of evidence that a city specialises in an industry, strongest first."""

    NATIONAL_CLUSTER = "national-cluster"
    """On the list of national clusters of the Ministry of Industry and Information Technology."""
    PILLAR = "pillar"
    """Pillar industry or cluster named by the city or the province."""
    MAIN_EXPORT = "main-export"
    """Named among the main or fastest growing exports."""
    REPUTATION = "reputation"
    """What the city is said to be known for."""
    EMERGING = "emerging"
    """An industry that the city is building up."""


class ShareOf(StrEnum):
    """The whole that a published share is a part of."""

    CITY_TOTAL = "city-total"
    """The city's total trade."""
    CITY_EXPORT = "city-export"
    """The city's exports."""
    CITY_IMPORT = "city-import"
    """The city's imports."""
    CITY_BELT_AND_ROAD = "city-belt-and-road"
    """The city's trade with Belt and Road countries."""
    PARENT_CITY = "parent-city"
    """The same flow of the prefecture that the city lies in."""
    PROVINCE = "province"
    """The same flow of the city's province."""
    NATIONAL = "national"
    """The same flow of the country."""


class PartnerKind(StrEnum):
    """What a trading partner is."""

    ECONOMY = "economy"
    """A country or customs territory."""
    BLOC = "bloc"
    """A group of economies by treaty or policy, such as ASEAN."""
    REGION = "region"
    """A region of the world."""


class GrowthMethod(StrEnum):
    """Where a growth rate comes from."""

    PUBLISHED = "published"
    """Printed by the source."""
    COMPUTED = "computed"
    """Computed from two published levels."""


class ChangeKind(StrEnum):
    """What happened to an entry of a table between two datasets."""

    ADDED = "added"
    """Only in the later one."""
    REVISED = "revised"
    """In both, with other contents or another source."""
    WITHDRAWN = "withdrawn"
    """Only in the earlier one."""


class Denominator(StrEnum):
    """What parts are measured against."""

    NATION = "nation"
    """The national figure of the reference table."""
    CITIES = "cities"
    """All counted cities together."""


class BoundKind(StrEnum):
    """How surely an amount that nobody printed lies between two limits."""

    CERTAIN = "certain"
    """Figures of parts and wholes leave no other amount."""
    IMPLIED = "implied"
    """Amount and growth of the same months, or of those a year before or later, imply it."""
    EXPECTED = "expected"
    """The nearest comparable amount of the city, and how far such amounts go apart in 99 % of
    the bundled data."""


class Span(StrEnum):
    """What each point of a series covers."""

    MONTH = "month"
    """One month."""
    YEAR_TO_DATE = "year-to-date"
    """January to a month."""
    YEAR = "year"
    """A calendar year."""


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


@cache  # calling an enum takes several times as long
def _members(enum: type[Enum]) -> dict[str | None, Any]:
    return {member.value: member for member in enum}


def parse_word(enum: type[E], word: object, argument: str) -> E:
    """The member of `enum` that `word` names; an error lists all members, and which may be meant.

    Examples:
        >>> parse_word(Flow, "exports", "flow")
        Traceback (most recent call last):
        china_trade_cities.exceptions.InvalidArgumentError: flow must be one of 'total', 'export', \
'import', 'balance', 're-export', 'domestic-export' (did you mean 'export'?); got 'exports'
    """
    members = _members(enum)
    found: E | None = members.get(plain(word))
    if found is None:
        allowed = f"one of {', '.join(map(repr, members))}"
        meant = _meant(list(members), plain(word) or "")
        hint = f" (did you mean {meant!r}?)" if meant else ""
        raise InvalidArgumentError(argument, word, allowed + hint)
    return found


def _meant(words: list[Any], wrong: str) -> str | None:
    """The word that another one is spelled like, or that means the same; None for no such word."""
    from difflib import get_close_matches

    folded = {word.casefold(): word for word in words}
    name = wrong.strip().casefold().replace("_", "-").replace(" ", "-")
    if (same := _SAME.get(name)) in words:
        return same
    return next((folded[near] for near in get_close_matches(name, folded, 1, _ALIKE)), None)


_ALIKE = 0.7  # "imports" and "import" are 0.92
# What other people call the words above. It is suggested, never taken.
_SAME = {
    **dict.fromkeys(("rmb", "cnh", "yuan", "renminbi", "chinese-yuan", "人民币", "元"), "CNY"),
    **dict.fromkeys(("dollar", "dollars", "us-dollar", "us-dollars", "us$", "$", "美元"), "USD"),
    **dict.fromkeys(("hk$", "hong-kong-dollar", "hong-kong-dollars", "港元"), "HKD"),
    **dict.fromkeys(("mop$", "pataca", "patacas", "澳门元"), "MOP"),
    **dict.fromkeys(("all", "sum", "trade", "both", "进出口"), "total"),
    **dict.fromkeys(("出口", "outbound"), "export"),
    **dict.fromkeys(("进口", "inbound"), "import"),
    **dict.fromkeys(("surplus", "deficit", "net", "net-exports", "顺差"), "balance"),
    **dict.fromkeys(("ytd", "to-date", "cumulative"), "year-to-date"),
    **dict.fromkeys(("annual", "yearly"), "year"),
    **dict.fromkeys(("country", "national", "china"), "nation"),
    "monthly": "month",
}


# Whatever the table holds, added up.
TOTALS = frozenset({"总值", "总计", "合计"})

# The nation among its provinces or cities.
NATION = frozenset({"全国"})
