"""Whether a group that is to be deleted without its entries has none: its count and its list must both say so.

Either may lag behind what was written (U15), so neither alone is believed. The list is asked for each group, right
before its deletion. The count comes from one listing of the account that serves all deletions of a minute, as reading
each group for it would be a third request a group; where that listing does not say zero, the group itself is asked.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic

from lox24_provider.api.client import Client
from lox24_provider.api.models import GroupOut
from lox24_provider.errors import ApiError, NotAttempted, NotEmpty, NotFound, NotSent, TransportError
from lox24_provider.operations.entries import FRESH_SECONDS

__all__ = ["Leaving", "refuse_if_held"]


class Leaving:
    """The groups that are about to be deleted, with their counts; safe for many threads.

    Nobody says how many there will be. The first one is read by its id, as most runs delete no more than one. The next
    one asks for a page of the account's groups, which tells how many pages there are. Who is not on it is read by its
    id, until that has cost as much as all pages; then these are asked for at once, as deletions shift what is on them.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._began = False
        self._fails = False
        self._listed: Mapping[str, GroupOut] = {}
        self._listed_at: float | None = None
        self._pages: float = 1  # as the last first page told; without end where the API does not tell
        self._singles = 0

    def read(self, client: Client, id: str, *, is_written: bool) -> GroupOut | None:
        """The group with its count of entries; None if this account has no such group.

        Args:
            is_written: whether this process wrote to its entries, so that a listing may be older.
        """
        with self._held(client):
            found = self._from_pages(client, id) if self._began and not is_written else None
            self._began = True
        # Its people may have gone since the listing, and a count may be missing in it.
        return found if found is not None and found.count_items == 0 else client.read_group(id)

    @contextmanager
    def _held(self, client: Client) -> Iterator[None]:
        """One thread lists, the others wait for it, none longer than its own operation may take."""
        if not self._lock.acquire(timeout=client.deadline.remaining()):
            reason = f"another operation's listing of the account was not done within {client.deadline.seconds:g} s"
            raise NotSent(call="GET /groups", reason=reason)
        try:
            yield
        finally:
            self._lock.release()

    def _from_pages(self, client: Client, id: str) -> GroupOut | None:
        try:
            if not self._fails and (self._listed_at is None or self._clock() - self._listed_at >= FRESH_SECONDS):
                self._list(client, 1)
            elif not self._fails and id not in self._listed and self._singles >= self._pages:
                self._list(client, int(self._pages))
        except NotAttempted:
            raise
        except (ApiError, TransportError):
            self._fails, self._listed = True, {}  # each group can still be asked for by itself
        self._singles += id not in self._listed
        return self._listed.get(id)

    def _list(self, client: Client, pages: int) -> None:
        listed, began = dict[str, GroupOut](), self._clock()
        with ThreadPoolExecutor(min(pages, client.connections)) as workers:
            for groups, page in workers.map(client.groups_page, range(1, pages + 1)):
                listed.update((group.id, group) for group in groups)
                if pages == 1 and page.total is None:
                    self._pages = math.inf
                elif pages == 1:
                    self._pages = max(1, math.ceil((page.total or 0) / max(1, len(groups))))
        self._listed, self._listed_at, self._singles = listed, began, 0


def refuse_if_held(client: Client, group: GroupOut, *, name: str) -> bool:
    """Whether the group is still there; it is found to have no entries.

    Raises:
        NotEmpty: its count or its list has some, or its list cannot be read.
    """
    entries, why = group.count_items, ""
    if not entries:
        try:
            entries = client.entries_of(group.id)
            why = "" if entries is not None else "the answer is not a list"
        except NotFound:
            # No entries because there is no group any more, or a list that cannot be found?
            if client.read_group(group.id) is None:
                return False
            entries, why = None, "they cannot be found"
        except NotAttempted:
            raise
        except (ApiError, TransportError) as error:
            entries, why = None, str(error)
    if entries != 0:
        raise NotEmpty(id=group.id, name=name, entries=entries, why=why)
    return True
