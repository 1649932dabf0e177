"""`cite`: whom to cite for an answer, in forms that other programs read."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import china_trade_cities as ctc
from china_trade_cities.exceptions import InvalidArgumentError, InvalidFieldError
from china_trade_cities.testing import make_info
from tests.support.bibtex import read_bibtex
from tests.support.factories import GAZETTE, VINTAGE, WEIFANG, dataset
from tests.support.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

MINE = dataset()
SPAN = "2023-01/2023-11"
ROOT = Path(__file__).parents[2]

PLAIN = ctc.Source(id="plain", title="Plain", tier=ctc.Tier.PRESS)
FULL = ctc.Source(
    id="full",
    title="Trade up 5 %",
    publisher="Bureau & Sons",
    url="https://example.org/a_b?x=1&y=%20#top",
    published="2024-05",
    tier=ctc.Tier.OFFICIAL,
    seen_at="2026-11-21",
)


def listed(*sources: ctc.Source, **changes: Any) -> ctc.ReferenceList:
    """A list of sources that stand in a dataset of their own."""
    info = make_info(**changes)
    return ctc.ReferenceList(datasets=(info,), sources=sources)


# --- what is cited ------------------------------------------------------------------------


def test_a_result_cites_its_dataset_and_its_sources() -> None:
    """The vintage first, then the sources of the result in their order."""
    ranking = ctc.top_n(7, period=SPAN)
    references = ctc.cite(ranking)
    assert references.datasets == (VINTAGE.info,)
    assert references.sources == ranking.sources
    text = str(references).splitlines()
    assert len(text) == 1 + len(ranking.sources)
    assert text[0] == (
        "china_trade_cities. Foreign trade of Chinese cities. "
        "Data set, version 2026.1, CC-BY-4.0. 2026-11-30"
    )


CITED = {
    name: value
    for name, value in VALUES.items()
    if hasattr(value, "sources") or hasattr(value, "source")
}


@pytest.mark.parametrize("name", [name for name in CITED if "hand-made" not in name])
def test_whatever_has_sources_can_be_cited(name: str) -> None:
    """Results, their entries, records, evidence, rates; a dataset stands for itself alone."""
    value: Any = CITED[name]
    references = ctc.cite(value, dataset=None if "Dataset" in name else VINTAGE)
    if isinstance(value, ctc.Dataset):
        expected: Any = ()
    else:
        expected = value.sources if hasattr(value, "sources") else (value.source,)
    assert references.sources == tuple(expected)
    assert ctc.cite(references, dataset=VINTAGE).sources == references.sources


def test_every_entry_of_a_result_has_sources() -> None:
    """Together the entries rest on what their result says, in the same order."""
    results: list[Any] = [
        ctc.growth_leaders(5),
        ctc.growth_leaders(5, method="computed", period="2025-01/2025-07"),
        ctc.compare(["Ningbo", "Yiwu"]),
        ctc.time_series("Ningbo"),
        VINTAGE.conflicts(),
    ]
    for result in results:
        assert ctc.cite(*result).sources == ctc.cite([*result]).sources == result.sources
    shares = ctc.market_share(5)
    assert shares.denominator is not None
    assert set(ctc.cite(*shares, shares.denominator).sources) == set(shares.sources)
    conflict = VINTAGE.conflicts()[0]
    assert ctc.cite(conflict.preferred, *conflict.differences).sources == conflict.sources


def test_changes_and_lists_are_cited_entry_by_entry() -> None:
    """What has no sources itself is a list of things that have."""
    old = attrs.evolve(VINTAGE, records=VINTAGE.records[5:])
    changes = ctc.diff_datasets(old, VINTAGE)
    assert ctc.cite(changes).sources == tuple(
        dict.fromkeys(source for change in changes for source in change.sources)
    )
    source = VINTAGE.sources[0]
    assert ctc.cite([source, (source,)], source).sources == (source,)


def test_without_anything_the_dataset_is_cited() -> None:
    """The newest vintage, or the one that is given either way."""
    assert ctc.cite() == ctc.cite(VINTAGE) == ctc.cite(dataset=VINTAGE)
    assert ctc.cite().sources == ()
    assert ctc.cite(VINTAGE, dataset=VINTAGE) == ctc.cite()
    both = ctc.cite(VINTAGE, MINE, GAZETTE, VINTAGE.sources[0])
    assert both.datasets == (VINTAGE.info, MINE.info)
    assert both.sources == (GAZETTE, VINTAGE.sources[0])


def test_an_answer_from_ones_own_data_is_not_cited_as_bundled() -> None:
    """Without its dataset it is refused; with it the package does not claim the data."""
    ranking = ctc.top_n(dataset=MINE)
    with pytest.raises(
        InvalidArgumentError, match=r"things must be .* \(name the right one .*; got <Source "
    ) as caught:
        ctc.cite(ranking)
    assert caught.value.argument == "things"
    references = ctc.cite(ranking, dataset=MINE)
    assert references.datasets == (MINE.info,)
    assert not str(references).startswith("china_trade_cities")
    grown = VINTAGE.with_records([attrs.evolve(MINE.records[0], city=VINTAGE.cities[0])])
    text = str(ctc.cite(dataset=grown))
    assert text.startswith("Foreign trade of Chinese cities. Data set, version 2026.1+local")


@pytest.mark.parametrize("thing", [7, "shenzhen", None, {"a": 1}, WEIFANG, b"x", VINTAGE.info])
def test_what_has_no_sources_is_refused(thing: object) -> None:
    """A city or a name is nothing to cite; nor is a list that holds one."""
    for things in ((thing,), ([PLAIN, thing],)):
        with pytest.raises(InvalidArgumentError, match="results, records, sources, datasets"):
            ctc.cite(*things)


def test_other_arguments_are_checked() -> None:
    """A dataset is a dataset, a list of sources holds sources."""
    with pytest.raises(InvalidArgumentError, match=r"^dataset must be .*; got '2026\.1'$"):
        ctc.cite(dataset="2026.1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidFieldError, match="a tuple of Source"):
        ctc.ReferenceList(sources=[GAZETTE])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# --- text ---------------------------------------------------------------------------------


def test_text_says_what_is_known_and_no_more() -> None:
    """A field that a source lacks leaves no trace."""
    address = "https://example.org/a_b?x=1&y=%20#top"
    title = make_info().title
    version = make_info().version
    assert str(listed(PLAIN, FULL)).splitlines() == [
        f"{title}. Data set, version {version}",
        "Plain",
        f"Bureau & Sons. Trade up 5 %. 2024-05. {address}. Accessed 2026-11-21",
    ]
    assert str(ctc.ReferenceList()) == ""
    assert repr(ctc.ReferenceList()) == "<ReferenceList, data: none; sources: 0>"
    assert ctc.ReferenceList().to_bibtex() == ""
    assert json.loads(ctc.ReferenceList().to_csl_json()) == []


# --- keys ---------------------------------------------------------------------------------


def test_all_forms_share_keys_and_order() -> None:
    """Text, BibTeX and CSL-JSON name the same references in the same order."""
    references = ctc.cite(VINTAGE.sources)
    keys = list(references.to_dict())
    assert keys == ["china-trade-cities-2026.1", *(source.id for source in VINTAGE.sources)]
    assert [item["id"] for item in json.loads(references.to_csl_json())] == keys
    assert list(read_bibtex(references.to_bibtex())) == keys


@pytest.mark.parametrize(
    ("title", "version", "key"),
    [
        ("My Figures", "2.0", "my-figures-2.0"),
        ("深圳", "1+local", "1-local"),
        ("深圳", "新", "dataset"),
    ],
)
def test_keys_are_plain_in_any_language(title: str, version: str, key: str) -> None:
    """Letters, digits, points and hyphens, which every program can read."""
    assert list(listed(title=title, version=version).to_dict()) == [key]


def test_equal_ids_get_different_keys() -> None:
    """Two sources of two datasets may share an id; no reference hides the other."""
    others = [attrs.evolve(PLAIN, title=title) for title in ("Second", "Third")]
    clash = attrs.evolve(PLAIN, id="plain-2", title="Fourth")
    references = listed(PLAIN, *others, clash, title="Plain", version="2")
    assert list(references.to_dict()) == ["plain-2", "plain", "plain-3", "plain-4", "plain-2-2"]


# --- CSL-JSON -----------------------------------------------------------------------------


def test_csl_json_of_each_kind() -> None:
    """Types, dates as parts of numbers, and nothing that is not known."""
    own = make_info(title="Mine", version="3", created="2024-02-03T04:05:06Z")
    references = ctc.ReferenceList(datasets=(own,), sources=(PLAIN, FULL))
    assert json.loads(references.to_csl_json()) == [
        {
            "id": "mine-3",
            "type": "dataset",
            "title": "Mine",
            "version": "3",
            "note": "Data set, version 3",
            "issued": {"date-parts": [[2024, 2, 3]]},
        },
        {"id": "plain", "type": "document", "title": "Plain"},
        {
            "id": "full",
            "type": "webpage",
            "title": "Trade up 5 %",
            "publisher": "Bureau & Sons",
            "URL": "https://example.org/a_b?x=1&y=%20#top",
            "issued": {"date-parts": [[2024, 5]]},
            "accessed": {"date-parts": [[2026, 11, 21]]},
        },
    ]


@pytest.mark.parametrize("created", [None, "yesterday", "20240203", "12345-01-01"])
def test_a_time_that_is_no_date_is_left_out(created: str | None) -> None:
    """The time at which a dataset was made is free text: what cannot be read is not guessed."""
    (item,) = json.loads(listed(created=created).to_csl_json())
    assert "issued" not in item


# The parts of the schema of CSL data (citationstyles.org, version 1.0.2) that are used here.
CSL_DATE = {
    "type": "object",
    "required": ["date-parts"],
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
    "additionalProperties": False,
}
CSL_TEXT = {"type": "string", "pattern": r"\S"}
CSL: Any = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "type", "title"],
            "properties": {
                "type": {"enum": ["dataset", "webpage", "document"]},
                **dict.fromkeys(("id", "title", "publisher", "version", "URL", "note"), CSL_TEXT),
                **dict.fromkeys(("issued", "accessed"), CSL_DATE),
            },
            "additionalProperties": False,
        },
    }
)


def test_csl_json_of_all_sources_is_of_its_format() -> None:
    """Known types and fields; dates of one to three numbers."""
    items = json.loads(ctc.cite(VINTAGE.sources).to_csl_json())
    CSL.validate(items)
    assert {len(item["issued"]["date-parts"][0]) for item in items if "issued" in item} == {1, 2, 3}


# --- BibTeX -------------------------------------------------------------------------------


def test_bibtex_of_a_full_and_a_bare_source() -> None:
    """Title in two braces, months by their names, the address as it stands."""
    references = ctc.ReferenceList(sources=(FULL, PLAIN))
    assert (
        references.to_bibtex()
        == """\
@misc{full,
  title = {{Trade up 5 \\%}},
  howpublished = {Bureau \\& Sons},
  year = {2024},
  month = may,
  url = {https://example.org/a_b?x=1&y=%20#top},
  urldate = {2026-11-21},
}

@misc{plain,
  title = {{Plain}},
}"""
    )


def test_bibtex_escapes_what_latex_takes_for_a_command() -> None:
    """Every special character comes out as itself; Chinese text stays as it is."""
    nasty = attrs.evolve(
        PLAIN, title="50 % & $5 #1 a_b {x} \\cmd ~ ^ <b> | 深圳\nnew", url="x{y\\z 深"
    )
    (fields,) = read_bibtex(ctc.ReferenceList(sources=(nasty,)).to_bibtex()).values()
    assert fields["title"] == (
        r"{50 \% \& \$5 \#1 a\_b \textbraceleft{}x\textbraceright{} \textbackslash{}cmd "
        r"\textasciitilde{} \textasciicircum{} \textless{}b\textgreater{} \textbar{} 深圳 new}"
    )
    assert fields["url"] == "x%7By%5Cz%20%E6%B7%B1"


@given(title=st.text(st.characters(exclude_categories=["Cs", "Cc"])).filter(str.strip))
def test_bibtex_of_any_title_can_be_read(title: str) -> None:
    """No title breaks its entry or the next, whatever braces and backslashes it has."""
    odd = attrs.evolve(PLAIN, title=title, publisher=title, url=title)
    found = read_bibtex(ctc.ReferenceList(sources=(odd, FULL)).to_bibtex())
    assert list(found) == ["plain", "full"]
    assert set(found["plain"]) == {"title", "howpublished", "url"}


# --- CITATION.cff -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def citation_file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return loaded


def test_the_citation_file_says_what_the_package_says(citation_file: dict[str, Any]) -> None:
    """Name, version, licence, keywords; holders as the licence names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation_file["cff-version"] == "1.2.0"
    assert citation_file["type"] == "software"
    assert citation_file["title"] == ctc.__name__
    assert citation_file["version"] == ctc.__version__
    assert citation_file["abstract"] == project["description"]
    assert citation_file["keywords"] == project["keywords"]
    assert citation_file["license"] in project["license"].split(" AND ")
    (author,) = citation_file["authors"]
    assert f"(c) 2026 {author['name']}\n" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_citation_file_has_the_date_of_the_changelog(citation_file: dict[str, Any]) -> None:
    """A version that is released has its date; one that is not has none."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = re.escape(ctc.__version__)
    released = re.search(rf"^## \[{version}\] - (\d{{4}}-\d\d-\d\d)$", changes, re.MULTILINE)
    assert citation_file.get("date-released") == (released and released[1])


def test_the_citation_file_names_the_newest_data(citation_file: dict[str, Any]) -> None:
    """Title, version, date and licence are those of the bundled vintage."""
    (data,) = citation_file["references"]
    info = VINTAGE.info
    assert VINTAGE is ctc.load_dataset()
    descriptor = ROOT / "src" / "china_trade_cities" / "data" / info.version / "datapackage.json"
    contributors = json.loads(descriptor.read_text(encoding="utf-8"))["contributors"]
    assert data["type"] == "data"
    assert (data["title"], data["version"]) == (info.title, info.version)
    assert info.created is not None
    assert info.created.startswith(data["date-released"])
    assert (data["license"],) == info.licenses
    assert [author["name"] for author in data["authors"]] == [
        contributor["title"] for contributor in contributors
    ]


# What the schema of CFF 1.2.0 demands, and knows, of the parts that are used here.
CFF_NEEDED = {"authors", "cff-version", "message", "title"}
CFF_KNOWN = CFF_NEEDED | {
    "abstract", "contact", "commit", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}  # fmt: skip
CHECKS: dict[str, Callable[[Any], bool]] = {
    "cff-version": lambda value: value == "1.2.0",
    "type": lambda value: value in ("software", "dataset"),
    "date-released": lambda value: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)),
    "keywords": lambda value: len(set(value)) == len(value) > 0,
}


def test_the_citation_file_is_of_its_format(citation_file: dict[str, Any]) -> None:
    """Only known keys, all needed ones, and words where the format wants words."""
    assert set(citation_file) >= CFF_NEEDED
    assert set(citation_file) <= CFF_KNOWN
    for part in (citation_file, *citation_file["references"]):
        assert all(set(author) == {"name"} for author in part["authors"])
        assert isinstance(part["version"], str)
        assert isinstance(part["title"], str)
    for key, check in CHECKS.items():
        assert key not in citation_file or check(citation_file[key])
    assert all({"authors", "title", "type"} <= set(each) for each in citation_file["references"])
