"""When a request may be sent again, and after how long.

Every request passes here. GET, PUT and DELETE may be repeated without harm; a POST is sent again only if its connection
was never made.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lox24_provider.api.deadline import Deadline
from lox24_provider.errors import ApiError, Blocked, Lox24Error, NotAttempted, NotSent, ServerError, TransportError

__all__ = ["RetryPolicy", "retried"]

T = TypeVar("T")

FIRST_WAIT = 0.5  # seconds; doubled with each attempt
LONGEST_WAIT = 30.0  # seconds; a cap on the back-off and on what a Retry-After may ask for


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often and how patiently.

    Args:
        sleep: lets seconds pass, and is true if the run was cancelled, before or meanwhile: `threading.Event.wait`.
        jitter: from 0 to 1; a test's may be constant.
    """

    retries: int = 4
    sleep: Callable[[float], object] = time.sleep
    jitter: Callable[[], float] = random.random


def retried(
    send: Callable[[], T],
    *,
    policy: RetryPolicy,
    deadline: Deadline,
    idempotent: bool,
    waiting: Callable[[str], None],
) -> T:
    """What `send` returns; sent again after transient failures while the policy and the deadline allow it.

    A 429 is repeated only if it says when: the documented one is the block after bad credentials, which says nothing
    and lasts ten minutes. `waiting` hears of every wait, in words. Cancelled, what waits ends with the error that it
    was to repeat.
    """

    def transient(error: Lox24Error) -> bool:
        if isinstance(error, NotAttempted):
            return False
        if isinstance(error, NotSent):
            return True
        if isinstance(error, Blocked):
            return idempotent and error.retry_after is not None and error.retry_after <= LONGEST_WAIT
        return idempotent and isinstance(error, ServerError | TransportError)

    attempt = 0
    while True:
        try:
            return send()
        except (ApiError, TransportError) as error:
            seconds = _wait(error, attempt=attempt, policy=policy)
            if attempt >= policy.retries or not transient(error) or seconds >= deadline.remaining():
                raise
            waiting(f"{error}; trying again in {seconds:.0f} s")
            if policy.sleep(seconds):
                error.args = (f"{error}; not tried again: cancelled",)
                raise
        attempt += 1


def _wait(error: Lox24Error, *, attempt: int, policy: RetryPolicy) -> float:
    """Seconds before the next attempt: twice as long each time, and as long as the API asks for."""
    backoff: float = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt) * (0.5 + policy.jitter() / 2)
    asked = (error.retry_after or 0.0) if isinstance(error, ApiError) else 0.0
    return max(backoff, min(LONGEST_WAIT, asked))
