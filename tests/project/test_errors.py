"""The error tree: who is whose base, who raises what, and what the message says."""

from __future__ import annotations

import copy
import pickle
from ast import literal_eval
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import polars as pl
import pytest

import china_trade_cities as ctc
from china_trade_cities import exceptions
from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import (
    AmbiguousCityError,
    AmbiguousNameError,
    ChinaTradeCitiesError,
    CityNotFoundError,
    DatasetError,
    IncomparableRecordsError,
    IncompleteCoverageError,
    IndustryNotFoundError,
    InvalidArgumentError,
    InvalidFieldError,
    InvalidPeriodError,
    MissingExtraError,
    NameNotFoundError,
    PartnerNotFoundError,
    Problem,
    ProductNotFoundError,
    ScopeNotFoundError,
    SourceNotFoundError,
    VersionNotFoundError,
)
from tests.support.cases import table
from tests.support.factories import LAST_YEAR, WEIFANG, city, dataset, make, source
from tests.support.nations import THIN

if TYPE_CHECKING:
    from collections.abc import Callable

ANYTHING: Any = ctc  # the same functions, for arguments that a type checker refuses

BASES: dict[type[Exception], tuple[type, ...]] = {
    ChinaTradeCitiesError: (Exception,),
    InvalidArgumentError: (ChinaTradeCitiesError, ValueError),
    InvalidPeriodError: (InvalidArgumentError,),
    InvalidFieldError: (ChinaTradeCitiesError, ValueError),
    DatasetError: (ChinaTradeCitiesError, ValueError),
    IncomparableRecordsError: (ChinaTradeCitiesError, ValueError),
    IncompleteCoverageError: (ChinaTradeCitiesError, ValueError),
    MissingExtraError: (ChinaTradeCitiesError, ImportError),
    NameNotFoundError: (ChinaTradeCitiesError, LookupError),
    CityNotFoundError: (NameNotFoundError,),
    IndustryNotFoundError: (NameNotFoundError,),
    ProductNotFoundError: (NameNotFoundError,),
    PartnerNotFoundError: (NameNotFoundError,),
    ScopeNotFoundError: (NameNotFoundError,),
    SourceNotFoundError: (NameNotFoundError,),
    VersionNotFoundError: (NameNotFoundError,),
    AmbiguousNameError: (ChinaTradeCitiesError, LookupError),
    AmbiguousCityError: (AmbiguousNameError,),
}


def errors() -> list[type[Exception]]:
    named = [getattr(exceptions, name) for name in exceptions.__all__]
    return [thing for thing in named if issubclass(thing, Exception)]


# --- the tree -----------------------------------------------------------------------------


def test_the_tree_is_complete() -> None:
    """Every public error class stands in the tree, and no class is private."""
    assert set(errors()) == set(BASES)
    defined = {
        thing
        for thing in vars(exceptions).values()
        if isinstance(thing, type) and issubclass(thing, Exception)
    }
    assert defined == set(BASES)


@pytest.mark.parametrize(("error", "bases"), BASES.items(), ids=str)
def test_each_class_has_its_place(error: type[Exception], bases: tuple[type, ...]) -> None:
    """One root; below it, a base from the standard library besides."""
    assert error.__bases__ == bases
    assert issubclass(error, ChinaTradeCitiesError)
    assert error.__doc__
    if error is not ChinaTradeCitiesError:
        standard = (LookupError, ValueError, ImportError)
        assert sum(issubclass(error, base) for base in standard) == 1
        assert not issubclass(error, (KeyError, IndexError, TypeError))


# --- who raises what ----------------------------------------------------------------------


class Case(NamedTuple):
    """A call that must fail, and how."""

    call: Callable[[], object]
    error: type[Exception]
    facts: dict[str, Any]
    message: str


PERIODS = (
    "a Period, a year (2024 or '2024'), a half of one ('2024H1'), a quarter ('2024Q1'), a month "
    "('2024-05' or '202405'), a span of months ('2023-01/2023-11') or a date, which stands for "
    "its month"
)


def called(text: str) -> Callable[[], object]:
    """A call as somebody types it; the small dataset has no other name in the tables of cases."""
    return lambda: eval(text, {"ctc": ctc, "small": dataset()})  # noqa: S307


def refused(call: str, argument: str, value: str, allowed: str) -> Case:
    """A call with an argument that is refused."""
    error = InvalidArgumentError
    if allowed == "PERIODS":
        allowed, error = PERIODS, InvalidPeriodError
    return Case(
        called(call),
        error,
        {"argument": argument, "value": literal_eval(value), "allowed": allowed},
        f"{argument} must be {allowed}; got {literal_eval(value)!r}",
    )


LISTED = {
    "city": "cities",
    "industry": "industries",
    "partner": "partners",
    "product": "products",
    "ranking scope": "ranking_scopes",
    "source": "sources",
}


def unknown(call: str, error: str, kind: str, query: str, suggestion: str) -> Case:
    """A call with a name that nothing has."""
    near = f"did you mean {suggestion}? " if suggestion else ""
    return Case(
        called(call),
        getattr(exceptions, error),
        {"query": query, "suggestions": (suggestion,) if suggestion else (), "kind": kind},
        f"no {kind} is called {query!r} in this dataset; {near}Dataset.{LISTED[kind]} lists all",
    )


def cases(name: str, made: Callable[..., Case]) -> dict[str, Case]:
    """The cases of a table, by name."""
    return {row.pop("name"): made(**row) for row in table(__file__, name)}


def same_names() -> ctc.Dataset:
    """A dataset in which two things of each sort share an alias."""
    shared = {"aliases": ("Alias",)}
    return dataset(
        products=(make(ctc.Product, id="b", **shared), make(ctc.Product, id="a", **shared)),
        partners=(make(ctc.Partner, id="d", name="Alias"), make(ctc.Partner, id="c", name="alias")),
        industries=(make(ctc.Industry, id="f", **shared), make(ctc.Industry, id="e", **shared)),
        cities=(
            city(id="b", name="B", name_zh="乙", **shared),
            city(id="a", name="A", name_zh="甲", **shared),
        ),
    )


def read_broken_table() -> ctc.Dataset:
    """A table whose first source has no title."""
    with TemporaryDirectory() as folder:
        text = "id,title,publisher,url,published,tier,seen_at,note\na,,,,,press,,\n"
        Path(folder, "sources.csv").write_text(text, encoding="utf-8")
        return ctc.read_dataset(folder)


WITHOUT = ctc.MissingCity(
    city=WEIFANG,
    reason="no figure",
    kind=None,
    interval=None,
    amount=None,
    record=None,
    best_rank=None,
)

CASES: dict[str, Case] = {
    **cases("refused_arguments.csv", refused),
    **cases("unknown_names.csv", unknown),
    # fields
    "field": Case(
        lambda: source(tier="official"),
        InvalidFieldError,
        {"model": "Source", "field": "tier", "value": "official", "allowed": "an instance of Tier"},
        "Source.tier must be an instance of Tier; got 'official'",
    ),
    "field of a period": Case(
        lambda: ctc.Period(year=2024, months=0),
        InvalidFieldError,
        {
            "model": "Period",
            "field": "months",
            "value": 0,
            "allowed": "a whole number (int) of at least 1",
        },
        "Period.months must be a whole number (int) of at least 1; got 0",
    ),
    "changed field": Case(
        lambda: attrs.evolve(city(), latitude=91),
        InvalidFieldError,
        {
            "model": "City",
            "field": "latitude",
            "value": 91,
            "allowed": "a finite number from -90 to 90, or None",
        },
        "City.latitude must be a finite number from -90 to 90, or None; got 91",
    ),
    # names
    "unknown version": Case(
        lambda: ctc.load_dataset("1999.1"),
        VersionNotFoundError,
        {"query": "1999.1", "suggestions": ("2026.1",), "kind": "bundled vintage"},
        "no bundled vintage '1999.1'; there is 2026.1",
    ),
    "ambiguous city": Case(
        lambda: ctc.city("Taizhou"),
        AmbiguousCityError,
        {
            "query": "Taizhou",
            "candidate_ids": ("taizhou-jiangsu", "taizhou-zhejiang"),
            "candidates": (ctc.city("泰州"), ctc.city("台州")),
        },
        "'Taizhou' may mean 泰州 (Jiangsu, id 'taizhou-jiangsu') or 台州 (Zhejiang, id "
        "'taizhou-zhejiang'): ask by id, Chinese name or code",
    ),
    "ambiguous city of a ranking": Case(
        lambda: ctc.top_n(cities="alias", dataset=same_names()),
        AmbiguousCityError,
        {"query": "alias", "candidate_ids": ("a", "b")},
        "'alias' may mean 甲 (Henan, id 'a') or 乙 (Henan, id 'b'): ask by id, Chinese name "
        "or code",
    ),
    "ambiguous product": Case(
        lambda: ctc.top_n(product="alias", dataset=same_names()),
        AmbiguousNameError,
        {"query": "alias", "candidate_ids": ("a", "b")},
        "'alias' may mean a or b: ask by id",
    ),
    "ambiguous partner": Case(
        lambda: ctc.top_n(partner="ALIAS", dataset=same_names()),
        AmbiguousNameError,
        {"query": "ALIAS", "candidate_ids": ("c", "d")},
        "'ALIAS' may mean c or d: ask by id",
    ),
    "ambiguous industry": Case(
        lambda: ctc.by_specialization("alias", dataset=same_names()),
        AmbiguousNameError,
        {"query": "alias", "candidate_ids": ("e", "f")},
        "'alias' may mean e or f: ask by id",
    ),
    # frames
    "two currencies": Case(
        lambda: ctc.frames.top_n(
            pl.DataFrame({"city": ["a", "b"], "value": [1, 2], "currency": ["CNY", "USD"]})
        ),
        IncomparableRecordsError,
        {"mixed": {"currency": ("CNY", "USD")}, "reasons": {"currency": "more than one currency"}},
        "rows must not be added or ranked together: currency: more than one currency "
        "('CNY', 'USD'); choose the rows, or let it pass with waive=('currency',)",
    ),
    # sums
    "too few cities": Case(
        lambda: ctc.concentration(dataset=THIN),
        IncompleteCoverageError,
        {
            "asked": "the concentration of total trade (all goods, world) in 2024",
            "coverage": 0.1,
            "min_coverage": 0.8,
            "counted": 1,
            "missing": ctc.concentration(dataset=THIN, min_coverage=0).missing,
            "largest": "Weifang (about 90 billion CNY)",
            "nearest": {LAST_YEAR: 2},
        },
        "coverage must be at least 80 % for the concentration of total trade (all goods, world) "
        "in 2024; got 10 % from 1 of 2 cities; missing: Weifang (about 90 billion CNY); nearest "
        "periods with enough: 2023 (2 cities); min_coverage=0 counts those there are",
    ),
    "cities of which too little is known": Case(
        lambda: _raise(IncompleteCoverageError("a sum", None, 0.555, 1, [WITHOUT], "Weifang", {})),
        IncompleteCoverageError,
        {"coverage": None, "missing": (WITHOUT,), "nearest": {}},
        "coverage must be at least 55.5 % for a sum; got an unknown part (too little is known of "
        "the others) from 1 of 2 cities; missing: Weifang; min_coverage=0 counts those there are",
    ),
    "almost enough cities": Case(
        lambda: _raise(
            IncompleteCoverageError("a sum", 0.7999, 0.8, 1, [WITHOUT], "Weifang", {LAST_YEAR: 1})
        ),
        IncompleteCoverageError,
        {"coverage": 0.7999},
        "coverage must be at least 80 % for a sum; got 79 % from 1 of 2 cities; missing: Weifang; "
        "nearest periods with enough: 2023 (1 city); min_coverage=0 counts those there are",
    ),
    # tables
    "bad cell": Case(
        read_broken_table,
        DatasetError,
        {
            "problems": (
                Problem(
                    file="sources.csv",
                    line=2,
                    column="title",
                    message="title must be text that is not blank; got ''",
                ),
            )
        },
        "1 problem in the dataset\n"
        "  sources.csv:2:title: title must be text that is not blank; got ''",
    ),
    "two problems": Case(
        lambda: _raise(DatasetError([Problem(message="a"), Problem(message="b", file="c.csv")])),
        DatasetError,
        {"problems": (Problem(message="a"), Problem(message="b", file="c.csv"))},
        "2 problems in the dataset\n  a\n  c.csv: b",
    ),
    # extras
    "package not installed": Case(
        lambda: from_extra("no_such_package.part", "plots", "drawing a chart"),
        MissingExtraError,
        {"task": "drawing a chart", "package": "no_such_package", "extra": "plots"},
        "drawing a chart needs no_such_package: python -m pip install 'china-trade-cities[plots]'",
    ),
}


def _raise(error: Exception) -> None:
    raise error


def caught(case: Case) -> Exception:
    with pytest.raises(ChinaTradeCitiesError) as raised:
        case.call()
    return raised.value


EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_every_error_is_raised_by_something() -> None:
    """No class is there for nothing: all but the two that only gather others are raised below."""
    gathering = {ChinaTradeCitiesError, NameNotFoundError}
    assert {case.error for case in CASES.values()} == set(errors()) - gathering


@EACH
def test_the_right_error_with_its_facts(case: Case) -> None:
    """A wrong call raises exactly this class, and the facts are attributes."""
    error = caught(case)
    assert type(error) is case.error
    assert {name: getattr(error, name) for name in case.facts} == case.facts
    for name, value in case.facts.items():
        assert type(getattr(error, name)) is type(value)


@EACH
def test_the_message(case: Case) -> None:
    assert str(caught(case)) == case.message


@EACH
def test_the_message_is_one_clear_sentence(case: Case) -> None:
    """One line without the insides of Python; a list of problems has a line for each."""
    error = caught(case)
    message = str(error)
    lines = message.split("\n")
    assert len(lines) == 1 + (len(error.problems) if isinstance(error, DatasetError) else 0)
    assert message == message.strip()
    assert not message.endswith(".")
    for ugly in ("object at 0x", "<class", "Attribute(", "NOTHING", " a industry", " . ", " ,"):
        assert ugly not in message


@EACH
def test_an_error_is_raised_from_nothing(case: Case) -> None:
    """No inner KeyError or StopIteration is shown as its cause."""
    error = caught(case)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


def equal(one: Exception, other: Exception) -> bool:
    """Whether two errors are of one class and say the same with the same facts."""
    return (
        one is not other
        and type(one) is type(other)
        and one.args == other.args
        and vars(one) == vars(other)
        and str(one) == str(other)
        and repr(one) == repr(other)
    )


@EACH
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_pickle(case: Case, protocol: int) -> None:
    """An error that comes back from another process is the same error."""
    error = caught(case)
    assert equal(pickle.loads(pickle.dumps(error, protocol)), error)  # noqa: S301


@EACH
def test_errors_copy(case: Case) -> None:
    error = caught(case)
    assert equal(copy.copy(error), error)
    assert equal(copy.deepcopy(error), error)


# --- classes on their own -----------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [error for error in BASES if issubclass(error, NameNotFoundError)], ids=str
)
def test_names_not_found_take_any_sequence_of_suggestions(error: type[NameNotFoundError]) -> None:
    """Suggestions become a tuple, so that an error cannot be changed through a list."""
    suggestions = ["b", "a"]
    made = error("x", suggestions)
    suggestions.clear()
    assert (made.query, made.suggestions) == ("x", ("b", "a"))
    assert made.args == ("x", ("b", "a"))
    assert error("x").suggestions == ()
    assert repr("x") in str(made)


def test_ambiguous_names_keep_their_candidates() -> None:
    """Candidates become tuples too; a city's error holds the cities and their ids."""
    assert AmbiguousNameError("x", ["a", "b"]).candidate_ids == ("a", "b")
    candidates = [city(id="a"), city(id="b")]
    made = AmbiguousCityError("x", candidates)
    assert made.candidates == tuple(candidates)
    assert made.candidate_ids == ("a", "b")
    assert made.args == ("x", tuple(candidates))


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(message="wrong"), "wrong"),
        (Problem(message="wrong", file="a.csv"), "a.csv: wrong"),
        (Problem(message="wrong", file="a.csv", line=7), "a.csv:7: wrong"),
        (Problem(message="wrong", file="a.csv", line=7, column="id"), "a.csv:7:id: wrong"),
        (Problem(message="wrong", column="id"), "id: wrong"),
    ],
    ids=str,
)
def test_a_problem_says_where_it_is(problem: Problem, text: str) -> None:
    """As far as the place is known, in the form that editors turn into a link."""
    assert str(problem) == text


def test_a_problem_is_a_value() -> None:
    problem = Problem(message="wrong", line=7)
    assert problem == Problem(message="wrong", line=7)
    assert hash(problem) == hash(Problem(message="wrong", line=7))
    assert problem != Problem(message="wrong", line=8)
    assert not hasattr(problem, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        problem.line = 8  # type: ignore[misc]
    with pytest.raises(TypeError):
        ANYTHING.exceptions.Problem("wrong")


def test_one_root_catches_them_all() -> None:
    for error in errors():
        assert issubclass(error, ctc.exceptions.ChinaTradeCitiesError)


def test_ten_bad_cells_would_be_ten_lines() -> None:
    problems = [Problem(message=f"wrong {number}", line=number) for number in range(1, 11)]
    lines = str(DatasetError(problems)).split("\n")
    assert lines[0] == "10 problems in the dataset"
    assert lines[1:] == [f"  {number}: wrong {number}" for number in range(1, 11)]


# --- values that are too long to show -----------------------------------------------------

TOO_LONG: dict[str, Any] = {
    "text": "x" * 150,
    "text just too long": "x" * 101,
    "quoted text": "'\"" * 100,
    "number": 10**400,
    "number that Python does not print": 10**5000,
    "list": ["x"] * 100,
    "bytes": b"x" * 1000,
}


@pytest.mark.parametrize("value", TOO_LONG.values(), ids=TOO_LONG)
def test_a_long_value_is_cut_and_the_cut_is_marked(value: Any) -> None:
    """A message stays readable whatever was given; the whole value is an attribute."""
    for error in (
        InvalidArgumentError("n", value, "less"),
        InvalidPeriodError("period", value, "less"),
        InvalidFieldError("City", "name", value, "less"),
        CityNotFoundError(value),
        VersionNotFoundError(value, ("2026.1",)),
        AmbiguousNameError(value, ("a", "b")),
        AmbiguousCityError(value, (city(id="a"), city(id="b"))),
    ):
        assert len(str(error)) < 250
        assert "…" in str(error) or "too long to print" in str(error)
        assert value in vars(error).values()


@pytest.mark.parametrize("value", ["x" * 100, "x", 10**99, b"x" * 90], ids=["text", "x", "n", "b"])
def test_a_value_of_up_to_100_characters_is_shown_whole(value: Any) -> None:
    assert str(InvalidArgumentError("n", value, "less")) == f"n must be less; got {value!r}"
