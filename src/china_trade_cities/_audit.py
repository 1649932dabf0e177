"""Checks a folder of tables as a whole: every cell first, then the rules between figures."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from china_trade_cities._checks import check
from china_trade_cities._dataset import Dataset
from china_trade_cities._evidence_rows import MAKERS as EVIDENCE_MAKERS
from china_trade_cities._findings import Finding, KnownFinding, Severity, known_finding_from
from china_trade_cities._info import DatasetInfo
from china_trade_cities._layout import (
    COLUMNS,
    FIELDS,
    KEYS,
    NotARowError,
    Row,
    canonical_period,
    cells,
    customs_month,
)
from china_trade_cities._rows import CUSTOMS_FLOWS, customs_record_from, record_from
from china_trade_cities._tables import MAKERS, january_to
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from china_trade_cities._display import View
    from china_trade_cities._evidence import Industry, RankingScope
    from china_trade_cities._models import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._vocabulary import Flow

    Maker: TypeAlias = "Callable[[Row], Any]"
    _Fault: TypeAlias = "_BrokenReferenceError | InvalidArgumentError | InvalidFieldError"

_DESCRIPTOR = "datapackage.json"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@frozen(kw_only=True)
class Report:
    """What a check of a folder found.

    Attributes:
        version: Version of the data, where the descriptor could be read.
        problems: What is wrong with files, lines and cells.
        is_complete: Whether the rules between figures were applied; they are not while a cell is
            at fault.
        findings: What breaks the rules.
        known: The findings that the folder lists as known.
    """

    version: str | None
    problems: tuple[Problem, ...]
    is_complete: bool
    findings: tuple[Finding, ...] = ()
    known: tuple[KnownFinding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that mean that the tables are wrong."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)

    @property
    def is_sound(self) -> bool:
        """Whether there is no problem and no error; findings there may be."""
        return not self.problems and not self.errors

    @property
    def why(self) -> dict[tuple[str, str, str], str]:
        """Why a known finding stays, by its identity."""
        return {known.identity: known.why for known in self.known}

    @property
    def unlisted(self) -> tuple[Finding, ...]:
        """Findings that nobody has looked at yet."""
        why = self.why
        return tuple(found for found in self.findings if found.identity not in why)

    @property
    def vanished(self) -> tuple[KnownFinding, ...]:
        """Known findings that are none any more."""
        found = {finding.identity for finding in self.findings}
        return tuple(known for known in self.known if known.identity not in found)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict for each problem, finding and vanished finding."""
        why = self.why
        return [
            *(
                _line("problem", problem.message, problem.file, problem.line, problem.column)
                for problem in self.problems
            ),
            *(
                _line(
                    found.severity.value,
                    found.message,
                    rule=found.rule,
                    key=found.key,
                    why=why.get(found.identity),
                )
                for found in self.findings
            ),
            *(
                _line("vanished", known.what, rule=known.rule, key=known.key, why=known.why)
                for known in self.vanished
            ),
        ]

    def __str__(self) -> str:
        from china_trade_cities._display import as_text

        views = (view for view in self._views() if view.rows)
        return "\n\n".join([*map(as_text, views), self._verdict()])

    def _views(self) -> Iterator[View]:
        from china_trade_cities._display import View
        from china_trade_cities._wording import counted

        yield View(
            counted(len(self.problems), "problem", "problems"),
            ("place", "what is wrong, and what is allowed"),
            [(_place(problem), problem.message) for problem in self.problems],
        )
        groups = (
            ("errors", self.errors),
            (
                "findings that are not in known_findings.csv",
                [found for found in self.unlisted if found.severity is not Severity.ERROR],
            ),
            ("known findings", [found for found in self.findings if found not in self.unlisted]),
        )
        for title, findings in groups:
            yield View(
                f"{len(findings)} {title}",
                ("rule", "figure", "what"),
                [(found.rule, found.key, found.message) for found in findings],
            )
        yield View(
            f"{len(self.vanished)} known findings that are none any more",
            ("rule", "figure", "what"),
            [(known.rule, known.key, known.what) for known in self.vanished],
        )

    def _verdict(self) -> str:
        if not self.is_complete:
            return "Not sound. The rules between figures were not applied: mend the cells first."
        counts = (
            f"{len(self.errors)} errors, {len(self.findings) - len(self.errors)} findings "
            f"({len(self.unlisted)} not listed, {len(self.vanished)} listed but vanished)"
        )
        return f"{'Sound' if self.is_sound else 'Not sound'}: {counts}."


def _line(
    kind: str,
    message: str,
    file: str | None = None,
    line: int | None = None,
    column: str | None = None,
    **finding: str | None,
) -> dict[str, Any]:
    blank = {"rule": None, "key": None, "why": None}
    place = {"file": file, "line": line, "column": column}
    return {"kind": kind, **place, **blank, **finding, "message": message}


def _place(problem: Problem) -> str:
    return ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)


def audit(read: Callable[[str], bytes], progress: Callable[[str], None] = lambda _: None) -> Report:
    """Check a folder of tables.

    Args:
        read: Returns the bytes of a file of the folder; an `OSError` where there is none.
        progress: Is told what is being done.
    """
    reading = _Reading(read)
    info = reading.info()
    for table in COLUMNS:
        progress(f"reading {table}.csv")
        reading.read_table(table)
    problems = tuple(sorted((*reading.problems, *reading.mismatches), key=_in_file_order))
    if reading.problems or info is None:
        version = info.version if info else None
        return Report(version=version, problems=problems, is_complete=False)
    progress("applying the rules")
    objects = reading.objects
    known = tuple(objects.pop("known_findings"))
    dataset = Dataset(info=info, **{name: tuple(things) for name, things in objects.items()})
    return Report(
        version=info.version,
        problems=problems,
        is_complete=True,
        findings=check(dataset),
        known=known,
    )


def _in_file_order(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0


class _BrokenReferenceError(Exception):
    """A row refers to one that is broken itself, and reported where it stands."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


class _Reading:
    """Reads all tables of a folder, and goes on after every fault.

    Attributes:
        problems: All faults so far.
        mismatches: Tables that are not those that the descriptor was written for, however sound.
        objects: What the sound rows became, by field of `Dataset`.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self.problems: list[Problem] = []
        self.mismatches: list[Problem] = []
        self.objects: dict[str, list[Any]] = defaultdict(list)
        self._rows: dict[str, dict[int, Row]] = {}
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)
        # What became of the lines with an id: an object, or None for a broken one.
        self._made: dict[tuple[str, int], Any] = {}
        self._absent: set[str] = set()
        self._making: set[tuple[str, int]] = set()
        self._sound: dict[str, Row] = {}
        self._told: set[tuple[str, int, str]] = set()
        self._hashes: dict[str, str] = {}
        self._period = cache(canonical_period)  # few periods stand in many rows
        self._month = cache(customs_month)

    def _report(self, file: str, line: int | None, message: str, column: str | None = None) -> None:
        self.problems.append(Problem(file=file, line=line, column=column, message=message))

    # --- files ----------------------------------------------------------------------------

    def info(self) -> DatasetInfo | None:
        """What the descriptor says."""
        try:
            descriptor = json.loads(self._read(_DESCRIPTOR))
            for resource in descriptor.get("resources", ()):
                self._hashes[resource["path"]] = resource.get("hash", "")
            return DatasetInfo(
                version=descriptor["version"],
                title=descriptor["title"],
                reference_period=canonical_period(descriptor["reference_period"]),
            )
        except OSError:
            self._report(_DESCRIPTOR, None, "there is no such file in the folder")
        except KeyError as error:
            self._report(_DESCRIPTOR, None, f"a member is missing: {error}")
        except (ValueError, TypeError, AttributeError) as error:
            self._report(_DESCRIPTOR, None, f"it cannot be read: {error}")
        return None

    def read_table(self, table: str) -> None:
        """All objects of a table."""
        objects = self.objects[FIELDS.get(table, table)]
        makers = self._makers(table)
        for number, row in self._rows_of(table).items():
            if COLUMNS[table][0] == "id":
                made = [self._thing(table, number)]
            else:
                made = [self._attempt(table, number, row, make) for make in makers]
            objects += [thing for thing in made if thing is not None]

    def _rows_of(self, table: str) -> dict[int, Row]:
        """The rows of a table by line, as far as lines are rows."""
        if table not in self._rows:
            self._rows[table] = self._split(table)
            self._check_keys(table)
        return self._rows[table]

    def _split(self, table: str) -> dict[int, Row]:
        file = f"{table}.csv"
        columns = COLUMNS[table]
        try:
            content = self._read(file)
        except OSError:
            self._report(file, None, "there is no such file in the folder")
            self._absent.add(table)
            return {}
        self._verify(file, content)
        if content.startswith(_BYTE_ORDER_MARK):
            self._report(file, 1, "a byte order mark, where plain UTF-8 is allowed")
            content = content.removeprefix(_BYTE_ORDER_MARK)
        if b"\r\n" in content:
            self._report(file, 1, "lines end in CR LF, where LF is allowed")
            content = content.replace(b"\r\n", b"\n")
        if not content.endswith(b"\n"):
            self._report(file, content.count(b"\n") + 1, "the last line does not end in LF")
        first, *lines = content.removesuffix(b"\n").split(b"\n")
        header = ",".join(columns)
        if first.decode(errors="replace") != header:
            self._report(file, 1, f"the header must be {header}")
            self._absent.add(table)
            return {}
        rows: dict[int, Row] = {}
        for number, line in enumerate(lines, start=2):
            row = self._row(file, number, line, columns)
            if row is not None:
                rows[number] = row
            # A broken line has an id too: what refers to it is not wrong for that.
            key = line.partition(b",")[0].decode(errors="replace")
            self._ids[table].setdefault(key, number)
        return rows

    def _verify(self, file: str, content: bytes) -> None:
        """Whether a table is the one that the descriptor names by its checksum."""
        expected = self._hashes.get(file)
        found = f"sha256:{sha256(content).hexdigest()}"
        if expected and expected != found:
            message = (
                f"its checksum is {found}, where {_DESCRIPTOR} allows {expected}: "
                "the table was changed, or the descriptor is not renewed"
            )
            self.mismatches.append(Problem(file=file, line=None, column=None, message=message))

    def _row(self, file: str, number: int, line: bytes, columns: tuple[str, ...]) -> Row | None:
        text = line.decode(errors="replace")
        try:
            row = cells(text, columns)
        except NotARowError as error:
            self._report(file, number, str(error))
            return None
        plain = text.isprintable() and "\ufffd" not in text
        if plain and all(cell == cell.strip() for cell in row):
            return row
        for column, cell in zip(columns, row, strict=True):
            fault = _fault(cell)
            if fault:
                self._report(file, number, fault, column)
        return None

    def _check_keys(self, table: str) -> None:
        positions = [COLUMNS[table].index(column) for column in KEYS[table]]
        first_line: dict[tuple[str, ...], int] = {}
        for number, row in self._rows[table].items():
            key = tuple(row[position] for position in positions)
            first = first_line.setdefault(key, number)
            if first != number:
                words = ", ".join(KEYS[table])
                message = f"the same {words} as line {first}, where a row of its own is allowed"
                self._report(f"{table}.csv", number, message, KEYS[table][0])

    # --- rows -----------------------------------------------------------------------------

    def _makers(self, table: str) -> list[Maker]:
        """What makes the objects of a row: one, or in a customs table one for each figure."""
        if table == "known_findings":
            return [lambda row: known_finding_from(row, self)]
        if table == "records":
            return [lambda row: record_from(row, self._period(row[1]), self)]
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

        The makers stop at the first fault. So the cell to blame is set aside, for a blank or for
        what stands in a sound row, and the rest is tried again.
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
                sound = self._sound_row(table, make)
                substitutes[column] = [*sound[position : position + 1], ""]
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
        place = (f"{table}.csv", number, column)
        if column not in told and place not in self._told:
            self._told.add(place)
            self._report(*place[:2], str(fault), column)
        return column

    def _sound_row(self, table: str, make: Maker) -> Row:
        """A row of the table without a fault, or no cells where there is none."""
        if table not in self._sound:
            self._sound[table] = []
            for row in self._rows[table].values():
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
            row = self._rows_of(table).get(number)
            made = None
            if row is not None:
                (make,) = self._makers(table)
                made = self._attempt(table, number, row, make)
            self._made[name] = made
            self._making.discard(name)
        return self._made[name]

    def _find(self, table: str, column: str, key: str) -> Any:
        self._rows_of(table)
        number = self._ids[table].get(key)
        if number is None and table in self._absent:
            raise _BrokenReferenceError(column)
        if number is None:
            raise InvalidArgumentError(column, key, f"an id of {table}.csv")
        if (table, number) in self._making:
            raise InvalidArgumentError(column, key, "one that does not lie in this one itself")
        thing = self._thing(table, number)
        if thing is None:
            raise _BrokenReferenceError(column)
        return thing

    def city(self, key: str, column: str = "city") -> City:
        """The city with this id."""
        found: City = self._find("cities", column, key)
        return found

    def area(self, key: str, column: str = "area") -> City:
        """The reference area with this id."""
        found: City = self._find("reference_areas", column, key)
        return found

    def source(self, key: str, column: str = "source") -> Source:
        """The source with this id."""
        found: Source = self._find("sources", column, key)
        return found

    def product(self, key: str, column: str = "product") -> Product:
        """The product with this id."""
        found: Product = self._find("products", column, key)
        return found

    def partner(self, key: str, column: str = "partner") -> Partner:
        """The partner with this id."""
        found: Partner = self._find("partners", column, key)
        return found

    def industry(self, key: str, column: str = "industry") -> Industry:
        """The industry with this id."""
        found: Industry = self._find("industries", column, key)
        return found

    def scope(self, key: str, column: str = "scope") -> RankingScope:
        """The ranking scope with this id."""
        found: RankingScope = self._find("ranking_scopes", column, key)
        return found


_FAULTS = (_BrokenReferenceError, InvalidArgumentError, InvalidFieldError)


def _fault(cell: str) -> str | None:
    """What no cell may hold, whatever its column."""
    if "\ufffd" in cell:
        return f"{cell!r} holds bytes that are not UTF-8"
    strange = next((char for char in cell if not char.isprintable()), None)
    if strange is not None:
        return f"{cell!r} holds {strange!r}, where printable text is allowed"
    if cell != cell.strip():
        return f"{cell!r} begins or ends with a space"
    return None
