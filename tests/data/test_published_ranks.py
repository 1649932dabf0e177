"""Ranks that others published, held against what the library says of the same cities.

Wherever it calls a rank certain the others must say the same, and wherever it gives a range they
must lie inside; a claim that does not is told here with the reason.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import china_trade_cities as ctc
from tests.support.factories import VINTAGE

Entry = ctc.RankedCity | ctc.GrowthLeader

PEARL_RIVER_DELTA = (
    *("Guangzhou", "Shenzhen", "Zhuhai", "Foshan", "Huizhou"),
    *("Dongguan", "Zhongshan", "Jiangmen", "Zhaoqing"),
)
# Whom a scope is among, by the beginning of its id; other beginnings are provinces.
AMONG = {
    "central-china": "central",
    "central-china-capitals": ("Taiyuan", "Hefei", "Nanchang", "Zhengzhou", "Wuhan", "Changsha"),
    "mainland": None,
    "national": None,
    "pearl-river-delta": PEARL_RIVER_DELTA,
    "sub-provincial": tuple(
        city for city in VINTAGE.cities if city.level is ctc.Level.SUB_PROVINCIAL
    ),
}
# What a scope ranks by, by the end of its id; the longest that fits.
BY: dict[str, dict[str, Any]] = {
    "cosmetics-export": {"flow": "export", "product": "cosmetics"},
    "high-tech-export": {"flow": "export", "product": "high-tech"},
    "laptop-export": {"flow": "export", "product": "laptops"},
    "export": {"flow": "export"},
    "import": {"flow": "import"},
    "total-trade": {"flow": "total"},
    "export-growth": {"flow": "export"},
    "import-growth": {"flow": "import"},
    "total-growth": {"flow": "total"},
}
# What the library cannot be asked.
NOT_ASKED = {
    "gacc-magazine-top100-competitiveness": "a score",
    "gacc-magazine-top100-efficiency": "a score",
    "gacc-magazine-top100-innovation": "a score",
    "gacc-magazine-top100-level": "a score",
    "gacc-magazine-top100-structure": "a score",
    "jiangsu-unspecified": "the page does not say what it ranks by",
    "mainland-top10-total-growth": "growth among the ten largest, which are not named",
    "provinces-aircraft-parts-import": "provinces, not cities",
    "provinces-pharmaceutical-import": "provinces, not cities",
}
CONTRADICTED = {
    ("shenzhen", "2023-01/2023-11", "mainland-total-trade"): (
        "the same article says that Shanghai was first, and prints more for it"
    ),
    ("tongling", "2025", "mainland-total-trade"): (
        "at most the 54th by what is known; 50 fits where Quanzhou, Dongying, Ningde, Yancheng and "
        "Taizhou in Jiangsu are left aside, which customs do not list month by month. Whether the "
        "list did so is not known"
    ),
}


class Compared(NamedTuple):
    """A published rank, and what the library says of the city: it ranks it, or misses it."""

    claim: ctc.PublishedRank
    entry: Entry | None
    missing: ctc.MissingCity | None

    @property
    def how(self) -> str:
        """What there is to compare with."""
        if self.entry is not None:
            return "certain rank" if self.entry.is_certain else "range"
        return "best rank" if self.missing and self.missing.best_rank else "nothing"

    @property
    def agrees(self) -> bool:
        """Whether the claim may be true by what the library says."""
        if self.entry is not None:
            best, worst = self.entry.rank_range
            return best <= self.claim.rank <= worst
        return self.missing is None or (self.missing.best_rank or 1) <= self.claim.rank


def ask(scope: ctc.RankingScope, period: ctc.Period) -> ctc.Ranking | ctc.GrowthRanking:
    """All cities that a scope is among, by what it ranks by."""
    by = max((end for end in BY if scope.id.endswith(f"-{end}")), key=len)
    place = scope.id.removesuffix(f"-{by}")
    cities = AMONG[place] if place in AMONG else place.capitalize()
    question = ctc.growth_leaders if by.endswith("growth") else ctc.top_n
    return question(len(VINTAGE.cities), period=period, cities=cities, dataset=VINTAGE, **BY[by])


@cache
def compared() -> tuple[Compared, ...]:
    found: list[Compared] = []
    for claim in VINTAGE.published_ranks:
        if claim.scope.id not in NOT_ASKED:
            answer = ask(claim.scope, claim.period)
            entry = next((entry for entry in answer if entry.city == claim.city), None)
            missing = next((each for each in answer.missing if each.city == claim.city), None)
            found.append(Compared(claim, entry, missing))
    return tuple(found)


def test_every_scope_is_asked_or_it_is_said_why_not() -> None:
    """One by one: a new scope is not left out by chance."""
    scopes = {scope.id for scope in VINTAGE.ranking_scopes}
    assert scopes >= NOT_ASKED.keys()
    assert {each.claim.scope.id for each in compared()} == scopes - NOT_ASKED.keys()


def test_no_published_rank_contradicts_an_answer_but_those_that_are_told() -> None:
    """Certain ranks are the same; ranges hold them; no missing city does better than it could."""
    contradicted = {
        (each.claim.city.id, str(each.claim.period), each.claim.scope.id)
        for each in compared()
        if not each.agrees
    }
    assert contradicted == CONTRADICTED.keys()


def test_how_many_are_compared() -> None:
    """Of 268 ranks 160: with a certain rank, a range, or the best one that a missing city may take.

    Of the ranges of ranks by amount, 54 of 63 are five ranks wide or narrower.
    """
    by_amount = Counter(each.how for each in compared() if "growth" not in each.claim.scope.id)
    by_growth = Counter(each.how for each in compared() if "growth" in each.claim.scope.id)
    assert by_amount == {"certain rank": 67, "range": 63, "best rank": 18}
    assert by_growth == {"certain rank": 1, "range": 11}
    assert len(VINTAGE.published_ranks) == 268
    widths = [
        worst - best
        for each in compared()
        if each.how == "range" and each.entry and "growth" not in each.claim.scope.id
        for best, worst in [each.entry.rank_range]
    ]
    assert sum(width < 5 for width in widths) == 54


def test_the_claims_that_are_contradicted() -> None:
    """The source contradicts itself; or the rank fits fewer cities, which may be chance."""
    first = ctc.published_ranks(period="2023-01/2023-11", scope="mainland-total-trade")
    (source,) = {claim.source for claim in first}
    assert [(claim.rank, claim.city.name) for claim in first] == [(1, "Shanghai"), (1, "Shenzhen")]
    printed = VINTAGE.records_for(period="2023-01/2023-11", flow="total")
    shanghai, shenzhen = (
        {record.value for record in printed if record.city.id == city and source in record.sources}
        for city in ("shanghai", "shenzhen")
    )
    assert (shanghai, shenzhen) == ({3_860_000_000_000}, {3_510_000_000_000})

    monthly = {
        record.city
        for record in VINTAGE.records_for(period="2025-01/2025-07", flow="total")
        if record.source.id == "gacc-location-2025-07"
    }
    more = {
        missing.city.id
        for missing in ctc.top_n(1, period=2025).missing
        if missing.city not in monthly and (missing.amount or 0) > 130 * 10**9
    }
    assert {"quanzhou", "dongying", "ningde", "yancheng", "taizhou-jiangsu"} <= more
    (tongling,) = (
        entry for entry in ctc.top_n(99, period=2025, cities=monthly) if entry.city.id == "tongling"
    )
    best, worst = tongling.rank_range
    assert best <= 50 <= worst
