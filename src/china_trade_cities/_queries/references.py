"""References, and how they are written in text, BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from china_trade_cities._model.info import DatasetInfo
    from china_trade_cities._model.record import Source
    from china_trade_cities._queries.reference_list import ReferenceList


class Reference(NamedTuple):
    """What is known of one work that is cited.

    Attributes:
        key: What names it in a list; unique there.
        type: Its type in CSL.
        title: Its title.
        publisher: Who published it.
        issued: ISO 8601 date of publication, to the day, month or year that is known.
        url: Its address.
        accessed: ISO 8601 date on which it was read.
        version: Version of a dataset.
        note: What kind of work it is, where its type does not say all.
    """

    key: str
    type: str
    title: str
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    accessed: str | None = None
    version: str | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        """The reference in one line."""
        from china_trade_cities._display.words import sentences

        read = self.accessed and f"Accessed {self.accessed}"
        return sentences(self.publisher, self.title, self.note, self.issued, self.url, read)


def references_of(cited: ReferenceList) -> tuple[Reference, ...]:
    """The references of a list, datasets first; equal keys are told apart by a number."""
    found = [*map(_of_dataset, cited.datasets), *map(_of_source, cited.sources)]
    taken: set[str] = set()
    unique: list[Reference] = []
    for reference in found:
        key, number = reference.key, 1
        while key in taken:
            number += 1
            key = f"{reference.key}-{number}"
        taken.add(key)
        unique.append(reference._replace(key=key))
    return tuple(unique)


def _of_dataset(info: DatasetInfo) -> Reference:
    from china_trade_cities._dataset.bundled import available_versions, load_dataset

    # Somebody's own data is not published by this package, whatever it stands on.
    bundled = info.version in available_versions() and info == load_dataset(info.version).info
    name = "china_trade_cities" if bundled else None
    terms = ", ".join(["Data set", f"version {info.version}", *info.licenses])
    return Reference(
        key=_slug(f"{name or info.title} {info.version}") or "dataset",
        type="dataset",
        title=info.title,
        publisher=name,
        issued=_date(info.created),
        version=info.version,
        note=terms,
    )


def _of_source(source: Source) -> Reference:
    return Reference(
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


# --- CSL-JSON -----------------------------------------------------------------------------


_CSL_VARIABLES = {
    "key": "id",
    "type": "type",
    "title": "title",
    "publisher": "publisher",
    "version": "version",
    "url": "URL",
    "note": "note",
}


def as_csl_json(references: Iterable[Reference]) -> str:
    """The references as a JSON array of CSL items."""
    import json

    items = [dict(_csl_fields(reference)) for reference in references]
    return json.dumps(items, ensure_ascii=False, indent=2)


def _csl_fields(reference: Reference) -> Iterator[tuple[str, Any]]:
    fields = reference._asdict()
    for name, variable in _CSL_VARIABLES.items():
        if fields[name]:
            yield variable, fields[name]
    for name in ("issued", "accessed"):
        date: str | None = fields[name]
        if date:
            yield name, {"date-parts": [[int(part) for part in date.split("-")]]}


# --- BibTeX -------------------------------------------------------------------------------

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


def as_bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX entries."""
    return "\n\n".join(map(_bibtex_entry, references))


def _bibtex_entry(reference: Reference) -> str:
    lines = (f"  {name} = {value}," for name, value in _bibtex_fields(reference))
    return "\n".join([f"@misc{{{reference.key},", *lines, "}"])


def _bibtex_fields(reference: Reference) -> Iterator[tuple[str, str]]:
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
