"""`kill -9` of the engine and its plugins in the middle of their work: nothing is lost, nothing doubled."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.workflow.orphaned_hosts import orphaned_hosts
from lox24_provider.workflow.project import Project as Delivered
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox
from tests.support.torture import compared, factor, tried

pytestmark = [pytest.mark.torture, pytest.mark.both_adapters]

NAMES = ["Clients", "Partners", "Staff"]
PROGRAM = "".join(f"Group('{name.lower()}', name='{name}', description='of {name}')\n" for name in NAMES)

# A run lists the account, then makes the groups. From the n-th of these calls on, nothing is answered: either the call
# has had its effect by then, or it will not have it.
BOUNDARIES = list(product(range(1 + len(NAMES)), ["before", "after"], ["", "--parallel=1"]))
NATIVE = pytest.param(2, "after", "--parallel=1", marks=pytest.mark.native)
SHORT = [(0, "after", ""), (1, "after", ""), (2, "before", ""), NATIVE]

every_boundary = pytest.mark.parametrize(
    ("call", "effect", "parallel"), BOUNDARIES if factor() > 1 else SHORT, ids=lambda value: str(value) or "parallel"
)


def killed_at(project: Project, sandbox: Sandbox, *, call: int, effect: str, parallel: str) -> None:
    """Let the first `up` be killed at its n-th call."""
    project.program(PROGRAM)
    hold: dict[str, Any] = {"skip": call, "times": 1000, "delay": 600}
    sandbox.fault(**hold, **({"reset": "before"} if effect == "before" else {}))
    project.killed("up", *filter(None, [parallel]), once=lambda: sandbox.count() > call)
    sandbox.heal()
    tried("kills survived", 1)


def assert_exactly_the_declared_groups(project: Project, sandbox: Sandbox) -> None:
    compared(declared=NAMES, held=[group["name"] for group in sandbox.listed()])
    held = sandbox.groups()
    assert {name: group["description"] for name, group in held.items()} == {name: f"of {name}" for name in NAMES}
    assert {str(group["id"]) for group in held.values()} == {group["id"] for group in project.groups().values()}
    sandbox.forget()
    assert project.up("--expect-no-changes").code == 0
    assert sandbox.calls() == []


@pytest.mark.promise
@every_boundary
@pytest.mark.short(cases=1)
def test_a_killed_creation_ends_with_exactly_the_declared_groups_under_adopt(
    make_project: Callable[..., Project], sandbox: Sandbox, call: int, effect: str, parallel: str
) -> None:
    project = make_project(onExisting="adopt")
    killed_at(project, sandbox, call=call, effect=effect, parallel=parallel)
    assert project.up().code == 0
    assert_exactly_the_declared_groups(project, sandbox)


@pytest.mark.promise
@pytest.mark.parametrize(("call", "effect", "parallel"), BOUNDARIES if factor() > 1 else [(2, "after", "--parallel=1")])
def test_the_same_without_checkpoints_which_leaves_an_empty_state(
    make_project: Callable[..., Project], sandbox: Sandbox, call: int, effect: str, parallel: str
) -> None:
    project = make_project(onExisting="adopt")
    project.environment["PULUMI_SKIP_CHECKPOINTS"] = "true"
    killed_at(project, sandbox, call=call, effect=effect, parallel=parallel)
    assert project.groups() == {}
    assert project.up().code == 0
    assert_exactly_the_declared_groups(project, sandbox)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("made", "effect"), [*product(range(3), ["before", "after"])] if factor() > 1 else [(1, "before")]
)
def test_an_application_without_checkpoints_that_is_killed_is_ended_by_a_new_plan(
    make_project: Callable[..., Project], sandbox: Sandbox, made: int, effect: str
) -> None:
    """The way back that the docs tell; the plan that was killed is none."""
    project = make_project(onExisting="adopt")
    project.program(PROGRAM)
    plan, apply = ("plan", "-s", "test", "--no-git"), ("apply", "plan")
    assert lox24(project, *plan).code == 0
    hold: dict[str, Any] = {"method": "POST", "skip": made, "times": 1000, "delay": 600}
    sandbox.fault(**hold, **({"reset": "before"} if effect == "before" else {}))
    kill_all_of(project, "--skip-checkpoints", once=lambda: sandbox.calls().count("POST /groups") > made)
    sandbox.heal()
    tried("kills survived", 1)
    assert project.groups() == {}
    assert sandbox.groups() or (made, effect) == (0, "before")
    assert "never applied twice" in lox24(project, *apply).text
    assert lox24(project, "recover", "-s", "test", "--yes").code == 0
    assert lox24(project, *plan).code == 0
    assert lox24(project, *apply).code == 0
    assert_exactly_the_declared_groups(project, sandbox)


def kill_all_of(project: Project, *options: str, once: Callable[[], object]) -> None:
    """Let an application be killed with all that it has started."""
    running = subprocess.Popen(
        [str(Path(sys.executable).with_name("lox24")), "apply", "plan", *options],
        cwd=project.folder,
        env={name: value for name, value in project.variables().items() if name != "PULUMI_PYTHON_CMD"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not once():
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.02)
            raise AssertionError("the application ended before what was waited for")
    children = {int(pid) for pid in Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()}
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        if pid == running.pid or _session(pid) in children:  # the engine's session is its own
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    running.wait()


@pytest.mark.promise
@pytest.mark.parametrize(("call", "effect", "parallel"), BOUNDARIES if factor() > 1 else [(1, "after", "--parallel=1")])
def test_a_killed_creation_is_never_doubled_under_refuse_and_the_error_tells_what_to_do(
    make_project: Callable[..., Project], sandbox: Sandbox, call: int, effect: str, parallel: str
) -> None:
    project = make_project()
    killed_at(project, sandbox, call=call, effect=effect, parallel=parallel)
    held = sandbox.groups()
    run = project.up()
    for line in run.errors:
        name = next(name for name in NAMES if f"'{name}'" in line)
        assert line.startswith(f"group {held[name]['id']} has the name '{name}' already, nothing was created")
        assert 'take it over with on_existing="adopt"' in line
    if run.code:
        assert run.errors
        project.configure(**{**project.config, "onExisting": "adopt"})
        assert project.up().code == 0
    assert_exactly_the_declared_groups(project, sandbox)


def pending_operations(project: Project) -> list[str]:
    deployment = json.loads(project.pulumi("stack", "export", "-s", "test").text)["deployment"]
    return [operation["type"] for operation in deployment.get("pending_operations", [])]


@pytest.mark.slow
def test_a_create_that_was_in_flight_is_a_pending_operation_that_a_command_clears(
    project: Project, sandbox: Sandbox
) -> None:
    killed_at(project, sandbox, call=1, effect="after", parallel="--parallel=1")
    (name,) = sandbox.groups()
    assert pending_operations(project) == ["creating"]
    assert project.refresh("--clear-pending-creates").code == 0
    assert pending_operations(project) == []
    assert list(sandbox.groups()) == [name]


@pytest.mark.slow
def test_an_interrupted_delete_is_finished_by_the_next_run(project: Project, sandbox: Sandbox) -> None:
    project.program(PROGRAM)
    project.up()
    id = project.groups()["staff"]["id"]
    sandbox.fault(method="DELETE", path=f"/groups/{id}", delay=60)
    project.killed("destroy", once=lambda: "Staff" not in sandbox.groups())
    assert "staff" in project.groups()
    assert project.destroy().code == 0
    assert project.groups() == {}
    assert sandbox.groups() == {}


@pytest.mark.promise
def test_a_providers_process_ends_after_what_it_has_sent_when_the_engine_alone_is_killed(
    project: Project, sandbox: Sandbox
) -> None:
    project.program(PROGRAM)
    sandbox.fault(method="POST", delay=5)
    running = project._running("up", "--parallel=1", until=lambda: "POST /groups" in sandbox.calls())
    there = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    of_the_run = [pid for pid in there if _session(pid) == running.pid]
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    delivered = Delivered.find(project.folder)
    (host,) = orphaned_hosts(delivered)
    assert host in of_the_run
    ended = os.pidfd_open(host)
    try:
        assert select.select([ended], [], [], 60)[0]
    finally:
        os.close(ended)
        for pid in of_the_run:  # the language host, which sends nothing
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.communicate()
    assert orphaned_hosts(delivered) == []
    assert len(sandbox.listed()) == 1


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0
