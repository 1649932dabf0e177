"""What the three benchmarks share: environments, timing in turns, tables, the page they fill.

Milliseconds belong to one machine. Whatever is compared is therefore timed in turns
(A B C, A B C, …), so that a machine that slows down slows all of it, and compared by ratios.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import platform
import shlex
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from markdown_tables import markdown_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = CHECKOUT / "docs" / "performance.md"

_Key = TypeVar("_Key")

# Linux hands the peak of the process that starts another (ru_maxrss) down to it; the peak in /proc
# is the process's own.
PRINT_PEAK = """
import os, resource, sys
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
if os.path.exists("/proc/self/status"):
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(peak / 1e6)
"""


# --- processes ----------------------------------------------------------------------------


def clean_environment() -> dict[str, str]:
    """The environment without what would change where and whether Python keeps bytecode."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(command: Sequence[str], stdin: str = "") -> str:
    """What a command prints; if it fails, its complaint ends the benchmark."""
    done = subprocess.run(
        command, input=stdin, env=clean_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def install(folder: Path, packages: Iterable[str]) -> str:
    """Make an environment with this package, as users install it, and others."""
    run([sys.executable, "-m", "venv", str(folder)])
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    run([python, "-m", "pip", "install", "--quiet", str(CHECKOUT), *packages])
    # Before Python 3.12 a new environment holds setuptools, which slows every start with a hook.
    run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"])
    return python


def program(python: str, code: str) -> list[str]:
    """The command that runs some code, apart from the user's own settings."""
    return [python, "-I", "-c", code]


def peak_megabytes(python: str, code: str, processes: int = 5) -> float:
    """The peak resident set of a process of its own, median of some."""
    command = program(python, code + PRINT_PEAK)
    return median(float(run(command).splitlines()[-1]) for _ in range(processes))


# --- timing -------------------------------------------------------------------------------


def in_turns(ways: Mapping[_Key, Callable[[], object]], rounds: int) -> dict[_Key, list[float]]:
    """Milliseconds of each way, timed in turns; the first round is not counted."""
    times: dict[_Key, list[float]] = {key: [] for key in ways}
    for counted in (False, *[True] * rounds):
        for key, way in ways.items():
            gc.collect()
            start = time.perf_counter()
            way()
            if counted:
                times[key].append(1000 * (time.perf_counter() - start))
    return times


def ratio(times: Iterable[float], base: Iterable[float]) -> float:
    """How many times longer one takes than another: the median over the rounds."""
    return median(one / other for one, other in zip(times, base, strict=True))


# --- reports ------------------------------------------------------------------------------


class Goal(NamedTuple):
    """What we hold ourselves to."""

    what: str
    bound: str  # "at most" or "at least"
    goal: float
    measured: float

    @property
    def shown(self) -> str:
        """What was measured, as the report shows it."""
        return f"{self.measured:.3g}"

    @property
    def met(self) -> bool:
        """Whether what is shown keeps within the bound."""
        shown = float(self.shown)
        return shown <= self.goal if self.bound == "at most" else shown >= self.goal


def figure(value: float) -> str:
    """Two significant digits, or all digits before the point."""
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}"


def beside(times: Iterable[float], base: Iterable[float]) -> str:
    """The median in milliseconds, and in brackets how many times the other that is."""
    times = list(times)
    return f"{figure(median(times))} ({figure(ratio(times, base))})"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(markdown_table(titles, rows))


def goals_table(goals: Iterable[Goal]) -> str:
    """What we hold ourselves to, what was measured, and whether it is met."""
    return table(
        ("goal", "", "measured", ""),
        (
            (goal.what, f"{goal.bound} {goal.goal:g}", goal.shown, "met" if goal.met else "missed")
            for goal in goals
        ),
    )


def facts(versions: Mapping[str, str]) -> str:
    """Where and with what was measured, as one paragraph."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    cpu = (models or [platform.processor() or platform.machine()])[0]
    packages = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"Measured by `{shlex.join(['python', *map(_from_checkout, sys.argv)])}`"
        f" on {dt.datetime.now(dt.UTC):%Y-%m-%d}, on {platform.system()}, {cpu},"
        f" {os.cpu_count()} cores: {packages}."
    )


def _from_checkout(word: str) -> str:
    path = Path(word).resolve()
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else word


def arguments(description: str | None, rounds: int, **sizes: int) -> argparse.Namespace:
    """What the command line asks for: ``--rounds``, sizes, and whether to keep the report."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    for name, size in {"rounds": rounds, **sizes}.items():
        parser.add_argument(f"--{name}", type=int, default=size, help=f"{size:,} if not given")
    parser.add_argument(
        "--record", action="store_true", help=f"put the report into {_from_checkout(str(PAGE))}"
    )
    return parser.parse_args()


def publish(section: str, blocks: Sequence[str], *, record: bool) -> None:
    """Print a report; put it between its marks on the page if it is to be kept."""
    text = "\n\n".join(blocks)
    print(text)
    if record:
        begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.partition(begin)[0], page.partition(end)[2]
        page = f"{before}{begin}\n\n{text}\n\n{end}{after}"
        PAGE.write_text(page, encoding="utf-8", newline="\n")
