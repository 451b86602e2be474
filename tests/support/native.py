"""The native plugin in its real process, spoken to over gRPC as the engine does: the same methods as those of `Host`.

What the protocol has differently stands here, for all tests that run over both: no `__provider`; a secret travels with
its mark, both ways; what `compare` says of a diff is the list of the inputs that differ.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from lox24_provider.adapter.state_format import (
    NATIVE_GROUP_TYPE,
    NATIVE_PHONES_TYPE,
    PHONES_PROVIDER_REFERENCE,
    PROVIDER_KEY,
)
from lox24_provider.rules.secrecy import CHECKSUM, SECRET, names
from tests.support import forks
from tests.support.codes import without_code
from tests.support.host import Failure, Host, Values

__all__ = ["SCRIPT", "Native"]

SCRIPT = Path(sys.executable).with_name("pulumi-resource-lox24")
ALWAYS_SECRET = frozenset({"entries", CHECKSUM})


@dataclass
class Native(Host):
    """The plugin's process, in the stack's default provider."""

    fault: ClassVar[str] = r"^the plugin lox24 \S+ has a fault \(\w+ in \w+\.py:\d+\)"

    def command(self) -> list[str | Path]:
        return [forks.python(), "-u", SCRIPT]

    def configure(self) -> None:
        where = {"urn": "urn:pulumi:test::lists::pulumi:providers:lox24::default", "name": "default"}
        where |= {"type": "pulumi:providers:lox24"}
        news = struct_pb2.Struct()
        news.update({key.partition(":")[2]: value for key, value in self.config.items()})
        self._sent(
            "Handshake", message="ProviderHandshakeRequest", engine_address=self.address, configure_with_urn=True
        )
        checked = self._sent("CheckConfig", message="CheckRequest", news=news, **where)
        if checked.failures:
            raise Failure("; ".join(without_code(one.reason) for one in checked.failures))
        options = ("acceptSecrets", "acceptResources", "sends_old_inputs", "sends_old_inputs_to_delete")
        said: dict[str, Any] = dict.fromkeys(options, True)
        self._sent("Configure", args=checked.inputs, id="1", **where, **said)

    def urn(self, name: str, *given: Values | None) -> str:
        kinds = [values.get(PROVIDER_KEY) for values in given if values]
        type = NATIVE_PHONES_TYPE if PHONES_PROVIDER_REFERENCE in kinds else NATIVE_GROUP_TYPE
        return f"urn:pulumi:test::lists::{type}::{name}"

    def _told_of_diff(self, reply: Any, *, old_inputs: Values, news: Values) -> str:
        assert set(reply.diffs) == set(reply.detailedDiff)
        if reply.changes == provider_pb2.DiffResponse.DIFF_NONE:
            assert not reply.diffs
            return "same"
        assert reply.changes == provider_pb2.DiffResponse.DIFF_SOME
        if not all(line.inputDiff for line in reply.detailedDiff.values()) or not reply.diffs:
            return "changed"
        assert set(reply.diffs) == _differing(old_inputs, news)
        return "compare"

    def foreseen(
        self, inputs: Values, *, id: str = "", state: Values | None = None, name: str = "g"
    ) -> dict[str, Any] | None:
        if id:
            parts = {"id": id, "olds": state or {}, "news": inputs, "old_inputs": {}}
            return self._values(self._call("Update", name, **parts, preview=True).properties)
        reply = self._call("Create", name, properties=inputs, preview=True)
        assert not reply.id
        return self._values(reply.properties)

    def _struct(self, values: Values, *, part: str) -> struct_pb2.Struct:
        is_program = part == "Check.news"
        hidden = names(values) if is_program else names(values) | ALWAYS_SECRET
        struct = struct_pb2.Struct()
        struct.update(
            {
                key: rpc.wrap_rpc_secret(value) if key in hidden and not rpc.is_rpc_secret(value) else value
                for key, value in values.items()
                if key != PROVIDER_KEY and not (is_program and key == SECRET)
            }
        )
        return struct

    def _values(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        values = super()._values(struct)
        assert PROVIDER_KEY not in struct.fields
        assert self.marked[-1] == (names(values) | ALWAYS_SECRET) & values.keys(), "a secret is not marked as one"
        return values


def _differing(old: Values, new: Values) -> set[str]:
    """What the engine shows where it compares inputs itself; no key that begins with two underscores."""
    keys = {key for key in {*old, *new} if not key.startswith("__")}
    return {key for key in keys if old.get(key) != new.get(key)}
