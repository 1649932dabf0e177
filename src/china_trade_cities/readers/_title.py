"""What a table states about itself: its month, its unit, its currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Currency
from china_trade_cities._tables.cells import DASH
from china_trade_cities.readers._editions import LAYOUT, Unit
from china_trade_cities.readers._faults import Faults
from china_trade_cities.readers._grid import GridRow, compact
from china_trade_cities.readers._header import AGAIN, Header
from china_trade_cities.readers._plausible import Control
from china_trade_cities.readers._rows import Place

_ANY_UNIT = "万元 or 元 (yuan), 千美元 or 美元 (dollars)"
_UNIT = re.compile(r"单位[:：]([^)）。;；]{0,60})")
_POWERS = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, "": 0}

_KNOWN_UNIT = re.compile(
    r"(?:人民币,?|RMB,?)?(亿|千万|百万|万|千|)(人民币|元|美元)(?:人民币)?(?:[,、]?%)?"
)

_TITLE = re.compile(
    r"(\d{4})年(?:1月?[至\-~—–])?(\d{1,2})月[^年月]{0,20}所在地总值表"
    r"|所在地总值表(?:\((?:人民币|美元)值?\))?\(?(\d{4})年(?:1月?[至\-~—–])?(\d{1,2})月"
)

# A heading inside the table; a day follows the month in what says when it was published.
_HEADING = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:1月?[至\-~—–])?(\d{1,2})月(?!\d*日)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_CURRENCY = re.compile(r"总值表\((人民币|美元)值?\)")
_WORDS = {"人民币": Currency.CNY, "元": Currency.CNY, "美元": Currency.USD}

_MONTH_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2]|[1-9](?!\d))([-_.月]?\d{1,2}(?!\d))?(?!\d)"
)


class Statements:
    """What one table states: in the name of its file, the text before it, its header and notes."""

    def __init__(
        self, file: str | None, title: str, header: Header, notes: list[GridRow], faults: Faults
    ) -> None:
        self._file = file
        self._title = title
        self._header = header
        self._notes = notes
        self._findings = faults
        self._above = "".join([title, *(cell for row in header.above for cell in row.cells)])

    def month(self, given: Period | None) -> Period:
        """The month of the table: as given, or as the table or the name of the file says."""
        titled = _months(_TITLE, [self._above])
        headed = {month for row in self._header.above for month in _months(_HEADING, row.cells)}
        stated = {
            "period=": given,
            "the title": titled[-1] if titled else None,
            "the row above the header": headed.pop() if len(headed) == 1 else None,
            "the name of the file": None if given else _month_in_name(self._file),
        }
        known = [(where, month) for where, month in stated.items() if month]
        if not known and (written := self._month_in_header()):
            known = [("the header", written)]
        if not known:
            self._findings.fault("the year is stated nowhere: pass period=, such as '2024-12'")
            self._findings.stop()
        first, month = known[0]
        for where, other in known[1:]:
            if other != month:
                message = f"{first} says {month}, {where} {other}: pass the right period="
                self._findings.fault(message)
        self._check_months(month)
        self._findings.stop()
        return month

    def _check_months(self, month: Period) -> None:
        months = self._header.months.items()
        wrong = [text for number, text in months if number != month.month]
        wrong += [text for year, text in self._years().items() if year != month.year]
        for text in wrong:
            message = f"the header must be of {month}; got {text!r}"
            self._findings.fault(message, self._header.line)
        for row in self._notes:
            if any(other != month for other in _months(_TITLE, ["".join(row.cells)])):
                message = f"the file must hold one table, of {month}; got a title of another month"
                self._findings.fault(message, row.line)

    def _month_in_header(self) -> Period | None:
        """The month that the header names with its year, if it names one and no other."""
        named = [(year, number) for year in self._years() for number in self._header.months]
        if len(named) != 1 or not 1 <= named[0][1] <= 12:
            return None
        ((year, number),) = named
        return Period(year=year, month=number, months=1)

    def _years(self) -> dict[int, str]:
        """The years that headers of amounts name, with the header where each was first.

        Headers of growth may name the year before.
        """
        found: dict[int, str] = {}
        for column, position in self._header.figures.items():
            text = self._header.texts[position]
            if not column.startswith("growth"):
                for year in _YEAR.findall(compact(text)):
                    found.setdefault(int(year), text)
        return found

    def unit(self, edition: Currency | None, total: Place, control: Control) -> Unit:
        """The unit that the amounts are in, whatever is stated."""
        stated = self._stated_unit(edition)
        cell = total.cells["total_ytd"]
        if cell in ("", DASH):
            self._findings.fault("the total must be a number", total.line, "total_ytd")
            self._findings.stop()
        fitting = [
            exponent
            for exponent in dict.fromkeys((stated.exponent, stated.layout, 0))
            if control.fits(Decimal(cell).scaleb(exponent), stated.currency)
        ]
        if not fitting or fitting[0] not in (stated.layout, 0):
            self._findings.fault(
                f"the unit must be {_ANY_UNIT}; got {stated}, in which the total {cell} is not "
                f"what is known of {control.area.name}",
                total.line,
                "total_ytd",
            )
            self._findings.stop()
        unit = Unit(stated.currency, fitting[0])
        if unit != stated:
            self._findings.report(
                f"the stated unit of {stated} cannot be right: the total {cell} makes sense in "
                f"units of {unit}, in which all amounts are read",
                total.line,
                "total_ytd",
            )
        return unit

    def _stated_unit(self, edition: Currency | None) -> Unit:
        """The unit that the table states, or the one in which customs print the edition."""
        found = self._units()
        titled = _CURRENCY.findall(compact(self._above))
        currencies = {_WORDS[word] for word in titled} | {unit.currency for unit in found}
        if edition is not None:
            currencies.add(edition)
        if len(found) > 1:
            self._findings.fault(f"two units are stated: {' and '.join(found.values())}")
        elif len(currencies) > 1:
            self._findings.fault("title, unit and edition= name more than one currency")
        elif not currencies:
            message = f"no unit is stated: it must be 单位 with {_ANY_UNIT}, or edition="
            self._findings.fault(message)
        self._findings.stop()
        if found:
            return next(iter(found))
        currency = next(iter(currencies))
        unit = Unit(currency, LAYOUT[currency])
        self._findings.report(f"no unit is stated: amounts are read in units of {unit}")
        return unit

    def _units(self) -> dict[Unit, str]:
        inside = [(row.line, cell) for row in self._header.above for cell in row.cells]
        inside += [(self._header.line, text) for text in self._header.texts]
        inside += [(row.line, cell) for row in self._notes for cell in row.cells]
        found: dict[Unit, str] = {}
        for line, text in inside:
            for words, unit in _units_in(text):
                if unit is None:
                    message = f"the unit must be {_ANY_UNIT}; got {words!r}"
                    self._findings.fault(message, line)
                else:
                    found.setdefault(unit, words)
        if not found:
            # Before the table a page may speak of units of other kinds: the last one counts.
            before = [(unit, words) for words, unit in _units_in(self._title) if unit]
            found.update(before[-1:])
        return found


def _units_in(text: str) -> Iterator[tuple[str, Unit | None]]:
    """The statements of a unit, each with what it means, or None where that is not clear."""
    for found in _UNIT.finditer(AGAIN.sub("", compact(text))):
        known = _KNOWN_UNIT.fullmatch(found[1])
        yield found[1], Unit(_WORDS[known[2]], _POWERS[known[1]]) if known else None


def _months(pattern: re.Pattern[str], texts: Iterable[str]) -> list[Period]:
    """The months that a pattern finds: a year and a number in two groups that match."""
    return [
        Period(year=int(year), month=int(month), months=1)
        for text in texts
        for found in pattern.finditer(compact(text))
        for year, month in [filter(None, found.groups())]
        if int(year) >= 1000 and 1 <= int(month) <= 12
    ]


def _month_in_name(name: str | None) -> Period | None:
    """The month that the name of a file holds, if it holds one and no other; no day."""
    dated = _MONTH_IN_NAME.findall(name or "")
    found = {(int(year), int(month)) for year, month, day in dated if not day}
    if len(found) != 1:
        return None
    ((year, month),) = found
    return Period(year=year, month=month, months=1)
