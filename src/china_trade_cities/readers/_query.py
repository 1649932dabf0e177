"""Reading the CSV that the customs query site exports, row by row."""

from __future__ import annotations

import codecs
import csv
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, fields, frozen

from china_trade_cities._dataset.dataset import FlowLike
from china_trade_cities._extras import from_extra
from china_trade_cities._model.period import Period, PeriodLike
from china_trade_cities._model.validators import (
    finite_number,
    integer,
    is_a,
    optional_text,
    reject,
    tuple_of,
    whole_number,
)
from china_trade_cities._model.vocabulary import Currency, Flow, parse_word
from china_trade_cities._problem import Problem
from china_trade_cities._tables.limits import checked_path, refuse_archive
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError
from china_trade_cities.readers._file import unreadable
from china_trade_cities.readers._header import PLACE

if TYPE_CHECKING:
    from attrs import Attribute

Cells: TypeAlias = list[Any]

_LONGEST_LINE = 10_000  # a thousand is much; names are remembered by the thousand
_MOST_PROBLEMS = 100
_MONTH = "数据年月"
_CURRENCIES = {"人民币": Currency.CNY, "美元": Currency.USD}
_COLUMNS = {
    _MONTH: "period",
    "商品编码": "product_code",
    "商品名称": "product",
    "贸易伙伴编码": "partner_code",
    "贸易伙伴名称": "partner",
    "贸易方式编码": "trade_mode_code",
    "贸易方式名称": "trade_mode",
    "注册地编码": "province_code",
    "注册地名称": "province",
    "收发货人注册地编码": "province_code",
    "收发货人注册地名称": "province",
    "第一数量": "quantity",
    "第一计量单位": "quantity_unit",
    "第二数量": "second_quantity",
    "第二计量单位": "second_quantity_unit",
    **dict.fromkeys(_CURRENCIES, "value"),
}
"""The field that each column of the site fills; a query may ask for them in any order."""


def _code(least: int, most: int) -> Any:
    """A field that holds a code: digits as text, as zeros may lead."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and not (isinstance(value, str) and _is_code(value, least, most)):
            reject(instance, attribute, value, f"{least} to {most} digits as text, or None")

    return field(default=None, validator=check)


def _is_code(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and least <= len(text) <= most


@frozen(kw_only=True, repr=False)
class CustomsQueryRow:
    """One row of a query: trade of all China, or of a province, by product and partner.

    Figures are not by city: the finest place that the site knows is the province in which the
    importer or exporter is registered. What the query did not ask for is None.

    Attributes:
        period: The month; or what the whole query covers, where it was not asked by month.
        flow: Direction of trade.
        product_code: HS code of 2 to 8 digits, text with leading zeros.
        product: Its Chinese name.
        partner_code: Code of the partner by China Customs: neither ISO 3166 nor M49.
        partner: Its Chinese name.
        trade_mode_code: Code of the customs regime (ordinary trade, processing and so on).
        trade_mode: Its Chinese name.
        province_code: Code of the province of registration.
        province: Its Chinese name.
        quantity: Amount in `quantity_unit`; None where the product has no such unit.
        quantity_unit: Unit of `quantity`, in Chinese.
        second_quantity: Amount in `second_quantity_unit`.
        second_quantity_unit: Unit of `second_quantity`.
        value: Amount in whole units of `currency`.
        currency: Currency of `value`.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.
    """

    period: Period = field(validator=is_a(Period))
    flow: Flow = field(validator=is_a(Flow))
    product_code: str | None = _code(2, 10)
    product: str | None = field(default=None, validator=optional_text)
    partner_code: str | None = _code(3, 3)
    partner: str | None = field(default=None, validator=optional_text)
    trade_mode_code: str | None = _code(2, 4)
    trade_mode: str | None = field(default=None, validator=optional_text)
    province_code: str | None = _code(2, 6)
    province: str | None = field(default=None, validator=optional_text)
    quantity: float | None = field(default=None, validator=finite_number(0, 1e18))
    quantity_unit: str | None = field(default=None, validator=optional_text)
    second_quantity: float | None = field(default=None, validator=finite_number(0, 1e18))
    second_quantity_unit: str | None = field(default=None, validator=optional_text)
    value: int = field(validator=whole_number(0))
    currency: Currency = field(validator=is_a(Currency))

    def __repr__(self) -> str:
        what = " ".join(filter(None, (self.product_code, self.partner_code, self.province_code)))
        return f"<CustomsQueryRow {self.period} {self.flow} {what}: {self.value} {self.currency}>"


_FIELDS = tuple(attribute.name for attribute in fields(CustomsQueryRow))
_QUANTITIES = tuple(
    (_FIELDS.index(name), _FIELDS.index(f"{name}_unit")) for name in ("quantity", "second_quantity")
)
_PERIOD = _FIELDS.index("period")
_SETTERS = tuple(getattr(CustomsQueryRow, name).__set__ for name in _FIELDS)


def _with_units(values: Cells) -> Cells:
    """The same without quantities of 0 in no unit, which stand for none."""
    for quantity, unit in _QUANTITIES:
        if values[unit] is None and not values[quantity]:
            values[quantity] = None
    return values


def _row(values: Cells) -> CustomsQueryRow:
    """A row of cells that were checked as they were read: checking again takes most of the time."""
    row = CustomsQueryRow.__new__(CustomsQueryRow)
    for set_field, value in zip(_SETTERS, values, strict=True):
        set_field(row, value)
    return row


@frozen(kw_only=True, repr=False)
class CustomsQuery:
    """The CSV of a query, read anew, row by row, each time it is iterated over.

    Memory does not grow with the file: a row is forgotten as soon as the next is asked for.

    Attributes:
        path: The file.
        flow: Direction of trade of all rows.
        currency: Currency of all amounts.
        period: What all rows cover; None where each row names its month.
        columns: The header, as the site wrote it.
        encoding: ``gb18030``, or ``utf-8-sig`` (with or without byte order mark).
    """

    path: Path = field(validator=is_a(Path))
    flow: Flow = field(validator=is_a(Flow))
    currency: Currency = field(validator=is_a(Currency))
    period: Period | None = field(default=None, validator=is_a(Period, optional=True))
    columns: tuple[str, ...] = field(validator=tuple_of(str))
    encoding: str = field(default="gb18030", validator=optional_text)

    def __repr__(self) -> str:
        return f"<CustomsQuery {self.path.name}: {self.flow} in {self.currency}>"

    def __iter__(self) -> Iterator[CustomsQueryRow]:
        """Read the rows.

        Raises:
            DatasetError: Rows cannot be read: at the first such row no more are given, the rest
                of the file is looked through, and up to 100 problems are listed.
            OSError: The file cannot be read.
        """
        return map(_row, self._values())

    def to_arrow(self, *, batch_size: int = 16_384) -> Any:
        """The rows as a stream of Arrow record batches, in constant memory.

        Any dataframe takes it in: ``polars.from_arrow(query.to_arrow().read_all())``, ``.to_arrow()
        .read_pandas()``; DuckDB and others work on the stream without ever holding it whole.
        `period`, `flow` and `currency` are text, `value` is an int64, quantities are float64.

        Args:
            batch_size: Rows in a batch.

        Returns:
            A ``pyarrow.RecordBatchReader``; errors are those of iterating, raised when the batch
            is asked for.

        Raises:
            MissingExtraError: pyarrow is not installed.
            InvalidArgumentError: The batch size is not a number of rows.
        """
        size = integer(batch_size)
        if size is None or size < 1:
            raise InvalidArgumentError("batch_size", batch_size, "a whole number of at least 1")
        arrow = from_extra("pyarrow", "arrow", "a stream of record batches")
        types = {"value": arrow.int64()} | {_FIELDS[at]: arrow.float64() for at, _ in _QUANTITIES}
        schema = arrow.schema([(name, types.get(name, arrow.string())) for name in _FIELDS])

        def batches() -> Iterator[Any]:
            values = self._values()
            while rows := list(islice(values, size)):
                columns = [list(column) for column in zip(*rows, strict=True)]
                texts = {period: str(period) for period in set(columns[_PERIOD])}
                columns[_PERIOD] = [texts[period] for period in columns[_PERIOD]]
                yield arrow.record_batch(columns, schema=schema)

        return arrow.RecordBatchReader.from_batches(schema, batches())

    def _values(self) -> Iterator[Cells]:
        """The cells of each row as values of the fields of `CustomsQueryRow`."""
        named = {_COLUMNS[column]: at for at, column in enumerate(self.columns)}
        width = len(self.columns)
        # A row gets what is the same in all of them, and None for columns that it has not.
        same = [self.period, self.flow, self.currency, None]
        named = {"period": width, "flow": width + 1, "currency": width + 2} | named
        pick = itemgetter(*(named.get(name, width + 3) for name in _FIELDS))
        known = {**_CONVERTERS, **self._converters_by_name()}
        converters = [
            (_FIELDS.index(name), known[name])
            for name in _FIELDS
            if name in known and named.get(name, width) < width
        ]
        problems: list[Problem] = []
        for line, cells in _lines(self.path, self.encoding):
            if len(cells) > width and not any(cells[width:]):
                del cells[width:]  # the site ends every row with an empty cell
            if len(cells) == width:
                values = list(pick(cells + same))
                try:
                    for at, convert in converters:
                        values[at] = convert(values[at])
                except ValueError:
                    problems += self._problems(line, pick(cells + same), converters)
                if not problems:
                    yield _with_units(values)
            elif cells:
                message = f"{len(cells)} cells where the header has {width}"
                problems.append(Problem(file=self.path.name, line=line, message=message))
            if len(problems) >= _MOST_PROBLEMS:
                break
        if problems:
            raise DatasetError(problems[:_MOST_PROBLEMS])

    def _converters_by_name(self) -> dict[str, Callable[[str], Any]]:
        """Those that hold rows against what the name of the file says."""
        placed = _year_of_province(self.path, self.columns, self.encoding)
        if placed is None or self.period not in (None, placed[0]):
            return {"period": _month_within(_span_in_name(self.path.name))}
        return {"period": _month_within(placed[0]), "province_code": _only(placed[1])}

    def _problems(
        self, line: int, values: Cells, converters: list[tuple[int, Callable[[str], Any]]]
    ) -> Iterator[Problem]:
        for at, convert in converters:
            try:
                convert(values[at])
            except ValueError as error:
                yield Problem(
                    file=self.path.name,
                    line=line,
                    column=next(text for text in self.columns if _COLUMNS[text] == _FIELDS[at]),
                    message=f"must be {error}; got {values[at][:100]!r}",
                )


def read_customs_query(
    path: str | os.PathLike[str], *, flow: FlowLike | None = None, period: PeriodLike | None = None
) -> CustomsQuery:
    r"""Open the CSV that the query site of China Customs (stats.customs.gov.cn) exports.

    GB18030 or UTF-8; columns in any order, as the query asked for them; the empty last column,
    thousands commas, ``?`` for a missing unit, names broken into lines and the index that pandas
    writes are understood. Only the header is read here; rows are, when the result is iterated over.

    Args:
        path: The file.
        flow: ``"export"``, ``"import"`` or ``"total"``: the file does not say it; needed unless
            its name does (进口, 出口, ``import``, ``export``, ``2024in``, ``2024out``).
        period: What the query covers; needed where rows name no month and the name of the file
            no span (``2026Q1``, ``2024-05``, ``202401-202412``, ``2024``). The ``11`` of
            ``2024-11`` is a province if it is the one of the first row; all others must be of it
            too.

    Raises:
        DatasetError: The header is not one of the site's, or the name of the file contradicts an
            argument. Rows of other months than the name says are problems when they are read.
        InvalidArgumentError, InvalidPeriodError: An argument is needed, or cannot be used.
        OSError: The file cannot be read.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from china_trade_cities.readers import read_customs_query
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "2024in.csv")
        ...     _ = path.write_bytes(
        ...         '"数据年月","贸易伙伴编码","贸易伙伴名称","商品编码","人民币",\n'
        ...         '"202401","410","巴西","12019019","16,536,067,327",\n'.encode("gb18030")
        ...     )
        ...     for row in read_customs_query(path):
        ...         print(row.period, row.flow, row.product_code, row.partner, row.value)
        2024-01 import 12019019 巴西 16536067327
    """
    path = checked_path(path, allowed="a path, as the file is read anew each time")
    columns, encoding = _header(path)
    dated = _MONTH in columns
    if dated and period is not None:
        raise InvalidArgumentError("period", period, f"None, as each row names its {_MONTH}")
    return CustomsQuery(
        path=path,
        period=None if dated else _asked_period(path, columns, encoding, period),
        flow=_asked_flow(path.name, flow),
        currency=next(_CURRENCIES[column] for column in columns if column in _CURRENCIES),
        columns=columns,
        encoding=encoding,
    )


_ALLOWED_TEXT = "must be GB18030 or UTF-8 text with lines that end in LF or CR LF"


def _header(path: Path) -> tuple[tuple[str, ...], str]:
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
        head = first + file.read(1_000)
    refuse_archive(path.name, first)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in first:
        raise unreadable(
            path.name, f"{_ALLOWED_TEXT}; got UTF-16 or binary data: save it as CSV UTF-8", 1
        )
    if b"\r" in first and not first.endswith(b"\n"):
        raise unreadable(path.name, f"{_ALLOWED_TEXT}; got lines that end in CR alone", 1)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            cells = next(csv.reader([first.decode(encoding)], strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
        columns = [cell.strip() for cell in cells[_has_index(cells) :]]
        while columns and not columns[-1]:
            columns.pop()
        if any(column in _COLUMNS for column in columns):
            _check_columns(path.name, columns)
            return tuple(columns), encoding
    if any(PLACE.search(head.decode(encoding, "replace")) for encoding in ("utf-8", "gb18030")):
        message = "no export of the query site; got a table by place: read_customs_table reads it"
        raise unreadable(path.name, message)
    message = (
        "no export of the query site, whose header must have columns of the query site: "
        f"{', '.join(_COLUMNS)}"
    )
    raise unreadable(path.name, message, 1)


def _has_index(header: list[str]) -> bool:
    """Whether a first column counts the rows, as pandas writes one."""
    return len(header) > 1 and header[0].strip() in ("", "Unnamed: 0")


def _check_columns(name: str, columns: list[str]) -> None:
    messages = [
        f"a column must be one of {', '.join(_COLUMNS)}; got {column!r}"
        for column in columns
        if column not in _COLUMNS
    ]
    field_names = [_COLUMNS[column] for column in columns if column in _COLUMNS]
    messages += [
        f"must have one column for {field_name}; got two or more"
        for field_name in dict.fromkeys(field_names)
        if field_names.count(field_name) > 1
    ]
    if "value" not in field_names:
        messages.append(f"must have a column {' or '.join(_CURRENCIES)}; got no amount")
    if not any(field_name.endswith("_code") for field_name in field_names):
        messages.append("must have a column of codes, such as 商品编码 or 贸易伙伴编码; got none")
    if messages:
        raise DatasetError([Problem(file=name, line=1, message=message) for message in messages])


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, Cells]]:
    """The rows below the header, each with its line."""
    taken = 0

    def pieces() -> Iterator[str]:
        # A line longer than any real one comes in pieces, which no row then fits. A quote that is
        # never closed would take the rest of the file in: the limit of the csv module, which
        # stands for the whole process, may be anything.
        nonlocal taken
        while piece := file.readline(_LONGEST_LINE):
            taken += len(piece)
            if taken > _LONGEST_LINE:
                raise csv.Error(f"field larger than field limit ({_LONGEST_LINE})")
            yield piece

    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(pieces(), strict=True)
        try:
            has_index = _has_index(next(reader))
            taken = 0
            for cells in reader:
                taken = 0
                if has_index and cells and cells[0].isdecimal():
                    del cells[0]
                yield reader.line_num, cells
        except UnicodeDecodeError as error:
            message = f"not {encoding} text: {error.reason}"
            raise unreadable(path.name, message, reader.line_num + 1) from None
        except csv.Error as error:
            raise unreadable(path.name, f"not CSV: {error}", reader.line_num) from None


_ALLOWED_FLOWS = "one of 'export', 'import', 'total'"
_FLOW_WORDS = {
    Flow.TOTAL: re.compile("进出口"),
    Flow.IMPORT: re.compile(r"(?<!出)进口|(?<![a-z])imports?(?![a-z])|(?<=\d)in(?![a-z])"),
    Flow.EXPORT: re.compile(r"(?<!进)出口|(?<![a-z])exports?(?![a-z])|(?<=\d)out(?![a-z])"),
}


def _asked_flow(name: str, flow: FlowLike | None) -> Flow:
    named = [flow for flow, words in _FLOW_WORDS.items() if words.search(name.lower())]
    if flow is not None:
        given = parse_word(Flow, flow, "flow")
        if given not in _FLOW_WORDS:
            raise InvalidArgumentError("flow", flow, _ALLOWED_FLOWS)
        if len(named) == 1 and given not in named:
            raise _contradiction(name, "flow", given, named[0])
        return given
    if len(named) != 1:
        allowed = f"{_ALLOWED_FLOWS}, as the name of the file does not say which"
        raise InvalidArgumentError("flow", flow, allowed)
    return named[0]


def _contradiction(name: str, argument: str, given: object, named: object) -> DatasetError:
    advice = f"pass the right {argument}=, or correct the name"
    return unreadable(
        name, f"{argument} must be {named}, as the name of the file says; got {given} ({advice})"
    )


_SPANS = re.compile(
    r"(?<!\d)(?:((?:19|20)\d\d[ _-]?Q[1-4])|((?:19|20)\d\d(?:0[1-9]|1[0-2]))-((?:19|20)\d{4})"
    r"|((?:19|20)\d\d-(?:0[1-9]|1[0-2])))(?![\d-])",
    re.IGNORECASE,
)
# The year of ``2024in``, the month of ``202401in``; neither is part of a date.
_YEARS = re.compile(r"(?<![\d.])(?<!\d-)((?:19|20)\d\d(?:0[1-9]|1[0-2])?)(?![\d-]|[._]\d)")
_PLACED = re.compile(r"(?<![\d.])(?<!\d-)((?:19|20)\d\d)-(\d\d)(?![\d-])")


def _spans_in_name(name: str) -> set[Period]:
    return {
        Period.parse(re.sub("[ _]", "", quarter) or (f"{first}/{last}" if first else month))
        for quarter, first, last, month in _SPANS.findall(name)
    }


def _span_in_name(name: str) -> Period | None:
    """The one span that the name says; else its one year or month."""
    named = _spans_in_name(name) or set(map(Period.parse, _YEARS.findall(name)))
    return named.pop() if len(named) == 1 else None


def _year_of_province(
    path: Path, columns: Sequence[str], encoding: str
) -> tuple[Period, str] | None:
    """The year and province that ``2025-11`` in a name says, if the first row is of province 11."""
    found = _PLACED.findall(path.name)
    names = [_COLUMNS[column] for column in columns]
    if len(found) != 1 or "province_code" not in names:
        return None
    try:
        first = next((cells for _, cells in _lines(path, encoding) if cells), list[Any]())
    except DatasetError:  # which is reported when the rows are read
        return None
    ((year, code),) = found
    at = names.index("province_code")
    return (Period.parse(year), code) if first[at : at + 1] == [code] else None


def _full_years_in_name(name: str) -> set[Period]:
    """The years that the name says; six digits may be a product: 200911 is orange juice."""
    return {year for year in map(Period.parse, _YEARS.findall(name)) if year.is_full_year}


def _asked_period(
    path: Path, columns: Sequence[str], encoding: str, period: PeriodLike | None
) -> Period:
    name, placed = path.name, _year_of_province(path, columns, encoding)
    named = {placed[0]} if placed else _spans_in_name(name) or _full_years_in_name(name)
    if period is not None:
        given = Period.parse(period)
        (span,) = named if len(named) == 1 else (given,)
        if given != span and not (span.is_full_year and given in span):
            raise _contradiction(name, "period", given, span)
        return given
    if len(named) != 1:
        allowed = f"a period, as neither a column {_MONTH} nor the name of the file says it"
        raise InvalidArgumentError("period", period, allowed)
    return named.pop()


def _to_month(text: str) -> Period:
    if not (_is_code(text, 6, 6) and text >= "1000" and "01" <= text[4:] <= "12"):
        raise ValueError("a month such as 202401")
    return Period.parse(text)


def _month_within(span: Period | None) -> Callable[[str], Period]:
    """How a month is read that must lie in what the name of the file says."""

    @lru_cache(maxsize=20_000)
    def convert(text: str) -> Period:
        month = _to_month(text)
        if span is not None and month not in span:
            raise ValueError(f"a month of {span}, as the name of the file says")
        return month

    return convert


def _only(code: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text != code:
            raise ValueError(f"{code}, which the name of the file and the first row say")
        return text

    return convert


def _to_code(least: int, most: int) -> Callable[[str], str]:
    digits = f"{least} digits" if least == most else f"{least} to {most} digits"

    def convert(text: str) -> str:
        if not _is_code(text, least, most):
            raise ValueError(digits)
        return text

    return convert


def _to_name(text: str) -> str | None:
    return _to_text(_BREAK.sub("", _BREAK_OF_WORDS.sub(" ", text)))


def _to_unit(text: str) -> str | None:
    return None if text == "?" else _to_text(text)


def _to_text(text: str) -> str | None:
    if _CONTROL.search(text):
        raise ValueError("text without control characters")
    return text.strip() or None


# Some names of the site are broken into lines. Chinese needs no space in its place.
_BREAK = re.compile(r"\r\n?|\n")
_BREAK_OF_WORDS = re.compile(r"(?<=[!-~])(?:\r\n?|\n)(?=[!-~])")


# Spaces of other widths are no such characters: names may hold them.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _to_whole(text: str) -> int:
    digits = text.replace(",", "")
    if digits.isdecimal() and digits.isascii() and len(digits) <= 18:
        number = int(digits)
        if len(digits) == len(text) or f"{number:,}" == text:
            return number
    raise ValueError("a whole number such as 639,240,426")


def _to_quantity(text: str) -> float | None:
    if not text:
        return None
    if "." not in text:
        return _to_whole(text)
    whole, _, decimals = text.partition(".")
    if not (decimals.isdecimal() and decimals.isascii() and len(decimals) <= 9):
        raise ValueError("a number such as 159525200 or 12.5")
    return float(f"{_to_whole(whole)}.{decimals}")


_RECURRING: dict[str, Callable[[str], Any]] = {
    "product_code": _to_code(2, 10),
    "partner_code": _to_code(3, 3),
    "trade_mode_code": _to_code(2, 4),
    "province_code": _to_code(2, 6),
    **dict.fromkeys(("product", "partner", "trade_mode", "province"), _to_name),
    **dict.fromkeys(("quantity_unit", "second_quantity_unit"), _to_unit),
}
_CONVERTERS: dict[str, Callable[[str], Any]] = {
    # Months, codes, names and units come again and again: so many are remembered.
    **{name: lru_cache(maxsize=20_000)(convert) for name, convert in _RECURRING.items()},
    **dict.fromkeys(("quantity", "second_quantity"), _to_quantity),
    "value": _to_whole,
}
