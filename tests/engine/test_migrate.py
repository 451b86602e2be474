"""`lox24 migrate`: what the dynamic provider has made is the native plugin's afterwards, and LOX24 sees no request."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

PROGRAM = """
clients = Group("clients", name="Clients", name_a="salutation")
GroupPhones("clients", group=clients, source="people.csv")
MailingList("news", name="News", source="people.csv")
"""


@pytest.mark.slow
def test_a_stack_moves_by_one_setting_without_a_request(make_project: Callable[..., Project], sandbox: Sandbox) -> None:
    project = make_project()
    (project.folder / "people.csv").write_text("phone,a\n+4917655512345,Ms\n")
    project.program(PROGRAM)
    entry = f"plugins: {{providers: [{{name: lox24, path: {Path(sys.executable).parent}}}]}}\n"
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write(entry)
    assert project.up().code == 0
    settings = project.folder / f"Pulumi.{project.stack}.yaml"
    before = settings.read_text()
    sandbox.forget()

    migrated = lox24(project, "migrate", "-s", project.stack)
    moved = project.up()

    assert migrated.code == 0, migrated.text
    assert migrated.text.startswith("test: 4 resources unchanged with the native plugin; ")
    assert settings.read_text().replace(', "lox24:native": "true"', "") == before
    assert (moved.code, moved.summary) == (0, {"unchanged": 6}), moved.text
    assert sandbox.count() == 0
    state = project.folder / "state" / ".pulumi" / "stacks" / "lists" / "test.json"
    assert "pulumi-python:dynamic" not in state.read_text()
