"""How the command line behaves towards terminals, and how it draws and cites."""

from __future__ import annotations

import io
import json
import re
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import MissingExtraError
from tests.support.bibtex import read_bibtex

if TYPE_CHECKING:
    from collections.abc import Callable

ESCAPE = "\x1b["


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, and remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self) -> bool:
        """Say so."""
        return True

    @property
    def sent(self) -> str:
        """All that was written to it."""
        self.flush()
        sent = self.buffer
        assert isinstance(sent, io.BytesIO)
        return sent.getvalue().decode()


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Asks with standard output and error on one terminal; by default in a plain environment."""

    def ask(*question: str, code: int = 0, **environment: str) -> str:
        stream = Terminal()
        with monkeypatch.context() as patch:
            patch.delenv("NO_COLOR", raising=False)
            for name, value in {"TERM": "xterm", **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            with pytest.raises(SystemExit) as stopped:
                sys.exit(main(question))
        assert stopped.value.code == code
        return stream.sent

    return ask


# --- colours ------------------------------------------------------------------------------


def plain_answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What goes to a pipe."""
    assert main(arguments) == 0
    return capsys.readouterr().out


QUESTIONS: list[tuple[str, ...]] = [(), ("top", "-n", "2", "--excluded"), ("city", "Ngari")]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_terminal_gets_title_head_and_notes_set_apart(
    question: tuple[str, ...],
    on_terminal: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And nothing else: without the control sequences it is what a pipe gets."""
    sent = on_terminal(*question)
    assert f"{ESCAPE}1m" in sent
    assert f"{ESCAPE}4m" in sent
    assert re.sub(r"\x1b\[[0124]m", "", sent) == plain_answer(capsys, *question)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_programs_read_is_never_painted(form: str, on_terminal: Callable[..., str]) -> None:
    """CSV and JSON are plain on a terminal too."""
    assert ESCAPE not in on_terminal("top", "--format", form)


@pytest.mark.parametrize(
    ("variable", "value", "painted"),
    [
        ("NO_COLOR", "1", False),
        ("NO_COLOR", "0", False),
        ("NO_COLOR", "", True),
        ("TERM", "dumb", False),
        ("TERM", "screen", True),
    ],
)
def test_the_environment_can_refuse_colours(
    variable: str, value: str, painted: bool, on_terminal: Callable[..., str]
) -> None:
    """`NO_COLOR` with any value that is not empty, and a dumb terminal, for answers and errors."""
    assert (ESCAPE in on_terminal("top", **{variable: value})) is painted
    for wrong in (("city", "Shenzen"), ("top", "--flow", "x")):
        complaint = on_terminal(*wrong, code=2, **{variable: value})
        assert (f" {ESCAPE}1;31merror:{ESCAPE}0m " in complaint) is painted
        assert (ESCAPE in complaint) is painted


def test_a_pipe_gets_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the environment says."""
    assert ESCAPE not in plain_answer(capsys)
    assert main(["city", "Shenzen"]) == 2
    assert ESCAPE not in capsys.readouterr().err


# --- charts -------------------------------------------------------------------------------


class Chart:
    """Stands in for a chart of Altair: it writes what it was made from."""

    def __init__(self, kind: str, result: Any) -> None:
        self.said = f"{kind} of {result!r}"

    def save(self, file: str, *, format: str, inline: bool) -> None:  # noqa: A002
        """Write it, and how it was to be written."""
        alone = ", alone" if inline else ""
        Path(file).write_text(f"{self.said} as {format}{alone}", encoding="utf-8")


@pytest.fixture
def plots(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What draws, in place of `china_trade_cities.plots`."""
    module: Any = ModuleType("china_trade_cities.plots")
    module.ranking = partial(Chart, "ranking")
    module.growth = partial(Chart, "growth")
    monkeypatch.setitem(sys.modules, "china_trade_cities.plots", module)
    return module  # type: ignore[no-any-return]


@pytest.mark.parametrize("ending", ["svg", "png", "html", "JSON"])
@pytest.mark.usefixtures("plots")
def test_plot_draws_the_answer_that_is_printed(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the same result, in the form that the name says; a page needs nothing beside it."""
    file = tmp_path / f"chart.{ending}"
    assert main(["top", "-n", "3", "--excluded", "--plot", str(file)]) == 0
    captured = capsys.readouterr()
    assert captured.out == plain_answer(capsys, "top", "-n", "3", "--excluded")
    assert captured.err == f"Chart written to {file}.\n"
    form = "html, alone" if ending == "html" else ending.lower()
    assert file.read_text("utf-8") == f"ranking of {ctc.top_n(3)!r} as {form}"
    table = plain_answer(capsys, "growth", "--format", "csv", "--plot", str(file))
    assert file.read_text("utf-8") == f"growth of {ctc.growth_leaders(10)!r} as {form}"
    assert table == plain_answer(capsys, "growth", "--format", "csv")


@pytest.mark.parametrize("name", ["chart", "chart.pdf", "svg", ".svg", "nowhere/chart.svg", ""])
@pytest.mark.parametrize("command", ["top", "growth"])
def test_a_file_that_no_chart_fits_is_refused_before_any_work(
    command: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Another ending or a folder that is not there: one line, exit code 2, nothing drawn."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "china_trade_cities.plots", None)
    with pytest.raises(SystemExit) as stopped:
        main([command, "--plot", name])
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert ("must lie in an existing folder" in captured.err) is ("/" in name)
    assert (".svg, .png, .html, .json" in captured.err) is ("/" not in name)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("plots")
def test_an_empty_answer_is_told_without_a_chart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer with its hints stands, and standard error says that there is no file."""
    file = tmp_path / "chart.svg"
    assert main(["top", "--period", "2031", "--plot", str(file)]) == 1
    captured = capsys.readouterr()
    assert captured.out == plain_answer(capsys, "top", "--period", "2031")
    assert captured.err == f"No chart was written to {file}: the answer is empty.\n"
    assert not file.exists()


@pytest.mark.usefixtures("plots")
def test_a_chart_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the system says is told, without a traceback."""
    (tmp_path / "chart.svg").mkdir()
    assert main(["top", "--plot", str(tmp_path / "chart.svg")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "a file that can be written (" in captured.err


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with the command; the table alone is still to be had."""
    monkeypatch.setitem(sys.modules, "china_trade_cities.plots", None)
    assert main(["top", "--plot", str(tmp_path / "chart.svg")]) == 2
    assert "python -m pip install 'china-trade-cities[plots]'" in capsys.readouterr().err
    assert main(["top"]) == 0


def test_the_package_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be one that the imported module itself needs."""
    (tmp_path / "needy.py").write_text("import not_installed.part\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(MissingExtraError) as caught:
        from_extra("needy", "plots", "drawing")
    assert (caught.value.package, caught.value.extra) == ("not_installed", "plots")


# --- whom to cite -------------------------------------------------------------------------


def test_sources_are_cited_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    """As text with the keys, as BibTeX and as CSL-JSON: the dataset, then the sources."""
    asked = ("sources", "gacc-location-2024-12", "goodcan-trade-cities-2023")
    keys = ["china-trade-cities-2026.1", *asked[1:]]
    text = plain_answer(capsys, *asked).splitlines()
    assert [line.split("  ")[0] for line in text] == keys
    references = ctc.cite(*map(ctc.load_dataset().source, asked[1:]))
    assert [line.split("  ")[1] for line in text] == str(references).splitlines()
    bibtex = plain_answer(capsys, *asked, "--format", "bibtex")
    assert list(read_bibtex(bibtex)) == keys
    items = json.loads(plain_answer(capsys, *asked, "--format", "csl-json"))
    assert [item["id"] for item in items] == keys


@pytest.mark.parametrize("form", ["bibtex", "csl-json"])
def test_only_sources_are_cited(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Other answers have the three forms of all answers."""
    with pytest.raises(SystemExit):
        main(["top", "--format", form])
    assert "invalid choice" in capsys.readouterr().err
