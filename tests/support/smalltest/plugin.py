"""A small provider of another vendor's kind: an executable that speaks the engine's protocol, not a dynamic resource.

`smalltest:index:Machine` has a `kind` that it cannot change, a `zone` and a `password`; its `address` is known only
when it is made. What exists is one JSON file a machine in the folder that SMALLTEST_STORE names, so a test is a
colleague who changes it by hand.
"""
# ruff: noqa: ARG002, N802 the engine's protocol names the methods and what they are given

from __future__ import annotations

import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
ADDRESS = "10.0.0.1"
INPUTS = ("kind", "zone", "password")


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves machines."""

    def Handshake(self, request: Any, context: object) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True, accept_outputs=True)

    def GetPluginInfo(self, request: Any, context: object) -> Any:
        return plugin_pb2.PluginInfo(version="1.0.0")

    def CheckConfig(self, request: Any, context: object) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: object) -> Any:
        return provider_pb2.DiffResponse()

    def Configure(self, request: Any, context: object) -> Any:
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True, acceptResources=True)

    def Cancel(self, request: Any, context: object) -> Any:
        return empty_pb2.Empty()

    def Check(self, request: Any, context: object) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: object) -> Any:
        olds, news = _plain(request.olds), _plain(request.news)
        kinds = provider_pb2.PropertyDiff
        changed = {
            key: kinds(kind=kinds.UPDATE_REPLACE if key == "kind" else kinds.UPDATE)
            for key in INPUTS
            if olds.get(key) != news.get(key)
        }
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE,
            replaces=[key for key in changed if key == "kind"],
            detailedDiff=changed,
            hasDetailedDiff=True,
        )

    def Create(self, request: Any, context: object) -> Any:
        if request.preview:
            return provider_pb2.CreateResponse(properties=_with(request.properties, address=UNKNOWN))
        id = f"{_plain(request.properties)['kind']}-{request.urn.rpartition('::')[2]}"
        made = _with(request.properties, address=ADDRESS)
        _write(id, made)
        return provider_pb2.CreateResponse(id=id, properties=made)

    def Read(self, request: Any, context: object) -> Any:
        file = _file(request.id)
        if not file.exists():
            return provider_pb2.ReadResponse()
        held = json.loads(file.read_text())
        properties = _with(request.properties, **{key: held[key] for key in ("kind", "zone", "address")})
        return provider_pb2.ReadResponse(
            id=request.id, properties=properties, inputs=_with(request.inputs, kind=held["kind"], zone=held["zone"])
        )

    def Update(self, request: Any, context: object) -> Any:
        changed = _with(request.news, address=UNKNOWN if request.preview else ADDRESS)
        if not request.preview:
            assert "LOX24_PLAN_KEY" not in os.environ
            _write(request.id, changed)
        return provider_pb2.UpdateResponse(properties=changed)

    def Delete(self, request: Any, context: object) -> Any:
        _file(request.id).unlink(missing_ok=True)
        return empty_pb2.Empty()


def _file(id: str) -> Path:
    return Path(os.environ["SMALLTEST_STORE"], f"{id}.json")


def _write(id: str, properties: Any) -> None:
    _file(id).write_text(json.dumps(_plain(properties)))


def _with(struct: Any, **values: str) -> Any:
    made = struct_pb2.Struct()
    made.CopyFrom(struct)
    made.update(values)
    return made


def _plain(struct: Any) -> dict[str, Any]:
    """The values; of a secret or an output its own."""
    return {
        key: value.get("value") if isinstance(value, dict) else value
        for key, value in json_format.MessageToDict(struct).items()
    }


def main() -> None:
    """Serve until the engine ends it, and say on which port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
