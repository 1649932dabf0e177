"""How long 100,000 trade records take to read from JSON and CSV, beside pydantic and msgspec.

``python benchmarks/documents.py`` needs nothing but the standard library and a package index, and
takes about two minutes. ``docs/performance.md`` explains the tables.
"""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

from measuring import (
    Goal,
    arguments,
    beside,
    facts,
    goals_table,
    install,
    program,
    publish,
    ratio,
    run,
    table,
)

OURS, PEER = "china_trade_cities", "pydantic"
GOAL = 5.0  # times pydantic

# Runs in a process of an environment of its own. The others know fields, types, words and ranges;
# only we also look ids up and notice fields that contradict each other.
_WORKER = r"""
import csv, gc, json, pathlib, platform, sys, time
from decimal import Decimal
from importlib.metadata import version
from typing import Annotated, Optional

import msgspec
from pydantic import ConfigDict, Field, TypeAdapter, create_model

import china_trade_cities as ctc
from china_trade_cities import serialization

count, rounds, table = json.load(sys.stdin)
dataset = ctc.load_dataset()
records = list(dataset.records)
records = (records * (count // len(records) + 1))[:count]
every = serialization.to_dict(records)
needed = ("city", "period", "flow", "value", "currency", "rounded_to", "growth", "source")
some = [{name: record[name] for name in needed} for record in every]
texts = {
    "JSON, 21 fields": json.dumps(every, ensure_ascii=False).encode(),
    "JSON, 8 fields": json.dumps(some, ensure_ascii=False).encode(),
}

Count = Annotated[int, Field(ge=0)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PeriodText = Annotated[
    str, Field(pattern=r"^[1-9][0-9]{3}(-[0-9]{2}(/[1-9][0-9]{3}-[0-9]{2})?)?$")
]
Percent = Annotated[float, Field(ge=-1e9, le=1e9)]
Share = Annotated[float, Field(ge=0, le=100)]
Text = Annotated[str, Field(min_length=1)]
REQUIRED = ...
JSON_FIELDS = {
    "city": (Id, REQUIRED),
    "period": (PeriodText, REQUIRED),
    "flow": (ctc.Flow, REQUIRED),
    "product": (Optional[Id], None),
    "partner": (Optional[Id], None),
    "value": (Optional[int], None),
    "currency": (Optional[ctc.Currency], None),
    "rounded_to": (Annotated[int, Field(ge=1)], 1),
    "unit_multiplier": (Count, 0),
    "value_dash": (bool, False),
    "growth": (Optional[Percent], None),
    "growth_decimals": (Count, 0),
    "growth_dash": (bool, False),
    "share": (Optional[Share], None),
    "share_decimals": (Count, 0),
    "share_of": (Optional[ctc.ShareOf], None),
    "status": (ctc.Status, ctc.Status.NORMAL),
    "basis": (ctc.Basis, ctc.Basis.LOCATION),
    "source": (Id, REQUIRED),
    "corroborated_by": (tuple[Id, ...], ()),
    "note": (Optional[Text], None),
}
CSV_FIELDS = {
    "city": (Id, REQUIRED),
    "period": (PeriodText, REQUIRED),
    "flow": (ctc.Flow, REQUIRED),
    "value": (Optional[Decimal], None),
    "unit": (Annotated[str, Field(pattern=r"^(CNY|USD|HKD|MOP)(-e[0-9]{1,2})?$")], REQUIRED),
    "growth": (Optional[Percent], None),
    "source": (Id, REQUIRED),
    "note": (Optional[Text], None),
}


def pydantic_reader(fields, **config):
    config = ConfigDict(extra="forbid", frozen=True, **config)
    return TypeAdapter(list[create_model("Model", __config__=config, **fields)])


def msgspec_type(fields):
    made = [(name, *(part for part in field if part is not REQUIRED))
            for name, field in fields.items()]
    return list[msgspec.defstruct("Struct", made, kw_only=True, frozen=True)]


json_readers = {
    "china_trade_cities": lambda text: serialization.from_json(
        list[ctc.TradeRecord], text, dataset=dataset
    ),
    "pydantic": pydantic_reader(JSON_FIELDS, strict=True).validate_json,
    "msgspec": msgspec.json.Decoder(msgspec_type(JSON_FIELDS)).decode,
    "json.loads alone": json.loads,
}
assert json_readers["china_trade_cities"](texts["JSON, 21 fields"]) == records


def rows(table):
    with open(table, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, strict=True):
            yield {name: cell for name, cell in row.items() if cell}


def csv_alone(table):
    with open(table, encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


csv_adapter, csv_type = pydantic_reader(CSV_FIELDS), msgspec_type(CSV_FIELDS)
csv_readers = {
    "china_trade_cities": lambda table: ctc.read_dataset(table, base=dataset).records,
    "pydantic": lambda table: csv_adapter.validate_python(list(rows(table))),
    "msgspec": lambda table: msgspec.convert(list(rows(table)), csv_type, strict=False),
    "csv.reader alone": csv_alone,
}
cases = {title: (text, json_readers) for title, text in texts.items()}
cases["CSV, 8 columns"] = (pathlib.Path(table), csv_readers)

times = {title: {name: [] for name in readers} for title, (_, readers) in cases.items()}
for counted in (False, *[True] * rounds):
    for title, (document, readers) in cases.items():
        for name, read in readers.items():
            gc.collect()
            start = time.perf_counter()
            made = read(document)
            taken = 1000 * (time.perf_counter() - start)
            assert len(made) == count
            del made
            if counted:
                times[title][name].append(taken)
names = ["china-trade-cities", "attrs", "cattrs", "pydantic", "msgspec"]
versions = {"Python": platform.python_version(), **{name: version(name) for name in names}}
print(json.dumps([versions, times]))
"""


def write_table(file: Path, count: int) -> None:
    """A table as a user writes it: 8 columns, every row with a key of its own."""
    cities = ("beijing", "shanghai", "shenzhen", "guangzhou", "suzhou", "wuhan", "ningbo", "xiamen")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("city", "period", "flow", "value", "unit", "growth", "source", "note"))
        for number in range(count):
            year, rest = divmod(number // len(cities), 36)
            month, flow = divmod(rest, 3)
            writer.writerow([
                cities[number % len(cities)], f"{1700 + year}-{month + 1:02}",
                ("total", "export", "import")[flow], f"{number % 9973 / 7:.2f}", "CNY-e8",
                f"{number % 613 / 10 - 20:.1f}", "gacc-location-2024-12", "",
            ])  # fmt: skip


def measure(count: int, rounds: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "records.csv")
        write_table(file, count)
        python = install(Path(folder, "environment"), ("pydantic", "msgspec"))
        printed: Any = json.loads(
            run(program(python, _WORKER), json.dumps([count, rounds, str(file)]))
        )
    versions, cases = printed
    blocks = [facts(versions)]
    blocks += [
        table(
            (f"{count:,} records, {title}", "ms"),
            ((name, beside(taken, times[PEER])) for name, taken in times.items()),
        )
        for title, times in cases.items()
    ]
    goals = [
        Goal(f"{title}, times pydantic", "at most", GOAL, ratio(times[OURS], times[PEER]))
        for title, times in cases.items()
    ]
    return [*blocks, goals_table(goals)]


def main() -> None:
    options = arguments(__doc__, rounds=7, records=100_000)
    report = measure(options.records, max(1, options.rounds))
    publish("documents", report, record=options.record)


if __name__ == "__main__":
    main()
