"""Changes of what a figure is defined as, across which no change over time is computed."""

from __future__ import annotations

from typing import NamedTuple

from china_trade_cities._model.period import Period
from china_trade_cities._model.record import TradeRecord
from china_trade_cities._model.vocabulary import Status


class _Redefinition(NamedTuple):
    since: Period
    what: str


# A figure that is not of the usual definition says so itself: status D, with a note. What follows
# is for figures that need not say it, because everybody counted so at the time. No two of the
# bundled ones meet across it, so a constant will do where a table would need a schema and readers.
_OF_CITIES = {
    # The reply of the State Council, as reported by Xinhua on 9 January 2019.
    "jinan": _Redefinition(Period(year=2019), "Laiwu joined Jinan in January 2019")
}
_OF_PARTNERS = {
    "belt-and-road": _Redefinition(
        Period(year=2023),
        "customs counted about 64 countries along the route until 2022, and all partner "
        "countries since",
    )
}


def definition_change(record: TradeRecord, base: TradeRecord) -> str:
    """Why a figure and one of an earlier year are not of one definition; blank if they are.

    Two figures of status D are not known to be alike: each is defined otherwise than usual, not
    as the other is.
    """
    between = f"between {base.period} and {record.period}"
    others = [level for level in (base, record) if level.status is Status.OTHER_DEFINITION]
    if others:
        notes = dict.fromkeys(level.note or "another definition" for level in others)
        changed = "may have changed" if len(others) == 2 else "changed"
        return f"the definition {changed} {between}: {'; '.join(notes)}"
    partner = record.partner.id if record.partner else ""
    for change in (_OF_CITIES.get(record.city.id), _OF_PARTNERS.get(partner)):
        if change and base.period.start < change.since.start <= record.period.end:
            return f"the definition changed {between}: {change.what}"
    return ""
