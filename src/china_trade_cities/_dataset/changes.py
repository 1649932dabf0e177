"""What changed between two datasets: `diff_datasets`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias, cast

import attrs
from attrs import frozen

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.index import grouped
from china_trade_cities._display.columns import Columns
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import counted
from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, distinct
from china_trade_cities._model.vocabulary import ChangeKind
from china_trade_cities.exceptions import InvalidArgumentError

Entry: TypeAlias = (
    City
    | CityFact
    | ExchangeRate
    | Industry
    | IndustrySpecialization
    | Partner
    | Product
    | PublishedRank
    | RankingScope
    | Source
    | TradeRecord
)

# The fields that distinguish the entries of a table; tables with an id need no more than that.
_KEYS: dict[str, tuple[str, ...]] = {
    "sources": ("id",),
    "cities": ("id",),
    "reference_areas": ("id",),
    "products": ("id",),
    "partners": ("id",),
    "industries": ("id",),
    "ranking_scopes": ("id",),
    "records": ("city", "period", "flow", "product", "partner", "basis", "share_of", "source"),
    "reference_records": ("city", "period", "flow", "source"),
    "specializations": ("city", "industry", "source", "label"),
    "published_ranks": ("city", "period", "scope", "source"),
    "facts": ("city", "attribute", "year", "source"),
    "exchange_rates": ("year", "currency", "source"),
}


@frozen(kw_only=True, repr=False)
class Change:
    """One entry of a table that is in one dataset and not, or not the same, in the other.

    Attributes:
        kind: Whether it was added, revised or withdrawn.
        table: The field of `Dataset` that it stands in.
        key: What identifies it, ids joined by ``|``.
        old: What stood there; None for an addition.
        new: What stands there now; None for a withdrawal.
        fields: Names of the fields that differ, for a revision.

    Examples:
        >>> import attrs
        >>> import china_trade_cities as ctc
        >>> old = ctc.load_dataset("2026.1")
        >>> partner = attrs.evolve(old.partner("ASEAN"), name="Association of ...")
        >>> new = attrs.evolve(old, partners=(partner, *old.partners[2:]))
        >>> for change in ctc.diff_datasets(old, new):
        ...     print(change.kind, change.table, change.key, change.fields)
        withdrawn partners africa ()
        revised partners asean ('name',)
    """

    kind: ChangeKind
    table: str
    key: str
    old: Entry | None = None
    new: Entry | None = None
    fields: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who printed the old and the new, as far as such an entry has a source."""
        found = (getattr(entry, "source", None) for entry in (self.old, self.new))
        return distinct(source for source in found if source is not None)

    def __repr__(self) -> str:
        return f"<Change {self.kind} in {self.table}: {self.key}>"


@frozen(kw_only=True, repr=False)
class Changes(CitedList[Change]):
    """All changes between two datasets, table by table, in order of their keys.

    Attributes:
        old: Version of the first dataset.
        new: Version of the second.
        entries: The changes.
    """

    old: str
    new: str
    entries: tuple[Change, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per field that differs, or per entry added or withdrawn."""
        return [row for change in self for row in _rows(change)]

    def _columns(self) -> Columns:
        return ("kind", "table", "key", "field", "old", "new")

    def _view(self) -> View:
        rows = [
            [str(cell if cell is not None else "") for cell in row.values()]
            for row in self.to_dicts()
        ]
        return View(
            f"{counted(len(self), 'change', 'changes')} from {self.old} to {self.new}",
            ("kind", "table", "key", "field", "old", "new"),
            rows,
        )

    def __repr__(self) -> str:
        return f"<Changes from {self.old} to {self.new}: {len(self)}>"


def diff_datasets(old: Dataset, new: Dataset) -> Changes:
    """What was added, revised or withdrawn between two datasets.

    A figure is the same figure if city, period, flow, product, partner, basis, whole of its share
    and source agree. Where a source was replaced by another that prints the same figure, that is
    a revision with both sources.

    Args:
        old: The dataset before.
        new: The dataset after.

    Raises:
        InvalidArgumentError: An argument is not a dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> dataset = ctc.load_dataset("2026.1")
        >>> ctc.diff_datasets(dataset, dataset)
        <Changes from 2026.1 to 2026.1: 0>
    """
    for name, dataset in (("old", old), ("new", new)):
        if not isinstance(dataset, Dataset):
            raise InvalidArgumentError(name, dataset, "a Dataset")
    changes = [
        change
        for table in _KEYS
        for change in _changes(table, getattr(old, table), getattr(new, table))
    ]
    return Changes(old=old.info.version, new=new.info.version, entries=tuple(changes))


def _changes(table: str, old: tuple[Entry, ...], new: tuple[Entry, ...]) -> list[Change]:
    keys = _KEYS[table]
    found: list[Change] = []
    withdrawn, added = _without_equal(old, new)
    # The same figure by the same source first, then the same figure by whichever source.
    for fields in (keys, tuple(name for name in keys if name != "source")):
        pairs, withdrawn, added = _paired(withdrawn, added, fields)
        found += [_revised(table, _key(after, keys), before, after) for before, after in pairs]
    found += [
        Change(kind=ChangeKind.WITHDRAWN, table=table, key=_key(entry, keys), old=entry)
        for entry in withdrawn
    ]
    found += [
        Change(kind=ChangeKind.ADDED, table=table, key=_key(entry, keys), new=entry)
        for entry in added
    ]
    return sorted(found, key=lambda change: change.key)


def _without_equal(old: Iterable[Entry], new: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """What only one side has; an entry that stands twice must stand twice on both."""
    left, right = grouped(old, _contents), grouped(new, _contents)
    return (
        [entry for key, entries in left.items() for entry in entries[len(right.get(key, [])) :]],
        [entry for key, entries in right.items() for entry in entries[len(left.get(key, [])) :]],
    )


def _paired(
    old: Iterable[Entry], new: Iterable[Entry], fields: tuple[str, ...]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Entries of both sides that agree in some fields, and what is left of either side."""
    left = grouped(old, lambda entry: _key(entry, fields))
    right = grouped(new, lambda entry: _key(entry, fields))
    pairs: list[tuple[Entry, Entry]] = []
    for key in left.keys() & right.keys():
        while left[key] and right[key]:
            pairs.append((left[key].pop(0), right[key].pop(0)))
    return pairs, list(chain(*left.values())), list(chain(*right.values()))


def _revised(table: str, key: str, old: Entry, new: Entry) -> Change:
    fields = zip(attrs.fields(type(old)), _contents(old), _contents(new), strict=True)
    differ = tuple(field.name for field, before, after in fields if before != after)
    return Change(kind=ChangeKind.REVISED, table=table, key=key, old=old, new=new, fields=differ)


def _key(entry: Entry, fields: tuple[str, ...]) -> str:
    return "|".join(_word(getattr(entry, name)) for name in fields)


def _contents(entry: Entry) -> tuple[Hashable, ...]:
    """All fields; what an entry refers to counts by its id alone."""
    return tuple(map(_content, _values(cast("Any", type(entry)))(entry)))


def _content(value: object) -> Hashable:
    if isinstance(value, tuple):
        return tuple(map(_content, cast("Iterable[object]", value)))
    return cast("Hashable", getattr(value, "id", value))


@cache
def _values(kind: type[Any]) -> Callable[[Entry], tuple[object, ...]]:
    """Reads all fields of an entry at once."""
    return attrgetter(*(field.name for field in attrs.fields(kind)))


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(map(_word, cast("Iterable[object]", value)))
    return str(getattr(value, "id", value))


def _rows(change: Change) -> Iterator[dict[str, Any]]:
    shared = {"kind": change.kind.value, "table": change.table, "key": change.key}
    if change.old is None or change.new is None:
        shown = [repr(entry) if entry else None for entry in (change.old, change.new)]
        yield {**shared, "field": None, "old": shown[0], "new": shown[1]}
    for name in change.fields:
        old, new = (_word(getattr(entry, name)) for entry in (change.old, change.new))
        yield {**shared, "field": name, "old": old, "new": new}
