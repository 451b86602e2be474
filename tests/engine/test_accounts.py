"""Several accounts in one program, each an explicit provider in a process of its own, by the real CLI."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox

EU, CH = "2222222:eu-canary-0123456789", "3333333:ch-canary-0123456789"

TWO = """
import os
config = pulumi.Config()
url = pulumi.Config("lox24").require("baseUrl")
eu = Account("eu", token=os.environ["EU"], client_id="2222222", base_url=url, parallel=16)
ch = Account("ch", token=config.require_secret("ch"), base_url=url)

class Team(pulumi.ComponentResource):
    def __init__(self, name, opts):
        super().__init__("a:b:Team", name, None, opts)
        group = Group(name, name=f"Team {name}", opts=ResourceOptions(parent=self))
        GroupPhones(name, group=group, source="people.csv", opts=ResourceOptions(parent=self))
        self.kept = opts.providers[0]
        self.register_outputs({"kept": self.kept, "all": {"of": [self.kept]}})

for n in range(12):
    Group(f"eu-{n}", name=f"Group {n}", opts=ResourceOptions(provider=eu))
    Group(f"ch-{n}", name=f"Group {n}", opts=ResourceOptions(provider=ch))
team = Team("inner", ResourceOptions(providers=[ch]))
pulumi.export("shown", {"accounts": [eu, {"ch": ch}], "team": team})
pulumi.export("got", Group.get("got", os.environ["GOT"], opts=ResourceOptions(provider=eu)).name)
Group("own", name="Own")
"""


def _accounts(project: Project) -> dict[str, str]:
    return {name: group["outputs"]["account"].partition("@")[0] for name, group in project.groups().items()}


@pytest.mark.promise
def test_two_accounts_in_one_program_never_mix(project: Project, sandbox: Sandbox) -> None:
    (project.folder / "people.csv").write_text("phone\n+4917612345678\n")
    project.environment |= {"EU": EU, "GOT": sandbox.add_group(EU, name="Elsewhere")}
    project.program(TWO)
    assert project.pulumi("config", "set", "--secret", "ch", CH, "-s", "test").code == 0

    up = project.up("--parallel", "32")

    assert up.code == 0, up.text
    names = {f"Group {n}" for n in range(12)}
    assert set(sandbox.groups(EU)) == {*names, "Elsewhere"}
    outputs = project.outputs()
    assert outputs["got"] == "Elsewhere"
    assert outputs["shown"]["accounts"][0]["lox24:token"] == "[secret]"
    assert set(sandbox.groups(CH)) == {*names, "Team inner"}
    assert set(sandbox.groups(TOKEN)) == {"Own"}  # LOX24_TOKEN is the stack's, and none of the Accounts' business
    accounts = _accounts(project)
    assert {accounts[name] for name in accounts if name.startswith("eu-")} == {"2222222"}
    assert accounts["own"] == "1234567"
    assert accounts["inner"] == "3333333"
    everything = project.everything() + project.pulumi("stack", "export", "-s", "test").text + up.text + str(outputs)
    assert not any(token.partition(":")[2] in everything for token in (EU, CH))

    # A new key replaces nothing; a refresh has to run the program to know it.
    sandbox.rotate(new := "2222222:eu-canary-new-0123456789")
    project.environment["EU"] = new
    sandbox.forget()
    stale = project.refresh()
    assert stale.code != 0
    assert "answered 401" in stale.text
    assert "canary" not in stale.text
    refreshed = project.refresh("--run-program")
    assert refreshed.code == 0, refreshed.text
    assert refreshed.summary == {"updated": 1, "unchanged": 30}
    assert project.refresh().code == 0  # which has put it into the state
    sandbox.forget()
    assert project.preview("--expect-no-changes").code == 0
    assert sandbox.calls() == ["GET /groups?page=1"]  # of `Group.get`
    assert project.destroy("--parallel", "32").code != 0
    assert "Team inner" in sandbox.groups(CH)  # people are on it
    assert "Elsewhere" in sandbox.groups(new)  # it was only looked up
    assert "eu-canary" not in project.everything()


@pytest.mark.promise
def test_a_declaration_moves_to_an_account_of_its_own_and_never_to_another(project: Project, sandbox: Sandbox) -> None:
    group = 'Group("clients", name="Clients", opts=ResourceOptions({}))\n'
    account = f'own = Account("own", token="{{}}", base_url="{sandbox.url}")\n'
    project.program(group.format(""))
    assert project.up().code == 0
    (held,) = sandbox.listed()
    sandbox.forget()

    project.program(account.format(EU) + group.format("provider=own"))
    refused = project.preview()
    assert refused.code != 0
    assert "2222222" in refused.text
    assert "1234567" in refused.text
    project.program(account.format(TOKEN) + group.format("provider=own"))
    moved = project.up("--diff")

    assert moved.code == 0, moved.text
    assert moved.summary == {"created": 1, "unchanged": 2}  # the provider itself
    assert sandbox.count() == 0
    project.environment.clear()
    account = account.replace('"own"', '"mine"')  # what an Account is called in the stack does not matter
    project.program(account.format(TOKEN) + group.format("provider=own").replace('"Clients"', '"Customers"'))
    assert project.up().summary == {"created": 1, "updated": 1, "deleted": 1, "unchanged": 1}
    assert sandbox.api("GET", f"/groups/{held['id']}")["name"] == "Customers"
    told = json.loads(project.pulumi("stack", "export", "-s", "test").text)
    resources: list[dict[str, Any]] = told["deployment"]["resources"]
    assert [one["id"] for one in resources if "::mine" in one.get("provider", "")] == [str(held["id"])]


@pytest.mark.slow
def test_what_is_wrong_with_an_account_is_one_line(apart_project: Project) -> None:
    apart_project.program(
        'Account("eu", token="1234567:x y", client_id="7x", base_url="http://lox24.example", parallel=99)'
    )

    (error,) = apart_project.preview().errors
    assert error == (
        "Account 'eu': the base URL (base_url) must begin with https://; the token would travel readable; client_id "
        "must be the account's number, digits only; token holds blanks or characters that no token has; set it again; "
        "parallel must be a whole number from 1 to 64"
    )


@pytest.mark.promise
def test_a_plan_names_an_account_and_is_applied_to_no_other(project: Project, sandbox: Sandbox) -> None:
    project.environment |= {"EU": EU, "PORT_OF": sandbox.url}
    project.program(
        "import os\n"
        'eu = Account("eu", token=os.environ["EU"], client_id="2222222", base_url=os.environ["PORT_OF"])\n'
        'Group("h", name="H", opts=ResourceOptions(provider=eu))\n'
    )
    (project.folder / ".gitignore").write_text("state/\nhome/\n")
    for command in (("init", "-q"), ("add", "-A"), ("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "t")):
        subprocess.run(["git", *command], cwd=project.folder, check=True)
    planned = lox24(project, "plan", "-s", "test", "--out", "../plan")
    host = sandbox.url.removeprefix("http://")
    assert f"! eu: is new: its token and its requests go to {sandbox.url}, as client 2222222" in planned.text
    assert f"+ create group h 'H' in 2222222@{host} (Account eu)" in planned.text
    sandbox.forget()

    project.environment["PORT_OF"] = f"{sandbox.url}/elsewhere"
    refused = lox24(project, "apply", "../plan")
    assert refused.code == 1
    assert "Account eu: what would change is something else" in refused.text
    assert sandbox.count() == 0
    project.environment["PORT_OF"] = sandbox.url
    applied = lox24(project, "apply", "../plan")
    assert applied.code == 0, applied.text
    assert "applied 2 changes to test" in applied.text
    assert set(sandbox.groups(EU)) == {"H"}
    assert "canary" not in planned.text + refused.text + applied.text + project.everything()
