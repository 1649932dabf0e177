"""Cities and records: what follows from their fields, and which fields contradict each other."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidFieldError
from tests.support.factories import amount, city, dataset, make, record, source

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
    "dash without currency": ({"value_dash": True, "currency": None}, "currency", CURRENCY_MISSING),
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


CARRIED: dict[str, tuple[ctc.TradeRecord, set[ctc.Measure]]] = {
    "nothing": (record(), set()),
    "amount": (amount(5), {ctc.Measure.VALUE}),
    "nil": (amount(0), {ctc.Measure.VALUE}),
    "growth": (record(growth=1.5), {ctc.Measure.GROWTH}),
    "no growth": (record(growth=0.0), {ctc.Measure.GROWTH}),
    "share": (record(share=2.5, share_of=ctc.ShareOf.PROVINCE), {ctc.Measure.SHARE}),
    "share 0": (record(share=0.0, share_of=ctc.ShareOf.PROVINCE), {ctc.Measure.SHARE}),
    "dashes": (record(value_dash=True, currency=CNY, growth_dash=True), set()),
    "all": (amount(5, growth=1.5, share=2.5, share_of=ctc.ShareOf.PROVINCE), set(ctc.Measure)),
}


@pytest.mark.parametrize(("thing", "carried"), CARRIED.values(), ids=CARRIED)
def test_what_a_record_carries(thing: ctc.TradeRecord, carried: set[ctc.Measure]) -> None:
    """A printed 0 is carried; a dash is not."""
    assert {measure for measure in ctc.Measure if thing.carries(measure)} == carried


@pytest.mark.parametrize("model", [ctc.TradeRecord, ctc.PublishedRank], ids=attrgetter("__name__"))
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
        growth=14.0, growth_decimals=2, share=5.0, share_of=ctc.ShareOf.NATIONAL, share_decimals=0
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
    "more than all": (amount(10**18, rounded_to=10**16), (995 * 10**15, 1005 * 10**15)),
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
    "thing", [record(), amount(5), record(growth_dash=True)], ids=["nothing", "amount", "dash"]
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
