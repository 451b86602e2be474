"""`MailingList` for programs in every language: a group and its entries, registered as the Python class registers them.

The Python class itself is not served here. It needs a program around it: an event loop, and settings of its process
that are another call's by now. And the engine's values would be taken apart and put together again, while here they are
handed on as they came: unknown, secret, known later. The engine passes on itself what a parent's options say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.struct_pb2 import Struct, Value
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.alias_pb2 import Alias
from pulumi.runtime.proto.resource_pb2 import RegisterResourceOutputsRequest, RegisterResourceRequest, Result
from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorStub

from lox24_provider.adapter.native.values import decoded
from lox24_provider.adapter.state_format import (
    GROUP_TYPE,
    MAILING_LIST_TYPE,
    NATIVE_GROUP_TYPE,
    NATIVE_PHONES_TYPE,
    PHONES_TYPE,
)
from lox24_provider.adapter.unknowns import UNKNOWN
from lox24_provider.display.text import one_line, quoted
from lox24_provider.errors import EngineError, InputError, UsageError
from lox24_provider.fields import group, group_phones
from lox24_provider.fields.field import names

__all__ = ["constructed"]

_OF_GROUP = names(group.DECLARED)
_OF_LIST = (*names(group_phones.IN_STACK_FILE), "entries")
_NAME = re.compile(r"[A-Za-z_]{1,40}")  # what is no more than one, and nobody's number
_SOURCES = ("source", "entries")


def constructed(request: Any, *, provider: str) -> proto.ConstructResponse:  # noqa: ANN401 a message
    """Register a component and what is in it.

    Args:
        request: the engine's `ConstructRequest`.
        provider: the reference of the provider that is asked, which is that of the children; "" where it is unknown.

    Raises:
        UsageError, InputError: it is no `MailingList`, or has inputs that are not one's.
        EngineError: the engine takes no more registrations; what went wrong it has told already.
    """
    if request.type != MAILING_LIST_TYPE:
        raise UsageError(f"the plugin lox24 has no component {one_line(request.type)}")
    given = decoded(request.inputs).plain
    if strange := sorted(key for key in given if key not in (*_OF_GROUP, *_OF_LIST)):
        told = ", ".join(key for key in strange[:5] if _NAME.fullmatch(key)) or "others"
        reason = f"takes what a Group and its list take, not {told}"
        raise InputError(field=f"MailingList {quoted(request.name)}", reason=reason)
    with grpc.insecure_channel(request.monitorEndpoint, options=_GRPC_CHANNEL_OPTIONS) as channel:
        try:
            return _Component(ResourceMonitorStub(channel), request, provider).registered(given)
        except grpc.RpcError as error:
            raise EngineError(f"MailingList {quoted(request.name)} was not registered ({_status(error)})") from None


@dataclass(frozen=True)
class _Component:
    monitor: Any
    request: Any
    provider: str

    def registered(self, given: Mapping[str, Any]) -> proto.ConstructResponse:
        request = self.request
        urn = self._component()
        made = self._child(urn, NATIVE_GROUP_TYPE, GROUP_TYPE, dict(self._of(_OF_GROUP)))
        number = Value(string_value=made.id or UNKNOWN)
        outputs, depend = {"number": number}, {"number": [made.urn]}
        if any(name in given for name in _SOURCES):
            labels = {column: name for column, name in group.LABELS.items() if name in given}
            inputs = {**dict(self._of(_OF_LIST)), "group": (number, [made.urn])}
            if labels:
                told = Struct(fields={column: request.inputs.fields[name] for column, name in labels.items()})
                urns = {urn for name in labels.values() for urn in self._urns(name)}
                inputs["labels"] = (Value(struct_value=told), sorted(urns))
            goes_along = given.get("force_destroy") is True and "force_destroy" not in decoded(request.inputs).secret
            phones = self._child(
                urn, NATIVE_PHONES_TYPE, PHONES_TYPE, inputs, deleted_with=made.urn if goes_along else ""
            )
            is_known = phones.result == Result.SUCCESS and "count" in phones.object.fields
            outputs["count"] = phones.object.fields["count"] if is_known else Value(string_value=UNKNOWN)
            depend["count"] = [phones.urn]
        state = Struct(fields=outputs)
        self.monitor.RegisterResourceOutputs(RegisterResourceOutputsRequest(urn=urn, outputs=state))
        urns_of = {key: proto.ConstructResponse.PropertyDependencies(urns=urns) for key, urns in depend.items()}
        return proto.ConstructResponse(urn=urn, state=state, stateDependencies=urns_of)

    def _component(self) -> str:
        request = self.request
        kept = {key: getattr(request, key) for key in ("protect", "retainOnDelete") if request.HasField(key)}
        return str(
            self._registered(
                type=MAILING_LIST_TYPE,
                parent=request.parent,
                aliases=request.aliases,
                dependencies=request.dependencies,
                providers=request.providers,
                deletedWith=request.deletedWith,
                **kept,
            ).urn
        )

    def _child(
        self,
        parent: str,
        type: str,
        other: str,
        inputs: Mapping[str, tuple[Value, list[str]]],
        *,
        deleted_with: str = "",
    ) -> Any:  # noqa: ANN401 a message
        """Register a resource of the component's name; `other` is what a program's own provider calls the same."""
        request = self.request
        beside = {"parentUrn": request.parent} if request.parent else {"noParent": True}
        stood: Iterable[Mapping[str, Any]] = ({"type": other}, beside, {**beside, "type": other})
        needed = RegisterResourceRequest.PropertyDependencies
        return self._registered(
            type=type,
            custom=True,
            parent=parent,
            provider=self.provider or request.providers.get("lox24", ""),
            object=Struct(fields={key: value for key, (value, _) in inputs.items()}),
            propertyDependencies={key: needed(urns=urns) for key, (_, urns) in inputs.items()},
            dependencies=sorted({*request.dependencies, *(urn for _, urns in inputs.values() for urn in urns)}),
            protect=request.protect if request.HasField("protect") else True,
            aliases=[Alias(spec=Alias.Spec(**spec)) for spec in stood],
            deletedWith=deleted_with,
        )

    def _registered(self, **parts: Any) -> Any:  # noqa: ANN401 messages
        return self.monitor.RegisterResource(
            RegisterResourceRequest(
                name=self.request.name,
                acceptSecrets=True,
                supportsPartialValues=True,
                supportsResultReporting=True,
                parentStackTraceHandle=self.request.stack_trace_handle,
                **parts,
            )
        )

    def _of(self, fields: Iterable[str]) -> Iterator[tuple[str, tuple[Value, list[str]]]]:
        """Those inputs that are given, as they came, with the resources that they come from."""
        for name in fields:
            if name in self.request.inputs.fields:
                yield name, (self.request.inputs.fields[name], self._urns(name))

    def _urns(self, name: str) -> list[str]:
        found = self.request.inputDependencies
        return list(found[name].urns) if name in found else []


def _status(error: grpc.RpcError) -> str:
    code = error.code() if isinstance(error, grpc.Call) else None
    return "the engine has ended the run" if code is grpc.StatusCode.UNAVAILABLE else one_line(str(code))
