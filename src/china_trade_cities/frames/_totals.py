"""Amounts added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw

from china_trade_cities._model.validators import check_count
from china_trade_cities.frames._engine import (
    Condition,
    Frame,
    as_float,
    collected,
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
from china_trade_cities.frames._rows import Question, refuse_gaps

if TYPE_CHECKING:
    from china_trade_cities.frames._periods import Months

_LARGEST = 2**63 - 1


def totals(question: Question, names: Sequence[str] = ("city",)) -> Frame:
    """The sum of ``value`` for each city, or other combination of names."""
    summed = question.rows.group_by(*names).agg(nw.col("value").sum())
    return question.of_cities(with_texts(question, summed, names))


def changes(question: Question, *conditions: Condition) -> Frame:
    """For each city with rows in both spans the sums ``value`` and ``base``, if conditions hold.

    ``months`` and ``base_months`` are how many months its rows cover. Cities of eager frames that
    have others in one span than in the other are refused.
    """
    months = cast("Months", question.months)
    by_month = months.by_month(question.rows)
    keys = {span: months.keys(span) for span in months.spans}
    named = {"value": "months", "base": "base_months"}
    columns: dict[str, nw.Expr] = {}
    for span, counted in named.items():
        lies = nw.col("month").is_in(list(keys[span]) or [_NONE])
        columns[span] = _where(question, lies)
        columns[counted] = _covered(keys[span])
    spread = by_month.with_columns(**columns)
    summed = spread.group_by("city").agg(nw.col(*columns).sum())
    with_rows = [partial(_is_positive, name=name) for name in named.values()]
    known = question.of_cities(with_texts(question, summed, ("city",)), with_rows)
    if eager(by_month) and "months" not in question.waived:
        refuse_gaps(collected(by_month), months)
    return where(known, *with_rows, *conditions)


def _is_positive(frame: Frame, name: str) -> nw.Expr:
    return column_of(frame, name) > 0


_NONE = "none"  # what no month is called


def _where(question: Question, lies: nw.Expr) -> nw.Expr:
    """The amounts where a condition holds; with zeros for others, pandas keeps integers so."""
    wide = question.value_type
    if wide.is_numeric() and not wide.is_decimal():
        return nw.col("value") * lies.cast(nw.Int64)
    return nw.when(lies).then(nw.col("value"))


def _covered(keys: Mapping[Any, int]) -> nw.Expr:
    """How many months a row by month covers, if it is one of these."""
    covered = nw.lit(0).cast(nw.Int64)
    for length in sorted(set(keys.values())):
        lies = nw.col("month").is_in([key for key, months in keys.items() if months == length])
        covered = covered + lies.cast(nw.Int64) * length
    return covered


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


def ratio(frame: Frame, a: nw.Expr, b: nw.Expr, c: nw.Expr, d: nw.Expr) -> Frame:
    """A frame with the column ``ratio`` = (a x b) / (c x d), rounded once: equal ones are level.

    Each product of floats is kept with what its rounding lost, which is a float too, and the
    quotient is mended by what the division left (T. J. Dekker, "A floating-point technique for
    extending the available precision", Numerische Mathematik 18, 1971).
    """
    names = frame.collect_schema().names()
    frame = frame.with_columns(a=a, b=b, c=c, d=d)
    frame = _product(_product(frame, "a", "b", "above"), "c", "d", "below")
    frame = frame.with_columns(first=nw.col("above") / nw.col("below"))
    frame = _product(frame, "first", "below", "back")
    left = (
        (nw.col("above") - nw.col("back"))
        - nw.col("back_lost")
        + nw.col("above_lost")
        - nw.col("first") * nw.col("below_lost")
    )
    mended = frame.with_columns(ratio=nw.col("first") + left / nw.col("below"))
    return mended.select(*names, "ratio")


def _product(frame: Frame, one: str, other: str, name: str) -> Frame:
    """The product of two columns, rounded, and what that lost."""
    pairs = {"x": nw.col(one), "y": nw.col(other)}
    halves = {half: of * _SPLIT - (of * _SPLIT - of) for half, of in pairs.items()}
    frame = frame.with_columns((pairs["x"] * pairs["y"]).alias(name), **halves)
    x, y = nw.col("x"), nw.col("y")
    rest_x, rest_y = pairs["x"] - x, pairs["y"] - y
    lost = ((x * y - nw.col(name)) + x * rest_y + rest_x * y) + rest_x * rest_y
    return frame.with_columns(lost.alias(f"{name}_lost"))


_SPLIT = 2.0**27 + 1.0  # cuts a float into two of half as many digits


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
_COUNTS = ("months", "base_months")
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
    if n is not None and isinstance(frame, nw.DataFrame):  # how many a lazy one has is not known
        rows = len(frame)
        check_count(n, there_are=lambda: rows)
    if n is not None and not keep_ties:
        frame = first(frame, by, n, names)
    others = [
        amount(question, frame, name).alias(titles[name])
        if name in _AMOUNTS
        else nw.col(name).cast(nw.Int64)
        if name in _COUNTS
        else titled(name, titles[name])
        for name in shown
    ]
    answer = with_rank(frame, by, others)
    if n is not None and keep_ties:
        answer = answer.filter(nw.col("rank") <= min(n, _MOST))
    if n is None or keep_ties or not eager(frame):  # whose rows stay in order
        answer = answer.sort("rank", *(titles[name] for name in names), nulls_last=True)
    return unwrap(answer)
