"""The plugin's process, which the engine starts with its own address and reads a port from."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from lox24_provider.adapter.native import light_sdk

__all__ = ["main"]

WORKERS = 128  # calls at once: more than any `--parallel` that LOX24's limits leave a sense to

GRACE = 60.0  # seconds at the end for what was sent to be answered; where nothing was, it takes none


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the engine ends it, by SIGINT or its own end."""
    light_sdk.install()
    import grpc
    from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
    from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

    from lox24_provider.adapter.native.servicer import Servicer
    from lox24_provider.adapter.native.version import refusal

    given = list(sys.argv[1:] if arguments is None else arguments)
    told = None
    if given[:1] == ["--version"]:  # the launcher in Pulumi's cache says so, before what the engine says
        told, given = " ".join(given[1:2]), given[2:]
    servicer = Servicer(engine=given[-1] if given else "", refusal=refusal(told))
    server = grpc.server(ThreadPoolExecutor(max_workers=WORKERS), options=_GRPC_CHANNEL_OPTIONS)
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    ended.wait()
    servicer.runtime.cancel()
    server.stop(GRACE).wait()  # who has sent a POST tells the engine what came of it, or no state would have that group
    servicer.runtime.end(code=0)
    return 0
