"""Tables in the published layout as objects, each made when it is first needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, TradeRecord
from china_trade_cities._model.vocabulary import Flow, parse_word
from china_trade_cities._tables.layout import (
    COLUMNS,
    FIELDS,
    NotARowError,
    Row,
    canonical_period,
    cells,
    customs_month,
)
from china_trade_cities._tables.rows import (
    CUSTOMS_FLOWS,
    References,
    area_from,
    city_from,
    customs_record_from,
    partner_from,
    product_from,
    record_from,
    source_from,
)
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidFieldError,
)

if TYPE_CHECKING:
    from china_trade_cities._model.info import DatasetInfo
    from china_trade_cities._problem import Problem

S = TypeVar("S")
T = TypeVar("T")

MAKERS: dict[str, Callable[[Row, References], Any]] = {
    "sources": source_from,
    "cities": city_from,
    "reference_areas": area_from,
    "products": product_from,
    "partners": partner_from,
}

_TABLES = {field: table for table, field in FIELDS.items()}


class LazyTable(Mapping[str, T]):
    """Lines of a table by id, each made into an object when it is first asked for."""

    def __init__(self, lines: dict[str, str], make: Callable[[str], T]) -> None:
        self._lines = lines
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            self._made.setdefault(key, self._make(self._lines[key]))
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class Tables(References):
    """All tables of one folder.

    A table is split into lines when it is first needed, and a line is parsed when an object of it
    is: the first answer does not pay for the thousands of figures that it does not use. So no
    cell of the published layout may hold a line break, nor its first two a quote.

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

        from china_trade_cities._model.info import info_from

        return info_from(json.loads(self._read("datapackage.json")))

    def table(self, name: str) -> tuple[Any, ...]:
        """All objects of one field of `Dataset`, the same whichever thread asks first."""
        return self._once(("table", name), lambda: self._read_table(name))

    def _read_table(self, name: str) -> tuple[Any, ...]:
        if name == "records":
            # A record of an unknown flow would be met by no flow below, and lost.
            self._distinct("records", "flow", lambda text: parse_word(Flow, text, "flow"))
            groups = [(period, flow) for period in self.periods() for flow in Flow]
            found = _all(lambda group: self.records_in(*group), groups)
            return tuple(record for records in found for record in records)
        if name == "reference_records":
            return tuple(self._reference_records())
        file = _TABLES.get(name, name)
        if COLUMNS[file][0] == "id":
            things = self._by_id(file)
            return tuple(_all(things.__getitem__, things))
        return tuple(_all(lambda line: self._make(file, line), self._lines(file)))

    def periods(self) -> tuple[Period, ...]:
        """All periods with figures of cities, in order."""
        return self._once("periods", self._find_periods)

    def records_in(self, period: Period, flow: Flow) -> tuple[TradeRecord, ...]:
        """All records of exactly this period and flow, those of the customs table first."""
        return self._once((period, flow), lambda: tuple(self._records(period, flow)))

    # --- lines and cells ------------------------------------------------------------------

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._memory:
            made = make()
            if not made:  # not kept: there are endless periods without a figure
                return made
            self._memory.setdefault(key, made)
        kept: T = self._memory[key]
        return kept

    def _lines(self, file: str) -> list[str]:
        return self._once(file, lambda: self._read_lines(file))

    def _text(self, file: str) -> str:
        text = self._read(f"{file}.csv")
        columns = ",".join(COLUMNS[file])
        if not text.startswith(columns + "\n"):
            raise DatasetError([_problem(file, 1, f"the header must be {columns}")])
        return text

    def _read_lines(self, file: str) -> list[str]:
        return self._text(file).removesuffix("\n").split("\n")[1:]

    def _parse(self, file: str, line: str, make: Callable[[Row], T]) -> T:
        """What `make` returns for a line; an error says which file, line and column."""
        columns = COLUMNS[file]
        column = None
        try:
            return make(cells(line, columns))
        except NotARowError as error:
            message = str(error)
        except InvalidArgumentError as error:
            message, column = str(error), error.argument
        except InvalidFieldError as error:
            message, column = str(error), error.field
        number = self._lines(file).index(line) + 2
        raise DatasetError([_problem(file, number, message, column)])

    def _make(self, file: str, line: str) -> Any:
        maker = MAKERS.get(file)
        if maker is None:
            from china_trade_cities._tables import evidence_rows as _evidence_rows

            maker = _evidence_rows.MAKERS[file]
        return self._parse(file, line, lambda row: maker(row, self))

    # --- things with an id ----------------------------------------------------------------

    def _by_id(self, file: str) -> LazyTable[Any]:
        return self._once(
            ("by id", file),
            lambda: LazyTable(self._lines_by_id(file), lambda line: self._make(file, line)),
        )

    def _lines_by_id(self, file: str) -> dict[str, str]:
        lines = self._lines(file)
        found = {line.partition(",")[0]: line for line in lines}
        if len(found) < len(lines):
            keys = [line.partition(",")[0] for line in lines]
            raise DatasetError(
                [
                    _problem(
                        file, number, f"{key!r} is the id of line {keys.index(key) + 2} too", "id"
                    )
                    for number, key in enumerate(keys, start=2)
                    if keys.index(key) < number - 2
                ]
            )
        return found

    def _find(self, table: str, column: str, key: str) -> Any:
        try:
            return self._by_id(table)[key]
        except KeyError:
            raise InvalidArgumentError(column, key, f"an id of {table}.csv") from None

    # --- records --------------------------------------------------------------------------

    def _find_periods(self) -> tuple[Period, ...]:
        months = self._distinct("customs_monthly", "month", customs_month)
        spans = self._distinct("records", "period", canonical_period)
        return tuple(sorted({*spans, *months, *map(january_to, months)}))

    def _distinct(self, file: str, column: str, read: Callable[[str], T]) -> list[T]:
        """What a column holds, each once."""
        position = COLUMNS[file].index(column)
        return _all(
            lambda lines: self._parse(file, lines[0], lambda row: read(row[position])),
            self._lines_by(file, column).values(),
        )

    def _lines_with(self, file: str, column: str, cell: str) -> Sequence[str]:
        """Lines of a file that hold this cell in its first or second column.

        The first cell that is asked for is searched in the text, so that a first answer need not
        wait until the whole table is in lines; who asks for a second one, asks for many.
        """
        if self._searched.setdefault(file, cell) != cell:
            return self._lines_by(file, column).get(cell, ())
        first = COLUMNS[file].index(column) == 0
        return self._once((file, cell), lambda: _search(self._text(file), cell, first=first))

    def _lines_by(self, file: str, column: str) -> dict[str, list[str]]:
        """Lines of a file by what they hold in one of the first columns."""
        return self._once((file, column), lambda: self._group(file, COLUMNS[file].index(column)))

    def _group(self, file: str, position: int) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for line in self._lines(file):
            groups[line.split(",", position + 1)[position]].append(line)
        return groups

    def _records(self, period: Period, flow: Flow) -> list[TradeRecord]:
        found: list[TradeRecord] = []
        if flow in CUSTOMS_FLOWS and (period.is_month or period.is_year_to_date):
            found += self._customs("customs_monthly", period, flow, self.city)
        lines = [
            line
            for line in self._lines_with("records", "period", str(period))
            if line.split(",", 3)[2] == flow.value
        ]
        return found + _all(
            lambda line: self._parse("records", line, lambda row: record_from(row, period, self)),
            lines,
        )

    def _customs(
        self, file: str, period: Period, flow: Flow, place: Callable[[str], City]
    ) -> list[TradeRecord]:
        found = _all(
            lambda line: self._parse(
                file,
                line,
                lambda row: customs_record_from(row, period, flow, place, self.source),
            ),
            self._lines_with(file, "month", str(period.last_month)),
        )
        return [record for record in found if record is not None]

    def _reference_records(self) -> Iterator[TradeRecord]:
        file = "customs_reference_monthly"
        months = self._distinct(file, "month", customs_month)
        for period in sorted({*months, *map(january_to, months)}):
            for flow in CUSTOMS_FLOWS:
                yield from self._customs(file, period, flow, self.area)


def _all(make: Callable[[S], T], things: Iterable[S]) -> list[T]:
    """What `make` returns for each thing; what is wrong with any of them is reported together."""
    found: list[T] = []
    problems: list[Problem] = []
    for thing in things:
        try:
            found.append(make(thing))
        except DatasetError as error:
            problems += error.problems
    if problems:
        # A row of the customs table is read once for each of its figures.
        raise DatasetError(tuple(dict.fromkeys(problems)))
    return found


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


def january_to(month: Period) -> Period:
    """January to this month."""
    return Period(year=month.year, months=month.month)


def _problem(file: str, line: int, message: str, column: str | None = None) -> Problem:
    from china_trade_cities._problem import Problem

    return Problem(file=f"{file}.csv", line=line, column=column, message=message)
