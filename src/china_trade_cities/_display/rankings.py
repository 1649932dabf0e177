"""How every ranking of cities looks: one table, whatever the cities are ranked by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from china_trade_cities._display.lacking import lacking_words
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
    *,
    figure: str = "figure",
) -> View:
    """The table of a ranking: rank and city, its own `columns` by title, and sources.

    The rank is that among all cities, missing ones included, a range where it is open; the place
    in the list says no more than the order of the rows.

    `notes` makes its own notes; `marked` gives the records of an entry whose marks are explained;
    `figure` is what cities without one are missing for.
    """
    cited = Citations()
    rows = [
        (
            rank_text(entry.rank_range),
            city_words(entry.city),
            *(cell(entry) for cell in columns.values()),
            cited.cite(entry.sources),
        )
        for entry in ranking
    ]
    return View(
        f"{title}; {ranking.among}" if ranking.among else title,
        (">rank", "city", *columns, "source"),
        rows,
        (
            *mark_notes(record for entry in ranking for record in marked(entry)),
            *notes(cited),
            left_out(ranking, ranking.ranked, ranking.excluded),
            *(() if ranking.ranked else nearest_words(ranking.nearest)),
            *near_words(ranking),
            *cited.notes(),
        ),
        lacking_words(ranking, figure),
    )
