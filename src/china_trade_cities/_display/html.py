"""How a result looks in a notebook: an HTML table with its sources below, and on its figures.

It takes all colours from the page that it is shown in: the notebook's own theme, dark or light,
decides, and no second opinion can contradict it. There is no script, no style sheet that could
change the rest of a page or be taken away from it, and nothing is fetched.
"""

from __future__ import annotations

import re
from html import escape

from china_trade_cities._display.view import Mention, SourceNote, View
from china_trade_cities._printable import printable

_CELL = "padding: 0.2em 0.6em; text-align: "
_LEFT = f"{_CELL}left"
_NAME = f"{_CELL}left; white-space: pre-wrap"  # parts of what stands above them are indented
_RIGHT = f"{_CELL}right; white-space: nowrap; font-variant-numeric: tabular-nums"
_LINK = "color: inherit; text-decoration: underline"

# Runs of Chinese characters with their punctuation, or of Japanese where a text has kana.
_EAST_ASIAN = re.compile(
    "[\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]*"
)

_KANA = re.compile("[\u3041-\u30fa]")


def as_html(view: View) -> str:
    notes = "".join(f"<p>{_text(note)}</p>" for note in view.notes if type(note) is str)
    items = "".join(
        f"<li>{linked(str(note.source), note.source.url)}</li>"
        for note in view.notes
        if isinstance(note, SourceNote)
    )
    lead = "".join(f"<div>{_text(text)}</div>" for text in view.lead)
    sources = f'<ol aria-label="Sources">{items}</ol>' if items else ""
    return (
        '<div class="china-trade-cities">'
        # What is wider than the page can be scrolled, also by keyboard.
        f'<div role="region" tabindex="0" aria-label="{escape(printable(view.title))}" '
        'style="overflow-x: auto">'
        f'<table><caption style="{_LEFT}; color: inherit; caption-side: top">'
        f"{_text(view.title)}{lead}</caption>{_head(view)}{_body(view)}</table></div>"
        f"{notes}{sources}</div>"
    )


def is_link(url: str | None) -> bool:
    """Whether an address is one of the web, which may be followed, and not a script."""
    return url is not None and url.lower().startswith(("http://", "https://"))


def _head(view: View) -> str:
    cells = "".join(
        f'<th scope="col" style="{_style(column)}">{_text(column.removeprefix(">"))}</th>'
        for column in view.columns
    )
    return f"<thead><tr>{cells}</tr></thead>"


def _body(view: View) -> str:
    # The first column of words says what a row is about.
    names = next((at for at, column in enumerate(view.columns) if column[:1] != ">"), None)
    last = view.rows[-1] if view.rows else ()
    rows: list[str] = []
    for row in view.rows:
        of_row = next((cell for cell in row if isinstance(cell, Mention)), None)
        cells = (
            _cell(cell, column, of_row or below, is_name=at == names)
            for at, (cell, column, below) in enumerate(zip(row, view.columns, last, strict=True))
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<tbody>{''.join(rows)}</tbody>"


def _cell(cell: str, column: str, mention: str, *, is_name: bool) -> str:
    if is_name and cell:
        return f'<th scope="row" style="{_NAME}">{_text(cell)}</th>'
    hover = ""
    if cell and isinstance(mention, Mention) and (mention is cell or column[:1] == ">"):
        citations = "\n".join(printable(str(source)) for source in mention.sources)
        hover = f' title="{escape(citations)}"'
    return f'<td{hover} style="{_style(column)}">{_text(cell)}</td>'


def _style(column: str) -> str:
    return _RIGHT if column[:1] == ">" else _LEFT


def linked(text: str, url: str | None) -> str:
    """A line in which the address is a link, if it is one that a browser may follow."""
    if url is None or not is_link(url) or url not in text:
        return _text(text)
    before, _, after = text.rpartition(url)
    link = f'<a href="{escape(printable(url))}" style="{_LINK}">{_text(url)}</a>'
    return f"{_text(before)}{link}{_text(after)}"


def _text(text: str) -> str:
    """Text escaped, in which what is Chinese says so to screen readers and to fonts."""
    language = "ja" if _KANA.search(text) else "zh"
    return _EAST_ASIAN.sub(rf'<span lang="{language}">\g<0></span>', escape(printable(text)))
