"""All that is public and no function is a value: immutable, comparable, copied and pickled."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidFieldError
from tests.support.factories import VINTAGE, WEIFANG
from tests.support.values import (
    LISTED,
    MINE,
    RESULTS,
    VALUES,
    assert_same,
    class_of,
    public_classes,
)

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
ENUMS = [kind for kind in public_classes() if issubclass(kind, StrEnum)]

EVERY = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
EVERY_LIST = pytest.mark.parametrize("listed", LISTED.values(), ids=LISTED)


def test_every_public_class_is_looked_at() -> None:
    seen = {*map(class_of, VALUES.values()), *ENUMS}
    assert [kind.__name__ for kind in public_classes() if kind not in seen] == []


@EVERY
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_values_pickle(value: Any, protocol: int) -> None:
    """What comes back from another process is equal, by every protocol with slots."""
    assert_same(pickle.loads(pickle.dumps(value, protocol)), value)  # noqa: S301


@EVERY
def test_values_copy(value: Any) -> None:
    assert_same(copy.copy(value), value)
    assert_same(copy.deepcopy(value), value)


@EVERY
def test_values_are_hashable(value: Any) -> None:
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


def fields_of(value: Any) -> list[str]:
    if not attrs.has(class_of(value)):
        return ["sources", "city"]
    return [field.name for field in attrs.fields(class_of(value)) if field.init]


@EVERY
def test_values_are_frozen(value: Any) -> None:
    error = attrs.exceptions.FrozenInstanceError if attrs.has(class_of(value)) else AttributeError
    for name in (*fields_of(value), "colour"):
        with pytest.raises(error):
            setattr(value, name, None)
        with pytest.raises(error):
            delattr(value, name)


@EVERY
def test_values_are_slotted(value: Any) -> None:
    assert not hasattr(value, "__dict__")
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(value, "colour", "red")


@pytest.mark.parametrize(
    "kind", [kind for kind in public_classes() if attrs.has(kind)], ids=lambda kind: kind.__name__
)
def test_values_are_made_by_name(kind: type[Any]) -> None:
    assert all(field.kw_only for field in attrs.fields(kind) if field.init)
    with pytest.raises(TypeError):
        kind("x")


@pytest.mark.parametrize("name", ["Ranking", "GrowthRanking", "hand-made Ranking"])
def test_reasons_cannot_be_changed(name: str) -> None:
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


@EVERY_LIST
def test_a_result_is_a_sequence_of_its_entries(listed: Any) -> None:
    """Length, index, iteration, membership, reversal, counting and finding agree."""
    assert not issubclass(type(listed), Sequence)  # which Polars would not read as a table
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
    assert_same(listed[:], listed)
    assert listed[:0] != listed
    assert listed[1:] != listed


@EVERY_LIST
@pytest.mark.parametrize("place", [10**6, -(10**6)])
def test_an_index_beyond_the_end(listed: Any, place: int) -> None:
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
    cited = getattr(value, "sources", ())
    assert all(isinstance(source, ctc.Source) for source in cited)
    assert len(set(cited)) == len(cited)


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "Period": ({"months": 1}, {"months": 0}),
    "DatasetInfo": ({"title": "Other"}, {"title": " "}),
    "City": ({"name": "Other"}, {"latitude": 91}),
    "reference area": ({"note": "x"}, {"level": "nation"}),
    "Product": ({"codes": ("95",)}, {"codes": ["95"]}),
    "Partner": ({"note": None}, {"kind": "economy"}),
    "Source": ({"title": "Other"}, {"published": "yesterday"}),
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
    "MissingCity": ({"amount": None}, None),
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
    "Records": ({"entries": ()}, None),
    "SpecializedCities": ({"entries": ()}, None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_copy(name: str) -> None:
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
    changed = {class_of(VALUES[name]) for name in CHANGES}
    left_out = [kind for kind in public_classes() if attrs.has(kind) and kind not in changed]
    assert left_out == []
