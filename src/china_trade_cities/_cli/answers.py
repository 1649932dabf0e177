"""The answers of the command line: a function for each subcommand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

import china_trade_cities as ctc
from china_trade_cities._cli.columns import COLUMNS
from china_trade_cities._cli.output import Answer, Rows, joined
from china_trade_cities._cli.plot import chart_writer
from china_trade_cities._display.dicts import cited_dict, missing_dict
from china_trade_cities.exceptions import InvalidArgumentError

if TYPE_CHECKING:
    from argparse import Namespace

L = TypeVar("L", ctc.Coverage, ctc.Conflicts, ctc.Corroborations)
QUESTION = "Which city in China has the most trade?"


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


def _scope(result: Any) -> dict[str, Any]:
    """What the figures of a result have in common."""
    product = getattr(result, "product", None)
    return {
        "flow": result.flow,
        "product": product and product.id,
        "partner": result.partner and result.partner.id,
        "currency": result.currency,
        "basis": result.basis,
    }


def _around(result: Any) -> dict[str, Any]:
    """What an answer leaves out, what it lacks, what near to it has one, and whom to cite."""
    lacking: dict[str, Any] = {}
    if hasattr(result, "missing"):
        lacking["coverage"] = result.coverage
        lacking["missing"] = [missing_dict(city) for city in result.missing]
    return {
        "excluded": {entry.id: reason for entry, reason in result.excluded.items()},
        **lacking,
        **_near(result),
        "sources": _cited(result.sources),
    }


def _near(result: Any) -> dict[str, dict[str, int]]:
    """What to ask instead, where there is no answer."""
    fields = ("nearest", "near_products", "near_partners", "near_questions")
    return {
        field: {getattr(key, "id", str(key)): number for key, number in near.items()}
        for field in fields
        if (near := getattr(result, field, None)) is not None
    }


def _cited(sources: Iterable[ctc.Source]) -> Rows:
    return [cited_dict(source) for source in sources]


# --- rankings -----------------------------------------------------------------------------


def _ranking_answer(
    ranking: Any, name: str, *more: str, show_excluded: bool = False, lead: str = "", code: int = 0
) -> Answer:
    """A ranking; the attributes `more` stand in the JSON document beside the question."""
    after, rows, columns = "", ranking.to_dicts(), COLUMNS[name]
    document = {
        **_scope(ranking),
        "period": str(ranking.period),
        **{attribute: getattr(ranking, attribute) for attribute in ("ranked", *more)},
        "entries": ranking.to_dicts(),
        **_around(ranking),
    }
    if show_excluded:
        after = _excluded_lines("Not ranked", ranking.excluded)
        rows += [
            {**_city_cells(city), "excluded": reason} for city, reason in ranking.excluded.items()
        ]
        columns = (*columns, "excluded")
    return Answer(ranking, rows, columns, document, code, around=(lead, after))


def _excluded_lines(title: str, excluded: Mapping[Any, str]) -> str:
    """Why cities or products are left out, to stand below a table."""
    lines = [f"  {entry.id}: {reason}" for entry, reason in excluded.items()] or ["  none"]
    return "\n".join(["", "", f"{title}:", *lines])


def _city_cells(city: ctc.City) -> dict[str, Any]:
    return {"city": city.id, "name": city.name, "name_zh": city.name_zh}


def first_question(options: Namespace) -> Answer:
    """The city with the most trade, in a sentence, and the ten largest."""
    ranking = ctc.top_n(10, dataset=_dataset(options))
    first = ranking[0]
    growth = first.record.growth
    sure = "certain" if first.is_certain else f"from {first.rank_range[0]} to {first.rank_range[1]}"
    lead = (
        f"{QUESTION}\n"
        f"{first.city.name} {first.city.name_zh}: {first.value:,} yuan of total trade in "
        f"{ranking.period}{'' if growth is None else f', growth {growth:.1f} %'}; "
        f"its rank is {sure}.\n\n"
    )
    return _ranking_answer(ranking, "top", lead=lead)


def top(options: Namespace) -> Answer:
    """Cities that trade the most."""
    draw = chart_writer("ranking", options.plot)
    ranking = ctc.top_n(**_ranked(options))
    name = "top converted" if ranking.convert_to else "top"
    code = draw(ranking)
    return _ranking_answer(ranking, name, show_excluded=options.excluded, code=code)


def growth(options: Namespace) -> Answer:
    """Cities whose trade grew fastest."""
    draw = chart_writer("growth", options.plot)
    leaders = ctc.growth_leaders(
        **_ranked(options), method=options.method, min_value=options.min_value
    )
    code = draw(leaders)
    more = ("method", "min_value")
    return _ranking_answer(leaders, "growth", *more, show_excluded=options.excluded, code=code)


def share(options: Namespace) -> Answer:
    """Cities with the largest part of the nation's trade."""
    draw = chart_writer("market_share", options.plot)
    shares = ctc.market_share(**_ranked(options))
    code = draw(shares)
    return _ranking_answer(shares, "share", "covered", show_excluded=options.excluded, code=code)


def contribution(options: Namespace) -> Answer:
    """Cities that add most to growth."""
    draw = chart_writer("contribution", options.plot)
    parts = ctc.contribution(**_ranked(options), of=options.of, min_coverage=options.min_coverage)
    code = draw(parts)
    more = ("of", "growth", "together", "rest")
    return _ranking_answer(parts, "contribution", *more, show_excluded=options.excluded, code=code)


def products(options: Namespace) -> Answer:
    """Product groups that add most to a city's growth."""
    draw = chart_writer("product_contribution", options.plot)
    found = ctc.product_contribution(
        options.city, options.n, **_figures(options), method=options.method
    )
    code = draw(found)
    document = {
        **_scope(found),
        "city": found.city.id,
        "period": str(found.period),
        "method": found.method,
        "growth": found.growth,
        "found": found.found,
        "entries": found.to_dicts(),
        **_around(found),
    }
    after, rows, columns = "", found.to_dicts(), COLUMNS["products"]
    if options.excluded:
        after = _excluded_lines("Without a contribution", found.excluded)
        rows += [
            {**_city_cells(found.city), "product": product.id, "excluded": reason}
            for product, reason in found.excluded.items()
        ]
        columns = (*columns, "excluded")
    return Answer(found, rows, columns, document, code, around=("", after))


# --- figures ------------------------------------------------------------------------------


def concentration(options: Namespace) -> Answer:
    """How far trade is concentrated in few cities."""
    found = ctc.concentration(
        **_figures(options),
        k=options.k,
        of=options.of,
        cities=options.cities or None,
        min_coverage=options.min_coverage,
    )
    rows = found.to_dicts()
    return Answer(found, rows, COLUMNS["concentration"], {**rows[0], **_around(found)})


def compare(options: Namespace) -> Answer:
    """Cities side by side."""
    draw = chart_writer("compare", options.plot)
    found = ctc.compare(options.cities, **_figures(options))
    code = draw(found)
    document = {
        "entries": found.to_dicts(),
        "coverage": dict(found.coverage.items()),
        "missing": {
            flow: [missing_dict(city) for city in missing]
            for flow, missing in found.missing.items()
        },
        **_near(found),
        "sources": _cited(found.sources),
    }
    name = "compare converted" if found.convert_to else "compare"
    return Answer(found, found.to_dicts(), COLUMNS[name], document, code)


def series(options: Namespace) -> Answer:
    """A city's trade over time."""
    draw = chart_writer("time_series", options.plot)
    found = ctc.time_series(options.city, span=options.span, **_figures(options))
    code = draw(found)
    document = {
        "city": found.city.id,
        "span": found.span,
        **_scope(found),
        "entries": found.to_dicts(),
        "gaps": {str(period): reason for period, reason in found.gaps.items()},
        "other_spans": {
            span: [str(period) for period in periods] for span, periods in found.other_spans.items()
        },
        **_near(found),
        "sources": _cited(found.sources),
    }
    name = "series converted" if found.convert_to else "series"
    return Answer(found, found.to_dicts(), COLUMNS[name], document, code)


def ranks(options: Namespace) -> Answer:
    """Ranks that others published."""
    found = ctc.published_ranks(
        options.city, scope=options.scope, period=options.period, dataset=_dataset(options)
    )
    return Answer(found, found.to_dicts(), COLUMNS["ranks"])


# --- what the dataset holds -----------------------------------------------------------------


def periods(options: Namespace) -> Answer:
    """Spans that can be ranked."""
    question = _figures(options)
    dataset: ctc.Dataset = question.pop("dataset")
    found = dataset.comparable_periods(**question)
    document = {**_scope(found), "entries": found.to_dicts()}
    return Answer(found, found.to_dicts(), COLUMNS["periods"], document)


def coverage(options: Namespace) -> Answer:
    """Which cities have amounts for which years and flows."""
    draw = chart_writer("coverage", options.plot)
    found = _of_cities(_dataset(options).coverage(), options, lambda row: row.city)
    code = draw(found)
    return Answer(found, found.to_dicts(), COLUMNS["coverage"], code=code)


def conflicts(options: Namespace) -> Answer:
    """Figures on which sources disagree."""
    found = _of_cities(_dataset(options).conflicts(), options, lambda group: group.preferred.city)
    return Answer(found, found.to_dicts(), COLUMNS["conflicts"])


def corroborations(options: Namespace) -> Answer:
    """Figures that several sources print and agree on."""
    everything = _dataset(options).corroborations()
    found = _of_cities(everything, options, lambda group: group.preferred.city)
    return Answer(found, found.to_dicts(), COLUMNS["corroborations"])


def _of_cities(found: L, options: Namespace, city_of: Callable[[Any], ctc.City]) -> L:
    """The entries of the cities that were named, or all."""
    if not options.cities:
        return found
    dataset = _dataset(options)
    cities = {dataset.city(name) for name in options.cities}
    return evolve(found, entries=tuple(entry for entry in found if city_of(entry) in cities))


# --- evidence and the package -------------------------------------------------------------


def specialization(options: Namespace) -> Answer:
    """Cities that specialise in an industry."""
    draw = chart_writer("specializations", options.plot)
    dataset = _dataset(options)
    found = ctc.by_specialization(options.industry, kind=options.kind, dataset=dataset)
    code = draw(found)
    industries = dataset.industries_for(options.industry)
    names = [industry.name for industry in industries]
    listed = f"{', '.join(names[:3])} and {len(names) - 3} more" if names[4:] else ", ".join(names)
    lead = f"{options.industry!r} stands for: {listed}.\n\n"
    rows = found.to_dicts()
    document = {
        "industries": [industry.id for industry in industries],
        "kind": options.kind,
        "statements": found.statements,
        "independent_sources": found.independent_sources,
        "entries": rows,
        "sources": _cited(found.sources),
    }
    return Answer(found, rows, COLUMNS["specialization"], document, code, around=(lead, ""))


def city(options: Namespace) -> Answer:
    """One city on one page."""
    page = ctc.profile(options.city, period=options.period, dataset=_dataset(options))
    document = page.to_dict()
    rows = [*document["figures"], *document["year_to_date"]]
    return Answer(page, rows, COLUMNS["city"], document)


def sources(options: Namespace) -> Answer:
    """Whom to cite."""
    dataset = _dataset(options)
    found = [dataset.source(key) for key in options.source] if options.source else dataset.sources
    chosen = [source for source in found if options.tier in (None, source.tier)]
    references = ctc.cite(chosen, dataset=dataset)
    lines = [f"{key}  {text}" for key, text in references.to_dict().items()]
    return Answer(
        "\n".join(lines),
        _cited(chosen),
        COLUMNS["sources"],
        more_forms={"bibtex": references.to_bibtex, "csl-json": references.to_csl_json},
    )


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
    return Answer(text, [facts], COLUMNS["info"], facts)


def diff(options: Namespace) -> Answer:
    """What changed between two vintages or folders."""
    named = {"OLD": options.old, "NEW": options.new}
    check_unused(
        options,
        unused=not any(map(_is_folder, named.values())),
        condition="OLD or NEW is a folder, which may extend that version",
    )
    old, new = (_version_or_folder(*item, options) for item in named.items())
    changes = ctc.diff_datasets(old, new)
    return Answer(changes, changes.to_dicts(), COLUMNS["diff"])


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
    from china_trade_cities._io.snapshot import snapshot
    from china_trade_cities._tables.descriptor import DESCRIPTOR

    base = _dataset(options)
    read = ctc.read_dataset(name, base=base)
    complete = Path(name).is_dir() and DESCRIPTOR in snapshot(Path(name)).names
    return read if complete else base.merge(read)


def check_unused(options: Namespace, *, unused: bool, condition: str) -> None:
    """Refuse --data-version if it would change nothing; `condition` says when it would."""
    if unused and options.data_version is not None:
        raise InvalidArgumentError(
            "--data-version", options.data_version, f"left out unless {condition}"
        )
