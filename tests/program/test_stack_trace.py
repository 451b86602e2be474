"""What the engine gets of the call stack: of ours the line that declares, of others what the SDK says."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import runpy
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import resource as sdk
from pulumi.runtime.mocks import MockMonitor

from lox24_provider import Group
from lox24_provider.resources import stack_trace
from lox24_provider.resources.stack_trace import FULL_TRACE
from tests.support.mocks import Engine, given_up

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

Sent = Mapping[str, Any]
Ran = Callable[..., Sent]
Marked = Mapping[str, tuple[str, int]]

LIBRARY = """
import pulumi
from lox24_provider import Group

class Team(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("a:b:Team", name, None, opts)
        self.group = Group(name + "-group", name="A", opts=pulumi.ResourceOptions(parent=self))  # team-group
        self.other = pulumi.CustomResource("a:b:Other", name + "-other", opts=pulumi.ResourceOptions(parent=self))

class Sub(Group):
    def __init__(self, name):
        super().__init__(name, name="A")  # sub

def declare(name):
    return Group(name, name="A")  # elsewhere
"""
PROGRAM = """
import pulumi
from pulumi import ResourceOptions
from lox24_provider_extras import Sub, Team, declare
from lox24_provider import Account, Group, GroupPhones, MailingList
from lox24_provider.stacks import Groups

class Other(pulumi.CustomResource):
    def __init__(self, name, opts=None):
        super().__init__("a:b:Other", name, {}, opts)

class Kind(pulumi.dynamic.ResourceProvider):
    pass

class Dynamic(pulumi.dynamic.Resource):
    pass

group = Group("plain", name="A")  # plain
def function():
    return [Group(name, name="A") for name in ["looped"]]  # looped
function()
declare("elsewhere")
Sub("sub")
GroupPhones(  # phones
    "phones",
    group=group,
    source="people.csv",
)
Group.get("got", "4711")  # got
account = Account("account", token="1234567:key")  # account
MailingList("list", name="A", source="people.csv")  # list list-Group list-GroupPhones
Groups.from_stack_config()  # stacked
Group("noted", name="A", opts=ResourceOptions(transformations=[lambda _: Other("within") and None]))  # noted
Other("other")
Dynamic(Kind(), "dynamic", {})
pulumi.CustomResource("a:b:Other", "bare")
pulumi.ComponentResource("a:b:Component", "component")
Team("team")
"""
OTHERS = ("other", "within", "dynamic", "bare", "component", "team", "team-other")
STACKED = {"project:groups": '{"stacked": {"name": "A"}}'}


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ran]:
    """Runs the program; the requests that it makes by name, of two resources of one name the second with its type."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "lox24_provider_extras.py").write_text(LIBRARY)
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "people.csv").write_text("phone\n")
    (tmp_path / "Pulumi.yaml").write_text("name: project\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "lib"), *sys.path])
    to_engine: dict[str, Callable[..., Any]] = {
        name: getattr(MockMonitor, name) for name in ("RegisterResource", "ReadResource")
    }

    def run(**config: str) -> Sent:
        requests: dict[str, Any] = {}

        def noted(send: Callable[..., Any]) -> Callable[..., Any]:
            def note(self: MockMonitor, request: Any) -> Any:
                if request.type == "pulumi:pulumi:Stack":  # once a process
                    return send(self, request)
                type_ = request.type.rpartition(":")[2]
                requests[f"{request.name}-{type_}" if request.name in requests else request.name] = request
                return send(self, request)

            return note

        for name, send in to_engine.items():
            monkeypatch.setattr(MockMonitor, name, noted(send))
        sys.modules.pop("lox24_provider_extras", None)

        def program() -> None:  # gives nothing back, which would be an output
            runpy.run_path(str(tmp_path / "program.py"))

        def started() -> None:
            pulumi.runtime.set_all_config({**STACKED, **config})
            tested: Callable[..., Any] = pulumi.runtime.test
            tested(program)()

        pulumi.runtime.set_mocks(Engine())
        contextvars.copy_context().run(started)
        return requests

    yield run
    sys.modules.pop("lox24_provider_extras", None)


@pytest.fixture
def marked(tmp_path: Path) -> Marked:
    """By the resource's name: the file and the line that its comment is in."""
    found: dict[str, tuple[str, int]] = {}
    for file, text in ((tmp_path / "program.py", PROGRAM), (tmp_path / "lib" / "lox24_provider_extras.py", LIBRARY)):
        for number, line in enumerate(text.splitlines(), 1):
            found |= {name: (file.as_uri(), number) for name in line.partition("  # ")[2].split()}
    return found


def upstream() -> Callable[[], Any]:
    """The SDK's own."""
    own: Callable[[], Any] = inspect.unwrap(sdk._get_stack_trace)
    return own


def way(request: Any) -> list[tuple[str, int]]:
    return [(frame.pc.uri, frame.pc.line) for frame in request.stackTrace.frames]


def told(sent: Sent) -> dict[str, tuple[bytes, bytes]]:
    return {
        name: (one.stackTrace.SerializeToString(), one.sourcePosition.SerializeToString()) for name, one in sent.items()
    }


@pytest.mark.parametrize("native", ["false", "true"])
def test_each_of_ours_keeps_the_line_that_declares_it(ran: Ran, marked: Marked, native: str) -> None:
    sent = ran(**{"lox24:native": native})
    ours = {name: request for name, request in sent.items() if name not in OTHERS}
    assert ours.keys() == marked.keys()
    for name, request in ours.items():
        assert way(request) == [marked[name]], name
        assert (request.sourcePosition.uri, request.sourcePosition.line) == marked[name], name


def test_what_others_declare_around_ours_and_within_keeps_the_whole_way(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, marked: Marked
) -> None:
    runs: list[Sent] = []
    for ask in (sdk._get_stack_trace, upstream()):
        monkeypatch.setattr(sdk, "_get_stack_trace", ask)
        runs.append(ran())  # both from here: it is part of the way
    ours, theirs = runs
    assert {name for name, trace in told(ours).items() if told(theirs)[name] == trace} == {*OTHERS}
    assert all(len(way(theirs[name])) > 5 for name in marked)
    # And of ours it is a line of that way: its first one, unless that is the package's own.
    for name in marked:
        outside = [place for place in way(theirs[name]) if "/lox24_provider/" not in place[0]]
        assert way(ours[name]) == outside[:1], name


def _fails(_: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("said", "declaring"),
    [("1", stack_trace._declaring), ("true", stack_trace._declaring), (None, _fails), (None, lambda _: 0)],
)
def test_asked_for_or_where_anything_fails_all_have_it(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, said: str | None, declaring: Callable[[Any], Any]
) -> None:
    if said:
        monkeypatch.setenv(FULL_TRACE, said)
    monkeypatch.setattr(stack_trace, "_declaring", declaring)
    runs: list[Sent] = []
    for ask in (sdk._get_stack_trace, upstream()):
        monkeypatch.setattr(sdk, "_get_stack_trace", ask)
        runs.append(ran())
    assert told(runs[0]) == told(runs[1])


class _Other(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("a:b:Other", name, None, opts)


def test_threads_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are within a constructor at once: half in one of ours, half in one of others, and each declares another."""
    names = [f"{whose}-{n}" for whose in ("ours", "theirs") for n in range(4)]
    together, found = threading.Barrier(len(names)), dict[str, tuple[Any, Any]]()
    namespace = {"__name__": "pulumi.of_a_test", "found": found, "both": (sdk._get_stack_trace, upstream())}
    exec("def register(_, __, name, *___): found[name] = [ask() for ask in both]", namespace)  # noqa: S102 as the SDK's
    monkeypatch.setattr("pulumi.resource.register_resource", namespace["register"])

    def program() -> None:
        name = threading.current_thread().name

        def declare_another(_: object) -> None:
            together.wait(timeout=60)
            _Other(f"{name}-within")
            together.wait(timeout=60)

        opts = pulumi.ResourceOptions(transformations=[declare_another])
        asyncio.set_event_loop(asyncio.new_event_loop())
        with suppress(pulumi.RunError):  # what is not registered has no outputs
            Group(name, name="A", opts=opts) if name.startswith("ours") else _Other(name, opts)
        given_up()
        asyncio.get_event_loop().close()

    context = contextvars.copy_context()
    threads = [threading.Thread(target=context.copy().run, args=[program], name=name) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found.keys() == {*names, *(f"{name}-within" for name in names)}
    for name, (given, own) in found.items():
        frames = [*own.frames]
        kept = next(one for one in frames if one.pc.uri == Path(__file__).as_uri())
        assert [*given.frames] == ([kept] if name.startswith("ours") and name in names else frames), name


def test_it_stands_before_the_sdk_once() -> None:
    before = sdk._get_stack_trace
    stack_trace.shorten()
    assert sdk._get_stack_trace is before
    assert upstream().__module__ == "pulumi.runtime.resource"
    assert not hasattr(upstream(), "__wrapped__")


def test_an_sdk_without_traces_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    own = upstream()
    monkeypatch.setattr(sdk, "_get_stack_trace", own)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "pulumi.runtime.proto.source_pb2", None)
        without.delattr("pulumi.runtime.proto.source_pb2")
        stack_trace.shorten()
        assert sdk._get_stack_trace is own
    monkeypatch.delattr(sdk, "_get_stack_trace")
    stack_trace.shorten()
    assert not hasattr(sdk, "_get_stack_trace")


def test_upstream_still_sends_the_whole_way_and_has_no_switch() -> None:
    """When less of it is sent or kept, or a program may choose, `lox24_provider.resources.stack_trace` may go."""
    function = inspect.getsource(upstream())
    assert [*inspect.signature(upstream()).parameters] == []
    assert "stack = traceback.extract_stack()\n" in function
    assert "frames = list(map(rpc_frame, reversed(stack[:i])))\n" in function
    assert "environ" not in function
    assert "settings" not in function
    module = inspect.getsource(sdk)
    assert module.count("stack_trace = _get_stack_trace()\n") == 3
    assert module.count("source_position = _get_source_position(stack_trace)\n") == 2
