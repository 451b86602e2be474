"""What is sent again, after how long, and what never."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.models import GroupIn
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.errors import (
    ApiError,
    AuthError,
    Blocked,
    Invalid,
    Lox24Error,
    NotAttempted,
    NotSent,
    ServerError,
)
from lox24_provider.rules.group import FIELDS
from tests.support.sandbox import Sandbox
from tests.support.wire import Time, raw


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_waits_double_up_to_the_number_of_retries(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, status: int
) -> None:
    sandbox.fault(status=status, times=100)
    with pytest.raises(ServerError):
        send("GET", "/groups/1")
    assert time.waits == [0.5, 1, 2, 4]
    assert len(sandbox.calls()) == 5


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("7", 7),
        (0, 0.5),
        ("-3", 0.5),
        ("soon", 0.5),
        ("1e999", 30),  # capped
        ("86400", 30),
        ("Fri, 15 Jan 2027 08:00:12 GMT", 12),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0.5),
    ],
)
def test_a_retry_after_is_the_least_wait_and_capped(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, retry_after: str, wait: float
) -> None:
    sandbox.fault(status=503, retry_after=retry_after)
    send("GET", "/me")
    assert time.waits == [wait]


@pytest.mark.usefixtures("accepted")
def test_a_rate_limit_that_says_when_is_waited_for(send: Callable[..., Any], sandbox: Sandbox, time: Time) -> None:
    sandbox.fault(status=429, retry_after=20)
    send("GET", "/me")
    assert time.waits == [20]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("retry_after", [None, 600])
def test_a_block_is_not_hammered_and_closes_the_process(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, retry_after: int | None
) -> None:
    sandbox.fault(status=429, retry_after=retry_after)
    with pytest.raises(Blocked):
        send("GET", "/me")
    with pytest.raises(NotAttempted):
        send("GET", "/groups")
    assert time.waits == []
    assert sandbox.calls() == ["GET /me"]


@pytest.mark.usefixtures("accepted")
def test_waits_end_before_the_total_limit(send: Callable[..., Any], sandbox: Sandbox, time: Time) -> None:
    sandbox.fault(status=503, times=100)
    with pytest.raises(ServerError):
        send("GET", "/me", seconds=3)
    assert time.waits == [0.5, 1]


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422])
def test_what_will_not_get_better_is_never_sent_again(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, status: int
) -> None:
    sandbox.fault(status=status, times=100)
    with pytest.raises(ApiError) as caught:
        send("GET", "/me")
    assert caught.value.status == status
    assert isinstance(caught.value, AuthError) == (status == 401)
    assert len(caught.value.request_id or "") == 32
    assert time.waits == []
    assert len(sandbox.calls()) == 1


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 429}, {"reset": "before"}, {"reset": "after"}, {"truncate": True}]
)
def test_a_post_is_sent_once_whatever_happens(
    send: Callable[..., Any], sandbox: Sandbox, time: Time, fault: dict[str, Any]
) -> None:
    sandbox.fault(times=100, **fault)
    with pytest.raises(Lox24Error):
        send("POST", "/groups", body={"name": "n"})
    assert time.waits == []
    assert sandbox.calls() == ["POST /groups"]


def test_who_finds_no_free_connection_in_time_has_sent_nothing(serve: Callable[..., Transport]) -> None:
    """And says so: a POST that never left is not one whose outcome is unknown."""
    arrived, go = threading.Event(), threading.Event()

    def slow(handler: Any) -> None:
        arrived.set()
        go.wait(30)
        raw("HTTP/1.1 200 OK", "Content-Length: 2", body=b"[]")(handler)

    transport = serve(slow, connections=1)
    transport.gate._answered = True
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(transport.request, "GET", "/groups", deadline=Deadline(seconds=30))
        assert arrived.wait(30)
        client = Client(transport=transport, deadline=Deadline(seconds=0.05))
        with pytest.raises(NotSent, match="no connection was free"):
            client.create_group(GroupIn(**dict.fromkeys(FIELDS, "n")))
        go.set()
        assert first.result().body == []


def test_an_operation_without_time_left_sends_nothing(transport: Transport, sandbox: Sandbox) -> None:
    with pytest.raises(NotSent):
        transport.request("POST", "/groups", deadline=Deadline(seconds=0), body={"name": "n"})
    assert sandbox.calls() == []


def test_a_connection_that_was_never_made_is_tried_again_even_for_a_post(time: Time) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    policy = RetryPolicy(retries=2, sleep=time.sleep, jitter=lambda: 1.0)
    transport = Transport(base_url=f"http://127.0.0.1:{port}", headers={}, policy=policy)
    with pytest.raises(NotSent):
        transport.request("POST", "/groups", deadline=Deadline(seconds=100, clock=time.clock))
    assert time.waits == [0.5, 1]


@pytest.mark.usefixtures("accepted")
def test_nobody_repeats_a_request_after_a_401(transport: Transport, sandbox: Sandbox) -> None:
    """Not even one that was waiting for its repetition when the 401 came."""
    sandbox.fault(method="GET", path="/groups/1", status=503)
    sandbox.fault(method="GET", path="/me", status=401)

    def meanwhile(_: float) -> None:
        with pytest.raises(AuthError):
            transport.request("GET", "/me", deadline=Deadline(seconds=30))

    object.__setattr__(transport, "policy", RetryPolicy(sleep=meanwhile))
    with pytest.raises(NotAttempted):
        transport.request("GET", "/groups/1", deadline=Deadline(seconds=30))
    assert sandbox.calls() == ["GET /groups/1", "GET /me"]


def test_any_answer_but_401_and_429_opens_the_gate(transport: Transport, sandbox: Sandbox) -> None:
    """An invalid request was made with valid credentials; its neighbours need not wait for each other."""
    sandbox.fault(status=422, body={"detail": "d"})
    with pytest.raises(Invalid):
        transport.request("POST", "/groups", deadline=Deadline(seconds=30), body={})
    assert transport.gate._answered
