"""Rankings that include cities whose figures are published in another currency only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._dataset.spans import nearest
from china_trade_cities._model.vocabulary import Measure
from china_trade_cities._queries.conversion import Converted, check_conversion, in_yuan
from china_trade_cities._queries.places import first, places
from china_trade_cities._queries.ranking import reasons
from china_trade_cities._queries.results import NOTHING, LazyMapping, RankedCity, Ranking

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._dataset.index import Selection
    from china_trade_cities._model.record import City
    from china_trade_cities._queries.places import Place
    from china_trade_cities._queries.ranking import Candidates


def rank_converted(
    dataset: Dataset,
    selection: Selection,
    wanted: Candidates,
    convert_to: object,
    count: int,
    *,
    keep_ties: bool,
) -> Ranking:
    """What `top_n` answers where `convert_to` is given."""
    target = check_conversion(convert_to, selection.currency)
    figures, known, ranked = _rank(dataset, selection, wanted)
    entries: list[RankedCity] = []
    for rank, city, value, rank_range in first(ranked, count, keep_ties=keep_ties):
        record, *alternatives = figures[city].records
        entries.append(
            RankedCity(
                rank=rank,
                city=city,
                value=int(value),
                record=record,
                rank_range=rank_range,
                alternatives=tuple(alternatives),
                conversion=figures[city].conversion,
            )
        )
    return Ranking(
        entries=tuple(entries),
        ranked=len(ranked),
        excluded=LazyMapping(lambda: reasons(dataset, selection, Measure.VALUE, wanted, known)),
        convert_to=target,
        nearest=NOTHING
        if ranked
        else nearest(dataset, selection, lambda other: len(_rank(dataset, other, wanted)[2])),
        **selection.arguments(),
    )


def _rank(
    dataset: Dataset, selection: Selection, wanted: Candidates
) -> tuple[dict[City, Converted], dict[City, str], tuple[Place, ...]]:
    """The figures that are ranked, why others are not, and the ranks."""
    figures: dict[City, Converted] = {}
    known: dict[City, str] = {}
    for city, figure in in_yuan(dataset, selection).items():
        known[city] = figure if isinstance(figure, str) else ""
        if isinstance(figure, Converted) and wanted.may_rank(city):
            figures[city] = figure
    ranked = places({city: (figure.value, *figure.interval) for city, figure in figures.items()})
    return figures, known, ranked
