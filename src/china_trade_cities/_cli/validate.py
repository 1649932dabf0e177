"""The subcommand ``validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import china_trade_cities as ctc
from china_trade_cities._checks.audit import audit
from china_trade_cities._cli.columns import COLUMNS
from china_trade_cities._cli.output import Answer, progress
from china_trade_cities._io.snapshot import snapshot
from china_trade_cities._tables.vintages import reader

if TYPE_CHECKING:
    from argparse import Namespace


def validate(options: Namespace) -> Answer:
    """Check a whole vintage: every cell, and the rules between figures."""
    names: tuple[str, ...] = ()
    if options.path is None:
        read = reader(ctc.load_dataset(options.data_version).info.version)
    elif options.path.is_dir():
        if options.data_version is not None:
            raise ctc.exceptions.InvalidArgumentError(
                "--data-version", options.data_version, "left out if a PATH is given"
            )
        names, read = snapshot(options.path)
    else:
        raise ctc.exceptions.InvalidArgumentError(
            "PATH",
            str(options.path),
            "an existing folder with the tables of a vintage"
            + (", not a file" if options.path.exists() else ""),
        )
    with progress() as say:
        report = audit(read, say, names)
    document = {
        "version": report.version,
        "valid": report.is_valid,
        "errors": len(report.problems) + len(report.errors),
        "entries": report.to_dicts(),
    }
    return Answer(
        str(report),
        report.to_dicts(),
        COLUMNS["validate"],
        lambda: document,
        code=0 if report.is_valid and not (options.strict and report.is_new) else 1,
    )
