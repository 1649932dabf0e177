"""What was found: in order, given whole, and known where it ships."""

from __future__ import annotations

from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities._checks.audit import audit
from china_trade_cities._checks.findings import Finding, Severity
from china_trade_cities._checks.rules import check
from china_trade_cities._tables.known_findings import KnownFinding
from china_trade_cities._tables.vintages import reader
from china_trade_cities.exceptions import InvalidFieldError
from tests.support.factories import LINYI, amount, dataset


def test_findings_are_in_order_and_errors_first() -> None:
    """Errors come first, then rules and keys in alphabetical order; nothing is named twice."""
    total = amount(5, city=LINYI)
    export = amount(6, city=LINYI, flow=ctc.Flow.EXPORT)
    found = check(dataset(records=(total, total, export), sources=()))
    names = [(finding.severity, finding.rule, finding.key) for finding in found]
    assert names == sorted(set(names))
    assert names[0][0] is Severity.ERROR


FINDING: dict[str, Any] = {
    "rule": "total-is-sum",
    "severity": Severity.ODDITY,
    "key": "linyi|2024",
    "message": "5 is not 6",
}
KNOWN: dict[str, Any] = {
    "rule": "total-is-sum",
    "key": "linyi|2024",
    "what": "5 is not 6",
    "why": "As printed.",
}


@pytest.mark.parametrize(
    ("kind", "fields"), [(Finding, FINDING), (KnownFinding, KNOWN)], ids=["new", "known"]
)
def test_a_finding_is_given_whole_and_by_name(kind: type[Any], fields: dict[str, Any]) -> None:
    """What is blank, of another type or left out is refused, each field by itself."""
    made = kind(**fields)
    assert made.identity == ("total-is-sum", "linyi|2024", "5 is not 6")
    assert made == kind(**fields)
    for field in fields:
        for wrong in (None, " ", 5):
            with pytest.raises(InvalidFieldError) as caught:
                kind(**(fields | {field: wrong}))
            assert (caught.value.model, caught.value.field) == (kind.__name__, field)
        with pytest.raises(TypeError, match=field):
            kind(**{name: value for name, value in fields.items() if name != field})
    with pytest.raises(InvalidFieldError, match="rule"):
        kind(**(fields | {"rule": "Total Is Sum"}))
    with pytest.raises(TypeError, match="positional"):
        kind(*fields.values())


@pytest.mark.thorough
def test_the_bundled_findings_are_the_known_ones() -> None:
    """No problem, no error, and no finding that is not listed, nor listed but gone."""
    report = audit(reader("2026.1"))
    assert report.is_valid
    assert (report.problems, report.errors, report.unlisted, report.vanished) == ((), (), (), ())
    assert {found.identity for found in report.findings} == {
        known.identity for known in report.known
    }
