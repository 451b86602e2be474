"""Files that we write, placed where they are meant: by no link out of the repository, over nothing that is in the way.

A repository may hold links that others have put there, and what is written here may name people. So a folder is found
by resolving it, judged, and then opened part by part, none of which may have become a link meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lox24_provider.safe_io.reading import by_words, is_gits, repository

__all__ = ["NEW", "PRIVATE", "Folder", "around", "create", "opened", "overwrite", "placed"]

NEW, PRIVATE = 0o666, 0o600  # as far as the user's mask lets it

_BY_HANDLE = {os.open, os.mkdir, os.rename, os.unlink, os.rmdir} <= os.supports_dir_fd  # not on Windows
_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_PATH", 0)
_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_DEVICES = (Path("/dev"), Path("/proc"))


@dataclass(frozen=True)
class Folder:
    """A folder that stays the one that was judged; names are those of files in it, and no link is followed."""

    path: Path
    handle: int | None

    def write(
        self, name: str, data: bytes, *, mode: int = NEW, exactly: int | None = None, durably: bool = False
    ) -> None:
        """A new file; `durably`, one that is there also if the machine ends right after this call.

        Raises:
            FileExistsError: something is there, be it a link to nothing.
        """
        made = self._open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(made, "wb") as file:
                file.write(data)
                if exactly is not None and hasattr(os, "fchmod"):
                    os.fchmod(made, exactly)
                if durably:
                    file.flush()
                    os.fsync(made)
            if durably:
                self.sync()
        except BaseException:
            self.unlink(name)
            raise

    def overwrite(self, name: str, data: bytes) -> None:
        """A file, also over one that is there; what is no file, such as a terminal, is written to.

        Raises:
            OSError: a link is there.
        """
        with os.fdopen(self._open(name, os.O_WRONLY | os.O_CREAT, NEW), "wb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                file.truncate()
            file.write(data)

    def read(self, name: str) -> tuple[bytes, int] | None:
        """What a file holds, and its mode; None if there is none."""
        try:
            with os.fdopen(self._open(name, os.O_RDONLY), "rb") as file:
                return file.read(), stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        except FileNotFoundError:
            return None

    def rename(self, old: str, new: str) -> None:
        """Put one file in another's place."""
        os.replace(self._at(old), self._at(new), src_dir_fd=self.handle, dst_dir_fd=self.handle)

    def unlink(self, name: str) -> None:
        """Take a file away, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self.handle)

    def sync(self) -> None:
        """Wait until the disk has which files are in it; not on Windows, which cannot be asked."""
        if self.handle is None:
            return
        again = os.open(".", os.O_RDONLY | getattr(os, "O_DIRECTORY", 0), dir_fd=self.handle)
        try:
            os.fsync(again)
        finally:
            os.close(again)

    def make(self, name: str, *, undo: ExitStack) -> None:
        """A folder in it, which goes again where `undo` runs and nobody has put anything in."""
        os.mkdir(self._at(name), dir_fd=self.handle)
        undo.callback(self._remove, name)

    def _remove(self, name: str) -> None:
        with suppress(OSError):
            os.rmdir(self._at(name), dir_fd=self.handle)

    def _open(self, name: str, flags: int, mode: int = 0) -> int:
        try:
            return os.open(self._at(name), flags | _FILE, mode, dir_fd=self.handle)
        except OSError as error:
            is_link = error.errno in (errno.ELOOP, errno.EMLINK)
            why = "it is a link, which is not followed" if is_link else error.strerror
            raise type(error)(error.errno, why, str(self.path / name)) from None

    def _at(self, name: str) -> str | Path:
        return self.path / name if self.handle is None else name


def placed(path: Path, *, root: Path | None, itself: bool = False) -> Path:
    """Where a folder is, or would be.

    Args:
        root: what it must not lead out of; None where a person has named the path.
        itself: whether `path` may be no link, where those on the way to it may.

    Raises:
        OSError: it leads out of `root`, or into what is git's.
    """
    try:
        real = path.parent.resolve() / path.name if itself else path.resolve()
    except RuntimeError:  # a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    top = root and root.resolve()
    if top and (not real.is_relative_to(top) or is_gits(real.relative_to(top))):
        raise OSError(errno.EACCES, "a link leads out of the repository there, and nothing is written by it", str(path))
    return real


@contextmanager
def opened(path: Path, *, root: Path | None, undo: ExitStack | None = None, itself: bool = False) -> Iterator[Folder]:
    """A folder to write in; what is missing of it is made.

    Args:
        root: as for `placed`; likewise `itself`.
        undo: takes away again what was made.

    Raises:
        OSError: as for `placed`; or it cannot be made or opened.
    """
    real = placed(path, root=root, itself=itself)
    top = next(one for one in (real, *real.parents) if one.exists()) if root is None else root.resolve()
    with ExitStack() as handles:
        folder = Folder(top, _handle(top, handles=handles))
        for part in real.relative_to(top).parts:
            below = folder.path / part
            try:
                handle = _handle(below, within=folder, handles=handles)
            except FileNotFoundError:
                folder.make(part, undo=undo or ExitStack())
                handle = _handle(below, within=folder, handles=handles)
            folder = Folder(below, handle)
        yield folder


def _handle(path: Path, *, handles: ExitStack, within: Folder | None = None) -> int | None:
    if not _BY_HANDLE:
        path.stat()
        return None
    name = path.name if within is not None else path
    handle = os.open(name, os.O_RDONLY | _FOLDER, dir_fd=within.handle if within is not None else None)
    handles.callback(os.close, handle)
    return handle


def create(path: Path, text: str, *, root: Path | None, mode: int = NEW) -> None:
    """Write a new file.

    Raises:
        FileExistsError: something is there.
        OSError: as for `opened`.
    """
    with opened(path.parent, root=root) as folder:
        folder.write(path.name, text.encode(), mode=mode)


def overwrite(path: Path, text: str, *, root: Path | None = None) -> None:
    """Write a file, also over one that is there.

    Without `root` a person has named the path: it may be anywhere, but what is relative stays in the repository.

    Raises:
        OSError: a link is there, or no folder; or as for `opened`.
    """
    if root is None and path.is_absolute() and any(one in path.parents for one in _DEVICES):
        path.write_text(text, encoding="utf-8")  # /dev/stdout is a link
        return
    root = around(path) if root is None else root
    if not placed(path.parent, root=root).is_dir():  # a misspelt name is to make none
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with opened(path.parent, root=root) as folder:
        folder.overwrite(path.name, text.encode())


def around(path: Path) -> Path | None:
    """The repository that a path which a person has named stays in; None if it is absolute, or its words lead out."""
    root = repository(Path.cwd())
    if path.is_absolute():
        return None
    return root if by_words(path).is_relative_to(root) else None
