"""Adoption through the real engine: what it does around a creation must never cost an adopted group."""

from __future__ import annotations

import json

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters


def clients(resource: str = "clients", options: str = "", **inputs: str) -> str:
    given = {"name": "My Clients", "on_existing": "adopt", **inputs}
    return f'Group("{resource}", **{given!r}, opts=ResourceOptions({options}))\n'


def writes(sandbox: Sandbox) -> list[str]:
    return [call for call in sandbox.calls() if not call.startswith("GET")]


@pytest.mark.slow
def test_a_group_that_is_there_is_adopted_with_a_line_on_its_resource(project: Project, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="My Clients", description="old")
    sandbox.add_phones(id, 3)
    sandbox.forget()
    project.program(clients(description="new"))
    run = project.up()
    assert (run.code, run.summary) == (0, {"created": 2})
    assert f"adopted group {id} 'My Clients'" in run.text
    assert writes(sandbox) == [f"PUT /groups/{id}"]
    held = sandbox.groups()["My Clients"]
    assert (held["description"], held["count_items"]) == ("new", 3)
    assert project.groups()["clients"]["id"] == id
    sandbox.forget()
    project.program(clients(description="new", on_existing="refuse", adopt=id))  # only matters at creation
    assert project.up("--expect-no-changes").code == 0
    assert sandbox.calls() == []
    project.program(clients(description="new", adopt="4711"))
    run = project.preview()
    assert run.code != 0
    assert run.errors[0].startswith(f"adopt: is 4711, but this resource holds group {id}")


@pytest.mark.promise
@pytest.mark.slow
def test_a_rename_without_alias_hands_the_group_over(project: Project, sandbox: Sandbox) -> None:
    project.program(clients())
    project.up()
    id = project.groups()["clients"]["id"]
    sandbox.forget()
    project.program(clients("customers"))
    run = project.up()
    assert run.code == 0
    assert f"group {id} was not deleted, because 'customers' holds it now" in run.text
    assert {name: group["id"] for name, group in project.groups().items()} == {"customers": id}
    assert writes(sandbox) == []
    assert project.up("--expect-no-changes").code == 0


@pytest.mark.promise
def test_a_rename_without_alias_that_is_killed_in_between_is_finished_by_the_next_run(
    project: Project, sandbox: Sandbox
) -> None:
    """The state then has two resources for one group; only the one that is declared keeps it."""
    project.program(clients() + clients("other", name="Other"))
    project.up()
    ids = {name: group["id"] for name, group in project.groups().items()}
    failing = clients("other", name="Invalid " * 6, options="depends_on=[customers]")  # or it might end the run before
    project.program("customers = " + clients("customers") + failing)
    sandbox.fault(method="PUT", status=500)
    assert project.up().code != 0  # so the engine deletes nothing, "clients" neither
    assert {name: group["id"] for name, group in project.groups().items()} == {**ids, "customers": ids["clients"]}
    sandbox.forget()
    project.program(clients("customers") + clients("other", name="Other"))
    assert project.up().code == 0
    assert writes(sandbox) == []
    assert {name: group["id"] for name, group in project.groups().items()} == {
        "customers": ids["clients"],
        "other": ids["other"],
    }


@pytest.mark.promise
@pytest.mark.slow
def test_replace_adopts_the_group_it_was_to_replace_and_keeps_it(project: Project, sandbox: Sandbox) -> None:
    """Interrupted between its creation and its deletion, too: then the next run has the delete to do, or not."""
    project.program(clients())
    project.up()
    before = json.loads(project.pulumi("stack", "export", "-s", "test").text)
    group = project.groups()["clients"]
    sandbox.forget()
    run = project.up("--replace", group["urn"])
    assert run.code == 0
    assert f"group {group['id']} was not deleted, because 'clients' holds it now" in run.text
    assert project.groups()["clients"]["id"] == group["id"]
    assert project.up("--expect-no-changes").code == 0

    left = [{**item, "delete": True} for item in before["deployment"]["resources"] if item.get("id") == group["id"]]
    before["deployment"]["resources"] += left
    (project.folder / "interrupted.json").write_text(json.dumps(before))
    assert project.pulumi("stack", "import", "-s", "test", "--file", "interrupted.json").code == 0
    run = project.up()
    assert run.code == 0
    assert f"group {group['id']} was not deleted, because 'clients' holds it now" in run.text
    assert writes(sandbox) == []
    assert project.up("--expect-no-changes").code == 0


@pytest.mark.promise
@pytest.mark.slow
def test_a_group_that_a_new_resource_took_from_an_old_one_is_lost_to_neither(
    project: Project, sandbox: Sandbox
) -> None:
    """The new one adopts the name that the old one is about to give up, before the engine has told of the old one."""
    project.program(clients("old", name="B"))
    project.up()
    id = project.groups()["old"]["id"]
    sandbox.forget()
    project.program("new = " + clients("new", name="B") + clients("old", "depends_on=[new]", name="C"))
    run = project.up()
    assert run.code != 0
    assert [line.split(":")[0] for line in run.errors] == [
        f"group {id} is owned by 'new', so 'old' cannot have it too",
    ]
    project.program(clients("old", name="C"))
    run = project.up()
    assert run.code == 0
    assert f"group {id} was not deleted, because 'old' holds it now" in run.text
    assert {name: group["id"] for name, group in project.groups().items()} == {"old": id}
    assert writes(sandbox) == [f"PUT /groups/{id}"]


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_an_incomplete_adoption_stays_marked_through_a_refresh_and_is_completed_by_up(
    project: Project, sandbox: Sandbox
) -> None:
    id = sandbox.add_group(name="My Clients", description="old")
    project.program(clients(description="new"))
    sandbox.fault(method="PUT", status=503)
    run = project.up()
    assert run.code != 0
    assert any(f"group {id} was adopted, but is not yet as declared" in line for line in run.text.splitlines())
    assert "Traceback" not in run.text
    assert project.groups()["clients"]["initErrors"]
    refresh = project.refresh()
    assert refresh.code == 0
    assert project.groups()["clients"]["initErrors"]
    run = project.up()
    assert (run.code, run.summary) == (0, {"updated": 1, "unchanged": 1})
    assert sandbox.groups()["My Clients"]["description"] == "new"
    kept = project.groups()["clients"]
    assert "initErrors" not in kept
    assert "__incomplete" not in json.dumps(kept)
    assert project.up("--expect-no-changes").code == 0
