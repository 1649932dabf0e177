"""Valid objects of every public class, by the types of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin

from attrs import Attribute, fields_dict
from hypothesis import strategies as st

from china_trade_cities._dataset.changes import Change
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._dataset.growing import KINDS
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, TradeRecord
from china_trade_cities._model.validators import optional_text, partial_date, slug, text
from china_trade_cities._model.vocabulary import Basis, ChangeKind, Currency, Flow, ShareOf, Status
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.serialization._classes import field_types, public_classes, table_types
from china_trade_cities.serialization._converter import FURTHEST

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

# --- values of fields -----------------------------------------------------------------------

# What every value object can hold, and every writer of JSON can print.
INTEGERS = st.integers(-(10**18), 10**18)
COUNTS = st.integers(0, 10**18)
NUMBERS = st.floats(-FURTHEST, FURTHEST) | st.integers(-(2**53), 2**53)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = ANY_TEXT.filter(str.strip)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
DAYS = st.dates().map(str)
DATES = DAYS | DAYS.map(lambda day: day[:7]) | DAYS.map(lambda day: day[:4])
PERCENTS = st.integers(-(10**6), 10**6).map(lambda number: number / 100)
SHARES = st.integers(0, 1000).map(lambda number: number / 10)
DECIMALS = st.decimals(-(10**18), 10**18, places=9)
PRICES = st.decimals(Decimal("1E-9"), 10**18, places=9)
YEARS = st.integers(1000, 9999)
PERIODS = st.builds(
    Period,
    year=st.integers(1000, 9980),
    month=st.integers(1, 12),
    months=st.integers(1, 120) | st.just(12),
)


def maybe(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Something or None."""
    return st.none() | strategy


def several(strategy: SearchStrategy[T]) -> SearchStrategy[tuple[T, ...]]:
    """Up to two of something."""
    return st.lists(strategy, max_size=2).map(tuple)


# What a field may hold by its validator, or by its name if a number has limits.
_BY_VALIDATOR: dict[Any, SearchStrategy[Any]] = {
    text: TEXTS,
    optional_text: TEXTS,
    slug: SLUGS,
    partial_date: DATES,
}
_NUMBERS: dict[str, SearchStrategy[Any]] = {
    "latitude": st.floats(-90, 90),
    "longitude": st.floats(-180, 180),
    "population": COUNTS,
    "year": YEARS,
    "rank": st.integers(1, 1000),
    "cny_per_unit": PRICES,
}


# --- objects ------------------------------------------------------------------------------

_WITH_IDS = {kind for kind in KINDS if "id" in fields_dict(kind)}


class Objects:
    """Strategies for objects of public classes.

    Args:
        dataset: Supplies the cities, sources and other entries with an id that objects refer to.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def of(self, kind: type[Any]) -> SearchStrategy[Any]:
        """Objects of a public class."""
        if not isinstance(cast("object", kind), type) or kind not in public_classes():
            raise InvalidArgumentError("kind", kind, "a public class of china_trade_cities")
        if issubclass(kind, Enum):
            return st.sampled_from(kind)
        special: dict[type[Any], Callable[[], SearchStrategy[Any]]] = {
            Period: lambda: PERIODS,
            TradeRecord: self._records,
            Change: lambda: _changes(self),
        }
        if kind in special:
            return special[kind]()
        types, fields = field_types(kind), fields_dict(kind)
        return st.builds(kind, **{name: self._field(fields[name], types[name]) for name in types})

    def _field(self, field: Attribute[Any], hint: Any) -> SearchStrategy[Any]:
        """What a field may hold; results have no validators, so that types alone limit them."""
        known = _BY_VALIDATOR.get(field.validator, _NUMBERS.get(field.name))
        if known is None or field.validator is None:
            return self.value(hint)
        return maybe(known) if field.default is None else known

    def value(self, hint: Any) -> SearchStrategy[Any]:  # noqa: PLR0911
        """Whatever a type allows; entries with an id are those of the dataset."""
        plain: dict[Any, SearchStrategy[Any]] = {
            str: ANY_TEXT,
            int: INTEGERS,
            float: NUMBERS,
            bool: st.booleans(),
            Decimal: DECIMALS,
        }
        if hint in plain:
            return plain[hint]
        if hint in _WITH_IDS:
            return self._entries(hint)
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

    def _entries(self, kind: type[Any]) -> SearchStrategy[Any]:
        """The entries of a class that the dataset holds."""
        tables = [name for name, entry_type in table_types().items() if entry_type is kind]
        entries = [entry for name in tables for entry in getattr(self._dataset, name)]
        return st.sampled_from(entries) if entries else st.nothing()

    def _records(self) -> SearchStrategy[TradeRecord]:
        """Records whose fields do not contradict each other."""
        if self._entries(City).is_empty or self._entries(Source).is_empty:
            return st.nothing()
        return _records(self)


@st.composite
def _records(draw: st.DrawFn, objects: Objects) -> TradeRecord:
    flow = draw(st.sampled_from(Flow))
    amounts = INTEGERS if flow is Flow.BALANCE else COUNTS
    value = draw(maybe(amounts))
    value_dash = value is None and draw(st.booleans())
    printed = value is not None or value_dash
    currency = st.sampled_from(Currency)
    growth = draw(maybe(PERCENTS))
    share = draw(maybe(SHARES))
    return TradeRecord(
        city=draw(objects.value(City)),
        period=draw(PERIODS),
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
        note=draw(maybe(TEXTS)),
    )


@st.composite
def _changes(draw: st.DrawFn, objects: Objects) -> Change:
    """Changes of an entry of any table."""
    table, kind = draw(st.sampled_from(sorted(table_types().items())))
    return Change(
        kind=draw(st.sampled_from(ChangeKind)),
        table=table,
        key=draw(ANY_TEXT),
        old=draw(maybe(objects.of(kind))),
        new=draw(maybe(objects.of(kind))),
        fields=draw(several(ANY_TEXT)),
    )
