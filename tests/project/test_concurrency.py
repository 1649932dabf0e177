"""First use from many threads at once, from other processes and from subinterpreters."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from tests.support.factories import VINTAGE, WEIFANG, dataset
from tests.support.values import SPAN

if TYPE_CHECKING:
    from collections.abc import Callable

import json
import os
import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

TABLES = (
    "info",
    "cities",
    "reference_areas",
    "specializations",
    "industries",
    "products",
    "partners",
    "sources",
    "ranking_scopes",
    "published_ranks",
    "facts",
    "exchange_rates",
)

# Not even the package is imported when the threads start, and they switch as often as they can.
_THREADS = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

sys.setswitchinterval(1e-5)
barrier = Barrier(32)
tables = sys.argv[1:]


def ask(number):
    barrier.wait()
    import china_trade_cities as ctc

    dataset = ctc.load_dataset()
    # Each begins with another table, so that half-filled ones are met.
    turned = tables[number % len(tables) :] + tables[: number % len(tables)]
    held = {name: id(getattr(dataset, name)) for name in turned}
    ranking = ctc.top_n(10)
    answers = (
        [(entry.rank, entry.city.id, entry.value) for entry in ranking],
        [city.id for city in (dataset.city("泰州"), ctc.city("CNSHA"), ctc.city("Xi'an"))],
        [found.city.id for found in ctc.by_specialization("electronics")],
        [(entry.city.id, entry.growth) for entry in ctc.growth_leaders(5, method="computed")],
        [len(getattr(dataset, name)) for name in tables if name != "info"],
    )
    return id(dataset), held, [id(entry.city) for entry in ranking], answers


with ThreadPoolExecutor(32) as pool:
    found = list(pool.map(ask, range(32)))
print(json.dumps([found[0][3], [answers == found[0] for answers in found]]))
"""


def test_the_first_use_from_32_threads() -> None:
    """One dataset, whose tables and cities are the same objects to all; one right answer."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _THREADS, *TABLES],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers, same = json.loads(done.stdout)
    assert same == [True] * 32
    expected: list[Any] = [
        [[entry.rank, entry.city.id, entry.value] for entry in ctc.top_n(10)],
        ["taizhou-jiangsu", "shanghai", "xian"],
        [found.city.id for found in ctc.by_specialization("electronics")],
        [[entry.city.id, entry.growth] for entry in ctc.growth_leaders(5, method="computed")],
        [len(getattr(VINTAGE, name)) for name in TABLES if name != "info"],
    ]
    assert answers == expected


def test_a_pool_of_processes() -> None:
    """Questions go to processes that begin with nothing; answers come back equal."""
    mine = dataset()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        ranking = pool.submit(ctc.top_n, 5)
        loaded = pool.submit(ctc.load_dataset, "2026.1")
        found = pool.submit(ctc.profile, WEIFANG, dataset=mine)
        wrong = pool.submit(ctc.city, "Taizhou")
        assert ranking.result() == ctc.top_n(5)
        # The bundled data are not sent: they are read where they are asked for.
        assert loaded.result() is VINTAGE
        assert found.result() == ctc.profile(WEIFANG, dataset=mine)
        error = wrong.exception()
    assert isinstance(error, ctc.exceptions.AmbiguousCityError)
    assert [city.id for city in error.candidates] == ["taizhou-jiangsu", "taizhou-zhejiang"]


def test_what_a_process_is_sent() -> None:
    """Of a bundled vintage its name, of a dataset of one's own all of it."""
    assert len(pickle.dumps(VINTAGE)) < 100
    mine = dataset()
    assert pickle.loads(pickle.dumps(mine)) == mine  # noqa: S301


_SUBINTERPRETER = """
import sys
import china_trade_cities as ctc

if sys.version_info >= (3, 13):
    import _interpreters as interpreters

    run = interpreters.exec
else:
    import _xxsubinterpreters as interpreters

    run = interpreters.run_string
code = '''
import os, sys
sys.path[:] = {!r}
import china_trade_cities as ctc
assert ctc.profile("Ningbo").city is ctc.city("宁波市")
answer = [(entry.city.id, entry.value, entry.record.source.id) for entry in ctc.top_n(5)]
os.write(1, repr(answer).encode())
'''.format(sys.path)
ctc.top_n(5)
failed = run(interpreters.create(), code)
assert failed is None, failed
"""


def test_a_subinterpreter() -> None:
    """The core needs no module that only the main interpreter can load."""
    # What measures coverage is such a module.
    around = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", _SUBINTERPRETER],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**around, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    expected = [(entry.city.id, entry.value, entry.record.source.id) for entry in ctc.top_n(5)]
    assert done.stdout == repr(expected)


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
