"""Where a group's entries come from: a list file beside the program, or the text of entries written inline."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lox24_provider.display.text import HIDDEN, masked, one_line
from lox24_provider.errors import SourceChanged
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.group_phones import fingerprinted
from lox24_provider.rules.list_file.digests import canonical, checksum, fingerprint
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from lox24_provider.rules.secrecy import names
from lox24_provider.safe_io.reading import OUTSIDE, TooLarge, is_gits, read_regular, repository

__all__ = [
    "MOST_BYTES",
    "Contents",
    "ListUnreadError",
    "Lists",
    "ReadList",
    "contents_of",
    "described",
    "paths_of",
    "read_file",
    "read_inside",
    "table_of",
]

MOST_BYTES = 64 * 2**20
"""The most bytes of a list file, where `lox24:maxListSize` says nothing else."""


class ListUnreadError(OSError):
    """One of a list's files cannot be read.

    Attributes:
        error: what reading it has raised.
        field: the input that names it.
        path: the file, as the input names it.
    """

    def __init__(self, error: OSError | ValueError, *, field: str, path: str) -> None:
        super().__init__(getattr(error, "errno", None), getattr(error, "strerror", None) or type(error).__name__)
        self.error, self.field, self.path = error, field, path

    def called(self, inputs: Mapping[str, Any]) -> str:
        """The file's name in a message."""
        return HIDDEN if self.field in names(inputs) else one_line(masked(self.path))

    def reason(self, folder: Path) -> str:
        """Why; of a file that is not there, in which folder it was looked for."""
        is_searched = isinstance(self.error, FileNotFoundError) and not Path(self.path).is_absolute()
        return f"{self.strerror}; looked for in {one_line(str(folder))}" if is_searched else str(self.strerror)


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

        Raises:
            ListUnreadError: a file of it cannot be read.
        """
        base, options = self.base or ProjectFolder.running(), ReadOptions.of(inputs)
        if isinstance(source := inputs.get("source"), str):
            is_hidden = "suppression_files" in names(inputs)
            table = table_of(source, options=options, read=self._read_from(base), is_hidden=is_hidden)
        else:
            table = read_table(str(inputs.get("entries", "")).encode(), options=options)
        if table.problems:
            return ReadList(table)
        text = canonical(table.entries)
        known = checksum(text)
        digest = fingerprinted(before, checksum=known) or fingerprint(text)
        with self._lock:
            self._tables[digest] = table
        return ReadList(table, digest, known)

    def _read_from(self, base: ProjectFolder) -> Callable[[str], bytes]:
        return lambda path: read_file(base.path(path), most=self.most_bytes)

    def applied(self, inputs: Mapping[str, Any]) -> Table | None:
        """The list with the fingerprint that `inputs` hold, or None where it is not at hand any more."""
        with self._lock:
            known = self._tables.get(inputs.get("digest", ""))
        if known is not None:
            return known
        try:
            read = self.read(inputs, before=inputs)
        except ListUnreadError:
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
    return one_line(masked(inputs["source"])) if isinstance(inputs.get("source"), str) else "entries"


def paths_of(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The files that a list is read from, each with the input that names it; what cannot be a path is left out."""
    several = inputs.get("suppression_files")
    named = [("source", inputs.get("source")), *(("suppression_files", one) for one in _listed(several))]
    return {path: field for field, path in reversed(named) if isinstance(path, str) and "\0" not in path}


def _listed(value: object) -> list[object]:
    return [*value] if isinstance(value, list | tuple) else []


class Contents(NamedTuple):
    """What the files of a list hold; of a suppression file with its name, as a message may have it."""

    list: bytes
    suppression: Sequence[tuple[str, bytes]]


def table_of(source: str, *, options: ReadOptions, read: Callable[[str], bytes], is_hidden: bool = False) -> Table:
    """The list of a file, without the people of its suppression files.

    Args:
        source: the list file, as it is named.
        options: how it is read; with the suppression files.
        read: what a file holds.
        is_hidden: whether the names of the suppression files are secret.

    Raises:
        ListUnreadError: a file cannot be read: `read` has raised an OSError or ValueError (a path with a NUL).
    """
    contents = contents_of(source, options=options, read=read, is_hidden=is_hidden)
    return read_table(contents.list, options=options, suppression=contents.suppression)


def contents_of(
    source: str, *, options: ReadOptions, read: Callable[[str], bytes], is_hidden: bool = False
) -> Contents:
    """What `table_of` reads."""

    def content(path: str, *, field: str) -> bytes:
        try:
            return read(path)
        except (OSError, ValueError) as error:
            raise ListUnreadError(error, field=field, path=path) from None

    own = content(source, field="source")
    suppression = [
        (str(at) if is_hidden else one_line(masked(path)), content(path, field="suppression_files"))
        for at, path in enumerate(options.suppression_files, start=1)
    ]
    return Contents(own, suppression)


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
