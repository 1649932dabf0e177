"""How the command line draws charts."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._extras import from_extra
from china_trade_cities.exceptions import MissingExtraError
from tests.support.commands import answer


class Chart:
    """Stands in for a chart of Altair: it writes what it was made from."""

    def __init__(self, kind: str, result: Any) -> None:
        self.said = f"{kind} of {result!r}"

    def save(self, file: str, *, format: str, inline: bool) -> None:  # noqa: A002
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
    assert captured.out == answer(capsys, "top", "-n", "3", "--excluded")
    assert captured.err == f"Chart written to {file}.\n"
    form = "html, alone" if ending == "html" else ending.lower()
    assert file.read_text("utf-8") == f"ranking of {ctc.top_n(3)!r} as {form}"
    assert main(["growth", "--format", "csv", "--plot", str(file)]) == 0
    table = capsys.readouterr().out
    assert file.read_text("utf-8") == f"growth of {ctc.growth_leaders(10)!r} as {form}"
    assert table == answer(capsys, "growth", "--format", "csv")


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
    assert captured.out == answer(capsys, "top", "--period", "2031")
    assert captured.err == f"No chart was written to {file}: the answer is empty.\n"
    assert not file.exists()


@pytest.mark.usefixtures("plots")
def test_a_chart_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
