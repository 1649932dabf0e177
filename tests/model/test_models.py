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
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidFieldError
from tests.support.cases import document, table
from tests.support.factories import FACTORIES, amount, city, dataset, make, record, required, source

MODELS = [model for model in FACTORIES if model is not ctc.Period]  # it has tests of its own


def title(value: object) -> str:
    """How a value is called in the name of a test."""
    return value.__name__ if isinstance(value, type) else repr(value)[:60]


# --- what each field refuses --------------------------------------------------------------


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
CURRENCY_MISSING = "the currency of the amount"
NO_VALUE = "None if the source prints a dash (value_dash)"
NO_GROWTH = "None if the source prints a dash (growth_dash)"
NOT_BELOW_0 = "an amount of 0 or more, except for a balance"
SHARE_OF = "given with a share, and only with one"
# Fields of a record that cannot be true together, which of them is blamed, and what is allowed.
CONTRADICTIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "value without currency": ({"value": 5, "currency": None}, "currency", CURRENCY_MISSING),
    "nil without currency": ({"value": 0, "currency": None}, "currency", CURRENCY_MISSING),
    "dash without currency": (
        {"value_dash": True, "currency": None},
        "currency",
        CURRENCY_MISSING,
    ),
    "value and dash": ({"value": 5, "currency": CNY, "value_dash": True}, "value", NO_VALUE),
    "nil and dash": ({"value": 0, "currency": CNY, "value_dash": True}, "value", NO_VALUE),
    "growth and dash": ({"growth": 1.5, "growth_dash": True}, "growth", NO_GROWTH),
    "no growth and dash": ({"growth": 0.0, "growth_dash": True}, "growth", NO_GROWTH),
    "share of nothing": ({"share": 12.5}, "share_of", SHARE_OF),
    "share 0 of nothing": ({"share": 0.0}, "share_of", SHARE_OF),
    "no share of something": ({"share_of": ctc.ShareOf.NATIONAL}, "share_of", SHARE_OF),
    **{
        f"negative {flow}": ({"value": -1, "currency": CNY, "flow": flow}, "value", NOT_BELOW_0)
        for flow in ctc.Flow
        if flow is not ctc.Flow.BALANCE
    },
}


@pytest.mark.parametrize(
    ("fields", "field", "allowed"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_record_refuses_fields_that_contradict_each_other(
    fields: dict[str, Any], field: str, allowed: str
) -> None:
    """The error blames the one field that has to change."""
    with pytest.raises(InvalidFieldError) as caught:
        record(**fields)
    error = caught.value
    assert (error.model, error.field, error.allowed) == ("TradeRecord", field, allowed)
    assert error.value is fields.get(field)


# --- what each field holds ----------------------------------------------------------------

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
def test_models_are_frozen_and_slotted(model: type[Any]) -> None:
    """No field can be set or deleted, no attribute added, and there is no room for one."""
    made = make(model)
    for name in (*FIELDS[model], "colour"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(made, name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(made, name)
    assert not hasattr(made, "__dict__")


# --- equality, hash and repr --------------------------------------------------------------


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
        (
            make(ctc.IndustrySpecialization),
            "<IndustrySpecialization anyang ceramics: pillar>",
        ),
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


# --- cities -------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ctc.Level)
def test_only_a_county_is_at_county_level(level: ctc.Level) -> None:
    """The trade of a county-level city is part of a prefecture's; that of no other is."""
    assert city(level=level).is_county_level is (level is ctc.Level.COUNTY)


@pytest.mark.parametrize(
    ("territory", "currency"),
    [
        (None, ctc.Currency.CNY),
        ("CN-GD", ctc.Currency.CNY),
        ("CN-BJ", ctc.Currency.CNY),
        ("CN-HK", ctc.Currency.HKD),
        ("CN-MO", ctc.Currency.MOP),
    ],
)
def test_hong_kong_and_macao_publish_in_their_own_currency(
    territory: str | None, currency: ctc.Currency
) -> None:
    """Every other city belongs to the mainland's customs, which publish in yuan."""
    assert city(iso3166_2=territory).statistical_currency is currency


# --- what a record carries ----------------------------------------------------------------

CARRIED: dict[str, tuple[ctc.TradeRecord, set[ctc.Measure]]] = {
    "nothing": (record(), set()),
    "amount": (amount(5), {ctc.Measure.VALUE}),
    "nil": (amount(0), {ctc.Measure.VALUE}),
    "growth": (record(growth=1.5), {ctc.Measure.GROWTH}),
    "no growth": (record(growth=0.0), {ctc.Measure.GROWTH}),
    "share": (record(share=2.5, share_of=ctc.ShareOf.PROVINCE), {ctc.Measure.SHARE}),
    "share 0": (record(share=0.0, share_of=ctc.ShareOf.PROVINCE), {ctc.Measure.SHARE}),
    "dashes": (record(value_dash=True, currency=CNY, growth_dash=True), set()),
    "all": (
        amount(5, growth=1.5, share=2.5, share_of=ctc.ShareOf.PROVINCE),
        set(ctc.Measure),
    ),
}


@pytest.mark.parametrize(("thing", "carried"), CARRIED.values(), ids=CARRIED)
def test_what_a_record_carries(thing: ctc.TradeRecord, carried: set[ctc.Measure]) -> None:
    """A printed 0 is carried; a dash is not."""
    assert {measure for measure in ctc.Measure if thing.carries(measure)} == carried


@pytest.mark.parametrize("model", [ctc.TradeRecord, ctc.PublishedRank], ids=title)
def test_sources_start_with_the_one_that_is_quoted(model: type[Any]) -> None:
    """Corroborating sources follow in the order given."""
    others = (source(id="herald"), source(id="echo"))
    assert make(model).sources == (source(),)
    assert make(model, corroborated_by=others).sources == (source(), *others)


@pytest.mark.parametrize("status", ctc.Status)
def test_what_is_doubtful(status: ctc.Status) -> None:
    """Approximate figures, those of another definition, and those that nobody should rely on."""
    doubtful = {ctc.Status.APPROXIMATE, ctc.Status.OTHER_DEFINITION, ctc.Status.UNRELIABLE}
    assert record(status=status).is_doubtful is (status in doubtful)


def test_the_sources_of_an_answer() -> None:
    """Each once, in order of first appearance."""
    herald = source(id="herald")
    cities = [city(id=f"city-{number}", name_zh=f"{number}市") for number in range(3)]
    by = [(source(), (herald,)), (herald, ()), (source(), ())]
    records = [
        amount(9 - number, city=place, source=first, corroborated_by=others)
        for number, (place, (first, others)) in enumerate(zip(cities, by, strict=True))
    ]
    ranking = ctc.top_n(dataset=dataset(records=tuple(records)))
    assert [entry.city for entry in ranking] == cities
    assert ranking.sources == (source(), herald)


# --- decimals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "decimals"),
    [
        (None, 0),
        (14, 0),
        (14.0, 1),
        (14.5, 1),
        (14.25, 2),
        (0.0, 1),
        (0.125, 3),
        (100.0, 1),
        (0.0001, 4),
        (0.00001, 5),
        (0.000012, 6),
    ],
)
def test_decimals_are_those_of_the_number_shown(percent: float | None, decimals: int) -> None:
    """Without other word, a rate was printed to as many places as the number itself shows."""
    whole = None if percent is None else ctc.ShareOf.NATIONAL
    made = record(growth=percent, share=percent, share_of=whole)
    assert (made.growth_decimals, made.share_decimals) == (decimals, decimals)


def test_decimals_of_a_negative_rate() -> None:
    """The sign is not a place."""
    assert record(growth=-1.55).growth_decimals == 2


def test_decimals_can_be_given() -> None:
    """Where a source prints 14 as 14.00, it can be said."""
    made = record(
        growth=14.0,
        growth_decimals=2,
        share=5.0,
        share_of=ctc.ShareOf.NATIONAL,
        share_decimals=0,
    )
    assert (made.growth_decimals, made.share_decimals) == (2, 0)
    assert made.growth_interval == (13.995, 14.005)
    assert made.share_interval == (4.5, 5.5)


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_decimals_of_any_printed_rate(digits: int, places: int) -> None:
    """For rates as statistics print them, the decimals are those of the shortest writing."""
    growth = digits / 10**places
    exponent = Decimal(repr(growth)).as_tuple().exponent
    assert record(growth=growth).growth_decimals == -int(exponent)


# --- intervals ----------------------------------------------------------------------------

INTERVALS: dict[str, tuple[ctc.TradeRecord, tuple[int, int | None] | None]] = {
    "nothing": (record(), None),
    "growth alone": (record(growth=14.5), None),
    "exact": (amount(351), (351, 351)),
    "to two": (amount(352, rounded_to=2), (351, 353)),
    "to ten": (amount(350, rounded_to=10), (345, 355)),
    "odd unit": (amount(350, rounded_to=5), (348, 352)),
    "odd unit of three": (amount(9, rounded_to=3), (8, 10)),
    "trillions": (
        amount(3_510_000_000_000, rounded_to=10_000_000_000),
        (3_505_000_000_000, 3_515_000_000_000),
    ),
    "at least": (amount(350, rounded_to=10, status=ctc.Status.AT_LEAST), (350, None)),
    "approximate": (amount(350, rounded_to=10, status=ctc.Status.APPROXIMATE), (345, 355)),
    "dash": (record(value_dash=True, currency=CNY, rounded_to=10_000), (0, 10_000)),
    "dash at least": (
        record(value_dash=True, currency=CNY, rounded_to=10, status=ctc.Status.AT_LEAST),
        (0, 10),
    ),
    "other currency": (amount(350, rounded_to=10, currency=ctc.Currency.USD), (345, 355)),
    "less than its unit": (amount(3, rounded_to=10), (0, 8)),
    "more than all": (amount(10**30, rounded_to=10**28), (995 * 10**27, 1005 * 10**27)),
}


@pytest.mark.parametrize(("thing", "interval"), INTERVALS.values(), ids=INTERVALS)
def test_the_interval_of_an_amount(
    thing: ctc.TradeRecord, interval: tuple[int, int | None] | None
) -> None:
    """Half the rounding unit either way, in whole currency units; "at least" has no upper end."""
    assert thing.interval == interval


@given(st.integers(0, 10**15), st.integers(1, 10**12))
def test_an_amount_lies_in_its_interval(value: int, rounded_to: int) -> None:
    """The published amount lies inside, and the interval is never wider than the unit."""
    interval = amount(value, rounded_to=rounded_to).interval
    assert interval is not None
    low, high = interval
    assert high is not None
    assert low <= value <= high
    assert high - low <= rounded_to


PERCENTS: dict[str, tuple[float, dict[str, Any], tuple[float, float | None]]] = {
    "one decimal": (14.5, {}, (14.45, 14.55)),
    "whole": (14, {}, (13.5, 14.5)),
    "shown with one decimal": (14.0, {}, (13.95, 14.05)),
    "two decimals": (7.25, {}, (7.245, 7.255)),
    "nil": (0.0, {}, (-0.05, 0.05)),
    "approximate": (14.5, {"status": ctc.Status.APPROXIMATE}, (14.45, 14.55)),
    "at least": (14.5, {"status": ctc.Status.AT_LEAST}, (14.5, None)),
    "at least, of an amount": (
        14.5,
        {"status": ctc.Status.AT_LEAST, "value": 5, "currency": CNY},
        (14.45, 14.55),
    ),
}


@pytest.mark.parametrize(("percent", "fields", "interval"), PERCENTS.values(), ids=PERCENTS)
def test_the_interval_of_growth_and_share(
    percent: float, fields: dict[str, Any], interval: tuple[float, float | None]
) -> None:
    """Half of the last place either way; "at least" is said of the amount where there is one."""
    assert record(growth=percent, **fields).growth_interval == interval
    if percent:
        shared = record(share=percent, share_of=ctc.ShareOf.NATIONAL, **fields)
        assert shared.share_interval == interval


def test_the_interval_of_a_decline() -> None:
    """Below zero the ends keep their order."""
    assert record(growth=-1.5).growth_interval == (-1.55, -1.45)


@pytest.mark.parametrize(
    "thing",
    [record(), amount(5), record(growth_dash=True)],
    ids=["nothing", "amount", "dash"],
)
def test_no_rate_has_no_interval(thing: ctc.TradeRecord) -> None:
    """Where no rate was printed, there is nothing to bound."""
    assert thing.growth_interval is None
    assert thing.share_interval is None


@given(st.integers(-2_000, 10_000))
def test_neighbouring_rates_meet(tenths: int) -> None:
    """14.5 ends exactly where 14.6 begins, so that one true rate may have been printed as both."""
    lower = record(growth=tenths / 10).growth_interval
    upper = record(growth=(tenths + 1) / 10).growth_interval
    assert lower is not None
    assert upper is not None
    assert lower[1] == upper[0]


@pytest.mark.parametrize("measure", ["growth", "share"])
def test_a_rate_has_no_fewer_decimals_than_it_shows(measure: str) -> None:
    """Neither growth nor share can be printed to fewer decimals than stand in it."""
    changes: dict[str, Any] = {measure: 1.55, f"{measure}_decimals": 1}
    if measure == "share":
        changes["share_of"] = ctc.ShareOf.NATIONAL
    with pytest.raises(ctc.exceptions.InvalidFieldError, match=f"{measure}_decimals"):
        record(**changes)
