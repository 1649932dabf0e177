"""`cite`: whom to cite for an answer, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

from attrs import field, frozen

from china_trade_cities._dataset.bundled import available_versions, load_dataset
from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._display.html import linked
from china_trade_cities._extras import later
from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.record import Source, distinct, sentences
from china_trade_cities._model.validators import entries_of, tuple_of
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from rich.text import Text
else:
    Text = later("rich.text", "Text")


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
        china_trade_cities. Foreign trade of Chinese cities. Data set, version 2026.1, CC-BY-4.0. 2026-11-30
        Yicai (He Tao), reposted on a blog. 外贸城市年度答卷:上海稳居进出口总值第一,深圳豪取出口31连冠. 2024-01-18. https://blog.bobobk.com/financial/2024/01-18/10148304.html. Accessed 2026-11-21
        Goodcan Trading. Which city in China has the most trade? https://goodcantrading.com/which-city-in-china-has-the-most-trade/. Accessed 2026-11-21
        >>> len(ctc.cite(ctc.profile("Ningbo"), ctc.growth_leaders(5)).sources)
        34
    """  # noqa: E501 - a reference is a line
    if not isinstance(cast("object", dataset), Dataset | None):
        raise InvalidArgumentError("dataset", dataset, "a Dataset, or None for the newest vintage")
    try:
        found = [part for thing in things for part in _cited(thing)]
    except RecursionError:  # a list that holds itself
        raise InvalidArgumentError("things", things, _CITABLE) from None
    named = [thing for thing in found if isinstance(thing, Dataset)]
    datasets = [*named, *([dataset] if dataset else [])] or [load_dataset()]
    sources = distinct(thing for thing in found if isinstance(thing, Source))
    held = {source for each in datasets for source in each.sources}
    for source in sources:
        if source not in held:
            allowed = "sources of the dataset that is cited (name the right one with dataset=)"
            raise InvalidArgumentError("things", source, allowed)
    return ReferenceList(
        datasets=tuple(dict.fromkeys(each.info for each in datasets)), sources=sources
    )


def _cited(thing: object) -> Iterator[Dataset | Source]:
    known: Any = thing
    if isinstance(thing, Dataset | Source):
        yield thing
        return
    try:
        parts = entries_of(known.sources if hasattr(known, "sources") else [known.source])
    except Exception:  # noqa: BLE001 - whatever it raises, it has no sources
        parts = None if isinstance(thing, str | Mapping) else entries_of(known)
    if parts is None:
        raise InvalidArgumentError("things", known, _CITABLE)
    for part in parts:
        yield from _cited(part)


_CITABLE = "results, records, sources, datasets, or lists of these"


@frozen(kw_only=True, repr=False)
class ReferenceList:
    """Whom to cite for a figure or an answer; prints as text, a line for each reference.

    Every form holds the same references in the same order, datasets first, under the same keys:
    the id of a source; title and version of a dataset. Of each it says what is known and no more:
    a source without an author, date or address has none in the list.

    Attributes:
        datasets: The data that was used, with its version.
        sources: Who published the figures, each once, in the order in which they were cited.

    Raises:
        InvalidFieldError: A field holds what it cannot hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> question = ctc.load_dataset("2026.1").source("goodcan-trade-cities-2023")
        >>> references = ctc.cite(question)
        >>> print(references)
        china_trade_cities. Foreign trade of Chinese cities. Data set, version 2026.1, CC-BY-4.0. 2026-11-30
        Goodcan Trading. Which city in China has the most trade? https://goodcantrading.com/which-city-in-china-has-the-most-trade/. Accessed 2026-11-21
    """  # noqa: E501 - a reference is a line

    datasets: tuple[DatasetInfo, ...] = field(default=(), validator=tuple_of(DatasetInfo))
    sources: tuple[Source, ...] = field(default=(), validator=tuple_of(Source))

    def to_dict(self) -> dict[str, str]:
        """Each reference as text, by its key.

        Examples:
            >>> import china_trade_cities as ctc
            >>> list(ctc.cite(ctc.top_n(3)).to_dict())
            ['china-trade-cities-2026.1', 'gacc-location-2024-12']
        """
        return {reference.key: reference.text for reference in _references(self)}

    def to_bibtex(self) -> str:
        r"""The list as a BibTeX file, for BibTeX and biblatex.

        What LaTeX would take for a command is escaped; Chinese text is UTF-8, as XeLaTeX, LuaLaTeX
        and current pdfLaTeX (with a package for Chinese fonts) read it.

        Examples:
            >>> import china_trade_cities as ctc
            >>> print(ctc.cite().to_bibtex())
            @misc{china-trade-cities-2026.1,
              title = {{Foreign trade of Chinese cities}},
              howpublished = {china\_trade\_cities},
              year = {2026},
              month = nov,
              note = {Data set, version 2026.1, CC-BY-4.0},
            }
        """
        return "\n\n".join(map(_bibtex_entry, _references(self)))

    def to_csl_json(self) -> str:
        """The list as CSL-JSON, which Zotero, pandoc, Quarto and citeproc processors read.

        Examples:
            >>> import json
            >>> import china_trade_cities as ctc
            >>> dataset, customs = json.loads(ctc.cite(ctc.top_n(3)).to_csl_json())
            >>> dataset["type"], dataset["version"], dataset["issued"]
            ('dataset', '2026.1', {'date-parts': [[2026, 11, 30]]})
            >>> customs["type"], customs["publisher"]
            ('webpage', 'General Administration of Customs of China')
        """
        import json

        items = [dict(_csl_fields(reference)) for reference in _references(self)]
        return json.dumps(items, ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        return "\n".join(self.to_dict().values())

    def _repr_html_(self) -> str:
        lines = (linked(reference.text, reference.url) for reference in _references(self))
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f'<ul class="china-trade-cities" aria-label="References">{items}</ul>'

    def __rich__(self) -> Text:
        from rich.text import Text

        return Text(str(self))

    def __repr__(self) -> str:
        versions = ", ".join(info.version for info in self.datasets)
        return f"<ReferenceList, data: {versions or 'none'}; sources: {len(self.sources)}>"


class _Reference(NamedTuple):
    """What is known of one work that is cited; dates are of ISO 8601, perhaps only the year."""

    key: str  # unique in a list
    type: str  # in CSL
    title: str
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    accessed: str | None = None
    version: str | None = None
    note: str | None = None  # what kind of work it is, where its type does not say all

    @property
    def text(self) -> str:
        read = self.accessed and f"Accessed {self.accessed}"
        return sentences(self.publisher, self.title, self.note, self.issued, self.url, read)


def _references(cited: ReferenceList) -> tuple[_Reference, ...]:
    """The references of a list, datasets first; equal keys get a number."""
    found = [*map(_of_dataset, cited.datasets), *map(_of_source, cited.sources)]
    taken: set[str] = set()
    unique: list[_Reference] = []
    for reference in found:
        key, number = reference.key, 1
        while key in taken:
            number += 1
            key = f"{reference.key}-{number}"
        taken.add(key)
        unique.append(reference._replace(key=key))
    return tuple(unique)


def _of_dataset(info: DatasetInfo) -> _Reference:
    # Somebody's own data is not published by this package, whatever it stands on.
    bundled = info.version in available_versions() and info == load_dataset(info.version).info
    name = "china_trade_cities" if bundled else None
    terms = ", ".join(["Data set", f"version {info.version}", *info.licenses])
    return _Reference(
        key=_slug(f"{name or info.title} {info.version}") or "dataset",
        type="dataset",
        title=info.title,
        publisher=name,
        issued=_date(info.created),
        version=info.version,
        note=terms,
    )


def _of_source(source: Source) -> _Reference:
    return _Reference(
        key=source.id,
        type="webpage" if source.url else "document",
        title=source.title,
        publisher=source.publisher,
        issued=source.published,
        url=source.url,
        accessed=source.seen_at,
    )


def _slug(text: str) -> str:
    """Text as a key that BibTeX can read, whatever language it is in."""
    return re.sub("[^a-z0-9.]+", "-", text.lower()).strip("-.")


def _date(time: str | None) -> str | None:
    """The date of an ISO 8601 time; None if it is none."""
    date = re.match(r"\d{4}(-\d\d){0,2}(?!\d)", time or "", re.ASCII)
    return date and date[0]


_CSL_VARIABLES = {
    "key": "id",
    "type": "type",
    "title": "title",
    "publisher": "publisher",
    "version": "version",
    "url": "URL",
    "note": "note",
}


def _csl_fields(reference: _Reference) -> Iterator[tuple[str, Any]]:
    fields = reference._asdict()
    for name, variable in _CSL_VARIABLES.items():
        if fields[name]:
            yield variable, fields[name]
    for name in ("issued", "accessed"):
        date: str | None = fields[name]
        if date:
            yield name, {"date-parts": [[int(part) for part in date.split("-")]]}


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# BibTeX counts braces even where a backslash stands before them: none is left alone.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{special: f"\\{special}" for special in "$&#%_"},
    }
)


def _bibtex_entry(reference: _Reference) -> str:
    lines = (f"  {name} = {value}," for name, value in _bibtex_fields(reference))
    return "\n".join([f"@misc{{{reference.key},", *lines, "}"])


def _bibtex_fields(reference: _Reference) -> Iterator[tuple[str, str]]:
    """Those that styles of BibTeX print for an entry of type misc, and those of biblatex."""
    yield "title", f"{{{{{_latex(reference.title)}}}}}"  # in two braces it keeps its capitals
    if reference.publisher:
        yield "howpublished", f"{{{_latex(reference.publisher)}}}"
    year, month, *_ = *(reference.issued or "").split("-"), ""
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", _MONTHS[int(month) - 1]
    if reference.url:
        # An address is taken as it stands, so what LaTeX cannot take is percent-encoded.
        yield "url", f"{{{quote(reference.url, safe='!#$%&()*+,/:;=?@[]~_')}}}"
    if reference.accessed:
        yield "urldate", f"{{{reference.accessed}}}"
    if reference.note:
        yield "note", f"{{{_latex(reference.note)}}}"


def _latex(text: str) -> str:
    return " ".join(text.split()).translate(_LATEX)
