"""Amounts in yuan: what an amount in another currency is worth at the average rate of its year."""

from __future__ import annotations

from typing import cast

from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._dataset.index import Selection, by_city_of
from china_trade_cities._dataset.preference import TIER_ORDER, in_order_of_preference
from china_trade_cities._model.comparison import Conversion
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, TradeRecord
from china_trade_cities._model.validators import plain
from china_trade_cities._model.vocabulary import Currency, Measure
from china_trade_cities._queries.ranking import CityFigure, why_not
from china_trade_cities.exceptions import InvalidArgumentError


def check_conversion(convert_to: object, currency: Currency) -> Currency | None:
    if convert_to is None:
        return None
    if plain(convert_to) != Currency.CNY.value:
        raise InvalidArgumentError("convert_to", convert_to, "'CNY' or None")
    if currency is not Currency.CNY:
        raise InvalidArgumentError("currency", currency.value, "'CNY' if convert_to is 'CNY'")
    return Currency.CNY


def conversion_for(dataset: Dataset, currency: Currency, period: Period) -> Conversion | str:
    if period.month + period.months > 13:
        return f"published only in {currency}, in months of several years: no annual rate applies"
    of_currency = (rate for rate in dataset.exchange_rates if rate.currency is currency)
    rates = [rate for rate in of_currency if rate.year == period.year]
    if not rates:
        return f"published only in {currency}: no exchange rate for {period.year}"
    rates.sort(key=lambda rate: rate.source.id)
    rates.sort(key=lambda rate: rate.source.published or "", reverse=True)
    rates.sort(key=lambda rate: TIER_ORDER[rate.source.tier])
    return Conversion(rate=rates[0], alternatives=tuple(rates[1:]))


def in_yuan(dataset: Dataset, selection: Selection) -> dict[City, CityFigure | str]:
    """The figure of each city in yuan, or why it cannot be converted.

    A figure published in yuan comes before any that is converted. Of figures in other currencies
    the preferred one is converted, of those for which there is a rate.
    """
    found: dict[City, CityFigure | str] = {
        city: CityFigure(records, None)
        for city, records in index_of(dataset).comparable(selection, Measure.VALUE).items()
    }
    foreign = by_city_of(
        record
        for record in index_of(dataset).alike(selection)
        if record.value is not None and record.basis is selection.basis
    )
    for city, records in foreign.items():
        if city not in found:
            found[city] = _converted(dataset, in_order_of_preference(records))
    return found | _on_other_bases(dataset, selection)


def _on_other_bases(dataset: Dataset, selection: Selection) -> dict[City, str]:
    """What to ask of cities whose figures, in whatever currency, stand on other bases alone."""
    found: dict[City, str] = {}
    for city, records in by_city_of(index_of(dataset).alike(selection)).items():
        bases = sorted({record.basis for record in records})
        if selection.basis not in bases:
            advice = " or ".join(f'basis="{basis}" (--basis {basis})' for basis in bases)
            found[city] = f"{why_not(records, selection, Measure.VALUE)}: ask with {advice}"
    return found


def _converted(dataset: Dataset, records: tuple[TradeRecord, ...]) -> CityFigure | str:
    failures: list[str] = []
    for record in records:
        # A record with an amount has a currency.
        conversion = conversion_for(dataset, cast("Currency", record.currency), record.period)
        if isinstance(conversion, Conversion):
            others = tuple(other for other in records if other is not record)
            return CityFigure((record, *others), conversion)
        failures.append(conversion)
    return failures[0]
