"""The same questions on your own table, in the dataframe engine you already use.

A frame goes in first, so that ``frame.pipe(frames.top_n, 10)`` works, and a frame of the same type
comes back: pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask, PySpark, Ibis or Modin. What is
lazy stays lazy. Rows are observations that add up: amounts are summed by city before they are
ranked, and rows without a finite amount are left out. So are rows without a city, or of what is no
month, of a lazy frame; an eager frame that has some is refused.

Needs the extra ``frames``: ``pip install 'china-trade-cities[frames]'``.

Which column holds what is found by its name (`Columns`), or given:
``columns=frames.Columns(city="reporter", value="usd")``.

Rows that must not be added are refused with `IncomparableRecordsError`: several currencies or
statistical bases, a flow beside its total, all goods beside single goods, the world beside single
partners, years beside months or what is no month beside either, periods of other months than those
they are compared with. For that the distinct values of such a column are read, unless the question
itself chooses one (``flow="export"``) or ``waive="flow"`` does without. A question on a lazy frame
that chooses everything, on dates or single months, is only planned, not run.

Examples:
    >>> import polars as pl
    >>> from china_trade_cities import frames
    >>> table = pl.DataFrame(
    ...     {
    ...         "city": ["Ningbo", "Suzhou", "Ningbo", "Suzhou", "Ningbo"],
    ...         "month": ["2024-01", "2024-01", "2023-01", "2023-01", "2024-02"],
    ...         "value": [90, 100, 60, 80, 25],
    ...     }
    ... )
    >>> table.pipe(frames.top_n, period="2024").rows()
    [(1, 'Ningbo', 115), (2, 'Suzhou', 100)]
    >>> table.pipe(frames.growth_leaders, period="2024-01").rows()
    [(1, 'Ningbo', 90, 60, 50.0, 1, 1), (2, 'Suzhou', 100, 80, 25.0, 1, 1)]
"""

from __future__ import annotations

from china_trade_cities._extras import from_extra

from_extra("narwhals.stable.v2", "frames", "china_trade_cities.frames")

# ruff: noqa: E402 - what follows imports narwhals
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._growth import contribution, growth_leaders
from china_trade_cities.frames._levels import concentration, market_share, top_n
from china_trade_cities.frames._match import match_cities, unmatched
from china_trade_cities.frames._records import from_records
from china_trade_cities.frames._specialization import by_specialization, specialization_index

__all__ = [
    "Columns",
    "by_specialization",
    "concentration",
    "contribution",
    "from_records",
    "growth_leaders",
    "market_share",
    "match_cities",
    "specialization_index",
    "top_n",
    "unmatched",
]
