"""How a result looks when rich prints it. Nothing else imports this: rich is an extra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.measure import Measurement
from rich.style import Style
from rich.table import Table
from rich.text import Text

from china_trade_cities._display.html import is_link
from china_trade_cities._display.view import SourceNote, View, as_text, width
from china_trade_cities._printable import printable

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

_WORD = 10


def as_rich(view: View, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
    """The view as a table with notes; nothing in it is read as markup.

    Where the terminal is too narrow for the table, rich would cut figures off: there it is the
    plain text, folded.
    """
    table = _table(view)
    if Measurement.get(console, options.update(width=10_000), table).minimum > options.max_width:
        yield Text(as_text(view), overflow="fold")
        return
    yield Text(printable(view.title), Style(bold=True))
    for text in view.lead:
        yield Text(printable(text), overflow="fold")
    yield table
    for note in view.notes:
        url = note.source.url if isinstance(note, SourceNote) else None
        yield Text(
            printable(note), Style(dim=True, link=url if is_link(url) else None), overflow="fold"
        )


def _table(view: View) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for at, column in enumerate(view.columns):
        title, number = column.removeprefix(">"), column.startswith(">")
        words = " ".join([title, *(row[at] for row in view.rows)]).split()
        longest = max(map(width, words))
        table.add_column(
            Text(title),
            justify="right" if number else "left",
            overflow="fold",
            # However narrow the terminal, a number is never broken, and few words are.
            min_width=longest if number else min(longest, _WORD),
        )
    for row in view.rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table
