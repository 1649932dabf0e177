"""The question which cities carry the growth: `contribution`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.validators import check_count, keep_ties
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import where
from china_trade_cities.frames._periods import base_of
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole
from china_trade_cities.frames._totals import above_zero, beside_sum, change, changes, ranked, real
from china_trade_cities.frames._values import Cities

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


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
    (https://www.insee.fr/en/metadonnees/definition/c1207).

    Args:
        frame: The table, one observation a row.
        n: How many cities to return.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside.
        base: The months to compare with, as many; None for those a year earlier.
        flow: The value that the flow column must have; None for any.
        product: The value that the product column must have; ``""`` for rows without a product,
            which are of all goods; None for any.
        partner: The same of the partner; ``""`` is the world.
        currency: The value that the currency column must have; None for any.
        basis: The value that the basis column must have; None for any.
        cities: Values of the city column, which are then the whole; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``, ``city``.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, ``base`` and ``points``: largest contribution first, then by city.
        No rows where the base of all together is not above zero.

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
        [(1, 'Ningbo', 120, 100, 5.0), (2, 'Suzhou', 290, 300, -2.5)]
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    check_parts_of_whole(flow)
    months = Period.parse(period)
    question = ask(
        frame,
        columns,
        waive,
        spans={"value": months, "base": base_of(months, base)},
        chosen=(flow, product, partner, currency, basis),
        cities=cities,
    )
    parts = beside_sum(changes(question), "whole", "base")
    parts = where(parts, above_zero(question, "whole"))
    parts, added = change(question, parts)
    points = real(question, parts, added) * 100.0 / real(question, parts, "whole")
    changed = parts.with_columns(change=added, points=points)
    # The whole is the same for all: who adds more is who changed more.
    shown = ("city", "value", "base", "points")
    result = ranked(question, changed, "change", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)
