"""Which of several records of one figure is preferred."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support.factories import GAZETTE, figure, only
from tests.support.values import MINE


def test_the_preferred_record_follows_the_stated_rule(vintage: ctc.Dataset) -> None:
    """Status, then tier, then finer rounding, then later publication, then source id."""
    normal = vintage.preferred("Jinhua", period="2025-01/2025-11")
    assert normal is not None
    assert (normal.status.value, normal.value) == ("A", 965_801_000_000)
    assert vintage.preferred("Ngari") is None
    growth_only = vintage.preferred(
        "Suzhou", period="2023-01/2023-11", flow="export", product="auto-parts", measure="growth"
    )
    assert growth_only is not None
    assert growth_only.growth == 20.5
    with pytest.raises(InvalidArgumentError, match="'value', 'growth', 'share'"):
        vintage.preferred("Suzhou", measure="rank")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_later_publication_wins_over_source_id(vintage: ctc.Dataset) -> None:
    """Of two equally good sources the one published later is preferred, dated before undated."""
    base = vintage.source("gacc-location-2024-12")
    sources = [
        attrs.evolve(base, id="a", published=None),
        attrs.evolve(base, id="b", published="2025"),
        attrs.evolve(base, id="c", published="2025-02"),
    ]
    records = [figure("wuhan", 10 + n, source=source) for n, source in enumerate(sources)]
    for order in (records, records[::-1]):
        (entry,) = ctc.top_n(dataset=only(*order))
        chosen = [record.source.id for record in (entry.record, *entry.alternatives)]
        assert chosen == ["c", "b", "a"]


def test_finer_rounding_wins_over_later_publication() -> None:
    """Of two equally good sources the one that rounds less is preferred, an amount before none."""
    base = ctc.load_dataset("2026.1").source("gacc-location-2024-12")
    sources = [
        attrs.evolve(base, id="a", published="2025-03"),
        attrs.evolve(base, id="b", published="2025-02"),
        attrs.evolve(base, id="c", published="2025-04"),
    ]
    printed: list[dict[str, Any]] = [
        {"value": 700, "rounded_to": 100},
        {"value": 710, "rounded_to": 10},
        {"value": None, "currency": None},
    ]
    records = [
        attrs.evolve(figure("wuhan", 1, growth=5.0, source=source), **other)
        for source, other in zip(sources, printed, strict=True)
    ]
    for order in (records, records[::-1]):
        (entry,) = ctc.growth_leaders(dataset=only(*order))
        chosen = [record.source.id for record in (entry.record, *entry.alternatives)]
        assert chosen == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("printed", "first"),
    [
        ({}, "printed"),  # all the same
        ({"rounded_to": 1_000}, "printed"),  # though the parts are rounded more finely
        ({"status": ctc.Status.PROVISIONAL}, "derived"),
        ({"tier": ctc.Tier.SECONDARY}, "derived"),
    ],
    ids=["alike", "coarser", "worse status", "lower tier"],
)
def test_printed_wins_over_derived_of_equal_status_and_tier(
    printed: dict[str, Any], first: str
) -> None:
    """A total follows from exports and imports of another source, and never wins by rounding."""
    base = ctc.load_dataset("2026.1").source("gacc-location-2024-12")
    changes = dict(printed)
    tier = changes.pop("tier", base.tier)
    dataset = only(
        figure("wuhan", 600, flow=ctc.Flow.EXPORT),
        figure("wuhan", 400, flow=ctc.Flow.IMPORT),
        figure("wuhan", 2_000, source=attrs.evolve(base, id="another", tier=tier), **changes),
    )
    (entry,) = ctc.top_n(dataset=dataset)
    values = {"printed": 2_000, "derived": 1_000}
    assert entry.value == values.pop(first)
    assert [record.value for record in entry.alternatives] == list(values.values())
    assert entry.record.is_derived is (first == "derived")
    assert dataset.preferred("wuhan", derived=True) == entry.record
    published = dataset.preferred("wuhan")
    assert published is not None
    assert published.value == 2_000


def test_nothing_derived_is_preferred_unless_it_may_be() -> None:
    """Without a printed total there is none, except by the argument."""
    dataset = only(
        figure("wuhan", 600, flow=ctc.Flow.EXPORT), figure("wuhan", 400, flow=ctc.Flow.IMPORT)
    )
    for flow, value in (("total", 1_000), ("balance", 200)):
        assert dataset.preferred("wuhan", flow=flow) is None  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        found = dataset.preferred("wuhan", flow=flow, derived=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert found is not None
        assert found.value == value


@pytest.mark.parametrize("flow", ["total", "balance"])
def test_a_source_that_prints_the_whole_gives_no_second_one(flow: str) -> None:
    """Where its own total is not the sum of its parts, what it printed stands alone."""
    dataset = only(
        figure("wuhan", 600, flow=ctc.Flow.EXPORT),
        figure("wuhan", 400, flow=ctc.Flow.IMPORT),
        figure("wuhan", 999, flow=ctc.Flow(flow)),
    )
    (entry,) = ctc.top_n(flow=flow, dataset=dataset)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert (entry.value, entry.record.is_derived, entry.alternatives) == (999, False, ())


def test_the_preferred_hand_made_record() -> None:
    """The official figure is preferred to the press, and only what carries the measure counts."""
    preferred = MINE.preferred("Weifang")
    assert preferred is not None
    assert (preferred.value, preferred.source) == (1_500, GAZETTE)
    share = MINE.preferred("Weifang", flow="export", product="toys", measure="share")
    assert share is not None
    assert share.share == 10.0
    assert MINE.preferred("Weifang", measure="share") is None
    assert MINE.preferred("Macao") is None
