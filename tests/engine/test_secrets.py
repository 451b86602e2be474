"""No token and no person is readable, whatever the CLI is asked to show or to write."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
import requests

from tests.support.canaries import ENTRY, KEY, SAID, leaks
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox
from tools.engine import parse_version

PROGRAM = 'g = Group("clients", name="My Clients", description={!r})\npulumi.export("account", g.account)'


@pytest.mark.promise
@pytest.mark.parametrize(("where", "verbosity"), [("environment", 9), ("configuration", 8)])
def test_nothing_that_is_shown_or_written_holds_a_token_or_a_person(
    plain_project: Project, sandbox: Sandbox, where: str, verbosity: int
) -> None:
    """Entries that the provider meets, errors that echo: the token, the phone and the columns, in each kind of output.

    At level 9 older engines log a provider's configuration (docs/settings.md; the test below).
    """
    project = plain_project
    project.environment = {"PULUMI_DEBUG_COMMANDS": "true"}
    if where == "environment":
        project.environment |= {"LOX24_TOKEN": TOKEN, "PULUMI_DEBUG_GRPC": str(project.folder / "grpc.json")}
    else:
        assert project.pulumi("config", "set", "--secret", "lox24:token", TOKEN, "-s", "test").code == 0
    loud = ("--debug", "--logtostderr", f"-v={verbosity}", "--event-log")

    project.program(PROGRAM.format("first"))
    told = {
        "preview --json": project.preview("--json", "--diff", "--save-plan", "plan.json"),
        "up": project.up(*loud, "events-up.json"),
    }
    id = str(sandbox.groups()["My Clients"]["id"])
    sandbox.api("POST", f"/groups/{id}/phones", json=ENTRY)
    project.program(PROGRAM.format("second"))
    sandbox.fault(method="PUT", status=422, body={"violations": [{"propertyPath": "name", "message": SAID}]})
    told["up that fails"] = project.up(*loud, "events-failure.json", "--diff")
    told["refresh"] = project.refresh(*loud, "events-refresh.json", "--run-program")
    sandbox.fault(method="GET", path=f"/groups/{id}/phones", status=500, body=[{"id": "1", **ENTRY}])
    sandbox.fault(
        method="GET", pattern=f"/groups/{id}", status=200, body=sandbox.groups()["My Clients"] | {"count_items": 0}
    )
    told["destroy that is refused"] = project.destroy(*loud, "events-destroy.json")

    assert [run.code == 0 for run in told.values()] == [True, True, False, True, False]
    assert "PUT /groups" in told["up that fails"].text
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
    kinds = "\n".join(text)
    assert (where == "environment") == ("grpc.json" in text)
    for kind in ("stacks/lists/test.json", "test.json.bak", "history.json", "backups/", "plan.json", "events-up.json"):
        assert kind in kinds
    assert {kind: leaks(shown) for kind, shown in text.items() if leaks(shown)} == {}
    assert not any(KEY.encode() in file.read_bytes() for file in sandbox.folder.glob("sandbox.db*"))


@pytest.mark.promise
def test_at_its_loudest_the_engine_itself_logs_no_configured_token_any_more(plain_project: Project) -> None:
    """Older ones do, why the documentation says `LOX24_TOKEN`: 3.259 was seen to, 3.274.1 not to."""
    project = plain_project
    project.environment = {}
    assert project.pulumi("config", "set", "--secret", "lox24:token", TOKEN, "-s", "test").code == 0
    project.program(PROGRAM.format("any"))
    shown = leaks(project.preview("--logtostderr", "-v=11").text)
    assert shown == set() or parse_version(project.pulumi("version").text) < (3, 274, 1)
