"""What the provider tells while it works: a resource's row in the engine's display."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from lox24_provider.display.text import one_line

__all__ = ["EngineLog", "Row", "listen"]

_log = logging.getLogger("lox24_provider")


def listen(handler: logging.Handler) -> None:
    """Let a handler hear everything that this package logs, and nobody else."""
    _log.setLevel(logging.DEBUG)
    _log.propagate = False
    _log.addHandler(handler)


class EngineLog(logging.Handler):
    """Shows records on the row of the resource that the current thread works on (`Engine.Log` of the protocol).

    Debug records appear under `pulumi --debug`. A record with `extra={"ephemeral": True}` is shown while it lasts.

    Args:
        address: where the engine listens.
        current_urn: the resource that the current thread works on, for records that do not say it.
    """

    def __init__(self, *, address: str, current_urn: Callable[[], str]) -> None:
        super().__init__()
        self._address = address
        self._current_urn = current_urn
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
                    urn=getattr(record, "urn", "") or self._current_urn(),
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
