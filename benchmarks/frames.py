"""What the questions of `frames` cost, beside queries written by hand for each engine.

Everything is measured against something else in the same run, in turns, and reported as medians
and their ratios: milliseconds belong to one machine. Data are made from a seed.

    python benchmarks/frames.py                           # 0.5 and 5 million rows
    python benchmarks/frames.py --rows 50000000 --record  # the full size, kept; 3 GB of disk
    python benchmarks/frames.py --rows 200000 --rounds 3
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from first_answer import processor

import china_trade_cities as ctc
from china_trade_cities import frames

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
from write_performance import FRAMES
from write_performance import main as write_performance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The types of PyArrow are too narrow for what it takes.
pa: Any = import_module("pyarrow")
pc: Any = import_module("pyarrow.compute")
pq: Any = import_module("pyarrow.parquet")

PACKAGES = ("narwhals", "polars", "duckdb", "pandas", "pyarrow")
SEED = 20261121
COLUMNS = frames.Columns(city="city", period="month", value="value")
MONTHS = [dt.date(year, month, 1) for year in (2023, 2024) for month in range(1, 13)]
CHOSEN: dict[str, Any] = {"flow": "export", "product": "85"}
MONTH = dt.date(2024, 5, 1)
YEAR, BASE = (
    (dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    (dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
)


# --- data ---------------------------------------------------------------------------------


def make_table(rows: int) -> Any:
    """City, month, flow, product and value at random, as plain strings, dates and integers."""
    random = np.random.default_rng(SEED)
    cities = pa.array([city.name_zh for city in ctc.load_dataset("2026.1").cities])

    def pick(values: Any) -> Any:
        places = random.integers(0, len(values), rows, dtype=np.int32)
        return pc.take(pa.chunked_array([values]), pa.array(places))

    columns: dict[str, Any] = {
        "city": pick(cities),
        "month": pick(pa.array(MONTHS, pa.date32())),
        "flow": pick(pa.array(["export", "import"])),
        "product": pick(pa.array([str(number) for number in range(60, 90)])),
        "value": pa.chunked_array([random.integers(0, 10**9, rows, dtype=np.int64)]),
    }
    return pa.table(columns)


def to_polars(table: Any) -> pl.DataFrame:
    """An Arrow table in Polars."""
    polars: Any = pl
    frame: pl.DataFrame = polars.from_arrow(table)
    return frame


def with_datetimes(frame: pd.DataFrame) -> pd.DataFrame:
    """A pandas frame whose months are of pandas' own type, as its users have them."""
    return frame.assign(month=pd.to_datetime(frame["month"]))


def write_parquet(path: Path, rows: int, *, by_period: bool) -> Path:
    """The table as a file, in pieces that fit into memory; sorted by period if asked for."""
    name = path / f"trade-{rows}-{'sorted' if by_period else 'random'}.parquet"
    if name.exists():
        return name
    connection = duckdb.connect()
    pieces: list[Path] = []
    for number, start in enumerate(range(0, rows, 5_000_000)):
        piece = path / f"piece-{number}.parquet"
        pq.write_table(make_table(min(5_000_000, rows - start)), piece)
        pieces.append(piece)
    listed = ", ".join(f"'{piece}'" for piece in pieces)
    order = "ORDER BY month" if by_period else ""
    connection.execute(
        f"COPY (FROM read_parquet([{listed}]) {order}) TO '{name}' "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    for piece in pieces:
        piece.unlink()
    return name


# --- measuring ----------------------------------------------------------------------------


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each way, timed in turns; the first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            gc.collect()
            start = time.perf_counter()
            way()
            if number:
                times[name].append((time.perf_counter() - start) * 1e3)
    return {name: median(taken) for name, taken in times.items()}


def report(title: str, times: Mapping[str, float], floor: str, goal: float | None = None) -> None:
    """A table of medians, as multiples of one of them."""
    print(f"\n{title}")
    for name, taken in times.items():
        ratio = taken / times[floor]
        judged = ""
        if goal is not None and name.startswith("frames"):
            judged = f"  goal {goal}: {'met' if ratio <= goal else 'missed'}"
        print(f"  {name:<34}{taken:>12,.2f} ms{ratio:>8.2f} x{judged}")


def run(answer: Any) -> object:
    """All rows of an answer, whatever the engine."""
    if isinstance(answer, pl.LazyFrame):
        return answer.collect()
    if isinstance(answer, duckdb.DuckDBPyRelation):
        return answer.fetchall()
    return answer


# --- by hand ------------------------------------------------------------------------------


def by_hand_polars(frame: pl.LazyFrame) -> dict[str, Callable[[], object]]:
    """Polars, lazy."""
    chosen = (pl.col("flow") == "export") & (pl.col("product") == "85")
    order: dict[str, Any] = {"by": ["value", "city"], "descending": [True, False]}

    def growth() -> object:
        now, before = (pl.col("month").is_between(*span) for span in (YEAR, BASE))
        sums = (
            frame.filter(chosen & (now | before))
            .group_by("city")
            .agg(value=pl.col("value").filter(now).sum(), base=pl.col("value").filter(before).sum())
            .filter(pl.col("base") > 0)
            .with_columns(growth=(pl.col("value") - pl.col("base")) * 100.0 / pl.col("base"))
        )
        return sums.sort("growth", "city", descending=[True, False]).head(10).collect()

    def top() -> object:
        found = frame.filter(chosen & (pl.col("month") == MONTH))
        return found.group_by("city").agg(pl.col("value").sum()).sort(**order).head(10).collect()

    def sums() -> object:
        return frame.group_by("city").agg(pl.col("value").sum()).sort(**order).head(10).collect()

    return {"top-n": top, "sum by city": sums, "growth": growth}


def by_hand_duckdb(relation: Any, source: str) -> dict[str, Callable[[], object]]:
    """SQL on the relation's own connection."""
    tail = "GROUP BY city ORDER BY 2 DESC, 1 LIMIT 10"
    chosen = "flow = 'export' AND product = '85'"
    now, before = (f"month BETWEEN DATE '{a}' AND DATE '{b}'" for a, b in (YEAR, BASE))
    queries = {
        "top-n": f"SELECT city, sum(value) FROM {source} WHERE {chosen} "
        f"AND month = DATE '{MONTH}' {tail}",
        "sum by city": f"SELECT city, sum(value) FROM {source} {tail}",
        "growth": f"SELECT city, (v - b) * 100.0 / b FROM (SELECT city, "
        f"sum(value) FILTER ({now}) AS v, sum(value) FILTER ({before}) AS b "
        f"FROM {source} WHERE {chosen} AND ({now} OR {before}) GROUP BY city) "
        "WHERE b > 0 ORDER BY 2 DESC, 1 LIMIT 10",
    }

    def fetch(query: str) -> object:
        return relation.query("bench", query).fetchall()

    return {name: partial(fetch, query) for name, query in queries.items()}


def by_hand_pandas(frame: pd.DataFrame) -> dict[str, Callable[[], object]]:
    """pandas, with only the needed columns in each step."""

    def ordered(sums: pd.Series[Any]) -> object:
        table = sums.reset_index()
        return table.sort_values([table.columns[1], "city"], ascending=[False, True]).head(10)

    def chosen() -> Any:
        return (frame["flow"] == "export") & (frame["product"] == "85")

    def top() -> object:
        mask = chosen() & (frame["month"] == pd.Timestamp(MONTH))
        return ordered(frame.loc[mask, ["city", "value"]].groupby("city")["value"].sum())

    def sums() -> object:
        return ordered(frame.groupby("city")["value"].sum())

    def growth() -> object:
        spans = [
            frame["month"].between(pd.Timestamp(first), pd.Timestamp(last))
            for first, last in (YEAR, BASE)
        ]
        now, before = (
            frame.loc[chosen() & span, ["city", "value"]].groupby("city")["value"].sum()
            for span in spans
        )
        return ordered(((now - before) * 100.0 / before[before > 0]).dropna())

    return {"top-n": top, "sum by city": sums, "growth": growth}


def by_hand_pyarrow(table: Any) -> dict[str, Callable[[], object]]:
    """PyArrow's own group_by."""

    def grouped(part: Any) -> Any:
        return part.group_by("city").aggregate([("value", "sum")])

    def ordered(sums: Any, name: str = "value_sum") -> object:
        return sums.sort_by([(name, "descending"), ("city", "ascending")]).slice(0, 10)

    def chosen() -> Any:
        return pc.and_(pc.equal(table["flow"], "export"), pc.equal(table["product"], "85"))

    def part(mask: Any) -> Any:
        return table.select(["city", "value"]).filter(mask)

    def within(span: tuple[dt.date, dt.date]) -> Any:
        low, high = (pa.scalar(day) for day in span)
        return pc.and_(pc.greater_equal(table["month"], low), pc.less_equal(table["month"], high))

    def growth() -> object:
        now, before = (grouped(part(pc.and_(chosen(), within(span)))) for span in (YEAR, BASE))
        both = now.join(before, "city", join_type="inner", right_suffix="_base")
        base = both["value_sum_base"]
        rate = pc.divide(pc.multiply(pc.subtract(both["value_sum"], base), 100.0), base)
        return ordered(both.append_column("growth", rate), "growth")

    return {
        "top-n": lambda: ordered(
            grouped(part(pc.and_(chosen(), pc.equal(table["month"], pa.scalar(MONTH)))))
        ),
        "sum by city": lambda: ordered(grouped(table)),
        "growth": growth,
    }


def asked(frame: Any) -> dict[str, Callable[[], object]]:
    """The same questions to `frames`; "sum by city" adds all flows and products there are."""
    return {
        "top-n": lambda: run(
            frames.top_n(frame, period="2024-05", columns=COLUMNS, waive="period", **CHOSEN)
        ),
        "sum by city": lambda: run(
            frames.top_n(frame, columns=COLUMNS, waive=("flow", "product", "period"))
        ),
        "growth": lambda: run(frames.growth_leaders(frame, period=2024, columns=COLUMNS, **CHOSEN)),
    }


# --- what is measured ---------------------------------------------------------------------


def overhead(rows: int, rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """In memory: what `frames` costs over the query that one would write by hand."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    table = make_table(rows)
    connection = duckdb.connect()
    connection.register("arrow", table)
    connection.execute("CREATE TABLE trade AS FROM arrow")
    relation = connection.table("trade")
    lazy = to_polars(table).lazy()
    pandas = with_datetimes(table.to_pandas())
    engines: dict[str, tuple[dict[str, Callable[[], object]], Any]] = {
        "Polars lazy": (by_hand_polars(lazy), lazy),
        "DuckDB": (by_hand_duckdb(relation, "trade"), relation),
        "pandas": (by_hand_pandas(pandas), pandas),
        "PyArrow": (by_hand_pyarrow(table), table),
    }
    print(f"\n== {rows:,} rows in memory (goal: 1.15 x at 5 million; +5 ms at 3,000)")
    for engine, (by_hand, frame) in engines.items():
        with_frames = asked(frame)
        for question, hand in by_hand.items():
            times = in_turns({"by hand": hand, "frames": with_frames[question]}, rounds)
            goal = 1.15 if rows >= 5_000_000 else None
            report(f"{engine}, {question}", times, "by hand", goal)
            found.setdefault(engine, {})[question] = times
    return found


def check_cost(rows: int, rounds: int) -> None:
    """What it costs to look for flows and products that must not be added."""
    lazy = to_polars(make_table(rows)).lazy()
    ways: dict[str, Callable[[], object]] = {
        "frames, checks waived": lambda: run(
            frames.top_n(lazy, period="2024-05", columns=COLUMNS, waive=("flow", "product"))
        ),
        "checks": lambda: run(frames.top_n(lazy, period="2024-05", columns=COLUMNS)),
    }
    report(
        f"== checks, {rows:,} rows, Polars lazy", in_turns(ways, rounds), "frames, checks waived"
    )


def parquet(folder: Path, rows: int, rounds: int) -> dict[str, dict[str, float]]:
    """From a file: against the decoding of the value column alone, and sorted against not."""
    random = write_parquet(folder, rows, by_period=False)
    ordered = write_parquet(folder, rows, by_period=True)
    found: dict[str, dict[str, float]] = {}
    readers: dict[str, Callable[[Path], Any]] = {
        "DuckDB": lambda path: duckdb.read_parquet(str(path)),
        "Polars": pl.scan_parquet,
    }
    decode: dict[str, Callable[[], object]] = {
        "DuckDB": lambda: run(duckdb.sql(f"SELECT sum(value) FROM '{random}'")),
        "Polars": lambda: pl.scan_parquet(random).select(pl.col("value").sum()).collect(),
    }
    for engine, read in readers.items():
        plain, clustered = asked(read(random)), asked(read(ordered))
        times = in_turns(
            {
                "decode the value column": decode[engine],
                "frames top-n": plain["top-n"],
                "frames growth": plain["growth"],
                "one period, sorted file": clustered["top-n"],
            },
            rounds,
        )
        title = f"== {rows:,} rows of Parquet ({random.stat().st_size / 1e6:,.0f} MB), {engine}"
        report(title, times, "decode the value column", 1.6)
        gain = times["frames top-n"] / times["one period, sorted file"]
        print(f"  sorted by period is {gain:.1f} x faster (goal at 50 million: 10)")
        times["peak memory, MB"] = peak(engine, random)
        print(f"  peak memory {times['peak memory, MB']:,.0f} MB (goal: 500)")
        found[engine] = times
    return found


def idioms(folder: Path, rows: int, rounds: int) -> dict[str, float]:
    """From the same file: what is done without it."""
    path = write_parquet(folder, rows, by_period=False)
    ways: dict[str, Callable[[], object]] = {
        "frames on Polars, scanned": asked(pl.scan_parquet(path))["top-n"],
        "pandas: load all, group by": lambda: _load_all(path),
        "row by row, as from an API": lambda: _row_by_row(path),
    }
    times = in_turns(ways, min(rounds, 3))
    report(f"== idioms, {rows:,} rows of Parquet", times, "frames on Polars, scanned")
    return times


def _load_all(path: Path) -> object:
    frame = with_datetimes(pd.read_parquet(path))
    return by_hand_pandas(frame)["top-n"]()


def _row_by_row(path: Path) -> object:
    """What tutorials of akshare do: a frame for each month, put together, then grouped."""
    parts = [
        pd.read_parquet(path, filters=[("month", "==", month)]).assign(month=str(month)[:7])
        for month in MONTHS
    ]
    frame = pd.concat(parts, ignore_index=True)
    wanted = frame[
        (frame["month"] == "2024-05") & (frame["flow"] == "export") & (frame["product"] == "85")
    ]
    return wanted.groupby("city")["value"].sum().sort_values(ascending=False).head(10)


def peak(engine: str, path: Path) -> float:
    """Peak resident set in MB of a process that asks both questions of a file."""
    read = "duckdb.read_parquet(path)" if engine == "DuckDB" else "pl.scan_parquet(path)"
    importing = "import duckdb" if engine == "DuckDB" else "import polars as pl"
    code = f"""
{importing}
from china_trade_cities import frames
path, chosen = {str(path)!r}, {CHOSEN!r}
for answer in (
    frames.top_n({read}, period="2024-05", **chosen),
    frames.growth_leaders({read}, period=2024, **chosen),
):
    answer.collect() if hasattr(answer, "collect") else answer.fetchall()
with open("/proc/self/status") as status:  # ru_maxrss would count the parent process too
    print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    return float(done.stdout)


def matching(rows: int, rounds: int) -> dict[str, dict[str, float]]:
    """`match_cities` against a plain join with a table of the same size."""
    found: dict[str, dict[str, float]] = {}
    cities = ctc.load_dataset("2026.1").cities
    spelled = [name for city in cities for name in (city.name_zh, f" {city.name_zh}市")][:400]
    random = np.random.default_rng(SEED)
    places: Any = pa.array(random.integers(0, len(spelled), rows, dtype=np.int32))
    table = pa.table({"city": pc.take(pa.array(spelled), places)})
    texts = dict.fromkeys(("city", "a", "b", "c", "d"), spelled)
    eager, small = to_polars(table), pl.DataFrame(texts)
    pandas, few = table.to_pandas(), pd.DataFrame(texts)
    connection = duckdb.connect()
    connection.register("arrow", table)
    connection.register("few", pa.table(texts))
    connection.execute("CREATE TABLE names AS FROM arrow")
    into = "CREATE OR REPLACE TEMP TABLE done AS"
    relation = connection.table("names")
    ways: dict[str, dict[str, Callable[[], object]]] = {
        "Polars": {
            "plain join": lambda: eager.join(small, on="city", how="left"),
            "frames.match_cities": lambda: frames.match_cities(eager),
        },
        "pandas": {
            "plain join": lambda: pandas.merge(few, on="city", how="left"),
            "frames.match_cities": lambda: frames.match_cities(pandas),
        },
        "PyArrow": {
            "plain join": lambda: table.join(pa.table(texts), "city"),
            "frames.match_cities": lambda: frames.match_cities(table),
        },
        "DuckDB": {
            "plain join": lambda: connection.execute(
                f"{into} FROM names LEFT JOIN few USING (city)"
            ),
            "frames.match_cities": lambda: connection.execute(
                f"{into} {frames.match_cities(relation).sql_query()}"
            ),
        },
    }
    for engine, pair in ways.items():
        times = in_turns(pair, min(rounds, 5))
        report(f"== match_cities, {rows:,} rows, {engine}", times, "plain join", 1.3)
        found[engine] = times
    return found


def facts(rounds: int) -> dict[str, str]:
    """What was measured, and where."""
    return {
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "CPU": f"{processor()}, {os.cpu_count()} cores",
        "rounds": str(rounds),
    }


def main() -> int:
    """Measure and print; keep it if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=5_000_000, help="largest number of rows")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--record", action="store_true", help="keep what is measured, and renew docs/performance.md"
    )
    options = parser.parse_args()
    if options.record and options.rows < 5_000_000:
        parser.error("--record needs 5,000,000 rows or more: fewer say little")
    sizes = [rows for rows in (options.rows // 100, options.rows // 10, options.rows) if rows]
    busy = os.getloadavg()[0]
    many, matched = min(options.rows, 5_000_000), min(2 * options.rows, 10_000_000)
    in_memory = {3_000: overhead(3_000, max(options.rounds, 21))}
    if many > 3_000:
        in_memory[many] = overhead(many, options.rounds)
    check_cost(many, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        files = {rows: parquet(Path(folder), rows, options.rounds) for rows in sizes}
        others = idioms(Path(folder), many, options.rounds)
    print("\n== growth of cost with ten times the rows")
    for before, after in pairwise(sizes):
        for engine, times in files[after].items():
            for name, taken in times.items():
                gain = taken / files[before][engine][name]
                print(f"  {engine} {name:<40}{before:>12,} to {after:>12,}{gain:>8.1f} x")
    result = {
        "command": shlex.join(["python", "benchmarks/frames.py", *sys.argv[1:]]),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "facts": facts(options.rounds) | {"load before": f"{busy:.1f}"},
        "in memory": in_memory,
        "Parquet": files,
        "idioms": {many: others},
        "match_cities": {matched: matching(matched, options.rounds)},
    }
    if options.record:
        FRAMES.write_text(f"{json.dumps(result, indent=2)}\n", encoding="utf-8")
        write_performance()
    return 0


if __name__ == "__main__":
    sys.exit(main())
