"""Documents: every public class there and back, on five ways, and nothing guessed."""

from __future__ import annotations

import copy
import importlib.util
import json
import pickle
from decimal import Decimal
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
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidFieldError,
    Problem,
)
from china_trade_cities.serialization._classes import public_classes
from china_trade_cities.serialization._dataset import documents
from china_trade_cities.serialization._problems import problems_in_fields
from china_trade_cities.serialization._schema import schema_of
from china_trade_cities.testing import make_published_rank, make_record
from china_trade_cities.testing.strategies import objects
from tests.support import cases
from tests.support.commands import python
from tests.support.factories import (
    GAZETTE,
    HERALD,
    JAPAN,
    LINYI,
    TOYS,
    VINTAGE,
    WEIFANG,
    city,
    dataset,
)
from tests.support.strategies import datasets
from tests.support.values import MINE, RESULTS, VALUES, class_of

if TYPE_CHECKING:
    from collections.abc import Callable

CHINA = city(id="china", name="China", name_zh="中国", level=ctc.Level.NATION)
WORLD = dataset(reference_areas=(CHINA,))
COLLECTION = serialization.json_schema()  # what ships is compared with it below
CLASSES = pytest.mark.parametrize("kind", public_classes(), ids=lambda kind: kind.__name__)


VALIDATORS: dict[type[Any], Any] = {
    kind: Draft202012Validator(
        {**COLLECTION, "$ref": f"#/$defs/{kind.__name__}"},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    for kind in public_classes()
}


def configured(converter: Any) -> Any:
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


SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in public_classes() if kind is not ctc.Dataset],
    ids=lambda kind: kind.__name__,
)
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_class_comes_back_equal_from_every_converter(
    kind: type[Any], data: st.DataObject
) -> None:
    """`structure(unstructure(x)) == x`, on plain, json, orjson, msgspec and our converter."""
    assert_comes_back(data.draw(objects(kind, WORLD)))


@settings(max_examples=5, deadline=None, suppress_health_check=SLOW)
@given(value=datasets())
@pytest.mark.thorough
def test_every_dataset_comes_back_equal_from_every_converter(value: ctc.Dataset) -> None:
    assert_comes_back(value)


def assert_comes_back(value: Any) -> None:
    """Every way there and back ends where it began, and the schema agrees."""
    kind = class_of(value)
    for converter in (PLAIN, UNDETAILED):
        assert converter.structure(converter.unstructure(value), kind) == value
    for name, converter in TEXT_CONVERTERS.items():
        back = converter.loads(converter.dumps(value), kind)
        assert back == value, name
        assert type(back) is type(value)
    document = serialization.to_dict(value)
    assert document == PLAIN.unstructure(value)
    assert serialization.from_dict(kind, document, dataset=WORLD) == value
    text = serialization.to_json(value)
    assert serialization.from_json(kind, text, dataset=WORLD) == value
    assert serialization.from_json(kind, text.encode(), dataset=WORLD) == value
    VALIDATORS[kind].validate(json.loads(text))


@pytest.mark.parametrize("name", [name for name in VALUES if not name.startswith("hand-made")])
def test_what_is_bundled_and_what_queries_return_comes_back_equal(name: str) -> None:
    """Real objects are read with the newest vintage unless a dataset is given."""
    value: Any = VALUES[name]
    text = serialization.to_json(value)
    back = serialization.from_json(class_of(value), text)
    assert back == value
    assert type(back) is type(value)
    assert serialization.to_json(back) == text
    document = json.loads(text)
    if type(value) is ctc.Dataset:  # the validator is slow
        document |= {table: rows[::40] for table, rows in document.items() if table != "info"}
    VALIDATORS[class_of(value)].validate(document)


@pytest.mark.parametrize("name", [name for name in RESULTS if name.startswith("hand-made")])
def test_results_on_a_dataset_of_ones_own_come_back_equal(name: str) -> None:
    value: Any = VALUES[name]
    back = serialization.from_dict(class_of(value), serialization.to_dict(value), dataset=MINE)
    assert back == value
    assert hash(back) == hash(value)


@pytest.mark.thorough
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
    records = WORLD.records[:3]
    data: Any = serialization.to_dict(records)
    assert [row["city"] for row in data] == [record.city.id for record in records]
    assert serialization.from_dict(tuple[ctc.TradeRecord, ...], data, dataset=WORLD) == records
    text = serialization.to_json(list(records))
    back = serialization.from_json(list[ctc.TradeRecord], text, dataset=WORLD)
    assert back == list(records)
    for converter in (PLAIN, TEXT_CONVERTERS["ours"]):
        assert converter.structure(data, list[ctc.TradeRecord]) == list(records)
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(tuple[ctc.Period, ...], '["2024", null]')
    assert [str(problem) for problem in caught.value.problems] == [must_be("$[1]", None, A_PERIOD)]


def test_what_has_a_default_may_be_left_out() -> None:
    """A record of the fields that it needs takes the defaults for the rest."""
    data = {"city": "linyi", "period": "2024", "flow": "total", "source": "gazette"}
    blank = make_record(city=LINYI, value=None, currency=None)
    assert serialization.from_dict(ctc.TradeRecord, data, dataset=WORLD) == blank
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


BALANCE = ctc.top_n(1, flow="balance", dataset=WORLD)[0].record
DERIVED = serialization.to_dict(BALANCE)


def test_a_derived_figure_is_not_taken_for_a_printed_one() -> None:
    """Its document is that of a record with its parts, alone and in answers; others have none."""
    parts = [serialization.to_dict(part) for part in BALANCE.parts]
    assert DERIVED["parts"] == parts
    assert [*DERIVED] == [*parts[0], "parts"]
    assert (DERIVED["value"], [part["value"] for part in parts]) == (300, [900, 600])
    assert not any("parts" in part for part in parts)
    assert_comes_back(BALANCE)
    page = ctc.profile("Weifang", dataset=WORLD)
    told = [figure["record"].get("parts") for figure in serialization.to_dict(page)["figures"]]
    assert told == [None, None, None, parts]
    assert_comes_back(page)
    whole = serialization.to_dict(WORLD)
    assert not any("parts" in each for each in whole["records"] + whole["reference_records"])


MUST_GIVE = "must be the export and import, of one source, that give this total or balance"
EXPORT, IMPORT = DERIVED["parts"]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 301},
        {"rounded_to": 7},
        {"growth": 5.0, "growth_decimals": 1},
        {"status": "E"},
        {"note": "printed"},
        {"flow": "export"},
        {"parts": []},
        {"parts": None},
        {"parts": [EXPORT]},
        {"parts": [EXPORT, IMPORT, IMPORT]},
        {"parts": [IMPORT, EXPORT]},
        {"parts": [EXPORT, {**IMPORT, "source": "herald"}]},
        {"parts": [EXPORT, {**IMPORT, "period": "2023"}]},
        {"parts": [EXPORT, {**IMPORT, "value": None}]},
        {"parts": [{**EXPORT, "status": "L"}, IMPORT]},
    ],
    ids=str,
)
def test_a_derived_figure_is_what_its_parts_give(changes: dict[str, Any]) -> None:
    """Nothing else is read: neither other digits, nor parts that do not belong together."""
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.TradeRecord, DERIVED | changes, dataset=WORLD)
    (found,) = caught.value.problems
    assert (found.path, found.message.split("; got ")[0]) == ("$.parts", MUST_GIVE)


def test_what_is_wrong_in_parts_is_told_with_its_path() -> None:
    """Together with what is wrong beside them; parts have no parts."""
    wrong = {**DERIVED, "city": 7, "parts": [{**EXPORT, "value": -1}, DERIVED, 5]}
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.TradeRecord, wrong, dataset=WORLD)
    assert [problem.path for problem in caught.value.problems] == [
        "$.city",
        "$.parts[0].value",
        "$.parts[1].parts",
        "$.parts[2]",
    ]


def test_a_table_of_records_holds_nothing_derived() -> None:
    """In the document of a dataset, and of what changed in one, `parts` are unknown."""
    whole = serialization.to_dict(WORLD)
    whole["records"].append(DERIVED)
    with pytest.raises(DatasetError, match=r"parts: is unknown") as caught:
        serialization.from_dict(ctc.Dataset, whole)
    (found,) = caught.value.problems
    assert found.path == f"$.records[{len(WORLD.records)}].parts"
    change = ctc.diff_datasets(WORLD, attrs.evolve(WORLD, records=WORLD.records[1:]))[0]
    document = serialization.to_dict(change)
    with pytest.raises(DatasetError, match=r"\$\.old\.parts: is unknown"):
        serialization.from_dict(ctc.Change, {**document, "old": DERIVED}, dataset=WORLD)


def test_mappings_that_were_read_cannot_be_changed() -> None:
    """Why cities were left out is as immutable as in the result that was written."""
    ranking = ctc.top_n(2)
    back = serialization.from_dict(ctc.Ranking, serialization.to_dict(ranking))
    excluded: Any = back.excluded
    with pytest.raises(TypeError):
        excluded[WEIFANG] = "other"
    assert hash(back) == hash(ranking)
    assert pickle.loads(pickle.dumps(back)) == ranking  # noqa: S301


def test_a_document_of_one_class_needs_no_other() -> None:
    """Neither the modules of other answers nor what reads pages and files is loaded for it."""
    code = """
import sys
import china_trade_cities as ctc
from china_trade_cities import serialization
partner = ctc.Partner(id="japan", name="Japan", kind=ctc.PartnerKind.ECONOMY)
assert serialization.from_dict(ctc.Partner, serialization.to_dict(partner)) == partner
print(*(name for name in sys.modules if name.startswith("china_trade_cities.")))
"""
    rooms = [name.removeprefix("china_trade_cities.") for name in python(code).split()]
    assert not [name for name in rooms if name.startswith(("readers", "frames", "_io", "_checks"))]
    assert not [name for name in rooms if name.startswith("_queries.")]
    assert len(rooms) <= 40


# --- what is refused ----------------------------------------------------------------------

RECORD = {"city": "linyi", "period": "2024", "flow": "total", "source": "gazette"}
ANYANG = {
    "id": "anyang",
    "name": "Anyang",
    "name_zh": "安阳",
    "province": "Henan",
    "province_zh": "河南省",
    "level": "prefecture",
}
DOCUMENT = serialization.to_dict(WORLD)

A_PERIOD = "a period such as '2024', '2024-05' or '2023-01/2023-11'"


def must_be(path: str, value: object, allowed: str) -> str:
    return f"{path}: must be {allowed}; got {value!r}"


BASES: dict[str, Any] = {
    "Change": {"kind": "added", "table": "cities", "key": "anyang"},
    "City": ANYANG,
    "Dataset": DOCUMENT,
    "ExchangeRate": {
        "year": 2024,
        "currency": "USD",
        "cny_per_unit": "7.1957",
        "source": "gazette",
    },
    "Ranking": serialization.to_dict(ctc.top_n(1, dataset=WORLD)),
    "TradeRecord": RECORD,
}


def changed(base: Any, changes: dict[str, Any]) -> Any:
    """A copy of a document with other values at some paths; `-` stands for the end of a list."""
    document = copy.deepcopy(base)
    for path, value in changes.items():
        place = document
        *way, last = (int(part) if part.isdecimal() else part for part in path.split("/"))
        for part in way:
            place = place[part]
        if last == "-":
            place.append(value)
        else:
            place[last] = value
    return document


# Each a document with what is wrong in it: name -> (class, document, problems).
BAD: dict[str, tuple[Any, Any, list[str]]] = {
    name: (
        getattr(ctc, case["kind"]),
        changed(BASES[case["kind"]], case["changes"]) if "changes" in case else case["document"],
        case["problems"],
    )
    for name, case in cases.document(__file__, "bad_documents.json").items()
}


@pytest.mark.parametrize("name", BAD)
def test_bad_documents_are_refused_with_all_that_is_wrong(name: str) -> None:
    """Each problem with its path, what stands there and what is allowed, and no other."""
    kind, data, problems = BAD[name]
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(kind, json.dumps(data), dataset=WORLD)
    assert [str(problem) for problem in caught.value.problems] == problems
    assert "problem" in str(caught.value)
    assert str(caught.value).splitlines()[0].endswith("in the document")
    for problem in caught.value.problems:
        assert problem.path is not None
        assert problem.path.startswith("$")
        assert problem.allowed is not None
    again: Any = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert again.problems == caught.value.problems
    assert [problem.value for problem in again.problems] == [
        problem.value for problem in caught.value.problems
    ]


def test_a_document_with_ten_faults_reports_ten() -> None:
    """Wherever they are, and however many."""
    data = {
        "info": {"version": "1", "title": None, "reference_period": "2024"},
        "cities": [ANYANG | {"level": "town", "latitude": 100}],
        "sources": [{"id": "gazette", "title": "Gazette"}],
        "records": [
            RECORD | {"city": "anyang", "value": 7.5, "currency": "EUR"},
            RECORD,
            RECORD | {"city": "anyang", "growth_dash": True, "growth": 1},
        ],
        "partners": "none",
        "towns": [],
    }
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.Dataset, data)
    assert [problem.path for problem in caught.value.problems] == [
        "$.towns",
        "$.info.title",
        "$.cities[0].level",
        "$.cities[0].latitude",
        "$.records[0].value",
        "$.records[0].currency",
        "$.records[1].city",
        "$.records[2].growth",
        "$.partners",
        "$.sources[0].tier",
    ]
    assert str(caught.value).startswith("10 problems in the document\n  $.towns: is unknown")


def test_numbers_that_are_none_are_refused() -> None:
    """NaN and infinity, which readers of JSON take for numbers, are nowhere allowed."""
    for number in ("NaN", "Infinity", "-Infinity", "1e999"):
        text = json.dumps(ANYANG | {"latitude": 0}).replace(
            '"latitude": 0', f'"latitude": {number}'
        )
        with pytest.raises(DatasetError, match=r"\$\.latitude: must be .*; got (nan|inf|-inf)$"):
            serialization.from_json(ctc.City, text)
    share = serialization.to_dict(ctc.market_share(1))
    with pytest.raises(
        DatasetError, match=r"\$\.covered: must be a finite number, or null; got nan"
    ):
        serialization.from_dict(ctc.ShareRanking, share | {"covered": float("nan")})
    with pytest.raises(ValueError, match="not JSON compliant"):
        serialization.to_json(attrs.evolve(ctc.market_share(1), covered=float("nan")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: Expecting value, at character 1"),
        ('{\n "id": "a",,', "not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "not JSON: maximum recursion depth exceeded"),
        (b'{"id": "\xff"}', "not JSON: 'utf-8' codec can't decode byte 0xff"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON: Exceeds the limit"),
    ],
)
def test_text_that_is_not_json(text: str | bytes, message: str) -> None:
    """What is not JSON is one problem, with its line where that is known."""
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(ctc.RankingScope, text)
    (problem,) = caught.value.problems
    assert problem.message.startswith(message)
    assert problem.line == (
        None if "JSON: E" not in message or "limit" in message else problem.line
    )
    assert problem.path == "$"


def test_a_line_that_is_not_json_is_named() -> None:
    """The line is counted as an editor does."""
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(ctc.RankingScope, '{"id": "a",\n "name" "A"}')
    assert [problem.line for problem in caught.value.problems] == [2]


def test_a_key_that_stands_twice_is_a_problem() -> None:
    """Readers of JSON keep the last one and say nothing; here all is said, the rest too."""
    text = '{"id": "a", "name": "A", "name": "B", "note": 1}'
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(ctc.RankingScope, text)
    assert [str(problem) for problem in caught.value.problems] == [
        "$: must hold each key once; got 'name' 2 times",
        "$.note: is unknown: must be one of the fields of RankingScope: id, name",
    ]
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(ctc.RankingScope, '{"id": "a", "name": "A", "name": "A"}')
    assert [str(problem) for problem in caught.value.problems] == [
        "$: must hold each key once; got 'name' 2 times"
    ]


def test_keys_that_stand_twice_are_told_with_their_paths() -> None:
    """Inside lists and objects, in what would be lost as well, and however deep."""
    text = (
        '{"entries": [{"id": "a", "id": "b"}, {"x": {"k": 1, "k": 1, "k": 1}, "x": 2}],'
        ' "entries": [[{"\\ud800": 1, "\\ud800": {"q": 1, "q": 2}}]]}'
    )
    with pytest.raises(DatasetError) as caught:
        serialization.from_json(ctc.Ranking, text)
    told = [str(problem) for problem in caught.value.problems if "times" in problem.message]
    assert told == [
        "$: must hold each key once; got 'entries' 2 times",
        "$.entries[0]: must hold each key once; got 'id' 2 times",
        "$.entries[1]: must hold each key once; got 'x' 2 times",
        "$.entries[1].x: must hold each key once; got 'k' 3 times",
        "$.entries[0][0]: must hold each key once; got '\\ud800' 2 times",
        "$.entries[0][0].\\ud800: must hold each key once; got 'q' 2 times",
    ]
    deep = "[" * 500 + '{"a": 1, "a": 2}' + "]" * 500
    with pytest.raises(DatasetError, match="must hold each key once; got 'a' 2 times"):
        serialization.from_json(list[ctc.City], deep)


HALF = "\ud800"
"""Half a character: JSON can name it, and no file can hold it."""


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        (ctc.RankingScope, {"id": "a", "name": f"x{HALF}"}, "$.name"),
        (ctc.City, ANYANG | {"aliases": ["a", HALF]}, "$.aliases[1]"),
        (ctc.City, ANYANG | {"note": HALF}, "$.note"),
        (ctc.TradeRecord, RECORD | {"note": f"\n{HALF}"}, "$.note"),
        (list[ctc.RankingScope], [{"id": "a", "name": HALF}], "$[0].name"),
    ],
)
def test_half_characters_are_refused(kind: Any, data: Any, path: str) -> None:
    """They would be an error of the writer otherwise, far from where they came in."""
    world, text = dataset(), json.dumps(data)
    reads: list[Callable[[], object]] = [
        lambda: serialization.from_json(kind, text, dataset=world),
        lambda: serialization.from_dict(kind, data, dataset=world),
    ]
    for read in reads:
        with pytest.raises(DatasetError) as caught:
            read()
        (problem,) = caught.value.problems
        assert problem.path == path
        assert problem.allowed is not None
        assert problem.allowed.startswith("text without lone surrogates")
        str(caught.value).encode()


def test_half_characters_in_keys_and_words_can_be_printed() -> None:
    """A key that is unknown is told by its number, so that the message is text."""
    data = RECORD | {HALF: 1, "flow": HALF, "city": HALF}
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.TradeRecord, data, dataset=dataset())
    assert [problem.path for problem in caught.value.problems] == ["$.\\ud800", "$.city", "$.flow"]
    str(caught.value).encode()
    with pytest.raises(DatasetError) as refused:
        serialization.from_dict(ctc.Dataset, DOCUMENT | {HALF: []})
    assert [problem.path for problem in refused.value.problems] == ["$.\\ud800"]
    with pytest.raises(DatasetError):
        serialization.make_converter().structure({"id": "a", "name": HALF}, ctc.RankingScope)


def test_half_characters_are_refused_by_models_too() -> None:
    """What is made by hand can be written as well as what is read."""
    for changes in ({"name": HALF}, {"note": HALF}, {"aliases": ("a", HALF)}):
        with pytest.raises(InvalidFieldError, match="text without lone surrogates"):
            attrs.evolve(LINYI, **changes)


@pytest.mark.parametrize(
    "kind",
    [int, list, list[int], tuple[...], tuple[ctc.City, ..., ctc.City], tuple[()],  # type: ignore[misc]
     list[ctc.City, ctc.City], tuple[..., ctc.City]],  # type: ignore[misc]
    ids=repr,
)  # fmt: skip
def test_odd_sequences_have_no_documents(kind: Any) -> None:
    """A list has one type, a tuple one and an ellipsis, or as many as it has places."""
    with pytest.raises(InvalidArgumentError, match="kind must be a public class"):
        serialization.from_dict(kind, [])


@pytest.mark.parametrize(
    "kind", [int, list, list[int], dict[str, ctc.City], ctc.City | None, "City", None], ids=repr
)
def test_only_public_classes_have_documents(kind: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="kind must be a public class"):
        serialization.from_dict(kind, {})
    with pytest.raises(InvalidArgumentError, match="kind must be a public class"):
        serialization.json_schema(kind or int)


def test_arguments_are_checked() -> None:
    with pytest.raises(InvalidArgumentError, match="an object of a public class"):
        serialization.to_dict({"city": "linyi"})
    with pytest.raises(InvalidArgumentError, match="an object of a public class"):
        serialization.to_json([LINYI, 7])
    with pytest.raises(InvalidArgumentError, match=r"text must be .*; got 7"):
        serialization.from_json(ctc.City, 7)  # type: ignore[arg-type]
    other: Any
    for other in (3, None, cattrs.Converter):
        with pytest.raises(InvalidArgumentError, match=r"must be a cattrs\.Converter"):
            serialization.configure_converter(other)
    world: Any = "2026.1"
    for act in (
        lambda: serialization.from_dict(ctc.City, ANYANG, dataset=world),
        lambda: serialization.make_converter(dataset=world),
        lambda: serialization.configure_converter(cattrs.Converter(), dataset=world),
    ):
        with pytest.raises(InvalidArgumentError, match=r"dataset must be .*; got '2026\.1'"):
            act()


# --- whole datasets -----------------------------------------------------------------------


def test_a_dataset_that_refers_to_what_it_does_not_hold_is_not_written() -> None:
    """An id would lead to nothing, or to something else: that would be a loss."""
    stranger = city(id="stranger")
    other = attrs.evolve(HERALD, title="Another Herald")
    value = dataset(
        records=(
            WORLD.records[0],
            attrs.evolve(WORLD.records[1], city=stranger, corroborated_by=(GAZETTE, other)),
        ),
        cities=(*WORLD.cities, city(parent=stranger)),
    )
    with pytest.raises(DatasetError) as caught:
        serialization.to_json(value)
    assert [(problem.path, problem.value) for problem in caught.value.problems] == [
        ("$.cities[4].parent", stranger),
        ("$.records[1].city", stranger),
        ("$.records[1].corroborated_by", other),
    ]
    assert "must be what cities and reference_areas of the dataset hold" in str(caught.value)


def test_a_city_and_an_area_may_share_an_id() -> None:
    """Each stays in its table; the id means the city."""
    value = dataset(reference_areas=(attrs.evolve(LINYI, level=ctc.Level.PROVINCE),))
    assert serialization.from_json(ctc.Dataset, serialization.to_json(value)) == value
    area = value.reference_areas[0]
    with pytest.raises(DatasetError, match=r"\$\.reference_records\[0\]\.city"):
        serialization.to_dict(
            attrs.evolve(value, reference_records=(attrs.evolve(WORLD.records[0], city=area),))
        )


def test_what_leads_into_a_circle_is_not_part_of_it() -> None:
    """Only the entries that lie in themselves are reported."""
    data = changed(DOCUMENT, {"cities/1/parent": "gaomi", "cities/3/parent": "gaomi"})
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.Dataset, data)
    assert [problem.path for problem in caught.value.problems] == [
        "$.cities[0].parent",
        "$.cities[3].parent",
    ]


def test_no_more_problems_are_looked_for_than_are_listed() -> None:
    """However long a list or object is in which everything is wrong."""
    many = 300_000
    for kind, data in ((list[ctc.City], [1] * many), (ctc.City, dict.fromkeys(range(many)))):
        with pytest.raises(DatasetError) as caught:
            serialization.from_dict(kind, data)
        assert len(caught.value.problems) == 10_001
        assert caught.value.problems[-1].message.startswith("more than 10,000 problems")


def test_children_may_stand_before_their_parents() -> None:
    """The order of a table is kept, whatever refers to what."""
    back = serialization.from_dict(ctc.Dataset, DOCUMENT)
    assert back.cities[0].parent is back.cities[3]


# --- converters of one's own --------------------------------------------------------------


@attrs.frozen
class Order:
    """A class of a dependant."""

    city: ctc.City
    pieces: int
    months: tuple[ctc.Period, ...] = ()
    partner: ctc.Partner | None = None
    route: tuple[str, int] | None = None


ORDER = Order(city=LINYI, pieces=3, months=(ctc.Period(year=2024),), partner=JAPAN, route=("a", 1))


@pytest.mark.parametrize("name", TEXT_CONVERTERS)
def test_classes_of_ones_own_may_hold_ours(name: str) -> None:
    """A dependant's class is written with our objects in full, and read with them or their ids."""
    converter = TEXT_CONVERTERS[name]
    assert converter.loads(converter.dumps(ORDER), Order) == ORDER
    data = {"city": "linyi", "pieces": 3, "months": ["2024"], "partner": "japan", "route": ["a", 1]}
    assert converter.structure(data, Order) == ORDER


def test_problems_in_classes_of_ones_own_come_in_one_list() -> None:
    """Errors of cattrs and ours, with the path from the top."""
    data = {
        "city": "linyj",
        "pieces": "many",
        "months": ["2024", 2024],
        "partner": {"id": "japan", "name": "Japan", "kind": "isle"},
        "colour": "red",
    }
    ours = TEXT_CONVERTERS["ours"]
    with pytest.raises(cattrs.ClassValidationError) as caught:
        ours.structure(data, Order)
    assert [str(problem) for problem in serialization.problems_of(caught.value)] == [
        must_be("$.city", "linyj", "the id of a City of the dataset, such as 'linyi'"),
        "$.pieces: invalid literal for int() with base 10: 'many'",
        must_be("$.months[1]", 2024, A_PERIOD),
        must_be("$.partner.kind", "isle", "'economy', 'bloc', 'region'"),
        "$.colour: is unknown: must be one of the fields of Order",
    ]
    with pytest.raises(cattrs.IterableValidationError) as refused:
        ours.structure([{"city": 7}], list[Order])
    assert [str(problem) for problem in serialization.problems_of(refused.value)] == [
        must_be("$[0].city", 7, "an object (dict) with the fields of City"),
        "$[0].pieces: is missing",
    ]
    with pytest.raises(cattrs.IterableValidationError) as refused:
        ours.structure({"a": "2024Q5"}, dict[str, ctc.Period])
    (problem,) = serialization.problems_of(refused.value)
    assert problem.path == "$['a']"


def test_problems_that_other_converters_find() -> None:
    """Lists and errors of plain cattrs are told too."""
    with pytest.raises(cattrs.IterableValidationError) as caught:
        PLAIN.structure([{"city": "linyi", "pieces": "x"}, 7], list[Order])
    problems = serialization.problems_of(caught.value)
    assert [str(problem) for problem in problems[:1]] == [
        "$[0].pieces: invalid literal for int() with base 10: 'x'"
    ]
    assert all(problem.path and problem.path.startswith("$[1]") for problem in problems[1:])
    assert all(problem.message for problem in problems)
    error: Any = cattrs.IterableValidationError
    group = error("x", [ValueError(), KeyError("a")], list)
    assert [str(problem) for problem in serialization.problems_of(group)] == [
        "$: ValueError",
        "$: is missing",
    ]


@pytest.mark.parametrize("name", BAD)
def test_converters_are_as_strict_with_our_classes(name: str) -> None:
    """Whatever else a converter takes for something else."""
    kind, data, problems = BAD[name]
    for converter in (PLAIN, UNDETAILED, *TEXT_CONVERTERS.values()):
        with pytest.raises(DatasetError) as caught:
            converter.structure(data, kind)
        assert [str(problem) for problem in caught.value.problems] == problems


def test_subclasses_are_written_as_the_classes_that_are_known() -> None:
    """By a converter, inside your own class, and where an entry is written in full."""

    class Port(ctc.Partner):
        """A subclass of a dependant."""

    asean = VINTAGE.partner("ASEAN")
    port = Port(**{field.name: getattr(asean, field.name) for field in attrs.fields(ctc.Partner)})
    document = serialization.to_dict(asean)
    order = attrs.make_class("Order", {"partner": attrs.field(type=ctc.Partner)})
    converter = cattrs.Converter()
    serialization.configure_converter(converter)
    assert converter.unstructure(port) == document
    assert converter.unstructure(order(port)) == {"partner": document}
    change = ctc.Change(kind=ctc.ChangeKind.ADDED, table="partners", key="asean", new=port)
    assert serialization.to_dict(change)["new"] == document


def test_a_converter_learns_nothing_else() -> None:
    """What a converter did with other types, it still does: cattrs' own rules hold for these."""
    for converter in (PLAIN, TEXT_CONVERTERS["json"], TEXT_CONVERTERS["ours"]):
        assert converter.structure("7", int) == 7
        assert converter.structure([1], list[str]) == ["1"]
        order = converter.structure({"city": "linyi", "pieces": "7"}, Order)
        assert order == Order(city=LINYI, pieces=7)
    with pytest.raises(cattrs.ClassValidationError, match="Order"):
        TEXT_CONVERTERS["ours"].structure({"city": "linyi", "pieces": 7, "colour": 1}, Order)


def test_every_public_class_is_known() -> None:
    """No class of the package root is forgotten by documents, converters and schemas."""
    public = [
        thing for thing in (getattr(ctc, name) for name in ctc.__all__) if isinstance(thing, type)
    ]
    assert list(public_classes()) == public
    assert {kind.__name__ for kind in public} <= set(COLLECTION["$defs"])
    for kind in public:
        for converter in (PLAIN, *TEXT_CONVERTERS.values()):
            hook = converter.get_structure_hook(kind)
            assert hook.__module__ == "china_trade_cities.serialization"


def test_annotations_of_results_are_resolved_by_configuring() -> None:
    """As classes, attrs knows the types of all fields of results from then on."""
    assert attrs.fields(ctc.RankedCity).record.type is ctc.TradeRecord


# --- JSON Schema --------------------------------------------------------------------------


def test_the_shipped_schema_is_new() -> None:
    tool = Path(__file__).parents[2] / "tools" / "write_schema.py"
    spec = importlib.util.spec_from_file_location("write_schema", tool)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped = files(ctc).joinpath("schema.json").read_text(encoding="utf-8")
    assert shipped == module.text(), "run: python tools/write_schema.py"


@CLASSES
def test_schemas_are_sound_and_explained(kind: type[Any]) -> None:
    """Each is JSON Schema 2020-12, complete by itself, and describes each field."""
    schema = serialization.json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all(COLLECTION["$defs"][name] == part for name, part in schema["$defs"].items())
    own = schema["$defs"][kind.__name__]
    assert own["description"]
    for name, field in own.get("properties", {}).items():
        assert field["description"], name


# What a schema cannot say: whether an id is known, stands twice or leads back to itself, what
# fields have to do with each other, and that 7.0 is no whole number.
BEYOND_A_SCHEMA = {
    "a fraction for a whole number",
    "an id that nothing has",
    "fields that contradict each other",
    "too few decimals",
    "an id in a list",
    "keys and values of a mapping",
    "an id that stands twice",
    "cities that lie in each other",
    "an id of another dataset",
}


@pytest.mark.parametrize("name", BAD)
def test_schemas_refuse_what_reading_refuses(name: str) -> None:
    """As far as a schema can say it."""
    kind, data, _ = BAD[name]
    sound = VALIDATORS[kind].is_valid(json.loads(json.dumps(data)))
    assert not sound or name in BEYOND_A_SCHEMA


@given(text=st.from_regex(r"[0-9]{4}(-[0-9]{2})?(/[0-9]{4}-[0-9]{2})?", fullmatch=True))
def test_the_schema_refuses_no_period(text: str) -> None:
    """Its pattern takes every period in the one way of writing it, and little else."""
    try:
        value = serialization.from_dict(ctc.Period, text)
    except DatasetError:
        return
    assert str(value) == text
    VALIDATORS[ctc.Period].validate(text)


def test_rules_of_validators_are_stated() -> None:
    fields = COLLECTION["$defs"]["City"]["properties"]
    assert fields["id"]["pattern"] == "^[a-z0-9]+(-[a-z0-9]+)*$"
    assert (fields["latitude"]["minimum"], fields["latitude"]["maximum"]) == (-90, 90)
    assert fields["parent"]["description"].endswith("; id of a City")
    rate = COLLECTION["$defs"]["ExchangeRate"]["properties"]["cny_per_unit"]
    assert [rule["pattern"] for rule in rate["allOf"]] == ["^[0-9.]*[1-9]"]


def test_problems_name_path_value_and_what_is_allowed() -> None:
    """As attributes, so that a program need not read the message."""
    with pytest.raises(DatasetError) as caught:
        serialization.from_dict(ctc.RankingScope, {"id": 7, "name": "A"})
    assert caught.value.problems == (
        Problem(
            path="$.id",
            value=7,
            allowed="an id such as 'hong-kong' (a-z, 0-9, hyphens)",
            message="must be an id such as 'hong-kong' (a-z, 0-9, hyphens); got 7",
        ),
    )
    assert caught.value.problems[0].value == 7


def test_what_is_wrong_with_the_dataset_is_not_taken_for_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error for which the document is not to blame comes through as it is."""

    def broken(_: object) -> Callable[[type[Any]], Any]:
        raise OSError("disk on fire")

    monkeypatch.setattr("china_trade_cities.serialization._dataset.dataset_or_bundled", broken)
    with pytest.raises(OSError, match="disk on fire"):
        serialization.from_dict(ctc.TradeRecord, RECORD)


def test_toys_are_looked_up() -> None:
    assert (
        serialization.from_dict(
            ctc.TradeRecord, RECORD | {"product": "toys"}, dataset=WORLD
        ).product
        is TOYS
    )


def test_what_cannot_be_explained_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure for which no problem is found is raised as it is, not as an empty list."""

    class Broken:
        def structure(self, _: object, __: object) -> object:
            raise RuntimeError("a fault of ours")

    def broken(*, detailed: bool = False) -> object:
        return documents(detailed=True) if detailed else Broken()

    monkeypatch.setattr(serialization, "documents", broken)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        serialization.from_dict(ctc.Period, "2024")
    error: Any = cattrs.ClassValidationError
    group = error("City", [RuntimeError("a fault of a class of ours")], ctc.City)
    with pytest.raises(RuntimeError, match="a fault of a class of ours"):
        list(problems_in_fields(group, {}, "City", "the fields of City"))


def test_a_type_without_documents_is_an_error_of_ours() -> None:
    """A field of a type that documents do not know fails loudly, when the class is first used."""
    with pytest.raises(cattrs.StructureHandlerNotFoundError, match="complex"):
        documents().get_structure_hook(complex)
    with pytest.raises(TypeError, match="complex"):
        schema_of(complex)


def test_schemas_of_lists() -> None:
    kinds: list[tuple[Any, Any]] = [
        (list[ctc.TradeRecord], WORLD.records),
        (list[ctc.Dataset], (WORLD,)),
    ]
    for kind, value in kinds:
        check: Any = Draft202012Validator(serialization.json_schema(kind))
        check.validate(json.loads(serialization.to_json(value)))
        assert not check.is_valid([{}])


def test_a_score_is_a_number() -> None:
    with pytest.raises(InvalidFieldError, match="must be a finite Decimal or None"):
        make_published_rank(score=Decimal("NaN"))
