"""Fails unless the sdist builds the same wheel and the same sdist, byte by byte, elsewhere.

Elsewhere is another folder, in another time zone, locale and order of hashes, with other rights.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}


def main(*archives: str) -> int:
    """Build again from the sdist, and compare."""
    [sdist] = [path for path in archives if path.endswith(".tar.gz")]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        [source] = Path(folder).iterdir()
        built = Path(folder, "built")
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built)]
        subprocess.run(
            command,
            check=True,
            cwd=source,
            env=os.environ | ELSEWHERE,
            stdout=subprocess.DEVNULL,
            umask=0o077,
        )
        same = [digest(built / Path(path).name) == digest(Path(path)) for path in archives]
    for path, equal in zip(archives, same, strict=True):
        print(f"{'the same' if equal else 'DIFFERENT'} when built again: {Path(path).name}")
    return 0 if all(same) else 1


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
