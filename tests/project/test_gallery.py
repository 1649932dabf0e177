"""The gallery of charts in a headless Chromium: what a reader sees, points at and reaches by key.

These tests build the page themselves; they need Chromium, its driver and the extra ``browser``,
and run with ``-m browser`` alone. Where anything of that is missing they fail.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import found, log, run, widen
from tests.support.single_page import built_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

pytestmark = pytest.mark.browser

CUSTOMS = "General Administration of Customs of China"
CHARTS = [
    "ranking",
    "ranking-rounded",
    "market-share",
    "growth",
    "contribution",
    "products",
    "compare",
    "time-series",
    "map",
    "slope",
    "specializations",
    "coverage",
    "restyled",
]

# Texts of a drawing that reach beyond its edge, or lie on one another.
FAULTS = """
const drawing = arguments[0].getBoundingClientRect();
const texts = [...arguments[0].querySelectorAll("text")]
  .filter(text => text.textContent.trim() && text.getBoundingClientRect().width > 0)
  .flatMap(text => text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text])
  .map(text => [text.textContent, text.getBoundingClientRect(), text]);
const turned = text => /rotate\\(-?(?!0)[1-9]/.test(text.getAttribute("transform") || "");
const faults = [];
for (const [words, box] of texts) {
  if (box.left < drawing.left - 1 || box.right > drawing.right + 1
      || box.top < drawing.top - 1 || box.bottom > drawing.bottom + 1) {
    faults.push(`cut: ${words}`);
  }
}
const upright = texts.filter(([, , text]) => !turned(text));
upright.forEach(([words, box], number) => {
  for (const [others, other] of upright.slice(number + 1)) {
    const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    // Boxes of lines of text hold some air above and below the letters.
    if (wide > 2 && high > 5) faults.push(`overlap: ${words} | ${others}`);
  }
});
return faults;
"""

COLOURS = """
const [picture, done] = arguments;
const image = new Image();
image.onload = () => {
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  const colours = new Set();
  for (let at = 0; at < bytes.length; at += 4) {
    colours.add((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]);
  }
  done(colours.size);
};
image.src = "data:image/png;base64," + picture;
"""


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, built anew without a warning."""
    folder = tmp_path_factory.mktemp("gallery")
    return built_page(folder, folder / "html", "gallery", "gallery")


@pytest.fixture
def page(chromium: Chrome, gallery: Path) -> Callable[..., Chrome]:
    """Opens the page at a width, and waits until every chart is drawn."""

    def opened(width: int = 1280, *, anew: bool = False) -> Chrome:
        from selenium.webdriver.support.wait import WebDriverWait

        if not anew and chromium.current_url == gallery.as_uri():
            return chromium

        widen(chromium, width)
        for kind in ("browser", "performance"):  # forget what earlier tests did
            log(chromium, kind)
        chromium.get(gallery.as_uri())
        WebDriverWait(chromium, 60).until(
            lambda chrome: len(found(chrome, "figure.chart[data-drawn] svg.marks")) == len(CHARTS)
        )
        return chromium

    return opened


def picture(chrome: Any, element: WebElement) -> str:
    box: dict[str, float] = chrome.execute_script(
        "const box = arguments[0].getBoundingClientRect();"
        "return {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height}",
        element,
    )
    taken: dict[str, str] = chrome.execute_cdp_cmd(
        "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {**box, "scale": 1}}
    )
    return taken["data"]


def test_the_page_loads_from_its_own_folder(page: Callable[..., Chrome], gallery: Path) -> None:
    """No error in the console, nothing asked of a network, and a weight that is printed."""
    chrome = page(anew=True)
    assert [entry for entry in log(chrome, "browser") if entry["level"] == "SEVERE"] == []
    messages = [json.loads(entry["message"])["message"] for entry in log(chrome, "performance")]
    asked = {
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    }
    own = [url for url in asked if url.startswith(gallery.parent.as_uri())]
    assert gallery.as_uri() in own
    assert {url.partition(":")[0] for url in asked - set(own)} <= {"data", "blob"}
    sizes = {url: Path(url.partition("?")[0].removeprefix("file://")).stat().st_size for url in own}
    for url, size in sorted(sizes.items(), key=lambda item: -item[1]):
        sys.stdout.write(f"{size:>9,} bytes  {url.rpartition('/')[2]}\n")
    sys.stdout.write(f"{sum(sizes.values()):>9,} bytes  altogether\n")
    assert sum(sizes.values()) < 2_000_000


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn(page: Callable[..., Chrome], name: str) -> None:
    """It has a name and marks, is not blank, and none of its texts is cut or covers another."""
    chrome = page()
    (drawing,) = found(chrome, f"#chart-{name} svg.marks")
    assert len(found(chrome, f"#chart-{name} svg.marks [aria-roledescription]")) > 5
    (named,) = found(chrome, f"#chart-{name} [role='graphics-document']")
    assert "by " in (named.get_attribute("aria-label") or "")
    assert run(chrome, FAULTS, drawing) == []
    colours: Any = chrome.execute_async_script(  # pyright: ignore[reportUnknownMemberType]
        COLOURS, picture(chrome, drawing)
    )
    assert colours > 10


@pytest.mark.parametrize(
    ("chart", "mark", "words"),
    [
        ("ranking", "rect", CUSTOMS),
        ("growth", "symbol", CUSTOMS),
        ("market-share", "rect", CUSTOMS),
        ("compare", "rect", CUSTOMS),
        ("time-series", "symbol", CUSTOMS),
        ("map", "symbol", CUSTOMS),
        ("slope", "symbol", CUSTOMS),
        ("specializations", "rect", "said by"),
        ("coverage", "rect", "records"),
    ],
)
def test_pointing_at_a_mark_shows_who_said_so(
    page: Callable[..., Chrome], chart: str, mark: str, words: str
) -> None:
    """The tooltip of a mark holds its figure and the source, or how many records there are."""
    from selenium.webdriver import ActionChains
    from selenium.webdriver.support.wait import WebDriverWait

    chrome = page()
    target = found(chrome, f"#chart-{chart} svg.marks .mark-{mark}.role-mark path")[-1]
    run(chrome, "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)
    ActionChains(chrome).move_to_element(target).perform()
    WebDriverWait(chrome, 10).until(lambda _: found(chrome, "#vg-tooltip-element.visible"))
    (tooltip,) = found(chrome, "#vg-tooltip-element")
    assert words in tooltip.text


def test_every_chart_is_reached_by_keyboard(page: Callable[..., Chrome]) -> None:
    """Tab leads to each drawing, its menu and its table; Enter opens the table."""
    from selenium.webdriver import ActionChains, Keys

    chrome = page(anew=True)
    reached: list[str] = []
    for _ in range(300):
        ActionChains(chrome).send_keys(Keys.TAB).perform()
        where: str = run(
            chrome,
            "const here = document.activeElement, chart = here.closest('figure.chart');"
            "return chart ? `${chart.id} ${here.getAttribute('aria-label') || here.tagName}` : ''",
        )
        reached.append(where)
    for name in CHARTS:
        title = found(chrome, f"#chart-{name} .chart-scroll")[0].get_attribute("aria-label")
        assert f"chart-{name} {title}" in reached
        assert f"chart-{name} SUMMARY" in reached
    (table,) = found(chrome, "#chart-ranking details.chart-table")
    assert table.get_attribute("open") is None
    run(chrome, "arguments[0].querySelector('summary').focus()", table)
    ActionChains(chrome).send_keys(Keys.ENTER).perform()
    assert table.get_attribute("open") is not None
    assert CUSTOMS in table.text


def test_charts_fit_a_narrow_screen(page: Callable[..., Chrome]) -> None:
    """At 390 pixels each has a width of its own: nothing is cut, and nothing has to be moved."""
    chrome = page(390, anew=True)
    assert run(chrome, "return document.documentElement.scrollWidth") <= 390
    for name in CHARTS:
        (frame,) = found(chrome, f"#chart-{name} > .chart-scroll")
        wide, room = run(
            chrome, "return [arguments[0].scrollWidth, arguments[0].clientWidth]", frame
        )
        assert wide <= room, name
        (drawing,) = found(chrome, f"#chart-{name} svg.marks")
        assert run(chrome, FAULTS, drawing) == [], name
