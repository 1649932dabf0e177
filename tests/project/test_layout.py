"""Tests stand where ``tests/README.md`` says: beside what they test."""

from __future__ import annotations

from pathlib import Path

import pytest

import china_trade_cities

TESTS = Path(__file__).parents[1]
SOURCE = Path(china_trade_cities.__path__[0])
ROOMS = {
    folder.name.removeprefix("_"): folder
    for folder in SOURCE.iterdir()
    if (folder / "__init__.py").is_file()
}
# Folders of tests that mirror no room: anything may be tested there.
OTHERS = {"data", "project"}
# Tests of several files of a room: what they ask goes through all of them.
CROSS_CUTTING = {
    "checks/test_damage.py",  # cells damaged at random: how many of them any check notices
    "frames/test_agreement.py",  # every engine, every question, held against a reference
    "io/test_folders.py",  # what is written and read again
    "project/test_errors.py",  # every error: who raises it, and what it says
}
FILES = sorted(
    file.relative_to(TESTS).as_posix()
    for file in TESTS.rglob("test_*.py")
    if file.relative_to(TESTS).parts[0] != "downstream"
)


def names_in(room: str) -> set[str]:
    """What tests of a room may be called: after its files, or after the room."""
    return {file.stem.removeprefix("_") for file in ROOMS[room].iterdir()} | {room}


@pytest.mark.parametrize("file", FILES)
def test_a_test_stands_beside_what_it_tests(file: str) -> None:
    """In the room of a file, under its name; or it is listed as one of several files."""
    room, _, name = file.rpartition("/")
    assert room in ROOMS.keys() | OTHERS, "no such room: see tests/README.md"
    if room in ROOMS:
        known = name.removeprefix("test_").removesuffix(".py") in names_in(room)
        assert known is (file not in CROSS_CUTTING)


def test_every_room_has_tests() -> None:
    """And what is listed is there."""
    assert {file.partition("/")[0] for file in FILES} == ROOMS.keys() | OTHERS
    assert set(FILES) >= CROSS_CUTTING
