"""The vintages that ship: which there are, and that they stay as they are."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files

import pytest

import china_trade_cities as ctc
from china_trade_cities._tables.vintages import BUNDLED
from china_trade_cities.exceptions import VersionNotFoundError

FOLDER = files(ctc).joinpath("data", "2026.1")


def test_every_folder_is_a_version_and_the_reverse() -> None:
    """`available_versions` lists what ships, oldest first."""
    folders = {item.name for item in files(ctc).joinpath("data").iterdir() if item.is_dir()}
    assert set(ctc.available_versions()) == folders == set(BUNDLED)
    assert list(ctc.available_versions()) == sorted(folders)


def test_the_newest_vintage_is_the_default() -> None:
    """No argument means the newest; an unknown version names those there are."""
    assert ctc.load_dataset() is ctc.load_dataset(ctc.available_versions()[-1])
    with pytest.raises(VersionNotFoundError) as caught:
        ctc.load_dataset("2020.1")
    assert caught.value.suggestions == ctc.available_versions()


def test_the_descriptor_holds_size_and_hash_of_every_table() -> None:
    """A table that was changed after its vintage was made is found out."""
    descriptor = json.loads(FOLDER.joinpath("datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        content = FOLDER.joinpath(resource["path"]).read_bytes()
        assert resource["bytes"] == len(content), resource["name"]
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}", resource["name"]
