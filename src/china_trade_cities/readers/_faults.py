"""What is wrong with a table, as it is found."""

from __future__ import annotations

from collections.abc import Iterable

from china_trade_cities._problem import Problem
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers._header import Header


class Faults:
    """Faults and problems of one table, whose header names the columns.

    What makes figures doubtful or wrong is a fault, and no table comes of it; what a reader
    should merely know is reported with the table.
    """

    def __init__(self, file: str | None, header: Header) -> None:
        self._file = file
        self._header = header
        self._faults: list[Problem] = []
        self._reported: list[Problem] = []

    def fault(self, message: str, line: int | None = None, column: str | None = None) -> None:
        """Note what no table may hold; `column` is one of the published layout."""
        self._faults.append(self._problem(message, line, column))

    def report(self, message: str, line: int | None = None, column: str | None = None) -> None:
        """Note what a reader should know; `column` is one of the published layout."""
        self._reported.append(self._problem(message, line, column))

    def stop(self) -> None:
        """Raise all faults found up to here, if there are any."""
        if self._faults:
            raise DatasetError(_in_order(self._faults))

    def reported(self) -> tuple[Problem, ...]:
        return _in_order(self._reported)

    def _problem(self, message: str, line: int | None, column: str | None) -> Problem:
        position = self._header.figures.get(column or "")
        text = None if position is None else self._header.texts[position][:100]
        return Problem(file=self._file, line=line, column=text, message=message)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line, each once; problems of the whole table first."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0))
