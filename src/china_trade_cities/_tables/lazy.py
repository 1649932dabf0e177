"""The bundled tables as objects, each made when it is first needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.cells import Made, Row, canonical_period, customs_month, split
from china_trade_cities._tables.rows import (
    CUSTOMS_FLOWS,
    MAKERS,
    customs_records,
    january_to,
    records_from,
)

if TYPE_CHECKING:
    from china_trade_cities._model.info import DatasetInfo

T = TypeVar("T")

# Where the columns stand by which lines are found.
_MONTH, _PERIOD = 0, 1


class BundledTables:
    """All tables of a bundled vintage, which the tests hold against the layout cell by cell.

    A table is split into lines when it is first needed, and a line is parsed when an object of it
    is: the first answer does not pay for the thousands of figures that it does not use. So no
    cell of the published layout may hold a line break, nor its first two a quote. Nothing here
    looks for faults: a user's own tables are read in `reading`.

    Args:
        read: Returns the text of a file of the folder.
        recipe: What pickle calls to get the dataset again.
        reference_period: The year that the descriptor names as such; passed apart, so that the
            first answer need not wait for the descriptor.
    """

    def __init__(
        self, read: Callable[[str], str], recipe: tuple[Any, ...], reference_period: Period
    ) -> None:
        self._read = read
        self._recipe = recipe
        self.reference_period = reference_period
        self._memory: dict[Hashable, Any] = {}
        self._by_id = Made(self._objects)
        self._searched: dict[str, str] = {}

    # --- what a lazy dataset asks for -----------------------------------------------------

    def recipe(self) -> tuple[Any, ...]:
        """How pickle makes the dataset again: from the folder, not from its contents."""
        return self._recipe

    def info(self) -> DatasetInfo:
        """What the descriptor says."""
        return self._once("info", self._read_info)

    def _read_info(self) -> DatasetInfo:
        import json

        from china_trade_cities._tables.descriptor import DESCRIPTOR, info_from

        return info_from(json.loads(self._read(DESCRIPTOR)))

    def table(self, name: str) -> tuple[Any, ...]:
        """All objects of one field of `Dataset`, the same whichever thread asks first."""
        return self._once(("table", name), lambda: self._read_table(name))

    def _read_table(self, name: str) -> tuple[Any, ...]:
        if name == "records":
            return tuple(self._all_records())
        if name == "reference_records":
            return tuple(self._reference_records())
        from china_trade_cities._tables.layout import COLUMNS, FIELDS

        (file,) = (table for table, field in FIELDS.items() if field == name)
        if COLUMNS[file][0] == "id":
            objects = self._by_id[file]
            return tuple([objects[_id(line)] for line in self._lines(file)])
        return tuple(map(self._maker(file), self._lines(file)))

    def periods(self) -> tuple[Period, ...]:
        """All periods with figures of cities, in order."""
        return self._once("periods", self._find_periods)

    def records_in(self, period: Period, flow: Flow) -> tuple[TradeRecord, ...]:
        """All records of exactly this period and flow, those of the customs table first."""
        return self._once(
            (period, flow),
            lambda: (*self._of_customs(period, flow), *self.records_printed_apart(period, flow)),
        )

    def records_printed_apart(self, period: Period, flow: Flow) -> tuple[TradeRecord, ...]:
        """Those of them that stand alone: rows of a customs table hold total, export and import."""

        def find() -> tuple[TradeRecord, ...]:
            rows = self._rows_with("records", _PERIOD, period)
            return tuple(records_from(rows, period, flow, self._by_id))

        return self._once(("apart", period, flow), find)

    # --- lines and cells ------------------------------------------------------------------

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        kept: T | None = self._memory.get(key)
        if kept is not None:
            return kept
        made = make()
        if made:  # else not kept: there are endless periods without a figure
            made = self._memory.setdefault(key, made)
        return made

    def _text(self, file: str) -> str:
        return self._read(f"{file}.csv")

    def _lines(self, file: str) -> list[str]:
        return self._once(file, lambda: self._text(file).removesuffix("\n").split("\n")[1:])

    def _maker(self, file: str) -> Callable[[str], Any]:
        """What makes the object of a line."""
        make = MAKERS.get(file)
        if make is None:
            from china_trade_cities._tables.checked_rows import Maker

            maker = Maker(file, self._find)
            return lambda line: maker.objects(split(line))[0]

        return lambda line: make(split(line), self._by_id)

    # --- objects with an id ---------------------------------------------------------------

    def _objects(self, file: str) -> Made[Any]:
        """The objects of a table by id."""
        lines = {_id(line): line for line in self._lines(file)}
        make = self._maker(file)
        return Made(lambda key: make(lines[key]))

    def _find(self, table: str, _: str, key: str) -> Any:
        return self._by_id[table][key]

    # --- records --------------------------------------------------------------------------

    def _find_periods(self) -> tuple[Period, ...]:
        months = self._months("customs_monthly")
        spans = map(canonical_period, self._lines_by("records", _PERIOD))
        return tuple(sorted({*spans, *months, *map(january_to, months)}))

    def _months(self, file: str) -> list[Period]:
        """The months of a customs table."""
        return [customs_month(month) for month in self._lines_by(file, _MONTH)]

    def _lines_with(self, file: str, position: int, cell: str) -> Sequence[str]:
        """Lines of a file that hold this cell in its first or second column.

        The first cell is searched in the text, so that a first answer need not wait until the
        table is in lines; a second one will be followed by many.
        """
        if self._searched.setdefault(file, cell) != cell:
            return self._lines_by(file, position).get(cell, ())
        first = position == 0
        return self._once((file, cell), lambda: _search(self._text(file), cell, first=first))

    def _lines_by(self, file: str, position: int) -> dict[str, list[str]]:
        """Lines of a file by what they hold in one of the first columns."""
        return self._once((file, position), lambda: self._group(file, position))

    def _group(self, file: str, position: int) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for line in self._lines(file):
            groups[line.split(",", position + 1)[position]].append(line)
        return groups

    def _all_records(self) -> Iterator[TradeRecord]:
        for period in self.periods():
            for flow in Flow:
                yield from self.records_in(period, flow)
            for file in ("customs_monthly", "records"):  # all is made of them
                self._memory.pop(("rows", file, period), None)

    def _of_customs(self, period: Period, flow: Flow) -> Iterator[TradeRecord]:
        if period.is_month or period.is_year_to_date:
            rows = self._rows_with("customs_monthly", _MONTH, period.last_month)
            yield from customs_records(rows, period, flow, self._by_id)

    def _rows_with(self, file: str, position: int, period: Period) -> Sequence[Row]:
        def rows() -> list[Row]:
            return [*map(split, self._lines_with(file, position, str(period)))]

        return self._once(("rows", file, period), rows)

    def _reference_records(self) -> Iterator[TradeRecord]:
        file = "customs_reference_monthly"
        months = self._months(file)
        for period in sorted({*months, *map(january_to, months)}):
            rows = self._rows_with(file, _MONTH, period.last_month)
            for flow in CUSTOMS_FLOWS:
                yield from customs_records(rows, period, flow, self._by_id, "reference_areas")


def _id(line: str) -> str:
    return line.partition(",")[0]


def _search(text: str, cell: str, *, first: bool) -> list[str]:
    """Lines whose first (or second) cell is this one, found without splitting the others."""
    wanted = f"\n{cell}," if first else f",{cell},"
    lines: list[str] = []
    found = text.find(wanted)
    while found >= 0:
        start = text.rfind("\n", 0, found + 1) + 1
        if first or text.find(",", start) == found:
            end = text.find("\n", start)
            lines.append(text[start:] if end < 0 else text[start:end])
        found = text.find(wanted, found + 1)
    return lines
