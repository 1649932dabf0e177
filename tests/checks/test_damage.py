"""Damaged copies of the bundled tables: how many slips `validate` notices."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

import pytest

from china_trade_cities._checks.audit import audit
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.vintages import reader
from tests.support import damage

READ = reader("2026.1")
COPIES_OF_A_KIND = 6

STRUCTURAL = ("foreign_key", "duplicated_row", "wrong_period", "wrong_unit", "byte_noise")
# How many of a hundred must be noticed; of the other kinds the rate is told.
BOUNDS = {"structural": 0.95, "times_hundred": 0.95, "times_ten": 0.8}


def copies() -> list[tuple[str, damage.Damage]]:
    """Damaged copies, the kinds in turn."""
    random = Random(20261)
    tables = damage.Tables(READ, COLUMNS)
    return [(kind.__name__, kind(tables, random)) for kind in damage.KINDS * COPIES_OF_A_KIND]


def noticed(done: damage.Damage) -> bool:
    """Whether a damaged copy has problems, errors, or findings that are not known.

    The descriptor has no checksums: they would give away every damage.
    """
    descriptor = json.loads(READ("datapackage.json"))
    files = {
        "datapackage.json": json.dumps(descriptor | {"resources": []}).encode(),
        f"{done.cell.table}.csv": done.content,
    }
    report = audit(lambda file: files.get(file) or READ(file))
    return bool(report.problems or report.errors or report.unlisted or report.vanished)


@pytest.mark.thorough
def test_damage_is_noticed() -> None:
    """The rate by kind, without a look at checksums; what stays unnoticed is printed."""
    tried = copies()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        results = list(pool.map(noticed, [done for _, done in tried]))
    tries: dict[str, list[bool]] = {}
    for (kind, done), found in zip(tried, results, strict=True):
        tries.setdefault(kind, []).append(found)
        if kind in STRUCTURAL:
            tries.setdefault("structural", []).append(found)
        if not found:
            print(f"{kind}: {done.cell}: {done.before[:60]!r} -> {done.after[:60]!r}")
    rates = {kind: sum(found) / len(found) for kind, found in tries.items()}
    for kind, rate in rates.items():
        print(f"{kind:16} {len(tries[kind]):3} copies {rate:6.1%} noticed")
    assert len(results) == COPIES_OF_A_KIND * len(damage.KINDS)
    assert {kind: rates[kind] for kind, bound in BOUNDS.items() if rates[kind] < bound} == {}
