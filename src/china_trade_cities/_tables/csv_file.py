"""One table file: bytes to rows of the published layout, every fault reported with its place."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from china_trade_cities._tables.cells import NotARowError, Row, cells
from china_trade_cities._tables.layout import COLUMNS, NEEDED, TABLES
from china_trade_cities._tables.limits import LONGEST_LINE

# Takes line, message and column of a fault.
Report: TypeAlias = Callable[[int | None, str, str | None], None]

# Where a cell may begin or end with a space.
_EDGES = re.compile(r'(?m)^ | $| [,"]|[,"] ')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class TableFile(NamedTuple):
    """What a file holds.

    Attributes:
        rows: Cells in the order of the published layout, by line; broken lines are left out.
        ids: The first line of each id; those of broken lines too, so that what refers to one of
            them is not reported.
    """

    rows: dict[int, Row]
    ids: dict[str, int]


class _Header(NamedTuple):
    """Which columns a file has, and how its cells become those of the published layout."""

    names: Sequence[str]
    # Picks the cells in order; the last of a row to which a blank was added, for missing columns.
    pick: Callable[[Row], Sequence[str]]
    # What stands for a blank, by the position of the column.
    defaults: Sequence[tuple[int, str]]

    def in_order(self, row: Row) -> Row:
        cells = list(self.pick([*row, ""]))
        for position, default in self.defaults:
            cells[position] = cells[position] or default
        return cells


def table_file(
    table: str, content: bytes, report: Report, *, source: str | None = None
) -> TableFile | None:
    """The rows of a file, or None if its header is at fault.

    A source, that of rows that name none, means that the table is a user's own: columns in any
    order, those that are not needed left out, and the byte order mark and line ends of a
    spreadsheet. Without one the table must be as it is published.
    """
    if source is None:
        _check_plainness(content, report)
    content = content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
    text = content.removesuffix(b"\n").decode(errors="replace")
    first, *lines = text.split("\n")
    header = _header(table, first, report, source)
    if header is None:
        return None
    is_published = list(header.names) == list(COLUMNS[table]) and not header.defaults
    key = header.names.index("id") if COLUMNS[table][0] == "id" else None
    found = TableFile({}, {})
    plain = _EDGES.search(text) is None and all(map(_is_plain, lines))
    del text, content  # the lines are enough, and as much again
    for number, line in enumerate(lines, start=2):
        if source is not None and not line:
            continue
        if len(line) > LONGEST_LINE:
            message = f"the line must have at most {LONGEST_LINE:,} characters; got {len(line):,}"
            report(number, message, None)
            continue
        row = _row(header.names, number, line, report, plain=plain)
        if row is not None:
            found.rows[number] = row if is_published else header.in_order(row)
        if key is not None:
            found.ids.setdefault(_cell(line, key), number)
    return found


def _check_plainness(content: bytes, report: Report) -> None:
    if content.startswith(_BYTE_ORDER_MARK):
        report(1, "the file must be plain UTF-8; got a byte order mark", None)
    if b"\r\n" in content:
        report(1, "lines must end in LF; got CR LF", None)
    if not content.endswith(b"\n"):
        report(content.count(b"\n") + 1, "the last line must end in LF", None)


def _header(table: str, line: str, report: Report, source: str | None) -> _Header | None:
    columns = COLUMNS[table]
    if source is None:
        if line == ",".join(columns):
            return _Header(columns, list, ())
        report(1, f"the header must be {','.join(columns)}", None)
        return None
    try:
        names = next(csv.reader([line], strict=True), list[str]())
    except csv.Error as error:
        report(1, f"the header is not CSV: {error}", None)
        return None
    faults = list(_header_faults(names, columns, NEEDED[table]))
    for column, fault in faults:
        report(1, fault, column)
    if faults:
        return None
    defaults = {
        column.name: column.default or source
        for column in TABLES[table].columns
        if column.default is not None
    }
    return _Header(
        names,
        itemgetter(*(names.index(column) if column in names else -1 for column in columns)),
        [(columns.index(column), default) for column, default in defaults.items()],
    )


def _header_faults(
    names: Sequence[str], columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[str | None, str]]:
    """Column and message of all that is wrong with a header."""
    if not names:
        yield None, f"the file is empty; it must have the columns {', '.join(needed)}"
        return
    for name in dict.fromkeys(names):
        if name not in columns:
            yield name, f"no column of this table: must be one of {', '.join(columns)}"
        elif names.count(name) > 1:
            yield name, "the column stands twice"
    for name in needed:
        if name not in names:
            yield name, f"the column is missing; the table must have {', '.join(needed)}"


def _row(
    names: Sequence[str], number: int, line: str, report: Report, *, plain: bool
) -> Row | None:
    """The cells of a line, or None if it or one of them is at fault; `plain` needs no look."""
    try:
        row = cells(line, names)
    except NotARowError as error:
        report(number, str(error), None)
        return None
    if plain or (_is_plain(line) and all(cell == cell.strip() for cell in row)):
        return row
    for column, cell in zip(names, row, strict=True):
        fault = _fault(cell)
        if fault:
            report(number, fault, column)
    return None


def _is_plain(text: str) -> bool:
    return text.isprintable() and "\ufffd" not in text


def _cell(line: str, position: int) -> str:
    """A cell at the beginning of a line, which may be no row."""
    parts = line.split(",", position + 1)
    return parts[position] if position < len(parts) else ""


def _fault(cell: str) -> str | None:
    """What is wrong with a cell of any column."""
    if "\ufffd" in cell:
        return f"{cell!r} holds bytes that are not UTF-8"
    strange = next((char for char in cell if not char.isprintable()), None)
    if strange is not None:
        return f"{cell!r} must be printable text; got {strange!r}"
    if cell != cell.strip():
        return f"{cell!r} begins or ends with a space"
    return None
