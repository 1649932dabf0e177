"""`cite`: whom to cite for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from china_trade_cities._dataset.bundled import load_dataset
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.record import Source, distinct
from china_trade_cities._queries.reference_list import ReferenceList
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator


def cite(*things: object, dataset: Dataset | None = None) -> ReferenceList:
    """Whom to cite: the dataset, and everybody whose figures an answer rests on.

    Args:
        things: Results, entries of results, records and other values that have sources; sources
            themselves; datasets, which stand for themselves, not for all of their sources; or
            lists of these. None cites the dataset alone.
        dataset: Where they come from; None is the newest bundled vintage, unless a dataset is
            among the things.

    Returns:
        Datasets, then sources, each once, in the order in which the things name them. It prints
        as text; see also `ReferenceList.to_bibtex` and `ReferenceList.to_csl_json`.

    Raises:
        InvalidArgumentError: Something has no sources, or a source is not one of the dataset,
            so that citing that dataset for it would be wrong.

    Examples:
        >>> import china_trade_cities as ctc
        >>> print(ctc.cite(ctc.top_n(1, period="2023-01/2023-11")))
        china_trade_cities. Foreign trade of Chinese cities. Data set, version 2026.1, CC-BY-4.0. 2026-11-21
        Yicai (He Tao), reposted on a blog. 外贸城市年度答卷:上海稳居进出口总值第一,深圳豪取出口31连冠. 2024-01-18. https://blog.bobobk.com/financial/2024/01-18/10148304.html. Accessed 2026-11-21
        Goodcan Trading. Which city in China has the most trade? https://goodcantrading.com/which-city-in-china-has-the-most-trade/. Accessed 2026-11-21
        >>> len(ctc.cite(ctc.profile("Ningbo"), ctc.growth_leaders(5)).sources)
        26
    """  # noqa: E501 - a reference is a line
    if not isinstance(cast("object", dataset), Dataset | None):
        raise InvalidArgumentError("dataset", dataset, "a Dataset, or None for the newest vintage")
    found = [part for thing in things for part in _cited(thing)]
    named = [thing for thing in found if isinstance(thing, Dataset)]
    datasets = [*named, *([dataset] if dataset else [])] or [load_dataset()]
    sources = distinct(thing for thing in found if isinstance(thing, Source))
    held = {source for each in datasets for source in each.sources}
    for source in sources:
        if source not in held:
            allowed = "sources of the dataset that is cited: name the right one with dataset="
            raise InvalidArgumentError("things", source, allowed)
    return ReferenceList(
        datasets=tuple(dict.fromkeys(each.info for each in datasets)), sources=sources
    )


def _cited(thing: object) -> Iterator[Dataset | Source]:
    if isinstance(thing, Dataset | Source):
        yield thing
    else:
        for part in _parts(thing):
            yield from _cited(part)


def _parts(thing: object) -> Iterable[object]:
    """What a thing rests on: its sources, or those of its entries."""
    known: Any = thing
    if hasattr(thing, "sources"):
        return cast("Iterable[object]", known.sources)
    if hasattr(thing, "source"):
        return (known.source,)
    if isinstance(thing, Iterable) and not isinstance(thing, str | bytes | Mapping):
        return cast("Iterable[object]", thing)
    allowed = "results, records, sources, datasets, or lists of these"
    raise InvalidArgumentError("things", known, allowed)
