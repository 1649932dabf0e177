"""Mutation test: ``python tools/mutation _period`` (see ``benchmarks/README.md``).

Each mutant of a module has one small fault; the tests of the module should find it. Prints every
mutant that survives them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import evolve
from mutants import Mutant, mutants
from trials import ROOT, Subject, baseline, prepare, trial, trials

HERE = Path(__file__).parent
RECORD = ROOT / "benchmarks" / "results" / "mutation.json"
GOAL = 90
PACKAGE = "china_trade_cities"


def main() -> int:
    """The command; 1 where a survivor is unexplained or fewer than 90 percent are killed."""
    modules: dict[str, list[str]] = _settings("tests.toml")
    parser = argparse.ArgumentParser(prog="python tools/mutation", description=__doc__)
    parser.add_argument("module", choices=modules, help="such as _period or frames/_question")
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.relative_to(ROOT)}")
    parser.add_argument(
        "--again",
        action="store_true",
        help="try those alone that survived the recorded run and are not explained since; "
        "the module must be the same",
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="try every Nth mutant only: a sample"
    )
    chosen = parser.parse_args()
    report = _report(chosen.module, modules[chosen.module], every=chosen.every, again=chosen.again)
    if chosen.record:
        _record(chosen.module, report)
    unexplained = [survivor for survivor in report["survivors"] if not survivor["reason"]]
    for survivor in unexplained:
        print(f"\n{chosen.module}:{survivor['line']} {survivor['function']}")
        print(*survivor["difference"], sep="\n")
    print(
        f"\n{chosen.module}: {report['killed']} of {report['mutants']} killed, "
        f"{report['timed out']} timed out, {report['survived']} survived "
        f"({len(unexplained)} not explained): {report['percent']} %"
    )
    return 1 if unexplained or report["percent"] < GOAL else 0


def _report(name: str, tests: Sequence[str], *, every: int, again: bool) -> dict[str, Any]:
    path = ROOT / "src" / PACKAGE / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    before: dict[str, Any] = _recorded(name, source) if again else {"every": every, "timed out": 0}
    everything = list(mutants(source))
    chosen = everything[:: before["every"]]
    tried, explained = chosen, set[int]()
    if again:
        survived = {_key(survivor) for survivor in before["survivors"]}
        tried = [mutant for mutant in chosen if _key(_described(mutant)) in survived]
        explained = {mutant.number for mutant in tried if _reason(name, _described(mutant))}
        tried = [mutant for mutant in tried if mutant.number not in explained]
    subject = Subject(
        name=f"{PACKAGE}.{name.replace('/', '.')}",
        path=path,
        tests=(*tests, str(path.relative_to(ROOT))),
    )
    known = baseline(subject)
    prepare(known.libraries)

    # A check of the machinery: the module as it is passes, one that cannot be imported does not.
    for after, right in ((source, "survived"), ("raise ImportError", "killed")):
        if not again and trial(subject, evolve(everything[0], after=after), known) != right:
            sys.exit(f"{name}: a module that should have {right} has not")

    outcomes = trials(subject, tried, known)
    survivors = [
        _described(it)
        for it in chosen
        if it.number in explained or outcomes.get(it.number) == "survived"
    ]
    for survivor in survivors:
        survivor["reason"] = _reason(name, survivor)
    timed_out = before["timed out"] + list(outcomes.values()).count("timed out")
    found = len(chosen) - len(survivors)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "sha256": _hash(source),
        "tests": list(tests),
        "every": before["every"],
        "of": len(everything),
        "mutants": len(chosen),
        "killed": found - timed_out,
        "timed out": timed_out,
        "survived": len(survivors),
        "percent": int(1000 * found / len(chosen)) / 10,
        "survivors": survivors,
    }


def _recorded(name: str, source: str) -> dict[str, Any]:
    recorded: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))["modules"][name]
    if recorded["sha256"] != _hash(source):
        sys.exit(f"{name} is not what it was in the recorded run: run it without --again")
    return recorded


def _described(mutant: Mutant) -> dict[str, Any]:
    return {
        "function": mutant.function,
        "line": mutant.first_line,
        "difference": list(mutant.difference),
        "reason": "",
    }


def _reason(module: str, survivor: dict[str, Any]) -> str:
    """Why no test can find it, as far as that is known."""
    function, change = _key(survivor)
    for entry in _settings("equivalent.toml")["equivalent"]:
        here = entry["module"] == module and entry.get("function", function) == function
        if here and change in map(str.strip, entry["changes"]):
            return str(entry["reason"])
    return ""


def _key(described: dict[str, Any]) -> tuple[str, str]:
    """What makes a mutant the same in another run, though lines before it were added."""
    lines = (f"{line[0]} {line[1:].strip()}" for line in described["difference"])
    return described["function"], "\n".join(lines)


def _hash(source: str) -> str:
    return sha256(source.encode()).hexdigest()


def _settings(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _record(name: str, report: dict[str, Any]) -> None:
    text = RECORD.read_text(encoding="utf-8") if RECORD.exists() else "{}"
    modules = json.loads(text).get("modules", {}) | {name: report}
    order = list(_settings("tests.toml"))
    record = {
        "command": "python tools/mutation MODULE --record",
        "python": platform.python_version(),
        "versions": {it: version(it) for it in ("mutmut", "pytest", "hypothesis", "attrs")},
        "modules": dict(sorted(modules.items(), key=lambda item: order.index(item[0]))),
    }
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    RECORD.with_suffix(".md").write_text(_page(record), encoding="utf-8")


def _page(record: dict[str, Any]) -> str:
    """The record as a page to read."""
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    lines = [
        "# Mutation test",
        "",
        f"Made by `{record['command']}` with Python {record['python']}, {versions}.",
        "Where fewer mutants were tried than there are, they are every Nth one.",
        "",
        "| module | date | mutants | tried | killed | timed out | survived | killed, % |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, it in record["modules"].items():
        counts = [it[key] for key in ("of", "mutants", "killed", "timed out", "survived")]
        cells = [f"`{name}`", it["date"], *map(str, counts), str(it["percent"])]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "## Survivors", ""]
    for name, it in record["modules"].items():
        for survivor in it["survivors"]:
            reason = survivor["reason"] or "not explained yet"
            lines += [f"`{name}`, {survivor['function'] or 'on import'}: {reason}.", "", "```diff"]
            lines += [*survivor["difference"], "```", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    os.chdir(ROOT)
    # Each trial imports package and tests anew, which is slow without bytecode.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.path[:0] = ours = [str(ROOT / "src"), str(ROOT / "tests")]
    os.environ["PYTHONPATH"] = os.pathsep.join(ours)  # for processes that tests start
    with TemporaryDirectory() as sys.pycache_prefix:
        sys.exit(main())
