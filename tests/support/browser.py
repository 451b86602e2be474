"""A real browser without a window: Debian's chromium where it is installed, driven over its debugging pipe."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["CHROMIUM", "Browser", "Tab"]

CHROMIUM = shutil.which("chromium")
PATIENCE = 60  # seconds; a busy machine starts it slowly

# The browser reads its commands from descriptor 3 and answers on 4.
_LAUNCH = """
import fcntl, os, sys
commands, answers = (fcntl.fcntl(int(number), fcntl.F_DUPFD_CLOEXEC, 10) for number in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # which root cannot have; it meets no page but the tests' own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-popup-blocking",
    "--disable-background-networking",
    "--disable-extensions",
    "--no-first-run",
    "--no-proxy-server",
    "--remote-debugging-pipe",
)


class Browser:
    """One browser with a profile in `folder`; `names` lead to this machine, whatever they are elsewhere."""

    def __init__(self, folder: Path, *, names: Sequence[str] = ()) -> None:
        assert CHROMIUM
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        rules = ",".join(f"MAP {name} 127.0.0.1" for name in names)
        flags = (*_FLAGS, f"--user-data-dir={folder}", f"--host-resolver-rules={rules}", "about:blank")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, str(commands), str(answers), CHROMIUM, *flags],
            pass_fds=(commands, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def tab(self) -> Tab:
        """A new tab, which shows nothing yet."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        return Tab(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def call(self, method: str, *, session: str | None = None, **parameters: Any) -> Any:
        """What a command of the DevTools protocol gives."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self._number:
                assert "error" not in message, (method, message["error"])
                return message["result"]
            self.events.append(message)

    def message(self) -> dict[str, Any]:
        """The next thing that the browser says."""
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(deadline - time.monotonic(), 0))
            part = os.read(self._answers, 1 << 16) if ready else b""
            assert part, "the browser has ended" if ready else "the browser says nothing"
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._commands)  # which ends it
        os.close(self._answers)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Tab:
    """One page of a browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        for domain in ("Page", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """A command about this page."""
        return self._browser.call(method, session=self._session, **parameters)

    def go(self, url: str) -> None:
        """Enter an address, and wait until all that it brings is there."""
        self._browser.events.clear()
        reply = self.call("Page.navigate", url=url)
        assert "errorText" not in reply, reply
        self.wait("Page.loadEventFired")

    def wait(self, event: str) -> None:
        """Wait for something to happen, unless it has since `go`."""
        while not self.said(event):
            self._browser.events.append(self._browser.message())

    def said(self, event: str) -> list[Any]:
        """What the browser said of an event since `go`."""
        mine = [item for item in self._browser.events if item.get("sessionId") == self._session]
        return [item["params"] for item in mine if item["method"] == event]

    def run(self, script: str) -> Any:
        """What a script gives in this page, once its promise is kept."""
        reply = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in reply, reply["exceptionDetails"]
        return reply["result"].get("value")
