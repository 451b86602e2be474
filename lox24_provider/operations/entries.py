"""What this process knows of the entries of groups, and of the block list: each reading is believed for a minute."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple

from lox24_provider.api import listing
from lox24_provider.api.client import Client
from lox24_provider.api.models import PhoneOut
from lox24_provider.errors import ApiError, BlockListUnreadable, NotAttempted, TransportError
from lox24_provider.rules.entry_plan.plan import Held
from lox24_provider.rules.number.numbers import Numbers

__all__ = ["FRESH_SECONDS", "Entries"]

FRESH_SECONDS = 60.0  # as long as a reading is believed; who opts out or is blocked meanwhile is seen after that


class _Listing(NamedTuple):
    at: float
    held: list[Held]


class _BlockList(NamedTuple):
    at: float
    numbers: Numbers


class Entries:
    """Listings of groups' entries and the block list; safe for many threads, each of which works on another group."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._listings: dict[str, _Listing] = {}
        self._written: set[str] = set()
        self._blocked: _BlockList | None = None
        self._lock = threading.Lock()

    def of(self, client: Client, group: str) -> list[Held]:
        """The entries of a group, at most a minute old.

        Raises:
            NotFound: this account has no such group.
        """
        known = self._listings.get(group)
        return known.held if known is not None and self._is_fresh(known.at) else self.read_now(client, group)

    def read_now(self, client: Client, group: str) -> list[Held]:
        """The entries of a group as they are now."""
        began = self._clock()  # what it shows is at least as old as its first page
        held: list[Any] = listing.entries(client, group)
        for at, phone in enumerate(held):  # in place, as above all the first listing of a large group is the peak
            held[at] = _held(phone)
        self._listings[group] = _Listing(began, held)
        return held

    def is_fresh(self, group: str, *, blocked: bool = False) -> bool:
        """Whether the last listing of the group is believed still, and with `blocked` the block list too."""
        readings = (self._listings.get(group), *([self._blocked] if blocked else []))
        return all(reading is not None and self._is_fresh(reading.at) for reading in readings)

    def _is_fresh(self, at: float) -> bool:
        return self._clock() - at < FRESH_SECONDS

    def forget(self, group: str) -> None:
        """The group's entries have been written to, so its listing is no longer true."""
        self._listings.pop(group, None)
        self._written.add(group)

    def wrote_to(self, group: str) -> bool:
        """Whether this process wrote to the group's entries."""
        return group in self._written

    def blocked(self, client: Client, *, fresh: bool = False) -> Numbers:
        """The numbers that the account does not send to, at most a minute old; with `fresh`, as they are now.

        Raises:
            BlockListUnreadable: they cannot be read; then nobody may be added.
        """
        with self._lock:
            if fresh or self._blocked is None or not self._is_fresh(self._blocked.at):
                began = self._clock()
                try:
                    self._blocked = _BlockList(began, Numbers(listing.blocked_numbers(client)))
                except NotAttempted:
                    raise
                except (ApiError, TransportError) as error:
                    raise BlockListUnreadable(reason=str(error)) from None
            return self._blocked.numbers


def _held(phone: PhoneOut) -> Held:
    return Held(
        id=int(phone.id),
        phone=phone.phone,
        a=phone.a or None,
        b=phone.b or None,
        c=phone.c or None,
        d=phone.d or None,
        e=phone.e or None,
        callback_data=phone.callback_data or None,
        opted_out=phone.opted_out,
        joined=phone.subscribed_at is not None and not phone.opted_out,
    )
