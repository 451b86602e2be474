"""pipelines/github.yml, line by line: a change reviewed, merged and applied; an edit by hand; a night that finds it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from tests.pipelines.conftest import PROD
from tests.support.engine import Run
from tests.support.pipelines import ROOT, Forge, edit
from tests.support.sandbox import Sandbox

WORKFLOW = ROOT / "pipelines" / "github.yml"

GH = """#!/bin/sh
# Stands in for GitHub's own program, which needs GitHub: one comment a pull request, edited in its place.
test "$1 $2 $4 $5 $6" = "pr comment --edit-last --create-if-none --body-file" || exit 9
cp "$7" "$COMMENTS/$(basename "$3").md"
"""


class GitHub:
    """Runs the jobs of an event as GitHub does, each in a clone of its own."""

    def __init__(self, forge: Forge) -> None:
        self.forge = forge
        self.workflow = yaml.safe_load(WORKFLOW.read_text())
        self.comments, self.artifacts = forge.folder / "comments", forge.folder / "artifacts"
        self.summary = forge.folder / "summary.md"
        programs = forge.folder / "bin"
        for folder in (self.comments, self.artifacts, programs):
            folder.mkdir()
        (programs / "gh").write_text(GH)
        (programs / "gh").chmod(0o755)
        forge.environment |= {"COMMENTS": str(self.comments), "GITHUB_STEP_SUMMARY": str(self.summary)}
        self.programs = programs

    def event(self, name: str, *, ref: str = "main", **values: str) -> dict[str, Run]:
        """What each job of an event ended with."""
        known = {
            "github.event_name": name,
            "github.token": "token-of-github",
            "vars.PULUMI_BACKEND_URL": self.forge.environment["PULUMI_BACKEND_URL"],
            "secrets.PULUMI_CONFIG_PASSPHRASE": self.forge.environment["PULUMI_CONFIG_PASSPHRASE"],
            "secrets.LOX24_TOKEN": PROD,
            "github.event.before": "",
            **values,
        }
        jobs = {key: job for key, job in self.workflow["jobs"].items() if _holds(job.get("if"), name)}
        done: dict[str, Run] = {}
        for key, job in jobs.items():
            if "if" not in job and (job["needs"] not in done or done[job["needs"]].code != 0):
                continue
            done[key] = self._job(job, ref=ref, known=known)
        return done

    def _job(self, job: dict[str, Any], *, ref: str, known: dict[str, str]) -> Run:
        variables = {name: _filled(value, known) for name, value in job["env"].items()}
        folder = None
        for step in job["steps"]:
            action = str(step.get("uses", "")).partition("@")[0]
            if action == "actions/checkout":
                folder = self.forge.clone(ref)
            elif action == "actions/upload-artifact":
                assert folder is not None
                shutil.copytree(folder / step["with"]["path"], self.artifacts / "plan", dirs_exist_ok=True)
                (self.artifacts / "plan" / ".gitignore").unlink()  # the action leaves hidden files out
            elif action == "actions/download-artifact":
                assert folder is not None
                shutil.copytree(self.artifacts / "plan", folder / step["with"]["path"])
            else:
                assert folder is not None
                path = f"{self.programs}:{os.environ['PATH']}"
                ended = self.forge.run(folder, step["run"].splitlines(), PATH=path, **variables)
                if ended.code != 0:
                    return ended
        return ended


def _holds(condition: str | None, event: str) -> bool:
    return condition is None or f"== '{event}'" in condition


def _filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([a-z_.A-Z0-9]+) \}\}", lambda found: known[found[1]], text)


@pytest.fixture
def github(forge: Forge) -> GitHub:
    return GitHub(forge)


def test_change_review_merge_apply_drift(github: GitHub, forge: Forge, sandbox: Sandbox) -> None:
    """The way of a change, and of what goes past it."""
    # The first roll-out is decided on by its plan.
    first = github.event("workflow_dispatch")
    assert [(name, run.code) for name, run in first.items()] == [("plan", 0), ("apply", 0)], first
    assert "applied 4 changes to prod" in first["apply"].text
    assert set(sandbox.groups(PROD)) == {"Clients", "Newsletter", "Suppliers", "On-call engineers"}

    # A pull request: reviewed without the account, in one comment.
    work = forge.clone()
    edit(work, "stacks/Pulumi.prod.yaml", {"      name: Suppliers\n": "      name: Our suppliers\n"})
    forge.push(work, "suppliers", branch="suppliers")
    base = forge.head()
    pull = {
        "github.event.pull_request.base.sha": base,
        "github.event.pull_request.html_url": "https://github.example/o/r/pull/7",
    }
    sandbox.forget()
    nothing = {"vars.PULUMI_BACKEND_URL": "", "secrets.PULUMI_CONFIG_PASSPHRASE": "", "secrets.LOX24_TOKEN": ""}
    assert github.event("pull_request", ref="suppliers", **pull, **nothing)["review"].code == 0
    comment = (github.comments / "7.md").read_text()
    assert "<code>Our suppliers</code>" in comment
    assert "1 to change, 3 unchanged" in comment
    edit(work, "stacks/Pulumi.prod.yaml", {"name_a: company": "name_a: firm"})
    forge.push(work, "firm", branch="suppliers")
    assert github.event("pull_request", ref="suppliers", **pull, **nothing)["review"].code == 0
    assert [path.name for path in github.comments.iterdir()] == ["7.md"]
    assert "firm" in (github.comments / "7.md").read_text()
    assert sandbox.calls() == []

    # Merged: another commit, the same files; planned, compared, applied.
    forge.merge("suppliers")
    merged = github.event("push", **{"github.event.before": base})
    assert [(name, run.code) for name, run in merged.items()] == [("plan", 0), ("apply", 0)], merged
    assert "Our suppliers" in sandbox.groups(PROD)
    assert sandbox.groups(PROD)["Our suppliers"]["name_a"] == "firm"

    # Somebody edits at LOX24; the night finds it and is red.
    assert github.event("schedule")["drift"].code == 0
    sandbox.by_hand(sandbox.groups(PROD)["Our suppliers"]["id"], description="changed by hand")
    night = github.event("schedule")["drift"]
    assert night.code == 2, night.text
    assert "<code>changed by hand</code>" in github.summary.read_text()

    # The next push may not touch what its review did not show; by hand, on the plan itself, it may.
    edit(work, "stacks/Pulumi.prod.yaml", {"Alerts from monitoring": "Alerts"})
    forge.push(work, "alerts", branch="alerts")
    before = forge.head()
    forge.merge("alerts")
    more = github.event("push", **{"github.event.before": before})
    assert (list(more), more["plan"].code) == (["plan"], 1)
    assert "error: change group suppliers, which moved in the account: this was not approved" in more["plan"].text
    decided = github.event("workflow_dispatch")
    assert decided["apply"].code == 0, decided
    assert sandbox.groups(PROD)["Our suppliers"]["description"] is None
    assert sandbox.groups(PROD)["On-call engineers"]["description"] == "Alerts"
    everything = "".join(run.text for runs in (first, merged, more, decided) for run in runs.values())
    assert PROD.partition(":")[2] not in everything


@pytest.mark.promise
def test_a_pull_request_never_sees_the_token() -> None:
    """Neither the token nor anything of the account: only the files, and what it takes to comment."""
    review = yaml.safe_load(WORKFLOW.read_text())["jobs"]["review"]
    assert set(review["env"]) == {"BASE", "PULL_REQUEST", "GH_TOKEN"}
    assert "secrets" not in str(review)
    assert "environment" not in review
    assert review["permissions"] == {"contents": "read", "pull-requests": "write"}


@pytest.mark.parametrize("file", ["pipelines/github.yml", ".github/workflows/checks.yml"])
def test_workflows_pass_the_audit(file: str) -> None:
    ended = subprocess.run(
        ["zizmor", "--offline", "--no-progress", "--no-exit-codes", "--format=json", str(ROOT / file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert yaml.safe_load(ended.stdout) == []


@pytest.mark.parametrize("file", ["pipelines/github.yml", "pipelines/gitlab.yml", ".github/workflows/checks.yml"])
def test_a_pipeline_is_short_and_every_action_pinned(file: str) -> None:
    text = (ROOT / file).read_text()
    assert len(text.splitlines()) < 80
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) and re.match(r" # v\d", note) for action, note in used)


def test_jobs_of_main_run_one_at_a_time() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["permissions"] == {}
