"""What parts are parts of, the nation or the cities: the same for every question about parts."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support import factories
from tests.support.factories import LAST_YEAR, LINYI, WEIFANG, amount
from tests.support.nations import CHINA, NATION, PLACES, ROUNDING, nations, printed, world

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@pytest.mark.parametrize(
    "question", [ctc.market_share, ctc.contribution, ctc.concentration], ids=lambda f: f.__name__
)
def test_a_balance_has_no_parts(question: Callable[..., object]) -> None:
    """Surpluses and deficits add up to no whole."""
    with pytest.raises(InvalidArgumentError, match="'total', 'export', 'import', 're-export'"):
        question(flow="balance")


@pytest.mark.parametrize("question", [ctc.contribution, ctc.concentration])
def test_the_whole_is_the_nation_or_the_cities(question: Callable[..., object]) -> None:
    """Nothing else."""
    with pytest.raises(
        InvalidArgumentError, match="of must be one of 'nation', 'cities'; got 'world'"
    ):
        question(of="world")


@pytest.mark.parametrize(
    "result",
    [
        ctc.market_share(3),
        ctc.contribution(3, period="2025-01/2025-07"),
        ctc.concentration(of="nation"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_results_are_values(result: Any) -> None:
    """They pickle, print, show in a notebook, and become rows of plain values."""
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301
    assert "[1]" in str(result)
    assert "<table>" in result._repr_html_()
    assert all(
        isinstance(value, (str, int, float, list, type(None)))
        for row in result.to_dicts()
        for value in row.values()
    )
    assert repr(result).startswith("<")


@pytest.mark.parametrize("question", [ctc.market_share, ctc.contribution])
def test_ties_may_be_kept(question: Callable[..., Sequence[object]]) -> None:
    """As in other rankings."""
    records = [
        amount(value, city=place, period=period)
        for place in (LINYI, WEIFANG)
        for value, period in ((4, LAST_YEAR), (5, ctc.Period(year=2024)))
    ]
    dataset = world(*records, nation=NATION)
    assert len(question(1, dataset=dataset)) == 1
    assert len(question(1, ties="all", dataset=dataset)) == 2


@given(nations())
def test_shares_sum_to_at_most_100_within_rounding(dataset: ctc.Dataset) -> None:
    """At their lowest all shares together are no more than the whole; none is out of its range."""
    shares = ctc.market_share(99, dataset=dataset)
    assert sum(entry.share_range[0] for entry in shares) <= 100 + 1e-9
    covered = sum(entry.share for entry in shares)
    assert shares.covered == (None if shares.denominator is None else pytest.approx(covered))
    for entry in shares:
        low, high = entry.share_range
        assert low <= entry.share
        assert high is None or entry.share <= high


@given(nations(), st.sampled_from(("nation", "cities")))
def test_contributions_add_up(dataset: ctc.Dataset, of: Any) -> None:
    """Those of all ranked cities and of everywhere else are the growth of the whole."""
    parts = ctc.contribution(99, of=of, min_coverage=0, dataset=dataset)
    if parts.growth is None:
        assert not parts.entries
        return
    assert parts.together == pytest.approx(sum(entry.points for entry in parts))
    assert parts.together is not None
    assert parts.rest is not None
    assert parts.together + parts.rest == pytest.approx(parts.growth, abs=1e-9)
    if of == "cities":
        assert parts.rest == 0
    for entry in parts:
        low, high = entry.points_range
        assert low <= entry.points + 1e-9
        assert high is None or entry.points <= high + 1e-9


@given(nations())
def test_the_index_lies_between_its_limits(dataset: ctc.Dataset) -> None:
    """And between that of equal parts and that of a single city."""
    found = ctc.concentration(min_coverage=0, dataset=dataset)
    if found.hhi is None or found.hhi_range is None:
        assert found.counted == 0
        return
    low, high = found.hhi_range
    assert low <= found.hhi + 1e-6
    assert high is None or found.hhi <= high + 1e-6
    assert 10_000 / found.counted - 1e-6 <= found.hhi <= 10_000 + 1e-6


@given(
    st.lists(st.tuples(st.integers(1, 10**6), ROUNDING), min_size=1, max_size=len(PLACES)),
    ROUNDING,
    st.lists(st.integers(1, 10**6), max_size=5),
)
def test_the_index_of_the_nation_lies_between_its_limits(
    figures: list[tuple[int, int]], unit: int, rest: list[int]
) -> None:
    """Whatever cities the rest is made of, and however all amounts were rounded."""
    values = [value for value, _ in figures]
    whole = sum(values) + sum(rest)
    dataset = factories.dataset(
        cities=PLACES,
        records=tuple(
            printed(*figure, city=place) for figure, place in zip(figures, PLACES, strict=False)
        ),
        reference_areas=(CHINA,),
        reference_records=(printed(whole, unit, city=CHINA),),
    )
    found = ctc.concentration(min_coverage=0, dataset=dataset)
    if found.national_hhi_range is None:
        assert found.national is None
        return
    low, high = found.national_hhi_range
    index = sum((100 * value / whole) ** 2 for value in values + rest)
    assert low <= index + 1e-6
    assert high is None or index <= high + 1e-6
