"""What ports publish, and how it stands beside the trade of their cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

import china_trade_cities as ctc

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen(kw_only=True)
class PortFigure:
    """What went through a port.

    Attributes:
        city: The city of the port; it need not be one that the dataset knows.
        period: The months covered.
        containers: Containers in units of twenty feet.
        value: Goods in yuan, where the port says so.
        source: Who says so.
    """

    city: ctc.City
    period: ctc.Period
    containers: int = attrs.field(validator=attrs.validators.gt(0))
    value: int | None = None
    source: ctc.Source


def with_figures(dataset: ctc.Dataset, figures: Iterable[PortFigure]) -> ctc.Dataset:
    """The dataset with the cities of ports, and with what went through them.

    A port counts what passes it, whoever trades: these are figures by customs district, which
    stand beside those by location and are never ranked with them.
    """
    figures = tuple(figures)
    records = [
        ctc.TradeRecord(
            city=figure.city,
            period=figure.period,
            flow=ctc.Flow.TOTAL,
            value=figure.value,
            currency=ctc.Currency.CNY,
            basis=ctc.Basis.CUSTOMS_DISTRICT,
            source=figure.source,
        )
        for figure in figures
        if figure.value is not None
    ]
    return dataset.with_cities(figure.city for figure in figures).with_records(records)


def busiest(n: int, dataset: ctc.Dataset, *, period: ctc.Period) -> tuple[ctc.City, ...]:
    """The cities through whose ports most goods went."""
    ranking = ctc.top_n(n, period=period, basis="customs-district", dataset=dataset)
    return tuple(entry.city for entry in ranking)


def trade_per_container(figure: PortFigure, dataset: ctc.Dataset) -> float | None:
    """Yuan of the city's own trade for each container of its port; None where it is not known."""
    record = dataset.preferred(figure.city, period=figure.period)
    if record is None or record.value is None:
        return None
    return record.value / figure.containers
