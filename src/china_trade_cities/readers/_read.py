"""Reading official customs tables: by location of importer/exporter, and Zhejiang by city."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import Dataset, index_of
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.record import City, Source, TradeRecord
from china_trade_cities._model.vocabulary import Currency, Flow, Status, Tier, parse_word
from china_trade_cities._tables.rows import CUSTOMS_FLOWS, january_to
from china_trade_cities.exceptions import InvalidArgumentError, SourceNotFoundError
from china_trade_cities.readers._editions import HANGZHOU, LOCATION, Kind
from china_trade_cities.readers._faults import Faults
from china_trade_cities.readers._file import PathOrBuffer, text_of, unreadable
from china_trade_cities.readers._grid import Grid, GridRow, csv_grid, looks_like_html
from china_trade_cities.readers._header import has_header, header_of, other_table
from china_trade_cities.readers._html import html_grids
from china_trade_cities.readers._plausible import Control, check_division, check_month, check_rows
from china_trade_cities.readers._rows import Place, body_of, fill, spans, total_of
from china_trade_cities.readers._table import CustomsFigure, CustomsPlace, CustomsTable
from china_trade_cities.readers._title import Statements

EditionLike: TypeAlias = Currency | Literal["CNY", "USD"]
_ZONE = re.compile("开发区|园区|示范区|新区|合作区|实验区|工业园|保税|^平潭$")
"""Parts of cities that customs print beside them, recognised by name."""

_DOES_NOT_ADD_UP = "exports and imports as printed do not make the total, or its growth, as printed"


def read_customs_location(
    path_or_buffer: PathOrBuffer,
    *,
    edition: EditionLike | None = None,
    period: PeriodLike | None = None,
    source: Source | None = None,
    dataset: Dataset | None = None,
) -> CustomsTable:
    """Read table (8) of the monthly bulletin of China Customs: by location of importer/exporter.

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
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities.readers import read_customs_location
        >>> try:
        ...     read_customs_location(io.StringIO("<h1>404 Not Found</h1>"))
        ... except ctc.exceptions.DatasetError as error:
        ...     print(error.problems[0])
        no table with a column 收发货人所在地
    """
    return _read(LOCATION, path_or_buffer, edition, period, source=source, dataset=dataset)


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

    Files, arguments and errors are those of `read_customs_location`. The `period` is needed only
    where the name of the file does not hold the month.
    """
    return _read(HANGZHOU, path_or_buffer, edition, period, source=source, dataset=dataset)


def read_customs_table(
    path_or_buffer: PathOrBuffer,
    *,
    edition: EditionLike | None = None,
    period: PeriodLike | None = None,
    source: Source | None = None,
    dataset: Dataset | None = None,
) -> CustomsTable:
    """Read whichever of the two official tables by place a file holds.

    A file that names provinces is table (8) of China Customs, one that names cities of Zhejiang
    alone the table of Hangzhou Customs. Arguments and errors are those of
    `read_customs_location`.
    """
    return _read(None, path_or_buffer, edition, period, source=source, dataset=dataset)


def _kind_of(places: Iterable[Place], asked: Kind | None, name: str | None) -> Kind:
    """The table that has such rows, which must be the one that was asked for, if any was."""
    names = {place.name for place in places}
    found = None
    for kind in (HANGZHOU, LOCATION):  # which has cities too
        if len(kind.parts() & set(map(kind.part, names))) > 1:
            found = kind
    if asked and found and found is not asked:
        publishers = f"of {asked.publisher}; got that of {found.publisher}"
        raise unreadable(name, f"the table must be that {publishers}: read_customs_table reads it")
    return asked or found or LOCATION


def _read(
    kind: Kind | None,
    path_or_buffer: PathOrBuffer,
    edition: EditionLike | None,
    period: PeriodLike | None,
    *,
    source: Source | None,
    dataset: Dataset | None,
) -> CustomsTable:
    currency = None if edition is None else parse_word(Currency, edition, "edition")
    if currency not in (None, Currency.CNY, Currency.USD):
        raise InvalidArgumentError("edition", edition, "one of 'CNY', 'USD'")
    month = None if period is None else _month_of(period)
    if source is not None and not isinstance(source, Source):
        raise InvalidArgumentError("source", source, "a Source, or None")
    dataset = dataset_or_bundled(dataset)
    name, text = text_of(path_or_buffer)
    grid = _grid_of(text, name)

    header, wrong = header_of(grid.rows)
    faults = Faults(name, header)
    for message in wrong:
        faults.fault(message, header.line)
    faults.stop()
    body = body_of(header, faults)
    faults.stop()

    kind = _kind_of(body.places, kind, name)
    statements = Statements(name, grid.title(), header, body.notes, faults)
    to_date = january_to(statements.month(month))
    total = total_of(kind, body.places, faults)
    control = Control(dataset, kind.area, to_date)
    unit = statements.unit(currency, total, control)
    fill(body.places, header, to_date, unit, faults)
    faults.stop()
    check_rows(kind, body.places, total, to_date, faults)
    check_division(total, control, to_date, faults)

    areas = {area.name_zh: area for area in dataset.reference_areas or control.areas}
    areas |= dict.fromkeys(kind.total, control.area)
    found = _Found(dataset, kind, areas, body.places, faults)
    check_month([*found.areas, *found.cities], to_date, unit.currency, dataset, faults)
    faults.stop()
    absent = _cities_of(kind, control.nearest, dataset) - {city for city, _ in found.cities}
    if absent:
        names = ", ".join(sorted(city.name_zh for city in absent))
        faults.report(f"no row for {names}, which the table of {control.nearest} has")
    if kind.has_note and not body.notes:
        faults.report("no note ends the table: rows may be cut off")
    cited = source or _source(kind, to_date.last_month, unit.currency, dataset)
    return CustomsTable(
        period=to_date,
        currency=unit.currency,
        source=cited,
        records=tuple(_records(found.cities, to_date, cited)),
        reference_records=tuple(_records(found.areas, to_date, cited)),
        zones=tuple(map(_as_printed, found.zones)),
        unknown=tuple(map(_as_printed, found.unknown)),
        notes=tuple(next(filter(None, row.cells)) for row in body.notes),
        problems=faults.reported(),
    )


def _month_of(period: PeriodLike) -> Period:
    parsed = Period.parse(period)
    if not (parsed.is_month or parsed.is_year_to_date):
        allowed = "a month such as '2024-12', or January to that month"
        raise InvalidArgumentError("period", period, allowed)
    return parsed.last_month


def _grid_of(text: str, name: str | None) -> Grid:
    if looks_like_html(text):
        grids = html_grids(text, name, lambda rows: has_header(rows) or bool(other_table(rows)))
    else:
        first = text[:1_000].partition("\n")[0].replace('"', "").split(",")
        if (other := other_table([GridRow(1, first)])) and not has_header([GridRow(1, first)]):
            raise unreadable(name, f"the table must be (8); got {other}")
        grids = [csv_grid(text, name)]
    wanted = [grid for grid in grids if has_header(grid.rows)]
    if len(wanted) > 1:
        line = wanted[1].rows[0].line
        raise unreadable(name, "the file must hold one table; got a second one", line)
    if not wanted:
        other = next(filter(None, (other_table(grid.rows) for grid in grids)), None)
        if other:
            raise unreadable(name, f"the table must be (8); got {other}")
        raise unreadable(name, "no table with a column 收发货人所在地")
    return wanted[0]


class _Found:
    """Places by what they are: the nation and provinces, cities, development zones, and others."""

    def __init__(
        self,
        dataset: Dataset,
        kind: Kind,
        areas: dict[str, City],
        places: list[Place],
        faults: Faults,
    ) -> None:
        self.areas: list[tuple[City, Place]] = []
        self.cities: list[tuple[City, Place]] = []
        self.zones: list[Place] = []
        self.unknown: list[Place] = []
        lines: dict[City, int] = {}
        for place in places:
            if place.name in areas:
                self.areas.append((areas[place.name], place))
            elif _ZONE.search(place.name):
                self.zones.append(place)
            elif city := _city(dataset, kind.part(place.name)):
                self.cities.append((city, place))
                if city in lines:
                    message = f"{place.name} is {city.id}, which stands in line {lines[city]} too"
                    faults.fault(message, place.line)
                lines.setdefault(city, place.line)
            else:
                self.unknown.append(place)
                faults.report(f"{place.name[:100]!r} is not recognised", place.line)


def _cities_of(kind: Kind, period: Period, dataset: Dataset) -> set[City]:
    """The cities that the dataset has from the table of some month."""
    return {
        record.city
        for record in dataset.records_for(period=period, flow=Flow.TOTAL)
        if record.source.id.startswith(f"{kind.id}-")
    }


def _city(dataset: Dataset, name: str) -> City | None:
    """The city that a Chinese name means; names in Latin letters may be shared."""
    if name.isascii():
        return None
    found = index_of(dataset).city_names.find(name)
    return found[0] if len(found) == 1 else None


def _source(kind: Kind, month: Period, currency: Currency, dataset: Dataset) -> Source:
    """The dataset's source of this table, or one made from what is known of it."""
    edition = "" if currency is Currency.CNY else f"-{currency.lower()}"
    key = f"{kind.id}{edition}-{month}"
    try:
        return dataset.source(key)
    except SourceNotFoundError:
        title = kind.titles[currency].format(month)
        return Source(id=key, title=title, publisher=kind.publisher, tier=Tier.OFFICIAL)


def _as_printed(place: Place) -> CustomsPlace:
    figures = tuple(CustomsFigure(**figure) for figure in place.figures.values())
    return CustomsPlace(name=place.name, line=place.line, figures=figures)


def _records(
    places: Iterable[tuple[City, Place]], period: Period, source: Source
) -> Iterator[TradeRecord]:
    """Records in the order of bundled ones: by period and flow, then as the table goes."""
    places = list(places)
    for span in spans(period):
        for flow in CUSTOMS_FLOWS:
            for city, place in places:
                figure = place.figures.get((span, flow))
                if figure is not None:
                    doubt: dict[str, Any] = {}
                    if span in place.unsound:
                        doubt = {"status": Status.UNRELIABLE, "note": _DOES_NOT_ADD_UP}
                    yield TradeRecord(city=city, source=source, **figure, **doubt)
