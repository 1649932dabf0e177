"""A plain user, whom the modes of files bind: root reads everything."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

_VERSION = 0x20080522  # of the structures of capget(2)
_OF_MODES = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def plain_user() -> Generator[Path]:
    """Be bound by modes for a while, also as root of Linux; gives a new folder.

    The owner stays the same, so that what is not read yet of the package still can be, in
    whichever folder it lies.
    """
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    before = _effective() if is_root else 0
    if is_root:
        _effective(before & ~_OF_MODES)
    try:
        yield folder
    finally:
        if is_root:
            _effective(before)
        shutil.rmtree(folder)


def _effective(wanted: int | None = None) -> int:
    """The effective capabilities of this thread among the first 32, which are set if wanted."""
    system: Any = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    if system.capget(header, sets) == 0 and wanted is not None:
        sets[0] = wanted
    if ctypes.get_errno() or (wanted is not None and system.capset(header, sets)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return sets[0]
