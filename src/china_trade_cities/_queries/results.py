"""What rankings return: immutable sequences that know their question, sources and gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from attrs import evolve, frozen

from china_trade_cities._model.record import distinct

if TYPE_CHECKING:
    from typing import Literal, Self

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from rich.console import Console, ConsoleOptions

    from china_trade_cities._display.frame import BackendName
    from china_trade_cities._display.view import View
    from china_trade_cities._model.period import Period
    from china_trade_cities._model.record import City, Partner, Product, Source, TradeRecord
    from china_trade_cities._model.vocabulary import Basis, Currency, Flow
    from china_trade_cities._queries.conversion import Conversion

E = TypeVar("E")
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
        from china_trade_cities._display.rich import (
            as_rich,
        )  # rich alone asks for it, so it is there

        return as_rich(self._view(), console, options)


def view_of(result: Shown) -> View:
    """The table that a result is shown as, for whoever shows it in a way of his own."""
    return result._view()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Listed(Shown, Sequence[E]):
    """A result that is a sequence of its entries."""

    __slots__ = ()

    entries: tuple[E, ...]

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> E | Self:
        if isinstance(index, slice):
            return evolve(self, entries=self.entries[index])  # type: ignore[misc]
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)


@frozen(kw_only=True, repr=False)
class RankedCity:
    """A city in a ranking by amount.

    Attributes:
        rank: Competition rank (1, 1, 3): one more than the number of larger amounts.
        city: The city.
        value: The amount, in whole units of the ranking's currency.
        record: The preferred record, with its source.
        rank_range: Best and worst rank that the rounding of all published amounts allows.
        alternatives: Other records of the same figure, in order of preference.
        conversion: The exchange rate by which `value` was converted from the record's amount;
            None where it was published in the ranking's currency.

    Examples:
        >>> import china_trade_cities as ctc
        >>> first = ctc.top_n(1, period="2023-01/2023-11")[0]
        >>> first.city.name, first.value, first.rank_range, first.record.source.id
        ('Shanghai', 3860000000000, (1, 1), 'yicai-trade-cities-2024-01-18')
    """

    rank: int
    city: City
    value: int
    record: TradeRecord
    rank_range: tuple[int, int]
    alternatives: tuple[TradeRecord, ...] = ()
    conversion: Conversion | None = None

    @property
    def is_certain(self) -> bool:
        """Whether rounding leaves no doubt about the rank among the cities that were ranked.

        A city without a comparable figure might stand anywhere: see `Ranking.excluded`. Never
        so for a figure that is approximate, of another definition, or unreliable.
        """
        return self.rank_range[0] == self.rank_range[1] and not self.record.is_doubtful

    @property
    def is_converted(self) -> bool:
        """Whether the amount was converted from another currency."""
        return self.conversion is not None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed the figure, and the exchange rate if one was used."""
        rate_sources = self.conversion.sources if self.conversion else ()
        return distinct((*self.record.sources, *rate_sources))

    def __repr__(self) -> str:
        return f"<RankedCity {self.rank}: {self.city.id} {self.value}>"


@frozen(kw_only=True, repr=False)
class Ranking(Listed[RankedCity]):
    """Cities by amount, largest first; equal amounts in order of city id.

    A sequence of `RankedCity`; a slice of it is a `Ranking` too.

    Attributes:
        entries: The cities, as many as were asked for.
        period: The months.
        flow: Direction of trade.
        product: Product group; None is all goods.
        partner: Trading partner; None is the world.
        currency: Currency of all amounts.
        basis: Statistical basis of all amounts.
        ranked: How many cities were ranked, those cut off by `n` included.
        excluded: Cities that were not ranked, each with the reason.
        convert_to: The currency into which amounts in others were converted; None where nothing
            was converted.
        nearest: Where no city was ranked, the nearest spans for which the same question has an
            answer, with the number of cities, nearest first.

    Examples:
        >>> import china_trade_cities as ctc
        >>> three = ["Shanghai", "Shenzhen", "Yiwu"]
        >>> ranking = ctc.top_n(3, period="2023-01/2023-11", cities=three)
        >>> [(entry.rank, entry.city.name) for entry in ranking]
        [(1, 'Shanghai'), (2, 'Shenzhen')]
        >>> ranking.excluded[ctc.city("Yiwu")]
        'no figure'
    """

    entries: tuple[RankedCity, ...]
    period: Period
    flow: Flow
    product: Product | None
    partner: Partner | None
    currency: Currency
    basis: Basis
    ranked: int
    excluded: Mapping[City, str]
    convert_to: Currency | None = None
    nearest: Mapping[Period, int] = NOTHING

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everybody who printed a figure of the entries, corroborating sources included."""
        return distinct(source for entry in self for source in entry.sources)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One flat dict per entry with plain values, ready for JSON, CSV or a dataframe."""
        from china_trade_cities._display.dicts import conversion_dict, rank_dict, record_dict

        return [
            {
                **rank_dict(entry.rank, entry.rank_range),
                **record_dict(entry.record),
                "value": entry.value,
                "currency": self.currency.value,
                **(conversion_dict(entry.conversion, entry.record) if self.convert_to else {}),
            }
            for entry in self
        ]

    @overload
    def to_frame(self, *, backend: Literal["polars"] = ...) -> pl.DataFrame: ...
    @overload
    def to_frame(self, *, backend: Literal["pandas"]) -> pd.DataFrame: ...
    @overload
    def to_frame(self, *, backend: Literal["pyarrow"]) -> pa.Table: ...
    @overload
    def to_frame(self, *, backend: BackendName) -> Any: ...
    def to_frame(self, *, backend: BackendName = "polars") -> Any:
        """The same rows as a dataframe: amounts and ranks as integers, percents as floats.

        Needs the extra ``frames``. Columns are those of `to_dicts`; several ids in one cell have
        ``"; "`` between them.

        Args:
            backend: ``polars``, ``pandas`` or ``pyarrow``, which must be installed.

        Raises:
            InvalidArgumentError: There is no such backend.
            MissingExtraError: The extra is not installed.
            ModuleNotFoundError: The backend is not installed.

        Examples:
            >>> import china_trade_cities as ctc
            >>> ctc.top_n(2).to_frame().select("rank", "city", "value").rows()
            [(1, 'shenzhen', 4504824120000), (2, 'shanghai', 4268086540000)]
        """
        from china_trade_cities._display.frame import ranking_frame

        return ranking_frame(self.to_dicts(), backend, converted=self.convert_to is not None)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as an Arrow stream, for whatever reads the PyCapsule interface."""
        from china_trade_cities._display.frame import arrow_backend

        frame: Any = self.to_frame(backend=arrow_backend())
        return frame.__arrow_c_stream__(requested_schema)

    def _view(self) -> View:
        from china_trade_cities._display.view import Scale, View, rank_text
        from china_trade_cities._display.words import (
            BASES,
            FLOWS,
            Citations,
            city_words,
            conversion_words,
            growth_words,
            left_out,
            mark,
            mark_notes,
            nearest_words,
            scope_words,
        )

        scale = Scale.for_amount(max((abs(entry.value) for entry in self), default=0))
        cited = Citations()
        rows = [
            (
                str(entry.rank),
                city_words(entry.city),
                scale.show(entry.value, entry.record.rounded_to)
                + mark(entry.record)
                + (" c" if entry.conversion else ""),
                "" if entry.conversion else growth_words(entry.record),
                "certain" if entry.is_certain else rank_text(entry.rank_range),
                cited.cite(entry.sources),
            )
            for entry in self
        ]
        title = (
            f"{FLOWS[self.flow]}, {self.period}: {scope_words(self.product, self.partner)}, "
            f"{BASES[self.basis]}"
        )
        unit = f">{scale.word}{self.currency}"
        marks = mark_notes(entry.record for entry in self)
        conversions = dict.fromkeys(entry.conversion for entry in self if entry.conversion)
        rates = [conversion_words(conversion, cited) for conversion in conversions]
        return View(
            title,
            (">rank", "city", unit, ">growth %", "rank range", "source"),
            rows,
            (
                *marks,
                *rates,
                left_out(self, self.ranked, self.excluded),
                *nearest_words(self.nearest),
                *cited.notes(),
            ),
        )

    def __repr__(self) -> str:
        return f"<Ranking by {self.flow}, {self.period}; ranked: {self.ranked}>"
