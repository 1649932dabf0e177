"""Ask random tables random questions, on seven engines, beside the model in plain Python.

    python -m tests.fuzz.frames 15000 --record   # answers; keeps what came of it

Each answer of `frames` must be that of `tests.support.reference`: equal rows in equal order, and
refused where the model says so. ``tests/frames/test_agreement.py`` asks the first few.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from china_trade_cities import frames
from china_trade_cities.exceptions import IncomparableRecordsError
from tests.support import reference
from tests.support.engines import EAGER_ENGINES, QUICK, SLOW, Engine, Rows, rows, table

RECORD = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "frames.json"
ENGINES: dict[str, Engine] = {**QUICK, "Ibis": SLOW["Ibis"]}
PACKAGES = ("narwhals", "pandas", "polars", "pyarrow", "duckdb", "ibis-framework")

TEXTS = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()))
SPELT = ("{0}-{1:02}", "{0}{1:02}", "{0}/{1}", "{0}年{1}月", "{0}-{1:02}-28", "{0}/{1:02}/03")
COMPUTED = ("growth", "share", "points", "hhi", "top_share", "index")


def month_of(kind: str, chance: Random, year: int, month: int) -> Any:
    if kind == "spelt":
        return chance.choice(SPELT).format(year, month)
    if kind == "date":
        return datetime(year, month, chance.randint(1, 28), tzinfo=UTC).date()
    return f"{year}-{month:02}" if kind == "text" else year * 100 + month


def given(chance: Random) -> tuple[Any, Rows]:
    """A table of a few cities, months and products in the types that tables have, and its rows."""
    kind = chance.choice(["text", "spelt", "number", "date"])
    text = chance.choice(TEXTS)
    months = {"text": text, "spelt": text, "number": pa.int64(), "date": pa.date32()}[kind]
    amounts = chance.choice([pa.int64(), pa.float64(), pa.decimal128(20, 2)])
    unit = chance.choice([1, 10**9 + 7])
    names = ["Ningbo", "Zhuhai", "宁波", "a'b"] + ["", None] * (chance.random() < 0.3)
    gaps = chance.random() < 0.5
    data: Rows = []
    for city in names:
        for year in (2023, 2024):
            for month in (1, 6, 7):
                if gaps and chance.random() < 0.3:
                    continue
                value: Any = chance.randint(-1 if chance.random() < 0.2 else 1, 8) * unit
                value = {"double": float(value) / 4, "int64": value}.get(
                    str(amounts), Decimal(value) / 4
                )
                data.append(
                    {
                        "city": city,
                        "period": month_of(kind, chance, year, month),
                        "value": None if chance.random() < 0.03 else value,
                        "flow": chance.choice(["export", "import"]),
                        "product": chance.choice(["61", "85", "90"]),
                    }
                )
    chance.shuffle(data)
    types = {"city": text, "period": months, "value": amounts, "flow": pa.string()}
    types["product"] = pa.string()
    columns = {name: [row[name] for row in data] for name in types}
    return table(columns, types), data


def question(chance: Random) -> tuple[str, dict[str, Any]]:
    name = chance.choice(
        (
            "top_n",
            "growth_leaders",
            "market_share",
            "contribution",
            "concentration",
            "specialization_index",
        )
    )
    options: dict[str, Any] = {"flow": chance.choice([None, "export"])}
    periods = ["2024", "2024-06", "2023-07/2024-06", "2024-01/2024-06"]
    if name in ("growth_leaders", "contribution"):
        options["period"] = chance.choice(periods)
    else:
        options["period"] = chance.choice([*periods, None])
    if name == "concentration":
        options["k"] = chance.randint(1, 4)
    else:
        options["n"] = chance.randint(1, 6)
    if name not in ("concentration", "specialization_index"):
        options["ties"] = chance.choice(["first", "all"])
    if name == "specialization_index":
        options["symmetric"] = chance.random() < 0.3
    return name, options


def differs(found: Rows, expected: Rows) -> bool:
    """Whether rows are not the same; percents may differ in their last digits."""
    if [list(row) for row in found] != [list(row) for row in expected]:
        return True
    return any(
        abs(row[name] - value) > 1e-12 * max(1, abs(value))
        if name in COMPUTED
        else row[name] != value
        for row, wanted in zip(found, expected, strict=True)
        for name, value in wanted.items()
    )


def answer(ask: Any, frame: Any, waive: tuple[str, ...], options: dict[str, Any]) -> Any:
    """Rows, or what is refused."""
    try:
        return rows(ask(frame, waive=waive, **options))
    except IncomparableRecordsError as error:
        return sorted(error.mixed)


def run(seed: int, counts: Counter[str]) -> list[str]:
    """One question to every engine: what is wrong."""
    chance = Random(seed)
    arrow, plain = given(chance)
    name, options = question(chance)
    waive = chance.choice([(), ("city",), ("months", "city")])
    expected = getattr(reference, name)(plain, **options)
    refused = reference.refused(plain, name, waive, **options)
    wrong: list[str] = []
    for engine, make in ENGINES.items():
        found = answer(getattr(frames, name), make(arrow), waive, options)
        counts["answers"] += 1
        if make in EAGER_ENGINES and refused:
            counts["refused"] += 1
            bad = found != refused
        else:
            bad = bool(found and isinstance(found[0], str)) or differs(found, expected)
        if bad:
            wrong.append(f"{seed} {engine} {name} {options} {waive}: {found} not {expected}")
    return wrong


def main() -> None:
    wanted = int(sys.argv[1])
    begun, counts, wrong = time.monotonic(), Counter[str](), list[str]()
    seed = 0
    while counts["answers"] < wanted:
        wrong += run(seed, counts)
        seed += 1
    report = {
        "command": f"python -m tests.fuzz.frames {wanted} --record",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": {"python": platform.python_version()}
        | {package: version(package) for package in PACKAGES},
        "engines": list(ENGINES),
        "questions": seed,
        "answers": counts["answers"],
        "refused": counts["refused"],
        "differences": len(wrong),
        "minutes": round((time.monotonic() - begun) / 60),
    }
    sys.stdout.write("\n".join([*wrong[:20], json.dumps(report, indent=2), ""]))
    if "--record" in sys.argv and not wrong:
        RECORD.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
