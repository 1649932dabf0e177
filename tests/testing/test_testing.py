"""`china_trade_cities.testing`: factories, the small dataset and strategies for dependants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities import testing
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError, InvalidFieldError
from china_trade_cities.serialization._classes import field_types, public_classes, table_types
from china_trade_cities.testing import (
    make_city,
    make_dataset,
    make_fact,
    make_info,
    make_period,
    make_record,
    make_source,
    make_specialization,
    small_dataset,
    strategies,
)
from tests.support.commands import python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODELS = [
    kind
    for kind in public_classes()
    if kind.__module__.rpartition(".")[2] in ("record", "evidence", "info", "period")
]
FACTORIES: dict[type[Any], Callable[..., Any]] = {
    get_type_hints(factory)["return"]: factory
    for factory in (getattr(testing, name) for name in testing.__all__)
    if factory not in (make_dataset, small_dataset)
}
EVERY_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


# --- factories ----------------------------------------------------------------------------


def test_every_model_has_a_factory() -> None:
    """None is forgotten; the annotation of each names the class of what it makes."""
    assert len(MODELS) == 13
    assert set(FACTORIES) == set(MODELS)


@EVERY_MODEL
def test_the_docstring_of_a_factory_names_the_class_of_the_fields(model: type[Any]) -> None:
    """The class documents which fields there are, and what they hold."""
    assert f"changes: Fields of `{model.__name__}` that differ" in str(FACTORIES[model].__doc__)


@EVERY_MODEL
def test_a_field_that_the_model_lacks_is_refused(model: type[Any]) -> None:
    with pytest.raises(TypeError, match=rf"{model.__name__}\b.* unexpected .*'colour'"):
        FACTORIES[model](colour="red")


@EVERY_MODEL
def test_a_factory_needs_nothing_and_makes_equal_objects(model: type[Any]) -> None:
    """What is left out is the same every time, so that objects made apart belong together."""
    make = FACTORIES[model]
    assert isinstance(make(), model)
    assert make() == make()
    assert make() is not make()


@EVERY_MODEL
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_factory_takes_every_field(model: type[Any], data: st.DataObject) -> None:
    wanted = data.draw(strategies.objects(model))
    fields = {name: getattr(wanted, name) for name in field_types(model)}
    assert FACTORIES[model](**fields) == wanted


def test_what_a_model_refuses_its_factory_refuses() -> None:
    with pytest.raises(InvalidFieldError, match="latitude"):
        make_city(latitude=91)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, (1_000, "CNY", None)),
        ({"value": 5}, (5, "CNY", None)),
        ({"value": 5, "currency": ctc.Currency.MOP}, (5, "MOP", None)),
        ({"growth": 1.5}, (None, None, 1.5)),
        ({"value": 5, "growth": 1.5}, (5, "CNY", 1.5)),
        ({"value_dash": True}, (None, "CNY", None)),
        ({"value": None}, (None, None, None)),
        ({"note": "Not printed."}, (None, None, None)),
        ({"share": 5.0, "share_of": ctc.ShareOf.NATIONAL}, (None, None, None)),
    ],
)
def test_a_record_has_a_figure_unless_another_is_given(
    fields: dict[str, Any], said: tuple[Any, ...]
) -> None:
    """An amount in yuan, or what is given and nothing else."""
    record = make_record(**fields)
    assert (record.value, record.currency, record.growth) == said


# --- datasets -----------------------------------------------------------------------------


def test_a_dataset_holds_all_that_its_entries_refer_to(tmp_path: Path) -> None:
    """Cities, their parents, industries, scopes and sources come with what names them."""
    town = make_city(id="town", name="Town", name_zh="镇", parent=make_city())
    herald = make_source(id="herald", title="Herald")
    made = [FACTORIES[model]() for model in MODELS if model not in (ctc.Period, ctc.DatasetInfo)]
    dataset = make_dataset(*made, make_record(city=town, corroborated_by=(herald,)))
    assert set(dataset.cities) == {make_city(), town}
    assert set(dataset.sources) == {make_source(), herald}
    assert {name for name in table_types() if not getattr(dataset, name)} == {
        "reference_areas",
        "reference_records",
    }
    ctc.write_dataset(dataset, tmp_path / "made")
    assert ctc.read_dataset(tmp_path / "made") == dataset


def test_a_dataset_is_what_it_is_said_to_be() -> None:
    """Its reference year stays as it is given, whatever the years of its figures."""
    info = make_info(version="7", reference_period=make_period(year=2030))
    dataset = make_dataset(make_record(period=make_period(year=2031)), info=info)
    assert dataset.info == info
    assert make_dataset() == ctc.Dataset(info=make_info())


def test_a_dataset_refuses_two_entries_with_one_id() -> None:
    one, other = make_city(name="One"), make_city(name="Other")
    with pytest.raises(DatasetError, match="'anyang' is there already"):
        make_dataset(make_record(city=one), make_fact(city=other))


def test_the_small_dataset(tmp_path: Path) -> None:
    """It is one object, has something in every table of cities, and can be written."""
    small = small_dataset()
    assert small is small_dataset()
    assert [city.name for city in small.cities] == ["Gaomi", "Linyi", "Macao", "Weifang"]
    empty = {name for name in table_types() if not getattr(small, name)}
    assert empty == {"reference_areas", "reference_records"}
    ctc.write_dataset(small, tmp_path / "small")
    assert set(ctc.read_dataset(tmp_path / "small").records) == set(small.records)


# --- strategies ---------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(dataset=strategies.datasets())
def test_datasets_are_written_and_read_without_loss(
    dataset: ctc.Dataset, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As tables and as a document; so all that is referred to is there."""
    folder = tmp_path_factory.mktemp("any")
    for place in (folder / "tables", folder / "data.json"):
        ctc.write_dataset(dataset, place)
        assert ctc.read_dataset(place) == dataset


def drawn(strategy: st.SearchStrategy[Any], number: int, start: int = 0) -> list[Any]:
    """Some objects of a strategy; another `start` gives others."""
    found: list[Any] = []

    @seed(start)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(strategy)
    def collect(thing: Any) -> None:
        found.append(thing)

    collect()
    return found


def shown(dataset: ctc.Dataset) -> Iterator[str]:
    """What a dataset has: tables that are empty or filled, fields, cities that are ranked."""
    yield f"{min(2, len(ctc.top_n(dataset=dataset)))} ranked"
    for name in table_types():
        table = getattr(dataset, name)
        yield f"{name} filled" if table else f"{name} empty"
        for thing in table:
            for field, value in attrs.asdict(thing, recurse=False).items():
                if value or value == 0:
                    yield f"{name}.{field}"


@pytest.mark.thorough
def test_datasets_are_of_many_kinds() -> None:
    """Every table is empty at times and filled at others, every field says something at times."""
    missing = {f"{number} ranked" for number in range(3)}
    for name, kind in table_types().items():
        missing |= {f"{name} empty", f"{name} filled"}
        if not name.startswith("reference"):
            missing |= {f"{name}.{field}" for field in field_types(kind)}
    missing |= {"reference_areas.code", "reference_areas.iso3166_2", "reference_records.growth"}
    for start in range(30):
        for dataset in drawn(strategies.datasets(), 20, start):
            missing.difference_update(shown(dataset))
        if not missing:
            break
    assert missing == set()


def test_references_come_from_the_dataset_that_is_given() -> None:
    """Cities of records, parents of cities and so on; without one they are of the small one."""
    yangzhou = make_city(id="yangzhou", name="Yangzhou", name_zh="扬州")
    dataset = make_dataset(make_specialization(city=yangzhou))
    for record in drawn(strategies.records(dataset), 5):
        assert (record.city, record.source) == (yangzhou, make_source())
        assert record in dataset.with_records([record]).records
    parents = {city.parent for city in drawn(strategies.objects(ctc.City, dataset), 20)}
    assert parents == {None, yangzhou}
    small = {record.city for record in drawn(strategies.records(), 20)}
    assert small <= set(small_dataset().cities)
    assert len(small) > 1


def test_without_a_city_there_is_no_record() -> None:
    """Nothing can be drawn, which Hypothesis can tell; the same of a city without a source."""
    assert strategies.records(make_dataset()).is_empty
    assert strategies.records(make_dataset(make_city())).is_empty
    assert not strategies.objects(ctc.City, make_dataset()).is_empty


def test_whole_datasets_are_objects_too() -> None:
    assert all(isinstance(each, ctc.Dataset) for each in drawn(strategies.objects(ctc.Dataset), 2))


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ((int,), "a public class of china_trade_cities"),
        (("City",), "a public class of china_trade_cities"),
        ((ctc.City, "2026.1"), "a Dataset, or None for small_dataset"),
    ],
)
def test_what_has_no_strategy_is_refused(arguments: Any, allowed: str) -> None:
    """When the strategy is made, not when it is drawn from."""
    with pytest.raises(InvalidArgumentError, match=allowed):
        strategies.objects(*arguments)


# --- the extra ----------------------------------------------------------------------------


def test_factories_need_no_extra() -> None:
    code = (
        "import sys, china_trade_cities as ctc; ctc.testing.make_dataset(ctc.testing.make_record())"
    )
    assert python(f"{code}; print('hypothesis' in sys.modules)") == "False"


def test_strategies_name_the_extra_that_they_need() -> None:
    told = python(
        "import sys; sys.modules['hypothesis'] = None\n"
        "import china_trade_cities as ctc\n"
        "from china_trade_cities.testing import make_city\n"
        "try: import china_trade_cities.testing.strategies\n"
        "except ctc.exceptions.MissingExtraError as error: print(error)"
    )
    assert told.startswith("china_trade_cities.testing.strategies needs hypothesis: ")
    assert "'china-trade-cities[testing]'" in told


@pytest.mark.parametrize("thing", [3, "linyi", None, small_dataset()])
def test_a_dataset_is_made_of_entries_alone(thing: Any) -> None:
    """What stands in no table is refused, and the error says what does."""
    with pytest.raises(InvalidArgumentError, match=r"entries of tables: City, TradeRecord, "):
        make_dataset(thing)
