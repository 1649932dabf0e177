"""Documents: what is read is of the class that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_type

import cattrs
from cattrs.preconf.json import JsonConverter

import china_trade_cities as ctc
from china_trade_cities import readers, serialization
from china_trade_cities.exceptions import Problem


def documents(data: dict[str, Any], text: str, mine: ctc.Dataset) -> None:
    """The type that goes in comes out."""
    assert_type(serialization.from_dict(ctc.City, data), ctc.City)
    assert_type(serialization.from_dict(ctc.Ranking, data, dataset=mine), ctc.Ranking)
    assert_type(serialization.from_json(ctc.Dataset, text), ctc.Dataset)
    assert_type(serialization.from_json(ctc.Period, text.encode()), ctc.Period)
    assert_type(serialization.from_json(list[ctc.Source], text), list[ctc.Source])
    assert_type(
        serialization.from_dict(tuple[ctc.TradeRecord, ...], [data]), tuple[ctc.TradeRecord, ...]
    )
    assert_type(serialization.to_json(mine, indent=1), str)
    assert_type(serialization.json_schema(ctc.City), dict[str, Any])
    serialization.from_json(ctc.City, data)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    serialization.from_dict(ctc.City, data, mine)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    serialization.to_json(mine, indent="  ")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    wrong: ctc.City = serialization.from_dict(ctc.Source, data)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    del wrong


def converters(error: Exception) -> None:
    """In the shape of `cattrs.preconf`."""
    assert_type(serialization.make_converter(), JsonConverter)
    converter = cattrs.Converter()
    serialization.configure_converter(converter)
    assert_type(converter.structure("2024", ctc.Period), ctc.Period)
    assert_type(serialization.problems_of(error), tuple[Problem, ...])


def tables(dataset: ctc.Dataset, path: Path) -> None:
    """Folders, and official tables."""
    assert_type(ctc.read_dataset(path, base=dataset), ctc.Dataset)
    ctc.write_dataset(dataset, path)
    table = readers.read_customs_location(path, edition="USD", period="2024-12")
    assert_type(table, readers.CustomsTable)
    assert_type(table.records, tuple[ctc.TradeRecord, ...])
    assert_type(table.zones, tuple[readers.CustomsPlace, ...])
    assert_type(table.unknown[0].figures[0].value, int | None)
    assert_type(table.problems, tuple[Problem, ...])
    assert_type(readers.read_customs_hangzhou("page.htm").month, ctc.Period)
    query = readers.read_customs_query(path, flow="export")
    assert_type(query, readers.CustomsQuery)
    assert_type([row.value for row in query], list[int])
    readers.read_customs_location(path, edition="EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    readers.read_customs_query(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    query[0]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
