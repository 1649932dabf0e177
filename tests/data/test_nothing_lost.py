"""Every row and every cell of the bundled tables comes back from the library, and nothing else.

The CSV tables are read here with the standard library alone and turned into what each object must
hold, so that a row skipped, a digit lost or a dash taken for a blank shows.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import attrs
import pytest

import china_trade_cities as ctc
from tests.support.cases import table as read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VINTAGE = "2026.1"
FOLDER = files("china_trade_cities") / "data" / VINTAGE
DATASET = ctc.load_dataset(VINTAGE)

Row: TypeAlias = "dict[str, str]"

# --- reading the tables ---------------------------------------------------------------------

# Tables of which each row is one object, and the field of `Dataset` that holds the objects.
FIELD_OF = {
    "sources": "sources",
    "cities": "cities",
    "reference_areas": "reference_areas",
    "products": "products",
    "partners": "partners",
    "industries": "industries",
    "ranking_scopes": "ranking_scopes",
    "specializations": "specializations",
    "published_ranks": "published_ranks",
    "city_facts": "facts",
    "exchange_rates": "exchange_rates",
}

# Customs tables, of which a row holds up to six figures: the column that names the place, and the
# field of `Dataset` that holds the records.
CUSTOMS = {
    "customs_monthly": ("city", "records"),
    "customs_reference_monthly": ("area", "reference_records"),
}
FLOWS = ("total", "export", "import")
DASH = "-"

each_table = pytest.mark.parametrize("table", FIELD_OF)
each_customs_table = pytest.mark.parametrize("table", CUSTOMS)


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of a table, as text by column."""
    text = (FOLDER / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text, newline=""), strict=True))


def columns(table: str) -> list[str]:
    """The header of a table."""
    return list(rows(table)[0])


def split(cell: str) -> tuple[str, ...]:
    """The parts of a list inside a cell."""
    return tuple(cell.split(";")) if cell else ()


# Columns that are not text. Decimals are compared as printed: 82.50 is not 82.5.
READ: dict[str, Callable[[str], object]] = {
    "latitude": float,
    "longitude": float,
    "population": int,
    "year": int,
    "rank": int,
}
LISTS = frozenset({"other_un_locodes", "aliases", "codes", "isic", "corroborated_by"})


def read(column: str, cell: str) -> object:
    """What a cell of a table of objects says: a list, None where it is blank, number or text."""
    if column in LISTS:
        return split(cell)
    return READ.get(column, str)(cell) if cell else None


# --- reading the objects --------------------------------------------------------------------

IDENTIFIED = (ctc.City, ctc.Industry, ctc.Partner, ctc.Product, ctc.RankingScope, ctc.Source)


def plain(value: object) -> object:
    """A field in the way a table writes it: an id for an object, a word for an enum."""
    if isinstance(value, tuple):
        return tuple(plain(part) for part in cast("tuple[object, ...]", value))
    if isinstance(value, IDENTIFIED):
        return value.id
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, ctc.Period | Decimal) else value


def field_names(kind: type[attrs.AttrsInstance]) -> list[str]:
    """The fields of a model."""
    return [attribute.name for attribute in attrs.fields(kind)]


def objects(table: str) -> Sequence[attrs.AttrsInstance]:
    """The objects of a table."""
    found: Sequence[attrs.AttrsInstance] = getattr(DATASET, FIELD_OF[table])
    return found


# --- figures --------------------------------------------------------------------------------


class Amount(NamedTuple):
    """An amount as its cell prints it."""

    value: int | None
    rounded_to: int
    value_dash: bool


class Growth(NamedTuple):
    """A growth rate as its cell prints it."""

    growth: float | None
    growth_decimals: int
    growth_dash: bool


NO_GROWTH = Growth(None, 0, growth_dash=False)


def decimals(cell: str) -> int:
    """Digits behind the point."""
    return len(cell.partition(".")[2])


def whole(number: Decimal) -> int:
    """A number that must be whole, as an int."""
    assert number == int(number)
    return int(number)


def amount(cell: str, power: int) -> Amount:
    """A cell in units of ten to the power, in whole currency units."""
    if cell == DASH:
        return Amount(None, 10**power, value_dash=True)
    value = whole(Decimal(cell) * 10**power)
    return Amount(value, whole(Decimal(10) ** (power - decimals(cell))), value_dash=False)


def growth(cell: str) -> Growth:
    """A cell in percent; a blank one is no growth, a dash is one that the source prints."""
    if cell == DASH:
        return NO_GROWTH._replace(growth_dash=True)
    return Growth(float(cell), decimals(cell), growth_dash=False) if cell else NO_GROWTH


def amount_of(record: ctc.TradeRecord) -> Amount:
    """The amount that a record holds."""
    return Amount(record.value, record.rounded_to, value_dash=record.value_dash)


def growth_of(record: ctc.TradeRecord) -> Growth:
    """The growth that a record holds."""
    return Growth(record.growth, record.growth_decimals, growth_dash=record.growth_dash)


class Key(NamedTuple):
    """What a customs cell is about."""

    place: str
    period: str
    flow: str
    source: str


def is_january(row: Row) -> bool:
    """Whether the month is its own year to date, so that a row's two figures of a flow are one."""
    return row["month"].endswith("-01")


def month_key(table: str, row: Row, flow: str) -> Key:
    """The figure of the month alone."""
    return Key(row[CUSTOMS[table][0]], row["month"], flow, row["source"])


def to_date_key(table: str, row: Row, flow: str) -> Key:
    """The figure from January: one month in January, the full year in December."""
    month = row["month"]
    year, number = month.split("-")
    period = {"01": month, "12": year}.get(number, f"{year}-01/{month}")
    return Key(row[CUSTOMS[table][0]], period, flow, row["source"])


def customs_keys(table: str) -> set[Key]:
    """What the cells of a customs table that are not blank are about."""
    month = {
        month_key(table, row, flow) for row in rows(table) for flow in FLOWS if row[flow] != ""
    }
    to_date = {
        to_date_key(table, row, flow)
        for row in rows(table)
        for flow in FLOWS
        if row[f"{flow}_ytd"] != ""
    }
    return month | to_date


@cache
def customs_records(table: str) -> tuple[ctc.TradeRecord, ...]:
    """The records of a dataset field that cite a source of the customs table."""
    sources = {row["source"] for row in rows(table)}
    records: tuple[ctc.TradeRecord, ...] = getattr(DATASET, CUSTOMS[table][1])
    return tuple(record for record in records if record.source.id in sources)


@cache
def customs_index(table: str) -> dict[Key, list[ctc.TradeRecord]]:
    """The records of a customs table by what they are about."""
    index: dict[Key, list[ctc.TradeRecord]] = defaultdict(list)
    for record in customs_records(table):
        key = Key(record.city.id, str(record.period), record.flow.value, record.source.id)
        index[key].append(record)
    return dict(index)


def amounts_at(table: str, key: Key) -> list[Amount]:
    """The amounts of the records that are about this."""
    return [amount_of(record) for record in customs_index(table).get(key, [])]


def growths_at(table: str, key: Key) -> list[Growth]:
    """The growths of the records that are about this."""
    return [growth_of(record) for record in customs_index(table).get(key, [])]


Fields: TypeAlias = "tuple[tuple[str, object], ...]"


def fields_of(record: ctc.TradeRecord) -> Fields:
    """All fields of a record, by name, in the way a table writes them."""
    return tuple(
        sorted((name, plain(getattr(record, name))) for name in field_names(ctc.TradeRecord))
    )


def fields_from(row: Row) -> Fields:
    """All fields that the record of a row of ``records`` must have."""
    currency, _, power = row["unit"].partition("-e")
    printed = amount(row["value"], int(power)) if row["value"] else Amount(None, 1, False)
    fields: dict[str, object] = {
        **{name: row[name] for name in ("city", "period", "flow", "status", "basis", "source")},
        **{name: row[name] or None for name in ("product", "partner", "share_of", "note")},
        **printed._asdict(),
        "currency": currency or None,
        "unit_multiplier": int(power or 0),
        **growth(row["growth"])._asdict(),
        "share": float(row["share"]) if row["share"] else None,
        "share_decimals": decimals(row["share"]),
        "corroborated_by": split(row["corroborated_by"]),
    }
    return tuple(sorted(fields.items()))


@cache
def fields_of_records() -> Counter[Fields]:
    """How often each combination of fields occurs among the records of cities."""
    return Counter(map(fields_of, DATASET.records))


# --- tables of objects ----------------------------------------------------------------------


def test_every_table_is_checked_here() -> None:
    """The vintage has no table that this file leaves out, but for the list of known findings."""
    shipped = {entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".csv")}
    tables = (*FIELD_OF, *CUSTOMS, "records", "known_findings")
    assert shipped == {f"{table}.csv" for table in tables}


@each_table
def test_as_many_objects_as_rows(table: str) -> None:
    """A table gives one object for each row."""
    assert len(objects(table)) == len(rows(table)) > 0


@each_table
def test_every_cell_is_a_field(table: str) -> None:
    """Each row gives the object in its place, with every cell; a blank is None or an empty list."""
    wrong = [
        (row, column, plain(getattr(item, column)))
        for row, item in zip(rows(table), objects(table), strict=True)
        for column in columns(table)
        if plain(getattr(item, column)) != read(column, row[column])
    ]
    assert wrong == []


@pytest.mark.parametrize("table", [table for table in FIELD_OF if table != "reference_areas"])
def test_every_field_is_a_column(table: str) -> None:
    """An object holds nothing that its row does not say."""
    assert sorted(field_names(type(objects(table)[0]))) == sorted(columns(table))


def test_a_reference_area_holds_no_more_than_its_row() -> None:
    """What the table of areas does not say is empty; an area is its own province."""
    for area in DATASET.reference_areas:
        assert (area.province, area.province_zh) == (area.name, area.name_zh)
        others = set(field_names(ctc.City)) - {*columns("reference_areas"), "province"}
        empty = {name for name in others if getattr(area, name) in (None, ())}
        assert empty == others - {"province_zh"}


def test_objects_refer_to_the_objects_of_the_tables() -> None:
    """A figure's city, source, product and partner are those of the tables, not look-alikes."""
    records = (*DATASET.records, *DATASET.reference_records)
    assert {record.city for record in DATASET.records} <= set(DATASET.cities)
    assert {record.city for record in DATASET.reference_records} == set(DATASET.reference_areas)
    assert {source for record in records for source in record.sources} <= set(DATASET.sources)
    assert {record.product for record in records} <= {None, *DATASET.products}
    assert {record.partner for record in records} <= {None, *DATASET.partners}
    said, ranks, facts = DATASET.specializations, DATASET.published_ranks, DATASET.facts
    cities = {item.city for item in said} | {fact.city for fact in facts}
    assert cities | {rank.city for rank in ranks} <= set(DATASET.cities)
    sources = {item.source for item in said} | {fact.source for fact in facts}
    sources |= {source for rank in ranks for source in rank.sources}
    sources |= {rate.source for rate in DATASET.exchange_rates}
    assert sources <= set(DATASET.sources)
    assert {item.industry for item in said} <= set(DATASET.industries)
    assert {rank.scope for rank in ranks} <= set(DATASET.ranking_scopes)


# --- customs tables -------------------------------------------------------------------------


@each_customs_table
@pytest.mark.parametrize(
    ("key_of", "suffix"), [(month_key, ""), (to_date_key, "_ytd")], ids=["month", "to date"]
)
def test_every_figure_is_a_record(
    table: str, key_of: Callable[[str, Row, str], Key], suffix: str
) -> None:
    """Each cell of a month alone, and each from January, is the one record of what it is about."""
    wrong = [
        (row, flow)
        for row in rows(table)
        for flow in FLOWS
        if (cell := row[flow + suffix]) != ""
        and amounts_at(table, key_of(table, row, flow)) != [amount(cell, 4)]
    ]
    assert wrong == []


@each_customs_table
def test_every_growth_is_in_the_record_to_date(table: str) -> None:
    """Each growth cell is in the record of its span as printed; a dash is marked as one."""
    wrong = [
        (row, flow)
        for row in rows(table)
        for flow in FLOWS
        if growths_at(table, to_date_key(table, row, flow)) != [growth(row[f"growth_{flow}_ytd"])]
    ]
    assert wrong == []


@each_customs_table
def test_a_month_alone_has_no_growth(table: str) -> None:
    """Customs print growth of figures to date only; months after January are given none."""
    wrong = [
        (row, flow)
        for row in rows(table)
        for flow in FLOWS
        if not is_january(row) and row[flow] != ""
        if growths_at(table, month_key(table, row, flow)) != [NO_GROWTH]
    ]
    assert wrong == []


@each_customs_table
def test_a_blank_is_no_record(table: str) -> None:
    """Where customs print nothing there is no record, not even an empty one."""
    blank_months = {
        month_key(table, row, flow)
        for row in rows(table)
        for flow in FLOWS
        if row[flow] == "" and not is_january(row)
    }
    assert not blank_months & customs_index(table).keys()


def test_dashes_and_blanks_are_told_apart() -> None:
    """As many records are marked as dashes as customs print; the 285 blanks are not among them."""
    cells = [(row, flow) for row in rows("customs_monthly") for flow in FLOWS]
    months = [(row, flow) for row, flow in cells if row[flow] == DASH]
    to_date = [(row, flow) for row, flow in cells if row[f"{flow}_ytd"] == DASH]
    dashed = {month_key("customs_monthly", row, flow) for row, flow in months}
    dashed |= {to_date_key("customs_monthly", row, flow) for row, flow in to_date}
    marked = {
        key
        for key, (record,) in customs_index("customs_monthly").items()
        if record.value_dash and record.value is None
    }
    assert (len(months), len(to_date)) == (11, 2)
    assert marked == dashed
    assert sum(record.value_dash for record in DATASET.records) == len(dashed) == 12
    assert sum(record.growth_dash for record in DATASET.records) == 3
    assert sum(row[flow] == "" for row, flow in cells) == 285


@each_customs_table
def test_as_many_records_as_figures(table: str) -> None:
    """A customs table gives one record for each distinct figure, and no other.

    The month and the year to date of January are one figure.
    """
    expected = sum(
        (row[f"{flow}_ytd"] != "") + (row[flow] != "" and not is_january(row))
        for row in rows(table)
        for flow in FLOWS
    )
    assert len(customs_keys(table)) == expected
    assert len(customs_records(table)) == expected
    assert customs_index(table).keys() == customs_keys(table)


@each_customs_table
def test_a_customs_record_holds_no_more_than_its_cells(table: str) -> None:
    """All are yuan in units of 10,000, of all goods with the world, and normal figures."""
    said_by_cells = {*("city", "period", "flow", "source"), *Amount._fields, *Growth._fields}
    others = [name for name in field_names(ctc.TradeRecord) if name not in said_by_cells]
    found = {
        tuple((name, plain(getattr(record, name))) for name in others)
        for record in customs_records(table)
    }
    assert [dict(fields) for fields in found] == [
        {
            "product": None,
            "partner": None,
            "currency": "CNY",
            "unit_multiplier": 4,
            "share": None,
            "share_decimals": 0,
            "share_of": None,
            "status": "A",
            "basis": "location",
            "corroborated_by": (),
            "note": None,
        }
    ]


KNOWN = read_table(__file__, "known_figures.csv")


@pytest.mark.parametrize("known", KNOWN, ids=[f"{row['city']} {row['period']}" for row in KNOWN])
def test_some_figures_by_hand(known: Row) -> None:
    """Figures copied from the tables by eye are what the library gives."""
    sources = {row["source"] for row in rows("customs_monthly")}
    (record,) = (
        record
        for record in DATASET.records_for(
            city=known["city"],
            period=known["period"],
            flow=ctc.Flow(known["flow"]),
            product=None,
            partner=None,
        )
        if record.source.id in sources
    )
    printed = (record.value, record.rounded_to, record.growth)
    assert printed == (
        int(known["value"]) if known["value"] else None,
        int(known["rounded_to"]),
        float(known["growth"]) if known["growth"] else None,
    )


# --- records --------------------------------------------------------------------------------


def test_every_row_of_records_is_exactly_one_record() -> None:
    """Each row is one record with all its cells: amount, growth, share, status, sources, note."""
    found = fields_of_records()
    wrong = [row for row in rows("records") if found[fields_from(row)] != 1]
    assert wrong == []
    assert len({fields_from(row) for row in rows("records")}) == len(rows("records"))


@pytest.mark.thorough
def test_records_come_from_the_two_tables_alone() -> None:
    """The records of cities are the rows of ``records`` and the customs figures, and no other."""
    expected = Counter(map(fields_from, rows("records")))
    expected.update(map(fields_of, customs_records("customs_monthly")))
    assert fields_of_records() == expected
    assert len(DATASET.records) == len(rows("records")) + len(customs_keys("customs_monthly"))


def test_reference_records_come_from_their_table_alone() -> None:
    """The records of the nation and the provinces are the customs figures, and no other."""
    assert customs_records("customs_reference_monthly") == DATASET.reference_records


def test_every_record_is_found_by_its_period() -> None:
    """Asking for each period in turn gives every record of a city, each once."""
    found = [
        record for period in DATASET.periods() for record in DATASET.records_for(period=period)
    ]
    assert found == list(DATASET.records)


def test_every_record_is_found_by_its_city() -> None:
    """Asking for each city in turn gives every record of it, and each belongs to a city."""
    by_city: dict[str, list[ctc.TradeRecord]] = defaultdict(list)
    for record in DATASET.records:
        by_city[record.city.id].append(record)
    found = {city.id: list(DATASET.records_for(city=city)) for city in DATASET.cities}
    assert {city: records for city, records in found.items() if records} == by_city
