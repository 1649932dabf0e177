"""What the functions of `frames` should answer, in a few lines of plain Python.

Written from the definitions, not from the code: rows are dicts, amounts are exact fractions of
Python's own, nothing is clever.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from china_trade_cities import Period

Rows: TypeAlias = "list[dict[str, Any]]"


def _month(value: Any) -> Period | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, date):
        return Period.parse(value)
    text = str(value).replace("年", "-").replace("月", "").replace("/", "-")
    if text.count("-") > 0:
        year, month = text.split("-")[:2]
        return Period(year=int(year), month=int(month), months=1)
    return Period.parse(text)


def _inside(row: dict[str, Any], period: Any) -> bool:
    if period is None:
        return True
    month = _month(row["period"])
    return month is not None and month in Period.parse(period)


def _kept(rows: Rows, **chosen: Any) -> Rows:
    kept = [
        row
        for row in rows
        if row["value"] is not None and math.isfinite(row["value"]) and (row["city"] or "").strip()
    ]
    for part, wanted in chosen.items():
        if wanted is not None:
            kept = [row for row in kept if (row[part] or "") == wanted]
    return kept


def _sums(rows: Rows, *names: str) -> dict[Any, Any]:
    found: dict[Any, Any] = defaultdict(int)
    for row in rows:
        found[tuple(row[name] for name in names)] += row["value"]
    return dict(found)


def _name_key(name: Any) -> tuple[bool, str]:
    return name is None, name or ""


def _ranked(entries: Rows, by: str, n: int | None, ties: str, *names: str) -> Rows:
    ordered = sorted(entries, key=lambda entry: [_name_key(entry[name]) for name in names])
    ordered.sort(key=lambda entry: -entry[by])
    for entry in ordered:
        entry["rank"] = 1 + sum(other[by] > entry[by] for other in ordered)
    if n is None:
        return ordered
    if ties == "all":
        return [entry for entry in ordered if entry["rank"] <= n]
    return ordered[:n]


def _shown(entries: Rows, *names: str) -> Rows:
    return [{name: entry[name] for name in names} for entry in entries]


def _real(amount: Any) -> float:
    """As a float; of decimals, their hundredths, which are whole."""
    return float(amount * 100) if isinstance(amount, Decimal) else float(amount)


def _percent(part: Any, whole: Any) -> float:
    return _real(part) * 100.0 / _real(whole)


def top_n(
    rows: Rows, n: int = 10, *, period: Any = None, ties: str = "first", **chosen: Any
) -> Rows:
    """Sums by city, largest first."""
    kept = [row for row in _kept(rows, **chosen) if _inside(row, period)]
    entries = [{"city": city, "value": value} for (city,), value in _sums(kept, "city").items()]
    return _shown(_ranked(entries, "value", n, ties, "city"), "rank", "city", "value")


def _changes(rows: Rows, period: Any, base: Any, **chosen: Any) -> Rows:
    kept = _kept(rows, **chosen)
    before = base or Period.parse(period).previous_year()
    now = _sums([row for row in kept if _inside(row, period)], "city")
    then = _sums([row for row in kept if _inside(row, before)], "city")
    return [
        {
            "city": city,
            "value": now[(city,)],
            "base": then[(city,)],
            "months": _covered(kept, city, period),
            "base_months": _covered(kept, city, before),
        }
        for (city,) in now
        if (city,) in then
    ]


def _covered(rows: Rows, city: Any, period: Any) -> int:
    """How many months the rows of a city in a period are of."""
    months = {_month(row["period"]) for row in rows if row["city"] == city and _inside(row, period)}
    return sum(month.months for month in months if month)


def growth_leaders(
    rows: Rows,
    n: int = 10,
    *,
    period: Any,
    base: Any = None,
    min_value: Any = None,
    ties: str = "first",
    **chosen: Any,
) -> Rows:
    """Change on the base in percent of it, where it is above zero."""
    entries = [
        entry
        for entry in _changes(rows, period, base, **chosen)
        if entry["base"] > 0 and (min_value is None or entry["value"] >= min_value)
    ]
    for entry in entries:
        entry["growth"] = _percent(entry["value"] - entry["base"], entry["base"])
    ranked = _ranked(entries, "growth", n, ties, "city")
    return _shown(ranked, "rank", "city", "value", "base", "growth", "months", "base_months")


def contribution(
    rows: Rows, n: int = 10, *, period: Any, base: Any = None, ties: str = "first", **chosen: Any
) -> Rows:
    """Change in percent of the base of all cities that have both."""
    entries = _changes(rows, period, base, **chosen)
    whole = sum(entry["base"] for entry in entries)
    if whole <= 0:
        return []
    for entry in entries:
        entry["change"] = entry["value"] - entry["base"]
        entry["points"] = _percent(entry["change"], whole)
    ranked = _ranked(entries, "change", n, ties, "city")
    return _shown(ranked, "rank", "city", "value", "base", "points", "months", "base_months")


def market_share(
    rows: Rows, n: int = 10, *, period: Any = None, ties: str = "first", **chosen: Any
) -> Rows:
    """Sums by city in percent of the sum of all."""
    kept = [row for row in _kept(rows, **chosen) if _inside(row, period)]
    whole = sum(row["value"] for row in kept)
    if whole <= 0:
        return []
    entries = [
        {"city": city, "value": value, "share": _percent(value, whole)}
        for (city,), value in _sums(kept, "city").items()
    ]
    return _shown(_ranked(entries, "value", n, ties, "city"), "rank", "city", "value", "share")


def concentration(rows: Rows, *, k: int = 5, period: Any = None, **chosen: Any) -> Rows:
    """Squares of all shares, and the sum of the largest."""
    shares = [entry["share"] for entry in market_share(rows, 10**6, period=period, **chosen)]
    if not shares:
        return []
    kept = [row for row in _kept(rows, **chosen) if _inside(row, period)]
    return [
        {
            "denominator": sum(row["value"] for row in kept),
            "counted": len(shares),
            "hhi": math.fsum(share * share for share in shares),
            "k": k,
            "top_share": math.fsum(shares[:k]),
        }
    ]


def specialization_index(
    rows: Rows,
    n: int | None = None,
    *,
    symmetric: bool = False,
    product: str | None = None,
    period: Any = None,
    **chosen: Any,
) -> Rows:
    """Balassa's index for each city and product."""
    kept: Rows = [
        {**row, "product": row["product"] or ""}
        for row in _kept(rows, **chosen)
        if _inside(row, period)
    ]
    cities, products = _sums(kept, "city"), _sums(kept, "product")
    whole = sum(row["value"] for row in kept)
    entries: Rows = []
    for (city, good), value in _sums(kept, "city", "product").items():
        of_city, of_product = cities[(city,)], products[(good,)]
        if product in (None, good) and value >= 0 and min(of_city, of_product, whole) > 0:
            index = float(
                Fraction(value) * Fraction(whole) / (Fraction(of_city) * Fraction(of_product))
            )
            if symmetric:
                index = (index - 1.0) / (index + 1.0)
            entries.append({"city": city, "product": good, "value": value, "index": index})
    ranked = _ranked(entries, "index", n, "first", "city", "product")
    return _shown(ranked, "rank", "city", "product", "value", "index")


def refused(
    rows: Rows,
    name: str,
    waive: tuple[str, ...],
    *,
    period: Any = None,
    flow: str | None = None,
    **_: Any,
) -> list[str]:
    """For what an eager table of single goods is refused: rows of no city, or other months."""
    finite = [row for row in rows if row["value"] is not None and math.isfinite(row["value"])]
    finite = [row for row in finite if flow in (None, row["flow"])]
    grows = name in ("growth_leaders", "contribution")
    spans = [period, Period.parse(period).previous_year()] if grows else [period]
    inside = [row for row in finite if any(_inside(row, span) for span in spans)]
    if "city" not in waive and any(not (row["city"] or "").strip() for row in inside):
        return ["city"]
    if not grows or "months" in waive:
        return []
    begins = [Period.parse(span).start for span in spans]
    had: dict[str, list[set[int]]] = {}
    for row in inside:
        if (row["city"] or "").strip():
            of_city = had.setdefault(row["city"], [set(), set()])
            for months, span, begin in zip(of_city, spans, begins, strict=True):
                month = _month(row["period"])
                if month and _inside(row, span):
                    months.add((month.year - begin.year) * 12 + month.month - begin.month)
    both = [months for months in had.values() if all(months)]
    return ["months"] if any(now != before for now, before in both) else []
