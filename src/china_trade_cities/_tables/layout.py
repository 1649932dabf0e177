"""The published layout: the columns of each CSV table, and what a cell means.

Blank cells are None, lists inside a cell are joined with ``;``. What a column means stands in
``datapackage.json`` beside the tables.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Currency, parse_word
from china_trade_cities.exceptions import InvalidArgumentError

Row: TypeAlias = list[str]

_CUSTOMS = (
    "source,total,total_ytd,export,export_ytd,import,import_ytd,"
    "growth_total_ytd,growth_export_ytd,growth_import_ytd"
)
COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(columns.split(","))
    for table, columns in {
        "sources": "id,title,publisher,url,published,tier,seen_at,note",
        "cities": (
            "id,name,name_zh,pinyin,province,province_zh,region,level,code,parent,iso3166_2,"
            "un_locode,other_un_locodes,latitude,longitude,population,population_date,"
            "population_source,open_status,aliases,note"
        ),
        "reference_areas": "id,name,name_zh,level,code,iso3166_2",
        "products": "id,name,name_zh,scheme,codes,parent,aliases,note",
        "partners": "id,name,name_zh,kind,iso3166_1,note",
        "industries": "id,name,name_zh,isic,parent,aliases",
        "ranking_scopes": "id,name",
        "customs_monthly": f"month,city,{_CUSTOMS}",
        "customs_reference_monthly": f"month,area,{_CUSTOMS}",
        "records": (
            "city,period,flow,product,partner,value,unit,growth,share,share_of,status,basis,"
            "source,corroborated_by,note"
        ),
        "specializations": "city,industry,kind,year,source,label,note",
        "published_ranks": "city,period,scope,rank,score,source,corroborated_by,note",
        "city_facts": "city,attribute,value,unit,year,source,note",
        "exchange_rates": "year,currency,cny_per_unit,source,note",
        "known_findings": "rule,key,what,why",
    }.items()
}

FIELDS = {
    "customs_monthly": "records",
    "customs_reference_monthly": "reference_records",
    "city_facts": "facts",
}
"""The field of `Dataset` that holds the rows of a table, where it has another name."""

KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(COLUMNS, ("id",)),
    "customs_monthly": ("month", "city"),
    "customs_reference_monthly": ("month", "area"),
    "records": (
        "city",
        "period",
        "flow",
        "product",
        "partner",
        "value",
        "unit",
        "share_of",
        "basis",
        "source",
    ),
    "specializations": ("city", "industry", "source", "label"),
    "published_ranks": ("city", "period", "scope", "source"),
    "city_facts": ("city", "attribute"),
    "exchange_rates": ("year", "currency", "source"),
    "known_findings": ("rule", "key"),
}
"""The columns that together name a row: no two rows of a table share them."""

NEEDED: dict[str, tuple[str, ...]] = {
    table: tuple(columns.split(","))
    for table, columns in {
        "sources": "id,title,tier",
        "cities": "id,name,name_zh,province,province_zh,level",
        "reference_areas": "id,name,name_zh,level",
        "products": "id,name",
        "partners": "id,name,kind",
        "industries": "id,name",
        "ranking_scopes": "id,name",
        "customs_monthly": "month,city,source",
        "customs_reference_monthly": "month,area,source",
        "records": "city,period,flow",
        "specializations": "city,industry,kind",
        "published_ranks": "city,period,scope,rank",
        "city_facts": "city,attribute,value",
        "exchange_rates": "year,currency,cny_per_unit",
        "known_findings": "rule,key,what,why",
    }.items()
}
"""The columns without which a table of somebody's own cannot be read."""

DEFAULTS = {"status": "A", "basis": "location"}
"""What stands for a blank in a column of somebody's own table, and for one that is left out."""

SAMPLES: dict[str, tuple[str, ...]] = {
    "period": ("2024",),
    "month": ("2024-05",),
    "year": ("2024",),
    "flow": ("total",),
    "unit": ("CNY",),
    "currency": ("USD",),
    "cny_per_unit": ("7",),
    "status": ("A",),
    "basis": ("location",),
    "share_of": ("national",),
    "tier": ("official",),
    "level": ("prefecture",),
    "kind": ("pillar", "economy"),
    "rank": ("1",),
}
"""What may stand in a column that may hold neither a blank nor any text."""

REFERENCES = {
    "city": "cities",
    "area": "reference_areas",
    "source": "sources",
    "industry": "industries",
    "scope": "ranking_scopes",
}
"""The tables to which columns refer that may not be blank."""

DASH = "-"
"""What customs print for nil or below the unit; not the same as a blank cell."""

CUSTOMS_MULTIPLIER = 4
"""The customs tables are in units of 10,000 yuan."""


class NotARowError(ValueError):
    """A line is no row of its table."""


def cells(line: str, columns: Sequence[str]) -> Row:
    """The cells of a line; a `NotARowError` where they are not those of the header."""
    try:
        row = next(csv.reader((line,), strict=True)) if '"' in line else line.split(",")
    except csv.Error as error:
        raise NotARowError(f"not CSV: {error}") from None
    if not line and len(columns) > 1:
        raise NotARowError("a blank line, where a row is allowed")
    if len(row) != len(columns):
        raise NotARowError(f"{len(row)} cells where the header has {len(columns)}")
    return row


A_PERIOD = "a period such as '2024', '2024-05' or '2023-01/2023-11'"
"""The ways in which tables and documents write months."""


def canonical_period(text: str) -> Period:
    """A period in the one way of writing it by which its lines are found."""
    try:
        period = Period.parse(text)
    except InvalidArgumentError:
        raise InvalidArgumentError("period", text, A_PERIOD) from None
    if str(period) != text:
        raise InvalidArgumentError("period", text, f"{str(period)!r}, as it is written here")
    return period


def customs_month(text: str) -> Period:
    """The month of a row of a customs table."""
    period = canonical_period(text)
    if not period.is_month:
        raise InvalidArgumentError("month", text, "a month such as '2024-05'")
    return period


def text_list(cell: str) -> tuple[str, ...]:
    """The parts of a list inside a cell."""
    return tuple(cell.split(";")) if cell else ()


def decimals(cell: str, column: str) -> int:
    """Decimal places of a plain number; an error for anything that is not one."""
    whole, dot, digits = cell.removeprefix("-").partition(".")
    if not (
        len(cell) <= 40
        and cell.isascii()
        and whole.isdecimal()
        and (digits.isdecimal() if dot else True)
    ):
        raise InvalidArgumentError(column, cell, "a plain number such as 3.51")
    return len(digits)


def required_integer(cell: str, column: str) -> int:
    """A whole number."""
    if decimals(cell, column):
        raise InvalidArgumentError(column, cell, "a whole number")
    return int(cell)


def integer(cell: str, column: str) -> int | None:
    """A whole number, or None for a blank cell."""
    return required_integer(cell, column) if cell else None


def floating(cell: str, column: str) -> float | None:
    """A number, or None for a blank cell."""
    if not cell:
        return None
    decimals(cell, column)
    return float(cell)


def percent(cell: str, column: str) -> tuple[float | None, int]:
    """A number and its decimal places, or None and 0 for a blank cell."""
    if not cell:
        return None, 0
    places = decimals(cell, column)
    return float(cell), places


@lru_cache(256)  # few units stand in many rows
def unit(cell: str) -> tuple[Currency | None, int]:
    """Currency and power of ten of ``CNY-e8``."""
    if not cell:
        return None, 0
    currency, dash, power = cell.partition("-e")
    if dash and not (power.isascii() and power.isdecimal() and len(power) <= 2):
        raise InvalidArgumentError("unit", cell, "a currency and a power of ten, such as CNY-e8")
    return parse_word(Currency, currency, "unit"), int(power or 0)


def amount(cell: str, multiplier: int, column: str) -> tuple[int | None, int]:
    """Whole currency units, and the unit of the last digit printed."""
    if not cell:
        return None, 10**multiplier
    exponent = multiplier - decimals(cell, column)
    if exponent < 0:
        raise InvalidArgumentError(column, cell, "an amount in whole currency units")
    return int(cell.replace(".", "")) * 10**exponent, 10**exponent
