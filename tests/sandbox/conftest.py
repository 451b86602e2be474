"""A sandbox on a free port for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.serve import serve_in_thread
from lox24_provider.sandbox.store import Store
from lox24_provider.sandbox.switches import Switches

JSON = "application/json"


class Clock:
    """Unix seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Sandbox:
    """A running sandbox, and account 1000000 as its caller."""

    url: str
    clock: Clock
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, document: Any = None, **headers: str) -> requests.Response:
        """Call the API in plain JSON; `headers` in Python's spelling, an empty one is left out."""
        sent = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Accept": JSON}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(method, self.url + path, json=document, headers=sent, timeout=10)

    def made(self, path: str, document: Any) -> Any:
        """What a POST made."""
        reply = self.call("POST", path, document)
        assert reply.status_code == 201, reply.text
        return reply.json()

    def group(self, **fields: Any) -> int:
        """The id of a new group."""
        return int(self.made("/groups", {"name": "My Clients", **fields})["id"])

    def numbers(self, group: int) -> list[str]:
        """The numbers in a group."""
        return [phone["phone"] for phone in self.call("GET", f"/groups/{group}/phones").json()]

    def hook(self, method: str, path: str, document: Any = None) -> Any:
        """Use a hook under /_sandbox."""
        reply = requests.request(method, f"{self.url}/_sandbox{path}", json=document, timeout=10)
        assert reply.ok, reply.text
        return reply.json() if reply.content else None


class Start:
    """Starts sandboxes with switches."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack

    def __call__(self, *settings: str) -> Sandbox:
        """A sandbox with these switches; all of one test share a file."""
        clock = Clock()
        store = self._stack.enter_context(Store(self._folder / "sandbox.db"))
        app = create_app(store=store, switches=Switches.parse(settings), clock=clock)
        running = self._stack.enter_context(serve_in_thread(app=app))
        return Sandbox(running.url, clock, self._stack.enter_context(requests.Session()))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    stack = ExitStack()
    yield Start(tmp_path, stack)
    Thread(target=stack.close).start()  # it takes two ticks of the server's, for which no test need wait


@pytest.fixture
def sandbox(start: Start) -> Sandbox:
    return start()
