"""Writes size and SHA-256 of every table into the descriptor of a vintage.

Run by hand after a table was changed: ``python tools/hash_tables.py FOLDER``.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path


def main(folder: str) -> None:
    """Refresh ``bytes`` and ``hash`` of each resource of a Data Package."""
    path = Path(folder, "datapackage.json")
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        content = Path(folder, resource["path"]).read_bytes()
        schema = resource.pop("schema")
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{sha256(content).hexdigest()}"
        resource["schema"] = schema  # last, as it is the longest
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
