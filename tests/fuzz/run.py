"""Fuzz one target, guided by coverage: ``python tests/fuzz/run.py period -runs=1000000``.

Needs atheris (``pip install atheris``). Begins with the corpus that is kept, and puts what it found
to be new there when it is done, minimised. Further arguments are those of libFuzzer.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
# The longest input, in bytes: small ones are tried faster, and say more.
LONGEST = {
    "period": 20,
    "city": 24,
    "customs_location": 600,
    "customs_hangzhou": 600,
    "customs_query": 400,
    "from_json": 200,
    "dataset_table": 200,
    "dataset_document": 400,
    "dataset_folder": 400,
    "command_line": 100,
}


def read_corpus(name: str) -> list[bytes]:
    """The inputs that are kept."""
    file = CORPUS / f"{name}.json"
    texts: list[str] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return [text.encode(errors="surrogateescape") for text in texts]


def write_corpus(name: str, inputs: list[bytes]) -> None:
    """Keep inputs, the shortest first."""
    texts = [each.decode(errors="surrogateescape") for each in sorted(inputs, key=_size)]
    text = json.dumps(texts, indent=0)
    (CORPUS / f"{name}.json").write_text(f"{text}\n", "utf-8")


def _size(data: bytes) -> tuple[int, bytes]:
    return len(data), data


def fuzz(name: str) -> None:
    """Hand over to libFuzzer, which ends the process."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["china_trade_cities"]):
        targets = import_module("fuzz.targets")
    again = shlex.join([sys.executable, __file__])  # how libFuzzer starts this file again
    with targets.quickened():
        atheris.Setup([again, *sys.argv[1:]], lambda data: targets.run(name, data))
        atheris.Fuzz()


def main(name: str, *arguments: str) -> int:
    """Fuzz, then keep the smallest corpus that reaches as much."""
    with tempfile.TemporaryDirectory() as scratch:
        before, after = Path(scratch, "before"), Path(scratch, "after")
        before.mkdir()
        after.mkdir()
        for number, data in enumerate(read_corpus(name)):
            (before / str(number)).write_bytes(data)
        command = [sys.executable, __file__, "-timeout=10", "-rss_limit_mb=1024"]
        command.append(f"-max_len={LONGEST[name]}")
        # libFuzzer starts this file again, with its own arguments alone.
        environment = {**os.environ, _TARGET: name}
        code = subprocess.run(
            [*command, "-print_final_stats=1", *arguments, str(before)],
            check=False,
            env=environment,
        ).returncode
        merge = ["-merge=1", str(after), str(before)]
        subprocess.run([*command, *merge], check=True, env=environment, capture_output=True)
        write_corpus(name, [file.read_bytes() for file in after.iterdir()])
    return code


_TARGET = "FUZZ_TARGET"

if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    if _TARGET in os.environ:
        fuzz(os.environ[_TARGET])
    sys.exit(main(*sys.argv[1:]))
