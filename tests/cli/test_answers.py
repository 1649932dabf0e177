"""Each question of the library can be asked from a shell, in three forms."""

from __future__ import annotations

import csv
import io
import json

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._cli.columns import COLUMNS
from china_trade_cities._cli.examples import EXAMPLES
from tests.support.bibtex import read_bibtex
from tests.support.commands import answer, document_of, rows_of

SPAN = ("--period", "2025-01/2025-07")

# A question of each kind, and one of each that has no answer.
QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("top-n",),
    ("top-n", "--period", "2021", "--convert-to", "CNY"),
    ("growth-leaders",),
    ("market-share", "-n", "3"),
    ("contribution", *SPAN),
    ("product-contribution", "Shanghai", "--period", "2023-01/2023-11"),
    ("concentration",),
    ("compare", "Ningbo", "Yiwu", "Hong Kong"),
    ("compare", "Shenzhen", "Hong Kong", "--convert-to", "CNY"),
    ("time-series", "Ningbo"),
    ("time-series", "Suzhou", "--span", "year", "--convert-to", "CNY"),
    ("profile", "Ningbo"),
    ("published-ranks", "Shenzhen"),
    ("comparable-periods",),
    ("coverage", "--city", "Ningbo"),
    ("conflicts",),
    ("corroborations", "--city", "Beijing"),
    ("by-specialization", "lighters"),
)
NOTHING: tuple[tuple[str, ...], ...] = (
    ("top-n", "--period", "1999"),
    ("top-n", "--period", "1999", "--convert-to", "CNY"),
    ("growth-leaders", "--period", "1999"),
    ("market-share", "--period", "1999"),
    ("contribution", "--period", "1999"),
    ("product-contribution", "Ngari"),
    ("time-series", "Ngari"),
    ("time-series", "Ngari", "--convert-to", "CNY"),
    ("profile", "Ngari"),
    ("published-ranks", "Ngari"),
    ("comparable-periods", "--basis", "customs-district"),
    ("coverage", "--city", "Ngari"),
    ("conflicts", "--city", "Ngari"),
    ("corroborations", "--city", "Ngari"),
    ("by-specialization", "lighters", "--kind", "emerging"),
    ("diff", "2026.1", "2026.1"),
)
# What has rows of its own, which are no result of a question.
OTHERS: dict[tuple[str, ...], str] = {
    ("city", "Ningbo"): "city",
    ("sources", "--tier", "official"): "sources",
    ("validate",): "validate",
    ("info",): "info",
}


def header(capsys: pytest.CaptureFixture[str], *question: str) -> tuple[str, ...]:
    """The first line of an answer as CSV."""
    return tuple(answer(capsys, *question, "--format", "csv").split("\n", 1)[0].split(","))


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_answer_has_the_same_rows_in_each_form(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """CSV and JSON hold the same rows and columns; JSON also says whom to cite."""
    rows = rows_of(capsys, *question)
    document = document_of(capsys, *question)
    assert rows
    assert document["sources"]
    if question[0] != "profile":  # which is a page, with parts of other columns
        assert [list(row) for row in document["entries"]] == [list(row) for row in rows]
    assert answer(capsys, *question).strip()


@pytest.mark.parametrize("question", NOTHING, ids=" ".join)
def test_an_empty_answer_still_has_its_columns(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that reads CSV finds the header that it would find with rows, and no rows."""
    assert rows_of(capsys, *question) == []
    assert answer(capsys, *question).strip()
    alike = [
        asked
        for asked in QUESTIONS
        if asked[0] == question[0] and ("--convert-to" in asked) == ("--convert-to" in question)
    ]
    for asked in alike:
        assert header(capsys, *question) == header(capsys, *asked)


@pytest.mark.parametrize(("question", "columns"), OTHERS.items(), ids=str)
def test_other_answers_have_their_columns(
    question: tuple[str, ...], columns: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also what is no result of a question has the same columns in CSV, always."""
    assert header(capsys, *question) == COLUMNS[columns]


def test_every_answer_is_asked_above() -> None:
    """No command is left out; what is imported has tests of its own."""
    asked = {question[0] for question in (*QUESTIONS, *NOTHING, *OTHERS)}
    assert asked | {"import", ""} == set(EXAMPLES)
    assert {*OTHERS.values(), "import"} == set(COLUMNS)


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_answer_is_cited(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """With --cite the references of all its sources are printed instead of it, in three styles."""
    keys = {source["id"] for source in document_of(capsys, *question)["sources"]}
    found = read_bibtex(answer(capsys, *question, "--cite", "bibtex"))
    assert set(found) == {"china-trade-cities-2026.1", *keys}
    items = json.loads(answer(capsys, *question, "--cite", "csl-json"))
    assert {item["id"] for item in items} == set(found)
    assert len(answer(capsys, *question, "--cite", "text").splitlines()) == len(found)


def test_references_have_no_other_form(capsys: pytest.CaptureFixture[str]) -> None:
    """--format beside --cite is refused: nobody gets an empty table without a word."""
    assert main(["top-n", "--cite", "bibtex", "--format", "csv"]) == 2
    assert "--format must be left out beside --cite; got 'csv'" in capsys.readouterr().err
    assert main(["top-n", "--cite", "text", "--missing"]) == 2
    assert "--missing must be left out beside --cite; got True" in capsys.readouterr().err


@pytest.mark.parametrize(
    "question",
    [("top-n",), ("growth-leaders",), ("market-share",), ("contribution",), ("concentration",)],
    ids=" ".join,
)
def test_missing_cities_are_listed_on_request(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """With --missing the table and CSV hold each city without a figure, and what is known of it."""
    document = document_of(capsys, *question)
    rows = rows_of(capsys, *question, "--missing")
    added = {row["city"]: row for row in rows if row.get("bound")}
    assert list(added) == [each["city"] for each in document["missing"]]
    for each in document["missing"]:
        assert added[each["city"]]["bound"] == (each["kind"] or "unknown")
        assert added[each["city"]]["low"] == ("" if each["low"] is None else str(each["low"]))
    text = answer(capsys, *question, "--missing").split("\nMissing:\n")[1]
    assert len(text.splitlines()) == len(added)
    assert "\nMissing:" not in answer(capsys, *question)


def test_missing_cities_of_a_comparison_have_their_flow(capsys: pytest.CaptureFixture[str]) -> None:
    """A city may be missing from the ranks of one flow alone."""
    rows = rows_of(capsys, "compare", "Ningbo", "--period", "2023", "--missing")
    missing = document_of(capsys, "compare", "Ningbo", "--period", "2023")["missing"]
    added = [(row["flow"], row["city"]) for row in rows if row["bound"]]
    assert added == [(flow, each["city"]) for flow, found in missing.items() for each in found]


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("top-n", "top"),
        ("growth-leaders", "growth"),
        ("market-share", "share"),
        ("by-specialization", "specialization"),
        ("comparable-periods", "periods"),
    ],
)
def test_commands_have_the_names_of_the_functions(
    name: str, alias: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The short form is the same command."""
    more = ("ships",) if name == "by-specialization" else ()
    assert answer(capsys, name, *more) == answer(capsys, alias, *more)


def test_a_city_by_any_of_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    """In a line for people; its id, names, place and codes for programs."""
    line = answer(capsys, "city", "CNSHA")
    assert line == answer(capsys, "city", "上海市")
    assert line.startswith(
        "Shanghai 上海: municipality; GB/T 2260 310000; UN/LOCODE CNSGH (also CNSHA"
    )
    found = document_of(capsys, "city", "Yiwu")
    assert (found["city"], found["parent"], found["level"]) == ("yiwu", "jinhua", "county")
    assert main(["city", "Atlantis"]) == 2


@pytest.mark.parametrize("command", ["top-n", "growth-leaders", "market-share", "contribution"])
def test_the_excluded_stand_in_csv_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --excluded each city that is not ranked has a row with the reason and no rank."""
    question = (command, *SPAN, "--city", "Ningbo", "--city", "Ngari")
    ranked, left_out = rows_of(capsys, *question, "--excluded")
    assert (ranked["city"], ranked["excluded"]) == ("ningbo", "")
    assert (left_out["city"], left_out["rank"]) == ("ngari", "")
    assert left_out["excluded"]
    assert "excluded" not in rows_of(capsys, *question)[0]
    assert "Excluded:\n  ngari: " in answer(capsys, *question, "--excluded")


def test_share_and_contribution_repeat_their_question(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds what the figures have in common, the whole, and who says so."""
    share = document_of(capsys, "market-share", "-n", "2", "--flow", "export", *SPAN)
    assert (share["flow"], share["period"], len(share["entries"])) == ("export", SPAN[1], 2)
    assert 50 < share["covered"] < 100
    parts = document_of(capsys, "contribution", "-n", "2", "--of", "cities", *SPAN)
    assert (parts["of"], parts["rest"]) == ("cities", 0.0)
    assert parts["growth"] == pytest.approx(parts["together"])
    assert parts["sources"]


@pytest.mark.parametrize(
    "question",
    [
        ("top-n",),
        ("growth-leaders",),
        ("market-share",),
        ("contribution",),
        ("concentration",),
        ("product-contribution", "Shanghai"),
    ],
    ids=" ".join,
)
def test_a_question_without_an_answer_names_the_nearest_spans(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON holds the spans that the table names, with the number of cities or groups."""
    found = document_of(capsys, *question, "--period", "2030")["nearest"]
    assert found
    text = answer(capsys, *question, "--period", "2030")
    assert all(f"{period} ({number}" in text for period, number in found.items())


@pytest.mark.parametrize(
    "question",
    [("top-n", "--city", "Chengdu"), ("compare", "Chengdu"), ("time-series", "Chengdu")],
    ids=" ".join,
)
def test_a_question_without_an_answer_names_what_is_near(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON holds near products, partners and other questions, with how much answers them."""
    found = document_of(capsys, *question, "--partner", "EU")
    assert (found["near_products"], found["near_partners"]) == ({}, {})
    when = 'span="year-to-date"' if "time-series" in question else 'period="2020-01/2020-02"'
    others = {f'partner="asean", {when}': 1, f'partner="belt-and-road", {when}': 1}
    assert found["near_questions"] == others


def test_without_a_whole_no_part_of_it_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """An unanswered question has blanks, not zeros that look like figures."""
    parts = document_of(capsys, "contribution", "--period", "1999")
    assert (parts["growth"], parts["together"], parts["rest"]) == (None, None, None)
    assert document_of(capsys, "market-share", "--period", "1999")["covered"] is None


def test_products_left_out_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With --excluded in the table and in CSV, and always in JSON, with how many were found."""
    shanghai = ("product-contribution", "Shanghai", "--period", "2023-01/2023-11")
    document = document_of(capsys, *shanghai, "-n", "1")
    assert (document["found"], len(document["entries"])) == (4, 1)
    question = ("product-contribution", "Suzhou", "--period", "2023-01/2023-11")
    shown, *left_out = rows_of(capsys, *question, "--excluded")
    assert (shown["product"], shown["excluded"]) == ("mobile-phones", "")
    assert {row["product"]: row["excluded"] for row in left_out} == document_of(capsys, *question)[
        "excluded"
    ]
    assert {row["city"] for row in left_out} == {"suzhou"}
    text = answer(capsys, *question, "--excluded")
    assert "Excluded:\n  auto-parts: no amount" in text
    assert "excluded" not in rows_of(capsys, *question)[0]
    everything = answer(capsys, *shanghai, "--excluded")
    assert everything.endswith("Excluded:\n  none\n")


def test_products_of_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    """The method, the growth of all goods, and groups without a contribution with the reason."""
    question = ("product-contribution", "Suzhou", "--period", "2023-01/2023-11")
    found = document_of(capsys, *question)
    assert (found["city"], found["flow"], found["method"]) == ("suzhou", "export", "published")
    assert [row["product"] for row in found["entries"]] == ["mobile-phones"]
    assert found["excluded"]["auto-parts"] == "no amount"
    computed = document_of(capsys, *question, "--method", "computed", "--flow", "import")
    assert (computed["flow"], computed["entries"]) == ("import", [])


def test_concentration_takes_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    found = document_of(capsys, "concentration", "-k", "2", "--of", "nation", "--city", "Zhejiang")
    assert (found["k"], found["of"], len(found["top"])) == (2, "nation", 2)
    assert found["top"][0] == "ningbo"
    assert "yiwu" in found["excluded"]
    assert (found["coverage"], found["missing"]) == (1.0, [])


@pytest.mark.parametrize("question", [("concentration",), ("contribution", "--of", "cities")])
def test_sums_over_too_few_cities_are_refused(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line that says what is missing; `--min-coverage 0` counts what there is."""
    assert main([*question, "--period", "2025"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("china-trade-cities: error: coverage must be at least 80 % for ")
    assert "missing: Beijing (about 3,200 billion CNY)" in complaint
    assert "nearest periods with enough: 2024 (1" in complaint
    assert complaint.count("\n") == 1
    waived = (*question, "--period", "2025", "--min-coverage", "0")
    found = document_of(capsys, *waived)
    assert 0.4 < found["coverage"] < 0.42
    assert found["missing"][0]["city"] == "beijing"
    assert found["nearest"]["2024"] > 100
    assert "with 41 % of the trade of all cities" in answer(capsys, *waived)


def test_compare_keeps_the_order_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    found = document_of(capsys, "compare", "Yiwu", "Ningbo", "--period", "2024")
    assert list(dict.fromkeys(row["city"] for row in found["entries"])) == ["yiwu", "ningbo"]


def test_series_names_its_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    """Periods without an amount stand in the JSON document with the reason."""
    found = document_of(capsys, "time-series", "Shenzhen", "--flow", "total")
    assert (found["city"], found["span"]) == ("shenzhen", "year")
    assert found["gaps"]["2014"] == "no figure"
    assert found["other_spans"]["month"][0] == "2022-07"
    assert found["entries"][0]["period"] == "2012"


def test_ranks_by_scope_and_period(capsys: pytest.CaptureFixture[str]) -> None:
    found = document_of(
        capsys, "published-ranks", "--scope", "mainland-total-trade", "--period", "2023-01/2023-11"
    )
    assert [row["city"] for row in found["entries"] if row["rank"] == 1] == ["shanghai", "shenzhen"]


def test_what_sources_say_of_one_city(capsys: pytest.CaptureFixture[str]) -> None:
    """Conflicts, corroborations and coverage of the cities that are named."""
    for command in ("conflicts", "corroborations", "coverage"):
        rows = rows_of(capsys, command, "--city", "Tianjin", "--city", "Beijing")
        assert {row["city"] for row in rows} == {"beijing", "tianjin"}
        assert len(rows) < len(rows_of(capsys, command))


def test_periods_that_can_be_ranked(capsys: pytest.CaptureFixture[str]) -> None:
    """The spans with most cities come first, for the figures that are asked for."""
    found = document_of(capsys, "comparable-periods", "--currency", "USD")
    assert (found["currency"], found["entries"][0]) == ("USD", {"period": "2021", "cities": 4})


def test_without_arguments_it_answers_the_first_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """City, amount, growth and certainty of the reference year, then a table with its source."""
    text = answer(capsys)
    assert text.startswith(
        "Which city in China has the most trade?\n"
        "Shenzhen 深圳: 4,504,824,120,000 yuan of total trade in 2024, growth 16.4 %; "
        "its rank is certain.\n"
    )
    assert "[1] General Administration of Customs of China." in text
    assert "http://www.customs.gov.cn/" in text


def test_the_first_question_in_other_forms(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(answer(capsys, "--format", "json"))
    assert [row["city"] for row in document["entries"]][:2] == ["shenzhen", "shanghai"]
    assert [source["tier"] for source in document["sources"]] == ["official"]
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "--format", "csv"))))
    assert [row["value"] for row in rows][:1] == ["4504824120000"]
    assert len(rows) == len(document["entries"]) == 10


def test_top_takes_every_part_of_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    """Options reach the query, and the JSON answer repeats the question, sources and gaps."""
    text = answer(
        capsys, "top-n", "-n", "2", "--period", "2023-01/2023-11", "--flow", "export",
        "--product", "solar cells", "--city", "Shanghai", "--city", "Suzhou", "--ties", "all",
        "--currency", "CNY", "--basis", "location", "--format", "json",
    )  # fmt: skip
    document = json.loads(text)
    assert document["product"] == "solar-cells"
    assert [entry["value"] for entry in document["entries"]] == [8_400_000_000]
    assert document["excluded"] == {"suzhou": "no figure"}
    assert [source["id"] for source in document["sources"]] == ["goodcan-trade-cities-2023"]
    africa = json.loads(
        answer(capsys, "top-n", "--partner", "africa", "--period", "2021", "--format", "json")
    )
    assert africa["partner"] == "africa"


def test_top_converts_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """With --convert-to a figure in dollars is ranked, and keeps its original beside it."""
    question = ("top-n", "--period", "2021", "--city", "Suzhou", "--format", "json")
    assert json.loads(answer(capsys, *question))["entries"] == []
    (entry,) = json.loads(answer(capsys, *question, "--convert-to", "CNY"))["entries"]
    assert (entry["value"], entry["currency"]) == (2_529_358_680_000, "CNY")
    assert (entry["original_value"], entry["original_currency"]) == (392_100_000_000, "USD")


def test_the_excluded_are_listed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "top-n", "--city", "Zhejiang", "--excluded")
    assert "Excluded:\n  yiwu: lies inside Jinhua: ranked only when named in cities=" in text
    assert "Excluded:" not in answer(capsys, "top-n", "--city", "Zhejiang")


def test_growth_by_both_methods(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "growth-leaders", "-n", "3", "--min-value", "100000000000")
    assert "Ili 伊犁哈萨克自治州" in text
    computed = answer(capsys, "growth-leaders", "--method", "computed", *SPAN)
    document = json.loads(answer(capsys, "growth-leaders", "--min-value", "5", "--format", "json"))
    assert (document["method"], document["min_value"]) == ("published", 5)
    assert computed.startswith("Total trade, computed growth, 2025-01/2025-07 on 2024-01/2024-07")


def test_specialization_and_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Cities by evidence, as a table and as flat rows."""
    assert "Shanghai 上海" in answer(capsys, "by-specialization", "芯片")
    rows = list(
        csv.DictReader(
            io.StringIO(
                answer(capsys, "by-specialization", "26", "--kind", "pillar", "--format", "csv")
            )
        )
    )
    assert rows
    assert {row["kind"] for row in rows} == {"pillar"}
    document = document_of(capsys, "by-specialization", "26", "--kind", "pillar")
    assert (document["kind"], document["industries"][0]) == ("pillar", "electronics")
    assert document["statements"] == len(document["entries"]) == len(rows)
    assert 0 < document["independent_sources"] <= len(document["sources"])


def test_a_city_on_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Names in any form lead to the page; CSV holds its lines, each with the part it is of."""
    assert answer(capsys, "profile", "Xi'an").startswith("Xi'an 西安: Shaanxi, sub-provincial")
    document = document_of(capsys, "profile", "Ningbo")
    assert document["facts"][0]["attribute"] == "population"
    rows = rows_of(capsys, "profile", "Ningbo", "--period", "2024")
    assert next(row["flow"] for row in rows if row["part"] == "figure") == "total"
    facts = [row for row in rows if row["part"] == "fact"]
    assert [row["fact"] for row in facts] == [fact["value"] for fact in document["facts"]]


def test_sources_are_listed_all_or_by_id(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(answer(capsys, "sources", "--format", "json"))
    assert len(everything) == len(ctc.load_dataset("2026.1").sources)
    official = json.loads(answer(capsys, "sources", "--tier", "official", "--format", "json"))
    assert {source["tier"] for source in official} == {"official"}
    one = answer(capsys, "sources", "goodcan-trade-cities-2023")
    assert "Which city in China has the most trade?" in one


def test_info_names_versions_and_terms(capsys: pytest.CaptureFixture[str]) -> None:
    """Version of the code and of the data, licence, credits and counts."""
    text = answer(capsys, "info", "--data-version", "2026.1")
    assert "data: 2026.1" in text
    assert "licenses: CC-BY-4.0" in text
    assert "GeoNames" in text
    assert f"package: {ctc.__version__}" in text


def test_sources_are_cited_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    """As text with the keys, as BibTeX and as CSL-JSON: the dataset, then the sources."""
    asked = ("sources", "gacc-location-2024-12", "goodcan-trade-cities-2023")
    keys = ["china-trade-cities-2026.1", *asked[1:]]
    text = answer(capsys, *asked).splitlines()
    assert [line.split("  ")[0] for line in text] == keys
    references = ctc.cite(*map(ctc.load_dataset().source, asked[1:]))
    assert [line.split("  ")[1] for line in text] == str(references).splitlines()
    bibtex = answer(capsys, *asked, "--cite", "bibtex")
    assert list(read_bibtex(bibtex)) == keys
    items = json.loads(answer(capsys, *asked, "--cite", "csl-json"))
    assert [item["id"] for item in items] == keys
