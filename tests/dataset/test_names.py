"""How a name finds the one thing it means, and what happens when it means none or several."""

from __future__ import annotations

from collections import defaultdict
from time import process_time
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities._dataset.names import fold
from china_trade_cities.exceptions import (
    AmbiguousCityError,
    AmbiguousNameError,
    CityNotFoundError,
    IndustryNotFoundError,
    InvalidArgumentError,
    NameNotFoundError,
    PartnerNotFoundError,
    ProductNotFoundError,
    SourceNotFoundError,
)
from china_trade_cities.testing import make_city, make_industry, make_partner, make_product
from tests.support.cases import document
from tests.support.factories import GAOMI, LINYI, MACAO, VINTAGE, WEIFANG, city, dataset, source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CITIES = VINTAGE.cities
ANYTHING: Any = ctc  # the same functions, for arguments that a type checker refuses


def ids(things: Iterable[Any]) -> list[str]:
    return [thing.id for thing in things]


# --- what people write --------------------------------------------------------------------

# For each kind of name what it means, and all that people write for it.
NAMES: dict[str, dict[str, list[str]]] = document(__file__, "names.json")
# Names that mean nothing, and what is suggested first, if anything is.
UNKNOWN: dict[str, dict[str, str | None]] = document(__file__, "unknown_names.json")
NOT_FOUND: dict[str, type[NameNotFoundError]] = {
    "city": CityNotFoundError,
    "product": ProductNotFoundError,
    "partner": PartnerNotFoundError,
    "source": SourceNotFoundError,
    "industry": IndustryNotFoundError,
}


def look_up(kind: str, name: Any) -> Sequence[Any]:
    """What a name means: one thing, or an industry and all below it."""
    if kind == "industry":
        return VINTAGE.industries_for(name)
    return (getattr(VINTAGE, kind)(name),)


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        pytest.param(kind, name, meant, id=f"{kind} {name}")
        for kind in NOT_FOUND
        for meant, names in NAMES.get(kind, {}).items()
        for name in names
    ],
)
def test_what_people_write_is_found(kind: str, name: str, meant: str) -> None:
    """Ids, names in English and Chinese, codes and aliases, with any case, marks and spaces."""
    found = look_up(kind, name)
    assert ids(found) == meant.split()
    assert look_up(kind, found[0]) == found
    if kind == "city":
        assert ctc.city(name) is ctc.city(name, dataset=VINTAGE) is found[0]


@pytest.mark.parametrize("kind", ["product", "partner", "source", "industry"])
def test_whatever_is_no_city_is_found_by_all_its_names(kind: str) -> None:
    """No name of a bundled product, partner, source or industry is shared."""
    things: dict[str, Sequence[Any]] = {
        "product": VINTAGE.products,
        "partner": VINTAGE.partners,
        "source": VINTAGE.sources,
        "industry": VINTAGE.industries,
    }
    names = [
        (known, name)
        for known in things[kind]
        for name in (
            *(getattr(known, field, None) for field in ("id", "name", "name_zh", "iso3166_1")),
            *getattr(known, "aliases", ()),
        )
        if name is not None
    ]
    assert names
    assert [(known, name) for known, name in names if look_up(kind, name)[0] is not known] == []


@pytest.mark.parametrize(
    ("kind", "name", "suggestion"),
    [
        pytest.param(kind, name, suggestion, id=f"{kind} {name!a}")
        for kind in NOT_FOUND
        for name, suggestion in UNKNOWN[kind].items()
    ],
)
def test_an_unknown_name(kind: str, name: str, suggestion: str | None) -> None:
    """Names that are spelled alike are suggested, as one would write them, and never chosen."""
    with pytest.raises(NOT_FOUND[kind]) as caught:
        look_up(kind, name)
    assert caught.value.query == name
    suggestions = caught.value.suggestions
    assert (
        suggestion in suggestions
        if kind == "source"
        else suggestions[:1] == (() if suggestion is None else (suggestion,))
    )


@pytest.mark.parametrize("name", ["", " ", None, 12, b"x", ["toys"]], ids=repr)
@pytest.mark.parametrize("kind", NOT_FOUND)
def test_blank_names_and_other_types_are_refused(kind: str, name: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        look_up(kind, name)
    assert caught.value.argument == kind
    assert caught.value.value is name


# --- one city -----------------------------------------------------------------------------


def names_of(place: ctc.City, kind: str) -> tuple[str, ...]:
    kinds: dict[str, tuple[str | None, ...]] = {
        "id": (place.id,),
        "code": (place.code,),
        "Chinese name": (place.name_zh,),
        "UN/LOCODE": (place.un_locode, *place.other_un_locodes),
        "alias": place.aliases,
        "English name": (place.name, place.pinyin),
    }
    return tuple(name for name in kinds[kind] if name is not None)


@pytest.mark.parametrize("kind", ["id", "code", "Chinese name", "UN/LOCODE", "alias"])
def test_every_city_is_found_by_its_own_names(kind: str) -> None:
    """Whatever stands in the table as a name of one city alone finds that very object."""
    names = [(place, name) for place in CITIES for name in names_of(place, kind)]
    assert [(place, name) for place, name in names if ctc.city(name) is not place] == []
    assert {place for place, _ in names} >= {ctc.city("Shenzhen"), ctc.city("Suzhou")}


def test_every_city_is_found_by_english_name_and_pinyin_unless_shared() -> None:
    """A shared name raises with the city among the candidates, or is the id of another one."""
    for place in CITIES:
        provinces = {fold(other.province) for other in CITIES if other.province != place.province}
        for name in names_of(place, "English name"):
            if fold(name) in provinces:
                continue  # the name of a province elsewhere is no name of this city
            try:
                found = ctc.city(name)
            except AmbiguousCityError as error:
                assert place in error.candidates  # noqa: PT017
            else:
                assert found is place or found.id == name.lower()


def test_shared_english_names_are_exactly_these() -> None:
    """Homonyms that nothing decides, and those of which one has the bare name as its id."""
    owners: dict[str, set[str]] = defaultdict(set)
    for place in CITIES:
        for name in names_of(place, "English name"):
            owners[name].add(place.id)
    shared = {name: sorted(found) for name, found in owners.items() if len(found) > 1}
    assert shared == {
        "Fuzhou": ["fuzhou", "fuzhou-jiangxi"],
        "Pingxiang": ["pingxiang-guangxi", "pingxiang-jiangxi"],
        "Suzhou": ["suzhou", "suzhou-anhui"],
        "Taizhou": ["taizhou-jiangsu", "taizhou-zhejiang"],
        "Yichun": ["yichun-heilongjiang", "yichun-jiangxi"],
        "Yulin": ["yulin-guangxi", "yulin-shaanxi"],
    }
    assert [ctc.city(name).id for name in ("Suzhou", "Fuzhou")] == ["suzhou", "fuzhou"]


@pytest.mark.parametrize("name", ["Taizhou", "Yichun", "Yulin", "Pingxiang"])
@pytest.mark.parametrize("written", ["{}", " {} ", "-{}'"])
def test_homonyms_are_ambiguous(name: str, written: str) -> None:
    """The candidates are listed in order of their ids, and each can be asked for."""
    query = written.format(name)
    with pytest.raises(AmbiguousCityError) as caught:
        ctc.city(query)
    error = caught.value
    assert error.query == query
    assert len(error.candidates) == 2
    assert {candidate.name for candidate in error.candidates} == {name}
    assert ids(error.candidates) == sorted(ids(error.candidates)) == list(error.candidate_ids)
    for candidate in error.candidates:
        assert ctc.city(candidate.id) is candidate
        assert ctc.city(candidate.name_zh) is candidate
        assert ctc.city(f"{name}, {candidate.province}") is candidate
        assert candidate.id in str(error)
        assert candidate.name_zh in str(error)


@pytest.mark.parametrize("name", ["Hainan", "hainan", "海南", "海南省", "Guangdong", "CN-GD"])
def test_a_province_is_not_a_city(name: str) -> None:
    """Not even Hainan, after which a prefecture of Qinghai is called."""
    with pytest.raises(CityNotFoundError) as caught:
        ctc.city(name)
    assert caught.value.query == name


def test_suggestions_can_be_asked_for() -> None:
    """A misspelt name leads to at most three suggestions, each of which means something."""
    for place in CITIES:
        with pytest.raises(CityNotFoundError) as caught:
            ctc.city(f"{place.name}qx")
        assert len(caught.value.suggestions) <= 3
        for suggestion in caught.value.suggestions:
            try:
                assert ctc.city(suggestion) in CITIES
            except AmbiguousCityError as error:
                assert len(error.candidates) > 1  # noqa: PT017


WRONG_NAMES = ["", " ", "\t\n", "\u3000", None, 12, 440100, 12.5, b"x", True, ["Wuhan"], ctc.City]


@pytest.mark.parametrize("name", WRONG_NAMES, ids=repr)
def test_what_is_no_name_is_refused(name: Any) -> None:
    """Blank text and other types are no names; a code is text too."""
    for ask in (ANYTHING.city, ANYTHING.profile, VINTAGE.city, VINTAGE.preferred):
        with pytest.raises(InvalidArgumentError) as caught:
            ask(name)
        assert caught.value.argument == "city"
        assert caught.value.value is name
        assert caught.value.allowed == "the name, id or code of a city, as text"


def test_city_objects_pass_through() -> None:
    wuhan = ctc.city("Wuhan")
    assert ctc.city(wuhan) is wuhan
    assert ctc.city(attrs.evolve(wuhan, note="mine")) is wuhan
    with pytest.raises(CityNotFoundError, match="'linyi-of-mine'"):
        ctc.city(city(id="linyi-of-mine"))


def test_a_city_object_means_itself_even_where_its_name_is_shared() -> None:
    """Objects are looked up by id, which no other city shares."""
    for place in CITIES:
        assert ctc.city(place) is place


def test_names_of_another_dataset(small: ctc.Dataset) -> None:
    """The dataset that is given decides what a name means."""
    assert ctc.city("Weihsien", dataset=small) is WEIFANG
    assert ctc.city("潍坊市", dataset=small) is WEIFANG
    assert ctc.city(" 潍坊市 ", dataset=small) is WEIFANG
    assert ctc.city(ctc.city("Macao"), dataset=small) is MACAO
    with pytest.raises(CityNotFoundError):
        ctc.city("Shenzhen", dataset=small)


BLANKS = st.sampled_from(["", " ", "-", "\u00a0", "\u3000", "\u2013", "\u200b", "\ufeff"])


@settings(deadline=None)
@given(st.sampled_from(CITIES), st.data())
def test_case_spaces_and_hyphens_never_matter(place: ctc.City, data: st.DataObject) -> None:
    """An id stays findable however it is decorated."""
    letters = [
        data.draw(st.sampled_from([letter, letter.upper()])) + data.draw(BLANKS)
        for letter in place.id
    ]
    assert ctc.city("".join(letters)) is place


@settings(deadline=None)
@given(st.text())
def test_any_text_is_found_or_refused(text: str) -> None:
    try:
        found = ctc.city(text)
    except (NameNotFoundError, AmbiguousNameError) as error:
        query = error.query
    except InvalidArgumentError as error:
        query = str(error.value)
        assert not text.strip()
    else:
        query = text
        assert found in CITIES
    assert query == text


# --- ids that outweigh names, and homonyms ------------------------------------------------


def test_an_id_outweighs_a_name() -> None:
    """A city whose id is the name asked for is meant, though others are called so."""
    bare = city(id="linyi", name="Linyi", name_zh="临沂")
    other = city(id="linyi-shanxi", name="Linyi", name_zh="临猗")
    assert dataset(cities=(other, bare)).city("Linyi") is bare
    assert dataset(cities=(bare, other)).city("linyi shanxi") is other


def test_a_chinese_name_outweighs_an_english_one() -> None:
    """Names that are certain come before names that may be shared."""
    one = city(id="a", name="Anping", name_zh="安平", aliases=("Ping",))
    two = city(id="b", name="Ping", name_zh="平")
    assert dataset(cities=(one, two)).city("Ping") is one


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["given", "reversed"])
def test_homonyms_of_a_hand_made_dataset(order: slice) -> None:
    """Candidates stand in order of their ids, whatever the order of the tables."""
    shared: Any = {"aliases": ("Alias",)}
    mine = dataset(
        cities=(city(id="b", **shared), city(id="a", **shared))[order],
        products=(make_product(id="b", **shared), make_product(id="a", **shared))[order],
        partners=(make_partner(id="b", name="Alias"), make_partner(id="a", name_zh="ALIAS"))[order],
        industries=(make_industry(id="b", **shared), make_industry(id="a", **shared))[order],
    )
    for ask in (mine.city, mine.product, mine.partner, mine.industries_for):
        with pytest.raises(AmbiguousNameError) as caught:
            ask(" alias")
        assert caught.value.query == " alias"
        assert caught.value.candidate_ids == ("a", "b")
    assert mine.product("a").id == "a"
    assert mine.partner("b").id == "b"
    assert ids(mine.industries_for("a")) == ["a"]


def test_two_names_of_one_thing_are_no_homonyms() -> None:
    """A thing whose alias repeats its name means one thing."""
    twice = make_product(id="toys", name="Toys", aliases=("toys", "TOYS", "Toys"))
    assert dataset(products=(twice,)).product("Toys") is twice


def test_an_exact_id_is_always_clear() -> None:
    """Ids that differ by a hyphen alone are different ids: asking by id is always clear."""
    near: Any = {"id": "b-2024-1-1"}
    far: Any = {"id": "b-2024-11"}
    mine = dataset(
        cities=(city(name_zh="甲", **near), city(name_zh="乙", **far)),
        products=(make_product(**near), make_product(**far)),
        partners=(make_partner(**near), make_partner(**far)),
        industries=(make_industry(**near), make_industry(**far)),
        sources=(source(**near), source(**far)),
    )
    for key in ("b-2024-1-1", "b-2024-11"):
        assert mine.source(key).id == key
        assert mine.city(key).id == key
        assert mine.product(key).id == key
        assert mine.partner(key).id == key
        assert ids(mine.industries_for(key)) == [key]


# --- codes of industries ------------------------------------------------------------------


@pytest.mark.parametrize("code", ["26", "2610", "261", "13", " 26 "])
def test_an_isic_code_means_all_that_is_mapped_to_it_or_to_a_part_of_it(code: str) -> None:
    """The branches of every industry with such a code, each industry once, in table order."""
    found = VINTAGE.industries_for(code)
    branches = {
        industry.id
        for industry in VINTAGE.industries
        if any(mapped.startswith(code.strip()) for mapped in industry.isic)
    }

    def lineage(industry: ctc.Industry | None) -> set[str]:
        return {industry.id} | lineage(industry.parent) if industry else set()

    assert branches
    assert ids(found) == [
        industry.id for industry in VINTAGE.industries if branches & lineage(industry)
    ]


# --- cities= ------------------------------------------------------------------------------


def meant_by(cities: Any, **question: Any) -> set[str]:
    """Ids of the cities that a ranking speaks of: those ranked and those left out."""
    ranking = ctc.top_n(len(CITIES), cities=cities, **question)
    ranked, excluded = {entry.city.id for entry in ranking}, set(ids(ranking.excluded))
    assert not ranked & excluded
    assert len(ranking) == ranking.ranked
    return ranked | excluded


def of_province(province: str) -> set[str]:
    return {place.id for place in CITIES if place.province == province}


@pytest.mark.parametrize(
    ("name", "province"),
    [(name, province) for province, names in NAMES["province"].items() for name in names],
)
def test_a_province_means_all_its_cities(name: str, province: str) -> None:
    """Provinces are known by English and Chinese name, short and full, and ISO 3166-2 code."""
    assert of_province(province)
    assert meant_by(name) == meant_by([name]) == of_province(province)


def test_a_special_region_is_known_by_its_short_name() -> None:
    """Where no city is called like it, as Macao is in the vintage."""
    taipa = city(
        id="taipa", name="Taipa", name_zh="氹仔", province="Macao", province_zh="澳门特别行政区"
    )
    mine = dataset(cities=(WEIFANG, taipa), records=())
    for name in ("澳门", "澳门特别行政区", "Macao"):
        assert set(ctc.top_n(cities=name, dataset=mine).excluded) == {taipa}


@pytest.mark.parametrize("region", ctc.Region)
@pytest.mark.parametrize("written", ["{}", " {}\n"])
def test_a_region_means_all_its_cities(region: ctc.Region, written: str) -> None:
    """The four economic regions are known by their English names, in any case."""
    inside = {place.id for place in CITIES if place.region is region}
    assert inside
    assert meant_by(written.format(region.value)) == inside
    assert meant_by(written.format(region.value.title())) == inside


def test_a_region_can_be_given_as_its_enum() -> None:
    """A member is its text."""
    assert meant_by(ctc.Region.EASTERN) == meant_by("eastern")


def test_names_objects_provinces_and_regions_mix() -> None:
    """What is named is put together, each city once, in any order and any iterable."""
    jilin = of_province("Jilin")
    wuhan = ctc.city("Wuhan")
    assert meant_by(["Wuhan", "武汉", wuhan]) == {"wuhan"}
    assert meant_by(("Jilin Province", "Jilin", wuhan)) == jilin | {"wuhan"}
    assert meant_by({"Wuhan": 1, "Jilin Province": 2}) == jilin | {"wuhan"}
    assert meant_by(name for name in ("Wuhan", "Shenzhen")) == {"wuhan", "shenzhen"}
    assert meant_by(frozenset({"eastern", "Guangdong"})) == meant_by("eastern")
    assert meant_by(wuhan) == meant_by("Wuhan") == {"wuhan"}
    assert meant_by(None) == set(ids(CITIES))


@pytest.mark.parametrize("name", ["Jilin", "吉林", "吉林市", "220200", "Beijing", "重庆", "Macao"])
def test_a_name_of_both_a_city_and_a_province_is_the_city(name: str) -> None:
    """Jilin is the city; the province is asked for as Jilin Province."""
    assert meant_by(name) == {ctc.city(name).id}


def test_hainan_is_the_province_alone() -> None:
    """The prefecture of that name in Qinghai is not among its cities."""
    assert "hainan-qinghai" not in meant_by("Hainan")
    assert {"haikou", "sanya"} < meant_by("Hainan")


def test_county_level_cities_are_ranked_only_when_named() -> None:
    """A province names no unit of county level in it."""
    question: dict[str, Any] = {"dataset": dataset(), "period": 2024}
    everywhere = ctc.top_n(**question)
    province = ctc.top_n(cities="Shandong", **question)
    for ranking in (everywhere, province):
        assert [entry.city for entry in ranking] == [WEIFANG, LINYI]
        assert ranking.excluded[GAOMI] == "lies inside Weifang: ranked only when named in cities="
    for name in ("Gaomi", GAOMI):
        alone = ctc.top_n(cities=name, **question)
        assert [entry.city for entry in alone] == [GAOMI]
        assert dict(alone.excluded) == {}
        mixed = ctc.top_n(cities=["Shandong", name], **question)
        assert [entry.city for entry in mixed] == [WEIFANG, LINYI, GAOMI]
        assert dict(mixed.excluded) == {}


def test_yiwu_lies_inside_jinhua() -> None:
    """The bundled county-level cities follow the same rule."""
    yiwu = ctc.city("Yiwu")
    assert (
        ctc.top_n(cities="Zhejiang").excluded[yiwu]
        == ctc.top_n().excluded[yiwu]
        == "lies inside Jinhua: ranked only when named in cities="
    )
    assert yiwu.id in meant_by(["Jinhua", "Yiwu"])


NO_CITIES: dict[str, Any] = {
    "empty list": [],
    "empty tuple": (),
    "empty set": set[str](),
    "empty dict": {},
    "number": 5,
    "float": 2.5,
    "bool": True,
    "class": object,
    "exhausted iterator": iter(()),
}


@pytest.mark.parametrize("cities", NO_CITIES.values(), ids=NO_CITIES)
@pytest.mark.parametrize("ask", [ANYTHING.top_n, ANYTHING.growth_leaders])
def test_nothing_to_rank_is_refused(ask: Any, cities: Any) -> None:
    """An empty list is no way to say all cities; None is."""
    with pytest.raises(InvalidArgumentError) as caught:
        ask(cities=cities)
    error = caught.value
    assert (error.argument, error.allowed) == (
        "cities",
        "names of cities, provinces or regions, or None for all cities",
    )
    assert error.value is cities


@pytest.mark.parametrize(
    ("cities", "wrong"),
    [
        *((["Wuhan", name], name) for name in ("", "  ", None, 5, b"Wuhan", ("Wuhan",))),
        *((name, name) for name in ("", " ", b"Wuhan")),
    ],
    ids=repr,
)
@pytest.mark.parametrize("ask", [ANYTHING.top_n, ANYTHING.growth_leaders])
def test_a_blank_or_wrong_name_is_refused(ask: Any, cities: Any, wrong: Any) -> None:
    """One bad name refuses the question, alone or among others; nothing is dropped silently."""
    with pytest.raises(InvalidArgumentError) as caught:
        ask(cities=cities)
    assert caught.value.value is wrong


def test_unknown_and_ambiguous_names_among_others_are_refused() -> None:
    """One unclear name refuses the question; nothing is dropped silently."""
    with pytest.raises(CityNotFoundError, match="'Atlantis'"):
        ctc.top_n(cities=["Wuhan", "Atlantis"])
    with pytest.raises(AmbiguousCityError, match=r"^'Taizhou' may mean "):
        ctc.growth_leaders(cities=["Wuhan", "Taizhou"])


def test_thousands_of_cities_of_one_name() -> None:
    """They are told apart in a second, not in a minute."""
    cities = [make_city(id=f"c{number}", name="Same", name_zh="同名") for number in range(8_000)]
    world = dataset(cities=(*dataset().cities, *cities))
    before = process_time()
    with pytest.raises(AmbiguousCityError) as caught:
        world.city("Same")
    assert process_time() - before < 10
    assert len(caught.value.candidates) == 8_000
