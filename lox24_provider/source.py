"""Where a list of people comes from: a file beside the program, or the text of entries written inline."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lox24_provider.refusals import SourceChanged
from lox24_provider.rules.options import ReadOptions
from lox24_provider.rules.table import Table, canonical, fingerprint, read_table

__all__ = ["Lists", "described"]


class Lists:
    """The lists that this process has read, by their fingerprint; safe for many threads.

    What was checked is what is applied: a file that changes while a run is under way changes nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tables: dict[str, Table] = {}

    def read(self, inputs: Mapping[str, Any]) -> tuple[Table, str]:
        """The list that `inputs` name, and its fingerprint; with problems instead where it has some."""
        table = read_table(_content(inputs), options=ReadOptions.of(inputs))
        if table.problems:
            return table, ""
        digest = fingerprint(canonical(table.entries))
        with self._lock:
            self._tables[digest] = table
        return table, digest

    def applied(self, inputs: Mapping[str, Any]) -> Table | None:
        """The list with the fingerprint that `inputs` hold, or None where it is not at hand any more."""
        with self._lock:
            known = self._tables.get(inputs.get("digest", ""))
        if known is not None:
            return known
        try:
            table, digest = self.read(inputs)
        except (OSError, ValueError):
            return None
        return table if digest == inputs.get("digest") else None

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
    return str(inputs["source"]) if isinstance(inputs.get("source"), str) else "entries"


def _content(inputs: Mapping[str, Any]) -> bytes:
    source = inputs.get("source")
    return Path(source).read_bytes() if isinstance(source, str) else str(inputs.get("entries", "")).encode()
