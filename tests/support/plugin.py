"""The native plugin in its real process, spoken to over gRPC as the engine does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import provider_pb2

from lox24_provider.adapter.native.values import Values, decoded, encoded
from tests.support import forks
from tests.support.host import Host

__all__ = ["START", "Plugin", "provider_urn"]

START = "import sys; from lox24_provider.adapter.native.main import main; sys.exit(main())"


def provider_urn(name: str = "default") -> str:
    return f"urn:pulumi:test::lists::pulumi:providers:lox24::{name}"


@dataclass
class Plugin(Host):
    """A plugin's process that serves the provider `name`; it has no configuration yet."""

    config: Mapping[str, str] = field(default_factory=dict)
    name: str = "default"

    def command(self) -> list[str | Path]:
        return [forks.python(), "-c", START]

    def configure(self) -> None:
        """No more than the two sides' greeting."""
        self._stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=self.address), timeout=30)

    @property
    def told(self) -> list[str]:
        """What it told the engine, debug logs included."""
        return [entry.message for entry in self.log]

    def check_config(self, news: Mapping[str, Any]) -> tuple[Values, list[str]]:
        """The inputs that the state would hold, and what is wrong with them."""
        answer = self.call("CheckConfig", urn=provider_urn(self.name), name=self.name, news=encoded(news))
        assert not any(failure.property for failure in answer.failures), "the engine would show the value"
        return decoded(answer.inputs), [failure.reason for failure in answer.failures]

    def configured(self, inputs: Mapping[str, Any]) -> None:
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
        return getattr(self._stub, method)(getattr(provider_pb2, f"{request}Request")(**parts), timeout=120)
