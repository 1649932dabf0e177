"""What the command line prints: answers as table, CSV and JSON, colours and progress."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, TextIO, TypeAlias, cast

from china_trade_cities._display.results import Shown, view_of
from china_trade_cities._display.view import as_text, unpainted
from china_trade_cities._printable import printable

Paint = Callable[[str, str], str]
Rows: TypeAlias = list[dict[str, Any]]


class Answer:
    """What a subcommand found, in the three forms it can be printed in."""

    def __init__(
        self,
        text: str | Shown,
        rows: Rows,
        columns: Sequence[str],
        document: Callable[[], object] | None = None,
        code: int = 0,
        *,
        around: tuple[str, str] = ("", ""),
    ) -> None:
        """Keep the forms.

        Args:
            text: The table, or a text that needs no painting.
            rows: The rows of CSV.
            columns: Their columns, for an answer without rows has columns too.
            document: Makes what JSON holds; None for the rows.
            code: Exit code of the program.
            around: What stands before and after the table.
        """
        self.code = code
        self._text = text
        self._around = around
        self._forms: Mapping[str, Callable[[], str]] = {
            "json": lambda: json.dumps(
                rows if document is None else document(), ensure_ascii=False, indent=2
            ),
            "csv": lambda: _as_csv(rows, columns),
            "spreadsheet": lambda: _as_spreadsheet(rows, columns),
        }

    def show(self, form: str, paint: Paint) -> str:
        """The answer as a table, its parts painted, or in another form, plain."""
        if form in self._forms:
            return self._forms[form]()
        text, (before, after) = self._text, self._around
        table = _in_lines(text) if isinstance(text, str) else as_text(view_of(text), paint)
        return f"{before}{table}{after}"


def _in_lines(text: str) -> str:
    """A text of lines without any other control character, whatever names and files it mentions."""
    return "\n".join(map(printable, text.split("\n")))


def _as_csv(rows: Rows, columns: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: joined(value, ";") for key, value in row.items()})
    return stream.getvalue().rstrip("\n")


def _as_spreadsheet(rows: Rows, columns: Sequence[str]) -> str:
    """CSV of which a spreadsheet runs nothing, and whose Chinese names it reads.

    The mark of the encoding stands first. Text that a spreadsheet would take for a formula begins
    with an apostrophe; numbers stay numbers.
    """
    safe = [{key: _unrun(joined(value, ";")) for key, value in row.items()} for row in rows]
    return f"\ufeff{_as_csv(safe, columns)}"


def _unrun(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


# What OWASP names as beginnings of formulas, those of full width included.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def joined(value: object, separator: str) -> object:
    """A list as text, anything else as it is."""
    return separator.join(cast("list[str]", value)) if isinstance(value, list) else value


# Numbers of ECMA-48, "Select Graphic Rendition": the terminal's own theme says how they look.
_STYLES = {"title": "1", "head": "4", "note": "2", "error": "1;31"}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether it is a terminal that understands control sequences."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def painter(stream: TextIO | None) -> Paint:
    """How to paint the parts of a text for this stream: in colours, or not at all."""
    return _painted if is_terminal(stream) and not os.environ.get("NO_COLOR") else unpainted


def _painted(part: str, text: str) -> str:
    return f"\x1b[{_STYLES[part]}m{text}\x1b[0m"


def complaint(program: str, message: object, stream: TextIO | None) -> str:
    """What is wrong."""
    return f"{program}: {painter(stream)('error', 'error:')} {_in_lines(str(message))}"


PATIENCE = 0.5
"""Seconds of silence before a slow command says what it is doing."""


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Shows what is being done, on a terminal and where it takes a while."""
    began = monotonic()
    shown = False

    def say(what: str) -> None:
        nonlocal shown
        if is_terminal(sys.stderr) and monotonic() - began >= PATIENCE:
            shown = True
            print(f"\r\x1b[K{printable(what)} …", end="", file=sys.stderr, flush=True)

    try:
        yield say
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
