"""The command line: ``python -m china_trade_cities``.

Without arguments it answers the question that people ask first: which city has the most trade?
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from china_trade_cities._cli.output import Answer, complaint, painter
from china_trade_cities._cli.parser import build_parser
from china_trade_cities.exceptions import ChinaTradeCitiesError


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer on standard output.

    Returns:
        0; 1 if a vintage is not valid, or the answer or its chart could not be written; 2 after
        one line on standard error that says what was wrong with the question; 130 if it was
        interrupted, with a line that says whether anything was changed.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    form = getattr(options, "format", "table")
    options.data_version = getattr(options, "data_version", None)
    try:
        answer: Answer = options.run(options)
        return _print(answer.show(form, painter(sys.stdout))) or answer.code
    except KeyboardInterrupt:
        outcome = options.outcome() if "outcome" in options else "nothing was changed"
        print(f"{parser.prog}: interrupted, {outcome}", file=sys.stderr)
        return 130
    except (ChinaTradeCitiesError, OSError) as error:
        print(complaint(parser.prog, error, sys.stderr), file=sys.stderr)
        return 2


def _print(answer: str) -> int:
    if sys.stdout is None:  # somebody closed it before the start
        return 1
    try:
        sys.stdout.flush()
        # A name of a file may hold bytes that are no text, which Python keeps as surrogates.
        sys.stdout.buffer.write(f"{answer}\n".encode(errors="backslashreplace"))
        sys.stdout.flush()
    except OSError as error:
        # Python flushes once more at exit: give it a place to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return 0
        print(complaint("china-trade-cities", error, sys.stderr), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
