"""What to know before an answer is read: which cities it lacks, and whether they matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from china_trade_cities._display.results import CityRanking
from china_trade_cities._display.words import FLOWS, about_words, counted, nearest_words
from china_trade_cities._model.missing import MissingCity
from china_trade_cities._model.record import Partner, Product
from china_trade_cities._model.vocabulary import Currency, Flow


class _Covering(Protocol):
    @property
    def flow(self) -> Flow: ...
    @property
    def product(self) -> Product | None: ...
    @property
    def partner(self) -> Partner | None: ...
    @property
    def among(self) -> str: ...
    @property
    def coverage(self) -> float | None: ...


class _RankedByFlow(Protocol):
    @property
    def ranked(self) -> Mapping[Flow, int]: ...
    @property
    def coverage(self) -> Mapping[Flow, float | None]: ...


def lacking_words(ranking: CityRanking[Any], figure: str = "figure") -> tuple[str, ...]:
    """What to know before a ranking is read: which cities it lacks, and whether they matter.

    They do if one might stand among those shown.
    """
    if not ranking.ranked:
        return (f"No city has a {figure}.",)
    ranked, missing = counted(ranking.ranked, "city", "cities"), ranking.missing
    if not missing:
        return (f"{'None of these cities' if ranking.among else 'No city'} is missing.",)
    covered = "" if ranking.flow is Flow.BALANCE else covered_words(ranking)
    near = rivals(ranking)
    if not near and ranking.coverage is not None:
        other = "of them" if ranking.among else "city"
        return (f"{ranked}{covered}; no other {other} reaches these ranks.",)
    everybody = counted(ranking.ranked + len(missing), "city", "cities")
    has = "has" if ranking.ranked == 1 else "have"
    words = f"{ranking.ranked} of {everybody} {has} a {figure}{covered and f',{covered}'}"
    if not near:
        return (f"{words}; too little is known of the others to say whether they would rank here.",)
    unknown = 0 if ranking.coverage is not None else sum(not each.best_rank for each in missing)
    beside = f", as might {unknown} of which nothing is known" if unknown else ""
    named = largest_words(near, ranking.currency)
    verb = "has none and" if len(near) == 1 else "have none and"
    return (
        f"{words}. {named} {verb} might stand among these{beside}.",
        *nearest_words(ranking.nearest, "with nearly all"),
    )


def rivals(ranking: CityRanking[Any]) -> tuple[MissingCity, ...]:
    """The missing cities that might stand among those shown, or above them; largest first."""
    last = max((entry.rank for entry in ranking), default=0)
    # By rounding the last may be smaller than what stands below it.
    lows = [entry.record.interval[0] for entry in ranking if entry.record.interval]
    least = min(lows, default=None)
    return tuple(
        each
        for each in ranking.missing
        if each.best_rank is not None and (each.best_rank <= last or _is_larger(each, least))
    )


def _is_larger(each: MissingCity, least: int | None) -> bool:
    """Whether a city that is missing from a ranking by amount may trade more than the least."""
    if least is None or each.growth_interval is not None or each.interval is None:
        return False
    high = each.interval[1]
    return high is None or high > least


def ranked_words(comparison: _RankedByFlow) -> tuple[str, ...]:
    """How many cities the ranks of a comparison rest on, by flow."""
    parts: list[str] = []
    for flow, ranked in comparison.ranked.items():
        coverage = comparison.coverage[flow]
        if ranked:
            if flow is Flow.BALANCE:
                coverage = None
            covered = "" if coverage is None else f" ({100 * coverage:.0f} % of all)"
            parts.append(f"{FLOWS[flow].lower()} {ranked}{covered}")
    return (f"Ranks count missing cities. With a figure: {', '.join(parts)}.",) if parts else ()


def covered_words(answer: _Covering) -> str:
    """What part of all trade the cities with a figure hold; blank where that is not known."""
    if answer.coverage is None:
        return ""
    words = "trade" if answer.flow is Flow.TOTAL else FLOWS[answer.flow].lower()
    which = "such" if answer.product or answer.partner else "the"
    whose = "these" if answer.among else "all"
    return f" with {100 * answer.coverage:.0f} % of {which} {words} of {whose} cities"


_NAMED = 3


def largest_words(missing: Sequence[MissingCity], currency: Currency) -> str:
    """The first of the missing cities, with what they trade, and how many more there are."""
    named = [
        f"{each.city.name} ({about_words(each.amount, currency)})"
        if each.amount is not None
        else each.city.name
        for each in missing[:_NAMED]
    ]
    if more := len(missing) - len(named):
        named.append(f"{more} more")
    return " and ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
