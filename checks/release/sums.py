"""SHA256SUMS: what a release consists of, in the form that `sha256sum --check` reads."""

from __future__ import annotations

from pathlib import Path

from checks.release.packages import digest

__all__ = ["FILE", "write"]

FILE = "SHA256SUMS"


def write(folder: Path) -> int:
    """Writes a line for each file of a folder but that one itself, by their names; how many there are."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != FILE)
    (folder / FILE).write_text("".join(f"{digest(path)}  {path.name}\n" for path in files), "utf-8")
    return len(files)
