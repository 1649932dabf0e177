"""Datasets into files: `write_dataset`."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import tables_of
from china_trade_cities._io.read_dataset import DATASET_TABLES, read_dataset
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._tables.cells import Row
from china_trade_cities._tables.descriptor import DESCRIPTOR, descriptor_of
from china_trade_cities._tables.layout import COLUMNS, FIELDS
from china_trade_cities._tables.limits import checked_path, real_path
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

# Kept if a folder is written anew: it is no part of a dataset, and made by hand.
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
    target = real_path(checked_path(path))
    if target.suffix.lower() == ".json":
        _write_document(dataset, target, overwrite=overwrite)
        return
    _check_target(target, overwrite=overwrite)
    files = dict(_files(dataset))
    with _folder_beside(target) as folder:
        staged = Path(folder)
        staged.chmod(0o755)
        for name, content in files.items():
            (staged / name).write_bytes(content)
        problems = list(_losses(dataset, staged))
        if problems:
            raise DatasetError(problems)
        _put(staged, target)


def _folder_beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for a while, on the disk of the target: what is in it can be renamed to that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(
        dir=target.parent, prefix=f".{target.name}-", ignore_cleanup_errors=True
    )


def _write_document(dataset: Dataset, target: Path, *, overwrite: bool) -> None:
    from china_trade_cities.serialization import to_json

    if target.is_dir() or (target.exists() and not overwrite):
        allowed = (
            "a folder's name without .json" if target.is_dir() else "a new file without overwrite"
        )
        raise InvalidArgumentError("path", str(target), allowed)
    text = f"{to_json(dataset)}\n"
    with _folder_beside(target) as folder:
        staged = Path(folder, target.name)
        staged.write_text(text, encoding="utf-8", newline="\n")
        staged.replace(target)


def _check_target(target: Path, *, overwrite: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InvalidArgumentError("path", str(target), "a folder, not a file")
    present = sorted(file.name for file in target.iterdir())
    ours = {DESCRIPTOR, *(f"{table}.csv" for table in COLUMNS)}
    others = [name for name in present if name not in ours]
    if others:
        allowed = f"a folder with nothing but a dataset in it: {', '.join(others)} would be lost"
        raise InvalidArgumentError("path", str(target), allowed)
    if present and not overwrite:
        raise InvalidArgumentError("path", str(target), "a new or empty folder without overwrite")


def _put(staged: Path, target: Path) -> None:
    """Put a finished folder where another one may be."""
    if not target.exists():
        staged.rename(target)
        return
    if (target / _KEPT).exists():
        shutil.copy2(target / _KEPT, staged / _KEPT)
    with _folder_beside(target) as folder:
        before = target.rename(Path(folder, "before"))
        try:
            staged.rename(target)
        except OSError:
            before.rename(target)
            raise


# --- tables ---------------------------------------------------------------------------------


def _files(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files, the descriptor last."""
    monthly, others = in_tables(dataset.records)
    reference, unwritable = in_tables(dataset.reference_records)
    if unwritable:
        message = "reference areas have customs figures alone, so there is no place for {!r}"
        raise DatasetError([Problem(message=message.format(record)) for record in unwritable])
    rows: dict[str, Iterable[Row]] = {
        "customs_monthly": [customs_row(*key, cells) for key, cells in monthly.items()],
        "customs_reference_monthly": [customs_row(*key, cells) for key, cells in reference.items()],
        "records": map(record_row, others),
    }
    files: dict[str, bytes] = {}
    for table in DATASET_TABLES:
        if table not in rows:
            rows[table] = [row_of(table, entry) for entry in getattr(dataset, FIELDS[table])]
        files[f"{table}.csv"] = _as_csv([COLUMNS[table], *rows[table]])
    yield from files.items()
    yield DESCRIPTOR, descriptor_of(dataset.info, files)


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
    for name, entries in tables_of(dataset).items():
        figures = name in ("records", "reference_records")
        missing = Counter(map(_as_written, entries) if figures else entries) - Counter(again[name])
        for entry in missing:
            yield Problem(message=f"the layout has no place for every field of {entry!r}")


def _as_written(record: TradeRecord) -> TradeRecord:
    return evolve(record, unit_multiplier=written_multiplier(record))
