"""What a table states about itself: its unit, its currency, its month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from china_trade_cities._period import Period
from china_trade_cities._vocabulary import Currency
from china_trade_cities.readers._grid import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Unit(NamedTuple):
    """Currency and power of ten of the amounts."""

    currency: Currency
    exponent: int

    def __str__(self) -> str:
        return f"10^{self.exponent} {self.currency}" if self.exponent else f"1 {self.currency}"


_UNIT = re.compile(r"单位[:：]([^)）。;；]*)")
_POWERS = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, "": 0}
_KNOWN_UNIT = re.compile(
    r"(?:人民币,?|RMB,?)?(亿|千万|百万|万|千|)(人民币|元|美元)(?:人民币)?(?:[,、]?%)?"
)
_TITLE = re.compile(
    r"(\d{4})年(?:1[至\-~—–])?(\d{1,2})月[^年月]{0,20}所在地总值表"
    r"|所在地总值表(?:\((?:人民币|美元)值?\))?\(?(\d{4})年(?:1[至\-~—–])?(\d{1,2})月"
)
_CURRENCY = re.compile(r"总值表\((人民币|美元)值?\)")
_WORDS = {"人民币": Currency.CNY, "元": Currency.CNY, "美元": Currency.USD}
_MONTH_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2]|[1-9](?!\d))(?!\d)(?![-_.月]?\d)"
)


def units(texts: Iterable[str]) -> Iterator[tuple[str, Unit | None]]:
    """The statements of a unit, each with what it means, or None where that is not clear."""
    for text in texts:
        for found in _UNIT.finditer(compact(text)):
            words = found[1]
            known = _KNOWN_UNIT.fullmatch(words)
            if known:
                yield words, Unit(_WORDS[known[2]], _POWERS[known[1]])
            elif words in ("US$1,000", "1,000美元", "USD1,000"):
                yield words, Unit(Currency.USD, 3)
            else:
                yield words, None


def titled_months(text: str) -> list[Period]:
    """The months that titles of the table name, in the order of the text."""
    return [
        Period(year=int(year), month=int(month), months=1)
        for found in _TITLE.finditer(compact(text))
        for year, month in [(found[1] or found[3], found[2] or found[4])]
        if int(year) >= 1000 and 1 <= int(month) <= 12
    ]


def titled_currencies(text: str) -> set[Currency]:
    """The currencies that titles of the table name."""
    return {_WORDS[found[1]] for found in _CURRENCY.finditer(compact(text))}


def month_in_name(name: str | None) -> Period | None:
    """The month that the name of a file holds, if it holds one and no other."""
    found = {(int(year), int(month)) for year, month in _MONTH_IN_NAME.findall(name or "")}
    if len(found) != 1:
        return None
    year, month = found.pop()
    return Period(year=year, month=month, months=1)
