"""Checks the public API against the newest tag: ``python tools/check_against_tag.py``.

Two readers look for what would break: griffe, and the lock that stood in the tree at the tag. What
breaks needs a version that may break (SemVer: 2.0.0 after 1.4.2, 0.2.0 after 0.1.3) and a line in
the changelog, under the heading ``### Breaking`` of anything newer than the tag.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - found in the folder of tests
from tests.api.comparison import compare, unannounced

LOCK = "tests/api/public_api.json"


def check(repository: Path, package: str) -> int:
    """Whether the API may be what it is, as an exit status; says why on standard output."""
    if not _git(repository, "tag", "--list", "v*", "--merged", "HEAD"):
        print("there is no tag yet: nothing to compare the public API with")
        return 0
    tag = _git(repository, "describe", "--tags", "--abbrev=0", "--match", "v*").strip()
    init = (repository / "src" / package / "__init__.py").read_text(encoding="utf-8")
    [version] = re.findall(r'^__version__ = "(.+)"$', init, re.MULTILINE)
    may_break = _series(version) != _series(tag.removeprefix("v"))
    print(f"the public API of {version} against {tag}", flush=True)
    griffe = [sys.executable, "-m", "griffe", "check", package, "--search", "src", "--no-color"]
    status = subprocess.run([*griffe, "--against", tag], cwd=repository, check=False).returncode

    changes = []
    if _git(repository, "ls-tree", tag, LOCK):  # else it is older than the lock
        before = _git(repository, "show", f"{tag}:{LOCK}")
        after = (repository / LOCK).read_text(encoding="utf-8")
        changes = compare(json.loads(before), json.loads(after))
    for change in changes:
        print(change)
    broken = [change for change in changes if change.breaking]
    if (status or broken) and not may_break:
        print(f"what breaks needs another version than {version}: see SemVer")
        return status or 1
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    untold = unannounced(broken, changelog.partition(f"\n## [{tag.removeprefix('v')}]")[0])
    for change in untold:
        print(f"CHANGELOG.md must name `{change.name}` under '### Breaking'")
    return 1 if untold else 0


def _series(version: str) -> tuple[str, ...]:
    """The versions that must not break each other: 1.x, or 0.2.x."""
    major, minor, *_ = version.split(".")
    return (major, minor) if major == "0" else (major,)


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(answer.stderr)
    return answer.stdout


if __name__ == "__main__":
    where, name = sys.argv[1:] or (ROOT, "china_trade_cities")
    sys.exit(check(Path(where), str(name)))
