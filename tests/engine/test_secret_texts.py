"""A text that somebody encrypted in a stack file, by the real CLI."""

from __future__ import annotations

import pytest
import yaml

from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters

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


@pytest.mark.native
@pytest.mark.slow
def test_a_text_within_a_mapping_that_becomes_a_secret_is_readable_nowhere(project: Project) -> None:
    """Nothing else changes, so the engine keeps the outputs of the state, and marks by itself only whole values."""
    (project.folder / "l.csv").write_text("phone,words of a canary\n+4917612345678,Ann\n")
    declared = 'GroupPhones("g", group=group, source="l.csv", columns={{"phone": "phone", "a": {label}}})'
    group = 'group = Group("g", name="G", name_a={label})\n'
    for label in ('"words of a canary"', 'pulumi.Output.secret("words of a canary")'):
        project.program((group + declared).format(label=label))
        done = project.up()
        assert done.code == 0, done.text
    assert done.summary == {"unchanged": 3}
    assert "canary" not in project.pulumi("stack", "export", "-s", "test").text
