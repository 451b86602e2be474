"""A stack that moves to the native plugin and back by one setting: nothing is sent, and no group is another one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.adapter.state_format import ACCOUNT_TYPES, GROUP_TYPES, PHONES_TYPES
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox

PROGRAM = """
eu = Account("eu", token={token!r}, base_url={url!r}, client_id="1234567")
one = Group("one", name="One", name_a="salutation", force_destroy=True)
two = Group("two", name="Two", force_destroy=True, opts=ResourceOptions(provider=eu))
GroupPhones("one", group=one, source="people.csv")
MailingList("three", name="Three", source="people.csv", force_destroy=True, opts=ResourceOptions(protect=False))
pulumi.export("ids", [one.id, two.id])
"""
OURS = (*ACCOUNT_TYPES, *GROUP_TYPES, *PHONES_TYPES)


@pytest.fixture
def stack(make_project: Callable[..., Project], sandbox: Sandbox) -> Project:
    """One whose engine finds the native plugin that this environment has."""
    project = make_project()
    plugin = {"name": "lox24", "path": str(Path(sys.executable).parent)}
    file = {"name": "lists", "runtime": "python", "plugins": {"providers": [plugin]}}
    (project.folder / "Pulumi.yaml").write_text(json.dumps(file))
    (project.folder / "people.csv").write_text("phone,a\n+4917612345678,Ms\n+4917612345679,Mr\n")
    project.program(PROGRAM.format(token=TOKEN, url=sandbox.url))
    return project


def ids(project: Project) -> tuple[dict[str, str], set[str]]:
    """What the state holds of ours, by type without its adapter and name, and by which adapter."""
    file = project.folder / "state" / ".pulumi" / "stacks" / "lists" / "test.json"
    resources = json.loads(file.read_bytes())["checkpoint"]["latest"]["resources"]
    ours = [one for one in resources if one["type"] in OURS and not one["urn"].endswith("::default")]
    held = {f"{one['type'].rpartition(':')[2]} {one['urn'].rpartition('::')[2]}": one["id"] for one in ours}
    held = {name.replace("pulumi-python", "lox24"): id for name, id in held.items()}
    return held, {one["type"] for one in ours}


@pytest.mark.promise
def test_a_stack_moves_to_the_native_plugin_and_back_with_no_request(stack: Project, sandbox: Sandbox) -> None:
    assert stack.up().code == 0
    before, _ = ids(stack)
    sandbox.forget()

    # There: only the Account's own keys are others.
    stack.configure(**stack.config, native="true")
    moved = stack.up()
    assert moved.code == 0, moved.text
    assert moved.summary == {"updated": 1, "unchanged": 7}
    assert ids(stack) == (before, {ACCOUNT_TYPES[1], GROUP_TYPES[1], PHONES_TYPES[1]})
    assert stack.preview("--expect-no-changes").code == 0
    assert sandbox.count() == 0
    assert stack.refresh("--expect-no-changes").code == 0
    sandbox.forget()

    # Back: outputs name their provider again only by an update, which sends nothing, and a review says just that.
    stack.configure(**stack.config)
    review = json.loads(lox24(stack, "review", "-s", "test", "--json").text)
    assert {tuple(field["name"] for field in change["fields"]) for change in review["changes"]} == {("adapter",)}
    back = stack.up()
    assert back.code == 0, back.text
    assert back.summary == {"updated": 6, "unchanged": 2}
    assert ids(stack) == (before, {ACCOUNT_TYPES[0], GROUP_TYPES[0], PHONES_TYPES[0]})
    assert sandbox.count() == 0
    assert stack.refresh("--expect-no-changes").code == 0
    assert stack.destroy().code == 0
    assert sandbox.listed() == []


@pytest.mark.slow
def test_a_group_that_is_renamed_as_it_moves_is_not_deleted_as_another_one(stack: Project, sandbox: Sandbox) -> None:
    stack.program('Group("clients", name="One", force_destroy=True, opts=ResourceOptions(protect=False))')
    assert stack.up().code == 0
    (group,) = sandbox.listed()
    stack.configure(**stack.config, native="true")
    stack.program(f'Group("customers", name="One", adopt="{group["id"]}", opts=ResourceOptions(protect=False))')
    moved = stack.up()
    assert moved.code == 0, moved.text
    assert moved.summary == {"created": 1, "deleted": 1, "unchanged": 1}
    assert f"group {group['id']} was not deleted, because 'customers' holds it now" in moved.text
    assert [one["id"] for one in sandbox.listed()] == [group["id"]]
