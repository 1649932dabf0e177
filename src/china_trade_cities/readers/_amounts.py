"""What the cells of a customs table print, in the form of the published layout."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from china_trade_cities._tables.layout import DASH

if TYPE_CHECKING:
    from collections.abc import Iterable

_DASHES = {"-", "--", "\u2013", "\u2014", "\u2014\u2014", "\u2015", "\u2212", "\uff0d"}
_NUMBER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.[0-9]{1,20})?")

ALLOWED = "a number such as 39817189 or 39,817,189, or a dash"


def plain(cell: str) -> str | None:
    """A cell without thousands commas, any dash as the one of the layout; None if no number."""
    if cell in _DASHES:
        return DASH
    number = cell.replace("\u2212", "-").replace("\uff0d", "-")
    if not number:
        return ""
    return number.replace(",", "") if _NUMBER.fullmatch(number) else None


def decimals_of(cells: Iterable[str]) -> int:
    """Decimal places to which a table prints; ``.0`` is what software makes of a whole number."""
    parts = (cell.partition(".")[2] for cell in cells if cell != DASH)
    return max((len(part) for part in parts if part != "0"), default=0)


def in_layout(cell: str, exponent: int, decimals: int, layout: int) -> str | None:
    """An amount in the unit of the layout, with the digits of the table.

    Args:
        cell: The plain amount, a dash or nothing.
        exponent: Power of ten of the table's unit.
        decimals: Decimal places to which the table prints.
        layout: Power of ten of the layout's unit.

    Returns:
        The amount; None if it is no whole number of currency units.
    """
    if cell in ("", DASH):
        return cell
    number = Decimal(cell).scaleb(exponent)
    whole = int(number.to_integral_value(ROUND_HALF_UP))
    # Binary floating point leaves traces in the seventeenth digit: 273094007215.00003.
    if abs(number - whole) > abs(whole) * Decimal("5e-16"):
        return None
    shown = layout - max(0, exponent - decimals)
    quanta = whole // 10 ** (layout - shown)
    if not shown:
        return str(quanta)
    return f"{quanta // 10**shown}.{quanta % 10**shown:0{shown}}"


def percent(cell: str, *, rounded: bool) -> str:
    """A growth rate, to one decimal where the table prints the digits of a computation."""
    if not rounded or cell in ("", DASH):
        return cell
    return str(Decimal(cell).quantize(Decimal("0.1"), ROUND_HALF_UP))
