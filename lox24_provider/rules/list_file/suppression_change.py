"""Suppression files: whether a list may take people whom they left out before. By their names, nothing is read."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

__all__ = ["drops_files", "file_names"]


def file_names(paths: object) -> Counter[str]:
    """The names of suppression files without their folders: the same file is elsewhere in another clone."""
    several = paths if isinstance(paths, list | tuple) else ()
    return Counter(PurePosixPath(str(path).replace("\\", "/")).name for path in several)


def drops_files(paths: object, *, before: object) -> bool:
    """Whether a list may take people whom a suppression file left out: one of these files is not named any more.

    Both as they are declared or kept in a state; of a secret only a change can be told.
    """
    if not before or paths == before:
        return False
    if not (isinstance(before, list | tuple) and isinstance(paths, list | tuple | None)):
        return True
    return bool(file_names(before) - file_names(paths))
