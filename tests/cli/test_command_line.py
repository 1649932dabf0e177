"""What the command line promises: answers in three forms, clear refusals, good manners in pipes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._cli.output import Answer, painter
from tests.support import factories


def run(*arguments: str, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, in a locale that knows no Chinese."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-m", "china_trade_cities", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        check=False,
    )


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command line prints, run inside this process."""
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_without_arguments_it_answers_the_first_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """City, amount, growth and certainty of the reference year, then a table with its source."""
    text = answer(capsys)
    assert text.startswith(
        "Which city in China has the most trade?\n"
        "Shenzhen 深圳: 4,504,824,120,000 yuan of total trade in 2024, growth 16.4 %; "
        "by rounding its rank among 136 cities is certain.\n"
    )
    assert "[1] General Administration of Customs of China." in text
    assert "http://www.customs.gov.cn/" in text


def test_the_first_question_in_other_forms(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON and CSV hold the ten leading cities."""
    document = json.loads(answer(capsys, "--format", "json"))
    assert [row["city"] for row in document["entries"]][:2] == ["shenzhen", "shanghai"]
    assert [source["tier"] for source in document["sources"]] == ["official"]
    rows = list(csv.DictReader(io.StringIO(answer(capsys, "--format", "csv"))))
    assert [row["value"] for row in rows][:1] == ["4504824120000"]
    assert len(rows) == len(document["entries"]) == 10


def test_spreadsheets_run_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text that begins as a formula has an apostrophe before it; numbers, below zero too, stay."""
    plain = answer(capsys, "growth", "-n", "140", "--format", "csv")
    assert answer(capsys, "growth", "-n", "140", "--format", "spreadsheet") == f"\ufeff{plain}"
    assert ",-" in plain  # a rate below zero

    names = [f"{start}1+1" for start in ("=", "+", "-", "@", "＝", "＋", "－", "＠")]
    cities = tuple(
        factories.city(id=f"city-{number}", name=name, name_zh=name)
        for number, name in enumerate(names)
    )
    amounts = tuple(
        factories.amount(-100 - number, city=city, flow=ctc.Flow.BALANCE)
        for number, city in enumerate(cities)
    )
    world = ctc.Dataset(
        info=factories.make(ctc.DatasetInfo),
        cities=cities,
        records=amounts,
        sources=(factories.source(),),
    )

    def load(_: str | None) -> ctc.Dataset:
        return world

    monkeypatch.setattr(ctc, "load_dataset", load)
    printed = answer(capsys, "top", "--flow", "balance", "--format", "spreadsheet")
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == [f"'{name}" for name in names]
    assert [row["value"] for row in rows] == [str(-100 - number) for number in range(len(names))]
    # In lists, and where the text is blank or begins otherwise, too.
    cells = {"list": ["=1", "b"], "other": ["a", "=1"], "none": None, "text": "a=1", "tab": "\t=1"}
    told = Answer("", [cells], tuple(cells)).show("spreadsheet", painter(None))
    assert list(csv.reader(io.StringIO(told[1:])))[1] == ["'=1;b", "a;=1", "", "a=1", "'\t=1"]


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
    """`--excluded` prints each city that was not ranked with the reason."""
    text = answer(capsys, "top", "--city", "Zhejiang", "--excluded")
    assert "Not ranked:\n  yiwu: lies inside Jinhua: ranked only when named in cities=" in text
    assert "Not ranked:" not in answer(capsys, "top", "--city", "Zhejiang")


def test_growth_by_both_methods(capsys: pytest.CaptureFixture[str]) -> None:
    """The method and the smallest amount are options of their own."""
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


def test_a_city_on_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Names in any form lead to the page; CSV holds the headline figures."""
    assert answer(capsys, "city", "Xi'an").startswith("Xi'an 西安: Shaanxi, sub-provincial")
    document = json.loads(answer(capsys, "city", "Ningbo", "--format", "json"))
    assert document["facts"][0]["attribute"] == "population"
    rows = answer(capsys, "city", "Ningbo", "--period", "2024", "--format", "csv").splitlines()
    assert rows[0].startswith("flow,period,value,currency")
    assert answer(capsys, "city", "Ngari", "--format", "csv").splitlines() == rows[:1]


def test_sources_are_listed_all_or_by_id(capsys: pytest.CaptureFixture[str]) -> None:
    """Every source, those of one tier, or those named."""
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


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["city", "Taizhou"], "'Taizhou' may mean 泰州"),
        (["city", "Shenzen"], "did you mean Shenzhen?"),
        (["top", "--period", "soon"], "period must be "),
        (["top", "-n", "0"], "n must be a whole number of at least 1; got 0"),
        (["specialization", "alchemy"], "no industry is called 'alchemy'"),
        (["sources", "nobody"], "no source is called 'nobody'"),
        (["--data-version", "1999.1", "info"], "no bundled vintage '1999.1'; there is 2026.1"),
    ],
)
def test_bad_questions_get_one_line_and_exit_code_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear line on standard error, nothing on standard output."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("china-trade-cities: error: ")
    assert complaint in captured.err


@pytest.mark.parametrize(
    "arguments", [["top", "--flow", "x"], ["nonsense"], ["top", "-n", "x"], ["city"]]
)
def test_bad_usage_gets_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped option is one clear line too."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_output_is_utf8_in_any_locale() -> None:
    """Redirected output is UTF-8 even where the locale is plain ASCII."""
    done = run("city", "深圳")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Shenzhen 深圳" in done.stdout


def test_errors_are_printed_in_any_locale() -> None:
    """A complaint that quotes Chinese text does not fail to print."""
    done = run("city", "Taizhou")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["sources"], ["top", "-n", "1"]])
def test_a_closed_pipe_is_no_error(command: list[str]) -> None:
    """When the reader of a pipe leaves early nothing is printed to standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*command, stdout=writing)
    os.close(writing)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_one_line() -> None:
    """An answer that cannot be written is an error with one line, not a traceback."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run("top", stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


def test_no_standard_output_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """With standard output closed from the start there is no traceback either."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["top"]) == 1
