"""The names by which products and partners are found."""

from __future__ import annotations

import pytest

from china_trade_cities._dataset.index import hs_code
from tests.support.cases import table
from tests.support.factories import VINTAGE

ROWS = table(__file__, "names_of_goods_and_partners.csv")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']} {row['meant']}" for row in ROWS])
def test_what_a_trader_types_is_found(row: dict[str, str]) -> None:
    """English and Chinese, singular and plural, simplified and traditional, codes and forms."""
    find = getattr(VINTAGE, row["kind"])
    names = row["names"].split("|")
    written = [form for name in names for form in (name, name.upper(), f" {name.lower()} ")]
    assert {name: find(name).id for name in written} == dict.fromkeys(written, row["meant"])


def test_every_product_and_partner_is_tried() -> None:
    """The table of cases has a row for each."""
    for kind, entries in (("product", VINTAGE.products), ("partner", VINTAGE.partners)):
        tried = [row["meant"] for row in ROWS if row["kind"] == kind]
        assert sorted(tried) == sorted(entry.id for entry in entries)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("8703", "8703"),
        (" 8703.80 ", "870380"),
        ("HS 8703", "8703"),
        ("hs-code 87", "87"),
        ("８７０３", "8703"),
        ("HS", ""),
        ("HS 84 machines", ""),
        ("phones", ""),
        ("3D", ""),
        ("-", ""),
    ],
)
def test_hs_codes_in_the_forms_that_people_write(name: str, code: str) -> None:
    """Digits, with or without HS, dots and spaces; nothing else is a code."""
    assert hs_code(name) == code
