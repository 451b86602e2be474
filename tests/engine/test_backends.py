"""Where the state lives: what holds with a folder holds with a bucket too."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from lox24_provider.workflow.doctor.examination import examine
from lox24_provider.workflow.project import Project as Delivered
from lox24_provider.workflow.pulumi_cli import Engine
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox

PROGRAM = "Group('clients', name='My Clients')"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket of an S3 server on this machine, as `PULUMI_BACKEND_URL` names it."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 it loads all of boto3; only this fixture should pay

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line a request would hide what failed
    host, port = server.get_host_and_port()
    requests.put(f"http://{host}:{port}/states", timeout=30).raise_for_status()
    yield f"s3://states?endpoint={host}:{port}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1"
    server.stop()


@pytest.fixture(params=["file", "s3"])
def project(
    request: pytest.FixtureRequest, tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A project with its state in each kind of backend; this process has its variables, as a shell would."""
    environment = {"LOX24_TOKEN": TOKEN}
    if request.param == "s3":
        environment |= {
            "PULUMI_BACKEND_URL": request.getfixturevalue("bucket"),
            "AWS_ACCESS_KEY_ID": "canary-id",
            "AWS_SECRET_ACCESS_KEY": "canary-secret",
            "AWS_EC2_METADATA_DISABLED": "true",  # nobody is asked for other credentials
            "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",  # else a warning on stderr at each answer without one
        }
    config = {"baseUrl": sandbox.url, "clientId": "1234567", "maxRetries": "0", "onExisting": "adopt"}
    project = Project(folder=tmp_path / "project", config=config, environment=environment)
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)
    return project


@pytest.fixture
def looked(project: Project) -> Callable[[], dict[str, str]]:
    """What the doctor says of the backend and of what is in it, as lines by name."""

    def look() -> dict[str, str]:
        found = examine(stack="test", offline=True, start=project.folder)
        return {check.name: str(check) for check in found.lines()}

    return look


def killed(running: subprocess.Popen[str]) -> None:
    """Kill a command, plugins and all, and leave everything as it is."""
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        with suppress(ProcessLookupError):
            if os.getsid(pid) == running.pid:
                os.kill(pid, signal.SIGKILL)
    running.communicate()


@pytest.mark.slow
def test_one_run_at_a_time_and_a_killed_one_leaves_no_duplicate(
    project: Project, sandbox: Sandbox, looked: Callable[[], dict[str, str]]
) -> None:
    """The life of one stack, so that the engine starts seldom: locked, killed, freed, finished, told."""
    is_file = os.environ["PULUMI_BACKEND_URL"].startswith("file:")
    project.program(PROGRAM)
    sandbox.fault(method="POST", delay=600)  # its effect is there, its answer never comes
    running = project._running("up", until=lambda: "POST /groups" in sandbox.calls())
    try:
        engine = Engine(project=Delivered.find(project.folder), stack="test", environment={})
        second = engine.run("up", "--yes", "--skip-preview")
        assert second.code != 0
        reason = engine.reason(second)
        assert reason.startswith("stack test is locked by ")
        assert "wait for that run to end; only if it was killed, free the stack with `lox24 recover" in reason
        assert ("warning  locks: held by " in looked()["locks"]) == is_file
    finally:
        killed(running)

    left = looked()
    assert left["backend"].startswith("ok       backend: file://" if is_file else "ok       backend: s3://states, as ")
    assert ("that run is no longer active -> free the stack" in left["locks"]) == is_file
    assert left["pending operations"].startswith(
        "warning  pending operations: a killed run left 1: creating 'clients' -> `lox24 recover -s test --yes`"
    )

    sandbox.heal()
    assert "if no run of test is active any more" in lox24(project, "recover", "-s", "test").text
    planned = lox24(project, "plan", "-s", "test")
    assert planned.code == 1
    assert "was interrupted and left 1 pending operations: `lox24 recover -s test --yes`" in planned.text
    recovered = lox24(project, "recover", "-s", "test", "--yes")
    assert recovered.code == 0, recovered.text
    assert "not known how it ended: creating clients" in recovered.text
    assert "import it (lox24 import -s test), adopt it (on_existing: adopt), or delete it" in recovered.text
    assert project.up().code == 0
    assert list(sandbox.groups()) == ["My Clients"]  # which fails for two of one name
    assert project.groups()["clients"]["id"] == str(sandbox.groups()["My Clients"]["id"])
    told = json.loads(project.pulumi("stack", "history", "--json", "-s", "test").text)
    assert [(run["kind"], run["result"]) for run in told[:2]] == [("update", "succeeded"), ("refresh", "succeeded")]
    assert looked()["pending operations"] == "ok       pending operations: none"


@pytest.mark.promise
@pytest.mark.parametrize(("hit", "rest"), [("meta.yaml", 0), ("stacks/lists/test.json", 9)])
@pytest.mark.short(cases=1)
def test_a_sidecar_that_a_kill_cut_is_named_by_doctor_and_mended_by_recover(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, hit: str, rest: int
) -> None:
    """With or without `?metadata=skip`, which leaves them out of what is written from then on."""
    project = make_project(onExisting="adopt")
    state = project.folder / "state/.pulumi"
    assert list(state.rglob("*.attrs")) == []
    cut = state / f"{hit}.attrs"
    cut.write_text('{"user.cache_control":""'[:rest])
    project.environment["PULUMI_BACKEND_URL"] = f"file://{project.folder}/state"
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)

    found = {one.name: str(one) for one in examine(stack="test", offline=True, start=project.folder).lines()}
    assert f"a killed run cut {cut}, and" in found["sidecars"]
    refused = lox24(project, "drift", "-s", "test")
    cut_by = "a killed run left a file beside the state incomplete"
    assert refused.text == f"error: {cut_by}: `lox24 recover -s test --yes` repairs it [LOX4004]\n"
    project.program(PROGRAM)
    recovered = lox24(project, "recover", "-s", "test", "--yes")
    assert recovered.code == 0, recovered.text
    assert f"deleted {cut}, which a killed run cut; nothing of the state is in it" in recovered.text
    assert project.preview().summary == {"create": 2}


@pytest.mark.slow
def test_the_engine_still_writes_sidecars_unless_the_address_forbids_it(make_project: Callable[..., Project]) -> None:
    """`?metadata=skip` (google/go-cloud#2954) can go when this fails."""
    project = make_project()
    project.environment["PULUMI_BACKEND_URL"] = f"file://{project.folder}/state"
    assert project.pulumi("stack", "init", "other", "--no-select").code == 0
    assert (project.folder / "state/.pulumi/stacks/lists/other.json.attrs").exists()
