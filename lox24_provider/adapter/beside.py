"""What the other processes of the same run hold: each adapter has one, and so has each account of a program.

A group that changes its resource and its adapter at once is adopted in one process and deleted in the other, which has
to learn of it. Processes of one run know the same engine, and each keeps a file of what its program declares, locked as
long as it lives: one that is not locked was left by a process that is gone.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from lox24_provider.adapter.engine_watch import is_address
from lox24_provider.adapter.state_format import GROUP_TYPES, PHONES_TYPES
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.safe_io.reading import read_regular

try:
    import fcntl
except ImportError:  # Windows, where a process knows of itself only
    fcntl = None  # type: ignore[assignment]

__all__ = ["Beside"]

_MOST_BYTES = 2**26
_TRIES = 3


class Beside:
    """The groups, or the lists of groups, that the processes of one run declare; safe for many threads.

    Args:
        engine: where the run's engine listens; where it is no address, nobody is beside.
        kind: what it is about, a word.
        account: whose numbers they are; "" if that is not known.
    """

    def __init__(self, *, engine: str, kind: str, account: Callable[[], str]) -> None:
        self._prefix = f"{re.sub(r'[^0-9A-Za-z]', '-', engine)}-{kind}-" if is_address(engine) else ""
        self._account = account
        self._lock = threading.Lock()
        self._handle: int | None = None
        self._own = ""
        self._told: set[tuple[str, str, str]] = set()

    def took(self, id: str, *, urn: str) -> None:
        """Tell the others that this process's program declares it."""
        line = (self._account(), id, _resource(urn))
        with self._lock:
            if not self._prefix or fcntl is None or not line[0] or line in self._told:
                return
            self._told.add(line)
            with suppress(OSError):  # a system without room for it has what it had before
                if self._handle is None:
                    self._handle = self._opened()
                os.write(self._handle, f"{json.dumps(line)}\n".encode())

    def holder(self, id: str, *, urn: str) -> str | None:
        """Another resource that a process which still lives declares it by; `urn` by the other adapter is the same."""
        with suppress(OSError, ValueError):
            own = self._account()
            for account, one, holder in self._others(id):
                if (account, one) == (own, id) and holder != _resource(urn):
                    return holder
        return None

    def _others(self, id: str) -> Iterator[tuple[str, str, str]]:
        if not self._prefix or fcntl is None:
            return
        for file in _folder().glob(f"{self._prefix}*"):
            if str(file) != self._own and not _is_left(file):
                lines = read_regular(file, most=_MOST_BYTES).decode().splitlines()
                for line in (one for one in lines if id in one):  # of thousands, for each of thousands
                    account, one, urn = json_of(line)
                    yield str(account), str(one), str(urn)

    def _opened(self) -> int:
        """A new file of this process, locked; what others left is removed."""
        folder = _folder()
        for file in folder.iterdir():
            _is_left(file, remove=True)
        for _ in range(_TRIES):
            handle, self._own = tempfile.mkstemp(prefix=self._prefix, dir=folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:  # else somebody took it for left, before it was locked
                return handle
            os.close(handle)
        raise OSError("no file of its own")


def _is_left(file: Path, *, remove: bool = False) -> bool:
    """Whether no process has a file any more; then it is removed, if asked, before one could lock it."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if remove:
            file.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _folder() -> Path:
    """The folder of this user's runs, which nobody else may look into or write in.

    Raises:
        OSError: it is none, or not that.
    """
    folder = Path(tempfile.gettempdir(), f"lox24-runs-{os.getuid()}")
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise NotADirectoryError(str(folder))
    return folder


def _resource(urn: str) -> str:
    """A URN as the native plugin's resource of it has it."""
    for dynamic, native in (GROUP_TYPES, PHONES_TYPES):
        urn = urn.replace(f"::{dynamic}::", f"::{native}::").replace(f"${dynamic}::", f"${native}::")
    return urn
