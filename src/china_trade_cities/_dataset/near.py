"""Products and partners near to those of a question that has no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sized
from typing import Any, cast

from china_trade_cities._dataset.index import Index, Selection, with_ancestors
from china_trade_cities._display.results import NOTHING, LazyMapping
from china_trade_cities._model.record import City, Partner, Product, TradeRecord

_MOST = 5


def near(
    index: Index, selection: Selection, found: Sized, cities: Iterable[City] | None = None
) -> dict[str, Any]:
    """The fields of a result that name near products and partners, with the number of figures.

    Counts figures of the named cities in any period; without names, those of all cities in the
    period asked for. Empty where something was found, or where no product or partner was asked
    for. Figures of the same flow count first, else those of any flow. What belongs together comes
    first, then the most figures.
    """

    def of_part(part: str) -> LazyMapping[Any, int]:
        asked = getattr(selection, part)
        if found or asked is None:
            return NOTHING
        return LazyMapping(lambda: _near(_records(index, selection, cities), selection, part))

    return {"near_products": of_part("product"), "near_partners": of_part("partner")}


def _records(
    index: Index, selection: Selection, cities: Iterable[City] | None
) -> list[TradeRecord]:
    if cities is None:
        records = index.records_in(selection.period)
        return [record for record in records if not record.city.is_county_level]
    return [record for city in cities for record in index.records_of(city)]


def _near(records: list[TradeRecord], selection: Selection, part: str) -> dict[Any, int]:
    asked = getattr(selection, part)
    other = "partner" if part == "product" else "product"
    alike = [
        record
        for record in records
        if getattr(record, part) not in (None, asked)
        and getattr(record, other) in (None, getattr(selection, other))
    ]
    of_flow = [record for record in alike if record.flow is selection.flow]
    numbers = Counter[Any](getattr(record, part) for record in of_flow or alike)
    order = sorted(numbers, key=lambda one: (_distance(asked, one), -numbers[one], one.id))
    return {one: numbers[one] for one in order[:_MOST]}


def _distance(asked: Product | Partner, other: Product | Partner) -> int:
    """How far two products, or two partners, are from each other."""
    if isinstance(asked, Partner):
        return int(asked.kind is not cast("Partner", other).kind)
    wider, others = list(with_ancestors(asked)), list(with_ancestors(cast("Product", other)))
    if asked in others or other in wider:
        return 0
    return 1 if asked.parent is not None and asked.parent in others else 2
