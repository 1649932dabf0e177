"""`Columns`: which column of a frame holds what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, fields, frozen

from china_trade_cities._model.validators import optional_text, plain
from china_trade_cities.exceptions import InvalidArgumentError
from china_trade_cities.frames._engine import Frame, of_index, wrap

# A column called like the part it plays is always it; of these, a frame must have no more than one.
_ALSO_CALLED = {
    "city": ("city_id", "city_name", "reporter", "城市"),
    "period": ("month", "date", "year_month", "yearmonth", "year", "时间", "月份"),
    "value": ("amount", "trade_value", "primaryvalue", "usd", "cny", "rmb", "金额"),
    "flow": ("trade_flow", "flow_code", "flowcode", "进出口"),
    "product": (
        "commodity",
        "commodity_code",
        "product_code",
        "hs",
        "hs_code",
        "hscode",
        "hs2",
        "hs4",
        "hs6",
        "hs8",
        "hs10",
        "cmd_code",
        "cmdcode",
        "商品",
        "商品编码",
        "商品编号",
        "商品代码",
        "税号",
    ),
    "partner": ("country", "partner_code", "partnercode", "贸易伙伴", "贸易伙伴编码"),
    "partner2": ("partner2_code", "partner2code"),
    "customs": ("customs_code", "customscode"),
    "transport": ("mot_code", "motcode"),
    "currency": ("币制",),
    "basis": (),
}


@frozen(kw_only=True)
class Columns:
    """Which column of a frame holds what. What is not named is found by the column's name.

    A column called like the attribute is it. Without one, upper and lower case being alike:

    - city: ``city_id``, ``city_name``, ``reporter``, ``城市``
    - period: ``month``, ``date``, ``year_month``, ``yearmonth``, ``year``, ``时间``, ``月份``
    - value: ``amount``, ``trade_value``, ``primaryvalue``, ``usd``, ``cny``, ``rmb``, ``金额``
    - flow: ``trade_flow``, ``flow_code``, ``flowcode``, ``进出口``
    - product: ``commodity``, ``commodity_code``, ``product_code``, ``hs``, ``hs_code``,
      ``hscode``, ``hs2``, ``hs4``, ``hs6``, ``hs8``, ``hs10``, ``cmd_code``, ``cmdcode``,
      ``商品``, ``商品编码``, ``商品编号``, ``商品代码``, ``税号``
    - partner: ``country``, ``partner_code``, ``partnercode``, ``贸易伙伴``, ``贸易伙伴编码``
    - partner2: ``partner2_code``, ``partner2code``
    - customs: ``customs_code``, ``customscode``
    - transport: ``mot_code``, ``motcode``
    - currency: ``币制``

    A blank in a name is as good as ``_``. Columns of Spark whose names hold dots or backticks have
    to be renamed first.

    Attributes:
        city: The city, as text, a category or an integer code.
        period: The month or year: dates, datetimes, ``2024-05`` or ``202405`` as text or integer,
            or years.
        value: The amount: integers, floats or decimals.
        flow: Direction of trade.
        product: Commodity.
        partner: Trading partner.
        partner2: Second trading partner, as UN Comtrade has it. Like the next two it is only looked
            at: a table of all and of single ones is refused.
        customs: Customs procedure.
        transport: Mode of transport.
        currency: Currency of the amount.
        basis: Statistical basis of the amount.

    Raises:
        InvalidFieldError: A name is not text, or blank.

    Examples:
        >>> import polars as pl
        >>> from china_trade_cities import frames
        >>> table = pl.DataFrame({"reporter": ["Ningbo"], "month": ["2024-01"], "usd": [5]})
        >>> found = frames.Columns.found_in(table)
        >>> found.city, found.period, found.value, found.flow
        ('reporter', 'month', 'usd', None)
    """

    city: str | None = field(default=None, validator=optional_text)
    period: str | None = field(default=None, validator=optional_text)
    value: str | None = field(default=None, validator=optional_text)
    flow: str | None = field(default=None, validator=optional_text)
    product: str | None = field(default=None, validator=optional_text)
    partner: str | None = field(default=None, validator=optional_text)
    partner2: str | None = field(default=None, validator=optional_text)
    customs: str | None = field(default=None, validator=optional_text)
    transport: str | None = field(default=None, validator=optional_text)
    currency: str | None = field(default=None, validator=optional_text)
    basis: str | None = field(default=None, validator=optional_text)

    @classmethod
    def found_in(cls, frame: object, columns: Columns | None = None) -> Columns:
        """The columns that the functions of this module would use.

        Args:
            frame: A frame of any supported type.
            columns: Those that are named; the others are found.

        Raises:
            InvalidArgumentError: A named column is not there, or several may be meant.
        """
        whole = wrap(frame)
        return found(whole, whole.collect_schema().names(), columns)


def found(frame: Frame, names: Sequence[str], columns: Columns | None) -> Columns:
    named = Columns() if columns is None else columns
    if not isinstance(named, Columns):
        raise InvalidArgumentError("columns", columns, "a frames.Columns, or None")
    given = {part: plain(getattr(named, part)) for part in roles()}
    wrong = [f"{part}={name!r}" for part, name in given.items() if name not in (None, *names)]
    if wrong:
        allowed = f"names among {_list(names)}{of_index(frame)}"
        raise InvalidArgumentError("columns", ", ".join(wrong), allowed)
    free = [name for name in names if name not in given.values()]
    return Columns(**{part: name or _find(part, free) for part, name in given.items()})


def roles() -> tuple[str, ...]:
    return tuple(attribute.name for attribute in fields(Columns))


def needed(frame: Frame, columns: Columns, part: str, names: Sequence[str]) -> str:
    """The column that plays a part without which there is no answer."""
    name: str | None = getattr(columns, part)
    if name is None:
        allowed = f"a frames.Columns that names the {part}, which was not found among "
        raise unfit(part, None, f"{allowed}{_list(names)}{of_index(frame)}")
    return name


def unfit(part: str, column: str | None, allowed: str) -> InvalidArgumentError:
    """The error about the column that plays a part."""
    return InvalidArgumentError("columns", f"{part}={column!r}", allowed)


def _find(part: str, names: Iterable[str]) -> str | None:
    called = [name for name in names if name.casefold() == part]
    called = called or [name for name in names if _folded(name) in _ALSO_CALLED[part]]
    if len(called) > 1:
        allowed = f"a frames.Columns that says which of {_list(called)} is the {part}"
        raise InvalidArgumentError("columns", None, allowed)
    return called[0] if called else None


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_")


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
