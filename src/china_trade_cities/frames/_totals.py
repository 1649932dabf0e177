"""Amounts added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from china_trade_cities.frames._engine import as_float, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from china_trade_cities.frames._engine import Frame
    from china_trade_cities.frames._question import Question


def totals(question: Question, names: Sequence[str] = ("city",)) -> Frame:
    """The sum of ``value`` for each city, or other combination of names."""
    summed = question.rows.group_by(*names).agg(nw.col("value").sum())
    return summed.select(*texts(names), *sums(question, "value"))


def changes(question: Question) -> Frame:
    """For each city with rows in both spans the sums ``value`` and ``base``.

    Both are added up in one pass, without a join: a row counts for the spans that it lies in.
    """
    exact = question.value_type.is_numeric() and not question.value_type.is_decimal()

    def count(span: str) -> nw.Expr:
        return nw.col(span).cast(nw.Int64)

    def amount(span: str) -> nw.Expr:
        # With zeros instead of nulls, pandas keeps integers as integers.
        return (
            nw.col("value") * count(span) if exact else nw.when(nw.col(span)).then(nw.col("value"))
        )

    summed = (
        question.rows.select(
            "city",
            value=amount("period"),
            base=amount("base"),
            now=count("period"),
            before=count("base"),
        )
        .group_by("city")
        .agg(nw.col("value", "base", "now", "before").sum())
    )
    both = summed.filter(nw.col("now") > 0, nw.col("before") > 0)
    return both.select(*texts(("city",)), *sums(question, "value", "base"))


def beside_sum(question: Question, frame: Frame, sums: str, of: str = "value") -> Frame:
    """A frame with the sum of one of its columns beside each row.

    Joined by a constant, because not every engine has sums over windows.
    """
    constant = frame.with_columns(one=nw.lit(1))
    together = constant.group_by("one").agg(nw.col(of).sum().alias(sums))
    if question.value_type.is_integer():
        together = together.with_columns(nw.col(sums).cast(nw.Int64))
    return joined(constant, together, "one").drop("one")


def difference(question: Question) -> nw.Expr:
    """What ``value`` is above ``base``, exact for integers."""
    if question.value_type.is_integer():
        return nw.col("value") - nw.col("base")
    return real(question, "value") - real(question, "base")


def real(question: Question, name: str) -> nw.Expr:
    """An amount as a 64-bit float, rounded once as Python does."""
    return as_float(question.rows, name, integer=question.value_type.is_integer())


def texts(names: Sequence[str]) -> list[nw.Expr]:
    """Names as text, so that they sort alike whatever their type was."""
    return [nw.col(name).cast(nw.String) for name in names]


def sums(question: Question, *names: str) -> list[nw.Expr]:
    """Sums as they are, but of integers as integers; some engines widen them to another type."""
    integer = question.value_type.is_integer()
    return [nw.col(name).cast(nw.Int64) if integer else nw.col(name) for name in names]
