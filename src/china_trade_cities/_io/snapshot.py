"""The files of a folder as they were at one moment, even if others write them meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from errno import ENOENT
from pathlib import Path
from stat import S_ISDIR
from time import sleep
from typing import NamedTuple

from china_trade_cities._tables.descriptor import DESCRIPTOR
from china_trade_cities._tables.layout import COLUMNS
from china_trade_cities._tables.limits import MOST_BYTES, read_inside, real_path, refused
from china_trade_cities.exceptions import DatasetError

FILES = (*(f"{table}.csv" for table in COLUMNS), DESCRIPTOR)
"""The files that make a dataset."""

WORK = ".china-trade-cities"
"""The hidden folder in which a writer prepares files, see `workplace`."""

READY = f"{WORK}/ready"
"""The files of a dataset that is written but for their place: they count before those outside."""

MOST_TRIES = 50
"""How often a folder is read that is never the same before and after."""


class Snapshot(NamedTuple):
    """The files of a folder at one moment.

    Attributes:
        names: What lies in the folder.
        read: Returns the bytes of a file of the dataset, or raises why there are none.
    """

    names: tuple[str, ...]
    read: Callable[[str], bytes]


def snapshot(folder: Path) -> Snapshot:
    """Read a folder, again where somebody changed it in between.

    Files of which nothing changed from before the first was read until after the last were all
    there at once. All are read before any is parsed, as that takes a hundred times as long.

    Raises:
        OSError: The folder cannot be read; what is wrong with a file is raised by `read`.
        DatasetError: It never stood still.
    """
    inside = real_path(folder)
    for attempt in range(MOST_TRIES):
        before = _state(inside)
        found, lying = _contents(inside), names_in(inside)
        if _state(inside) == before:
            break
        sleep(min(0.001 * 2**attempt, 0.2))
    else:
        message = f"somebody else changed it each of the {MOST_TRIES} times that it was read"
        raise refused(str(folder), message)
    names = [name for name in FILES if not isinstance(found[name], FileNotFoundError)]
    others = [name for name in lying if name not in (*FILES, WORK)]

    def read(name: str) -> bytes:
        content = found[name]
        if isinstance(content, Exception):
            raise content
        return content

    return Snapshot((*names, *others), read)


def lies_there(path: Path) -> bool:
    """Whether anything has this name, be it a link to nothing; an `OSError` if nobody can say."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def is_folder(path: Path) -> bool:
    """Whether a folder has this name, and no link to one."""
    try:
        return S_ISDIR(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def is_complete(folder: Path) -> bool:
    """Whether a folder has a descriptor, so that its tables stand on no other dataset."""
    return any(lies_there(folder / f"{place}{DESCRIPTOR}") for place in _places(folder))


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def _places(folder: Path) -> tuple[str, ...]:
    """Where files of a dataset lie, what is ready before what it replaces."""
    is_ready = is_folder(folder / WORK) and is_folder(folder / READY)
    return (f"{READY}/", "") if is_ready else ("",)


def _contents(folder: Path) -> dict[str, bytes | Exception]:
    """The files of a dataset, as far as their bytes together are within the limit."""
    found: dict[str, bytes | Exception] = {}
    left = MOST_BYTES
    places = _places(folder)
    for name in FILES:
        content = _content(folder, *(f"{place}{name}" for place in places))
        if isinstance(content, bytes):
            left -= len(content)
            if left < 0:
                message = f"the files of a folder must have at most {MOST_BYTES:,} bytes together"
                content = refused(name, message)
        found[name] = content
    return found


def _content(folder: Path, *names: str) -> bytes | Exception:
    """The bytes of the first of these files that is there."""
    found: bytes | Exception = b""
    for name in names:
        try:
            return read_inside(folder, name)
        except FileNotFoundError as error:
            found = error
        except (OSError, DatasetError) as error:
            return error
    return found


def _state(folder: Path) -> list[tuple[int, ...]]:
    """What changes if a file is written, moved or removed."""
    places = (READY, *(f"{place}{name}" for place in ("", f"{READY}/") for name in FILES))
    return [_status(folder / place) for place in places]


def _status(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError as error:
        return (error.errno or ENOENT,)
    return (
        status.st_dev,
        status.st_ino,
        status.st_mode,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
