"""`published_ranks`: the ranks that others published."""

from __future__ import annotations

import pickle

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, ScopeNotFoundError
from china_trade_cities.testing import make_published_rank, make_ranking_scope
from tests.support import factories
from tests.support.factories import LINYI, SCOPE, WEIFANG

P = ctc.Period.parse
EXPORTS = make_ranking_scope(id="exports", name="Exports")
RANKS = tuple(
    make_published_rank(city=place, scope=scope, rank=rank, period=P(period))
    for place, scope, rank, period in (
        (WEIFANG, SCOPE, 2, 2023),
        (LINYI, SCOPE, 1, 2023),
        (LINYI, EXPORTS, 5, 2023),
        (WEIFANG, SCOPE, 1, 2023),
        (WEIFANG, SCOPE, 7, "2023-12"),
        (LINYI, SCOPE, 3, 2024),
    )
)


def test_published_ranks_stand_newest_first() -> None:
    """Then by scope, rank and city id; two may claim the same rank."""
    dataset = factories.dataset(published_ranks=RANKS, ranking_scopes=(SCOPE, EXPORTS))
    found = ctc.published_ranks(dataset=dataset)
    assert [(str(rank.period), rank.scope.id, rank.rank, rank.city.id) for rank in found] == [
        ("2024", "mainland", 3, "linyi"),
        ("2023", "exports", 5, "linyi"),
        ("2023", "mainland", 1, "linyi"),
        ("2023", "mainland", 1, "weifang"),
        ("2023", "mainland", 2, "weifang"),
        ("2023-12", "mainland", 7, "weifang"),
    ]
    assert [rank.rank for rank in ctc.published_ranks("Linyi", dataset=dataset)] == [3, 5, 1]
    assert [rank.rank for rank in ctc.published_ranks(scope="Exports", dataset=dataset)] == [5]
    assert [rank.rank for rank in ctc.published_ranks(scope=EXPORTS, dataset=dataset)] == [5]
    assert [rank.rank for rank in ctc.published_ranks(period="2023-12", dataset=dataset)] == [7]
    assert not ctc.published_ranks("Gaomi", scope="exports", dataset=dataset)


def test_an_unknown_scope_is_an_error_with_suggestions() -> None:
    """As for any other name."""
    with pytest.raises(ScopeNotFoundError, match="did you mean mainland-export") as caught:
        ctc.published_ranks(scope="mainland-exports")
    assert "mainland-export" in caught.value.suggestions
    with pytest.raises(InvalidArgumentError, match="the id or name of a ranking scope"):
        ctc.published_ranks(scope=" ")


def test_published_ranks_are_a_value_that_prints() -> None:
    """With scope, score and source; a slice is of the same kind."""
    found = ctc.published_ranks(scope="gacc-magazine-top100-competitiveness", period=2022)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
    assert str(found[:1]).startswith("1 rank as published by others")
    assert found.sources
    rows = found.to_dicts()
    assert {row["period"] for row in rows} == {"2022"}
    assert any(row["score"] for row in rows)
    assert repr(found[:2]) == "<PublishedRanks: 2>"
    assert all(len(ctc.published_ranks(rank.city)) for rank in found)
