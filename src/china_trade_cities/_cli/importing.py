"""What official tables bring to a dataset: new figures, revised ones, and nothing twice."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from china_trade_cities._checks.rules import check
from china_trade_cities._dataset.growing import grown
from china_trade_cities._model.vocabulary import AREA_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from china_trade_cities._checks.findings import Finding
    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._model.record import Source, TradeRecord
    from china_trade_cities.readers import CustomsTable

    _Key: TypeAlias = tuple[object, ...]

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
    held: Dataset,
    tables: Iterable[CustomsTable],
    version: str | None = None,
    published: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Import:
    """Add the figures of official tables to a dataset.

    Args:
        held: The dataset.
        tables: The tables.
        version: Version of the result; None for that of the dataset, marked as changed.
        published: Date of the tables, for figures that they print otherwise than before: of two
            that differ, the later one is preferred.
        progress: Is told what is being done.
    """
    progress("comparing figures")
    known = _Known(held)
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
    name = version or f"{held.info.version.removesuffix('+local')}+local"
    new = [*added, *(revision.new for revision in revised)]
    dataset = grown(held, new, name)
    progress("applying the rules")
    before = {finding.identity for finding in check(held)}
    findings = tuple(found for found in check(dataset) if found.identity not in before)
    return Import(
        dataset=dataset,
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
        """Hold a further figure."""
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
