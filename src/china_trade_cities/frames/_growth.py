"""The question which cities grow fastest: `growth_leaders`."""

from __future__ import annotations

from sys import float_info
from typing import TYPE_CHECKING, cast

from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.validators import check_count, integer, keep_ties
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._periods import base_of
from china_trade_cities.frames._rows import Waive, ask
from china_trade_cities.frames._totals import above_zero, at_least, change, changes, ranked, real
from china_trade_cities.frames._values import Cities

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


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
    without rows in both periods, or whose base is not above zero, has no growth. Months for which
    single rows are missing are not noticed.

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
        min_value: Leave out cities whose amount in the period is smaller; None for no limit.
        cities: Values of the city column; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``, ``city``.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, ``base`` and ``growth``: highest growth first, then by city.

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
        >>> table.pipe(frames.growth_leaders, 1, period=2024).collect().to_dicts()
        [{'rank': 1, 'city': 'Ningbo', 'cny': 230, 'base': 200, 'growth': 15.0}]
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    least = float(min_value) if isinstance(min_value, float) else integer(min_value)
    if min_value is not None and (least is None or not abs(least) <= float_info.max):
        raise InvalidArgumentError("min_value", min_value, "a number, or None for no limit")
    months = Period.parse(period)
    question = ask(
        frame,
        columns,
        waive,
        spans={"value": months, "base": base_of(months, base)},
        chosen=(flow, product, partner, currency, basis),
        cities=cities,
    )
    conditions = [above_zero(question, "base")]
    if least is not None:
        conditions.append(at_least(question, "value", least))
    both = changes(question, *conditions)
    both, added = change(question, both)
    growth = real(question, both, added) * 100.0 / real(question, both, "base")
    grown = both.with_columns(growth=growth)
    shown = ("city", "value", "base", "growth")
    result = ranked(question, grown, "growth", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)
