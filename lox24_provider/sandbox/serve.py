"""The sandbox on a port of this machine."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from lox24_provider.sandbox.wire import Connection

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["RunningSandbox", "serve_forever", "serve_in_thread"]

LOOPBACK = "127.0.0.1"
KEEP_ALIVE_SECONDS = 75  # longer than clients leave a pooled connection idle, so it is not closed under them
STOP_SECONDS = 1  # what calls in flight get to end when the server stops


class RunningSandbox:
    """A server in a thread of its own; `stop` it, or leave its `with` block."""

    def __init__(self, *, url: str, server: uvicorn.Server, thread: threading.Thread) -> None:
        self.url = url
        self._server = server
        self._thread = thread

    def stop(self) -> None:
        """Close the port and end the thread; harmless when that is done already."""
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve_in_thread(*, app: Starlette, host: str = LOOPBACK, port: int = 0) -> RunningSandbox:
    """Serve `app` from a daemon thread; port 0 takes a free one.

    It can be called from any thread. The port listens when this returns: a call that comes before the server's loop
    runs waits in the backlog.

    Raises:
        OSError: the port is taken.
        ValueError: the host is not this machine.
    """
    listener = _listener(host, port)
    server = _server(app)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name=f"lox24-sandbox {_url(listener)}", daemon=True
    )
    thread.start()
    return RunningSandbox(url=_url(listener), server=server, thread=thread)


def serve_forever(*, app: Starlette, port: int, ready: Callable[[str], object] = lambda _: None) -> None:
    """Serve `app` until Ctrl-C; `ready` is told the URL once the port is held.

    Raises:
        OSError: the port is taken.
    """
    listener = _listener(LOOPBACK, port)
    ready(_url(listener))
    try:
        _server(app).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn hands it on once it has shut down
        return


def _listener(host: str, port: int) -> socket.socket:
    address = ipaddress.ip_address(LOOPBACK if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"{host} is not this machine: the sandbox has no access control worth the name")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET  # noqa: PLR2004 IPv6
    return socket.create_server((str(address), port), family=family, backlog=2048)


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(app: Starlette) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=Connection,
            loop="asyncio",  # the one whose transports `wire` knows
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
