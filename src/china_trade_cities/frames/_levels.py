"""Questions about the amounts of one period: `top_n`, `market_share`, `concentration`."""

from __future__ import annotations

from typing import cast

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from china_trade_cities._model.period import PeriodLike
from china_trade_cities._model.validators import check_count, keep_ties
from china_trade_cities._model.vocabulary import TiesName
from china_trade_cities.frames._columns import Columns
from china_trade_cities.frames._engine import joined, unwrap, where, wrap
from china_trade_cities.frames._rows import Waive, ask, check_parts_of_whole, refuse_absent_cities
from china_trade_cities.frames._totals import (
    above_zero,
    amount,
    beside_sum,
    first,
    ranked,
    real,
    totals,
)
from china_trade_cities.frames._values import Cities, listed


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
        flow: Value of the flow column; None for any. Exports and imports add up to the total.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        cities: Values of the city column, such as an eager frame has; None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, or adds it where no period is asked for;
            ``city`` leaves out rows without a city.

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
    chosen = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, {"period": period}, cities=cities)
    result = ranked(question, totals(question), "value", count, "city", "value", keep_ties=all_ties)
    return cast("IntoFrameT", result)


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
        flow: Value of the flow column; None for any. A balance has no shares.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        cities: Values of the city column, of which the shares are returned; the whole is still
            that of all cities. None for all cities.
        ties: What happens to cities level with the last one: ``first`` cuts at `n` in order of
            the city's name, ``all`` keeps them.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, or adds it where no period is asked for;
            ``city`` leaves out rows without a city.

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
    chosen = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, {"period": period})
    parts = where(beside_sum(totals(question), "whole"), above_zero(question, "whole"))
    share = real(question, parts, "value") * 100.0 / real(question, parts, "whole")
    shares = parts.with_columns(share=share)
    if cities is not None:
        column = str(question.columns.city)
        wanted = listed(column, question.types["city"], cities)
        if "city" not in question.waived:
            refuse_absent_cities(wrap(frame), column, question.types["city"], cities)
        shares = shares.filter(nw.col("city").is_in([str(city) for city in wanted]))
    # The whole is the same for all: who has the larger amount has the larger share.
    shown = ("city", "value", "share")
    result = ranked(question, shares, "value", count, *shown, keep_ties=all_ties)
    return cast("IntoFrameT", result)


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
        flow: Value of the flow column; None for any. A balance has no shares.
        period: The months, such as ``2024``, ``"2024-05"`` or ``"2024-01/2024-07"``: rows whose
            month or year lies inside. None for all rows.
        product: Value of the product column; ``""`` for rows without one (all goods); None for any.
        partner: Value of the partner column; ``""`` for rows without one (the world); None for any.
        currency: Value of the currency column; None for any.
        basis: Value of the basis column; None for any.
        cities: Values of the city column, which are then the whole; None for all cities.
        columns: Which column holds what; None to find them by their names (`Columns`).
        waive: What may pass that is refused, by what the column holds: ``flow``, ``product``,
            ``partner``, ``partner2``, ``customs``, ``transport``, ``currency``, ``basis``;
            ``period`` also leaves out what is no month, or adds it where no period is asked for;
            ``city`` leaves out rows without a city.

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
    chosen = (flow, product, partner, currency, basis)
    question = ask(frame, columns, waive, chosen, {"period": period}, cities=cities)
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
