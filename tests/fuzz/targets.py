"""What is fuzzed: a function for each place where input comes in, from bytes alone.

Whatever the bytes, a target returns: an error of the library that says what is wrong with them is
a right answer, any other exception is a fault. A wrong answer raises an `AssertionError`.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import ExitStack, chdir, contextmanager, suppress
from errno import ENOENT
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import china_trade_cities as ctc
from china_trade_cities import __main__, serialization
from china_trade_cities._io import snapshot
from china_trade_cities._tables import checked_rows
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.limits import read_inside
from china_trade_cities.exceptions import ChinaTradeCitiesError, InvalidPeriodError
from china_trade_cities.readers import _editions as _kinds
from china_trade_cities.readers import _plausible as _month
from china_trade_cities.readers import _read as _customs
from china_trade_cities.readers import (
    read_customs_hangzhou,
    read_customs_location,
    read_customs_query,
)
from china_trade_cities.serialization._classes import public_classes
from tests.support import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

TABLES = tuple(COLUMNS)
# The bundled cities have too many names to compare a wrong one with, a million times.
WORLD = factories.dataset(
    cities=(
        *factories.dataset().cities,
        *(ctc.city(key) for key in ("taizhou-jiangsu", "taizhou-zhejiang", "xian", "haikou")),
    )
)
RECORDS: Any = tuple[ctc.TradeRecord, ...]
KINDS: dict[bytes, Any] = {kind.__name__.encode(): kind for kind in public_classes()}
QUERIES = (
    "2024in.csv",
    "202401-202412out.csv",
    "2026Q1进出口.csv",
    "data.csv",
    "2024-05.csv",
    "import-2025-11.csv",
    "import-2025.csv",
)
FLOWS: tuple[Any, ...] = (None, "export", "import", "total", "balance")
PERIODS = (None, "2024", "2024-05", "202")


def text_of(data: bytes) -> str:
    """Bytes as text; those that are no UTF-8 as text that no file can hold."""
    return data.decode(errors="surrogateescape")


def period(data: bytes) -> None:
    """`Period.parse`; what it reads, it reads again from what it writes."""
    text = text_of(data)
    found = ctc.Period.parse(text)
    assert ctc.Period.parse(str(found)) == found
    assert found.start <= found.end
    assert found.last_month in found
    with suppress(InvalidPeriodError):  # of the year 1000
        assert found.previous_year().months == found.months


def city(data: bytes) -> None:
    """`city`; what has a name is found by its id too."""
    found = ctc.city(text_of(data), dataset=WORLD)
    assert ctc.city(found.id, dataset=WORLD) is found


def customs_location(data: bytes) -> None:
    """`read_customs_location`: a page or CSV, for December."""
    table = read_customs_location(io.BytesIO(data), edition="CNY", period="2024-12", dataset=WORLD)
    assert all(record.period.last_month == table.period.last_month for record in table.records)


def customs_hangzhou(data: bytes) -> None:
    table = read_customs_hangzhou(io.BytesIO(data), dataset=WORLD)
    assert all(record.currency == table.currency for record in table.records if record.value)


def customs_query(data: bytes) -> None:
    """`read_customs_query`: the first byte says what the file is called, the rest is in it."""
    first = data[0] if data else 0
    flow, period = FLOWS[first // 7 % 5], PERIODS[first // 35 % 4]
    path = _file(QUERIES[first % 7], data[1:])
    query = read_customs_query(path, flow=flow, period=period)
    assert all(row.currency == query.currency for row in query)


def from_json(data: bytes) -> None:
    """`serialization.from_json`: the first line names the class; what is read is written."""
    name, _, text = data.partition(b"\n")
    kind = KINDS.get(name, RECORDS)
    found = serialization.from_json(kind, text, dataset=WORLD)
    again = serialization.to_json(found)
    assert serialization.to_json(serialization.from_json(kind, again, dataset=WORLD)) == again


def dataset_table(data: bytes) -> None:
    found = ctc.read_dataset(_file("mine.csv", data), base=WORLD)
    assert {record.city.id for record in found.records} <= {city.id for city in found.cities}


def dataset_document(data: bytes) -> None:
    found = ctc.read_dataset(_file("mine.json", data))
    assert serialization.from_json(ctc.Dataset, serialization.to_json(found)) == found


def dataset_folder(data: bytes) -> None:
    """`read_dataset` of a folder: files begin with the byte 30 and one that says their name."""
    with _folder() as folder:
        for part in data.split(b"\x1e")[1:]:
            at = (part[0] if part else 0) % (len(TABLES) + 1)
            name = "datapackage.json" if at == len(TABLES) else f"{TABLES[at]}.csv"
            (folder / name).write_bytes(part[1:])
        found = ctc.read_dataset(folder, base=WORLD)
    assert {record.city.id for record in found.records} <= {city.id for city in found.cities}


def command_line(data: bytes) -> None:
    """The command line: arguments by line. It has no other files than those of an empty folder."""
    arguments = text_of(data).split("\n")
    # No chart is drawn, nothing is written: that takes longer than a thousand other commands.
    if any("/" in each or each.startswith(("--pl", "--in")) for each in arguments):
        return
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    complaints = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    with (
        _folder() as folder,
        chdir(folder),
        patch.object(ctc, "load_dataset", _world),
        patch.object(sys, "stdout", output),
        patch.object(sys, "stderr", complaints),
    ):
        code: object
        try:
            code = __main__.main(arguments)
        except SystemExit as leaving:  # as argparse does
            code = leaving.code
        complaints.flush()
        said = complaints.buffer.getvalue()
    assert code in (0, 1, 2), code
    assert (code == 2) == bool(said), said


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        period,
        city,
        customs_location,
        customs_hangzhou,
        customs_query,
        from_json,
        dataset_table,
        dataset_document,
        dataset_folder,
        command_line,
    )
}


def run(name: str, data: bytes) -> bool:
    """Whether a target takes an input; False where the library says what is wrong with it."""
    try:
        TARGETS[name](data)
    except ChinaTradeCitiesError as error:
        str(error)  # which says what is wrong, whatever that is
        return False
    return True


@contextmanager
def quickened() -> Generator[None]:
    """Remembers meanwhile what is worked out anew each time and does not depend on the input."""
    known = {id(dataset): vars(_month)["_known"](dataset) for dataset in (WORLD, _load_dataset())}
    with ExitStack() as stack:

        def replace(module: object, name: str, quick: object) -> None:
            stack.enter_context(patch.object(module, name, quick))

        def _known(dataset: ctc.Dataset) -> object:
            return known[id(dataset)]

        replace(_month, "_known", _known)
        replace(snapshot, "_state", _unchanged)
        replace(snapshot, "read_inside", _read_if_there)
        replace(checked_rows, "fields_dict", cache(vars(checked_rows)["fields_dict"]))
        replace(__main__, "build_parser", cache(vars(__main__)["build_parser"]))
        for name in ("LOCATION", "HANGZHOU"):
            kind: _kinds.Kind = vars(_kinds)[name]
            replace(_kinds, name, quick := kind._replace(parts=cache(kind.parts)))
            replace(_customs, name, quick)
        yield


# --- files --------------------------------------------------------------------------------

_SCRATCH = tempfile.TemporaryDirectory(prefix="fuzz-")


def _file(name: str, content: bytes) -> Path:
    path = Path(_SCRATCH.name, name)
    path.write_bytes(content)
    return path


@contextmanager
def _folder() -> Generator[Path]:
    folder = Path(_SCRATCH.name, "folder")
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        for file in folder.iterdir():
            file.unlink()


def _unchanged(folder: Path) -> str:
    """The state of a folder that nobody else writes."""
    return str(folder)


def _read_if_there(folder: Path, name: str) -> bytes:
    """A file of a folder in which no writer was stopped: most are not there."""
    if name.startswith(snapshot.READY) or not os.path.lexists(f"{folder}/{name}"):
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), name)
    return read_inside(folder, name)


_load_dataset = ctc.load_dataset


def _world(version: str | None = None) -> ctc.Dataset:
    return WORLD if version in (None, "1", "2026.1") else _load_dataset(version)
