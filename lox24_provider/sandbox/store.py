"""The sandbox's memory: one SQLite file that several processes may write at once.

Every change is one `BEGIN IMMEDIATE` transaction in write-ahead mode: writers queue up instead of overwriting each
other, readers never wait, and a killed process leaves either the whole change behind or none of it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lox24_provider.sandbox.tables import SCHEMA, SCHEMA_VERSION, Tables

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Store", "prepare_folder"]

_OWNERS = 0o600  # there are people's numbers in it
BUSY_SECONDS = 30  # how long a writer queues behind writers of other processes


class Store:
    """Transactions over the file at `path`, which is created when absent (its folder is not), for its owner alone.

    Safe to share between threads, and to open in any number of processes of one machine. Opening raises
    `sqlite3.Error` for a file that is no database, and ValueError for one of another version.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = str(path)
        self._idle: list[sqlite3.Connection] = []  # append and pop are atomic
        # SQLite's own queue sleeps and tries again; within a process a lock is faster and fairer.
        self._turn = threading.Lock()
        self._prepare()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Tables]:
        """One consistent view of all tables."""
        with self._borrowed() as connection, _transaction(connection, "BEGIN"):
            yield Tables(connection)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Tables]:
        """One change, stored whole when the block ends and not at all when it raises."""
        with self._turn, self._borrowed() as connection, _transaction(connection, "BEGIN IMMEDIATE"):
            yield Tables(connection)

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")  # outlives a killed process, though not a power cut
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        # SQLite would create it as the umask says; its companions get the mode that the file has. Of what cannot be
        # created SQLite tells in its own words.
        with contextlib.suppress(OSError):
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNERS))
        with self._borrowed() as connection:
            _into_wal(connection)
            with _transaction(connection, "BEGIN IMMEDIATE"):
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if version == 0:
                    for statement in SCHEMA:
                        connection.execute(statement)
                elif version != SCHEMA_VERSION:
                    raise ValueError(f"{self._path} was written by another version of the sandbox; delete it")
            self._narrow()

    def _narrow(self) -> None:
        """Take from others what a file of an earlier release lets them read, once it is known to be one."""
        for path in (Path(self._path + suffix) for suffix in ("", "-wal", "-shm")):
            with contextlib.suppress(FileNotFoundError):
                if stat.S_IMODE(path.stat().st_mode) & ~_OWNERS:
                    path.chmod(_OWNERS)


def prepare_folder(db: Path) -> None:
    """Create the folder of `db`, out of git's sight, unless it is there already."""
    try:
        db.parent.mkdir(parents=True)
    except FileExistsError:
        return
    (db.parent / ".gitignore").write_text("*\n", encoding="utf-8")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _into_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead mode, which alone among SQLite's statements does not queue when busy."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:  # noqa: PERF203 each round is a new attempt
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
