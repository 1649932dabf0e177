"""The question which part of all trade a city has: `market_share`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import narwhals.stable.v2 as nw

from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.validators import check_count, keep_ties
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import where
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole
from china_trade_cities.frames._totals import above_zero, beside_sum, ranked, real, totals
from china_trade_cities.frames._values import Cities, listed

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


def market_share(
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
    """The cities with the largest part of all trade in the table.

    share = 100 x amount of the city / amount of all cities, in percent, over the rows that the
    question chooses. The table is the whole: a share of the nation needs all of the nation.

    Args:
        frame: The table, one observation a row.
        n: How many cities to return.
        flow: The value that the flow column must have; None for any. A balance has no
            shares.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: The value that the product column must have; ``""`` for rows without a product,
            which are of all goods; None for any.
        partner: The same of the partner; ``""`` is the world.
        currency: The value that the currency column must have; None for any.
        basis: The value that the basis column must have; None for any.
        cities: Values of the city column, of which the shares are returned; the whole is still
            that of all cities. None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``, ``city``.

    Returns:
        A frame of the same type with the columns ``rank`` (1, 1, 3), the city and the amount
        under their own names, and ``share``: largest share first, then by city. No rows where
        the whole is not above zero.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import pyarrow as pa
        >>> from china_trade_cities import frames
        >>> table = pa.table({"city": ["Ningbo", "Suzhou", "Ningbo"], "value": [3, 4, 1]})
        >>> frames.market_share(table, 1).to_pylist()
        [{'rank': 1, 'city': 'Ningbo', 'value': 4, 'share': 50.0}]
    """
    count = check_count(n)
    all_ties = keep_ties(ties)
    check_parts_of_whole(flow)
    question = ask(
        frame,
        columns,
        waive,
        spans={"period": period},
        chosen=(flow, product, partner, currency, basis),
    )
    parts = where(beside_sum(totals(question), "whole"), above_zero(question, "whole"))
    share = real(question, parts, "value") * 100.0 / real(question, parts, "whole")
    shares = parts.with_columns(share=share)
    if cities is not None:
        wanted = listed(str(question.columns.city), question.types["city"], cities)
        shares = shares.filter(nw.col("city").is_in([str(city) for city in wanted]))
    # The whole is the same for all: who has the larger amount has the larger share.
    shown = ("city", "value", "share")
    result = ranked(question, shares, "value", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)
