"""The token is nowhere readable, whatever the CLI is asked to show or to write."""

from __future__ import annotations

import base64

import pytest

from tests.support.engine import Project

KEY = "token-canary-93c1f0d2"
PROGRAM = 'g = Group("clients", name="My Clients")\npulumi.export("account", g.account)'


@pytest.mark.parametrize(("where", "verbosity"), [("environment", 9), ("configuration", 6)])
def test_the_token_is_in_no_output_log_event_plan_or_state(project: Project, where: str, verbosity: int) -> None:
    """From level 7 on the engine itself logs a provider's configuration, secrets included (docs/settings.md)."""
    project.environment = {"PULUMI_DEBUG_COMMANDS": "true"}
    token = f"1234567:{KEY}"
    if where == "environment":
        project.environment["LOX24_TOKEN"] = token
    else:
        assert project.pulumi("config", "set", "--secret", "lox24:token", token, "-s", "test").code == 0
    project.program(PROGRAM)
    told = [
        project.preview("--json", "--diff", "--save-plan", "plan.json"),
        project.up("--debug", "--event-log", "events.json", "--logtostderr", f"-v={verbosity}"),
        project.up("--json"),
        project.refresh("--run-program", "--debug"),
        project.pulumi("stack", "export", "-s", "test"),
        project.destroy("--debug"),
    ]
    assert [run.code for run in told] == [0] * len(told)
    assert any("POST /groups: 201 in" in run.text for run in told), "debug logs tell of requests"
    everything = project.everything() + "".join(run.text for run in told)
    assert "My Clients" in everything
    for form in (KEY, base64.b64encode(token.encode()).decode().rstrip("="), base64.b64encode(KEY.encode()).decode()):
        assert form not in everything
