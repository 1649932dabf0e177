"""The models: what each field holds and refuses, and what follows from the fields."""

from __future__ import annotations

from ast import literal_eval
from datetime import date
from decimal import Decimal
from enum import EnumMeta
from math import inf, nan
from typing import Any, NamedTuple

import attrs
import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidFieldError
from tests.support.cases import document, table
from tests.support.factories import FACTORIES, amount, city, make, record, required, source

MODELS = [model for model in FACTORIES if model is not ctc.Period]  # it has tests of its own


def title(value: object) -> str:
    """How a value is called in the name of a test."""
    return value.__name__ if isinstance(value, type) else repr(value)[:60]


class Rule(NamedTuple):
    """What a field may hold, in the words of its error, and values that it may not."""

    allowed: str
    refused: tuple[Any, ...]


class Scalar(float):
    """A number that shows its type, as those of NumPy do."""

    def __repr__(self) -> str:
        return f"Scalar({float(self)!r})"


HUGE = 10**400
NO_NUMBERS = (nan, inf, -inf, "1", True, False, Decimal(1), 1j, HUGE, Scalar(1e-5))
# What a field of a rule may not hold besides what the file of rules lists.
ODD: dict[str, tuple[Any, ...]] = {
    "slug": (b"hong-kong", ("a",)),
    "text": (b"x",),
    "optional text": (b"x",),
    "partial date": (date(2024, 5, 17),),
    "texts": ({"a"}, ("a", 7), (None,), (b"a",)),
    "sources": (("gazette",), [source()], source(), (None,)),
    "optional year": (nan,),
    "positive": (Decimal(1),),
    "price": tuple(map(Decimal, ("0", "-7.1", "NaN", "Infinity", "sNaN"))),
    "amount": (Decimal(351), nan, inf),
    "optional count": (nan,),
}
RULES = {
    name: Rule(rule["allowed"], (*rule["refused"], *ODD.get(name, ())))
    for name, rule in document(__file__, "rules.json").items()
}


def rule_of(words: str) -> Rule:
    """A rule of the file, an instance of a class, a number between two bounds, or either or None.

    The text that names a member is not an instance.
    """
    if words in RULES:
        return RULES[words]
    if " to " in words:
        low, high = map(float, words.split(" to "))
        return Rule(
            f"a finite number from {words}, or None",
            (low - 1, low - 0.1, high + 0.0001, high + 1, *NO_NUMBERS),
        )
    kind = getattr(ctc, words.removesuffix(" or None"))
    if words.endswith(" or None"):
        return Rule(words, ("", "eastern", "CNY", 0, False, kind))
    return Rule(f"an instance of {words}", (None, "", "official", "total", 1, kind))


def default(cell: str) -> object:
    """A default as the table of fields writes it."""
    kind, _, member = cell.partition(".")
    return getattr(ctc, kind)[member] if member else literal_eval(cell)


ROWS = table(__file__, "fields.csv")
FIELDS = {
    model: {row["field"]: row["rule"] for row in ROWS if row["model"] == model.__name__}
    for model in MODELS
}
OPTIONAL = {
    model: {
        row["field"]: default(row["default"])
        for row in ROWS
        if row["model"] == model.__name__ and row["default"]
    }
    for model in MODELS
}
REFUSALS = [
    pytest.param(model, name, value, rule.allowed, id=f"{model.__name__}.{name}={title(value)}")
    for model, rules in FIELDS.items()
    for name, rule in ((name, rule_of(words)) for name, words in rules.items())
    for value in rule.refused
]


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_no_field_goes_unchecked(model: type[Any]) -> None:
    """The table of fields lists every field of every model."""
    assert [field.name for field in attrs.fields(model)] == list(FIELDS[model])


@pytest.mark.parametrize(("model", "name", "value", "allowed"), REFUSALS)
def test_a_field_refuses_what_it_cannot_hold(
    model: type[Any], name: str, value: Any, allowed: str
) -> None:
    """The error says class, field, the very value that was given, and what it must be."""
    with pytest.raises(InvalidFieldError) as caught:
        make(model, **{name: value})
    error = caught.value
    assert (error.model, error.field, error.allowed) == (model.__name__, name, allowed)
    assert error.value is value
    shown = repr(value) if value is not HUGE else f"1{'0' * 99}…"
    assert str(error) == f"{model.__name__}.{name} must be {allowed}; got {shown}"


CNY = ctc.Currency.CNY
ACCEPTED: list[tuple[type[Any], str, tuple[Any, ...]]] = [
    (ctc.Source, "id", ("a", "7", "a-1", "hong-kong", "21st-century-2024-12-01")),
    (ctc.Source, "title", ("x", " x ", "同比增长7.4%!")),
    (ctc.Source, "published", ("2024", "2024-05", "2024-12-31", "2024-02-29", "1999-01-01")),
    (ctc.Source, "seen_at", ("2026-11-21", None)),
    (ctc.City, "parent", (None, city(id="luoyang"))),
    (ctc.City, "latitude", (-90, 90, 0, 36.1, -0.0)),
    (ctc.City, "longitude", (-180, 180.0, 114.4)),
    (ctc.City, "population", (0, 1, 10**10)),
    (ctc.City, "aliases", ((), ("Changte",), ("a", "b"))),
    (ctc.City, "other_un_locodes", (("CNAYN", "CNAYG"),)),
    (ctc.Product, "codes", (("0105", "850760"),)),
    (ctc.Product, "parent", (None, make(ctc.Product, id="goods"))),
    (ctc.TradeRecord, "growth", (-100, -100.0, 0, 0.0, 14.5, 1e9, -1e9)),
    (ctc.TradeRecord, "growth_dash", (True, False)),
    (ctc.TradeRecord, "rounded_to", (1, 3, 10**12)),
    (ctc.TradeRecord, "unit_multiplier", (0, 4, 8)),
    (ctc.TradeRecord, "corroborated_by", ((), (source(id="herald"), source(id="echo")))),
    (ctc.Industry, "isic", (("26", "2610"),)),
    (ctc.IndustrySpecialization, "year", (None, 1000, 2024)),
    (ctc.PublishedRank, "rank", (1, 100)),
    (ctc.PublishedRank, "score", (None, Decimal("81.50"), Decimal(0), Decimal(-1))),
    (ctc.CityFact, "attribute", ("population", "gdp-per-head")),
    (ctc.CityFact, "year", (None, 1999)),
    (ctc.ExchangeRate, "cny_per_unit", (Decimal("7.1957"), Decimal("0.0001"))),
    (ctc.DatasetInfo, "reference_period", (ctc.Period.parse("2023-01/2023-11"),)),
    (ctc.DatasetInfo, "licenses", ((), ("CC-BY-4.0",))),
    # Every member of an enum, in every field that holds one and need not fit another field.
    *(
        (model, name, tuple(kind))
        for model, rules in FIELDS.items()
        for name, words in rules.items()
        if isinstance(kind := getattr(ctc, words.removesuffix(" or None"), None), EnumMeta)
        if name != "share_of"
    ),
    (ctc.City, "region", (None,)),
    (ctc.TradeRecord, "currency", (None,)),
]


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        pytest.param(model, name, value, id=f"{model.__name__}.{name}={title(value)}")
        for model, name, values in ACCEPTED
        for value in values
    ],
)
def test_a_field_keeps_what_it_can_hold(model: type[Any], name: str, value: Any) -> None:
    """A good value is kept as it was given, neither converted nor copied."""
    assert getattr(make(model, **{name: value}), name) is value


def test_a_balance_may_be_negative() -> None:
    """Imports above exports make a negative balance, the one amount below 0."""
    balance = amount(-5, flow=ctc.Flow.BALANCE, rounded_to=2)
    assert balance.value == -5
    assert balance.interval == (-6, -4)


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_the_smallest_object_and_its_defaults(model: type[Any]) -> None:
    """Required fields alone make an object; all others have a blank default of the right type."""
    needed = required(model)
    made = model(**needed)
    held = {name: getattr(made, name) for name in FIELDS[model]}
    assert needed.keys().isdisjoint(OPTIONAL[model])
    assert held == needed | OPTIONAL[model]
    assert {name: type(held[name]) for name in OPTIONAL[model]} == {
        name: type(value) for name, value in OPTIONAL[model].items()
    }


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_required_fields_are_required(model: type[Any]) -> None:
    """Without any one of its required fields there is no object."""
    needed = required(model)
    for name in needed:
        rest = {other: value for other, value in needed.items() if other != name}
        with pytest.raises(TypeError, match=name):
            model(**rest)


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_fields_are_given_by_name(model: type[Any]) -> None:
    """Nothing is given by position, and nothing that the class does not know."""
    with pytest.raises(TypeError, match="positional"):
        model(*required(model).values())
    with pytest.raises(TypeError, match="colour"):
        make(model, colour="red")


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_equal_fields_make_equal_objects(model: type[Any]) -> None:
    """Two objects of the same fields are equal, hash alike and are one key of a dictionary."""
    one, other = make(model), make(model)
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    assert one != tuple(required(model).values())
    assert one != getattr(one, "id", None)


DIFFERENT: dict[type[Any], dict[str, Any]] = {
    ctc.Source: {"title": "Other"},
    ctc.City: {"aliases": ("Other",)},
    ctc.Product: {"codes": ("95",)},
    ctc.Partner: {"note": "other"},
    ctc.TradeRecord: {"growth": 1.5},
    ctc.Industry: {"isic": ("23",)},
    ctc.IndustrySpecialization: {"year": 2024},
    ctc.RankingScope: {"name": "Other"},
    ctc.PublishedRank: {"rank": 4},
    ctc.CityFact: {"value": "5.5"},
    ctc.ExchangeRate: {"cny_per_unit": Decimal("7.1958")},
    ctc.DatasetInfo: {"title": "Other"},
}


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_any_different_field_makes_a_different_object(model: type[Any]) -> None:
    """Equality is by all fields, even where the hash is by id alone."""
    one, other = make(model), make(model, **DIFFERENT[model])
    assert one != other
    assert len({one, other}) == 2
    if "id" in FIELDS[model]:
        assert hash(one) == hash(other) == hash(one.id)


@pytest.mark.parametrize(
    ("thing", "shown"),
    [
        (source(), "<Source gazette>"),
        (city(), "<City anyang>"),
        (make(ctc.Product), "<Product toys>"),
        (make(ctc.Partner), "<Partner japan>"),
        (make(ctc.Industry), "<Industry ceramics>"),
        (make(ctc.RankingScope), "<RankingScope mainland>"),
        (make(ctc.IndustrySpecialization), "<IndustrySpecialization anyang ceramics: pillar>"),
        (make(ctc.PublishedRank), "<PublishedRank anyang 2024: 3 in mainland>"),
        (make(ctc.CityFact, unit="million"), "<CityFact anyang population: 5.4 million>"),
        (make(ctc.CityFact), "<CityFact anyang population: 5.4>"),
        (make(ctc.ExchangeRate), "<ExchangeRate 2024 USD: 7.1957 CNY>"),
        (
            amount(351, growth=14.5),
            "<TradeRecord anyang total 2024: 351 CNY, growth 14.5 %, gazette>",
        ),
        (
            record(share=12.5, share_of=ctc.ShareOf.NATIONAL),
            "<TradeRecord anyang total 2024: share 12.5 %, gazette>",
        ),
        (record(), "<TradeRecord anyang total 2024: gazette>"),
        (
            amount(7, product=make(ctc.Product), partner=make(ctc.Partner), growth=1.0),
            "<TradeRecord anyang total toys with japan 2024: 7 CNY, growth 1.0 %, gazette>",
        ),
    ],
    ids=title,
)
def test_repr_is_one_short_line(thing: object, shown: str) -> None:
    """A repr says what it is and which one, not every field."""
    assert repr(thing) == shown


@pytest.mark.parametrize("model", MODELS, ids=title)
def test_every_repr_is_short(model: type[Any]) -> None:
    """Long notes and long lists never reach a repr."""
    long = {"note": "x" * 500} if "note" in FIELDS[model] else {}
    assert len(repr(make(model, **long))) < 200
    assert "\n" not in repr(make(model, **long))


@pytest.mark.parametrize(
    "thing",
    [
        record(),
        record(growth=14.5),
        record(share=12.5, share_of=ctc.ShareOf.NATIONAL),
        record(value_dash=True, currency=CNY, growth_dash=True),
    ],
    ids=["nothing", "growth", "share", "dash"],
)
def test_the_repr_of_a_record_speaks_of_no_none(thing: ctc.TradeRecord) -> None:
    """What a source does not print is left out, not called None."""
    assert "None" not in repr(thing)


def chain(length: int, model: type[Any], **names: str) -> Any:
    """Entries that lie in one another; the last one in all others."""
    entry = None
    for number in range(length):
        entry = make(model, id=f"level-{number}", parent=entry, **names)
    return entry


@pytest.mark.parametrize("model", [ctc.City, ctc.Product, ctc.Industry], ids=title)
def test_entries_lie_in_so_many_others(model: type[Any]) -> None:
    """No chain of parents is too long to be compared, printed or written."""
    deepest = chain(32, model)
    assert deepest == chain(32, model)
    with pytest.raises(InvalidFieldError) as caught:
        make(model, id="further", parent=deepest)
    assert str(caught.value) == (
        f"{model.__name__}.parent must be one in at most 30 others; got {deepest!r}"
    )


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (ctc.TradeRecord, "value"),
        (ctc.TradeRecord, "rounded_to"),
        (ctc.City, "population"),
        (ctc.PublishedRank, "rank"),
        (ctc.CityFact, "year"),
    ],
)
def test_whole_numbers_have_a_limit(model: type[Any], name: str) -> None:
    """A number that no city has breaks every question asked of it: 10^18 is the most."""
    assert getattr(make(model, **{name: 10**18}), name) == 10**18
    for number in (10**18 + 1, HUGE, -(10**18) - 1):
        with pytest.raises(InvalidFieldError) as caught:
            make(model, **{name: number})
        assert caught.value.allowed == "a whole number (int) from -10^18 to 10^18"


@pytest.mark.parametrize(
    ("model", "name"), [(ctc.ExchangeRate, "cny_per_unit"), (ctc.PublishedRank, "score")]
)
def test_decimals_have_a_limit(model: type[Any], name: str) -> None:
    """Few characters of a decimal may stand for a million digits."""
    for number in map(Decimal, ("1E+18", "1E-40", "7.1957")):
        assert getattr(make(model, **{name: number}), name) == number
    for number in map(Decimal, ("1E+999999", "1E+19", "1E-41", "1E-999999")):
        with pytest.raises(InvalidFieldError) as caught:
            make(model, **{name: number})
        assert caught.value.allowed == ("a Decimal from -10^18 to 10^18, with at most 40 decimals")
