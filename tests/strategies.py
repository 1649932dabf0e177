"""Hypothesis strategies for every public class.

`objects` gives valid objects of any of them. Cities, sources and other things that have an id are
taken from a dataset wherever they are part of something else, so that their ids can be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from attrs import evolve
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._documents import HELD
from china_trade_cities._public_types import field_types, table_types
from factories import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

# What every writer of JSON can print: integers of 64 bits, text without lone surrogates.
INTEGERS = st.integers(-(2**63), 2**63 - 1)
COUNTS = st.integers(0, 2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = ANY_TEXT.filter(str.strip)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
WORDS = st.lists(ANY_TEXT, max_size=2).map(tuple)
DATES = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: str(day)[:7]),
    st.dates().map(lambda day: str(day)[:4]),
)
PERCENTS = st.integers(-(10**6), 10**6).map(lambda number: number / 100)
SHARES = st.integers(0, 1000).map(lambda number: number / 10)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
PRICES = st.decimals(min_value=Decimal("1E-9"), allow_nan=False, allow_infinity=False)
YEARS = st.integers(1000, 9999)


def periods() -> SearchStrategy[ctc.Period]:
    """Periods of any length up to ten years."""
    return st.builds(
        ctc.Period,
        year=st.integers(1000, 9980),
        month=st.integers(1, 12),
        months=st.integers(1, 120) | st.just(12),
    )


def maybe(strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Something or None."""
    return st.none() | strategy


# Fields that cannot hold all that their type allows, by class; None is for all classes.
_FIELDS: dict[type[Any] | None, dict[str, SearchStrategy[Any]]] = {
    None: {
        "id": SLUGS,
        "name": TEXTS,
        "title": TEXTS,
        "note": maybe(TEXTS),
        "name_zh": maybe(TEXTS),
        "year": maybe(YEARS),
    },
    ctc.Source: {
        "publisher": maybe(TEXTS),
        "url": maybe(TEXTS),
        "published": maybe(DATES),
        "seen_at": maybe(DATES),
    },
    ctc.City: {
        "name_zh": TEXTS,
        "pinyin": maybe(TEXTS),
        "province": TEXTS,
        "province_zh": TEXTS,
        "code": maybe(TEXTS),
        "iso3166_2": maybe(TEXTS),
        "un_locode": maybe(TEXTS),
        "latitude": maybe(st.floats(-90, 90)),
        "longitude": maybe(st.floats(-180, 180)),
        "population": maybe(COUNTS),
        "population_date": maybe(DATES),
        "open_status": maybe(TEXTS),
    },
    ctc.Product: {"scheme": maybe(TEXTS)},
    ctc.Partner: {"iso3166_1": maybe(TEXTS)},
    ctc.IndustrySpecialization: {"label": maybe(TEXTS)},
    ctc.PublishedRank: {"rank": st.integers(1, 1000)},
    ctc.CityFact: {"attribute": SLUGS, "value": TEXTS, "unit": maybe(TEXTS)},
    ctc.ExchangeRate: {"year": YEARS, "cny_per_unit": PRICES},
    ctc.DatasetInfo: {
        "version": TEXTS,
        "description": maybe(TEXTS),
        "created": maybe(TEXTS),
    },
}


def objects(kind: type[Any], world: ctc.Dataset) -> SearchStrategy[Any]:
    """Valid objects of a public class.

    Args:
        kind: The class.
        world: Where things with an id are taken from.
    """
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    special: dict[type[Any], Callable[[], SearchStrategy[Any]]] = {
        ctc.Period: periods,
        ctc.TradeRecord: lambda: records(world),
        ctc.SpecializedCities: lambda: st.lists(
            objects(ctc.SpecializedCity, world), max_size=2
        ).map(ctc.SpecializedCities),
        ctc.Change: lambda: changes(world),
        ctc.Dataset: datasets,
    }
    if kind in special:
        return special[kind]()
    known = _FIELDS[None] | _FIELDS.get(kind, {})
    if kind.__module__.rpartition(".")[2] not in ("_models", "_evidence", "_info"):
        known = _FIELDS.get(kind, {})  # results check nothing but types
    return st.builds(
        kind,
        **{
            name: known[name] if name in known else _values(hint, world)
            for name, hint in field_types(kind).items()
        },
    )


def _values(hint: Any, world: ctc.Dataset) -> SearchStrategy[Any]:  # noqa: PLR0911
    """Whatever a type allows; of things with an id and of records what the world has."""
    origin, arguments = get_origin(hint), get_args(hint)
    plain: dict[Any, SearchStrategy[Any]] = {
        str: ANY_TEXT,
        int: INTEGERS,
        float: NUMBERS,
        bool: st.booleans(),
        Decimal: DECIMALS,
        ctc.TradeRecord: records(world),
    }
    if hint in plain:
        return plain[hint]
    if hint in HELD:
        pool = [thing for name in HELD[hint] for thing in getattr(world, name)]
        return st.sampled_from(pool) if pool else st.nothing()
    if origin in (Union, UnionType):
        parts = [part for part in arguments if part is not NoneType]
        return maybe(st.one_of([_values(part, world) for part in parts]))
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(_values(arguments[0], world), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*[_values(part, world) for part in arguments])
    if origin is Mapping:
        key, value = arguments
        return st.dictionaries(_values(key, world), _values(value, world), max_size=2)
    return objects(hint, world)


def records(world: ctc.Dataset) -> SearchStrategy[ctc.TradeRecord]:
    """Records whose fields do not contradict each other."""
    return _records(world) if world.cities and world.sources else st.nothing()


@st.composite
def _records(draw: st.DrawFn, world: ctc.Dataset) -> ctc.TradeRecord:
    flow = draw(st.sampled_from(ctc.Flow))
    amounts = INTEGERS if flow is ctc.Flow.BALANCE else COUNTS
    value = draw(maybe(amounts))
    value_dash = value is None and draw(st.booleans())
    printed = value is not None or value_dash
    currency = _values(ctc.Currency, world)
    growth = draw(maybe(PERCENTS))
    share = draw(maybe(SHARES))
    return ctc.TradeRecord(
        city=draw(_values(ctc.City, world)),
        period=draw(periods()),
        flow=flow,
        product=draw(maybe(_values(ctc.Product, world))),
        partner=draw(maybe(_values(ctc.Partner, world))),
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
        share_of=None if share is None else draw(st.sampled_from(ctc.ShareOf)),
        status=draw(st.sampled_from(ctc.Status)),
        basis=draw(st.sampled_from(ctc.Basis)),
        source=draw(_values(ctc.Source, world)),
        corroborated_by=draw(st.lists(_values(ctc.Source, world), max_size=2).map(tuple)),
        note=draw(maybe(TEXTS)),
    )


@st.composite
def changes(draw: st.DrawFn, world: ctc.Dataset) -> ctc.Change:
    """Changes of an entry of any table."""
    table, kind = draw(st.sampled_from(sorted(table_types().items())))
    return ctc.Change(
        kind=draw(st.sampled_from(ctc.ChangeKind)),
        table=table,
        key=draw(ANY_TEXT),
        old=draw(maybe(objects(kind, world))),
        new=draw(maybe(objects(kind, world))),
        fields=draw(WORDS),
    )


@st.composite
def datasets(draw: st.DrawFn) -> ctc.Dataset:
    """Datasets that hold all that they refer to; of cities and industries two generations."""
    info = draw(objects(ctc.DatasetInfo, ctc.Dataset(info=make(ctc.DatasetInfo))))
    tables: dict[str, tuple[Any, ...]] = {}
    named = [name for names in HELD.values() for name in names]
    others = [name for name in table_types() if name not in named]
    for name in (*named, *named, *others):
        kind = table_types()[name]
        before = tables.get(name, ())
        world = ctc.Dataset(info=info, **tables)
        strategy = objects(kind, world)
        things = [] if strategy.is_empty else draw(st.lists(strategy, max_size=2))
        if name in named:
            prefix = f"{name.replace('_', '-')}-{len(before)}"
            things = [evolve(thing, id=f"{prefix}-{place}") for place, thing in enumerate(things)]
        tables[name] = (*things, *before)  # children stand before their parents
    return ctc.Dataset(info=info, **tables)
