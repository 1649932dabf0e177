"""Fails unless wheel and sdist hold just what git tracks, and the wheel its licences and credits.

The wheel is small, of Python alone, and says of each vintage who is to be credited.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

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


def check_wheel(wheel: str) -> bool:
    """Whether the wheel is as it should be."""
    with zipfile.ZipFile(wheel) as archive:
        everything = archive.namelist()
        names = {name for name in everything if ".dist-info/" not in name}
        contents = {name.rpartition("/")[2]: name for name in everything if name not in names}
        texts = {name: archive.read(path) for name, path in contents.items()}
    tracked_package = tracked("src")
    good = compare("wheel", names, {name.removeprefix("src/") for name in tracked_package})
    for licence in ("LICENSE", "LICENSE-DATA"):
        good &= say(
            texts.get(licence) == Path(licence).read_bytes(), f"wheel: {licence} is not inside"
        )
    credits_ = texts.get("LICENSE-DATA", b"").decode().partition("\nCredits\n")[2]
    for name in tracked_package:
        if name.endswith("datapackage.json"):
            descriptor = json.loads(Path(name).read_bytes())
            for key in ("licenses", "contributors", "sources"):
                good &= say(bool(descriptor.get(key)), f"wheel: {name} says no {key}")
    good &= say("General Administration of Customs" in credits_, "wheel: no credits of the data")
    good &= say(b"\nTag: py3-none-any\n" in texts["WHEEL"], "wheel: not for every machine")
    good &= say(b"\nRoot-Is-Purelib: true\n" in texts["WHEEL"], "wheel: not of Python alone")
    size = Path(wheel).stat().st_size
    print(f"wheel: {size:,} bytes")
    return good & say(size < LIMIT, f"wheel: more than {LIMIT:,} bytes")


def check_sdist(sdist: str) -> bool:
    """Whether the sdist holds all that git tracks, and its metadata."""
    with tarfile.open(sdist) as archive:
        files = [PurePosixPath(item.name) for item in archive.getmembers() if item.isfile()]
    contents = {str(PurePosixPath(*path.parts[1:])) for path in files}
    return compare("sdist", contents - {"PKG-INFO"}, tracked())


def say(good: bool, complaint: str) -> bool:
    """Print what is wrong, if it is."""
    if not good:
        print(complaint)
    return good


def main(wheel: str, sdist: str) -> int:
    """Look at both archives."""
    good = [check_wheel(wheel), check_sdist(sdist)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
