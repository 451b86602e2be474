"""Groups that leave a stack, or come from another class, while LOX24 keeps them as they are."""

from __future__ import annotations

import pytest

from tests.support.commands import lox24, lox24_json
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

STACK = """
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("a:b:Team", name)
        Group("clients", name="Team's", opts=ResourceOptions(parent=self))
Team("team")
clients = Group("clients", name="Clients", opts=ResourceOptions(protect=True))
GroupPhones("clients", group=clients, source="people.csv", remove_on_delete=True)
Group("after", name="After", opts=ResourceOptions(depends_on=[clients]))
Group("rest", name="Rest")
"""

NAIVE = """
import os, requests
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Groups(ResourceProvider):
    def create(self, props):
        headers = {"X-LOX24-AUTH-TOKEN": os.environ["LOX24_TOKEN"], "Accept": "application/json"}
        made = requests.post(os.environ["URL"] + "/groups", json={"name": props["name"]}, headers=headers)
        return CreateResult(str(made.json()["id"]), {"name": props["name"]})

class Old(Resource):
    def __init__(self, resource_name, name):
        super().__init__(Groups(), resource_name, {"name": name})

Old("clients", "Clients")
"""


@pytest.mark.promise
@pytest.mark.slow
def test_released_groups_stay_at_lox24_and_leave_the_state(project: Project, sandbox: Sandbox) -> None:
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n")
    project.program(STACK)
    assert project.up().code == 0
    sandbox.forget()
    whole = set(project.groups())

    depends = lox24(project, "release", "-s", "test", "rest", "clients", "none", "--yes")
    assert "none: the state holds no such group" in depends.text
    assert "clients: several groups have this name, give the URN: urn:pulumi:test::" in depends.text
    urn = "urn:pulumi:test::lists::pulumi-python:dynamic/lox24:Group::clients"
    depends = lox24(project, "release", "-s", "test", "rest", urn, "--yes")
    assert depends.text == "error: 'after' depends on 'clients': take that out of the program first [LOX4201]\n"
    assert "say --yes" in lox24(project, "release", "-s", "test", "rest").text
    assert set(project.groups()) == whole

    released = lox24_json(project, "release", "-s", "test", "after", urn, "--yes")

    assert set(released["groups"]) == {"after", "clients"}
    assert released["resources"] == 3  # the list as well
    assert sandbox.count() == 0
    program = STACK.partition("clients = ")[0] + 'Group("rest", name="Rest")'
    project.program(program)
    assert project.pulumi("preview", "-s", "test", "--expect-no-changes").code == 0
    assert project.destroy().code == 0
    (held,) = [group["id"] for group in sandbox.listed() if group["name"] == "Clients"]
    assert {group["name"] for group in sandbox.listed()} == {"Clients", "After"}
    assert len(sandbox.phones(held)) == 1

    # And what was released is taken up again as any group is.
    project.program(f'Group("again", name="Clients", adopt="{held}")')
    assert project.up().code == 0
    assert project.groups()["again"]["id"] == str(held)


@pytest.mark.slow
def test_a_group_of_a_hand_written_provider_becomes_a_group(apart_project: Project, sandbox: Sandbox) -> None:
    project = apart_project
    project.environment["URL"] = sandbox.url
    project.program(NAIVE)
    assert project.up().code == 0
    (held,) = sandbox.listed()
    sandbox.by_hand(held["id"], description="a colleague's")
    sandbox.forget()

    alias = 'aliases=[pulumi.Alias(type_="pulumi-python:dynamic:Resource")]'
    project.program(f'Group("clients", name="Clients", opts=ResourceOptions({alias}))')
    moved = project.up("--diff")

    assert moved.code == 0, moved.text
    assert moved.summary == {"updated": 1, "unchanged": 1}  # of the state: it says from now on whose group it is
    assert sandbox.calls() == [f"GET /groups/{held['id']}"]
    group = project.groups()["clients"]
    assert (group["id"], group["outputs"]["account"]) == (str(held["id"]), sandbox.account)
    sandbox.forget()
    assert project.preview("--expect-no-changes").code == 0
    assert sandbox.count() == 0
    project.program(f'Group("clients", name="Customers", opts=ResourceOptions({alias}))')
    assert project.up().summary == {"updated": 1, "unchanged": 1}
    assert [(group["name"], group["description"]) for group in sandbox.listed()] == [("Customers", "a colleague's")]
