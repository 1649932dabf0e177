"""Columns of a customs table by what their header says, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.rows import CUSTOMS_FLOWS
from china_trade_cities.readers._grid import GridRow, compact

PLACE = re.compile(r"(?:进出口(?:商品)?)?(?:收发货人|经营单位)所在地")
"""The header of the column of places; the second is how it was called until 2016."""

_QUERY = (
    "an export of the query site, with figures of provinces, not of cities: "
    "readers.read_customs_query reads it"
)
OTHER_TABLES = {
    "LocationofImporters": "its English edition, without Chinese names: save the Chinese one",
    **dict.fromkeys(("商品编码", "贸易伙伴编码", "注册地编码", "数据年月"), _QUERY),
    "境内目的地": "(9), by destination/origin, whose figures have another basis",
    "境内的地": "(9), by destination/origin, whose figures have another basis",
    "关别": "(10), by customs district, whose figures have another basis",
    "特定经济地区": "(11), of special economic areas",
    "特定地区": "(11), of special economic areas",
}

_LONGEST = 40  # characters of the header of a table's first column
_GROWTH = re.compile(r"同比|比去年|比上年|±|增长|增减")
_TO_DATE = re.compile(r"(?<!\d)1(?:至|-|~|—|–)(\d{1,2})月|累计|当期")
_MONTH = re.compile(r"(\d{1,2})月|当月")
# What pandas.read_html writes where a header has no text, or has the same text again.
_FILLER = re.compile(r"Unnamed:\d+(?:_level_\d+)?")
AGAIN = re.compile(r"(?<=\D)\.\d+$")

FIGURES = {
    (flow, kind): f"{flow}{suffix}" if kind != "growth" else f"growth_{flow}_ytd"
    for kind, suffix in (("month", ""), ("to date", "_ytd"), ("growth", ""))
    for flow in CUSTOMS_FLOWS
}
"""Columns of the published layout by flow and kind."""


class Header(NamedTuple):
    """What the header of a table says, and the rows above and below it."""

    place: int  # position of the column of places
    figures: dict[str, int]  # positions, by column of the published layout
    texts: list[str]  # of each column, in one line
    months: dict[int, str]  # their numbers, with the text where each was first
    above: Sequence[GridRow]
    below: Sequence[GridRow]
    line: int


def place_column(row: GridRow) -> int | None:
    """The position of the header of places in a row, if it holds one."""
    for position, cell in enumerate(row.cells):
        if len(cell) <= _LONGEST and PLACE.fullmatch(compact(cell)):
            return position
    return None


def has_header(rows: Sequence[GridRow]) -> bool:
    return any(place_column(row) is not None for row in rows)


def header_of(rows: Sequence[GridRow]) -> tuple[Header, list[str]]:
    """The header of a table that has one, and what is wrong with it."""
    start = next(number for number, row in enumerate(rows) if place_column(row) is not None)
    place = place_column(rows[start]) or 0
    end = start + 1
    while end < len(rows) and _continues(rows[end], place):
        end += 1
    texts = [" ".join(_words(rows[start:end], at)) for at in range(len(rows[start].cells))]
    figures: dict[str, int] = {}
    months: dict[int, str] = {}
    wrong: list[str] = []
    for at, text in enumerate(texts):
        if at == place or not text:
            continue
        column, month = _meaning(compact(text))
        if column is None:
            wrong.append(f"a column {text[:100]!r} that no customs table has")
        elif column in figures:
            pair = (texts[figures[column]][:100], text[:100])
            wrong.append("two columns for the same figures: {!r} and {!r}".format(*pair))
        else:
            figures[column] = at
        if month is not None:
            months.setdefault(month, text)
    wrong += _missing(figures)
    header = Header(place, figures, texts, months, rows[:start], rows[end:], rows[start].line)
    return header, wrong


def _continues(row: GridRow, place: int) -> bool:
    """Whether a row below the header of places is part of the header too."""
    if place >= len(row.cells) or not any(row.cells):
        return False
    text = compact(row.cells[place])
    if text:
        return PLACE.fullmatch(text) is not None
    return any(_meaning(compact(cell)) != (None, None) for cell in row.cells)


def _words(rows: Sequence[GridRow], at: int) -> Iterator[str]:
    """The texts of one column of the header, each once."""
    last = ""
    for row in rows:
        text = AGAIN.sub("", row.cells[at]) if at < len(row.cells) else ""
        if text != last and not _FILLER.fullmatch(compact(text)):
            last = text
            yield text


def _meaning(text: str) -> tuple[str | None, int | None]:
    """The column of the published layout that a header means, and the month that it names."""
    flow = next((flow for word, flow in _FLOWS if word in text), None)
    to_date, month = _TO_DATE.search(text), _MONTH.search(text)
    if _GROWTH.search(text):
        kind, found = "growth", None
    elif to_date:
        kind, found = "to date", to_date
    elif month:
        kind, found = "month", month
    else:
        return None, None
    number = int(found[1]) if found and found[1] else None
    return (FIGURES[flow, kind] if flow else None), number


# The word for the total holds the other two.
_FLOWS = (("进出口", Flow.TOTAL), ("出口", Flow.EXPORT), ("进口", Flow.IMPORT))


def _missing(figures: dict[str, int]) -> Iterator[str]:
    """Columns that a customs table must have and this one has not."""
    for (flow, kind), column in FIGURES.items():
        in_months = any(FIGURES[other, "month"] in figures for other in CUSTOMS_FLOWS)
        if column not in figures and (kind != "month" or in_months):
            yield f"no column for {_KINDS[kind]} of {_WORDS[flow]}"


_WORDS = {
    Flow.TOTAL: "进出口 (total)",
    Flow.EXPORT: "出口 (exports)",
    Flow.IMPORT: "进口 (imports)",
}
_KINDS = {"month": "the month", "to date": "the year to date", "growth": "the growth"}


def other_table(rows: Sequence[GridRow]) -> str | None:
    for row in rows:
        for cell in row.cells:
            text = compact(cell) if len(cell) <= _LONGEST else ""
            for word, table in OTHER_TABLES.items():
                if text.startswith(word):
                    return table
    return None
