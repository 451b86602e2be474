"""The first request of a process goes alone.

A wrong token, an unreachable API: with many requests in flight each would find out for itself, and more than three
bad credentials within a minute make LOX24 block the caller's address for ten minutes (API reference, section 1). So the
first request goes alone until the API has answered it, and after a 401 or a 429 nothing more leaves the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from lox24_provider.api.deadline import Deadline
from lox24_provider.errors import AuthError, Blocked, Lox24Error, NotAttempted, NotSent, ServerError, TransportError

__all__ = ["Gate"]

T = TypeVar("T")


class Gate:
    """Lets requests of all threads through, once a first one has been answered."""

    def __init__(self) -> None:
        self._lead = threading.Lock()
        self._answered = False
        self._closed_by: Lox24Error | None = None
        self._failed_by: Lox24Error | None = None
        self._failed_at = 0.0

    def passing(self, send: Callable[[], T], *, call: str, deadline: Deadline) -> T:
        """What `send` returns, called when it may be.

        Raises:
            NotAttempted: the gate was closed by a 401 or a 429, or the first request failed while this one's
                operation was waiting for it.
        """
        if not self._answered and (result := self._first(send, call=call, deadline=deadline)):
            return result[0]
        self.refuse_if_closed(call=call)
        return self._watched(send, deadline=deadline)

    def _first(self, send: Callable[[], T], *, call: str, deadline: Deadline) -> tuple[T] | None:
        """What `send` returns, if it is the first; None as soon as another one has been answered."""
        if not self._lead.acquire(timeout=deadline.remaining()):
            raise NotSent(call=call, reason=f"the first request had no answer within {deadline.seconds:g} s")
        try:
            self.refuse_if_closed(call=call)
            if self._answered:
                return None  # who waited goes with all others, not one after the other
            if self._failed_by is not None and deadline.began <= self._failed_at:
                raise NotAttempted(call=call, cause=self._failed_by)
            return (self._watched(send, deadline=deadline),)
        finally:
            self._lead.release()

    def close(self, reason: Lox24Error) -> None:
        """Let nothing more through."""
        self._closed_by = reason

    def refuse_if_closed(self, *, call: str) -> None:
        """Raise `NotAttempted` when nothing more may leave this process."""
        if self._closed_by is not None:
            raise NotAttempted(call=call, cause=self._closed_by)

    def _watched(self, send: Callable[[], T], *, deadline: Deadline) -> T:
        try:
            result = send()
        except (AuthError, Blocked) as error:
            self._closed_by = error
            raise
        except (TransportError, ServerError) as error:
            if not self._answered:
                self._failed_by, self._failed_at = error, deadline.clock()
            raise
        except Lox24Error:
            self._answered = True
            raise
        self._answered = True
        return result
