"""What most tests ask: the bundled vintage, and the small dataset."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from tests.support.factories import SMALL, VINTAGE


@pytest.fixture(scope="session")
def vintage() -> ctc.Dataset:
    return VINTAGE


@pytest.fixture(scope="session")
def small() -> ctc.Dataset:
    """Four cities, of which Gaomi lies in Weifang and Macao publishes in its own currency."""
    return SMALL
