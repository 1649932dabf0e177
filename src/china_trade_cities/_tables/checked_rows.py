"""How a user's row becomes an object, or a list of all its faults, cell by cell.

Each cell is parsed by itself, as `layout` declares its column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from decimal import Decimal
from operator import getitem
from typing import Any, TypeAlias

from attrs import fields_dict

from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.cells import (
    CUSTOMS_MULTIPLIER,
    DASH,
    Made,
    Row,
    amount,
    canonical_period,
    customs_month,
    decimals,
    floating,
    integer,
    text_list,
    unit,
)
from china_trade_cities._tables.known_findings import KnownFinding
from china_trade_cities._tables.layout import COLUMNS, TABLES, CellKind, Column
from china_trade_cities._tables.rows import (
    CUSTOMS_FLOWS,
    customs_figure,
    january_to,
    record_figures,
)
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError

# Returns the object with an id: its table, the column that refers to it, the id.
Find: TypeAlias = Callable[[str, str, str], Any]

# The column at fault, None for the row itself, and a message.
Fault: TypeAlias = "tuple[str | None, str]"

CLASSES: dict[str, type[Any]] = {
    "sources": Source,
    "cities": City,
    "reference_areas": City,
    "products": Product,
    "partners": Partner,
    "industries": Industry,
    "ranking_scopes": RankingScope,
    "customs_monthly": TradeRecord,
    "customs_reference_monthly": TradeRecord,
    "records": TradeRecord,
    "specializations": IndustrySpecialization,
    "published_ranks": PublishedRank,
    "city_facts": CityFact,
    "exchange_rates": ExchangeRate,
    "known_findings": KnownFinding,
}
"""What the rows of each table become."""


class FaultyRowError(Exception):
    """A row becomes no object; `Maker.faults` says why."""


class BrokenReferenceError(FaultyRowError):
    """A row refers to one that is at fault itself, and reported at its own line."""


FAULTS = (FaultyRowError, InvalidArgumentError, InvalidFieldError)


# --- cells ----------------------------------------------------------------------------------


def _decimal(cell: str, column: str) -> Decimal:
    decimals(cell, column)
    return Decimal(cell)


def _amount(cell: str, column: str) -> str:
    if cell != DASH:
        decimals(cell, column)
    return cell


def _customs_amount(cell: str, column: str) -> str:
    if cell != DASH and (amount(cell, CUSTOMS_MULTIPLIER, column)[0] or 0) < 0:
        raise InvalidArgumentError(column, cell, "an amount of 0 or more")
    return cell


def _rate(cell: str, column: str) -> float | None:
    return None if cell == DASH else floating(cell, column)


_PARSERS: dict[str, Callable[[str, str], Any]] = {
    "text": lambda cell, _: cell,
    "list": lambda cell, _: text_list(cell),
    "integer": integer,
    "number": floating,
    "decimal": _decimal,
    "month": lambda cell, _: customs_month(cell),
    "period": lambda cell, _: canonical_period(cell),
    "any_period": lambda cell, _: Period.parse(cell),
    "unit": lambda cell, _: unit(cell),
    "amount": _amount,
    "customs_amount": _customs_amount,
    "rate": _rate,
}
_BLANKS: dict[str, Any] = {"list": (), "references": (), "unit": (None, 0)}


def _parse_kind(kind: CellKind, find: Find) -> Callable[[str, str], Any]:
    """What parses a cell of a kind that is not blank; it and its column are passed."""
    if kind.enum:
        members = {member.value: member for member in kind.enum}
        words = {word: members[word] for word in kind.words or members}
        return lambda cell, column: _member(words, cell, column)
    if kind.parse == "reference":
        return lambda cell, column: find(kind.table, column, cell)
    if kind.parse == "references":
        return lambda cell, column: tuple(
            [find(kind.table, column, key) for key in text_list(cell)]
        )
    return _PARSERS[kind.parse]


def _member(words: Mapping[str, Any], cell: str, column: str) -> Any:
    if cell not in words:
        raise InvalidArgumentError(column, cell, f"one of {', '.join(map(repr, words))}")
    return words[cell]


def _check_form(kind: CellKind, cell: str, column: str) -> None:
    """Refuse a cell that no published table holds, though an object can."""
    if kind.form and not re.fullmatch(kind.pattern, cell):
        raise InvalidArgumentError(column, cell, kind.form)
    if kind.words and cell not in kind.words:
        raise InvalidArgumentError(column, cell, f"one of {', '.join(map(repr, kind.words))}")


def _check_limits(kind: CellKind, cell: str, column: str) -> None:
    low, high = kind.low, kind.high
    if cell == DASH or low is None or low <= float(cell) <= (float(cell) if high is None else high):
        return
    allowed = f"a number of at least {low}" if high is None else f"a number from {low} to {high}"
    raise InvalidArgumentError(column, cell, allowed)


def _parser(table: str, column: Column, find: Find, *, is_published: bool) -> Callable[[str], Any]:
    """What parses the cells of a column, and raises one of `FAULTS` for those at fault."""
    name, kind = column.name, column.kind
    may_be_blank = not column.is_needed and column.default is None
    parse = _parse_kind(kind, find)
    # Amounts take a currency to be checked as a field; rates are called otherwise in some tables.
    field = {"rate": "growth", "amount": ""}.get(kind.parse, name)
    attribute = fields_dict(CLASSES[table]).get(field)
    instance = object.__new__(CLASSES[table])  # of which validators need the class alone

    def checked(cell: str) -> Any:
        if not cell and may_be_blank:
            return _BLANKS.get(kind.parse)
        if is_published:
            _check_form(kind, cell, name)
        value = parse(cell, name)
        if is_published:
            _check_limits(kind, cell, name)
        if attribute and attribute.validator:
            attribute.validator(instance, attribute, value)
        return value

    return checked


# --- rows -----------------------------------------------------------------------------------


class Maker:
    """Makes the objects of the rows of a table, perhaps as published: in the form of cells too."""

    def __init__(self, table: str, find: Find, *, is_published: bool = False) -> None:
        self.table = table
        self._columns = COLUMNS[table]
        # By column: a cell that stands in many rows is parsed once.
        self._values = [
            Made(_parser(table, column, find, is_published=is_published))
            for column in TABLES[table].columns
        ]

    def objects(self, row: Row) -> list[Any]:
        """What a row becomes: one object, or in a customs table one for each figure.

        If something is wrong with it, one of `FAULTS` is raised.
        """
        values = dict(zip(self._columns, map(getitem, self._values, row), strict=True))
        if self.table == "records":
            return [_record(row, values)]
        if self._columns[0] == "month":
            return _customs_records(row, *map(values.__getitem__, self._columns[:3]))
        if self.table == "reference_areas":
            values |= {"province": values["name"], "province_zh": values["name_zh"]}
        return [CLASSES[self.table](**values)]

    def faults(self, row: Row) -> Iterator[Fault]:
        """All that is wrong with a row: each cell by itself, then those that contradict others."""
        cells = dict(zip(self._columns, row, strict=True))
        faulty = set[str]()
        for (column, cell), values in zip(cells.items(), self._values, strict=True):
            try:
                values[cell]
            except BrokenReferenceError:
                faulty.add(column)
            except (InvalidArgumentError, InvalidFieldError) as error:
                faulty.add(column)
                yield column, _message(column, error, cell)
        if self._columns[0] == "month" and not any(row[3:]):
            yield None, _NO_FIGURE
        elif not faulty:
            try:
                self.objects(row)
            except (InvalidArgumentError, InvalidFieldError) as error:
                column = _column(error)
                faulty.add(column)
                yield column, _message(column, error, cells[column])
        if self.table in _CONTRADICTIONS:
            for column, allowed in _CONTRADICTIONS[self.table](cells, faulty):
                if column not in faulty:
                    yield column, _must_be(column, allowed, cells[column])


def _must_be(column: str, allowed: str, cell: str) -> str:
    shown = f"{cell[:100]!r}…" if len(cell) > 100 else repr(cell)
    return f"{column} must be {allowed}; got {shown}"


def _column(error: InvalidArgumentError | InvalidFieldError) -> str:
    if isinstance(error, InvalidArgumentError):
        return error.argument
    return "unit" if error.field == "currency" else error.field


def _message(column: str, error: InvalidArgumentError | InvalidFieldError, cell: str) -> str:
    """What an error says of a cell; of a list, it names the part that is at fault."""
    return _must_be(column, error.allowed, error.value if isinstance(error.value, str) else cell)


_SOMETHING = "an amount, or growth, a share or a note"
_NO_FIGURE = "the row has no figure; at least one is required"


def _record(row: Row, values: dict[str, Any]) -> TradeRecord:
    value, unit_cell, growth, share = row[5:9]
    if not (value or growth or share or values["note"]):
        raise InvalidArgumentError("value", value, _SOMETHING)
    del values["unit"]
    return TradeRecord(**(values | record_figures(value, unit_cell, growth, share)))


def _customs_records(row: Row, month: Period, place: City, source: Source) -> list[TradeRecord]:
    if not any(row[3:]):
        raise FaultyRowError(_NO_FIGURE)
    # In January the month is the figure to date.
    periods = (month, january_to(month)) if month.month > 1 else (month,)
    figures = (customs_figure(row, period, flow) for period in periods for flow in CUSTOMS_FLOWS)
    return [TradeRecord(city=place, source=source, **figure) for figure in figures if figure]


def _record_contradictions(
    cells: Mapping[str, str], faulty: Container[str]
) -> Iterator[tuple[str, str]]:
    """The columns of ``records`` that contradict others, and what each must be.

    Those in `faulty` are at fault by themselves.
    """
    value = cells["value"]
    if not any(cells[column] for column in ("value", "growth", "share", "note")):
        yield "value", _SOMETHING
    if value and not cells["unit"]:
        yield "unit", "the currency of the amount"
    if bool(cells["share"]) is not bool(cells["share_of"]):
        yield "share_of", "what the share is a share of, and only with a share"
    if value in ("", DASH) or "value" in faulty:
        return
    if float(value) < 0 and cells["flow"] != Flow.BALANCE and "flow" not in faulty:
        yield "value", "an amount of 0 or more, except for a balance"
    if cells["unit"] and "unit" not in faulty and decimals(value, "value") > unit(cells["unit"])[1]:
        yield "value", "an amount in whole currency units"


def _customs_contradictions(
    cells: Mapping[str, str], faulty: Container[str]
) -> Iterator[tuple[str, str]]:
    """The flows whose two amounts of a January differ."""
    if not cells["month"].endswith("-01") or "month" in faulty:
        return
    for flow in CUSTOMS_FLOWS:
        of_month, to_date = cells[flow], cells[f"{flow}_ytd"]
        if of_month and to_date and of_month != to_date and f"{flow}_ytd" not in faulty:
            yield flow, f"{to_date}, as to date, in January"


_CONTRADICTIONS = {
    "records": _record_contradictions,
    "customs_monthly": _customs_contradictions,
    "customs_reference_monthly": _customs_contradictions,
}
