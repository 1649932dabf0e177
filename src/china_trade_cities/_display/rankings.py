"""How every ranking of cities looks: one table, whatever the cities are ranked by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from china_trade_cities._display.view import View, rank_text
from china_trade_cities._display.words import (
    Citations,
    city_words,
    left_out,
    mark_notes,
    nearest_words,
)
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Source, TradeRecord


class RankedEntry(Protocol):
    """A city with its rank, and the record behind it."""

    @property
    def rank(self) -> int: ...
    @property
    def city(self) -> City: ...
    @property
    def record(self) -> TradeRecord: ...
    @property
    def rank_range(self) -> tuple[int, int]: ...
    @property
    def is_certain(self) -> bool: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...


Entry = TypeVar("Entry", bound=RankedEntry)
Entry_co = TypeVar("Entry_co", bound=RankedEntry, covariant=True)


class CityRanking(Protocol[Entry_co]):
    """Entries, largest first, and what they have in common."""

    def __iter__(self) -> Iterator[Entry_co]: ...
    def __len__(self) -> int: ...
    @property
    def ranked(self) -> int: ...
    @property
    def excluded(self) -> Mapping[City, str]: ...
    @property
    def nearest(self) -> Mapping[Period, int]: ...


def ranking_view(
    ranking: CityRanking[Entry],
    title: str,
    columns: Mapping[str, Callable[[Entry], str]],
    notes: Callable[[Citations], Iterable[str]] = lambda _: (),
    marked: Callable[[Entry], Iterable[TradeRecord]] = lambda entry: (entry.record,),
) -> View:
    """The table of a ranking: rank and city, columns of its own, rank range and sources.

    Args:
        ranking: The ranking.
        title: Its question, in one line.
        columns: The columns of its own by title, each with what makes a cell.
        notes: Makes the notes of its own, which may cite further sources.
        marked: The records of an entry whose marks are explained.
    """
    cited = Citations()
    rows = [
        (
            str(entry.rank),
            city_words(entry.city),
            *(cell(entry) for cell in columns.values()),
            "certain" if entry.is_certain else rank_text(entry.rank_range),
            cited.cite(entry.sources),
        )
        for entry in ranking
    ]
    return View(
        title,
        (">rank", "city", *columns, "rank range", "source"),
        rows,
        (
            *mark_notes(record for entry in ranking for record in marked(entry)),
            *notes(cited),
            left_out(ranking, ranking.ranked, ranking.excluded),
            *nearest_words(ranking.nearest),
            *cited.notes(),
        ),
    )
