"""Fuzz one target, guided by coverage: ``python tests/fuzz/run.py period -runs=1000000 --record``.

Needs atheris (``pip install atheris``). Begins with the corpus that is kept, and puts what it found
to be new there when it is done, minimised. Further arguments are those of libFuzzer.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
RECORD = HERE.parents[1] / "benchmarks" / "results" / "fuzzing.json"
# The longest input, in bytes: small ones are tried faster, and say more.
LONGEST = {
    "period": 20,
    "city": 24,
    "customs_location": 900,
    "customs_hangzhou": 900,
    "customs_query": 400,
    "from_json": 200,
    "dataset_table": 200,
    "dataset_document": 1_400,
    "dataset_folder": 400,
    "command_line": 100,
}


def read_corpus(name: str) -> list[bytes]:
    file = CORPUS / f"{name}.json"
    texts: list[str] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return [text.encode(errors="surrogateescape") for text in texts]


def write_corpus(name: str, inputs: list[bytes]) -> None:
    """Keep inputs, the shortest first."""
    texts = [each.decode(errors="surrogateescape") for each in sorted(inputs, key=_size)]
    text = json.dumps(texts, indent=0)
    (CORPUS / f"{name}.json").write_text(f"{text}\n", "utf-8")


def _size(data: bytes) -> tuple[int, bytes]:
    return len(data), data


def fuzz(name: str) -> None:
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["china_trade_cities"]):
        targets = import_module("tests.fuzz.targets")

    def test_one_input(data: bytes) -> None:
        targets.run(name, data)

    again = shlex.join([sys.executable, __file__])  # how libFuzzer starts this file again
    with targets.quickened():
        atheris.Setup([again, *sys.argv[1:]], test_one_input)
        atheris.Fuzz()


def main(name: str, *arguments: str) -> int:
    """Fuzz, keep the smallest corpus that reaches as much, and record the run if asked to."""
    options = [option for option in arguments if option != _RECORD]
    with tempfile.TemporaryDirectory() as scratch:
        before, after = Path(scratch, "before"), Path(scratch, "after")
        before.mkdir()
        after.mkdir()
        for number, data in enumerate(read_corpus(name)):
            (before / str(number)).write_bytes(data)
        command = [sys.executable, __file__, "-timeout=10", "-rss_limit_mb=1024"]
        command.append(f"-max_len={LONGEST[name]}")
        # libFuzzer starts this file again, with its own arguments alone.
        environment = {**os.environ, _TARGET: name}
        fuzzing = subprocess.Popen(
            [*command, "-print_final_stats=1", *options, str(before)],
            env=environment,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        assert fuzzing.stderr is not None
        told: dict[str, int] = {}
        for line in fuzzing.stderr:
            sys.stderr.write(line)
            if found := _STATISTIC.match(line):
                told[found[1]] = int(found[2])
        code = fuzzing.wait()
        merge = ["-set_cover_merge=1", "-use_counters=0", str(after), str(before)]
        subprocess.run([*command, *merge], check=True, env=environment, capture_output=True)
        write_corpus(name, [file.read_bytes() for file in after.iterdir()])
    if _RECORD in arguments and not code:
        record(name, shlex.join(["python", "tests/fuzz/run.py", name, *arguments]), told)
    return code


def record(name: str, command: str, told: Mapping[str, int]) -> None:
    """Keep what came of a run that ended without a fault, and how often the target was run in all.

    Each run goes on from the inputs that those before it kept.
    """
    known: dict[str, Any] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    before: dict[str, Any] = known.setdefault("targets", {}).get(name, {})
    run = {
        "command": command,
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("atheris", "attrs", "cattrs", "lxml")},
        },
        "executions": told["number_of_executed_units"],
    }
    known["targets"][name] = {
        "executions": before.get("executions", 0) + run["executions"],
        "slowest_seconds": max(before.get("slowest_seconds", 0), told["slowest_unit_time_sec"]),
        "peak_memory_mb": max(before.get("peak_memory_mb", 0), told["peak_rss_mb"]),
        "faults": 0,
        "runs": [*before.get("runs", ()), run],
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(f"{json.dumps(known, indent=2)}\n", "utf-8")


_RECORD = "--record"
_STATISTIC = re.compile(r"stat::(\w+):\s+(\d+)")
_TARGET = "FUZZ_TARGET"

if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))
    if _TARGET in os.environ:
        fuzz(os.environ[_TARGET])
    sys.exit(main(*sys.argv[1:]))
