"""One object, one resource: which resource of this process holds which group."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from lox24_provider.display.invisible import appearances
from lox24_provider.errors import NameInDoubt, OutcomeUnknown, OwnedByAnother

__all__ = ["Others", "Ownership"]


class Others(Protocol):
    """The other processes of the run, for the adapter that deletes may not be the one that holds."""

    def took(self, id: str, *, urn: str) -> None:
        """Tell them that the program declares the group under `urn`."""

    def holder(self, id: str, *, urn: str) -> str | None:
        """The resource by which one of them declares it, if that is not `urn`."""


class _Owner(NamedTuple):
    urn: str
    declared: bool  # by the program; else only known from the state
    is_new: bool = False  # about to be created


class Ownership:
    """Group id -> URN, fed by every diff, read and create of this process; safe for many threads.

    Without it two resources could come to hold one group (after a rename without alias, say), and the delete of one
    would destroy what the other one still declares.

    A refresh knows resources by the URNs of the state, then the program declares them by its own. Between the two a
    resource may have been renamed with an alias, so what the program declares wins over what the state said. Every
    other second URN for an id is refused with `OwnedByAnother`.
    """

    def __init__(self) -> None:
        self.others: Others | None = None  # as far as the adapter knows any
        self._lock = threading.Lock()
        self._owners: dict[str, _Owner] = {}
        self._refreshed: Counter[str] = Counter()  # a URN may have several groups: condemned ones of replacements
        self._adopting: dict[str, str] = {}
        self._awaited: dict[str, str] = {}  # names by URN
        self._current: dict[str, str] = {}
        self._turns: dict[str, threading.Lock] = {}
        self._doubtful: set[str] = set()

    def read(self, id: str, *, urn: str, may_move: bool = False) -> None:
        """The state holds the group under `urn`, and it is there; so one diff of `urn` follows to end the refresh.

        Args:
            may_move: whether `urn` may leave it to another one, as a list may. A refresh that runs the program reads
                each resource as it is declared, so the other one may have it already; what `urn` declares will tell.
        """
        self._hold(id, _Owner(urn, declared=False), may_move=may_move)
        with self._lock:
            self._refreshed[urn] += 1

    def diffed(self, id: str, *, urn: str, same: bool) -> bool:
        """The engine compares `urn`, either to end a refresh (True) or because the program declares it."""
        with self._lock:
            of_refresh = self._refreshed[urn] > 0
            self._refreshed[urn] -= of_refresh
        if not of_refresh:
            self.declared(id, urn=urn)
            if same:
                self.keeps(id, urn=urn)
        return of_refresh

    def keeps(self, id: str, *, urn: str) -> None:
        """`urn` has the group and keeps it: adopted, updated, or compared and found the same.

        A delete of it that follows is about an older state of the same resource: `--replace` creates, which may adopt
        the very group it was to replace, and then deletes what was there before; an interrupted run leaves that delete
        to the next one.
        """
        with self._lock:
            self._current[urn] = id

    def declared(self, id: str, *, urn: str, is_new: bool = False) -> None:
        """The program declares the group under `urn`: it was just created, adopted, looked up by its id, or checked.

        Args:
            is_new: whether no state has `urn` yet. Of two resources, whichever is checked first, it is the one refused.
        """
        self._hold(id, _Owner(urn, declared=True, is_new=is_new))

    def adopting(self, id: str, *, urn: str) -> None:
        """`urn`, which no state has yet, is to adopt the group. It does not have it until `begins`: that may fail.

        Raises:
            OwnedByAnother: the program declares the group under another URN, or that one is to adopt it too.
        """
        with self._lock:
            first, owner = self._adopting.setdefault(id, urn), self._owners.get(id)
        holder = owner.urn if owner and owner.declared else first
        if urn and holder != urn:
            raise OwnedByAnother(id=id, owner=holder, urn=urn)

    def awaits(self, name: str, *, urn: str) -> None:
        """`urn`, which no state has yet, is to have a group of this name. It may never come to that.

        A hook or a policy may fail before the engine asks for the creation; a run that continues then deletes all the
        same what the state has of that name.
        """
        with self._lock:
            self._awaited[urn] = name

    def comes(self, *, urn: str) -> None:
        """The engine asks for what `urn` is to have: from now on the outcome tells."""
        with self._lock:
            self._awaited.pop(urn, None)

    def awaited(self, id: str, *, name: object, urn: str) -> str | None:
        """Another resource that is to have this group, or one of its name, and was not created yet."""
        with self._lock:
            waiting = (other for other, its in self._awaited.items() if its == name or self._adopting.get(id) == other)
            return next((other for other in waiting if other != urn), None)

    def begins(self, id: str, *, urn: str) -> None:
        """`urn`, which no state has yet, is to have the group from now on: nothing in another process may have it.

        Raises:
            OwnedByAnother: the program declares it there, by the provider of another account or by the other adapter;
                or here another one, also one that is only to adopt it.
        """
        with self._lock:
            first = self._adopting.get(id, urn)
        if urn and first != urn:
            raise OwnedByAnother(id=id, owner=first, urn=urn)
        self.declared(id, urn=urn)
        if owner := self.others.holder(id, urn=urn) if self.others else None:
            raise OwnedByAnother(id=id, owner=owner, urn=urn)

    def other_owner(self, id: str, *, urn: str) -> str | None:
        """The resource that holds the group, if that is not `urn`."""
        with self._lock:
            owner = self._owners.get(id)
        return owner.urn if owner and owner.urn != urn else None

    def declared_by(self, id: str) -> str | None:
        """The resource by which the program declares the group, here or in another process; None if none does."""
        with self._lock:
            owner = self._owners.get(id)
        if owner is not None and owner.declared:
            return owner.urn
        return self.others.holder(id, urn="") if self.others else None

    def is_taken(self, id: str, *, urn: str) -> bool:
        """Whether the program declares the group under another URN. One that only the state has may yet be renamed."""
        with self._lock:
            owner = self._owners.get(id)
        return owner is not None and owner.declared and owner.urn != urn

    def owner_to_keep(self, id: str, *, urn: str) -> str | None:
        """The resource for which the group has to be kept when the engine deletes it as `urn`'s."""
        with self._lock:
            kept = urn and self._current.get(urn) == id
        if kept:
            return urn
        beside = self.others.holder(id, urn=urn) if self.others else None
        return self.other_owner(id, urn=urn) or beside

    @contextmanager
    def creating(self, name: str, *, called: str | None = None) -> Iterator[None]:
        """Let one creation of a name at a time happen, so that a group of it that appears is certain to be its own.

        Names that look the same are one name here: the second one has to see the first one's group.

        Args:
            called: the name as messages have it.

        Raises:
            NameInDoubt: an earlier creation of this name ended without knowing whether the group is there.
        """
        with self._lock:
            looks = sorted(appearances(name))
            turn = next((self._turns[look] for look in looks if look in self._turns), threading.Lock())
            self._turns |= {look: self._turns.get(look, turn) for look in looks}
        with turn:
            if name in self._doubtful:
                raise NameInDoubt(name=called or name)
            try:
                yield
            except OutcomeUnknown:
                self._doubtful.add(name)
                raise

    def _hold(self, id: str, new: _Owner, *, may_move: bool = False) -> None:
        if not new.urn:  # where the host no longer tells URNs
            return
        with self._lock:
            old = self._owners.get(id, new)
            if old.urn == new.urn:
                new = _Owner(new.urn, declared=old.declared or new.declared, is_new=old.is_new)
            elif old.declared and may_move:
                return
            elif old.declared or not new.declared:
                owner, other = (new, old) if old.is_new and not new.is_new else (old, new)
                raise OwnedByAnother(id=id, owner=owner.urn, urn=other.urn)
            adopting = self._adopting.get(id, new.urn)
            if new.declared and adopting != new.urn:
                raise OwnedByAnother(id=id, owner=new.urn, urn=adopting)
            self._owners[id] = new
        if new.declared and self.others:
            self.others.took(id, urn=new.urn)
