"""What is known of a table's total row: its scale, and how it divides into exports and imports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from china_trade_cities._dataset.bundled import load_dataset
from china_trade_cities._model.vocabulary import Currency, Flow, Level

if TYPE_CHECKING:
    from china_trade_cities._dataset.dataset import Dataset
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, TradeRecord

_KNOWN, _NEAR = Decimal("1.18"), Decimal(5)
"""How far a total may lie from what is known of the same months, and of others.

Revisions are well below the one (as far as half way between thousand dollars and 10,000 yuan);
trade of a month to a whole year within decades is below the other, and units differ by more.
"""


class Control:
    """The figures of one reference area in yuan, for the months nearest to a period.

    Args:
        dataset: Where they are looked up; in the bundled vintage where it holds none.
        area: GB/T 2260 code of the area; None for the nation.
        period: January to some month.

    Attributes:
        area: The area.
        areas: The reference areas of the dataset that holds its figures.
        nearest: The months of its figures.
        share: The share of exports in its total.
    """

    def __init__(self, dataset: Dataset, area: str | None, period: Period) -> None:
        self.areas, known = next(
            (each.reference_areas, figures)
            for each in (dataset, load_dataset())
            if (figures := _figures(each, area))
        )
        self.nearest = min(known, key=lambda span: (abs(_end(span) - _end(period)), span))
        total, export = known[self.nearest]
        self.area: City = total.city
        amount = Decimal(total.value or 0)
        self.share = Decimal(export.value or 0) / amount
        self._expected = amount * period.months / self.nearest.months
        self._per_unit = {Currency.CNY: Decimal(1), Currency.USD: _dollar(dataset, period.year)}
        self._factor = _KNOWN if self.nearest == period else _NEAR

    def fits(self, total: Decimal, currency: Currency) -> bool:
        """Whether a total to date is of the size that is to be expected."""
        ratio = total * self._per_unit[currency] / self._expected
        return 1 / self._factor <= ratio <= self._factor

    def looks_swapped(self, export: Decimal, import_: Decimal) -> bool:
        """Whether exports have the share that is known of imports."""
        share = export / (export + import_)
        return abs(share - self.share) > abs(1 - share - self.share)


def _figures(dataset: Dataset, area: str | None) -> dict[Period, tuple[TradeRecord, TradeRecord]]:
    """Totals and exports of an area in yuan, by span from January on."""
    known = {
        (record.flow, record.period): record
        for record in dataset.reference_records
        if (record.city.level is Level.NATION if area is None else record.city.code == area)
        and record.period.is_year_to_date
        and record.currency is Currency.CNY
        and record.value
    }
    return {
        span: (total, known[Flow.EXPORT, span])
        for (flow, span), total in known.items()
        if flow is Flow.TOTAL and (Flow.EXPORT, span) in known
    }


def _end(period: Period) -> int:
    return period.year * 12 + period.month + period.months


def _dollar(dataset: Dataset, year: int) -> Decimal:
    """Yuan per dollar in the nearest year; of the bundled vintage where there is no rate."""
    rates = [rate for rate in dataset.exchange_rates if rate.currency is Currency.USD] or [
        rate for rate in load_dataset().exchange_rates if rate.currency is Currency.USD
    ]
    return min(rates, key=lambda rate: abs(rate.year - year)).cny_per_unit
