"""Whether the plugin that the engine would take works: it is started as the engine does, and asked for its version."""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lox24_provider.display.text import masked, one_line
from lox24_provider.workflow.environment import outside

__all__ = ["Told", "ask"]

SECONDS = 30.0  # for an interpreter to start on a busy machine, import and answer
END_SECONDS = 5.0

_CODE = re.compile(r" \[LOX\d{4}\]$")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What it said.

    Attributes:
        version: its version, empty where it serves nothing.
        error: why that is so, in one line.
    """

    version: str = ""
    error: str = ""

    @property
    def reason(self) -> str:
        """The error without its code, for a line that has one of its own."""
        return _CODE.sub("", self.error)


def ask(file: Path, *, folder: Path) -> Told:
    """Start the plugin in a project's folder, ask it for its version and end it."""
    with tempfile.TemporaryFile("w+", errors="replace") as err:
        try:
            running = subprocess.Popen(  # noqa: S603 what the engine starts too
                [str(file)],
                cwd=folder,
                env=outside(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                errors="replace",
            )
        except OSError as error:
            return Told(error=f"it does not start ({error.strerror or type(error).__name__})")
        try:
            port = _port(running)
            told = _answered(port) if port else None
            if told is None:  # it ends by itself then, and says why first
                with suppress(subprocess.TimeoutExpired):
                    running.wait(timeout=END_SECONDS)
        finally:
            _end(running)
        err.seek(0)
        return told or Told(error=_last(err) or "it says no port, as if it were no plugin")


def _port(running: subprocess.Popen[str]) -> int:
    """The port that it says first; 0 if it does not."""
    late = threading.Timer(SECONDS, running.kill)
    late.start()
    try:
        line = running.stdout.readline() if running.stdout else ""
    finally:
        late.cancel()
    return int(line) if line.strip().isdecimal() else 0


def _answered(port: int) -> Told:
    import grpc  # noqa: PLC0415 takes its time, and most commands need no plugin
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415
    from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub  # noqa: PLC0415

    with grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.enable_http_proxy", 0)]) as channel:
        stub = ResourceProviderStub(channel)
        try:
            return Told(version=str(stub.GetPluginInfo(Empty(), timeout=SECONDS, wait_for_ready=True).version))
        except grpc.RpcError as error:
            return Told(error=_line(str(getattr(error, "details", lambda: "")() or "it does not answer")))


def _end(running: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        running.send_signal(signal.SIGINT if hasattr(signal, "SIGKILL") else signal.SIGTERM)  # as the engine does
    try:
        running.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    if running.stdout:
        running.stdout.close()


def _last(err: IO[str]) -> str:
    lines = [line for line in err.read().splitlines() if line.strip()]
    return _line(lines[-1].removeprefix("error: ")) if lines else ""


def _line(text: str) -> str:
    return one_line(masked(text), limit=1000)
