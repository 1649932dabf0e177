"""Datasets into files: `write_dataset`."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import tables_of
from china_trade_cities._io.read_dataset import TABLES, read_dataset
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._tables.layout import COLUMNS, FIELDS, KEYS, NEEDED, Row
from china_trade_cities._tables.limits import checked_path, real_path
from china_trade_cities._tables.reading import DESCRIPTOR
from china_trade_cities._tables.vintages import BUNDLED, reader
from china_trade_cities._tables.writing import (
    customs_row,
    in_tables,
    record_row,
    row_of,
    written_multiplier,
)
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem

if TYPE_CHECKING:
    import os

# Kept where a folder is written anew: it is no part of a dataset, and made by hand.
_KEPT = "known_findings.csv"


def write_dataset(
    dataset: Dataset, path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write a dataset as a folder of CSV tables in the published layout, or as a JSON document.

    The folder is a Data Package. `read_dataset` returns the dataset equal, its figures in the
    order of the tables: by month and city, or by city, period, flow, product, partner and source.
    That order follows from the figures alone, so that one dataset is always written to the same
    bytes, whichever way it came to be. In a table the power of ten in which an amount is written
    is at least that of its rounding, as a cell cannot show a coarser one. What is written appears
    when it is complete and was read again, or not at all.

    Args:
        dataset: The dataset.
        path: The folder: not there yet, or empty; or a file whose name ends in ``.json``.
        overwrite: Whether a dataset that is there may be replaced.

    Raises:
        InvalidArgumentError: The folder holds something else, or a dataset without `overwrite`.
        DatasetError: The layout has no place for something, such as a figure rounded to fives;
            `problems` lists all of it, and nothing is written.

    Examples:
        >>> import pathlib, tempfile
        >>> import china_trade_cities as ctc
        >>> folder = pathlib.Path(tempfile.mkdtemp(), "copy")
        >>> ctc.write_dataset(ctc.load_dataset("2026.1"), folder)
        >>> ctc.read_dataset(folder) == ctc.load_dataset("2026.1")
        True
    """
    if not isinstance(dataset, Dataset):
        raise InvalidArgumentError("dataset", dataset, "a Dataset")
    place = real_path(checked_path(path))
    if place.suffix.lower() == ".json":
        _write_document(dataset, place, overwrite=overwrite)
        return
    _check_place(place, overwrite=overwrite)
    files = dict(_files(dataset))
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}-"))
    try:
        made.chmod(0o755)
        for name, content in files.items():
            (made / name).write_bytes(content)
        problems = list(_losses(dataset, made))
        if problems:
            raise DatasetError(problems)
        _put(made, place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write_document(dataset: Dataset, place: Path, *, overwrite: bool) -> None:
    from china_trade_cities.serialization import to_json

    if place.is_dir() or (place.exists() and not overwrite):
        allowed = (
            "a folder's name without .json" if place.is_dir() else "a new file without overwrite"
        )
        raise InvalidArgumentError("path", str(place), allowed)
    text = f"{to_json(dataset)}\n"
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}-"))
    try:
        (made / place.name).write_text(text, encoding="utf-8", newline="\n")
        (made / place.name).replace(place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check_place(place: Path, *, overwrite: bool) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise InvalidArgumentError("path", str(place), "a folder, not a file")
    there = sorted(file.name for file in place.iterdir())
    ours = {DESCRIPTOR, *(f"{table}.csv" for table in COLUMNS)}
    strangers = [name for name in there if name not in ours]
    if strangers:
        allowed = f"a folder with nothing but a dataset in it: {', '.join(strangers)} would be lost"
        raise InvalidArgumentError("path", str(place), allowed)
    if there and not overwrite:
        raise InvalidArgumentError("path", str(place), "a new or empty folder without overwrite")


def _put(made: Path, place: Path) -> None:
    """A finished folder in the place of what was there."""
    if not place.exists():
        made.rename(place)
        return
    if (place / _KEPT).exists():
        shutil.copy2(place / _KEPT, made / _KEPT)
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}-"))
    place.rename(aside / "before")
    try:
        made.rename(place)
    except OSError:
        (aside / "before").rename(place)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


# --- tables ---------------------------------------------------------------------------------


def _files(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files, the descriptor last."""
    monthly, others = in_tables(dataset.records)
    reference, homeless = in_tables(dataset.reference_records)
    if homeless:
        message = "reference areas have customs figures alone, so there is no place for {!r}"
        raise DatasetError([Problem(message=message.format(record)) for record in homeless])
    rows: dict[str, Iterable[Row]] = {
        "customs_monthly": [customs_row(*key, cells) for key, cells in monthly.items()],
        "customs_reference_monthly": [customs_row(*key, cells) for key, cells in reference.items()],
        "records": map(record_row, others),
    }
    files: dict[str, bytes] = {}
    for table in TABLES:
        if table not in rows:
            things = getattr(dataset, FIELDS.get(table, table))
            rows[table] = [row_of(table, thing) for thing in things]
        files[f"{table}.csv"] = _as_csv([COLUMNS[table], *rows[table]])
    yield from files.items()
    yield DESCRIPTOR, _descriptor(dataset.info, files)


def _as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def _losses(dataset: Dataset, folder: Path) -> Iterator[Problem]:
    """What is not the same when it is read again."""
    try:
        again = tables_of(read_dataset(folder))
    except DatasetError as error:
        for problem in error.problems:
            lines = (folder / (problem.file or "")).read_text(encoding="utf-8").split("\n")
            line = lines[(problem.line or 1) - 1]
            yield Problem(message=f"{line!r} could not be read again: {problem}")
        return
    for name, things in tables_of(dataset).items():
        figures = name in ("records", "reference_records")
        missing = Counter(map(_as_written, things) if figures else things) - Counter(again[name])
        for thing in missing:
            yield Problem(message=f"the layout has no place for all that is said in {thing!r}")


def _as_written(record: TradeRecord) -> TradeRecord:
    return evolve(record, unit_multiplier=written_multiplier(record))


# --- the descriptor -------------------------------------------------------------------------


def _descriptor(info: DatasetInfo, files: dict[str, bytes]) -> bytes:
    """The Data Package's descriptor: what the columns mean is what the bundled one says."""
    newest = json.loads(reader(list(BUNDLED)[-1])(DESCRIPTOR))
    resources = {resource["path"]: resource for resource in newest["resources"]}
    described = {
        "$schema": newest["$schema"],
        "name": newest["name"],
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "created": info.created,
        "reference_period": str(info.reference_period),
        "licenses": [{"name": name} for name in info.licenses],
        "sources": [{"title": title} for title in info.credits],
        "resources": [_resource(resources[name], content) for name, content in files.items()],
    }
    kept = {name: value for name, value in described.items() if value}
    return f"{json.dumps(kept, ensure_ascii=False, indent=2)}\n".encode()


def _resource(bundled: dict[str, Any], content: bytes) -> dict[str, Any]:
    """The description of a table, without what is true of the bundled figures alone."""
    members = ("name", "type", "path", "title", "format", "mediatype", "encoding")
    schema = dict(bundled["schema"])
    schema["primaryKey"] = list(KEYS[bundled["name"]])
    schema["fields"] = [_field(bundled["name"], column) for column in schema["fields"]]
    return {
        **{member: bundled[member] for member in members},
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(table: str, column: dict[str, Any]) -> dict[str, Any]:
    constraints = dict(column.get("constraints", {}))
    if column["name"] not in NEEDED[table]:
        constraints.pop("required", None)
    if column["type"] == "yearmonth":  # the months that are bundled
        constraints.pop("minimum", None)
        constraints.pop("maximum", None)
    rest = {name: value for name, value in column.items() if name != "constraints"}
    return {**rest, "constraints": constraints} if constraints else rest
