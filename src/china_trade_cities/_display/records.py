"""Records that were looked up: what `Dataset.records_for` returns."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from china_trade_cities._display.columns import RECORD, Columns
from china_trade_cities._display.dicts import record_dict
from china_trade_cities._display.results import CitedList
from china_trade_cities._display.view import View
from china_trade_cities._display.words import (
    FLOWS,
    Citations,
    amount_words,
    city_words,
    counted,
    growth_words,
    mark,
    mark_notes,
    percent_words,
    scope_words,
)
from china_trade_cities._model.record import TradeRecord


@frozen(kw_only=True, repr=False)
class Records(CitedList[TradeRecord]):
    """Records as they were printed: those of several sources of one figure stand side by side.

    A sequence of `TradeRecord`; a slice of it is a `Records` too.

    Attributes:
        entries: The records.

    Examples:
        >>> import china_trade_cities as ctc
        >>> found = ctc.load_dataset("2026.1").records_for(city="Yiwu", period="2025")
        >>> [(record.flow.value, record.value) for record in found]
        [('total', 836500000000), ('export', None), ('import', 105800000000)]
    """

    entries: tuple[TradeRecord, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per record with plain values, ready for JSON, CSV or a dataframe."""
        return [record_dict(record) for record in self]

    def _columns(self) -> Columns:
        return RECORD

    def _view(self) -> View:
        cited = Citations()
        rows = [
            (
                city_words(record.city),
                str(record.period),
                FLOWS[record.flow].lower(),
                scope_words(record.product, record.partner),
                amount_words(record) + mark(record),
                growth_words(record),
                percent_words(record.share, record.share_decimals),
                cited.cite(record.sources),
            )
            for record in self
        ]
        return View(
            counted(len(self), "record", "records"),
            ("city", "period", "flow", "of", ">amount", ">growth %", ">share %", "source"),
            rows,
            (*mark_notes(self), *cited.notes()),
        )
