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

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from lox24_provider.api.deadline import Deadline
from lox24_provider.errors import ApiError, Blocked, NotAttempted, NotSent, ServerError, TransportError

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

    def transient(error: BaseException) -> bool:
        if isinstance(error, NotAttempted):
            return False
        if isinstance(error, NotSent):
            return True
        if isinstance(error, Blocked):
            return idempotent and error.retry_after is not None and error.retry_after <= LONGEST_WAIT
        return idempotent and isinstance(error, ServerError | TransportError)

    def wait(state: RetryCallState) -> float:
        backoff: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (state.attempt_number - 1)) * (0.5 + policy.jitter() / 2)
        return max(backoff, min(LONGEST_WAIT, _asked_for(state)))

    def too_late(state: RetryCallState) -> bool:
        return state.upcoming_sleep >= deadline.remaining()

    def pause(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        waiting(f"{error}; trying again in {state.upcoming_sleep:.0f} s")
        if policy.sleep(state.upcoming_sleep) and error is not None:
            error.args = (f"{error}; not tried again: cancelled",)
            raise error

    attempts = Retrying(
        retry=retry_if_exception(transient),
        wait=wait,
        stop=lambda state: stop_after_attempt(policy.retries + 1)(state) or too_late(state),
        sleep=lambda _: None,  # `before_sleep` does it, which still knows the error
        before_sleep=pause,
        reraise=True,
    )
    return attempts(send)


def _asked_for(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (error.retry_after or 0.0) if isinstance(error, ApiError) else 0.0
