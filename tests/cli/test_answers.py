"""Each question of the library can be asked from a shell, in three forms."""

from __future__ import annotations

import csv
import io
import json

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._cli.columns import COLUMNS
from tests.support.bibtex import read_bibtex
from tests.support.commands import answer, document_of, rows_of

SPAN = ("--period", "2025-01/2025-07")

# A question of each kind, and which columns its answer has.
QUESTIONS: dict[tuple[str, ...], str] = {
    ("top",): "top",
    ("top", "--period", "2021", "--convert-to", "CNY"): "top converted",
    ("growth",): "growth",
    ("share", "-n", "3"): "share",
    ("contribution", *SPAN): "contribution",
    ("products", "Shanghai", "--period", "2023-01/2023-11"): "products",
    ("concentration",): "concentration",
    ("compare", "Ningbo", "Yiwu", "Hong Kong"): "compare",
    ("compare", "Shenzhen", "Hong Kong", "--convert-to", "CNY"): "compare converted",
    ("series", "Ningbo"): "series",
    ("series", "Suzhou", "--span", "year", "--convert-to", "CNY"): "series converted",
    ("ranks", "Shenzhen"): "ranks",
    ("periods",): "periods",
    ("coverage", "--city", "Ningbo"): "coverage",
    ("conflicts",): "conflicts",
    ("corroborations", "--city", "Beijing"): "corroborations",
    ("specialization", "lighters"): "specialization",
    ("city", "Ningbo"): "city",
    ("sources", "--tier", "official"): "sources",
    ("validate",): "validate",
    ("info",): "info",
}

# The same without an answer.
NOTHING: dict[tuple[str, ...], str] = {
    ("top", "--period", "1999"): "top",
    ("top", "--period", "1999", "--convert-to", "CNY"): "top converted",
    ("growth", "--period", "1999"): "growth",
    ("share", "--period", "1999"): "share",
    ("contribution", "--period", "1999"): "contribution",
    ("products", "Ngari"): "products",
    ("series", "Ngari"): "series",
    ("series", "Ngari", "--convert-to", "CNY"): "series converted",
    ("ranks", "Ngari"): "ranks",
    ("periods", "--basis", "customs-district"): "periods",
    ("coverage", "--city", "Ngari"): "coverage",
    ("conflicts", "--city", "Ngari"): "conflicts",
    ("corroborations", "--city", "Ngari"): "corroborations",
    ("specialization", "lighters", "--kind", "emerging"): "specialization",
    ("city", "Ngari"): "city",
    ("diff", "2026.1", "2026.1"): "diff",
}


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        pytest.param(*item, marks=pytest.mark.thorough if item[1] == "validate" else (), id=item[1])
        for item in QUESTIONS.items()
    ],
)
def test_csv_has_the_columns_of_the_answer(
    question: tuple[str, ...], columns: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """All keys of the JSON rows, in their order, and as many rows."""
    document = document_of(capsys, *question)
    entries = [*document["entries"]] if "entries" in document else document
    rows = rows_of(capsys, *question)
    assert rows
    assert tuple(rows[0]) == COLUMNS[columns]
    if columns not in ("city", "concentration", "info"):
        assert tuple(entries[0]) == COLUMNS[columns]
        assert len(rows) == len(entries)
    assert answer(capsys, *question).strip()


@pytest.mark.parametrize(("question", "columns"), NOTHING.items(), ids=str)
def test_an_empty_answer_still_has_its_columns(
    question: tuple[str, ...], columns: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that reads CSV finds the header it expects, and no rows."""
    lines = answer(capsys, *question, "--format", "csv").splitlines()
    assert lines == [",".join(COLUMNS[columns])]
    assert answer(capsys, *question).strip()


@pytest.mark.thorough
def test_columns_of_changes(vintage: ctc.Dataset) -> None:
    new = ctc.Dataset(info=vintage.info)
    assert tuple(ctc.diff_datasets(vintage, new).to_dicts()[0]) == COLUMNS["diff"]


def test_every_answer_is_asked_above() -> None:
    """No kind of answer is left out; what is imported has tests of its own."""
    assert {*QUESTIONS.values(), *NOTHING.values(), "import"} == set(COLUMNS)


@pytest.mark.parametrize("command", ["top", "growth", "share", "contribution"])
def test_the_excluded_stand_in_csv_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --excluded each city that is not ranked has a row with the reason and no rank."""
    question = (command, *SPAN, "--city", "Ningbo", "--city", "Ngari")
    ranked, left_out = rows_of(capsys, *question, "--excluded")
    assert (ranked["city"], ranked["excluded"]) == ("ningbo", "")
    assert (left_out["city"], left_out["rank"]) == ("ngari", "")
    assert left_out["excluded"]
    assert "excluded" not in rows_of(capsys, *question)[0]
    assert "Not ranked:\n  ngari: " in answer(capsys, *question, "--excluded")


def test_share_and_contribution_repeat_their_question(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds what the figures have in common, the whole, and who says so."""
    share = document_of(capsys, "share", "-n", "2", "--flow", "export", *SPAN)
    assert (share["flow"], share["period"], len(share["entries"])) == ("export", SPAN[1], 2)
    assert 50 < share["covered"] < 100
    parts = document_of(capsys, "contribution", "-n", "2", "--of", "cities", *SPAN)
    assert (parts["of"], parts["rest"]) == ("cities", 0.0)
    assert parts["growth"] == pytest.approx(parts["together"])
    assert parts["sources"]


@pytest.mark.parametrize(
    "question",
    [
        ("top",),
        ("growth",),
        ("share",),
        ("contribution",),
        ("concentration",),
        ("products", "Shanghai"),
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
    [("top", "--city", "Chengdu"), ("compare", "Chengdu"), ("series", "Chengdu")],
    ids=" ".join,
)
def test_a_question_without_an_answer_names_what_is_near(
    question: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON holds near products, partners and other questions, with how much answers them."""
    found = document_of(capsys, *question, "--partner", "EU")
    assert (found["near_products"], found["near_partners"]) == ({}, {})
    when = 'span="year-to-date"' if "series" in question else 'period="2020-01/2020-02"'
    others = {f'partner="asean", {when}': 1, f'partner="belt-and-road", {when}': 1}
    assert found["near_questions"] == others


def test_without_a_whole_no_part_of_it_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """An unanswered question has blanks, not zeros that look like figures."""
    parts = document_of(capsys, "contribution", "--period", "1999")
    assert (parts["growth"], parts["together"], parts["rest"]) == (None, None, None)
    assert document_of(capsys, "share", "--period", "1999")["covered"] is None


def test_products_left_out_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With --excluded in the table and in CSV, and always in JSON, with how many were found."""
    document = document_of(capsys, "products", "Shanghai", "-n", "1", "--period", "2023-01/2023-11")
    assert (document["found"], len(document["entries"])) == (4, 1)
    question = ("products", "Suzhou", "--period", "2023-01/2023-11")
    shown, *left_out = rows_of(capsys, *question, "--excluded")
    assert (shown["product"], shown["excluded"]) == ("mobile-phones", "")
    assert {row["product"]: row["excluded"] for row in left_out} == document_of(capsys, *question)[
        "excluded"
    ]
    assert {row["city"] for row in left_out} == {"suzhou"}
    text = answer(capsys, *question, "--excluded")
    assert "Without a contribution:\n  auto-parts: no amount" in text
    assert "excluded" not in rows_of(capsys, *question)[0]
    everything = answer(capsys, "products", "Shanghai", "--period", "2023-01/2023-11", "--excluded")
    assert everything.endswith("Without a contribution:\n  none\n")


def test_products_of_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    """The method, the growth of all goods, and groups without a contribution with the reason."""
    question = ("products", "Suzhou", "--period", "2023-01/2023-11")
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
    found = document_of(capsys, "series", "Shenzhen", "--flow", "total")
    assert (found["city"], found["span"]) == ("shenzhen", "year")
    assert found["gaps"]["2014"] == "no figure"
    assert found["other_spans"]["month"][0] == "2022-07"
    assert found["entries"][0]["period"] == "2012"


def test_ranks_by_scope_and_period(capsys: pytest.CaptureFixture[str]) -> None:
    found = document_of(
        capsys, "ranks", "--scope", "mainland-total-trade", "--period", "2023-01/2023-11"
    )
    assert [row["city"] for row in found if row["rank"] == 1] == ["shanghai", "shenzhen"]


def test_what_sources_say_of_one_city(capsys: pytest.CaptureFixture[str]) -> None:
    """Conflicts, corroborations and coverage of the cities that are named."""
    for command in ("conflicts", "corroborations", "coverage"):
        rows = document_of(capsys, command, "--city", "Tianjin", "--city", "Beijing")
        assert {row["city"] for row in rows} == {"beijing", "tianjin"}
        assert len(rows) < len(document_of(capsys, command))


def test_periods_that_can_be_ranked(capsys: pytest.CaptureFixture[str]) -> None:
    """The spans with most cities come first, for the figures that are asked for."""
    found = document_of(capsys, "periods", "--currency", "USD")
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
        capsys, "top", "-n", "2", "--period", "2023-01/2023-11", "--flow", "export",
        "--product", "solar cells", "--city", "Shanghai", "--city", "Suzhou", "--ties", "all",
        "--currency", "CNY", "--basis", "location", "--format", "json",
    )  # fmt: skip
    document = json.loads(text)
    assert document["product"] == "solar-cells"
    assert [entry["value"] for entry in document["entries"]] == [8_400_000_000]
    assert document["excluded"] == {"suzhou": "no figure"}
    assert [source["id"] for source in document["sources"]] == ["goodcan-trade-cities-2023"]
    africa = json.loads(
        answer(capsys, "top", "--partner", "africa", "--period", "2021", "--format", "json")
    )
    assert africa["partner"] == "africa"


def test_top_converts_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """With --convert-to a figure in dollars is ranked, and keeps its original beside it."""
    question = ("top", "--period", "2021", "--city", "Suzhou", "--format", "json")
    assert json.loads(answer(capsys, *question))["entries"] == []
    (entry,) = json.loads(answer(capsys, *question, "--convert-to", "CNY"))["entries"]
    assert (entry["value"], entry["currency"]) == (2_529_358_680_000, "CNY")
    assert (entry["original_value"], entry["original_currency"]) == (392_100_000_000, "USD")


def test_the_excluded_are_listed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "top", "--city", "Zhejiang", "--excluded")
    assert "Not ranked:\n  yiwu: lies inside Jinhua: ranked only when named in cities=" in text
    assert "Not ranked:" not in answer(capsys, "top", "--city", "Zhejiang")


def test_growth_by_both_methods(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "growth", "-n", "3", "--min-value", "100000000000")
    assert "Ili 伊犁哈萨克自治州" in text
    computed = answer(capsys, "growth", "--method", "computed", "--period", "2025-01/2025-07")
    document = json.loads(answer(capsys, "growth", "--min-value", "5", "--format", "json"))
    assert (document["method"], document["min_value"]) == ("published", 5)
    assert computed.startswith("Total trade, computed growth, 2025-01/2025-07 on 2024-01/2024-07")


def test_specialization_and_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """Cities by evidence, as a table and as flat rows."""
    assert "Shanghai 上海" in answer(capsys, "specialization", "芯片")
    rows = list(
        csv.DictReader(
            io.StringIO(
                answer(capsys, "specialization", "26", "--kind", "pillar", "--format", "csv")
            )
        )
    )
    assert rows
    assert {row["kind"] for row in rows} == {"pillar"}
    document = document_of(capsys, "specialization", "26", "--kind", "pillar")
    assert (document["kind"], document["industries"][0]) == ("pillar", "electronics")
    assert document["statements"] == len(document["entries"]) == len(rows)
    assert 0 < document["independent_sources"] <= len(document["sources"])


def test_a_city_on_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Names in any form lead to the page; CSV holds the headline figures."""
    assert answer(capsys, "city", "Xi'an").startswith("Xi'an 西安: Shaanxi, sub-provincial")
    document = json.loads(answer(capsys, "city", "Ningbo", "--format", "json"))
    assert document["facts"][0]["attribute"] == "population"
    rows = answer(capsys, "city", "Ningbo", "--period", "2024", "--format", "csv").splitlines()
    assert rows[0].startswith("flow,period,value,currency")
    assert answer(capsys, "city", "Ngari", "--format", "csv").splitlines() == rows[:1]


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
    bibtex = answer(capsys, *asked, "--format", "bibtex")
    assert list(read_bibtex(bibtex)) == keys
    items = json.loads(answer(capsys, *asked, "--format", "csl-json"))
    assert [item["id"] for item in items] == keys


@pytest.mark.parametrize("form", ["bibtex", "csl-json"])
def test_only_sources_are_cited(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Other answers have the three forms of all answers."""
    with pytest.raises(SystemExit):
        main(["top", "--format", form])
    assert "invalid choice" in capsys.readouterr().err
