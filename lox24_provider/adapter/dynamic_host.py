"""What Pulumi's Python dynamic host keeps from a provider, fetched one frame away.

The host calls `create(props)` and drops the rest of the request: URN, time-out, old inputs, and any way to report an
error but a traceback. All of it is in the local variables of the host's own method, one frame up. Everything here is
best effort: where the host has changed, a provider falls back to what plain dynamic providers do. Each workaround has a
test in `tests/host` that fails when it no longer works, or is no longer needed:

- errors are tracebacks: https://github.com/pulumi/pulumi/issues/10416
- a group that was made but is not as declared is lost to the state: as above
- URN, time-out and old inputs are dropped, and there are four workers: no issue is known; `pulumi/dynamic/__main__.py`
"""

from __future__ import annotations

import functools
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, ParamSpec, TypeVar

import grpc
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, status_pb2

from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.display.text import one_line
from lox24_provider.errors import Incomplete, Lox24Error

__all__ = ["Call", "EngineLog", "Row", "current_call", "current_report", "engine_address", "readable_errors", "widen"]

_log = logging.getLogger("lox24_provider")

P = ParamSpec("P")
R = TypeVar("R")

_METHODS = frozenset({"Check", "Diff", "Create", "Read", "Update", "Delete"})
_UNKNOWN = 2  # gRPC's status code UNKNOWN: what the host aborts with, and the trailer has to agree


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the engine. Empty where the host no longer shows it."""

    urn: str = ""
    seconds: float | None = None
    context: Any = None
    request: Any = None

    @property
    def old_inputs(self) -> Mapping[str, Any] | None:
        """The inputs that the state holds; None where they are not shown."""
        for name in ("old_inputs", "inputs"):
            if hasattr(self.request, name):
                inputs: dict[str, Any] = rpc.deserialize_properties(getattr(self.request, name))
                return inputs
        return None

    @property
    def provider(self) -> str:
        """The reference by which the host loaded the provider that it is calling."""
        for name in ("news", "properties", "inputs", "olds"):
            reference = getattr(getattr(self.request, name, None), "fields", {}).get(PROVIDER_KEY)
            if reference is not None and reference.string_value:
                return str(reference.string_value)
        return PROVIDER_REFERENCE

    def fail_with(self, error: Lox24Error) -> None:
        """Make the engine show `error` in one line, instead of the traceback of the exception that follows.

        What is `Incomplete` enters the state all the same, marked: the next `up` then calls update in any case.
        """
        if self.context is None:
            return
        # gRPC in Python takes trailers of 8 KiB: all fields of a group are up to 4.5 of them, twice. The engine's gRPC,
        # in Go, takes 16 MiB: a list of people may travel as well.
        message = error.coded(one_line(str(error), limit=400 if isinstance(error, Incomplete) else 2000))
        status = status_pb2.Status(code=_UNKNOWN, message=message)
        if isinstance(error, Incomplete):
            partial = provider_pb2.ErrorResourceInitFailed(id=error.id, reasons=[message])
            outputs = {key: value for key, value in error.outputs.items() if value is not None}  # as the host does
            partial.properties.update({**outputs, PROVIDER_KEY: self.provider})
            partial.inputs.update({**error.inputs, PROVIDER_KEY: self.provider})
            status.details.add().Pack(partial)
        self.context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))


def current_call() -> Call:
    """The call of the engine that this thread is serving."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 the one way to the request
    while frame is not None:
        if frame.f_code.co_name in _METHODS and "request" in frame.f_locals and "context" in frame.f_locals:
            request = frame.f_locals["request"]
            return Call(
                urn=getattr(request, "urn", ""),
                seconds=getattr(request, "timeout", 0) or None,
                context=frame.f_locals["context"],
                request=request,
            )
        frame = frame.f_back
    return Call()


def readable_errors(method: Callable[P, R]) -> Callable[P, R]:
    """Decorate a provider's method: what is foreseen ends in one line, anything else keeps its traceback."""

    @functools.wraps(method)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Lox24Error as error:
            current_call().fail_with(error)
            raise

    return wrapper


def engine_address() -> str:
    """Where the engine that started this host listens; something else where no engine did."""
    return sys.argv[-1] if len(sys.argv) > 1 else ""


class EngineLog(logging.Handler):
    """Shows records on the row of the resource that the current thread works on (`Engine.Log` of the protocol).

    Debug records appear under `pulumi --debug`. A record with `extra={"ephemeral": True}` is shown while it lasts.
    """

    def __init__(self, *, address: str | None = None) -> None:
        super().__init__()
        self._address = address if address is not None else engine_address()
        self._making = threading.Lock()
        self._stub: Any = None

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record; an engine that does not listen is no reason to fail."""
        try:
            # ERROR would count as a failure of the resource; failures travel as exceptions.
            levels = {logging.DEBUG: engine_pb2.DEBUG, logging.INFO: engine_pb2.INFO}
            self._engine().Log(
                engine_pb2.LogRequest(
                    severity=levels.get(record.levelno, engine_pb2.WARNING),
                    message=one_line(record.getMessage(), limit=2000),
                    urn=getattr(record, "urn", "") or current_call().urn,
                    streamId=0,
                    ephemeral=bool(getattr(record, "ephemeral", False)),
                ),
                timeout=5,
            )
        except Exception:  # noqa: BLE001 logging never breaks the work it tells about
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 the name is logging's
        """Say nothing: stderr is the stack's row, and a lost log line does not belong there."""

    def _engine(self) -> Any:  # noqa: ANN401 a generated stub
        with self._making:
            if self._stub is None:
                self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
            return self._stub


class Row:
    """A resource's row in the engine's display, as a `Report`; also for threads that the engine did not start."""

    def __init__(self, urn: str) -> None:
        self._urn = urn

    def warning(self, text: str) -> None:
        """Something that stays on the row."""
        _log.warning("%s", text, extra={"urn": self._urn})

    def note(self, text: str) -> None:
        """Something to know."""
        _log.info("%s", text, extra={"urn": self._urn})

    def progress(self, text: str) -> None:
        """Something that is true for a moment."""
        _log.info("%s", text, extra={"urn": self._urn, "ephemeral": True})


def current_report() -> Row:
    """The row of the resource that this thread works on."""
    return Row(current_call().urn)


def widen(workers: int) -> bool:
    """Let the host serve `workers` calls at once instead of four; False where its internals are not as they were.

    The pool hangs on the frame of the worker thread that this runs in (`_worker(executor_reference, ...)` of
    `concurrent.futures.thread`). It makes threads when work arrives; what has arrived already needs them made here.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 the one way to the pool
    while frame is not None:
        reference = frame.f_locals.get("executor_reference") if frame.f_code.co_name == "_worker" else None
        pool: Any = reference() if callable(reference) else None
        if hasattr(pool, "_max_workers") and hasattr(pool, "_adjust_thread_count"):
            pool._max_workers = workers  # noqa: SLF001 no public way
            for _ in range(workers):
                pool._adjust_thread_count()  # noqa: SLF001 as above
            return True
        frame = frame.f_back
    return False
