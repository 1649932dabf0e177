"""What the cells of a line mean."""

from __future__ import annotations

import pytest

from china_trade_cities._model.period import Period
from china_trade_cities._model.vocabulary import Flow
from china_trade_cities._tables.cells import NotARowError, cells, floating
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.rows import customs_figure
from china_trade_cities.exceptions import InvalidArgumentError


def test_a_blank_line_is_no_row() -> None:
    """Where a row has several cells; a blank cell is no number, and no fault."""
    with pytest.raises(NotARowError, match="blank line; expected a row"):
        cells("", ("id", "name"))
    assert floating("", "latitude") is None


def test_customs_print_no_negative_amounts() -> None:
    """A row of a customs table with one is refused, whoever read it."""
    row = dict.fromkeys(COLUMNS["customs_monthly"], "") | {"month": "2024-05", "export": "-3"}
    with pytest.raises(InvalidArgumentError, match="export must be an amount of 0 or more"):
        customs_figure(list(row.values()), Period.parse("2024-05"), Flow.EXPORT)
