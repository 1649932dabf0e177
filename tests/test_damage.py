"""Two hundred damaged copies of the bundled tables: how many slips `validate` notices."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import damage
from china_trade_cities._bundle import reader
from china_trade_cities._layout import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_audit: Any = import_module("china_trade_cities._audit")
READ = reader("2026.1")
COPIES = 200

# Kinds, how many of a hundred must be noticed, and where nothing can be noticed, why.
BOUNDS = {"times_ten": 0.8, "times_hundred": 0.95, "foreign_key": 0.95, "duplicated_row": 0.95}
WHY = {
    "digit_dropped": "the last digits of a figure that nothing else is held against",
    "times_ten": "no figure of the same city, flow, product and partner beside it",
    "times_hundred": "no figure of the same city, flow, product and partner beside it",
    "swapped_flow": "a single figure of a product or partner may be of either flow",
    "swapped_city": "a source of several cities, and no other figure of the city it went to",
    "sign_of_growth": "a rate without a level of the year before, or without its parts",
    "wrong_period": "another period that the source may speak of too",
    "wrong_unit": "an amount that nothing else is held against",
    "byte_noise": "a printable letter for another in free text: only a checksum tells",
}


def _remember(function: Callable[..., Any], arguments: int) -> Callable[..., Any]:
    """The same function, which makes an object of a row once."""
    made: dict[object, Any] = {}

    def remembering(row: list[str], *rest: Any) -> Any:
        key = (*row, *rest[:arguments])
        if key not in made:
            made[key] = function(row, *rest)
        return made[key]

    return remembering


@cache
def _remembering() -> dict[str, Any]:
    return {
        "record_from": _remember(_audit.record_from, 1),
        "customs_record_from": _remember(_audit.customs_record_from, 2),
        "MAKERS": {table: _remember(make, 0) for table, make in _audit.MAKERS.items()},
        "EVIDENCE_MAKERS": {
            table: _remember(make, 0) for table, make in _audit.EVIDENCE_MAKERS.items()
        },
    }


def noticed(done: damage.Damage) -> bool:
    """Whether a damaged copy has problems, errors, or findings that are not known.

    Rows that are as they were are made into objects once for all copies, unless what they refer
    to may have changed.
    """

    def read(file: str) -> bytes:
        return done.content if file == f"{done.cell.table}.csv" else READ(file)

    with pytest.MonkeyPatch.context() as patch:
        if COLUMNS[done.cell.table][0] != "id":
            for attribute, value in _remembering().items():
                patch.setattr(_audit, attribute, value)
        report = _audit.audit(read)
    return bool(report.problems or report.errors or report.unlisted)


def copies() -> Iterator[tuple[str, damage.Damage]]:
    """Damaged copies, the kinds in turn."""
    random = Random(20261)
    tables = damage.Tables(READ, COLUMNS)
    for number in range(COPIES):
        kind = damage.KINDS[number % len(damage.KINDS)]
        yield kind.__name__, kind(tables, random)


def test_damage_is_noticed() -> None:
    """The rate by kind; what stays unnoticed is printed, with the reason."""
    tries: dict[str, list[bool]] = {}
    for kind, done in copies():
        found = noticed(done)
        tries.setdefault(kind, []).append(found)
        if not found:
            print(f"{kind}: {done.cell}: {done.before[:60]!r} -> {done.after[:60]!r}: {WHY[kind]}")
    rates = {kind: sum(found) / len(found) for kind, found in tries.items()}
    for kind, rate in rates.items():
        print(f"{kind:16} {len(tries[kind]):3} copies {rate:6.1%} noticed")
    assert {kind: rate for kind, rate in rates.items() if rate < BOUNDS.get(kind, 0.0)} == {}
