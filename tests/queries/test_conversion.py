"""Amounts in other currencies: never ranked together unless converted, and then marked."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.testing import make_exchange_rate
from tests.support import factories
from tests.support.factories import GAZETTE, HERALD, LAST_YEAR, LINYI, MACAO, WEIFANG, amount

USD, HKD, MOP = ctc.Currency.USD, ctc.Currency.HKD, ctc.Currency.MOP


def rate(cny_per_unit: str, **changes: Any) -> ctc.ExchangeRate:
    """A price of the US dollar in yuan in 2024 unless said otherwise."""
    return make_exchange_rate(cny_per_unit=Decimal(cny_per_unit), **changes)


def world(*records: ctc.TradeRecord, rates: tuple[ctc.ExchangeRate, ...]) -> ctc.Dataset:
    return factories.dataset(records=records, exchange_rates=rates)


def test_without_it_currencies_never_mix() -> None:
    """A figure in dollars is excluded unless conversion is asked for."""
    records = (amount(1_000, city=LINYI), amount(900, city=WEIFANG, currency=USD))
    dataset = world(*records, rates=(rate("7.2"),))
    apart = ctc.top_n(dataset=dataset)
    assert [entry.city for entry in apart] == [LINYI]
    assert apart.convert_to is None
    assert not apart[0].is_converted
    together = ctc.top_n(dataset=dataset, convert_to="CNY")
    assert [(entry.city, entry.value) for entry in together] == [(WEIFANG, 6_480), (LINYI, 1_000)]
    assert [entry.is_converted for entry in together] == [True, False]
    assert together.convert_to is ctc.Currency.CNY


def test_a_converted_entry_keeps_the_original_and_cites_the_rate() -> None:
    """The record is untouched; the rate's source is among the sources of the answer."""
    dollars = amount(900, city=WEIFANG, currency=USD, growth=3.0)
    dataset = world(dollars, rates=(rate("7.2", source=HERALD),))
    ranking = ctc.top_n(dataset=dataset, convert_to="CNY")
    (entry,) = ranking
    assert entry.record is dollars
    assert entry.conversion is not None
    assert entry.conversion.rate.source is HERALD
    assert entry.sources == ranking.sources == (GAZETTE, HERALD)
    (row,) = ranking.to_dicts()
    assert (row["value"], row["currency"], row["converted"]) == (6_480, "CNY", True)
    assert (row["original_value"], row["original_currency"]) == (900, "USD")
    assert (row["rate"], row["rate_source"]) == ("7.2", "herald")
    assert (row["growth"], row["rounded_to"]) == (None, None)
    text = str(ranking)
    assert "6,480 c" in text
    assert "c: converted at 1 USD = 7.2 CNY, average of 2024 [2]." in text
    assert "3.0" not in text
    assert pickle.loads(pickle.dumps(ranking)) == ranking  # noqa: S301


def test_as_many_cities_as_asked_for_are_converted() -> None:
    """`n` and `ties` mean what they mean without `convert_to`."""
    dollars = [amount(900, city=city, currency=USD) for city in (LINYI, WEIFANG)]
    dataset = world(*dollars, rates=(rate("7.2"),))
    (first,) = ctc.top_n(1, dataset=dataset, convert_to="CNY")
    assert (first.rank, first.city, first.value) == (1, LINYI, 6_480)
    level = ctc.top_n(1, ties="all", dataset=dataset, convert_to="CNY")
    assert [(entry.rank, entry.city) for entry in level] == [(1, LINYI), (1, WEIFANG)]


def test_a_figure_published_in_yuan_comes_first() -> None:
    """A city with both is ranked by what was printed in yuan."""
    records = (amount(5, city=LINYI), amount(900, city=LINYI, currency=USD))
    (entry,) = ctc.top_n(dataset=world(*records, rates=(rate("7"),)), convert_to="CNY")
    assert (entry.value, entry.conversion) == (5, None)
    (row,) = ctc.top_n(dataset=world(*records, rates=(rate("7"),)), convert_to="CNY").to_dicts()
    assert (row["converted"], row["rate"], row["rounded_to"]) == (False, None, 1)


def test_the_rate_is_that_of_the_figures_own_year() -> None:
    """Not of the reference year, nor of any other."""
    records = [amount(100, city=LINYI, currency=USD, period=ctc.Period(year=2023, months=6))]
    rates = (rate("7"), rate("6", year=2023))
    ranking = ctc.top_n(
        period="2023-01/2023-06", dataset=world(*records, rates=rates), convert_to="CNY"
    )
    assert ranking[0].value == 600


def test_of_two_rates_one_is_preferred_by_the_stated_rule() -> None:
    """Tier, then later publication, then source id; the other stays visible and is named."""
    late = factories.source(id="late", published="2025-02")
    early = factories.source(id="early", published="2025-01")
    also = factories.source(id="also", published="2025-02")
    rates = (
        rate("4", source=HERALD),
        rate("3", source=early),
        rate("2", source=late),
        rate("1", source=also),
    )
    dataset = world(amount(10, city=LINYI, currency=USD), rates=rates)
    ranking = ctc.top_n(dataset=dataset, convert_to="CNY")
    conversion = ranking[0].conversion
    assert conversion is not None
    assert [other.source.id for other in (conversion.rate, *conversion.alternatives)] == [
        "also",
        "late",
        "early",
        "herald",
    ]
    assert "preferred to 2 [3], 3 [4], 4 [5]." in str(ranking)


def test_what_has_no_rate_is_excluded_with_that_reason() -> None:
    """No rate for the currency or year, or months of several years."""
    dataset = world(
        amount(700, city=MACAO, currency=MOP),
        amount(700, city=LINYI, currency=USD),
        rates=(rate("7", year=2023),),
    )
    excluded = ctc.top_n(dataset=dataset, convert_to="CNY").excluded
    assert excluded[MACAO] == "published only in MOP: no exchange rate for 2024"
    assert excluded[LINYI] == "published only in USD: no exchange rate for 2024"
    winter = ctc.Period(year=2023, month=12, months=2)
    dataset = world(
        amount(700, city=LINYI, currency=USD, period=winter), rates=(rate("7", year=2023),)
    )
    reason = ctc.top_n(period=winter, dataset=dataset, convert_to="CNY").excluded[LINYI]
    assert reason == "published only in USD, in months of several years: no annual rate applies"


def test_of_several_currencies_one_with_a_rate_is_converted() -> None:
    """A record without a rate does not hide another that has one."""
    records = (
        amount(700, city=MACAO, currency=MOP),
        amount(90, city=MACAO, currency=USD, source=HERALD),
    )
    (entry,) = ctc.top_n(dataset=world(*records, rates=(rate("7"),)), convert_to="CNY")
    assert (entry.value, entry.alternatives) == (630, records[:1])


def test_rank_ranges_follow_the_converted_interval() -> None:
    """95 to 105 dollars are 665 to 735 yuan: above 736 for certain, about 700 not."""
    records = (
        amount(100, city=LINYI, currency=USD, rounded_to=10),
        amount(736, city=WEIFANG),
        amount(734, city=MACAO),
    )
    ranking = ctc.top_n(dataset=world(*records, rates=(rate("7"),)), convert_to="CNY")
    assert {entry.city.id: entry.rank_range for entry in ranking} == {
        "weifang": (1, 1),
        "macao": (2, 3),
        "linyi": (2, 3),
    }
    over = amount(100, city=LINYI, currency=USD, status=ctc.Status.AT_LEAST)
    ranking = ctc.top_n(dataset=world(over, *records[1:], rates=(rate("7"),)), convert_to="CNY")
    assert ranking[-1].rank_range == (1, 3)


def test_own_rates_follow_the_rule_too() -> None:
    """An undated one loses to any that is dated, a better tier wins, whatever the source id."""
    dated = ctc.Source(id="z", title="Z", tier=ctc.Tier.SECONDARY, published="2025-01-02")
    undated = ctc.Source(id="a", title="A", tier=ctc.Tier.SECONDARY)
    press = ctc.Source(id="zz", title="ZZ", tier=ctc.Tier.PRESS)
    rates = (rate("7", source=undated), rate("8", source=dated), rate("9", source=press))
    figure = amount(1, city=LINYI, currency=USD)
    for held, used in ((rates, "zz"), (rates[:2], "z"), (rates[:1], "a")):
        (entry,) = ctc.top_n(dataset=world(figure, rates=held), convert_to="CNY")
        assert entry.conversion is not None
        assert entry.conversion.rate.source.id == used


def test_bases_do_not_mix_in_spite_of_conversion() -> None:
    """Hong Kong's basis is not stated: it is converted only on that basis."""
    assert ctc.top_n(period=2021, convert_to="CNY").excluded[ctc.city("Hong Kong")] == (
        "published only in HKD, basis unspecified: "
        'ask with basis="unspecified" (--basis unspecified)'
    )
    ranking = ctc.top_n(1, period=2021, flow="import", basis="unspecified", convert_to="CNY")
    assert (ranking[0].city.id, ranking[0].is_converted) == ("hong-kong", True)


def test_yuan_is_the_only_target() -> None:
    """Rates are yuan per unit: another target, or another first currency, is refused."""
    with pytest.raises(InvalidArgumentError, match="must be 'CNY' or None"):
        ctc.top_n(convert_to="USD")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(
        InvalidArgumentError, match="must be 'CNY' if convert_to is 'CNY'; got 'USD'"
    ):
        ctc.top_n(currency="USD", convert_to="CNY")


def test_an_empty_converted_ranking_names_spans_that_conversion_can_answer() -> None:
    """The nearest spans are those of the question as asked, conversion included."""
    dataset = world(
        amount(100, city=LINYI, currency=USD, period=LAST_YEAR), rates=(rate("7", year=2023),)
    )
    assert dict(ctc.top_n(dataset=dataset).nearest) == {}
    assert dict(ctc.top_n(dataset=dataset, convert_to="CNY").nearest) == {LAST_YEAR: 1}
    ranked = ctc.top_n(period=2023, dataset=dataset, convert_to=ctc.Currency.CNY)
    assert dict(ranked.nearest) == {}
    assert ctc.top_n(period=2023, cities="Linyi", dataset=dataset, convert_to="CNY").ranked == 1
    weifang = ctc.top_n(period=2023, cities="Weifang", dataset=dataset, convert_to="CNY")
    assert (weifang.ranked, dict(weifang.nearest)) == (0, {})


# --- side by side -------------------------------------------------------------------------


def test_compare_fills_in_what_is_published_in_another_currency() -> None:
    """The amount, its rank among all others and the rate; no growth, no share of the nation."""
    dollars = amount(900, city=WEIFANG, currency=USD, growth=3.0)
    dataset = world(amount(1_000, city=LINYI), dollars, rates=(rate("7.2", source=HERALD),))
    apart = ctc.compare(["Weifang", "Linyi"], dataset=dataset)
    assert apart[0].figures[0].missing == "published only in USD, basis location"
    assert apart.convert_to is None
    assert apart[1].figures[0].figure is not None
    assert (apart[1].figures[0].figure.rank, apart[1].figures[0].figure.ranked) == (1, 1)
    together = ctc.compare(["Weifang", "Linyi"], convert_to="CNY", dataset=dataset)
    total = together[0].figures[0]
    assert total.figure is not None
    assert (total.figure.value, total.figure.currency) == (6_480, ctc.Currency.CNY)
    assert (total.figure.rank, total.figure.rank_range, total.figure.ranked) == (1, (1, 1), 2)
    assert (total.figure.record, total.figure.growth, total.share) == (dollars, None, None)
    assert (total.is_converted, total.sources) == (True, (GAZETTE, HERALD))
    other = together[1].figures[0]
    assert other.figure is not None
    assert (other.is_converted, other.figure.rank, other.figure.ranked) == (False, 2, 2)
    assert together.convert_to is ctc.Currency.CNY


def test_a_comparison_shows_what_was_converted() -> None:
    """Marked in the table, with the rate below it; the original stands in the rows."""
    dollars = amount(900, city=WEIFANG, currency=USD)
    dataset = world(amount(1_000, city=LINYI), dollars, rates=(rate("7.2", source=HERALD),))
    comparison = ctc.compare(["Weifang", "Linyi"], convert_to="CNY", dataset=dataset)
    text = str(comparison)
    assert "6,480 c" in text
    assert "c: converted at 1 USD = 7.2 CNY, average of 2024 [2]." in text
    first, *_, last = [row for row in comparison.to_dicts() if row["flow"] in ("total", "export")]
    assert (first["converted"], first["original_value"], first["rate"]) == (True, 900, "7.2")
    assert (last["city"], last["converted"], last["original_value"]) == ("linyi", False, None)
    assert "converted" not in ctc.compare("Linyi", dataset=dataset).to_dicts()[0]


def test_a_comparison_says_why_an_amount_was_not_converted() -> None:
    """Without a rate the reason names the year; a city inside another one has no rank."""
    dataset = world(
        amount(900, city=MACAO, currency=MOP),
        amount(5, city=factories.GAOMI, currency=USD),
        rates=(rate("7.2"),),
    )
    macao, gaomi = ctc.compare(["Macao", "Gaomi"], convert_to="CNY", dataset=dataset)
    assert macao.figures[0].missing == "published only in MOP: no exchange rate for 2024"
    assert gaomi.figures[0].figure is not None
    assert (gaomi.figures[0].figure.value, gaomi.figures[0].figure.rank) == (36, None)
    with pytest.raises(InvalidArgumentError):
        ctc.compare("Macao", currency="USD", convert_to="CNY", dataset=dataset)
