"""Plans that are refused before the engine is asked, and folders that hold something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.workflow.approval_plan.applying import are_many
from lox24_provider.workflow.approval_plan.manifest import FORMAT
from tests.support.commands import errors, lox24
from tests.support.engine import Project, Run


@pytest.fixture
def planned(project: Project) -> Callable[..., Run]:
    """Applies a plan that was made up: for what is refused before the engine is asked."""

    def run(*arguments: str, **values: Any) -> Run:
        folder = project.folder / "plan"
        folder.mkdir(exist_ok=True)
        made = {
            "format": FORMAT,
            "project": "lists",
            "stack": "test",
            "created": 0.0,
            "tree": "",
            "contents": "",
            "state": "",
            "versions": {},
            "account": "",
            "refreshed": False,
            "steps": {},
            "uncertain": [],
            "entries": {},
            "groups": 0,
            "review": {},
            **values,
        }
        (folder / "manifest.json").write_text(json.dumps(made))
        return lox24(project, "apply", "plan", *arguments)

    return run


def test_an_old_plan_is_refused(planned: Callable[..., Run]) -> None:
    assert errors(planned())[0].endswith(" hours old, more than 24.0 hours")
    assert errors(planned(created=1e12)) == [
        "the plan was made in the future: is this machine's clock right?",
        "nothing was changed: make a new plan with `lox24 plan -s test --no-git` and have it approved",
    ]


def test_many_deletions_need_their_exact_number(planned: Callable[..., Run]) -> None:
    # A plan that was made up, and no program: what is allowed gets as far as that.
    urn = "urn:pulumi:test::lists::pulumi-python:dynamic/lox24:Group::g"
    steps = {f"{urn}{n}": "delete" for n in range(4)}

    def told(*arguments: str) -> str:
        return errors(planned("--max-age", "1e9", *arguments, steps=steps, groups=10))[0]

    refused = (
        "the plan deletes 4 of 10 groups, more than 30 %, and nothing was changed: if they are to go, apply it with "
    )
    assert told() == refused + "--allow-deletes 4, which allows exactly that number"
    assert told("--allow-deletes", "3").startswith(refused)
    assert told("--allow-deletes", "4").startswith("the stack's state was written since")


@pytest.mark.parametrize(
    ("deletes", "groups", "is_many"), [(4, 10, True), (3, 10, False), (9, 9, False), (0, 0, False)]
)
def test_many_are_more_than_a_third_of_at_least_ten(deletes: int, groups: int, *, is_many: bool) -> None:
    assert are_many(deletes, groups=groups) == is_many


@pytest.mark.slow
def test_what_is_no_plan_is_refused(project: Project) -> None:
    folder = project.folder / "plan"
    folder.mkdir()
    for content in (None, "{}", "[]", "no json", '{"format": 1}', '{"format": 99}'):
        if content is not None:
            (folder / "manifest.json").write_text(content)
        (line,) = errors(lox24(project, "apply", "plan"))
        assert "lox24 plan" in line or "plan again" in line


def test_a_folder_with_something_else_in_it_is_left_alone(project: Project) -> None:
    folder: Path = project.folder / "plan"
    folder.mkdir()
    (folder / "letters.txt").write_text("mine")
    (line,) = errors(lox24(project, "plan", "-s", "test", "--no-git"))
    assert line == "plan is there already and is no plan of lox24 (it holds letters.txt): choose another folder"
    assert (folder / "letters.txt").read_text() == "mine"
