"""How a result looks: an aligned table in a terminal, an HTML table in a notebook."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class View(NamedTuple):
    """A table ready to be shown.

    Attributes:
        title: What it shows, in one line.
        columns: Titles of the columns; those that start with ``>`` are set flush right.
        rows: The cells.
        notes: Lines below the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    notes: tuple[str, ...] = ()


def width(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese characters take two, accents none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def as_text(view: View) -> str:
    """The view as aligned plain text."""
    titles = [column.removeprefix(">") for column in view.columns]
    table = [titles, *view.rows]
    widths = [max(width(row[number]) for row in table) for number in range(len(titles))]
    lines = [view.title, ""]
    for row in table:
        cells = [
            " " * (wide - width(cell)) + cell
            if column.startswith(">")
            else cell + " " * (wide - width(cell))
            for cell, column, wide in zip(row, view.columns, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, "", *view.notes]).rstrip()


def as_html(view: View) -> str:
    """The view as an HTML table, every value escaped."""
    from html import escape

    def cells(tag: str, attribute: str, row: Sequence[str]) -> str:
        sides = ("right" if column.startswith(">") else "left" for column in view.columns)
        return "".join(
            f'<{tag}{attribute} style="text-align: {side}">{escape(cell)}</{tag}>'
            for cell, side in zip(row, sides, strict=True)
        )

    head = cells("th", ' scope="col"', [column.removeprefix(">") for column in view.columns])
    body = "".join(f"<tr>{cells('td', '', row)}</tr>" for row in view.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in view.notes)
    return (
        f"<table><caption>{escape(view.title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"
    )


# --- figures in words ---------------------------------------------------------------------

_SCALES = ((9, "billion "), (6, "million "), (0, ""))


class Scale(NamedTuple):
    """A power of ten in which amounts of a table are shown."""

    exponent: int
    word: str

    @classmethod
    def for_amount(cls, largest: int) -> Scale:
        """The one in which the largest amount of a table reads well."""
        for exponent, word in _SCALES:
            if abs(largest) >= 10 ** (exponent + 1):
                return cls(exponent, word)
        return cls(0, "")

    def show(self, value: int, rounded_to: int) -> str:
        """An amount with at most two decimals, and no more than were published."""
        published = self.exponent - (len(str(rounded_to)) - 1)
        return f"{value / 10**self.exponent:,.{min(2, max(0, published))}f}"


def rank_text(rank_range: tuple[int, int]) -> str:
    """A certain rank as one number, an uncertain one as a range."""
    best, worst = rank_range
    return str(best) if best == worst else f"{best}\u2013{worst}"
