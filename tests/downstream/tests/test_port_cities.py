"""Figures of ports beside those of the dataset that they are added to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import china_trade_cities as ctc
import port_cities
from china_trade_cities.testing import (
    make_city,
    make_dataset,
    make_period,
    make_record,
    make_source,
    small_dataset,
    strategies,
)
from port_cities import PortFigure

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile("port-cities", max_examples=10, deadline=None)
settings.load_profile("port-cities")

PORT = make_source(id="port-office", title="Port office", tier=ctc.Tier.PRESS)
RIZHAO = make_city(
    id="rizhao", name="Rizhao", name_zh="日照", province="Shandong", province_zh="山东省"
)


def figure(
    city: ctc.City, containers: int, value: int | None = None, source: ctc.Source = PORT
) -> PortFigure:
    """What went through a port in 2024."""
    return PortFigure(
        city=city, period=make_period(), containers=containers, value=value, source=source
    )


@st.composite
def figures(draw: st.DrawFn) -> list[PortFigure]:
    """Figures of ports in cities of the small dataset and elsewhere."""
    known = st.sampled_from(small_dataset().cities)
    one = st.builds(
        PortFigure,
        city=known | st.just(RIZHAO),
        period=strategies.objects(ctc.Period),
        containers=st.integers(1, 10**8),
        value=st.none() | st.integers(0, 10**15),
        source=st.sampled_from(small_dataset().sources) | st.just(PORT),
    )
    return draw(st.lists(one, max_size=4))


def test_cities_and_figures_are_added() -> None:
    """A port in a city of which the dataset had not heard can be asked for by name."""
    dataset = small_dataset()
    grown = port_cities.with_figures(
        dataset, [figure(RIZHAO, 10, 600), figure(dataset.city("linyi"), 5, 900)]
    )
    assert grown.city("日照") == RIZHAO
    assert grown.source("port-office") == PORT
    assert [city.id for city in port_cities.busiest(5, grown, period=make_period())] == [
        "linyi",
        "rizhao",
    ]


def test_ports_change_no_ranking_by_location() -> None:
    """Figures on another basis stand beside those that were there."""
    dataset = small_dataset()
    grown = port_cities.with_figures(dataset, [figure(dataset.city("linyi"), 5, 10**9)])
    before, after = ctc.top_n(dataset=dataset), ctc.top_n(dataset=grown)
    assert [(entry.city, entry.value) for entry in after] == [
        (entry.city, entry.value) for entry in before
    ]


def test_trade_per_container() -> None:
    """The city's own trade by the containers of its port; None where there is none."""
    dataset = make_dataset(make_record(value=5_000, city=RIZHAO))
    assert port_cities.trade_per_container(figure(RIZHAO, 10), dataset) == 500
    assert port_cities.trade_per_container(figure(RIZHAO, 10), make_dataset(RIZHAO)) is None


def test_datasets_of_two_authors_are_merged() -> None:
    """What both have is there once; what disagrees is a conflict of the merged dataset."""
    mine = port_cities.with_figures(small_dataset(), [figure(RIZHAO, 10, 600)])
    herald = small_dataset().source("herald")
    yours = port_cities.with_figures(make_dataset(), [figure(RIZHAO, 10, 700, herald)])
    merged = mine.merge(yours)
    assert len(merged.records) == len(mine.records) + 1
    (conflict,) = [each for each in merged.conflicts() if each.preferred.city == RIZHAO]
    assert {record.value for record in conflict.records} == {600, 700}
    other = make_city(id="rizhao", name="Another", name_zh="另一")
    with pytest.raises(ctc.exceptions.DatasetError, match="'rizhao' is there already"):
        mine.merge(make_dataset(other))


@given(figures())
def test_documents_come_back(some: list[PortFigure]) -> None:
    """Our own class is written with cities and sources in full, and read equal.

    A parent inside a city is an id all the same, which the dataset knows.
    """
    assert port_cities.from_json(port_cities.to_json(some), small_dataset()) == some


def test_ids_will_do_in_documents() -> None:
    """They are those of the dataset that is given, or of the newest vintage."""
    first = ctc.load_dataset().sources[0].id
    row = {"city": "ningbo", "period": "2024", "containers": 7, "source": first}
    (read,) = port_cities.from_json(json.dumps([row]))
    assert read.city.name_zh == "宁波"
    small = {"city": "linyi", "period": "2024", "containers": 7, "source": "herald"}
    assert port_cities.from_json(json.dumps([small]), small_dataset()) == [
        figure(small_dataset().city("linyi"), 7, source=small_dataset().source("herald"))
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    """With the place of each fault."""
    row = {"city": "linyj", "period": "2024-13", "containers": 7, "source": "herald", "ship": 1}
    with pytest.raises(ValueError, match=r"\$\[0\]\.city") as caught:
        port_cities.from_json(json.dumps([row]), small_dataset())
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["$[0].city", "$[0].period", "$[0].ship"]


@given(strategies.datasets(), figures())
def test_nothing_is_lost_in_any_dataset(
    tmp_path_factory: pytest.TempPathFactory, dataset: ctc.Dataset, some: list[PortFigure]
) -> None:
    """All figures that were there still are, and the whole can be written and read again."""
    grown = port_cities.with_figures(dataset, some)
    assert set(dataset.records) <= set(grown.records)
    assert {each.city.id for each in some} <= {city.id for city in grown.cities}
    place: Path = tmp_path_factory.mktemp("grown") / "data.json"
    ctc.write_dataset(grown, place)
    assert ctc.read_dataset(place) == grown
