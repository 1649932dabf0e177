"""The official tables that can be read, and how they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from china_trade_cities._dataset.bundled import load_dataset
from china_trade_cities._model.vocabulary import NATION, TOTALS, Currency, Level
from china_trade_cities._tables.cells import CUSTOMS_MULTIPLIER


class Kind(NamedTuple):
    """A table that can be read.

    Attributes:
        id: How ids of its sources begin.
        publisher: Who publishes it.
        titles: Its title, by currency; the month stands for ``{}``.
        area: GB/T 2260 code of the area that its total row is of; None for the nation.
        total: What the total row is called.
        suffixes: What may follow the name of a part of the total.
        parts: The names that the total row is the sum of.
        has_note: Whether a note always ends it.
    """

    id: str
    publisher: str
    titles: dict[Currency, str]
    area: str | None
    total: frozenset[str]
    suffixes: tuple[str, ...]
    parts: Callable[[], set[str]]
    has_note: bool

    def part(self, name: str) -> str:
        """The name of a row as it stands among the parts of the total."""
        for suffix in self.suffixes:
            if name.endswith(suffix):
                return name.removesuffix(suffix)
        return name


# Which parts the nation and a province have is no matter of the user's dataset.
def _provinces() -> set[str]:
    vintage = load_dataset()
    municipalities = (city for city in vintage.cities if city.level is Level.MUNICIPALITY)
    areas = (area for area in vintage.reference_areas if area.level is Level.PROVINCE)
    return {place.province_zh for place in (*areas, *municipalities)}


def _cities_of_zhejiang() -> set[str]:
    return {
        city.name_zh
        for city in load_dataset().cities
        if city.province == "Zhejiang" and not city.is_county_level
    }


_ENGLISH = "(8) imports and exports by location of importers/exporters"

LOCATION = Kind(
    id="gacc-location",
    publisher="General Administration of Customs of China",
    titles={
        Currency.CNY: f"进出口商品收发货人所在地总值表（人民币值） {{}}: {_ENGLISH}",
        Currency.USD: f"进出口商品收发货人所在地总值表（美元值） {{}}: {_ENGLISH}",
    },
    area=None,
    total=TOTALS | NATION,
    suffixes=(),
    parts=_provinces,
    has_note=True,
)

HANGZHOU = Kind(
    id="hangzhou-customs",
    publisher="Hangzhou Customs",
    titles={
        Currency.CNY: "Imports and exports of Zhejiang by city, year to date {}",
        Currency.USD: "Imports and exports of Zhejiang by city in US dollars, year to date {}",
    },
    area="330000",
    total=TOTALS | {"全省", "浙江省"},
    suffixes=("地区", "市"),
    parts=_cities_of_zhejiang,
    has_note=False,
)


LAYOUT = {Currency.CNY: CUSTOMS_MULTIPLIER, Currency.USD: 3}
"""Power of ten in which customs print each currency: 10,000 yuan, 1,000 dollars."""


class Unit(NamedTuple):
    """Currency and power of ten of the amounts."""

    currency: Currency
    exponent: int

    @property
    def layout(self) -> int:
        return LAYOUT[self.currency]

    def __str__(self) -> str:
        return f"10^{self.exponent} {self.currency}" if self.exponent else f"1 {self.currency}"
