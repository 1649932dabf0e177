"""What a customs table says of its month itself."""

from __future__ import annotations

import io

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import read_customs_location
from tests.support.customs_pages import as_csv, location, read_page, refusal, renamed


def test_a_year_in_the_header_is_believed() -> None:
    page = renamed(location("2024-12"), "1至12月", "2024年1至12月")
    assert (
        read_page(page, None).month
        == read_page(page, "2024-12").month
        == ctc.Period.parse("2024-12")
    )
    assert refusal(page, "2025-12") == ("the header must be of 2025-12; got '进出口 2024年1至12月'")


def test_a_header_of_no_month_is_not_believed() -> None:
    """There is no thirteenth month."""
    page = renamed(renamed(location("2024-12"), "1至12月", "2024年1至13月"), "12月", "13月")
    assert "the year is stated nowhere" in refusal(page, None)


def test_growth_may_name_the_year_before() -> None:
    page = renamed(location("2024-12"), "去年同期", "去年同期(2023年)")
    assert str(read_page(page, "2024-12").month) == "2024-12"


@pytest.mark.parametrize(
    "heading", ["2024年12月", "2024年1-12月 单位：万人民币", "2024年1月至12月"]
)
def test_a_heading_in_the_table_is_believed(heading: str) -> None:
    text = f"{heading},,,,,,,,,\n{as_csv(location('2024-12'))}"
    assert str(read_customs_location(io.StringIO(text)).month) == "2024-12"
    with pytest.raises(
        DatasetError, match="period= says 2025-12, the row above the header 2024-12"
    ):
        read_customs_location(io.StringIO(text), period="2025-12")


@pytest.mark.parametrize("heading", ["发布时间：2025年1月18日", "2024年11月,2024年12月"])
def test_a_heading_that_does_not_name_the_month(heading: str) -> None:
    """A day is when it was published, and of two months neither is meant."""
    text = f"{heading}{',' * (9 - heading.count(','))}\n{as_csv(location('2024-12'))}"
    assert str(read_customs_location(io.StringIO(text), period="2024-12").month) == "2024-12"
    with pytest.raises(DatasetError, match="the year is stated nowhere"):
        read_customs_location(io.StringIO(text))
