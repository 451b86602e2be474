"""One Ctrl-C at the real CLI: it ends soon, and the state knows of all that was sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters


def held(project: Project) -> dict[str, object]:
    return {name: (group["id"], group["outputs"]) for name, group in project.groups().items()}


@pytest.mark.promise
@pytest.mark.parametrize("verb", [pytest.param("up", marks=pytest.mark.native), "refresh", "destroy"])
@pytest.mark.short(cases=1)
def test_an_interrupted_run_repeats_nothing_more(
    make_project: Callable[..., Project], sandbox: Sandbox, verb: str
) -> None:
    """Without the hook it would last ten minutes: twenty retries, 30 s apart."""
    project = make_project(maxRetries="20", timeout="900")
    project.program('Group("a", name="A")')
    if verb != "up":
        assert project.up().code == 0
    before = held(project)
    sandbox.forget()
    sandbox.fault(status=503, retry_after=30, times=1000)
    requests = 2 if verb == "up" else 1  # check has no 30 s for its look at what a creation will meet, and continues
    run = project.interrupted(verb, once=lambda: len(sandbox.calls()) == requests)
    assert run.code != 0
    assert len(sandbox.calls()) == requests
    (line,) = run.errors
    assert line.endswith("; not tried again: cancelled")
    assert held(project) == before
    sandbox.heal()
    assert project.up().summary == ({"created": 1, "unchanged": 1} if verb == "up" else {"unchanged": 2})


@pytest.mark.promise
@pytest.mark.slow
def test_a_post_that_was_sent_is_in_the_state(project: Project, sandbox: Sandbox) -> None:
    project.program('Group("a", name="A")\nGroup("b", name="B")')
    sandbox.fault(method="POST", delay=2)
    run = project.interrupted("up", once=lambda: "A" in sandbox.groups() or "B" in sandbox.groups())
    assert run.code != 0
    assert {group["id"] for group in project.groups().values()} == {str(g["id"]) for g in sandbox.groups().values()}
    assert project.up().code == 0
    assert sorted(sandbox.groups()) == ["A", "B"]
    assert sandbox.calls().count("POST /groups") == 2
