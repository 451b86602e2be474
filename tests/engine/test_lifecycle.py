"""From nothing to nothing through the real CLI: up, preview, refresh, destroy."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters

TWO = """
clients = Group("clients", name="My Clients", description="Best clients", name_a="salutation")
vips = Group("vips", GroupArgs(name="VIPs", force_destroy=True))
pulumi.export("ids", [clients.id, vips.id])
"""


@pytest.mark.promise
@pytest.mark.slow
def test_a_stack_lives_from_create_to_destroy(plain_project: Project, sandbox: Sandbox) -> None:
    project = plain_project
    project.environment["PYTHONPATH"] = ""  # pip is asked, too
    project.program(TWO)
    assert project.preview().summary == {"create": 3}
    assert sandbox.calls() == ["GET /groups?page=1"], "a preview looks what its creations will meet"

    sandbox.forget()
    assert project.up().summary == {"created": 3}
    assert sorted(sandbox.calls()) == ["GET /groups?page=1", "POST /groups", "POST /groups"]
    groups = sandbox.groups()
    assert sorted(groups) == ["My Clients", "VIPs"]
    assert project.outputs() == {"ids": [str(groups["My Clients"]["id"]), str(groups["VIPs"]["id"])]}

    sandbox.forget()
    assert project.up().summary == {"unchanged": 3}
    assert project.preview().summary == {"unchanged": 3}
    assert sandbox.calls() == []

    project.program(TWO.replace("Best", "Our best"))
    assert '      ~ description: "Best clients" => "Our best clients"\nResources:' in project.preview("--diff").text
    assert project.up().summary == {"updated": 1, "unchanged": 2}
    id = groups["My Clients"]["id"]
    assert sandbox.calls() == [f"GET /groups/{id}", f"PUT /groups/{id}"]
    assert sandbox.groups()["My Clients"]["description"] == "Our best clients"

    assert project.destroy().summary == {"deleted": 3}
    assert sandbox.groups() == {}


@pytest.mark.native
@pytest.mark.slow
def test_a_program_can_use_every_output(project: Project, sandbox: Sandbox) -> None:
    project.program("""
clients = Group("clients", name="My Clients", description="Best clients")
pulumi.export("known", [clients.name, clients.description, clients.name_b, clients.force_destroy, clients.account,
                        clients.count_items, clients.deleted_at, clients.count_items.apply(lambda n: type(n).__name__)])
""")
    assert project.up().code == 0
    known = ["My Clients", "Best clients", None, False, sandbox.account, 0, None, "int"]
    assert project.outputs() == {"known": known}
    assert project.preview("--expect-no-changes").code == 0


@pytest.mark.native
@pytest.mark.slow
def test_refresh_names_the_drift_and_up_undoes_it(project: Project, sandbox: Sandbox) -> None:
    project.program(TWO)
    project.up()
    id = project.groups()["clients"]["id"]
    sandbox.by_hand(id, description="changed by hand", name_b="by hand too")
    sandbox.forget()
    shown = project.pulumi("refresh", "-s", "test", "--preview-only", "--diff").text
    assert '~ description: "Best clients" => "changed by hand"' in shown
    assert '+ name_b     : "by hand too"' in shown
    assert sandbox.calls() == ["GET /groups?page=1"]

    assert project.refresh().code == 0
    preview = project.preview("--diff").text
    assert '~ description: "changed by hand" => "Best clients"' in preview
    assert '- name_b     : "by hand too"' in preview
    project.up()
    group = sandbox.groups()["My Clients"]
    assert (group["description"], group["name_b"]) == ("Best clients", None)
    assert project.pulumi("preview", "-s", "test", "--refresh", "--expect-no-changes").code == 0


@pytest.mark.slow
def test_people_who_join_are_no_drift(project: Project, sandbox: Sandbox) -> None:
    """Subscription forms add entries all day; a pipeline that watches for drift must not ring for it."""
    project.program(TWO)
    project.up()
    sandbox.add_phones(project.groups()["clients"]["id"], 3)
    assert project.pulumi("preview", "-s", "test", "--refresh", "--expect-no-changes").code == 0
    project.refresh()
    assert project.groups()["clients"]["outputs"]["count_items"] == 3
    assert project.up("--expect-no-changes").code == 0


@pytest.mark.slow
def test_a_group_that_disappears_is_planned_for_creation(project: Project, sandbox: Sandbox) -> None:
    project.program(TWO)
    project.up()
    sandbox.drop(project.groups()["vips"]["id"])
    assert project.refresh().code == 0
    assert project.preview().summary == {"create": 1, "unchanged": 2}
    assert project.up().summary == {"created": 1, "unchanged": 2}
    assert sorted(sandbox.groups()) == ["My Clients", "VIPs"]


@pytest.mark.promise
def test_a_refresh_of_an_emptied_account_fails_and_keeps_the_state(project: Project, sandbox: Sandbox) -> None:
    project.program('for n in ("a", "b", "c"): Group(n, name=n)')
    project.up()
    for group in project.groups().values():
        sandbox.drop(group["id"])
    run = project.refresh()
    assert run.code != 0
    assert ["wrong account or an emptied one" in line for line in run.errors] == [True] * 3
    assert sorted(project.groups()) == ["a", "b", "c"]


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_a_group_with_entries_survives_destroy(project: Project, sandbox: Sandbox) -> None:
    project.program(TWO)
    project.up()
    for group in project.groups().values():
        sandbox.add_phones(group["id"], 2)
    run = project.destroy()
    assert run.code != 0
    (line,) = run.errors
    assert line.startswith(
        f"group {project.groups()['clients']['id']} 'My Clients' holds 2 entries and was not deleted"
    )
    assert "set force_destroy to true" in line
    assert list(sandbox.groups()) == ["My Clients"]
    project.program(TWO.replace('name_a="salutation"', 'name_a="salutation", force_destroy=True'))
    sandbox.forget()
    assert project.up().summary == {"created": 1, "updated": 1, "unchanged": 1}
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups"]
    assert project.destroy().code == 0
    assert sandbox.groups() == {}


def test_a_name_of_51_characters_fails_the_preview_with_one_line(project: Project, sandbox: Sandbox) -> None:
    project.program(f'Group("clients", name="{"x" * 51}", name_a="{"y" * 51}")')
    run = project.preview()
    assert run.code != 0
    where = f"{project.group_type} resource 'clients' has a problem:"
    assert run.errors == [
        f"{where} name{ending}"
        for ending in (": has 51 characters, LOX24 stores at most 50", "_a: has 51 characters, LOX24 stores at most 50")
    ]
    assert sandbox.calls() == []


@pytest.mark.slow
def test_a_wrong_token_is_one_line_and_one_request(project: Project, sandbox: Sandbox) -> None:
    sandbox.groups()  # the first key seen for an account is its key
    sandbox.forget()
    project.environment["LOX24_TOKEN"] = "1234567:wrong-canary"
    project.program('Group("clients", name="My Clients")')
    run = project.up()
    assert run.code != 0
    assert len(run.errors) == 1
    assert "GET /groups answered 401" in run.errors[0]
    assert sandbox.calls() == ["GET /groups?page=1"]
    assert "wrong-canary" not in run.text + project.everything()


@pytest.mark.promise
@pytest.mark.parametrize("verb", ["refresh", "destroy", "up"])
def test_another_accounts_token_changes_nothing(project: Project, sandbox: Sandbox, verb: str) -> None:
    """Every group looks gone to a stranger: without the guard, refresh would forget and destroy would succeed."""
    project.program(TWO)
    project.up()
    project.environment["LOX24_TOKEN"] = "7654321:another"
    sandbox.forget()
    run = getattr(project, verb)()
    assert run.code != 0
    assert run.errors
    assert all(f"belongs to account {sandbox.account}" in line for line in run.errors)
    assert sandbox.calls() == []
    assert sorted(project.groups()) == ["clients", "vips"]


@pytest.mark.slow
def test_an_api_that_is_down_is_one_readable_line(project: Project, sandbox: Sandbox) -> None:
    project.program('Group("clients", name="My Clients")')
    sandbox.stop()
    run = project.up()
    assert run.code != 0
    host = sandbox.url.removeprefix("http://")
    assert run.errors == [f"GET /groups got no usable answer: cannot connect to {host} (Connection refused)"]
    assert "Traceback" not in run.text


@pytest.mark.slow
def test_a_rotated_token_works_for_refresh_and_destroy(project: Project, sandbox: Sandbox) -> None:
    """Without `--run-program` both use the configuration of the last `up`; the token is nowhere readable."""
    project.environment.clear()
    secret = ("config", "set", "--secret", "lox24:token", "-s", "test")
    assert project.pulumi(*secret, "1234567:old-canary").code == 0
    project.program(TWO)
    assert project.up().code == 0
    sandbox.rotate("1234567:new-canary")
    assert project.pulumi(*secret, "1234567:new-canary").code == 0
    stale = project.refresh()
    assert stale.code != 0
    assert "answered 401" in stale.errors[0]
    assert project.refresh("--run-program").code == 0
    assert project.destroy("--run-program").code == 0
    everything = project.everything() + stale.text
    assert "old-canary" not in everything
    assert "new-canary" not in everything


def test_a_token_in_plain_config_is_refused_with_the_command_that_sets_it_right(
    make_project: Callable[..., Project], sandbox: Sandbox
) -> None:
    project = make_project(inline=False, token="1234567:plain-canary")
    project.environment.clear()
    project.program('Group("clients", name="My Clients")')
    run = project.preview()
    assert run.code != 0
    assert len(run.errors) == 1
    assert "`pulumi config set --secret lox24:token -s test`" in run.errors[0]
    assert "plain-canary" not in run.text
    assert sandbox.calls() == []


@pytest.mark.slow
def test_two_stacks_side_by_side_do_not_mix(make_project: Callable[..., Project], sandbox: Sandbox) -> None:
    one, two = make_project(), make_project()
    two.environment["LOX24_TOKEN"] = "7654321:two"
    for project in (one, two):
        project.program(TWO)
        assert project.up().summary == {"created": 3}
    assert len(sandbox.groups()) == len(sandbox.groups("7654321:two")) == 2
    assert one.destroy().code == 0
    assert len(sandbox.groups("7654321:two")) == 2
    assert two.refresh("--expect-no-changes").code == 0


@pytest.mark.slow
def test_our_share_of_a_groups_state_is_at_most_600_bytes_and_no_path_of_the_machine(project: Project) -> None:
    (project.folder / "people.csv").write_text("phone\n")
    project.program(TWO + 'MailingList("all", name="All", source="people.csv")\n')
    assert project.up().code == 0
    for group in project.groups().values():
        ours = 0
        for part in ("inputs", "outputs"):
            values = group[part]
            ours += len(json.dumps(values)) - sum(len(json.dumps(v)) for k, v in values.items() if k != "__provider")
        assert ours <= 600
        assert group["sourcePosition"].startswith("project:///__main__.py#")
    by_type = {one["type"]: one for one in project.resources()}
    # The engine still writes all that it is told; when it does not, `lox24_provider.resources.stack_trace` may go.
    assert len(by_type["pulumi:pulumi:Stack"]["stackTrace"]) > 1
    kept = [one for type_, one in by_type.items() if "lox24" in type_ and "providers" not in type_]
    assert len(kept) == 3, [*by_type]
    for one in kept:
        assert one["stackTrace"] == [{"sourcePosition": one["sourcePosition"]}]
        assert "../" not in json.dumps(one)
