"""The answers of the command line: a function for each subcommand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import evolve, fields

import china_trade_cities as ctc
from china_trade_cities._cli.columns import COLUMNS
from china_trade_cities._cli.output import Answer, Rows, joined
from china_trade_cities._cli.plot import chart_writer
from china_trade_cities._display.dicts import cited_dict, city_dict, missing_dict, record_dict
from china_trade_cities._display.results import Result, columns_of
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from argparse import Namespace

L = TypeVar("L", ctc.Coverage, ctc.Conflicts, ctc.Corroborations)
R = TypeVar("R", bound=Result)
QUESTION = "Which city in China has the most trade?"
CITATIONS: Mapping[str, Callable[[ctc.ReferenceList], str]] = {
    "text": str,
    "bibtex": ctc.ReferenceList.to_bibtex,
    "csl-json": ctc.ReferenceList.to_csl_json,
}


# --- what options mean --------------------------------------------------------------------


def _dataset(options: Namespace) -> ctc.Dataset:
    return ctc.load_dataset(options.data_version)


def _figures(options: Namespace) -> dict[str, Any]:
    """The arguments that select figures, as far as the subcommand has them."""
    names = ("flow", "period", "product", "partner", "currency", "basis", "convert_to")
    given = {name: getattr(options, name) for name in names if hasattr(options, name)}
    return {**given, "dataset": _dataset(options)}


def _ranked(options: Namespace) -> dict[str, Any]:
    """The arguments that all rankings share."""
    return {
        **_figures(options),
        "n": options.n,
        "cities": options.cities or None,
        "ties": options.ties,
    }


# --- every answer alike -------------------------------------------------------------------


def _answer(
    options: Namespace,
    ask: Callable[[], R],
    *,
    chart: str | None = None,
    lead: Callable[[R], str] = lambda _: "",
    document: Callable[[R], Mapping[str, Any]] | None = None,
) -> Answer:
    """What a question returns, with all that its options add.

    Args:
        options: The options; one that a subcommand has not counts as not given.
        ask: Asks the question.
        chart: The function of `plots` that draws the result.
        lead: What stands before the table.
        document: What JSON holds; None for all fields of the result and its rows.
    """
    is_cited = _is_cited(options)
    draw = chart_writer(chart, getattr(options, "plot", None))
    found = ask()
    code = draw(found)
    if is_cited:
        return _references(options, ctc.cite(found, dataset=_dataset(options)), code)
    rows, columns, after = found.to_dicts(), columns_of(found), ""
    for name, of in (("excluded", _excluded), ("missing", _missing)):
        if getattr(options, name, False):
            added = of(found)
            rows += added
            keys = (key for row in added for key in row)
            columns = tuple(dict.fromkeys((*columns, *_ADDED[name], *keys)))
            lines = [f"  {_left_out_words(row)}" for row in added] or ["  none"]
            after += "\n".join(["", "", f"{name.capitalize()}:", *lines])
    return Answer(
        found,
        rows,
        columns,
        lambda: (document or _document)(found),
        code,
        around=(lead(found), after),
    )


_ADDED = {"excluded": ("excluded",), "missing": ("bound", "low", "high", "best_rank")}


def _excluded(found: Any) -> Rows:
    """What has no figure, each with the reason: cities, or product groups of one city."""
    return [
        {**city_dict(key), "excluded": reason}
        if isinstance(key, ctc.City)
        else {**city_dict(found.city), "product": key.id, "excluded": reason}
        for key, reason in found.excluded.items()
    ]


def _missing(found: Any) -> Rows:
    """The cities without a comparable figure, each with what is known of it."""
    by_flow: Any = found.missing if hasattr(found.missing, "items") else {"": found.missing}
    return [
        {
            **{key: known[key] for key in ("city", "name", "name_zh")},
            **({"flow": str(flow)} if flow else {}),
            **{key: known[key] for key in ("low", "high", "best_rank")},
            "bound": known["kind"] or "unknown",
        }
        for flow, missing in by_flow.items()
        for known in map(missing_dict, missing)
    ]


def _left_out_words(row: Mapping[str, Any]) -> str:
    if "excluded" in row:
        return f"{row.get('product') or row['city']}: {row['excluded']}"
    flow = f", {row['flow']}" if "flow" in row else ""
    low, high = row["low"], row["high"]
    best = f", rank {row['best_rank']} at best" if row["best_rank"] else ""
    if low is None or high is None:
        ends = {"at least": low, "at most": high}
        limits = "".join(f" {end} {amount:,}" for end, amount in ends.items() if amount is not None)
    else:
        limits = f" {low:,} to {high:,}"
    return f"{row['city']}{flow}: {row['bound']}{limits}{best}"


def _document(found: Any) -> dict[str, Any]:
    """The question and what is to be known of the answer, then its rows and whom to cite."""
    names = (field.name for field in fields(found.__class__))
    shown_by_rows = ("entries", "records")
    return {
        **{name: _plain(getattr(found, name)) for name in names if name not in shown_by_rows},
        "entries": found.to_dicts(),
        "sources": [cited_dict(source) for source in found.sources],
    }


def _plain(value: Any) -> Any:
    """A value of a field as JSON has it."""
    if isinstance(value, Mapping):
        items = cast("Any", value).items()
        return {getattr(key, "id", str(key)): _plain(each) for key, each in items}
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("Any", value)]
    if isinstance(value, ctc.MissingCity):
        return missing_dict(value)
    if isinstance(value, ctc.TradeRecord):
        return record_dict(value)
    if value is None or isinstance(value, int | float | str):
        return value
    return getattr(value, "id", str(value))


def _is_cited(options: Namespace) -> bool:
    """Whether the references are asked for, which have no other form and no lists beside them."""
    if not getattr(options, "cite", None):
        return False
    for name, usual in (("format", "table"), ("excluded", False), ("missing", False)):
        if (given := getattr(options, name, usual)) != usual:
            raise InvalidArgumentError(f"--{name}", given, "left out beside --cite")
    return True


def _references(options: Namespace, references: ctc.ReferenceList, code: int = 0) -> Answer:
    return Answer(CITATIONS[options.cite](references), [], (), code=code)


# --- rankings -----------------------------------------------------------------------------


def first_question(options: Namespace) -> Answer:
    """The city with the most trade, in a sentence, and the ten largest."""
    return _answer(options, lambda: ctc.top_n(10, dataset=_dataset(options)), lead=_first_words)


def _first_words(ranking: ctc.Ranking) -> str:
    first = ranking[0]
    sure = "certain" if first.is_certain else f"from {first.rank_range[0]} to {first.rank_range[1]}"
    growth = "" if first.growth is None else f", growth {first.growth:.1f} %"
    return (
        f"{QUESTION}\n"
        f"{first.city.name} {first.city.name_zh}: {first.value:,} yuan of total trade in "
        f"{ranking.period}{growth}; its rank is {sure}.\n\n"
    )


def top_n(options: Namespace) -> Answer:
    """Cities that trade the most."""
    return _answer(options, lambda: ctc.top_n(**_ranked(options)), chart="ranking")


def growth_leaders(options: Namespace) -> Answer:
    """Cities whose trade grew fastest."""

    def ask() -> ctc.GrowthRanking:
        more = {"method": options.method, "min_value": options.min_value}
        return ctc.growth_leaders(**_ranked(options), **more)

    return _answer(options, ask, chart="growth")


def market_share(options: Namespace) -> Answer:
    """Cities with the largest part of the trade of the nation or of a province."""
    return _answer(
        options, lambda: ctc.market_share(**_ranked(options), of=options.of), chart="market_share"
    )


def contribution(options: Namespace) -> Answer:
    """Cities that add most to growth."""

    def ask() -> ctc.ContributionRanking:
        more = {"of": options.of, "min_coverage": options.min_coverage}
        return ctc.contribution(**_ranked(options), **more)

    return _answer(options, ask, chart="contribution")


def product_contribution(options: Namespace) -> Answer:
    """Product groups that add most to a city's growth."""

    def ask() -> ctc.ProductContributions:
        question = {**_figures(options), "method": options.method}
        return ctc.product_contribution(options.city, options.n, **question)

    return _answer(options, ask, chart="product_contribution")


# --- figures ------------------------------------------------------------------------------


def concentration(options: Namespace) -> Answer:
    """How far trade is concentrated in few cities."""

    def ask() -> ctc.Concentration:
        return ctc.concentration(
            **_figures(options),
            k=options.k,
            of=options.of,
            cities=options.cities or None,
            min_coverage=options.min_coverage,
        )

    return _answer(options, ask)


def compare(options: Namespace) -> Answer:
    """Cities side by side."""
    return _answer(
        options, lambda: ctc.compare(options.cities, **_figures(options)), chart="compare"
    )


def time_series(options: Namespace) -> Answer:
    """A city's trade over time."""

    def ask() -> ctc.TimeSeries:
        return ctc.time_series(options.city, span=options.span, **_figures(options))

    return _answer(options, ask, chart="time_series")


def profile(options: Namespace) -> Answer:
    """One city on one page."""

    def ask() -> ctc.CityProfile:
        return ctc.profile(options.city, period=options.period, dataset=_dataset(options))

    return _answer(options, ask, document=ctc.CityProfile.to_dict)


def published_ranks(options: Namespace) -> Answer:
    """Ranks that others published."""

    def ask() -> ctc.PublishedRanks:
        return ctc.published_ranks(
            options.city, scope=options.scope, period=options.period, dataset=_dataset(options)
        )

    return _answer(options, ask)


# --- what the dataset holds -----------------------------------------------------------------


def comparable_periods(options: Namespace) -> Answer:
    """Spans that can be ranked."""
    question = _figures(options)
    dataset: ctc.Dataset = question.pop("dataset")
    return _answer(options, lambda: dataset.comparable_periods(**question))


def coverage(options: Namespace) -> Answer:
    """Which cities have amounts for which years and flows."""

    def ask() -> ctc.Coverage:
        return _of_cities(_dataset(options).coverage(), options, lambda row: row.city)

    return _answer(options, ask, chart="coverage")


def conflicts(options: Namespace) -> Answer:
    """Figures on which sources disagree."""
    dataset = _dataset(options)
    return _answer(options, lambda: _of_cities(dataset.conflicts(), options, _preferred_city))


def corroborations(options: Namespace) -> Answer:
    """Figures that several sources print and agree on."""
    dataset = _dataset(options)
    return _answer(options, lambda: _of_cities(dataset.corroborations(), options, _preferred_city))


def _preferred_city(group: ctc.Conflict | ctc.Corroboration) -> ctc.City:
    return group.preferred.city


def _of_cities(found: L, options: Namespace, city_of: Callable[[Any], ctc.City]) -> L:
    """The entries of the cities that were named, or all."""
    if not options.cities:
        return found
    dataset = _dataset(options)
    cities = {dataset.city(name) for name in options.cities}
    return evolve(found, entries=tuple(entry for entry in found if city_of(entry) in cities))


# --- evidence and the package -------------------------------------------------------------


def by_specialization(options: Namespace) -> Answer:
    """Cities that specialise in an industry."""
    dataset = _dataset(options)
    industries = dataset.industries_for(options.industry)

    def ask() -> ctc.SpecializedCities:
        return ctc.by_specialization(options.industry, kind=options.kind, dataset=dataset)

    def document(found: ctc.SpecializedCities) -> dict[str, Any]:
        return {
            "industries": [industry.id for industry in industries],
            "kind": options.kind,
            "statements": found.statements,
            "independent_sources": found.independent_sources,
            **_document(found),
        }

    lead = f"{options.industry!r} stands for: {_some_of(industries)}.\n\n"
    return _answer(options, ask, chart="specializations", lead=lambda _: lead, document=document)


def _some_of(industries: Sequence[ctc.Industry]) -> str:
    names = [industry.name for industry in industries]
    return f"{', '.join(names[:3])} and {len(names) - 3} more" if names[4:] else ", ".join(names)


def city(options: Namespace) -> Answer:
    """A city by any of its names and codes."""
    found = _dataset(options).city(options.city)
    row = {
        **city_dict(found),
        "province": found.province,
        "level": found.level.value,
        "parent": found.parent and found.parent.id,
        "code": found.code,
        "un_locode": found.un_locode,
        "aliases": list(found.aliases),
    }
    return Answer(str(found), [row], COLUMNS["city"], lambda: row)


def sources(options: Namespace) -> Answer:
    """Whom to cite."""
    is_cited = _is_cited(options)
    dataset = _dataset(options)
    found = [dataset.source(key) for key in options.source] if options.source else dataset.sources
    chosen = [source for source in found if options.tier in (None, source.tier)]
    references = ctc.cite(chosen, dataset=dataset)
    if is_cited:
        return _references(options, references)
    lines = [f"{key}  {text}" for key, text in references.to_dict().items()]
    return Answer("\n".join(lines), [cited_dict(source) for source in chosen], COLUMNS["sources"])


def info(options: Namespace) -> Answer:
    """What the dataset holds, and its terms."""
    dataset = _dataset(options)
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
    text = "\n".join(f"{key}: {joined(value, '; ')}" for key, value in facts.items())
    return Answer(text, [facts], COLUMNS["info"], lambda: facts)


def diff(options: Namespace) -> Answer:
    """What changed between two vintages or folders."""
    named = {"OLD": options.old, "NEW": options.new}
    check_unused(
        options,
        unused=not any(map(_is_folder, named.values())),
        condition="OLD or NEW is a folder, which may extend that version",
    )
    old, new = (_version_or_folder(*item, options) for item in named.items())
    return _answer(options, lambda: ctc.diff_datasets(old, new))


def _is_folder(name: str) -> bool:
    """Whether it names a folder or table; a version is a version, whatever files there are."""
    return name not in ("", *ctc.available_versions()) and Path(name).exists()


def _version_or_folder(argument: str, name: str, options: Namespace) -> ctc.Dataset:
    """A bundled vintage, a complete folder, or a vintage with what your own tables add."""
    if name in ctc.available_versions():
        return ctc.load_dataset(name)
    if not _is_folder(name):
        versions = ", ".join(map(repr, ctc.available_versions()))
        allowed = f"an existing folder, or one of the bundled versions: {versions}"
        raise InvalidArgumentError(argument, name, allowed)
    from china_trade_cities._io.snapshot import is_complete

    base = _dataset(options)
    read = ctc.read_dataset(name, base=base)
    return read if Path(name).is_dir() and is_complete(Path(name)) else base.merge(read)


def check_unused(options: Namespace, *, unused: bool, condition: str) -> None:
    """Refuse --data-version if it would change nothing; `condition` says when it would."""
    if unused and options.data_version is not None:
        raise InvalidArgumentError(
            "--data-version", options.data_version, f"left out unless {condition}"
        )
