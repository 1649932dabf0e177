"""Pages and files in the shape of official customs tables, with the bundled figures.

`location` and `zhejiang` make the table of a month; `as_csv` and `as_html` write it the way people
hold it. Development zones are made up: each gets a share of the city before it.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import CustomsTable, read_customs_location
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = "注：根据海关总署公告〔2016〕20 号，原“经营单位”调整为“收发货人”，本表表名相应调整。"
ZONES = {"苏州": "苏州工业园", "上海": "上海浦东新区", "西安": "西安新技术产业开发区"}
MONTHS = [
    source.id.removeprefix("gacc-location-")
    for source in VINTAGE.sources
    if source.id.startswith("gacc-location-")
]
FLOWS = {"total": "进出口", "export": "出口", "import": "进口"}

Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, and the levels of its header."""

    key: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A table before it is written."""

    title: str
    unit: str
    columns: list[Column]
    rows: list[Row]
    notes: tuple[str, ...] = (NOTE,)
    note_at: int | None = None

    def cells(self) -> list[list[str]]:
        """The rows of places and notes in their order; a note fills its row."""
        rows = [[row[column.key] for column in self.columns] for row in self.rows]
        notes = [[note] * len(self.columns) for note in self.notes]
        at = len(rows) if self.note_at is None else self.note_at
        return rows[:at] + notes + rows[at:]


def _columns(month: int) -> list[Column]:
    columns = [Column("place", ("", "收发货人所在地", "收发货人所在地"))]
    for flow, word in FLOWS.items():
        columns.append(Column(flow, ("", word, f"{month}月")))
        columns.append(Column(f"{flow}_ytd", ("", word, f"1至{month}月")))
    columns += [
        Column(f"growth_{flow}_ytd", ("", "累计比去年同期±％", word))
        for flow, word in FLOWS.items()
    ]
    return columns


def figures(source: str) -> dict[ctc.City, list[ctc.TradeRecord]]:
    """The bundled records of one source by place, reference areas first."""
    found: dict[ctc.City, list[ctc.TradeRecord]] = defaultdict(list)
    for record in (*VINTAGE.reference_records, *VINTAGE.records):
        if record.source.id == source:
            found[record.city].append(record)
    return found


def _cells(records: Sequence[ctc.TradeRecord], per_unit: int) -> Row:
    row: Row = {}
    for record in records:
        amount = "-" if record.value is None else str(record.value // per_unit)
        if record.period.is_year_to_date:
            growth = "-" if record.growth is None else f"{record.growth:.{record.growth_decimals}f}"
            row |= {f"{record.flow}_ytd": amount, f"growth_{record.flow}_ytd": growth}
        if record.period.is_month:
            row[record.flow.value] = amount
    return row


def _zone(name: str, city: Row) -> Row:
    """A made-up zone that has a third of its city's exports and imports."""
    row = city | {"place": name}
    for span in ("", "_ytd"):
        for flow in ("export", "import"):
            row[flow + span] = str(int(city[flow + span]) // 3)
    return _added_up(row)


def _added_up(row: Row) -> Row:
    """The row with a total that is the sum of its parts, whatever they were cut to."""
    sums = {
        f"total{span}": str(int(row[f"export{span}"]) + int(row[f"import{span}"]))
        for span in ("", "_ytd")
        if "-" not in (row.get(f"export{span}", "-"), row.get(f"import{span}", "-"))
    }
    return row | sums


def printed(city: ctc.City) -> str:
    """How customs print a place."""
    if city.level is ctc.Level.NATION:
        return "总值"
    if city.level is ctc.Level.PROVINCE or len(city.name_zh) > 4:
        return city.name_zh
    return f"{city.name_zh}市"


def location(month: str = "2024-12", *, per_unit: int = 10_000) -> Page:
    """Table (8) of a month; in 1,000 dollars, by a rough rate, where `per_unit` is another."""
    found = figures(f"gacc-location-{month}")
    order = sorted(found, key=lambda city: (city.level is not ctc.Level.NATION, city.code or ""))
    rows: list[Row] = []
    for city in order:
        cells = _cells(found[city], per_unit)
        rows.append({"place": printed(city)} | cells)
        if city.name_zh in ZONES:
            rows.append(_zone(ZONES[city.name_zh], cells))
    in_yuan = per_unit == 10_000
    if not in_yuan:
        rows = _cut(rows)
    period = ctc.Period.parse(month)
    return Page(
        title=f"（8）{period.year}年{period.month}月进出口商品收发货人所在地总值表"
        f"（{'人民币' if in_yuan else '美元'}值）",
        unit="单位：万人民币" if in_yuan else "单位：千美元",
        columns=_columns(period.month),
        rows=rows,
    )


def _cut(rows: list[Row]) -> list[Row]:
    """Rows whose amounts were cut to whole units, so that they add up again."""
    rows = [_added_up(row) for row in rows]
    areas = {area.name_zh for area in VINTAGE.reference_areas} | {
        "北京市",
        "天津市",
        "上海市",
        "重庆市",
    }
    parts = [row for row in rows if row["place"] in areas]
    nation = {
        key: str(sum(int(part[key].replace("-", "0")) for part in parts))
        for key in rows[0]
        if key != "place" and not key.startswith("growth")
    }
    return [rows[0] | nation, *rows[1:]]


def zhejiang(month: str = "2024-12", *, unit: str = "元") -> Page:
    """The table of Hangzhou Customs, in yuan whatever `unit` says: imports before exports."""
    found = figures(f"gacc-location-{month}") | figures(f"hangzhou-customs-{month}")
    rows: list[Row] = []
    for city, records in found.items():
        if city.province == "Zhejiang":
            to_date = [record for record in records if record.period.is_year_to_date]
            row = {"place": f"{city.name_zh}地区"} | _cells(to_date, 1)
            # Figures of the bulletin are rounded, and need not add up to the yuan.
            rows.append(row if records[0].rounded_to == 1 else _added_up(row))
    total, *cities = rows
    sums = {
        key: str(sum(int(row[key]) for row in cities))
        for key in total
        if "growth" not in key and key != "place"
    }
    rows = [total | sums | {"place": "合计"}, *cities]
    words = {"total": "进出口", "import": "进口", "export": "出口"}
    columns = [Column("place", ("收发货人所在地",))]
    columns += [Column(f"{flow}_ytd", (f"当期{word}",)) for flow, word in words.items()]
    columns += [Column(f"growth_{flow}_ytd", (f"{word}同比",)) for flow, word in words.items()]
    return Page("", "", columns, rows, (f"单位：人民币，{unit}，%",))


# --- writing ------------------------------------------------------------------------------


def as_csv(page: Page) -> str:
    """The page as `pandas.read_html` and `DataFrame.to_csv` leave it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    depth = len(page.columns[0].levels)
    for level in range(depth):
        names = [column.levels[level] for column in page.columns]
        if depth > 1 and level == 0:
            names = [f"Unnamed: {at}_level_0" for at in range(len(names))]
            names[-1] = page.unit or names[-1]
        writer.writerow(_numbered(names))
    writer.writerows(page.cells())
    return out.getvalue()


def _numbered(names: list[str]) -> list[str]:
    """Repeated headers of growth get a number, as pandas does it."""
    seen: dict[str, int] = defaultdict(int)
    numbered: list[str] = []
    for name in names:
        again = f".{seen[name]}" if seen[name] and "比" in name else ""
        numbered.append(name + again)
        seen[name] += 1
    return numbered


def as_html(page: Page, *, commas: bool = True) -> str:
    """The page as a browser saves it, its header in two rows with spans."""
    width = len(page.columns)
    upper: list[str] = []
    lower: list[str] = []
    at = 0
    while at < width:
        levels = page.columns[at].levels[-2:]
        if len(set(levels)) == 1:
            upper.append(f'<td rowspan="{2}">{escape(levels[0])}</td>')
            at += 1
            continue
        end = at
        while end < width and page.columns[end].levels[-2] == levels[0]:
            lower.append(f"<td>{escape(page.columns[end].levels[-1])}</td>")
            end += 1
        upper.append(f'<td colspan="{end - at}">{escape(levels[0])}</td>')
        at = end
    body: list[str] = []
    for cells in page.cells():
        if len(set(cells)) == 1:
            body.append(f'<tr><td colspan="{width}">{escape(cells[0])}</td></tr>')
            continue
        shown = [f"{int(cell):,}" if commas and cell.isdecimal() else cell for cell in cells]
        body.append(
            f"<tr>{''.join(f'<td><span>&nbsp;{escape(cell)} </span></td>' for cell in shown)}</tr>"
        )
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset=gb2312><title>{page.title}</title>\n"
        "<script>var table = '<table><tr><td>收发货人所在地</td></tr></table>';</script></head>\n"
        "<body><!-- <table> --><div class=nav>主办单位：海关总署<table><tr><td>首页<td>统计</table>"
        f"</div>\n<h2>{page.title}</h2>\n<table><tbody>\n"
        f'<tr><td colspan="{width}">{page.unit}</td></tr>\n'
        f"<tr>{''.join(upper)}</tr>\n<tr>{''.join(lower)}</tr>\n"
        + "\n".join(body)
        + "\n</tbody></table>\n<p>版权所有</p></body></html>\n"
    )


def a_year_later(page: Page) -> Page:
    """The page of the same month a year on, had every place grown again as it says that it did."""
    rows: list[Row] = []
    for row in page.rows:
        rates = {flow: row[f"growth_{flow}_ytd"] for flow in FLOWS}
        grown = {
            flow + span: str(int(row[flow + span]) * round(1000 + 10 * float(rate)) // 1000)
            for flow, rate in rates.items()
            for span in ("", "_ytd")
            if "-" not in (rate, row[flow + span])
        }
        rows.append(row | grown)
    rows = [
        row | {f"growth_{flow}_ytd": _growth(before, row, f"{flow}_ytd") for flow in FLOWS}
        for before, row in zip(page.rows, _cut(rows), strict=True)
    ]
    year = page.title[3:7]
    return replace(page, title=page.title.replace(year, str(int(year) + 1)), rows=rows)


def _growth(before: Row, now: Row, key: str) -> str:
    if "-" in (before[key], now[key]) or before[key] == "0":
        return "-"
    return f"{100 * (int(now[key]) / int(before[key]) - 1):.1f}"


def edited(page: Page, place: str, /, **cells: str) -> Page:
    rows = [row | cells if row["place"] == place else row for row in page.rows]
    return replace(page, rows=rows)


def renamed(page: Page, old: str, new: str) -> Page:
    columns = [
        replace(column, levels=tuple(level.replace(old, new) for level in column.levels))
        for column in page.columns
    ]
    return replace(page, columns=columns)


# --- reading them -------------------------------------------------------------------------


def bundled(source: str) -> set[ctc.TradeRecord]:
    """The records of cities that the vintage has from one source."""
    return {record for record in VINTAGE.records if record.source.id == source}


def read_text(text: str, period: str | None = "2024-12", **options: Any) -> CustomsTable:
    return read_customs_location(io.StringIO(text), period=period, **options)


def read_page(page: Page, period: str | None, dataset: ctc.Dataset | None = None) -> CustomsTable:
    """The table of a page, as CSV, which has no title."""
    return read_text(as_csv(page), period, dataset=dataset)


def refusal(page: Page, period: str | None, dataset: ctc.Dataset | None = None) -> str:
    """The one problem for which a page is refused."""
    with pytest.raises(DatasetError) as caught:
        read_page(page, period, dataset)
    (problem,) = caught.value.problems
    return problem.message
