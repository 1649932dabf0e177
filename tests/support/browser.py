"""Chromium without a window, and what the stubs of its driver do not say."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement


@contextmanager
def chromium(downloads: Path) -> Generator[Chrome]:
    """A browser that remembers its console and its requests; it fails where it is missing."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert browser, "Chromium is missing: apt-get install chromium"
    assert driver, "its driver is missing: apt-get install chromium-driver"
    options: Any = ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    with Chrome(options=options, service=ChromeService(driver)) as chrome:
        yield chrome


def widen(chrome: Any, width: int) -> None:
    """Give the page a width, that of a phone with what else a phone does."""
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def log(chrome: Any, kind: str) -> list[dict[str, Any]]:
    """What the browser wrote down since the last call; the stubs do not say what it returns."""
    entries: list[dict[str, Any]] = chrome.get_log(kind)
    return entries


def found(chrome: Chrome, selector: str) -> list[WebElement]:
    return chrome.find_elements("css selector", selector)


def run(chrome: Chrome, script: str, *arguments: Any) -> Any:
    return chrome.execute_script(script, *arguments)  # pyright: ignore[reportUnknownMemberType]
