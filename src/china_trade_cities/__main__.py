"""The command line: ``python -m china_trade_cities``.

Without arguments it answers the question that people ask first: which city has the most trade?
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast

import china_trade_cities as ctc
from china_trade_cities._plain import cited_dict

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from enum import StrEnum

Rows: TypeAlias = list[dict[str, Any]]

_PATIENCE = 0.5
"""Seconds of silence before a slow command says what it is doing."""

QUESTION = "Which city in China has the most trade?"


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with exit code 2."""
        self.exit(2, f"{self.prog}: error: {message}\n")


class Answer:
    """What a subcommand found, in the three forms it can be printed in."""

    def __init__(self, text: str, rows: Rows, document: object, code: int = 0) -> None:
        self.code = code
        self._text = text
        self._rows = rows
        self._document = document

    def show(self, form: str) -> str:
        """The answer as a table, as CSV or as JSON."""
        if form == "json":
            return json.dumps(self._document, ensure_ascii=False, indent=2)
        return _as_csv(self._rows) if form == "csv" else self._text


def _as_csv(rows: Rows) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _joined(value, ";") for key, value in row.items()})
    return stream.getvalue().rstrip("\n")


def _joined(value: object, separator: str) -> object:
    """A list as text, anything else as it is."""
    return separator.join(cast("list[str]", value)) if isinstance(value, list) else value


# --- subcommands --------------------------------------------------------------------------


def _question(options: argparse.Namespace) -> dict[str, Any]:
    """The arguments that all rankings share."""
    return {
        "n": options.n,
        "flow": options.flow,
        "period": options.period,
        "product": options.product,
        "partner": options.partner,
        "currency": options.currency,
        "basis": options.basis,
        "cities": options.cities or None,
        "ties": options.ties,
        "dataset": ctc.load_dataset(options.data_version),
    }


def _ranking_answer(
    ranking: ctc.Ranking | ctc.GrowthRanking, *, show_excluded: bool = False, lead: str = ""
) -> Answer:
    excluded = {city.id: reason for city, reason in ranking.excluded.items()}
    text = f"{lead}{ranking}"
    if show_excluded:
        lines = [f"  {city}: {reason}" for city, reason in excluded.items()]
        text = "\n".join([text, "", "Not ranked:", *lines])
    document: dict[str, Any] = {
        "flow": ranking.flow,
        "period": str(ranking.period),
        "product": ranking.product.id if ranking.product else None,
        "partner": ranking.partner.id if ranking.partner else None,
        "currency": ranking.currency,
        "basis": ranking.basis,
        "ranked": ranking.ranked,
        "entries": ranking.to_dicts(),
        "excluded": excluded,
        "sources": [cited_dict(source) for source in ranking.sources],
    }
    if isinstance(ranking, ctc.GrowthRanking):
        document |= {"method": ranking.method, "min_value": ranking.min_value}
    return Answer(text, ranking.to_dicts(), document)


def _top(options: argparse.Namespace) -> Answer:
    ranking = ctc.top_n(**_question(options), convert_to=options.convert_to)
    return _ranking_answer(ranking, show_excluded=options.excluded)


def _growth(options: argparse.Namespace) -> Answer:
    leaders = ctc.growth_leaders(
        **_question(options), method=options.method, min_value=options.min_value
    )
    return _ranking_answer(leaders, show_excluded=options.excluded)


def _first_question(options: argparse.Namespace) -> Answer:
    ranking = ctc.top_n(10, dataset=ctc.load_dataset(options.data_version))
    first = ranking[0]
    growth = first.record.growth
    sure = "certain" if first.is_certain else f"from {first.rank_range[0]} to {first.rank_range[1]}"
    lead = (
        f"{QUESTION}\n"
        f"{first.city.name} {first.city.name_zh}: {first.value:,} yuan of total trade in "
        f"{ranking.period}{'' if growth is None else f', growth {growth:.1f} %'}; "
        f"by rounding its rank among {ranking.ranked} cities is {sure}.\n\n"
    )
    return _ranking_answer(ranking, lead=lead)


def _specialization(options: argparse.Namespace) -> Answer:
    found = ctc.by_specialization(
        options.industry, kind=options.kind, dataset=ctc.load_dataset(options.data_version)
    )
    return Answer(str(found), found.to_dicts(), found.to_dicts())


def _city(options: argparse.Namespace) -> Answer:
    page = ctc.profile(
        options.city, period=options.period, dataset=ctc.load_dataset(options.data_version)
    )
    document = page.to_dict()
    rows = [*document["figures"], *document["year_to_date"]]
    return Answer(str(page), rows, document)


def _sources(options: argparse.Namespace) -> Answer:
    dataset = ctc.load_dataset(options.data_version)
    found = [dataset.source(key) for key in options.source] if options.source else dataset.sources
    rows = [cited_dict(source) for source in found if options.tier in (None, source.tier)]
    lines = ["  ".join(str(part) for part in row.values() if part) for row in rows]
    return Answer("\n".join(lines), rows, rows)


def _info(options: argparse.Namespace) -> Answer:
    dataset = ctc.load_dataset(options.data_version)
    info = dataset.info
    facts: dict[str, Any] = {
        "package": ctc.__version__,
        "data": info.version,
        "title": info.title,
        "created": info.created,
        "reference_period": str(info.reference_period),
        "licenses": list(info.licenses),
        "credits": list(info.credits),
        "cities": len(dataset.cities),
        "records": len(dataset.records),
        "specializations": len(dataset.specializations),
        "sources": len(dataset.sources),
        "periods": f"{dataset.periods()[0]} to {dataset.periods()[-1]}",
    }
    text = "\n".join(f"{key}: {_joined(value, '; ')}" for key, value in facts.items())
    return Answer(text, [facts], facts)


def _diff(options: argparse.Namespace) -> Answer:
    changes = ctc.diff_datasets(ctc.load_dataset(options.old), ctc.load_dataset(options.new))
    return Answer(str(changes), changes.to_dicts(), changes.to_dicts())


def _validate(options: argparse.Namespace) -> Answer:
    from china_trade_cities._audit import audit
    from china_trade_cities._bundle import reader

    if options.path is None:
        read = reader(ctc.load_dataset(options.data_version).info.version)
    elif options.path.is_dir():
        read = _folder_reader(options.path)
    else:
        raise ctc.exceptions.InvalidArgumentError(
            "PATH", str(options.path), "a folder with the tables of a vintage"
        )
    with _progress() as say:
        report = audit(read, say)
    document = {
        "version": report.version,
        "sound": report.is_sound,
        "errors": len(report.problems) + len(report.errors),
        "entries": report.to_dicts(),
    }
    return Answer(str(report), report.to_dicts(), document, code=0 if report.is_sound else 1)


def _folder_reader(folder: Path) -> Callable[[str], bytes]:
    return lambda name: (folder / name).read_bytes()


@contextmanager
def _progress() -> Generator[Callable[[str], None]]:
    """Shows what is being done, on a terminal and where it takes a while."""
    began = monotonic()
    shown = False

    def say(what: str) -> None:
        nonlocal shown
        if sys.stderr.isatty() and monotonic() - began >= _PATIENCE:
            shown = True
            print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    yield say
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


# --- arguments ----------------------------------------------------------------------------


def _words(enum: type[StrEnum]) -> Mapping[str, Any]:
    words = [member.value for member in enum]
    return {"choices": words, "metavar": "WORD", "help": f"one of: {', '.join(words)}"}


def _add_ranking_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-n", type=int, default=10, help="how many cities (default: 10)")
    parser.add_argument("--period", help="such as 2024, 2024-05, 2023-01/2023-11")
    parser.add_argument("--flow", default="total", **_words(ctc.Flow))
    parser.add_argument("--product", help="id, name or alias of a product group")
    parser.add_argument("--partner", help="id, name or ISO code of a trading partner")
    parser.add_argument("--currency", default="CNY", **_words(ctc.Currency))
    parser.add_argument("--basis", default="location", **_words(ctc.Basis))
    parser.add_argument(
        "--city",
        dest="cities",
        action="append",
        metavar="NAME",
        help="rank only this city, province or region; may be repeated",
    )
    parser.add_argument(
        "--ties",
        choices=["first", "all"],
        default="first",
        help="cut at the number asked for, or keep all cities level with the last (default: first)",
    )
    parser.add_argument(
        "--excluded", action="store_true", help="list the cities not ranked, with the reasons"
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    shared = Parser(add_help=False)
    shared.add_argument(
        "--format",
        choices=["table", "csv", "json"],
        default=argparse.SUPPRESS,
        help="how to print the answer (default: table)",
    )
    shared.add_argument(
        "--data-version",
        metavar="VERSION",
        default=argparse.SUPPRESS,
        help="vintage of the bundled data (default: the newest)",
    )
    parser = Parser(
        prog="china-trade-cities",
        parents=[shared],
        description=f"{QUESTION} Without a command, that is answered.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {ctc.__version__}")
    parser.set_defaults(run=_first_question)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer], summary: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    top = command("top", _top, "cities that trade the most")
    _add_ranking_options(top)
    top.add_argument(
        "--convert-to",
        choices=["CNY"],
        help="also rank figures in other currencies, at the average rate of their year",
    )
    growth = command("growth", _growth, "cities whose trade grew fastest")
    _add_ranking_options(growth)
    growth.add_argument("--method", default="published", **_words(ctc.GrowthMethod))
    growth.add_argument(
        "--min-value", type=int, metavar="AMOUNT", help="leave out cities that trade less"
    )
    specialization = command(
        "specialization", _specialization, "cities that specialise in an industry"
    )
    specialization.add_argument("industry", help="name, id, alias or ISIC Rev.4 code")
    specialization.add_argument("--kind", **_words(ctc.SpecializationKind))
    city = command("city", _city, "one city on one page")
    city.add_argument("city", help="name, id, code or alias")
    city.add_argument("--period", help="such as 2024, 2024-05, 2023-01/2023-11")
    sources = command("sources", _sources, "who is cited")
    sources.add_argument("source", nargs="*", help="ids of sources; none for all")
    sources.add_argument("--tier", **_words(ctc.Tier))
    diff = command("diff", _diff, "what changed between two vintages of the data")
    diff.add_argument("old", help="version of the earlier vintage")
    diff.add_argument("new", help="version of the later vintage")
    validate = command(
        "validate", _validate, "check a whole vintage: every cell, and the rules between figures"
    )
    validate.add_argument(
        "path", nargs="?", type=Path, help="folder with the tables (default: the bundled ones)"
    )
    command("info", _info, "what the dataset holds, and its terms")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer on standard output.

    Returns:
        0; 1 if a vintage is not sound or the answer could not be written; 2 after one line on
        standard error that says what was wrong with the question.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    form = getattr(options, "format", "table")
    options.data_version = getattr(options, "data_version", None)
    try:
        answer: Answer = options.run(options)
    except ctc.exceptions.ChinaTradeCitiesError as error:
        print(f"{parser.prog}: error: {error}", file=sys.stderr)
        return 2
    return _print(answer.show(form)) or answer.code


def _print(answer: str) -> int:
    if sys.stdout is None:  # somebody closed it before the start
        return 1
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(f"{answer}\n".encode())
        sys.stdout.flush()
    except OSError as error:
        # Python flushes once more at exit: give it a place to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return 0
        print(f"china-trade-cities: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
