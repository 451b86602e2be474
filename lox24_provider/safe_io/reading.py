"""Files that others wrote: only regular ones are opened, and no more is read than a bound allows."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

__all__ = ["OUTSIDE", "TooLarge", "by_words", "is_gits", "read_regular", "repository"]


OUTSIDE = "it is outside of the repository, where a stack file may not look"
"""Why a list is not read: its path or a link leads out."""


class TooLarge(OSError):
    """A file has more bytes than are read."""

    def __init__(self, most: int, *, advice: str = "") -> None:
        super().__init__(errno.EFBIG, f"it has more than {most // 2**20} MiB{advice}")
        self.most = most


def read_regular(path: Path, *, most: int) -> bytes:
    """What a regular file holds; nothing else is opened, as reading it may never end, or do something.

    Raises:
        OSError: it cannot be read, is no regular file, or (`TooLarge`) has more than `most` bytes.
        ValueError: its name has a NUL.
    """
    _refuse_special(path.stat().st_mode)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        _refuse_special(os.fstat(file.fileno()).st_mode)  # it may be another one by now
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(most)
    return content


def _refuse_special(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file")


def repository(folder: Path) -> Path:
    """The repository around a folder; without one, the folder itself."""
    inside = folder.resolve()
    return next((one for one in (inside, *inside.parents) if (one / ".git").exists()), inside)


def is_gits(path: Path) -> bool:
    """Whether a path leads into what is git's; a disk may take `.GIT` for the same folder, and a link may say so."""
    return any(part.casefold() == ".git" for part in path.parts)


def by_words(path: Path) -> Path:
    """The whole of a path, without `..`, by its words alone: no link is followed."""
    return Path(os.path.normpath(Path.cwd() / path))
