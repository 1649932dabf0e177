"""How a dataset grows: new entries are added, and nothing is replaced silently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from re import compile as pattern
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import asdict, fields

from china_trade_cities._model.evidence import (
    CityFact,
    ExchangeRate,
    Industry,
    IndustrySpecialization,
    PublishedRank,
    RankingScope,
)
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
from china_trade_cities._model.vocabulary import AREA_LEVELS, Flow
from china_trade_cities._tables.writing import in_canonical_order
from china_trade_cities.exceptions import DatasetError, Problem

if TYPE_CHECKING:
    from china_trade_cities._dataset.names import HasId

Table: TypeAlias = tuple[Any, ...]

_FIELDS = {
    City: "cities",
    TradeRecord: "records",
    IndustrySpecialization: "specializations",
    Industry: "industries",
    Product: "products",
    Partner: "partners",
    Source: "sources",
    RankingScope: "ranking_scopes",
    PublishedRank: "published_ranks",
    CityFact: "facts",
    ExchangeRate: "exchange_rates",
}
_REFERENCE_FIELDS = {"cities": "reference_areas", "records": "reference_records"}
KINDS = tuple(_FIELDS)
KIND_OF_FIELD: dict[str, type] = {
    **{name: kind for kind, name in _FIELDS.items()},
    "reference_areas": City,
    "reference_records": TradeRecord,
}


def field_of(entry: object) -> str:
    """The field of `Dataset` that holds entries like this one."""
    field = _FIELDS[cast("type[City]", type(entry))]
    place = entry.city if isinstance(entry, TradeRecord) else entry
    if isinstance(place, City) and place.level in AREA_LEVELS:
        return _REFERENCE_FIELDS[field]
    return field


def referred_by(entry: Any) -> Iterator[HasId]:
    """What an entry refers to directly, such as its city and its sources."""
    for name in _referring(cast("Any", type(entry))):
        value = getattr(entry, name)
        if isinstance(value, tuple):
            yield from cast("tuple[HasId, ...]", value)
        elif value is not None:
            yield value


@cache
def _referring(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class that hold entries with an id."""
    named = pattern(r"\b(City|Industry|Product|Partner|RankingScope|Source)\b")
    return tuple(part.name for part in fields(kind) if named.search(str(part.type)))


def tables_of(dataset: object) -> dict[str, Table]:
    return {name: getattr(dataset, name) for name in KIND_OF_FIELD}


def grown(tables: Mapping[str, Table], added: Iterable[object]) -> dict[str, Table]:
    """Tables with further entries and all that these refer to; what is there is not added again.

    Raises:
        DatasetError: Two different entries have the same id; `problems` lists all of them.
    """
    found: dict[str, dict[object, Any]] = {
        name: {_key(entry): entry for entry in table} for name, table in tables.items()
    }
    problems: dict[Problem, None] = {}
    waiting = list(added)[::-1]
    seen: set[int] = set()
    while waiting:
        entry = waiting.pop()
        if id(entry) in seen:
            continue
        seen.add(id(entry))
        name = field_of(entry)
        present = found[name].setdefault(_key(entry), entry)
        if present is not entry and present != entry:
            problems[_clash(name, present, entry)] = None
        waiting += referred_by(entry)
    if problems:
        raise DatasetError(tuple(problems))
    columns = {name: tuple(table.values()) for name, table in found.items()}
    for name in ("records", "reference_records"):
        columns[name] = in_canonical_order(columns[name])
    return columns


def merged_version(version: str, other: str, *, is_larger: bool) -> str:
    parts = version.split("+")
    parts += [part for part in other.split("+") if part not in parts]
    merged = "+".join(parts)
    if merged == version and is_larger and "local" not in parts:
        return f"{version}+local"
    return merged


def reference_period(records: Iterable[TradeRecord], present: Period) -> Period:
    """The newest year that has the total trade of as many cities as the present one has."""
    cities: dict[Period, set[str]] = defaultdict(set)
    for record in records:
        plain = record.product is None and record.partner is None and record.value is not None
        if plain and record.flow is Flow.TOTAL and record.period.is_full_year:
            cities[record.period].add(record.city.id)
    enough = max(1, len(cities[present]))
    return max(
        year for year in (*cities, present) if year == present or len(cities[year]) >= enough
    )


def _key(entry: Any) -> object:
    """What identifies an entry: its id, or all its fields."""
    return entry.id if hasattr(entry, "id") else entry


def _clash(name: str, present: Any, entry: Any) -> Problem:
    there, here = asdict(present, recurse=False), asdict(entry, recurse=False)
    differing = [field for field in here if here[field] != there[field]]
    wanted = ", ".join(f"{field} {there[field]!r}" for field in differing)
    given = ", ".join(f"{field} {here[field]!r}" for field in differing)
    message = f"{name}: {entry.id!r} is there already: it must have {wanted}; got {given}"
    return Problem(message=message)
