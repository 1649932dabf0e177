"""Errors: caught by one root or a base from the standard library, with facts as attributes."""

from __future__ import annotations

from typing import assert_type

import china_trade_cities as ctc
from china_trade_cities import exceptions


def facts_of_errors() -> None:
    """Each `except` knows what its error tells."""
    try:
        ctc.city("Taizhou")
    except exceptions.AmbiguousCityError as error:
        assert_type(error.query, str)
        first = error.candidates[0]
        assert_type(
            (first.id, first.name, first.name_zh, first.province), tuple[str, str, str, str]
        )
        assert_type(error.candidate_ids, tuple[str, ...])
    except exceptions.CityNotFoundError as error:
        assert_type(error.suggestions, tuple[str, ...])
        error.candidates  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
    except exceptions.InvalidArgumentError as error:
        assert_type(error.argument, str)
        assert_type(error.value, object)
        assert_type(error.allowed, str)
    except exceptions.InvalidFieldError as error:
        assert_type((error.model, error.field), tuple[str, str])
    except exceptions.DatasetError as error:
        assert_type(error.problems, tuple[exceptions.Problem, ...])
        assert_type(error.problems[0].line, int | None)
        assert_type(error.problems[0].value, object)
    except exceptions.IncomparableRecordsError as error:
        assert_type(error.mixed, dict[str, tuple[str, ...]])
        assert_type(error.reasons, dict[str, str])
    except exceptions.MissingExtraError as error:
        assert_type(error.extra, str)


def bases_of_errors(
    city: exceptions.CityNotFoundError,
    argument: exceptions.InvalidPeriodError,
    extra: exceptions.MissingExtraError,
) -> tuple[LookupError, ValueError, ImportError, list[exceptions.ChinaTradeCitiesError]]:
    """Nobody needs to know our classes to catch them."""
    return city, argument, extra, [city, argument, extra]


def no_other_base(city: exceptions.CityNotFoundError) -> ValueError:
    """A name that is not found is no wrong value."""
    return city  # type: ignore[return-value]  # pyright: ignore[reportReturnType]
