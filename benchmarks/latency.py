"""The sandbox in a process of its own, every answer late by the same time, and what it saw of its callers.

`python -m benchmarks.latency FOLDER MILLISECONDS` serves until its input ends, and prints its address first.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType

import requests
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import Self

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store

__all__ = ["Latency", "Seen"]

SEEN = "/_benchmark/seen"  # what was seen since it was last asked for


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What callers did.

    Attributes:
        requests: how many there were, by method.
        peak: the most that were under way at one moment.
        connections: how many different ones carried a request.
    """

    requests: dict[str, int] = field(default_factory=dict)
    peak: int = 0
    connections: int = 0

    @property
    def total(self) -> int:
        """All requests."""
        return sum(self.requests.values())


class Latency:
    """A sandbox whose every answer takes `milliseconds` longer; stopped when its `with` block is left."""

    def __init__(self, *, folder: Path, milliseconds: int) -> None:
        command = [sys.executable, "-m", "benchmarks.latency", str(folder), str(milliseconds)]
        # In a session of its own: Ctrl-C is for who measures, and this ends with its input.
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.url = (self._server.stdout.readline() if self._server.stdout else "").strip()

    def seen(self) -> Seen:
        """What was seen since the last call of this."""
        return Seen(**requests.get(self.url + SEEN, timeout=30).json())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.communicate()


class _Late:
    """Middleware that counts, and lets each request wait."""

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._forget()

    def _forget(self) -> None:
        self._requests: Counter[str] = Counter()
        self._callers: set[object] = set()
        self._under_way = self._peak = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == SEEN:
            seen = Seen(requests=dict(self._requests), peak=self._peak, connections=len(self._callers))
            self._forget()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": json.dumps(asdict(seen)).encode()})
            return
        self._requests[scope["method"]] += 1
        self._callers.add(tuple(scope["client"]))
        self._under_way += 1
        self._peak = max(self._peak, self._under_way)
        try:
            await asyncio.sleep(self._seconds)
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1


def main(folder: str, milliseconds: str) -> None:
    """Serve until standard input ends."""
    with Store(Path(folder, "sandbox.db")) as store:
        app = create_app(store=store)
        app.add_middleware(_Late, seconds=int(milliseconds) / 1000)
        with serve_in_thread(app=app) as running:
            print(running.url, flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
