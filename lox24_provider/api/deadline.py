"""How long one operation may still take."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Clock", "Deadline"]

Clock = Callable[[], float]
"""Seconds that only ever grow; `time.monotonic` outside of tests."""


class Deadline:
    """A moment, `seconds` after its making (`began`), at which an operation has to be over."""

    def __init__(self, *, seconds: float, clock: Clock = time.monotonic) -> None:
        self.seconds = seconds
        self.clock = clock
        self.began = clock()

    def remaining(self) -> float:
        """Seconds left; 0 when it is over."""
        return max(0.0, self.began + self.seconds - self.clock())
