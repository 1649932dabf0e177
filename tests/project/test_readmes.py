"""The README in English and in Chinese say the same, and point at what is there."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import china_trade_cities as ctc

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_in_lines(text: str) -> list[str]:
    """What is set as code outside of blocks, in order."""
    return re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def test_blocks_of_code_and_commands_are_the_same() -> None:
    """Examples with their output, and commands, word for word and in the same order."""
    english, chinese = (FENCE.findall(read(name)) for name in PAGES)
    assert len(english) == 5
    assert chinese == english


def test_calls_and_options_are_the_same() -> None:
    """The table of questions has the same calls; so do sentences."""
    english, chinese = (code_in_lines(read(name)) for name in PAGES)
    assert [code for code in english if code.startswith(("ctc.", "print("))] == [
        code for code in chinese if code.startswith(("ctc.", "print("))
    ]
    assert sorted(english) == sorted(chinese)


def test_headings_tables_and_links_are_the_same() -> None:
    """Neither page has a section, a row or a link that the other lacks, but for each other."""
    texts = [FENCE.sub("", read(name)) for name in PAGES]
    for mark in (r"^## ", r"^\|", r"^- "):
        english, chinese = (len(re.findall(mark, text, re.MULTILINE)) for text in texts)
        assert english == chinese, mark
    english_links, chinese_links = (LINK.findall(text) for text in texts)
    assert (chinese_links[0], english_links[0]) == PAGES
    assert sorted(english_links[1:]) == sorted(chinese_links[1:])


@pytest.mark.parametrize("name", PAGES)
def test_files_that_are_linked_exist(name: str) -> None:
    targets = [link for link in LINK.findall(read(name)) if "://" not in link]
    assert targets
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).exists()] == []


def test_the_picture_shows_what_the_library_says() -> None:
    """`python tools/write_pictures.py` draws it anew."""
    picture = " ".join(unescape(read("docs/_static/leading-cities.svg")).split())
    for entry in ctc.top_n(10):
        assert f">{entry.rank} {entry.city.name} {entry.city.name_zh}<" in picture
        assert f">{entry.value / 1_000_000_000:,.2f}<" in picture
