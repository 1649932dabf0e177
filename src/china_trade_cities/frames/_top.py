"""The question which cities trade the most: `top_n`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.validators import check_count, keep_ties
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._rows import Waive, ask
from china_trade_cities.frames._totals import ranked, totals
from china_trade_cities.frames._values import Cities

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


def top_n(
    frame: IntoFrameT,
    n: int = 10,
    *,
    flow: str | None = None,
    period: PeriodLike | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    cities: Cities | None = None,
    ties: TiesName = "first",
    columns: Columns | None = None,
    waive: Waive = (),
) -> IntoFrameT:
    """The cities that trade the most: amounts are added up by city, then ranked.

    Args:
        frame: The table, one observation a row.
        n: How many cities to return.
        flow: The value that the flow column must have; None for any. Rows of exports and of
            imports add up to the total.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: The value that the product column must have; ``""`` for rows without a product,
            which are of all goods; None for any.
        partner: The same of the partner; ``""`` is the world.
        currency: The value that the currency column must have; None for any.
        basis: The value that the basis column must have; None for any.
        cities: Values of the city column; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``, ``city``.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names: largest amount first, then by city.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import pandas as pd
        >>> from china_trade_cities import frames
        >>> table = pd.DataFrame(
        ...     {"reporter": ["Ningbo", "Suzhou", "Ningbo"], "month": 202401, "usd": [3, 4, 2]}
        ... )
        >>> print(table.pipe(frames.top_n, 2, period="2024-01").to_string(index=False))
         rank reporter  usd
            1   Ningbo    5
            2   Suzhou    4
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    question = ask(
        frame,
        columns,
        waive,
        spans={"period": period},
        chosen=(flow, product, partner, currency, basis),
        cities=cities,
    )
    result = ranked(question, totals(question), "value", count, "city", "value", keep_ties=all_ties)
    return cast("IntoFrameT", result)
