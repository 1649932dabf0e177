"""Fails unless a program that PyInstaller froze answers what it answers from source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAM = """
import sys

import china_trade_cities as ctc
from china_trade_cities.__main__ import main

if len(sys.argv) > 1:
    sys.exit(main(sys.argv[1:]))
print(ascii([str(ctc.top_n(3)), str(ctc.profile("Ningbo")), ctc.load_dataset().info]))
print(len(ctc.serialization.json_schema()["$defs"]), len(ctc.serialization.to_json(ctc.top_n(3))))
"""
COMMANDS = (
    [],
    ["top", "-n", "3"],
    ["profile", "Ningbo", "--format", "json"],
    ["info"],
    ["validate"],
)


def printed(*command: str | Path) -> str:
    """What a command prints."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def main() -> int:
    """Freeze, and ask both."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        program = folder / "program.py"
        program.write_text(PROGRAM, encoding="utf-8")
        options = ("--log-level", "WARN", "--specpath", folder, "--workpath", folder / "build")
        freeze = (sys.executable, "-m", "PyInstaller", *options, "--distpath", folder / "dist")
        subprocess.run([*freeze, program], check=True, stdout=subprocess.DEVNULL)
        executable = next((folder / "dist" / "program").glob("program*"))
        for arguments in COMMANDS:
            frozen = printed(executable, *arguments)
            if not frozen or frozen != printed(sys.executable, program, *arguments):
                print(f"frozen, the answer to {arguments} differs: {frozen!r}")
                return 1
    print(f"{len(COMMANDS)} answers of a frozen program are as from source")
    return 0


if __name__ == "__main__":
    sys.exit(main())
