"""Tables that are read when they are needed answer like tables that are all read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
from tests.support.factories import VINTAGE
from tests.support.values import SPAN, assert_same

if TYPE_CHECKING:
    from collections.abc import Callable


EAGER = attrs.evolve(VINTAGE)  # the same tables, all read

QUESTIONS: dict[str, Callable[[ctc.Dataset], Any]] = {
    "totals": lambda source: ctc.top_n(400, dataset=source),
    "span": lambda source: ctc.top_n(400, period=SPAN, dataset=source),
    "month": lambda source: ctc.top_n(400, period="2024-12", flow="import", dataset=source),
    "product": lambda source: ctc.top_n(
        400, period=SPAN, flow="export", product="mobile phones", dataset=source
    ),
    "partner": lambda source: ctc.top_n(400, partner="ASEAN", dataset=source),
    "province": lambda source: ctc.top_n(400, cities=["Zhejiang", "Yiwu"], dataset=source),
    "published growth": lambda source: ctc.growth_leaders(400, dataset=source),
    "computed growth": lambda source: ctc.growth_leaders(400, method="computed", dataset=source),
    "industry": lambda source: ctc.by_specialization("26", dataset=source),
    "profile": lambda source: ctc.profile("Ningbo", dataset=source),
    "profile of Macao": lambda source: ctc.profile("Macao", dataset=source),
    "records of a city": lambda source: source.records_for(city="Suzhou"),
    "records of a period": lambda source: source.records_for(period=2024),
    "records of a flow": lambda source: source.records_for(flow="balance"),
    "preferred": lambda source: source.preferred("Ningbo", period="2024-12", flow="export"),
    "periods": lambda source: source.periods(),
    "conflicts": lambda source: source.conflicts(),
    "corroborations": lambda source: source.corroborations(),
    "coverage": lambda source: source.coverage(),
    "reference period": lambda source: source.reference_period,
}


def test_a_dataset_with_all_tables_read_is_equal() -> None:
    assert EAGER is not VINTAGE
    assert_same(EAGER, VINTAGE)
    assert EAGER.city("Wuhan") is VINTAGE.city("Wuhan")


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_dataset_with_all_tables_read_gives_the_same_answers(ask: Any) -> None:
    """The lazy way through the tables of a vintage is an optimisation and nothing else."""
    lazy, eager = ask(VINTAGE), ask(EAGER)
    assert lazy == eager
    assert str(lazy) == str(eager)


def test_the_same_periods_have_the_same_records() -> None:
    assert VINTAGE.periods() == EAGER.periods()
    for period in VINTAGE.periods():
        assert VINTAGE.records_for(period=period) == EAGER.records_for(period=period)


def test_every_bundled_record_passes_the_constructor() -> None:
    """They are made without its checks; made by it, each is the same."""
    for record in (*VINTAGE.records, *VINTAGE.reference_records):
        assert attrs.evolve(record) == record
