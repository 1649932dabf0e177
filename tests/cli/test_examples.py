"""Every example of the command line works."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._cli.examples import EXAMPLES
from tests.support.commands import COMMANDS
from tests.support.customs_pages import as_html, location

SLOW = ("diff", "validate", "import")


def test_every_command_has_examples() -> None:
    """None is left out, and there is no example of a command that is gone."""
    assert set(EXAMPLES) == set(COMMANDS)
    assert all(EXAMPLES.values())
    for name, examples in EXAMPLES.items():
        assert all(words == name or words.startswith((f"{name} ", "-")) for _, words in examples)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds what the examples name, and something that draws."""
    monkeypatch.chdir(tmp_path)

    def chart(result: object) -> SimpleNamespace:
        def save(file: str, **how: object) -> None:
            Path(file).write_text(f"{result!r} {how}", encoding="utf-8")

        return SimpleNamespace(save=save)

    plots = SimpleNamespace(ranking=chart, growth=chart)
    monkeypatch.setitem(sys.modules, "china_trade_cities.plots", plots)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(name, words, marks=[pytest.mark.thorough] if name in SLOW else [])
        for name, examples in EXAMPLES.items()
        for _, words in examples
    ],
)
def test_every_example_works(
    name: str, words: str, workshop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each gives an answer when it is typed as it stands, in a folder with the files it names."""
    if "my-tables" in words:
        ctc.write_dataset(ctc.load_dataset("2026.1"), workshop / "my-tables")
    if name == "import":
        page = as_html(location("2025-07"))
        (workshop / "2025-07.html").write_text(page, encoding="utf-8")
    assert main(shlex.split(words)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 1 or name == "city" or lines[0].startswith("valid; ")
    for option in ("--plot", "--into"):
        if option in words:
            assert (workshop / shlex.split(words)[-1]).exists()
