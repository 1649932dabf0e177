"""What `compare` returns: cities side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from china_trade_cities._model.record import distinct
from china_trade_cities._queries.results import Listed

if TYPE_CHECKING:
    from china_trade_cities._display.view import Scale, View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import (
        City,
        Partner,
        PercentInterval,
        Product,
        Source,
        TradeRecord,
    )
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow
    from china_trade_cities._queries.city_profile import ProfileFigure
    from china_trade_cities._queries.conversion import Conversion


@frozen(kw_only=True, repr=False)
class ComparedFigure:
    """One flow of a city in a comparison.

    Attributes:
        flow: Direction of trade.
        figure: Amount, growth and rank; None where nothing comparable is published.
        share: The amount in percent of the national one; None where the reference table has no
            such amount, or the city is no part of it.
        share_range: Lowest and highest share that the rounding of both amounts allows.
        national: The record of the national amount.
        missing: Why there is no amount; blank where there is one.
        conversion: The exchange rate by which the amount was converted from its record's; None
            where it was published in the comparison's currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> total = ctc.compare(["Ningbo"])[0].figures[0]
        >>> total.flow.value, total.figure.value, total.figure.rank, round(total.share, 2)
        ('total', 1420251590000, 5, 3.24)
    """

    flow: Flow
    figure: ProfileFigure | None
    share: float | None = None
    share_range: PercentInterval | None = None
    national: TradeRecord | None = None
    missing: str = ""
    conversion: Conversion | None = None

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figure or exchange rate it is, or is computed from."""
        figure = self.figure.sources if self.figure else ()
        national = self.national.sources if self.national else ()
        return distinct((*figure, *national, *(self.conversion.sources if self.conversion else ())))

    def __repr__(self) -> str:
        value = self.figure.value if self.figure else None
        return f"<ComparedFigure {self.flow}: {value}>"


@frozen(kw_only=True, repr=False)
class ComparedCity:
    """A city in a comparison.

    Attributes:
        city: The city.
        figures: Total, export, import and balance, in this order.

    Examples:
        >>> import china_trade_cities as ctc
        >>> ningbo = ctc.compare(["Ningbo"])[0]
        >>> [(figure.flow.value, figure.figure.growth) for figure in ningbo.figures]
        [('total', 11.1), ('export', 14.1), ('import', 5.6), ('balance', None)]
    """

    city: City
    figures: tuple[ComparedFigure, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figures are compared."""
        return distinct(source for figure in self.figures for source in figure.sources)

    def __repr__(self) -> str:
        return f"<ComparedCity {self.city.id}>"


@frozen(kw_only=True, repr=False)
class Comparison(Listed[ComparedCity]):
    """Cities side by side, in the order in which they were named.

    A sequence of `ComparedCity`; a slice of it is a `Comparison` too.

    Attributes:
        entries: The cities.
        period: The months.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.

    Examples:
        >>> import china_trade_cities as ctc
        >>> comparison = ctc.compare(["Ningbo", "Qingdao"], period="2024-01/2024-11")
        >>> [(entry.city.name, entry.figures[0].figure.value) for entry in comparison]
        [('Ningbo', 1292198390000), ('Qingdao', 830653390000)]
    """

    entries: tuple[ComparedCity, ...]
    period: Period
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    convert_to: Currency | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody whose figures are compared."""
        return distinct(source for entry in self for source in entry.sources)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per city and flow with plain values, for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import rank_dict, rate_dict

        rows: list[dict[str, Any]] = []
        for entry in self:
            for compared in entry.figures:
                figure = compared.figure
                low, high = compared.share_range or (None, None)
                rank_range = figure.rank_range if figure else None
                rows.append(
                    {
                        "city": entry.city.id,
                        "name": entry.city.name,
                        "name_zh": entry.city.name_zh,
                        "period": str(self.period),
                        "flow": compared.flow.value,
                        "product": self.product.id if self.product else None,
                        "partner": self.partner.id if self.partner else None,
                        "value": figure.value if figure else None,
                        "currency": self.currency.value,
                        "basis": self.basis.value,
                        "computed": bool(figure and figure.is_computed),
                        "growth": figure.growth if figure else None,
                        **rank_dict(figure.rank if figure else None, rank_range or (None, None)),
                        "share": compared.share,
                        "share_low": low,
                        "share_high": high,
                        "missing": compared.missing,
                        "sources": [source.id for source in compared.sources],
                        **(
                            rate_dict(compared.conversion, figure.record if figure else None)
                            if self.convert_to
                            else {}
                        ),
                    }
                )
        return rows

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            city_words,
            conversion_words,
            scope_words,
        )

        cited = Citations()
        amounts = [
            figure.figure.value or 0
            for entry in self
            for figure in entry.figures
            if figure.figure is not None
        ]
        scale = Scale.for_amount(max(map(abs, amounts), default=0))
        rows: list[tuple[str, ...]] = []
        for line in zip(*(entry.figures for entry in self), strict=True):
            cells = [_cells(figure, scale) for figure in line]
            titles = (
                f"{FLOWS[line[0].flow]}, {scale.word}{self.currency}",
                "  growth %",
                "  rank",
                "  share of the nation %",
            )
            for title, row in zip(titles, zip(*cells, strict=True), strict=True):
                if any(row):
                    rows.append((title, *row))
        sources = (entry.sources for entry in self)
        rows.append(("source", *(cited.cite(each) if each else "" for each in sources)))
        computed = any(figure.endswith("*") for row in rows for figure in row)
        conversions = dict.fromkeys(
            figure.conversion for entry in self for figure in entry.figures if figure.conversion
        )
        gaps = [
            f"{entry.city.name}, {FLOWS[figure.flow].lower()}: {figure.missing}."
            for entry in self
            for figure in entry.figures
            if figure.missing
        ]
        return View(
            f"{self.period}: {scope_words(self.product, self.partner)}, {BASES[self.basis]}",
            ("figure", *(f">{city_words(entry.city)}" for entry in self)),
            rows,
            (
                *(("*: computed, export less import of one source.",) if computed else ()),
                *(conversion_words(conversion, cited) for conversion in conversions),
                *gaps,
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return f"<Comparison of {len(self)} cities, {self.period}>"


def _cells(compared: ComparedFigure, scale: Scale) -> tuple[str, str, str, str]:
    """Amount, growth, rank and share in words, blank where there is none."""
    from china_trade_cities._display.view import rank_text
    from china_trade_cities._display.words import growth_words, mark, percent_words

    figure = compared.figure
    if figure is None:
        return ("", "", "", "")
    amount = ""
    if figure.value is not None:
        rounded_to = max(
            record.rounded_to for record in (figure.record, *figure.parts) if record is not None
        )
        marks = mark(figure.record) if figure.record else ""
        amount = scale.show(figure.value, rounded_to) + marks
        amount += "*" if figure.is_computed else ""
        amount += " c" if compared.conversion else ""
    rank = f"{rank_text(figure.rank_range)} of {figure.ranked}" if figure.rank_range else ""
    growth = growth_words(figure.growth_record) if figure.growth_record else ""
    return amount, growth, rank, percent_words(compared.share, 2)
