"""How files take the place of others: prepared where nobody reads, by one writer at a time.

A folder has one workplace, the hidden folder `WORK` in it. A writer holds the lock there, writes
the files of a dataset to ``new``, and renames that to ``ready``: the one step before which the
folder is the old dataset and after which it is the new one, as whoever reads takes a file from
``ready`` if it is there. Then the files are moved to their places, by this writer or, if it is
stopped, by the next one. The folder itself is never renamed or removed, so it may be a mount
point, keeps its mode and owner, and keeps whatever else lies in it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from errno import EACCES, EINVAL, ENOTDIR, EPERM
from pathlib import Path
from stat import S_IMODE, S_ISREG, S_ISVTX
from time import monotonic, sleep
from typing import Any, BinaryIO

from china_trade_cities._io.snapshot import FILES, WORK, is_folder, lies_there, names_in
from china_trade_cities.exceptions import InvalidArgumentError

PATIENCE = 60.0
"""Seconds to wait for another writer."""

_POLL = 0.02
_MOST_MISSES = 100
_LOCK = "lock"


def document_work(folder: Path) -> str:
    """The name of the workplace for documents in a folder.

    Where everybody may add files and nobody may remove those of others, such as ``/tmp``, each
    user has one: only who owns a document can replace it.
    """
    with suppress(OSError, AttributeError):  # the folder is still to be made; Windows has no ids
        if folder.stat().st_mode & S_ISVTX:
            return f"{WORK}-{os.geteuid()}"
    return WORK


@contextmanager
def workplace(folder: Path, name: str = WORK) -> Generator[Path]:
    """The workplace of a folder, which is made if it is not there and removed if it stays empty.

    What an earlier writer left is finished first if it was ready, and removed if not; the same
    goes for what is left at the end.

    Raises:
        InvalidArgumentError: Somebody else still writes there after `PATIENCE` seconds.
        OSError: The folder cannot be made or written, or the files cannot be moved.
    """
    work = folder / name
    made: list[Path] = []
    try:
        lock = _locked(folder, work, made)
        try:
            settle(folder, work)
            try:
                yield work
            finally:
                settle(folder, work)
        finally:
            # Removed while it is held: who waits sees that it is another file then.
            with suppress(OSError):  # Windows removes no open file: there it stays
                (work / _LOCK).unlink()
            lock.close()
            with suppress(OSError):
                work.rmdir()
    finally:
        for each in reversed(made):
            with suppress(OSError):  # not empty: a dataset was written
                each.rmdir()


def settle(folder: Path, work: Path) -> None:
    """Move files that are ready to their places, and remove all that is left over."""
    ready = work / "ready"
    if is_folder(ready):  # no link to one: whose files are those?
        for name in FILES:
            if lies_there(ready / name):
                (ready / name).replace(folder / name)
        sync(folder)
        sync(ready)
    for name in names_in(work):
        if name != _LOCK:
            _remove(work / name)


def _remove(leftover: Path) -> None:
    """Remove what nobody reads; it does no harm where that fails."""
    with suppress(OSError):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def stage(file: Path, content: bytes, target: Path) -> None:
    """Write a file that will take the place of another, open to nobody who may not read that."""
    mode = 0o600 if lies_there(target) else 0o666

    with open(file, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def adopt(file: Path, target: Path) -> None:
    """Give a file the mode and owner of the one whose place it will take, if there is one."""
    if lies_there(target):
        status = target.stat()
        with suppress(OSError, AttributeError):  # only root gives files away, nobody on Windows
            os.chown(file, status.st_uid, status.st_gid)
        file.chmod(S_IMODE(status.st_mode))


def make_like(folder: Path, outer: Path) -> None:
    """Make a folder that those can use who can use the one around it."""
    folder.mkdir()
    mode = S_IMODE(outer.stat().st_mode)
    # Where nobody may remove what others own, the folder is its user's alone.
    folder.chmod(0o700 if mode & S_ISVTX else mode)


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk, where a system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:  # Windows opens no folders, some network disks do not sync them
        if error.errno not in (EACCES, EINVAL):
            raise


# --- one at a time --------------------------------------------------------------------------


def _locked(folder: Path, work: Path, made: list[Path]) -> BinaryIO:
    """The lock of a folder, as an open file: the system frees it whatever becomes of us."""
    deadline = monotonic() + PATIENCE
    misses = 0
    while True:
        # The one who held it removes it, and folders that stayed empty: then all is made again.
        try:
            _make(folder, made)
            with suppress(FileExistsError):
                make_like(work, folder)
            if lies_there(work) and not is_folder(work):
                raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(work))
            lock = _opened(work / _LOCK, folder)
            if lock is not None:
                return lock
            misses = 0
        except FileNotFoundError:
            misses += 1
            if misses > _MOST_MISSES:  # nobody removes it: it cannot be made
                raise
        if monotonic() > deadline:
            raise InvalidArgumentError("path", str(folder), _free(work / _LOCK))
        sleep(_POLL)


def _opened(path: Path, folder: Path) -> BinaryIO | None:
    """The file that is the lock, if nobody else holds it and it was not removed meanwhile."""
    with ExitStack() as stack:
        file = stack.enter_context(open(path, "r+b", opener=_own_file))
        if not _take(file) or not os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return None
        with suppress(PermissionError, AttributeError):  # who may write the folder may lock it
            os.fchmod(file.fileno(), S_IMODE(folder.stat().st_mode) & 0o666)
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        stack.pop_all()
        return file


def _own_file(path: str, flags: int) -> int:
    """Open a file or make it, but never one that has another place too, by a link."""
    descriptor = os.open(path, flags | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    status = os.fstat(descriptor)
    if S_ISREG(status.st_mode) and status.st_nlink <= 1:  # none: it was removed meanwhile
        return descriptor
    os.close(descriptor)
    raise PermissionError(EPERM, "it is a link or no file", path)


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those around it; `made` gets them."""
    missing = [each for each in (folder, *folder.parents) if not lies_there(each)]
    for each in reversed(missing):
        with suppress(FileExistsError):
            each.mkdir()
            made.append(each)


def _take(file: BinaryIO) -> bool:
    """Whether the lock was free."""
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(file: BinaryIO) -> bool:
    import importlib

    msvcrt: Any = importlib.import_module("msvcrt")
    file.seek(1 << 30)  # a byte beyond what is written, which stays readable
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except PermissionError:
        return False
    return True


def _free(lock: Path) -> str:
    """What a folder must be, and who is in the way."""
    who = ""
    with suppress(OSError):
        who = f" {lock.read_text('ascii', 'replace')[:20]}"
    return f"a place that nobody else writes (process{who} did so for {PATIENCE:g} seconds)"
