"""`MailingList` by the real CLI: one declaration, and a pair that moves into it."""

from __future__ import annotations

import json

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

PAIR = """
clients = Group("clients", name="Clients", name_a="salutation")
GroupPhones("clients", group=clients, source="people.csv")
old = Group("vips", name="VIPs", opts=ResourceOptions(protect=True))
GroupPhones("vips-people", group=old, source="people.csv")
"""
LISTS = """
from pulumi import Alias, ROOT_STACK_RESOURCE
clients = MailingList("clients", name="Clients", name_a="salutation", source="people.csv")
before = Alias(name="vips-people", parent=ROOT_STACK_RESOURCE)
MailingList("vips", name="VIPs", source="people.csv", phones_opts=ResourceOptions(aliases=[before]))
pulumi.export("clients", {"number": clients.number, "count": clients.count})
"""


@pytest.mark.promise
def test_a_hand_written_pair_moves_into_a_mailing_list_unchanged(project: Project, sandbox: Sandbox) -> None:
    (project.folder / "people.csv").write_text("phone,a\n+4917612345678,Ms\n+4917612345679,Mr\n")
    project.program(PAIR)
    assert project.up().code == 0
    (clients,) = [group["id"] for group in sandbox.listed() if group["name"] == "Clients"]
    sandbox.forget()

    project.program(LISTS)
    moved = project.up()

    assert moved.code == 0, moved.text
    assert moved.summary == {"created": 2, "unchanged": 5}  # the components; the stack and two pairs stay
    assert sandbox.count() == 0
    assert project.outputs() == {"clients": {"number": str(clients), "count": 2}}
    assert project.preview("--expect-no-changes").code == 0
    assert sandbox.count() == 0

    # Nobody deletes it by a slip, nor empties it.
    project.program(LISTS.partition("before =")[0])
    refused = project.up()
    assert refused.code != 0
    assert "protect" in refused.text
    assert {len(sandbox.phones(group["id"])) for group in sandbox.listed()} == {2}
    assert {group["name"] for group in sandbox.listed()} == {"Clients", "VIPs"}


@pytest.mark.promise
def test_a_mailing_list_is_deleted_as_the_docs_say_and_else_not_at_all(project: Project, sandbox: Sandbox) -> None:
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n")
    declared = 'MailingList("clients", name="Clients"%s)'
    project.program(declared % ', source="people.csv"')
    assert project.up().code == 0
    both = _held(project)
    assert both == {GROUP_TYPE, PHONES_TYPE}

    project.program("")
    assert project.up("--continue-on-error").code != 0
    assert _held(project) == both
    assert lox24(project, "plan", "-s", "test", "--no-git").text.startswith(
        "error: 'clients' is protected by its MailingList, so nothing of it is deleted: apply it with "
        "opts=ResourceOptions(protect=False) first"
    )

    # Unprotected only, the engine deletes the list first, and then the group is refused.
    project.program(declared % ', source="people.csv", opts=ResourceOptions(protect=False)')
    assert project.up().summary == {"unchanged": 4}
    project.program("")
    refused = project.up()
    assert "holds 1 entry and was not deleted" in refused.text
    assert _held(project) == {GROUP_TYPE}
    assert len(sandbox.phones(project.groups()["clients"]["id"])) == 1

    # The recipe, which resumes from there as well.
    project.program(declared % ", force_destroy=True, opts=ResourceOptions(protect=False)")
    assert project.up().code == 0
    project.program("")
    assert project.up().code == 0
    assert _held(project) == set()
    assert sandbox.listed() == []


def _held(project: Project) -> set[str]:
    """The types of our resources in the state."""
    text = project.files()["state/.pulumi/stacks/lists/test.json"]
    types = {one["type"] for one in json.loads(text)["checkpoint"]["latest"]["resources"]}
    return types & {GROUP_TYPE, PHONES_TYPE}


@pytest.mark.slow
def test_a_new_list_is_made_in_one_go_and_may_be_left_unprotected(project: Project, sandbox: Sandbox) -> None:
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n")
    project.program(
        'MailingList("clients", name="Clients", source="people.csv", force_destroy=True,'
        " opts=ResourceOptions(protect=False))\n"
        'MailingList("empty", name="Empty", opts=ResourceOptions(protect=False))\n'
    )
    assert project.up().summary == {"created": 6}
    (clients,) = [group["id"] for group in sandbox.listed() if group["name"] == "Clients"]
    assert len(sandbox.phones(clients)) == 1

    assert project.destroy().code == 0
    assert sandbox.listed() == []
