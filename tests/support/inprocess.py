"""The real dynamic host of Pulumi's SDK, called within this process, so that it can live and die thousands of times.

The host's methods and the provider run as they are, with the requests of the protocol. What is not the same: no gRPC
in between, one call at a time, and a kill is an exception that nothing below catches.
"""

from __future__ import annotations

import ast
import contextvars
import importlib.util
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Literal
from unittest.mock import patch

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from lox24_provider.adapter.dynamic import process
from lox24_provider.adapter.dynamic.process import shared
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.operations import connection
from lox24_provider.operations.connection import Presence
from tests.support.host import Host

__all__ = ["InProcess", "Killed", "Wire", "in_process"]


class Killed(BaseException):
    """The process is no more; not an `Exception`, so that no `except` and no retry sees it."""


@dataclass
class Wire:
    """Where all requests of the provider pass: it counts them, and may kill the process at one of them.

    Attributes:
        before: called before a request leaves, with how many there were before it.
    """

    sent: int = 0
    before: Callable[[int], None] = lambda _: None
    kill_at: tuple[int, Literal["before", "after"]] | None = None

    def kill(self, at: int, when: Literal["before", "after"]) -> None:
        """Kill at the `at`-th request from now, before it leaves or once its answer is there."""
        self.kill_at = (self.sent + at, when)

    def passing(self, send: Callable[..., Any]) -> Callable[..., Any]:
        def passing(*args: Any, **kwargs: Any) -> Any:
            self.before(self.sent)
            self.sent += 1
            if self.kill_at == (self.sent, "before"):
                raise Killed
            try:
                return send(*args, **kwargs)
            finally:
                if self.kill_at == (self.sent, "after"):
                    raise Killed

        return passing


@contextmanager
def in_process() -> Iterator[Wire]:
    """What the provider's code needs while it runs in a process with other things: nobody waits, nobody is called."""
    wire, log = Wire(), logging.getLogger("lox24_provider")
    with (
        patch.object(Transport, "_send", wire.passing(Transport._send)),
        patch.object(
            connection, "RetryPolicy", lambda *, retries, **_: RetryPolicy(retries=retries, sleep=lambda _: None)
        ),
        patch.dict(Presence.__init__.__kwdefaults__ or {}, patience=0),
        patch.object(process, "EngineLog", lambda **_: logging.NullHandler()),
        patch.multiple(log, level=log.level, propagate=log.propagate, handlers=[*log.handlers]),
    ):
        yield wire


@dataclass
class InProcess(Host):
    """One process of the host, with a provider of its own; `environment` holds while it serves a call."""

    folder: Path = field(default=Path(), init=False)

    def __post_init__(self) -> None:
        shared.cache_clear()
        self._module: dict[str, Any] = {"__name__": "pulumi.dynamic.__main__"}
        # The host keeps Pulumi's settings in context variables, which other tests of this process have of their own.
        self._context = contextvars.Context()
        self._context.run(exec, _without_main(), self._module)
        self._stub: Any = _Stub(self._module["DynamicResourceProviderServicer"](), self._context)
        args = struct_pb2.Struct()
        args.update(self.config)
        self._stub.Configure(provider_pb2.ConfigureRequest(args=args), timeout=0)

    def stop(self) -> None:
        for provider in self._module["_PROVIDER_CACHE"].values():
            if (opened := provider._calls._runtime._connection) is not None:
                opened.transport.close()

    def _call(self, method: str, **parts: Any) -> Any:
        with patch.dict(os.environ, self.environment):
            return super()._call(method, **parts)


class _Stub:
    """The servicer's methods as those of a client's stub."""

    def __init__(self, servicer: Any, context: contextvars.Context) -> None:
        self._servicer = servicer
        self._context = context

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(request: Any, *, timeout: float) -> Any:  # noqa: ARG001 as a stub's methods are called
            return self._context.run(getattr(self._servicer, method), request, _ServicerContext())

        return call


class _ServicerContext:
    """What the host does with a call's context: trailers, and an end by error."""

    def __init__(self) -> None:
        self._trailers: tuple[tuple[str, bytes], ...] = ()

    def set_trailing_metadata(self, trailers: tuple[tuple[str, bytes], ...]) -> None:
        self._trailers = trailers

    def abort(self, _: grpc.StatusCode, details: str) -> None:
        raise _Aborted(details, self._trailers)


class _Aborted(grpc.RpcError):
    def __init__(self, details: str, trailers: tuple[tuple[str, bytes], ...]) -> None:
        self._details = details
        self._trailers = trailers

    def details(self) -> str:
        return self._details

    def trailing_metadata(self) -> Any:
        return self._trailers


@cache
def _without_main() -> CodeType:
    """The host's module without its last line, which starts the server."""
    spec = importlib.util.find_spec("pulumi.dynamic.__main__")
    assert spec is not None
    assert spec.origin is not None
    module = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    assert ast.unparse(module.body.pop()) == "main()"
    return compile(module, spec.origin, "exec")
