"""What reading a large export of the customs query site costs, beside plain readers of CSV.

Run by hand: ``python benchmarks/read_customs_query.py``. It needs the package installed and about
600 MB of disk; pandas and polars are measured too where they are installed. How to read the
table: ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PEAK_GOAL = 200.0  # MiB

HEADER = (
    '"数据年月","贸易伙伴编码","贸易伙伴名称","商品编码","商品名称",'
    '"第一数量","第一计量单位","第二数量","第二计量单位","人民币",\n'
)
PARTNERS = ("阿根廷", "巴西", "美国", "澳大利亚", "俄罗斯联邦", "日本", "韩国", "越南", "德国")
UNITS = ("千克", "台", "个", "米", "升", "?")

# Each reads the whole file and prints seconds of processor time and the number of rows. The first
# does no more than any reader in Python must: the others are compared with it.
READERS = {
    "csv.reader, nothing done": """
import csv
with open(path, encoding="gb18030", newline="") as file:
    rows = sum(1 for _ in csv.reader(file)) - 1
""",
    "csv.reader, value as int": """
import csv
rows = 0
with open(path, encoding="gb18030", newline="") as file:
    reader = csv.reader(file)
    next(reader)
    for cells in reader:
        int(cells[9].replace(",", ""))
        rows += 1
""",
    "read_customs_query": """
from china_trade_cities.readers import read_customs_query
rows = sum(1 for _ in read_customs_query(path, flow="import"))
""",
    "read_customs_query, record batches": """
from china_trade_cities.readers import read_customs_query
reader = read_customs_query(path, flow="import").to_arrow()
rows = sum(batch.num_rows for batch in reader)
""",
    "pandas.read_csv, whole": """
import pandas
rows = len(pandas.read_csv(path, encoding="gb18030", thousands=",", dtype={3: str, 1: str}))
""",
    "pandas.read_csv, in chunks": """
import pandas
chunks = pandas.read_csv(
    path, encoding="gb18030", thousands=",", dtype={3: str, 1: str}, chunksize=65_536
)
rows = sum(map(len, chunks))
""",
    "polars.read_csv, whole, numbers as text": """
import polars
rows = polars.read_csv(path, encoding="gb18030", infer_schema=False).height
""",
}
NEEDS = {"pandas": "pandas", "polars": "polars", "record batches": "pyarrow"}

# Linux hands the peak of the process that starts another (ru_maxrss) down to it, so that a small
# process seems as large as this one; the peak in /proc is the process's own.
_MEASURE = """
import json, os, resource, sys, time
path = sys.argv[1]
start = time.process_time()
{code}
seconds = time.process_time() - start
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
if os.path.exists("/proc/self/status"):
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(json.dumps([seconds, peak / 2**20, rows]))
"""


def lines(rows: int) -> Iterator[str]:
    """An export of so many rows, the same each time."""
    yield HEADER
    chance = random.Random(0)  # noqa: S311
    codes = [f"{chance.randrange(1_000_000, 98_000_000):08}" for _ in range(9_000)]
    for number in range(rows):
        unit = chance.choice(UNITS)
        quantity = chance.randrange(10**9)
        yield (
            f'"2024{number % 12 + 1:02}","{chance.randrange(101, 702)}",'
            f'"{chance.choice(PARTNERS)}","{codes[number % 9_000]}",'
            f'"商品{number % 9_000}","{quantity}","{unit}","0","?",'
            f'"{chance.randrange(10**11):,}",\n'
        )


def measure(code: str, path: Path) -> tuple[float, float, int]:
    """Seconds of processor time, peak of memory in MiB, and rows, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE.format(code=code), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    seconds, peak, rows = json.loads(done.stdout)
    return seconds, peak, rows


def installed(name: str) -> bool:
    """Whether what a reader needs is there."""
    return all(find_spec(package) for word, package in NEEDS.items() if word in name)


def main() -> None:
    """Write the export, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="rows of the export")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, all readers in turn")
    arguments = parser.parse_args()
    readers = {name: code for name, code in READERS.items() if installed(name)}
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    peaks: dict[str, list[float]] = {name: [] for name in readers}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="gb18030", newline="") as file:
            file.writelines(lines(arguments.rows))
        size = path.stat().st_size / 2**20
        for _ in range(arguments.rounds):
            for name, code in readers.items():
                took, peak, rows = measure(code, path)
                if rows != arguments.rows:
                    sys.exit(f"{name} read {rows} rows of {arguments.rows}")
                seconds[name].append(took)
                peaks[name].append(peak)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}")
    print(f"{arguments.rows:,} rows, {size:.0f} MiB, {arguments.rounds} rounds\n")
    base = seconds[next(iter(readers))]
    print(f"{'':42}{'seconds':>9}{'ratio':>8}{'peak MiB':>10}  goal")
    for name in readers:
        ratio = median(one / other for one, other in zip(seconds[name], base, strict=True))
        peak = max(peaks[name])
        verdict = ""
        if name.startswith("read_customs_query"):
            verdict = f"<= {PEAK_GOAL:g}: {'met' if peak <= PEAK_GOAL else 'missed'}"
        print(f"{name:42}{median(seconds[name]):9.1f}{ratio:8.2f}{peak:10.1f}  {verdict}")


if __name__ == "__main__":
    main()
