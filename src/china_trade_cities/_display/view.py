"""How a result looks: a table with notes, and the plainest way to show it, aligned text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from china_trade_cities._model.record import Source
from china_trade_cities._printable import printable


class Mention(str):
    """A cell that names sources by their numbers, such as ``[1, 2]``."""

    __slots__ = ("sources",)

    sources: tuple[Source, ...]

    @classmethod
    def of(cls, numbers: Iterable[int], sources: tuple[Source, ...]) -> Mention:
        mention = cls(f"[{', '.join(map(str, numbers))}]")
        mention.sources = sources
        return mention


class SourceNote(str):
    """A note that says what a number stands for: a source in one line."""

    __slots__ = ("source",)

    source: Source

    @classmethod
    def of(cls, number: int, citation: str, source: Source) -> SourceNote:
        note = cls(f"[{number}] {citation}")
        note.source = source
        return note


class View(NamedTuple):
    """A table ready to be shown.

    The lead, what to know before the rows are read, stands above them; the notes below, those of
    sources last.

    Columns that start with ``>`` are set flush right. A `Mention` says on which sources the other
    cells of its row rest, or of its column where it stands in a row of mentions.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    notes: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()


def width(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese characters take two, accents none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def unpainted(_: str, text: str) -> str:
    return text


def as_text(view: View, paint: Callable[[str, str], str] = unpainted) -> str:
    """The view as aligned plain text; `paint` gets the part of each line, and the line.

    Parts are title, head and note; rows and what stands before them are as they are.
    """
    titles = [column.removeprefix(">") for column in view.columns]
    table = [[*map(printable, row)] for row in (titles, *view.rows)]
    widths = [max(width(row[number]) for row in table) for number in range(len(titles))]
    lines: list[str] = []
    for row in table:
        cells = [
            " " * (wide - width(cell)) + cell
            if column.startswith(">")
            else cell + " " * (wide - width(cell))
            for cell, column, wide in zip(row, view.columns, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    head, *body = lines
    title, lead = printable(view.title), map(printable, view.lead)
    notes = [paint("note", printable(note)) for note in view.notes]
    return "\n".join(
        [paint("title", title), *lead, "", paint("head", head), *body, "", *notes]
    ).rstrip()


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
