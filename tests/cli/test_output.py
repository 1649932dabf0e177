"""How the command line prints: in any locale, on terminals, into pipes and spreadsheets."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from tests.support.commands import answer

if TYPE_CHECKING:
    from collections.abc import Callable

import csv
import os

from china_trade_cities._cli.output import Answer, painter
from tests.support import factories
from tests.support.commands import run


def test_spreadsheets_run_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text that begins as a formula has an apostrophe before it; numbers, below zero too, stay."""
    plain = answer(capsys, "growth", "-n", "140", "--format", "csv")
    assert answer(capsys, "growth", "-n", "140", "--format", "spreadsheet") == f"\ufeff{plain}"
    assert ",-" in plain  # a rate below zero

    names = [f"{start}1+1" for start in ("=", "+", "-", "@", "＝", "＋", "－", "＠")]
    cities = tuple(
        factories.city(id=f"city-{number}", name=name, name_zh=name)
        for number, name in enumerate(names)
    )
    amounts = tuple(
        factories.amount(-100 - number, city=city, flow=ctc.Flow.BALANCE)
        for number, city in enumerate(cities)
    )
    world = ctc.Dataset(
        info=factories.make(ctc.DatasetInfo),
        cities=cities,
        records=amounts,
        sources=(factories.source(),),
    )

    def load(_: str | None) -> ctc.Dataset:
        return world

    monkeypatch.setattr(ctc, "load_dataset", load)
    printed = answer(capsys, "top", "--flow", "balance", "--format", "spreadsheet")
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == [f"'{name}" for name in names]
    assert [row["value"] for row in rows] == [str(-100 - number) for number in range(len(names))]
    # In lists, and where the text is blank or begins otherwise, too.
    cells = {"list": ["=1", "b"], "other": ["a", "=1"], "none": None, "text": "a=1", "tab": "\t=1"}
    told = Answer("", [cells], tuple(cells)).show("spreadsheet", painter(None))
    assert list(csv.reader(io.StringIO(told[1:])))[1] == ["'=1;b", "a;=1", "", "a=1", "'\t=1"]


def test_output_is_utf8_in_any_locale() -> None:
    """Redirected output is UTF-8 even where the locale is plain ASCII."""
    done = run("city", "深圳")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Shenzhen 深圳" in done.stdout


def test_errors_are_printed_in_any_locale() -> None:
    done = run("city", "Taizhou")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["sources"], ["top", "-n", "1"]])
def test_a_closed_pipe_is_no_error(command: list[str]) -> None:
    """When the reader of a pipe leaves early nothing is printed to standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*command, stdout=writing)
    os.close(writing)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_one_line() -> None:
    """An answer that cannot be written is an error with one line, not a traceback."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run("top", stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


def test_no_standard_output_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["top"]) == 1


ESCAPE = "\x1b["


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, and remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self) -> bool:
        return True

    @property
    def sent(self) -> str:
        self.flush()
        sent = self.buffer
        assert isinstance(sent, io.BytesIO)
        return sent.getvalue().decode()


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Asks with standard output and error on one terminal; by default in a plain environment."""

    def ask(*question: str, code: int = 0, **environment: str) -> str:
        stream = Terminal()
        with monkeypatch.context() as patch:
            patch.delenv("NO_COLOR", raising=False)
            for name, value in {"TERM": "xterm", **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            with pytest.raises(SystemExit) as stopped:
                sys.exit(main(question))
        assert stopped.value.code == code
        return stream.sent

    return ask


QUESTIONS: list[tuple[str, ...]] = [(), ("top", "-n", "2", "--excluded"), ("profile", "Ngari")]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_terminal_gets_title_head_and_notes_set_apart(
    question: tuple[str, ...], on_terminal: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing else: without the control sequences it is what a pipe gets."""
    sent = on_terminal(*question)
    assert f"{ESCAPE}1m" in sent
    assert f"{ESCAPE}4m" in sent
    assert re.sub(r"\x1b\[[0124]m", "", sent) == answer(capsys, *question)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_programs_read_is_never_painted(form: str, on_terminal: Callable[..., str]) -> None:
    assert ESCAPE not in on_terminal("top", "--format", form)


@pytest.mark.parametrize(
    ("variable", "value", "painted"),
    [
        ("NO_COLOR", "1", False),
        ("NO_COLOR", "0", False),
        ("NO_COLOR", "", True),
        ("TERM", "dumb", False),
        ("TERM", "screen", True),
    ],
)
def test_the_environment_can_refuse_colours(
    variable: str, value: str, painted: bool, on_terminal: Callable[..., str]
) -> None:
    """`NO_COLOR` with any value that is not empty, and a dumb terminal, for answers and errors."""
    assert (ESCAPE in on_terminal("top", **{variable: value})) is painted
    for wrong in (("city", "Shenzen"), ("top", "--flow", "x")):
        complaint = on_terminal(*wrong, code=2, **{variable: value})
        assert (f" {ESCAPE}1;31merror:{ESCAPE}0m " in complaint) is painted
        assert (ESCAPE in complaint) is painted


def test_a_pipe_gets_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    assert ESCAPE not in answer(capsys)
    assert main(["city", "Shenzen"]) == 2
    assert ESCAPE not in capsys.readouterr().err
