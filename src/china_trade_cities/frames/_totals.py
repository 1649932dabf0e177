"""Amounts added up."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from china_trade_cities.frames._engine import (
    as_float,
    column_of,
    difference,
    has_one_text,
    joined,
    widens,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities.frames._engine import Frame
    from china_trade_cities.frames._question import Question

_LARGEST = 2**63 - 1


def totals(question: Question, names: Sequence[str] = ("city",)) -> Frame:
    """The sum of ``value`` for each city, or other combination of names."""
    summed = question.rows.group_by(*names).agg(nw.col("value").sum())
    by_name = with_texts(question, with_integers(question, summed, "value"), names)
    return question.without_nation(by_name) if names == ("city",) else by_name


def changes(question: Question) -> Frame:
    """For each city with rows in both spans the sums ``value`` and ``base``.

    Both are added up in one pass, without a join: a row counts for the spans that it lies in.
    """
    amounts, counts = ["value", "base"], ["value_rows", "base_rows"]
    summed = question.rows.group_by("city").agg(nw.col(*amounts, *counts).sum())
    both = summed.filter(*(column_of(summed, name) > 0 for name in counts))
    both = with_integers(question, both, *amounts)
    return question.without_nation(with_texts(question, both, ("city",)))


def beside_sum(question: Question, frame: Frame, sums: str, of: str = "value") -> Frame:
    """A frame with the sum of one of its columns beside each row.

    Joined by a constant, because not every engine has sums over windows.
    """
    constant = frame.with_columns(one=nw.lit(1))
    together = constant.group_by("one").agg(nw.col(of).sum().alias(sums))
    return joined(constant, with_integers(question, together, sums), "one").drop("one")


def change(question: Question, frame: Frame) -> tuple[Frame, nw.Expr]:
    """What ``value`` is above ``base``, exact for integers and decimals, and its frame."""
    return difference(frame, "value", "base", question.value_type)


def real(question: Question, frame: Frame, amount: str | nw.Expr) -> nw.Expr:
    """An amount as a 64-bit float, rounded once as Python does; of decimals, their last places.

    Cents are whole numbers, and their ratios are the same: equal growth is equal on every engine.
    """
    number = column_of(frame, amount) if isinstance(amount, str) else amount
    integer = question.value_type.is_integer() and not question.exact
    return as_float(frame, number, integer=integer, places=question.places)


def at_least(question: Question, frame: Frame, name: str, limit: float) -> nw.Expr:
    """Whether an amount is not below a limit, exactly."""
    if question.value_type.is_integer():
        lowest = ceil(limit)
        # Some engines take no number that their integers cannot hold.
        if lowest > _LARGEST:
            return column_of(frame, name).is_null()
        return column_of(frame, name) >= max(lowest, -_LARGEST)
    # Of decimals the next whole number of their last places, reckoned from what was typed.
    places = question.places
    return real(question, frame, name) >= (
        float(ceil(Decimal(str(limit)).scaleb(places))) if places else limit
    )


def with_texts(question: Question, frame: Frame, names: Sequence[str]) -> Frame:
    """A frame with names as text, so that they sort alike whatever their type was."""
    others = [
        name for name in names if question.types[name] != nw.String or not has_one_text(frame)
    ]
    return frame.with_columns(nw.col(*others).cast(nw.String)) if others else frame


def with_integers(question: Question, frame: Frame, *sums: str) -> Frame:
    """A frame with sums of integers as integers; some engines widen them to another type."""
    if question.value_type.is_integer() and widens(frame):
        return frame.with_columns(nw.col(*sums).cast(nw.Int64))
    return frame
