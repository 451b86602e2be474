"""Each call of each verb goes wrong in each way, through the real engine; the next run without faults heals it.

The short version takes a few of these from all over the table; `tests/model` runs all of them on a model of the engine.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.engine import Project
from tests.support.faults import FAULTS
from tests.support.sandbox import Sandbox
from tests.support.torture import compared, factor, tried

pytestmark = [pytest.mark.torture, pytest.mark.both_adapters]

HERE = {**FAULTS, "no answer in time": {"delay": 600}}  # in the time that an operation has, which is 3 s
CALLS = {"create": 3, "adopt": 3, "update": 4, "delete": 6, "refresh": 1}
ALL = [(verb, fault, call) for verb, calls in CALLS.items() for call in range(calls) for fault in HERE]


def program(description: str) -> str:
    return "".join(f"Group('{name}', name='{name}', description='{description}')\n" for name in "ab")


@pytest.mark.promise
@pytest.mark.parametrize(("verb", "fault", "call"), ALL if factor() > 1 else ALL[::94])
@pytest.mark.short(cases=1)
def test_what_went_wrong_once_is_healed_by_the_next_run(
    make_project: Callable[..., Project], sandbox: Sandbox, verb: str, fault: str, call: int
) -> None:
    project = make_project(onExisting="adopt", timeout="3")
    project.program(program("first"))
    run = project.up
    if verb == "adopt":
        for name in "ab":
            sandbox.add_group(name=name, description="somebody's")
    elif verb != "create":
        assert project.up().code == 0
        project.program(program("second"))
    if verb == "delete":
        run = project.destroy
    if verb == "refresh":
        sandbox.by_hand(project.groups()["a"]["id"], description="by hand")
        run = project.refresh
    sandbox.fault(skip=call, **HERE[fault])
    sandbox.forget()
    faulted = run()
    assert sandbox.count() > call, "the run has fewer calls than this table says"
    assert "Traceback" not in faulted.text
    tried("faults injected", 1)
    sandbox.heal()

    assert run().code == 0
    if verb == "delete":
        assert (project.groups(), sandbox.groups()) == ({}, {})
        return
    assert project.up().code == 0
    compared(declared="ab", held=[group["name"] for group in sandbox.listed()])
    held = sandbox.groups()
    declared = "first" if verb in ("create", "adopt") else "second"
    assert {name: group["description"] for name, group in held.items()} == dict.fromkeys("ab", declared)
    assert {str(group["id"]) for group in held.values()} == {group["id"] for group in project.groups().values()}
    sandbox.forget()
    assert project.up("--expect-no-changes").code == 0
    assert sandbox.calls() == []
