"""Functions in a program that the real CLI runs: in previews too, and without a trace in the state."""

from __future__ import annotations

import os

import pytest
from pulumi import automation

from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox

PROGRAM = """
import os
url = pulumi.Config("lox24").require("baseUrl")
eu = Account("eu", token=pulumi.Output.secret(os.environ["EU"]), base_url=url)
clients = get_group(name="Clients")
again = get_group_output(id=pulumi.Output.from_input(clients.id))
other = get_group_output(name="Clients", opts=pulumi.InvokeOptions(provider=eu))
Group("copy", name=again.name.apply(lambda name: name + " (copy)"))
held = Group.get("held", clients.id)
pulumi.export("ids", get_groups(name_pattern="Cl*").ids)
pulumi.export("other", other.account)
pulumi.export("account", get_account_output(opts=pulumi.InvokeOptions(provider=eu)).client_id)
pulumi.export("held", held.name)
"""
EU = "2222222:eu-canary-0123456789"


@pytest.mark.promise
def test_look_ups_ask_once_a_process_and_leave_no_token_behind(project: Project, sandbox: Sandbox) -> None:
    clients = sandbox.add_group(name="Clients")
    sandbox.add_group(token=EU, name="Clients")
    project.environment["EU"] = EU
    project.program(PROGRAM)
    sandbox.forget()

    preview = project.preview()

    assert preview.code == 0, preview.text
    # Per account one listing in the program, `GET /me` of one, and what `Group.get` costs as ever.
    once = [*["GET /groups?page=1"] * 3, "GET /me"]
    assert sorted(sandbox.calls()) == once
    sandbox.forget()
    assert project.up().code == 0
    assert sorted(sandbox.calls()) == [*once, "POST /groups"]
    told = project.outputs()
    assert (told["ids"], told["account"], told["held"]) == ([clients], "2222222", "Clients")
    assert told["other"].startswith("2222222@")
    everything = project.everything() + project.pulumi("stack", "export", "-s", "test").text
    assert not any(token.partition(":")[2] in everything for token in (EU, TOKEN))

    # What is only looked up refreshes as any resource does, and nobody deletes it.
    sandbox.by_hand(clients, name="Customers")
    assert project.refresh().summary == {"updated": 1, "unchanged": 3}
    sandbox.by_hand(clients, name="Clients")
    assert project.destroy().code == 0
    assert [group["name"] for group in sandbox.listed()] == ["Clients"]


@pytest.mark.slow
def test_an_account_whose_token_is_known_later_says_which_form_waits_for_it(apart_project: Project) -> None:
    apart_project.program(
        'eu = Account("eu", token=pulumi.Output.from_input("2222222:key"))\n'
        'get_group(name="Clients", opts=pulumi.InvokeOptions(provider=eu))'
    )

    assert apart_project.preview().errors == ["the token of Account eu is known only later: use get_group_output"]


@pytest.mark.slow
def test_a_look_up_that_fails_later_is_one_line_too(apart_project: Project, sandbox: Sandbox) -> None:
    ids = [sandbox.add_group(name="Twin") for _ in range(2)]
    apart_project.program('get_group_output(name=pulumi.Output.from_input("Twin"))')

    failed = apart_project.preview()

    assert failed.code != 0
    assert failed.errors == [f"groups {', '.join(ids)} are all called 'Twin': look the one up by its id"]
    assert "Traceback" not in failed.text


@pytest.mark.promise
def test_what_is_looked_up_in_one_account_is_not_managed_in_another(project: Project, sandbox: Sandbox) -> None:
    sandbox.add_group(token=EU, name="There")
    switch = f'import os\nos.environ["LOX24_TOKEN"] = "{EU}"\n'
    first, then = 'there = get_group(name="There")\n', 'Group("own", name="Own")\n'
    project.program(then)
    assert project.up().code == 0
    sandbox.forget()

    for order in (first + then.replace("Own", "New"), then.replace("Own", "Own") + first):
        project.program(switch + order)
        refused = project.up()
        assert refused.code != 0
        assert "this program looks up in account 2222222@" in refused.text
        assert "and its resources work on account 1234567@" in refused.text
        assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    assert "__asked" not in project.everything()


@pytest.mark.promise
@pytest.mark.slow
def test_an_inline_program_looks_up_where_its_workspace_says(
    apart_project: Project, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller's own token is another account's."""
    import lox24_provider  # noqa: PLC0415 as a caller's program does

    sandbox.add_group(name="There")
    monkeypatch.setenv("LOX24_TOKEN", EU)
    found: list[str] = []

    def program() -> None:
        later = lox24_provider.get_group_output(name="There")
        found.append(lox24_provider.get_group(name="There").account)
        lox24_provider.Group("copy", name=later.name.apply(lambda name: f"{name} (copy)"))

    options = automation.LocalWorkspaceOptions(
        work_dir=str(apart_project.folder),
        env_vars={key: value for key, value in apart_project.variables().items() if os.environ.get(key) != value},
    )
    stack = automation.select_stack("test", project_name="lists", program=program, opts=options)
    assert stack.up().summary.result == "succeeded"
    assert set(found) == {sandbox.account}
    assert set(sandbox.groups()) == {"There", "There (copy)"}
