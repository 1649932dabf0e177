"""Datasets of one's own are read and written as folders, without loss and all at once or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as some

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._tables.layout import COLUMNS, NEEDED
from china_trade_cities.testing import make_product
from tests.support import factories as make

if TYPE_CHECKING:
    from collections.abc import Callable

each_dataset = pytest.mark.parametrize(
    "dataset",
    [
        pytest.param(ctc.load_dataset("2026.1"), id="bundled", marks=pytest.mark.thorough),
        pytest.param(make.dataset(), id="hand-made"),
    ],
)
BUNDLED = Path(ctc.__file__).parent / "data" / "2026.1"
VINTAGE = ctc.load_dataset("2026.1")
WUHAN = VINTAGE.city("Wuhan")


def own(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def problems(read: Callable[[], object]) -> list[str]:
    with pytest.raises(ctc.exceptions.DatasetError) as error:
        read()
    return [str(problem) for problem in error.value.problems]


# --- writing and reading again ----------------------------------------------------------------


@each_dataset
def test_what_is_written_is_read_and_written_again(dataset: ctc.Dataset, tmp_path: Path) -> None:
    ctc.write_dataset(dataset, tmp_path / "one")
    read = ctc.read_dataset(tmp_path / "one")
    assert read.info == dataset.info
    written = {attrs.evolve(record, unit_multiplier=0) for record in dataset.records}
    assert {attrs.evolve(record, unit_multiplier=0) for record in read.records} == written
    ctc.write_dataset(read, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert ctc.read_dataset(tmp_path / "two") == read


@each_dataset
def test_the_order_of_figures_follows_from_the_figures(
    dataset: ctc.Dataset, tmp_path: Path
) -> None:
    """Turned round, or put together piece by piece, a dataset is written to the same bytes."""
    ctc.write_dataset(dataset, tmp_path / "one")
    turned = attrs.evolve(
        dataset, records=dataset.records[::-1], reference_records=dataset.reference_records[::-1]
    )
    ctc.write_dataset(turned, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    half = attrs.evolve(dataset, records=dataset.records[::2])
    together = half.with_records(dataset.records[1::2][::-1])
    again = half.with_records(dataset.records[1::2])
    assert together == again
    ctc.write_dataset(attrs.evolve(together, info=dataset.info), tmp_path / "three")
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


@each_dataset
def test_one_document_holds_all_of_a_dataset(dataset: ctc.Dataset, tmp_path: Path) -> None:
    place = tmp_path / "new" / "data.json"
    ctc.write_dataset(dataset, place)
    read = ctc.read_dataset(place)
    assert read == dataset
    before = place.read_bytes()
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="without overwrite"):
        ctc.write_dataset(read, place)
    ctc.write_dataset(read, place, overwrite=True)
    assert place.read_bytes() == before
    assert [file.name for file in place.parent.iterdir()] == ["data.json"]
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="name without"):
        ctc.write_dataset(read, tmp_path / "folder.json", overwrite=True)


def test_a_document_with_faults_is_told_by_its_paths(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"info": 5, "citys": []}', encoding="utf-8")
    assert len(problems(lambda: ctc.read_dataset(tmp_path / "data.json"))) >= 2


@pytest.mark.thorough
def test_the_bundled_tables_come_back_as_they_are(tmp_path: Path) -> None:
    """Tables that hold no figures are the bundled ones to the byte; of figures, every digit."""
    ctc.write_dataset(VINTAGE, tmp_path / "copy")
    assert ctc.read_dataset(tmp_path / "copy") == VINTAGE
    for table in COLUMNS:
        if table in ("known_findings", "customs_monthly", "records"):
            continue
        assert (tmp_path / "copy" / f"{table}.csv").read_bytes() == (
            BUNDLED / f"{table}.csv"
        ).read_bytes()
    lines = (tmp_path / "copy" / "records.csv").read_text(encoding="utf-8").splitlines()
    bundled = (BUNDLED / "records.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == bundled[0]
    assert sorted(lines) == sorted(bundled)


@pytest.mark.thorough
def test_the_bundled_folder_is_read_like_any_other() -> None:
    """The strict reader of folders and the quick one of bundled tables say the same."""
    assert ctc.read_dataset(BUNDLED) == VINTAGE
    assert ctc.read_dataset(str(BUNDLED)).info == VINTAGE.info


@each_dataset
def test_a_written_folder_is_a_data_package(dataset: ctc.Dataset, tmp_path: Path) -> None:
    """The Data Package's own tool finds keys, types, references and checksums in order."""
    ctc.write_dataset(dataset, tmp_path / "made")
    report = Package(str(tmp_path / "made" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "message"])
    assert len(report.tasks) == len(COLUMNS) - 1


amounts = some.builds(
    make.amount,
    some.integers(0, 10**7).map(lambda number: number * 10**6),
    city=some.sampled_from([make.LINYI, make.WEIFANG, make.GAOMI]),
    currency=some.sampled_from(ctc.Currency),
    period=some.builds(
        ctc.Period, year=some.integers(1990, 2090), months=some.integers(1, 12)
    ),
    flow=some.sampled_from(ctc.Flow),
    rounded_to=some.integers(0, 6).map(lambda power: 10**power),
    unit_multiplier=some.integers(6, 12),
    growth=some.none() | some.integers(-999, 9999).map(lambda number: number / 10),
    share=some.just(12.5),
    share_of=some.sampled_from(ctc.ShareOf),
    status=some.sampled_from(ctc.Status),
    basis=some.sampled_from(ctc.Basis),
    product=some.none() | some.just(make.TOYS),
    partner=some.none() | some.just(make.JAPAN),
    corroborated_by=some.just(()) | some.just((make.HERALD,)),
    note=some.none() | some.sampled_from(['says "so", it says', "如此；等", "=1+1"]),
)  # fmt: skip


def key(record: ctc.TradeRecord) -> tuple[object, ...]:
    """What names a row of records."""
    goods, partner = record.product, record.partner
    return (record.city, record.period, record.flow, goods, partner, record.value, record.source)


@given(records=some.lists(amounts, max_size=6, unique_by=key))
def test_any_records_survive(
    records: list[ctc.TradeRecord], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a record holds is there again, to the last digit of what was printed."""
    folder = tmp_path_factory.mktemp("any") / "made"
    dataset = make.dataset(records=tuple(records))
    ctc.write_dataset(dataset, folder)
    assert set(ctc.read_dataset(folder).records) == set(records)


CUSTOMS: dict[str, Any] = {"unit_multiplier": 4, "rounded_to": 10_000, "city": make.LINYI}
MAY = ctc.Period(year=2024, month=5, months=1)
TO_MAY = ctc.Period(year=2024, months=5)
JANUARY = ctc.Period(year=2024, months=1)


@pytest.mark.parametrize(
    ("records", "monthly", "others"),
    [
        ([make.amount(10_000, period=MAY, **CUSTOMS)], 1, 0),
        ([make.amount(10_000, period=MAY, **CUSTOMS),
          make.amount(50_000, period=TO_MAY, growth=1.5, **CUSTOMS)], 1, 0),
        ([make.amount(50_000, period=JANUARY, growth=1.5, **CUSTOMS)], 1, 0),
        ([make.record(period=MAY, value_dash=True, currency=ctc.Currency.CNY, **CUSTOMS)], 1, 0),
        ([make.record(period=TO_MAY, growth_dash=True, currency=ctc.Currency.CNY, **CUSTOMS)],
         1, 0),
        ([make.record(period=MAY, value_dash=True, currency=ctc.Currency.USD, **CUSTOMS)], 0, 1),
        ([make.record(period=TO_MAY, growth_dash=True, currency=ctc.Currency.USD, **CUSTOMS)],
         0, 1),
        ([make.amount(10_000, period=MAY, growth=1.5, **CUSTOMS)], 0, 1),
        ([make.amount(10_000, period=MAY, note="Revised.", **CUSTOMS)], 0, 1),
        ([make.amount(10_000, period=MAY, **CUSTOMS),
          make.amount(20_000, period=MAY, source=make.HERALD, **CUSTOMS)], 1, 1),
        ([make.amount(10_000, period=MAY, **CUSTOMS),
          make.amount(20_000, period=MAY, **CUSTOMS)], 1, 1),
        ([make.amount(10_000, period=MAY, **CUSTOMS),
          make.amount(20_000, period=TO_MAY, source=make.HERALD, **CUSTOMS)], 1, 1),
    ],
)  # fmt: skip
def test_figures_of_the_customs_bulletin_share_a_row(
    records: list[ctc.TradeRecord], monthly: int, others: int, tmp_path: Path
) -> None:
    """Month and figure to date of one source are cells of one row; all else has its own row."""
    figures = in_each_flow(*records)
    assert lines_written(figures, tmp_path / "made") == [monthly, 3 * others]
    assert set(ctc.read_dataset(tmp_path / "made").records) == set(figures)


def test_a_row_of_the_customs_bulletin_has_totals_exports_and_imports(tmp_path: Path) -> None:
    """What a yearbook prints in the same unit, without totals, stays in the table of records."""
    of_both = in_each_flow(make.amount(10_000, period=TO_MAY, **CUSTOMS))[1:]
    assert lines_written(of_both, tmp_path / "made") == [0, 2]


def in_each_flow(*records: ctc.TradeRecord) -> tuple[ctc.TradeRecord, ...]:
    flows = (ctc.Flow.TOTAL, ctc.Flow.EXPORT, ctc.Flow.IMPORT)
    return tuple(attrs.evolve(record, flow=flow) for flow in flows for record in records)


def lines_written(records: tuple[ctc.TradeRecord, ...], folder: Path) -> list[int]:
    """The numbers of lines of the customs table and of the table of records."""
    ctc.write_dataset(make.dataset(records=records), folder)
    files = contents(folder)
    return [files[f"{table}.csv"].count(b"\n") - 1 for table in ("customs_monthly", "records")]


def test_an_amount_is_written_in_no_smaller_unit_than_its_rounding(tmp_path: Path) -> None:
    """3.51 trillion made by hand comes back with the same limits."""
    record = make.amount(3_510_000_000_000, city=make.LINYI, rounded_to=10_000_000_000)
    ctc.write_dataset(make.dataset(records=(record,)), tmp_path / "made")
    (read,) = ctc.read_dataset(tmp_path / "made").records
    assert read == attrs.evolve(record, unit_multiplier=10)
    assert b",351,CNY-e10," in contents(tmp_path / "made")["records.csv"]


# --- what cannot be written -------------------------------------------------------------------


CHINA = make.city(id="china", name="China", name_zh="全国", level=ctc.Level.NATION)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"records": (make.amount(5, city=make.LINYI, rounded_to=5),)}, "no place for every field"),
        ({"records": (make.amount(5, city=make.LINYI, note="two\nlines"),)}, "not CSV"),
        ({"records": (make.amount(5, city=make.LINYI),
                      make.amount(5, city=make.LINYI, growth=1.0))},
         "as line 2"),
        ({"reference_areas": (CHINA,), "reference_records": (make.amount(5, city=CHINA),)},
         "customs figures alone"),
        ({"sources": ()}, "an id of sources.csv"),
        ({"products": (attrs.evolve(make.TOYS, aliases=("a;b",)),)}, "no place for every field"),
    ],
)  # fmt: skip
def test_what_the_layout_has_no_place_for_is_refused(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    """Nothing is lost in silence: it is told, and no folder appears."""
    dataset = make.dataset(**changes)
    assert any(
        told in line for line in problems(lambda: ctc.write_dataset(dataset, tmp_path / "x"))
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_replaced_only_when_asked_to(tmp_path: Path) -> None:
    """Without `overwrite` what is there stays; with it, the known findings stay."""
    place = tmp_path / "made"
    place.mkdir()
    ctc.write_dataset(make.dataset(), place)
    (place / "known_findings.csv").write_text("rule,key,what,why\n", encoding="utf-8")
    before = contents(place)
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="without overwrite"):
        ctc.write_dataset(make.dataset(records=()), place)
    assert contents(place) == before
    ctc.write_dataset(make.dataset(records=()), place, overwrite=True)
    assert ctc.read_dataset(place).records == ()
    assert main(["validate", str(place)]) == 0
    assert contents(place)["known_findings.csv"] == before["known_findings.csv"]
    assert [file.name for file in tmp_path.iterdir()] == ["made"]


def test_other_files_are_never_lost(tmp_path: Path) -> None:
    """Beside other files a dataset is written when asked to, and they stay as they are."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="new or empty folder without"):
        ctc.write_dataset(make.dataset(), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    ctc.write_dataset(make.dataset(), tmp_path, overwrite=True)
    assert contents(tmp_path)["thesis.txt"] == b"years of work"
    assert set(ctc.read_dataset(tmp_path).records) == set(make.dataset().records)
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="not a file"):
        ctc.write_dataset(make.dataset(), tmp_path / "thesis.txt")


def test_what_a_dataset_cannot_lie_beside(tmp_path: Path) -> None:
    """CSV files that are no tables, and what is no file under the name of one: all are named."""
    (tmp_path / "notes.csv").touch()
    (tmp_path / "Records.CSV").touch()
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match=r"Records\.CSV, notes\.csv"):
        ctc.write_dataset(make.dataset(), tmp_path, overwrite=True)
    for name in ("notes.csv", "Records.CSV"):
        (tmp_path / name).unlink()
    (tmp_path / "records.csv").mkdir()
    (tmp_path / "sources.csv").symlink_to("nothing")
    told = problems(lambda: ctc.write_dataset(make.dataset(), tmp_path, overwrite=True))
    assert [line.partition(":")[0] for line in told] == ["records.csv", "sources.csv"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["records.csv", "sources.csv"]


@pytest.mark.parametrize("name", ["made", "made.json"])
def test_a_failing_disk_leaves_what_was_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written is told, the old dataset is there, and no remains are left."""
    place = tmp_path / name
    ctc.write_dataset(make.dataset(), place)

    before = ctc.read_dataset(place)

    def failing(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", failing)
    told = r"can be written \(No space left on device; nothing was changed\)"
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match=told):
        ctc.write_dataset(make.dataset(records=()), place, overwrite=True)
    assert ctc.read_dataset(place) == before
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert not (place / ".china-trade-cities").exists()


# --- tables of one's own --------------------------------------------------------------------


TEN_ROWS = "flow,city,period,value,unit\n" + "".join(
    f"total,{name},2031,{number}.50,CNY-e8\n"
    for number, name in enumerate(
        ["beijing", "shanghai", "wuhan", "suzhou", "ningbo", "xiamen", "dalian", "jinan", "yiwu",
         "foshan"],
        start=1,
    )
)  # fmt: skip


@pytest.mark.parametrize("single", [True, False], ids=["file", "folder"])
def test_ten_rows_with_the_needed_columns_are_enough(single: bool, tmp_path: Path) -> None:
    """Columns that are left out take their defaults, in any order; the table is the source."""
    place = own(tmp_path, records=TEN_ROWS)
    mine = ctc.read_dataset(place / "records.csv" if single else place)
    assert len(mine.records) == 10
    record = mine.preferred("wuhan", period=2031)
    assert record is not None
    assert (record.value, record.rounded_to, record.unit_multiplier) == (350_000_000, 10**6, 8)
    assert (record.status, record.basis) == (ctc.Status.NORMAL, ctc.Basis.LOCATION)
    assert record.city == WUHAN
    assert record.source.title == ("records.csv" if single else tmp_path.name)
    assert record.source.tier is ctc.Tier.SECONDARY
    assert str(mine.reference_period) == "2031"
    assert [entry.city.id for entry in ctc.top_n(2, dataset=mine)] == ["foshan", "jinan"]
    assert record.source in mine.sources


@pytest.mark.thorough
def test_one_s_own_figures_are_merged_with_the_bundled_ones(tmp_path: Path) -> None:
    """Own and bundled figures answer together, and where they disagree it shows."""
    text = "city,period,flow,value,unit\nwuhan,2024,total,5000,CNY-e8\n"
    mine = ctc.read_dataset(own(tmp_path, records=text))
    both = VINTAGE.merge(mine)
    assert len(both.records) == len(VINTAGE.records) + 1
    assert both.info.version == "2026.1+unversioned"
    assert len(both.conflicts()) == len(VINTAGE.conflicts()) + 1
    assert both.preferred("wuhan", period=2024) == VINTAGE.preferred("wuhan", period=2024)
    ctc.write_dataset(both, tmp_path / "both")
    assert ctc.read_dataset(tmp_path / "both") == both


@pytest.mark.parametrize(
    ("name", "text", "tables"),
    [
        ("customs_monthly.csv", "month,city,source,total\n2031-01,wuhan,x,5\n", "customs_monthly"),
        ("mine.csv", "\ufeffcity,attribute,value\nwuhan,area,5\n", "city_facts"),
        ("x.csv", "id,name\na,A\n", "industries or products or ranking_scopes"),
    ],
)
def test_a_single_file_of_another_table_is_named(
    name: str, text: str, tables: str, tmp_path: Path
) -> None:
    """It is not judged as records: what it is and what to do is told."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (told,) = problems(lambda: ctc.read_dataset(tmp_path / name))
    words = tables.split(" or ")
    start = f"{name}:1: a single file must be a table of records; by its columns it is one of "
    found, _, rest = told.removeprefix(start).partition(":")
    assert sorted(found.split(" or ")) == words
    assert rest.startswith(" put it into a folder, as ")
    assert any(f"as {word}.csv, and read the folder" in rest for word in words)


def test_the_version_of_a_merged_dataset_shows_what_came_in() -> None:
    """Each part once; what has no name of its own is local."""

    def world(version: str, *amounts: int) -> ctc.Dataset:
        records = tuple(make.amount(each, city=make.LINYI) for each in amounts)
        found = make.dataset(records=records)
        return attrs.evolve(found, info=attrs.evolve(found.info, version=version))

    one = world("2031.1", 5)
    for version, amount, merged in [
        ("2031.1", 5, "2031.1"),
        ("2031.1", 7, "2031.1+local"),
        ("2031.1+local", 7, "2031.1+local"),
        ("mine", 7, "2031.1+mine"),
        ("2031.1+mine", 5, "2031.1+mine"),
    ]:
        assert one.merge(world(version, amount)).info.version == merged
    both = one.merge(world("mine", 7))
    assert both.merge(world("mine", 7)) == both
    assert both.merge(world("mine+2031.1", 9)).info.version == "2031.1+mine+local"
    local = world("2031.1+local", 5)
    assert local.merge(world("2031.1", 7)).info.version == "2031.1+local"


def test_spreadsheets_may_add_their_marks(tmp_path: Path) -> None:
    """A byte order mark and line ends of Windows do no harm in somebody's own table."""
    content = b"\xef\xbb\xbf" + TEN_ROWS.replace("\n", "\r\n").encode()
    (tmp_path / "records.csv").write_bytes(content)
    assert len(ctc.read_dataset(tmp_path).records) == 10


def test_a_blank_takes_the_default_as_a_missing_column_does(tmp_path: Path) -> None:
    """Rows with and without a source may stand in one table; quotes and empty lines do no harm."""
    text = (
        '"city","period","flow","value","unit","source","status"\n'
        "wuhan,2031,total,5,CNY,,\n\nwuhan,2032,total,6,CNY,gacc-location-2024-12,P\n\n"
    )
    place = own(tmp_path, records=text) / "records.csv"
    first, second = ctc.read_dataset(place).records
    assert (first.source.id, first.status) == ("own-records-csv", ctc.Status.NORMAL)
    assert (second.source.id, second.status) == ("gacc-location-2024-12", ctc.Status.PROVISIONAL)


def test_defaults_hold_whatever_the_order_of_columns(tmp_path: Path) -> None:
    """Also in a table that has all columns, in the order of the published ones."""
    cells = dict.fromkeys(COLUMNS["records"], "")
    cells |= {"city": "wuhan", "period": "2031", "flow": "total", "value": "5", "unit": "CNY"}
    for columns in (list(cells), [*reversed(cells)]):
        row = ",".join(cells[column] for column in columns)
        folder = own(tmp_path, records=f"{','.join(columns)}\n{row}\n")
        (record,) = ctc.read_dataset(folder / "records.csv").records
        assert (record.source.id, record.status) == ("own-records-csv", ctc.Status.NORMAL)


def test_two_tables_without_sources_are_merged(tmp_path: Path) -> None:
    """Each is a source of its own, also where its name is not in Latin letters."""
    (tmp_path / "一.csv").write_text(TEN_ROWS, encoding="utf-8")
    (tmp_path / "二.csv").write_text(TEN_ROWS.replace("2031", "2032"), encoding="utf-8")
    one, two = (ctc.read_dataset(tmp_path / f"{name}.csv") for name in "一二")
    both = VINTAGE.merge(one).merge(two)
    titles = {record.source.title for record in both.records_for(city="wuhan", period=2031)}
    assert titles == {"一.csv"}
    assert len(both.records) == len(VINTAGE.records) + 20


def test_a_customs_table_of_january_needs_one_of_two_equal_cells(tmp_path: Path) -> None:
    text = "month,city,source,total,export_ytd\n2031-01,wuhan,gacc-location-2024-12,5,3\n"
    mine = ctc.read_dataset(own(tmp_path, customs_monthly=text))
    assert [(record.flow.value, record.value) for record in mine.records] == [
        ("total", 50_000),
        ("export", 30_000),
    ]


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({}, "no table in the folder"),
        ({"records": ""}, "records.csv:1: the file is empty"),
        ({"records": "city,period,flow\nwuhan,2031,total\n"}, "records.csv:2:value: value must be"),
        ({"customs_monthly": "month,city,source,total\n"
                             "2031-05,wuhan,gacc-location-2024-12,\n"},
         "customs_monthly.csv:2: the row has no figure; at least one is required"),
        ({"records": "city,period,flow,value,unit\nwuhan,2031Q5,total,5,CNY\n"},
         "records.csv:2:period: period must be a period such as"),
        ({"cities": "id,name,name_zh,province,province_zh,level\nx,X,某,Hubei,湖北省,province\n"},
         "cities.csv:2:level: level must be one of 'municipality',"),
        ({"reference_areas": "id,name,name_zh,level\nx,X,某,county\n"},
         "reference_areas.csv:2:level: level must be one of 'nation', 'province'; got 'county'"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_not_taken_for_a_dataset(
    tables: dict[str, str], told: str, tmp_path: Path
) -> None:
    """Nothing is read from nothing, and an error names what the table really takes."""
    (line,) = problems(lambda: ctc.read_dataset(own(tmp_path, **tables)))
    assert line.startswith(told)


def test_names_of_files_are_told_whatever_their_case(tmp_path: Path) -> None:
    (tmp_path / "Records.CSV").write_text(TEN_ROWS, encoding="utf-8")
    told = problems(lambda: ctc.read_dataset(tmp_path))
    assert [line.partition(":")[0] for line in told] == ["Records.CSV", "no table in the folder"]


def test_figures_that_differ_in_what_they_are_of_stand_side_by_side(tmp_path: Path) -> None:
    """One source may print two shares, two bases and two currencies of one amount."""
    text = (
        "city,period,flow,value,unit,share,share_of,basis\n"
        "wuhan,2031,total,,,5,national,location\nwuhan,2031,total,,,50,province,location\n"
        "wuhan,2031,total,5,CNY,,,location\nwuhan,2031,total,5,USD,,,location\n"
        "wuhan,2031,total,5,CNY,,,customs-district\n"
    )
    mine = ctc.read_dataset(own(tmp_path, records=text))
    assert len(mine.records) == 5
    ctc.write_dataset(mine, tmp_path / "made")
    assert set(ctc.read_dataset(tmp_path / "made").records) == set(mine.records)


def test_a_folder_may_bring_its_own_cities_and_sources(tmp_path: Path) -> None:
    """Ids are looked up in the folder first, then in the dataset that it stands on."""
    place = own(
        tmp_path,
        sources="id,title,tier\nnotes,My notes,secondary\n",
        cities="level,id,name,name_zh,province,province_zh,parent\n"
               "county,my-town,My Town,我镇,Jiangsu,江苏省,suzhou\n",
        records="city,period,flow,value,unit,source\nmy-town,2031,total,5,CNY-e8,notes\n"
                "suzhou,2031,total,7,CNY-e8,gacc-location-2024-12\n",
        specializations="city,industry,kind\nmy-town,electronics,reputation\n",
    )  # fmt: skip
    mine = ctc.read_dataset(place)
    town = mine.city("My Town")
    assert town.parent == VINTAGE.city("suzhou")
    assert {record.source.id for record in mine.records} == {"notes", "gacc-location-2024-12"}
    assert mine.specializations[0].source.id.startswith("own-")
    assert {"notes", "gacc-location-2024-12"} <= {source.id for source in mine.sources}
    assert "gacc-location-2024-02" not in {source.id for source in mine.sources}


def test_a_folder_may_stand_on_another_dataset(tmp_path: Path) -> None:
    place = own(tmp_path, records="city,period,flow,value,unit\nlinyi,2031,total,5,MOP\n")
    assert ctc.read_dataset(place, base=make.dataset()).records[0].city == make.LINYI
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="dataset"):
        ctc.read_dataset(place, base="2026.1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_faults_of_one_s_own_tables_are_told_at_once(tmp_path: Path) -> None:
    """Every fault, with file, line and column; files by names of no table too."""
    place = own(
        tmp_path,
        record="city\n",
        sources="id,title,tier\nnotes,My notes,private\n",
        cities="id,name,name_zh,province,province_zh,level\nwuhan,W,武汉,Hubei,湖北省,prefecture\n",
        exchange_rates="year,currency,rate,year\n2024,USD,7,2024\n",
        records="city,period,flow,value,unit\nwuhang,2024-13,totals,5 ,CNY-e8\n"
                "wuhan,2024,total,1,CNY-e8,\nwuhan,2024,total,1,\natlantis,2024,total,1,CNY\n",
    )  # fmt: skip
    told = problems(lambda: ctc.read_dataset(place))
    for expected in (
        "record.csv: no table of the layout: must be one of sources.csv,",
        "sources.csv:2:tier:",
        "cities.csv:2:id: id must be one of its own; got 'wuhan'",
        "exchange_rates.csv:1:rate: no column of this table: must be one of year, currency,",
        "exchange_rates.csv:1:year: the column stands twice",
        "exchange_rates.csv:1:cny_per_unit: the column is missing",
        "records.csv:2:value: '5 ' begins or ends with a space",
        "records.csv:3: 6 cells where the header has 5",
        "records.csv:4:unit:",
        "records.csv:5:city:",
    ):
        assert sum(line.startswith(expected) for line in told) == 1, expected
    assert len(told) == 10


@pytest.mark.parametrize("table", COLUMNS)
def test_needed_columns_are_columns_that_have_no_default(table: str) -> None:
    assert set(NEEDED[table]) <= set(COLUMNS[table])


@pytest.mark.parametrize("path", ["/no/such/folder", Path(__file__), 5, None])
def test_what_is_no_folder_or_table_is_refused(path: Any) -> None:
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="path"):
        ctc.read_dataset(path)


def test_a_broken_descriptor_is_told(tmp_path: Path) -> None:
    """A folder with a descriptor is complete in itself, or not read."""
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    told = problems(lambda: ctc.read_dataset(tmp_path))
    assert told[0] == "datapackage.json: a member is missing: 'version'"
    assert "records.csv: there is no such file in the folder" in told


# --- growing --------------------------------------------------------------------------------


def test_a_grown_dataset_holds_what_its_figures_refer_to() -> None:
    """All that a new record refers to can be asked for, and the old dataset stays as it was."""
    town = make.city(id="my-town", name="My Town", name_zh="我镇", code="999999")
    toys = make.TOYS
    goods = make_product(id="kites", name="Kites", parent=toys)
    chronicle = make.source(id="chronicle", title="Chronicle")
    record = make.amount(5, city=town, product=goods, corroborated_by=(chronicle,))
    world = make.dataset(products=())
    before = len(world.records)
    grown = world.with_records(iter([record, record]))
    assert (len(world.records), len(grown.records)) == (before, before + 1)
    assert (world.info.version, grown.info.version) == ("1", "1+local")
    assert grown.city("我镇") == town
    assert grown.product("Kites").parent == toys == grown.product("Toys")
    assert grown.source("chronicle") == chronicle
    assert grown.with_records([record]) == grown
    assert grown.with_cities([town]) == grown


def test_figures_of_the_nation_and_provinces_are_kept_apart() -> None:
    """A record of a reference area is a reference record, and its place no city."""
    grown = make.dataset().with_records([make.amount(9_000, city=CHINA)])
    assert [record.city for record in grown.reference_records] == [CHINA]
    assert grown.reference_areas == (CHINA,)
    assert grown.cities == make.dataset().cities


def test_the_reference_year_moves_with_the_figures() -> None:
    """A newer year with the total of as many cities is the one that is asked for; few are not."""
    world = make.dataset()
    later = [
        make.amount(9, city=city, period=ctc.Period(year=2025))
        for city in (make.LINYI, make.WEIFANG, make.GAOMI, make.MACAO)
    ]
    assert str(world.with_records(later[:2]).reference_period) == "2024"
    assert str(world.with_records(later).reference_period) == "2025"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """What is written through it is written where it leads."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    ctc.write_dataset(make.dataset(), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert len(ctc.read_dataset(tmp_path / "real").records) == len(make.dataset().records)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("records.csv", b"city,period\rflow\n", "the header is not CSV"),
        ("records.csv", b"city,period,flow,value,unit\nwuhan,2031,total," + b"9" * 5000 + b",CNY\n",
         "a plain number"),
        ("datapackage.json", b"[" * 100_000, "cannot be read"),
    ],
    ids=["line ends", "digits", "nesting"],
)  # fmt: skip
def test_hostile_files_end_in_our_own_error(
    name: str, content: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert any(told in line for line in problems(lambda: ctc.read_dataset(tmp_path)))


def test_an_id_never_changes_its_meaning() -> None:
    """All clashes are told, with the fields that differ."""
    others = [
        make.amount(5, city=make.city(id="linyi"), source=make.source(title="Another")),
        make.amount(6, city=attrs.evolve(make.WEIFANG, name="Weihsien")),
    ]
    told = problems(lambda: make.dataset().with_records(others))
    assert (
        "sources: 'gazette' is there already: it must have title 'Gazette'; got title 'Another'"
        in told
    )
    assert [line.partition(" is")[0] for line in told] == [
        "sources: 'gazette'",
        "cities: 'linyi'",
        "cities: 'weifang'",
    ]


def test_only_what_belongs_there_is_added() -> None:
    """Anything else is refused, by the name of the argument."""
    world: Any = make.dataset()
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="records"):
        world.with_records([make.LINYI])
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="records"):
        world.with_records(None)
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="cities"):
        world.with_cities([make.record()])
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="dataset"):
        ctc.write_dataset("2026.1", "nowhere")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ctc.exceptions.InvalidArgumentError, match="other"):
        world.merge("2026.1")
