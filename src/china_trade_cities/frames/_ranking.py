"""Ranks in a total order: the largest first, then by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from china_trade_cities.frames._engine import eager, titled, unwrap, whole_rows, with_rank
from china_trade_cities.frames._totals import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities.frames._engine import Frame
    from china_trade_cities.frames._question import Question

_AMOUNTS = ("value", "base")
_MOST = 2**31 - 1  # rows that every engine can be asked for


def first(frame: Frame, by: str, n: int, names: Sequence[str] = ("city",)) -> Frame:
    """The `n` rows with the largest values of a column, in order where the engine has one.

    Args:
        frame: One row for each combination of `names`.
        by: The column to order by, without nulls.
        n: How many rows.
        names: Columns that tell the rows apart, and order those that are level.
    """
    descending = [True, *(False for _ in names)]
    ordered = frame.sort(by, *names, descending=descending, nulls_last=True)
    return whole_rows(ordered.head(min(n, _MOST)))


def ranked(
    question: Question,
    frame: Frame,
    by: str,
    n: int | None,
    *shown: str,
    keep_ties: bool = False,
    names: Sequence[str] = ("city",),
) -> Any:
    """The `n` rows with the largest values of a column, in order and with their ``rank``.

    Args:
        question: The question that they answer.
        frame: One row for each combination of `names`.
        by: The column to rank by, without nulls.
        n: How many rows; None for all.
        shown: The columns beside the rank, among them `names`.
        keep_ties: Whether rows level with the last are kept.
        names: Columns that tell the rows apart, and order those that are level.

    Returns:
        A frame of the user's own type, whose columns are called as the user's are.
    """
    titles = question.titles("rank", *shown)
    if n is not None and not keep_ties:
        frame = first(frame, by, n, names)
    answer = with_rank(
        frame,
        by,
        [
            amount(question, frame, name).alias(titles[name])
            if name in _AMOUNTS
            else titled(name, titles[name])
            for name in shown
        ],
    )
    if n is not None and keep_ties:
        answer = answer.filter(nw.col("rank") <= min(n, _MOST))
    if n is None or keep_ties or not eager(frame):  # whose rows stay in order
        answer = answer.sort("rank", *(titles[name] for name in names), nulls_last=True)
    return unwrap(answer)
