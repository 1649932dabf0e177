"""Writes the reference page of the command line from its parser, in the order of a manual page.

Run by hand after a command or option was changed: ``python tools/write_command_line.py``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_tables import markdown_table

from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._cli.parser import PROGRAM, build_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[1] / "docs" / "command-line.md"

INTRODUCTION = f"""\
<!-- Written by `python tools/write_command_line.py` from the parser: change that instead. -->

# Command line

```text
{PROGRAM} [--format FORMAT] [--data-version VERSION] [COMMAND [OPTION…] [ARGUMENT…]]
```

`python -m china_trade_cities` is the same command.
Cities, products, partners and industries are given by name, id, code or alias, as in Python.

## Output

Answers go to standard output as UTF-8, whatever the locale;
errors and warnings, one line each, to standard error.
`--format table` is for reading;
`csv` has the same columns whether there are rows or not;
`spreadsheet` is the same CSV for a program that runs what it opens:
an apostrophe stands before text that begins as a formula does
(with `=`, `+`, `-`, `@`, a tab or line break),
numbers stay numbers, and a byte order mark lets Excel read the Chinese names as UTF-8;
`json` also holds the question, the reasons why cities are left out,
the missing ones with what is known of them, and the sources.

Titles, notes and errors are set apart on a terminal.
There is no colour if output goes to a file or a pipe,
if `NO_COLOR` is set, or if `TERM` is `dumb`.

## Exit codes

- 0: there is an answer, perhaps an empty one.
- 1: `validate` or `import` found faults, or the answer could not be written.
- 2: the question cannot be answered as asked.
- 130: interrupted; a line on standard error says whether anything was written.
"""


def page() -> str:
    parser = build_parser()
    commands = subcommands(parser)
    common = rows_of(parser)
    lines = [INTRODUCTION, "## Options of every command, and of none", ""]
    lines += [*described("", parser, common), "", "## Commands", ""]
    short = {name: alias for alias, name in names_of(parser).items() if alias != name}
    lines += [
        f"- [{name}](#{name}){f' or `{short[name]}`' if name in short else ''}: {each.description}"
        for name, each in commands.items()
    ]
    for name, each in commands.items():
        own = [row for row in rows_of(each) if row not in common]
        lines += ["", f"### {name}", "", *described(name, each, own)]
    return "\n".join(lines) + "\n"


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The subcommands by their full names, in the order of the help."""
    choices = choices_of(parser)
    return {name: choices[name] for name in names_of(parser).values()}


def names_of(parser: argparse.ArgumentParser) -> dict[str, str]:
    """The full name of each subcommand, with which its usage ends, by all that it is called."""
    return {called: each.prog.split()[-1] for called, each in choices_of(parser).items()}


def choices_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: list[Any] = [
        action
        for action in parser._actions  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    ]
    return dict(found[0].choices)


def rows_of(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Each argument and option as it is written, with its meaning."""
    return [(f"`{signature(action)}`", action.help or "") for action in arguments_of(parser)]


def described(
    name: str, parser: argparse.ArgumentParser, rows: list[tuple[str, str]]
) -> Iterator[str]:
    """What a command does, its arguments and options, and its examples."""
    positional = [signature(action) for action in arguments_of(parser) if not action.option_strings]
    said = parser.description or ""
    yield f"{said[:1].upper()}{said[1:].removesuffix('.')}."
    yield ""
    yield "```text"
    yield " ".join([PROGRAM, *([name] if name else []), "[OPTION…]", *positional])
    yield "```"
    yield ""
    if rows:
        yield from markdown_table(("argument or option", "meaning"), rows)
        yield ""
    yield "```sh"
    for what, words in EXAMPLES[name]:
        yield f"# {what}"
        yield f"{PROGRAM} {words}".rstrip()
    yield "```"


def arguments_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Arguments, then options; not the list of subcommands."""
    actions = [
        action
        for action in parser._actions  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    ]
    yield from sorted(actions, key=lambda action: bool(action.option_strings))


def signature(action: argparse.Action) -> str:
    """How an argument or option is written."""
    value = action.metavar or action.dest.upper()
    if action.choices and not action.metavar:
        value = "{" + ",".join(action.choices) + "}"
    if action.option_strings:
        names = ", ".join(action.option_strings)
        return names if action.nargs == 0 else f"{names} {value}"
    return {"+": f"{value}…", "*": f"[{value}…]", "?": f"[{value}]"}.get(
        str(action.nargs), str(value)
    )


def main(target: str = "") -> None:
    """Write the page, or write it elsewhere to be compared."""
    Path(target or PAGE).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
