"""Ranks in a total order: the largest first, then by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from china_trade_cities.frames._engine import eager, with_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities.frames._engine import Frame


def ranked(
    frame: Frame,
    by: str,
    n: int | None = None,
    *,
    keep_ties: bool = False,
    names: Sequence[str] = ("city",),
) -> Frame:
    """The `n` rows with the largest values of a column, in order and with their ``rank``.

    Args:
        frame: One row for each combination of `names`.
        by: The column to rank by, without nulls.
        n: How many rows; None for all.
        keep_ties: Whether rows level with the last are kept.
        names: Columns that tell the rows apart, and order those that are level.
    """
    if n is not None and not keep_ties:
        descending = [True, *(False for _ in names)]
        frame = frame.sort(by, *names, descending=descending, nulls_last=True).head(n)
        if eager(frame):  # whose rows stay in order
            return with_rank(frame, by)
    frame = with_rank(frame, by)
    if n is not None and keep_ties:
        frame = frame.filter(nw.col("rank") <= n)
    return frame.sort("rank", *names, nulls_last=True)
