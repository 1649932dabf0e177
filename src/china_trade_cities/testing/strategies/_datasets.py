"""Whole datasets that hold all that they refer to, and nothing that a table has no place for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import Currency, Flow, ShareOf
from china_trade_cities._tables.cells import CUSTOMS_MULTIPLIER, text_list
from china_trade_cities._tables.checked_rows import CLASSES
from china_trade_cities._tables.layout import (
    DAY,
    FIELDS,
    ID,
    PARTIAL_DATE,
    TABLES,
    YEAR,
    CellKind,
    Column,
)
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities._tables.writing import in_canonical_order, in_tables, record_row, row_of
from china_trade_cities.testing.strategies._objects import DATES, DAYS, SLUGS, YEARS, maybe, several

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

# Strategies by the field that they fill.
Choices: TypeAlias = "Mapping[str, SearchStrategy[Any]]"

# --- cells --------------------------------------------------------------------------------


def _spaced(text: str) -> str:
    """A text of one line that has no blank at either end, but perhaps inside."""
    return text.replace("_", " ").strip() or "_"


_PRINTED = st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufffd")
_IN_LISTS = st.characters(exclude_categories=["C", "Z"], exclude_characters=";\ufffd")
TEXTS = st.text(_IN_LISTS, min_size=1, max_size=8).map(_spaced)
LISTS = several(TEXTS)
_BY_KIND: dict[CellKind, SearchStrategy[Any]] = {
    ID: SLUGS, DAY: DAYS, PARTIAL_DATE: DATES, YEAR: YEARS
}  # fmt: skip
_BY_PARSE: dict[str, SearchStrategy[Any]] = {
    "text": TEXTS,
    "list": LISTS,
    "integer": st.integers(1, 10**8),
    "decimal": st.integers(1, 10**6).map(lambda number: Decimal(number) / 10_000),
}


@cache
def _of_kind(kind: CellKind) -> SearchStrategy[Any] | None:
    """What cells become that refer to nothing; None for figures, whose cells go together."""
    if kind.enum:
        return st.sampled_from([kind.enum(word) for word in kind.words] or list(kind.enum))
    if kind.words:
        return st.sampled_from(kind.words)
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if kind.parse in ("text", "list") and kind.pattern:
        cells = st.from_regex(kind.pattern, fullmatch=True, alphabet=_PRINTED)
        return cells.map(text_list) if kind.parse == "list" else cells
    if kind.parse == "number":
        return st.floats(kind.low, kind.high)
    return _BY_PARSE.get(kind.parse)


# --- figures ------------------------------------------------------------------------------

_COUNTS = st.sampled_from([1, 1, 2, 2, 3, 3, 0])  # seldom none, as much refers to others
_FIGURE_COUNTS = st.integers(0, 6)
_PERCENTS = st.integers(-1000, 10_000).map(lambda tenths: tenths / 10)


def _amount(
    number: int | None, multiplier: int, decimals: int, currency: Currency
) -> dict[str, Any]:
    """The fields of an amount in some unit, of which some decimals are printed; None is a dash."""
    unit = 10 ** (multiplier - (0 if number is None else min(multiplier, decimals)))
    return {
        "value": None if number is None else number * unit,
        "value_dash": number is None,
        "currency": currency,
        "rounded_to": unit,
        "unit_multiplier": multiplier,
    }


def _growth(percent: float | None) -> dict[str, Any]:
    """The fields of a growth rate; None is a dash."""
    return {"growth": percent, "growth_dash": percent is None}


def _share(tenths: int, share_of: ShareOf) -> dict[str, Any]:
    return {"share": tenths / 10, "share_of": share_of}


_WHOLE, _PLACES = st.integers(0, 10**9), st.integers(0, 4)
_NUMBERS = _WHOLE | _WHOLE | st.none()
_CURRENCIES = st.just(Currency.CNY) | st.sampled_from(Currency)
_CUSTOMS = st.just(CUSTOMS_MULTIPLIER), _PLACES, st.just(Currency.CNY)
_UNITS = st.integers(0, 12), _PLACES, _CURRENCIES
_AMOUNTS = st.builds(_amount, _NUMBERS, *_UNITS)
_BALANCES = st.builds(_amount, _NUMBERS | st.integers(-(10**9), -1), *_UNITS)
_CUSTOMS_AMOUNTS = st.builds(_amount, _NUMBERS, *_CUSTOMS)
_GROWTH = maybe(_PERCENTS).map(_growth)
_SHARES = st.builds(_share, st.integers(0, 1000), st.sampled_from(ShareOf))

# --- tables -------------------------------------------------------------------------------


@st.composite
def datasets(draw: DrawFn) -> Dataset:
    """Datasets that hold all that they refer to and are written to tables without loss."""
    year = draw(st.integers(1001, 9998))
    terms = {"description": TEXTS, "created": TEXTS, "licenses": LISTS, "credits": LISTS}
    return Dataset(
        info=DatasetInfo(
            version=draw(TEXTS),
            title=draw(TEXTS),
            reference_period=Period(year=year),
            **_some(draw, terms),
        ),
        **_Tables(draw, year).filled(),
    )


def _some(draw: DrawFn, choices: Choices) -> dict[str, Any]:
    """Values for some of the fields, which ones is drawn too."""
    chosen = draw(st.integers(0, 2 ** len(choices) - 1))  # one bit for each
    return {
        name: draw(strategy)
        for place, (name, strategy) in enumerate(choices.items())
        if chosen >> place & 1
    }


class _Tables:
    """The tables of a dataset, drawn one after another: what refers to others comes after them.

    Args:
        draw: Draws from a strategy.
        year: The reference year; figures are of periods near it, so that they meet.
    """

    def __init__(self, draw: DrawFn, year: int) -> None:
        self._draw = draw
        self._year = year
        self._tables: defaultdict[str, list[Any]] = defaultdict(list)
        years, months = (year, year - 1), range(1, 13)
        self._periods = st.sampled_from(
            [
                *(Period(year=each) for each in years),
                *(Period(year=each, months=month) for each in years for month in months),
                *(Period(year=year, month=month, months=1) for month in months),
            ]
        )

    def filled(self) -> dict[str, tuple[Any, ...]]:
        """All tables, figures in their canonical order."""
        makers: dict[str, Callable[[], Any]] = {
            "records": self._record,
            "customs_reference_monthly": partial(self._customs_figure, "reference_areas"),
        }
        for table, layout in TABLES.items():
            if table in ("customs_monthly", "known_findings"):  # figures of cities are records
                continue
            needed = [each.kind.table for each in layout.columns if _is_required(each)]
            if all(self._tables[name] for name in needed if name):
                self._fill(table, makers.get(table, partial(self._entry, table)))
        tables = {FIELDS[name]: tuple(entries) for name, entries in self._tables.items()}
        rows, _ = in_tables(tables.get("reference_records", ()))
        figures = [record for row in rows.values() for record in row.values()]
        return {
            **tables,
            "records": in_canonical_order(tables.get("records", ())),
            "reference_records": in_canonical_order(figures),
        }

    def _fill(self, name: str, make: Callable[[], Any]) -> None:
        """Add some entries, none with a key that another one has."""
        table = self._tables[name]
        taken: set[Hashable] = set()
        for _ in range(self._draw(_FIGURE_COUNTS if name == "records" else _COUNTS)):
            entry = make()
            keys = set(_keys(name, entry))
            table += [] if keys & taken else [entry]
            taken |= keys

    def _entry(self, table: str) -> Any:
        number = len(self._tables[table])
        if table == "reference_areas":  # its id is a code, and the table has no province
            name, name_zh = self._draw(TEXTS), self._draw(TEXTS)
            fields: dict[str, Any] = {"name": name, "name_zh": name_zh}
            fields |= {"id": f"{number:02}0000", "province": name, "province_zh": name_zh}
        elif table == "exchange_rates":
            fields = {"year": self._draw(st.integers(self._year - 1, self._year))}
        elif TABLES[table].key == ("id",):
            fields = {"id": f"{table.replace('_', '-')}-{number}"}
        else:
            fields = {}
        return self._made(table, fields)

    def _made(self, table: str, fields: dict[str, Any]) -> Any:
        """The object of a row, of which some fields are given."""
        others: dict[str, SearchStrategy[Any]] = {}
        for column in TABLES[table].columns:
            strategy = None if column.name in fields else self._cells(column)
            if strategy is not None and _is_required(column):
                fields[column.name] = self._draw(strategy)
            elif strategy is not None:
                others[column.name] = strategy
        return CLASSES[table](**fields, **_some(self._draw, others))

    def _cells(self, column: Column) -> SearchStrategy[Any] | None:
        """What the cells of a column become; None if there is nothing that they may refer to."""
        kind = column.kind
        if kind.parse in ("period", "any_period"):
            return self._periods
        if not kind.table:
            return _of_kind(kind)
        entries = self._tables[kind.table]
        if not entries:
            return None
        entry = st.sampled_from(entries)
        return several(entry) if kind.parse == "references" else entry

    def _record(self) -> TradeRecord:
        """A figure of a city, as customs or as anybody else prints it."""
        if self._draw(st.booleans()):
            return self._customs_figure("cities")
        flow = self._draw(st.sampled_from(Flow))
        amounts = _BALANCES if flow is Flow.BALANCE else _AMOUNTS
        printed = _some(self._draw, {"amount": amounts, "growth": _GROWTH, "share": _SHARES})
        fields: dict[str, Any] = {"flow": flow, "share": None, "share_of": None}
        for figure in printed.values() or [self._draw(amounts)]:
            fields |= figure
        record: TradeRecord = self._made("records", fields)
        return record

    def _customs_figure(self, places: str) -> TradeRecord:
        """A figure in a customs table: of a month, or to date and then perhaps with growth."""
        period, flow = self._draw(self._periods), self._draw(st.sampled_from(CUSTOMS_FLOWS))
        if self._draw(st.booleans()):  # by this one cities are ranked unless another is asked for
            period, flow = Period(year=self._year), Flow.TOTAL
        growth = self._draw(maybe(_GROWTH)) if period.is_year_to_date else None
        return TradeRecord(
            city=self._draw(st.sampled_from(self._tables[places])),
            period=period,
            flow=flow,
            source=self._draw(st.sampled_from(self._tables["sources"])),
            **self._draw(_CUSTOMS_AMOUNTS),
            **(growth or {}),
        )


# --- columns ------------------------------------------------------------------------------


def _is_required(column: Column) -> bool:
    """Whether an object must have it; a row without a source has that of its folder."""
    return column.is_needed or column.default == ""


def _keys(name: str, entry: Any) -> Iterator[Hashable]:
    """The key of an entry, and its cells that may stand only once in the table."""
    figure = isinstance(entry, TradeRecord)
    table = TABLES["records" if figure else name]
    row = record_row(entry) if figure else row_of(name, entry)
    cells = dict(zip(table.columns, row, strict=True))
    yield tuple(cell for column, cell in cells.items() if column.name in table.key)
    yield from ((column, cell) for column, cell in cells.items() if column.is_unique and cell)
