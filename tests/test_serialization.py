"""Documents: every public class there and back, on five ways, and nothing guessed."""

from __future__ import annotations

import importlib.util
import json
import pickle
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import cattrs
import pytest
from cattrs.preconf import json as json_preconf
from cattrs.preconf import msgspec as msgspec_preconf
from cattrs.preconf import orjson as orjson_preconf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import china_trade_cities as ctc
from china_trade_cities import serialization
from china_trade_cities._public_types import public_classes
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, Problem
from factories import GAZETTE, HERALD, JAPAN, LINYI, TOYS, WEIFANG, city, dataset, make
from strategies import datasets, objects
from test_values import MINE, VALUES, VINTAGE

if TYPE_CHECKING:
    from collections.abc import Callable

CHINA = city(id="china", name="China", name_zh="中国", level=ctc.Level.NATION)
WORLD = dataset(reference_areas=(CHINA,))
COLLECTION = json.loads(files(ctc).joinpath("schema.json").read_text(encoding="utf-8"))
CLASSES = pytest.mark.parametrize("kind", public_classes(), ids=lambda kind: kind.__name__)


def validator(kind: type[Any]) -> Draft202012Validator:
    """Checks documents against the shipped schema of a class."""
    schema = {**COLLECTION, "$ref": f"#/$defs/{kind.__name__}"}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def configured(converter: Any) -> Any:
    """A dependant's own converter that knows our classes."""
    serialization.configure_converter(converter, dataset=WORLD)
    return converter


PLAIN = configured(cattrs.Converter())
UNDETAILED = configured(cattrs.Converter(detailed_validation=False, forbid_extra_keys=True))
TEXT_CONVERTERS = {
    "json": configured(json_preconf.make_converter()),
    "orjson": configured(orjson_preconf.make_converter()),
    "msgspec": configured(msgspec_preconf.make_converter()),
    "ours": serialization.make_converter(dataset=WORLD),
}


# --- there and back -----------------------------------------------------------------------


@CLASSES
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_every_class_comes_back_equal_from_every_converter(
    kind: type[Any], data: st.DataObject
) -> None:
    """`structure(unstructure(x)) == x`, on plain, json, orjson, msgspec and our converter."""
    value = data.draw(objects(kind, WORLD))
    for converter in (PLAIN, UNDETAILED):
        assert converter.structure(converter.unstructure(value), kind) == value
    for name, converter in TEXT_CONVERTERS.items():
        back = converter.loads(converter.dumps(value), kind)
        assert back == value, name
        assert type(back) is kind
    document = serialization.to_dict(value)
    assert document == PLAIN.unstructure(value)
    assert serialization.from_dict(kind, document, dataset=WORLD) == value
    text = serialization.to_json(value)
    assert serialization.from_json(kind, text, dataset=WORLD) == value
    assert serialization.from_json(kind, text.encode(), dataset=WORLD) == value
    validator(kind).validate(json.loads(text))


@pytest.mark.parametrize("name", [name for name in VALUES if not name.startswith("hand-made")])
def test_what_is_bundled_and_what_queries_return_comes_back_equal(name: str) -> None:
    """Real objects are read with the newest vintage unless a dataset is given."""
    value = VALUES[name]
    text = serialization.to_json(value)
    back = serialization.from_json(type(value), text)
    assert back == value
    assert type(back) is type(value)
    assert serialization.to_json(back) == text
    validator(type(value)).validate(json.loads(text))


@pytest.mark.parametrize(
    "name", [name for name in VALUES if name.startswith("hand-made") and "City" not in name]
)
def test_results_on_a_dataset_of_ones_own_come_back_equal(name: str) -> None:
    """Results of a hand-made dataset are read with that dataset."""
    value = VALUES[name]
    world = dataset(cities=(*MINE.cities, city()))
    back = serialization.from_dict(type(value), serialization.to_dict(value), dataset=world)
    assert back == value
    assert hash(back) == hash(value)


def test_the_bundled_vintage_comes_back_whole() -> None:
    """No table of the vintage loses anything, and what was read is immutable and answers."""
    back = serialization.from_json(ctc.Dataset, serialization.to_json(VINTAGE))
    assert back == VINTAGE
    for field in attrs.fields(ctc.Dataset):
        if field.init:
            assert getattr(back, field.name) == getattr(VINTAGE, field.name)
    assert repr(ctc.top_n(5, dataset=back)) == repr(ctc.top_n(5))
    assert ctc.top_n(5, dataset=back) == ctc.top_n(5)
    assert len({id(record.city) for record in back.records}) <= len(back.cities)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        back.cities = ()  # type: ignore[misc]


def test_lists_of_objects() -> None:
    """Lists and tuples of objects are read and written too."""
    records = WORLD.records[:3]
    data = serialization.to_dict(records)
    assert isinstance(data, list)
    assert serialization.from_dict(tuple[ctc.TradeRecord, ...], data, dataset=WORLD) == records
    text = serialization.to_json(list(records))
    back = serialization.from_json(list[ctc.TradeRecord], text, dataset=WORLD)
    assert back == list(records)
    for converter in (PLAIN, TEXT_CONVERTERS["ours"]):
        assert converter.structure(data, list[ctc.TradeRecord]) == list(records)


def test_what_has_a_default_may_be_left_out() -> None:
    """A record of the fields that it needs takes the defaults for the rest."""
    data = {"city": "linyi", "period": "2024", "flow": "total", "source": "gazette"}
    assert serialization.from_dict(ctc.TradeRecord, data, dataset=WORLD) == make(
        ctc.TradeRecord, city=LINYI
    )
    grown = serialization.from_dict(ctc.TradeRecord, data | {"growth": 1.25}, dataset=WORLD)
    assert grown.growth_decimals == 2


def test_a_document_in_full() -> None:
    """All fields under their names, ids for references, text for periods and words."""
    assert serialization.to_dict(WORLD.records[9]) == {
        "city": "weifang",
        "period": "2024",
        "flow": "export",
        "product": "toys",
        "partner": None,
        "value": 90,
        "currency": "CNY",
        "rounded_to": 1,
        "unit_multiplier": 0,
        "value_dash": False,
        "growth": None,
        "growth_decimals": 0,
        "growth_dash": False,
        "share": 10.0,
        "share_decimals": 1,
        "share_of": "city-export",
        "status": "A",
        "basis": "location",
        "source": "gazette",
        "corroborated_by": [],
        "note": None,
    }


def test_mappings_that_were_read_cannot_be_changed() -> None:
    """Why cities were left out is as immutable as in the result that was written."""
    ranking = ctc.top_n(2)
    back = serialization.from_dict(ctc.Ranking, serialization.to_dict(ranking))
    excluded: Any = back.excluded
    with pytest.raises(TypeError):
        excluded[WEIFANG] = "other"
    assert hash(back) == hash(ranking)
    assert pickle.loads(pickle.dumps(back)) == ranking  # noqa: S301


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(value=datasets())
def test_any_dataset_comes_back_equal(value: ctc.Dataset) -> None:
    """Datasets in which children stand before their parents, and tables are empty."""
    text = serialization.to_json(value)
    assert serialization.from_json(ctc.Dataset, text) == value
    validator(ctc.Dataset).validate(json.loads(text))
