"""Ranks that others published: `published_ranks`."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import CityLike, Dataset
from china_trade_cities._display.columns import CITED, CITY, Columns
from china_trade_cities._display.dicts import city_dict, published_rank_dict
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import Citations, city_words, counted
from china_trade_cities._model.evidence import PublishedRank, RankingScope
from china_trade_cities._model.period import Period, PeriodLike


@frozen(kw_only=True, repr=False)
class PublishedRanks(CitedList[PublishedRank]):
    """Ranks as somebody published them: claims, which no ranking of this package uses.

    A sequence of `PublishedRank`, those that end last first, then by scope id, rank and city id;
    a slice of it is a `PublishedRanks` too.

    Attributes:
        entries: The ranks.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ranks = ctc.published_ranks(period="2023-01/2023-11", scope="mainland-total-trade")
        >>> [(rank.rank, rank.city.name, rank.source.tier.value) for rank in ranks[:2]]
        [(1, 'Shanghai', 'secondary'), (1, 'Shenzhen', 'secondary')]
    """

    entries: tuple[PublishedRank, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per rank with plain values, ready for JSON, CSV or a dataframe."""
        return [{**city_dict(rank.city), **published_rank_dict(rank)} for rank in self]

    def _columns(self) -> Columns:
        return (*CITY, "period", "scope", "rank", "score", *CITED)

    def _view(self) -> View:
        cited = Citations()
        rows = [
            (
                str(rank.period),
                rank.scope.name,
                str(rank.rank),
                city_words(rank.city),
                "" if rank.score is None else str(rank.score),
                cited.cite(rank.sources),
            )
            for rank in self
        ]
        return View(
            f"{counted(len(self), 'rank', 'ranks')} as published by others",
            ("period", "scope", ">rank", "city", ">score", "source"),
            rows,
            cited.notes(),
        )


def published_ranks(
    city: CityLike | None = None,
    *,
    scope: RankingScope | str | None = None,
    period: PeriodLike | None = None,
    dataset: Dataset | None = None,
) -> PublishedRanks:
    """Ranks that others published, as claims beside their sources.

    They contradict one another: two cities are "first" in January to November 2023.

    Args:
        city: Only this city, by id, name, code or alias; None for every city.
        scope: Only ranks among these places, by id or name of the scope; None for all scopes.
        period: Only exactly these months; None for every period.
        dataset: What to ask; None for the newest bundled vintage.

    Returns:
        The ranks, those that end last first, then by scope id, rank and city id.

    Raises:
        CityNotFoundError, AmbiguousCityError: The name means nothing, or more than one city.
        ScopeNotFoundError: No scope has this id or name.
        InvalidPeriodError: The period cannot be read.

    Examples:
        >>> import china_trade_cities as ctc
        >>> for rank in ctc.published_ranks("Shenzhen", period="2023-01/2023-11"):
        ...     print(rank.rank, rank.scope.name)
        1 The ten largest mainland trade cities by growth of total trade
        1 Mainland cities by total trade (by the press or a customs office)
    """
    data = dataset_or_bundled(dataset)
    wanted: dict[str, object] = {}
    if city is not None:
        wanted["city"] = data.city(city)
    if scope is not None:
        wanted["scope"] = data.ranking_scope(scope)
    if period is not None:
        wanted["period"] = Period.parse(period)
    found = [
        rank
        for rank in data.published_ranks
        if all(getattr(rank, name) == value for name, value in wanted.items())
    ]
    found.sort(key=lambda rank: (rank.scope.id, rank.rank, rank.city.id, rank.source.id))
    found.sort(key=lambda rank: (rank.period.last_month, rank.period.months), reverse=True)
    return PublishedRanks(entries=tuple(found))
