"""Datasets of all that a document can hold, which is more than tables have a place for."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.serialization._classes import ID_TABLES, table_types
from china_trade_cities.testing import make_info
from china_trade_cities.testing.strategies import objects


@st.composite
def datasets(draw: st.DrawFn) -> ctc.Dataset:
    """Datasets that hold all that they refer to; of cities and industries two generations."""
    info = draw(objects(ctc.DatasetInfo))
    tables: dict[str, tuple[Any, ...]] = {}
    named = [name for names in ID_TABLES.values() for name in names]
    others = [name for name in table_types() if name not in named]
    for name in (*named, *named, *others):
        before = tables.get(name, ())
        strategy = objects(table_types()[name], ctc.Dataset(info=make_info(), **tables))
        things = [] if strategy.is_empty else draw(st.lists(strategy, max_size=2))
        if name in named:
            prefix = f"{name.replace('_', '-')}-{len(before)}"
            things = [evolve(thing, id=f"{prefix}-{place}") for place, thing in enumerate(things)]
        tables[name] = (*things, *before)  # children stand before their parents
    return ctc.Dataset(info=info, **tables)
