"""`ReferenceList`: whom to cite, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from china_trade_cities._model.info import DatasetInfo
from china_trade_cities._model.record import Source
from china_trade_cities._model.validators import tuple_of

if TYPE_CHECKING:
    from rich.text import Text


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
        china_trade_cities. Foreign trade of Chinese cities. Data set, version 2026.1, CC-BY-4.0. 2026-11-21
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
        from china_trade_cities._queries.references import references_of

        return {reference.key: reference.text for reference in references_of(self)}

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
        from china_trade_cities._queries.references import as_bibtex, references_of

        return as_bibtex(references_of(self))

    def to_csl_json(self) -> str:
        """The list as CSL-JSON, which Zotero, pandoc, Quarto and citeproc processors read.

        Examples:
            >>> import json
            >>> import china_trade_cities as ctc
            >>> dataset, customs = json.loads(ctc.cite(ctc.top_n(3)).to_csl_json())
            >>> dataset["type"], dataset["version"], dataset["issued"]
            ('dataset', '2026.1', {'date-parts': [[2026, 11, 21]]})
            >>> customs["type"], customs["publisher"]
            ('webpage', 'General Administration of Customs of China')
        """
        from china_trade_cities._queries.references import as_csl_json, references_of

        return as_csl_json(references_of(self))

    def __str__(self) -> str:
        return "\n".join(self.to_dict().values())

    def _repr_html_(self) -> str:
        from china_trade_cities._display.html import references_as_html
        from china_trade_cities._queries.references import references_of

        return references_as_html(references_of(self))

    def __rich__(self) -> Text:
        from rich.text import Text

        return Text(str(self))

    def __repr__(self) -> str:
        versions = ", ".join(info.version for info in self.datasets)
        return f"<ReferenceList, data: {versions or 'none'}; sources: {len(self.sources)}>"
