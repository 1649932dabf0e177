"""The subcommand ``validate``, which may take a while and tells so."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import china_trade_cities as ctc
from china_trade_cities._cli_answers import Answer
from china_trade_cities._cli_columns import COLUMNS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Generator
    from pathlib import Path

PATIENCE = 0.5
"""Seconds of silence before a slow command says what it is doing."""


def validate(options: Namespace) -> Answer:
    """Check a whole vintage: every cell, and the rules between figures."""
    from china_trade_cities._audit import audit
    from china_trade_cities._bundle import reader

    if options.path is None:
        read = reader(ctc.load_dataset(options.data_version).info.version)
    elif options.path.is_dir():
        read = _folder_reader(options.path)
    else:
        raise ctc.exceptions.InvalidArgumentError(
            "PATH", str(options.path), "a folder with the tables of a vintage"
        )
    with _progress() as say:
        report = audit(read, say)
    document = {
        "version": report.version,
        "sound": report.is_sound,
        "errors": len(report.problems) + len(report.errors),
        "entries": report.to_dicts(),
    }
    return Answer(
        str(report),
        report.to_dicts(),
        COLUMNS["validate"],
        document,
        code=0 if report.is_sound else 1,
    )


def _folder_reader(folder: Path) -> Callable[[str], bytes]:
    return lambda name: (folder / name).read_bytes()


@contextmanager
def _progress() -> Generator[Callable[[str], None]]:
    """Shows what is being done, on a terminal and where it takes a while."""
    began = monotonic()
    shown = False

    def say(what: str) -> None:
        nonlocal shown
        if sys.stderr.isatty() and monotonic() - began >= PATIENCE:
            shown = True
            print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    yield say
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
