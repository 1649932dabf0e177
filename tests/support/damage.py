"""Damages single cells of tables, the way slips of hand and of machines do."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from random import Random
from typing import NamedTuple

AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "records": ("value",),
    "customs_monthly": ("total", "total_ytd", "export", "export_ytd", "import", "import_ytd"),
    "customs_reference_monthly": (
        "total", "total_ytd", "export", "export_ytd", "import", "import_ytd",
    ),
}  # fmt: skip
RATES: Mapping[str, tuple[str, ...]] = {
    "records": ("growth",),
    "customs_monthly": ("growth_total_ytd", "growth_export_ytd", "growth_import_ytd"),
    "customs_reference_monthly": ("growth_total_ytd", "growth_export_ytd", "growth_import_ytd"),
}
PLACES: Mapping[str, tuple[str, ...]] = {
    "records": ("city",),
    "customs_monthly": ("city",),
    "customs_reference_monthly": ("area",),
}
PERIODS: Mapping[str, tuple[str, ...]] = {
    "records": ("period",),
    "customs_monthly": ("month",),
    "customs_reference_monthly": ("month",),
}


class Cell(NamedTuple):
    """A cell of a table: its table, row and column."""

    table: str
    row: int
    column: str


class Tables:
    """The tables of a folder, with one cell at a time replaced."""

    def __init__(self, read: Callable[[str], bytes], tables: Iterable[str]) -> None:
        self.files = {f"{table}.csv": read(f"{table}.csv") for table in tables}
        self.rows = {
            name.removesuffix(".csv"): list(csv.reader(StringIO(content.decode(), newline="")))
            for name, content in self.files.items()
        }

    def cell(self, cell: Cell) -> str:
        return self.rows[cell.table][cell.row][self.position(cell)]

    def position(self, cell: Cell) -> int:
        return self.rows[cell.table][0].index(cell.column)

    def pick(self, random: Random, columns: Mapping[str, tuple[str, ...]]) -> Cell:
        """A random cell that is not blank, every row and column with equal chance."""
        numbers = [len(self.rows[table]) - 1 for table in columns]
        while True:
            (table,) = random.choices(list(columns), numbers)
            cell = Cell(
                table, random.randrange(1, len(self.rows[table])), random.choice(columns[table])
            )
            if self.cell(cell) not in ("", "-"):
                return cell

    def with_line(self, cell: Cell, line: bytes) -> bytes:
        """The file with the line of a cell replaced."""
        lines = self.files[f"{cell.table}.csv"].split(b"\n")
        lines[cell.row] = line
        return b"\n".join(lines)

    def with_cell(self, cell: Cell, text: str) -> bytes:
        """The file with a cell replaced."""
        row = list(self.rows[cell.table][cell.row])
        row[self.position(cell)] = text
        stream = StringIO(newline="")
        csv.writer(stream, lineterminator="").writerow(row)
        return self.with_line(cell, stream.getvalue().encode())


class Damage(NamedTuple):
    cell: Cell
    before: str
    after: str
    content: bytes


def _replaced(tables: Tables, cell: Cell, after: str) -> Damage:
    return Damage(cell, tables.cell(cell), after, tables.with_cell(cell, after))


def _scaled(text: str, zeros: int) -> str:
    """A number with its decimal point moved."""
    whole, _, digits = text.partition(".")
    digits = digits.ljust(zeros, "0")
    moved = (whole + digits[:zeros]).lstrip("0") or "0"
    return f"{moved}.{digits[zeros:]}" if digits[zeros:] else moved


def digit_dropped(tables: Tables, random: Random) -> Damage:
    """An amount that lost one of its digits."""
    while True:
        cell = tables.pick(random, AMOUNTS)
        text = tables.cell(cell)
        digits = [number for number, char in enumerate(text) if char.isdecimal()]
        number = random.choice(digits)
        after = text[:number] + text[number + 1 :]
        if len(digits) > 1 and after[-1:].isdecimal() and after[:1].isdecimal():
            return _replaced(tables, cell, after)


def times_ten(tables: Tables, random: Random) -> Damage:
    """An amount with the decimal point one place to the right."""
    return _times(tables, random, 1)


def times_hundred(tables: Tables, random: Random) -> Damage:
    """An amount with the decimal point two places to the right."""
    return _times(tables, random, 2)


def _times(tables: Tables, random: Random, zeros: int) -> Damage:
    while True:
        cell = tables.pick(random, AMOUNTS)
        text = tables.cell(cell)
        if text.strip("-0."):  # ten times nothing is nothing
            minus = "-" if text.startswith("-") else ""
            return _replaced(tables, cell, minus + _scaled(text.removeprefix("-"), zeros))


def swapped_flow(tables: Tables, random: Random) -> Damage:
    """Exports taken for imports, or the total for exports."""
    cell = tables.pick(random, {"records": ("flow",)})
    others = [flow for flow in ("total", "export", "import") if flow != tables.cell(cell)]
    return _replaced(tables, cell, random.choice(others))


def swapped_city(tables: Tables, random: Random) -> Damage:
    """A figure of another city of the same table."""
    cell = tables.pick(random, PLACES)
    while True:
        other = cell._replace(row=random.randrange(1, len(tables.rows[cell.table])))
        if tables.cell(other) != tables.cell(cell):
            return _replaced(tables, cell, tables.cell(other))


def sign_of_growth(tables: Tables, random: Random) -> Damage:
    """Growth taken for decline."""
    while True:
        cell = tables.pick(random, RATES)
        text = tables.cell(cell)
        if text.strip("-0."):
            return _replaced(tables, cell, text[1:] if text.startswith("-") else f"-{text}")


def foreign_key(tables: Tables, random: Random) -> Damage:
    cell = tables.pick(random, {"records": ("city", "source"),
                                "customs_monthly": ("city", "source"),
                                "specializations": ("city", "industry", "source"),
                                "published_ranks": ("city", "scope", "source")})  # fmt: skip
    text = tables.cell(cell)
    number = random.randrange(len(text))
    return _replaced(tables, cell, text[:number] + random.choice("xq7") + text[number:])


def duplicated_row(tables: Tables, random: Random) -> Damage:
    table = random.choice(list(tables.rows))
    row = random.randrange(1, len(tables.rows[table]))
    cell = Cell(table, row, tables.rows[table][0][0])
    line = tables.files[f"{table}.csv"].split(b"\n")[row]
    return Damage(cell, "", "twice", tables.with_line(cell, line + b"\n" + line))


def wrong_period(tables: Tables, random: Random) -> Damage:
    """Another month or year: one digit of it is another."""
    while True:
        cell = tables.pick(random, PERIODS)
        text = tables.cell(cell)
        number = random.choice([n for n, char in enumerate(text) if char.isdecimal()])
        digit = random.choice("0123456789")
        if digit != text[number]:
            return _replaced(tables, cell, text[:number] + digit + text[number + 1 :])


def wrong_unit(tables: Tables, random: Random) -> Damage:
    """Ten thousands for hundreds of millions, or one currency for another."""
    cell = tables.pick(random, {"records": ("unit",)})
    units = [unit for unit in ("CNY-e8", "CNY-e4", "USD-e8", "HKD-e8", "CNY-e9", "CNY")
             if unit != tables.cell(cell)]  # fmt: skip
    return _replaced(tables, cell, random.choice(units))


def byte_noise(tables: Tables, random: Random) -> Damage:
    table = random.choice(list(tables.rows))
    cell = tables.pick(random, {table: tuple(tables.rows[table][0])})
    line = tables.files[f"{table}.csv"].split(b"\n")[cell.row]
    text = tables.cell(cell).encode()
    start = line.index(text) if line.count(text) == 1 else 0
    number = start + random.randrange(len(text))
    noise = random.choice([byte for byte in range(256) if byte != line[number]])
    changed = line[:number] + bytes([noise]) + line[number + 1 :]
    return Damage(cell, line.decode(), repr(changed), tables.with_line(cell, changed))


KINDS: tuple[Callable[[Tables, Random], Damage], ...] = (
    digit_dropped, times_ten, times_hundred, swapped_flow, swapped_city, sign_of_growth,
    foreign_key, duplicated_row, wrong_period, wrong_unit, byte_noise,
)  # fmt: skip
