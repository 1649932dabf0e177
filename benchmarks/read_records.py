"""How long 100,000 trade records take to read from JSON and from CSV, beside other readers.

Run by hand: ``python benchmarks/read_records.py``. It needs nothing but the standard library and
access to a package index. How to read the table: ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from first_answer import Row, Table, install, run

PEERS = ("msgspec", "pydantic")
OURS = "china_trade_cities"
PEER = "pydantic"
GOAL = 2.0  # times pydantic

# Runs in a process of the temporary environment. The peers know fields, types, words and ranges;
# only we and the constructor also look ids up and notice fields that contradict each other.
_WORKER = r"""
import csv, gc, json, pathlib, sys, time
from decimal import Decimal
from importlib.metadata import version
from typing import Annotated, Optional

import attrs, msgspec
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

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
    "as we write them (21 fields)": json.dumps(every, ensure_ascii=False).encode(),
    "as a user writes them (8 fields)": json.dumps(some, ensure_ascii=False).encode(),
}

PERIOD = r"^[1-9][0-9]{3}(-[0-9]{2}(/[1-9][0-9]{3}-[0-9]{2})?)?$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Percent = Annotated[float, Field(ge=-1e9, le=1e9)]
Share = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
Id = Annotated[str, Field(pattern=SLUG)]
Text = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    city: Id
    period: Annotated[str, Field(pattern=PERIOD)]
    flow: ctc.Flow
    product: Optional[Id] = None
    partner: Optional[Id] = None
    value: Optional[int] = None
    currency: Optional[ctc.Currency] = None
    rounded_to: Annotated[int, Field(ge=1)] = 1
    unit_multiplier: Count = 0
    value_dash: bool = False
    growth: Optional[Percent] = None
    growth_decimals: Count = 0
    growth_dash: bool = False
    share: Optional[Share] = None
    share_decimals: Count = 0
    share_of: Optional[ctc.ShareOf] = None
    status: ctc.Status = ctc.Status.NORMAL
    basis: ctc.Basis = ctc.Basis.LOCATION
    source: Id
    corroborated_by: tuple[Id, ...] = ()
    note: Optional[Text] = None


@attrs.frozen(kw_only=True)
class Plain:
    city: str
    period: str
    flow: ctc.Flow
    product: Optional[str] = None
    partner: Optional[str] = None
    value: Optional[int] = None
    currency: Optional[ctc.Currency] = None
    rounded_to: int = 1
    unit_multiplier: int = 0
    value_dash: bool = False
    growth: Optional[float] = None
    growth_decimals: int = 0
    growth_dash: bool = False
    share: Optional[float] = None
    share_decimals: int = 0
    share_of: Optional[ctc.ShareOf] = None
    status: ctc.Status = ctc.Status.NORMAL
    basis: ctc.Basis = ctc.Basis.LOCATION
    source: str
    corroborated_by: tuple[str, ...] = ()
    note: Optional[str] = None


cities, products, partners, sources = (
    {thing.id: thing for thing in things}
    for things in (dataset.cities, dataset.products, dataset.partners, dataset.sources)
)


def optional(make):
    return lambda value: None if value is None else make(value)


MAKE = {
    "city": cities.__getitem__,
    "period": ctc.Period.parse,
    "flow": ctc.Flow,
    "product": optional(products.__getitem__),
    "partner": optional(partners.__getitem__),
    "currency": optional(ctc.Currency),
    "share_of": optional(ctc.ShareOf),
    "status": ctc.Status,
    "basis": ctc.Basis,
    "source": sources.__getitem__,
    "corroborated_by": lambda keys: tuple(sources[key] for key in keys),
}


def constructor(text):
    made = []
    for row in json.loads(text):
        for name, make in MAKE.items():
            if name in row:
                row[name] = make(row[name])
        made.append(ctc.TradeRecord(**row))
    return made


pydantic_adapter = TypeAdapter(list[Model])
msgspec_decoder = msgspec.json.Decoder(list[Plain])
json_readers = {
    "china_trade_cities": lambda text: serialization.from_json(
        list[ctc.TradeRecord], text, dataset=dataset
    ),
    "pydantic": pydantic_adapter.validate_json,
    "msgspec": msgspec_decoder.decode,
    "constructor": constructor,
    "json": json.loads,
}
assert json_readers["china_trade_cities"](texts["as we write them (21 fields)"]) == records
cases = {f"JSON, {title}": (text, json_readers) for title, text in texts.items()}

file = pathlib.Path(table)


class CsvModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    city: Id
    period: Annotated[str, Field(pattern=PERIOD)]
    flow: ctc.Flow
    value: Optional[Decimal] = None
    unit: Annotated[str, Field(pattern=r"^(CNY|USD|HKD|MOP)(-e[0-9]{1,2})?$")]
    growth: Optional[Percent] = None
    source: Id
    note: Optional[Text] = None


@attrs.frozen(kw_only=True)
class CsvPlain:
    city: str
    period: str
    flow: ctc.Flow
    value: Optional[Decimal] = None
    unit: str
    growth: Optional[float] = None
    source: str
    note: Optional[str] = None


def rows():
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, strict=True):
            yield {name: cell for name, cell in row.items() if cell}


def csv_constructor(_):
    made = []
    for row in rows():
        currency, _, power = row.pop("unit").partition("-e")
        cell, growth = row.pop("value"), row["growth"]
        power = int(power or 0)
        decimals = len(cell.partition(".")[2])
        row |= {
            "city": cities[row["city"]],
            "period": ctc.Period.parse(row["period"]),
            "flow": ctc.Flow(row["flow"]),
            "value": int(Decimal(cell).scaleb(power)),
            "currency": ctc.Currency(currency),
            "rounded_to": 10 ** (power - decimals),
            "unit_multiplier": power,
            "growth": float(growth),
            "growth_decimals": len(growth.partition(".")[2]),
            "source": sources[row["source"]],
        }
        made.append(ctc.TradeRecord(**row))
    return made


def csv_alone(_):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


csv_adapter = TypeAdapter(list[CsvModel])
csv_readers = {
    "china_trade_cities": lambda _: ctc.read_dataset(file, base=dataset).records,
    "pydantic": lambda _: csv_adapter.validate_python(list(rows())),
    "msgspec": lambda _: msgspec.convert(list(rows()), list[CsvPlain], strict=False),
    "constructor": csv_constructor,
    "csv": csv_alone,
}
assert set(csv_constructor(None)) == set(csv_readers["china_trade_cities"](None))
cases["CSV, as a user writes them (8 columns)"] = (None, csv_readers)

times = {title: {name: [] for name in readers} for title, (_, readers) in cases.items()}
for counted in (False, *[True] * rounds):
    for title, (text, readers) in cases.items():
        for name, read in readers.items():
            gc.collect()
            start = time.perf_counter()
            made = read(text)
            taken = 1000 * (time.perf_counter() - start)
            assert len(made) == count
            del made
            if counted:
                times[title][name].append(taken)
names = ["china-trade-cities", "attrs", "pydantic", "msgspec"]
facts = {"Python": sys.version.split()[0], **{name: version(name) for name in names}}
print(json.dumps({"facts": facts, "times": times}))
"""

_SHOWN = {
    OURS: "china_trade_cities: from_json, read_dataset",
    PEER: "pydantic: TypeAdapter(list[Model])",
    "msgspec": "msgspec into attrs classes",
    "constructor": "TradeRecord(**row) in a loop",
    "json": "json.loads alone",
    "csv": "csv.reader alone",
}


def write_table(file: Path, count: int) -> Path:
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
    return file


def table(title: str, times: dict[str, list[float]]) -> Table:
    """How long each reader takes, and how many times pydantic that is."""
    base = times[PEER]
    rows: list[Row] = []
    for name, taken in times.items():
        ratios = [one / other for one, other in zip(taken, base, strict=True)]
        values = {
            "best ms": min(taken),
            "median ms": median(taken),
            "best x pydantic": min(taken) / min(base),
            "median x pydantic": median(ratios),
        }
        rows.append(Row(_SHOWN[name], values, GOAL if name == OURS else None))
    columns = {"best ms": ".0f", "median ms": ".0f"}
    ratio_columns = {"best x pydantic": ".2f", "median x pydantic": ".2f"}
    return Table(title, columns | ratio_columns, rows, judged=tuple(ratio_columns))


def measure(python: str, count: int, rounds: int) -> tuple[dict[str, str], list[Table]]:
    """The facts that the figures depend on, and one table per document."""
    with tempfile.TemporaryDirectory() as folder:
        inside = install(python, Path(folder), PEERS)
        file = write_table(Path(folder, "records.csv"), count)
        measured: dict[str, Any] = json.loads(
            run([inside, "-I", "-c", _WORKER], json.dumps([count, rounds, str(file)]))
        )
    tables = [
        table(f"{count:,} records from {title}", times)
        for title, times in measured["times"].items()
    ]
    return {**measured["facts"], "rounds": str(rounds)}, tables


def main() -> None:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="interpreter to measure")
    parser.add_argument("--records", type=int, default=100_000, help="how many records to read")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of all readers in turns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    arguments = parser.parse_args()
    facts, tables = measure(arguments.python, arguments.records, max(1, arguments.rounds))
    print("\n".join(f"{name}: {value}" for name, value in facts.items()))
    for each in tables:
        print(f"\n{each.as_text()}")
    if arguments.json:
        report = {"facts": facts, "sections": [each.as_json() for each in tables]}
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
