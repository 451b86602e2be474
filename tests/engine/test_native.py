"""What the engine does with the native plugin only, and its commands and options in one life of a stack."""

from __future__ import annotations

import json
import os
import signal

import pytest

from tests.support.adapters import native_only
from tests.support.engine import Project, Run
from tests.support.sandbox import Sandbox

pytestmark = native_only

HAND = 'Group("hand", name="By hand", name_a="label"{more})\n'


def unchanged(project: Project, *arguments: str) -> bool:
    run = project.preview("--expect-no-changes", *arguments)
    assert run.code == 0, run.text
    return True


@pytest.mark.native
@pytest.mark.promise
def test_groups_come_in_by_the_engines_own_command_and_by_import_and_stay_as_they_are(
    project: Project, sandbox: Sandbox
) -> None:
    hand, other = sandbox.add_group(name="By hand", name_a="label"), sandbox.add_group(name="Other")
    before = sandbox.listed()
    project.program("")
    imported = project.pulumi(
        *("import", project.group_type, "hand", hand, "-s", "test", "--yes", "--protect=false", "--generate-code=false")
    )
    assert imported.code == 0, imported.text
    assert project.groups()["hand"]["id"] == hand
    sandbox.forget()
    project.program(HAND.format(more=""))
    assert unchanged(project)
    assert sandbox.calls() == []

    own = f', opts=ResourceOptions(import_="{other}")'
    project.program(HAND.format(more="") + f'Group("other", name="Other"{own})\n')
    run = project.up()
    assert (run.code, run.summary) == (0, {"imported": 1, "unchanged": 2}), run.text
    assert {name: group["id"] for name, group in project.groups().items()} == {"hand": hand, "other": other}
    assert unchanged(project)
    assert sandbox.listed() == before

    # Under another name, and with other words: it is shown as both, and the old resource's group is not deleted.
    project.program(HAND.format(more="") + f'Group("third", name="Third"{own})\n')
    assert project.preview().summary == {"import": 1, "update": 1, "delete": 1, "unchanged": 2}
    assert sandbox.listed() == before
    run = project.up()
    assert run.code == 0, run.text
    assert f"group {other} was not deleted, because 'third' holds it now" in run.text
    assert {name: str(group["id"]) for name, group in sandbox.groups().items()} == {"By hand": hand, "Third": other}


def test_the_engines_options_mean_what_they_say(project: Project, sandbox: Sandbox) -> None:
    def program(description: str) -> None:
        project.program("".join(f'Group("{n}", name="{n}", description="{description}")\n' for n in "abc"))

    def urn(name: str) -> str:
        return str(project.groups()[name]["urn"])

    def told() -> dict[str, object]:
        return {str(group["name"]): group["description"] for group in sandbox.listed()}

    program("first")
    assert project.up("-p", "200").code == 0
    program("second")
    assert project.up("--target", urn("a")).code == 0
    assert told() == {"a": "second", "b": "first", "c": "first"}
    assert project.up("--exclude", urn("c")).code == 0
    assert told() == {"a": "second", "b": "second", "c": "first"}
    assert project.pulumi("preview", "-s", "test", "--save-plan", "plan.json").code == 0
    assert project.up("--plan", "plan.json").code == 0
    assert told() == dict.fromkeys("abc", "second")
    sandbox.by_hand(project.groups()["a"]["id"], description="by hand")
    assert project.up("--refresh").summary == {"updated": 1, "unchanged": 3}
    assert told() == dict.fromkeys("abc", "second")

    exported = project.pulumi("stack", "export", "-s", "test", "--file", "state.json")
    assert exported.code == 0
    assert project.pulumi("stack", "import", "-s", "test", "--file", "state.json").code == 0
    assert unchanged(project, "--refresh")
    assert project.refresh("--run-program", "--expect-no-changes").code == 0
    assert project.pulumi("state", "delete", urn("c"), "-s", "test", "--yes").code == 0
    refused = project.up()
    assert [line.split(",")[0] for line in refused.errors] == ["group 10003 has the name 'c' already"]
    assert project.destroy("--target", urn("a")).code == 0
    assert sorted(told()) == ["b", "c"]
    assert project.destroy().code == 0
    assert list(told()) == ["c"]


def interrupted_group(project: Project, sandbox: Sandbox) -> Run:
    """An `up` in whose process group everything gets a SIGINT, as by Ctrl-C at a terminal."""
    running = project._running("up", until=lambda: "POST /groups" in sandbox.calls())
    os.killpg(running.pid, signal.SIGINT)
    text, _ = running.communicate(timeout=300)
    return Run(code=running.returncode, text=text)


@pytest.mark.promise
def test_ctrl_c_at_a_terminal_loses_nothing_that_was_sent(project: Project, sandbox: Sandbox) -> None:
    project.program('Group("a", name="A")\nGroup("b", name="B")')
    sandbox.fault(method="POST", delay=2)
    run = interrupted_group(project, sandbox)
    assert run.code != 0
    assert {group["id"] for group in project.groups().values()} == {str(g["id"]) for g in sandbox.groups().values()}
    assert "Traceback" not in run.text
    assert project.up().code == 0
    assert sorted(sandbox.groups()) == ["A", "B"]
    assert json.dumps(sandbox.calls()).count("POST /groups") == 2
