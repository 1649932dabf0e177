"""All charts: they say what a reader must know, and ask for nothing."""

from __future__ import annotations

import importlib
import io
import json
import re
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import altair as alt
import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities._display.results import view_of
from china_trade_cities.exceptions import InvalidArgumentError, MissingExtraError
from tests.support.charts import (
    CONVERTED,
    DOLLARS,
    ELECTRONICS,
    FEW,
    GAPS,
    GOODS,
    GROWTH,
    LOSSES,
    PARTS,
    RATES_ALONE,
    ROUNDED,
    SERIES,
    SHARES,
    SHRINKING,
    TIED,
    TO_DATE,
    TOP,
    TWO,
    rows,
    svg,
    texts,
)
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from collections.abc import Callable

CHARTS: dict[str, Callable[[], alt.LayerChart]] = {
    "ranking of 1": lambda: plots.ranking(TOP[:1]),
    "ranking of 5": lambda: plots.ranking(TOP[:5]),
    "ranking of 30": lambda: plots.ranking(ctc.top_n(30)),
    "rounded ranking": lambda: plots.ranking(ROUNDED),
    "ranking of few": lambda: plots.ranking(FEW),
    "balances of few": lambda: plots.ranking(ctc.top_n(flow="balance", period=2025)),
    "growth of few": lambda: plots.growth(ctc.growth_leaders(period=2025)),
    "map of few": lambda: plots.trade_map(FEW),
    "slope of few": lambda: plots.slope(ctc.top_n(10, period=2022), FEW),
    "converted ranking": lambda: plots.ranking(CONVERTED),
    "ranking in dollars": lambda: plots.ranking(DOLLARS),
    "long names": lambda: plots.ranking(ctc.top_n(5, cities=["Xishuangbanna", "Ili", "Yiwu"])),
    "growth": lambda: plots.growth(GROWTH),
    "shrinking": lambda: plots.growth(SHRINKING),
    "rates alone": lambda: plots.growth(RATES_ALONE),
    "series": lambda: plots.time_series(*SERIES),
    "series to date": lambda: plots.time_series(TO_DATE),
    "series of months": lambda: plots.time_series(ctc.time_series("Ningbo", span="month")),
    "series of a point": lambda: plots.time_series(SERIES[0][:1]),
    "shares": lambda: plots.market_share(SHARES),
    "contributions": lambda: plots.contribution(PARTS),
    "negative contributions": lambda: plots.contribution(LOSSES),
    "products": lambda: plots.product_contribution(GOODS),
    "comparison": lambda: plots.compare(TWO),
    "comparison with gaps": lambda: plots.compare(GAPS),
    "map of 1": lambda: plots.trade_map(TOP[:1]),
    "map of 30": lambda: plots.trade_map(ctc.top_n(30)),
    "map of 130": lambda: plots.trade_map(ctc.top_n(130)),
    "map of rounded": lambda: plots.trade_map(ROUNDED),
    "map of converted": lambda: plots.trade_map(CONVERTED),
    "slope": lambda: plots.slope(ctc.top_n(10, period="2024-07"), ctc.top_n(10, period="2025-07")),
    "slope of ties": lambda: plots.slope(*TIED),
    "specializations": lambda: plots.specializations(ELECTRONICS),
    "one specialization": lambda: plots.specializations(ctc.by_specialization("lighters")),
    "coverage": lambda: plots.coverage(VINTAGE.coverage()),
    "coverage in dollars": lambda: plots.coverage(VINTAGE.coverage(), currency="USD", n=5),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_it_shows(name: str) -> None:
    """Title, question, sources and every name stand in the drawing, whole; its JSON is valid."""
    chart = CHARTS[name]()
    assert isinstance(chart, alt.LayerChart)
    spec = chart.to_dict()
    assert "config" not in spec["layer"][0]
    assert json.loads(chart.to_json()) == spec
    drawn = texts(svg(chart))
    title = spec["title"]["text"]  # in lines, where it is long
    for line in ([title] if isinstance(title, str) else title) + spec["title"]["subtitle"]:
        assert line in drawn
    assert re.search(r"Sources?: \w", drawn)
    names = {row["place"] for row in rows(chart, 5 if "map" in name else 0) if "place" in row}
    if "map" not in name:  # on a map names stand where there is room
        assert [place for place in names if place not in drawn] == []
    assert "undefined" not in drawn
    assert "NaN" not in drawn


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ranking of 5", "Total trade, 2024: all goods, world, CNY, by location"),
        ("ranking in dollars", "Total trade, 2021: all goods, world, USD, by location"),
        ("growth", "Total trade, 2025-01/2025-07 on 2024-01/2024-07: all goods, world, CNY, by"),
        ("series", "Total trade, 2012 to 2025 by year: all goods, world, CNY, by location"),
        ("map of 30", "Total trade, 2024: all goods, world, CNY, by location"),
        ("slope", "Total trade, 2024-07 and 2025-07: all goods, world, CNY, by location"),
        ("specializations", "2010 to 2025, by strength of evidence"),
        ("coverage", "Total trade, 2012 to 2026: all goods, world, CNY, by location"),
    ],
)
def test_the_question_stands_below_the_title(name: str, words: str) -> None:
    """Flow, period, goods, partner, currency and basis, or what else the answer is about."""
    assert words in " ".join(CHARTS[name]().to_dict()["title"]["subtitle"])


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("ranking of 5", (TOP[:5],)),
        ("ranking of few", (FEW,)),
        ("growth", (GROWTH,)),
        ("map of few", (FEW,)),
        ("slope of few", (ctc.top_n(10, period=2022), FEW)),
    ],
)
def test_what_a_ranking_lacks_stands_below_the_question(
    name: str, answers: tuple[ctc.Ranking | ctc.GrowthRanking, ...]
) -> None:
    """In the words of its table, of each ranking that is drawn."""
    subtitle = " ".join(CHARTS[name]().to_dict()["title"]["subtitle"])
    for answer in answers:
        lead = view_of(answer).lead
        assert lead
        for line in lead:
            assert line in subtitle


@pytest.mark.thorough
def test_charts_can_be_restyled_and_joined() -> None:
    """A chart takes properties and a configuration of one's own, and stands beside another."""
    one, two = plots.ranking(TOP[:3]), plots.trade_map(TOP[:3])
    wide: Any = one.properties(width=900, title="Mine")
    spec = wide.configure_axis(grid=False).to_dict()
    assert (spec["width"], spec["title"], spec["config"]["axis"]["grid"]) == (900, "Mine", False)
    drawn = texts(svg(one | two))
    assert drawn.count("Shenzhen 深圳") == 2


@pytest.mark.thorough
def test_pictures_and_pages_need_no_browser_and_no_network() -> None:
    """PNG and HTML are written by vl-convert; the page asks for nothing from elsewhere."""
    png, html = io.BytesIO(), io.StringIO()
    chart = plots.ranking(TOP[:2])
    chart.save(png, format="png")
    assert png.getvalue().startswith(b"\x89PNG")
    assert len(png.getvalue()) > 5_000
    chart.save(html, format="html", inline=True)
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=", html.getvalue()) == []
    assert "Shenzhen" in html.getvalue()


@pytest.mark.thorough
class Scripts(HTMLParser):
    """The scripts of a page, as a browser tells them apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._inside = tag == "script"
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


EVIL = "</script><script>alert(1)</script><!--<script>"


@pytest.mark.thorough
def test_names_are_shown_and_never_run() -> None:
    """What a page holds of a name that ends its script stays text, alone or in a joined chart."""
    ningbo = VINTAGE.preferred("Ningbo")
    assert ningbo is not None
    source = attrs.evolve(ningbo.source, id="evil", publisher=EVIL, url=None)
    city = attrs.evolve(ningbo.city, id="evil", name=EVIL, code=None, un_locode=None, aliases=())
    record = attrs.evolve(ningbo, city=city, source=source, value=10**14, growth=99.0)
    dataset = VINTAGE.with_records([record])
    ranking = ctc.top_n(3, dataset=dataset)
    one: Any = plots.ranking(ranking)
    charts: list[Any] = [
        one,
        one.properties(title=EVIL),
        one | one,
        plots.growth(ctc.growth_leaders(3, dataset=dataset)),
        plots.trade_map(ranking),
        plots.time_series(ctc.time_series("evil", span="year", dataset=dataset)),
    ]
    for chart in charts:
        page = io.StringIO()
        chart.save(page, format="html")
        assert "alert(1)" in page.getvalue()
        for script in Scripts(page.getvalue()).found:
            assert not script.startswith("alert")
        written = json.dumps(chart.to_dict())
        assert ("</" in written, "<!--" in written) == (False, False)
    # Rows and scales still agree, and the chart itself holds what it was given.
    assert one.layer[0].data.values[0]["name"] == EVIL
    spec = one.to_dict()
    domain = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    rows = spec["datasets"][spec["layer"][0]["data"]["name"]]
    assert [row["place"] for row in rows] == domain


@pytest.mark.thorough
def test_charts_may_have_more_rows_than_altair_takes_of_a_frame() -> None:
    """Altair's limit is for frames; our inline data have none, so that no chart fails late."""
    with alt.data_transformers.enable("default", max_rows=5):
        for name in ("ranking of 30", "map of 130", "series of months", "coverage"):
            assert texts(svg(CHARTS[name]()))


@pytest.mark.thorough
@pytest.mark.parametrize("name", CHARTS)
def test_tooltips_show_figure_rounding_and_source(name: str) -> None:
    """Every field that a tooltip names is in the data; marks of cities say who printed what."""
    spec = CHARTS[name]().to_dict()
    shown: set[str] = set()
    for layer in spec["layer"]:
        for tooltip in layer.get("encoding", {}).get("tooltip", ()):
            shown.add(tooltip["title"])
            for row in spec["datasets"][layer["data"]["name"]]:
                assert row[tooltip["field"]] not in ("", None), tooltip
    if "specialization" in name:
        assert {"strongest", "said by", "years"} <= shown
    elif "coverage" in name:
        assert {"which", "records"} <= shown
    else:
        assert {"amount", "reservation", "printed by"} <= shown
        assert shown & {"rounding", "rounding of growth"}


WRONG: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "ranking": (plots.ranking, TOP),
    "growth": (plots.growth, GROWTH),
    "series": (plots.time_series, SERIES[0]),
    "shares": (plots.market_share, SHARES),
    "parts": (plots.contribution, PARTS),
    "product parts": (plots.product_contribution, GOODS),
    "comparison": (plots.compare, TWO),
    "trade_map": (plots.trade_map, TOP),
    "first": (lambda value: plots.slope(value, TOP), TOP),
    "second": (lambda value: plots.slope(TOP, value), TOP),
    "specializations": (plots.specializations, ELECTRONICS),
    "coverage": (plots.coverage, VINTAGE.coverage()),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_chart_takes_its_own_result_and_no_empty_one(name: str) -> None:
    """Anything else, and a result without entries, is refused with what is allowed."""
    make, result = WRONG[name]
    kind = type(result).__name__
    for wrong in (None, "深圳", [1], VINTAGE):
        with pytest.raises(InvalidArgumentError, match=f"must be a {kind}, as .* returns it"):
            make(wrong)
    with pytest.raises(InvalidArgumentError, match="with at least one entry"):
        make(result[:0])


def test_an_empty_ranking_names_the_nearest_periods() -> None:
    """Where nothing was ranked, the error helps on."""
    with pytest.raises(InvalidArgumentError, match="Nearest periods that can be ranked: 2012"):
        plots.ranking(ctc.top_n(period=2009))


def test_without_altair_the_error_names_the_line_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`MissingExtraError` tells the extra; the rest of the library works."""
    for name in [name for name in sys.modules if name.startswith("china_trade_cities.plots")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'china-trade-cities\[plots\]'"):
        importlib.import_module("china_trade_cities.plots")
    assert ctc.top_n(1)[0].city.name == "Shenzhen"
