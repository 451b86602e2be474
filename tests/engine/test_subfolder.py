"""A project in a subfolder, its stack files in another, its lists beside it: planned and applied from the root."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support import keys
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import Sandbox

PROGRAM = """
from lox24_provider.stacks import load
for key, entry in load().groups.items():
    GroupPhones(key, group=Group(key, **entry.inputs), **entry.phones.model_dump())
"""


def commit(root: Path) -> None:
    for words in (("init", "-q"), ("add", "-A"), ("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "t")):
        subprocess.run(["git", *words], cwd=root, check=True)


@pytest.mark.slow
def test_the_selected_stack_of_a_project_below_the_root_is_planned_applied_and_looked_at(
    project: Project, sandbox: Sandbox
) -> None:
    root, infra = project.folder.parent, project.folder.name
    project.program(PROGRAM)
    (project.folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\nstackConfigDir: config\n")
    (project.folder / "Pulumi.test.yaml").unlink()
    (root / ".gitignore").write_text("state/\nhome/\nplan/\n*.db*\n")
    commit(root)
    (project.folder / "config").mkdir()
    (root / "lists").mkdir()
    (root / "lists/one.csv").write_text(f"phone\n{number(1)}\n{number(2)}\n")
    settings = "".join(f"  lox24:{key}: '{value}'\n" for key, value in project.config.items())
    groups = "  lists:groups:\n    one: {name: One, phones: ../lists/one.csv}\n"
    (project.folder / "config/Pulumi.test.yaml").write_text(f"config:\n{settings}{groups}{keys.LINES}")
    commit(root)
    assert project.pulumi("stack", "select", "test").code == 0

    at_root = ("-C", "..", "-C")
    forge = {"GITHUB_REPOSITORY": "acme/sms", "GITHUB_SHA": "abc"}
    planned = lox24(
        project, *at_root, f"{infra}/config", "plan", "--approved", "HEAD~1", "--out", "../../plan", **forge
    )
    assert planned.code == 0, planned.text
    assert "stack test (pulumi stack select)" in planned.text
    assert "+ create list of one '../lists/one.csv'  Pulumi.test.yaml:5:5\n" in planned.text
    link = f'href="https://github.com/acme/sms/blob/abc/{infra}/config/Pulumi.test.yaml#L5"'
    assert link in (root / "plan/review.md").read_text()
    applied = lox24(project, *at_root, infra, "apply", "../plan", PULUMI_STACK="another")
    assert applied.code == 0, applied.text
    assert len(sandbox.phones(sandbox.groups()["One"]["id"])) == 2
    looked = lox24(project, *at_root, infra, "drift", PULUMI_STACK="test")
    assert looked.code == 0, looked.text
    assert "stack test (PULUMI_STACK)" in looked.text
