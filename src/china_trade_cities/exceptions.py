"""Every error that this library raises on purpose.

One root, `ChinaTradeCitiesError`, catches them all; each class also has a base from the standard
library, so that ``except LookupError`` and ``except ValueError`` work as expected.
The facts of an error are attributes; its text says what must be there, and what was found.

Examples:
    >>> import china_trade_cities as ctc
    >>> try:
    ...     ctc.city("Taizhou")
    ... except ctc.exceptions.AmbiguousCityError as error:
    ...     [candidate.id for candidate in error.candidates]
    ['taizhou-jiangsu', 'taizhou-zhejiang']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ForwardRef, Protocol

from china_trade_cities._printable import printable

if TYPE_CHECKING:
    from china_trade_cities._problem import Problem
    from china_trade_cities._problem import Problem as SomeProblem
else:  # `Problem` itself is found by `__getattr__`, below
    SomeProblem = ForwardRef("__getattr__('Problem')")


class CandidateCity(Protocol):
    """What errors need of a `City`, whose class is not known here."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def province(self) -> str: ...


class CityWithoutFigure(Protocol):
    """Likewise of a `MissingCity`."""

    @property
    def city(self) -> CandidateCity: ...
    @property
    def reason(self) -> str: ...
    @property
    def amount(self) -> int | None: ...


__all__ = [
    "AmbiguousCityError",
    "AmbiguousNameError",
    "ChinaTradeCitiesError",
    "CityNotFoundError",
    "DatasetError",
    "IncomparableRecordsError",
    "IncompleteCoverageError",
    "IndustryNotFoundError",
    "InvalidArgumentError",
    "InvalidFieldError",
    "InvalidPeriodError",
    "MissingExtraError",
    "NameNotFoundError",
    "PartnerNotFoundError",
    "Problem",
    "ProductNotFoundError",
    "ScopeNotFoundError",
    "SourceNotFoundError",
    "VersionNotFoundError",
]


def _shown(value: object) -> str:
    """A value as it would be typed, cut short where it is long."""
    try:
        if isinstance(value, str) and len(value) > 100:
            return f"{value[:100]!r}…"
        text = repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or lists in lists
        text = f"{type(value).__name__} too long to print"
    except Exception:  # noqa: BLE001 - whatever it raises, the error to be read is another one
        text = f"{type(value).__name__} that cannot be printed"
    return f"{text[:100]}…" if len(text) > 102 else text


class ChinaTradeCitiesError(Exception):
    """Root of all errors of this library."""


class InvalidArgumentError(ChinaTradeCitiesError, ValueError):
    """An argument of a function has a value that it cannot take.

    Attributes:
        argument: Name of the argument.
        value: What was given.
        allowed: What it must be, in words.
    """

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(argument, value, allowed)
        self.argument = argument
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.argument} must be {self.allowed}; got {_shown(self.value)}"


class InvalidPeriodError(InvalidArgumentError):
    """A text, number or date cannot be read as a period of whole calendar months."""


class InvalidFieldError(ChinaTradeCitiesError, ValueError):
    """A value object was given a field that it cannot hold.

    Attributes:
        model: Name of the class.
        field: Name of the field.
        value: What was given.
        allowed: What it must be, in words.
    """

    def __init__(self, model: str, field: str, value: object, allowed: str) -> None:
        super().__init__(model, field, value, allowed)
        self.model = model
        self.field = field
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.model}.{self.field} must be {self.allowed}; got {_shown(self.value)}"


class NameNotFoundError(ChinaTradeCitiesError, LookupError):
    """Nothing in the dataset has this name.

    Attributes:
        query: What was asked for.
        suggestions: Names near in meaning, or else spelled alike, best first; none is chosen.
    """

    kind = "name"
    _listed_in = ""

    def __init__(self, query: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(query, tuple(suggestions))
        self.query = query
        self.suggestions: tuple[str, ...] = tuple(suggestions)

    def __str__(self) -> str:
        names = printable(" or ".join(self.suggestions))
        near = f"did you mean {names}? " if names else ""
        listed = f"Dataset.{self._listed_in} lists all" if self._listed_in else ""
        hint = f"; {near}{listed}".rstrip() if near or listed else ""
        return f"no {self.kind} is called {_shown(self.query)} in this dataset{hint}"


class CityNotFoundError(NameNotFoundError):
    """No city has this id, name, code or alias."""

    kind = "city"
    _listed_in = "cities"


class IndustryNotFoundError(NameNotFoundError):
    """No industry has this id, name, alias or ISIC code."""

    kind = "industry"
    _listed_in = "industries"


class ProductNotFoundError(NameNotFoundError):
    """No product group has this id, name, alias or HS code."""

    kind = "product"
    _listed_in = "products"


class PartnerNotFoundError(NameNotFoundError):
    """No partner economy, bloc or region has this id, name, alias or ISO code."""

    kind = "partner"
    _listed_in = "partners"


class ScopeNotFoundError(NameNotFoundError):
    """No scope of published ranks has this id or name."""

    kind = "ranking scope"
    _listed_in = "ranking_scopes"


class SourceNotFoundError(NameNotFoundError):
    """No source has this id."""

    kind = "source"
    _listed_in = "sources"


class VersionNotFoundError(NameNotFoundError):
    """No vintage of the bundled data has this version; `suggestions` lists those there are."""

    kind = "bundled vintage"

    def __str__(self) -> str:
        return f"no bundled vintage {_shown(self.query)}; there is {', '.join(self.suggestions)}"


class AmbiguousNameError(ChinaTradeCitiesError, LookupError):
    """A name has more than one meaning, and nothing decides which.

    Attributes:
        query: What was asked for.
        candidate_ids: Ids of all that it may mean; asking by id is always clear.
    """

    def __init__(self, query: str, candidate_ids: Sequence[str]) -> None:
        super().__init__(query, tuple(candidate_ids))
        self.query = query
        self.candidate_ids: tuple[str, ...] = tuple(candidate_ids)

    def __str__(self) -> str:
        return f"{_shown(self.query)} may mean {' or '.join(self.candidate_ids)}: ask by id"


class AmbiguousCityError(AmbiguousNameError):
    """Several cities share this name.

    Attributes:
        query: What was asked for.
        candidates: The cities it may mean, in order of their ids.
        candidate_ids: Their ids; asking by id is always clear.
    """

    def __init__(self, query: str, candidates: Sequence[CandidateCity]) -> None:
        super().__init__(query, [candidate.id for candidate in candidates])
        self.candidates: tuple[CandidateCity, ...] = tuple(candidates)
        # What pickle calls the class with.
        self.args: tuple[Any, ...] = (query, self.candidates)

    def __str__(self) -> str:
        choices = " or ".join(
            f"{city.name_zh} ({city.province}, id {city.id!r})" for city in self.candidates
        )
        return (
            f"{_shown(self.query)} may mean {printable(choices)}: ask by id, Chinese name or code"
        )


class IncomparableRecordsError(ChinaTradeCitiesError, ValueError):
    """Rows of a frame must not be added up or ranked together.

    Attributes:
        mixed: What each column holds that does not go together: by name of the part that the
            column plays (``"currency"``), the values.
        reasons: Why these do not go together, by the same names.
    """

    def __init__(self, mixed: Mapping[str, Sequence[str]], reasons: Mapping[str, str]) -> None:
        self.mixed: dict[str, tuple[str, ...]] = {
            part: tuple(values) for part, values in mixed.items()
        }
        self.reasons: dict[str, str] = dict(reasons)
        super().__init__(self.mixed, self.reasons)

    def __str__(self) -> str:
        faults = [
            f"{part}: {reason} ({_few(self.mixed[part])})" for part, reason in self.reasons.items()
        ]
        return (
            f"rows must not be added or ranked together: {'; '.join(faults)}; choose the rows, or "
            f"let it pass with waive={tuple(self.reasons)!r}"
        )


def _few(values: Sequence[str]) -> str:
    """The first of some values, and how many more there are."""
    shown = ", ".join(map(_shown, values[:5]))
    return f"{shown} and {len(values) - 5} more" if len(values) > 5 else shown


class IncompleteCoverageError(ChinaTradeCitiesError, ValueError):
    """Too many cities have no figure for what is computed of all of them together.

    Attributes:
        asked: What was asked for, in words.
        coverage: What part of the trade of all cities those with a figure hold, by the nearest
            known amounts of the others; None where too little is known of these.
        min_coverage: What part they must hold.
        counted: How many cities have a figure.
        missing: The others (`MissingCity`), largest first.
        largest: The largest of them in words, with about how much they trade.
        nearest: The nearest spans (`Period`) in which cities with this part have a figure, with
            the number of cities, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> try:
        ...     ctc.concentration(period=2025)
        ... except ctc.exceptions.IncompleteCoverageError as error:
        ...     print(error.counted, f"{error.coverage:.2f}", error.missing[0].city.name)
        ...     print(next(iter(error.nearest)))
        19 0.41 Beijing
        2024
    """

    def __init__(  # noqa: PLR0917 - pickle calls it with all of them in order
        self,
        asked: str,
        coverage: float | None,
        min_coverage: float,
        counted: int,
        missing: Sequence[CityWithoutFigure],
        largest: str,
        nearest: Mapping[Any, int],
    ) -> None:
        self.asked = asked
        self.coverage = coverage
        self.min_coverage = min_coverage
        self.counted = counted
        self.missing: tuple[CityWithoutFigure, ...] = tuple(missing)
        self.largest = largest
        self.nearest: dict[Any, int] = dict(nearest)
        super().__init__(
            asked, coverage, min_coverage, counted, self.missing, largest, self.nearest
        )

    def __str__(self) -> str:
        # Cut, not rounded: 79.9 % must not read as 80.
        part = "an unknown part (too little is known of the others)"
        if self.coverage is not None:
            part = f"{int(100 * self.coverage)} %"
        spans = ", ".join(
            f"{period} ({number} {'city' if number == 1 else 'cities'})"
            for period, number in self.nearest.items()
        )
        return (
            f"coverage must be at least {100 * self.min_coverage:g} % for {self.asked}; got {part} "
            f"from {self.counted} of {self.counted + len(self.missing)} cities; missing: "
            f"{self.largest}; {f'nearest periods with enough: {spans}; ' if spans else ''}"
            "min_coverage=0 counts those there are"
        )


class DatasetError(ChinaTradeCitiesError, ValueError):
    """Tables do not make a sound dataset, or a document is not what it should be.

    Attributes:
        problems: All that was found, in order of file and line, or as the document goes.
    """

    def __init__(self, problems: Sequence[SomeProblem]) -> None:
        super().__init__(tuple(problems))
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        place = "document" if any(problem.path for problem in self.problems) else "dataset"
        return "\n".join([f"{head} in the {place}", *(f"  {problem}" for problem in self.problems)])


class MissingExtraError(ChinaTradeCitiesError, ImportError):
    """A package that only part of this library needs is not installed.

    Attributes:
        task: What it is needed for.
        package: The package.
        extra: The extra of this library that installs it.
    """

    def __init__(self, task: str, package: str, extra: str) -> None:
        super().__init__(task, package, extra)
        self.task = task
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f"{self.task} needs {self.package}: python -m pip install "
            f"'china-trade-cities[{self.extra}]'"
        )


if not TYPE_CHECKING:  # a type checker would take any name at all to be there

    def __getattr__(name: str) -> object:
        if name != "Problem":  # a class of attrs, which a first answer need not wait for
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from china_trade_cities._problem import Problem

        return Problem
