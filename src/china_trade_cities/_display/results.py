"""What every result inherits: its forms, from text to frame, and sequences of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, Self, TypeVar, cast, overload

from attrs import fields

from china_trade_cities._extras import later
from china_trade_cities._model.period import Period
from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord, sources_of
from china_trade_cities._model.vocabulary import Currency, Flow

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from attrs import AttrsInstance
    from rich.console import Console, ConsoleOptions

    from china_trade_cities._display.columns import Columns
    from china_trade_cities._display.frame import BackendName
    from china_trade_cities._display.view import View
    from china_trade_cities._model.missing import MissingCity
    from china_trade_cities._model.record import HasSources
else:
    Console, ConsoleOptions = later("rich.console", "Console", "ConsoleOptions")
    BackendName = later("china_trade_cities._display.frame", "BackendName")
    MissingCity = later("china_trade_cities._model.missing", "MissingCity")

E = TypeVar("E")
S = TypeVar("S", bound="HasSources")
R = TypeVar("R", bound="RankedEntry")
K = TypeVar("K")
V = TypeVar("V")


class LazyMapping(Mapping[K, V]):
    """An immutable mapping that is worked out when it is first looked at."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make
        self._items: dict[K, V] | None = None

    @property
    def _found(self) -> dict[K, V]:
        if self._items is None:
            self._items = dict(self._make())
        return self._items

    def __getitem__(self, key: K) -> V:
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __hash__(self) -> int:
        return hash(frozenset(self._found.items()))

    def __repr__(self) -> str:
        return repr(self._found)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_remade, (self._found,))


def _remade(items: dict[K, V]) -> LazyMapping[K, V]:
    return LazyMapping(items.copy)


NOTHING: LazyMapping[Any, Any] = LazyMapping(dict)


class Lazy:
    """A result of which some fields are worked out when they are first read: see `lazily`."""

    __slots__ = ("_later",)

    _later: Mapping[str, Callable[[], Any]]

    if not TYPE_CHECKING:  # to a type checker the fields are always there

        def __getattr__(self, name: str) -> Any:
            # Python asks here only for a slot that is still empty.
            later = {} if name == "_later" else getattr(self, "_later", {})
            if name not in later:
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
            value = later[name]()
            object.__setattr__(self, name, value)
            return value


L = TypeVar("L", bound=Lazy)


def lazily(kind: type[L], *, later: Mapping[str, Callable[[], Any]], **given: Any) -> L:
    """A result with the fields that are given; each of the others is found when it is read."""
    made = kind(**dict.fromkeys(later), **given)
    for name in later:
        object.__delattr__(made, name)
    object.__setattr__(made, "_later", later)
    return made


def _with_entries(result: L, entries: tuple[Any, ...]) -> L:
    """The same with other entries; what was not read yet is still found when it is."""
    later = getattr(result, "_later", {})
    given = {
        field.name: getattr(result, field.name)
        for field in fields(cast("type[AttrsInstance]", type(result)))
        if field.init and field.name not in later
    }
    return lazily(type(result), later=later, **given | {"entries": entries})


class Shown:
    """Anything that prints as an aligned table, and shows as a table in a notebook and by rich."""

    __slots__ = ()

    if TYPE_CHECKING:

        def _view(self) -> View: ...

    def __str__(self) -> str:
        from china_trade_cities._display.view import as_text

        return as_text(self._view())

    def _repr_html_(self) -> str:
        from china_trade_cities._display.html import as_html

        return as_html(self._view())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Any]:
        # Rich alone asks for it, so it is there.
        from china_trade_cities._display.rich import as_rich

        return as_rich(self._view(), console, options)


def view_of(result: Shown) -> View:
    """The table that a result is shown as, for other renderers."""
    return result._view()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Result(Shown):
    """What every question returns: a table in every form, with its sources."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def sources(self) -> tuple[Source, ...]: ...

        def to_dicts(self) -> list[dict[str, Any]]: ...

        def _columns(self) -> Columns: ...

    @overload
    def to_frame(self, *, backend: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def to_frame(self, *, backend: Literal["pandas"]) -> pd.DataFrame: ...
    @overload
    def to_frame(self, *, backend: Literal["pyarrow"]) -> pa.Table: ...
    @overload
    def to_frame(self, *, backend: BackendName | None = ...) -> Any: ...
    def to_frame(self, *, backend: BackendName | None = None) -> Any:
        """The rows of `to_dicts` as a dataframe: numbers as numbers, all else as text.

        Amounts, ranks and counts are 64-bit integers, percents 64-bit floats, and what is missing
        is null, which pandas gets as its nullable types. Several ids in one cell have ``"; "``
        between them. An answer without rows has all columns.

        Args:
            backend: ``polars``, ``pandas`` or ``pyarrow``; None for the first of these that is
                installed.

        Raises:
            InvalidArgumentError: There is no such backend.
            ModuleNotFoundError: The backend is not installed, or none is.

        Examples:
            >>> import china_trade_cities as ctc
            >>> ctc.top_n(2).to_frame(backend="polars").select("rank", "city", "value").rows()
            [(1, 'shenzhen', 4504824120000), (2, 'shanghai', 4268086540000)]
        """
        from china_trade_cities._display.frame import frame_of

        return frame_of(self.to_dicts(), self._columns(), backend)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as an Arrow stream, for whatever reads the PyCapsule interface."""
        from china_trade_cities._display.frame import arrow_frame

        frame: Any = arrow_frame(self.to_dicts(), self._columns())
        return frame.__arrow_c_stream__(requested_schema)

    def __array__(self, *_: object, **__: object) -> NoReturn:
        # pandas.DataFrame(result) asks for it, and would make one column of objects.
        name = type(self).__name__
        raise TypeError(
            f"{name} is a table, no array: {name}.to_frame(backend='pandas') makes a "
            "dataframe of it, and so does pandas.DataFrame.from_arrow if PyArrow is installed"
        )


def columns_of(result: Result) -> Columns:
    """The columns of the rows of a result, also where it has none."""
    return result._columns()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Listed(Lazy, Result, Generic[E]):
    """A result that is a sequence of its entries.

    It has all methods of a `Sequence`, but is none by type: dataframe libraries take one for a
    column of objects before they ask for its rows.
    """

    __slots__ = ()

    entries: tuple[E, ...]

    def __iter__(self) -> Iterator[E]:
        return iter(self.entries)

    def __reversed__(self) -> Iterator[E]:
        return reversed(self.entries)

    def __contains__(self, entry: object) -> bool:
        return entry in self.entries

    def index(self, entry: object, /) -> int:
        """The place of the first entry that equals this one, counted from 0.

        Raises:
            ValueError: There is none.
        """
        return self.entries.index(cast("E", entry))

    def count(self, entry: object, /) -> int:
        """How many entries equal this one."""
        return self.entries.count(cast("E", entry))

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> E | Self:
        if isinstance(index, slice):
            return _with_entries(self, self.entries[index])
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)}>"


class CitedList(Listed[S]):
    """A result whose entries know their sources."""

    __slots__ = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure of the entries, corroborating sources included."""
        return sources_of(*self)


class RankedEntry(Lazy):
    __slots__ = ()

    rank: int
    city: City
    record: TradeRecord
    rank_range: tuple[int, int]
    is_certain: bool

    @property
    def value(self) -> int | None:
        """The amount of the record, in whole units of its currency; None where it prints none."""
        return self.record.value

    @property
    def growth(self) -> float | None:
        """The growth that the record prints, in percent; None where it prints none."""
        return self.record.growth

    if TYPE_CHECKING:

        @property
        def sources(self) -> tuple[Source, ...]: ...


class CityRanking(CitedList[R]):
    __slots__ = ()

    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    ranked: int
    among: str
    excluded: Mapping[City, str]
    missing: tuple[MissingCity, ...]
    coverage: float | None
    nearest: Mapping[Period, int]
    near_products: Mapping[Product, int]
    near_partners: Mapping[Partner, int]
    near_questions: Mapping[str, int]
