"""What results look like in a notebook."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities._display.html import as_html
from china_trade_cities._display.view import View
from china_trade_cities.testing import make_info
from tests.support.factories import GAZETTE, HERALD, VINTAGE
from tests.support.results import RESULTS
from tests.support.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

TAGS = {
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("p", "ol", "ul", "li", "a", "span"),
}
ATTRIBUTES = {
    *("class", "role", "tabindex", "aria-label", "style", "scope", "title", "href", "lang")
}
VOID = ("br", "hr", "img", "input", "link", "meta")
EVIL = "<script>alert('&\"')</script>"

SHOWN = {**RESULTS, "references": ctc.cite(ctc.profile("Yiwu"))}
EVERY = pytest.mark.parametrize("name", SHOWN)
EVERY_TABLE = pytest.mark.parametrize("name", RESULTS)


class Element:
    """An element of a page: its name, attributes, and what it holds."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str = "") -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag):
                    yield child
                yield from child.all(tag)


class Page(HTMLParser):
    """Reads a fragment, and refuses one that is not well-formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Element("page", {})]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in VOID
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """What closes must be what opened last."""
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(result: Any) -> Element:
    return Page(result._repr_html_()).open[0]


def table_of(root: Element) -> list[list[Element]]:
    (body,) = root.all("tbody")
    return [[*row.all("th"), *row.all("td")] for row in body.all("tr")]


@EVERY_TABLE
def test_the_table_says_what_the_text_says(name: str) -> None:
    """Title, lead, columns, every cell, notes and sources are those of the printed table."""
    result = RESULTS[name]
    view, root = result._view(), page(result)
    (caption,) = root.all("caption")
    assert caption.text == "".join((view.title, *view.lead))
    assert [part.text for part in caption.all("div")] == list(view.lead)
    (head,) = root.all("thead")
    assert [cell.text for cell in head.all("th")] == [
        column.removeprefix(">") for column in view.columns
    ]
    (body,) = root.all("tbody")
    shown = [
        [cell.text for cell in row.all() if cell.tag in ("th", "td")] for row in body.all("tr")
    ]
    assert shown == [list(row) for row in view.rows]
    notes = [note.text for note in root.all("p")]
    sources = [f"[{at}] {item.text}" for at, item in enumerate(root.all("li"), start=1)]
    assert [*notes, *sources] == list(view.notes)


@EVERY_TABLE
def test_it_can_be_read_aloud(name: str) -> None:
    """A title; every head cell with its scope; each row named by one cell that is not blank."""
    root = page(RESULTS[name])
    (head,) = root.all("thead")
    assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
    (body,) = root.all("tbody")
    for row in body.all("tr"):
        named = list(row.all("th"))
        assert len(named) <= 1
        assert all(cell.attributes["scope"] == "row" and cell.text.strip() for cell in named)
    (region,) = (part for part in root.all("div") if part.attributes.get("role") == "region")
    assert region.attributes["aria-label"] == RESULTS[name]._view().title
    assert region.attributes["tabindex"] == "0"
    assert all(items.attributes["aria-label"] == "Sources" for items in root.all("ol"))


@EVERY
def test_it_takes_its_colours_from_the_page_and_asks_for_nothing(name: str) -> None:
    """No script, no style sheet, no picture; no colour but that of the text around."""
    root = page(SHOWN[name])
    used = {element.tag for element in root.all()}
    assert used <= TAGS
    for element in root.all():
        assert set(element.attributes) <= ATTRIBUTES
        style = element.attributes.get("style") or ""
        assert "background" not in style
        assert set(re.findall(r"(?<![-\w])color: *([^;]+)", style)) <= {"inherit"}
        assert "url(" not in style


@EVERY
def test_chinese_text_says_that_it_is_chinese(name: str) -> None:
    """Every Chinese character stands in a part marked as Chinese, or as Japanese beside kana."""
    root = page(SHOWN[name])

    def unmarked(element: Element, language: str | None) -> Iterator[str]:
        language = element.attributes.get("lang", language)
        for child in element.children:
            if isinstance(child, Element):
                yield from unmarked(child, language)
            elif language is None:
                yield child

    assert not re.search("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]", "".join(unmarked(root, None)))
    for span in root.all("span"):
        kana = re.search("[\u3041-\u3096\u30a1-\u30fa]", span.text)
        assert (
            span.attributes == {"lang": "ja"} if kana else span.attributes["lang"] in ("zh", "ja")
        )


def test_names_of_cities_are_marked_as_chinese() -> None:
    """The name, and not the pinyin beside it."""
    names = [cell.text for cell in page(ctc.top_n(2)).all("span") if len(cell.text) == 2]
    assert names == ["深圳", "上海"]
    japanese = Page(as_html(View("[深セン市の輸出入]", ("a",), [("b",)]))).open[0]
    assert [(span.text, span.attributes["lang"]) for span in japanese.all("span")] == [
        ("深セン市の輸出入", "ja")
    ]


def hovers(root: Element) -> list[list[str | None]]:
    return [[cell.attributes.get("title") for cell in row] for row in table_of(root)]


def test_a_figure_says_on_hover_who_published_it() -> None:
    """Each number of a row, and the number of the source itself; words and blanks do not."""
    ranking = ctc.top_n(1, period="2023-01/2023-11")
    said = "\n".join(map(str, ranking[0].sources))
    ((city, *others),) = table_of(page(ranking))
    assert city.attributes.get("title") is None
    assert [(cell.text, cell.attributes.get("title")) for cell in others] == [
        ("1", said),
        ("3,860", said),
        ("1.2", said),
        ("[1, 2]", said),
    ]


def test_a_figure_in_a_column_of_a_city_says_the_citys_sources() -> None:
    """Where sources stand below the columns, each figure has those of its column."""
    comparison = ctc.compare(["Ningbo", "Yiwu"])
    *figures, _ = hovers(page(comparison))
    columns = [{said for row in figures if (said := row[at]) is not None} for at in range(3)]
    assert columns == [
        set(),
        {"\n".join(map(str, comparison[0].sources))},
        {"\n".join(map(str, comparison[1].sources))},
    ]


def test_what_has_no_source_says_nothing_on_hover() -> None:
    """Counts and marks rest on no single source."""
    assert {said for row in hovers(page(RESULTS["coverage"])) for said in row} == {None}


def test_every_value_is_escaped() -> None:
    root = Page(as_html(View(EVIL, (EVIL, f">{EVIL}"), [(EVIL, EVIL)], (EVIL,)))).open[0]
    assert [
        element.text for element in root.all() if element.tag in ("caption", "th", "td", "p")
    ] == [EVIL] * 6
    source = attrs.evolve(VINTAGE.source("gacc-location-2024-12"), title=EVIL, publisher=EVIL)
    city = attrs.evolve(VINTAGE.city("Wuhan"), name=EVIL)
    (record,) = VINTAGE.records_for(
        city="Wuhan", period="2024", flow="total", product=None, partner=None
    )
    record = attrs.evolve(record, city=city, source=source)
    dataset = attrs.evolve(VINTAGE, cities=(city,), records=(record,), sources=(source,))
    for result in (ctc.top_n(dataset=dataset), ctc.cite(record, dataset=dataset)):
        html: str = result._repr_html_()  # pyright: ignore[reportPrivateUsage]
        assert "<script" not in html
        assert EVIL in Page(html).open[0].text


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ('https://example.org/?a=1&b="x"', 1),
        ("HTTP://example.org/", 1),
        ("javascript:alert(1)", 0),
        ("data:text/html,x", 0),
        ("a printed copy", 0),
        (None, 0),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, links: int) -> None:
    """A link leads to a page, whatever stands in somebody's own table."""
    source = attrs.evolve(GAZETTE, url=url)
    dataset = ctc.Dataset(info=make_info(), sources=(source, HERALD))
    shown = page(ctc.cite(source, dataset=dataset))
    assert [link.attributes["href"] for link in shown.all("a")] == [url] * links
    assert (url or "Gazette") in shown.text


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_repr_is_a_page(value: Any) -> None:
    """The repr of every public class is one short line, that of its lists included."""
    assert "\n" not in repr(value)
    assert len(repr(value)) < 160
