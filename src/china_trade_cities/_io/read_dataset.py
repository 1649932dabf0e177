"""Datasets of your own: `read_dataset`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias, cast
from zlib import crc32

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import referred_by
from china_trade_cities._io.snapshot import Snapshot, snapshot
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.record import Source, TradeRecord, distinct
from china_trade_cities._model.vocabulary import Tier
from china_trade_cities._tables.descriptor import DESCRIPTOR
from china_trade_cities._tables.layout import COLUMNS, NEEDED
from china_trade_cities._tables.limits import checked_path, read_bounded, read_inside, real_path
from china_trade_cities._tables.reading import Reading
from china_trade_cities._tables.writing import by_period_and_flow
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem

Tables: TypeAlias = dict[str, tuple[Any, ...]]

# The findings that a folder lists as known are no part of a dataset.
DATASET_TABLES = tuple(table for table in COLUMNS if table != "known_findings")

# What a user's own figures refer to, and are ranked or converted with.
_SHARED = (
    "cities",
    "reference_areas",
    "industries",
    "products",
    "partners",
    "ranking_scopes",
    "exchange_rates",
)


def read_dataset(path: str | os.PathLike[str], *, base: Dataset | None = None) -> Dataset:
    r"""Read a dataset of your own: a folder of CSV tables, a single table or a JSON document.

    A folder with a ``datapackage.json`` and a ``.json`` file, as `write_dataset` makes them, are
    complete in themselves; the folder has all tables in the published layout. Any other folder,
    or a single CSV file of records, stands on another dataset: it need only hold the tables that
    are your own, with the columns that are needed, in any order. Ids that are not in it are
    looked up in `base`; rows without a source have the folder or file itself as their source.
    The result holds the figures of the folder alone, among the cities, products, partners and
    industries of both: ``base.merge(result)`` holds the figures of both. Checksums are not
    compared: the command ``validate`` does that.

    A folder is read as it was at one moment, even if others write it. Only a table that is
    not there counts as left out: one that cannot be read is a problem.

    Args:
        path: The folder, a ``.csv`` file with records, or a ``.json`` file with a dataset.
        base: What the tables stand on; None for the newest bundled vintage.

    Raises:
        DatasetError: Something is wrong with the tables; `problems` lists all of it, with file,
            line, column and what must be there.
        InvalidArgumentError: There is no such folder or file, or it cannot be read.

    Examples:
        >>> import pathlib, tempfile
        >>> import china_trade_cities as ctc
        >>> file = pathlib.Path(tempfile.mkdtemp(), "mine.csv")
        >>> size = file.write_text("city,period,flow,value,unit\nwuhan,2031,total,5.25,CNY-e8\n")
        >>> mine = ctc.read_dataset(file)
        >>> mine.records[0].value, mine.records[0].rounded_to, mine.records[0].source.title
        (525000000, 1000000, 'mine.csv')
        >>> mine.reference_period, ctc.top_n(dataset=mine)[0].city.id
        (Period.parse('2031'), 'wuhan')
    """
    given = checked_path(path)
    try:
        return _dataset_at(real_path(given), base, str(given))
    except OSError as error:
        allowed = f"{_PLACES} that can be read ({error.strerror or error})"
        raise InvalidArgumentError("path", str(given), allowed) from error


_PLACES = "an existing folder, .csv or .json file"


def _dataset_at(location: Path, base: Dataset | None, path: str) -> Dataset:
    if location.is_file() and location.suffix.lower() == ".json":
        from china_trade_cities.serialization import from_json

        return from_json(Dataset, read_bounded(location))
    files = snapshot(location) if location.is_dir() else None
    if files is not None and DESCRIPTOR in files.names:
        reading = Reading(files.read)
        info = reading.info()
        return Dataset(info=cast("DatasetInfo", info), **_read(reading, files))
    base = dataset_or_bundled(base)
    name = location.name
    source = Source(id=_source_id(name), title=name, tier=Tier.SECONDARY)

    def entries(field: str) -> Iterable[Any]:
        found: tuple[Any, ...] = getattr(base, field)
        return (*found, source) if field == "sources" else found

    if files is not None:
        reading = Reading(files.read, entries, source=source.id)
    elif location.is_file() and location.suffix.lower() == ".csv":
        _check_records(location)
        inside = location.parent
        names = {"records": location.name}
        reading = Reading(lambda file: read_inside(inside, file), entries, names, source.id)
    else:
        raise InvalidArgumentError("path", path, _PLACES)
    return _beside(base, _read(reading, files), name)


def _check_records(file: Path) -> None:
    """Refuse a single file that is another table of the layout by its columns."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        columns = set(lines.readline(_LONGEST_HEADER).strip().split(","))
    tables = [name for name in DATASET_TABLES if set(NEEDED[name]) <= columns <= set(COLUMNS[name])]
    if tables and "records" not in tables:
        message = (
            f"a single file must be a table of records; by its columns it is one of "
            f"{' or '.join(tables)}: put it into a folder, as {tables[0]}.csv, and read the folder"
        )
        raise DatasetError([Problem(file=file.name, line=1, message=message)])


_LONGEST_HEADER = 10_000


def _source_id(name: str) -> str:
    """The id of a folder or file as a source, a different one for each name."""
    slug = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"own-{slug if name.isascii() and slug else f'{crc32(name.encode()):08x}'}"


def _read(reading: Reading, folder: Snapshot | None) -> Tables:
    """All tables of a folder, or those of a single file; an error with all that is wrong."""
    if folder is not None:
        reading.check_names(folder.names)
    for table in DATASET_TABLES:
        if folder is not None or table == "records":
            reading.read_table(table)
    if reading.problems:
        raise DatasetError(tuple(reading.problems))
    tables = {name: tuple(entries) for name, entries in reading.objects.items()}
    for name in {"records", "reference_records"} & tables.keys():
        tables[name] = by_period_and_flow(tables[name])
    return tables


def _beside(base: Dataset, own: Tables, title: str) -> Dataset:
    """A dataset of a user's own figures, among the places and goods of another one."""
    tables = dict(own)
    for name in _SHARED:
        added = own.get(name, ())
        ids = {entry.id for entry in added if hasattr(entry, "id")}
        kept = [entry for entry in getattr(base, name) if getattr(entry, "id", None) not in ids]
        tables[name] = (*kept, *added)
    # Few sources stand behind many rows: each is compared once.
    cited = {
        id(source): source
        for entries in tables.values()
        for entry in entries
        for source in (entry.sources if isinstance(entry, TradeRecord) else referred_by(entry))
        if isinstance(source, Source)
    }
    tables["sources"] = distinct((*own.get("sources", ()), *cited.values()))
    years = [record.period for record in own.get("records", ()) if record.period.is_full_year]
    info = DatasetInfo(
        version="unversioned",
        title=title,
        reference_period=max(years, default=base.reference_period),
    )
    return Dataset(info=info, **tables)
