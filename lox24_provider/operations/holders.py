"""One object, one resource: which resource of this process holds which group."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from lox24_provider.errors import HeldByAnother

__all__ = ["Holders", "Seen"]


class Seen(Enum):
    """Where a process learned that a resource holds a group."""

    STATE = "read from the state, in a refresh"
    PROGRAM = "declared by the program"


class Holders:
    """Group id -> URN, fed by every diff, read and create of this process; safe for many threads.

    Without it two resources could come to hold one group (after a rename without alias, say), and the delete of one
    would destroy what the other one still declares.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders: dict[str, tuple[str, Seen]] = {}
        self._names: set[str] = set()

    def hold(self, id: str, *, urn: str, seen: Seen) -> None:
        """`urn` holds the group.

        What the program declares wins over what the state said: between the two a resource may have been renamed with
        an alias, and comes under its new URN.

        Raises:
            HeldByAnother: another resource holds it.
        """
        if not urn:
            return
        with self._lock:
            holder, learned = self._holders.get(id, (urn, seen))
            if holder != urn and learned is seen:
                raise HeldByAnother(id=id, holder=holder, urn=urn)
            if holder == urn and learned is Seen.PROGRAM:
                return
            self._holders[id] = (urn, seen)

    def other_holder(self, id: str, *, urn: str) -> str | None:
        """The resource that holds the group, if that is not `urn`."""
        with self._lock:
            holder, _ = self._holders.get(id, (urn, Seen.STATE))
        return holder if holder != urn else None

    @contextmanager
    def creating(self, name: str) -> Iterator[bool]:
        """Claim a group name while its creation is under way; False if another creation has it already."""
        with self._lock:
            free = name not in self._names
            if free:
                self._names.add(name)
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._names.remove(name)
