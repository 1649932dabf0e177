"""One writer at a time prepares what takes the place of a dataset, and leaves nothing else."""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from pathlib import Path
from stat import S_IMODE
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import china_trade_cities as ctc
from china_trade_cities._io import workplace as module
from china_trade_cities._io import write_dataset
from china_trade_cities._io.snapshot import FILES, READY, WORK
from china_trade_cities._io.workplace import sync, workplace
from china_trade_cities._tables.writing import in_canonical_order
from china_trade_cities.exceptions import InvalidArgumentError
from tests.support import factories as make
from tests.support.interrupts import COMMANDS, RECORD, SIGNALS, Bench, Case, crowd, interrupted
from tests.support.users import plain_user

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

OLD = make.dataset(records=in_canonical_order(make.dataset().records))
NEW = make.dataset(records=())
PLACES = ["data", "data.json"]


def mode(path: Path) -> int:
    return S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask() -> Generator[int]:
    """A mask that is not the usual one."""
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


# --- what somebody else put there -----------------------------------------------------------


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_lock_that_leads_elsewhere_is_refused(
    link: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    """Nothing is written through it, and the complaint names it."""
    precious, folder = tmp_path / "precious", tmp_path / "data"
    precious.write_text("years of work", "utf-8")
    (folder / WORK).mkdir(parents=True)
    link(precious, folder / WORK / "lock")
    with pytest.raises(InvalidArgumentError, match=rf"{WORK}/lock; nothing was changed"):
        ctc.write_dataset(OLD, folder)
    assert precious.read_text("utf-8") == "years of work"


def test_files_of_another_folder_are_never_moved(tmp_path: Path) -> None:
    """A link in the place of what is ready is removed; nobody reads through it either."""
    other, folder = tmp_path / "other", tmp_path / "data"
    ctc.write_dataset(OLD, other)
    ctc.write_dataset(NEW, folder)
    (folder / WORK).mkdir()
    (folder / READY).symlink_to(other)
    assert ctc.read_dataset(folder) == NEW
    with pytest.raises(InvalidArgumentError, match="a new or empty folder without overwrite"):
        ctc.write_dataset(OLD, folder)
    assert ctc.read_dataset(other) == OLD
    assert ctc.read_dataset(folder) == NEW
    assert not (folder / WORK).exists()


@pytest.mark.parametrize("is_link", [False, True])
def test_what_is_no_folder_is_not_ready(is_link: bool, tmp_path: Path) -> None:
    """The dataset is read from its own place, and the next writer goes on."""
    ctc.write_dataset(OLD, tmp_path)
    (tmp_path / WORK).mkdir()
    if is_link:
        (tmp_path / READY).symlink_to("nowhere")
    else:
        (tmp_path / READY).touch()
    assert ctc.read_dataset(tmp_path) == OLD
    ctc.write_dataset(NEW, tmp_path, overwrite=True)
    assert ctc.read_dataset(tmp_path) == NEW


@pytest.mark.parametrize("name", [WORK, f"{WORK}/new", READY, f"{WORK}/a.json", "datapackage.json"])
def test_names_with_a_meaning_of_their_own_are_refused(name: str, tmp_path: Path) -> None:
    """What is written where writers prepare would be removed by the next; a descriptor is none."""
    ctc.write_dataset(OLD, tmp_path)
    with pytest.raises(InvalidArgumentError, match=r"^path must be (a place outside|another name)"):
        ctc.write_dataset(NEW, tmp_path / name, overwrite=True)
    assert ctc.read_dataset(tmp_path) == OLD


def test_users_of_one_place_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Where nobody may remove what others left, such as /tmp, each prepares on their own."""
    tmp_path.chmod(0o1777)
    leftover = tmp_path / WORK / "document"
    leftover.parent.mkdir()
    leftover.write_text("of somebody who was stopped", "utf-8")
    ctc.write_dataset(OLD, tmp_path / "data.json")
    assert ctc.read_dataset(tmp_path / "data.json") == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == [WORK, "data.json"]
    assert leftover.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the folder in which nothing can be made")
def test_a_place_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, and nobody is blamed for it."""
    monkeypatch.setattr(module, "_POLL", 0)
    with pytest.raises(InvalidArgumentError, match=r"No such file or directory.*nothing was chan"):
        ctc.write_dataset(OLD, "/proc/self/data")


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no folder that is in use")
def test_relative_paths_in_a_folder_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of this library, from reading and from writing."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for call in (lambda: ctc.write_dataset(OLD, "data"), lambda: ctc.read_dataset("data")):
        with pytest.raises(InvalidArgumentError):
            call()


@pytest.mark.parametrize("name", ["\udc80.csv", "\udc80"])
def test_names_that_are_no_text_are_refused_or_read(name: str, tmp_path: Path) -> None:
    """A file may be called by bytes that are no text: it is read as any other."""
    path = tmp_path / name
    with pytest.raises(InvalidArgumentError, match=r"an existing folder, \.csv or \.json file"):
        ctc.read_dataset(path)
    if name.endswith(".csv"):
        path.write_text("city,period,flow,value,unit\nwuhan,2031,total,5.25,CNY-e8\n", "utf-8")
        assert len(ctc.read_dataset(path).records) == 1


# --- modes, owners, other files -------------------------------------------------------------


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("name", PLACES)
def test_new_files_have_the_mode_that_the_process_gives(name: str, tmp_path: Path) -> None:
    ctc.write_dataset(OLD, tmp_path / "new" / name)
    place = tmp_path / "new" / name
    assert {mode(file) for file in (place.iterdir() if place.is_dir() else [place])} == {0o640}
    assert mode(place.parent) == 0o750
    assert [file.name for file in (tmp_path / "new").iterdir()] == [name]


@pytest.mark.parametrize("name", PLACES)
def test_what_is_replaced_keeps_mode_and_owner(name: str, tmp_path: Path) -> None:
    """Private data stay private; root gives nobody's files to nobody."""
    place = tmp_path / name
    ctc.write_dataset(OLD, place)
    inside = [*place.iterdir()] if place.is_dir() else []
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    for path in (place, *inside):
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.chown(path, owner, -1)
    ctc.write_dataset(NEW, place, overwrite=True)
    assert ctc.read_dataset(place) == NEW
    assert {(mode(file), file.stat().st_uid) for file in inside or [place]} == {(0o600, owner)}
    assert place.stat().st_uid == owner
    assert not place.is_dir() or mode(place) == 0o700


def test_a_folder_is_never_moved(tmp_path: Path) -> None:
    """So that it may be a mount point, or open somewhere."""
    ctc.write_dataset(OLD, tmp_path / "data")
    before = (tmp_path / "data").stat().st_ino
    ctc.write_dataset(NEW, tmp_path / "data", overwrite=True)
    assert (tmp_path / "data").stat().st_ino == before


def test_a_file_that_is_saved_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctc.write_dataset(OLD, tmp_path / "data")
    losses = vars(write_dataset)["_losses"]

    def meanwhile(*arguments: Any) -> Any:
        (tmp_path / "data" / "thesis.txt").write_text("years of work", "utf-8")
        return losses(*arguments)

    monkeypatch.setattr(write_dataset, "_losses", meanwhile)
    ctc.write_dataset(NEW, tmp_path / "data", overwrite=True)
    assert (tmp_path / "data" / "thesis.txt").read_text("utf-8") == "years of work"


def test_folders_made_for_nothing_are_removed(tmp_path: Path) -> None:
    """Those around a refused one too."""
    dataset = make.dataset(sources=())
    with pytest.raises(ctc.exceptions.DatasetError):
        ctc.write_dataset(dataset, tmp_path / "a" / "b" / "data")
    assert list(tmp_path.iterdir()) == []


# --- what an earlier writer left ------------------------------------------------------------


def test_what_is_ready_is_moved_and_the_rest_removed(tmp_path: Path) -> None:
    """Whoever writes next finishes the one before, also if nothing is written then."""
    place = tmp_path / "data"
    for folder, dataset in ((place, OLD), (tmp_path / "new", NEW)):
        ctc.write_dataset(dataset, folder)
    (place / WORK / "new").mkdir(parents=True)
    (place / WORK / "new" / "records.csv").touch()
    (place / WORK / "document").touch()
    (tmp_path / "new").rename(place / READY)
    with pytest.raises(InvalidArgumentError, match="without overwrite"):
        ctc.write_dataset(OLD, place)
    assert not (place / WORK).exists()
    assert ctc.read_dataset(place) == NEW


def test_files_that_cannot_be_moved_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new dataset counts already: what is said is true, and it is read."""
    place = tmp_path / "data"
    ctc.write_dataset(OLD, place)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name == "records.csv":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(InvalidArgumentError, match=r"data was written, from .* it is read"):
            ctc.write_dataset(NEW, place, overwrite=True)
    assert ctc.read_dataset(place) == NEW
    ctc.write_dataset(OLD, place, overwrite=True)
    assert ctc.read_dataset(place) == OLD
    assert {file.name for file in place.iterdir()} == {*FILES} - {"known_findings.csv"}


def test_a_leftover_that_cannot_be_removed_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("shutil.rmtree", failing)
    ctc.write_dataset(OLD, tmp_path / "data")
    assert ctc.read_dataset(tmp_path / "data") == OLD


# --- one at a time --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_who_waits_too_long_is_told_for_whom(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of this library names the process that writes; nothing is written."""
    place = tmp_path / "place" / name
    ctc.write_dataset(OLD, place)
    folder = place if place.is_dir() else place.parent
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    with (
        workplace(folder),
        pytest.raises(
            InvalidArgumentError,
            match=rf"nobody else writes \(process {os.getpid()} did so for 0\.1 seconds\)",
        ),
    ):
        ctc.write_dataset(NEW, place, overwrite=True)
    assert ctc.read_dataset(place) == OLD
    ctc.write_dataset(NEW, place, overwrite=True)
    assert ctc.read_dataset(place) == NEW


def test_who_waits_goes_on_when_it_is_free(tmp_path: Path) -> None:
    """Also where the one before removes the folder that it made for nothing."""
    place = tmp_path / "around" / "data"
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with workplace(place):
            held.set()
            done.wait(0.2)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    ctc.write_dataset(OLD, place)
    holder.join()
    assert ctc.read_dataset(place) == OLD
    assert not (place / WORK).exists()


def test_a_workplace_that_is_none_is_told(tmp_path: Path) -> None:
    """A file or link of that name is not followed."""
    (tmp_path / WORK).symlink_to(tmp_path)
    with pytest.raises(InvalidArgumentError, match=r"written \(Not a directory"):
        ctc.write_dataset(OLD, tmp_path, overwrite=True)
    assert [file.name for file in tmp_path.iterdir()] == [WORK]


def test_a_folder_that_cannot_be_written_is_told() -> None:
    with plain_user() as scratch:
        ctc.write_dataset(OLD, scratch / "data")
        (scratch / "data").chmod(0o500)
        with pytest.raises(
            InvalidArgumentError, match=r"\(Permission denied: .*/data/\S+; nothing was changed"
        ):
            ctc.write_dataset(NEW, scratch / "data", overwrite=True)
        assert ctc.read_dataset(scratch / "data") == OLD
        (scratch / "data").chmod(0o700)


@pytest.mark.parametrize("free", [True, False])
def test_windows_locks_in_its_own_way(
    free: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no `fcntl`, `msvcrt` is asked for a byte that nobody reads."""
    windows: Any = ModuleType("msvcrt")
    windows.LK_NBLCK = 2

    def locking(descriptor: int, how: int, length: int) -> None:
        assert (how, length) == (2, 1)
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 1 << 30
        if not free:
            raise PermissionError

    windows.locking = locking
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(module, "PATIENCE", 0)
    if free:
        ctc.write_dataset(OLD, tmp_path / "data")
        assert ctc.read_dataset(tmp_path / "data") == OLD
    else:
        with pytest.raises(InvalidArgumentError, match="nobody else writes"):
            ctc.write_dataset(OLD, tmp_path / "data")


@pytest.mark.parametrize(
    ("number", "fails"), [(errno.EINVAL, False), (errno.EACCES, False), (errno.EIO, True)]
)
def test_folders_are_synced_where_that_can_be(
    number: int, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that cannot is no reason to give up; a disk that fails is."""

    def failing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.fsync", failing)
    if fails:
        with pytest.raises(OSError, match="Input/output error"):
            sync(tmp_path)
    else:
        sync(tmp_path)


# --- interrupts and crowds ------------------------------------------------------------------


@pytest.mark.strace
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("signal", SIGNALS)
def test_whenever_it_is_interrupted_a_folder_is_whole(
    signal: str, command: str, tmp_path: Path
) -> None:
    """Old or new, and the next run goes on; all calls are tried by ``tests.support.interrupts``."""
    bench = Bench(tmp_path)
    calls = bench.calls(command)
    steps = [call for call in calls if call[0] in ("rename", "mkdir", "rmdir", "unlink", "flock")]
    chosen = [*steps[::3], *calls[:: len(calls) // 8]]
    states = interrupted(bench, (Case(command, signal, *call) for call in chosen))
    assert states.keys() == {"old", "new"}
    assert states.total() == len(chosen)


def test_every_call_has_a_recorded_run() -> None:
    """The record says how often a folder was attacked, and that it was whole each time."""
    record: dict[str, Any] = json.loads(RECORD.read_text("utf-8"))
    runs = record["interrupted"]
    assert runs.keys() == {f"{command} {name}" for command in COMMANDS for name in SIGNALS}
    for run in runs.values():
        assert run["calls"] == run["old"] + run["new"] >= 700
        assert min(run["old"], run["new"]) > 0
    assert sum(record["killed imports"].values()) == 50
    assert min(record["four writers, four readers, 60 seconds"].values()) >= 20


@pytest.mark.thorough
def test_writers_and_readers_at_once(tmp_path: Path) -> None:
    """No import is lost, no read mixes two datasets, and nobody meets an error."""
    counts = crowd(tmp_path / "data", 4, writers=2, readers=2)
    assert counts["imports"] >= 2
    assert counts["reads"] >= 2


@pytest.mark.thorough
def test_a_killed_import_leaves_a_whole_folder(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for seconds in (0.3, 0.6, 0.9):
        bench.kill(seconds)
