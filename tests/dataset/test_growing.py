"""A dataset grows by records that belong there alone."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError
from tests.support.factories import LINYI, amount, dataset, make, record

WORLD: Any = dataset()
DERIVED = ctc.top_n(1, flow="balance", dataset=WORLD)[0].record
PRINTED = "figures that were printed, not derived"


def test_a_grown_dataset_says_so_once() -> None:
    """Its version ends in ``+local``, however often it grew."""
    far = amount(7, city=LINYI, period=ctc.Period(year=2020))
    grown = WORLD.with_records([far])
    version = f"{WORLD.info.version}+local"
    assert grown.info.version == version
    town = make(ctc.City, id="my-town", name="My Town", name_zh="我镇")
    again = grown.with_cities(iter([town]))
    assert again.info.version == version
    assert again.cities[-1] == town or town in again.cities
    assert far in again.records


@pytest.mark.parametrize("table", ["records", "reference_records"])
def test_no_dataset_holds_what_was_derived(table: str) -> None:
    """Answers derive a balance each time; a table that had it would take it for printed."""
    assert DERIVED.is_derived
    assert not any(record.is_derived for record in (*WORLD.records, *WORLD.reference_records))
    with pytest.raises(InvalidFieldError) as caught:
        attrs.evolve(WORLD, **{table: (*WORLD.records, DERIVED)})
    error = caught.value
    assert (error.model, error.field, error.value) == ("Dataset", table, DERIVED)
    assert error.allowed == PRINTED


def test_a_dataset_grows_by_what_belongs_there_alone() -> None:
    """The error has the argument, what was given, and what is allowed."""
    cases: list[tuple[Any, str, object, object, str]] = [
        (WORLD.with_records, "records", 5, 5, "instances of TradeRecord"),
        (WORLD.with_records, "records", [record(), LINYI], LINYI, "instances of TradeRecord"),
        (WORLD.with_records, "records", [record(), DERIVED], DERIVED, PRINTED),
        (WORLD.with_cities, "cities", None, None, "instances of City"),
        (WORLD.with_cities, "cities", [LINYI, "Linyi"], "Linyi", "instances of City"),
        (WORLD.merge, "other", "2026.1", "2026.1", "a Dataset"),
    ]
    for grow, argument, given, blamed, allowed in cases:
        with pytest.raises(InvalidArgumentError) as caught:
            grow(given)
        error = caught.value
        assert (error.argument, error.value, error.allowed) == (argument, blamed, allowed)
