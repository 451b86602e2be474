"""The engine's update plan is made such that the engine can keep to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime.stack import massage

from lox24_provider.workflow.approval_plan.update_plan import made_applicable

STACK = "urn:pulumi:dev::lists::pulumi:pulumi:Stack::lists-dev"
GROUP = "urn:pulumi:dev::lists::pulumi-python:dynamic/lox24:Group::a"
MARKED = {"name": "A", "@isPulumiResource": True}


def written(folder: Path, plans: dict[str, Any]) -> Path:
    file = folder / "plan.json"
    file.write_text(json.dumps({"resourcePlans": plans}))
    return file


def test_what_an_update_never_says_is_taken_out_of_the_outputs_of_the_program_alone(tmp_path: Path) -> None:
    plans = {STACK: {"goal": {"outputDiff": {"adds": {"a": MARKED, "b": {"c": [MARKED]}, "d": "x"}}}}}
    theirs = {"goal": {"inputDiff": {"adds": {"x": MARKED}}}}
    file = written(tmp_path, {**plans, GROUP: theirs})
    made_applicable(file)
    plain = {"name": "A"}
    assert json.loads(file.read_text())["resourcePlans"] == {
        STACK: {"goal": {"outputDiff": {"adds": {"a": plain, "b": {"c": [plain]}, "d": "x"}}}},
        GROUP: theirs,
    }


def test_another_plan_is_left_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path, {STACK: {"goal": {"outputDiff": {"adds": {"a": "A"}}}}})
    before = file.read_bytes()
    made_applicable(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("is_preview", [True, False])
def test_the_sdk_still_marks_resources_in_previews_only(monkeypatch: pytest.MonkeyPatch, *, is_preview: bool) -> None:
    """A canary: fails when the plan needs no such care any more."""
    monkeypatch.setattr("pulumi.runtime.stack.is_dry_run", lambda: is_preview)
    resource = pulumi.ComponentResource.__new__(pulumi.ComponentResource)
    assert ("@isPulumiResource" in massage(resource, [])) is is_preview
