"""Concurrency, how many requests may be under way: less if the API says that it is too much, more again as it answers.

Additive increase, multiplicative decrease, as TCP does it: LOX24 documents no rate (API reference, section 1), so the
pace that it bears is found out, and found again when it changes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lox24_provider.api.deadline import Deadline
from lox24_provider.errors import ApiError, NotSent

__all__ = ["Limiter"]

TOO_MUCH = (429, 503)  # too many requests, and unavailable: overload


class Limiter:
    """Places for requests, shared by all threads.

    Args:
        most: places there are at first and at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places = float(most)
        self._taken = 0
        self._cuts = 0
        self._changed = threading.Condition()

    @property
    def places(self) -> int:
        """How many requests may be under way now, at least one."""
        return int(self._places)

    @contextmanager
    def place(self, *, call: str, deadline: Deadline) -> Iterator[None]:
        """A place for one request, which tells by its error, or by none, how the API bears the pace.

        Raises:
            NotSent: no place was free in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._taken < self.places, timeout=deadline.remaining()):
                raise NotSent(call=call, reason=f"no connection was free within {deadline.seconds:g} s")
            self._taken += 1
            cuts = self._cuts
        well = too_much = False
        try:
            yield
            well = True
        except ApiError as error:
            too_much = error.status in TOO_MUCH
            raise
        finally:
            self._leave(well=well, too_much=too_much, cuts=cuts)

    def await_rest(self) -> None:
        """Return when nothing is under way."""
        with self._changed:
            self._changed.wait_for(lambda: self._taken == 0)

    def _leave(self, *, well: bool, too_much: bool, cuts: int) -> None:
        with self._changed:
            self._taken -= 1
            if well:
                self._places = min(self._most, self._places + 1 / self._places)
            elif too_much and cuts == self._cuts:  # all that was under way at the old pace is told so: it counts once
                self._places = max(1.0, self._places / 2)
                self._cuts += 1
            self._changed.notify_all()
