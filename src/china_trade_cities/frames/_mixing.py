"""Which values of a column do not go together in one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from china_trade_cities._bundle import asked
from china_trade_cities._dataset import index_of
from china_trade_cities._names import fold
from china_trade_cities._vocabulary import Flow, PartnerKind
from china_trade_cities.frames._months import overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# What a column with directions of trade may call them, folded; also the codes of UN Comtrade.
_FLOWS = {
    fold(word): flow
    for flow, words in {
        Flow.TOTAL: (
            "total",
            "trade",
            "all",
            "imports and exports",
            "exports and imports",
            "进出口",
        ),
        Flow.EXPORT: ("export", "exports", "X", "出口"),
        Flow.IMPORT: ("import", "imports", "M", "进口"),
        Flow.BALANCE: ("balance", "trade balance", "差额", "贸易差额", "顺差"),
        Flow.RE_EXPORT: ("re-export", "re-exports", "RX", "转口"),
        Flow.DOMESTIC_EXPORT: ("domestic export", "domestic exports", "DX"),
    }.items()
    for word in words
}
_EXPORTS = {Flow.RE_EXPORT, Flow.DOMESTIC_EXPORT}
_ALL_GOODS = frozenset(map(fold, ("", "total", "all", "all goods", "全部", "合计")))
_WORLD = frozenset(
    map(fold, ("", "total", "all", "world", "WLD", "W00", "0", "世界", "全球", "合计"))
)

# A reason, and the values that it speaks of; no values: nothing is wrong.
Fault = tuple[str, "Sequence[str]"]


def flow_called(word: str) -> Flow | None:
    """The direction of trade that a word stands for, if it is known."""
    return _FLOWS.get(fold(word))


def _several(what: str) -> Callable[[Sequence[str]], Fault]:
    return lambda values: (f"more than one {what}", values if len(values) > 1 else ())


def _flows(values: Sequence[str]) -> Fault:
    known = {value: flow_called(value) for value in values}
    flows = {flow for flow in known.values() if flow}
    if Flow.BALANCE in flows:
        return "a balance beside what it is the difference of", values if len(values) > 1 else ()
    if Flow.TOTAL in flows or "" in values:
        return "a total beside its parts", values if len(values) > 1 else ()
    if Flow.EXPORT in flows and flows & _EXPORTS:
        exports = [value for value, flow in known.items() if flow in {Flow.EXPORT, *_EXPORTS}]
        return "exports beside their parts", exports
    return "", ()


def _products(values: Sequence[str]) -> Fault:
    if len(values) > 1:
        if any(fold(value) in _ALL_GOODS for value in values):
            return "all goods beside single goods", values
        names = index_of(asked(None)).product_names
        aggregates = [
            value
            for value in values
            if not value.isdecimal() and any(it.scheme == "GACC" for it in names.find(value))
        ]
        if aggregates:
            return "customs aggregates, which may overlap, beside other goods", values
    return "codes beside codes of which they are a part", _nested_codes(values)


def _nested_codes(values: Iterable[str]) -> list[str]:
    """HS codes that begin with another of the codes; integers have lost their leading zero."""
    codes = sorted(
        (value.zfill(len(value) + len(value) % 2), value)
        for value in values
        if value.isascii() and value.isdecimal()
    )
    nested: dict[str, None] = {}
    outer, outer_value = "", ""
    for code, value in codes:
        if outer and code != outer and code.startswith(outer):
            nested |= {outer_value: None, value: None}
        else:
            outer, outer_value = code, value
    return list(nested)


def _partners(values: Sequence[str]) -> Fault:
    if len(values) < 2:
        return "", ()
    if any(fold(value) in _WORLD for value in values):
        return "the world beside single partners", values
    names = index_of(asked(None)).partner_names
    groups = [
        value
        for value in values
        if any(it.kind is not PartnerKind.ECONOMY for it in names.find(value))
    ]
    return "blocs or regions beside other partners", values if groups else ()


def _periods(values: Sequence[str]) -> Fault:
    return "periods that overlap", overlapping(values)


FAULTS: dict[str, Callable[[Sequence[str]], Fault]] = {
    "flow": _flows,
    "product": _products,
    "partner": _partners,
    "currency": _several("currency"),
    "basis": _several("statistical basis"),
    "period": _periods,
}
