"""What the command line takes: clear refusals, and help that is true."""

from __future__ import annotations

import argparse

import pytest

from china_trade_cities.__main__ import main
from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._cli.parser import PROGRAM
from tests.support.commands import COMMANDS


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["city", "Taizhou"], "'Taizhou' may mean 泰州"),
        (["city", "Shenzen"], "did you mean Shenzhen?"),
        (["top", "--period", "soon"], "period must be "),
        (["top", "-n", "0"], "n must be a whole number of at least 1; got 0"),
        (["top", "-n", "2023"], "n must be at most 381, the number there is (did you mean period"),
        (["growth", "-n", "2023"], "did you mean period=2023?); got 2023"),
        (["specialization", "alchemy"], "no industry is called 'alchemy'"),
        (["sources", "nobody"], "no source is called 'nobody'"),
        (["--data-version", "1999.1", "info"], "no bundled vintage '1999.1'; there is 2026.1"),
    ],
)
def test_bad_questions_get_one_line_and_exit_code_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("china-trade-cities: error: ")
    assert complaint in captured.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["top", "2023"], "unrecognized arguments: 2023 (did you mean --period 2023?)"),
        (["top", "2023-05", "-n", "3"], "2023-05 (did you mean --period 2023-05?)"),
        (["coverage", "2023"], "unrecognized arguments: 2023"),
        (["top", "Ningbo"], "unrecognized arguments: Ningbo"),
    ],
)
def test_a_period_without_its_option_is_recognised(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the command has the option; any other word too many is only refused."""
    with pytest.raises(SystemExit):
        main(arguments)
    assert capsys.readouterr().err.endswith(f"{complaint}\n")


@pytest.mark.parametrize(
    "arguments", [["top", "--flow", "x"], ["nonsense"], ["top", "-n", "x"], ["city"]]
)
def test_bad_usage_gets_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


EVERY = pytest.mark.parametrize("name", COMMANDS)


def test_the_commands_of_the_design_are_there() -> None:
    """The six that everything else stands beside."""
    names = {"top-n", "growth-leaders", "by-specialization", "profile", "sources", "validate"}
    assert names <= set(COMMANDS)


@EVERY
def test_help_explains_every_option_and_shows_the_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--help` prints a meaning for each argument, then the examples as they are typed."""
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"] if name else ["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    actions: list[argparse.Action] = COMMANDS[name]._actions  # pyright: ignore[reportPrivateUsage]
    assert all(action.help for action in actions[:-1] if not name) or name
    for action in actions if name else ():
        assert action.help
        assert action.help.split()[0] in shown
    for what, words in EXAMPLES[name]:
        assert f"  # {what}\n  {PROGRAM} {words}".rstrip() in shown
