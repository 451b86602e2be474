"""SHA256SUMS: what a release consists of, in the form that `sha256sum --check` reads."""

from __future__ import annotations

from pathlib import Path

from checks.release.packages import digest

__all__ = ["FILE", "lines"]

FILE = "SHA256SUMS"


def lines(folder: Path) -> str:
    """A line for each file of a folder but that one itself, by their names."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != FILE)
    return "".join(f"{digest(path)}  {path.name}\n" for path in files)
