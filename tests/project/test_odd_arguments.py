"""Whatever an argument is, a public callable answers, or raises an error of this library.

Never the error of another library, nor one of Python; what an object raises when it is compared,
hashed, printed or asked for its truth is no reason to fail either. There are three exceptions:

- the readers of customs files let an `OSError` pass, as their docstrings say;
- an iterator of the caller that fails on its way raises its own error, and hiding that would
  hide where it comes from;
- classes of enums and errors are made as Python makes them: `ctc.Flow("x")` is a `ValueError`.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple, cast

import attrs
import cattrs
import numpy as np
import pandas as pd
import polars as pl
import pytest

import china_trade_cities as ctc
from china_trade_cities import frames, readers, serialization
from china_trade_cities.__main__ import main
from china_trade_cities.exceptions import (
    ChinaTradeCitiesError,
    InvalidArgumentError,
    InvalidFieldError,
    Problem,
)
from tests.support.commands import COMMANDS
from tests.support.customs_pages import as_csv, location, zhejiang
from tests.support.odd_values import ODD, MisbehaviourError, misbehaving
from tests.support.public_things import public_things
from tests.support.values import MINE, VALUES, class_of

ANYTHING: Any = ctc  # the same functions, for arguments that a type checker refuses

FOLDER = Path(mkdtemp())
FRAME = pl.DataFrame(
    {
        "city": ["Weifang", "Ningbo", "Weifang", "Ningbo"],
        "month": ["2024-01", "2024-01", "2023-01", "2023-01"],
        "value": [1, 2, 3, 4],
    }
)
OF_PRODUCTS = FRAME[:2].with_columns(product=pl.Series(["85", "61"]))
QUERY = FOLDER / "2024in.csv"
QUERY.write_text(
    '"数据年月","贸易伙伴编码","贸易伙伴名称","商品编码","人民币",\n'
    '"202401","410","巴西","12019019","16,536,067,327",\n',
    encoding="gb18030",
)
PAGE, PAGE_OF_ZHEJIANG = FOLDER / "page.csv", FOLDER / "zhejiang.csv"
PAGE.write_text(as_csv(location()), encoding="utf-8")
PAGE_OF_ZHEJIANG.write_text(as_csv(zhejiang()), encoding="utf-8")
ctc.write_dataset(MINE, FOLDER / "dataset")

OPENED = readers.read_customs_query(QUERY)
TABLE = readers.read_customs_location(PAGE, period="2024-12")
READ = [OPENED, next(iter(OPENED)), TABLE, TABLE.zones[0], TABLE.zones[0].figures[0]]
INSTANCES: dict[type, Any] = {
    **{class_of(value): value for value in reversed(VALUES.values())},
    **{type(value): value for value in (*READ, frames.Columns(), Problem(message="x"))},
    ctc.Dataset: MINE,
}

# Arguments with which a callable answers, by name; then those of single callables.
SANE: dict[str, Any] = {
    "query": "Weifang",
    "city": "Weifang",
    "cities": "Weifang",
    "industry": "manufacturing",
    "old": MINE,
    "new": MINE,
    "other": MINE,
    "records": MINE.records,
    "kind": ctc.City,
    "source_id": MINE.sources[0].id,
    "record": MINE.records[0],
    "measure": "value",
    "frame": FRAME,
    "value": MINE.cities,
    "path": FOLDER / "dataset",
    "path_or_buffer": PAGE,
    "data": serialization.to_dict(MINE.cities[0]),
    "error": ValueError("x"),
    "text": serialization.to_json(MINE.cities[0]),
    "converter": cattrs.Converter(),
    "coverage": MINE.coverage(),
    "ranking": ctc.top_n(2),
    "first": ctc.top_n(2),
    "second": ctc.top_n(2, period=2023),
    "things": MINE,
    "series": ctc.time_series("Ningbo"),
    "growth": VALUES["computed GrowthRanking"],
    "specializations": VALUES["SpecializedCities"],
}
SANE_OF: dict[str, dict[str, Any]] = {
    "Conversion.amount": {"value": 5},
    "Dataset.industries_for": {"query": MINE.industries[0].id},
    "Dataset.partner": {"query": MINE.partners[0].id},
    "Dataset.product": {"query": MINE.products[0].id},
    "Dataset.ranking_scope": {"query": MINE.ranking_scopes[0].id},
    "Dataset.with_cities": {"cities": MINE.cities},
    "Period.parse": {"value": 2024},
    "frames.by_specialization": {"frame": FRAME[:1], "dataset": MINE},
    "frames.contribution": {"period": "2024-01"},
    "frames.growth_leaders": {"period": "2024-01"},
    "frames.specialization_index": {"frame": OF_PRODUCTS},
    "plots.compare": {"comparison": ctc.compare("Ningbo")},
    "plots.contribution": {"parts": VALUES["ContributionRanking"]},
    "plots.market_share": {"shares": VALUES["ShareRanking"]},
    "plots.product_contribution": {"parts": VALUES["ProductContributions"]},
    "readers.read_customs_hangzhou": {"path_or_buffer": PAGE_OF_ZHEJIANG, "period": "2024-12"},
    "readers.read_customs_location": {"period": "2024-12"},
    "readers.read_customs_query": {"path": QUERY},
    "readers.read_customs_table": {"period": "2024-12"},
    "write_dataset": {"dataset": MINE, "path": "written", "overwrite": True},
}


class Call(NamedTuple):
    """A public callable, its parameters, and arguments with which it answers."""

    call: Callable[..., object]
    parameters: dict[str, Any]
    arguments: dict[str, Any]

    def __call__(self, **odd: object) -> object:
        given = self.arguments | odd
        first = [given.pop(name) for name in list(given) if self.parameters[name] is _SEVERAL]
        return self.call(*first, **given)


_SEVERAL = inspect.Parameter.VAR_POSITIONAL
_ANY = inspect.Parameter.VAR_KEYWORD  # fields, which are looked at where their class is made


def described(name: str, call: Callable[..., object]) -> Call:
    signature = inspect.signature(call).parameters
    needed = [one.name for one in signature.values() if one.default is one.empty]
    arguments = {name: SANE[name] for name in needed if name in SANE} | SANE_OF.get(name, {})
    if "dataset" in signature and not name.startswith("serialization"):  # a small one is quick
        arguments.setdefault("dataset", MINE)
    kinds = {name: one.kind for name, one in signature.items() if one.kind is not _ANY}
    return Call(call, kinds, arguments)


def calls() -> Iterator[tuple[str, Call]]:
    """Every public function, method and class with fields, by name."""
    for name, thing in public_things().items():
        if not inspect.isclass(thing):
            yield name, described(name, thing)
        elif not issubclass(thing, (Enum, Exception)):
            made = INSTANCES[thing]
            if attrs.has(thing):
                given = {
                    one.alias: getattr(made, one.name) for one in attrs.fields(thing) if one.init
                }
                yield name, Call(thing, dict.fromkeys(given), given)
            for method in filter(is_public_method(thing), dir(thing)):
                yield f"{name}.{method}", described(f"{name}.{method}", getattr(made, method))


def is_public_method(kind: type) -> Callable[[str], bool]:
    """Which attributes of a class are methods of ours that anybody may call."""

    def judge(name: str) -> bool:
        found = inspect.getattr_static(kind, name)
        function = getattr(found, "__func__", found)
        if name.startswith("_") or not inspect.isfunction(function):
            return False
        if name in ("index", "count"):  # of a sequence, as Python has them
            return False
        return function.__module__.startswith(ctc.__name__)

    return judge


CALLS = {name: call for name, call in calls() if call.parameters}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written under an odd name is written to a folder that is thrown away."""
    monkeypatch.chdir(tmp_path)


def test_everything_is_called() -> None:
    """Functions, methods, classes: of all that is public, what takes arguments."""
    assert len(CALLS) > 120
    assert {"top_n", "Dataset.city", "City", "frames.top_n", "readers.CustomsTable"} <= set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_the_arguments_to_start_from_are_sound(name: str) -> None:
    """Or an odd value might never be looked at."""
    CALLS[name]()


@pytest.mark.thorough
@pytest.mark.parametrize("name", CALLS)
def test_an_odd_argument_is_answered_or_refused(name: str) -> None:
    """Each odd value in the place of each argument, also where the error or answer is printed."""
    call = CALLS[name]
    passes = (ChinaTradeCitiesError, OSError) if name.startswith("readers.read_") else ()
    is_made = inspect.isclass(call.call)  # what answers hold is for the library to fill
    for argument in call.parameters:
        for what, make in ODD.items():
            try:
                answer = call(**{argument: make()})
                if not (is_made or isinstance(answer, int)):
                    str(answer)
            except ChinaTradeCitiesError as error:
                str(error)
            except passes:
                pass
            except Exception as error:  # noqa: BLE001 - that is what must not be
                pytest.fail(f"{argument}={what}: {type(error).__name__}")


# --- single cases -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ANYTHING.top_n(cities=np.array(3)),
            (
                "cities must be names of cities, provinces or regions, or None for all cities; "
                "got array(3)"
            ),
        ),
        (lambda: ANYTHING.top_n(ties=pd.NA), "ties must be one of 'first', 'all'; got <NA>"),
        (
            lambda: ctc.growth_leaders(min_value=10**5000),
            (
                "min_value must be a whole number of currency units from -10^18 to 10^18; "
                "got int too long to print"
            ),
        ),
        (lambda: ctc.read_dataset("\ud800.csv"), "path must be a path; got '\\ud800.csv'"),
        (lambda: ctc.write_dataset(MINE, "\ud800"), "path must be a path; got '\\ud800'"),
        (
            lambda: ANYTHING.write_dataset(MINE, "x", overwrite="no"),
            "overwrite must be True or False; got 'no'",
        ),
        (
            lambda: ANYTHING.serialization.to_json(MINE.cities, indent=1.5),
            "indent must be a whole number from 0 to 32, or None; got 1.5",
        ),
        (
            lambda: ANYTHING.city(misbehaving("__repr__")()),
            (
                "city must be the name, id or code of a city, as text; "
                "got Misbehaving that cannot be printed"
            ),
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_refusal_says_what_was_given(call: Callable[[], object], message: str) -> None:
    """As for any other value."""
    with pytest.raises(InvalidArgumentError) as caught:
        call()
    assert str(caught.value) == message


def test_an_odd_field_is_refused() -> None:
    """As the fields of values are checked where they are made."""
    with pytest.raises(InvalidFieldError, match=r"^City.aliases must be a tuple of str; got array"):
        attrs.evolve(MINE.cities[0], aliases=cast("Any", np.array(["a"])))


@pytest.mark.parametrize(
    ("odd", "sane"),
    [
        ({"n": np.int64(5)}, {"n": 5}),
        ({"flow": np.str_("export")}, {"flow": "export"}),
        ({"period": np.int64(2023)}, {"period": 2023}),
        ({"period": pd.Timestamp("2024-05-17")}, {"period": "2024-05"}),
        ({"cities": pd.Series(["Ningbo", "Suzhou"])}, {"cities": ["Ningbo", "Suzhou"]}),
        ({"cities": np.array(["Ningbo", "Suzhou"])}, {"cities": ["Ningbo", "Suzhou"]}),
        ({"cities": pl.Series(["Ningbo", "Suzhou"])}, {"cities": ["Ningbo", "Suzhou"]}),
        ({"cities": (name for name in ["Ningbo"])}, {"cities": "Ningbo"}),
        ({"ties": np.str_("all")}, {"ties": "all"}),
        ({"convert_to": np.str_("CNY")}, {"convert_to": "CNY"}),
    ],
    ids=lambda arguments: "-".join(
        f"{key}-{type(value).__module__}-{type(value).__name__}" for key, value in arguments.items()
    ),
)
def test_sane_values_of_other_libraries_are_taken(odd: Any, sane: Any) -> None:
    """Integers, texts, dates and columns of NumPy, pandas and Polars say what Python's own say."""
    assert ctc.top_n(**odd) == ctc.top_n(**sane)


def test_frames_take_integers_of_numpy_as_cities() -> None:
    """In a column of codes."""
    table = pl.DataFrame({"city": [3302, 3205], "value": [1, 2]})
    found = ANYTHING.frames.top_n(table, np.int64(1), cities=np.array([3302]))
    assert found.rows() == [(1, "3302", 1)]


def test_an_iterator_that_fails_on_its_way_raises_its_own_error() -> None:
    """It is the caller's code: its error says best what went wrong."""

    def names() -> Iterator[str]:
        yield "Ningbo"
        raise MisbehaviourError

    with pytest.raises(MisbehaviourError):
        ctc.top_n(cities=names())
    with pytest.raises(MisbehaviourError):
        ctc.compare(names())


# --- the command line ---------------------------------------------------------------------

TEXTS = ["", " ", "-1", "1.5", "nan", "inf", "9" * 5000, "²", "\ud800", "x\udfff", "x" * 100_000]
POSITIONS = {
    "city": "Ningbo",
    "cities": "Ningbo",
    "industry": "electronics",
    "files": "x.csv",
    "old": "2026.1",
    "new": "2026.1",
}


def options() -> Iterator[tuple[str, list[str], str]]:
    """Each command with what it needs, and the option or place that is left for an odd value."""
    for name, parser in COMMANDS.items():
        actions: list[argparse.Action] = parser._actions  # pyright: ignore[reportPrivateUsage]
        places = [one for one in actions if not one.option_strings and one.dest in POSITIONS]
        for action in actions:
            if action.nargs == 0 or not (action.option_strings or action in places):
                continue
            needed = [POSITIONS[one.dest] for one in places if one is not action]
            place = "".join(action.option_strings[:1])  # "-n5", "--city=Ningbo"
            place += "=" * place.startswith("--")
            yield f"{name} {place or action.dest}", [*name.split(), *needed], place


OPTIONS = {label: (command, place) for label, command, place in options()}


@pytest.mark.thorough
@pytest.mark.parametrize("label", OPTIONS)
def test_an_odd_word_on_the_command_line(label: str, capfd: pytest.CaptureFixture[str]) -> None:
    """It is answered, or refused in one line, with the exit code of either."""
    command, place = OPTIONS[label]
    for text in TEXTS:
        words = [*command, f"{place}{text}"] if place else [*command, "--", text]
        try:
            code = main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capfd.readouterr()
        assert code in {0, 1, 2}
        assert len(said.err.splitlines()) == (code == 2)
