"""`Problem`: what a `DatasetError` lists, apart because a first answer has no need of it."""

from __future__ import annotations

from attrs import field, frozen

from china_trade_cities._printable import printable


@frozen(kw_only=True)
class Problem:
    """Something that is wrong in a table or document, and where.

    Attributes:
        message: What is wrong, and what must be there.
        file: Name of the file, where it is known.
        line: Line in the file, counted as an editor does: the header is line 1.
        column: Name of the column, where one is to blame.
        path: Where it stands in a JSON document: ``$.records[3].value``; None for tables.
        value: What stands there; None too where nothing does. It does not count when problems
            are compared, so that they can be compared whatever stands there.
        allowed: What the value must be, in words, if `path` is given.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    path: str | None = None
    value: object = field(default=None, eq=False)
    allowed: str | None = None

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column, self.path) if part
        )
        return printable(f"{place}: {self.message}" if place else self.message)
