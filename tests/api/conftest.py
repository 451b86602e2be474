"""The client on real sockets, with an injected clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.wire import Answer, Server, Time


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def policy(time: Time) -> RetryPolicy:
    return RetryPolicy(retries=4, sleep=time.advance, jitter=lambda: 1.0)


@pytest.fixture
def transport(sandbox: Sandbox, policy: RetryPolicy) -> Iterator[Transport]:
    transport = Transport(
        base_url=sandbox.url,
        headers={"X-LOX24-AUTH-TOKEN": TOKEN},
        policy=policy,
        wall_clock=lambda: 1_800_000_000.0,
    )
    yield transport
    transport.close()


@pytest.fixture
def send(transport: Transport, time: Time) -> Callable[..., Any]:
    """Sends one request, by default after the API has accepted the credentials once."""

    def send(method: str, path: str, *, seconds: float = 300, **parts: Any) -> Any:
        return transport.request(method, path, deadline=Deadline(seconds=seconds, clock=time.clock), **parts).body

    return send


@pytest.fixture
def client(transport: Transport, time: Time) -> Client:
    """For one operation with time enough."""
    return Client(transport=transport, deadline=Deadline(seconds=300, clock=time.clock))


@pytest.fixture
def accepted(send: Callable[..., Any], sandbox: Sandbox) -> None:
    send("GET", "/me")
    sandbox.forget()


@pytest.fixture
def serve() -> Iterator[Callable[..., Transport]]:
    """A server that answers every request with what a function writes, and the way to it."""
    with ExitStack() as stack:

        def serve(
            answer: Callable[[Any], None], *, port: int = 0, policy: RetryPolicy | None = None, **parts: Any
        ) -> Transport:
            handler = type("Handler", (Answer,), {"answer": staticmethod(answer)})
            server = stack.enter_context(Server(("127.0.0.1", port), handler))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            url = f"http://127.0.0.1:{server.server_port}"
            transport = Transport(base_url=url, headers={}, policy=policy or RetryPolicy(retries=0), **parts)
            stack.callback(transport.close)
            return transport

        yield serve
