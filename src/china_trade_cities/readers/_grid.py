"""A table as rows of cells, each with the line that it stands in."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from itertools import dropwhile
from typing import TYPE_CHECKING, NamedTuple

from china_trade_cities.readers._text import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence


class GridRow(NamedTuple):
    """The cells of one row, without surrounding space.

    Attributes:
        line: Line of the file where the row begins, counted from 1.
        cells: The cells.
    """

    line: int
    cells: Sequence[str]


class Grid(NamedTuple):
    """A table.

    Attributes:
        title: Text that stands before it.
        rows: Its rows, header and notes included.
    """

    title: str
    rows: Sequence[GridRow]


def compact(text: str) -> str:
    """Text by which words are compared: one width of characters, no space at all."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def looks_like_html(text: str) -> bool:
    """Whether a text is a page, or part of one, rather than CSV."""
    return (
        re.search(r"<\s*(!doctype|html|head|body|div|table|t[hrd]\b)", text[:5000], re.IGNORECASE)
        is not None
    )


def csv_grid(text: str, name: str | None) -> Grid:
    """The table that a CSV text holds.

    Raises:
        DatasetError: It is not CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[GridRow] = []
    line = 1
    try:
        for cells in reader:
            rows.append(GridRow(line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(name, f"not CSV: {error}", line) from None
    return Grid("", _without_index(rows))


def _without_index(rows: list[GridRow]) -> list[GridRow]:
    """The rows without a first column that only counts them, as pandas writes one."""
    first = [row.cells[0] for row in rows if row.cells]
    counted = list(dropwhile(lambda cell: not cell, first))
    if not counted or counted != [str(number) for number in range(len(counted))]:
        return rows
    return [GridRow(row.line, row.cells[1:]) for row in rows]
