"""A customs table is a value, and shows what it holds."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import attrs
import pytest

from china_trade_cities.exceptions import InvalidFieldError
from tests.support.customs_pages import as_csv, location, read_text

DECEMBER = location()


def test_a_table_is_a_value() -> None:
    table = read_text(as_csv(DECEMBER))
    for back in (copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))):  # noqa: S301
        assert back == table
        assert hash(back) == hash(table)
    frozen: Any = table
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        frozen.records = ()
    with pytest.raises(InvalidFieldError, match="a tuple of TradeRecord"):
        attrs.evolve(frozen, records=[])
    with pytest.raises(InvalidFieldError, match="at least 0"):
        attrs.evolve(table.zones[0].figures[0], value=-1)
    with pytest.raises(InvalidFieldError, match=r"CustomsPlace\.name"):
        attrs.evolve(table.zones[0], name="")


def test_how_a_table_looks() -> None:
    page = replace(DECEMBER, notes=())
    table = read_text(as_csv(page))
    assert repr(table) == (
        "<CustomsTable gacc-location-2024-12: 137 cities, 3 zones, 0 unknown, 1 problem>"
    )
    figure = table.zones[0].figures[0]
    assert repr(figure) == f"<CustomsFigure total 2024: {figure.value} CNY>"
    assert str(table).splitlines()[:9] == [
        "Customs table of 2024-12, CNY",
        "",
        "places                number  figures",
        "nation and provinces      28      168",
        "cities                   137      822",
        "development zones          3       18",
        "not recognised             0        0",
        "",
        "1 problem:",
    ]
    assert str(table).splitlines()[9] == "no note ends the table: rows may be cut off"
    anything: Any = table
    assert "<td" in anything._repr_html_()
    assert len(table.to_dicts()) == 822
    assert table.to_dicts()[0]["city"] == "beijing"
    assert "No problem." in str(read_text(as_csv(DECEMBER)))
