"""Valid objects of every public class, by the types of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from hypothesis import strategies as st

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, TradeRecord
from china_trade_cities._model.vocabulary import Basis, ChangeKind, Currency, Flow, ShareOf, Status
from china_trade_cities._queries.specialization import SpecializedCities, SpecializedCity
from china_trade_cities.serialization._classes import ID_TABLES, field_types, table_types
from china_trade_cities.testing import _parts as parts
from china_trade_cities.testing._parts import maybe, several

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# Where models live. The others are results, which check nothing but types.
_MODELS = ("record", "evidence", "info")


class Objects:
    """Strategies for objects of public classes.

    Args:
        world: Where things with an id are taken from wherever they are part of something else.
    """

    def __init__(self, world: Dataset) -> None:
        self._world = world

    def of(self, kind: type[Any]) -> SearchStrategy[Any]:
        """Objects of a public class."""
        if issubclass(kind, Enum):
            return st.sampled_from(kind)
        special: dict[type[Any], Callable[[], SearchStrategy[Any]]] = {
            Period: lambda: parts.PERIODS,
            TradeRecord: self._records,
            SpecializedCities: lambda: several(self.of(SpecializedCity)).map(SpecializedCities),
            Change: lambda: _changes(self),
        }
        if kind in special:
            return special[kind]()
        known: parts.Fields = {}
        if kind.__module__.rpartition(".")[2] in _MODELS:
            known = parts.fields(kind)
        return st.builds(
            kind,
            **{
                name: known[name] if name in known else self.value(hint)
                for name, hint in field_types(kind).items()
            },
        )

    def value(self, hint: Any) -> SearchStrategy[Any]:  # noqa: PLR0911
        """Whatever a type allows; of things with an id and of records what the world has."""
        plain: dict[Any, SearchStrategy[Any]] = {
            str: parts.ANY_TEXT,
            int: parts.INTEGERS,
            float: parts.NUMBERS,
            bool: st.booleans(),
            Decimal: parts.DECIMALS,
        }
        if hint in plain:
            return plain[hint]
        if hint in ID_TABLES:
            return self._held(hint)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            kinds = [part for part in arguments if part is not NoneType]
            return maybe(st.one_of([self.value(part) for part in kinds]))
        if origin is tuple and arguments[1:] == (...,):
            return several(self.value(arguments[0]))
        if origin is tuple:
            return st.tuples(*[self.value(part) for part in arguments])
        if origin is Mapping:
            key, value = arguments
            return st.dictionaries(self.value(key), self.value(value), max_size=2)
        return self.of(hint)

    def _held(self, kind: type[Any]) -> SearchStrategy[Any]:
        """Things with an id that the world has."""
        pool = [thing for name in ID_TABLES[kind] for thing in getattr(self._world, name)]
        return st.sampled_from(pool) if pool else st.nothing()

    def _records(self) -> SearchStrategy[TradeRecord]:
        """Records whose fields do not contradict each other."""
        if self._held(City).is_empty or self._held(Source).is_empty:
            return st.nothing()
        return _records(self)


@st.composite
def _records(draw: st.DrawFn, objects: Objects) -> TradeRecord:
    flow = draw(st.sampled_from(Flow))
    amounts = parts.INTEGERS if flow is Flow.BALANCE else parts.COUNTS
    value = draw(maybe(amounts))
    value_dash = value is None and draw(st.booleans())
    printed = value is not None or value_dash
    currency = st.sampled_from(Currency)
    growth = draw(maybe(parts.PERCENTS))
    share = draw(maybe(parts.SHARES))
    return TradeRecord(
        city=draw(objects.value(City)),
        period=draw(parts.PERIODS),
        flow=flow,
        product=draw(objects.value(field_types(TradeRecord)["product"])),
        partner=draw(objects.value(field_types(TradeRecord)["partner"])),
        value=value,
        value_dash=value_dash,
        currency=draw(currency if printed else maybe(currency)),
        rounded_to=draw(st.integers(1, 10**12)),
        unit_multiplier=draw(st.integers(0, 12)),
        growth=growth,
        growth_decimals=draw(st.integers(2, 5)),
        growth_dash=growth is None and draw(st.booleans()),
        share=share,
        share_decimals=draw(st.integers(1, 5)),
        share_of=None if share is None else draw(st.sampled_from(ShareOf)),
        status=draw(st.sampled_from(Status)),
        basis=draw(st.sampled_from(Basis)),
        source=draw(objects.value(Source)),
        corroborated_by=draw(several(objects.value(Source))),
        note=draw(maybe(parts.TEXTS)),
    )


@st.composite
def _changes(draw: st.DrawFn, objects: Objects) -> Change:
    """Changes of an entry of any table."""
    table, kind = draw(st.sampled_from(sorted(table_types().items())))
    return Change(
        kind=draw(st.sampled_from(ChangeKind)),
        table=table,
        key=draw(parts.ANY_TEXT),
        old=draw(maybe(objects.of(kind))),
        new=draw(maybe(objects.of(kind))),
        fields=draw(several(parts.ANY_TEXT)),
    )
