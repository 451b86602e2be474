"""No token and no person is readable, whatever the CLI is asked to show or to write."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
import requests

from tests.support import forks
from tests.support.canaries import ECHO, ENTRY, KEY, SAID, leaks
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox
from tools.engine import parse_version

pytestmark = pytest.mark.both_adapters

PROGRAM = """
class Team(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("test:index:Team", "team")
        inside = ResourceOptions(parent=self)
        self.group = Group("clients", name="My Clients", description={description!r}, opts=inside)
        self.people = GroupPhones("clients", group=self.group, source="../people.csv", opts=inside)
        self.register_outputs({{"group": self.group, "people": [self.people]}})

team = Team()
pulumi.export("account", team.group.account)
pulumi.export("team", team)
pulumi.export("nested", {{"deep": [team.people, {{"group": team.group}}]}})
{more}
"""

# Where nothing may be readable. Each has to be there, so that none of them goes unseen.
SINKS = (
    "stacks/lists/test.json",
    "test.json.bak",
    "history.json",
    "checkpoint.json",
    "backups/",
    "plan.json",
    "events-up.json",
    "output of stack output",
)
SINKS_OF = {
    "environment": (
        *("grpc.json", "plan/plan.json", "plan/manifest.json", "plan/review.txt", "plan/review.md", "plan/review.html"),
        "output of lox24 apply that fails",
    ),
    "configuration": ("events-failure.json", "output of up that fails"),
}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("where", "verbosity"), [("environment", 9), pytest.param("configuration", 8, marks=pytest.mark.native)]
)
@pytest.mark.short(cases=1)
def test_nothing_that_is_shown_or_written_holds_a_token_or_a_person(
    plain_project: Project, sandbox: Sandbox, where: str, verbosity: int
) -> None:
    """A list and entries that the provider meets, errors that echo: token, phone and columns, in each kind of output.

    At level 9 older engines log a provider's configuration (docs/reference/settings.md; the test below).
    """
    project = plain_project
    project.environment = {"PULUMI_DEBUG_COMMANDS": "true", "PULUMI_PYTHON_CMD": str(forks.python())}
    if where == "environment":
        project.environment |= {"LOX24_TOKEN": TOKEN, "PULUMI_DEBUG_GRPC": str(project.folder / "grpc.json")}
    else:
        assert project.pulumi("config", "set", "--secret", "lox24:token", TOKEN, "-s", "test").code == 0
    loud = ("--debug", "--logtostderr", f"-v={verbosity}", "--event-log")
    echo = {"violations": [{"propertyPath": "name", "message": ECHO}]}
    (project.folder.parent / "people.csv").write_text(",".join(ENTRY) + "\n" + ",".join(ENTRY.values()) + "\n")

    def program(description: str, more: str = "") -> None:
        project.program(PROGRAM.format(description=description, more=more))

    program("first")
    sandbox.fault(method="POST", pattern="/groups/*/phones/batch", status=200, body=[{"status": 422, "body": echo}])
    told = {
        "preview --json": project.preview("--json", "--diff", "--save-plan", "plan.json"),
        "up of which a part fails": project.up(*loud, "events-up.json"),
    }
    initial = "initErrors" in project.everything()
    told["stack output"] = project.pulumi("stack", "output", "--json", "--show-secrets", "-s", "test")
    id = str(sandbox.groups()["My Clients"]["id"])
    sandbox.api("POST", f"/groups/{id}/phones", json=ENTRY)
    program("second", more='Group("new", name="New", description="new")')
    refused = {"method": "PUT", "status": 422, "body": {"violations": [{"propertyPath": "name", "message": SAID}]}}
    if where == "environment":
        sandbox.fault(method="GET", pattern="/groups", status=500, times=99, body={"detail": SAID})
        sandbox.forget()
        told["lox24 plan"] = lox24(project, "plan", "-s", "test", "--no-git")
        assert "GET /groups?page=1" in sandbox.calls(), "it was made while the API answered with faults that echo"
        sandbox.heal()
        sandbox.fault(**refused)
        told[failing := "lox24 apply that fails"] = lox24(project, "apply", "plan")
    else:
        sandbox.fault(**refused)
        told[failing := "up that fails"] = project.up(*loud, "events-failure.json", "--diff")
    told["refresh"] = project.refresh(*loud, "events-refresh.json", "--run-program")
    sandbox.fault(method="GET", path=f"/groups/{id}/phones", status=500, body=[{"id": "1", **ENTRY}])
    sandbox.fault(
        method="GET", pattern=f"/groups/{id}", status=200, body=sandbox.groups()["My Clients"] | {"count_items": 0}
    )
    told["destroy that is refused"] = project.destroy(*loud, "events-destroy.json")

    failed = {"up of which a part fails", failing, "destroy that is refused"}
    assert {command for command, run in told.items() if run.code != 0} == failed
    assert initial, "what failed in part is noted in the state"
    assert "PUT /groups" in told[failing].text
    assert "may hold entries (GET /groups" in told["destroy that is refused"].text
    assert f"GET /groups/{id}/phones: 500 in" in told["destroy that is refused"].text, "debug logs tell of requests"
    with closing(sqlite3.connect(sandbox.folder / "sandbox.db")) as store:
        log = store.execute("SELECT * FROM requests").fetchall()
    text = {
        **{f"output of {command}": run.text for command, run in told.items()},
        **project.files(),
        "the sandbox's page": requests.get(sandbox.url, timeout=30).text,
        "the sandbox's log": json.dumps(log),
    }
    assert [sink for sink in (*SINKS, *SINKS_OF[where]) if not any(sink in kind for kind in text)] == []
    assert {kind: leaks(shown) for kind, shown in text.items() if leaks(shown)} == {}
    assert not any(KEY.encode() in file.read_bytes() for file in sandbox.folder.glob("sandbox.db*"))


@pytest.mark.promise
def test_at_its_loudest_the_engine_itself_logs_no_configured_token_any_more(plain_project: Project) -> None:
    """Older ones do, why the documentation says `LOX24_TOKEN`: 3.259 was seen to, 3.274.1 not to."""
    project = plain_project
    project.environment = {"PULUMI_PYTHON_CMD": str(forks.python())}
    assert project.pulumi("config", "set", "--secret", "lox24:token", TOKEN, "-s", "test").code == 0
    project.program(PROGRAM.format(description="any", more=""))
    shown = leaks(project.preview("--logtostderr", "-v=11").text)
    assert shown == set() or parse_version(project.pulumi("version").text) < (3, 274, 1)
