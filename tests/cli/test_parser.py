"""What the command line takes: clear refusals, and help that is true."""

from __future__ import annotations

import argparse

import pytest

from china_trade_cities.__main__ import main
from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._cli.parser import PROGRAM, build_parser
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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("100000000000", 10**11),
        ("100_000_000_000", 10**11),
        ("1e11", 10**11),
        ("100bn", 10**11),
        ("100 bn", 10**11),
        ("1.5tn", 15 * 10**11),
        ("300m", 3 * 10**8),
        ("-5", -5),
    ],
)
def test_an_amount_is_written_as_people_write_it(written: str, meant: int) -> None:
    """In digits, with an exponent, or in millions, billions and trillions: always a whole one."""
    options = build_parser().parse_args(["growth-leaders", f"--min-value={written}"])
    assert options.min_value == meant


@pytest.mark.parametrize(
    "written", ["", "bn", "1bnm", "0.5", "1.5e0", "nan", "inf", "1e400", "1e999999999"]
)
def test_an_amount_that_is_none_is_refused_with_examples(
    written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fractions of a yuan, and whatever is no number."""
    with pytest.raises(SystemExit):
        build_parser().parse_args(["growth-leaders", f"--min-value={written}"])
    assert "1e11, 100bn, 1.5tn or 300m; got" in capsys.readouterr().err


def test_a_word_that_is_nearly_right_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    """As in Python: the words that are allowed, and the one that may be meant."""
    with pytest.raises(SystemExit):
        build_parser().parse_args(["top", "--currency", "RMB"])
    complaint = "must be one of 'CNY', 'USD', 'HKD', 'MOP' (did you mean 'CNY'?); got 'RMB'\n"
    assert capsys.readouterr().err.endswith(complaint)


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
