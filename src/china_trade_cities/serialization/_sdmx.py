"""Records under the column names of SDMX, there and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from re import compile as pattern
from typing import cast

from attrs import evolve

from china_trade_cities._dataset.bundled import asked
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import AREA_LEVELS, Status
from china_trade_cities._tables.cells import DASH, NotARowError, Row, cells
from china_trade_cities._tables.csv_file import header_faults
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.limits import listed
from china_trade_cities._tables.reading import Reading
from china_trade_cities._tables.writing import record_row
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem

# What SDMX (the Data Structure Definition of IMTS, as far as it goes) calls the columns of the
# table of records.
_NAMES = {
    "city": "REF_AREA",
    "flow": "TRADE_FLOW",
    "product": "COMMODITY_1",
    "partner": "COUNTERPART_AREA_1",
    "basis": "BASIS",
    "period": "TIME_PERIOD",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
    "growth": "GROWTH_RATE",
    "share": "SHARE",
    "share_of": "SHARE_OF",
    "status": "OBS_STATUS",
    "source": "SOURCE",
    "corroborated_by": "CORROBORATED_BY",
    "note": "COMMENT_OBS",
}
# What has a column of its own there: the power of ten of the unit, "at least", and a dash, which
# is no number.
_MULTIPLIER, _LIMIT, _AT_LEAST = "UNIT_MULT", "OBS_LIMIT", "at least"
_DASHES = {"value": "OBS_DASH", "growth": "GROWTH_DASH"}
_HEADER = (*_NAMES.values(), _MULTIPLIER, _LIMIT, *_DASHES.values())
_NEEDED = ("REF_AREA", "TRADE_FLOW", "TIME_PERIOD", "SOURCE")

_SPAN = pattern(r"([0-9]{4}-[0-9]{2})-01/(P[0-9]+M)")


def to_sdmx_csv(records: Iterable[TradeRecord]) -> str:
    """Records as CSV under the column names of SDMX.

    One line per record, with the columns ``REF_AREA, TRADE_FLOW, COMMODITY_1,
    COUNTERPART_AREA_1, BASIS, TIME_PERIOD, OBS_VALUE, UNIT_MEASURE, GROWTH_RATE, SHARE,
    SHARE_OF, OBS_STATUS, SOURCE, CORROBORATED_BY, COMMENT_OBS, UNIT_MULT, OBS_LIMIT, OBS_DASH,
    GROWTH_DASH``. An amount is ``OBS_VALUE`` times ten to the power of ``UNIT_MULT``, in the
    currency ``UNIT_MEASURE``, with the digits that were printed. Spans of months are ISO 8601
    (``2023-01-01/P11M``). "At least" is status E with ``OBS_LIMIT``, as SDMX has no such
    status; where a source prints a dash, there is no number and ``OBS_DASH`` or
    ``GROWTH_DASH`` is ``-``. Blank is all goods, the world, or not published.

    Args:
        records: The records of cities.

    Raises:
        InvalidArgumentError: There is something else than records among them.
        DatasetError: A record cannot be said in such a line, such as one that is rounded to
            fives or has a note of two lines; `problems` lists them all.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.serialization import to_sdmx_csv
        >>> record = ctc.load_dataset("2026.1").preferred("Shenzhen", period="2023-01/2023-11")
        >>> header, line = to_sdmx_csv([record]).splitlines()
        >>> line.partition(",A,")[0]
        'shenzhen,total,,,location,2023-01-01/P11M,3.51,CNY,6.3,9.2,national'
    """
    told = _checked(records)
    faults = [
        Problem(message=f"there is no column for all of {each!r}") for each in told if _lost(each)
    ]
    if faults:
        raise DatasetError(faults)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(_observation, told))
    return stream.getvalue()


def _checked(records: Iterable[object]) -> list[TradeRecord]:
    """What is to be written, if it is records."""
    told = list(records) if hasattr(records, "__iter__") else [None]
    found = [each for each in told if isinstance(each, TradeRecord)]
    if len(found) < len(told):
        raise InvalidArgumentError("records", records, "a list or other iterable of TradeRecord")
    return found


def _lost(record: TradeRecord) -> bool:
    """Whether a line cannot say all of a record, or cannot be read again."""
    rounding, note = str(record.rounded_to), record.note or ""
    return (
        rounding.strip("0") != "1"
        or not note.isprintable()
        or note != note.strip()
        or record.city.level in AREA_LEVELS
    )


def _observation(record: TradeRecord) -> dict[str, str]:
    cells = dict(zip(COLUMNS["records"], record_row(record), strict=True))
    found = {name: cells[column] for column, name in _NAMES.items()}
    currency, _, power = cells["unit"].partition("-e")
    found |= {"UNIT_MEASURE": currency, _MULTIPLIER: power or "0" if currency else ""}
    if not (record.period.is_month or record.period.is_full_year):
        first = f"{record.period.year:04}-{record.period.month:02}-01"
        found["TIME_PERIOD"] = f"{first}/P{record.period.months}M"
    if record.status is Status.AT_LEAST:
        found |= {"OBS_STATUS": Status.APPROXIMATE, _LIMIT: _AT_LEAST}
    for column, dash in _DASHES.items():
        if cells[column] == DASH:
            found |= {_NAMES[column]: "", dash: DASH}
    return found


def from_sdmx_csv(text: str, *, dataset: Dataset | None = None) -> tuple[TradeRecord, ...]:
    """The records of what `to_sdmx_csv` writes.

    Columns may stand in any order, and all but ``REF_AREA``, ``TRADE_FLOW``, ``TIME_PERIOD`` and
    ``SOURCE`` may be left out.

    Args:
        text: The CSV text, with its header.
        dataset: Where the ids are looked up; None for the newest bundled vintage.

    Raises:
        DatasetError: Something is wrong; `problems` lists all of it with line, column and what
            is allowed.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.serialization import from_sdmx_csv, to_sdmx_csv
        >>> records = ctc.load_dataset("2026.1").records_for(city="Wuhan", period=2024)
        >>> from_sdmx_csv(to_sdmx_csv(records)) == records
        True
    """
    if not isinstance(text, str):
        raise InvalidArgumentError("text", text, "CSV text")
    # Blank lines at the end are no records, as editors and spreadsheets leave them.
    header, *lines = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n").split("\n")
    names = next(csv.reader([header]), list[str]())
    faults = [
        Problem(line=1, column=column, message=message)
        for column, message in header_faults(names, _HEADER, _NEEDED)
    ]
    rows: list[Row] = []
    for number, line in enumerate(lines, start=2):
        try:
            rows.append(cells(line, names))
        except NotARowError as error:
            faults.append(Problem(line=number, message=str(error)))
    if faults:
        raise DatasetError(faults)
    observations = [dict(zip(names, row, strict=True)) for row in rows]
    for number, found in enumerate(observations, start=2):
        faults += [
            Problem(line=number, column=column, message=message)
            for column, message in _faults(found)
        ]
    if faults:
        raise DatasetError(faults)
    content = _table(observations)

    def read(file: str) -> bytes:
        if file != "records.csv":
            raise FileNotFoundError(file)
        return content

    reading = Reading(read, partial(getattr, asked(dataset)))
    with suppress(DatasetError):  # so many problems that the rest was not looked at
        reading.read_table("records")
    if reading.problems:
        raise DatasetError([_renamed(problem) for problem in listed(reading.problems)])
    return tuple(cast("list[TradeRecord]", reading.objects["records"]))


def _faults(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the columns that the table of records has not, or not so."""
    for column, dash in _DASHES.items():
        if found.get(dash, "") not in ("", DASH) or (found.get(dash) and found.get(_NAMES[column])):
            yield dash, f"allowed is {DASH!r} where {_NAMES[column]} is blank, or a blank"
    limit, status = found.get(_LIMIT, ""), found.get("OBS_STATUS", "")
    if limit and (limit != _AT_LEAST or status != Status.APPROXIMATE):
        yield _LIMIT, f"allowed is {_AT_LEAST!r} with the status E, or a blank"
    try:
        _months(found["TIME_PERIOD"])
    except InvalidArgumentError:
        yield "TIME_PERIOD", "allowed is 2024, 2024-05 or a span such as 2023-01-01/P11M"


def _months(text: str) -> str:
    span = _SPAN.fullmatch(text)
    return str(Period.parse("/".join(span.groups()))) if span else text


def _table(observations: Iterable[dict[str, str]]) -> bytes:
    """The same figures as the table of records."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_NAMES)
    writer.writerows(map(_cells, observations))
    return stream.getvalue().encode()


def _cells(found: dict[str, str]) -> Row:
    row = {column: found.get(name, "") for column, name in _NAMES.items()}
    power = found.get(_MULTIPLIER, "")
    if power not in ("", "0"):
        row["unit"] += f"-e{power}"
    row["period"] = _months(row["period"])
    if found.get(_LIMIT):
        row["status"] = Status.AT_LEAST
    for column, dash in _DASHES.items():
        row[column] += found.get(dash, "")
    return list(row.values())


def _renamed(problem: Problem) -> Problem:
    return evolve(problem, file=None, column=_NAMES.get(problem.column or "", problem.column))
