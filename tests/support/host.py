"""The real dynamic host of Pulumi's SDK in its real process, spoken to over gRPC as the engine does."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc, status_pb2

from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from tests.support import forks
from tests.support.codes import without_code
from tests.support.measured import ended

__all__ = ["Failure", "Host", "Values", "urn"]

Values = Mapping[str, Any]


def urn(name: str) -> str:
    return f"urn:pulumi:test::lists::pulumi-python:dynamic/lox24:Group::{name}"


class Failure(Exception):
    """What the engine would show of a failed call.

    Attributes:
        partial: id, outputs and inputs of what the engine would keep in the state all the same; None if nothing.
    """

    partial: tuple[str, dict[str, Any], dict[str, Any]] | None = None


class _Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self) -> None:
        self.log: list[Any] = []
        self.told = threading.Condition()

    def Log(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: ARG002, N802 the protocol's names
        with self.told:
            self.log.append(request)
            self.told.notify_all()
        return empty_pb2.Empty()


@dataclass
class Host:
    """The provider's process.

    Attributes:
        config: the stack's configuration by full key.
        marked: the names of what was marked as secret, for each set of properties that came back.
    """

    fault: ClassVar[str] = "Traceback"  # what one of ours looks like

    folder: Path
    config: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)
    marked: list[set[str]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._engine = _Engine()
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self._engine, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        self._stderr = (self.folder / "host.stderr").open("w+")
        self.process = subprocess.Popen(
            [*self.command(), self.address],
            cwd=self.folder,
            env={**os.environ, "PULUMI_PROJECT": "lists", **self.environment},
            stdout=subprocess.PIPE,
            stderr=self._stderr,
        )
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        try:
            self.configure()
        except Failure:
            self.stop()
            raise

    def command(self) -> list[str | Path]:
        """What starts the process, less the engine's address."""
        return [forks.python(), "-u", "-m", "pulumi.dynamic"]

    def configure(self) -> None:
        """Hand over the configuration as the engine does."""
        self._stub.Configure(provider_pb2.ConfigureRequest(args=_struct(self.config)), timeout=30)

    def urn(self, name: str, *given: Values | None) -> str:
        """The URN of the resource with this name, and with these values; the host does not look at its type."""
        del given
        return urn(name)

    @property
    def log(self) -> list[Any]:
        """What the provider told the engine: `severity`, `message`, `urn`, `ephemeral`."""
        return self._engine.log

    def messages(self, *, ephemeral: bool = False) -> list[str]:
        """What a person sees of it without `--debug`."""
        return [entry.message for entry in self.log if entry.severity > 0 and entry.ephemeral is ephemeral]

    def await_progress(self, text: str) -> None:
        """Return once the provider has said so about what it is doing."""
        with self._engine.told:
            assert self._engine.told.wait_for(lambda: text in " ".join(self.messages(ephemeral=True)), timeout=60)

    def stderr(self) -> str:
        self._stderr.seek(0)
        return self._stderr.read()

    def check(self, news: Values, *, olds: Values | None = None, name: str = "g") -> tuple[dict[str, Any], list[str]]:
        """The inputs as checked, and the reasons of the failures, without our codes."""
        reply = self._call("Check", name, olds=olds or {}, news=news)
        return self._values(reply.inputs), [f"{one.property}|{without_code(one.reason)}" for one in reply.failures]

    def diff(
        self,
        id: str,
        *,
        olds: Values,
        news: Values,
        old_inputs: Values,
        name: str = "g",
        ignoring: Sequence[str] = (),
    ) -> str:
        """`same`, `changed` (as the provider says) or `compare` (the inputs explain it)."""
        reply = self._call("Diff", name, id=id, olds=olds, news=news, old_inputs=old_inputs, ignoreChanges=ignoring)
        assert not reply.replaces
        return self._told_of_diff(reply, old_inputs=old_inputs, news=news)

    def _told_of_diff(self, reply: Any, *, old_inputs: Values, news: Values) -> str:  # noqa: ARG002 the native one's
        kinds = provider_pb2.DiffResponse
        return {kinds.DIFF_NONE: "same", kinds.DIFF_SOME: "changed", kinds.DIFF_UNKNOWN: "compare"}[reply.changes]

    def create(self, inputs: Values, *, name: str = "g", timeout: float = 0) -> tuple[str, dict[str, Any]]:
        """Id and outputs."""
        reply = self._call("Create", name, properties=inputs, timeout=timeout)
        return reply.id, self._values(reply.properties)

    def foreseen(
        self, inputs: Values, *, id: str = "", state: Values | None = None, name: str = "g"
    ) -> dict[str, Any] | None:
        """What a preview's creation tells, or with an `id` its update; None: the engine does not ask this provider."""
        del inputs, id, state, name
        return None

    def read(
        self, id: str, *, state: Values | None = None, inputs: Values | None = None, name: str = "g"
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """Id (empty: gone), outputs, inputs. Without a state: a read by id."""
        reply = self._call("Read", name, id=id, properties=state, inputs=inputs or {})
        return reply.id, self._values(reply.properties), self._values(reply.inputs)

    def update(self, id: str, *, olds: Values, news: Values, name: str = "g", timeout: float = 0) -> dict[str, Any]:
        """The new outputs."""
        reply = self._call("Update", name, id=id, olds=olds, news=news, timeout=timeout)
        return self._values(reply.properties)

    def delete(
        self, id: str, *, state: Values, inputs: Values | None = None, name: str = "g", timeout: float = 0
    ) -> None:
        self._call("Delete", name, id=id, properties=state, timeout=timeout, old_inputs=inputs)

    def cancel(self) -> None:
        """What the engine calls at the first SIGINT, and when it is done with the provider; nothing is waited for."""
        self._stub.Cancel(empty_pb2.Empty(), timeout=20)

    def lose_engine(self) -> None:
        """Nobody listens at the engine's address any more, as after its `kill -9`."""
        self._server.stop(grace=None).wait()

    def stop(self) -> None:
        self._channel.close()
        ended(self.process)
        self._server.stop(grace=None).wait()
        self._stderr.close()

    def _call(self, method: str, name: str, **parts: Any) -> Any:
        """A call for the resource of this name; mappings among its parts are properties, None is left out."""
        properties = {key: part for key, part in parts.items() if isinstance(part, Mapping)}
        parts |= {key: self._struct(values, part=f"{method}.{key}") for key, values in properties.items()}
        parts["urn"] = self.urn(name, *properties.values())
        return self._sent(method, **{key: part for key, part in parts.items() if part is not None})

    def _sent(self, method: str, *, message: str = "", **parts: Any) -> Any:
        """A call; `message` is the type of its request where that is not called after the method."""
        request = getattr(provider_pb2, message or f"{method}Request")(**parts)
        try:
            return getattr(self._stub, method)(request, timeout=120)
        except grpc.RpcError as error:
            raise self._failure(error) from None

    def _failure(self, error: Any) -> Failure:
        """The failure as the engine understands it: of the status in the trailer, if there is one."""
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                failure, partial = Failure(status.message), provider_pb2.ErrorResourceInitFailed()
                if any(detail.Unpack(partial) for detail in status.details):
                    failure.partial = (partial.id, self._values(partial.properties), self._values(partial.inputs))
                return failure
        return Failure(error.details())

    def _struct(self, values: Values, *, part: str) -> struct_pb2.Struct:
        """Properties of a request, of which `part` is the name; another kind of resource brings its own provider."""
        del part
        return _struct(values)

    def _values(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """Properties of an answer."""
        values = json_format.MessageToDict(struct)
        values.pop(PROVIDER_KEY, None)
        self.marked.append({key for key, value in values.items() if rpc.is_rpc_secret(value)})
        return {key: rpc.unwrap_rpc_secret(value) for key, value in values.items()}


def _struct(values: Values) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update({PROVIDER_KEY: PROVIDER_REFERENCE, **values})
    return struct
