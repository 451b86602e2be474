"""What runs a change's code has no secret: no shipped pipeline takes a change's files where GitHub hands some out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("pipelines", "templates", "lox24_provider", "docs", ".github", "action.yml")
TEXTS = (".yml", ".yaml", ".md", ".tmpl", ".jinja", ".j2", ".txt", ".py")

_WITH_SECRETS = re.compile(r"\b(?:pull_request_target|workflow_run|issue_comment)\b")
_TAKES_FILES = re.compile(r"actions/checkout|\bgit (?:clone|fetch|pull|checkout|worktree)\b|gh pr checkout")


def files() -> list[Path]:
    """Every text that is, or may become, somebody's pipeline."""
    places = [ROOT / name for name in SHIPPED]
    below = (path for place in places for path in (place.rglob("*") if place.is_dir() else [place]))
    return [path for path in below if path.is_file() and path.suffix in TEXTS]


def takes_a_change_where_secrets_are(text: str) -> bool:
    """Whether a pipeline runs on an event that has the repository's secrets, and takes files in any of its jobs."""
    lines = [line.partition(" #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
    said = "\n".join(lines)
    return bool(_WITH_SECRETS.search(said) and _TAKES_FILES.search(said))


def test_no_shipped_pipeline_takes_a_changes_files_with_secrets_at_hand() -> None:
    found = files()
    assert {"github.yml", "gitlab.yml"} <= {path.name for path in found}
    assert [path.name for path in found if takes_a_change_where_secrets_are(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "on: pull_request_target\njobs: {a: {steps: [{uses: actions/checkout@v4}]}}\n",
        "on:\n  pull_request_target:\njobs:\n  a:\n    steps:\n      - run: git fetch origin pull/1/head\n",
        "on: [issue_comment]\njobs: {a: {steps: [{run: gh pr checkout 1}]}}\n",
    ],
)
def test_one_that_does_is_seen(text: str) -> None:
    assert takes_a_change_where_secrets_are(text)
