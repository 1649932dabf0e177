"""Reading official customs tables: by location of importer/exporter, and Zhejiang by city."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from china_trade_cities._bundle import asked, load_dataset
from china_trade_cities._dataset import index_of
from china_trade_cities._layout import COLUMNS, CUSTOMS_MULTIPLIER, DASH
from china_trade_cities._models import Source, TradeRecord
from china_trade_cities._period import Period
from china_trade_cities._problem import Problem
from china_trade_cities._rows import CUSTOMS_FLOWS, customs_figure
from china_trade_cities._tables import january_to
from china_trade_cities._vocabulary import Currency, Flow, Level, Status, Tier, parse_word
from china_trade_cities.exceptions import (
    DatasetError,
    InvalidArgumentError,
    InvalidFieldError,
    SourceNotFoundError,
)
from china_trade_cities.readers._amounts import ALLOWED, decimals_of, in_layout, percent, plain
from china_trade_cities.readers._control import Control
from china_trade_cities.readers._customs_table import CustomsFigure, CustomsPlace, CustomsTable
from china_trade_cities.readers._grid import Grid, GridRow, compact, csv_grid, looks_like_html
from china_trade_cities.readers._header import (
    FIGURES,
    PLACE,
    has_header,
    header_of,
    other_table,
)
from china_trade_cities.readers._html import html_grids
from china_trade_cities.readers._statements import (
    Unit,
    month_in_name,
    titled_currencies,
    titled_months,
    units,
)
from china_trade_cities.readers._text import text_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from china_trade_cities._dataset import Dataset
    from china_trade_cities._models import City
    from china_trade_cities._period import PeriodLike
    from china_trade_cities.readers._text import PathOrBuffer

    EditionLike: TypeAlias = "Currency | Literal['CNY', 'USD']"

_LAYOUT = {Currency.CNY: CUSTOMS_MULTIPLIER, Currency.USD: 3}
"""Power of ten in which the bulletin prints each currency: 10,000 yuan, 1,000 dollars."""

_UNITS = {Currency.CNY: "万元 or 元", Currency.USD: "千美元 or 美元"}

_ANY_UNIT = "万元 or 元 (yuan), 千美元 or 美元 (dollars)"

_ZONE = re.compile("开发区|园区|示范区|新区|合作区|实验区|工业园|保税|^平潭$")
"""Parts of cities that customs print beside them: the name tells."""

_NOTE = re.compile("注|单位|说明|备注|资料来源|数据来源|[*※]")
_MARK = re.compile(r"\[[^\]]*\]$")


class _Kind(NamedTuple):
    """A table that can be read.

    Attributes:
        id: How ids of its sources begin.
        publisher: Who publishes it.
        titles: Its title, by currency; the month stands for ``{}``.
        area: GB/T 2260 code of the area that its total row is of; None for the nation.
        total: What the total row is called.
        suffixes: What may follow the name of a part of the total.
        parts: The names that the total row is the sum of.
        has_note: Whether a note always ends it.
    """

    id: str
    publisher: str
    titles: dict[Currency, str]
    area: str | None
    total: frozenset[str]
    suffixes: tuple[str, ...]
    parts: Callable[[Dataset], set[str]]
    has_note: bool


def _provinces(dataset: Dataset) -> set[str]:
    municipalities = (city for city in dataset.cities if city.level is Level.MUNICIPALITY)
    areas = (area for area in dataset.reference_areas if area.level is Level.PROVINCE)
    return {place.province_zh for place in (*areas, *municipalities)}


def _cities_of_zhejiang(dataset: Dataset) -> set[str]:
    return {
        city.name_zh
        for city in dataset.cities
        if city.province == "Zhejiang" and not city.is_county_level
    }


_ENGLISH = "(8) imports and exports by location of importers/exporters"
_LOCATION = _Kind(
    id="gacc-location",
    publisher="General Administration of Customs of China",
    titles={
        Currency.CNY: f"进出口商品收发货人所在地总值表（人民币值） {{}}: {_ENGLISH}",
        Currency.USD: f"进出口商品收发货人所在地总值表（美元值） {{}}: {_ENGLISH}",
    },
    area=None,
    total=frozenset({"总值", "总计", "合计", "全国"}),
    suffixes=(),
    parts=_provinces,
    has_note=True,
)
_HANGZHOU = _Kind(
    id="hangzhou-customs",
    publisher="Hangzhou Customs",
    titles={
        Currency.CNY: "Imports and exports of Zhejiang by city, year to date {}",
        Currency.USD: "Imports and exports of Zhejiang by city in US dollars, year to date {}",
    },
    area="330000",
    total=frozenset({"总值", "总计", "合计", "浙江省", "全省"}),
    suffixes=("地区", "市"),
    parts=_cities_of_zhejiang,
    has_note=False,
)


def read_customs_location(
    path_or_buffer: PathOrBuffer,
    *,
    edition: EditionLike | None = None,
    period: PeriodLike | None = None,
    source: Source | None = None,
    dataset: Dataset | None = None,
) -> CustomsTable:
    """Read table (8) of the monthly bulletin of China Customs: trade by location of importer/exporter.

    Reads the saved page (HTML) and the CSV that ``pandas.read_html(...)[0].to_csv(...)`` makes of
    it, in UTF-8 or GB18030. Columns are found by what their header says, wherever they stand.

    Args:
        path_or_buffer: The file, or a file opened for reading.
        edition: ``"CNY"`` or ``"USD"``: the currency that the table must be in; needed only where
            it does not state its unit.
        period: The month, or January to that month; needed only where neither the title nor the
            name of the file says the year.
        source: What the records shall cite; None for the dataset's own source of this month, or,
            where it has none, one made from the title.
        dataset: Where cities, areas and sources are looked up; None for the newest bundled one.

    Raises:
        DatasetError: The file is no such table, or something in it cannot be what was printed;
            `problems` lists all that was found, with line and column.
        MissingExtraError: The file is HTML and lxml is not installed.
        InvalidArgumentError, InvalidPeriodError: An argument cannot be used.
        OSError: The file cannot be read.

    Examples:
        >>> import io
        >>> from china_trade_cities.readers import read_customs_location
        >>> try:
        ...     read_customs_location(io.StringIO("<h1>404 Not Found</h1>"))
        ... except ctc.exceptions.DatasetError as error:
        ...     print(error.problems[0])
        no table with a column 收发货人所在地
    """
    return _read(_LOCATION, path_or_buffer, edition, period, source, dataset)


def read_customs_hangzhou(
    path_or_buffer: PathOrBuffer,
    *,
    edition: EditionLike | None = None,
    period: PeriodLike | None = None,
    source: Source | None = None,
    dataset: Dataset | None = None,
) -> CustomsTable:
    """Read the table of Hangzhou Customs: trade of Zhejiang by city, year to date.

    It prints imports before exports, has no figures of single months, and the copies that people
    hold often state another unit than the figures are in. Such a unit is found by comparing the
    total row with what is known of Zhejiang, corrected and reported in `CustomsTable.problems`.

    Args:
        path_or_buffer: The file, or a file opened for reading: HTML or CSV, UTF-8 or GB18030.
        edition: ``"CNY"`` or ``"USD"``: the currency that the table must be in; needed only where
            it does not state its unit.
        period: The month, or January to that month; needed only where the name of the file does
            not hold it.
        source: What the records shall cite; None for the dataset's own source of this month, or,
            where it has none, one made from the title.
        dataset: Where cities, areas and sources are looked up; None for the newest bundled one.

    Raises:
        DatasetError: The file is no such table, or something in it cannot be what was printed;
            `problems` lists all that was found, with line and column.
        MissingExtraError: The file is HTML and lxml is not installed.
        InvalidArgumentError, InvalidPeriodError: An argument cannot be used.
        OSError: The file cannot be read.
    """
    return _read(_HANGZHOU, path_or_buffer, edition, period, source, dataset)


def _read(
    kind: _Kind,
    path_or_buffer: PathOrBuffer,
    edition: EditionLike | None,
    period: PeriodLike | None,
    source: Source | None,
    dataset: Dataset | None,
) -> CustomsTable:
    currency = None if edition is None else parse_word(Currency, edition, "edition")
    if currency not in (None, *_LAYOUT):
        raise InvalidArgumentError("edition", edition, "'CNY' or 'USD'")
    if source is not None and not isinstance(source, Source):
        raise InvalidArgumentError("source", source, "a Source, or None")
    month = None if period is None else _month_of(period)
    dataset = asked(dataset)
    name, text = text_of(path_or_buffer)
    return _Reading(kind, name, _grid(text, name), dataset).table(currency, month, source)


def _month_of(period: PeriodLike) -> Period:
    parsed = Period.parse(period)
    if not (parsed.is_month or parsed.is_year_to_date):
        raise InvalidArgumentError(
            "period", period, "a month such as '2024-12', or January to that month"
        )
    return parsed.last_month


def _grid(text: str, name: str | None) -> Grid:
    """The one table in a text that has the header of places."""
    if looks_like_html(text):
        grids = html_grids(text, name, lambda rows: has_header(rows) or bool(other_table(rows)))
    else:
        grids = [csv_grid(text, name)]
    wanted = [grid for grid in grids if has_header(grid.rows)]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        line = wanted[1].rows[0].line
        raise unreadable(name, "a second table: allowed is one table in a file", line)
    for grid in grids:
        other = other_table(grid.rows)
        if other:
            raise unreadable(name, f"this is table {other}; allowed is table (8)")
    raise unreadable(name, "no table with a column 收发货人所在地")


class _Place:
    """A row of a place, on its way to records.

    Attributes:
        line: Its line.
        name: The place as printed, without marks of footnotes.
        cells: Its figures by column of the published layout, as plain numbers.
        figures: Fields of records by period and flow.
        unsound: The periods in which its exports and imports do not add up to the total.
    """

    def __init__(self, line: int, name: str, cells: dict[str, str]) -> None:
        self.line = line
        self.name = name
        self.cells = cells
        self.figures: dict[tuple[Period, Flow], dict[str, Any]] = {}
        self.unsound: set[Period] = set()


class _Reading:
    """One table on its way to a `CustomsTable`.

    What makes figures doubtful or wrong is a fault, and no table comes of it; what a reader should
    merely know is a problem of the table.
    """

    def __init__(self, kind: _Kind, name: str | None, grid: Grid, dataset: Dataset) -> None:
        self._kind = kind
        self._name = name
        self._grid = grid
        self._dataset = dataset
        self._faults: list[Problem] = []
        self._problems: list[Problem] = []
        self._header, wrong = header_of(grid.rows)
        for message in wrong:
            self._fault(message, self._header.line)
        self._stop()
        self._notes: list[GridRow] = []
        self._places = self._rows()
        self._stop()

    # --- what is found wrong ----------------------------------------------------------------

    def _problem(self, message: str, line: int | None = None, column: str | None = None) -> Problem:
        return Problem(
            file=self._name,
            line=line,
            column=self._header.texts[self._header.figures[column]] if column else None,
            message=message,
        )

    def _fault(self, message: str, line: int | None = None, column: str | None = None) -> None:
        self._faults.append(self._problem(message, line, column))

    def _report(self, message: str, line: int | None = None, column: str | None = None) -> None:
        self._problems.append(self._problem(message, line, column))

    def _stop(self) -> None:
        if self._faults:
            raise DatasetError(_in_order(self._faults))

    # --- rows -------------------------------------------------------------------------------

    def _rows(self) -> list[_Place]:
        """The rows of places; the others are notes."""
        width = len(self._header.texts)
        places: list[_Place] = []
        for row in self._header.below:
            filled = [cell for cell in row.cells if cell]
            if not filled:
                continue
            place = row.cells[self._header.place] if self._header.place < len(row.cells) else ""
            if PLACE.fullmatch(compact(place)):
                self._fault("a second header: allowed is one table in a file", row.line)
            elif len(set(filled)) == 1 and (len(filled) > 1 or _NOTE.match(filled[0])):
                self._notes.append(row)
            elif len(row.cells) < width or any(row.cells[width:]):
                self._fault(f"{len(row.cells)} cells where the header has {width}", row.line)
            elif not place:
                self._fault("figures without a place", row.line)
            else:
                name = _MARK.sub("", compact(place))
                places.append(_Place(row.line, name, self._cells(row)))
        return places

    def _cells(self, row: GridRow) -> dict[str, str]:
        cells: dict[str, str] = {}
        for column, position in self._header.figures.items():
            text = row.cells[position]
            cell = plain(text)
            is_growth = column.startswith("growth")
            if cell is None or (cell.startswith("-") and cell != DASH and not is_growth):
                self._fault(f"{text!r} is no figure: allowed is {ALLOWED}", row.line, column)
            elif not cell:
                self._report("blank: no figure is read", row.line, column)
            cells[column] = cell or ""
        return cells

    # --- the whole --------------------------------------------------------------------------

    def table(
        self, edition: Currency | None, month: Period | None, source: Source | None
    ) -> CustomsTable:
        """What the rows say."""
        period = january_to(self._period(month))
        total = self._total()
        control = Control(self._dataset, self._kind.area, period)
        unit = self._unit(edition, total, control)
        self._scale(unit)
        self._divide(period, unit.currency)
        self._stop()
        self._add_up(total, period)
        self._compare(total, control, period)
        self._stop()
        return self._result(control, period, unit.currency, source)

    def _period(self, given: Period | None) -> Period:
        """The month of the table."""
        before = (self._grid.title, *(cell for row in self._header.above for cell in row.cells))
        titled = titled_months("".join(before))[-1:]
        stated = {
            "period=": given,
            "the title": titled[0] if titled else None,
            "the name of the file": None if given else month_in_name(self._name),
        }
        known = {where: month for where, month in stated.items() if month is not None}
        for (where, one), (other_where, other) in pairwise(known.items()):
            if one != other:
                self._fault(f"{where} says {one}, {other_where} {other}: pass the right period=")
        if not known:
            self._fault("the year is stated nowhere: pass period=, such as period='2024-12'")
        self._stop()
        month = next(iter(known.values()))
        for number, text in self._header.months.items():
            if number != month.month:
                self._fault(
                    f"the header says {text!r} where the month is {month}", self._header.line
                )
        for row in self._notes:
            if any(other != month for other in titled_months("".join(row.cells))):
                self._fault(f"the title of another month than {month}: two tables", row.line)
        self._stop()
        return month

    def _total(self) -> _Place:
        """The total row; every place stands once, and no part of the total is missing."""
        lines: dict[str, int] = {}
        for place in self._places:
            if place.name in lines:
                self._fault(f"{place.name} stands in line {lines[place.name]} too", place.line)
            lines.setdefault(place.name, place.line)
        totals = [place for place in self._places if place.name in self._kind.total]
        if len(totals) != 1:
            words = ", ".join(sorted(self._kind.total))
            self._fault(f"{len(totals)} total rows: allowed is one, called one of {words}")
        missing = self._kind.parts(load_dataset()) - set(map(self._part, self._places))
        if missing:
            self._fault(f"the table is cut: no row for {', '.join(sorted(missing))}")
        self._stop()
        return totals[0]

    def _part(self, place: _Place) -> str:
        """The name of a place as part of the total."""
        return next(
            (
                place.name.removesuffix(suffix)
                for suffix in self._kind.suffixes
                if place.name.endswith(suffix)
            ),
            place.name,
        )

    # --- amounts ----------------------------------------------------------------------------

    def _unit(self, edition: Currency | None, total: _Place, control: Control) -> Unit:
        """The unit that the figures are in, whatever the table states."""
        stated = self._stated(edition)
        self._stop()
        layout = _LAYOUT[stated.currency]
        cell = total.cells["total_ytd"]
        if cell in ("", DASH):
            self._fault("the total row must hold a number", total.line, "total_ytd")
            self._stop()
        fitting = [
            exponent
            for exponent in dict.fromkeys((stated.exponent, layout, 0))
            if control.fits(Decimal(cell).scaleb(exponent), stated.currency)
        ]
        if not fitting or fitting[0] not in (layout, 0):
            self._fault(
                f"the total {cell} in the stated unit of {stated} is not what is known of "
                f"{control.area.name}: allowed is {_UNITS[stated.currency]}",
                total.line,
                "total_ytd",
            )
            self._stop()
        unit = Unit(stated.currency, fitting[0])
        if unit != stated:
            self._report(
                f"the stated unit of {stated} cannot be right: the total {cell} makes sense in "
                f"units of {unit}, in which all amounts are read",
                total.line,
                "total_ytd",
            )
        return unit

    def _stated(self, edition: Currency | None) -> Unit:
        """The unit that the table states."""
        inside = [(row.line, cell) for row in self._header.above for cell in row.cells]
        inside += [(self._header.line, text) for text in self._header.texts]
        inside += [(row.line, cell) for row in self._notes for cell in row.cells]
        found: dict[Unit, str] = {}
        for line, text in inside:
            for words, unit in units([text]):
                if unit is None or unit.currency not in _LAYOUT:
                    self._fault(f"the unit {words!r} is not known: allowed is {_ANY_UNIT}", line)
                else:
                    found.setdefault(unit, words)
        # Before the table a page may speak of other units too: those that make sense count.
        before = [(words, unit) for words, unit in units([self._grid.title]) if unit]
        if not found and before:
            found[before[-1][1]] = before[-1][0]
        if len(found) > 1:
            self._fault(f"two units are stated: {' and '.join(found.values())}")
        texts = (self._grid.title, *(text for _, text in inside[: -len(self._notes) or None]))
        currencies = titled_currencies("".join(texts)) | {unit.currency for unit in found}
        if edition is not None:
            currencies.add(edition)
        if len(currencies) > 1:
            self._fault("title, unit and edition= name more than one currency")
        if found:
            return next(iter(found))
        if edition is None:
            self._fault(f"no unit is stated: allowed is 单位 with {_ANY_UNIT}, or pass edition=")
            self._stop()
        unit = Unit(edition or Currency.CNY, _LAYOUT[edition or Currency.CNY])
        self._report(f"no unit is stated: amounts are read in units of {unit}, as customs print")
        return unit

    def _scale(self, unit: Unit) -> None:
        """Write all figures as the published layout has them."""
        amounts = [column for column in self._header.figures if not column.startswith("growth")]
        rates = [column for column in self._header.figures if column.startswith("growth")]
        every = [place.cells for place in self._places]
        decimals = decimals_of(cells[column] for cells in every for column in amounts)
        computed = decimals_of(cells[column] for cells in every for column in rates)
        if computed > 2:
            self._report(f"growth is printed to {computed} decimals: it is read to one")
        for place in self._places:
            for column in rates:
                place.cells[column] = percent(place.cells[column], rounded=computed > 2)
            for column in amounts:
                cell = in_layout(
                    place.cells[column], unit.exponent, decimals, _LAYOUT[unit.currency]
                )
                if cell is None:
                    self._fault(
                        f"{place.cells[column]!r} in units of {unit} is no whole number of "
                        f"{unit.currency}: allowed is one",
                        place.line,
                        column,
                    )
                place.cells[column] = cell or ""

    def _divide(self, period: Period, currency: Currency) -> None:
        """Divide the cells of every row among its figures."""
        columns = COLUMNS["customs_monthly"]
        for place in self._places:
            row = [place.cells.get(column, "") for column in columns]
            for span in _spans(period):
                for flow in CUSTOMS_FLOWS:
                    try:
                        figure = customs_figure(row, span, flow, currency, _LAYOUT[currency])
                        if figure is not None:
                            CustomsFigure(**figure)  # what no record may hold is found here
                            place.figures[span, flow] = figure
                    except (InvalidArgumentError, InvalidFieldError) as error:
                        self._fault(str(error), place.line, FIGURES[flow, "to date"])

    # --- checks -----------------------------------------------------------------------------

    def _add_up(self, total: _Place, period: Period) -> None:
        """Exports and imports make the total of each row; the parts make the total row."""
        for place in self._places:
            for span in _spans(period):
                whole, *parts = (place.figures.get((span, flow)) for flow in CUSTOMS_FLOWS)
                gap = _gap(whole, parts)
                if not gap:
                    continue
                message = f"exports and imports of {span} differ from the total by {gap:,}"
                place.unsound.add(span)
                # Where not even the total row holds, the columns are not what they are called.
                tell = self._fault if place is total else self._report
                tell(message, place.line, FIGURES[Flow.TOTAL, "to date"])
        names = self._kind.parts(load_dataset())
        parts_of_total = [place for place in self._places if self._part(place) in names]
        for (span, flow), whole in total.figures.items():
            gap = _gap(whole, [part.figures.get((span, flow)) for part in parts_of_total])
            if gap:
                self._report(
                    f"the parts of {flow} {span} differ from the total by {gap:,}", total.line
                )

    def _compare(self, total: _Place, control: Control, period: Period) -> None:
        """The total row divides into exports and imports as it is known to."""
        for span in _spans(period):
            export, import_ = (
                (total.figures.get((span, flow)) or {}).get("value") for flow in _PARTS
            )
            if export and import_ and control.looks_swapped(Decimal(export), Decimal(import_)):
                self._fault(
                    f"exports and imports of {span} are swapped: of {control.area.name} the "
                    f"share of exports is known to be about {control.share:.0%}",
                    total.line,
                )
        rates = [(total.figures.get((period, flow)) or {}) for flow in CUSTOMS_FLOWS]
        if not _agree(rates):
            self._fault(
                "growth of the total is not what growth of exports and imports makes: the columns "
                "of growth are not those of the amounts",
                total.line,
            )

    # --- results ----------------------------------------------------------------------------

    def _result(
        self, control: Control, period: Period, currency: Currency, source: Source | None
    ) -> CustomsTable:
        cited = source or self._source(period.last_month, currency)
        cities: list[tuple[City, _Place]] = []
        areas: list[tuple[City, _Place]] = []
        zones: list[CustomsPlace] = []
        unknown: list[CustomsPlace] = []
        for place in self._places:
            area, city = self._area(place, control), self._city(place)
            if area:
                areas.append((area, place))
            elif city:
                cities.append((city, place))
            elif _ZONE.search(place.name):
                zones.append(_as_printed(place))
            else:
                unknown.append(_as_printed(place))
                self._report(f"{place.name!r} is not recognised", place.line)
        self._distinct(cities)
        self._stop()
        if self._kind.has_note and not self._notes:
            self._report("no note ends the table: rows may be cut off")
        return CustomsTable(
            period=period,
            currency=currency,
            source=cited,
            records=tuple(_records(cities, period, cited)),
            reference_records=tuple(_records(areas, period, cited)),
            zones=tuple(zones),
            unknown=tuple(unknown),
            notes=tuple(next(filter(None, row.cells)) for row in self._notes),
            problems=_in_order(self._problems),
        )

    def _source(self, month: Period, currency: Currency) -> Source:
        """The dataset's source of this table, or one made from what is known of it."""
        edition = "" if currency is Currency.CNY else f"-{currency.lower()}"
        key = f"{self._kind.id}{edition}-{month}"
        try:
            return self._dataset.source(key)
        except SourceNotFoundError:
            return Source(
                id=key,
                title=self._kind.titles[currency].format(month),
                publisher=self._kind.publisher,
                tier=Tier.OFFICIAL,
            )

    def _area(self, place: _Place, control: Control) -> City | None:
        """The reference area that a row is of."""
        if place.name in self._kind.total:
            return control.area
        areas = self._dataset.reference_areas or control.dataset.reference_areas
        return next((area for area in areas if area.name_zh == place.name), None)

    def _city(self, place: _Place) -> City | None:
        """The city that a row is of; names in Latin letters may be shared, and are not tried."""
        if place.name.isascii() or _ZONE.search(place.name):
            return None
        names = index_of(self._dataset).city_names
        found = names.find(place.name) or names.find(
            place.name.removesuffix("市").removesuffix("地区")
        )
        return found[0] if len(found) == 1 else None

    def _distinct(self, cities: Iterable[tuple[City, _Place]]) -> None:
        """Each city stands once, whatever it is called."""
        lines: dict[str, int] = {}
        for city, place in cities:
            if city.id in lines:
                self._fault(
                    f"{place.name} is {city.id}, which stands in line {lines[city.id]} too",
                    place.line,
                )
            lines.setdefault(city.id, place.line)


_PARTS = (Flow.EXPORT, Flow.IMPORT)


def _spans(period: Period) -> tuple[Period, ...]:
    """January to the month, and the month; in January they are one."""
    return tuple(sorted({period, period.last_month}))


def _gap(whole: dict[str, Any] | None, parts: Sequence[dict[str, Any] | None]) -> int:
    """How far parts are from their total, where rounding does not explain it; else 0."""
    figures = [whole, *parts]
    if any(figure is None or not _is_amount(figure) for figure in figures):
        return 0
    (low, high), *others = map(_interval, filter(None, figures))
    least, most = sum(other[0] for other in others), sum(other[1] for other in others)
    if least <= high and low <= most:
        return 0
    return abs(sum(other[0] + other[1] for other in others) - low - high) // 2


def _is_amount(figure: dict[str, Any]) -> bool:
    return figure["value"] is not None or figure["value_dash"]


def _interval(figure: dict[str, Any]) -> tuple[int, int]:
    """Lowest and highest amount that was printed so."""
    unit: int = figure["rounded_to"]
    if figure["value_dash"]:
        return 0, unit
    # Not half the unit: customs do not round every flow from its own full figure.
    value: int = figure["value"]
    return value - unit // 2, value + unit // 2


def _agree(rates: Sequence[dict[str, Any]]) -> bool:
    """Whether the growth of the total lies where growth and amounts of its parts put it."""
    if any(not rate.get("value") or rate.get("growth") is None for rate in rates):
        return True
    whole, *parts = rates
    bases = [part["value"] / (1 + part["growth"] / 100) for part in parts if part["growth"] > -100]
    expected = 100 * (sum(part["value"] for part in parts) / sum(bases) - 1)
    return abs(expected - whole["growth"]) < 3 * 10.0 ** -whole["growth_decimals"]


def _as_printed(place: _Place) -> CustomsPlace:
    figures = tuple(CustomsFigure(**figure) for figure in place.figures.values())
    return CustomsPlace(name=place.name, line=place.line, figures=figures)


def _records(
    places: Iterable[tuple[City, _Place]], period: Period, source: Source
) -> Iterator[TradeRecord]:
    """Records in the order of bundled ones: by period and flow, then as the table goes."""
    places = list(places)
    for span in _spans(period):
        for flow in CUSTOMS_FLOWS:
            for city, place in places:
                figure = place.figures.get((span, flow))
                if figure is None:
                    continue
                doubt: dict[str, Any] = {}
                if span in place.unsound:
                    doubt = {"status": Status.UNRELIABLE, "note": _DOES_NOT_ADD_UP}
                yield TradeRecord(city=city, source=source, **figure, **doubt)


_DOES_NOT_ADD_UP = "the printed exports and imports do not add up to the printed total"


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line, each once; what is said of the whole first."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0))
