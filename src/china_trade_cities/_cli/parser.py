"""What the command line understands: subcommands and their options."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import china_trade_cities as ctc
from china_trade_cities._cli import answers
from china_trade_cities._cli.examples import shown
from china_trade_cities._cli.output import Answer, complaint
from china_trade_cities._cli.plot import ENDINGS, plot_file
from china_trade_cities._model.validators import MOST_POWER, is_partial_date
from china_trade_cities._model.vocabulary import parse_word
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from enum import StrEnum

Add = Callable[..., argparse.ArgumentParser]

PROGRAM = "china-trade-cities"

_CITY = "name, id, code or alias"


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with exit code 2."""
        self.exit(2, f"{complaint(self.prog, message, sys.stderr)}\n")

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: None = None
    ) -> argparse.Namespace:
        """Parse all words; one too many may be the period."""
        options, others = self.parse_known_args(args, namespace)
        if others:
            is_period = "period" in options and others[0][:4].isdecimal()
            hint = f" (did you mean --period {others[0]}?)" if is_period else ""
            self.error(f"unrecognized arguments: {' '.join(others)}{hint}")
        return options


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=PROGRAM,
        parents=[_shared()],
        description=f"{answers.QUESTION} Without a command, that is answered.",
        epilog=shown(PROGRAM, ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {ctc.__version__}")
    parser.set_defaults(run=answers.first_question)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer], summary: str, *aliases: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            aliases=aliases,
            parents=[_shared()],
            help=summary,
            description=summary,
            epilog=shown(PROGRAM, name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    def question(*named: Any) -> argparse.ArgumentParser:
        added = command(*named)
        added.add_argument(
            "--cite",
            choices=list(answers.CITATIONS),
            help="print whom to cite for the answer, instead of the answer",
        )
        return added

    _add_rankings(question)
    _add_figures(question)
    _add_evidence(question)
    _add_dataset(question)
    _add_others(command)
    return parser


def _shared() -> Parser:
    """The options that every subcommand has."""
    shared = Parser(add_help=False)
    shared.add_argument(
        "--format",
        choices=["table", "csv", "spreadsheet", "json"],
        default=argparse.SUPPRESS,
        help="how to print the answer (default: table); spreadsheet: CSV in which no cell runs "
        "as a formula",
    )
    shared.add_argument(
        "--data-version",
        metavar="VERSION",
        default=argparse.SUPPRESS,
        help="vintage of the bundled data (default: the newest)",
    )
    return shared


# --- subcommands --------------------------------------------------------------------------


def _add_rankings(command: Add) -> None:
    top = command("top-n", answers.top_n, "cities that trade the most", "top")
    _rank(top)
    _convert(top, "also rank figures in other currencies, at the average rate of their year")
    _plot(top)
    growth = command(
        "growth-leaders", answers.growth_leaders, "cities whose trade grew fastest", "growth"
    )
    _rank(growth)
    _method(growth)
    growth.add_argument(
        "--min-value",
        type=_amount,
        metavar="AMOUNT",
        help="leave out cities that trade less: 100000000000, 1e11, 100bn (m, bn, tn)",
    )
    _plot(growth)
    share = command(
        "market-share",
        answers.market_share,
        "cities with the largest part of the trade of the nation or of a province",
        "share",
    )
    _rank(share)
    _plot(share)
    share.add_argument(
        "--of",
        default="nation",
        metavar="AREA",
        help="of whose trade: nation, or name or code of a province (default: nation)",
    )
    contribution = command(
        "contribution", answers.contribution, "cities that add most to the growth of a whole"
    )
    _rank(contribution)
    contribution.add_argument(
        "--of", **_words(ctc.Denominator, "whose growth is shared out", "nation")
    )
    _min_coverage(contribution, " with --of cities")
    _plot(contribution)
    products = command(
        "product-contribution",
        answers.product_contribution,
        "product groups that add most to a city's growth",
        "products",
    )
    products.add_argument("city", metavar="CITY", help=_CITY)
    products.add_argument("-n", type=int, default=10, help="how many groups (default: 10)")
    _select(products, "period", "flow", "partner", "currency", "basis", flow="export")
    _method(products)
    _lacking(products, "excluded")
    _plot(products)


def _add_figures(command: Add) -> None:
    concentration = command(
        "concentration", answers.concentration, "how far trade is concentrated in few cities"
    )
    concentration.add_argument(
        "-k", type=int, default=5, help="how many of the largest shares to add up (default: 5)"
    )
    concentration.add_argument(
        "--of", **_words(ctc.Denominator, "of whose trade the shares are", "cities")
    )
    _select(concentration, "flow", "period", "product", "partner", "currency", "basis")
    _name(concentration, "count only this city, province or region")
    _min_coverage(concentration)
    _lacking(concentration, "excluded", "missing")
    compare = command("compare", answers.compare, "cities side by side")
    compare.add_argument("cities", nargs="+", metavar="CITY", help=_CITY)
    _select(compare, "period", "product", "partner", "currency", "basis")
    _lacking(compare, "missing")
    _convert(compare, "also fill figures in other currencies, at the average rate of their year")
    _plot(compare)
    series = command("time-series", answers.time_series, "a city's trade over time", "series")
    series.add_argument("city", metavar="CITY", help=_CITY)
    series.add_argument("--span", **_words(ctc.Span, "how long each period is", "year"))
    _select(series, "period", "flow", "partner", "currency", "basis", period="default: all")
    series.add_argument(
        "--product",
        action="append",
        help="id, name or alias of a product group (default: all goods); may be repeated where "
        "sources call it by several names",
    )
    _convert(series, "also fill periods published in another currency, at the rate of their year")
    _plot(series)
    profile = command("profile", answers.profile, "one city on one page")
    profile.add_argument("city", metavar="CITY", help=_CITY)
    _select(profile, "period")


def _add_evidence(command: Add) -> None:
    specialization = command(
        "by-specialization",
        answers.by_specialization,
        "cities that specialise in an industry",
        "specialization",
    )
    specialization.add_argument(
        "industry", metavar="INDUSTRY", help="name, id, alias or ISIC Rev.4 code"
    )
    specialization.add_argument("--kind", **_words(ctc.SpecializationKind, "kind of evidence"))
    _plot(specialization)
    ranks = command(
        "published-ranks", answers.published_ranks, "ranks that others published", "ranks"
    )
    ranks.add_argument("city", nargs="?", metavar="CITY", help=f"{_CITY} (default: all)")
    ranks.add_argument("--scope", help="among whom: id or name of a scope")
    _select(ranks, "period", period="default: all")
    sources = command("sources", answers.sources, "whom to cite")
    sources.add_argument(
        "source", nargs="*", metavar="SOURCE", help="ids of sources (default: all)"
    )
    sources.add_argument("--tier", **_words(ctc.Tier, "who publishes"))


def _add_dataset(command: Add) -> None:
    commands: dict[str, tuple[Callable[[argparse.Namespace], Answer], str]] = {
        "coverage": (answers.coverage, "which cities have amounts for which years and flows"),
        "conflicts": (answers.conflicts, "figures on which sources disagree"),
        "corroborations": (answers.corroborations, "figures that several sources agree on"),
    }
    for name, (run, summary) in commands.items():
        added = command(name, run, summary)
        _name(added, "only this city")
        if name == "coverage":
            _plot(added)
    periods = command(
        "comparable-periods", answers.comparable_periods, "spans that can be ranked", "periods"
    )
    _select(periods, "flow", "product", "partner", "currency", "basis")


def _add_others(command: Add) -> None:
    diff = command("diff", answers.diff, "what changed between two vintages or folders of data")
    for name, which in (("old", "earlier"), ("new", "later")):
        diff.add_argument(
            name,
            metavar=name.upper(),
            help=f"version of the {which} data, or a folder; your own tables without a "
            "descriptor count as what they add to --data-version",
        )
    city = command("city", answers.city, "a city by any of its names and codes")
    city.add_argument("city", metavar="CITY", help=_CITY)
    checked = command(
        "validate", _validate, "check a whole vintage: every cell, and the rules between figures"
    )
    checked.add_argument(
        "path",
        nargs="?",
        type=_folder,
        metavar="PATH",
        help="folder with the tables (default: the bundled ones)",
    )
    checked.add_argument(
        "--strict",
        action="store_true",
        help="exit code 1 also for oddities that are not listed as known, or listed but gone",
    )
    imported = command(
        "import", _import, "read official customs tables: what is new, revised, unknown"
    )
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="page or CSV")
    imported.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="folder of the dataset to add to; a new one holds the bundled figures too",
    )
    imported.add_argument(
        "--edition", choices=["CNY", "USD"], help="currency of tables that do not state it"
    )
    imported.add_argument("--period", help="month of tables that do not state it")
    imported.add_argument(
        "--published",
        type=_date,
        metavar="DATE",
        help="when the tables appeared, if they revise figures",
    )
    imported.add_argument(
        "--name",
        type=_version,
        metavar="VERSION",
        help="version of what is written (default: marked as local)",
    )
    command("info", answers.info, "what the dataset holds, and its terms")


# What the readers and the checks need is loaded for these two commands alone.


def _import(options: argparse.Namespace) -> Answer:
    from china_trade_cities._cli.import_tables import import_files

    return import_files(options)


def _validate(options: argparse.Namespace) -> Answer:
    from china_trade_cities._cli.validate import validate

    return validate(options)


# --- options ------------------------------------------------------------------------------


def _date(text: str) -> str:
    if not is_partial_date(text):
        allowed = "a date such as '2025-09-18', '2025-09' or '2025'"
        raise argparse.ArgumentTypeError(f"must be {allowed}; got {text!r}")
    return text


def _amount(text: str) -> int:
    """A whole number, as it is said or written."""
    from decimal import Decimal

    number, unit = text.rstrip("bmnt"), text[len(text.rstrip("bmnt")) :]
    amount = Decimal(0)
    try:
        amount = Decimal(number).scaleb(_POWERS[unit])
        is_whole = amount.is_finite() and amount.adjusted() <= MOST_POWER and amount % 1 == 0
    except (ArithmeticError, KeyError):
        is_whole = False
    if not is_whole:
        allowed = "a whole amount such as 100000000000, 100_000_000_000, 1e11, 100bn, 1.5tn or 300m"
        raise argparse.ArgumentTypeError(f"must be {allowed}; got {text!r}")
    return int(amount)


_POWERS = {"": 0, "m": 6, "bn": 9, "tn": 12}


def _word(enum: type[StrEnum]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            return parse_word(enum, text, "it")
        except InvalidArgumentError as error:
            allowed = f"must be {error.allowed}; got {text!r}"
            raise argparse.ArgumentTypeError(allowed) from None

    return parse


def _version(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+([._+-][A-Za-z0-9]+)*", text) or len(text) > _LONGEST_NAME:
        raise argparse.ArgumentTypeError(
            "must be a version such as '2026.2', of letters, digits and single . _ + - between "
            f"them; got {text[:_LONGEST_NAME]!r}"
        )
    return text


_LONGEST_NAME = 100


def _folder(text: str) -> Path:
    if not text:  # an empty variable of a shell is not the folder that one is in
        raise argparse.ArgumentTypeError("must be a folder; got an empty name")
    return Path(text)


def _words(enum: type[StrEnum], what: str, default: str | None = None) -> Mapping[str, Any]:
    words = [member.value for member in enum]
    text = f"{what}, one of: {', '.join(words)}"
    return {
        "type": _word(enum),
        "metavar": "WORD",
        "default": default,
        "help": f"{text} (default: {default})" if default else text,
    }


def _select(
    parser: argparse.ArgumentParser, *names: str, flow: str = "total", period: str | None = None
) -> None:
    """Options that say which figures are meant; `period` is the default, None the usual one."""
    default = period or f"default: {ctc.load_dataset(None).reference_period}, the reference year"
    options: dict[str, Mapping[str, Any]] = {
        "flow": _words(ctc.Flow, "direction of trade", flow),
        "period": {"help": f"months, such as 2024, 2024-05, 2023-01/2023-11 ({default})"},
        "product": {"help": "id, name or alias of a product group (default: all goods)"},
        "partner": {"help": "id, name or ISO code of a trading partner (default: the world)"},
        "currency": _words(ctc.Currency, "currency of the amounts", "CNY"),
        "basis": _words(ctc.Basis, "how trade is assigned to a city", "location"),
    }
    for name in names:
        parser.add_argument(f"--{name}", **options[name])


def _name(parser: argparse.ArgumentParser, summary: str) -> None:
    """Cities to be named one by one."""
    parser.add_argument(
        "--city", dest="cities", action="append", metavar="NAME", help=f"{summary}; may be repeated"
    )


def _min_coverage(parser: argparse.ArgumentParser, where: str = "") -> None:
    parser.add_argument(
        "--min-coverage",
        type=float,
        default=0.8,
        metavar="PART",
        help=f"what share of all trade the cities with a figure must hold{where}; 0 counts what "
        "there is (default: 0.8)",
    )


def _method(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--method", **_words(ctc.GrowthMethod, "which growth rates", "published"))


def _plot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plot",
        type=plot_file,
        metavar="FILE",
        help=f"also draw a chart; the name says in which format: {', '.join(ENDINGS)}",
    )


def _convert(parser: argparse.ArgumentParser, summary: str) -> None:
    parser.add_argument("--convert-to", choices=["CNY"], help=summary)


def _rank(parser: argparse.ArgumentParser) -> None:
    """Options that all rankings share."""
    parser.add_argument("-n", type=int, default=10, help="how many cities (default: 10)")
    _select(parser, "period", "flow", "product", "partner", "currency", "basis")
    _name(parser, "rank only this city, province or region")
    parser.add_argument(
        "--ties",
        choices=["first", "all"],
        default="first",
        help="cut at the number asked for, or keep all cities level with the last (default: first)",
    )
    _lacking(parser, "excluded", "missing")


def _lacking(parser: argparse.ArgumentParser, *names: str) -> None:
    """Options that list what an answer lacks."""
    summaries = {
        "excluded": "list what has no comparable figure, with the reasons",
        "missing": "list the cities without a comparable figure, with what is known of them",
    }
    for name in names:
        parser.add_argument(f"--{name}", action="store_true", help=summaries[name])
