"""Answers down to the byte, and a clock that only moves when somebody waits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Answer", "Server", "Time", "document", "listing", "members", "raw"]


@dataclass
class Time:
    """A clock that only moves when somebody waits."""

    now: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def advance(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


class Answer(BaseHTTPRequestHandler):
    """Answers as `answer` says, which writes the bytes itself."""

    protocol_version = "HTTP/1.1"
    answer: Callable[[Any], None]

    def do_GET(self) -> None:
        type(self).answer(self)

    def do_POST(self) -> None:
        type(self).answer(self)

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A server whose callers may hang up in the middle of an answer."""

    daemon_threads = True
    block_on_close = False

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        """As ever, but to stop it takes no half a second, for which hundreds of tests would wait."""
        super().serve_forever(poll_interval)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that is what some tests are about."""


def raw(*lines: str, body: bytes = b"", close: bool = True) -> Callable[[Any], None]:
    """An answer in plain bytes, after which the connection ends unless it should stay."""

    def answer(handler: Any) -> None:
        handler.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)
        handler.close_connection = close

    return answer


def document(value: Any, *, status: str = "200 OK") -> Callable[[Any], None]:
    """An answer in JSON."""
    content = json.dumps(value).encode()
    return raw(f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", body=content, close=False)


def listing(*pages: Any) -> Callable[[Any], None]:
    """A list whose every page is one of these bodies; the last one for all that follow."""

    def answer(handler: Any) -> None:
        number = int(handler.path.partition("?page=")[2] or "1")
        document(pages[min(number, len(pages)) - 1])(handler)

    return answer


def members(*ids: int, **rest: Any) -> dict[str, Any]:
    """A page of groups."""
    return {"member": [{"id": id, "name": f"g{id}"} for id in ids], **rest}
