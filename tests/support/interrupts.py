"""Folders under attack: each system call of a writer interrupted, many writers and readers at once.

``python -m tests.support.interrupts --record`` does all of it, which takes half an hour, and keeps
the counts in ``benchmarks/results/folders.json``; tests do a part. Needs strace.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from unittest.mock import patch

import china_trade_cities as ctc
from china_trade_cities import __main__
from china_trade_cities._io.snapshot import FILES, WORK, snapshot
from china_trade_cities.readers import _plausible
from tests.support import factories as make
from tests.support.customs_pages import FLOWS, as_csv, location

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "benchmarks" / "results" / "folders.json"
_PARSER = cache(vars(__main__)["build_parser"])
COMMANDS = ("write", "import")
SIGNALS = ("SIGINT", "SIGKILL")
PLACES = re.compile("总值|潍坊市|(北京|天津|上海|重庆)市|.*(省|自治区)")

_CALL = re.compile(r"^\d+ +(\w+)\(")
_SET_PTRACER, _ANYBODY = 0x59616D61, -1


def table(period: str) -> str:
    """A customs table of few places, saved as CSV, with figures of no other month."""
    page = location("2025-07")
    year, month = map(int, period.split("-"))
    chance = random.Random(period)

    def in_month(text: str) -> str:
        return text.replace("2025年", f"{year}年").replace("7月", f"{month}月")

    rows = [
        _scaled(row, month / 7 * chance.uniform(0.5, 1.5))
        for row in page.rows
        if PLACES.fullmatch(row["place"])
    ]
    columns = [
        replace(column, levels=tuple(map(in_month, column.levels))) for column in page.columns
    ]
    return as_csv(replace(page, rows=rows, title=in_month(page.title), columns=columns))


def _scaled(row: dict[str, str], factor: float) -> dict[str, str]:
    """A row with other amounts, which add up, and without growth."""
    found = {"place": row["place"]} | {f"growth_{flow}_ytd": "-" for flow in FLOWS}
    for span in ("", "_ytd"):
        parts = [int(int(row[f"{flow}{span}"]) * factor) for flow in ("export", "import")]
        amounts = zip(FLOWS, (sum(parts), *parts), strict=True)
        found |= {f"{flow}{span}": str(amount) for flow, amount in amounts}
    return found


def contents(folder: Path) -> dict[str, str]:
    """What a reader finds: names of files, and what is in them."""
    names, read = snapshot(folder)
    return {name: sha256(read(name)).hexdigest() for name in names if name in FILES}


class Case(NamedTuple):
    """The call at which a command gets a signal, counted among the calls of that name."""

    command: str
    signal: str
    call: str
    number: int


def _nothing(_: ctc.Dataset) -> dict[object, object]:
    return {}


class Bench:
    """A folder for trials: what is there before, and what comes of each command."""

    def __init__(self, folder: Path) -> None:
        self.old, self.target = folder / "old", folder / "target"
        self.new, self.page = folder / "new", folder / "1990-07.csv"
        self.page.write_text(table("1990-07"), "utf-8")
        ctc.write_dataset(make.dataset(), self.old)
        self.restore()
        assert self.run("import") == 0
        self.target.rename(self.new)
        self._dataset = ctc.read_dataset(self.new)
        self._before, self._after = contents(self.old), contents(self.new)

    def restore(self) -> None:
        shutil.rmtree(self.target, ignore_errors=True)
        shutil.copytree(self.old, self.target)
        (self.target / "thesis.txt").write_text("years of work", "utf-8")
        self.target.chmod(0o750)

    def run(self, command: str) -> int:
        """Run a command in this process."""
        if command == "write":
            ctc.write_dataset(self._dataset, self.target, overwrite=True)
            return 0
        # What options there are, and what is known of other months, is the same each time.
        with (
            redirect_stdout(_Sink()),
            patch.object(__main__, "build_parser", _PARSER),
            patch.object(_plausible, "_known", _nothing),
        ):
            return __main__.main(["import", str(self.page), "--into", str(self.target)])

    def traced(self, command: str, *options: str) -> tuple[int, str]:
        """Run a command in a process that strace looks at; what it returned, and what it said.

        The process is a fork of this one, so that nothing is imported or read again each time.
        """
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 2)
                self._run_and_exit(command)
            os.waitpid(child, os.WUNTRACED)  # until it stops itself
            strace = subprocess.Popen(
                ["strace", "-f", *options, "-p", str(child)], stderr=subprocess.PIPE
            )
            assert strace.stderr is not None
            assert b"attached" in strace.stderr.readline()
            os.kill(child, signal.SIGCONT)
            _, status = os.waitpid(child, 0)
            strace.communicate()
            said.seek(0)
            return os.waitstatus_to_exitcode(status), said.read().decode()

    def _run_and_exit(self, command: str) -> NoReturn:
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            code = self.run(command)
        except BaseException:  # noqa: BLE001 - as Python itself ends
            traceback.print_exc()
        finally:
            os._exit(code)

    def calls(self, command: str) -> list[tuple[str, int]]:
        """Each call that a command makes, by its name and number."""
        self.restore()
        trace = self.target.with_name("trace")
        code, said = self.traced(command, "-o", str(trace))
        assert (code, said) == (0, "")
        found = map(_CALL.match, trace.read_text("utf-8", "replace").splitlines())
        counts = Counter(call[1] for call in found if call)
        return [(name, number + 1) for name, most in counts.items() for number in range(most)]

    def interrupt(self, case: Case) -> str:
        """What a command leaves that gets a signal at a call: `old` or `new`, whole."""
        self.restore()
        inject = f"inject={case.call}:signal={case.signal}:when={case.number}"
        trace = ("-o", os.devnull, "-e", f"trace={case.call}", "-e", inject)
        return self.judge(case.command, *self.traced(case.command, *trace))

    def judge(self, command: str, code: int, told: str) -> str:
        """Whether the folder is old or new, and the next run goes on from it."""
        found = contents(self.target)
        assert found in (self._before, self._after), "neither old nor new"
        state = "new" if found == self._after else "old"
        assert (code == 0) <= (state == "new"), f"exit code 0, but {state}"
        if "interrupted" in told:
            assert ("nothing was changed" in told) is (state == "old"), f"{state}, but {told}"
        assert self.run(command) == 0
        assert contents(self.target) == self._after, "the next run went wrong"
        assert (self.target / "thesis.txt").read_text("utf-8") == "years of work"
        assert not (self.target / WORK).exists(), "something is left over"
        assert self.target.stat().st_mode & 0o777 == 0o750
        return state

    def kill(self, seconds: float) -> str:
        """What an import leaves that is killed after a while."""
        self.restore()
        module = [sys.executable, "-m", "china_trade_cities"]
        process = subprocess.Popen(
            [*module, "import", str(self.page), "--into", str(self.target)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.kill()
        return self.judge("import", process.wait(), "")


class _Sink(StringIO):
    """Where an answer goes that nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer: Any = BytesIO()


# --- many at once ---------------------------------------------------------------------------


_WRITER = "from tests.support.interrupts import write_on; write_on()"
_READER = "from tests.support.interrupts import read_on; read_on()"


def write_on() -> None:
    """Import a month after the other, each its own, until the time is over."""
    folder, until = Path(sys.argv[1]), float(sys.argv[2])
    number, of = map(int, sys.argv[3:])
    with tempfile.TemporaryDirectory() as scratch:
        for month in range(number, 100_000, of):
            period = f"{1950 + month // 11}-{month % 11 + 2:02}"
            page = Path(scratch, f"{period}.csv")
            page.write_text(table(period), "utf-8")
            with redirect_stdout(_Sink()):
                assert __main__.main(["import", str(page), "--into", str(folder)]) == 0
            print(period, flush=True)
            if time.time() >= until:
                break


def read_on() -> None:
    """Read a folder until the time is over; no read has fewer months than the one before."""
    folder, until = Path(sys.argv[1]), float(sys.argv[2])
    before: set[str] = set()
    while True:
        names, read = snapshot(folder)
        resources = json.loads(read("datapackage.json"))["resources"]
        for each in resources:
            assert each["hash"] == f"sha256:{sha256(read(each['path'])).hexdigest()}", "mixed"
        assert len(resources) + 1 == len(names)
        months = months_of(ctc.read_dataset(folder))
        assert months >= before, "lost"
        before = months
        print("read", flush=True)
        if time.time() >= until:
            break


def months_of(dataset: ctc.Dataset) -> set[str]:
    """The months of the customs tables in a dataset, of which all figures are there."""
    figures: Counter[str] = Counter()
    for record in (*dataset.records, *dataset.reference_records):
        if record.period.is_month:
            figures[str(record.period)] += 1
    assert len(set(figures.values())) <= 1, "half a table"
    return set(figures)


def crowd(folder: Path, seconds: float, writers: int = 4, readers: int = 4) -> Counter[str]:
    """Writers and readers of one folder at once; returns how much they did."""
    ctc.write_dataset(make.dataset(), folder)
    until = str(time.time() + seconds)
    programs = [(_WRITER, [str(number), str(writers)]) for number in range(writers)]
    programs += [(_READER, list[str]()) for _ in range(readers)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder), until, *more],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for code, more in programs
    ]
    told = [process.communicate() for process in running]
    assert [error for _, error in told] == [""] * len(running)
    lines = [line for out, _ in told for line in out.split()]
    written = {line for line in lines if line != "read"}
    assert months_of(ctc.read_dataset(folder)) == written
    assert not (folder / WORK).exists()
    return Counter(imports=len(written), reads=lines.count("read"))


# --- all of it ------------------------------------------------------------------------------


def interrupted(bench: Bench, cases: Iterable[Case]) -> Counter[str]:
    """How many interrupted commands left the old folder, and how many the new one."""
    states: Counter[str] = Counter()
    for case in cases:
        try:
            states[bench.interrupt(case)] += 1
        except Exception as error:
            error.add_note(str(case))
            raise
    return states


def main() -> None:
    found: dict[str, Any] = {
        "command": f"TMPDIR={tempfile.gettempdir()} python -m tests.support.interrupts --record",
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {"python": platform.python_version(), "system": platform.platform()},
        "interrupted": {},
    }
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch))
        for command in COMMANDS:
            calls = bench.calls(command)
            for name in SIGNALS:
                states = interrupted(bench, (Case(command, name, *call) for call in calls))
                found["interrupted"][f"{command} {name}"] = {"calls": len(calls), **states}
                print(found["interrupted"], flush=True)
        chance = random.Random(17)
        kills = Counter(bench.kill(chance.uniform(0, 1)) for _ in range(50))
        found["killed imports"] = dict(kills)
        found["four writers, four readers, 60 seconds"] = dict(crowd(Path(scratch, "crowd"), 60))
    print(json.dumps(found, indent=2))
    if "--record" in sys.argv:
        RECORD.write_text(f"{json.dumps(found, indent=2)}\n", "utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
