"""Several files written as one: all of them, or none."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lox24_provider.safe_io.writing import NEW, PRIVATE, Folder, opened

__all__ = ["Written", "write_all"]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that is to be written.

    Attributes:
        root: what no link may lead it out of; None where a person has named the path.
        is_new: whether nothing may be in its place, not even a link; any other link stays one.
        is_private: whether nobody else may read it.
    """

    path: Path
    text: str
    root: Path | None
    is_new: bool = False
    is_private: bool = False


def write_all(files: Sequence[Written]) -> None:
    """Write the files; where one cannot be written, all is as it was, also what is written over.

    Raises:
        OSError: nothing was written.
    """
    with ExitStack() as handles, ExitStack() as undo:
        staged = []
        for one in files:
            path = one.path if one.is_new else _behind(one.path)
            folder = handles.enter_context(opened(path.parent, root=one.root, undo=undo))
            old = None if one.is_new else folder.read(path.name)
            exactly = old[1] if old is not None else None
            mode = PRIVATE if one.is_private or old is not None else NEW
            staged.append((folder, path.name, _beside(folder, one.text.encode(), mode, exactly, undo=undo), old, mode))
        kept = []
        for folder, name, new, old, mode in staged:
            if old is None:
                folder.write(name, b"", mode=mode)  # nobody else's from here on
                undo.callback(folder.unlink, name)
                folder.rename(new, name)
                continue
            content, exactly = old
            before = _beside(folder, content, PRIVATE, exactly, undo=undo)
            kept.append((folder, before))
            folder.rename(new, name)
            undo.callback(folder.rename, before, name)
        undo.pop_all()
        for folder, before in kept:
            folder.unlink(before)


def _behind(path: Path) -> Path:
    """Where a file is that may be a link.

    Raises:
        OSError: it is a link to nothing.
    """
    if path.is_symlink() and not path.exists():
        raise OSError(errno.ENOENT, "it is a link to nothing", str(path))
    return Path(os.path.realpath(path))


def _beside(folder: Folder, data: bytes, mode: int, exactly: int | None, *, undo: ExitStack) -> str:
    """A file with this content in the folder, so that it can take another's place at once."""
    name = f".lox24-{secrets.token_hex(8)}"
    undo.callback(folder.unlink, name)
    folder.write(name, data, mode=mode, exactly=exactly)
    return name
