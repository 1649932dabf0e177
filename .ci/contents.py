"""Fails unless wheel and sdist hold just what git tracks."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import PurePosixPath

LIMIT = 1_000_000  # bytes of the wheel


def tracked(*folders: str) -> set[str]:
    """Files that git tracks below some folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], check=True, capture_output=True, encoding="utf-8"
    )
    return {name for name in listed.stdout.split("\0") if name}


def compare(what: str, found: set[str], expected: set[str]) -> bool:
    """Whether two sets of files are equal; the difference is printed."""
    for name in sorted(found ^ expected):
        print(f"{what}: {'unexpected' if name in found else 'missing'} {name}")
    return found == expected


def main(wheel: str, sdist: str) -> int:
    """Compare both archives with the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        size = sum(item.compress_size for item in archive.infolist())
    package = {name.removeprefix("src/") for name in tracked("src")}
    good = compare("wheel", names, package)
    with tarfile.open(sdist) as archive:
        files = [PurePosixPath(item.name) for item in archive.getmembers() if item.isfile()]
    contents = {str(PurePosixPath(*path.parts[1:])) for path in files}
    expected = {name for name in tracked() if not name.startswith((".ci/", ".github/"))}
    good &= compare("sdist", contents - {"PKG-INFO"}, expected)
    if size > LIMIT:
        print(f"wheel: {size} bytes are more than {LIMIT}")
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
