"""Answers that HTTP has no words for: a connection cut, a body that ends too soon, a request that is none.

An ASGI app cannot reach its connection, so `Connection` hands its transport to the app in the scope's state.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import string
import struct
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from lox24_provider.sandbox.calls import Answer

__all__ = ["HARMLESS", "PROBLEM_JSON", "Connection", "cut", "hold_back", "new_request_id", "send_part", "send_whole"]

PROBLEM_JSON = "application/problem+json; charset=utf-8"

# What makes any answer harmless in a browser, an injected one of HTML too: nothing in it runs, is loaded or is sent, it
# has no origin of its own, and no page of another origin embeds it, keeps hold of its window or learns where it led.
HARMLESS = (
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)

_REQUEST_ID = string.ascii_letters + string.digits
_TRANSPORT = "lox24_sandbox_transport"
_MISSING = 1000  # bytes that a shortened body promises and does not bring
# Close at once, with a reset: what a crashing proxy does.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Connection(H11Protocol):
    """uvicorn's connection, which lets the app have its transport and sends at once what it is given."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where every scope of this connection gets its state from."""
        super().connection_made(transport)
        # asyncio does so for sockets that name their protocol, which `socket.create_server`'s do not. Without it every
        # second call waits 40 ms: the body of an answer stays behind until the client acknowledges the head.
        _socket(transport).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, _TRANSPORT: transport}

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the API's own form."""
        problem = {
            "type": "https://tools.ietf.org/html/rfc2616#section-10",
            "title": "An error occurred",
            "detail": msg,
        }
        body = json.dumps(problem).encode()
        head = (
            "HTTP/1.1 400 Bad Request",
            f"content-type: {PROBLEM_JSON}",
            f"content-length: {len(body)}",
            f"x-lox24-request-id: {new_request_id()}",
            "connection: close",
            *(f"{name.decode()}: {value.decode()}" for name, value in HARMLESS),
        )
        self.transport.write("\r\n".join((*head, "", "")).encode() + body)
        self.transport.close()


def new_request_id() -> str:
    """What every answer carries: 32 letters and digits."""
    return "".join(secrets.choice(_REQUEST_ID) for _ in range(32))


async def send_whole(answer: Answer, headers: dict[str, str], send: Send) -> None:
    """Send an answer as HTTP wants it."""
    await _send_head(answer, headers, len(answer.body), send)
    await send({"type": "http.response.body", "body": answer.body})


async def send_part(answer: Answer, headers: dict[str, str], scope: Scope, receive: Receive, send: Send) -> None:
    """Send the first half of an answer under the length of a longer one, then close."""
    half = answer.body[: len(answer.body) // 2]
    await _send_head(answer, headers, len(answer.body) + _MISSING, send)
    await send({"type": "http.response.body", "body": half, "more_body": True})
    _transport(scope).close()
    await _gone(receive)


async def hold_back(seconds: float, receive: Receive) -> None:
    """Wait, but not for a client that has gone."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(_gone(receive), seconds)


async def cut(scope: Scope, receive: Receive) -> None:
    """Reset the connection."""
    transport = _transport(scope)
    _socket(transport).setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()
    await _gone(receive)  # the server would fill the silence with a 500 otherwise


async def _send_head(answer: Answer, headers: dict[str, str], length: int, send: Send) -> None:
    lines = {**answer.headers, **headers}
    if answer.status not in (204, 304):
        lines["content-length"] = str(length)
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})


def _transport(scope: Scope) -> asyncio.Transport:
    state: dict[str, Any] = scope["state"]
    transport: asyncio.Transport = state[_TRANSPORT]
    return transport


def _socket(transport: asyncio.Transport) -> socket.socket:
    connection: socket.socket = transport.get_extra_info("socket")
    return connection


async def _gone(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass
