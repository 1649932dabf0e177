"""How often ranks hold where cities are missing: ``python tools/hide_cities.py [DRAWS]``.

Hides a random part of the cities of a year, ranks the others as if nothing of that year were known
of the hidden ones, and looks at which rank each has among all. Prints a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from random import Random
from statistics import quantiles
from typing import NamedTuple

from attrs import evolve

import china_trade_cities as ctc
from china_trade_cities._dataset.bounds import Bounds
from china_trade_cities._dataset.dataset import index_of, selection_of
from china_trade_cities._model.vocabulary import Measure
from china_trade_cities._queries.ranking import candidates, in_order, rated
from china_trade_cities._queries.standing import Sizes, Standings

FIRST = 10
HIDDEN = (0.1, 0.9)  # least and most part
BANDS = (0.3, 0.5, 0.7, 0.9)


class Outcome(NamedTuple):
    """What was said of the rank of one city, and what is so."""

    rank: int  # among all cities
    best: int
    worst: int
    is_certain: bool
    hidden: float  # part of the cities

    @property
    def is_inside(self) -> bool:
        """Whether the range holds the rank."""
        return self.best <= self.rank <= self.worst

    @property
    def width(self) -> int:
        """How many ranks the range leaves open, one aside."""
        return self.worst - self.best


def outcomes(
    year: int, flow: str, draws: int, *, seed: int = 0, hidden: tuple[float, float] = HIDDEN
) -> Iterator[Outcome]:
    """All ranks of all draws.

    Of some of the hidden cities other years say nothing (of half of those of 2023). Figures marked
    as doubtful are left out; with them ranges hold less often.
    """
    dataset = ctc.load_dataset()
    selection = selection_of(dataset, year, ctc.Flow(flow))
    figures = {
        city: rated(records[:1])
        for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items()
        if not (city.is_county_level or records[0].is_doubtful)
    }
    truth = {place.city: place.rank for place in in_order(figures)}
    before = evolve(
        dataset,
        records=tuple(
            record
            for record in dataset.records
            if not record.period.year <= year <= record.period.last_month.year
        ),
    )
    bounds = Bounds(index_of(before), selection, None)
    random = Random(seed)  # noqa: S311
    listed = sorted(figures, key=lambda city: city.id)
    for _ in range(draws):
        part = random.uniform(*hidden)
        out = set(random.sample(listed, round(part * len(listed))))
        shown = {city: figures[city] for city in figures if city not in out}
        amounts = {city: figure.records[0].value for city, figure in shown.items()}
        sizes = Sizes(before, selection, candidates(dataset, None), amounts, {})
        sizes.bounds = bounds
        sizes.missing = {city: ("hidden", bounds.of(city)) for city in out}
        standings = Standings(shown, sizes)
        for city in shown:
            said = standings.of(city)
            best, worst = said["rank_range"]()
            yield Outcome(truth[city], best, worst, said["is_certain"](), part)


def row(of: Iterable[Outcome]) -> tuple[str, ...]:
    """How often the ranges hold the rank and certain ranks are right, and how wide they are."""
    listed = list(of)
    certain = [outcome for outcome in listed if outcome.is_certain]
    right = sum(outcome.rank == outcome.best for outcome in certain)
    inside = sum(outcome.is_inside for outcome in listed)
    widths = quantiles((outcome.width for outcome in listed), n=10)
    return (
        f"{len(listed):,}",
        f"{100 * inside / len(listed):.2f} %",
        f"{len(certain):,}",
        f"{100 * right / len(certain):.2f} %" if certain else "",
        f"{widths[4]:.0f}",
        f"{widths[8]:.0f}",
    )


TITLES = ("ranks", "inside", "certain", "right", "width in the middle", "of 90 %")


def table(draws: int) -> Iterator[str]:
    """Every year, flow and part."""
    from markdown_tables import markdown_table

    rows: list[tuple[str, ...]] = []
    for year in (2024, 2023):
        for flow in ("total", "export", "import"):
            found = list(outcomes(year, flow, draws))
            rows.append((f"{year} {flow}", "all", *row(found)))
            for name, is_first in ((f"first {FIRST}", True), ("others", False)):
                some = [each for each in found if (each.rank <= FIRST) is is_first]
                low = HIDDEN[0]
                for high in BANDS:
                    band = [each for each in some if low <= each.hidden < high]
                    rows.append(("", f"{name}, {low:.0%} to {high:.0%} hidden", *row(band)))
                    low = high
    return iter(markdown_table(("", "cities", *TITLES), rows))


if __name__ == "__main__":
    print("\n".join(table(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)))
