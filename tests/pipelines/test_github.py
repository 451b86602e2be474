"""pipelines/github.yml, line by line: a change reviewed, merged and applied; an edit by hand; a night that finds it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lox24_provider.workflow.scaffolding.pipelines import ACTION, pipeline_files
from tests.pipelines.conftest import PROD
from tests.support.engine import Run
from tests.support.pipelines import ROOT, Forge, edit
from tests.support.sandbox import Sandbox

WORKFLOW = ROOT / "pipelines" / "github.yml"
SHORT = pipeline_files(ci="github", runner="pip", folder="", stack="prod", pin="0" * 40)[".github/workflows/lists.yml"]
STEPS: list[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]

GH = """#!/usr/bin/env python3
# Stands in for GitHub's own program, which needs GitHub: comments, as `gh api` lists and writes them.
import json, os, pathlib, re, sys
if os.environ["GH_TOKEN"] != "token-of-github":
    sys.exit("401")
kept = pathlib.Path(os.environ["COMMENTS"])
comments = json.loads(kept.read_text())
if sys.argv[1:4] == ["api", "--paginate", "--slurp"]:
    (number,) = re.findall(r"^repos/o/r/issues/(\\d+)/comments\\?per_page=100$", sys.argv[4])
    print(json.dumps([[c] for c in comments if c["issue"] == number]))
else:
    assert sys.argv[1:4] == ["api", "--silent", "--method"] and sys.argv[6] == "-F", sys.argv
    method, path, body = sys.argv[4], sys.argv[5], pathlib.Path(sys.argv[7].removeprefix("body=@")).read_text()
    if method == "POST":
        (number,) = re.findall(r"^repos/o/r/issues/(\\d+)/comments$", path)
        author = {"login": "github-actions[bot]"}
        comments.append({"id": len(comments) + 1, "issue": number, "user": author, "body": body})
    else:
        (number,) = re.findall(r"^repos/o/r/issues/comments/(\\d+)$", path)
        comments[int(number) - 1]["body"] = body
    kept.write_text(json.dumps(comments))
"""
# Of somebody who is gone, of somebody who knows how ours begin, of another workflow, and ours at another pull request.
OTHERS: list[dict[str, object]] = [
    {"issue": "7", "user": None, "body": None},
    {"issue": "7", "user": {"login": "mallory"}, "body": "<!-- lox24 review: prod -->\nnothing to see"},
    {"issue": "7", "user": {"login": "github-actions[bot]"}, "body": "coverage"},
    {"issue": "8", "user": {"login": "github-actions[bot]"}, "body": "<!-- lox24 review: prod -->\nanother"},
]


class GitHub:
    """Runs the jobs of an event as GitHub does, each in a clone of its own or in an empty folder."""

    def __init__(self, forge: Forge) -> None:
        self.forge = forge
        self.workflow = yaml.safe_load(WORKFLOW.read_text())
        self.kept, self.artifacts = forge.folder / "comments.json", forge.folder / "artifacts"
        self.summary = forge.folder / "summary.md"
        self.artifacts.mkdir()
        (forge.folder / "bin" / "gh").write_text(GH)
        (forge.folder / "bin" / "gh").chmod(0o755)
        self.kept.write_text(json.dumps([{"id": number, **other} for number, other in enumerate(OTHERS, 1)]))
        forge.environment |= {"COMMENTS": str(self.kept), "GITHUB_STEP_SUMMARY": str(self.summary)}

    def comments(self) -> list[str]:
        """What our comments say; the others are as they were."""
        comments = json.loads(self.kept.read_text())
        assert [{key: c[key] for key in OTHERS[0]} for c in comments[: len(OTHERS)]] == OTHERS
        assert all(c["issue"] == "7" for c in comments[len(OTHERS) :])
        return [c["body"] for c in comments[len(OTHERS) :]]

    def event(self, name: str, *, ref: str = "main", **values: str) -> dict[str, Run]:
        """What each job of an event ended with."""
        known = {
            "github.event_name": name,
            "github.repository": "o/r",
            "github.token": "token-of-github",
            **{f"secrets.{name}": value for name, value in self.forge.secrets.items()},
            "github.event.before": "",
            "github.event.pull_request.number": "7",
            "github.event.pull_request.head.repo.full_name": "o/r",
            **values,
        }
        done: dict[str, Run] = {}
        for key, job in self.workflow["jobs"].items():
            needed = done.get(job["needs"]) if "needs" in job else Run(code=0, text="")
            if needed is not None and needed.code == 0 and _holds(job.get("if"), known):
                done[key] = self.job(key, ref=ref, known=known)
        return done

    def job(self, key: str, *, ref: str, known: dict[str, str]) -> Run:
        folder = self.forge.folder / f"workspace of {key}"
        folder.mkdir(exist_ok=True)
        return Job(self, folder=folder, ref=ref).steps(self.workflow["jobs"][key]["steps"], known=known)


class Job:
    """The steps of one job, those of our action among them."""

    def __init__(self, github: GitHub, *, folder: Path, ref: str) -> None:
        self.forge, self.artifacts = github.forge, github.artifacts
        self.folder, self.ref, self.path = folder, ref, github.forge.environment["PATH"]

    def steps(self, steps: list[dict[str, Any]], *, known: dict[str, str]) -> Run:
        ended = Run(code=0, text="")
        for step in steps:
            if not _holds(step.get("if"), known):
                continue
            action = str(step.get("uses", "")).partition("@")[0]
            given = {name: _filled(str(value), known) for name, value in step.get("with", {}).items()}
            if "run" in step:
                ended = self.lines(step, known=known)
            elif action == ACTION:
                declared = yaml.safe_load((ROOT / "action.yml").read_text())
                assert given.keys() <= declared["inputs"].keys()
                values = {name: _filled(one.get("default", ""), known) for name, one in declared["inputs"].items()}
                inputs = {f"inputs.{name}": value for name, value in {**values, **given}.items()}
                events = {name: value for name, value in known.items() if not name.startswith("secrets.")}
                ended = self.steps(declared["runs"]["steps"], known={**events, **inputs})
            else:
                self.builtin(action, given)
            if ended.code != 0:
                return ended
        return ended

    def builtin(self, action: str, given: dict[str, str]) -> None:
        if action == "actions/checkout":
            self.folder = self.forge.clone(self.ref)
        elif action == "actions/upload-artifact":
            source, kept = self.folder / given["path"], self.artifacts / given["name"]
            if source.is_dir():
                shutil.copytree(source, kept, dirs_exist_ok=True)
                (kept / ".gitignore").unlink()  # the action leaves hidden files out
            else:
                kept.mkdir(exist_ok=True)
                shutil.copy2(source, kept)
        else:
            assert action == "actions/download-artifact"
            kept = self.artifacts / given["name"]
            shutil.copytree(kept, self.folder / given["path"], symlinks=True, dirs_exist_ok=True)

    def lines(self, step: dict[str, Any], *, known: dict[str, str]) -> Run:
        variables = {name: _filled(value, known) for name, value in step.get("env", {}).items()}
        first, outputs = self.forge.folder / "first on PATH", self.forge.folder / "outputs"
        for file in (first, outputs):
            file.write_text("")
        ended = self.forge.run(
            self.folder,
            step["run"].splitlines(),
            **variables,
            PATH=self.path,
            GITHUB_PATH=str(first),
            GITHUB_OUTPUT=str(outputs),
            GITHUB_WORKSPACE=str(self.folder),
        )
        self.path = ":".join([*reversed(first.read_text().splitlines()), self.path])
        for name, _, value in (line.partition("=") for line in outputs.read_text().splitlines()):
            known[f"steps.{step['id']}.outputs.{name}"] = value
        return ended


def _holds(condition: str | None, known: dict[str, str]) -> bool:
    """Whether a job or a step runs: comparisons of two values, joined by `||` and `&&`."""

    def holds(comparison: str) -> bool:
        first, sign, second = re.split("([!=]=)", comparison)
        values = [known.get(side.strip(), side.strip().strip("'")) for side in (first, second)]
        return (values[0] == values[1]) == (sign == "==")

    return condition is None or any(all(map(holds, alternative.split("&&"))) for alternative in condition.split("||"))


def _filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ ([a-z_.A-Z0-9-]+) \}\}", lambda found: known[found[1]], text)


@pytest.fixture
def github(forge: Forge) -> GitHub:
    return GitHub(forge)


@pytest.mark.slow
def test_change_review_merge_apply_drift(github: GitHub, forge: Forge, sandbox: Sandbox) -> None:
    """The way of a change, and of what goes past it; from the second event on, the jobs' Python is forked.

    Half of the events run the file whose steps are those of the action.
    """
    # The first roll-out is approved by its plan.
    first = github.event("workflow_dispatch")
    assert [(name, run.code) for name, run in first.items()] == [("plan", 0), ("apply", 0)], first
    assert "applied 4 changes to prod" in first["apply"].text
    assert set(sandbox.groups(PROD)) == {"Clients", "Newsletter", "Suppliers", "On-call engineers"}
    forge.spared = True

    # A pull request: reviewed without the account, in one comment.
    work = forge.clone()
    edit(work, "stacks/Pulumi.prod.yaml", {"      name: Suppliers\n": "      name: Our suppliers\n"})
    forge.push(work, "suppliers", branch="suppliers")
    base = forge.head()
    pull = {"github.event.pull_request.base.sha": base}
    sandbox.forget()
    opened = github.event("pull_request", ref="suppliers", **pull)
    assert [(name, run.code) for name, run in opened.items()] == [("review", 0), ("comment", 0)], opened
    (comment,) = github.comments()
    assert "<code>Our suppliers</code>" in comment
    assert "1 to change, 3 unchanged" in comment
    edit(work, "stacks/Pulumi.prod.yaml", {"name_a: company": "name_a: firm"})
    forge.push(work, "firm", branch="suppliers")
    github.workflow = yaml.safe_load(SHORT)
    assert github.event("pull_request", ref="suppliers", **pull)["comment"].code == 0
    (comment,) = github.comments()
    assert "firm" in comment
    assert "firm" in github.summary.read_text()
    fork = {"github.event.pull_request.head.repo.full_name": "mallory/r"}
    assert list(github.event("pull_request", ref="suppliers", **pull, **fork)) == ["review"]
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
    assert "error: change group suppliers, which is drift: this was not approved" in more["plan"].text
    decided = github.event("workflow_dispatch")
    assert decided["apply"].code == 0, decided
    assert sandbox.groups(PROD)["Our suppliers"]["description"] is None
    assert sandbox.groups(PROD)["On-call engineers"]["description"] == "Alerts"
    everything = "".join(run.text for runs in (first, merged, more, decided) for run in runs.values())
    assert PROD.partition(":")[2] not in everything


@pytest.mark.promise
@pytest.mark.parametrize("text", [WORKFLOW.read_text(), SHORT], ids=["steps", "action"])
def test_a_pull_request_never_sees_the_token(text: str) -> None:
    """Neither a secret nor a token that writes is where its code runs; where one writes, none of its code does."""
    jobs = yaml.safe_load(text)["jobs"]
    review, comment = jobs["review"], jobs["comment"]
    assert "secrets" not in str([review, comment])
    assert not {"environment", "env"} & {*review, *comment}
    assert "token" not in str(review)
    assert review["permissions"] == {"contents": "read"}
    assert comment["permissions"] == {"pull-requests": "write"}
    assert "pull_request_target" not in text
    # What is run is written here or in the action, and its number is the event's.
    uses = [step.get("uses", "").partition("@")[0] for step in comment["steps"]]
    assert uses in (["actions/download-artifact", ""], [ACTION])
    written = STEPS if uses == [ACTION] else comment["steps"]
    (said,) = [step for step in written if "GH_TOKEN" in step.get("env", {})]
    assert "${{" not in said["run"]
    assert said["env"]["NUMBER"] == "${{ github.event.pull_request.number }}"


@pytest.mark.promise
def test_in_the_action_neither_a_checkout_nor_the_token_is_where_the_other_is() -> None:
    """What its command `comment` runs fetches no code, and what runs code is given no token of GitHub's."""
    on_comment = [step for step in STEPS if _holds(step.get("if"), {"inputs.command": "comment"})]
    assert [step.get("uses", "").partition("@")[0] for step in on_comment] == ["", "actions/download-artifact", ""]
    assert "checkout" not in str(STEPS)
    assert [step for step in STEPS if "github-token" in str(step)] == on_comment[-1:]


@pytest.mark.promise
@pytest.mark.parametrize("text", [WORKFLOW.read_text(), SHORT], ids=["steps", "action"])
def test_a_secret_is_where_lox24_runs_and_nowhere_else(text: str) -> None:
    workflow = yaml.safe_load(text)
    used = 0
    for job in workflow["jobs"].values():
        assert "secrets" not in str({**job, "steps": None})
        for step in job["steps"]:
            if "secrets" in str(step):
                assert "secrets" not in str(step.get("env")) if "uses" in step else set(step) == {"run", "env"}
                if "uses" in step:  # no variable: the action's other steps would have it, too
                    assert step["uses"].partition("@")[0] == ACTION
                else:
                    assert re.fullmatch(r"lox24 \w+ [^;&|`\n]*", step["run"].replace("$(", "`"))
                used += 1
            elif "uses" in step and "checkout" in step["uses"]:
                assert step["with"]["persist-credentials"] is False
    assert used == len(("plan", "apply", "drift"))
    assert "secrets" not in str({**workflow, "jobs": None})
    assert "vars." not in text


@pytest.mark.promise
def test_of_the_actions_steps_the_one_that_runs_lox24_alone_has_the_secrets() -> None:
    names = ("token", "backend-url", "passphrase", "variables")
    having = [step for step in STEPS if any(f"inputs.{name} " in str(step) for name in names)]
    assert len(having) == 1
    assert all(f"inputs.{name} " in str(having[0]["env"]) for name in names)
    programs = {line.split()[0] for line in having[0]["run"].splitlines() if re.match(r"[a-z0-9]+ ", line)}
    assert programs == {"case", "esac", "while", "done", "unset", "lox24"} - {"esac"}, "nothing else is started"


def test_a_value_is_no_part_of_the_actions_scripts() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("given", ["A=1=2\n\nB_2= x ", "A B=1", "=1", "A"])
def test_other_variables_are_for_lox24_alone(tmp_path: Path, given: str) -> None:
    """Whoever misspells one is told, and its value is not repeated."""
    (step,) = [step for step in STEPS if "VARIABLES" in step.get("env", {})]
    (tmp_path / "lox24").write_text('#!/bin/sh\necho "$* A=$A B=$B_2. $VARIABLES"\n')
    (tmp_path / "lox24").chmod(0o755)
    values = {"inputs.command": "drift", "inputs.stack": "prod", "inputs.directory": "a b", "inputs.variables": given}
    values["steps.cli.outputs.path"] = str(tmp_path)
    known = {name: values.get(name, "") for name in re.findall(r"\$\{\{ ([^ ]+) \}\}", str(step["env"]))}
    variables = {name: _filled(value, known) for name, value in step["env"].items()}
    environment = {**variables, "GITHUB_STEP_SUMMARY": "summary", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    if given.startswith("A=1"):
        assert ended.stdout == "-C a b drift -s prod --markdown summary A=1=2 B= x . \n"
    else:
        assert (ended.returncode, ended.stdout) == (1, "::error::variables has one NAME=VALUE a line\n")


@pytest.mark.slow
def test_what_is_no_review_is_no_comment(github: GitHub) -> None:
    """The artifact is of a job that runs anybody's code."""
    known = {"github.token": "token-of-github", "github.repository": "o/r", "github.event.pull_request.number": "7"}
    kept = github.artifacts / "review"

    def commented(spoil: Callable[[Path], object]) -> bool:
        for folder in (kept, github.forge.folder / "workspace of comment"):
            shutil.rmtree(folder, ignore_errors=True)
        kept.mkdir()
        (kept / "review.md").write_text("<!-- lox24 review: prod -->\nwhatever `$(touch out)`\n")
        spoil(kept / "review.md")
        return github.job("comment", ref="main", known=known).code == 0

    assert not commented(lambda review: review.write_text("<!-- lox24 review: prod -->\n" + "x" * 262_144))
    assert not commented(lambda review: review.write_text("anything else"))
    assert not commented(lambda review: review.rename(kept / "other").parent.joinpath("review.md").symlink_to("other"))
    assert not commented(lambda review: review.unlink())
    assert github.comments() == []
    assert commented(lambda review: review)
    assert github.comments() == ["<!-- lox24 review: prod -->\nwhatever `$(touch out)`\n"]


OWN = (".github/workflows/checks.yml", ".github/workflows/release.yml")


@pytest.mark.parametrize("file", ["pipelines/github.yml", "action.yml", *OWN, "SHORT"])
def test_workflows_pass_the_audit(file: str, tmp_path: Path) -> None:
    """At the most sensitive of its settings, and with no exception."""
    path = tmp_path / "short.yml" if file == "SHORT" else ROOT / file
    (tmp_path / "short.yml").write_text(SHORT)
    assert "zizmor:" not in path.read_text()
    ended = subprocess.run(
        ["zizmor", "--offline", "--no-progress", "--no-exit-codes", "--persona=auditor", "--format=json", path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert yaml.safe_load(ended.stdout) == []


FILES = ("pipelines/github.yml", "pipelines/gitlab.yml", "action.yml", "templates/lists/template.yml")


@pytest.mark.parametrize("file", [*FILES, *OWN])
def test_a_pipeline_is_short_and_every_action_pinned(file: str) -> None:
    text = (ROOT / file).read_text()
    assert len(text.splitlines()) < 160
    assert all(re.search(r"@sha256:[0-9a-f]{64}( |$)", image) for image in re.findall(r"image: (.*)", text))
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) and re.match(r" # v\d", note) for action, note in used)


def test_jobs_of_main_run_one_at_a_time() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text())
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert workflow["permissions"] == {}
