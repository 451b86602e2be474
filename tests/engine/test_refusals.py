"""Refusals through the real engine, which may continue after one: what they are about stays as it is."""

from __future__ import annotations

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

STACK = """
clients = Group("{name}", name="My Clients", force_destroy=True, opts=ResourceOptions({options}))
GroupPhones("{name}", group=clients, source="people.csv"{more}, opts=ResourceOptions({options}))
"""


def applied(project: Project) -> str:
    """The id of a group that the stack has made, with two people."""
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n+4917612345679\n")
    project.program(STACK.format(name="clients", options="", more=""))
    assert project.up().code == 0
    return str(project.groups()["clients"]["id"])


@pytest.mark.promise
def test_a_rename_without_alias_costs_nobody_though_the_run_goes_on_after_its_refusal(
    project: Project, sandbox: Sandbox
) -> None:
    id = applied(project)
    sandbox.forget()
    project.program(STACK.format(name="customers", options="", more=""))
    run = project.up("--continue-on-error")
    assert run.code != 0
    assert {error.split(",")[0] for error in run.errors} == {
        f"group {id} has the name 'My Clients' already",
        f"group {id} was not deleted",
    }
    assert "declare it with take_over=0" in run.text
    assert [call for call in sandbox.calls() if not call.startswith("GET")] == []
    assert list(project.groups()) == ["clients"]

    # The list has left the state, as the engine asks nobody about what is `deleted_with` a group. What the error says:
    options = 'aliases=[pulumi.Alias(name="clients")]'
    project.program(STACK.format(name="customers", options=options, more=", take_over=0"))
    assert project.up().code == 0
    assert project.groups()["customers"]["id"] == id
    assert len(sandbox.phones(id)) == 2
    assert '"owned": "7000001-7000002"' in project.pulumi("stack", "export", "-s", "test").text


@pytest.mark.promise
def test_what_is_skipped_for_a_failure_is_not_deleted_as_what_it_was_called_before(
    project: Project, sandbox: Sandbox
) -> None:
    """The renamed resource depends on one that fails, so the engine asks the provider nothing about it."""
    id = applied(project)
    sandbox.add_group(name="Taken")
    project.program(
        'other = Group("other", name="Taken")\n' + STACK.format(name="b", options="depends_on=[other]", more="")
    )
    run = project.up("--continue-on-error")
    assert run.code != 0
    assert [error for error in run.errors if error.startswith(f"group {id} was not deleted, because 'other' failed")]
    assert len(sandbox.phones(id)) == 2


@pytest.mark.promise
@pytest.mark.parametrize("group", ["g.id", 'g.id.apply(lambda id: f"{id}")'], ids=["id", "made of it"])
def test_the_first_preview_finds_two_lists_for_one_group_however_it_is_named(project: Project, group: str) -> None:
    """Its number is not known then."""
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n")
    lists = ['GroupPhones("a", group=g, source="people.csv")', f'GroupPhones("b", group={group}, source="people.csv")']
    project.program("\n".join(['g = Group("g", name="G")', *lists]))
    run = project.preview()
    assert run.code != 0
    assert "GroupPhones b and a both declare the entries of one Group" in run.text
    assert "Traceback" not in run.text


@pytest.mark.promise
def test_what_the_engine_shows_of_a_slip_is_one_line_without_the_source(project: Project) -> None:
    """It shows every other exception with the line of the program, in which people may stand."""
    person = 'phone="+4917655512345", a="Erika Mustermann"'
    for slip, line in (
        (f"entries=[PhoneArgs({person}, nmae=1)]", "PhoneArgs: got an unexpected keyword argument 'nmae'"),
        (
            f"entries=[dict({person}, b=Output.from_input([1]))]",
            "entries: number 1: b cannot be a list",
        ),
    ):
        project.program(f'from pulumi import Output\nGroupPhones("x", group="5", {slip})')
        run = project.preview()
        assert run.code != 0
        assert line in run.text
        assert [part for part in ("Traceback", "55512345", "Erika") if part in run.text] == []
