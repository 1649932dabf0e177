"""What slow commands say while they work."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from china_trade_cities._cli.colours import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PATIENCE = 0.5
"""Seconds of silence before a slow command says what it is doing."""


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Shows what is being done, on a terminal and where it takes a while."""
    began = monotonic()
    shown = False

    def say(what: str) -> None:
        nonlocal shown
        if is_terminal(sys.stderr) and monotonic() - began >= PATIENCE:
            shown = True
            print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    try:
        yield say
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
