"""One listing of the account's groups that serves many functions and reads of one process.

A refresh reads each group of a stack, one after the other, and nobody says beforehand how many there will be. Reading
N groups one by one costs N requests, listing an account of A groups costs ceil(A / page). So the first read asks for a
list page, which tells the total; single reads continue until they have cost as much as listing the rest would; then the
rest is listed. That costs at most twice the cheaper way, plus one.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from lox24_provider.api.client import Client
from lox24_provider.api.models import GroupOut
from lox24_provider.api.pages import Page
from lox24_provider.errors import NotSent, TransportError

__all__ = ["Snapshot"]


class Snapshot:
    """What the list pages of this process have told so far; safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # of its own: who has just written does not wait for who lists
        self._listed: dict[str, GroupOut] = {}
        self._written: dict[str, GroupOut | None] = {}
        self._pages = 0  # listed so far
        self._pages_left: int | None = None  # None: nothing listed yet, or the API does not tell the total
        self._ended = False
        self._missing = 0  # how many groups the API counts and does not list
        self._singles = 0

    def read(self, client: Client, id: str) -> GroupOut | None:
        """The group as the account holds it, from a list page where that is as good; None if there is none.

        A group missing from the list is confirmed by a read of its own, and a group that this process wrote is always
        read again: a page may be older than the write.
        """
        with self._locked(client):
            found = None if id in self._written else self._from_pages(client, id)
        return found or client.read_group(id)

    def whole(self, client: Client) -> list[GroupOut]:
        """All groups, from one complete listing of the account per process, and from what it wrote since.

        Raises:
            TransportError: the list ended before the API's own total; who believed it could make a group twice.
        """
        with self._locked(client):
            self._list_rest(client)
            if self._missing:
                listed = len(self._listed)
                reason = f"the list of groups ended after {listed} of {listed + self._missing}; try again"
                raise TransportError(call="GET /groups", reason=reason)
            with self._writing:
                known = {**self._listed, **self._written}
        return [group for group in known.values() if group is not None]

    def appeared(self, client: Client) -> list[GroupOut]:
        """Groups that are in the account now, and neither were when this process listed it nor were written by it."""
        now = Snapshot()
        now.whole(client)
        with self._writing:
            known = self._listed.keys() | self._written.keys()
        return [group for id, group in now._listed.items() if id not in known]

    def wrote(self, id: str, group: GroupOut | None) -> None:
        """Remember a write of this process; `group` is None after a delete."""
        with self._writing:
            self._written[id] = group

    @contextmanager
    def _locked(self, client: Client) -> Iterator[None]:
        """One thread lists, the others wait for it, none longer than its own operation may take."""
        if not self._lock.acquire(timeout=client.deadline.remaining()):
            reason = f"another operation's listing of the account was not done within {client.deadline.seconds:g} s"
            raise NotSent(call="GET /groups", reason=reason)
        try:
            yield
        finally:
            self._lock.release()

    def _from_pages(self, client: Client, id: str) -> GroupOut | None:
        if not self._pages:
            self._list_page(client)
        if id not in self._listed and not self._ended:
            if self._pages_left is not None and self._singles >= self._pages_left:
                self._list_rest(client)
            else:
                self._singles += 1
        return self._listed.get(id)

    def _list_rest(self, client: Client) -> None:
        """All pages that are left: side by side as far as the API has told how many they are."""
        if not self._pages:
            self._list_page(client)
        with ThreadPoolExecutor(client.connections) as workers:
            while not self._ended:
                first, count = self._pages + 1, max(1, min(self._pages_left or 1, client.connections))
                # Taken in their order, so that what is known after a failed one has no hole.
                for groups, page in workers.map(client.groups_page, range(first, first + count)):
                    self._take(groups, page)

    def _list_page(self, client: Client) -> None:
        self._take(*client.groups_page(self._pages + 1))

    def _take(self, groups: list[GroupOut], page: Page) -> None:
        new = {group.id: group for group in groups if group.id not in self._listed}
        self._listed.update(new)
        self._pages += 1
        if page.total is None:
            # Then the end shows in the view, in an empty page, or in one that repeats what is known already.
            self._ended = page.more is False or not new
        else:
            self._ended = len(self._listed) >= page.total or not new
            self._missing = max(0, page.total - len(self._listed)) if self._ended else 0
        if self._pages == 1 and page.total is not None:
            self._pages_left = math.ceil(page.total / max(1, len(groups))) - 1
        elif self._pages_left:
            self._pages_left -= 1
