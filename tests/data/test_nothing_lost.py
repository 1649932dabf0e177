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
from itertools import product
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

# Customs tables, of which a row holds up to six figures: the column that names the place.
CUSTOMS = {"customs_monthly": "city", "customs_reference_monthly": "area"}
FLOWS = ("total", "export", "import")
DASH = "-"
# All are yuan in units of 10,000, of all goods with the world, and normal figures.
OF_CUSTOMS: dict[str, object] = {
    **dict.fromkeys(("product", "partner", "share", "share_of", "note")),
    "currency": "CNY",
    "unit_multiplier": 4,
    "share_decimals": 0,
    "status": "A",
    "basis": "location",
    "corroborated_by": (),
}

each_table = pytest.mark.parametrize("table", FIELD_OF)


@cache
def rows(table: str) -> tuple[Row, ...]:
    text = (FOLDER / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text, newline=""), strict=True))


def columns(table: str) -> list[str]:
    return list(rows(table)[0])


def split(cell: str) -> tuple[str, ...]:
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
    return [attribute.name for attribute in attrs.fields(kind)]


def objects(table: str) -> Sequence[attrs.AttrsInstance]:
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


def fields_from_customs(table: str) -> Counter[Fields]:
    """All fields that the records of a customs table must have.

    The month and the year to date of January are one figure; that to December is the year's.
    Growth is printed for figures to date alone.
    """
    found: Counter[Fields] = Counter()
    for row, flow in product(rows(table), FLOWS):
        year, month = row["month"].split("-")
        to_date = {"01": row["month"], "12": year}.get(month, f"{year}-01/{row['month']}")
        grown = growth(row[f"growth_{flow}_ytd"])
        figures = {(row["month"], row[flow], NO_GROWTH), (to_date, row[f"{flow}_ytd"], grown)}
        if month == "01":
            assert row[flow] in ("", row[f"{flow}_ytd"])
            figures = {(to_date, row[f"{flow}_ytd"], grown)}
        for period, cell, rate in figures:
            if cell:
                fields: dict[str, object] = {
                    **OF_CUSTOMS,
                    "city": row[CUSTOMS[table]],
                    "period": period,
                    "flow": flow,
                    "source": row["source"],
                    **amount(cell, 4)._asdict(),
                    **rate._asdict(),
                }
                found[tuple(sorted(fields.items()))] += 1
            else:
                assert rate == NO_GROWTH
    return found


# --- tables of objects ----------------------------------------------------------------------


def test_every_table_is_checked_here() -> None:
    """The vintage has no table that this file leaves out, but for the list of known findings."""
    shipped = {entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".csv")}
    tables = (*FIELD_OF, *CUSTOMS, "records", "known_findings")
    assert shipped == {f"{table}.csv" for table in tables}


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


# --- figures --------------------------------------------------------------------------------


def test_records_are_the_rows_and_the_customs_figures() -> None:
    """Each row of ``records`` and each figure of customs is one record with all its cells.

    There is no other record, not even an empty one where customs print nothing.
    """
    expected = Counter(map(fields_from, rows("records")))
    expected += fields_from_customs("customs_monthly")
    assert Counter(map(fields_of, DATASET.records)) == expected
    assert set(expected.values()) == {1}


def test_reference_records_are_the_customs_figures() -> None:
    """Those of the nation and the provinces, with all their cells, and no other."""
    expected = fields_from_customs("customs_reference_monthly")
    assert Counter(map(fields_of, DATASET.reference_records)) == expected
    assert set(expected.values()) == {1}


def test_dashes_and_blanks_are_told_apart() -> None:
    """As many records are marked as dashes as customs print; the 285 blanks are not among them."""
    cells = [(row[flow], row[f"{flow}_ytd"]) for row in rows("customs_monthly") for flow in FLOWS]
    assert sum(month == DASH for month, _ in cells) == 11
    assert sum(to_date == DASH for _, to_date in cells) == 2
    dashed = [record for record in DATASET.records if record.value_dash]
    assert [record.value for record in dashed] == [None] * 12  # one of them is of January
    assert sum(record.growth_dash for record in DATASET.records) == 3
    assert sum(month == "" for month, _ in cells) == 285


KNOWN = read_table(__file__, "known_figures.csv")


@pytest.mark.parametrize("known", KNOWN, ids=[f"{row['city']} {row['period']}" for row in KNOWN])
def test_some_figures_by_hand(known: Row) -> None:
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


def test_every_record_is_found_by_its_period() -> None:
    found = [
        record for period in DATASET.periods() for record in DATASET.records_for(period=period)
    ]
    assert found == list(DATASET.records)


def test_every_record_is_found_by_its_city() -> None:
    by_city: dict[str, list[ctc.TradeRecord]] = defaultdict(list)
    for record in DATASET.records:
        by_city[record.city.id].append(record)
    found = {city.id: list(DATASET.records_for(city=city)) for city in DATASET.cities}
    assert {city: records for city, records in found.items() if records} == by_city
