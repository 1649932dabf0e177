"""Checks a folder of tables as a whole: every cell first, then the rules between figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from attrs import frozen

from china_trade_cities._checks.findings import Finding, Severity
from china_trade_cities._checks.rules import check
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display.view import View, as_text
from china_trade_cities._display.words import counted
from china_trade_cities._tables.known_findings import KnownFinding
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.limits import listed
from china_trade_cities._tables.reading import Reading
from china_trade_cities.exceptions import DatasetError, Problem


@frozen(kw_only=True)
class Report:
    """What a check of a folder found.

    Attributes:
        version: Version of the data, where the descriptor could be read.
        problems: What is wrong with files, lines and cells.
        is_complete: Whether the rules between figures were applied; they are not while a cell is
            at fault.
        findings: What breaks the rules.
        known: The findings that the folder lists as known.
    """

    version: str | None
    problems: tuple[Problem, ...]
    is_complete: bool
    findings: tuple[Finding, ...] = ()
    known: tuple[KnownFinding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that mean that the tables are wrong."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def is_valid(self) -> bool:
        """Whether there is no problem and no error; oddities there may be."""
        return not self.problems and not self.errors

    @property
    def why(self) -> dict[tuple[str, str, str], str]:
        """Why a known finding stays, by its identity."""
        return {known.identity: known.why for known in self.known}

    @property
    def unlisted(self) -> tuple[Finding, ...]:
        """Oddities that nobody has looked at yet."""
        why = self.why
        return tuple(
            found
            for found in self.findings
            if found.severity is not Severity.ERROR and found.identity not in why
        )

    @property
    def vanished(self) -> tuple[KnownFinding, ...]:
        """Listed findings that no longer occur."""
        found = {finding.identity for finding in self.findings}
        return tuple(known for known in self.known if known.identity not in found)

    @property
    def is_new(self) -> bool:
        """Whether the findings are others than those that are listed as known."""
        return bool(self.unlisted or self.vanished)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict for each problem, finding and vanished finding."""
        why = self.why
        return [
            *(
                _line("problem", each.message, file=each.file, line=each.line, column=each.column)
                for each in self.problems
            ),
            *(
                _line(
                    found.severity.value,
                    found.message,
                    rule=found.rule,
                    key=found.key,
                    why=why.get(found.identity),
                )
                for found in self.findings
            ),
            *(
                _line("vanished", known.what, rule=known.rule, key=known.key, why=known.why)
                for known in self.vanished
            ),
        ]

    @property
    def verdict(self) -> str:
        """In one line: whether the data is valid, and how many oddities there are."""
        wrong = counted(len(self.problems) + len(self.errors), "error", "errors")
        validity = "valid" if self.is_valid else f"not valid: {wrong}"
        if not self.is_complete:
            return f"{validity}; rules between figures not applied, correct the cells first"
        known = len(self.findings) - len(self.errors) - len(self.unlisted)
        oddities = [counted(known, "known oddity", "known oddities")]
        if self.unlisted:
            oddities.append(f"{len(self.unlisted)} not looked at yet")
        if self.vanished:
            oddities.append(f"{len(self.vanished)} listed but gone")
        return f"{validity}; {', '.join(oddities)}"

    def __str__(self) -> str:
        """The verdict, then what is wrong, new or gone; known oddities are only counted."""
        views = (view for view in self._views() if view.rows)
        return "\n\n".join([self.verdict, *map(as_text, views)])

    def _views(self) -> Iterator[View]:
        yield View(
            counted(len(self.problems), "problem", "problems"),
            ("place", "what is wrong"),
            [(_place(problem), problem.message) for problem in self.problems],
        )
        for findings, one, several in (
            (self.errors, "error", "errors"),
            (self.unlisted, "oddity not looked at yet", "oddities not looked at yet"),
        ):
            yield View(
                counted(len(findings), one, several),
                ("rule", "figure", "what"),
                [(found.rule, found.key, found.message) for found in findings],
            )
        yield View(
            counted(len(self.vanished), "oddity", "oddities") + " listed but gone",
            ("rule", "figure", "what"),
            [(known.rule, known.key, known.what) for known in self.vanished],
        )


def _line(kind: str, message: str, **cells: object) -> dict[str, Any]:
    blank = dict.fromkeys(("file", "line", "column", "rule", "key", "why"))
    return {"kind": kind, **blank, **cells, "message": message}


def _place(problem: Problem) -> str:
    return ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)


def audit(
    read: Callable[[str], bytes],
    progress: Callable[[str], None] = lambda _: None,
    names: Iterable[str] = (),
) -> Report:
    """Check a folder: `read` returns the bytes of a file, `names` are all that must be tables."""
    reading = Reading(read)
    info = None
    with suppress(DatasetError):  # so many problems that the rest was not looked at
        reading.check_names(names)
        info = reading.info()
        for table in COLUMNS:
            progress(f"reading {table}.csv")
            reading.read_table(table)
    problems = tuple(sorted((*listed(reading.problems), *reading.mismatches), key=_in_file_order))
    if reading.problems or info is None:
        version = info.version if info else None
        return Report(version=version, problems=problems, is_complete=False)
    progress("applying the rules")
    objects = reading.objects
    known = tuple(objects.pop("known_findings"))
    dataset = Dataset(info=info, **{name: tuple(entries) for name, entries in objects.items()})
    return Report(
        version=info.version,
        problems=problems,
        is_complete=True,
        findings=check(dataset),
        known=known,
    )


def _in_file_order(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0
