"""A table as rows of cells, each with the line that it stands in."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from china_trade_cities.readers._file import ALLOWED_FILE, unreadable

MOST_CELLS = 200_000
"""What all tables of a page may have, places that rowspan and colspan claim included: a customs
table has 10 columns and 400 rows."""

FAR_TOO_LARGE = "a table far larger than any of customs"
_TAG = re.compile(r"<\s*(!doctype|html|head|body|div|table|t[hrd]\b)", re.IGNORECASE)


class GridRow(NamedTuple):
    """The cells of one row, without surrounding space, and the line where it begins, from 1."""

    line: int
    cells: Sequence[str]


class Grid(NamedTuple):
    """A table: all rows, header and notes included, and what gives the text before it."""

    title: Callable[[], str]  # called for few: a page may have more tables than are read
    rows: Sequence[GridRow]


def compact(text: str) -> str:
    """Text by which words are compared: one width of characters, no space at all."""
    if not text.isascii():
        text = "".join(map(_plain_width, text))
    return "".join(text.split())


@lru_cache(maxsize=20_000)
def _plain_width(character: str) -> str:
    # One by one: a long text of accents alone would take forever, as they are put in order.
    return unicodedata.normalize("NFKC", character)


def looks_like_html(text: str) -> bool:
    """Whether a text is a page, or part of one, rather than CSV."""
    return _TAG.search(text[:5000]) is not None


def csv_grid(text: str, name: str | None) -> Grid:
    # What Excel calls "Unicode text" has tabs.
    head = text[:5000]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[GridRow] = []
    line = 1
    left = MOST_CELLS
    try:
        for cells in reader:
            rows.append(GridRow(line, [cell.strip() for cell in cells]))
            left -= max(1, len(cells))
            if left < 0:
                raise unreadable(name, FAR_TOO_LARGE, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(name, f"not CSV ({error}): {ALLOWED_FILE}", line) from None
    return Grid(str, _without_index(rows))


def _without_index(rows: list[GridRow]) -> list[GridRow]:
    """The rows without a first column that only counts them, as pandas writes one."""
    first = [row.cells[0] for row in rows if row.cells]
    counted = list(dropwhile(lambda cell: not cell, first))
    if not counted or counted != [str(number) for number in range(len(counted))]:
        return rows
    return [GridRow(row.line, row.cells[1:]) for row in rows]
