"""Credentials: who may call, and from where no longer (API reference, section 1)."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from lox24_provider.sandbox.store import Store

__all__ = ["AddressBlock", "Credentials", "RateLimit", "account_of", "credentials_in", "digest", "is_a_look"]

Credentials = tuple[str, str]

WINDOW_SECONDS = 60
_CLIENT_ID = re.compile(r"[0-9]{1,18}")


def credentials_in(headers: Mapping[str, str]) -> Credentials | None:
    """The account's id and key from either style of headers, or None when there are none to speak of.

    Current: `X-LOX24-AUTH-TOKEN: <client id>:<api key>`. Legacy: the key alone, with the id in `X-LOX24-CLIENT-ID`.
    """
    token = headers.get("x-lox24-auth-token", "")
    account = headers.get("x-lox24-client-id")
    if account is None:
        account, _, key = token.partition(":")
    else:
        key = token.removeprefix(f"{account}:")
    return (account, key) if key and _CLIENT_ID.fullmatch(account) else None


def account_of(credentials: Credentials | None, *, store: Store) -> str | None:
    """The account that these credentials open; the first key seen for an id is its key from then on."""
    if credentials is None:
        return None
    account, key = credentials
    given = digest(key)
    with store.reading() as tables:
        known = tables.accounts.key_of(account)
    if known is None:
        with store.writing() as tables:
            tables.accounts.open(account, given)
            known = tables.accounts.key_of(account) or given  # another process may have been first
    return account if hmac.compare_digest(known, given) else None


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_a_look(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks without credentials, which guesses no key and so locks nobody out.

    Somebody looks, the browser wants the page's icon, or it is too old to say that a foreign page led here.
    """
    given = "x-lox24-auth-token" in headers or "x-lox24-client-id" in headers
    return not given and headers.get("user-agent", "").startswith("Mozilla/")


class AddressBlock:
    """Turns an address away for `seconds` once it sent more than `limit` bad credentials within a minute.

    In memory only, as LOX24's block ends by itself.
    """

    def __init__(self, *, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._failures: defaultdict[str, deque[float]] = defaultdict(deque)
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def holds(self, address: str) -> bool:
        """Whether the address is blocked now."""
        with self._lock:
            return self._clock() < self._until.get(address, 0)

    def note_failure(self, address: str) -> None:
        """Count bad credentials from the address; the one beyond the limit starts the block."""
        with self._lock:
            now = self._clock()
            if _in_window(self._failures[address], now) > self._limit:
                self._until[address] = now + self._seconds
                del self._failures[address]


class RateLimit:
    """Lets an account make `limit` calls in any minute; 0 means no limit (U17)."""

    def __init__(self, *, limit: int, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def admits(self, account: str) -> bool:
        """Count a call, and tell whether it is still within the limit."""
        if not self._limit:
            return True
        with self._lock:
            return _in_window(self._calls[account], self._clock()) <= self._limit


def _in_window(times: deque[float], now: float) -> int:
    times.append(now)
    while times[0] <= now - WINDOW_SECONDS:
        times.popleft()
    return len(times)
