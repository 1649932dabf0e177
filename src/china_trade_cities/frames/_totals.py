"""Amounts added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from math import ceil
from typing import Any

import narwhals.stable.v2 as nw

from china_trade_cities.frames._engine import (
    Condition,
    Frame,
    as_float,
    column_of,
    decimal_difference,
    eager,
    is_plain_text,
    joined,
    titled,
    unwrap,
    where,
    whole_rows,
    widens,
    with_rank,
)
from china_trade_cities.frames._rows import Question

_LARGEST = 2**63 - 1


def totals(question: Question, names: Sequence[str] = ("city",)) -> Frame:
    """The sum of ``value`` for each city, or other combination of names."""
    summed = with_texts(question, question.rows.group_by(*names).agg(nw.col("value").sum()), names)
    if names == ("city",):
        question.refuse_nation(summed)
    return summed


def changes(question: Question, *conditions: Condition) -> Frame:
    """For each city with rows in both spans the sums ``value`` and ``base``, if conditions hold."""
    counts = ("value_rows", "base_rows")
    by_city = question.rows.group_by("city").agg(nw.col("value", "base", *counts).sum())
    summed = with_texts(question, by_city, ("city",))
    with_rows = [partial(_is_positive, name=name) for name in counts]
    question.refuse_nation(summed, with_rows)
    return where(summed, *with_rows, *conditions)


def _is_positive(frame: Frame, name: str) -> nw.Expr:
    return column_of(frame, name) > 0


def amount(question: Question, frame: Frame, name: str) -> nw.Expr:
    """A sum, which of integers is an integer; some engines widen it to another type."""
    number = column_of(frame, name)
    integer = question.value_type.is_integer() and widens(frame)
    return number.cast(nw.Int64) if integer else number


def beside_sum(frame: Frame, sums: str, of: str = "value") -> Frame:
    """A frame with the sum of one of its columns beside each row."""
    # Joined by a constant, because not every engine has sums over windows.
    constant = frame.with_columns(one=nw.lit(1))
    together = constant.group_by("one").agg(nw.col(of).sum().alias(sums))
    return joined(constant, together, "one").drop("one")


def change(question: Question, frame: Frame) -> tuple[Frame, nw.Expr]:
    """What ``value`` is above ``base``, exact for integers and decimals, and its frame."""
    if isinstance(question.value_type, nw.Decimal):
        return decimal_difference(frame, "value", "base", question.value_type)
    return frame, amount(question, frame, "value") - amount(question, frame, "base")


def real(question: Question, frame: Frame, sums: str | nw.Expr) -> nw.Expr:
    """Sums as a 64-bit float, rounded once as Python does; of decimals, their last places.

    Cents are whole numbers, and their ratios are the same: equal growth is equal on every engine.
    """
    number = amount(question, frame, sums) if isinstance(sums, str) else sums
    if question.value_type.is_float():
        return number
    integer = question.value_type.is_integer() and not question.exact
    return as_float(frame, number, integer=integer, places=question.places)


def above_zero(question: Question, name: str) -> Condition:
    kind = amount if question.value_type.is_integer() else real
    return lambda frame: kind(question, frame, name) > 0


def at_least(question: Question, name: str, limit: float) -> Condition:
    """Which sums are not below a limit, exactly."""
    if question.value_type.is_integer():
        lowest = ceil(limit)
        # Some engines take no number that their integers cannot hold.
        if lowest > _LARGEST:
            return lambda frame: column_of(frame, name).is_null()
        return lambda frame: column_of(frame, name) >= max(lowest, -_LARGEST)
    # Of decimals the next whole number of their last places, reckoned from what was typed.
    places = question.places
    least = float(ceil(Decimal(str(limit)).scaleb(places))) if places else limit
    return lambda frame: real(question, frame, name) >= least


def with_texts(question: Question, frame: Frame, names: Sequence[str]) -> Frame:
    """A frame with names as text, so that they sort alike whatever their type was."""
    others = [name for name in names if not is_plain_text(frame, name, question.types[name])]
    return frame.with_columns(nw.col(*others).cast(nw.String)) if others else frame


_AMOUNTS = ("value", "base")
_MOST = 2**31 - 1  # rows that every engine can be asked for


def first(frame: Frame, by: str, n: int, names: Sequence[str] = ("city",)) -> Frame:
    """The `n` rows with the largest values of a column, in order where the engine has one."""
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
    """The `n` rows (None: all) with the largest values of a column, in order, with their ``rank``.

    The frame has one row for each combination of `names`, which also order rows that are level.
    The result is of the user's own type, and its columns are called as the user's are.
    """
    titles = question.titles("rank", *shown)
    if n is not None and not keep_ties:
        frame = first(frame, by, n, names)
    others = [
        amount(question, frame, name).alias(titles[name])
        if name in _AMOUNTS
        else titled(name, titles[name])
        for name in shown
    ]
    answer = with_rank(frame, by, others)
    if n is not None and keep_ties:
        answer = answer.filter(nw.col("rank") <= min(n, _MOST))
    if n is None or keep_ties or not eager(frame):  # whose rows stay in order
        answer = answer.sort("rank", *(titles[name] for name in names), nulls_last=True)
    return unwrap(answer)
