"""The subcommand ``import``: official tables into a dataset, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, fields, frozen

import china_trade_cities as ctc
from china_trade_cities._checks.findings import Finding
from china_trade_cities._checks.rules import check
from china_trade_cities._cli.answers import check_unused
from china_trade_cities._cli.columns import COLUMNS
from china_trade_cities._cli.output import Answer, progress
from china_trade_cities._dataset.dataset import Dataset, with_entries
from china_trade_cities._display.view import View, as_text
from china_trade_cities._display.words import counted
from china_trade_cities._io.write_dataset import KNOWN_FINDINGS, open_destination
from china_trade_cities._model.record import Source, TradeRecord
from china_trade_cities._model.vocabulary import AREA_LEVELS
from china_trade_cities._problem import Problem
from china_trade_cities._tables.vintages import reader
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import CustomsTable, read_customs_table

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

Named = list[tuple[str, CustomsTable]]

_Key: TypeAlias = tuple[object, ...]


def import_files(options: Namespace) -> Answer:
    """Read official tables, show what they bring, and write it if a folder is named."""
    into: Path | None = options.into
    with ExitStack() as stack:
        say = stack.enter_context(progress())
        place = None
        if into is not None:
            say(f"waiting for {into}")
            place = stack.enter_context(open_destination(into))
            options.outcome = place.outcome
        present = place is not None and not place.is_new
        check_unused(options, unused=present, condition="DIR is a new folder")
        known_findings = None
        if place is not None and present:
            dataset = ctc.read_dataset(place.path)
        else:
            dataset = ctc.load_dataset(options.data_version)
            known_findings = reader(dataset.info.version)(KNOWN_FINDINGS)
        tables, faults = _read(options, dataset, say)
        if faults:
            return _refused(faults)
        found = import_tables(
            dataset, [table for _, table in tables], options.name, options.published, say
        )
        if place is not None:
            say(f"writing {into}")
            place.write(found.dataset, overwrite=True, known_findings=known_findings)
    rows = list(_rows(tables, found))
    document = {
        "version": found.dataset.info.version,
        "written": into and str(into),
        "added": len(found.added),
        "revised": len(found.revised),
        "unchanged": found.unchanged,
        "entries": rows,
    }
    return Answer(_text(tables, found, into), rows, COLUMNS["import"], lambda: document)


def _read(
    options: Namespace, dataset: ctc.Dataset, say: Callable[[str], None]
) -> tuple[Named, list[Problem]]:
    """The tables, and all that makes some of them unreadable.

    The figures of one table are known when the next is read, as they cannot be of two months.
    """
    tables: Named = []
    faults: list[Problem] = []
    known = dataset
    for path in options.files:
        say(f"reading {path}")
        try:
            table = read_customs_table(
                path, edition=options.edition, period=options.period, dataset=known
            )
            tables.append((path.name, table))
            known = evolve(
                known,
                records=(*known.records, *table.records),
                reference_records=(*known.reference_records, *table.reference_records),
            )
        except DatasetError as error:
            faults += error.problems
        except OSError as error:
            faults.append(Problem(file=str(path), message=f"it cannot be read: {error.strerror}"))
    return tables, faults


def _refused(faults: Sequence[Problem]) -> Answer:
    rows = [_row("problem", problem) for problem in faults]
    text = "\n".join(
        [*map(str, faults), "", "Nothing was imported: correct or leave out these files."]
    )
    document = {"version": None, "written": None, "entries": rows}
    return Answer(text, rows, COLUMNS["import"], lambda: document, code=1)


def _row(
    kind: str, problem: Problem | None = None, record: ctc.TradeRecord | None = None, **cells: Any
) -> dict[str, Any]:
    """What was found, under all columns."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS["import"])
    row["kind"] = kind
    if problem is not None:
        row |= {name: getattr(problem, name) for name in ("file", "line", "column", "message")}
    if record is not None:
        row |= {"city": record.city.id, "period": str(record.period), "flow": str(record.flow)}
        row |= {"value": record.value, "growth": record.growth, "source": record.source.id}
    return row | cells


def _rows(tables: Named, found: Import) -> Iterator[dict[str, Any]]:
    for _, table in tables:
        yield from (_row("problem", problem) for problem in table.problems)
    for name, table in tables:
        for kind, places in (("zone", table.zones), ("unknown", table.unknown)):
            for place in places:
                yield _row(kind, file=name, line=place.line, message=place.name)
    yield from (_row("added", record=record) for record in found.added)
    for change in found.revised:
        old = change.old
        yield _row(
            "revised", record=change.new, old_value=old.value, old_growth=old.growth,
            old_source=old.source.id, message=_otherwise(change) or None,
        )  # fmt: skip
    yield from (_row("left out", record=record) for record in found.left_out)
    for finding in found.findings:
        message = f"{finding.rule}: {finding.key}: {finding.message}"
        yield _row(str(finding.severity), message=message)


def _text(tables: Named, found: Import, into: Path | None) -> str:
    parts = [f"{name}\n{table}" for name, table in tables]
    unknown = [(name, place) for name, table in tables for place in table.unknown]
    views = [
        View(
            f"{counted(len(unknown), 'place', 'places')} not recognised, which were left out",
            ("file", ">line", "place"),
            [(name, str(place.line), place.name) for name, place in unknown],
        ),
        View(
            f"{counted(len(found.revised), 'figure', 'figures')} printed otherwise than before",
            ("city", "period", "flow", ">value", ">before", ">growth", ">before", "what else"),
            [
                (
                    change.new.city.name, str(change.new.period), str(change.new.flow),
                    *map(_number, (change.new.value, change.old.value)),
                    *map(_number, (change.new.growth, change.old.growth)),
                    _otherwise(change),
                )
                for change in found.revised
            ],
        ),
        View(
            f"{counted(len(found.findings), 'new finding', 'new findings')} of the checks",
            ("rule", "figure", "what"),
            [(each.rule, each.key, each.message) for each in found.findings],
        ),
    ]  # fmt: skip
    parts += [as_text(view) for view in views if view.rows]
    summary = (
        f"{counted(len(found.added), 'figure is', 'figures are')} new, "
        f"{len(found.revised)} revised, {found.unchanged} known already."
    )
    if found.left_out:
        summary += (
            f"\n{counted(len(found.left_out), 'figure', 'figures')} of provinces or the nation "
            "were left out: the dataset has them from another table or issue."
        )
    if any(change.new.source.published is None for change in found.revised):
        summary += (
            "\nThe old figures stay preferred: --published says since when the new ones stand."
        )
    written = (
        "Nothing was written: name a folder with --into."
        if into is None
        else f"Written to {into} as {found.dataset.info.version}."
    )
    return "\n\n".join([*parts, f"{summary}\n{written}"])


def _otherwise(change: Revision) -> str:
    """What differs besides amount, growth and source: two figures may print the same number."""
    differences: list[str] = []
    for part in fields(type(change.new)):
        new, old = getattr(change.new, part.name), getattr(change.old, part.name)
        if new != old and part.name not in ("value", "growth", "source"):
            differences.append(f"{part.name} {_printed(new)}, before {_printed(old)}")
    return "; ".join(differences)


def _printed(value: object) -> str:
    return "none" if value is None else f"{getattr(value, 'id', value)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


_ISSUE = "-issue-"


@frozen(kw_only=True)
class Revision:
    """A figure that its source prints differently now.

    Attributes:
        old: The figure as the dataset holds it.
        new: The figure as the table prints it; its source is a later issue of the same table.
    """

    old: TradeRecord
    new: TradeRecord


@frozen(kw_only=True)
class Import:
    """What came of reading official tables into a dataset.

    Attributes:
        dataset: The dataset with all that is new.
        added: Figures that it did not hold.
        revised: Figures that it holds otherwise; both stay, as what was printed was printed.
        unchanged: How many figures it held already.
        left_out: Figures of the nation or a province that another source gives already: a
            dataset has one of each.
        findings: What breaks the rules now and did not before.
    """

    dataset: Dataset
    added: tuple[TradeRecord, ...]
    revised: tuple[Revision, ...]
    unchanged: int
    left_out: tuple[TradeRecord, ...]
    findings: tuple[Finding, ...]


def import_tables(
    dataset: Dataset,
    tables: Iterable[CustomsTable],
    version: str | None = None,
    published: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Import:
    """Add the figures of official tables to a dataset.

    Without a version the result has that of the dataset, marked as changed. The date of the tables
    is for figures that they print otherwise than before: of two, the later one is preferred.
    """
    progress("comparing figures")
    known = _Known(dataset)
    added: list[TradeRecord] = []
    revised: list[Revision] = []
    left_out: list[TradeRecord] = []
    unchanged = 0
    for record in chain.from_iterable((*t.records, *t.reference_records) for t in tables):
        issues = known.issues(record)
        if any(evolve(issue, source=record.source) == record for issue in issues):
            unchanged += 1
        elif record.city.level in AREA_LEVELS and known.holds(record):
            left_out.append(record)
        elif issues:
            source = _later_issue(record.source, len(issues) + 1, published)
            revised.append(Revision(old=issues[-1], new=evolve(record, source=source)))
            known.add(revised[-1].new)
        else:
            added.append(record)
            known.add(record)
    name = version or f"{dataset.info.version.removesuffix('+local')}+local"
    new = [*added, *(revision.new for revision in revised)]
    grown = with_entries(dataset, new, name)
    progress("applying the rules")
    before = {finding.identity for finding in check(dataset)}
    findings = tuple(found for found in check(grown) if found.identity not in before)
    return Import(
        dataset=grown,
        added=tuple(added),
        revised=tuple(revised),
        unchanged=unchanged,
        left_out=tuple(left_out),
        findings=findings,
    )


class _Known:
    """The figures of a dataset by what they are figures of."""

    def __init__(self, dataset: Dataset) -> None:
        self._records: dict[_Key, list[TradeRecord]] = defaultdict(list)
        for record in (*dataset.records, *dataset.reference_records):
            self.add(record)

    def add(self, record: TradeRecord) -> None:
        self._records[_key(record)].append(record)

    def issues(self, record: TradeRecord) -> list[TradeRecord]:
        """The same figure as the same table printed it before, each time that it differed."""
        names = (record.source.id, f"{record.source.id}{_ISSUE}")
        return [
            other
            for other in self._records[_key(record)]
            if other.source.id == names[0] or other.source.id.startswith(names[1])
        ]

    def holds(self, record: TradeRecord) -> bool:
        """Whether any table or issue gives the same figure."""
        return bool(self._records[_key(record)])


def _later_issue(source: Source, number: int, published: str | None) -> Source:
    """The source of what a table prints otherwise than it did before."""
    return evolve(
        source,
        id=f"{source.id}{_ISSUE}{number}",
        title=f"{source.title} (issue {number})",
        published=published,
        seen_at=None,
    )


def _key(record: TradeRecord) -> _Key:
    return (
        record.city.id,
        record.period,
        record.flow,
        record.product,
        record.partner,
        record.currency or record.city.statistical_currency,
        record.basis,
    )
