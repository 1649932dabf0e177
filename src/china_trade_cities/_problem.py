"""`Problem`: what a `DatasetError` lists, apart because a first answer has no need of it."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Problem:
    """One thing that is wrong in a table, and where.

    Attributes:
        message: What is wrong and what is allowed.
        file: Name of the file, where it is known.
        line: Line in the file, counted as an editor does: the header is line 1.
        column: Name of the column, where one is to blame.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message
