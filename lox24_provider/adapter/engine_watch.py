"""The engine's end, which nobody tells Pulumi's Python dynamic host of when the engine is killed.

The host waits for ever, and resumes what it was called for: who looks at the killed run takes the account for still.
The engine serves an address as long as it lives (`Engine` of the protocol), and closes its providers before it. Where
nobody listens there any more, the engine is gone. No issue is known; it is so in `pulumi/dynamic/__main__.py`.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable

__all__ = ["SECONDS", "is_address", "is_gone", "watch"]

SECONDS = 2.0  # between two looks; one is a connection on this machine, made and closed

MOST_PORTS = 65_535

_ADDRESS = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})")


def is_address(text: str) -> bool:
    """Whether it is where an engine listens: a host that no engine has started takes something else for that."""
    return _ADDRESS.fullmatch(text) is not None


def is_gone(address: str) -> bool:
    """Whether nobody listens at an engine's address; False too where that cannot be told."""
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found[2]) > MOST_PORTS:
        return False
    try:
        socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=SECONDS).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def watch(address: str, *, gone: Callable[[], None]) -> bool:
    """Call `gone` once, in a thread of its own, when the engine is gone; False where `address` is no engine's."""
    if not is_address(address):
        return False

    def look() -> None:
        while not (is_gone(address) and is_gone(address)):
            time.sleep(SECONDS)
        gone()

    threading.Thread(target=look, name="lox24-engine-watch", daemon=True).start()
    return True
