"""Size limits: a file larger than any real table is refused before it is read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import cast

from china_trade_cities._model.validators import plain
from china_trade_cities._problem import Problem
from china_trade_cities.exceptions import DatasetError, InvalidArgumentError

MOST_BYTES = 100_000_000
"""Of a table, of all files of a folder together, or of a document: each byte takes up to six while
it is read. Larger tables are for `frames`."""

MOST_ROWS = 500_000
"""Rows of all tables of a folder together: each takes a kilobyte of memory."""

MOST_VALUES = 4_000_000
"""Values of a JSON document, by its commas and brackets: each takes up to 120 bytes of memory."""

LONGEST_LINE = 100_000
"""Characters of a line of a table: no row has as many."""

MOST_PROBLEMS = 10_000
"""Problems that are listed one by one."""

_SPLIT_IT = "split the table into several datasets, or ask it as a frame (`frames`)"
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "a gzip archive"}
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_WORKBOOKS = (b"[Content_Types].xml", b"xl/")


def checked_path(path: object, argument: str = "path", allowed: str = "a path") -> Path:
    """A path in any of its forms; an error for what is no path, or what no file can be called."""
    try:
        text = plain(os.fspath(cast("str | os.PathLike[str]", path)))
        is_path = text is not None and b"\0" not in os.fsencode(text)
    except Exception:  # noqa: BLE001 - whatever it raises, it is no path
        text, is_path = None, False
    if text is None or not is_path:
        raise InvalidArgumentError(argument, path, allowed)
    return Path(text)


def real_path(path: Path) -> Path:
    """What a path stands for, if it is a link or leads through one; links in a circle do too."""
    return Path(os.path.realpath(path))  # Path.resolve raises RuntimeError there until Python 3.12


def read_bounded(path: Path, most: int | None = None, advice: str = _SPLIT_IT) -> bytes:
    """The bytes of a file; a `DatasetError` for an archive, or more than `most` (`MOST_BYTES`)."""
    most = MOST_BYTES if most is None else most
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        size = status.st_size if S_ISREG(status.st_mode) else 0
        # If the size is known, no room is made for the largest file that may be.
        content = b"" if size > most else file.read(-1 if size else most + 1)
    if max(size, len(content)) > most:
        raise too_large(path.name, size, most, advice)
    refuse_archive(path.name, content)
    return content


def read_inside(folder: Path, name: str) -> bytes:
    """The bytes of a file of a folder, which must be no link itself.

    A link that leads nowhere or out of the folder is refused, as is what is no file to be read:
    a `FileNotFoundError` means that nothing at all has this name.
    """
    file = folder / name
    os.lstat(file)  # raises at once if there is none: most of a user's own tables are left out
    path = real_path(file)
    if not path.is_relative_to(folder):
        raise refused(name, "must be a file of the folder; got a link that leads out of it")
    if not path.exists():
        raise refused(name, "must be a file; got a link that leads nowhere")
    if not path.is_file():  # reading a pipe would wait forever
        raise refused(name, "must be a file; got a folder or device")
    return read_bounded(path)


def unreadable(error: OSError) -> str:
    """What is wrong with a file that is there and cannot be read."""
    return f"it cannot be read: {error.strerror or error}"


def check_document(content: str | bytes, name: str | None = None) -> None:
    """Refuse JSON that would take far more memory than it has bytes, before it is parsed."""
    if len(content) > MOST_BYTES:
        raise too_large(name, len(content), MOST_BYTES, _SPLIT_IT)
    if isinstance(content, str):
        values = sum(map(content.count, ",[{"))
    else:
        values = sum(map(content.count, b",[{"))
    if values > MOST_VALUES:
        message = (
            f"a document must have at most {MOST_VALUES:,} values; got {values:,}: {_SPLIT_IT}"
        )
        raise refused(name, message)


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first problems one by one; one more stands for the rest."""
    found = tuple(islice(problems, MOST_PROBLEMS + 1))
    message = f"more than {MOST_PROBLEMS:,} problems: the rest was not looked at"
    return (*found[:-1], Problem(message=message)) if len(found) > MOST_PROBLEMS else found


def refuse_archive(name: str | None, content: bytes) -> None:
    """Refuse an archive, which nothing here unpacks, however little it may hold."""
    is_zip = content.startswith(b"PK\x03\x04")
    if content.startswith(_OLD_WORKBOOK) or (is_zip and any(map(content.count, _IN_WORKBOOKS))):
        raise refused(name, "an Excel workbook: save its sheet as CSV (UTF-8), and pass that")
    for start, what in _ARCHIVES.items():
        if content.startswith(start):
            raise refused(name, f"{what}: unpack it, and pass the table that is in it")


def too_large(name: str | None, size: int, most: int, advice: str) -> DatasetError:
    """The error for a file of more bytes than `most`; a size of 0 is not known."""
    got = f"{size:,}" if size else "more"
    return refused(name, f"a file must have at most {most:,} bytes; got {got}: {advice}")


def refused(name: str | None, message: str) -> DatasetError:
    return DatasetError([Problem(file=name, message=message)])
