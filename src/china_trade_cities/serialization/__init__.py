"""Cities, records, rankings and whole datasets as plain values and JSON, and back.

cattrs reads and writes them. In the shape of `cattrs.preconf`, `configure_converter` teaches a
converter of your own every public class, and `make_converter` makes one; `to_dict`, `from_dict`,
`to_json` and `from_json` need no converter. All give the same documents.

**What a document looks like.** An object is written with all its fields, under their names. A
period is its text (``"2023-01/2023-11"``), a word of a closed list is the word, a `decimal.Decimal`
is text, a tuple is a list.

**References are ids.** A city, source, product, partner, industry or ranking scope that is part of
something else is written as its id. When a document is read, the id is looked up in a dataset:
`dataset`, or the newest bundled vintage, as everywhere in this package. Documents of figures and
results therefore hold no copies of cities and sources, and are read with the dataset that they
were made from. A document of a whole `Dataset` holds all its tables and refers to itself alone.

**What was not printed says so.** The document of a total or balance that follows from exports and
imports (`TradeRecord.parts`) also holds ``parts``, the documents of the two; that of a printed
figure never does. When it is read, it must be what its parts give. A `Dataset` refuses it.

**Nothing is guessed.** A value that is not exactly of the type of its field is refused: ``"7"``
or 7.0 for 7, text for a list. So are unknown fields, and fields that contradict each other. Fields
that have a default may be left out. All problems of a document are reported at once, in
`DatasetError.problems`, each with `path`, `value` and what is `allowed`.

Examples:
    >>> import china_trade_cities as ctc
    >>> from china_trade_cities import serialization
    >>> ranking = ctc.top_n(3)
    >>> text = serialization.to_json(ranking)
    >>> serialization.from_json(ctc.Ranking, text) == ranking
    True
    >>> serialization.to_dict(ranking)["entries"][0]["record"]["source"]
    'gacc-location-2024-12'
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.preconf import json as json_preconf
from cattrs.preconf.json import JsonConverter

from china_trade_cities._dataset.dataset import Dataset
from china_trade_cities._model.validators import integer, plain
from china_trade_cities._problem import Problem
from china_trade_cities._tables.limits import check_document, listed
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError
from china_trade_cities.serialization._classes import (
    ID_TABLES,
    field_types,
    in_full,
    is_public,
    public_classes,
    written_as,
)
from china_trade_cities.serialization._converter import ENTRIES, is_list, is_object
from china_trade_cities.serialization._dataset import DatasetEntries, documents
from china_trade_cities.serialization._problems import member, problems_of

__all__ = [
    "configure_converter",
    "from_dict",
    "from_json",
    "json_schema",
    "make_converter",
    "problems_of",
    "to_dict",
    "to_json",
]

T = TypeVar("T")

# --- documents ----------------------------------------------------------------------------


def to_dict(value: object) -> Any:
    """An object of a public class as plain values.

    Args:
        value: The object, or a list or tuple of such objects.

    Returns:
        A dict of plain values; a list for lists and tuples; text for a
        `Period` and for a member of an enum.

    Raises:
        InvalidArgumentError: It is no object of a public class.
        DatasetError: A dataset refers to things that its tables do not hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.to_dict(ctc.load_dataset("2026.1").partner("ASEAN"))["kind"]
        'bloc'
        >>> serialization.to_dict(ctc.Period.parse("2024Q1"))
        '2024-01/2024-03'
    """
    if is_list(value):
        try:
            return list(map(to_dict, cast("list[object]", value)))
        except RecursionError:  # a list that holds itself
            raise InvalidArgumentError("value", value, _WRITABLE) from None
    kind = written_as(type(value))
    if not is_public(kind):
        raise InvalidArgumentError("value", value, _WRITABLE)
    return documents().unstructure(value, unstructure_as=in_full(kind))


_WRITABLE = "an object of a public class of this package, or a list or tuple of them"


def from_dict(kind: type[T], data: object, *, dataset: Dataset | None = None) -> T:
    """The object that plain values stand for.

    Args:
        kind: Its class; or `list` or `tuple` of one, as in ``tuple[ctc.TradeRecord, ...]``.
        data: The plain values, as `to_dict` gives them.
        dataset: What the ids refer to; None is the newest bundled vintage.

    Raises:
        DatasetError: The data is not what it should be; `problems` lists all that is wrong.
        InvalidArgumentError: `kind` is no public class, or `dataset` no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> data = {"city": "ningbo", "period": "2024", "flow": "export", "value": 7.9}
        >>> serialization.from_dict(ctc.TradeRecord, data)
        Traceback (most recent call last):
          ...
        china_trade_cities.exceptions.DatasetError: 2 problems in the document
          $.value: must be a whole number (int), or None; got 7.9
          $.source: is missing: TradeRecord needs it
    """
    _check_kind(kind)
    made: T = _read(in_full(kind), data, DatasetEntries(dataset))
    return made


def to_json(value: object, *, indent: int | None = None) -> str:
    r"""An object of a public class as JSON text.

    Args:
        value: The object, or a list or tuple of such objects.
        indent: Spaces by which nested lines are indented, at most 32; None for a single line.

    Raises:
        InvalidArgumentError: It is no object of a public class, or `indent` no such number.
        DatasetError: A dataset refers to things that its tables do not hold.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.to_json(ctc.load_dataset("2026.1").ranking_scopes[0], indent=1)
        '{\n "id": "anhui-total-growth",\n "name": "Cities of Anhui by growth of total trade"\n}'
    """
    spaces = integer(indent)
    if indent is not None and (spaces is None or not 0 <= spaces <= 32):
        raise InvalidArgumentError("indent", indent, "a whole number from 0 to 32, or None")
    return json.dumps(to_dict(value), ensure_ascii=False, allow_nan=False, indent=spaces)


def from_json(kind: type[T], text: str | bytes, *, dataset: Dataset | None = None) -> T:
    """The object that JSON text stands for.

    Args:
        kind: Its class; or `list` or `tuple` of one, as in ``tuple[ctc.TradeRecord, ...]``.
        text: The text, or its bytes in UTF-8.
        dataset: What the ids refer to; None is the newest bundled vintage.

    Raises:
        DatasetError: The text is not JSON, or not what it should be; `problems` lists all that is
            wrong. A key that stands twice in an object is a problem too.
        InvalidArgumentError: `kind` is no public class, `text` no text, or `dataset` no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> serialization.from_json(ctc.Partner, '{"id": "mars", "name": "Mars", "kind": "planet"}')
        Traceback (most recent call last):
          ...
        china_trade_cities.exceptions.DatasetError: 1 problem in the document
          $.kind: must be 'economy', 'bloc', 'region'; got 'planet'
    """
    if not isinstance(text, str | bytes):
        raise InvalidArgumentError("text", text, "text (str), or its bytes in UTF-8")
    _check_kind(kind)
    entries = DatasetEntries(dataset)
    data, twice = _parsed(_without_class(text))
    try:
        made: T = _read(in_full(kind), data, entries)
    except DatasetError as error:
        raise DatasetError(listed([*twice, *error.problems])) from None
    if twice:
        raise DatasetError(twice)
    return made


def _check_kind(kind: Any) -> None:
    origin, parts = get_origin(kind), get_args(kind)
    if origin not in (list, tuple):
        parts = (kind,)
    elif origin is tuple and parts[1:] == (...,):
        parts = parts[:1]
    is_counted = parts and (len(parts) == 1 or origin is tuple)
    if not is_counted or not all(map(is_public, parts)):
        allowed = "a public class of this package, or list[...] or tuple[..., ...] of one"
        raise InvalidArgumentError("kind", kind, allowed)


def _read(hint: Any, data: object, entries: DatasetEntries) -> Any:
    """What a document of a type stands for; all that is wrong with it together."""
    token = ENTRIES.set(entries)
    try:
        try:
            return documents().structure(data, hint)
        except Exception as error:  # noqa: BLE001 - whatever it is, the detailed hooks say it better
            failed = error
        documents(detailed=True).structure(data, hint)
        raise failed  # something else is wrong: with us, or with the dataset
    finally:
        ENTRIES.reset(token)


def _without_class(text: str | bytes) -> str | bytes:
    """The text itself; a class of your own may count or compare as it likes."""
    if isinstance(text, str):
        return cast("str", plain(text))
    return text if type(text) is bytes else bytes(memoryview(text))


def _parsed(text: str | bytes) -> tuple[Any, list[Problem]]:
    """What JSON text holds, and the keys that stand twice in one object."""
    check_document(text)
    doubled: dict[int, list[tuple[str, Any]]] = {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            doubled[id(found)] = pairs
        return found

    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}, at character {error.colno}"
        raise DatasetError([Problem(path="$", line=error.lineno, message=message)]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, endless digits, too deep
        raise DatasetError([Problem(path="$", message=f"not JSON: {error}")]) from None
    return data, list(listed(_twice(data, doubled))) if doubled else []


def _twice(data: Any, doubled: dict[int, list[tuple[str, Any]]]) -> Iterator[Problem]:
    """The keys that stand twice, in the order of the document.

    `doubled` holds all members of the objects with such keys, by what `id` says of the object.
    """
    waiting = [("$", data)]
    while waiting:
        path, value = waiting.pop()
        inside: list[tuple[str, Any]] = []
        if is_object(value):
            pairs = doubled.get(id(value), list(value.items()))
            inside = [(member(path, key), item) for key, item in pairs]
            for key, times in Counter(key for key, _ in pairs).items():
                if times > 1:
                    message = f"must hold each key once; got {key!r} {times} times"
                    yield Problem(path=path, value=key, allowed="once", message=message)
        elif is_list(value):
            inside = [(f"{path}[{place}]", item) for place, item in enumerate(value)]
        waiting += reversed(inside)


# --- converters ---------------------------------------------------------------------------


def make_converter(*, dataset: Dataset | None = None) -> JsonConverter:
    """A cattrs converter for JSON that knows every public class.

    It is that of ``cattrs.preconf.json`` after `configure_converter`, and refuses unknown fields
    of your own classes too. Otherwise cattrs' own rules hold for these: it makes 7 of ``"7"``.

    Args:
        dataset: What ids refer to; None is the newest bundled vintage.

    Raises:
        InvalidArgumentError: `dataset` is no dataset.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> converter = serialization.make_converter()
        >>> converter.loads('"2024-05"', ctc.Period)
        Period.parse('2024-05')
    """
    converter = json_preconf.make_converter(forbid_extra_keys=True)
    configure_converter(converter, dataset=dataset)
    return converter


def configure_converter(converter: cattrs.Converter, *, dataset: Dataset | None = None) -> None:
    """Teach a converter every public class, and nothing else.

    Objects of this package are written in full by it, as by `to_dict`, and read as strictly as by
    `from_dict`; what is inside them is written and read as there, whatever else the converter
    knows. Where a field of your own class is a city, source, product, partner, industry or ranking
    scope, its id will do when it is read. For your own classes cattrs' own rules hold.

    What is wrong with an object of this package is raised as a `DatasetError`; cattrs puts it
    among the errors of your own class, of which `problems_of` makes one list.

    Args:
        converter: A plain `cattrs.Converter`, or one of `cattrs.preconf`.
        dataset: What ids refer to; None is the newest bundled vintage.

    Raises:
        InvalidArgumentError: `dataset` is no dataset, or `converter` no converter.

    Examples:
        >>> import attrs
        >>> import cattrs
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> fields = {"city": attrs.field(type=ctc.City), "months": attrs.field(type=ctc.Period)}
        >>> Order = attrs.make_class("Order", fields)
        >>> converter = cattrs.Converter()
        >>> serialization.configure_converter(converter)
        >>> converter.structure({"city": "ningbo", "months": "2024-05"}, Order)
        Order(city=<City ningbo>, months=Period.parse('2024-05'))
    """
    if not isinstance(converter, cattrs.BaseConverter):
        raise InvalidArgumentError("converter", converter, "a cattrs.Converter")
    entries = DatasetEntries(dataset)
    for kind in public_classes():
        if attrs.has(kind):
            field_types(kind)  # cattrs resolves them too, and does not know every name
        converter.register_structure_hook(kind, _hook(kind, entries))
        # A subclass of your own is written as the class that this package knows.
        write = partial(documents().unstructure, unstructure_as=in_full(kind))
        converter.register_unstructure_hook(kind, write)


def _hook(kind: type[Any], entries: DatasetEntries) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        by_id = kind in ID_TABLES and type(value) is str
        return _read(kind if by_id else in_full(kind), value, entries)

    return structure


# --- JSON Schema --------------------------------------------------------------------------


def json_schema(kind: Any = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the documents of a public class.

    It states for each field what a schema can: type, words, pattern, range, whether it may be left
    out. It cannot state whether the dataset holds an id, nor that fields contradict each other.
    The whole collection is shipped as ``schema.json`` in the package.

    Args:
        kind: The class; or `list` or `tuple` of one, as in ``list[ctc.TradeRecord]``; None for a
            collection of all classes, under ``$defs``.

    Raises:
        InvalidArgumentError: `kind` is no public class.

    Examples:
        >>> import china_trade_cities as ctc
        >>> from china_trade_cities import serialization
        >>> schema = serialization.json_schema(ctc.ExchangeRate)
        >>> schema["$ref"], sorted(schema["$defs"])
        ('#/$defs/ExchangeRate', ['Currency', 'ExchangeRate'])
        >>> year = schema["$defs"]["ExchangeRate"]["properties"]["year"]
        >>> year["type"], year["minimum"], year["description"]
        ('integer', 1000, 'The calendar year.')
    """
    from china_trade_cities.serialization import _schema

    if kind is None:
        return _schema.collection()
    _check_kind(kind)
    return _schema.schema_of(in_full(kind))
