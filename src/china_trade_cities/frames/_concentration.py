"""The question how far trade is concentrated in few cities: `concentration`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import narwhals.stable.v2 as nw

from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.validators import check_count
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import joined, unwrap, where
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole
from china_trade_cities.frames._totals import above_zero, amount, beside_sum, first, real, totals
from china_trade_cities.frames._values import Cities

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoFrameT


def concentration(
    frame: IntoFrameT,
    *,
    k: int = 5,
    flow: str | None = None,
    period: PeriodLike | None = None,
    product: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    basis: str | None = None,
    cities: Cities | None = None,
    columns: Columns | None = None,
    waive: Waive = (),
) -> IntoFrameT:
    """How far trade is concentrated in few cities.

    The Herfindahl-Hirschman index is the sum of the squares of all shares in percent: 10,000
    where one city has everything, 10,000 / n where n cities have equal parts (S. A. Rhoades,
    "The Herfindahl-Hirschman Index", Federal Reserve Bulletin 79, March 1993, p. 188).
    The top-k share (concentration ratio) is the sum of the k largest shares in percent. Shares
    are of the amount of all cities in the rows that the question chooses.

    Args:
        frame: The table, one observation a row.
        k: Of how many of the largest cities to add the shares.
        flow: The value that the flow column must have; None for any. A balance has no
            shares.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: The value that the product column must have; ``""`` for rows without a product,
            which are of all goods; None for any.
        partner: The same of the partner; ``""`` is the world.
        currency: The value that the currency column must have; None for any.
        basis: The value that the basis column must have; None for any.
        cities: Values of the city column, which are then the whole; None for all cities.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: Columns that may mix what should not be mixed, by what they hold: ``flow``,
            ``product``, ``partner``, ``currency``, ``basis``, ``period``, ``city``.

    Returns:
        A frame of the same type with one row and the columns ``denominator`` (the amount of all
        cities), ``counted`` (how many they are), ``hhi``, ``k`` and ``top_share``. No row where
        the denominator is not above zero.

    Raises:
        InvalidArgumentError: An argument or a column is not what it has to be.
        IncomparableRecordsError: Rows must not be added up.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"city": ["Ningbo", "Suzhou", "Wuxi"], "value": [50, 30, 20]})
        >>> frames.concentration(table, k=2).row(0)
        (100, 3, 3800.0, 2, 80.0)
    """
    largest = check_count(k, "k")
    check_parts_of_whole(flow)
    question = ask(
        frame,
        columns,
        waive,
        spans={"period": period},
        chosen=(flow, product, partner, currency, basis),
        cities=cities,
    )
    parts = beside_sum(totals(question), "denominator")
    parts = where(parts, above_zero(question, "denominator"))
    share = real(question, parts, "value") * 100.0 / real(question, parts, "denominator")
    shares = parts.with_columns(share=share, one=nw.lit(1))
    every = (
        shares.with_columns(square=nw.col("share") * nw.col("share"))
        .group_by("one")
        .agg(nw.col("denominator").max(), counted=nw.len(), hhi=nw.col("square").sum())
    )
    top = first(shares, "value", largest)
    both = joined(every, top.group_by("one").agg(top_share=nw.col("share").sum()), "one")
    result = both.with_columns(
        amount(question, both, "denominator"),
        nw.col("counted").cast(nw.Int64),
        k=nw.lit(min(largest, 2**63 - 1), nw.Int64),
    )
    shown = result.select("denominator", "counted", "hhi", "k", "top_share")
    return cast("IntoFrameT", unwrap(shown))
