"""The one place that decides whether the command line may use colours, and what they are.

Colours are for people: there are some on a terminal, unless ``NO_COLOR`` is set (to anything;
see https://no-color.org) or ``TERM`` says that the terminal is a dumb one. A file or a pipe never
gets any, so what a program reads is always plain.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from china_trade_cities._display.view import unpainted

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    Paint = Callable[[str, str], str]

# Numbers of ECMA-48, "Select Graphic Rendition": the terminal's own theme says how they look.
_STYLES = {"title": "1", "head": "4", "note": "2", "error": "1;31"}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether it is a terminal that understands control sequences."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def painter(stream: TextIO | None) -> Paint:
    """How to paint the parts of a text for this stream: in colours, or not at all."""
    return _painted if is_terminal(stream) and not os.environ.get("NO_COLOR") else unpainted


def _painted(part: str, text: str) -> str:
    return f"\x1b[{_STYLES[part]}m{text}\x1b[0m"


def complaint(program: str, message: object, stream: TextIO | None) -> str:
    """What is wrong, in one line."""
    return f"{program}: {painter(stream)('error', 'error:')} {message}"
