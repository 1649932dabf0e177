"""Everything public that is not a function is a value: immutable, comparable, copied and pickled.

Instances come from the bundled vintage, so that they are as full as they get, and from a small
hand-made dataset, whose answers can be checked by hand.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from threading import Barrier
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import (
    CityNotFoundError,
    InvalidArgumentError,
    InvalidFieldError,
)
from china_trade_cities.testing import make_info
from tests.support.cases import document
from tests.support.factories import (
    CERAMICS,
    FACTORIES,
    GAOMI,
    GAZETTE,
    HERALD,
    JAPAN,
    LAST_YEAR,
    LINYI,
    MACAO,
    MANUFACTURING,
    SPRING,
    TOYS,
    WEIFANG,
    amount,
    dataset,
    make,
    records,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VINTAGE = ctc.load_dataset("2026.1")
MINE = dataset()
SPAN = "2023-01/2023-11"
SMALL_WORLD: dict[str, Any] = document(__file__, "small_world.json")
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def fullest(things: Sequence[Any]) -> Any:
    """The thing with the fewest blank fields."""

    def blanks(thing: Any) -> int:
        values = attrs.asdict(thing, recurse=False).values()
        return sum(value in (None, ()) for value in values)

    return min(things, key=blanks)


MODELS: dict[str, Any] = {
    "Period": ctc.Period.parse(SPAN),
    "DatasetInfo": VINTAGE.info,
    "City": fullest(VINTAGE.cities),
    "county-level City": ctc.city("Yiwu"),
    "reference area": VINTAGE.reference_areas[0],
    "Product": fullest(VINTAGE.products),
    "Partner": fullest(VINTAGE.partners),
    "Source": fullest(VINTAGE.sources),
    "Industry": fullest(VINTAGE.industries),
    "IndustrySpecialization": fullest(VINTAGE.specializations),
    "RankingScope": VINTAGE.ranking_scopes[0],
    "PublishedRank": fullest(VINTAGE.published_ranks),
    "CityFact": fullest(VINTAGE.facts),
    "ExchangeRate": fullest(VINTAGE.exchange_rates),
    "TradeRecord": fullest(VINTAGE.records),
    "reference TradeRecord": VINTAGE.reference_records[0],
    "TradeRecord with a dash": next(record for record in VINTAGE.records if record.value_dash),
    **{f"hand-made {model.__name__}": make(model) for model in FACTORIES},
}

LISTED: dict[str, Any] = {
    "Ranking": ctc.top_n(7, period=SPAN),
    "Ranking of a product": ctc.top_n(5, flow="export", product="mobile phones", period=SPAN),
    "GrowthRanking": ctc.growth_leaders(7),
    "computed GrowthRanking": ctc.growth_leaders(
        7, method="computed", period="2025-01/2025-07", min_value=10**11
    ),
    "SpecializedCities": ctc.by_specialization("electronics"),
    "Conflicts": VINTAGE.conflicts(),
    "Corroborations": VINTAGE.corroborations(),
    "Coverage": VINTAGE.coverage(),
    "converted Ranking": ctc.top_n(7, period=2021, convert_to="CNY"),
    "ComparablePeriods": VINTAGE.comparable_periods(),
    "ShareRanking": ctc.market_share(7),
    "ContributionRanking": ctc.contribution(7, period="2025-01/2025-07"),
    "ProductContributions": ctc.product_contribution("Shanghai", period=SPAN),
    "Comparison": ctc.compare(["Ningbo", "Yiwu", "Hong Kong"]),
    "TimeSeries": ctc.time_series("Suzhou", span="year", convert_to="CNY"),
    "PublishedRanks": ctc.published_ranks("Shenzhen"),
    "hand-made Ranking": ctc.top_n(dataset=MINE),
    "hand-made GrowthRanking": ctc.growth_leaders(dataset=MINE, method="computed"),
    "hand-made SpecializedCities": ctc.by_specialization("manufacturing", dataset=MINE),
    "hand-made Conflicts": MINE.conflicts(),
    "hand-made Coverage": MINE.coverage(),
}

CHANGED = ctc.diff_datasets(VINTAGE, attrs.evolve(VINTAGE, partners=()))

RESULTS: dict[str, Any] = {
    **LISTED,
    "RankedCity": ctc.top_n(1, period=SPAN)[0],
    "GrowthLeader": ctc.growth_leaders(1, method="computed")[0],
    "Conversion": ctc.top_n(1, period=2021, cities="Suzhou", convert_to="CNY")[0].conversion,
    "ComparablePeriod": VINTAGE.comparable_periods()[0],
    "CityShare": ctc.market_share(1)[0],
    "CityContribution": ctc.contribution(1, period="2025-01/2025-07")[0],
    "ProductContribution": ctc.product_contribution("Shanghai", period=SPAN)[0],
    "Concentration": ctc.concentration(),
    "ComparedCity": ctc.compare("Ningbo")[0],
    "ComparedFigure": ctc.compare("Ningbo")[0].figures[0],
    "SeriesPoint": ctc.time_series("Ningbo")[0],
    "SpecializedCity": ctc.by_specialization("electronics")[0],
    "Conflict": VINTAGE.conflicts()[0],
    "Corroboration": VINTAGE.corroborations()[0],
    "Difference": VINTAGE.conflicts()[0].differences[0],
    "CoverageRow": VINTAGE.coverage()[0],
    "Changes": CHANGED,
    "Change": CHANGED[0],
    "empty Ranking": ctc.top_n(7, period=1999),
    "CityProfile": ctc.profile("Ningbo"),
    "CityProfile of a span": ctc.profile("Shanghai", period=SPAN),
    "hand-made CityProfile": ctc.profile("Weifang", dataset=MINE),
    "ProfileFigure": ctc.profile("Ningbo").figures[0],
    "computed ProfileFigure": ctc.profile("Shenzhen").figures[-1],
    "ReferenceList": ctc.cite(ctc.top_n(7, period=SPAN)),
    "hand-made ReferenceList": ctc.cite(ctc.top_n(dataset=MINE), dataset=MINE),
}

DATASETS: dict[str, Any] = {
    "Dataset": VINTAGE,
    "hand-made Dataset": MINE,
    "smallest Dataset": ctc.Dataset(info=make_info()),
}

VALUES: dict[str, Any] = MODELS | RESULTS | DATASETS


def public_classes() -> Iterator[type[Any]]:
    """All classes that can be imported from the package root."""
    for name in ctc.__all__:
        thing: Any = getattr(ctc, name)
        if inspect.isclass(thing):
            yield cast("type[Any]", thing)


def class_of(value: object) -> type[Any]:
    """The class of a value."""
    return type(value)


ENUMS = [kind for kind in public_classes() if issubclass(kind, StrEnum)]

EVERY = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
EVERY_LIST = pytest.mark.parametrize("listed", LISTED.values(), ids=LISTED)


def test_every_public_class_is_looked_at() -> None:
    """No class that can be imported from the package root is left out below."""
    seen = {*map(class_of, VALUES.values()), *ENUMS}
    assert [kind.__name__ for kind in public_classes() if kind not in seen] == []


# --- copies -------------------------------------------------------------------------------


def assert_same(one: Any, other: Any) -> None:
    """Equal, of the same class, and one key of a dictionary where it can be one."""
    assert type(one) is type(other)
    assert one == other
    assert not one != other  # noqa: SIM202
    assert repr(one) == repr(other)
    if isinstance(other, Hashable):
        assert hash(one) == hash(other)
        assert len({one, other}) == 1


@EVERY
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_values_pickle(value: Any, protocol: int) -> None:
    """What comes back from another process is equal, by every protocol with slots."""
    assert_same(pickle.loads(pickle.dumps(value, protocol)), value)  # noqa: S301


@EVERY
def test_values_copy(value: Any) -> None:
    """Copies, shallow and deep, are equal."""
    assert_same(copy.copy(value), value)
    assert_same(copy.deepcopy(value), value)


@EVERY
def test_values_are_hashable(value: Any) -> None:
    """Every value that a query returns can stand in a set, once."""
    assert isinstance(hash(value), int)
    assert len({value, value}) == 1


def test_all_records_pickle_together() -> None:
    """A whole table comes back equal, with each city and source in it once."""
    back = pickle.loads(pickle.dumps(VINTAGE.records))  # noqa: S301
    assert back == VINTAGE.records
    assert len({id(record.city) for record in back}) == len(
        {id(record.city) for record in VINTAGE.records}
    )


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_bundled_dataset_pickles_to_itself(protocol: int) -> None:
    """A vintage is pickled by its version: small, and the very object when it comes back."""
    pickled = pickle.dumps(VINTAGE, protocol)
    assert len(pickled) < 200
    assert pickle.loads(pickled) is VINTAGE  # noqa: S301
    assert copy.copy(VINTAGE) is VINTAGE
    assert copy.deepcopy(VINTAGE) is VINTAGE


def test_a_hand_made_dataset_pickles_whole() -> None:
    """Its copy is another object that gives the same answers."""
    back = pickle.loads(pickle.dumps(MINE))  # noqa: S301
    assert back is not MINE
    assert back == MINE
    assert back.records == MINE.records
    assert ctc.top_n(dataset=back) == ctc.top_n(dataset=MINE)
    assert back.city("Weihsien") == WEIFANG


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_enum_members_are_text_and_singletons(kind: type[StrEnum]) -> None:
    """A member equals its text, prints as it, and is itself after pickling and copying."""
    for member in kind:
        assert member == member.value == str(member) == f"{member}"
        assert kind(member.value) is member
        for protocol in PROTOCOLS:
            assert pickle.loads(pickle.dumps(member, protocol)) is member  # noqa: S301
        assert copy.copy(member) is member
        assert copy.deepcopy(member) is member


# --- immutability -------------------------------------------------------------------------


def fields_of(value: Any) -> list[str]:
    """Names of the fields that make up a value."""
    if not attrs.has(class_of(value)):
        return ["sources", "city"]
    return [field.name for field in attrs.fields(class_of(value)) if field.init]


@EVERY
def test_values_are_frozen(value: Any) -> None:
    """No field can be set or deleted and no attribute added."""
    error = attrs.exceptions.FrozenInstanceError if attrs.has(class_of(value)) else AttributeError
    for name in (*fields_of(value), "colour"):
        with pytest.raises(error):
            setattr(value, name, None)
        with pytest.raises(error):
            delattr(value, name)


@EVERY
def test_values_are_slotted(value: Any) -> None:
    """There is no dictionary behind a value, and no room for a new attribute."""
    assert not hasattr(value, "__dict__")
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(value, "colour", "red")


@pytest.mark.parametrize(
    "kind",
    [kind for kind in public_classes() if attrs.has(kind)],
    ids=lambda kind: kind.__name__,
)
def test_values_are_made_by_name(kind: type[Any]) -> None:
    """No class takes a field by position."""
    assert all(field.kw_only for field in attrs.fields(kind) if field.init)
    with pytest.raises(TypeError):
        kind("x")


@pytest.mark.parametrize("name", ["Ranking", "GrowthRanking", "hand-made Ranking"])
def test_reasons_cannot_be_changed(name: str) -> None:
    """Why cities were left out is a mapping that nobody can write to."""
    excluded: Any = RESULTS[name].excluded
    place = next(iter(excluded))
    assert excluded
    with pytest.raises(TypeError):
        excluded[place] = "other"
    with pytest.raises(TypeError):
        del excluded[place]
    assert not hasattr(excluded, "__dict__")
    assert excluded == dict(excluded)
    assert pickle.loads(pickle.dumps(excluded)) == excluded  # noqa: S301
    assert repr(excluded) == repr(dict(excluded))


def test_changing_a_list_of_dicts_changes_no_result() -> None:
    """`to_dicts` returns new dictionaries at every call."""
    ranking = ctc.top_n(3)
    before = ranking.to_dicts()
    ranking.to_dicts()[0].clear()
    ranking.to_dicts().clear()
    assert ranking.to_dicts() == before


# --- results are sequences ----------------------------------------------------------------


@EVERY_LIST
def test_a_result_is_a_sequence_of_its_entries(listed: Any) -> None:
    """Length, index, iteration, membership, reversal, counting and finding agree."""
    assert issubclass(type(listed), Sequence)
    entries: list[Any] = list(listed)
    assert entries
    assert len(listed) == len(entries)
    assert [listed[place] for place in range(len(listed))] == entries
    assert [listed[place] for place in range(-len(listed), 0)] == entries
    assert list(reversed(listed)) == entries[::-1]
    for place, entry in enumerate(entries[:20]):
        assert entry in listed
        assert listed.index(entry) == place
        assert listed.count(entry) == 1
    assert None not in listed
    assert bool(listed)


@EVERY_LIST
@pytest.mark.parametrize(
    "part",
    [slice(None), slice(1), slice(1, 3), slice(None, None, -1), slice(-1, None), slice(5, 2)],
    ids=str,
)
def test_a_slice_is_of_the_same_type(listed: Any, part: slice) -> None:
    """A slice is a result too: it prints, and still knows its question and its sources."""
    cut = listed[part]
    assert type(cut) is type(listed)
    assert list(cut) == list(listed)[part]
    question = [name for name in fields_of(listed) if name != "entries"]
    if attrs.has(class_of(listed)):
        for name in question:
            assert getattr(cut, name) == getattr(listed, name)
    assert isinstance(str(cut), str)
    assert isinstance(cut.to_dicts(), list)


@EVERY_LIST
def test_the_whole_slice_is_equal(listed: Any) -> None:
    """All of a result is equal to it; less than all is not."""
    assert_same(listed[:], listed)
    assert listed[:0] != listed
    assert listed[1:] != listed


@EVERY_LIST
@pytest.mark.parametrize("place", [10**6, -(10**6)])
def test_an_index_beyond_the_end(listed: Any, place: int) -> None:
    """As with any sequence."""
    with pytest.raises(IndexError):
        listed[place]


@EVERY_LIST
def test_an_index_of_another_type(listed: Any) -> None:
    """As with any sequence; and nothing can be assigned."""
    with pytest.raises(TypeError):
        listed["Shenzhen"]
    with pytest.raises(TypeError):
        listed[0] = None
    with pytest.raises(TypeError):
        del listed[0]


@EVERY_LIST
def test_a_result_shows_itself(listed: Any) -> None:
    """A table in the terminal, a table in a notebook, plain dicts, and a short repr."""
    assert listed[0] is not None
    assert len(str(listed).splitlines()) > 3
    assert "<table>" in listed._repr_html_()
    assert all(isinstance(row, dict) for row in listed.to_dicts())
    if not isinstance(listed, tuple):
        assert len(repr(listed)) < 200


@EVERY
def test_sources_are_listed_once(value: Any) -> None:
    """Whatever knows its sources names each one once."""
    cited = getattr(value, "sources", ())
    assert all(isinstance(source, ctc.Source) for source in cited)
    assert len(set(cited)) == len(cited)


# --- changed copies -----------------------------------------------------------------------

CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "Period": ({"months": 1}, {"months": 0}),
    "DatasetInfo": ({"title": "Other"}, {"title": " "}),
    "City": ({"name": "Other"}, {"latitude": 91}),
    "reference area": ({"note": "x"}, {"level": "nation"}),
    "Product": ({"codes": ("95",)}, {"codes": ["95"]}),
    "Partner": ({"note": None}, {"kind": "economy"}),
    "Source": ({"tier": ctc.Tier.SECONDARY}, {"published": "yesterday"}),
    "Industry": ({"isic": ()}, {"id": "Not A Slug"}),
    "IndustrySpecialization": ({"year": 2020}, {"year": True}),
    "RankingScope": ({"name": "Other"}, {"name": ""}),
    "PublishedRank": ({"rank": 99}, {"rank": 0}),
    "CityFact": ({"value": "0"}, {"attribute": "Not A Slug"}),
    "ExchangeRate": ({"year": 1999}, {"cny_per_unit": 7.1}),
    "TradeRecord": ({"note": "other"}, {"value": 1.5}),
    "hand-made TradeRecord": ({"growth": 1.5, "growth_decimals": 1}, {"growth": 1.5}),
    **dict.fromkeys(
        (
            *("Ranking", "Conflicts", "Corroborations", "Coverage", "ComparablePeriods", "Changes"),
            *("Comparison", "TimeSeries", "PublishedRanks"),
        ),
        ({"entries": ()}, None),
    ),
    "GrowthRanking": ({"ranked": 3}, None),
    "ShareRanking": ({"covered": 0.0}, None),
    "ContributionRanking": ({"rest": 0.0}, None),
    "ProductContributions": ({"found": 0}, None),
    "ProductContribution": ({"points": 0.0}, None),
    "Conversion": ({"alternatives": (VINTAGE.exchange_rates[0],)}, None),
    "ComparablePeriod": ({"cities": 0}, None),
    "CityShare": ({"share": 0.0}, None),
    "CityContribution": ({"change": 0}, None),
    "Concentration": ({"k": 3}, None),
    "ComparedCity": ({"figures": ()}, None),
    "ComparedFigure": ({"share": None}, None),
    "SeriesPoint": ({"value": 0}, None),
    "RankedCity": ({"rank": 9}, None),
    "GrowthLeader": ({"growth": 0.0}, None),
    "SpecializedCity": ({"city": ctc.city("Wuhan")}, None),
    "Conflict": ({"others": ()}, None),
    "Corroboration": ({"measure": ctc.Measure.SHARE}, None),
    "Difference": ({"gap": 0}, None),
    "CoverageRow": ({"records": 0}, None),
    "Change": ({"key": "other"}, None),
    "CityProfile": ({"facts": ()}, None),
    "ProfileFigure": ({"rank": None}, None),
    "hand-made Dataset": ({"facts": ()}, None),
    "ReferenceList": ({"sources": ()}, {"datasets": "2026.1"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_copy(name: str) -> None:
    """`attrs.evolve` makes another value that differs in the given field alone."""
    value, (change, _) = VALUES[name], CHANGES[name]
    changed = attrs.evolve(value, **change)
    assert type(changed) is type(value)
    assert changed != value
    for field in fields_of(value):
        wanted = change[field] if field in change else getattr(value, field)
        assert getattr(changed, field) == wanted
    assert_same(attrs.evolve(value), value)


@pytest.mark.parametrize("name", [name for name, (_, bad) in CHANGES.items() if bad])
def test_a_changed_copy_is_checked_again(name: str) -> None:
    """A change cannot smuggle in what the constructor refuses."""
    value, bad = VALUES[name], CHANGES[name][1]
    assert bad is not None
    before = repr(value)
    with pytest.raises(InvalidFieldError) as caught:
        attrs.evolve(value, **bad)
    assert caught.value.model == type(value).__name__
    assert repr(value) == before


def test_every_attrs_class_is_changed_above() -> None:
    """The table above leaves out no class."""
    changed = {class_of(VALUES[name]) for name in CHANGES}
    left_out = [kind for kind in public_classes() if attrs.has(kind) and kind not in changed]
    assert left_out == []


# --- threads ------------------------------------------------------------------------------


def ask_lightly(source: ctc.Dataset) -> tuple[Any, ...]:
    """Answers that need a few lines of most tables."""
    return (
        source.city("泰州"),
        ctc.top_n(20, dataset=source),
        ctc.top_n(20, period=SPAN, dataset=source),
        ctc.growth_leaders(20, dataset=source),
        ctc.growth_leaders(20, method="computed", dataset=source),
        ctc.by_specialization("electronics", dataset=source),
        source.records_for(city="Suzhou", period=SPAN),
        source.periods(),
        source.product("lithium batteries"),
        source.info,
    )


def ask_heavily(source: ctc.Dataset) -> tuple[Any, ...]:
    """Answers that need every record."""
    return (
        ctc.profile("Ningbo", dataset=source),
        source.records,
        source.reference_records,
        source.conflicts(),
        source.coverage(),
    )


@pytest.mark.parametrize(
    ("ask", "threads"), [(ask_lightly, 32), (ask_heavily, 4)], ids=["lightly", "heavily"]
)
@pytest.mark.thorough
def test_threads_that_ask_at_once_get_the_same(
    ask: Callable[[ctc.Dataset], tuple[Any, ...]], threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that find nothing loaded get one dataset, and the answers that one thread gets."""
    monkeypatch.setattr("china_trade_cities._dataset.bundled._loaded", {})
    barrier = Barrier(threads)

    def start(_: int) -> tuple[ctc.Dataset, tuple[Any, ...]]:
        barrier.wait()
        loaded = ctc.load_dataset()
        return loaded, ask(loaded)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)  # so that they get in each other's way
    try:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(start, range(threads)))
    finally:
        sys.setswitchinterval(interval)
    loaded = found[0][0]
    assert loaded is not VINTAGE
    assert all(other is loaded for other, _ in found)
    expected = ask(VINTAGE)
    assert all(answers == expected for _, answers in found)
    # One city is one object, whichever thread asked for it first.
    assert all(answers[1][0].city is found[0][1][1][0].city for _, answers in found)


def test_threads_share_a_hand_made_dataset() -> None:
    """Indexes that are still to be made are made once for all."""
    fresh = dataset()
    barrier = Barrier(32)

    def ask(_: int) -> tuple[Any, ...]:
        barrier.wait()
        return (
            fresh.city("Weihsien"),
            ctc.top_n(dataset=fresh),
            ctc.profile("Weifang", dataset=fresh),
            fresh.conflicts(),
            fresh.coverage(),
        )

    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(ask, range(32)))
    assert all(answers == found[0] for answers in found)
    assert len({id(answers[3]) for answers in found}) == 1


def test_loading_is_done_once() -> None:
    """The newest vintage is the one that is loaded when none is named."""
    assert ctc.load_dataset() is ctc.load_dataset() is ctc.load_dataset("2026.1") is VINTAGE


# --- a dataset made by hand ---------------------------------------------------------------


def test_a_hand_made_ranking() -> None:
    """The larger amount first; Gaomi lies in Weifang, Macao publishes in its own currency."""
    ranking = ctc.top_n(dataset=MINE)
    assert [(entry.rank, entry.city, entry.value) for entry in ranking] == [
        (1, WEIFANG, 1_500),
        (2, LINYI, 1_000),
    ]
    assert [entry.rank_range for entry in ranking] == [(1, 1), (2, 2)]
    assert [entry.record.source for entry in ranking] == [GAZETTE, GAZETTE]
    assert [record.value for record in ranking[0].alternatives] == [1_700]
    assert dict(ranking.excluded) == {
        GAOMI: "lies inside Weifang: ranked only when named in cities=",
        MACAO: "published only in MOP, basis location",
    }
    assert (ranking.period, ranking.ranked) == (ctc.Period(year=2024), 2)
    assert ranking.sources == (GAZETTE,)


@pytest.mark.parametrize(("question", "ranked"), SMALL_WORLD["ranked"], ids=str)
def test_hand_made_figures_are_never_mixed(question: dict[str, Any], ranked: list[str]) -> None:
    """Only figures of exactly the question are ranked."""
    assert [entry.city.id for entry in ctc.top_n(dataset=MINE, **question)] == ranked


def test_hand_made_growth() -> None:
    """Published rates as printed; computed ones from the amounts of two years."""
    published = ctc.growth_leaders(dataset=MINE)
    assert [(leader.city, leader.growth) for leader in published] == [
        (LINYI, 20.0),
        (WEIFANG, 10.5),
    ]
    computed = ctc.growth_leaders(dataset=MINE, method="computed")
    assert [(leader.city, leader.growth) for leader in computed] == [(WEIFANG, 50.0), (LINYI, 25.0)]
    for leader in computed:
        assert leader.base_record is not None
        assert leader.base_record.period == LAST_YEAR
    assert ctc.growth_leaders(dataset=MINE, min_value=1_200)[0].city is WEIFANG


def test_hand_made_specializations() -> None:
    """An industry means all below it, and stronger evidence comes first."""
    found = ctc.by_specialization("manufacturing", dataset=MINE)
    assert [(city.city, city.strongest.value) for city in found] == [
        (WEIFANG, "national-cluster"),
        (LINYI, "pillar"),
    ]
    assert [city.industries for city in found] == [(CERAMICS,), (MANUFACTURING,)]
    for name in ("pottery", "陶瓷", "2393", "23", CERAMICS):
        assert [city.city for city in ctc.by_specialization(name, dataset=MINE)] == [WEIFANG]
    strong = ctc.by_specialization("manufacturing", kind="pillar", dataset=MINE)
    assert [city.city for city in strong] == [LINYI]
    assert found.sources == (HERALD, GAZETTE)


def test_a_hand_made_profile() -> None:
    """Every part of the page comes from the tables that were given."""
    page = ctc.profile("潍坊市", dataset=MINE)
    assert (page.city, page.period) == (WEIFANG, ctc.Period(year=2024))
    assert [(figure.flow.value, figure.value, figure.rank) for figure in page.figures] == [
        ("total", 1_500, 1),
        ("export", 900, 1),
        ("import", 600, 1),
        ("balance", 300, None),
    ]
    assert [figure.growth for figure in page.figures] == [10.5, None, None, None]
    assert [figure.is_computed for figure in page.figures] == [False, False, False, True]
    assert [(figure.period, figure.value) for figure in page.year_to_date] == [(SPRING, 300)]
    assert [record.product for record in page.products] == [TOYS]
    assert [record.partner for record in page.partners] == [JAPAN]
    assert [item.industry for item in page.specializations] == [CERAMICS]
    assert page.published_ranks == MINE.published_ranks
    assert page.facts == MINE.facts
    assert page.sources == (GAZETTE, HERALD)


def test_a_hand_made_profile_in_its_own_currency() -> None:
    """Macao's figures are in patacas; what is not published is blank."""
    page = ctc.profile("Macao", dataset=MINE)
    assert [(figure.value, figure.currency.value) for figure in page.figures] == [(700, "MOP")]
    assert page.figures[0].rank == 1
    blank = (page.year_to_date, page.products, page.partners, page.specializations, page.facts)
    assert set(blank) == {()}


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


def test_the_preferred_hand_made_record() -> None:
    """The official figure is preferred to the press, and only what carries the measure counts."""
    preferred = MINE.preferred("Weifang")
    assert preferred is not None
    assert (preferred.value, preferred.source) == (1_500, GAZETTE)
    share = MINE.preferred("Weifang", flow="export", product="toys", measure="share")
    assert share is not None
    assert share.share == 10.0
    assert MINE.preferred("Weifang", measure="share") is None
    assert MINE.preferred("Macao") is None


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
    assert empty.records_for() == ()
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


# --- both ways of holding tables ----------------------------------------------------------

EAGER = attrs.evolve(VINTAGE)  # the same tables, all read

QUESTIONS: dict[str, Callable[[ctc.Dataset], Any]] = {
    "totals": lambda source: ctc.top_n(400, dataset=source),
    "span": lambda source: ctc.top_n(400, period=SPAN, dataset=source),
    "month": lambda source: ctc.top_n(400, period="2024-12", flow="import", dataset=source),
    "product": lambda source: ctc.top_n(
        400, period=SPAN, flow="export", product="mobile phones", dataset=source
    ),
    "partner": lambda source: ctc.top_n(400, partner="ASEAN", dataset=source),
    "province": lambda source: ctc.top_n(400, cities=["Zhejiang", "Yiwu"], dataset=source),
    "published growth": lambda source: ctc.growth_leaders(400, dataset=source),
    "computed growth": lambda source: ctc.growth_leaders(400, method="computed", dataset=source),
    "industry": lambda source: ctc.by_specialization("26", dataset=source),
    "profile": lambda source: ctc.profile("Ningbo", dataset=source),
    "profile of Macao": lambda source: ctc.profile("Macao", dataset=source),
    "records of a city": lambda source: source.records_for(city="Suzhou"),
    "records of a period": lambda source: source.records_for(period=2024),
    "records of a flow": lambda source: source.records_for(flow="balance"),
    "preferred": lambda source: source.preferred("Ningbo", period="2024-12", flow="export"),
    "periods": lambda source: source.periods(),
    "conflicts": lambda source: source.conflicts(),
    "corroborations": lambda source: source.corroborations(),
    "coverage": lambda source: source.coverage(),
    "reference period": lambda source: source.reference_period,
}


def test_a_dataset_with_all_tables_read_is_equal() -> None:
    """Whether tables are read when touched or given as objects makes no difference."""
    assert EAGER is not VINTAGE
    assert_same(EAGER, VINTAGE)
    assert EAGER.city("Wuhan") is VINTAGE.city("Wuhan")


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_a_dataset_with_all_tables_read_gives_the_same_answers(ask: Any) -> None:
    """The lazy way through the tables of a vintage is an optimisation and nothing else."""
    lazy, eager = ask(VINTAGE), ask(EAGER)
    assert lazy == eager
    assert str(lazy) == str(eager)


def test_the_same_periods_have_the_same_records() -> None:
    """Period by period, both ways find the same records in the same order."""
    assert VINTAGE.periods() == EAGER.periods()
    for period in VINTAGE.periods():
        assert VINTAGE.records_for(period=period) == EAGER.records_for(period=period)


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
