"""What a plan is made of is shown to others: no number that somebody wrote at LOX24, and nothing of the backend's."""

from __future__ import annotations

import re

import pytest

from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters

PROGRAM = """
Group("kept", name="Kept", description={description!r})
{more}
"""
LEAVES = 'Group("leaves", name="Leaves", force_destroy=True)'
WRITTEN = "call +49,176,5551237"


@pytest.mark.promise
def test_a_number_in_a_groups_name_is_in_no_file_of_a_plan(project: Project, sandbox: Sandbox) -> None:
    project.program(PROGRAM.format(description="first", more=LEAVES))
    assert project.up().code == 0
    for group in sandbox.listed():
        sandbox.by_hand(str(group["id"]), name=WRITTEN, description=WRITTEN)
    project.program(PROGRAM.format(description="second", more=""))

    planned = lox24(project, "plan", "-s", "test", "--refresh", "--no-git")

    assert planned.code == 0, planned.text
    assert "call [number]" in planned.text
    files = {file.name: file.read_text() for file in (project.folder / "plan").iterdir()}
    assert {"manifest.json", "review.md"} <= files.keys()
    told = {name for name, text in {**files, "terminal": planned.text}.items() if "5551237" in re.sub(r"\D", "", text)}
    assert told == set()

    address = "postgres://vjky:qxzw@127.0.0.1:1/state?sslpassword=zwqx"
    refused = lox24(project, "plan", "-s", "test", "--out", "other", "--no-git", PULUMI_BACKEND_URL=address)
    assert refused.code == 1
    assert "check PULUMI_BACKEND_URL" in refused.text
    assert not re.search("vjky|qxzw|zwqx", refused.text)
