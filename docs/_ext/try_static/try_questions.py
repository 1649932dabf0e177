"""What can be asked on the page "Try it in the browser", and how it is answered.

The build of the pages asks for `form`; the browser, in which this file runs in Pyodide, for
`answer` and `chart`. A question is the name of a function of the library; its arguments and what
they are by default come from its signature.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import china_trade_cities as ctc
from china_trade_cities.exceptions import ChinaTradeCitiesError

Choices = Iterable[tuple[str, str]]


class Question(NamedTuple):
    """A question in words, and the chart of `plots` that shows its answer."""

    words: str
    chart: str | None = None
    start: Mapping[str, str] = MappingProxyType({})  # what its arguments are at first


class Control(NamedTuple):
    """How an argument is set: a number, a choice, a text with suggestions, or lines of text."""

    label: str
    kind: str
    choices: Callable[[ctc.Dataset], Choices] | None = None
    example: str = ""  # stands there at first where the function needs the argument
    blank: str = ""  # what it means to leave it out
    rare: bool = False


def _words(kind: type[StrEnum]) -> Callable[[ctc.Dataset], Choices]:
    return lambda _: [(word.value, word.value.replace("-", " ")) for word in kind]


def _named(field: str) -> Callable[[ctc.Dataset], Choices]:
    """Whatever the dataset has of a kind, by its English and Chinese name."""
    return lambda dataset: sorted(
        (
            (entry.id, f"{entry.name} {getattr(entry, 'name_zh', None) or ''}".strip())
            for entry in getattr(dataset, field)
        ),
        key=lambda choice: choice[1].casefold(),
    )


def _periods(dataset: ctc.Dataset) -> Choices:
    return [(str(period), str(period)) for period in reversed(dataset.periods())]


def _yuan(_: ctc.Dataset) -> Choices:
    return [(ctc.Currency.CNY.value, "CNY")]


def _denominators(dataset: ctc.Dataset) -> Choices:
    yield from ((word.value, f"the {word.value}") for word in ctc.Denominator)
    yield from ((area.name, f"{area.name} {area.name_zh}") for area in dataset.reference_areas[1:])


def _cities(dataset: ctc.Dataset) -> Choices:
    """Each city by a name that means no other."""
    for city in dataset.cities:
        try:
            usual = dataset.city(city.name) == city
        except ChinaTradeCitiesError:  # several have this name
            usual = False
        place = f"{city.name} {city.name_zh}, {city.province}"
        yield (city.name if usual else city.name_zh), place


QUESTIONS = {
    "top_n": Question("Which cities trade the most?", "ranking"),
    "growth_leaders": Question("Which cities grow fastest?", "growth"),
    "by_specialization": Question("Which cities specialise in an industry?", "specializations"),
    "profile": Question("What is known about a city?"),
    "compare": Question("How do cities compare?", "compare"),
    "time_series": Question("How has a city's trade developed?", "time_series"),
    "market_share": Question(
        "What share of the trade of the nation or a province do cities have?", "market_share"
    ),
    "contribution": Question(
        "Which cities add most to growth?", "contribution", start={"period": "2025-01/2025-07"}
    ),
    "product_contribution": Question(
        "Which products add most to a city's growth?",
        "product_contribution",
        start={"period": "2025-01/2025-11"},
    ),
    "concentration": Question("How far is trade concentrated in few cities?"),
    "published_ranks": Question("Which ranks have others published?"),
}
CONTROLS = {
    "city": Control("City", "text", _cities, "Shenzhen"),
    "cities": Control("Cities, one a line", "lines", None, "Ningbo\nQingdao", rare=True),
    "industry": Control("Industry", "text", _named("industries"), "electronics"),
    "n": Control("How many rows", "number"),
    "k": Control("How many cities", "number"),
    "flow": Control("Exports, imports or both", "choice", _words(ctc.Flow)),
    "span": Control("What a point is", "choice", _words(ctc.Span)),
    "period": Control("Period", "choice", _periods, blank="the usual months"),
    "product": Control("Product", "choice", _named("products"), blank="all goods"),
    "partner": Control("Partner", "choice", _named("partners"), blank="the world"),
    "method": Control("Growth", "choice", _words(ctc.GrowthMethod)),
    "kind": Control("Kind of evidence", "choice", _words(ctc.SpecializationKind), blank="any"),
    "scope": Control("Ranking", "choice", _named("ranking_scopes"), blank="any"),
    "of": Control("Of whose trade", "text", _denominators),
    "min_value": Control("At least, in the currency", "number", rare=True),
    "min_coverage": Control("Least coverage, 0 to 1", "number", rare=True),
    "currency": Control("Currency", "choice", _words(ctc.Currency), rare=True),
    "convert_to": Control("Convert to", "choice", _yuan, blank="do not convert", rare=True),
    "basis": Control("Whose trade counts", "choice", _words(ctc.Basis), rare=True),
}
# Arguments that the form leaves out.
LEFT_OUT = {"dataset", "ties"}

_names: dict[str, Any] = {}


def form(dataset: ctc.Dataset) -> dict[str, Any]:
    """The questions with their arguments, and what may be chosen for each argument."""
    return {
        "questions": {
            name: {
                "words": question.words,
                "chart": question.chart is not None,
                "arguments": [
                    _field(parameter, question.start.get(parameter.name))
                    for parameter in _parameters(name)
                    if parameter.name not in LEFT_OUT
                ],
            }
            for name, question in QUESTIONS.items()
        },
        "choices": {
            name: list(control.choices(dataset))
            for name, control in CONTROLS.items()
            if control.choices
        },
    }


def _parameters(question: str) -> list[Parameter]:
    return list(signature(getattr(ctc, question)).parameters.values())


def _field(parameter: Parameter, start: str | None) -> dict[str, Any]:
    control = CONTROLS[parameter.name]
    required, default = parameter.default is Parameter.empty, parameter.default
    if start is None:
        start = control.example if required else "" if default is None else str(default)
    return {
        "name": parameter.name,
        "label": control.label,
        "kind": control.kind,
        "value": start,
        "blank": control.blank if default is None else None,
        "rare": control.rare and not required,
    }


def code_for(question: str, given: dict[str, str]) -> str:
    """The call, without arguments that are as they are by default."""
    arguments: list[str] = []
    for parameter in _parameters(question):
        text = given.get(parameter.name, "").strip()
        required = parameter.default is Parameter.empty
        if text or required:
            value = _value(CONTROLS[parameter.name].kind, text)
            if required or value != parameter.default:
                name = "" if required else f"{parameter.name}="
                arguments.append(f"{name}{value!r}")
    call = f"answer = ctc.{question}({', '.join(arguments)})"
    if len(call) > 80:
        lines = "".join(f"    {argument},\n" for argument in arguments)
        call = f"answer = ctc.{question}(\n{lines})"
    return f"import china_trade_cities as ctc\n\n{call}\n"


def _value(kind: str, text: str) -> str | float | list[str]:
    if kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if kind == "number":
        for number in (int, float):
            try:
                return number(text)
            except ValueError:
                continue  # the library says what is wrong with it
    return text


def answer(request: str) -> str:
    """The answer to a question as HTML and CSV, or what the library has against it; the code."""
    asked = json.loads(request)
    code = code_for(asked["question"], asked["arguments"])
    _names.clear()
    found: dict[str, Any] = {"code": f"{code}print(answer)\n"}
    try:
        exec(code, _names)  # noqa: S102 - what is shown is what ran
        result = _names["answer"]
        found["html"] = result._repr_html_()
    except ChinaTradeCitiesError as error:
        found["error"] = str(error)
    else:
        found["csv"] = as_csv(result.to_dicts())
    return json.dumps(found)


def chart(request: str) -> str:
    """The chart of the last answer, and the code that made it."""
    name = QUESTIONS[json.loads(request)["question"]].chart
    code = f"\nfrom china_trade_cities import plots\n\nchart = plots.{name}(answer)\n"
    found: dict[str, Any] = {"code": f"{code}chart.save('chart.html', inline=True)\n"}
    try:
        exec(code, _names)  # noqa: S102
        found["spec"] = _names["chart"].to_dict()
    except ChinaTradeCitiesError as error:
        found["error"] = str(error)
    return json.dumps(found)


def as_csv(rows: list[dict[str, Any]]) -> str | None:
    """Rows as CSV, if there are any; the mark at the start lets Excel read Chinese names."""
    if not rows:
        return None
    file = io.StringIO(newline="")
    file.write("\ufeff")
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    return "; ".join(map(str, cast("list[object]", value))) if type(value) is list else value
