"""Runs tests against mutants, each in a process of its own, forked from one that is ready to run.

What a function does is changed in a process that has imported the module and collected the tests.
What runs on import, or while the tests are collected, is tried in one that imports the mutant anew.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from tempfile import TemporaryFile
from time import process_time
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import pytest
from attrs import frozen
from coverage import Coverage
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from mutants import Mutant

ROOT = Path(__file__).parents[2]
T = TypeVar("T")
Outcome: TypeAlias = Literal["killed", "survived", "timed out"]

# Examples are the same each time, and none is made smaller: that it fails is enough.
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=10,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
_OPTIONS = (
    *("-x", "-q", "--no-header", "--tb=no", "-o", "addopts=", "-p", "no:xdist"),
    *("-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=none"),
    *("-m", "not thorough and not spark and not docs and not browser"),
    *("--hypothesis-profile", "mutation", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
_FEW = 20  # tests
_MEMORY = 8 * 2**30


@frozen(kw_only=True)
class Subject:
    """A module and its tests.

    Attributes:
        name: What it is imported by.
        path: Its file.
        tests: What pytest is told to run.
    """

    name: str
    path: Path
    tests: tuple[str, ...]


@frozen(kw_only=True)
class Baseline:
    """What the tests do to a module without a fault.

    Attributes:
        seconds: Processor time of each test.
        lines: Which tests run a line.
        libraries: Modules to load beforehand: all that the tests need and that are not ours.
        total: Processor time of all, with collecting them.
    """

    seconds: dict[str, float]
    lines: dict[int, set[str]]
    libraries: tuple[str, ...]
    total: float

    @property
    def patience(self) -> int:
        """After how many seconds of processor time a mutant has run out of time."""
        return 10 + 4 * int(self.total)

    def limit(self, item: pytest.Item) -> None:
        """Ends this process where a test takes much longer than it should."""
        signal.setitimer(signal.ITIMER_PROF, 2 + 5 * self.seconds.get(item.nodeid, 0))

    def order(self, mutant: Mutant) -> list[str]:
        """The tests that run what the mutant changes, the fastest first.

        Where few do, or importing does, all others follow: what is computed once may be kept.
        """
        running = self.running(mutant)
        together: dict[str, list[str]] = {}
        for test in self.seconds:
            # The examples of one document need those before them.
            together.setdefault(test.partition("::line:")[0], []).append(test)

        def place(tests: list[str]) -> tuple[bool, float]:
            return running.isdisjoint(tests), sum(self.seconds[test] for test in tests)

        ordered = [test for tests in sorted(together.values(), key=place) for test in tests]
        if len(running) < _FEW or "" in running:
            return ordered
        last = max(number for number, test in enumerate(ordered) if test in running)
        return ordered[: last + 1]

    def running(self, mutant: Mutant) -> set[str]:
        """The tests that run what the mutant changes; a blank one stands for their imports."""
        touched = range(mutant.first_line, mutant.last_line + 1)
        return set[str]().union(*(self.lines.get(line, ()) for line in touched))


def baseline(subject: Subject) -> Baseline:
    """Runs the tests on the module as it is; they must pass."""

    def run() -> Baseline:
        path = str(subject.path)
        coverage = Coverage(data_file=None, config_file=False, include=[path])
        watch = _Watch(coverage)
        before = process_time()
        with coverage.collect():
            status = _pytest(subject.tests, watch)
        if status:
            message = f"the tests of {subject.name} fail without a fault: pytest returned {status}"
            raise RuntimeError(message)
        contexts = coverage.get_data().contexts_by_lineno(path)
        return Baseline(
            seconds=watch.seconds,
            lines={line: set(tests) for line, tests in contexts.items()},
            libraries=tuple(name for name, it in sorted(sys.modules.items()) if not _ours(it)),
            total=process_time() - before,
        )

    return _answer(run, quiet=False)


def _answer(work: Callable[[], T], *, quiet: bool) -> T:
    """What the work returns in a process of its own."""
    with TemporaryFile() as file:

        def child() -> int:
            try:
                pickle.dump(work(), file)
            except Exception:  # noqa: BLE001 - told and passed on as a status
                traceback.print_exc()
                return 1
            file.flush()
            return 0

        if _forked(child, seconds=36_000, quiet=quiet) != 0:
            sys.exit("the tests could not be run")
        file.seek(0)
        result: T = pickle.load(file)  # noqa: S301 - our own process wrote it
    return result


def prepare(libraries: Sequence[str]) -> None:
    """Loads what every trial needs, once."""
    for name in libraries:
        with suppress(Exception):
            import_module(name)
    _settle()


def _settle() -> None:
    """Lets forked processes share what there is, and collect garbage seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


def trials(subject: Subject, made: Iterable[Mutant], known: Baseline) -> dict[int, Outcome]:
    """What became of each mutant, by its number."""
    outcomes: dict[int, Outcome] = {}
    within = [mutant for mutant in made if not mutant.on_import]

    def patched() -> dict[int, Outcome]:
        found: dict[int, Outcome] = {}
        _pytest(subject.tests, _Patching(subject, within, known, found))
        return found

    if within:
        outcomes |= _answer(patched, quiet=True)
    for mutant in made:
        imported = mutant.on_import or "" in known.running(mutant)
        if imported and outcomes.get(mutant.number, "survived") == "survived":
            outcomes[mutant.number] = trial(subject, mutant, known)
    return outcomes


def trial(subject: Subject, mutant: Mutant, known: Baseline) -> Outcome:
    """Whether a test finds the fault, the mutant imported anew."""

    def child() -> int:
        return _pytest(subject.tests, _Afresh(subject, mutant, known))

    return _outcome(_forked(child, seconds=known.patience, quiet=True))


def _outcome(status: int | None) -> Outcome:
    if status is None:
        return "timed out"
    return "killed" if status else "survived"


def _pytest(tests: Sequence[str], plugin: object) -> int:
    return int(pytest.main([*_OPTIONS, *tests], plugins=[plugin]))


class _Watch:
    """Notes for each test how long it takes and which lines it runs."""

    def __init__(self, coverage: Coverage) -> None:
        self.seconds: dict[str, float] = {}
        self._coverage = coverage

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._coverage.switch_context(item.nodeid)
        before = process_time()
        result = yield
        self.seconds[item.nodeid] = process_time() - before
        self._coverage.switch_context("")
        return result


class _Patching:
    """Tries mutants one after the other, instead of running the tests that were collected."""

    def __init__(
        self,
        subject: Subject,
        made: Sequence[Mutant],
        known: Baseline,
        found: dict[int, Outcome],
    ) -> None:
        self._subject, self._made, self._known, self._found = subject, made, known, found

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = [it for it in gc.get_objects() if isinstance(it, FunctionType)]
        live = [it for it in functions if it.__module__ == self._subject.name]
        before = _codes(compile(self._made[0].before, "", "exec"))
        _settle()
        for mutant in self._made:
            after = _codes(compile(mutant.after, str(self._subject.path), "exec"))
            changed = {place: it for place, it in after.items() if it != before.get(place)}
            queue = [items[test] for test in self._known.order(mutant)]

            def child(
                changed: dict[_Place, CodeType] = changed, queue: list[pytest.Item] = queue
            ) -> int:
                for function in live:
                    code = changed.get(_place(function.__code__))
                    if code and code.co_freevars == function.__code__.co_freevars:
                        function.__code__ = code
                for item, following in zip(queue, [*queue[1:], None], strict=True):
                    self._known.limit(item)
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                    if session.testsfailed:
                        return 1
                return 0

            status = _forked(child, seconds=self._known.patience, quiet=True)
            self._found[mutant.number] = _outcome(status)
        return True


# Where the code of a function is: its name, with all around it, and its first line.
_Place: TypeAlias = "tuple[str, int]"


def _place(code: CodeType) -> _Place:
    return (code.co_qualname, code.co_firstlineno)


def _codes(code: CodeType) -> dict[_Place, CodeType]:
    """All code in a module, by its place."""
    inside = [it for it in code.co_consts if isinstance(it, CodeType)]
    return {_place(it): it for it in inside} | {
        place: it for part in inside for place, it in _codes(part).items()
    }


class _Afresh:
    """Imports a mutant, and runs the tests in the order that is best for it."""

    def __init__(self, subject: Subject, mutant: Mutant, known: Baseline) -> None:
        self._finder = _MutantFinder(subject, mutant.after)
        self._places = {test: place for place, test in enumerate(known.order(mutant))}
        self._known = known

    def pytest_sessionstart(self) -> None:
        sys.meta_path.insert(0, self._finder)  # before pytest's own, which rewrites assertions

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._places.get(item.nodeid, len(self._places)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        self._known.limit(item)


class _MutantFinder(MetaPathFinder):
    """Finds the mutant where the module is looked for."""

    def __init__(self, subject: Subject, source: str) -> None:
        self._subject = subject
        self._loader = _MutantLoader(subject.name, str(subject.path))
        self._loader.source = source

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        del path, target
        if fullname != self._subject.name:
            return None
        return spec_from_file_location(fullname, self._subject.path, loader=self._loader)


class _MutantLoader(SourceFileLoader):
    source = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.get_filename(fullname), "exec")


def _ours(module: ModuleType) -> bool:
    """Whether a module can see the mutant, so that each trial has to load it anew."""
    path = getattr(module, "__file__", None)
    if path is None:  # built into Python, or a folder
        return module.__name__ not in sys.builtin_module_names
    folders = (ROOT / "src", ROOT / "tests", ROOT / "conftest.py")
    return path.startswith(tuple(map(str, folders))) or module.__name__ == "__main__"


def _forked(work: Callable[[], int], *, seconds: int, quiet: bool) -> int | None:
    """The exit status of the work in a process of its own; None where it took too long."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 3
        with suppress(BaseException):
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            if quiet:
                resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
                nowhere = os.open(os.devnull, os.O_RDWR)
                for stream in range(3):
                    os.dup2(nowhere, stream)
            status = work()
        os._exit(status)
    with _alarm(10 * seconds):
        try:
            _, waited = os.waitpid(child, 0)
        except TimeoutError:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # whatever the tests started and left behind
    if os.WIFSIGNALED(waited):
        slow = os.WTERMSIG(waited) in {signal.SIGPROF, signal.SIGXCPU, signal.SIGKILL}
        return None if slow else 1
    return os.WEXITSTATUS(waited)


@contextmanager
def _alarm(seconds: int) -> Generator[None, None, None]:
    def late(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
