"""What a Data Package's descriptor allows in a cell, beyond what makes an object of a row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

from china_trade_cities._tables.layout import Row
from china_trade_cities._tables.vintages import BUNDLED, reader

# What is allowed instead of a cell, or None where nothing is wrong with it.
_Check: TypeAlias = Callable[[str], str | None]

_FORMS = {
    "year": ("[0-9]{4}", "a year such as 2024"),
    "yearmonth": ("[0-9]{4}-(0[1-9]|1[0-2])", "a month such as 2024-05"),
    "date": ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day such as 2024-05-31"),
}


def violations(
    resource: Mapping[str, Any], columns: tuple[str, ...], rows: Collection[tuple[int, Row]]
) -> list[tuple[int, str, str]]:
    """Line, column and message of each cell that the descriptor of a table does not allow.

    Args:
        resource: The descriptor of the table: ``required``, ``pattern``, ``enum``, ``minimum``,
            ``maximum`` and ``unique``, and the forms of years, months and days.
        columns: The columns of the rows.
        rows: Rows by line.
    """
    schema = resource["schema"]
    missing = _missing(schema)
    found: list[tuple[int, str, str]] = []
    for field in schema["fields"]:
        name = field["name"]
        position = columns.index(name)
        # Few different cells stand in many rows: each is looked at once.
        allowed = dict(_disallowed({row[position] for _, row in rows}, _checks(field, missing)))
        if allowed:
            found += [
                (line, name, f"{name}={cell!r} is not possible: allowed is {allowed[cell]}")
                for line, row in rows
                if (cell := row[position]) in allowed
            ]
        if field.get("constraints", {}).get("unique"):
            cells = ((line, row[position]) for line, row in rows if row[position] not in allowed)
            found += [(line, name, message) for line, message in _repeated(cells)]
    return sorted(found, key=itemgetter(0))


def _disallowed(cells: Iterable[str], check: _Check) -> Iterator[tuple[str, str]]:
    """Cells that are not allowed, and what is."""
    for cell in cells:
        allowed = check(cell)
        if allowed is not None:
            yield cell, allowed


def _repeated(cells: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines whose cell stands in an earlier one, and a message; blanks may."""
    first_lines: dict[str, int] = {}
    for line, cell in cells:
        first = first_lines.setdefault(cell, line)
        if cell and first != line:
            yield line, f"{cell!r} stands in line {first} too, allowed is once"


def _missing(schema: Mapping[str, Any]) -> set[str]:
    """What stands for no value: texts, or texts with their labels."""
    found: list[Any] = schema.get("missingValues", [""])
    return {each if isinstance(each, str) else str(each["value"]) for each in found}


def _checks(field: Mapping[str, Any], missing: set[str]) -> _Check:
    """One check of all that holds for a column."""
    constraints = field.get("constraints", {})
    required = constraints.get("required", False)
    pattern, words = _FORMS.get(field["type"], (constraints.get("pattern"), None))
    if pattern and not (words or _is_quick(pattern)):
        message = f"pattern={pattern!r} of {field['name']}: allowed are {_QUICK}"
        raise ValueError(message)
    form = re.compile(pattern) if pattern else None
    enum = constraints.get("enum")
    least, most = constraints.get("minimum"), constraints.get("maximum")
    order: Callable[[str], Any] = float if field["type"] in ("integer", "number") else str

    def check(cell: str) -> str | None:
        if cell in missing:
            return "no blank" if required and not cell else None
        if form and not form.fullmatch(cell):
            return words or f"what has the form {pattern}"
        if enum and cell not in enum:
            return ", ".join(enum)
        if not _within(cell, order, least, most):
            return " and ".join(
                f"{word} {limit}"
                for word, limit in (("at least", least), ("at most", most))
                if limit is not None
            )
        return None

    return check


_QUICK = (
    "patterns that no cell can make take for ever: the bundled ones, or one repetition (* + {1,}), "
    "not of a group, and up to 8 choices (? |)"
)
_REPETITION = re.compile(r"[*+]|\{[0-9]*,")
_REPEATED_GROUP = re.compile(r"\)([*+]|\{)")


def _is_quick(pattern: str) -> bool:
    """Whether the time that a pattern takes grows with the cell and no faster."""
    return pattern in _bundled_patterns() or not (
        len(_REPETITION.findall(pattern)) > 1
        or _REPEATED_GROUP.search(pattern)
        or pattern.count("?") + pattern.count("|") > 8
    )


@cache
def _bundled_patterns() -> frozenset[str]:
    """The patterns in the descriptors of the vintages that ship with the package."""
    descriptors = (json.loads(reader(version)("datapackage.json")) for version in BUNDLED)
    return frozenset(
        field["constraints"]["pattern"]
        for descriptor in descriptors
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
        if "pattern" in field.get("constraints", {})
    )


def _within(cell: str, order: Callable[[str], Any], least: Any, most: Any) -> bool:
    """Whether a cell is within limits; what is no number is told by who reads it."""
    if least is None and most is None:
        return True
    try:
        value = order(cell)
    except ValueError:
        return True
    return (least is None or value >= least) and (most is None or value <= most)
