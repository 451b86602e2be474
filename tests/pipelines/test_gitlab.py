"""pipelines/gitlab.yml, line by line: a merge request reviewed in one note, a plan applied, an edit that turns red."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from lox24_provider.workflow.scaffolding.installers import RUNNERS
from tests.pipelines.conftest import PROD
from tests.support.engine import Run
from tests.support.pipelines import ROOT, Forge, edit
from tests.support.sandbox import Sandbox

PIPELINE = ROOT / "pipelines" / "gitlab.yml"
COMPONENT = ROOT / "templates" / "lists" / "template.yml"
PARSED: dict[str, Any] = yaml.safe_load(PIPELINE.read_text())
TOKEN = "token-of-gitlab"
WE, MALLORY = {"id": 11}, {"id": 66}
BEGINNING = "<!-- lox24 review: prod -->"


@dataclass
class Project:
    """What GitLab's API says of one merge request and its pipeline, as far as a job asks."""

    address: str = ""
    job: str = "review"
    review: str = ""
    notes: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": 1, "author": MALLORY, "body": f"{BEGINNING}\nnothing to see"},
            {"id": 2, "author": WE, "body": f"quoted: {BEGINNING}"},
        ]
    )

    def ours(self) -> list[str]:
        """What we have said; the others' notes are as they were."""
        assert self.notes[:2] == Project().notes
        return [note["body"] for note in self.notes[2:]]

    def answer(self, path: str) -> object:
        notes = "/projects/3/merge_requests/5/notes?per_page=100&sort=asc"
        jobs = [{"id": 70, "name": "another"}, {"id": 71, "name": self.job}]
        known = {"/user": WE, "/projects/3/pipelines/9/jobs?per_page=100": jobs, notes: self.notes}
        return self.review if path == "/projects/3/jobs/71/artifacts/review.md" else known[path]


class Handler(BaseHTTPRequestHandler):
    project: Project

    def _answer(self, status: int, document: object) -> None:
        content = (document if isinstance(document, str) else json.dumps(document)).encode()
        self.send_response(status if self.headers["Authorization"] == f"Bearer {TOKEN}" else 401)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # curl has read as much as it may
            self.wfile.write(content)

    def _body(self) -> str:
        (body,) = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["body"]
        return body

    def do_GET(self) -> None:
        self._answer(200, self.project.answer(self.path.removeprefix("/api/v4")))

    def do_POST(self) -> None:
        assert self.path == "/api/v4/projects/3/merge_requests/5/notes/"
        self.project.notes.append({"id": len(self.project.notes) + 1, "author": WE, "body": self._body()})
        self._answer(201, {})

    def do_PUT(self) -> None:
        number = int(self.path.rpartition("/")[2])
        self.project.notes[number - 1]["body"] = self._body()
        self._answer(200, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def project() -> Iterator[Project]:
    held = Project()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfOne", (Handler,), {"project": held}))
    held.address = f"http://127.0.0.1:{server.server_address[1]}/api/v4"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def whole(pipeline: dict[str, Any], name: str) -> dict[str, Any]:
    """A job with what it extends; maps are joined."""
    job = pipeline[name]
    base = pipeline[job["extends"]]
    return {**base, **job, "variables": {**base["variables"], **job.get("variables", {})}}


def component(**given: str) -> dict[str, Any]:
    """The component's jobs with its inputs filled in, each of which its `spec` allows."""
    head, text = COMPONENT.read_text().split("\n---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    for name, declared in inputs.items():
        value = given.pop(name) if name in given else declared["default"]
        assert re.search(declared.get("regex", ""), value)
        assert value in declared.get("options", [value])
        text = text.replace(f"$[[ inputs.{name} ]]", value)
    assert not given
    assert "$[[" not in text
    jobs: dict[str, Any] = yaml.safe_load(text)
    return jobs


class GitLab:
    """Runs the jobs of a pipeline as GitLab does, each in a clone of its own or in an empty folder."""

    def __init__(self, forge: Forge, project: Project) -> None:
        self.forge, self.project = forge, project
        self.pipeline, self.prefix = PARSED, ""
        self.artifacts = forge.folder / "artifacts"
        self.artifacts.mkdir()

    def secrets(self, job: dict[str, Any]) -> dict[str, str]:
        """What the scopes of the variables give a job, as docs/how-to/gitlab.md sets them."""
        environment = job.get("environment", "")
        name = environment if isinstance(environment, str) else environment["name"]
        if name == "review":
            return {"REVIEW_TOKEN": TOKEN}
        return self.forge.secrets if name.startswith("prod") else {}

    def job(self, name: str, source: str, *, ref: str = "main", **values: str) -> Run:
        job = whole(self.pipeline, f"{self.prefix}{name}")
        known = {
            "CI_PIPELINE_SOURCE": source,
            "CI_API_V4_URL": self.project.address,
            "CI_PROJECT_ID": "3",
            "CI_PIPELINE_ID": "9",
            "CI_MERGE_REQUEST_IID": "5",
            **self.secrets(job),
            **values,
        }
        own = {
            name: re.sub(r"\$(\w+)", lambda found: known.get(found[1], ""), str(value))
            for name, value in job["variables"].items()
        }
        if own.get("GIT_STRATEGY") == "none":
            folder = self.forge.folder / f"builds of {name}"
            folder.mkdir(exist_ok=True)
        else:
            folder = self.forge.clone(ref)
        for needed in job.get("needs", []):
            if isinstance(needed, str):
                name = needed.removeprefix(self.prefix)
                shutil.copytree(self.artifacts / name, folder / name)
        known["CI_PROJECT_DIR"] = str(folder)
        ended = self.forge.run(folder, [*job["before_script"], *job["script"]], **known, **own)
        for path in job.get("artifacts", {}).get("paths", []):
            kept = self.artifacts / path
            if (folder / path).is_dir():
                shutil.copytree(folder / path, kept, dirs_exist_ok=True)
            elif (folder / path).exists():
                shutil.copy2(folder / path, kept)
        return ended


@pytest.fixture
def gitlab(spared_forge: Forge, project: Project) -> GitLab:
    return GitLab(spared_forge, project)


@pytest.mark.slow
def test_change_review_apply_drift(gitlab: GitLab, project: Project, sandbox: Sandbox) -> None:
    """The first half runs the file, the second the component's jobs."""
    forge = gitlab.forge
    for name in ("plan", "apply"):
        ended = gitlab.job(name, "web")
        assert ended.code == 0, ended.text
    assert "Suppliers" in sandbox.groups(PROD)

    work = forge.clone()
    base = forge.head()
    sandbox.forget()
    for name, wanted in (("Suppliers", "Our suppliers"), ("Our suppliers", "All suppliers")):
        edit(work, "stacks/Pulumi.prod.yaml", {f"name: {name}\n": f"name: {wanted}\n"})
        forge.push(work, wanted, branch="suppliers")
        review = gitlab.job("review", "merge_request_event", ref="suppliers", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
        assert review.code == 0, review.text
        project.review = (gitlab.artifacts / "review.md").read_text()
        comment = gitlab.job("comment", "merge_request_event")
        assert comment.code == 0, comment.text
        (said,) = project.ours()
        assert f"<code>{wanted}</code>" in said
        gitlab.pipeline, gitlab.prefix = component(stack="prod"), "lists-"
        project.job = "lists-review"
    assert sandbox.calls() == []

    forge.merge("suppliers")
    assert gitlab.job("plan", "push", CI_COMMIT_BEFORE_SHA=base).code == 0
    assert gitlab.job("apply", "push").code == 0
    sandbox.by_hand(sandbox.groups(PROD)["All suppliers"]["id"], description="changed by hand")
    night = gitlab.job("drift", "schedule")
    assert night.code == 2, night.text
    assert "<code>changed by hand</code>" in (gitlab.artifacts / "drift.md").read_text()


@pytest.mark.slow
def test_what_is_no_review_is_no_note(gitlab: GitLab, project: Project) -> None:
    """The artifact is of a job that runs anybody's code."""
    for project.review in (f"{BEGINNING}\n{'x' * 262_144}", "anything else"):
        assert gitlab.job("comment", "merge_request_event").code != 0
    assert project.ours() == []
    project.review = f"{BEGINNING}\nwhatever `$(touch out)`\n"
    assert gitlab.job("comment", "merge_request_event").code == 0
    assert project.ours() == [project.review]


JOBS = [(PARSED, ""), (component(stack="prod"), "lists-")]
IDS = ["file", "component"]


@pytest.mark.promise
@pytest.mark.parametrize(("ci", "runner"), [("file", "pip"), *(("component", one) for one in RUNNERS)])
def test_nothing_that_sets_a_job_up_sees_a_secret(tmp_path: Path, ci: str, runner: str) -> None:
    """What GitLab cannot keep from a whole job, no program gets before the one that needs it."""
    seen, programs = tmp_path / "seen", tmp_path / "bin"
    programs.mkdir()
    note = f"#!/bin/sh\necho \"${{0##*/}} $*\" >> '{tmp_path}/started'\nenv >> '{seen}'\n"
    made = 'case "$1 $2" in "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; esac\n'
    made += 'for name in uv poetry; do [ -e "${0%/*}/$name" ] || cp "$0" "${0%/*}/$name"; done\n'
    for name in ("python3", "lox24"):
        (programs / name).write_text(note + (made if name == "python3" else "echo /first\n"))
        (programs / name).chmod(0o755)
    secrets = {"LOX24_TOKEN": PROD, "PULUMI_BACKEND_URL": "address-of-state", "PULUMI_CONFIG_PASSPHRASE": "a phrase"}
    secrets["LOX24_PLAN_KEY"] = "key-of-plans"
    is_file = ci == "file"
    job = whole(PARSED, "plan") if is_file else whole(component(stack="prod", runner=runner), "lists-plan")
    lines = [*job["before_script"], *job["script"][:-1], 'echo "$LOX24_TOKEN in $PATH"']
    path = f"{programs}:/usr/bin:/bin"
    variables = {name: str(value) for name, value in job["variables"].items()}
    ran = subprocess.run(
        ["bash", "-e", "-c", "\n".join(lines)],
        cwd=tmp_path,
        env={**secrets, **variables, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert re.fullmatch(rf"{PROD} in /first:{tmp_path}/(\./)?\.venv/bin:(/\S+/bin:)?{path}\n", ran.stdout)
    assert not [name for name, value in secrets.items() if value in seen.read_text()]
    started = (tmp_path / "started").read_text()
    assert started.endswith("lox24 install-cli\n")
    assert {"pip": "requirements.txt", "uv": "uv sync --frozen", "poetry": "poetry install"}[runner] in started


@pytest.mark.promise
@pytest.mark.parametrize(("pipeline", "prefix"), JOBS, ids=IDS)
def test_a_merge_requests_code_runs_where_no_variable_is_scoped_to(pipeline: dict[str, Any], prefix: str) -> None:
    """Where the review's token is, no code of the merge request is fetched, and no report of variables arrives."""
    review, comment = (whole(pipeline, f"{prefix}{name}") for name in ("review", "comment"))
    assert "environment" not in review
    assert "TOKEN" not in str({**review, "variables": None})
    assert comment["environment"] == {"name": "review", "action": "access"}
    assert comment["needs"] == [{"job": f"{prefix}review", "artifacts": False}]
    assert (comment["before_script"], comment["variables"]["GIT_STRATEGY"]) == ([], "none")
    others = {name: job for name, job in pipeline.items() if name != f"{prefix}comment"}
    assert "TOKEN" not in str(others).replace("LOX24_TOKEN PULUMI", "")  # of SECRETS, which are taken away


@pytest.mark.parametrize(("pipeline", "prefix"), JOBS, ids=IDS)
def test_jobs_that_reach_the_account_run_one_at_a_time_on_main(pipeline: dict[str, Any], prefix: str) -> None:
    for name in ("plan", "apply", "drift"):
        job = whole(pipeline, f"{prefix}{name}")
        assert job["resource_group"] == "lists-prod"
        assert job["interruptible"] is False
        assert "environment" in job
    assert "environment" not in pipeline[f"{prefix}review"]


def test_an_input_is_no_part_of_the_components_scripts() -> None:
    """A value is handed to a shell by a variable; what it may be stands in the component's `spec`."""
    jobs = yaml.safe_load(COMPONENT.read_text().split("\n---\n")[1])
    lines = [line for job in jobs.values() for line in [*job.get("before_script", []), *job.get("script", [])]]
    assert len(lines) > 20
    assert [line for line in lines if "$[[" in line] == []
    with pytest.raises(AssertionError):
        component(stack="prod; env")
