"""`lox24 plan --approved`: what the review of the files showed is the most that a plan may do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.commands import plan as command
from lox24_provider.errors import GitError, PlanError
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.approval_plan import planning
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.review.model import Review
from tests.support.printed import as_told

Plan = Callable[..., int]

MANIFEST = json.dumps(
    {"format": 1, "project": "", "stack": "", "created": 0, "state": "", "steps": {}, "entries": {}, "review": {}}
)


def review(removed: int) -> Review:
    return Review(stack="prod", items=(Item(kind="list", op="change", name="clients", counts=Counts(removed=removed)),))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Runs the command: `plan(showed, does)`, by how many a list loses in the files' review and in the plan."""

    def run(showed: int, does: int, *more: str, many: int = 0) -> int:
        def made(_: object, *, folder: Path, faster: Callable[[int], object], **_more: object) -> tuple[Review, None]:
            (folder / "manifest.json").write_text(MANIFEST)
            if many:
                faster(many)
            return review(does), None

        monkeypatch.setattr(reviewing, "stack_engine", lambda _: SimpleNamespace(project=None))
        monkeypatch.setattr(reviewing, "of_files", lambda _, *, stack, against: review(showed))  # noqa: ARG005 its names
        monkeypatch.setattr(planning, "make", made)
        parser = argparse.ArgumentParser()
        command.add_plan_arguments(parser)
        return command.run_plan(parser.parse_args(["-s", "prod", "--out", str(tmp_path / "plan"), *more]))

    return run


def test_a_plan_that_does_more_than_its_review_showed_is_refused_and_gone(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(2, 3, "--approved", "HEAD~1") == 1
    told = capsys.readouterr().err
    assert "error: change list clients: 3 removed where 2 were approved [LOX4103]\n" in told
    assert "error: the plan does more than was approved" in told
    assert "planned" not in told
    assert not (tmp_path / "plan").exists(), "nobody may apply it unread"


def test_one_that_does_more_prints_one_document_for_machines(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review = tmp_path / "review.md"
    assert plan(2, 3, "--approved", "HEAD~1", "--json", "--markdown", str(review)) == 1
    document = as_told(capsys.readouterr().out, "plan")
    assert document["code"] == "LOX4103"
    assert "change list clients: 3 removed where 2 were approved" in document["errors"]
    assert "entries: 3 removed" in review.read_text(), "the whole review is there for people"


@pytest.mark.parametrize(("showed", "more"), [(3, ("--approved", "HEAD~1")), (4, ("--approved", "HEAD~1")), (2, ())])
def test_a_plan_that_does_no_more_or_of_which_nothing_was_shown_is_kept(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str], showed: int, more: tuple[str, ...]
) -> None:
    assert plan(showed, 3, *more) == 0
    assert "planned: lox24 apply" in capsys.readouterr().err
    assert (tmp_path / "plan" / "manifest.json").exists()


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_beside_its_review_a_plan_says_where_checkpoints_may_be_skipped(
    plan: Plan, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert plan(3, 3, *more) == 0
    without = capsys.readouterr()
    assert plan(3, 3, *more, many=1000) == 0
    told = capsys.readouterr()
    assert told.out == without.out
    assert told.err.removeprefix(without.err) == (
        "1,000 new groups take less time with --skip-checkpoints, and nothing speaks against it now: "
        "`lox24 apply --help` says what that means\n"
    )


@pytest.mark.promise
def test_a_plan_of_which_nothing_can_be_shown_is_not_there(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one that failed, nor an older one, which would be taken for it."""
    assert plan(3, 3, "--approved", "HEAD~1") == 0

    def unknown(*_: object, **_more: object) -> Review:
        raise GitError("git knows no version HEAD~9 here")

    monkeypatch.setattr(reviewing, "of_files", unknown)
    parser = argparse.ArgumentParser()
    command.add_plan_arguments(parser)
    arguments = parser.parse_args(["-s", "prod", "--out", str(tmp_path / "plan"), "--approved", "HEAD~9"])
    assert command.run_plan(arguments) == 1
    assert capsys.readouterr().err.endswith("error: git knows no version HEAD~9 here [LOX4007]\n")
    assert not (tmp_path / "plan").exists()


def test_a_plan_that_cannot_be_shown_is_not_there(plan: Plan, tmp_path: Path) -> None:
    assert plan(3, 3, "--markdown", str(tmp_path / "nowhere" / "review.md")) == 1
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_version_is_an_error_and_not_no_version(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """A pipeline whose variable is not set would plan what nobody has reviewed."""
    assert plan(3, 3, "--approved", value) == 1
    assert "error: --approved is empty, and nothing was done" in capsys.readouterr().err
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize("kind", [GROUP_TYPE, PHONES_TYPE])
def test_a_deletion_that_no_review_shows_is_finished_before_a_plan_is_made(kind: str) -> None:
    """What a replacement has left in the state: the next run deletes it, with everybody in it."""
    held = {"type": kind, "urn": f"urn:pulumi:prod::lists::{kind}::clients"}
    resources = [{**held, "id": "4712"}, {**held, "id": "4711", "delete": True}]
    engine: Any = SimpleNamespace(stack="prod", export=lambda: {"resources": resources})
    with pytest.raises(PlanError, match=r"still deletes clients \(4711\), .*`pulumi up -s prod`"):
        planning.World.now(engine, git=False)
