"""What fuzzing found worth keeping, once more; ``tests/fuzz/README.md`` says how it is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fuzz import run, targets

if TYPE_CHECKING:
    from collections.abc import Iterator

# Inputs of so few bytes are hardly ever a customs table, nor a whole document.
NEVER_TAKEN = {"customs_location", "customs_hangzhou"}

FAULTS = [
    ("customs_location", b"multipart/related; boundary=b\n\n--b\ntext/html base64\n\nPHRhY"),
    # Found by hand: no fuzzer would write an exponent of eight digits.
    (
        "from_json",
        b'ExchangeRate\n{"year":2024,"currency":"USD","cny_per_unit":"1E99999999","source":"gazette"}',
    ),
    ("command_line", b"import\n" + b"\x82" * 38 + b"x.csv\ndiff\n1\n1"),
    (
        "dataset_folder",
        b'\x1e\x0f{"name":"x","title":"T","version":"1","reference_period":"2024","resources":[{"path":"records.csv","name":"records","hasj":"x","schema":{"primaryKey":["ciyt"],"fields":[{"name":"city","type":"string","co$straints":{"required":true,"pattern":"a+"}}]}}]}\x1e\tid',
    ),
    ("command_line", b"import\n\xff.csv\n--format\njson"),
    ("command_line", b"validate\n" + b"x" * 5_000),
    ("command_line", b"import\na\0b"),
    ("customs_query", b"\0PK\x03\x04"),
    ("city", "a\u0315\u0300\u0f73".encode()),
]
"""Inputs that once brought out something else."""


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """As when fuzzing."""
    with targets.quickened():
        yield


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", targets.TARGETS)
def test_nothing_but_errors_of_this_package_comes_out(name: str) -> None:
    """Each input that reached something new is taken, or refused with an error of ours."""
    taken = [targets.run(name, data) for data in run.read_corpus(name)]
    assert False in taken or name == "command_line"
    assert True in taken or name in NEVER_TAKEN


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("name", "data"), FAULTS)
def test_what_was_once_a_fault(name: str, data: bytes) -> None:
    targets.run(name, data)


@pytest.mark.parametrize("fault", [ValueError("no error of ours"), AssertionError("wrong")])
def test_other_errors_would_come_out(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target hides nothing."""

    def broken(_: bytes) -> None:
        raise fault

    monkeypatch.setitem(targets.TARGETS, "period", broken)
    with pytest.raises(type(fault), match=str(fault)):
        targets.run("period", b"2024")


def test_the_corpus_is_small() -> None:
    """It belongs to the source distribution."""
    files = sorted((Path(run.__file__).parent / "corpus").iterdir())
    assert [file.stem for file in files] == sorted(targets.TARGETS)
    assert sum(file.stat().st_size for file in files) < 100_000


def test_every_target_has_a_recorded_run() -> None:
    """The record says how often each was run, how, and that no fault is left."""
    record: dict[str, Any] = json.loads(run.RECORD.read_text("utf-8"))
    assert record["targets"].keys() == targets.TARGETS.keys() == run.LONGEST.keys()
    assert min(found["executions"] for found in record["targets"].values()) >= 1_000_000
    assert {found["faults"] for found in record["targets"].values()} == {0}
    for found in record["targets"].values():
        assert found["executions"] == sum(each["executions"] for each in found["runs"])
