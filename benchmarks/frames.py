"""What the questions of `frames` cost, beside queries written by hand for each engine.

    python benchmarks/frames.py                           # 0.05, 0.5 and 5 million rows
    python benchmarks/frames.py --rows 50000000 --record  # the full size; 3 GB of disk, 9 minutes
    python benchmarks/frames.py --rows 0 --record         # only months as dates, text and numbers

Needs the packages of the extra ``test``. Data are made from a seed. ``docs/performance.md``
explains the tables.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import tempfile
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from measuring import (
    Goal,
    arguments,
    beside,
    facts,
    figure,
    goals_table,
    in_turns,
    peak_megabytes,
    publish,
    ratio,
    table,
)

import china_trade_cities as ctc
from china_trade_cities import frames

if TYPE_CHECKING:
    from collections.abc import Callable

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


def run(answer: Any) -> object:
    """All rows of an answer, whatever the engine."""
    if isinstance(answer, pl.LazyFrame):
        return answer.collect()
    if isinstance(answer, duckdb.DuckDBPyRelation):
        return answer.fetchall()
    return answer


# --- by hand ------------------------------------------------------------------------------


def by_hand_polars(frame: pl.LazyFrame) -> dict[str, Callable[[], object]]:
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
        "growth": lambda: run(
            frames.growth_leaders(frame, period=2024, columns=COLUMNS, waive="months", **CHOSEN)
        ),
    }


# --- what is measured ---------------------------------------------------------------------

Ways = dict[str, Any]  # names to callables without arguments
Row = tuple[str, ...]


def overhead(rows: int, rounds: int, goals: list[Goal]) -> list[Row]:
    """In memory: what `frames` costs over the query that one would write by hand."""
    table = make_table(rows)
    connection = duckdb.connect()
    connection.register("arrow", table)
    connection.execute("CREATE TABLE trade AS FROM arrow")
    relation = connection.table("trade")
    lazy = to_polars(table).lazy()
    pandas = with_datetimes(table.to_pandas())
    engines: dict[str, tuple[Ways, Any]] = {
        "Polars lazy": (by_hand_polars(lazy), lazy),
        "DuckDB": (by_hand_duckdb(relation, "trade"), relation),
        "pandas": (by_hand_pandas(pandas), pandas),
        "PyArrow": (by_hand_pyarrow(table), table),
    }
    found: list[Row] = []
    for engine, (by_hand, frame) in engines.items():
        with_frames = asked(frame)
        cells: list[str] = []
        worst = 0.0
        for question, hand in by_hand.items():
            times = in_turns({"by hand": hand, "frames": with_frames[question]}, rounds)
            worst = max(worst, ratio(times["frames"], times["by hand"]))
            cells += [figure(median(times["by hand"])), beside(times["frames"], times["by hand"])]
        found.append((f"{rows:,} rows", engine, *cells))
        if rows >= 5_000_000:
            goals.append(Goal(f"{engine}, worst question, times by hand", "at most", 1.15, worst))
    return found


def parquet(folder: Path, rows: int, rounds: int, goals: list[Goal]) -> list[Row]:
    """From a file: against the decoding of the value column alone, and sorted against not."""
    random = write_parquet(folder, rows, by_period=False)
    ordered = write_parquet(folder, rows, by_period=True)
    readers: dict[str, tuple[str, Callable[[Path], Any], Callable[[], object]]] = {
        "DuckDB": (
            "import duckdb; frame = duckdb.read_parquet",
            lambda path: duckdb.read_parquet(str(path)),
            lambda: run(duckdb.sql(f"SELECT sum(value) FROM '{random}'")),
        ),
        "Polars": (
            "import polars; frame = polars.scan_parquet",
            pl.scan_parquet,
            lambda: pl.scan_parquet(random).select(pl.col("value").sum()).collect(),
        ),
    }
    found: list[Row] = []
    for engine, (code, read, decode) in readers.items():
        plain, sorted_ = asked(read(random)), asked(read(ordered))
        ways = {"decode": decode, "top": plain["top-n"], "growth": plain["growth"],
                "sorted": sorted_["top-n"]}  # fmt: skip
        times = in_turns(ways, rounds)
        gain = ratio(times["top"], times["sorted"])
        memory = peak_megabytes(sys.executable, asking(f"{code}({str(random)!r})"), 1)
        found.append((
            f"{rows:,} rows", engine, figure(median(times["decode"])),
            beside(times["top"], times["decode"]), beside(times["growth"], times["decode"]),
            f"{figure(median(times['sorted']))} ({figure(gain)})", figure(memory),
        ))  # fmt: skip
        if rows >= 50_000_000:
            goals += [
                Goal(f"{engine}, top-n of 50 million rows of Parquet, times decoding the values",
                     "at most", 1.6, ratio(times["top"], times["decode"])),
                Goal(f"{engine}, one period of a sorted file, times faster", "at least", 10, gain),
                Goal(f"{engine}, peak memory, MB", "at most", 500, memory),
            ]  # fmt: skip
    return found


def asking(frame: str) -> str:
    """What a process of its own runs, to see its memory."""
    return f"""
{frame}
from china_trade_cities import frames
chosen = {CHOSEN!r}
for answer in (
    frames.top_n(frame, period="2024-05", **chosen),
    frames.growth_leaders(frame, period=2024, waive="months", **chosen),
):
    answer.collect() if hasattr(answer, "collect") else answer.fetchall()
"""


def idioms(folder: Path, rows: int, rounds: int) -> list[Row]:
    """From the same file: what is done without it."""
    path = write_parquet(folder, rows, by_period=False)
    ways: Ways = {
        "`frames` on Polars, scanned": asked(pl.scan_parquet(path))["top-n"],
        "pandas: load all, group by": lambda: _load_all(path),
        "month by month, as from an API": lambda: _month_by_month(path),
    }
    times = in_turns(ways, min(rounds, 3))
    return [(way, beside(taken, next(iter(times.values())))) for way, taken in times.items()]


def _load_all(path: Path) -> object:
    frame = with_datetimes(pd.read_parquet(path))
    return by_hand_pandas(frame)["top-n"]()


def _month_by_month(path: Path) -> object:
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


def with_months(rows: int) -> pl.DataFrame:
    """The table with its months in every form: dates, text, categories and integers."""
    text = pl.col("month").dt.strftime("%Y-%m")
    return (
        to_polars(make_table(rows))
        .with_columns(
            text=text,
            category=text.cast(pl.Categorical),
            integer=text.str.replace("-", "").cast(pl.Int64),
        )
        .rename({"month": "date"})
    )


def months_by_hand(frame: pl.LazyFrame | pl.DataFrame, form: str) -> dict[str, Any]:
    """Each question as one would write it in Polars for months of a form."""
    month = pl.col(form)
    of_year: dict[str, Callable[[int], pl.Expr]] = {
        "date": lambda year: month.is_between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        "text": lambda year: month.str.starts_with(str(year)),
        "category": lambda year: month.is_in([f"{year}-{number:02}" for number in range(1, 13)]),
        "integer": lambda year: month.is_between(year * 100 + 1, year * 100 + 12),
    }
    one: Any = {"date": MONTH, "integer": 202405}.get(form, "2024-05")
    chosen = (pl.col("flow") == "export") & (pl.col("product") == "85")
    now, before = of_year[form](2024), of_year[form](2023)

    def top(condition: pl.Expr) -> object:
        sums = frame.filter(chosen & condition).group_by("city").agg(pl.col("value").sum())
        return run(sums.sort("value", "city", descending=[True, False]).head(10))

    def growth() -> object:
        value = pl.col("value")
        sums = frame.filter(chosen & (now | before)).group_by("city")
        grown = (
            sums.agg(value=value.filter(now).sum(), base=value.filter(before).sum())
            .filter(pl.col("base") > 0)
            .with_columns(growth=(value - pl.col("base")) * 100.0 / pl.col("base"))
        )
        return run(grown.sort("growth", "city", descending=[True, False]).head(10))

    return {
        "one month": partial(top, month == one),
        "one year": partial(top, now),
        "growth": growth,
    }


def months_by_sql(connection: Any, form: str) -> dict[str, Any]:
    """The same in SQL."""
    ends = {
        "date": "DATE '{0}-01-01' AND DATE '{0}-12-31'",
        "text": "'{0}-01' AND '{0}-12'",
        "category": "'{0}-01' AND '{0}-12'",
        "integer": "{0}01 AND {0}12",
    }
    one = {"date": f"DATE '{MONTH}'", "integer": "202405"}.get(form, "'2024-05'")
    now, before = (f"{form} BETWEEN {ends[form].format(year)}" for year in (2024, 2023))
    chosen = "flow = 'export' AND product = '85'"
    tail = "GROUP BY city ORDER BY 2 DESC, 1 LIMIT 10"
    top = f"SELECT city, sum(value) FROM trade WHERE {chosen} AND"
    queries = {
        "one month": f"{top} {form} = {one} {tail}",
        "one year": f"{top} {now} {tail}",
        "growth": f"SELECT city, (v - b) * 100.0 / b FROM (SELECT city, sum(value) FILTER ({now}) "
        f"AS v, sum(value) FILTER ({before}) AS b FROM trade WHERE {chosen} AND ({now} OR "
        f"{before}) GROUP BY city) WHERE b > 0 ORDER BY 2 DESC, 1 LIMIT 10",
    }
    return {
        name: lambda sql=sql: connection.execute(sql).fetchall() for name, sql in queries.items()
    }


def months(rows: int, rounds: int, goals: list[Goal]) -> list[Row]:
    """What each form of months costs over the query that one would write by hand."""
    frame = with_months(rows)
    connection = duckdb.connect()
    connection.register("arrow", frame.drop("category").to_arrow())
    connection.execute("CREATE TABLE trade AS FROM arrow")
    relation = connection.table("trade")
    found: list[Row] = []
    for form in ("date", "text", "category", "integer"):
        columns = frames.Columns(city="city", period=form, value="value")
        engines: dict[str, tuple[Any, dict[str, Any]]] = {
            "Polars lazy": (frame.lazy(), months_by_hand(frame.lazy(), form)),
            "Polars": (frame, months_by_hand(frame, form)),
        }
        if form != "category":  # of which this table has none
            engines["DuckDB"] = (relation, months_by_sql(connection, form))
        for engine, (table_, by_hand) in engines.items():
            ask: dict[str, Any] = {
                "one month": partial(frames.top_n, table_, period="2024-05"),
                "one year": partial(frames.top_n, table_, period=2024),
                "growth": partial(frames.growth_leaders, table_, period=2024, waive="months"),
            }
            cells: list[str] = []
            worst = 0.0
            for name, hand in by_hand.items():
                asked_ = partial(ask[name], columns=columns, **CHOSEN)
                ways = {"by hand": hand, "frames": lambda asked_=asked_: run(asked_())}
                times = in_turns(ways, rounds)
                worst = max(worst, ratio(times["frames"], times["by hand"]))
                taken = beside(times["frames"], times["by hand"])
                cells += [figure(median(times["by hand"])), taken]
            found.append((form, engine, *cells))
            if rows >= 5_000_000:
                goals.append(
                    Goal(f"{engine}, months as {form}, worst question", "at most", 1.3, worst)
                )
    return found


def measure_months(rows: int, rounds: int) -> list[str]:
    goals: list[Goal] = []
    found = months(rows, rounds, goals)
    versions = {package: version(package) for package in PACKAGES}
    blocks = [
        facts({"Python": platform.python_version(), **versions}),
        table(
            (f"{rows:,} rows, ms", "engine",
             *(f"{each}, {way}" for each in ("one month", "one year", "growth")
               for way in ("by hand", "`frames`"))),
            found,
        ),
    ]  # fmt: skip
    return [*blocks, goals_table(goals)] if goals else blocks


def matching(rows: int, rounds: int, goals: list[Goal]) -> list[Row]:
    """`match_cities` against a plain join with a table of the same size."""
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
    ways: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "Polars": (
            lambda: eager.join(small, on="city", how="left"),
            lambda: frames.match_cities(eager),
        ),
        "pandas": (
            lambda: pandas.merge(few, on="city", how="left"),
            lambda: frames.match_cities(pandas),
        ),
        "PyArrow": (
            lambda: table.join(pa.table(texts), "city"),
            lambda: frames.match_cities(table),
        ),
        "DuckDB": (
            lambda: connection.execute(f"{into} FROM names LEFT JOIN few USING (city)"),
            lambda: connection.execute(f"{into} {frames.match_cities(relation).sql_query()}"),
        ),
    }
    found: list[Row] = []
    for engine, (join, match) in ways.items():
        times = in_turns({"join": join, "match": match}, min(rounds, 5))
        found.append((engine, figure(median(times["join"])), beside(times["match"], times["join"])))
        if rows >= 10_000_000:
            taken = ratio(times["match"], times["join"])
            goals.append(Goal(f"{engine}, `match_cities`, times a join", "at most", 1.3, taken))
    return found


def measure(rows: int, rounds: int) -> list[str]:
    goals: list[Goal] = []
    many, matched = min(rows, 5_000_000), min(2 * rows, 10_000_000)
    in_memory = overhead(3_000, max(rounds, 21) if many > 3_000 else rounds, goals)
    if many > 3_000:
        in_memory += overhead(many, rounds, goals)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = (rows // 100, rows // 10, rows)
        files = [row for size in sizes for row in parquet(folder, size, rounds, goals)]
        others = idioms(folder, many, rounds)
    matches = matching(matched, rounds, goals)
    versions = {package: version(package) for package in PACKAGES}
    questions = ("top-n", "sum by city", "growth")
    blocks = [
        facts({"Python": platform.python_version(), **versions}),
        table(
            ("in memory, ms", "engine",
             *(f"{each}, {way}" for each in questions for way in ("by hand", "`frames`"))),
            in_memory,
        ),
        table(
            ("Parquet, ms", "engine", "values alone", "top-n", "growth", "sorted by period",
             "memory, MB"),
            files,
        ),
        table((f"the same top-n, {many:,} rows", "ms"), others),
        table((f"{matched:,} rows, ms", "plain join", "`match_cities`"), matches),
    ]  # fmt: skip
    return [*blocks, goals_table(goals)] if goals else blocks


def main() -> None:
    options = arguments(__doc__, rounds=7, rows=5_000_000, months=5_000_000)
    rounds = max(1, options.rounds)
    if options.rows:
        publish("frames", measure(options.rows, rounds), record=options.record)
    if options.months:
        publish("months", measure_months(options.months, rounds), record=options.record)


if __name__ == "__main__":
    main()
