"""What a dataset holds: which city has figures for which years and flows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._results import Listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from china_trade_cities._display import View
    from china_trade_cities._models import City, TradeRecord
    from china_trade_cities._period import Period
    from china_trade_cities._vocabulary import Flow


@frozen(kw_only=True, repr=False)
class CoverageRow:
    """What there is for one city, year and flow, for all goods with the world.

    Attributes:
        city: The city.
        year: Calendar year in which the periods begin.
        flow: Direction of trade.
        periods: The distinct periods with an amount, in order.
        records: How many records carry an amount; several may speak of one period.

    Examples:
        >>> import china_trade_cities as ctc
        >>> rows = ctc.load_dataset("2026.1").coverage()
        >>> [len(row.periods) for row in rows if (row.city.id, row.year) == ("ningbo", 2025)]
        [13, 13, 15]
    """

    city: City
    year: int
    flow: Flow
    periods: tuple[Period, ...]
    records: int

    @property
    def full_year(self) -> bool:
        """Whether there is a figure of the whole year."""
        return any(period.is_full_year for period in self.periods)

    @property
    def to_date(self) -> Period | None:
        """The longest span from January of the year, if there is one."""
        spans = [period for period in self.periods if period.is_year_to_date]
        return spans[-1] if spans else None

    def __repr__(self) -> str:
        return f"<CoverageRow {self.city.id} {self.year} {self.flow}, periods: {len(self.periods)}>"


@frozen(kw_only=True, repr=False)
class Coverage(Listed[CoverageRow]):
    """Cities x years x flows: what can be asked of a dataset.

    A sequence of `CoverageRow`, by city id, year and flow.

    Attributes:
        entries: The rows.
    """

    entries: tuple[CoverageRow, ...]

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per row with plain values, ready for JSON, CSV or a dataframe."""
        return [
            {
                "city": row.city.id,
                "name": row.city.name,
                "name_zh": row.city.name_zh,
                "year": row.year,
                "flow": row.flow.value,
                "periods": len(row.periods),
                "records": row.records,
                "full_year": row.full_year,
                "to_date": str(row.to_date) if row.to_date else None,
            }
            for row in self
        ]

    def _view(self) -> View:
        from china_trade_cities._display import View
        from china_trade_cities._wording import city_words

        rows = [
            (
                city_words(row.city),
                str(row.year),
                row.flow.value,
                str(len(row.periods)),
                "yes" if row.full_year else "",
                str(row.to_date or ""),
            )
            for row in self
        ]
        return View(
            "Amounts of all goods with the world",
            ("city", ">year", "flow", ">periods", "full year", "longest to date"),
            rows,
        )

    def __repr__(self) -> str:
        cities = len({row.city for row in self})
        return f"<Coverage of {cities} cities: {len(self)} rows>"


def coverage_of(records: Iterable[TradeRecord]) -> Coverage:
    """Amounts of all goods with the world, by city, year and flow."""
    groups: dict[tuple[str, int, str], list[TradeRecord]] = defaultdict(list)
    for record in records:
        if record.product is None and record.partner is None and record.value is not None:
            groups[record.city.id, record.period.year, record.flow].append(record)
    return Coverage(
        entries=tuple(
            CoverageRow(
                city=group[0].city,
                year=group[0].period.year,
                flow=group[0].flow,
                periods=tuple(sorted({record.period for record in group})),
                records=len(group),
            )
            for _, group in sorted(groups.items())
        )
    )
