"""What PyInstaller asks of a package, so that programs frozen with it find the data."""

from __future__ import annotations


def get_hook_dirs() -> list[str]:
    """Where the hook is; PyInstaller finds this function by its entry point."""
    return list(__path__)
