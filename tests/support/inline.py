"""A program run in this process, as the Automation API runs inline programs: the CLI asks us, not a language host.

The engine, the provider's host and all that they say to each other are the real ones. What is spared is the language
host, its `pip list` and a Python of the program's own, which is more than half of the work of a short run.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc

__all__ = ["served"]


@contextmanager
def served(folder: Path, *, environment: Mapping[str, str]) -> Iterator[list[str]]:
    """Serves `__main__.py` of the folder, run there and in the environment; the options that lead the CLI to it."""
    file = folder / "__main__.py"

    def program() -> None:
        # Read when the engine asks for it, and executed again for each half of a run, as a process would.
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), {"__name__": "__main__"})  # noqa: S102 the test's own

    loops: list[asyncio.AbstractEventLoop] = []

    def noted() -> asyncio.AbstractEventLoop:
        loops.append(make())
        return loops[-1]

    make, before, modules = asyncio.new_event_loop, Path.cwd(), set(sys.modules)
    threads = ThreadPoolExecutor(max_workers=4)
    server = grpc.server(threads)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageServer(program), server)
    port = server.add_insecure_port("127.0.0.1:0")
    with (
        patch.dict(os.environ, environment),
        patch.object(asyncio, "new_event_loop", noted),
        patch.object(sys, "path", [str(folder), *sys.path]),
    ):
        os.chdir(folder)
        server.start()
        try:
            yield [f"--client=127.0.0.1:{port}", "--exec-kind=auto.inline"]
        except subprocess.TimeoutExpired:  # the program may wait for ever as well, and its thread is waited for
            for loop in loops:
                loop.call_soon_threadsafe(_cancel, loop)
            raise
        finally:
            server.stop(grace=None).wait()
            threads.shutdown()  # a program that failed may still be at its end
            os.chdir(before)
    for name in sys.modules.keys() - modules:
        if Path(getattr(sys.modules[name], "__file__", None) or "").is_relative_to(folder):
            del sys.modules[name]
    for loop in loops:
        _end(loop)


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """End what the SDK leaves pending, and open, where the engine goes away while a program fails."""
    if loop.is_closed():
        return
    loop.set_exception_handler(None)  # the SDK's stops the loop
    if pending := _cancel(loop):
        loop.run_until_complete(asyncio.wait(pending))
    loop.close()


def _cancel(loop: asyncio.AbstractEventLoop) -> set[asyncio.Task[Any]]:
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    return pending
