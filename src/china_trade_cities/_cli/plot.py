"""The option ``--plot FILE``: the answer as a chart too."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Sized
from pathlib import Path
from typing import Any

from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import InvalidArgumentError

ENDINGS = (".svg", ".png", ".html", ".json")


def plot_file(text: str) -> Path:
    """The file that an argument names, refused before any work if no chart can be written to it."""
    file = Path(text)
    if file.suffix.lower() not in ENDINGS:
        raise ArgumentTypeError(f"must end in one of {', '.join(ENDINGS)}; got {text!r}")
    if not file.parent.is_dir():
        raise ArgumentTypeError(f"must lie in an existing folder; got {text!r}")
    return file


def chart_writer(kind: str | None, file: Path | None) -> Callable[[Any], int]:
    """What draws a result into a file by a function of `plots`, and says so on standard error.

    It returns the exit code that this comes to: 1 for a result without anything to draw. Without a
    file it does nothing; that nothing can draw is an error at once.
    """
    if file is None or kind is None:
        return lambda _: 0
    draw: Callable[[Sized], Any] = getattr(
        from_extra("china_trade_cities.plots", "plots", "--plot"), kind
    )
    form = file.suffix[1:].lower()

    def write(result: Sized) -> int:
        if len(result) == 0:
            print(f"No chart was written to {file}: the answer is empty.", file=sys.stderr)
            return 1
        try:
            chart = draw(result)
        except InvalidArgumentError as error:
            print(f"No chart was written to {file}: {error}", file=sys.stderr)
            return 1
        try:  # a page holds all that draws the chart, so that it needs no network
            chart.save(str(file), format=form, inline=form == "html")
        except OSError as error:
            allowed = f"a file that can be written ({error.strerror or error})"
            raise InvalidArgumentError("--plot", str(file), allowed) from None
        print(f"Chart written to {file}.", file=sys.stderr)
        return 0

    return write
