"""Two hundred damaged copies of the bundled tables: how many slips `validate` notices."""

from __future__ import annotations

import csv
import json
import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from io import StringIO
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from china_trade_cities._checks.audit import audit
from china_trade_cities._checks.figures import Figures
from china_trade_cities._checks.rules import RULES, check
from china_trade_cities._tables.csv_file import table_file
from china_trade_cities._tables.layout import COLUMNS, FIELDS
from china_trade_cities._tables.vintages import reader
from tests.support import damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import china_trade_cities as ctc

_audit: Any = import_module("china_trade_cities._checks.audit")
_checks: Any = import_module("china_trade_cities._checks.rules")
_reading: Any = import_module("china_trade_cities._tables.reading")
_READ_TABLE: Any = _reading.Reading.read_table
_MAKE_OBJECTS: Any = _reading.Maker.objects
READ = cache(reader("2026.1"))
COPIES = 200

STRUCTURAL = ("foreign_key", "duplicated_row", "wrong_period", "wrong_unit", "byte_noise")
# How many of a hundred must be noticed; of the other kinds the rate is told.
BOUNDS = {"structural": 0.95, "times_hundred": 0.95, "times_ten": 0.8}
# Where nothing is noticed, why nothing can be without the checksums of the descriptor.
WHY = {
    "digit_dropped": "the last digits of a figure that nothing else is held against",
    "times_ten": "no figure of the same city, flow, product and partner beside it",
    "times_hundred": "no figure of the same city, flow, product and partner beside it",
    "swapped_flow": "a single figure of a product or partner may be of either flow",
    "swapped_city": "a source of several cities, and no other figure of the city it went to",
    "sign_of_growth": "a rate without a level of the year before, or without its parts",
    "wrong_period": "another period that the source may speak of too",
    "wrong_unit": "an amount that nothing else is held against",
    "byte_noise": "a printable letter for another in free text",
}


_MADE: dict[tuple[str, ...], list[Any]] = {}


def _objects(maker: Any, row: list[str]) -> list[Any]:
    """As `Maker.objects`, which makes the objects of a row once."""
    key = (maker.table, *row)
    if key not in _MADE:
        _MADE[key] = _MAKE_OBJECTS(maker, row)
    return _MADE[key]


def _split(table: str, content: bytes, report: Any, *, source: str | None) -> Any:
    """As `table_file`, which splits a file that is as it was once."""
    if content is not READ(f"{table}.csv"):
        return table_file(table, content, report, source=source)
    return _split_once(table)


def _read_table(damaged: str) -> Callable[[Any, str], None]:
    """As `Reading.read_table`, but for tables that are as they were: they became these objects."""

    def read_table(reading: Any, table: str) -> None:
        if table == damaged:
            _READ_TABLE(reading, table)
        else:
            reading.objects[FIELDS[table]] += _objects_once()[table]

    return read_table


@cache
def _objects_once() -> dict[str, list[Any]]:
    reading = _reading.Reading(READ)
    made: dict[str, list[Any]] = {}
    for table in COLUMNS:
        objects = reading.objects[FIELDS[table]]
        before = len(objects)
        _READ_TABLE(reading, table)
        made[table] = objects[before:]
    assert not reading.problems
    return made


@cache
def _split_once(table: str) -> Any:
    def report(*fault: object) -> None:
        raise AssertionError(fault)

    return table_file(table, READ(f"{table}.csv"), report)


@cache
def _descriptor_without_checksums() -> bytes:
    descriptor = json.loads(READ("datapackage.json"))
    return json.dumps(descriptor | {"resources": []}).encode()


class _NoticedError(Exception):
    """A rule has found something else than in the tables as they are."""


@cache
def _known() -> set[tuple[str, ...]]:
    rows = csv.reader(StringIO(READ("known_findings.csv").decode(), newline=""))
    return {(rule, key, what) for rule, key, what, _ in rows if rule != "rule"}


def _check_in_turn(dataset: ctc.Dataset) -> tuple[Any, ...]:
    """As `check`, but the first rule that notices something is the last."""
    laid_out = Figures(dataset)
    found: list[Any] = []

    def figures(_: ctc.Dataset) -> Figures:
        return laid_out

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_checks, "Figures", figures)
        for rule in RULES:
            findings = check(dataset, [rule])
            known = {identity for identity in _known() if identity[0] == rule.name}
            if {finding.identity for finding in findings} != known:
                raise _NoticedError
            found += findings
    return tuple(found)


def noticed(done: damage.Damage) -> bool:
    """Whether a damaged copy has problems, errors, or findings that are not known.

    The descriptor has no checksums: they would give away every damage. What is as it was is read
    once for all copies: each file, and each row unless what it refers to may have changed.
    """

    def read(file: str) -> bytes:
        if file == "datapackage.json":
            return _descriptor_without_checksums()
        return done.content if file == f"{done.cell.table}.csv" else READ(file)

    with pytest.MonkeyPatch.context() as patch:
        if COLUMNS[done.cell.table][0] != "id":
            patch.setattr(_reading.Maker, "objects", _objects)
            patch.setattr(_reading.Reading, "read_table", _read_table(done.cell.table))
        patch.setattr(_reading, "table_file", _split)
        patch.setattr(_audit, "check", _check_in_turn)
        try:
            report = audit(read)
        except _NoticedError:
            return True
    return bool(report.problems or report.errors or report.unlisted or report.vanished)


def copies() -> Iterator[tuple[str, damage.Damage]]:
    """Damaged copies, the kinds in turn."""
    random = Random(20261)
    tables = damage.Tables(READ, COLUMNS)
    for number in range(COPIES):
        kind = damage.KINDS[number % len(damage.KINDS)]
        yield kind.__name__, kind(tables, random)


def _tried(part: int, parts: int) -> dict[int, bool]:
    """Which of the copies, every so many, are noticed."""
    return {
        number: noticed(done) for number, (_, done) in enumerate(copies()) if number % parts == part
    }


@pytest.mark.thorough
def test_what_is_quicker_notices_the_same() -> None:
    """What is read once, and stopping at the first rule, change no outcome."""
    for _, done in islice(copies(), 0, len(damage.KINDS), 3):
        content = {f"{done.cell.table}.csv": done.content}

        def read(file: str, content: dict[str, bytes] = content) -> bytes:
            known = content | {"datapackage.json": _descriptor_without_checksums()}
            return known.get(file) or READ(file)

        report = audit(read)
        plain = report.problems or report.errors or report.unlisted or report.vanished
        assert noticed(done) is bool(plain), done


@pytest.mark.thorough
def test_damage_is_noticed() -> None:
    """The rate by kind, without a look at checksums; what stays unnoticed is printed, and why."""
    parts = os.cpu_count() or 1
    with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
        found: dict[int, bool] = {}
        for some in pool.map(_tried, range(parts), [parts] * parts):
            found |= some
    tries: dict[str, list[bool]] = {}
    for number, (kind, done) in enumerate(copies()):
        tries.setdefault(kind, []).append(found[number])
        if kind in STRUCTURAL:
            tries.setdefault("structural", []).append(found[number])
        if not found[number]:
            print(f"{kind}: {done.cell}: {done.before[:60]!r} -> {done.after[:60]!r}: {WHY[kind]}")
    rates = {kind: sum(results) / len(results) for kind, results in tries.items()}
    for kind, rate in rates.items():
        print(f"{kind:16} {len(tries[kind]):3} copies {rate:6.1%} noticed")
    assert len(found) == COPIES
    assert {kind: rates[kind] for kind, bound in BOUNDS.items() if rates[kind] < bound} == {}
