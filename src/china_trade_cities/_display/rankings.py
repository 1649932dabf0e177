"""How every ranking of cities looks: one table, whatever the cities are ranked by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from china_trade_cities._display.results import CityRanking, R
from china_trade_cities._display.view import View, rank_text
from china_trade_cities._display.words import (
    Citations,
    city_words,
    left_out,
    mark_notes,
    near_words,
    nearest_words,
)
from china_trade_cities._model.record import TradeRecord


def ranking_view(
    ranking: CityRanking[R],
    title: str,
    columns: Mapping[str, Callable[[R], str]],
    notes: Callable[[Citations], Iterable[str]] = lambda _: (),
    marked: Callable[[R], Iterable[TradeRecord]] = lambda entry: (entry.record,),
) -> View:
    """The table of a ranking: rank and city, its own `columns` by title, rank range and sources.

    `notes` makes its own notes; `marked` gives the records of an entry whose marks are explained.
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
            *near_words(ranking),
            *cited.notes(),
        ),
    )
