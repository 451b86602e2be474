"""A project whose program is in a folder below (`main: src`): one base folder, the project's."""

from __future__ import annotations

import pytest
from pulumi import automation

import lox24_provider
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.people import number

PROGRAM = """
import pulumi
from lox24_provider import *
from lox24_provider.stacks import load
for key, entry in load().groups.items():
    group = Group(key, **entry.inputs)
    GroupPhones(key, group=group, **entry.phones.model_dump())
pulumi.export("found", len(get_groups().groups))
"""


@pytest.fixture
def below(apart_project: Project) -> Project:
    """A stack on the embedded sandbox, its program in `src` and its list in `lists` of the project."""
    folder = apart_project.folder
    for name in ("src", "lists"):
        (folder / name).mkdir()
    (folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\nmain: src\n")
    stack = "config:\n  lox24:baseUrl: sandbox\n  lists:groups:\n    one: {name: One, phones: lists/x.csv}\n"
    (folder / "Pulumi.test.yaml").write_text(stack)
    (folder / "lists" / "x.csv").write_text(f"phone\n{number(1)}\n")
    (folder / "src" / "__main__.py").write_text(PROGRAM)
    return apart_project


@pytest.mark.promise
@pytest.mark.slow
def test_program_provider_and_commands_have_one_base_folder(below: Project) -> None:
    src, lists = below.folder / "src", below.folder / "lists"
    up = below.up()
    assert up.code == 0, up.text
    assert (below.folder / ".lox24" / "sandbox.db").exists()
    assert not (src / ".lox24").exists()
    assert lox24(below, "stacks", "check").code == 0
    assert "its program runs in" in lox24(below, "doctor", "-s", "test", "--offline").text

    # What a release before has found beside the program is still found, and said to be in the wrong place.
    (src / "lists").mkdir()
    (lists / "x.csv").rename(src / "lists" / "x.csv")
    same = below.preview("--expect-no-changes")
    assert same.code == 0, same.text
    assert "paths are relative to the project's folder, so write src/lists/x.csv" in same.text
    (src / "lists" / "x.csv").unlink()
    gone = below.preview()
    assert f"lists/x.csv cannot be read (No such file or directory; looked for in {below.folder})" in gone.text


@pytest.mark.promise
def test_an_inline_program_works_in_its_workspaces_folder(below: Project) -> None:
    """The caller is somewhere else."""
    found: list[int] = []

    def program() -> None:
        found.append(len(lox24_provider.get_groups().groups))
        group = lox24_provider.Group("two", name="Two")
        lox24_provider.GroupPhones("two", group=group, source="lists/x.csv")

    options = automation.LocalWorkspaceOptions(work_dir=str(below.folder), env_vars=below.variables())
    stack = automation.select_stack("test", project_name="lists", program=program, opts=options)
    assert stack.up().summary.result == "succeeded"
    assert stack.preview().change_summary == {"same": 3}
    assert found[-1] == 1
    assert (below.folder / ".lox24" / "sandbox.db").exists()
