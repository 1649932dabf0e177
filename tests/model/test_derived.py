"""Totals and balances that follow from exports and imports of one source."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._model.derived import DerivedRecord, derived, derived_from
from tests.support.factories import HERALD, JAPAN, TOYS, WEIFANG, amount, record, source

EXPORTS = amount(700, flow=ctc.Flow.EXPORT)
IMPORTS = amount(300, flow=ctc.Flow.IMPORT)
AMOUNTS = st.integers(0, 10**15)
UNITS = st.integers(1, 10**12)
DERIVED = pytest.mark.parametrize("flow", [ctc.Flow.TOTAL, ctc.Flow.BALANCE])


def pair(exports: dict[str, Any], imports: dict[str, Any]) -> tuple[ctc.TradeRecord, ...]:
    """Records of 700 and 300 with changes."""
    return attrs.evolve(EXPORTS, **exports), attrs.evolve(IMPORTS, **imports)


def made(flow: ctc.Flow, *parts: ctc.TradeRecord) -> DerivedRecord:
    """What is derived from two parts, which must be something."""
    found = derived(flow, *parts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("flow", "exports", "imports", "value"),
    [
        ("total", 700, 300, 1_000),
        ("balance", 700, 300, 400),
        ("balance", 300, 700, -400),
        ("total", 0, 0, 0),
    ],
)
def test_a_total_is_the_sum_and_a_balance_the_difference(
    flow: str, exports: int, imports: int, value: int
) -> None:
    """Of exports and imports, which stay at hand as its parts; a balance may be negative."""
    parts = pair({"value": exports}, {"value": imports})
    record = made(ctc.Flow(flow), *parts)
    assert (record.value, record.flow, record.parts) == (value, flow, parts)
    assert record.is_derived
    assert not any(part.is_derived or part.parts for part in parts)


@DERIVED
def test_what_it_is_a_figure_of_is_what_its_parts_are(flow: ctc.Flow) -> None:
    """Same city, period, goods, partner, currency, basis and source; no growth, share or note."""
    same: dict[str, Any] = {
        "city": WEIFANG,
        "period": ctc.Period(year=2024, months=3),
        "product": TOYS,
        "partner": JAPAN,
        "currency": ctc.Currency.USD,
        "basis": ctc.Basis.UNSPECIFIED,
        "source": HERALD,
    }
    printed = {"growth": 5.0, "share": 2.0, "share_of": ctc.ShareOf.NATIONAL, "note": "printed"}
    record = made(flow, *pair(same | printed, same | printed))
    assert {name: getattr(record, name) for name in same} == same
    assert (record.growth, record.share, record.share_of, record.note) == (None, None, None, None)
    assert [record.carries(measure) for measure in ctc.Measure] == [True, False, False]


@DERIVED
def test_only_who_prints_both_corroborates(flow: ctc.Flow) -> None:
    """A source of one part alone says nothing of the whole."""
    both, one, other = (source(id=name) for name in ("both", "one", "other"))
    record = made(flow, *pair({"corroborated_by": (one, both)}, {"corroborated_by": (both, other)}))
    assert record.sources == (EXPORTS.source, both)


@pytest.mark.parametrize(
    ("flow", "exports", "imports", "interval"),
    [
        ("total", (700, 1), (300, 1), (1_000, 1_000)),
        ("total", (700, 100), (300, 10), (945, 1_055)),
        ("balance", (700, 100), (300, 10), (345, 455)),
        ("balance", (300, 10), (700, 100), (-455, -345)),
        ("balance", (3, 10), (3, 10), (-8, 8)),
    ],
)
def test_the_interval_is_that_of_the_parts(
    flow: str, exports: tuple[int, int], imports: tuple[int, int], interval: tuple[int, int]
) -> None:
    """Sum or difference of both intervals: two roundings may add up; the coarser unit is told."""
    parts = [
        {"value": value, "rounded_to": rounded_to, "unit_multiplier": digits}
        for (value, rounded_to), digits in ((exports, 2), (imports, 1))
    ]
    record = made(ctc.Flow(flow), *pair(*parts))
    assert record.interval == interval
    assert record.rounded_to == max(exports[1], imports[1])
    assert record.unit_multiplier == 2


@given(AMOUNTS, AMOUNTS, UNITS, UNITS)
def test_whatever_the_parts_really_are_the_whole_lies_inside(
    exports: int, imports: int, unit: int, other: int
) -> None:
    """All that the intervals of the parts allow, and no more."""
    parts = pair({"value": exports, "rounded_to": unit}, {"value": imports, "rounded_to": other})
    ends = [part.interval for part in parts]
    assert ends[0] is not None
    assert ends[1] is not None
    (low, high), (other_low, other_high) = ends[0], ends[1]
    assert high is not None
    assert other_high is not None
    total, balance = (made(flow, *parts) for flow in (ctc.Flow.TOTAL, ctc.Flow.BALANCE))
    assert total.interval == (low + other_low, high + other_high)
    assert balance.interval == (low - other_high, high - other_low)


@DERIVED
@pytest.mark.parametrize("worse", [status for status in ctc.Status if status != "L"])
def test_the_status_is_the_worse_one(flow: ctc.Flow, worse: ctc.Status) -> None:
    """Whichever part has it."""
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"status": worse}, {}),
        ({}, {"status": worse}),
    ]
    for parts in changes:
        record = made(flow, *pair(*parts))
        assert record.status is worse
        assert record.is_doubtful is attrs.evolve(EXPORTS, status=worse).is_doubtful


@pytest.mark.parametrize("other", ctc.Status)
def test_an_open_end_leaves_a_total_open_and_gives_no_balance(other: ctc.Status) -> None:
    """At least 700 and 300 are at least 1,000; how much less one is than the other is open."""
    for parts in (
        pair({"status": ctc.Status.AT_LEAST}, {"status": other}),
        pair({"status": other}, {"status": ctc.Status.AT_LEAST}),
    ):
        assert made(ctc.Flow.TOTAL, *parts).interval == (1_000, None)
        assert derived(ctc.Flow.BALANCE, *parts) is None


@DERIVED
def test_a_dash_and_a_rate_alone_give_nothing(flow: ctc.Flow) -> None:
    """Without two amounts there is no sum."""
    dash = record(flow=ctc.Flow.IMPORT, value_dash=True, currency=ctc.Currency.CNY)
    rate = record(flow=ctc.Flow.IMPORT, growth=5.0)
    nothing = attrs.evolve(EXPORTS, value=None, growth=5.0)
    assert derived(flow, EXPORTS, dash) is None
    assert derived(flow, EXPORTS, rate) is None
    assert derived(flow, nothing, IMPORTS) is None
    assert derived_from(flow, [EXPORTS], [dash]) == []


@DERIVED
def test_two_parts_are_of_one_source_and_city(flow: ctc.Flow) -> None:
    """Exports of one publisher and imports of another are never added up."""
    elsewhere = attrs.evolve(IMPORTS, source=HERALD)
    other_city = attrs.evolve(IMPORTS, city=WEIFANG)
    assert derived_from(flow, [EXPORTS], [elsewhere, other_city]) == []
    assert derived_from(flow, [EXPORTS], [elsewhere, IMPORTS]) == [made(flow, EXPORTS, IMPORTS)]
    assert derived_from(flow, [], [IMPORTS]) == derived_from(flow, [EXPORTS], []) == []


@DERIVED
def test_two_figures_for_one_key_give_none(flow: ctc.Flow) -> None:
    """Nobody knows which exports belong to which imports."""
    again = attrs.evolve(EXPORTS, value=710)
    assert derived_from(flow, [EXPORTS, again], [IMPORTS]) == []
    assert derived_from(flow, [EXPORTS, again], []) == []
    assert derived_from(flow, [EXPORTS], [IMPORTS, attrs.evolve(IMPORTS, value=310)]) == []


@DERIVED
def test_equality_copies_and_pickles(flow: ctc.Flow) -> None:
    """It equals one of equal parts, and never a printed record of the same fields."""
    record = made(flow, EXPORTS, IMPORTS)
    assert record == made(flow, *pair({}, {}))
    assert hash(record) == hash(made(flow, *pair({}, {})))
    assert record != made(flow, *pair({"note": "another"}, {}))
    fields = {field.name: getattr(record, field.name) for field in attrs.fields(ctc.TradeRecord)}
    printed = ctc.TradeRecord(**fields)
    assert printed != record
    assert record != printed
    for same in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):  # noqa: S301
        assert same == record
        assert same.parts == record.parts
        assert same.interval == record.interval


def test_no_total_is_more_than_an_amount_can_be() -> None:
    """Then nothing follows from its parts, as for a balance with an open end."""
    exports, imports = (
        amount(6 * 10**17, flow=flow) for flow in (ctc.Flow.EXPORT, ctc.Flow.IMPORT)
    )
    assert derived(ctc.Flow.TOTAL, exports, imports) is None
    assert derived(ctc.Flow.BALANCE, exports, imports) is not None
