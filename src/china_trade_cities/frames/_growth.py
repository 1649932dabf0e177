"""Questions about the change between two periods: `growth_leaders`, `contribution`."""

from __future__ import annotations

from sys import float_info
from typing import cast

from narwhals.stable.v2.typing import IntoFrameT

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.validators import check_count, keep_ties, number_in
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import where
from china_trade_cities.frames._periods import base_of
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole
from china_trade_cities.frames._totals import (
    above_zero,
    at_least,
    beside_sum,
    change,
    changes,
    ranked,
    real,
)
from china_trade_cities.frames._values import Cities


def growth_leaders(
    frame: IntoFrameT,
    n: int = 10,
    *,
    period: PeriodLike,
    base: PeriodLike | None = None,
    flow: str | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    min_value: float | None = None,
    cities: Cities | None = None,
    ties: TiesName = "first",
    columns: Columns | None = None,
    waive: Waive = (),
) -> IntoFrameT:
    """The cities whose trade grew fastest, computed from the amounts of two periods.

    growth = 100 x (amount - base) / base, in percent, where both are added up by city. A city
    without rows in both periods, or whose base is not above zero, has no growth. The months of
    both must be the same, of all cities together and of each: others are refused in an eager frame;
    for a lazy one ``months`` and ``base_months`` report them.

    Args:
        frame: The table, one observation a row.
        n: How many cities to return.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside.
        base: The months to compare with, as many; None for those a year earlier.
        flow: Value of the flow column; None for any.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        min_value: Leave out cities whose amount in the period is smaller; None for no limit.
        cities: Values of the city column, such as an eager frame has; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, ``city`` rows without a city;
            ``months`` compares whatever months there are.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, ``base``, ``growth``, ``months`` and ``base_months`` (how many
        months the rows of the city are of): highest growth first, then by city.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.LazyFrame(
        ...     {
        ...         "city": ["Ningbo", "Suzhou", "Ningbo", "Suzhou"],
        ...         "year": [2023, 2023, 2024, 2024],
        ...         "cny": [200, 400, 230, 420],
        ...     }
        ... )
        >>> table.pipe(frames.growth_leaders, 1, period=2024).collect().rows()
        [(1, 'Ningbo', 230, 200, 15.0, 12, 12)]
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    least = number_in(min_value)
    if min_value is not None and (least is None or not abs(least) <= float_info.max):
        raise InvalidArgumentError("min_value", min_value, "a number, or None for no limit")
    months = Period.parse(period)
    spans = {"value": months, "base": base_of(months, base)}
    chosen = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, spans, cities=cities)
    conditions = [above_zero(question, "base")]
    if least is not None:
        conditions.append(at_least(question, "value", least))
    both = changes(question, *conditions)
    both, added = change(question, both)
    growth = real(question, both, added) * 100.0 / real(question, both, "base")
    grown = both.with_columns(growth=growth)
    shown = ("city", "value", "base", "growth", "months", "base_months")
    result = ranked(question, grown, "growth", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)


def contribution(
    frame: IntoFrameT,
    n: int = 10,
    *,
    period: PeriodLike,
    base: PeriodLike | None = None,
    flow: str | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    cities: Cities | None = None,
    ties: TiesName = "first",
    columns: Columns | None = None,
    waive: Waive = (),
) -> IntoFrameT:
    """The percentage points that each city adds to the growth of all cities together.

    contribution = 100 x (amount - base) / base of all cities that have rows in both periods. The
    contributions of all of them add up to their common growth
    (https://www.insee.fr/en/metadonnees/definition/c1207). Months are compared as in
    `growth_leaders`.

    Args:
        frame: The table, one observation a row.
        n: How many cities to return.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside.
        base: The months to compare with, as many; None for those a year earlier.
        flow: Value of the flow column; None for any.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        cities: Values of the city column, which are then the whole; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, ``city`` rows without a city;
            ``months`` compares whatever months there are.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, ``base``, ``points``, ``months`` and ``base_months``: largest
        contribution first, then by city. No rows where the base of all together is not above zero.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame(
        ...     {
        ...         "city": ["Ningbo", "Suzhou", "Ningbo", "Suzhou"],
        ...         "year": [2023, 2023, 2024, 2024],
        ...         "value": [100, 300, 120, 290],
        ...     }
        ... )
        >>> frames.contribution(table, period=2024).rows()
        [(1, 'Ningbo', 120, 100, 5.0, 12, 12), (2, 'Suzhou', 290, 300, -2.5, 12, 12)]
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    check_parts_of_whole(flow)
    months = Period.parse(period)
    spans = {"value": months, "base": base_of(months, base)}
    chosen = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, spans, cities=cities)
    parts = beside_sum(changes(question), "whole", "base")
    parts = where(parts, above_zero(question, "whole"))
    parts, added = change(question, parts)
    points = real(question, parts, added) * 100.0 / real(question, parts, "whole")
    changed = parts.with_columns(change=added, points=points)
    # The whole is the same for all: who adds more is who changed more.
    shown = ("city", "value", "base", "points", "months", "base_months")
    result = ranked(question, changed, "change", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)
