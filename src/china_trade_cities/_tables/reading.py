"""Reads the tables of a folder, and goes on after every fault."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._tables.checked_rows import FAULTS, BrokenReferenceError, Maker
from china_trade_cities._tables.csv_file import TableFile, table_file
from china_trade_cities._tables.descriptor import DESCRIPTOR, info_from
from china_trade_cities._tables.layout import COLUMNS, FIELDS, TABLES
from china_trade_cities._tables.limits import (
    MOST_PROBLEMS,
    MOST_ROWS,
    check_document,
    listed,
    unreadable,
)
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem


class Reading:
    """Reads the tables of a folder, and goes on after every fault.

    Args:
        read: Returns the bytes of a file of the folder; a `FileNotFoundError` if there is none, any
            other `OSError` if it cannot be read.
        base: Returns the entries of a field of the dataset on which a user's own tables stand,
            which may then leave out tables and columns, and refer to these entries; None for a
            folder that is complete in itself, with its tables as they are published.
        names: Names of files that are not called after their tables.
        source: The id of the source of rows that name none, in a user's own tables.

    Raises:
        DatasetError: More faults than `MOST_PROBLEMS` were found, by any method.

    Attributes:
        problems: All faults so far.
        mismatches: Tables that are not those that the descriptor was written for, however sound.
        objects: What the sound rows became, by field of `Dataset`.
    """

    def __init__(
        self,
        read: Callable[[str], bytes],
        base: Callable[[str], Iterable[Any]] | None = None,
        names: Mapping[str, str] = MappingProxyType({}),
        source: str = "",
    ) -> None:
        self._read = read
        self._base = base
        self._names = names
        self._source = source
        self.problems: list[Problem] = []
        self.mismatches: list[Problem] = []
        self.objects: dict[str, list[Any]] = defaultdict(list)
        self._files: dict[str, TableFile] = {}
        self._absent: set[str] = set()
        self._rows_left = MOST_ROWS
        # What became of the rows with an id: an object, or none of one at fault.
        self._made: dict[tuple[str, int], list[Any]] = {}
        self._making: set[tuple[str, int]] = set()
        self._resources: dict[str, dict[str, Any]] = {}
        self._maker = cache(self._make_maker)
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
            content = self._read(DESCRIPTOR)
            check_document(content, DESCRIPTOR)
            descriptor = json.loads(content)
            for resource in descriptor.get("resources", ()):
                self._resources[resource["path"]] = dict(resource)
            outside = list(filter(_leaves_the_folder, self._resources))
            info = info_from(descriptor)
        except DatasetError as error:
            self.problems += error.problems
        except FileNotFoundError:
            self._report(DESCRIPTOR, None, "there is no such file in the folder")
        except OSError as error:
            self._report(DESCRIPTOR, None, unreadable(error))
        except KeyError as error:
            self._report(DESCRIPTOR, None, f"a member is missing: {error}")
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            self._report(DESCRIPTOR, None, f"it cannot be read: {error}")
        else:
            for path in outside:
                message = f"path must be a file of the folder; got {path!r}"
                self._report(DESCRIPTOR, None, message)
            if info.reference_period.is_full_year:
                return info
            message = f"reference_period must be a year; got {str(info.reference_period)!r}"
            self._report(DESCRIPTOR, None, message)
        return None

    def read_table(self, table: str) -> None:
        """All objects of a table."""
        objects = self.objects[FIELDS[table]]
        has_ids = COLUMNS[table][0] == "id"
        for number in self._file(table).rows:
            objects += self._entry(table, number) if has_ids else self._make(table, number)
        if self._base is not None and has_ids:
            self._check_base(table)

    def _check_base(self, table: str) -> None:
        """Whether ids of a user's own mean something else than in the base."""
        for key, number in self._file(table).ids.items():
            other = self._bases(table).get(key)
            if other is not None and self._entry(table, number) not in ([], [other]):
                message = f"id must be one of its own; got {key!r}, which means another one already"
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
        except FileNotFoundError:
            optional = table == "known_findings" and file not in self._resources
            if self._base is not None or optional:
                return TableFile({}, {})
            self._report(file, None, "there is no such file in the folder")
        except OSError as error:
            self._report(file, None, unreadable(error))
        else:
            self._verify(file, content)

            def report(line: int | None, message: str, column: str | None) -> None:
                self._report(file, line, message, column)

            source = None if self._base is None else self._source
            self._rows_left -= content.count(b"\n")
            if self._rows_left < 0:
                self._report(file, None, f"the folder has more than {MOST_ROWS:,} rows")
            else:
                found = table_file(table, content, report, source=source)
        if found is None:
            self._absent.add(table)
            return TableFile({}, {})
        return found

    def _verify(self, file: str, content: bytes) -> None:
        """Whether a table is the one that the descriptor names by its checksum."""
        if not self._resources:  # a user's own descriptor may leave its tables out
            return
        expected = self._resources.get(file, {}).get("hash")
        found = f"sha256:{sha256(content).hexdigest()}"
        if expected is None:
            message = f"{DESCRIPTOR} has no checksum of it; it must have one of each table"
        elif expected == found:
            return
        else:
            message = (
                f"its checksum must be {expected[:19]}…, as in {DESCRIPTOR}; got {found[:19]}…: "
                "the table was changed, or the descriptor is not renewed"
            )
        self.mismatches.append(Problem(file=file, message=message))

    def _check_keys(self, table: str) -> None:
        """Whether a row has the key of another, or what only one row may have."""
        columns = TABLES[table].columns if self._base is None else ()
        keys = [TABLES[table].key, *((column.name,) for column in columns if column.is_unique)]
        for key in keys:
            cells_of = itemgetter(*map(COLUMNS[table].index, key))
            first_lines: dict[object, int] = {}
            for number, row in self._files[table].rows.items():
                cells = cells_of(row)
                first = first_lines.setdefault(cells, number) if cells else number
                if first != number:
                    message = f"{', '.join(key)} must be unique; got the same as line {first}"
                    self._report(self._name(table), number, message, key[0])

    # --- rows -----------------------------------------------------------------------------

    def _make_maker(self, table: str) -> Maker:
        return Maker(table, self._find, is_published=self._base is None)

    def _make(self, table: str, number: int) -> list[Any]:
        """What a row became: nothing if it is at fault, and then all its faults are reported."""
        maker, row = self._maker(table), self._file(table).rows[number]
        try:
            return maker.objects(row)
        except FAULTS:
            for column, message in maker.faults(row):
                self._report(self._name(table), number, message, column)
            return []

    def _entry(self, table: str, number: int) -> list[Any]:
        """The object of a row with an id, or none if it is at fault."""
        for outer in reversed(self._unmade(table, number)):
            place = (table, outer)
            self._making.add(place)
            is_row = outer in self._file(table).rows
            self._made[place] = self._make(table, outer) if is_row else []
            self._making.discard(place)
        return self._made[table, number]

    def _unmade(self, table: str, number: int | None) -> list[int]:
        """A row and those that it lies in, as far as nothing has become of them.

        The last of them is made first, so that no chain is too long for the stack.
        """
        file = self._file(table)
        parent = COLUMNS[table].index("parent") if "parent" in COLUMNS[table] else None
        found: dict[int, None] = {}
        while number is not None and number not in found:
            if (table, number) in self._made or (table, number) in self._making:
                break
            found[number] = None
            row = file.rows.get(number)
            number = None if row is None or parent is None else file.ids.get(row[parent])
        return list(found)

    def _find(self, table: str, column: str, key: str) -> Any:
        """The object with an id, for a row that refers to it."""
        number = self._file(table).ids.get(key)
        if number is None:
            return self._find_in_base(table, column, key)
        if (table, number) in self._making:
            raise InvalidArgumentError(column, key, "one that does not lie in this one itself")
        for found in self._entry(table, number):
            return found
        raise BrokenReferenceError

    def _find_in_base(self, table: str, column: str, key: str) -> Any:
        if table in self._absent:
            raise BrokenReferenceError
        found = self._bases(table).get(key)
        if found is None:
            raise InvalidArgumentError(column, key, f"an id of {table}.csv")
        return found

    def _base_by_id(self, table: str) -> dict[str, Any]:
        entries = self._base(FIELDS[table]) if self._base else ()
        return {entry.id: entry for entry in entries}

    def check_names(self, names: Iterable[str]) -> None:
        """Whether each CSV file of the folder is a table: no other would be read by anybody."""
        allowed = [f"{table}.csv" for table in COLUMNS]
        tables = [name for name in names if name.lower().endswith(".csv")]
        for name in sorted(set(tables) - set(allowed)):
            self._report(name, None, f"no table of the layout: must be one of {', '.join(allowed)}")
        if self._base is not None and not set(tables) & set(allowed):
            message = f"no table in the folder: must be one of {', '.join(allowed)}"
            self.problems.append(Problem(message=message))


def _leaves_the_folder(path: str) -> bool:
    """Whether a path leads elsewhere on some system, which a Data Package's must not."""
    return bool(re.search(r"^[/\\~]|^[A-Za-z]:|(^|[/\\])\.\.($|[/\\])", path))
