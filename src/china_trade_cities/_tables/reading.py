"""Reads all tables of a folder, and goes on after every fault."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import fields

from china_trade_cities._model.info import DatasetInfo, info_from
from china_trade_cities._model.record import Source, TradeRecord
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.csv_file import TableFile, table_file
from china_trade_cities._tables.descriptor import violations
from china_trade_cities._tables.evidence_rows import MAKERS as EVIDENCE_MAKERS
from china_trade_cities._tables.evidence_rows import known_finding_from
from china_trade_cities._tables.layout import (
    COLUMNS,
    FIELDS,
    KEYS,
    REFERENCES,
    SAMPLES,
    Row,
    canonical_period,
    customs_month,
)
from china_trade_cities._tables.lazy import MAKERS, january_to
from china_trade_cities._tables.limits import MOST_PROBLEMS, listed
from china_trade_cities._tables.rows import (
    CUSTOMS_FLOWS,
    References,
    customs_record_from,
    record_from,
)
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidFieldError,
    Problem,
)

Maker: TypeAlias = "Callable[[Row], Any]"
_Fault: TypeAlias = "_BrokenReferenceError | InvalidArgumentError | InvalidFieldError"
DESCRIPTOR = "datapackage.json"


class _BrokenReferenceError(Exception):
    """A row refers to one that is broken itself, and reported where it stands."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


class Reading(References):
    """Reads all tables of a folder, and goes on after every fault.

    Args:
        read: Returns the bytes of a file of the folder; an `OSError` where there is none.
        base: The dataset on which somebody's own tables stand, which may then leave out tables
            and columns, and refer to what `base` holds; None for a folder complete in itself.
        names: Names of files that are not called after their tables.
        own: Sources that stand in no table, for rows that name none.

    Raises:
        DatasetError: More faults than `MOST_PROBLEMS` were found, whatever was asked for.

    Attributes:
        problems: All faults so far.
        mismatches: Tables that are not those that the descriptor was written for, however sound.
        objects: What the sound rows became, by field of `Dataset`.
    """

    def __init__(
        self,
        read: Callable[[str], bytes],
        base: Any = None,
        names: Mapping[str, str] = MappingProxyType({}),
        own: Iterable[Source] = (),
    ) -> None:
        self._read = read
        self._base = base
        self._names = names
        self._own = tuple(own)
        self.problems: list[Problem] = []
        self.mismatches: list[Problem] = []
        self.objects: dict[str, list[Any]] = defaultdict(list)
        self._files: dict[str, TableFile] = {}
        # What became of the lines with an id: an object, or None for a broken one.
        self._made: dict[tuple[str, int], Any] = {}
        self._known: dict[tuple[str, str], Any] = {}  # by table and id
        self._absent: set[str] = set()
        self._making: set[tuple[str, int]] = set()
        self._sound: dict[str, Row] = {}
        self._told: set[tuple[str, int, str]] = set()
        self._resources: dict[str, dict[str, Any]] = {}
        self._period = cache(canonical_period)  # few periods stand in many rows
        self._month = cache(customs_month)
        self._bases = cache(self._base_by_id)

    def _report(self, file: str, line: int | None, message: str, column: str | None = None) -> None:
        self.problems.append(Problem(file=file, line=line, column=column, message=message))
        if len(self.problems) > MOST_PROBLEMS:
            raise DatasetError(listed(self.problems))

    def _name(self, table: str) -> str:
        return self._names.get(table, f"{table}.csv")

    # --- files ----------------------------------------------------------------------------

    def info(self) -> DatasetInfo | None:
        """What the descriptor says."""
        try:
            descriptor = json.loads(self._read(DESCRIPTOR))
            for resource in descriptor.get("resources", ()):
                self._resources[resource["path"]] = dict(resource)
            outside = list(filter(_leaves_the_folder, self._resources))
            info = info_from(descriptor)
        except DatasetError as error:
            self.problems += error.problems
        except OSError:
            self._report(DESCRIPTOR, None, "there is no such file in the folder")
        except KeyError as error:
            self._report(DESCRIPTOR, None, f"a member is missing: {error}")
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            self._report(DESCRIPTOR, None, f"it cannot be read: {error}")
        else:
            for path in outside:
                message = f"path={path!r}: allowed is a file of the folder"
                self._report(DESCRIPTOR, None, message)
            if info.reference_period.is_full_year:
                return info
            message = f"reference_period={str(info.reference_period)!r}: allowed is a year"
            self._report(DESCRIPTOR, None, message)
        return None

    def read_table(self, table: str) -> None:
        """All objects of a table."""
        objects = self.objects[FIELDS.get(table, table)]
        makers = self._makers(table)
        for number, row in self._file(table).rows.items():
            if COLUMNS[table][0] == "id":
                made = [self._thing(table, number)]
            else:
                made = [self._attempt(table, number, row, make) for make in makers]
            objects += [thing for thing in made if thing is not None]
            if COLUMNS[table][0] == "month" and not any(row[3:]):
                self._report(self._name(table), number, "no figure, where one at least is allowed")
        if self._base is not None and COLUMNS[table][0] == "id":
            self._check_base(table)
        self._check_constraints(table)

    def _check_constraints(self, table: str) -> None:
        """Whether cells are what the descriptor of the folder allows."""
        resource = self._resources.get(self._name(table))
        if resource is None or "schema" not in resource:
            return
        try:
            rows = self._file(table).rows.items()
            found = violations(resource, COLUMNS[table], rows)
        except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
            self._report(DESCRIPTOR, None, f"the schema of {table} cannot be read: {error!r}")
            return
        for line, column, message in found:
            if (self._name(table), line, column) not in self._told:
                self._report(self._name(table), line, message, column)

    def _check_base(self, table: str) -> None:
        """Whether ids of somebody's own mean something else than in the base."""
        for key, number in self._file(table).ids.items():
            thing, other = self._thing(table, number), self._bases(table).get(key)
            if thing is not None and other is not None and thing != other:
                message = f"{key!r} means another one already, where an id of its own is allowed"
                self._report(self._name(table), number, message, "id")

    def _file(self, table: str) -> TableFile:
        """The rows of a table by line, as far as lines are rows."""
        if table not in self._files:
            self._files[table] = self._split(table)
            self._check_keys(table)
        return self._files[table]

    def _split(self, table: str) -> TableFile:
        file = self._name(table)
        found = None
        try:
            content = self._read(file)
        except DatasetError as error:
            self.problems += error.problems
        except OSError:
            optional = table == "known_findings" and file not in self._resources
            if self._base is not None or optional:
                return TableFile({}, {})
            self._report(file, None, "there is no such file in the folder")
        else:
            self._verify(file, content)

            def report(line: int | None, message: str, column: str | None) -> None:
                self._report(file, line, message, column)

            own = None if self._base is None else next((source.id for source in self._own), "")
            found = table_file(table, content, report, own=own)
        if found is None:
            self._absent.add(table)
            return TableFile({}, {})
        return found

    def _verify(self, file: str, content: bytes) -> None:
        """Whether a table is the one that the descriptor names by its checksum."""
        if not self._resources:  # a descriptor of one's own may leave its tables out
            return
        expected = self._resources.get(file, {}).get("hash")
        found = f"sha256:{sha256(content).hexdigest()}"
        if expected is None:
            message = f"{DESCRIPTOR} has no checksum of it, where it has one of each table"
        elif expected == found:
            return
        else:
            message = (
                f"its checksum is {found[:19]}…, where {DESCRIPTOR} allows {expected[:19]}…: "
                "the table was changed, or the descriptor is not renewed"
            )
        self.mismatches.append(Problem(file=file, message=message))

    def _check_keys(self, table: str) -> None:
        schema = self._resources.get(self._name(table), {}).get("schema", {})
        try:
            keys = schema.get("primaryKey", KEYS[table])
            keys = (keys,) if isinstance(keys, str) else tuple(keys)
            name_of = itemgetter(*map(COLUMNS[table].index, keys))
        except (AttributeError, TypeError, ValueError) as error:
            self._report(DESCRIPTOR, None, f"the key of {table} cannot be read: {error!r}")
            return
        first_line: dict[object, int] = {}
        for number, row in self._files[table].rows.items():
            key = name_of(row)
            first = first_line.setdefault(key, number)
            if first != number:
                words = ", ".join(keys)
                message = f"the same {words} as line {first}, where a row of its own is allowed"
                self._report(self._name(table), number, message, keys[0])

    # --- rows -----------------------------------------------------------------------------

    def _makers(self, table: str) -> list[Maker]:
        """What makes the objects of a row: one, or in a customs table one for each figure."""
        if table == "known_findings":
            return [lambda row: known_finding_from(row, self)]
        if table == "records":
            return [lambda row: record_from(row, self._period(row[1]), self, _RECORD)]
        if COLUMNS[table][0] == "month":
            return [
                self._customs_maker(table, flow, to_date)
                for to_date in (False, True)
                for flow in CUSTOMS_FLOWS
            ]
        maker = MAKERS.get(table) or EVIDENCE_MAKERS[table]
        return [lambda row: maker(row, self)]

    def _customs_maker(self, table: str, flow: Flow, to_date: bool) -> Maker:
        """Makes one figure in a row of a customs table."""
        place = self.city if COLUMNS[table][1] == "city" else self.area

        def make(row: Row) -> TradeRecord | None:
            month = self._month(row[0])
            period = january_to(month) if to_date else month
            if month.month == 1 and not to_date:
                return None  # in January the two are one figure
            return customs_record_from(row, period, flow, place, self.source)

        return make

    def _attempt(self, table: str, number: int, row: Row, make: Maker) -> Any:
        """What a row becomes, or None where a cell of it is at fault: all such are reported.

        The makers stop at the first fault. So the cell to blame is set aside, for what stands in
        a sound row or may stand there, and the rest is tried again.
        """
        try:
            return make(row)
        except _FAULTS as error:
            patched, fault = list(row), error
        substitutes: dict[str, list[str]] = {}
        while True:
            column = self._blame(table, number, fault, told=substitutes)
            position = COLUMNS[table].index(column)
            if column not in substitutes:
                substitutes[column] = self._substitutes(table, column, make)
            if not substitutes[column]:
                return None
            patched[position] = substitutes[column].pop()
            try:
                make(patched)
            except _FAULTS as error:
                fault = error
            else:
                return None

    def _blame(self, table: str, number: int, fault: _Fault, told: Container[str]) -> str:
        """The column at fault, reported unless it was before."""
        if isinstance(fault, _BrokenReferenceError):
            return fault.column
        name = fault.argument if isinstance(fault, InvalidArgumentError) else fault.field
        column = name if name in COLUMNS[table] else COLUMNS[table][0]
        place = (self._name(table), number, column)
        if column not in told and place not in self._told:
            self._told.add(place)
            self._report(*place[:2], str(fault), column)
        return column

    def _substitutes(self, table: str, column: str, make: Maker) -> list[str]:
        """Cells that may be no fault in a column, the likeliest last."""
        position = COLUMNS[table].index(column)
        sound = self._sound_row(table, make)[position : position + 1]
        return [*self._some_id(column), *SAMPLES.get(column, ()), "", *sound]

    def _some_id(self, column: str) -> list[str]:
        """An id to which a column may refer, if there is any."""
        table = REFERENCES.get(column)
        if table is None:
            return []
        if self._base is not None:
            return list(self._bases(table))[:1]
        lines = self._file(table).ids.items()
        return list(islice((key for key, line in lines if self._thing(table, line)), 1))

    def _sound_row(self, table: str, make: Maker) -> Row:
        """A row of the table without a fault, or no cells where there is none."""
        if table not in self._sound:
            self._sound[table] = []
            for row in self._files[table].rows.values():
                try:
                    make(row)
                except _FAULTS:
                    continue
                self._sound[table] = row
                break
        return self._sound[table]

    # --- what rows refer to (the protocol References) -----------------------------------------

    def _thing(self, table: str, number: int) -> Any:
        """What a line with an id became, or None if it is broken."""
        name = (table, number)
        if name not in self._made:
            self._making.add(name)
            row = self._file(table).rows.get(number)
            made = None
            if row is not None:
                (make,) = self._makers(table)
                made = self._attempt(table, number, row, make)
            self._made[name] = made
            self._making.discard(name)
        return self._made[name]

    def _find(self, table: str, column: str, key: str) -> Any:
        known = self._known.get((table, key))
        if known is not None:
            return known
        number = self._file(table).ids.get(key)
        if number is None:
            return self._elsewhere(table, column, key)
        if (table, number) in self._making:
            raise InvalidArgumentError(column, key, "one that does not lie in this one itself")
        thing = self._thing(table, number)
        if thing is None:
            raise _BrokenReferenceError(column)
        self._known[table, key] = thing
        return thing

    def _elsewhere(self, table: str, column: str, key: str) -> Any:
        """What an id means that stands in no line of its table."""
        if table in self._absent:
            raise _BrokenReferenceError(column)
        if self._base is not None:
            found = self._bases(table).get(key)
            if found is not None:
                self._known[table, key] = found
                return found
        raise InvalidArgumentError(column, key, f"an id of {table}.csv")

    def _base_by_id(self, table: str) -> dict[str, Any]:
        things = [*getattr(self._base, table), *(self._own if table == "sources" else ())]
        return {thing.id: thing for thing in things}

    def check_names(self, names: Iterable[str]) -> None:
        """Whether each CSV file of the folder is a table: no other would be read by anybody."""
        allowed = [f"{table}.csv" for table in COLUMNS]
        tables = [name for name in names if name.lower().endswith(".csv")]
        for name in sorted(set(tables) - set(allowed)):
            self._report(name, None, f"no table of the layout: allowed are {', '.join(allowed)}")
        if self._base is not None and not set(tables) & set(allowed):
            message = f"no table in the folder: allowed are {', '.join(allowed)}"
            self.problems.append(Problem(message=message))


def _leaves_the_folder(path: str) -> bool:
    """Whether a path leads elsewhere on some system, which a Data Package's must not."""
    return bool(re.search(r"^[/\\~]|^[A-Za-z]:|(^|[/\\])\.\.($|[/\\])", path))


_FAULTS = (_BrokenReferenceError, InvalidArgumentError, InvalidFieldError)


def trusted(kind: type[Any], *checked: str) -> Any:
    """What makes objects of an attrs class as its constructor does, but for most validators.

    For callers whose parsing leaves no other type or value possible: what `parse_word` returns
    is a word of its list. A table of records is read in two thirds of the time.

    Args:
        kind: A slotted class, whose `__attrs_post_init__` is called.
        checked: Fields whose validators are needed all the same.

    Returns:
        A function that takes all fields by name.
    """
    parts = [part for part in fields(kind) if part.init]
    names: dict[str, Any] = {"new": object.__new__, "kind": kind}
    lines = [
        f"def make(*, {', '.join(part.name for part in parts)}):",
        " made = new(kind)",
    ]
    for part in parts:
        names[f"fill_{part.name}"] = getattr(kind, part.name).__set__
        if part.name in checked:
            names[f"check_{part.name}"], names[f"part_{part.name}"] = part.validator, part
            lines.append(f" check_{part.name}(made, part_{part.name}, {part.name})")
        lines.append(f" fill_{part.name}(made, {part.name})")
    lines += [" made.__attrs_post_init__()", " return made"]
    exec("\n".join(lines), names)  # noqa: S102 - made from nothing but the names of the fields
    return names["make"]


_RECORD = trusted(TradeRecord, "growth", "share", "note")
