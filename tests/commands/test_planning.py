"""`lox24 plan --approved`: what the review of the files showed is the most that a plan may do."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from lox24_provider.commands import plan as command
from lox24_provider.delivery import planning, reviewing
from lox24_provider.review.model import Item, Review
from lox24_provider.rules.counts import Counts

Plan = Callable[..., int]


def review(removed: int) -> Review:
    return Review(stack="prod", items=(Item(kind="list", op="change", name="clients", counts=Counts(removed=removed)),))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Runs the command: `plan(showed, does)`, by how many a list loses in the files' review and in the plan."""

    def run(showed: int, does: int, *more: str) -> int:
        def made(_: object, *, folder: Path, **_more: object) -> tuple[Review, None]:
            folder.mkdir()
            (folder / "manifest.json").write_text("{}")
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
    assert "error: change list clients: 3 removed where 2 were approved\n" in told
    assert "error: the plan does more than was approved" in told
    assert "planned" not in told
    assert not (tmp_path / "plan").exists(), "nobody may apply it unread"


@pytest.mark.parametrize(("showed", "more"), [(3, ("--approved", "HEAD~1")), (4, ("--approved", "HEAD~1")), (2, ())])
def test_a_plan_that_does_no_more_or_of_which_nothing_was_shown_is_kept(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str], showed: int, more: tuple[str, ...]
) -> None:
    assert plan(showed, 3, *more) == 0
    assert "planned: lox24 apply" in capsys.readouterr().err
    assert (tmp_path / "plan" / "manifest.json").exists()
