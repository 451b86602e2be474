"""A text that somebody encrypted in a stack file, by the real CLI."""

from __future__ import annotations

import pytest
import yaml

from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

PROGRAM = """
from lox24_provider.stacks import load
for key, entry in load().groups.items():
    pulumi.export(key, {"group": Group(key, **entry.inputs), "entry": entry.description})
"""
GROUPS = {"clients": {"name": "Clients", "description": "words of a canary"}, "open": {"name": "Open"}}


@pytest.mark.promise
def test_a_text_that_is_encrypted_in_a_stack_file_is_readable_nowhere(project: Project, sandbox: Sandbox) -> None:
    """From plain text to a secret, a new secret, drift, and a group that is not deleted."""
    file = project.folder / "Pulumi.test.yaml"
    project.program(PROGRAM)
    content = yaml.safe_load(file.read_text())
    content["config"]["lists:groups"] = GROUPS
    file.write_text(yaml.safe_dump(content))
    assert project.up().code == 0
    path = "lists:groups.clients.description"

    assert project.pulumi("config", "set", "--secret", "--path", path, "words of a canary", "-s", "test").code == 0
    assert lox24(project, "stacks", "check").code == 0
    hidden = project.up("--expect-no-changes")
    assert hidden.code == 0, hidden.text
    assert "canary" not in project.pulumi("stack", "export", "-s", "test").text
    assert "canary" not in str(project.outputs())

    assert project.pulumi("config", "set", "--secret", "--path", path, "other words (canary)", "-s", "test").code == 0
    shown = [project.preview("--diff").text, lox24(project, "review", "-s", "test").text]
    assert "~ description: [secret] => [secret]" in shown[0]
    assert "(secret)" in shown[1]
    assert project.up().summary == {"updated": 1, "unchanged": 2}
    id = str(sandbox.groups()["Clients"]["id"])
    assert sandbox.groups()["Clients"]["description"] == "other words (canary)"
    sandbox.by_hand(id, description="a colleague's canary")
    shown += [project.refresh().text, project.pulumi("stack", "export", "-s", "test").text]
    assert project.up().code == 0
    shown += [project.destroy().text, project.pulumi("stack", "export", "-s", "test").text]
    assert "canary" not in "".join(shown)
