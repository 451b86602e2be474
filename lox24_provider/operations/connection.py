"""The account that one process works on: the way to it, and what the process has learned of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.snapshot import Snapshot
from lox24_provider.api.transport import Transport
from lox24_provider.config.settings import Settings
from lox24_provider.errors import AllGone, Kept
from lox24_provider.operations.emptiness import Leaving
from lox24_provider.operations.entries import Entries
from lox24_provider.operations.ownership import Ownership
from lox24_provider.operations.protection import Protection
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.entry_plan.scope import Scope

__all__ = ["Connection", "Operation", "Presence", "Report", "RunContext", "SilentReport"]

GROUPS_FOR_ALARM = 3  # a refresh that finds nothing of so many groups stops; fewer may well have been deleted by hand
PATIENCE = 2.0  # seconds; the engine asks for a stack's groups side by side, far closer together than this


class Report(Protocol):
    """Where an operation says what a person should hear besides its result."""

    def warning(self, text: str) -> None:
        """Something that stays on the resource's row."""

    def note(self, text: str) -> None:
        """Something to know that needs nobody's attention; it stays with the resource."""

    def progress(self, text: str) -> None:
        """Something that is true for a moment."""


class SilentReport:
    """A report for what has nothing to say by itself: its caller tells what came out."""

    def warning(self, text: str) -> None:
        """Not told."""

    note = progress = warning


class Presence:
    """Which of the groups that were asked for are still there.

    The engine drops a group from the state as soon as one read says that it is gone, even if the refresh fails after
    that, and nobody tells how many groups a stack has. So while nothing has been found yet, a missing group is not
    called gone before the reads beside it had the time to find one.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._changed = threading.Condition()
        self._found = False
        self._gone: set[str] = set()

    def found(self) -> None:
        """A group is there, so this is the right account."""
        with self._changed:
            self._found = True
            self._changed.notify_all()

    def gone(self, id: str, *, account: str) -> None:
        """A group is not there.

        Raises:
            AllGone: so is every one of at least three.
        """
        with self._changed:
            self._gone.add(id)
            self._changed.wait_for(lambda: self._found, timeout=self._patience)
            if not self._found and len(self._gone) >= GROUPS_FOR_ALARM:
                raise AllGone(gone=len(self._gone), account=account)


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """What the operations of one process share beside the connection.

    Attributes:
        group_owners: which resource of this process has which group.
        list_owners: which resource of this process declares the entries of which group.
        cancelled: ends every wait for a retry.
        approved: which entries of which resource a person approved; None where no approval is required.
        record: takes what is foreseen of a resource where a plan is being made: its URN, how many entries, and which.
    """

    group_owners: Ownership = field(default_factory=Ownership)
    list_owners: Ownership = field(default_factory=Ownership)
    cancelled: threading.Event = field(default_factory=threading.Event)
    approved: Mapping[str, Scope] | None = None
    record: Callable[[str, Counts, Scope], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One account in one process, shared by all operations."""

    settings: Settings
    transport: Transport
    run: RunContext = field(default_factory=RunContext)
    entries: Entries = field(default_factory=Entries)
    snapshot: Snapshot = field(default_factory=Snapshot)
    leaving: Leaving = field(default_factory=Leaving)
    presence: Presence = field(default_factory=Presence)
    protection: Protection = field(default_factory=Protection)

    @classmethod
    def open(cls, settings: Settings, *, base_url: str, run: RunContext) -> Connection:
        """The account of `settings` at `base_url`, which the embedded sandbox has instead; nothing is sent yet."""
        transport = Transport(
            base_url=base_url,
            headers=settings.token.headers,
            connections=settings.parallel,
            policy=RetryPolicy(retries=settings.max_retries, sleep=run.cancelled.wait),
        )
        return cls(settings=settings, transport=transport, run=run)

    @property
    def account(self) -> str:
        """Which account it is, as every state keeps it: `1234567@api.lox24.eu`."""
        return self.settings.account

    def operation(self, *, urn: str, seconds: float | None, report: Report) -> Operation:
        """One operation on the resource `urn` that may take `seconds` (None: the setting's limit)."""
        deadline = Deadline(seconds=seconds or self.settings.timeout)
        client = Client(transport=self.transport, deadline=deadline, waiting=report.progress)
        return Operation(connection=self, client=client, report=report, urn=urn)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One lifecycle operation at work on one resource: account, way to it, limit, who hears of it."""

    connection: Connection
    client: Client
    report: Report
    urn: str

    def hiding(self, texts: Iterable[str]) -> Operation:
        """The same operation, in whose messages no answer of the API is quoted with one of these secrets."""
        return replace(self, client=replace(self.client, hidden=tuple(texts)))

    def watching(self, *, id: str = "", name: str = "", deletes: bool = False) -> AbstractContextManager[None]:
        """Remember what fails as this resource's, so that the group that it is about is not deleted in this run."""
        return self.connection.protection.watching(urn=self.urn, id=id, name=name, deletes=deletes)

    def keep_what_may_be_skipped(self, what: str, *, with_lists: bool = False) -> None:
        """Refuse to delete in a run in which something failed: what the engine skipped for it may declare the same.

        Raises:
            Kept: something failed.
        """
        if first := self.connection.protection.first:
            raise Kept(what=what, urn=self.urn, failed=first, skipped=True, with_lists=with_lists)

    @property
    def approved(self) -> Scope | None:
        """What a person agreed to for this resource: nothing, if others were asked about and it was not."""
        if self.connection.run.approved is None:
            return None
        return self.connection.run.approved.get(self.urn, Scope())

    @property
    def is_planning(self) -> bool:
        """Whether somebody makes a plan, which is to say whom the run would touch."""
        return self.connection.run.record is not None

    def foresees(self, counts: Counts, scope: Scope) -> None:
        """Tell the plan that is being made, if one is."""
        if self.connection.run.record is not None:
            self.connection.run.record(self.urn, counts, scope)
