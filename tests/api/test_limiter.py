"""How many requests are under way, by what the API says of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import pytest

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.limiter import Limiter
from lox24_provider.api.transport import Transport
from lox24_provider.errors import ApiError, NotSent, api_error
from tests.support.wire import document, raw


def use(limiter: Limiter, *, status: int = 200) -> None:
    with suppress(ApiError), limiter.place(call="GET /groups", deadline=Deadline(seconds=0)):
        if status != 200:
            raise api_error(call="GET /groups", status=status, detail="")


def test_places_are_halved_and_come_back_one_by_one() -> None:
    limiter = Limiter(8)
    seen = []
    for status in (503, 429, 500, 404, *[200] * 3):
        use(limiter, status=status)
        seen.append(limiter.places)
    assert seen == [4, 2, 2, 2, 2, 2, 3]
    for _ in range(100):
        use(limiter)
    assert limiter.places == 8


def test_one_place_is_always_left() -> None:
    limiter = Limiter(2)
    for _ in range(5):
        use(limiter, status=503)
    assert limiter.places == 1


def test_all_that_was_under_way_together_counts_once() -> None:
    limiter = Limiter(8)
    with ExitStack() as others:
        for _ in range(8):
            others.enter_context(suppress(ApiError))
            others.enter_context(limiter.place(call="GET /groups", deadline=Deadline(seconds=0)))
            others.push(lambda *_: refuse())
    assert limiter.places == 4


def refuse() -> bool:
    raise api_error(call="GET /groups", status=429, detail="")


def test_what_has_no_place_in_time_was_not_sent() -> None:
    limiter = Limiter(2)
    use(limiter, status=503)
    with (
        limiter.place(call="GET /groups", deadline=Deadline(seconds=0)),
        pytest.raises(NotSent, match="no connection was free within 0 s"),
        limiter.place(call="POST /groups", deadline=Deadline(seconds=0)),
    ):
        pass


@pytest.mark.parametrize(("status", "places"), [("503 Unavailable", 4), ("500 Internal Server Error", 8)])
def test_every_thread_of_a_process_goes_slower(serve: Callable[..., Transport], status: str, places: int) -> None:
    transport = serve(document({}, status=status), connections=8)
    with pytest.raises(ApiError):
        Client(transport=transport, deadline=Deadline(seconds=30)).read_group("1")
    assert transport.limiter.places == places


def test_a_429_that_says_when_slows_down(serve: Callable[..., Transport]) -> None:
    def answer(handler: Any) -> None:
        raw("HTTP/1.1 429 Too Many Requests", "Retry-After: 1", "Content-Length: 0")(handler)

    transport = serve(answer, connections=8)
    with pytest.raises(ApiError):
        Client(transport=transport, deadline=Deadline(seconds=30)).read_group("1")
    assert transport.limiter.places == 4
