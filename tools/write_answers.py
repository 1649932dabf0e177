"""Writes the table of results and what each can do, from the classes themselves.

Run by hand after a question or a chart was added: ``python tools/write_answers.py``.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from markdown_tables import markdown_table

import china_trade_cities as ctc
from china_trade_cities import plots
from china_trade_cities._cli.examples import EXAMPLES
from china_trade_cities._display.results import Listed, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "every-answer.md"

INTRODUCTION = """\
<!-- Written by `python tools/write_answers.py` from the classes: change these instead. -->

# Every answer alike

All results of questions have

- `str`, a table in a notebook, and one for [rich](https://rich.readthedocs.io);
- `to_dicts()`, flat rows of plain values, and `to_frame()`, the same rows as a dataframe:
  of Polars, pandas or PyArrow, the first of these that is installed or the one that is named;
- an Arrow stream, so that `polars.DataFrame(answer)`, `pyarrow.table(answer)`,
  `pandas.DataFrame.from_arrow(answer)` and a query of DuckDB that names the variable
  read the same rows;
- `sources`, everybody whose figures or statements it rests on, and `ctc.cite(answer)` for them.

Those that are a sequence have a length, entries by number, and slices of the same class.
What else there is depends on the question:
"""

LACKING = ("excluded", "missing", "coverage", "nearest")


def page() -> str:
    rows = [
        (
            f"`{kind.__name__}`",
            f"`{question}`",
            entry_of(kind),
            *("yes" if name in dir(kind) else "" for name in LACKING),
            ", ".join(f"`plots.{name}`" for name in charts_of(kind)),
            command_of(question),
        )
        for kind, question in results().items()
    ]
    lacking = [f"`{name}`" for name in LACKING]
    header = ("result", "question", "sequence of", *lacking, "chart", "command")
    return "\n".join([INTRODUCTION, *markdown_table(header, rows)]) + "\n"


def results() -> dict[type[Result], str]:
    """Each class of results with the question that returns it, in alphabetical order."""
    found: dict[type[Result], str] = {}
    for name, question in questions():
        kind = get_type_hints(question).get("return")
        if inspect.isclass(kind) and issubclass(kind, Result):
            found[kind] = name
    return dict(sorted(found.items(), key=lambda item: item[0].__name__))


def questions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions, and the methods of a dataset."""
    for name in ctc.__all__:
        if inspect.isfunction(function := getattr(ctc, name)):
            yield name, function
    for name, method in inspect.getmembers(ctc.Dataset, inspect.isfunction):
        if not name.startswith("_"):
            yield f"Dataset.{name}", method


def command_of(question: str) -> str:
    name = question.removeprefix("Dataset.").removesuffix("_datasets").replace("_", "-")
    return f"`{name}`" if name in EXAMPLES else ""


def entry_of(kind: type[Result]) -> str:
    """The class of the entries of a sequence."""
    if not issubclass(kind, Listed):
        return ""
    (entry, _) = get_args(get_type_hints(kind)["entries"])
    return f"`{entry.__name__}`"


def charts_of(kind: type[Result]) -> list[str]:
    """The functions of `plots` that draw such a result."""
    found: list[str] = []
    for name in plots.__all__:
        hints = get_type_hints(getattr(plots, name))
        if kind in (hint for argument, hint in hints.items() if argument != "return"):
            found.append(name)
    return found


def main(target: str | None = None) -> None:
    Path(target or PAGE).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
