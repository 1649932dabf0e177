"""A folder is read as it was at one moment; only what is not there is left out."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import china_trade_cities as ctc
from china_trade_cities.__main__ import main
from china_trade_cities._io import snapshot as module
from china_trade_cities._io.snapshot import FILES, WORK, snapshot
from china_trade_cities._tables.writing import in_canonical_order
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError
from tests.support import factories as make
from tests.support.users import plain_user

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = make.dataset(records=in_canonical_order(make.dataset().records))
NEW = make.dataset(records=())
RECORDS = "city,period,flow,value,unit\nwuhan,2031,total,5,CNY-e8\n"


def told(read: Callable[[], object]) -> list[str]:
    with pytest.raises(DatasetError) as error:
        read()
    return [str(problem) for problem in error.value.problems]


# --- what is there and cannot be read -------------------------------------------------------


def dangling(file: Path) -> str:
    file.unlink()
    file.symlink_to("nothing")
    return "must be a file; got a link that leads nowhere"


def loop(file: Path) -> str:
    file.unlink()
    file.symlink_to(file.name)
    return "must be a file; got a link that leads nowhere"


def folder(file: Path) -> str:
    file.unlink()
    file.mkdir()
    return "must be a file; got a folder or device"


def forbidden(file: Path) -> str:
    file.chmod(0)
    return "it cannot be read: Permission denied"


@pytest.mark.parametrize("break_", [dangling, loop, folder, forbidden])
@pytest.mark.parametrize("own", [True, False], ids=["own tables", "whole dataset"])
def test_a_table_that_cannot_be_read_is_not_absent(
    break_: Callable[[Path], str], own: bool
) -> None:
    """All such tables are told at once, with the reason, by whoever reads; nothing is written."""
    with plain_user() as scratch:
        place = scratch / "data"
        if own:
            place.mkdir()
            for table in ("records", "sources"):
                (place / f"{table}.csv").write_text(RECORDS, "utf-8")
        else:
            ctc.write_dataset(OLD, place)
        reason = {break_(place / f"{table}.csv") for table in ("records", "sources")}.pop()
        before = sorted(place.iterdir())
        expected = {f"{table}.csv: {reason}" for table in ("records", "sources")}
        assert set(told(lambda: ctc.read_dataset(place))) >= expected
        page = scratch / "page.csv"
        page.touch()
        assert main(["import", str(page), "--into", str(place)]) == 2
        assert main(["diff", "2026.1", str(place)]) == 2
        assert main(["validate", str(place)]) == 1
        assert sorted(place.iterdir()) == before


@pytest.mark.parametrize("break_", [dangling, loop, folder, forbidden])
def test_a_descriptor_that_cannot_be_read_is_not_absent(break_: Callable[[Path], str]) -> None:
    """The folder is not taken for tables of one's own, which may leave out what they like."""
    with plain_user() as scratch:
        ctc.write_dataset(OLD, scratch / "data")
        reason = break_(scratch / "data" / "datapackage.json")
        (problem,) = told(lambda: ctc.read_dataset(scratch / "data"))
        assert problem == f"datapackage.json: {reason}"


def test_a_failing_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that the disk gives no more is a problem of this file."""
    ctc.write_dataset(OLD, tmp_path / "data")
    read = vars(module)["read_inside"]

    def failing(folder: Path, name: str) -> bytes:
        if name in ("records.csv", "cities.csv"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), name)
        found: bytes = read(folder, name)
        return found

    monkeypatch.setattr(module, "read_inside", failing)
    problems = told(lambda: ctc.read_dataset(tmp_path / "data"))
    assert {
        f"{name}.csv: it cannot be read: Input/output error" for name in ("records", "cities")
    } == {problem for problem in problems if "cannot be read" in problem}


@pytest.mark.parametrize("name", ["data", "records.csv", "data.json"])
def test_a_place_that_cannot_be_read_is_told(name: str) -> None:
    """Folder, table and document: an error of this library, with the reason."""
    with plain_user() as scratch:
        place = scratch / name
        if name == "records.csv":
            place.write_text(RECORDS, "utf-8")
        else:
            ctc.write_dataset(OLD, place)
        place.chmod(0)
        with pytest.raises(InvalidArgumentError, match=r"can be read \(Permission denied\)"):
            ctc.read_dataset(place)
        place.chmod(0o700)


# --- somebody writes meanwhile --------------------------------------------------------------


def test_a_folder_that_changes_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dataset put in its place half way is the one that is read, and all of it."""
    place = tmp_path / "data"
    ctc.write_dataset(OLD, place)
    content, asked = vars(module)["_content"], list[str]()

    def meanwhile(folder: Path, name: str) -> bytes | Exception:
        asked.append(name)
        if len(asked) == 5:
            monkeypatch.setattr(module, "_content", content)
            ctc.write_dataset(NEW, place, overwrite=True)
        found: bytes | Exception = content(folder, name)
        return found

    monkeypatch.setattr(module, "_content", meanwhile)
    assert ctc.read_dataset(place) == NEW
    assert len(asked) == 5


def test_a_folder_that_never_stands_still_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many tries it is told; no mixture is read."""
    ctc.write_dataset(OLD, tmp_path / "data")
    content = vars(module)["_content"]

    def meanwhile(folder: Path, name: str) -> bytes | Exception:
        with (folder / "records.csv").open("a", encoding="utf-8") as file:
            file.write("\n")
        found: bytes | Exception = content(folder, name)
        return found

    monkeypatch.setattr(module, "_content", meanwhile)
    monkeypatch.setattr(module, "MOST_TRIES", 3)
    (problem,) = told(lambda: ctc.read_dataset(tmp_path / "data"))
    assert problem.endswith("somebody else changed it each of the 3 times that it was read")


@pytest.mark.parametrize("moved", range(0, len(FILES), 5))
def test_what_is_ready_counts_wherever_it_lies(moved: int, tmp_path: Path) -> None:
    """A writer stopped while it moved files: all readers find the new dataset, without writing."""
    for name, dataset in (("data", OLD), ("new", NEW)):
        ctc.write_dataset(dataset, tmp_path / name)
    ready = tmp_path / "data" / ".china-trade-cities" / "ready"
    ready.parent.mkdir()
    shutil.move(tmp_path / "new", ready)
    present = [name for name in FILES if (ready / name).exists()]
    for name in present[:moved]:
        (ready / name).replace(tmp_path / "data" / name)
    before = sorted(tmp_path.rglob("*"))
    assert ctc.read_dataset(tmp_path / "data") == NEW
    assert main(["validate", str(tmp_path / "data")]) == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_not_ready_does_not_count(tmp_path: Path) -> None:
    """A writer stopped while it prepared files left the old dataset."""
    ctc.write_dataset(OLD, tmp_path / "data")
    ctc.write_dataset(NEW, tmp_path / "new")
    (tmp_path / "data" / WORK).mkdir()
    (tmp_path / "new").rename(tmp_path / "data" / WORK / "new")
    assert ctc.read_dataset(tmp_path / "data") == OLD
    assert set(snapshot(tmp_path / "data").names) == {*FILES} - {"known_findings.csv"}
