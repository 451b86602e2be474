"""Several files written as one: all of them, or none."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

__all__ = ["write_all"]

NEW, PRIVATE = 0o666, 0o600  # as far as the user's mask lets it


def write_all(files: Mapping[Path, str], *, private: Collection[Path]) -> None:
    """Write the files; where one cannot be written, all is as it was, also what is written over.

    Args:
        private: those that nobody else may read.

    Raises:
        OSError: nothing was written.
    """
    with ExitStack() as undo:
        staged, kept = [], []
        for file, text in files.items():
            path = Path(os.path.realpath(file))  # a link stays one
            _make(path.parent, undo=undo)
            data = text.encode()
            old = path.read_bytes() if path.exists() else None
            staged.append((path, _beside(path, data, mode=PRIVATE if file in private else NEW, undo=undo), old))
        for path, new, old in staged:
            if old is None:
                new.replace(path)
                undo.callback(path.unlink, missing_ok=True)
                continue
            kept.append(_beside(path, old, mode=PRIVATE, undo=undo))
            for made in (new, kept[-1]):
                made.chmod(path.stat().st_mode & 0o777)
            new.replace(path)
            undo.callback(kept[-1].replace, path)
        undo.pop_all()
        for before in kept:
            before.unlink()


def _make(folder: Path, *, undo: ExitStack) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        undo.callback(_without, one)


def _beside(path: Path, data: bytes, *, mode: int, undo: ExitStack) -> Path:
    """A file with this content in the folder of `path`, so that it can take its place at once."""
    made = path.with_name(f".lox24-{secrets.token_hex(8)}")
    undo.callback(made.unlink, missing_ok=True)
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return made


def _without(folder: Path) -> None:
    with suppress(OSError):  # somebody has put something in
        folder.rmdir()
