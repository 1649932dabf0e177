"""`city`: a city of the dataset, whatever it is called by."""

from __future__ import annotations

import attrs
import pytest

import china_trade_cities as ctc


def test_a_city_of_another_dataset_is_not_taken_for_a_namesake() -> None:
    """A `City` object means the city with its id, never one whose alias its id happens to be."""
    stranger = attrs.evolve(ctc.city("Wuhan"), id="canton")
    with pytest.raises(ctc.exceptions.CityNotFoundError):
        ctc.city(stranger)
    assert ctc.city(ctc.city("Wuhan")) is ctc.city("Wuhan")


def test_a_misspelled_province_is_suggested() -> None:
    """Where provinces are allowed they are suggested too, and codes never are."""
    with pytest.raises(ctc.exceptions.CityNotFoundError) as caught:
        ctc.top_n(cities="Zhejang")
    assert (caught.value.query, caught.value.suggestions[0]) == ("Zhejang", "Zhejiang")
    with pytest.raises(ctc.exceptions.CityNotFoundError) as caught:
        ctc.city("CNHKG")
    assert not [name for name in caught.value.suggestions if name.isupper()]
