"""Charts: their data are the numbers of the answers, and they say what a reader must know."""

from __future__ import annotations

import importlib
import io
import json
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt
import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities.exceptions import InvalidArgumentError, MissingExtraError
from china_trade_cities.plots._chart import wrapped
from china_trade_cities.plots._map import Circle, Frame, placed
from tests.support import factories

if TYPE_CHECKING:
    from collections.abc import Callable

BUNDLED = ctc.load_dataset("2026.1")
BULLETIN = "General Administration of Customs of China"

TOP = ctc.top_n(10)
ROUNDED = ctc.top_n(10, period="2023-01/2023-11")
CONVERTED = ctc.top_n(8, period=2021, convert_to="CNY")
DOLLARS = ctc.top_n(5, period=2021, currency="USD")
GROWTH = ctc.growth_leaders(10, period="2025-01/2025-07", min_value=10**11)
SHRINKING = ctc.growth_leaders(133, period="2025-01/2025-07", method="computed")[-12:]
RATES_ALONE = ctc.growth_leaders(7, partner="Africa", period="2023-01/2023-09")
SERIES = tuple(ctc.time_series(name, span="year") for name in ("Shenzhen", "Shanghai"))
TO_DATE = ctc.time_series("Yiwu", span="year-to-date", flow="export")
ELECTRONICS = ctc.by_specialization("electronics")

CHARTS: dict[str, Callable[[], alt.LayerChart]] = {
    "ranking of 1": lambda: plots.ranking(TOP[:1]),
    "ranking of 5": lambda: plots.ranking(TOP[:5]),
    "ranking of 30": lambda: plots.ranking(ctc.top_n(30)),
    "rounded ranking": lambda: plots.ranking(ROUNDED),
    "converted ranking": lambda: plots.ranking(CONVERTED),
    "ranking in dollars": lambda: plots.ranking(DOLLARS),
    "long names": lambda: plots.ranking(ctc.top_n(5, cities=["Xishuangbanna", "Ili", "Yiwu"])),
    "growth": lambda: plots.growth(GROWTH),
    "shrinking": lambda: plots.growth(SHRINKING),
    "rates alone": lambda: plots.growth(RATES_ALONE),
    "series": lambda: plots.time_series(*SERIES),
    "series to date": lambda: plots.time_series(TO_DATE),
    "series of months": lambda: plots.time_series(ctc.time_series("Ningbo")),
    "series of a point": lambda: plots.time_series(SERIES[0][:1]),
    "map of 1": lambda: plots.trade_map(TOP[:1]),
    "map of 30": lambda: plots.trade_map(ctc.top_n(30)),
    "map of 130": lambda: plots.trade_map(ctc.top_n(130)),
    "map of rounded": lambda: plots.trade_map(ROUNDED),
    "map of converted": lambda: plots.trade_map(CONVERTED),
    "slope": lambda: plots.slope(ctc.top_n(10, period="2024-07"), ctc.top_n(10, period="2025-07")),
    "slope of ties": lambda: plots.slope(ctc.top_n(10, period=2023), TOP),
    "specializations": lambda: plots.specializations(ELECTRONICS),
    "one specialization": lambda: plots.specializations(ctc.by_specialization("lighters")),
    "coverage": lambda: plots.coverage(BUNDLED.coverage()),
    "coverage in dollars": lambda: plots.coverage(BUNDLED.coverage(), currency="USD", n=5),
}


def rows(chart: alt.LayerChart, layer: int = 0) -> list[dict[str, Any]]:
    """The data of a layer, as they stand in the chart's JSON."""
    spec: dict[str, Any] = chart.to_dict()
    found: list[dict[str, Any]] = spec["datasets"][spec["layer"][layer]["data"]["name"]]
    return found


def marks(chart: alt.LayerChart) -> list[str]:
    """The kind of mark of each layer."""
    return [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]


def svg(chart: alt.LayerChart | alt.HConcatChart | alt.ConcatChart) -> str:
    """The chart as SVG, drawn without a browser."""
    file = io.StringIO()
    chart.save(file, format="svg")
    return file.getvalue()


def texts(picture: str) -> str:
    """All texts of an SVG."""
    found = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", picture)
    return " ".join(found).replace("&#39;", "'").replace("&amp;", "&")


# --- all charts ---------------------------------------------------------------------------


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
    assert spec["title"]["text"] in drawn
    for line in spec["title"]["subtitle"]:
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
        ("series", "Total trade, 2013 to 2025 by year: all goods, world, CNY, by location"),
        ("map of 30", "Total trade, 2024: all goods, world, CNY, by location"),
        ("slope", "Total trade, 2024-07 and 2025-07: all goods, world, CNY, by location"),
        ("specializations", "2011 to 2025, by strength of evidence"),
        ("coverage", "Total trade, 2012 to 2026: all goods, world, CNY, by location"),
    ],
)
def test_the_question_stands_below_the_title(name: str, words: str) -> None:
    """Flow, period, goods, partner, currency and basis, or what else the answer is about."""
    assert words in " ".join(CHARTS[name]().to_dict()["title"]["subtitle"])


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
        """Note where one begins."""
        self._inside = tag == "script"
        if self._inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        """Note what is in it."""
        if self._inside:
            self.found[-1] += data


EVIL = "</script><script>alert(1)</script><!--<script>"


@pytest.mark.thorough
def test_names_are_shown_and_never_run() -> None:
    """What a page holds of a name that ends its script stays text, alone or in a joined chart."""
    ningbo = BUNDLED.preferred("Ningbo")
    assert ningbo is not None
    source = attrs.evolve(ningbo.source, id="evil", publisher=EVIL, url=None)
    city = attrs.evolve(ningbo.city, id="evil", name=EVIL, code=None, un_locode=None, aliases=())
    record = attrs.evolve(ningbo, city=city, source=source, value=10**14, growth=99.0)
    dataset = BUNDLED.with_records([record])
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
    "trade_map": (plots.trade_map, TOP),
    "first": (lambda value: plots.slope(value, TOP), TOP),
    "second": (lambda value: plots.slope(TOP, value), TOP),
    "specializations": (plots.specializations, ELECTRONICS),
    "coverage": (plots.coverage, BUNDLED.coverage()),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_chart_takes_its_own_result_and_no_empty_one(name: str) -> None:
    """Anything else, and a result without entries, is refused with what is allowed."""
    make, result = WRONG[name]
    kind = type(result).__name__
    for wrong in (None, "深圳", [1], BUNDLED):
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


# --- ranking ------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [TOP, ROUNDED, CONVERTED, DOLLARS], ids=repr)
def test_bars_are_the_entries_of_the_ranking(answer: ctc.Ranking) -> None:
    """Order, ranks, amounts, intervals, ranges of ranks and sources are those of the answer."""
    chart = plots.ranking(answer)
    found = rows(chart)
    assert [row["city"] for row in found] == [entry.city.id for entry in answer]
    for row, entry in zip(found, answer, strict=True):
        assert (row["rank"], row["value"]) == (entry.rank, entry.value)
        assert (row["best_rank"], row["worst_rank"]) == entry.rank_range
        if entry.conversion is None:
            assert (row["low"], row["high"]) == entry.record.interval
        else:
            assert (row["low"], row["high"]) == entry.conversion.interval(entry.record)
        assert row["source"] == entry.record.source.id
        for source in entry.sources:
            assert (source.publisher or source.title) in row["printed by"]
    bar = chart.to_dict()["layer"][0]
    assert (bar["mark"]["type"], bar["encoding"]["x"]["field"]) == ("bar", "value")
    assert bar["encoding"]["y"]["scale"]["domain"] == [row["place"] for row in found]


def test_bars_of_open_ranks_have_their_own_colour_and_legend() -> None:
    """A legend stands only where ranks are open; it lists only the kinds that are there."""
    certain = plots.ranking(TOP).to_dict()["layer"][0]["encoding"]["color"]
    assert certain["legend"] is None
    chart = plots.ranking(CONVERTED)
    legend = chart.to_dict()["layer"][0]["encoding"]["color"]["legend"]
    assert legend["values"] == list(dict.fromkeys(sorted(row["kind"] for row in rows(chart))))
    assert "rank 1–3" in rows(chart)[0]["text"]
    assert "c: Converted at the annual average rate, 1 USD = 6.4508" in texts(svg(chart))


def ranked(*records: ctc.TradeRecord, **question: Any) -> ctc.Ranking:
    """A ranking of hand-made figures."""
    cities = {record.city for record in records}
    data = factories.dataset(cities=tuple(cities), records=records, specializations=())
    data = attrs.evolve(data, published_ranks=(), facts=())
    return ctc.top_n(dataset=data, **question)


def place(number: int, **changes: Any) -> ctc.City:
    """A city of its own."""
    return factories.city(
        id=f"city-{number}", name=f"City {number}", name_zh=f"第{number}城", **changes
    )


@pytest.mark.thorough
def test_whiskers_are_drawn_where_rounding_can_be_seen() -> None:
    """Coarse figures have a whisker with ends, "over" a triangle, exact ones neither."""
    answer = ranked(
        factories.amount(400, city=place(1), rounded_to=100),
        factories.amount(300, city=place(2), status=ctc.Status.AT_LEAST),
        factories.amount(200, city=place(3), status=ctc.Status.APPROXIMATE),
    )
    chart = plots.ranking(answer)
    assert [row["ranged"] for row in rows(chart)] == [True, False, False]
    assert [row["high"] for row in rows(chart)] == [450, None, 200]
    assert marks(chart) == ["bar", "rule", "tick", "tick", "point", "text", "text"]
    drawn = texts(svg(chart))
    assert "L: at least" in drawn
    assert "E: approximate" in drawn
    assert rows(chart)[2]["rank range"] == "3, the figure is doubtful"
    assert marks(plots.ranking(TOP)) == ["bar", "text", "text"]


def test_deficits_are_bars_to_the_left() -> None:
    """Balances below zero are drawn from zero to the left, their amounts beyond the end."""
    flow = {"flow": ctc.Flow.BALANCE, "rounded_to": 10}
    answer = ranked(
        factories.amount(400, city=place(1), **flow),
        factories.amount(-300, city=place(2), **flow),
        flow="balance",
    )
    chart = plots.ranking(answer)
    assert [(row["value"], row["end"]) for row in rows(chart)] == [(400, 405), (-300, -305)]
    assert chart.to_dict()["layer"][-2]["mark"]["align"] == "right"
    with pytest.raises(InvalidArgumentError, match="a ranking without negative amounts"):
        plots.trade_map(answer)


def test_sources_are_counted_and_cut_to_four() -> None:
    """Publishers of most figures come first; further ones are counted, nothing is hidden."""
    sources = [factories.source(id=f"s{number}", publisher=f"P{number}") for number in range(6)]
    figures = [
        factories.amount(100 - number, city=place(number), source=source)
        for number, source in enumerate([*sources, sources[5]])
    ]
    data = factories.dataset(
        cities=tuple(record.city for record in figures),
        records=tuple(figures),
        sources=tuple(sources),
        specializations=(),
        published_ranks=(),
        facts=(),
        exchange_rates=(),
    )
    chart = plots.ranking(ctc.top_n(dataset=data))
    assert "Sources: P5; P0; P1; P2; and 2 more." in texts(svg(chart))
    assert rows(chart)[0]["printed by"] == "P0"
    assert "7 of 7 ranked cities." in " ".join(chart.to_dict()["title"]["subtitle"])


# --- growth -------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [GROWTH, SHRINKING], ids=repr)
def test_both_rates_are_those_of_the_records(answer: ctc.GrowthRanking) -> None:
    """Published rates as printed, computed ones from the two amounts, each with its interval."""
    found = {(row["city"], row["method"]): row for row in rows(plots.growth(answer))}
    assert list(dict.fromkeys(city for city, _ in found)) == [entry.city.id for entry in answer]
    for entry in answer:
        assert found[entry.city.id, entry.method]["rate"] == entry.growth
        printed = found[entry.city.id, "published"]
        assert (printed["low"], printed["high"]) == entry.record.growth_interval
        assert printed["rate"] == entry.record.growth
        base = entry.base_record
        assert base is not None
        assert entry.record.value
        assert base.value
        rate = found[entry.city.id, "computed"]
        assert rate["rate"] == pytest.approx((entry.record.value / base.value - 1) * 100)
        assert rate["low"] <= rate["rate"] <= rate["high"]
        assert base.source.publisher is not None
        assert base.source.publisher in rate["printed by"]


def test_growth_tells_what_is_missing() -> None:
    """A rate without amounts stands alone, without an empty legend, and the lack is counted."""
    chart = plots.growth(RATES_ALONE)
    assert {row["method"] for row in rows(chart)} == {"published"}
    spec = chart.to_dict()
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["published"]
    assert f"Without two comparable amounts: {len(RATES_ALONE)} cit" in texts(svg(chart))
    assert rows(chart)[0]["base"] == "none"


def test_growth_without_a_published_rate_is_computed_alone() -> None:
    """Two amounts without a printed rate give a diamond, and the lack is counted."""
    last_year = ctc.Period(year=2023)
    figures = (
        factories.amount(120, city=factories.WEIFANG),
        factories.amount(100, city=factories.WEIFANG, period=last_year),
    )
    data = factories.dataset(records=figures)
    chart = plots.growth(ctc.growth_leaders(method="computed", dataset=data))
    (row,) = rows(chart)
    assert (row["method"], row["rate"], row["text"]) == ("computed", 20.0, "20.0")
    assert chart.to_dict()["title"]["subtitle"][-1] == "Without published rate: 1 city."


def test_rates_published_as_over_have_no_upper_end() -> None:
    """No whisker is drawn for them, and the tooltip says so."""
    answer = ctc.growth_leaders(
        dataset=factories.dataset(
            records=(
                factories.record(city=factories.WEIFANG, growth=15.0, status=ctc.Status.AT_LEAST),
            )
        )
    )
    chart = plots.growth(answer)
    (row,) = rows(chart)
    assert (row["rate"], row["high"], row["rounding of growth"]) == (15.0, None, "at least this")
    assert marks(chart) == ["point", "rule", "line", "point", "text", "text"]


# --- time series --------------------------------------------------------------------------


def test_lines_are_the_points_of_the_series() -> None:
    """Amounts, periods, growth and sources are those of the answers; nothing is filled in."""
    found = rows(plots.time_series(*SERIES))
    points = [point for series in SERIES for point in series]
    assert [(row["period"], row["value"], row["growth"], row["source"]) for row in found] == [
        (str(point.period), point.value, point.growth, point.record.source.id) for point in points
    ]
    assert [(row["low"], row["high"]) for row in found] == [
        point.record.interval for point in points
    ]


def test_lines_break_at_gaps_and_at_new_years() -> None:
    """Points share a segment only when no period is missing between them."""
    years = rows(plots.time_series(SERIES[0]))
    for before, after in pairwise(years):
        adjoins = int(after["period"]) - int(before["period"]) == 1
        assert (before["segment"] == after["segment"]) is adjoins
    ningbo = ctc.time_series("Ningbo", span="year-to-date")
    to_date = rows(plots.time_series(ningbo))
    segments: dict[str, set[str]] = {}
    for row in to_date:
        segments.setdefault(row["segment"], set()).add(row["period"][:4])
    assert all(len(seen) == 1 for seen in segments.values())
    assert to_date[-1]["date"] == f"{ningbo[-1].period.last_month}-01"
    subtitle = " ".join(plots.time_series(ningbo).to_dict()["title"]["subtitle"])
    assert f"{len(ningbo.gaps)} periods are missing and not filled." in subtitle
    whole = ctc.time_series("Suzhou", flow="export")[-19:]
    assert whole.gaps
    complete = plots.time_series(whole).to_dict()["title"]["subtitle"]
    assert "missing" not in " ".join(complete)


def test_converted_and_doubtful_points_are_hollow() -> None:
    """And the rate that was used stands below."""
    series = ctc.time_series("Suzhou", span="year", convert_to="CNY")
    chart = plots.time_series(series)
    assert [row["hollow"] for row in rows(chart)] == [
        point.is_converted or point.record.is_doubtful for point in series
    ]
    drawn = texts(svg(chart))
    assert "Hollow points: converted from another currency, or doubtful." in drawn
    assert "1 USD = 6.4508 CNY (2021)" in drawn


def test_series_must_be_comparable() -> None:
    """One to eight series of different cities that agree in everything else."""
    with pytest.raises(InvalidArgumentError, match="must be one to 8 series"):
        plots.time_series()
    with pytest.raises(InvalidArgumentError, match="must be one to 8 series"):
        plots.time_series(*[SERIES[0]] * 9)
    with pytest.raises(InvalidArgumentError, match="one series per city"):
        plots.time_series(SERIES[0], SERIES[0])
    for other in (ctc.time_series("Ningbo"), ctc.time_series("Ningbo", span="year", flow="export")):
        with pytest.raises(InvalidArgumentError, match=r"series must be alike in (span|flow) \("):
            plots.time_series(SERIES[0], other)


# --- map ----------------------------------------------------------------------------------


def cities_of(chart: alt.LayerChart) -> dict[str, Any]:
    """The layer of circles."""
    layers: list[dict[str, Any]] = chart.to_dict()["layer"]
    (layer,) = [layer for layer in layers if layer["mark"]["type"] == "circle"]
    return layer


@pytest.mark.parametrize("answer", [TOP, ROUNDED, CONVERTED], ids=repr)
def test_circles_are_the_entries_of_the_ranking(answer: ctc.Ranking) -> None:
    """Coordinates, amounts and growth are those of the answer; area is proportional to amount."""
    chart = plots.trade_map(answer)
    layer = cities_of(chart)
    found = chart.to_dict()["datasets"][layer["data"]["name"]]
    assert [
        (row["city"], row["value"], row["longitude"], row["latitude"], row["growth"])
        for row in found
    ] == [
        (
            entry.city.id,
            entry.value,
            entry.city.longitude,
            entry.city.latitude,
            None if entry.conversion else entry.record.growth,
        )
        for entry in answer
    ]
    size = layer["encoding"]["size"]
    assert size["scale"]["domain"] == [0, answer[0].value]
    assert size["scale"]["range"][0] == 0
    colour = layer["encoding"]["color"]
    low, high = colour["scale"]["domain"]
    assert (low, colour["scale"]["domainMid"]) == (-high, 0)


@pytest.mark.thorough
def test_places_are_where_vega_draws_them() -> None:
    """The projection that names are placed by is the one of the drawing, to half a pixel."""
    chart = plots.trade_map(ctc.top_n(30))
    layer = cities_of(chart)
    expected = [(row["x"], row["y"]) for row in chart.to_dict()["datasets"][layer["data"]["name"]]]
    picture = svg(chart)
    group = re.search(r'class="mark-symbol role-mark layer_\d+_marks"(.*?)</g>', picture, re.DOTALL)
    assert group is not None
    drawn = [
        (float(x), float(y))
        for x, y in re.findall(r'transform="translate\(([\d.]+),\s*([\d.]+)\)"', group[1])
    ]
    assert len(drawn) == len(expected)
    for (x, y), (right, down) in zip(drawn, expected, strict=True):
        assert abs(x - right) < 0.5
        assert abs(y - down) < 0.5
    assert "borders" not in picture


@pytest.mark.thorough
def test_growth_beyond_the_colours_is_said() -> None:
    """Colours end at 30 percent; a note tells it, and cities without growth are grey."""
    notes = texts(svg(plots.trade_map(ctc.top_n(130))))
    assert "Colours end at 30 % of growth." in notes
    answer = ranked(
        factories.amount(400, city=place(1, latitude=30.0, longitude=114.0)),
        factories.amount(300, city=place(2)),
    )
    chart = plots.trade_map(answer)
    notes = texts(svg(chart))
    assert "Grey: no growth published, 1 city." in notes
    assert "Not on the map, without coordinates: City 2." in notes
    assert cities_of(chart)["encoding"]["color"] == {"value": "#BBBBBB"}


def test_a_map_draws_cities_without_growth() -> None:
    """Every city has its circle, grey for those without growth, though others have a rate."""
    answer = ctc.top_n(20, period=2021, convert_to="CNY")
    without = [entry for entry in answer if entry.conversion or entry.record.growth is None]
    circles = re.findall(
        r'<path[^>]*aria-roledescription="circle"[^>]*>', svg(plots.trade_map(answer))
    )
    grey = [circle for circle in circles if 'fill="#BBBBBB"' in circle]
    assert len(circles) == len(answer)
    assert 0 < len(grey) == len(without) < len(circles)


def test_a_map_needs_coordinates() -> None:
    """A ranking none of whose cities has any is refused; amounts of zero are not."""
    with pytest.raises(InvalidArgumentError, match="a ranking of cities with coordinates"):
        plots.trade_map(ranked(factories.amount(400, city=place(1))))
    nil = ranked(factories.amount(0, city=place(1, latitude=30.0, longitude=114.0), growth=-0.4))
    layer = cities_of(plots.trade_map(nil))
    assert layer["encoding"]["color"]["scale"]["domain"] == [-1, 1]


def test_names_on_a_map_cover_neither_each_other_nor_circles() -> None:
    """Those of larger amounts come first; one without room is left to the tooltip."""
    crowd = [
        Circle(100 + number % 5, 100 + number // 5, 6.0, "深圳 Shenzhen") for number in range(40)
    ]
    found = placed(crowd, 300, 300)
    assert found[0] is not None
    assert None in found
    boxes = [(spot.x - (0 if spot.align == "left" else 80), spot.y - 7) for spot in found if spot]
    for number, (x, y) in enumerate(boxes):
        for right, down in boxes[number + 1 :]:
            assert abs(x - right) >= 78 or abs(y - down) >= 14
    beside = placed([Circle(50, 50, 5, "A"), Circle(62, 50, 5, "B")], 200, 100)
    assert beside[0] is not None
    assert beside[0].align == "right"


def test_a_frame_shows_the_neighbourhood_of_a_single_city() -> None:
    """It is not magnified without end, and graticules have a step that fits."""
    one = Frame.around([(114.0, 22.5)], 560, 460)
    assert one.pixel(114.0, 22.5) == pytest.approx((280, 230))
    assert one.step() == 2
    assert Frame.around([(110.0, 22.0), (118.0, 32.0)], 560, 460).step() == 5
    assert Frame.around([(75.0, 18.0), (134.0, 53.0)], 560, 460).step() == 10
    assert all(0 < y < 460 for _, y in one.parallels(2))
    assert all(0 < x < 560 for _, x in one.meridians(2))


# --- slope --------------------------------------------------------------------------------


def test_slopes_are_the_ranks_of_both_rankings() -> None:
    """Ranks, ranges and amounts are those of the answers; ties stand below each other."""
    first, second = ctc.top_n(10, period=2023), ctc.top_n(10)
    chart = plots.slope(first, second)
    spec = chart.to_dict()
    found = spec["datasets"][spec["layer"][0]["data"]["name"]]
    for side, answer in (("left", first), ("right", second)):
        here = [row for row in found if row["side"] == side]
        assert [(row["city"], row["rank"], row["value"]) for row in here] == [
            (entry.city.id, entry.rank, entry.value) for entry in answer
        ]
        assert len({row["position"] for row in here}) == len(answer)
    left, right = ({entry.city for entry in answer} for answer in (first, second))
    both = {row["city"] for row in found if not row["hollow"]}
    assert both == {city.id for city in left & right}
    alone = {row["city"]: row["elsewhere"] for row in found if row["hollow"]}
    assert alone["wuhan"] == "not among the 10 shown"
    assert alone["suzhou"] == first.excluded[ctc.city("suzhou")]
    moves = {row["city"]: row["move"] for row in found}
    assert (moves["shenzhen"], moves["shanghai"], moves["beijing"]) == ("rose", "fell", "same rank")


@pytest.mark.thorough
def test_a_new_figure_of_another_city_pushes_nobody_down() -> None:
    """Cities rise and fall among those with a figure in both periods, also in slices."""
    before = {1: 300, 2: 200, 3: 100}
    after = {4: 400, 1: 310, 3: 250, 2: 210}
    records = [
        factories.amount(value, city=place(number), period=ctc.Period.parse(year))
        for year, values in (("2023", before), ("2024", after))
        for number, value in values.items()
    ]
    whole = [ranked(*records, period=year) for year in ("2023", "2024")]
    alone = [ranked(*records[:3], period="2023"), ranked(*records[3:], period="2024")]
    for first, second in (whole, alone):
        for later in (second, second[:3]):
            moves = {row["name"]: row["move"] for row in rows(plots.slope(first, later))}
            assert (moves["City 1"], moves["City 3"]) == ("same rank", "rose")
            assert moves["City 4"] == "in one period only"
        moves = {row["name"]: row["move"] for row in rows(plots.slope(second, first))}
        assert (moves["City 1"], moves["City 3"], moves["City 2"]) == ("same rank", "fell", "rose")


@pytest.mark.thorough
def test_only_what_is_drawn_is_explained() -> None:
    """Whiskers and pale bars only where there are some; without marks figures are counted."""
    assert "Whiskers" not in texts(svg(plots.ranking(TOP)))
    coarse = ranked(factories.amount(400, city=place(1), rounded_to=100))
    assert "Whiskers" in texts(svg(plots.ranking(coarse)))
    assert "Pale bars" not in texts(svg(plots.slope(ctc.top_n(5, period="2024-07"), TOP[:5])))
    over = ranked(
        factories.amount(
            300, city=place(1, longitude=121.5, latitude=29.9), status=ctc.Status.AT_LEAST
        ),
        factories.amount(200, city=place(2)),
    )
    assert "At least: 1 figure." in texts(svg(plots.trade_map(over)))


def test_only_comparable_rankings_are_joined() -> None:
    """They agree in all but the period."""
    with pytest.raises(
        InvalidArgumentError, match=r"a ranking with the flow of the first \(total\)"
    ):
        plots.slope(TOP, ctc.top_n(10, flow="export", period="2024-07"))
    with pytest.raises(InvalidArgumentError, match="a ranking of another period"):
        plots.slope(TOP, TOP[:3])


# --- specialisations and coverage ---------------------------------------------------------


def test_the_matrix_holds_all_evidence() -> None:
    """A field for each city and industry with evidence: strongest kind, publishers, sources."""
    found = rows(plots.specializations(ELECTRONICS))
    assert {(row["city"], row["industry"]) for row in found} == {
        (city.city.id, industry.id) for city in ELECTRONICS for industry in city.industries
    }
    assert len(found) == sum(len(city.industries) for city in ELECTRONICS)
    for row in found:
        (city,) = [city for city in ELECTRONICS if city.city.id == row["city"]]
        evidence = [item for item in city.evidence if item.industry.id == row["industry"]]
        assert row["kind"] == evidence[0].kind
        assert set(row["sources"]) == {item.source.id for item in evidence}
        assert row["publishers"] == len(
            {item.source.publisher or item.source.id for item in evidence}
        )
    spec = plots.specializations(ELECTRONICS).to_dict()["layer"][0]["encoding"]
    assert spec["y"]["scale"]["domain"][0].startswith(ELECTRONICS[0].city.name)
    assert set(spec["color"]["legend"]["values"]) == {row["kind"] for row in found}


def test_evidence_without_a_year() -> None:
    """The subtitle names years only where sources give them."""
    found = ctc.by_specialization("ceramics", dataset=factories.dataset())
    chart = plots.specializations(found)
    assert rows(chart)[0]["years"] == "not stated"
    assert chart.to_dict()["title"]["subtitle"][0] == (
        "Statements on specialisation, by strength of evidence."
    )


def test_the_heat_map_counts_the_periods_of_the_coverage() -> None:
    """Periods, records and full years are those of the coverage; cities with most come first."""
    coverage = BUNDLED.coverage()
    chart = plots.coverage(coverage, n=1_000, flow="export")
    expected = {
        (row.city.id, row.year): (len(row.periods), row.records, row.full_year)
        for row in coverage
        if (row.flow, row.currency, row.basis) == ("export", "CNY", "location") and row.periods
    }
    assert {
        (row["city"], row["year"]): (row["periods"], row["records"], row["full_year"])
        for row in rows(chart)
    } == expected
    totals: dict[str, int] = {}
    for (city, _), (periods, _, _) in expected.items():
        totals[city] = totals.get(city, 0) + periods
    order = list(dict.fromkeys(row["city"] for row in rows(chart)))
    assert order == sorted(totals, key=lambda city: (-totals[city], city))
    few = plots.coverage(coverage, n=3, flow="export")
    assert list(dict.fromkeys(row["city"] for row in rows(few))) == order[:3]
    assert f"3 of {len(order)} cities with figures." in few.to_dict()["title"]["subtitle"]


def test_a_heat_map_of_nothing_names_what_there_is() -> None:
    """A combination without figures is refused with those that have some; words are checked."""
    macao = ctc.load_dataset("2026.1").coverage()
    with pytest.raises(
        InvalidArgumentError,
        match=r"one of .*\('export', 'CNY', 'location'\), .*; got \('total', 'MOP', ",
    ):
        plots.coverage(macao, currency="MOP", basis="customs-district")
    bad: Any = "exports"
    with pytest.raises(InvalidArgumentError, match="'export'"):
        plots.coverage(macao, flow=bad)
    with pytest.raises(InvalidArgumentError, match="a whole number of at least 1"):
        plots.coverage(macao, n=0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("a" * 80, ["a" * 80]),
        ("b" * 30 + " c", ["b" * 30, "c"]),
    ],
)
def test_lines_are_wrapped_between_words(text: str, lines: list[str]) -> None:
    """Long words stay whole: a chart is wider rather than a name cut."""
    assert wrapped(text, 150, 10) == lines
