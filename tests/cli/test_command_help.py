"""What the command line says of itself is true: help, examples, and the reference page."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._cli.parser import PROGRAM, build_parser
from tests.support.customs_pages import as_html, location

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tools" / "write_command_line.py"
PAGE = ROOT / "docs" / "command-line.md"

SLOW = ("diff", "validate", "import")


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of all subcommands, and of the command without one."""
    parser = build_parser()
    actions: list[Any] = parser._actions  # pyright: ignore[reportPrivateUsage]
    return {"": parser, **actions[-1].choices}


COMMANDS = subcommands()
EVERY = pytest.mark.parametrize("name", COMMANDS)


def test_every_command_has_examples() -> None:
    """None is left out, and there is no example of a command that is gone."""
    assert set(EXAMPLES) == set(COMMANDS)
    assert all(EXAMPLES.values())
    for name, examples in EXAMPLES.items():
        assert all(words == name or words.startswith((f"{name} ", "-")) for _, words in examples)


def test_the_commands_of_the_design_are_there() -> None:
    """The six that everything else stands beside."""
    assert {"top", "growth", "specialization", "city", "sources", "validate"} <= set(COMMANDS)


@EVERY
def test_help_explains_every_option_and_shows_the_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--help` prints a meaning for each argument, then the examples as they are typed."""
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"] if name else ["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    actions: list[argparse.Action] = COMMANDS[name]._actions  # pyright: ignore[reportPrivateUsage]
    assert all(action.help for action in actions[:-1] if not name) or name
    for action in actions if name else ():
        assert action.help
        assert action.help.split()[0] in shown
    for what, words in EXAMPLES[name]:
        assert f"  # {what}\n  {PROGRAM} {words}".rstrip() in shown


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds what the examples name, and something that draws."""
    monkeypatch.chdir(tmp_path)

    def chart(result: object) -> SimpleNamespace:
        def save(file: str, **how: object) -> None:
            Path(file).write_text(f"{result!r} {how}", encoding="utf-8")

        return SimpleNamespace(save=save)

    plots = SimpleNamespace(ranking=chart, growth=chart)
    monkeypatch.setitem(sys.modules, "china_trade_cities.plots", plots)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(name, words, marks=[pytest.mark.thorough] if name in SLOW else [])
        for name, examples in EXAMPLES.items()
        for _, words in examples
    ],
)
def test_every_example_works(
    name: str, words: str, workshop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each gives an answer when it is typed as it stands, in a folder with the files it names."""
    if "my-tables" in words:
        ctc.write_dataset(ctc.load_dataset("2026.1"), workshop / "my-tables")
    if name == "import":
        page = as_html(location("2025-07"))
        (workshop / "2025-07.html").write_text(page, encoding="utf-8")
    assert main(shlex.split(words)) == 0
    assert len(capsys.readouterr().out.splitlines()) > 1
    for option in ("--plot", "--into"):
        if option in words:
            assert (workshop / shlex.split(words)[-1]).exists()


# --- the reference page -------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as it is written now."""
    target = tmp_path_factory.mktemp("page") / "page.md"
    subprocess.run([sys.executable, str(SCRIPT), str(target)], check=True)
    return target.read_text(encoding="utf-8")


def test_the_page_is_up_to_date(written: str) -> None:
    """What is in the tree is what the script writes."""
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
