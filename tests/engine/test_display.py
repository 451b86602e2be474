"""Text that steers a terminal, through the real CLI: in lines of ours, and in those that are the engine's own."""

from __future__ import annotations

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

EVIL = "<{%fg 1%}>\x1b[31m\a\b\u202e\u200b%s"
SHOWN = r"\u003c{%fg 1%}>\u001b[31m\u0007\u0008\u202e\u200b%s"
PROGRAM = """
from pulumi import dynamic

class Echo(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult("1", props)

class Resource(dynamic.Resource):
    pass

Resource(Echo(), "r", dict(one={!r}, two={!r}, colour={!r}))
"""


@pytest.mark.promise
def test_words_that_steer_are_harmless_on_a_row_and_in_the_diagnostics(project: Project, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", path="/groups", status=422, body={"detail": EVIL})
    project.program('Group("clients", name="My Clients")')
    run = project.up()
    assert [line.partition(" (request id")[0] for line in run.errors] == [f"POST /groups answered 422: {SHOWN}"]
    assert run.text.count(SHOWN) >= 2, "on the row and in the diagnostics"
    assert all(line.isprintable() for line in run.text.splitlines())


@pytest.mark.slow
def test_what_the_engine_itself_does_to_text_that_steers(apart_project: Project) -> None:
    """It escapes a text of one line, prints a change of several lines as it is, and takes `<{%` for a colour.

    So what looks like a colour is not seen; one that Pulumi does not know makes a terminal's `--diff` panic.
    """
    project = apart_project
    project.program(PROGRAM.format("x", "first\nsecond", "x"))
    assert project.up().code == 0
    project.program(PROGRAM.format("\x1b[31m\u202e", "first\n\x1b[31m\u202e", "seen<{%reset%}>"))
    run = project.preview("--diff")
    assert r'"x" => "\x1b[31m\u202e"' in run.text
    assert "+ \x1b[31m\u202e" in run.text
    assert '"x" => "seen"' in run.text
