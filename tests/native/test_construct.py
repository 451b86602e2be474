"""`MailingList` of other languages: what the plugin registers for it at the engine's monitor, on a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import grpc
import pulumi
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from pulumi.runtime.proto.provider_pb2 import ConstructRequest
from pulumi.runtime.proto.resource_pb2 import RegisterResourceResponse, Result
from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorServicer, add_ResourceMonitorServicer_to_server

from lox24_provider import MailingList
from lox24_provider.adapter.native.construct import constructed
from lox24_provider.adapter.state_format import (
    GROUP_TYPE,
    MAILING_LIST_TYPE,
    NATIVE_GROUP_TYPE,
    NATIVE_PHONES_TYPE,
    PHONES_TYPE,
    PROVIDER_KEY,
)
from lox24_provider.errors import EngineError, InputError, Lox24Error, UsageError
from tests.support.mocks import Engine

STACK = "urn:pulumi:test::lists::pulumi:pulumi:Stack::lists-test"
COMPONENT = f"urn:pulumi:test::lists::{MAILING_LIST_TYPE}::clients"
GROUP, PHONES = (
    f"urn:pulumi:test::lists::{MAILING_LIST_TYPE}${kind}::clients" for kind in (NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE)
)
OWN = "urn:pulumi:test::lists::pulumi:providers:lox24::default::1"
LIST = {"name": "Clients", "name_a": "salutation", "source": "people.csv", "max_removals": 4}


@dataclass
class Monitor(ResourceMonitorServicer):
    """The engine's side: takes registrations, and answers with `id` and `count`."""

    id: str = "4711"
    count: float | str = 2
    result: Any = Result.SUCCESS
    refuses: grpc.StatusCode | None = None
    registered: list[Any] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802 the protocol's
        if self.refuses:
            context.abort(self.refuses, "resource monitor shut down")
        self.registered.append(request)
        object = Struct()
        object.update({"count": self.count} if request.type == NATIVE_PHONES_TYPE else {})
        urn = {NATIVE_GROUP_TYPE: GROUP, NATIVE_PHONES_TYPE: PHONES}.get(request.type, COMPONENT)
        return RegisterResourceResponse(
            urn=urn, id=self.id if request.custom else "", object=object, result=self.result
        )

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Empty:  # noqa: N802, ARG002 the protocol's
        self.outputs[request.urn] = json_format.MessageToDict(request.outputs)
        return Empty()


Construct = Callable[..., Any]


@pytest.fixture
def construct() -> Iterator[Construct]:
    """Constructs a component at a monitor: `construct(Monitor(), inputs, protect=False)`."""
    servers: list[grpc.Server] = []

    def call(monitor: Monitor, inputs: Mapping[str, Any] = LIST, **parts: Any) -> Any:
        servers.append(grpc.server(ThreadPoolExecutor(1)))
        add_ResourceMonitorServicer_to_server(monitor, servers[-1])
        port = servers[-1].add_insecure_port("127.0.0.1:0")
        servers[-1].start()
        properties = Struct()
        properties.update(inputs)
        request = {"type": MAILING_LIST_TYPE, "name": "clients", "parent": STACK, **parts}
        return constructed(
            ConstructRequest(monitorEndpoint=f"127.0.0.1:{port}", inputs=properties, **request), provider=OWN
        )

    yield call
    for server in servers:
        server.stop(grace=None).wait()


def values(request: Any) -> dict[str, Any]:
    return json_format.MessageToDict(request.object)


def test_a_group_and_its_entries_are_registered_in_the_component(construct: Construct) -> None:
    monitor = Monitor()
    needed = ConstructRequest.PropertyDependencies(urns=["urn:other"])
    answer = construct(monitor, inputDependencies={"name_a": needed}, dependencies=["urn:before"])

    component, group, phones = monitor.registered
    assert (component.type, component.parent, component.custom) == (MAILING_LIST_TYPE, STACK, False)
    assert not component.HasField("protect")
    assert values(component) == {}  # as the Python class registers it
    assert [one.name for one in monitor.registered] == ["clients"] * 3
    for child in (group, phones):
        assert (child.parent, child.provider, child.custom, child.protect) == (COMPONENT, OWN, True, True)
        assert child.acceptSecrets
        assert child.supportsPartialValues
    assert values(group) == {"name": "Clients", "name_a": "salutation"}
    assert values(phones) == {
        "source": "people.csv",
        "max_removals": 4,
        "group": "4711",
        "labels": {"a": "salutation"},
    }
    assert {key: [*one.urns] for key, one in phones.propertyDependencies.items() if one.urns} == {
        "group": [GROUP],
        "labels": ["urn:other"],
    }
    assert {*group.dependencies} == {"urn:before", "urn:other"}
    assert {*phones.dependencies} == {"urn:before", "urn:other", GROUP}
    assert phones.deletedWith == ""

    assert answer.urn == COMPONENT
    assert json_format.MessageToDict(answer.state) == {"number": "4711", "count": 2} == monitor.outputs[COMPONENT]
    assert {key: [*one.urns] for key, one in answer.stateDependencies.items()} == {"number": [GROUP], "count": [PHONES]}


def test_what_stood_beside_or_was_a_programs_own_becomes_a_child(construct: Construct) -> None:
    monitor = Monitor()
    construct(monitor)
    _, group, phones = monitor.registered
    for child, other in ((group, GROUP_TYPE), (phones, PHONES_TYPE)):
        assert [(one.spec.type, one.spec.parentUrn) for one in child.aliases] == [
            (other, ""),
            ("", STACK),
            (other, STACK),
        ]


@pytest.mark.parametrize("protect", [True, False])
def test_the_options_of_the_component_are_its_own_and_reach_what_is_in_it(construct: Construct, protect: bool) -> None:  # noqa: FBT001 a parameter
    monitor = Monitor()
    construct(monitor, protect=protect, retainOnDelete=True, deletedWith="urn:x", providers={"lox24": OWN})
    component, *children = monitor.registered
    assert (component.protect, component.retainOnDelete, component.deletedWith) == (protect, True, "urn:x")
    assert dict(component.providers) == {"lox24": OWN}
    assert [child.protect for child in children] == [protect, protect]


def test_entries_go_with_a_group_that_may_be_destroyed(construct: Construct) -> None:
    monitor = Monitor()
    construct(monitor, {**LIST, "force_destroy": True})
    assert monitor.registered[-1].deletedWith == GROUP


def test_a_preview_knows_what_it_can_and_passes_on_what_is_secret_or_known_later(construct: Construct) -> None:
    monitor = Monitor(id="", count=rpc.UNKNOWN)
    given = {"name": rpc.wrap_rpc_secret("Clients"), "name_b": rpc.UNKNOWN, "entries": rpc.wrap_rpc_secret([])}
    answer = construct(monitor, given, dryRun=True)
    _, group, phones = monitor.registered
    assert values(group) == {"name": given["name"], "name_b": rpc.UNKNOWN}
    assert values(phones) == {"entries": given["entries"], "group": rpc.UNKNOWN, "labels": {"b": rpc.UNKNOWN}}
    assert json_format.MessageToDict(answer.state) == {"number": rpc.UNKNOWN, "count": rpc.UNKNOWN}


def test_without_a_list_there_is_a_group_only(construct: Construct) -> None:
    monitor = Monitor()
    answer = construct(monitor, {"name": "Clients", "source": None, "mode": "additive"})
    assert [one.type for one in monitor.registered] == [MAILING_LIST_TYPE, NATIVE_GROUP_TYPE]
    assert json_format.MessageToDict(answer.state) == {"number": "4711"}


def test_a_child_that_failed_is_known_later_for_what_needs_it(construct: Construct) -> None:
    answer = construct(Monitor(id="", result=Result.FAIL))
    assert json_format.MessageToDict(answer.state) == {"number": rpc.UNKNOWN, "count": rpc.UNKNOWN}


@pytest.mark.parametrize(
    ("inputs", "parts", "error", "line"),
    [
        (
            {**LIST, "group": "5", "nmae": "x", "+4917612345678": "x"},
            {},
            InputError,
            "takes what a Group and its list take, not group, nmae",
        ),
        (LIST, {"type": "lox24:index:Other"}, UsageError, "the plugin lox24 has no component lox24:index:Other"),
    ],
)
def test_what_is_no_mailing_list_is_one_line(
    construct: Construct, inputs: dict[str, Any], parts: dict[str, Any], error: type[Lox24Error], line: str
) -> None:
    monitor = Monitor()
    with pytest.raises(error) as raised:
        construct(monitor, inputs, **parts)
    assert line in str(raised.value)
    assert "17612345678" not in str(raised.value)
    assert not monitor.registered


def test_an_engine_that_has_ended_the_run_is_one_line(construct: Construct) -> None:
    with pytest.raises(
        EngineError, match=r"^MailingList 'clients' was not registered \(the engine has ended the run\)$"
    ):
        construct(Monitor(refuses=grpc.StatusCode.UNAVAILABLE))


def test_the_python_class_declares_the_same(construct: Construct) -> None:
    monitor, engine = Monitor(), Engine()
    given: dict[str, Any] = {**LIST, "force_destroy": True, "digits": "national", "columns": {"phone": "Mobil"}}
    construct(monitor, given)
    pulumi.runtime.set_mocks(engine)

    @pulumi.runtime.test
    def program() -> None:
        MailingList("clients", **given)

    program()
    ours = [values(one) for one in monitor.registered[1:]]
    theirs = [one.inputs for one in engine.made if PROVIDER_KEY in one.inputs]
    assert [{key: one[key] for key in one if key not in (PROVIDER_KEY, "group")} for one in theirs] == [
        {key: one[key] for key in one if key != "group"} for one in ours
    ]
