"""A customs table is read as that of its own month, or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities.exceptions import DatasetError
from china_trade_cities.readers import CustomsTable, read_customs_hangzhou, read_customs_location
from tests.support.customs_pages import (
    Page,
    a_year_later,
    as_csv,
    as_html,
    edited,
    location,
    read_page,
    refusal,
    zhejiang,
)
from tests.support.factories import VINTAGE

if TYPE_CHECKING:
    from pathlib import Path

LATER = a_year_later(location("2024-08"))
"""A month that is not bundled; the months a year before and the months before it are."""


def knowing(*tables: CustomsTable) -> ctc.Dataset:
    """The bundled vintage with the figures of further tables."""
    return VINTAGE.with_records([record for table in tables for record in table.records])


@pytest.mark.thorough
@pytest.mark.parametrize("month", ["2024-01", "2024-12", "2025-03", "2025-07"])
@pytest.mark.parametrize("years", [-30, -2, -1, 1, 2, 30])
def test_the_wrong_year_is_refused(month: str, years: int) -> None:
    """Whatever year is said, the figures are recognised as those of their own."""
    right = ctc.Period.parse(month)
    wrong = ctc.Period(year=right.year + years, month=right.month, months=1)
    message = refusal(location(month), str(wrong))
    own = ctc.Period(year=right.year, months=right.month)
    assert message.endswith(
        f": they are those of {own}; pass the right period=, or correct the name of the file"
    )


@pytest.mark.parametrize("said", ["2023-12", "2025-12", "2024-11", "2031-12", "2033-11"])
def test_zhejiang_of_another_month_is_refused(said: str) -> None:
    """Its header names no month at all, so that the figures alone tell."""
    file = io.StringIO(as_csv(zhejiang("2024-12")))
    with pytest.raises(DatasetError, match="they are those of 2024; pass"):
        read_customs_hangzhou(file, period=said)


@pytest.mark.thorough
@pytest.mark.parametrize("said", ["2023-08", "2024-08", "2026-08", "2027-08"])
def test_a_new_month_under_a_wrong_year_is_refused(said: str) -> None:
    """What nobody has seen yet is known by its growth: it leads back to the year before."""
    assert str(read_page(LATER, "2025-08").month) == "2025-08"
    assert "they are those of 2025-01/2025-08;" in refusal(LATER, said)


def test_blank_and_nil_amounts_tell_nothing() -> None:
    """A city without an amount is left out of the comparison."""
    page = edited(location("2024-12"), "太原市", export_ytd="-", growth_export_ytd="-")
    page = edited(page, "大同市", export_ytd="0", growth_export_ytd="-100.0")
    assert str(read_page(page, "2024-12").month) == "2024-12"
    assert "they are those of 2024;" in refusal(page, "2025-12")


def test_the_name_of_a_file_may_be_wrong(tmp_path: Path) -> None:
    """The year in the name is not believed against the figures."""
    path = tmp_path / "2025-12.csv"
    path.write_text(as_csv(location("2024-12")), encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_customs_location(path)
    assert str(caught.value.problems[0]) == (
        "2025-12.csv: the figures are not those of 2025: they are 11% (median) from what is known "
        "of these months: they are those of 2024; pass the right period=, or correct the name of "
        "the file"
    )


@pytest.mark.thorough
def test_dollars_are_compared_but_for_the_rate() -> None:
    """Growth and amounts in dollars are those in yuan but for one rate for all places."""
    page = location("2025-07", per_unit=7_196)
    assert str(read_page(page, "2025-07").month) == "2025-07"
    for wrong in ("2024-07", "2026-07"):
        assert "they are those of 2025-01/2025-07;" in refusal(page, wrong)


def test_figures_that_nothing_is_like_are_refused_where_the_months_are_known() -> None:
    """Which year they are of is not known then, but which one they are not of is."""
    page = location("2024-12")
    cities = [row for row in page.rows if row["place"].endswith("市")]
    exchanged = {
        row["place"]: other | {"place": row["place"]}
        for row, other in zip(cities, reversed(cities), strict=True)
        if row["place"][:2] not in ("北京", "天津", "上海", "重庆")
        and other["place"][:2] not in ("北京", "天津", "上海", "重庆")
    }
    rows = [exchanged.get(row["place"], row) for row in page.rows]
    message = refusal(replace(page, rows=rows), "2024-12")
    assert message.startswith("the figures are not those of 2024: they are ")
    assert "those of 2024;" not in message


@pytest.mark.thorough
def test_what_the_dataset_knows_tells_too() -> None:
    """Two years on nothing bundled tells; a dataset with the year between does."""
    page = a_year_later(LATER)
    wrong = ctc.Period.parse("2027-08")
    assert read_page(page, str(wrong)).month == wrong  # as far as anybody can know
    dataset = knowing(read_page(LATER, "2025-08"))
    assert str(read_page(page, "2026-08", dataset).month) == "2026-08"
    assert "they are those of 2026-01/2026-08;" in refusal(page, str(wrong), dataset)


@pytest.mark.thorough
def test_figures_that_are_too_rough_tell_nothing() -> None:
    """Figures that are rounded, approximate or of another basis are no evidence."""
    far = [
        attrs.evolve(record, period=ctc.Period(year=2031), rounded_to=10**12, growth=None)
        for record in VINTAGE.records_for(period=2024, flow="total")
        if record.value and not record.product and not record.partner
    ]
    dataset = VINTAGE.with_records(far)
    assert "they are those of 2024;" in refusal(location("2024-12"), "2031-12", dataset)


def saved(folder: Path, name: str, page: Page) -> str:
    (folder / name).write_text(as_csv(page), encoding="utf-8")
    return str(folder / name)


def test_a_wrong_year_stops_the_import(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wrong = saved(tmp_path, "2025-12.csv", location("2024-12"))
    assert main(["import", wrong, "--into", str(tmp_path / "data")]) == 1
    text = capsysbinary.readouterr().out.decode()
    assert "2025-12.csv: the figures are not those of 2025" in text
    assert "they are those of 2024;" in text
    assert not (tmp_path / "data").exists()


def test_files_are_compared_with_each_other(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """One new table under two names cannot be of two months."""
    page = a_year_later(LATER)
    files = [saved(tmp_path, name, page) for name in ("2027-08.csv", "2029-08.csv")]
    assert main(["import", *files]) == 1
    text = capsysbinary.readouterr().out.decode()
    assert "2029-08.csv: the figures are not those of 2029-01/2029-08" in text
    assert "they are those of 2027-01/2027-08;" in text


def test_a_page_says_its_month_itself(tmp_path: Path) -> None:
    """A file name that contradicts the title is refused before any figure is compared."""
    path = tmp_path / "2025-12.html"
    path.write_text(as_html(replace(location("2024-12"))), encoding="utf-8")
    with pytest.raises(DatasetError, match="the title says 2024-12, the name of the file 2025-12"):
        read_customs_location(path)
