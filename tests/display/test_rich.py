"""What results look like printed by rich."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import china_trade_cities as ctc
from tests.support.commands import python
from tests.support.results import RESULTS

EVERY_TABLE = pytest.mark.parametrize("name", RESULTS)


def printed_by_rich(result: Any, columns: int) -> str:
    """What rich prints on a terminal of a width, without colours."""
    stream = StringIO()
    Console(file=stream, width=columns, color_system=None).print(result)
    return stream.getvalue()


def squeezed(text: str) -> str:
    """Text without the white space that layout adds, and without rules."""
    return re.sub(r"[\s─]+", "", text)


@EVERY_TABLE
@pytest.mark.parametrize("columns", [240, 20])
def test_rich_prints_all_of_a_result(name: str, columns: int) -> None:
    """No cell and no note is cut off, however narrow the terminal is."""
    view = RESULTS[name]._view()
    shown = squeezed(printed_by_rich(RESULTS[name], columns))
    assert squeezed(view.title) in shown
    for row in view.rows if columns == 240 else ():
        assert all(squeezed(cell) in shown for cell in row)
    assert all(squeezed(note) in shown for note in view.notes)
    if columns == 20:
        assert shown == squeezed(str(RESULTS[name]))


def test_rich_shows_a_table_where_there_is_room() -> None:
    """Aligned by rich, under a rule; too narrow a terminal gets the plain text."""
    assert "───" in printed_by_rich(ctc.top_n(3), 80)
    assert "───" not in printed_by_rich(ctc.top_n(3), 40)


def test_rich_reads_nothing_as_markup_and_links_sources() -> None:
    """`[1]` is a number in brackets; a source leads to its page where a terminal has links."""
    assert "[1]" in printed_by_rich(ctc.top_n(3), 100)
    stream = StringIO()
    Console(file=stream, width=100, force_terminal=True, legacy_windows=False).print(ctc.top_n(1))
    assert f";{ctc.top_n(1)[0].record.source.url}\x1b\\" in stream.getvalue()
    references = ctc.cite(ctc.top_n(1))
    assert squeezed(printed_by_rich(references, 60)) == squeezed(str(references))


def test_rich_is_never_imported_unasked() -> None:
    """Neither printing nor a notebook loads it."""
    code = (
        "import sys, china_trade_cities as ctc; ranking = ctc.top_n(3); "
        "str(ranking), repr(ranking), ranking._repr_html_(), str(ctc.cite(ranking)); "
        "print('rich' in sys.modules)"
    )
    assert python(code) == "False"
