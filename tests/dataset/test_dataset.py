"""`Dataset`: what it is made of, how it grows, and what it says where something is wrong."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import CityNotFoundError, InvalidArgumentError, InvalidFieldError
from china_trade_cities.testing import make_info
from tests.support.factories import (
    CERAMICS,
    GAZETTE,
    HERALD,
    JAPAN,
    LINYI,
    SPRING,
    TOYS,
    WEIFANG,
    amount,
    dataset,
    make,
    records,
)
from tests.support.values import DATASETS, MINE, SMALL_WORLD

if TYPE_CHECKING:
    from collections.abc import Callable
from functools import partial
from operator import is_

from china_trade_cities._dataset.dataset import lazy_dataset, selection_of
from china_trade_cities._dataset.index import Index
from china_trade_cities.exceptions import (
    IndustryNotFoundError,
    PartnerNotFoundError,
    ProductNotFoundError,
    ScopeNotFoundError,
    SourceNotFoundError,
)
from tests.support.factories import SCOPE

WORLD: Any = dataset()
TABLES: dict[str, type[Any]] = {
    "cities": ctc.City,
    "reference_areas": ctc.City,
    "records": ctc.TradeRecord,
    "reference_records": ctc.TradeRecord,
    "specializations": ctc.IndustrySpecialization,
    "industries": ctc.Industry,
    "products": ctc.Product,
    "partners": ctc.Partner,
    "sources": ctc.Source,
    "ranking_scopes": ctc.RankingScope,
    "published_ranks": ctc.PublishedRank,
    "facts": ctc.CityFact,
    "exchange_rates": ctc.ExchangeRate,
}


def test_the_smallest_dataset_has_empty_tables() -> None:
    """Tables are given by name; none is needed."""
    smallest = ctc.Dataset(info=make_info())
    assert {name: getattr(smallest, name) for name in TABLES} == dict.fromkeys(TABLES, ())
    assert smallest == ctc.Dataset(info=make_info())
    with pytest.raises(TypeError, match="positional"):
        ctc.Dataset(make_info())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_tuple_of_its_own_class(name: str) -> None:
    """The error says of which, and where."""
    kind = TABLES[name]
    for wrong in ([make(kind)], (make_info(),), None):
        with pytest.raises(InvalidFieldError) as caught:
            dataset(**{name: wrong})
        error = caught.value
        assert (error.model, error.field, error.value) == ("Dataset", name, wrong)
        assert error.allowed == f"a tuple of {kind.__name__}"
    held = dataset(**{name: (make(kind),)})
    assert getattr(held, name) == (make(kind),)


def test_an_id_stands_in_a_table_once() -> None:
    """The error names those that stand there twice, each once."""
    with pytest.raises(InvalidFieldError) as caught:
        dataset(cities=(make(ctc.City), *WORLD.cities, *WORLD.cities[:2][::-1], WORLD.cities[0]))
    error = caught.value
    assert (error.model, error.field, error.allowed) == (
        "Dataset",
        "cities",
        "entries with distinct ids",
    )
    assert error.value == sorted(city.id for city in WORLD.cities[:2])
    with pytest.raises(InvalidFieldError, match=r"Dataset\.info must be .*; got None"):
        ctc.Dataset(info=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_was_asked_makes_no_difference(vintage: ctc.Dataset) -> None:
    """Nor does how the tables came in: datasets are equal by their tables, and pickle so."""
    one, other = dataset(), dataset()
    ctc.top_n(dataset=one)
    assert one == other
    assert hash(one) == hash(other) == hash(one.info)
    assert one != dataset(records=())
    again = pickle.loads(pickle.dumps(one))  # noqa: S301
    assert again == one
    assert again.records == one.records
    assert len(pickle.dumps(vintage)) < 200  # a vintage is found again where it is installed


class Loader:
    """Tables that are read when they are touched, with a note of which were."""

    reference_period = ctc.Period(year=2024)

    def __init__(self) -> None:
        self.read: list[object] = []

    def info(self) -> ctc.DatasetInfo:
        return make_info()

    def table(self, name: str) -> tuple[Any, ...]:
        self.read.append(name)
        return tuple(getattr(WORLD, name))

    def periods(self) -> tuple[ctc.Period, ...]:
        """Known without reading the records."""
        return tuple(WORLD.periods())

    def records_in(self, period: ctc.Period, flow: ctc.Flow) -> tuple[ctc.TradeRecord, ...]:
        """The records of a period and flow alone."""
        self.read.append((str(period), flow))
        return tuple(WORLD.records_for(period=period, flow=flow))

    def records_printed_apart(self, period: ctc.Period, flow: ctc.Flow) -> tuple[Any, ...]:
        """Those that stand in no table of customs: here all."""
        return self.records_in(period, flow)

    def recipe(self) -> tuple[Any, ...]:
        return (make_info, ())


def test_only_what_a_question_needs_is_read() -> None:
    """Of the records those of its period and flow, and no table twice."""
    loader = Loader()
    lazy = lazy_dataset(loader)
    assert lazy.periods() == WORLD.periods()
    assert lazy.reference_period == loader.reference_period
    assert loader.read == []
    assert lazy.preferred("Linyi") == WORLD.preferred("Linyi")
    assert loader.read.count(("2024", ctc.Flow.TOTAL)) == 1
    assert "records" not in loader.read
    assert lazy == dataset(info=make_info())
    assert loader.read.count("cities") == 1
    with pytest.raises(AttributeError, match=r"^'Dataset' has no attribute 'colour'$"):
        _ = lazy.colour  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    assert pickle.loads(pickle.dumps(lazy)) == make_info()  # noqa: S301


def test_what_was_worked_out_is_kept() -> None:
    """The second answer is the first one; of a question without an answer nothing is kept."""
    mine = dataset()
    assert mine.conflicts()
    assert mine.conflicts() is mine.conflicts()
    memory = Index(mine)
    answers, blanks = iter([1, 2]), iter([[], [], [3]])
    assert [memory.remember("answered", answers.__next__) for _ in range(2)] == [1, 1]
    assert [memory.remember("open", blanks.__next__) for _ in range(3)] == [[], [], [3]]


FOUND: dict[str, tuple[Any, Any, str]] = {
    "city": (WORLD.city, LINYI, "the name, id or code of a city, as text"),
    "product": (WORLD.product, TOYS, "the name, id or HS code of a product, as text"),
    "partner": (WORLD.partner, JAPAN, "the name, id or ISO code of a partner, as text"),
    "scope": (WORLD.ranking_scope, SCOPE, "the id or name of a ranking scope, as text"),
    "industry": (
        WORLD.industries_for,
        CERAMICS,
        "the name, id or ISIC code of an industry, as text",
    ),
    "source": (WORLD.source, GAZETTE, "the id of a source, as text"),
}
LOST = {
    "city": CityNotFoundError,
    "product": ProductNotFoundError,
    "partner": PartnerNotFoundError,
    "scope": ScopeNotFoundError,
    "industry": IndustryNotFoundError,
    "source": SourceNotFoundError,
}


@pytest.mark.parametrize("argument", FOUND)
def test_things_are_found_by_themselves_and_by_id(argument: str) -> None:
    """What is no text, or blank, is refused; what means nothing is not found."""
    find, thing, allowed = FOUND[argument]
    expected = (thing,) if argument == "industry" else thing
    assert find(thing.id) == expected
    assert argument == "source" or find(thing) == expected
    for wrong in (5, None, "", " \t", ["x"]):
        with pytest.raises(InvalidArgumentError) as caught:
            find(wrong)
        error = caught.value
        assert (error.argument, error.value, error.allowed) == (argument, wrong, allowed)
    with pytest.raises(LOST[argument]) as lost:
        find("nowhere")
    assert lost.value.query == "nowhere"


@pytest.mark.parametrize(
    "ask", [WORLD.records_for, partial(selection_of, WORLD)], ids=["records_for", "selection_of"]
)
@pytest.mark.parametrize("argument", ["flow", "currency", "basis"])
def test_a_word_that_is_not_allowed_is_named(ask: Any, argument: str) -> None:
    """With the argument that has it."""
    with pytest.raises(InvalidArgumentError) as caught:
        ask(**{argument: "sideways"})
    assert (caught.value.argument, caught.value.value) == (argument, "sideways")


def test_what_a_query_means_unless_said_otherwise() -> None:
    """All trade with the world in the reference year, in yuan and by location."""
    assert selection_of(WORLD).arguments() == {
        "period": WORLD.reference_period,
        "flow": ctc.Flow.TOTAL,
        "product": None,
        "partner": None,
        "currency": ctc.Currency.CNY,
        "basis": ctc.Basis.LOCATION,
    }


def test_answers_are_kept() -> None:
    """Conflicts, corroborations and coverage are found once."""
    long_ago = ctc.Period(year=2020)
    agreed = [amount(8, city=LINYI, period=long_ago, source=each) for each in (GAZETTE, HERALD)]
    world = dataset(records=(*WORLD.records, *agreed))
    answers: list[Any] = [world.conflicts(), world.corroborations(), world.coverage()]
    assert [type(answer).__name__ for answer in answers] == [
        "Conflicts",
        "Corroborations",
        "Coverage",
    ]
    again = [world.conflicts(), world.corroborations(), world.coverage()]
    assert all(map(is_, answers, again))


def test_records_are_filtered_by_what_is_given(vintage: ctc.Dataset) -> None:
    """None means all goods or the world, "any" means both; other filters are open when None."""
    shanghai = vintage.records_for(city="Shanghai")
    assert {record.city.id for record in shanghai} == {"shanghai"}
    assert any(record.product for record in shanghai)
    all_goods = vintage.records_for(city="Shanghai", product=None, partner=None)
    assert all(record.product is None and record.partner is None for record in all_goods)
    assert len(all_goods) < len(shanghai)
    narrow = vintage.records_for(
        city="Shanghai",
        period="2023-01/2023-11",
        flow="export",
        product="solar cells",
        currency="CNY",
        basis="location",
    )
    assert [record.growth for record in narrow] == [9.1]
    to_asean = vintage.records_for(partner="ASEAN", period="2021")
    assert {record.partner.id for record in to_asean if record.partner} == {"asean"}
    assert vintage.records_for(currency="MOP", flow="re-export")
    assert len(vintage.records_for(period=1999)) == 0


def test_a_dataset_refuses_two_things_with_one_id(vintage: ctc.Dataset) -> None:
    """Ids are unique in a hand-made dataset too."""
    with pytest.raises(
        ctc.exceptions.InvalidFieldError, match="entries with distinct ids"
    ) as caught:
        attrs.evolve(vintage, partners=(*vintage.partners, vintage.partner("ASEAN")))
    assert caught.value.value == ["asean"]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ({}, [record.value for record in records()]),
        ({"city": LINYI}, [800, 1_000, 600]),
        *SMALL_WORLD["selected"],
    ],
    ids=str,
)
def test_hand_made_records_are_selected(question: dict[str, Any], values: list[int]) -> None:
    """All that agrees with what is given, in the order of the tables; of a period by flow."""
    assert [record.value for record in MINE.records_for(**question)] == values


def test_hand_made_periods_conflicts_and_coverage() -> None:
    """What there is, and where sources disagree."""
    assert [str(period) for period in MINE.periods()] == ["2023", "2024", "2025-01/2025-03"]
    (conflict,) = MINE.conflicts()
    assert (conflict.measure, conflict.preferred.value) == (ctc.Measure.VALUE, 1_500)
    assert [record.value for record in conflict.others] == [1_700]
    assert conflict.sources == (GAZETTE, HERALD)
    rows = [[row.city.id, row.year, row.flow.value, row.records] for row in MINE.coverage()]
    assert rows == SMALL_WORLD["coverage"]
    spring = MINE.coverage()[-1]
    assert (spring.full_year, spring.to_date) == (False, SPRING)


def test_an_empty_dataset_has_empty_answers() -> None:
    """A dataset needs its description alone."""
    empty = ctc.Dataset(info=make_info())
    assert empty.reference_period == ctc.Period(year=2024)
    for result in (ctc.top_n(dataset=empty), ctc.growth_leaders(dataset=empty)):
        assert (len(result), result.ranked, dict(result.excluded)) == (0, 0, {})
        assert not result
        assert str(result)
        assert result.sources == ()
    assert empty.periods() == ()
    assert len(empty.records_for()) == 0
    assert len(empty.conflicts()) == len(empty.coverage()) == 0
    assert str(empty.conflicts())
    assert str(empty.coverage())
    with pytest.raises(CityNotFoundError):
        ctc.profile("Shenzhen", dataset=empty)


@pytest.mark.parametrize("held", DATASETS.values(), ids=DATASETS)
def test_an_attribute_that_no_dataset_has(held: Any) -> None:
    """Tables are found when they are touched, and nothing else is."""
    with pytest.raises(AttributeError, match=r"^'Dataset' (object )?has no attribute 'colour'$"):
        _ = held.colour
    assert not hasattr(held, "_colour")


def test_records_of_an_equal_city_are_found() -> None:
    """A hand-made dataset knows cities by value, not by identity."""
    twin = copy.deepcopy(WEIFANG)
    mine = dataset(records=(amount(5, city=twin),))
    assert ctc.top_n(dataset=mine)[0].city == WEIFANG
    assert mine.records_for(city=WEIFANG)[0].city is twin


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("info", "2026.1", "an instance of DatasetInfo"),
        ("cities", [], "a tuple of City"),
        ("records", (MINE,), "a tuple of TradeRecord"),
        ("sources", ("gazette",), "a tuple of Source"),
        ("facts", None, "a tuple of CityFact"),
    ],
)
def test_a_dataset_refuses_what_is_no_table(field: str, value: Any, allowed: str) -> None:
    """Tables are tuples of the right class; the error says which."""
    with pytest.raises(InvalidFieldError) as caught:
        attrs.evolve(MINE, **{field: value})
    assert (caught.value.model, caught.value.field) == ("Dataset", field)
    assert caught.value.allowed == allowed


ASKS: dict[str, Callable[[Any], object]] = {
    "top_n": lambda dataset: ctc.top_n(dataset=dataset),
    "growth_leaders": lambda dataset: ctc.growth_leaders(dataset=dataset),
    "by_specialization": lambda dataset: ctc.by_specialization("26", dataset=dataset),
    "profile": lambda dataset: ctc.profile("Wuhan", dataset=dataset),
    "city": lambda dataset: ctc.city("Wuhan", dataset=dataset),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_query_refuses_what_is_no_dataset(ask: Callable[[Any], object]) -> None:
    """A version instead of a dataset is a likely slip: it is named."""
    with pytest.raises(InvalidArgumentError, match="dataset must be a Dataset, or None"):
        ask("2026.1")
