"""What results look like in a terminal, aligned with Chinese text too."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from attrs import evolve

import china_trade_cities as ctc
from china_trade_cities._display.view import View, as_text, width
from china_trade_cities._printable import printable
from china_trade_cities.testing import make_city
from tests.support import factories
from tests.support.results import RESULTS


def columns(text: str) -> int:
    """Columns of a terminal that a text takes, counted anew here."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def test_columns_are_aligned_with_chinese_text() -> None:
    """In every row a column starts at the same place on the screen, counted in terminal cells."""
    table = str(RESULTS["top"]).splitlines()[3:11]
    starts: set[int] = set()
    for line in table:
        mark = re.search(r"(source|\[1\])", line)
        assert mark is not None
        starts.add(columns(line[: mark.start()]))
    assert len(starts) == 1


def test_the_lead_stands_above_the_rows() -> None:
    """Below the title: it is read first."""
    text = as_text(View("title", ("name",), [("深圳",)], ("note",), ("first", "second")))
    assert text == "title\nfirst\nsecond\n\nname\n深圳\n\nnote"


def test_numbers_are_flush_right() -> None:
    text = as_text(View("title", ("name", ">amount"), [("深圳", "1,000.5"), ("Xi'an", "2.5")]))
    assert text == "title\n\nname    amount\n深圳   1,000.5\nXi'an      2.5"


@pytest.mark.parametrize(("text", "cells"), [("", 0), ("abc", 3), ("深圳", 4), ("e\u0301", 1)])
def test_width_counts_terminal_cells(text: str, cells: int) -> None:
    """Chinese characters take two cells, combining accents none."""
    assert width(text) == cells


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_prints(name: str) -> None:
    """Plain text without trailing spaces, whose rows are also there as plain values."""
    result = RESULTS[name]
    assert not [line for line in str(result).splitlines() if line != line.rstrip()]
    assert len(repr(result)) < 120
    assert json.loads(json.dumps(getattr(result, "to_dicts", dict)())) is not None


def test_lines_are_painted_by_their_part() -> None:
    """Title, head and notes can be set apart; the rows never are."""
    view = View("title", ("a", "b"), [("1", "2")], ("note", "note 2"))
    painted = as_text(view, lambda part, line: f"<{part}>{line}")
    assert painted == "<title>title\n\n<head>a  b\n1  2\n\n<note>note\n<note>note 2"
    assert as_text(view) == re.sub("<[a-z]+>", "", painted)


HOSTILE = "\x1b[31m深\u202e圳\x9b\n\ud800"
WRITTEN_OUT = r"\x1b[31m深\u202e圳\x9b\n\ud800"


def test_no_name_moves_the_cursor() -> None:
    """Control characters of names are written out in every part of a table, and take their room."""
    text = as_text(View(HOSTILE, (HOSTILE,), [(HOSTILE,)], (HOSTILE,), (HOSTILE,)))
    assert text.split("\n") == [WRITTEN_OUT, WRITTEN_OUT, "", *[WRITTEN_OUT] * 2, "", WRITTEN_OUT]


def test_no_name_turns_a_page_around() -> None:
    """Nor in a notebook: not in the table, nor in what is only heard, hovered over or followed."""
    (figure,) = factories.only(factories.amount(5)).records
    name, url = HOSTILE[:-1], f"https://x.cn/{HOSTILE[:-1]}"
    source = evolve(figure.source, title=name, publisher=name, url=url)
    city = evolve(figure.city, name=name, name_zh=name)
    hostile = factories.only(evolve(figure, city=city, source=source, note=name))
    ranking = ctc.top_n(1, period=figure.period, dataset=hostile)
    html = ranking._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert r"\x1b[31m" in html
    assert not {char for char in html if not char.isprintable()} - {"\n"}


def test_spaces_and_marks_stay() -> None:
    """Text in any script is no control character, however wide its spaces are."""
    for kept in ("深圳\u3000市", "Ürümqi\u00a0", "a\u0301", "\u200b"):
        assert printable(kept) == kept


def test_no_message_moves_the_cursor() -> None:
    """Those of files and names, which others chose."""
    problem = ctc.exceptions.Problem(file=HOSTILE, line=1, message=HOSTILE)
    assert str(problem) == f"{WRITTEN_OUT}:1: {WRITTEN_OUT}"
    city = make_city(name_zh=HOSTILE[:-1], province=HOSTILE[:-1])
    for error in (
        ctc.exceptions.CityNotFoundError(HOSTILE, [HOSTILE]),
        ctc.exceptions.AmbiguousCityError(HOSTILE, [city, city]),
    ):
        assert str(error).isprintable()
        assert WRITTEN_OUT.removesuffix(r"\ud800") in str(error)
