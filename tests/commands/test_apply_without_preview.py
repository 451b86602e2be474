"""`lox24 apply --skip-checkpoints` makes no preview: what the plan says is compared, and the update plan counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lox24_provider.workflow.approval_plan import applying
from lox24_provider.workflow.approval_plan.manifest import Manifest
from lox24_provider.workflow.pulumi_cli import Ended
from tests.support.applications import World, made, marked, prepared
from tests.support.reviews import urn


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return prepared(tmp_path, monkeypatch)


def test_another_account_is_not_the_one_that_was_planned_for(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.account = "2@api.lox24.eu"
    assert world.apply("--skip-checkpoints") == 1
    assert "the account is 2@api.lox24.eu, and the plan is for" in capsys.readouterr().err
    assert world.ups == []
    assert not marked(world.plan)


@pytest.mark.parametrize("options", [[], ["--skip-checkpoints"]])
@pytest.mark.parametrize(
    ("folder", "more", "command"),
    [
        ("plan", {}, "lox24 plan -s prod --no-git"),
        ("my plan", {"refreshed": True}, "lox24 plan -s prod --refresh --no-git --out 'my plan'"),
        ("out", {"tree": "1" * 40, "stack": "max/lists/prod"}, "lox24 plan -s max/lists/prod --out out"),
    ],
)
def test_a_refused_plan_says_how_to_make_it_again(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    options: list[str],
    folder: str,
    more: dict[str, Any],
    command: str,
) -> None:
    """With all that it was made with; the stack is the plan's, whichever is selected."""
    monkeypatch.chdir(world.plan.parent)
    manifest = made(Path(folder)) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "state": "another", **more}))
    monkeypatch.setattr(applying, "told_of_trees", lambda *_, **__: "other files")
    assert world.apply(*options, plan=Path(folder)) == 1
    told = capsys.readouterr().err
    assert f"error: nothing was changed: make a new plan with `{command}` and have it approved [LOX4102]\n" in told


@pytest.mark.parametrize("options", [[], ["--skip-checkpoints"]])
def test_what_the_run_reads_is_compared_with_a_preview_and_without_one(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    monkeypatch.setattr(applying, "contents", lambda *_, **__: "another file")
    assert world.apply(*options) == 1
    assert "what the run reads is not what it was" in capsys.readouterr().err
    assert world.ups == []


@pytest.mark.parametrize("where", ["plan", "state"])
def test_a_plan_with_lists_is_refused_for_them_and_not_for_files_that_are_as_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    monkeypatch.setattr(applying, "contents", lambda _, lists: "" if lists else "no list")
    why = "the run does more than make groups: create GroupPhones list"
    if where == "plan":
        made(world.plan, against=[why])
    else:
        world.against = (why,)
    assert world.apply("--skip-checkpoints") == 1
    told = capsys.readouterr().err
    assert why in told
    assert "what the run reads" not in told
    assert world.ups == []


@pytest.mark.parametrize("ops", [["delete"], ["create-replacement", "replace"], ["update"], []])
def test_the_update_plan_counts_whatever_the_manifest_says(world: World, ops: list[str]) -> None:
    plan = json.loads((world.plan / "plan.json").read_text())
    for one in ("urn:pulumi:prod::lists::aws:s3/bucket:Bucket::data", urn("other")):
        (world.plan / "plan.json").write_text(
            json.dumps({**plan, "resourcePlans": {**plan["resourcePlans"], one: {"steps": ops}}})
        )
        assert world.apply("--skip-checkpoints") == 1
    assert world.ups == []
    assert not marked(world.plan)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"resourcePlans": []}', '{"resourcePlans": {"x": {}}}'])
def test_what_is_no_update_plan_is_said_in_a_line(
    world: World, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (world.plan / "plan.json").write_text(content)
    assert world.apply("--skip-checkpoints") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert world.ups == []


def test_of_what_the_engine_refuses_as_not_planned_the_name_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    text = "create is not allowed by the plan: no steps were expected for this resource\n"

    def watch(*_: str, hear: Callable[[dict[str, Any]], None]) -> Ended:
        hear({"diagnosticEvent": {"urn": urn("three"), "severity": "error", "message": text}})
        return Ended(code=1, out="", err="")

    engine: Any = SimpleNamespace(watch=watch, refreshing=lambda *, refresh: [f"--refresh={refresh}"])
    ran = applying._up(engine, world.plan, Manifest.read(world.plan), say=print)
    assert ran.ended.err == f"Group three: {text}"
