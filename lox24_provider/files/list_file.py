"""Where a group's entries come from: a list file beside the program, or the text of entries written inline."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lox24_provider.display.text import HIDDEN, one_line
from lox24_provider.errors import SourceChanged
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.group_phones import fingerprinted
from lox24_provider.rules.list_file.digests import canonical, checksum, fingerprint
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from lox24_provider.rules.secrecy import names
from lox24_provider.safe_io.reading import OUTSIDE, TooLarge, is_gits, read_regular, repository

__all__ = ["MOST_BYTES", "Lists", "ReadList", "described", "read_file", "read_inside", "reason_of"]

MOST_BYTES = 64 * 2**20
"""The most bytes of a list file, where `lox24:maxListSize` says nothing else."""


class ReadList(NamedTuple):
    """A list as it was read; with problems it has no digest."""

    table: Table
    digest: str = ""
    """Its fingerprint."""
    checksum: str = ""


class Lists:
    """The lists that this process has read, by their fingerprint; safe for many threads.

    What was checked is what is applied: a file that changes while a run is under way changes nothing.
    """

    def __init__(self) -> None:
        self.most_bytes = MOST_BYTES
        self.base: ProjectFolder | None = None  # None: the current folder's
        self._lock = threading.Lock()
        self._tables: dict[str, Table] = {}

    def read(self, inputs: Mapping[str, Any], *, before: Mapping[str, Any]) -> ReadList:
        """The list that `inputs` name; with problems instead where it has some.

        Args:
            before: inputs that the state holds, which have the fingerprint of a list that has not changed.
        """
        table = read_table(
            _content(inputs, most=self.most_bytes, base=self.base or ProjectFolder.running()),
            options=ReadOptions.of(inputs),
        )
        if table.problems:
            return ReadList(table)
        text = canonical(table.entries)
        known = checksum(text)
        digest = fingerprinted(before, checksum=known) or fingerprint(text)
        with self._lock:
            self._tables[digest] = table
        return ReadList(table, digest, known)

    def applied(self, inputs: Mapping[str, Any]) -> Table | None:
        """The list with the fingerprint that `inputs` hold, or None where it is not at hand any more."""
        with self._lock:
            known = self._tables.get(inputs.get("digest", ""))
        if known is not None:
            return known
        try:
            read = self.read(inputs, before=inputs)
        except (OSError, ValueError):
            return None
        return read.table if read.digest == inputs.get("digest") else None

    def checked(self, inputs: Mapping[str, Any]) -> Table:
        """The list that was checked in this run.

        Raises:
            SourceChanged: there is none of that fingerprint.
        """
        table = self.applied(inputs)
        if table is None:
            raise SourceChanged(source=described(inputs))
        return table


def described(inputs: Mapping[str, Any]) -> str:
    """The list's name in a message."""
    if "source" in names(inputs):
        return HIDDEN
    return str(inputs["source"]) if isinstance(inputs.get("source"), str) else "entries"


def read_file(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """What a regular file holds; nothing else is opened, as reading it may never end, or do something.

    Raises:
        OSError: it cannot be read, is no regular file, or has more than `most` bytes.
        ValueError: its name has a NUL.
    """
    try:
        return read_regular(path, most=most)
    except TooLarge:
        raise TooLarge(most, advice="; lox24:maxListSize may allow more") from None


def read_inside(folder: Path, source: str, *, most: int = MOST_BYTES) -> bytes:
    """The same for a path that a stack file names: only inside of the repository, links included.

    Args:
        folder: the project's folder, which the path is relative to; without a repository around it, the limit.

    Raises:
        OSError, ValueError: as for `read_file`; or the file is elsewhere.
    """
    root = repository(folder)
    try:
        path = (folder / source).resolve()  # what is elsewhere is not told to be there or not
    except RuntimeError:  # a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if root not in path.parents or is_gits(path.relative_to(root)):
        raise OSError(errno.EACCES, OUTSIDE)
    return read_file(path, most=most)


def _content(inputs: Mapping[str, Any], *, most: int, base: ProjectFolder) -> bytes:
    source = inputs.get("source")
    if isinstance(source, str):
        return read_file(base.path(source), most=most)
    return str(inputs.get("entries", "")).encode()


def reason_of(error: Exception, *, source: str, folder: Path) -> str:
    """Why a file cannot be read; of one that is not there, where it was looked for."""
    reason = getattr(error, "strerror", None) or type(error).__name__
    is_searched = isinstance(error, FileNotFoundError) and not Path(source).is_absolute()
    return f"{reason}; looked for in {one_line(str(folder))}" if is_searched else reason
