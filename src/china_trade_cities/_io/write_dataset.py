"""Datasets into files: `write_dataset`."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import evolve

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import tables_of
from china_trade_cities._io.read_dataset import DATASET_TABLES, read_dataset
from china_trade_cities._io.snapshot import FILES, READY, WORK, lies_there, names_in
from china_trade_cities._io.workplace import adopt, document_work, make_like, stage, sync, workplace
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.validators import check_flag
from china_trade_cities._tables.cells import Row
from china_trade_cities._tables.descriptor import DESCRIPTOR, descriptor_of
from china_trade_cities._tables.layout import COLUMNS, FIELDS
from china_trade_cities._tables.limits import checked_path, read_inside, real_path
from china_trade_cities._tables.writing import (
    customs_row,
    in_tables,
    record_row,
    row_of,
    written_multiplier,
)
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem

KNOWN_FINDINGS = "known_findings.csv"


def write_dataset(
    dataset: Dataset, path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write a dataset as a folder of CSV tables in the published layout, or as a JSON document.

    The folder is a Data Package. `read_dataset` returns an equal dataset, but for the order of its
    figures, which is that of the tables: by month and city, or by city, period, flow, product,
    partner and source. That order follows from the figures alone, so that one dataset is always
    written to the same bytes, whichever way it came to be. In a table the power of ten in which an
    amount is written is at least that of its rounding, as a cell cannot show a coarser one.

    What is written appears when it is complete and was read again, in one step, or not at all,
    whenever this is interrupted. Of several who write one folder each waits for the others. Files
    that are replaced keep their modes; other files in the folder are left alone, and so are the
    findings that it lists as known.

    Args:
        dataset: The dataset.
        path: The folder: not there yet, or empty; or a file whose name ends in ``.json``.
        overwrite: Whether a dataset that is there may be replaced, and other files may be there.

    Raises:
        InvalidArgumentError: Something is there, without `overwrite`; or the folder cannot be
            written, or somebody else writes it for a minute.
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
    overwrite = check_flag(overwrite, "overwrite")
    with open_destination(path) as place:
        place.write(dataset, overwrite=overwrite)


class Destination:
    """Where a dataset is written, while nobody else does.

    Attributes:
        path: The folder or document.
        is_document: Whether it is a document.
        is_written: Whether a dataset was written to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_document = path.suffix.lower() == ".json"
        self.is_written = False
        self.work = self.folder / (document_work(self.folder) if self.is_document else WORK)
        self._prepared: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder in which files take the place of others."""
        return self.path.parent if self.is_document else self.path

    @property
    def is_new(self) -> bool:
        """Whether there is nothing yet."""
        if self.is_document:
            return not lies_there(self.path)
        return names_in(self.path) == [WORK]

    def outcome(self) -> str:
        """What is true after an interrupt."""
        return f"but {self.path} was written" if self.is_written else "nothing was changed"

    def write(
        self, dataset: Dataset, *, overwrite: bool = False, known_findings: bytes | None = None
    ) -> None:
        """Write a dataset, and a table of known findings if the folder has none of its own."""
        if self.is_document:
            self._write_document(dataset, overwrite=overwrite)
        else:
            self._write_folder(dataset, known_findings, overwrite=overwrite)

    def _write_document(self, dataset: Dataset, *, overwrite: bool) -> None:
        from china_trade_cities.serialization import to_json

        if self.path.is_dir() or not (self.is_new or overwrite):
            allowed = "a new file without overwrite"
            allowed = "a folder's name without .json" if self.path.is_dir() else allowed
            raise InvalidArgumentError("path", str(self.path), allowed)
        staged = self.work / "document"
        stage(staged, f"{to_json(dataset)}\n".encode(), self.path)
        adopt(staged, self.path)
        self._replace(staged, self.path)
        sync(self.folder)

    def _write_folder(self, dataset: Dataset, known: bytes | None, *, overwrite: bool) -> None:
        self._check(overwrite=overwrite)
        with suppress(FileNotFoundError):
            known = read_inside(self.path, KNOWN_FINDINGS)
        files = dict(_files(dataset, known))
        staged = self.work / "new"
        make_like(staged, self.path)
        for name, content in files.items():
            stage(staged / name, content, self.path / name)
        problems = list(_losses(dataset, staged))
        if problems:
            raise DatasetError(problems)
        for name in files:
            adopt(staged / name, self.path / name)
        sync(staged)
        self._replace(staged, self.path / READY)
        sync(staged.parent)

    def _check(self, *, overwrite: bool) -> None:
        if not (self.is_new or overwrite):
            allowed = "a new or empty folder without overwrite"
            raise InvalidArgumentError("path", str(self.path), allowed)
        present = names_in(self.path)
        others = [name for name in present if name.lower().endswith(".csv") and name not in FILES]
        if others:
            allowed = f"a folder whose CSV files are tables of a dataset, not {', '.join(others)}"
            raise InvalidArgumentError("path", str(self.path), allowed)
        odd = [name for name in present if name in FILES and not (self.path / name).is_file()]
        if odd:
            message = "must be a file; got a folder, a device or a link that leads nowhere"
            raise DatasetError([Problem(file=name, message=message) for name in odd])

    def _replace(self, prepared: Path, target: Path) -> None:
        """The step before which all is old, and after which all is new."""
        self._prepared = prepared
        prepared.replace(target)
        self.is_written = True

    def look(self) -> None:
        """Notice a step that was made and then interrupted."""
        if self._prepared is not None and not lies_there(self._prepared):
            self.is_written = True


@contextmanager
def open_destination(path: str | os.PathLike[str]) -> Generator[Destination]:
    """Where a dataset is written, while nobody else does; a folder that stays empty is removed.

    Raises:
        InvalidArgumentError: There cannot be a dataset, or it cannot be written, or somebody else
            writes there for a minute.
    """
    given = checked_path(path)
    try:
        place = Destination(real_path(given))
    except OSError as error:  # the folder that relative paths begin in is gone
        allowed = f"a place that can be written ({error.strerror}; nothing was changed)"
        raise InvalidArgumentError("path", str(given), allowed) from error
    _check_name(place.path, str(given))
    try:
        if lies_there(given) and not place.path.exists():
            allowed = "a place for a dataset; got a link that leads nowhere"
            raise InvalidArgumentError("path", str(given), allowed)
        if not place.is_document and place.path.exists() and not place.path.is_dir():
            raise InvalidArgumentError("path", str(given), "a folder, not a file")
        with workplace(place.folder, place.work.name):
            try:
                yield place
            finally:
                place.look()
    except OSError as error:
        reason = f"{error.strerror or error}{_where(error, place)}"
        state = place.outcome()
        if place.is_written and not place.is_document:
            state += f", from {READY} it is read until the next one who writes moves it"
        allowed = f"a place that can be written ({reason}; {state})"
        raise InvalidArgumentError("path", str(given), allowed) from error


def _check_name(path: Path, given: str) -> None:
    """Refuse names that have a meaning of their own."""
    if any(part.startswith(WORK) for part in path.parts):
        raise InvalidArgumentError("path", given, f"a place outside {WORK}, which is emptied")
    if path.name == DESCRIPTOR:
        allowed = f"another name than {DESCRIPTOR}, which describes the tables beside it"
        raise InvalidArgumentError("path", given, allowed)


def _where(error: OSError, place: Destination) -> str:
    """Which file is in the way, where it is another one than the place itself."""
    file = error.filename
    return f": {file}" if isinstance(file, str) and Path(file) != place.path else ""


# --- tables ---------------------------------------------------------------------------------


def _files(dataset: Dataset, known_findings: bytes | None) -> Iterator[tuple[str, bytes]]:
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
    if known_findings is not None:
        files[KNOWN_FINDINGS] = known_findings
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
