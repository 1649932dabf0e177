"""What is suggested where a name means nothing: by meaning, or else by spelling."""

from __future__ import annotations

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import NameNotFoundError, ProductNotFoundError
from china_trade_cities.testing import make_industry, make_product
from tests.support.cases import table
from tests.support.factories import VINTAGE, dataset


def ask(kind: str, name: str) -> object:
    return VINTAGE.industries_for(name) if kind == "industry" else getattr(VINTAGE, kind)(name)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case['kind']} {case['name']!a}")
        for case in table(__file__, "near_names.csv")
    ],
)
def test_what_is_near_is_suggested_and_not_chosen(case: dict[str, str]) -> None:
    """In the order of the table, at most five; the message names them, and where all stand."""
    with pytest.raises(NameNotFoundError) as caught:
        ask(case["kind"], case["name"])
    expected = tuple(filter(None, case["suggestions"].split("|")))
    assert caught.value.suggestions == expected
    assert all(ask(case["kind"], name) for name in expected)
    assert all(name in str(caught.value) for name in expected)
    assert str(caught.value).endswith(" lists all")


def test_without_the_other_table_there_is_nothing_but_words_and_spelling() -> None:
    """A dataset without industries suggests what its own products say."""
    mine = dataset(products=(make_product(id="office-chairs", name="Office chairs"),))
    for name, expected in (("chairs", ("Office chairs",)), ("sofas", ())):
        with pytest.raises(ProductNotFoundError) as caught:
            mine.product(name)
        assert caught.value.suggestions == expected


def test_the_branch_of_an_industry_is_climbed_until_a_product_is_found() -> None:
    """Nearest first: an industry's own names, then those of what it is part of."""
    timber = make_industry(id="timber", name="Timber", aliases=("wood",))
    chairs = make_industry(id="chairs", name="Chairs", aliases=("stools",), parent=timber)
    wood = make_product(id="wood-products", name="Wood")
    mine = dataset(products=(wood,), industries=(timber, chairs))
    with pytest.raises(ProductNotFoundError) as caught:
        mine.product("stools")
    assert caught.value.suggestions == ("Wood",)
    assert isinstance(mine.product(wood), ctc.Product)
