"""The command line, asked inside this process or in one of its own."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from china_trade_cities.__main__ import main
from china_trade_cities._cli.parser import build_parser

if TYPE_CHECKING:
    import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def run(*arguments: str, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, in a locale that knows no Chinese."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-m", "china_trade_cities", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        check=False,
    )


def python(code: str, *options: str) -> str:
    """What a fresh interpreter prints for this code, with warnings as errors."""
    command = [sys.executable, "-W", "error", *options, "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def written_by(tool: str) -> str:
    """The page that a tool writes when it writes elsewhere."""
    with TemporaryDirectory() as folder:
        page = Path(folder, "page.md")
        subprocess.run([sys.executable, str(TOOLS / tool), str(page)], check=True)
        return page.read_text(encoding="utf-8")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command line prints, run inside this process."""
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def rows_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer(capsys, *arguments, "--format", "csv"))))


def document_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(answer(capsys, *arguments, "--format", "json"))


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of all subcommands by their full names, and of the command without one."""
    parser = build_parser()
    actions: list[Any] = parser._actions  # pyright: ignore[reportPrivateUsage]
    return {"": parser, **{each.prog.split()[-1]: each for each in actions[-1].choices.values()}}


COMMANDS = subcommands()
