"""What the command line says of itself is true: help, examples, and the reference page."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._cli.parser import PROGRAM
from tests.support.commands import COMMANDS, written_by

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "command-line.md"


EVERY = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture(scope="module")
def written() -> str:
    return written_by("write_command_line.py")


def test_the_page_is_up_to_date(written: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == written, (
        "docs/command-line.md is stale: run `python tools/write_command_line.py`"
    )


@EVERY
def test_the_page_has_every_option_and_example(name: str, written: str) -> None:
    """In the section of its command, or among those that all commands share."""
    head = "\n## Options of every command, and of none\n"
    common = written.split(head)[1].split("\n## ", maxsplit=1)[0]
    section = written.split(f"\n### {name}\n")[1].split("\n### ", maxsplit=1)[0] if name else common
    actions: list[argparse.Action] = COMMANDS[name]._actions  # pyright: ignore[reportPrivateUsage]
    for action in actions if name else actions[:-1]:
        names = action.option_strings or [str(action.metavar)]
        rows = [row for row in (common + section).splitlines() if row.startswith("| `")]
        (row, *_) = [row for row in rows if all(each in row.split(" | ")[0] for each in names)]
        assert row.split(" | ")[1].removesuffix(" |").strip()
    for what, words in EXAMPLES[name]:
        assert f"# {what}\n{PROGRAM} {words}".rstrip() in section
