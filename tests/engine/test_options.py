"""The options that every Pulumi resource has do what users expect, and one group stays one resource."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters


def clients(options: str = "", resource: str = "clients", **inputs: str) -> str:
    given = "".join(f", {key}={value!r}" for key, value in {"name": "My Clients", **inputs}.items())
    return f'Group("{resource}"{given}, opts=ResourceOptions({options}))'


@pytest.mark.slow
def test_protect_keeps_a_group(project: Project, sandbox: Sandbox) -> None:
    project.program(clients("protect=True"))
    project.up()
    assert project.destroy().code != 0
    assert "My Clients" in sandbox.groups()


@pytest.mark.promise
def test_retain_on_delete_forgets_a_group_without_touching_it(project: Project, sandbox: Sandbox) -> None:
    project.program(clients("retain_on_delete=True"))
    project.up()
    sandbox.forget()
    assert project.destroy().code == 0
    assert project.groups() == {}
    assert sandbox.calls() == []
    assert "My Clients" in sandbox.groups()


@pytest.mark.slow
def test_ignore_changes_lets_a_colleagues_edit_live(project: Project, sandbox: Sandbox) -> None:
    project.program(clients('ignore_changes=["description"]', description="ours"))
    project.up()
    id = project.groups()["clients"]["id"]
    sandbox.by_hand(id, description="a colleague's")
    project.program(clients('ignore_changes=["description"]', description="ours again", name="Renamed"))
    assert project.up().summary == {"updated": 1, "unchanged": 1}
    assert sandbox.groups()["Renamed"]["description"] == "a colleague's"
    assert project.preview("--expect-no-changes").code == 0
    assert project.refresh().code == 0
    assert project.preview("--expect-no-changes").code == 0


@pytest.mark.slow
def test_an_alias_moves_a_resource_without_any_request(project: Project, sandbox: Sandbox) -> None:
    project.program(clients())
    project.up()
    sandbox.forget()
    project.program(clients('aliases=[pulumi.Alias(name="clients")]', resource="customers"))
    assert project.up("--expect-no-changes").code == 0
    assert list(project.groups()) == ["customers"]
    assert sandbox.calls() == []


@pytest.mark.slow
def test_an_alias_works_together_with_a_refresh(project: Project) -> None:
    """The refresh reads the old resource, the program declares the new one: one group, one resource all the same."""
    project.program(clients())
    project.up()
    project.program(clients('aliases=[pulumi.Alias(name="clients")]', resource="customers"))
    assert project.up("--refresh", "--expect-no-changes").code == 0
    assert list(project.groups()) == ["customers"]


@pytest.mark.slow
def test_a_rename_without_alias_is_refused_and_loses_nothing(project: Project, sandbox: Sandbox) -> None:
    project.program(clients())
    project.up()
    id = project.groups()["clients"]["id"]
    project.program(clients(resource="customers"))
    run = project.up()
    assert run.code != 0
    (line,) = run.errors
    assert line.startswith(f"group {id} has the name 'My Clients' already, nothing was created")
    assert "`aliases`" in line
    assert str(sandbox.groups()["My Clients"]["id"]) == id
    assert list(project.groups()) == ["clients"]


@pytest.mark.slow
def test_replace_is_refused_because_ids_are_used_elsewhere(project: Project, sandbox: Sandbox) -> None:
    project.program(clients())
    project.up()
    group = project.groups()["clients"]
    run = project.up("--replace", group["urn"])
    assert run.code != 0
    assert f"group {group['id']} has the name 'My Clients' already" in run.errors[0]
    assert str(sandbox.groups()["My Clients"]["id"]) == group["id"]
    assert project.up("--expect-no-changes").code == 0


@pytest.mark.slow
def test_replace_with_a_second_group_allowed_deletes_the_old_one_only(project: Project, sandbox: Sandbox) -> None:
    project.program(clients(on_existing="create"))
    project.up()
    group = project.groups()["clients"]
    assert project.up("--replace", group["urn"]).code == 0
    new = project.groups()["clients"]["id"]
    assert new != group["id"]
    assert str(sandbox.groups()["My Clients"]["id"]) == new


@pytest.mark.slow
def test_resources_that_swap_names_swap_contents_and_keep_their_ids(project: Project, sandbox: Sandbox) -> None:
    project.program("\n".join((clients(resource="a", name="A"), clients(resource="b", name="B"))))
    project.up()
    before = {name: group["id"] for name, group in project.groups().items()}
    project.program("\n".join((clients(resource="a", name="B"), clients(resource="b", name="A"))))
    sandbox.forget()
    assert project.up().summary == {"updated": 2, "unchanged": 1}
    assert {name: group["id"] for name, group in project.groups().items()} == before
    assert {name: str(group["id"]) for name, group in sandbox.groups().items()} == {"A": before["b"], "B": before["a"]}
    assert not [call for call in sandbox.calls() if call.startswith(("POST", "DELETE"))]


@pytest.mark.slow
def test_two_resources_never_come_to_hold_one_group(project: Project, sandbox: Sandbox) -> None:
    project.program(clients())
    project.up()
    id = project.groups()["clients"]["id"]
    sandbox.forget()
    project.program(clients(description="new") + f'\nGroup.get("again", "{id}", ResourceOptions(depends_on=[]))')
    run = project.up("--parallel", "1")
    assert run.code != 0
    assert any(f"group {id} is owned by" in line and "one group, one resource" in line for line in run.errors)
    assert not [call for call in sandbox.calls() if call.startswith(("POST", "DELETE"))]


@pytest.mark.slow
def test_what_another_resource_took_over_is_not_deleted(project: Project, sandbox: Sandbox) -> None:
    """The old declaration goes, and with it only its place in the state."""
    project.program(clients(force_destroy="True").replace("'True'", "True"))
    project.up()
    id = project.groups()["clients"]["id"]
    sandbox.forget()
    project.program(f'Group.get("looked-up", "{id}")')
    run = project.up()
    assert run.code == 0
    assert "was not deleted, because 'looked-up' holds it now" in run.text
    assert list(project.groups()) == ["looked-up"]
    assert not [call for call in sandbox.calls() if call.startswith("DELETE")]
    assert "My Clients" in sandbox.groups()


@pytest.mark.slow
def test_delete_before_replace_and_replace_on_changes_do_what_they_say(project: Project, sandbox: Sandbox) -> None:
    options = 'replace_on_changes=["name_a"], delete_before_replace=True'
    project.program(clients(options, name_a="x"))
    project.up()
    old = project.groups()["clients"]["id"]
    project.program(clients(options, name_a="y"))
    assert project.up().code == 0
    assert str(sandbox.groups()["My Clients"]["id"]) != old


@pytest.mark.slow
def test_deleted_with_deletes_the_parent_only(project: Project, sandbox: Sandbox) -> None:
    project.program(
        'a = Group("a", name="A", force_destroy=True)\nGroup("b", name="B", opts=ResourceOptions(deleted_with=a))'
    )
    project.up()
    a = project.groups()["a"]["id"]
    sandbox.forget()
    assert project.destroy().code == 0
    assert sandbox.calls() == [f"GET /groups/{a}/phones", f"DELETE /groups/{a}"]


@pytest.mark.native
@pytest.mark.slow
def test_custom_timeouts_end_an_operation(project: Project, sandbox: Sandbox) -> None:
    project.program(clients('custom_timeouts=pulumi.CustomTimeouts(create="1s")'))
    sandbox.fault(method="POST", path="/groups", delay=60)
    run = project.up()
    assert run.code != 0
    assert "did not answer within 0." in run.errors[0], "half of the second is left for looking again"


@pytest.mark.slow
def test_get_reads_a_group_of_elsewhere_and_never_changes_or_deletes_it(project: Project, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="Elsewhere", name_a="label")
    sandbox.forget()
    project.program(
        f'g = Group.get("g", "{id}")\npulumi.export("g", [g.id, g.name, g.name_a, g.account, g.count_items])'
    )
    assert project.up().code == 0
    assert project.outputs() == {"g": [id, "Elsewhere", "label", sandbox.account, 0]}
    assert project.up("--expect-no-changes").code == 0
    sandbox.by_hand(id, name="Renamed elsewhere")
    assert project.refresh().code == 0
    assert project.up().code == 0
    assert project.outputs()["g"][1] == "Renamed elsewhere"
    assert project.destroy().code == 0
    assert "Renamed elsewhere" in sandbox.groups()
    assert all(call.startswith("GET") for call in sandbox.calls())


@pytest.mark.slow
def test_get_of_nothing_fails_in_one_line(project: Project) -> None:
    project.program('Group.get("g", "99999")')
    run = project.preview()
    assert run.code != 0
    assert len(run.errors) == 1
    assert "there is no group 99999 in account" in run.errors[0]
    assert "Traceback" not in run.text


@pytest.mark.native
@pytest.mark.slow
def test_a_name_known_only_later_is_checked_later(make_project: Callable[..., Project], sandbox: Sandbox) -> None:
    project = make_project()
    project.program('a = Group("a", name="A")\nGroup("b", name=a.id.apply(lambda id: "after " + id))')
    assert project.preview().summary == {"create": 3}
    assert project.up().code == 0
    assert sorted(sandbox.groups()) == ["A", f"after {project.groups()['a']['id']}"]
    assert project.preview("--expect-no-changes").code == 0
