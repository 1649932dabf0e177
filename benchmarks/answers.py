"""What answers cost, cold, warm and in memory, beside `import attrs` and other packages.

``python benchmarks/answers.py`` needs nothing but the standard library and a package index, and
takes about five minutes. ``docs/performance.md`` explains the tables.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from measuring import (
    Goal,
    arguments,
    beside,
    clean_environment,
    facts,
    figure,
    goals_table,
    in_turns,
    install,
    peak_megabytes,
    program,
    publish,
    ratio,
    run,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGES = ("attrs", "duckdb", "pandas", "pyarrow", "pycountry")
ATTRS = "import attrs"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One package, and how one asks it.

    Attributes:
        imports: What a program must import.
        scan: Brings the data within reach for a first answer, as cheaply as the package can.
        hold: Brings all of it into memory, for the answers after the first.
        top: The ``n`` cities with most trade in 2024.
        pairs: That ``answer`` as pairs of city and value, to compare it with ours.
        lookup: Shenzhen by its name, or whatever is nearest to it.
    """

    imports: str
    scan: str = ""
    hold: str = ""
    top: str = ""
    pairs: str = ""
    lookup: str = ""


_LOAD = """
dataset = ctc.load_dataset()
import attrs
tables = [getattr(dataset, field.name) for field in attrs.fields(type(dataset)) if field.init]
"""
_SQL = (
    "select city, value from records where flow = 'total' and period = '2024' and product is null"
    " and partner is null and currency = 'CNY' and basis = 'location' and level <> 'county'"
    " order by value desc, city limit "
)
_DUCKDB = "\n".join(
    f"duckdb.sql(f\"create {{kind}} {name} as select * from '{{{{FOLDER}}}}/{name}.parquet'\")"
    for name in ("records", "cities")
)
_PARQUET = (
    "records, cities = (pd.read_parquet(f'{FOLDER}/{n}.parquet') for n in ('records', 'cities'))"
)
_PANDAS = """
records[
    (records["flow"] == "total") & (records["period"] == "2024")
    & records["product"].isna() & records["partner"].isna()
    & (records["currency"] == "CNY") & (records["basis"] == "location")
    & (records["level"] != "county")
].sort_values(["value", "city"], ascending=[False, True]).head(n)[["city", "value"]]
""".strip()

OURS = "china_trade_cities"
SAME = ("DuckDB", "pandas")  # asked the same question about the same figures
CONTENDERS = {
    OURS: Contender(
        imports="import china_trade_cities as ctc",
        hold=_LOAD,
        top="ctc.top_n(n)",
        pairs="[(entry.city.id, entry.value) for entry in answer]",
        lookup="ctc.city('Shenzhen')",
    ),
    "DuckDB": Contender(
        imports="import duckdb",
        scan=_DUCKDB.format(kind="view"),
        hold=_DUCKDB.format(kind="table"),
        top=f'duckdb.sql("{_SQL}" + str(n)).fetchall()',
        pairs="answer",
        lookup="duckdb.sql(\"select * from cities where name = 'Shenzhen'\").fetchall()",
    ),
    "pandas": Contender(
        imports="import pandas as pd",
        scan=_PARQUET,
        hold=_PARQUET,
        top=_PANDAS,
        pairs="list(answer.itertuples(index=False, name=None))",
        lookup="cities[cities['name'] == 'Shenzhen']",
    ),
    "pycountry ¹": Contender(
        imports="import pycountry",
        hold="held = list(pycountry.countries), list(pycountry.subdivisions)",
        lookup="pycountry.countries.get(name='China')",
    ),
    "attrs ²": Contender(imports=ATTRS),
}

# First answers of our own, over a process that imports attrs and ends.
FIRST_ANSWERS = (
    "top_n(5)",
    "growth_leaders(5)",
    'by_specialization("electronics")',
    'city("Xi\'an")',
    "load_dataset().records[-1]",
)

# The same figures for everybody; which of several to prefer is decided for the others.
_WRITE = """
import json, sys
import pandas as pd
import china_trade_cities as ctc
folder = json.load(sys.stdin)
dataset = ctc.load_dataset()
names = ("city", "period", "flow", "product", "partner", "currency", "basis")
preferred = {}
for record in dataset.records:
    key = tuple(getattr(record, name) for name in names)
    if record.value is not None and key not in preferred:
        preferred[key] = dataset.preferred(record.city, **dict(zip(names[1:], key[1:])))
def cell(value):
    return None if value is None else getattr(value, "id", None) or str(value)
pd.DataFrame([
    {**{name: cell(part) for name, part in zip(names, key)}, "level": str(key[0].level),
     "value": record.value, "source": record.source.id}
    for key, record in preferred.items()
]).to_parquet(f"{folder}/records.parquet")
pd.DataFrame([
    {"id": city.id, "name": city.name, "name_zh": city.name_zh, "code": city.code}
    for city in dataset.cities
]).to_parquet(f"{folder}/cities.parquet")
print(len(preferred))
"""

_VERSIONS = """
import json, platform, sys
from importlib.metadata import version
versions = {name: version(name) for name in json.load(sys.stdin)}
print(json.dumps({"Python": platform.python_version(), **versions}))
"""

# Collecting garbage is part of what an answer costs, and `timeit` would leave it out.
_WARM = """
import json, sys
from timeit import Timer
cases, rounds = json.load(sys.stdin)
timers = {}
for case, (setup, statement) in cases.items():
    space = {}
    exec(setup, space)
    timers[case] = Timer(statement, "import gc; gc.enable()", globals=space)
    timers[case].timeit(1)
loops = {case: timer.autorange()[0] for case, timer in timers.items()}
times = {case: [] for case in timers}
for _ in range(rounds):
    for case, timer in timers.items():
        times[case].append(1000 * timer.timeit(loops[case]) / loops[case])
print(json.dumps(times))
"""

Times = dict[str, list[float]]


@dataclass(frozen=True)
class Place:
    """Where the contenders are: their interpreter, and the folder with the figures."""

    python: str
    folder: Path

    def setup(self, each: Contender, source: str) -> str:
        return f"FOLDER, n = {str(self.folder)!r}, 5\n{each.imports}\n{source}\n"

    def check_answers(self) -> None:
        """End the benchmark unless all that answer our question give our answer."""
        answers: dict[str, Any] = {}
        for name in (OURS, *SAME):
            each = CONTENDERS[name]
            code = f"answer = {each.top}\nimport json\nprint(json.dumps({each.pairs}))"
            command = program(self.python, self.setup(each, each.scan) + code)
            answers[name] = json.loads(run(command))
        wrong = [name for name, answer in answers.items() if answer != answers[OURS]]
        if wrong:
            sys.exit(f"another answer than ours: {', '.join(wrong)}")

    def whole_processes(self, rounds: int) -> dict[str, Times]:
        """Milliseconds of whole processes, all in the same turns, by measure and contender."""
        codes = {("bare", "Python"): "pass"}
        for name, each in CONTENDERS.items():
            codes["import", name] = each.imports
            for question, statement in (("top", each.top), ("lookup", each.lookup)):
                if statement:
                    codes[question, name] = self.setup(each, each.scan) + statement
        for answer in FIRST_ANSWERS:
            codes["first", answer] = f"import china_trade_cities as ctc; ctc.{answer}"
        processes = {
            key: partial(
                subprocess.run,
                program(self.python, code),
                env=clean_environment(),
                stdout=subprocess.DEVNULL,
                check=True,
            )
            for key, code in codes.items()
        }
        whole: dict[str, Times] = {}
        for (measure, name), times in in_turns(processes, rounds).items():
            whole.setdefault(measure, {})[name] = times
        return whole

    def again(self, question: str, rounds: int) -> Times:
        """Milliseconds of each contender's answer, all in one process with its data in memory."""
        cases = {
            name: (self.setup(each, each.hold) + "n = 10", getattr(each, question))
            for name, each in CONTENDERS.items()
            if getattr(each, question)
        }
        times: Times = json.loads(run(program(self.python, _WARM), json.dumps([cases, rounds])))
        return times

    def memory(self) -> dict[str, float]:
        """Megabytes above a bare Python of a process that holds all that a contender knows."""
        bare = peak_megabytes(self.python, "")
        return {
            name: peak_megabytes(self.python, self.setup(each, each.hold)) - bare
            for name, each in CONTENDERS.items()
        }


def goals(whole: Mapping[str, Times], again: Mapping[str, Times], added: Times,
          memory: Mapping[str, float]) -> list[Goal]:  # fmt: skip
    attrs = whole["import"]["attrs ²"]

    def lead(question: str) -> float:
        return min(ratio(whole[question][name], whole[question][OURS]) for name in SAME)

    return [
        Goal("`import` adds to a bare Python, ms", "at most", 1, median(added[OURS])),
        Goal(
            "first `top_n(5)`, whole process, times `import attrs`",
            "at most", 1.6, ratio(whole["first"]["top_n(5)"], attrs),
        ),
        Goal("first top 5 of the fastest other, times ours", "at least", 2, lead("top")),
        Goal("first lookup of the fastest other, times ours", "at least", 2, lead("lookup")),
        Goal("`top_n(10)` again, ms", "at most", 0.1, median(again["top"][OURS])),
        Goal("`city()` again, µs", "at most", 5, 1000 * median(again["lookup"][OURS])),
        Goal(
            "all tables in memory, MB above `import attrs`",
            "at most", 25, memory[OURS] - memory["attrs ²"],
        ),
    ]  # fmt: skip


def measure(rounds: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(install(Path(folder, "environment"), PACKAGES), Path(folder))
        count = int(run(program(place.python, _WRITE), json.dumps(folder)))
        place.check_answers()
        names = json.dumps(["china-trade-cities", *PACKAGES])
        versions: dict[str, str] = json.loads(run(program(place.python, _VERSIONS), names))
        whole = place.whole_processes(rounds)
        again = {question: place.again(question, rounds) for question in ("top", "lookup")}
        memory = place.memory()

    bare = whole["bare"]["Python"]
    added = {
        name: [one - other for one, other in zip(times, bare, strict=True)]
        for name, times in whole["import"].items()
    }

    def cell(measured: Times, name: str) -> str:
        return beside(measured[name], measured[OURS]) if name in measured else ""

    lookup_again = {name: [1000 * one for one in times] for name, times in again["lookup"].items()}
    everybody = table(
        (f"{count:,} figures", "import adds, ms", "first top 5, ms", "first lookup, ms",
         "top 10 again, ms", "lookup again, µs", "memory, MB"),
        (
            (
                name,
                figure(median(added[name])),
                cell(whole["top"], name),
                cell(whole["lookup"], name),
                cell(again["top"], name),
                cell(lookup_again, name),
                f"{figure(memory[name])} ({figure(memory[name] / memory[OURS])})",
            )
            for name in CONTENDERS
        ),
    )  # fmt: skip
    attrs = whole["import"]["attrs ²"]
    first = table(
        (f"first answer (`import attrs`: {figure(median(attrs))} ms)", "whole process, ms"),
        ((f"`{answer}`", beside(times, attrs)) for answer, times in whole["first"].items()),
    )
    return [facts(versions), everybody, first, goals_table(goals(whole, again, added, memory))]


def main() -> None:
    options = arguments(__doc__, rounds=21)
    publish("answers", measure(max(1, options.rounds)), record=options.record)


if __name__ == "__main__":
    main()
