"""The published layout: each table, its columns, and what a cell of each column may hold.

This one declaration says what readers and writers go by: headers, keys, blanks, how a cell is
parsed, and the schema in ``datapackage.json``. What a column means stands in that file, beside
the tables. A first answer does not load this module: `rows` and `lazy` know the few columns that
they read by position, and a test holds the two readers together.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

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


class CellKind(NamedTuple):
    """What the cells of a column hold.

    Attributes:
        parse: How a cell is parsed: a name that `objects` knows.
        schema_type: The type in Table Schema.
        pattern: The form of a cell, as a regular expression.
        form: The form in words.
        enum: The enum whose members a cell names.
        words: The words that a cell may be, if they are fewer than the enum has or no enum.
        low: The lowest number.
        high: The highest number.
        table: The table whose ids a cell holds.
    """

    parse: str = "text"
    schema_type: str = "string"
    pattern: str = ""
    form: str = ""
    enum: type[Enum] | None = None
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    table: str = ""


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        name: Its name.
        kind: What its cells hold.
        is_needed: Whether a table must have it, with no cell blank.
        default: What a blank stands for in a user's own table, as does a missing column; for the
            source of a row it is the folder or file itself, which has no id here.
        is_unique: Whether no two cells of a published table are the same, blanks apart.
    """

    name: str
    kind: CellKind = CellKind()
    is_needed: bool = False
    default: str | None = None
    is_unique: bool = False


class TableLayout(NamedTuple):
    """A table.

    Attributes:
        field: The field of `Dataset` that holds its rows.
        key: The columns that together name a row: no two rows share them.
        columns: Its columns, in order.
    """

    field: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _word(enum: type[Enum], *words: str) -> CellKind:
    return CellKind("word", enum=enum, words=words)


def _id_of(table: str, pattern: str = "") -> CellKind:
    return CellKind("reference", pattern=pattern or _SLUG, table=table)


def _code(pattern: str, form: str, parse: str = "text") -> CellKind:
    return CellKind(parse, pattern=pattern, form=form)


_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_AREA_ID = "(china|[0-9]{6})"
_HS = "[0-9]{2}([0-9]{2}){0,2}"
_ISIC = "[0-9]{2}([0-9]{2})?"
_LOCODE = "CN[A-Z2-9]{3}"
_PERIOD = "[0-9]{4}(-(0[1-9]|1[0-2])(/[0-9]{4}-(0[1-9]|1[0-2]))?)?"

TEXTS = CellKind("list")
ID = _code(_SLUG, "an id such as 'hong-kong' (a-z, 0-9, hyphens)")
URL = _code("https?://.+", "an address that begins with http:// or https://")
DAY = CellKind("text", "date", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day such as 2024-05-31")
PARTIAL_DATE = _code(
    "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?",
    "a date such as 2024, 2024-05 or 2024-05-31",
)
YEAR = CellKind("integer", "year", "[0-9]{4}", "a year such as 2024")
MONTH = CellKind("month", "yearmonth")
PERIOD = CellKind("period", pattern=_PERIOD)
RANK_PERIOD = CellKind("any_period", pattern=_PERIOD)
COUNT = CellKind("integer", "integer", low=1)
UNIT = _code(
    "(CNY|USD|HKD|MOP)(-e([1-9]|1[0-2]))?",
    "a currency and a power of ten up to 12, such as CNY-e8",
    "unit",
)
AMOUNT = CellKind("amount", "number")
CUSTOMS_AMOUNT = CellKind("customs_amount", "number", low=0)
CUSTOMS_RATE = CellKind("rate", "number", low=-100)
CITY = _id_of("cities")
SOURCE = _id_of("sources")
SOURCES = CellKind("references", pattern=f"{_SLUG}(;{_SLUG})*", table="sources")
ISO_3166_2 = _code("CN-[A-Z]{2}", "an ISO 3166-2 code such as CN-GD")
CITY_LEVELS = ("municipality", "sub-provincial", "prefecture", "county",
               "special-administrative-region")  # fmt: skip
FACT_UNITS = ("percent", "million people", "USD-e9", "rank", "rank at most", "class", "year")

_NOTE = Column("note")
_OWN_ID = Column("id", ID, is_needed=True)
_CITY = Column("city", CITY, is_needed=True)
_SOURCE = Column("source", SOURCE, default="")
_CUSTOMS = (
    Column("source", SOURCE, is_needed=True, default=""),
    *(
        Column(f"{flow}{to_date}", CUSTOMS_AMOUNT)
        for flow in ("total", "export", "import")
        for to_date in ("", "_ytd")
    ),
    *(Column(f"growth_{flow}_ytd", CUSTOMS_RATE) for flow in ("total", "export", "import")),
)
_MONTH = Column("month", MONTH, is_needed=True)

TABLES: dict[str, TableLayout] = {
    "sources": TableLayout("sources", ("id",), (
        _OWN_ID,
        Column("title", is_needed=True),
        Column("publisher"),
        Column("url", URL),
        Column("published", PARTIAL_DATE),
        Column("tier", _word(Tier), is_needed=True),
        Column("seen_at", DAY),
        _NOTE,
    )),
    "cities": TableLayout("cities", ("id",), (
        _OWN_ID,
        Column("name", is_needed=True),
        Column("name_zh", is_needed=True, is_unique=True),
        Column("pinyin"),
        Column("province", is_needed=True),
        Column("province_zh", is_needed=True),
        Column("region", _word(Region)),
        Column("level", _word(Level, *CITY_LEVELS), is_needed=True),
        Column("code", _code("[0-9]{6}", "a GB/T 2260 code of six digits"), is_unique=True),
        Column("parent", CITY),
        Column("iso3166_2", ISO_3166_2),
        Column("un_locode", _code("(CN|HK|MO)[A-Z2-9]{3}", "a UN/LOCODE such as CNSZX"),
               is_unique=True),
        Column("other_un_locodes", _code(f"{_LOCODE}(;{_LOCODE})*",
                                         "UN/LOCODEs such as CNSZX, joined with ';'", "list")),
        Column("latitude", CellKind("number", "number", low=3, high=54)),
        Column("longitude", CellKind("number", "number", low=73, high=136)),
        Column("population", COUNT),
        Column("population_date", PARTIAL_DATE),
        Column("population_source", SOURCE),
        Column("open_status"),
        Column("aliases", TEXTS),
        _NOTE,
    )),
    "reference_areas": TableLayout("reference_areas", ("id",), (
        Column("id", _code(_AREA_ID, "'china' or a code of six digits"), is_needed=True),
        Column("name", is_needed=True),
        Column("name_zh", is_needed=True, is_unique=True),
        Column("level", _word(Level, "nation", "province"), is_needed=True),
        Column("code", _code("[0-9]{2}0000", "a GB/T 2260 code of a province, such as 440000"),
               is_unique=True),
        Column("iso3166_2", ISO_3166_2, is_unique=True),
    )),
    "products": TableLayout("products", ("id",), (
        _OWN_ID,
        Column("name", is_needed=True),
        Column("name_zh"),
        Column("scheme", CellKind(words=("GACC", "HS"))),
        Column("codes", _code(f"{_HS}(;{_HS})*",
                              "HS codes of two, four or six digits, joined with ';'", "list")),
        Column("parent", _id_of("products")),
        Column("aliases", TEXTS),
        _NOTE,
    )),
    "partners": TableLayout("partners", ("id",), (
        _OWN_ID,
        Column("name", is_needed=True, is_unique=True),
        Column("name_zh", is_unique=True),
        Column("kind", _word(PartnerKind), is_needed=True),
        Column("iso3166_1", _code("[A-Z]{2}", "an ISO 3166-1 code such as JP"), is_unique=True),
        Column("aliases", TEXTS),
        _NOTE,
    )),
    "industries": TableLayout("industries", ("id",), (
        _OWN_ID,
        Column("name", is_needed=True, is_unique=True),
        Column("name_zh", is_unique=True),
        Column("isic", _code(f"{_ISIC}(;{_ISIC})*",
                             "ISIC codes of two or four digits, joined with ';'", "list")),
        Column("parent", _id_of("industries")),
        Column("aliases", TEXTS),
    )),
    "ranking_scopes": TableLayout("ranking_scopes", ("id",), (
        _OWN_ID,
        Column("name", is_needed=True, is_unique=True),
    )),
    "customs_monthly": TableLayout("records", ("month", "city"), (_MONTH, _CITY, *_CUSTOMS)),
    "customs_reference_monthly": TableLayout("reference_records", ("month", "area"), (
        _MONTH,
        Column("area", _id_of("reference_areas", _AREA_ID), is_needed=True),
        *_CUSTOMS,
    )),
    "records": TableLayout(
        "records",
        ("city", "period", "flow", "product", "partner", "value", "unit", "share_of", "basis",
         "source"), (
        _CITY,
        Column("period", PERIOD, is_needed=True),
        Column("flow", _word(Flow), is_needed=True),
        Column("product", _id_of("products")),
        Column("partner", _id_of("partners")),
        Column("value", AMOUNT),
        Column("unit", UNIT),
        Column("growth", CellKind("rate", "number")),
        Column("share", CellKind("number", "number", low=0, high=100)),
        Column("share_of", _word(ShareOf)),
        Column("status", _word(Status), default="A"),
        Column("basis", _word(Basis), default="location"),
        _SOURCE,
        Column("corroborated_by", SOURCES),
        _NOTE,
    )),
    "specializations": TableLayout("specializations", ("city", "industry", "source", "label"), (
        _CITY,
        Column("industry", _id_of("industries"), is_needed=True),
        Column("kind", _word(SpecializationKind), is_needed=True),
        Column("year", YEAR),
        _SOURCE,
        Column("label"),
        _NOTE,
    )),
    "published_ranks": TableLayout("published_ranks", ("city", "period", "scope", "source"), (
        _CITY,
        Column("period", RANK_PERIOD, is_needed=True),
        Column("scope", _id_of("ranking_scopes"), is_needed=True),
        Column("rank", COUNT, is_needed=True),
        Column("score", CellKind("decimal", "number", low=0, high=100)),
        _SOURCE,
        Column("corroborated_by", SOURCES),
        _NOTE,
    )),
    "city_facts": TableLayout("facts", ("city", "attribute"), (
        _CITY,
        Column("attribute", ID, is_needed=True),
        Column("value", is_needed=True),
        Column("unit", CellKind(words=FACT_UNITS)),
        Column("year", YEAR),
        _SOURCE,
        _NOTE,
    )),
    "exchange_rates": TableLayout("exchange_rates", ("year", "currency", "source"), (
        Column("year", YEAR, is_needed=True),
        Column("currency", _word(Currency, "USD", "HKD", "MOP"), is_needed=True),
        Column("cny_per_unit", CellKind("decimal", "number", low=0), is_needed=True),
        _SOURCE,
        _NOTE,
    )),
    "known_findings": TableLayout("known_findings", ("rule", "key"), (
        Column("rule", ID, is_needed=True),
        Column("key", is_needed=True),
        Column("what", is_needed=True),
        Column("why", is_needed=True),
    )),
}  # fmt: skip
"""All tables, each after those that it refers to."""

COLUMNS = {name: tuple([column.name for column in table.columns]) for name, table in TABLES.items()}

FIELDS = {name: table.field for name, table in TABLES.items()}

NEEDED = {
    name: tuple([column.name for column in table.columns if column.is_needed])
    for name, table in TABLES.items()
}
