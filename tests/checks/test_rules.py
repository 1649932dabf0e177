"""Each rule fires on a small dataset that breaks it, and is silent on one that does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities._checks.findings import Severity
from china_trade_cities._checks.rules import RULES, check
from tests.support import factories as make
from tests.support.cases import document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULE = {rule.name: rule for rule in RULES}

# --- datasets as `rules.json` writes them -----------------------------------------------------

MODELS: dict[str, type[Any]] = {
    "cities": ctc.City,
    "reference_areas": ctc.City,
    "products": ctc.Product,
    "partners": ctc.Partner,
    "industries": ctc.Industry,
    "sources": ctc.Source,
    "facts": ctc.CityFact,
    "specializations": ctc.IndustrySpecialization,
    "exchange_rates": ctc.ExchangeRate,
    "records": ctc.TradeRecord,
    "reference_records": ctc.TradeRecord,
}
READ: dict[str, Callable[[Any], Any]] = {
    "flow": ctc.Flow,
    "currency": ctc.Currency,
    "status": ctc.Status,
    "basis": ctc.Basis,
    "share_of": ctc.ShareOf,
    "level": ctc.Level,
    "region": ctc.Region,
    "period": ctc.Period.parse,
    "cny_per_unit": Decimal,
}
REFERENCES = {"city", "source", "corroborated_by", "product", "partner", "parent"}
# What an id means: what the small dataset holds, and what the file says first.
BY_ID: dict[str, Any] = {
    known.id: known
    for table in MODELS
    for known in getattr(make.SMALL, table)
    if hasattr(known, "id")
}


def read(field: str, value: Any) -> Any:
    """A field as a model holds it."""
    if isinstance(value, list):
        return tuple(read(field, each) for each in cast("list[object]", value))
    if field in REFERENCES:
        return BY_ID[value] if isinstance(value, str) else made(ctc.City, value)
    return READ[field](value) if field in READ else value


def made(model: type[Any], given: str | dict[str, Any]) -> Any:
    """An object by its id, or by the fields that differ from another or from the usual ones.

    A record is of Linyi unless it says otherwise.
    """
    if isinstance(given, str):
        return BY_ID[given]
    fields = {name: read(name, value) for name, value in given.items() if name != "like"}
    if "like" in given:
        return attrs.evolve(BY_ID[given["like"]], **fields)
    of_linyi = {"city": make.LINYI} if model is ctc.TradeRecord else {}
    return make.make(model, **(of_linyi | fields))


def entries(table: str, given: dict[str, Any] | str) -> list[Any]:
    """An entry of a table; ``months`` stands for so many cities with a figure of each."""
    if isinstance(given, str) or "months" not in given:
        return [made(MODELS[table], given)]
    periods = [month for month, cities in given["months"].items() for _ in range(cities)]
    source = given.get("source", "gazette")
    return [
        make.amount(
            100,
            city=make.city(id=f"city-{at}"),
            period=read("period", period),
            source=BY_ID[source],
        )
        for at, period in enumerate(periods)
    ]


def tables(case: dict[str, Any]) -> dict[str, Any]:
    """The tables of a case, all others being those of the small dataset."""
    return {
        table: tuple(entry for given in case[table] for entry in entries(table, given))
        for table in MODELS
        if table in case
    }


CASES: dict[str, Any] = document(__file__, "rules.json")
for _table, _given in CASES["known"].items():
    for _each in _given:
        BY_ID[_each["id"]] = made(MODELS[_table], _each)

# What the small world breaks: two sources disagree on Weifang, and its growth is not the ratio.
UNSOUND = ("sources-agree", "growth-from-levels", "base-is-not-revised")


def cases(kind: str) -> Iterator[Any]:
    """The cases that break their rule, or those that come close, by rule and number."""
    for rule, held in CASES["rules"].items():
        usual: list[dict[str, Any]] = [] if kind == "broken" or rule in UNSOUND else [{}]
        for number, case in enumerate([*usual, *held[kind]]):
            yield pytest.param(rule, case, id=f"{rule}-{number}")


@pytest.mark.parametrize(("rule", "case"), list(cases("broken")))
def test_a_rule_fires(rule: str, case: dict[str, Any]) -> None:
    """What is broken is found, once, under a key that names it, with the numbers."""
    found = check(make.dataset(**tables(case)), [RULE[rule]])
    assert [finding.message for finding in found if finding.key == case["key"]] == [case["message"]]


@pytest.mark.parametrize(("rule", "case"), list(cases("sound")))
def test_a_rule_is_silent(rule: str, case: dict[str, Any]) -> None:
    """What is sound is left alone, however close to the limit."""
    assert check(make.dataset(**tables(case)), [RULE[rule]]) == ()


def test_every_rule_is_tried() -> None:
    """No rule without a dataset that breaks it, and each says in a sentence what holds."""
    assert {rule for rule, held in CASES["rules"].items() if held["broken"]} == set(RULE)
    assert all(rule.sentence.endswith(".") for rule in RULES)


def test_the_page_on_checks_lists_every_rule() -> None:
    """Each rule stands in docs/checks.md, with its sentence, errors apart from oddities."""
    page = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    errors, oddities = page.split("## Oddities")
    for part, severity in ((errors, Severity.ERROR), (oddities, Severity.ODDITY)):
        listed = [line for line in part.splitlines() if line.startswith("| `")]
        assert listed == [
            f"| `{rule.name}` | {rule.sentence} |" for rule in RULES if rule.severity is severity
        ]
