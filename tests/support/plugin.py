"""The native plugin in its real process, spoken to over gRPC as the engine does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from lox24_provider.adapter.native.values import Values, decoded, encoded
from tests.support import forks

__all__ = ["START", "Plugin", "provider_urn"]

START = "import sys; from lox24_provider.adapter.native.main import main; sys.exit(main())"


def provider_urn(name: str = "default") -> str:
    return f"urn:pulumi:test::lists::pulumi:providers:lox24::{name}"


class _Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self) -> None:
        self.told: list[str] = []

    def Log(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: ARG002, N802 the protocol's names
        self.told.append(request.message)
        return empty_pb2.Empty()


@dataclass
class Plugin:
    """A plugin's process that serves the provider `name`; `configure` is not called yet."""

    folder: Path
    name: str = "default"
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._engine = _Engine()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self._engine, self._server)
        address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        self._stderr = (self.folder / "plugin.stderr").open("w+")
        self.process = subprocess.Popen(
            [forks.python(), "-c", START, address],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=self._stderr,
        )
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address), timeout=30)

    @property
    def told(self) -> list[str]:
        """What it told the engine, debug logs included."""
        return self._engine.told

    def stderr(self) -> str:
        self._stderr.seek(0)
        return self._stderr.read()

    def check_config(self, news: Mapping[str, Any]) -> tuple[Values, list[str]]:
        """The inputs that the state would hold, and what is wrong with them."""
        answer = self.call("CheckConfig", urn=provider_urn(self.name), name=self.name, news=encoded(news))
        assert not any(failure.property for failure in answer.failures), "the engine would show the value"
        return decoded(answer.inputs), [failure.reason for failure in answer.failures]

    def configure(self, inputs: Mapping[str, Any]) -> None:
        """As the engine does after a check, or by what the state holds."""
        args = encoded(inputs, secret=("token",))
        self.call("Configure", urn=provider_urn(self.name), name=self.name, args=args, acceptSecrets=True)

    def invoke(
        self, function: str, given: Mapping[str, Any], *, secret: tuple[str, ...] = ()
    ) -> tuple[Values, list[str]]:
        """What a function has found, and what is wrong with its arguments."""
        answer = self.call("Invoke", tok=f"lox24:index:{function}", args=encoded(given, secret=secret))
        assert not any(failure.property for failure in answer.failures), "the engine would show the value"
        return decoded(getattr(answer, "return")), [failure.reason for failure in answer.failures]

    def call(self, method: str, **parts: Any) -> Any:
        """Any call; a `grpc.RpcError` where it fails."""
        request = {"CheckConfig": "Check", "DiffConfig": "Diff"}.get(method, method)
        return getattr(self.stub, method)(getattr(provider_pb2, f"{request}Request")(**parts), timeout=120)

    def stop(self) -> None:
        self._channel.close()
        self.process.kill()
        self.process.communicate()
        self._server.stop(grace=None).wait()
        self._stderr.close()
