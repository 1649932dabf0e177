"""Writes how far amounts of one city go apart: ``python tools/write_ratios.py [FILE]``.

Measured on the bundled data: ratios of amounts per month in pairs of spans, and of printed amounts
to those that amount and growth of a year later imply.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import china_trade_cities as ctc
from china_trade_cities._dataset.bounds import (
    Bounds,
    all_pairs,
    growth_class,
    history,
    ratio_class,
    size_of,
)
from china_trade_cities._dataset.dataset import index_of, selection_of
from china_trade_cities._model.vocabulary import Flow, Measure

TARGET = Path(__file__).parent.parent / "src/china_trade_cities/_tables/ratios.py"
MANY = 60  # cities
LEVELS = (0.005, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.995)

Quantiles: TypeAlias = "tuple[float, ...]"
Counts: TypeAlias = "Callable[[ctc.City], bool]"

HEAD = '''"""How far amounts of one city go apart, measured on the bundled data.

Written by ``tools/write_ratios.py``. `RATIOS` are quantiles of the amount per month of one span to
that of another, by class (`bounds.ratio_class`); `REVISIONS` those of a printed amount to the one
that amount and growth of a year later imply, by the size of the amount; `GROWTHS` those of an
amount to that of the same months a year before, by class (`bounds.growth_class`).
"""

from __future__ import annotations
'''


def quantiles(pairs: list[tuple[float, ctc.City]]) -> Quantiles:
    """The values below which these parts of all lie.

    Pairs of one city are alike: where there are few cities, the outer values are the most extreme.
    """
    ordered = sorted(value for value, _ in pairs)
    last = len(ordered) - 1
    found = [ordered[round(level * last)] for level in LEVELS]
    if len({city for _, city in pairs}) < MANY:
        found[0], found[-1] = ordered[0], ordered[-1]
    return tuple(round(value, 3) for value in found)


def ratios(counts: Counts = lambda _: True) -> dict[tuple[bool, bool, int, int], Quantiles]:
    """The ratios of all classes; those further apart are never narrower than the nearer ones."""
    dataset = ctc.load_dataset()
    index = index_of(dataset)
    found: dict[tuple[bool, bool, int, int], list[tuple[float, ctc.City]]] = defaultdict(list)
    for flow in (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT):
        for city, records in history(index, selection_of(dataset, None, flow)).items():
            if counts(city):
                spans = (*records, *_short(dataset, city, flow))
                for one, other in all_pairs(spans):
                    ratio = (other.value or 0) / (one.value or 1)
                    ratio *= one.period.months / other.period.months
                    found[ratio_class(one, other.period)].append((ratio, city))
    measured = {key: quantiles(values) for key, values in found.items()}
    for key in sorted(measured):
        is_all, is_long, size, apart = key
        nearer = measured.get((is_all, is_long, size, apart - 1))
        if nearer:
            middle = measured[key]
            measured[key] = tuple(
                min(own, other) if level < 0.5 else max(own, other) if level > 0.5 else own
                for own, other, level in zip(middle, nearer, LEVELS, strict=True)
            )
    return {key: measured[key] for key in sorted(measured)}


def _short(dataset: ctc.Dataset, city: ctc.City, flow: ctc.Flow) -> Iterator[ctc.TradeRecord]:
    """The city's amounts of less than six months."""
    index = index_of(dataset)
    for period in index.periods:
        if period.months < 6:
            selection = selection_of(dataset, period, flow)
            records = index.comparable(selection, Measure.VALUE).get(city, ())
            if records and records[0].value and records[0].status in ("A", "P", "E"):
                yield records[0]


def revisions(counts: Counts = lambda _: True) -> tuple[Quantiles, ...]:
    """Printed amounts to implied ones, by size; smaller amounts never narrower."""
    dataset = ctc.load_dataset()
    index = index_of(dataset)
    found: list[list[tuple[float, ctc.City]]] = [[], [], []]
    for flow in (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT):
        for period in index.periods:
            selection = selection_of(dataset, period, flow)
            bounds = Bounds(index, selection, None)
            for city, records in index.comparable(selection, Measure.VALUE).items():
                record = records[0]
                implied = bounds.implied_by_next_year(city)
                if implied and record.value and record.status in ("A", "P", "E") and counts(city):
                    found[size_of(record)].append((record.value / implied, city))
    measured = [quantiles(values) for values in found]
    for number in (1, 2):
        measured[number] = tuple(
            min(own, other) if level < 0.5 else max(own, other) if level > 0.5 else own
            for own, other, level in zip(
                measured[number], measured[number - 1], LEVELS, strict=True
            )
        )
    return tuple(measured)


def growths(counts: Counts = lambda _: True) -> dict[tuple[bool, bool, int], Quantiles]:
    """Amounts to those of the same months a year before, as sources print the growth."""
    dataset = ctc.load_dataset()
    index = index_of(dataset)
    found: dict[tuple[bool, bool, int], list[tuple[float, ctc.City]]] = defaultdict(list)
    for flow in (Flow.TOTAL, Flow.EXPORT, Flow.IMPORT):
        for period in index.periods:
            selection = selection_of(dataset, period, flow)
            for city, records in index.comparable(selection, Measure.GROWTH).items():
                record = records[0]
                if record.value and record.growth is not None and counts(city):
                    ratio = 1 + record.growth / 100
                    found[growth_class(selection, size_of(record))].append((ratio, city))
    return {key: quantiles(found[key]) for key in sorted(found)}


def text() -> str:
    """The file as it should be."""
    lines = [
        HEAD,
        f"LEVELS = {LEVELS}\n",
        "# Is it all trade, are both spans long, size, distance.",
    ]
    lines.append("RATIOS: dict[tuple[bool, bool, int, int], tuple[float, ...]] = {")
    lines += [f"    {key}: {values}," for key, values in ratios().items()]
    lines += ["}", "", "REVISIONS = ("]
    lines += [f"    {values}," for values in revisions()]
    lines += [")", "", "# Is it all trade, is the span long, size."]
    lines.append("GROWTHS: dict[tuple[bool, bool, int], tuple[float, ...]] = {")
    lines += [f"    {key}: {values}," for key, values in growths().items()]
    lines += ["}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(text(), encoding="utf-8")
