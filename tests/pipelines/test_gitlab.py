"""pipelines/gitlab.yml, line by line: a merge request reviewed in one note, a plan applied, an edit that turns red."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from tests.pipelines.conftest import PROD
from tests.support.engine import Run
from tests.support.pipelines import ROOT, Forge, edit
from tests.support.sandbox import Sandbox

PIPELINE = ROOT / "pipelines" / "gitlab.yml"
TOKEN = "token-of-gitlab"


class Notes(BaseHTTPRequestHandler):
    """GitLab's notes of one merge request, as far as a pipeline uses them: list, add, change."""

    notes: list[dict[str, Any]]

    def _answer(self, status: int, document: object) -> None:
        content = json.dumps(document).encode()
        self.send_response(status if self.headers["PRIVATE-TOKEN"] == TOKEN else 401)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> str:
        (body,) = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["body"]
        return body

    def do_GET(self) -> None:
        self._answer(200, self.notes)

    def do_POST(self) -> None:
        self.notes.append({"id": len(self.notes) + 1, "body": self._body()})
        self._answer(201, {})

    def do_PUT(self) -> None:
        number = int(self.path.rpartition("/")[2])
        self.notes[number - 1]["body"] = self._body()
        self._answer(200, {})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def notes() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of the API and what it holds."""
    held: list[dict[str, Any]] = [{"id": 1, "body": "somebody else's <!-- lox24 review: prod -->"}]
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfOne", (Notes,), {"notes": held}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/api/v4", held
    server.shutdown()
    thread.join()
    server.server_close()


class GitLab:
    """Runs the jobs of a pipeline as GitLab does, each in a clone of its own."""

    def __init__(self, forge: Forge, api: str) -> None:
        self.forge, self.api = forge, api
        self.pipeline = yaml.safe_load(PIPELINE.read_text())
        self.artifacts = forge.folder / "artifacts"
        self.artifacts.mkdir()

    def job(self, name: str, source: str, *, ref: str = "main", token: str = PROD, **values: str) -> Run:
        job = self.pipeline[name]
        known = {
            "CI_PIPELINE_SOURCE": source,
            "CI_API_V4_URL": self.api,
            "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "5",
            "REVIEW_TOKEN": TOKEN,
            "LOX24_TOKEN": token,
            **values,
        }
        own = {
            name: re.sub(r"\$(\w+)", lambda found: known.get(found[1], ""), str(value))
            for name, value in job.get("variables", {}).items()
        }
        folder = self.forge.clone(ref)
        for needed in job.get("needs", []):
            shutil.copytree(self.artifacts / needed, folder / needed)
        lines = [*self.pipeline["default"]["before_script"], *job["script"]]
        ended = self.forge.run(folder, lines, **known, **own)
        for path in job.get("artifacts", {}).get("paths", []):
            kept = self.artifacts / path
            if (folder / path).is_dir():
                shutil.copytree(folder / path, kept, dirs_exist_ok=True)
            elif (folder / path).exists():
                shutil.copy2(folder / path, kept)
        return ended


def test_change_review_apply_drift(forge: Forge, sandbox: Sandbox, notes: tuple[str, list[dict[str, Any]]]) -> None:
    api, held = notes
    gitlab = GitLab(forge, api)
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
        review = gitlab.job(
            "review", "merge_request_event", ref="suppliers", token="", CI_MERGE_REQUEST_DIFF_BASE_SHA=base
        )
        assert review.code == 0, review.text
        assert len(held) == 2
        assert f"<code>{wanted}</code>" in held[1]["body"]
    assert sandbox.calls() == []

    forge.merge("suppliers")
    assert gitlab.job("plan", "push", CI_COMMIT_BEFORE_SHA=base).code == 0
    assert gitlab.job("apply", "push").code == 0
    sandbox.by_hand(sandbox.groups(PROD)["All suppliers"]["id"], description="changed by hand")
    night = gitlab.job("drift", "schedule")
    assert night.code == 2, night.text
    assert "<code>changed by hand</code>" in (gitlab.artifacts / "drift.md").read_text()


def test_jobs_that_reach_the_account_run_one_at_a_time_on_main() -> None:
    pipeline = yaml.safe_load(PIPELINE.read_text())
    for name in ("plan", "apply", "drift"):
        assert pipeline[name]["resource_group"] == "lists-prod"
        assert "environment" in pipeline[name]
    assert "environment" not in pipeline["review"]
    assert pipeline["default"]["interruptible"] is False
