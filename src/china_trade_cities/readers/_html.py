"""Tables of a saved page.

A page is parsed by lxml, which repairs broken markup, fetches nothing and executes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import suppress
from functools import partial
from itertools import takewhile
from typing import Any

from china_trade_cities._extras import from_extra
from china_trade_cities.readers._file import unreadable
from china_trade_cities.readers._grid import FAR_TOO_LARGE, MOST_CELLS, Grid, GridRow

_MOST_COLUMNS = 100  # what a table may claim by colspan
_MOST_TAGS = 400_000  # attributes too: each takes some 300 bytes; a page of customs has 60,000
_MOST_ATTRIBUTES = 1_000  # of one tag: lxml looks at all before it adds another
_OPTIONS = {"encoding": "utf-8", "no_network": True}
_NOT_TEXT = {"script", "style", "template", "noscript"}


def html_grids(
    text: str, name: str | None, is_wanted: Callable[[Sequence[GridRow]], bool]
) -> list[Grid]:
    """The wanted tables of a page in order of the page, those inside others too."""
    etree = from_extra("lxml.etree", "readers", "reading HTML")
    content = text.encode()
    with suppress(etree.LxmlError):  # which comes again when the page is read
        etree.fromstring(content, etree.HTMLParser(target=_Counter(name), **_OPTIONS))
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, **_OPTIONS)
    try:
        page = etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise unreadable(name, f"not HTML: {error}") from None
    for entry in parser.error_log:
        if entry.level_name == "FATAL":  # lxml stops there, and leaves the rest of the page out
            raise unreadable(name, f"not the HTML of a page: {entry.message}", entry.line)
    if page is None:
        return []
    _check_cells(page, name)
    found: list[Grid] = []
    for table in page.iter("table"):
        rows = _rows(table, name)
        if is_wanted(rows):
            found.append(Grid(partial(_text_before, table), rows))
    return found


class _Counter:
    """What lxml reports of each tag as it comes, before a page is built: refuses too many."""

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._left = _MOST_TAGS

    def start(self, tag: str, attributes: Sized) -> None:
        self._left -= 1 + len(attributes)
        if self._left < 0:
            what = f"a page of more than {_MOST_TAGS:,} tags and attributes"
        elif len(attributes) > _MOST_ATTRIBUTES:
            what = f"a page with more than {_MOST_ATTRIBUTES:,} attributes in a tag ({tag[:20]})"
        else:
            return
        raise unreadable(self._name, f"{what}, which none of customs has")

    def close(self) -> None:
        """Nothing is built."""


def _check_cells(page: Any, name: str | None) -> None:
    """Refuse a page whose cells, all tables together, claim more places than any of customs."""
    left = MOST_CELLS
    for cell in page.iter("td", "th"):
        left -= _span(cell, "colspan") * _span(cell, "rowspan")
        if left < 0:
            raise unreadable(name, FAR_TOO_LARGE, cell.sourceline)


def _rows(table: Any, name: str | None) -> list[GridRow]:
    """The rows of a table, every cell repeated in all places that it spans."""
    rows: list[GridRow] = []
    spanned: dict[int, dict[int, str]] = {}
    for number, row in enumerate(_inside(table, "tr")):
        column = 0
        for cell in _inside(row, "td", "th"):
            taken = spanned.setdefault(number, {})
            while column in taken:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if column + wide > _MOST_COLUMNS:
                raise unreadable(name, FAR_TOO_LARGE, cell.sourceline)
            filled = dict.fromkeys(range(column, column + wide), _text(cell))
            for down in range(number, number + high):
                spanned.setdefault(down, {}).update(filled)
            column += wide
        cells = spanned.pop(number, {})
        width = max(cells, default=-1) + 1
        rows.append(GridRow(row.sourceline, [cells.get(at, "") for at in range(width)]))
    return rows


def _inside(element: Any, *tags: str) -> Iterator[Any]:
    """Elements of these tags that belong to this one, not to a table inside it."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in ("thead", "tbody", "tfoot", "form", "colgroup"):
            yield from _inside(child, *tags)


def _span(cell: Any, attribute: str) -> int:
    """How many columns or rows a cell takes; 1 where the page says nothing sensible."""
    text = cell.get(attribute, "").strip()
    return max(1, int(text)) if text.isdecimal() and text.isascii() and len(text) < 7 else 1


def _text(element: Any) -> str:
    """What one reads in a cell; a raised mark of a footnote in brackets, never in a figure."""
    return "".join(_pieces(element)).strip()


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "sup":
            yield f"[{_text(child)}]"
        elif child.tag == "br":
            yield " "
        elif child.tag != "table" and child.tag not in _NOT_TEXT:
            yield from _pieces(child)
        yield child.tail or ""


def _text_before(table: Any) -> str:
    """The text of the page before a table, and its caption."""
    parts: list[str] = []
    around = set(table.iterancestors())
    for element in takewhile(lambda element: element is not table, table.getroottree().iter()):
        if element.tag not in _NOT_TEXT:
            parts.append(element.text or "")
        if element not in around:
            parts.append(element.tail or "")
    parts += [_text(caption) for caption in _inside(table, "caption")]
    return "".join(parts)
