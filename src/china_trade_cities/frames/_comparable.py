"""Which values of a column do not go together in one answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from china_trade_cities._dataset.bundled import dataset_or_bundled
from china_trade_cities._dataset.dataset import index_of
from china_trade_cities._dataset.names import fold
from china_trade_cities._model.vocabulary import NATION, TOTALS, Flow, PartnerKind
from china_trade_cities.frames._periods import Fault, overlapping, period_of

# Codes and short words for directions of trade, folded; the codes are those of UN Comtrade.
_FLOWS = {
    "x": Flow.EXPORT,
    "m": Flow.IMPORT,
    "t": Flow.TOTAL,
    "x+m": Flow.TOTAL,
    "e+i": Flow.TOTAL,
    "rx": Flow.RE_EXPORT,
    "dx": Flow.DOMESTIC_EXPORT,
    "转口": Flow.RE_EXPORT,
}

_EXPORTS = {Flow.RE_EXPORT, Flow.DOMESTIC_EXPORT}
_RE_IMPORTS = frozenset({"rm", "reimport", "reimports"})  # which no figure of the library is of
_DIFFERENCES = frozenset({"balance", "surplus", "deficit", "net"})

# Words that stand for a whole, and those that may stand beside them.
_WHOLES = frozenset({"all", "total", "totals", "sum", "both", "whole", "world", "global"})
_GOODS = {"goods", "commodities", "commodity", "products", "product", "merchandise", "codes", "hs"}
_PLACES = {"countries", "country", "partners", "partner", "regions", "economies", "areas", "cities"}
_OF_WHAT = _GOODS | _PLACES | {"trade", "foreign", "value", "flows", "grand", "and", "of", "the"}
_ALL_ZH = TOTALS | NATION | {"全部", "所有", "全部商品", "所有商品", "商品总值", "世界", "全球"}
_ALL_CODES = frozenset({"", "wld", "w00", "0", "c00"})
_NATION = frozenset({"china", "chn", "100000", "national", "nation", "中国", "中华人民共和国"})

# One or more words for a whole, such as 全国合计, and nothing else.
_WHOLE_ZH = re.compile(rf"(?:{'|'.join(sorted(_ALL_ZH, key=len, reverse=True))})+")

# Groups of partners that are not among those of the library, or by other names.
_GROUPS = frozenset(map(fold, ("EU", "APEC", "G7", "G20", "OECD", "一带一路", "共建一带一路国家")))
_MEMBERS = re.compile(r"\s*\(?\d+\)?$")  # the number of members: EU27, European Union (27)

# What the code is of may follow: "85 - Electrical machinery".
_CODE = re.compile(
    r"(?:HS)?\s*(\d[\d .]*)[*章]*(?:\s*[-–:：]\s*[^\d\s].*)?", re.ASCII | re.IGNORECASE
)


def flow_called(word: str) -> Flow | None:
    """The direction of trade that a word, or a few, stand for, if it is known."""
    words = _words(word)
    exports = any(part.startswith(("export", "出口", "进出口")) for part in words)
    imports = any(part.startswith(("import", "进口", "进出口")) for part in words)
    matches = {
        Flow.BALANCE: _DIFFERENCES.intersection(words) or "差" in word or "顺" in word,
        Flow.TOTAL: (exports and imports) or words == ["trade"] or (words and _is_whole(word)),
        Flow.RE_EXPORT: any(part.startswith("reexport") for part in words),
        Flow.DOMESTIC_EXPORT: exports and "domestic" in words,
        Flow.EXPORT: exports,
        Flow.IMPORT: imports,
    }
    return next((flow for flow, is_match in matches.items() if is_match), _FLOWS.get(fold(word)))


def means_the_same(part: str, one: str, other: str) -> bool:
    if part == "flow" and flow_called(one) is not None:
        return flow_called(one) is flow_called(other)
    return fold(one) == fold(other)


def nation_among(cities: Sequence[object]) -> list[str]:
    """Names of the nation, or of all cities together, if they stand beside others."""
    nation = [
        city
        for city in cities
        if isinstance(city, str) and (city.strip().casefold() in _NATION or _says_whole(city))
    ]
    return nation if len(cities) > 1 else []


def _is_whole(value: str) -> bool:
    """Whether a value stands for all goods or partners: blank, or by one of the usual words."""
    return fold(value) in _ALL_CODES or _says_whole(value)


def _says_whole(value: str) -> bool:
    words = _words(value)
    if _WHOLES.intersection(words):
        return set(words) <= _WHOLES | _OF_WHAT
    return _WHOLE_ZH.fullmatch("".join(words)) is not None


def _words(value: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", value.replace("-", "").casefold())


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
    again = [value for value in values if fold(value) in _RE_IMPORTS]
    if again and Flow.IMPORT in flows:
        imports = [value for value, flow in known.items() if flow is Flow.IMPORT]
        return "imports beside their parts", sorted([*imports, *again])
    return "", ()


def _products(values: Sequence[str]) -> Fault:
    if len(values) > 1:
        if any(map(_is_whole, values)):
            return "all goods beside single goods", values
        names = index_of(dataset_or_bundled(None)).names_of("products")
        aggregates = [
            value
            for value in values
            if not _CODE.fullmatch(value) and any(it.scheme == "GACC" for it in names.find(value))
        ]
        if aggregates:
            return "customs aggregates, which may overlap, beside other goods", values
    return "codes beside codes of which they are a part", _nested_codes(values)


def _nested_codes(values: Iterable[str]) -> list[str]:
    """HS codes that begin with another; dots do not count, integers have lost a leading zero."""
    codes = sorted(
        (code.zfill(len(code) + len(code) % 2), value)
        for value in values
        if (written := _CODE.fullmatch(value))
        for code in [re.sub(r"\D", "", written[1])]
    )
    nested: dict[str, None] = {}
    outer, outer_value = "", ""
    for code, value in codes:
        if outer and code != outer and code.startswith(outer):
            nested |= {outer_value: None, value: None}
        else:
            outer, outer_value = code, value
    return list(nested)


def _whole(what: str) -> Callable[[Sequence[str]], Fault]:
    def fault(values: Sequence[str]) -> Fault:
        mixed = len(values) > 1 and any(map(_is_whole, values))
        return f"all {what} beside single ones", values if mixed else ()

    return fault


def _partners(values: Sequence[str]) -> Fault:
    if len(values) < 2:
        return "", ()
    if any(map(_is_whole, values)):
        return "the world beside single partners", values
    names = index_of(dataset_or_bundled(None)).names_of("partners")
    groups = any(
        fold(name) in _GROUPS or any(it.kind is not PartnerKind.ECONOMY for it in names.find(name))
        for value in values
        for name in (value, _MEMBERS.sub("", value))
    )
    return "blocs or regions beside other partners", values if groups else ()


def _periods(values: Sequence[str]) -> Fault:
    """Periods that overlap, and what is no month beside others, which may overlap with them."""
    known = {value: period_of(value) for value in values if value.strip()}
    strange = [value for value, period in known.items() if period is None]
    if strange and len(known) > 1:
        return "what is no month, beside other periods", strange
    return "periods that overlap", overlapping(known)


FAULTS: dict[str, Callable[[Sequence[str]], Fault]] = {
    "flow": _flows,
    "product": _products,
    "partner": _partners,
    "partner2": _whole("second partners"),
    "customs": _whole("customs procedures"),
    "transport": _whole("modes of transport"),
    "currency": _several("currency"),
    "basis": _several("statistical basis"),
    "period": _periods,
}
