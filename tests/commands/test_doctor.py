"""`lox24 doctor`: whatever is wrong with a set-up is one line that says what to do, and no token is in it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import lox24_provider
from lox24_provider.commands import doctor
from lox24_provider.workflow.doctor.backend import locks
from lox24_provider.workflow.project import Project as Delivered
from tests.support.engine import Project
from tests.support.printed import as_told
from tests.support.sandbox import TOKEN, Sandbox

KEY = TOKEN.partition(":")[2]
OLD = "1234567:old-token-canary-0123456789"

Look = Callable[..., "Found"]


class Found:
    """What one look printed."""

    def __init__(self, *, code: int, document: dict[str, Any]) -> None:
        self.code = code
        self.stack = document["stack"]
        self.names = [check["name"] for check in document["checks"]]
        self.checks = {check["name"]: check for check in document["checks"]}
        assert all(check["fix"] for check in document["checks"] if check["state"] != "ok")
        assert all("\n" not in check["text"] + check["fix"] for check in document["checks"])
        assert code == any(check["state"] == "problem" for check in document["checks"])

    def bad(self) -> dict[str, str]:
        """The texts of what is not ok, by name."""
        return {name: check["text"] for name, check in self.checks.items() if check["state"] != "ok"}


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    """Runs the command here; every token of these tests is looked for in its output."""

    def run(*arguments: str) -> Found:
        told = printed("--json", *arguments)
        return Found(code=told[0], document=as_told(told[1], "doctor"))

    def printed(*arguments: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        doctor.add_arguments(parser)
        code = doctor.run(parser.parse_args(arguments))
        told = "".join(capsys.readouterr())
        for secret in (KEY, OLD.partition(":")[2], "canary"):
            assert secret not in told
        return code, told

    return run


@pytest.fixture
def project(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of the real engine on the sandbox; this process stands in its folder, with its variables."""
    settings = {"baseUrl": sandbox.url, "maxRetries": "0", "clientId": "1234567", "onExisting": "adopt"}
    project = Project(folder=tmp_path / "project", config=settings, as_users_run_it=True)
    enter(project, monkeypatch)
    return project


def enter(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.folder)
    monkeypatch.delenv("LOX24_TOKEN", raising=False)
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes a project's files, into a world without the CLI: what they say is checked all the same."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)

    def write(project: str = "name: lists\nruntime: python\n", **stacks: str) -> Path:
        (tmp_path / "Pulumi.yaml").write_text(project)
        for stack, text in stacks.items():
            (tmp_path / f"Pulumi.{stack}.yaml").write_text(text)
        return tmp_path

    return write


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A folder that is no project's: the environment alone says which account it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    return monkeypatch


@pytest.fixture
def _interrupts_ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
def test_a_rotated_token_from_the_first_look_to_the_last(
    project: Project, sandbox: Sandbox, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One stack's life, so that the engine starts seldom: fine, rotated at LOX24, rotated here, a wrong passphrase."""
    sandbox.rotate(OLD)
    project.environment = {}
    enter(project, monkeypatch)
    assert project.pulumi("config", "set", "--secret", "lox24:token", OLD, "-s", "test").code == 0
    project.program("Group('clients', name='My Clients')\nAccount('own', token='2222222:a-key-of-its-own')")
    assert project.up().code == 0
    sandbox.forget()

    fine = look()
    assert (fine.code, fine.stack, fine.bad()) == (0, "test", {})
    assert sandbox.calls() == ["GET /me"]
    assert (
        fine.checks["token"]["text"] == "from the configuration of stack test, account 1234567, the one of this stack"
    )
    assert fine.checks["token in the state"]["text"] == "the one in force"
    assert fine.checks["backend"]["text"].startswith(f"file://{project.folder}/state, as ")
    assert fine.names[:4] == ["SIGINT", "Python", "Pulumi SDK", "Pulumi CLI"]
    assert len(set(fine.names)) == len(fine.names) == 17

    sandbox.rotate(TOKEN)
    sandbox.forget()
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    rotated = look("-s", "test")
    assert rotated.code == 0
    assert list(rotated.bad()) == ["token in the state"]
    assert "keep LOX24_TOKEN set" in rotated.checks["token in the state"]["fix"]
    assert rotated.checks["token"]["text"].startswith("from LOX24_TOKEN, ")
    assert sandbox.calls() == ["GET /me"]

    monkeypatch.delenv("LOX24_TOKEN")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another")
    closed = look("--offline")
    assert closed.bad() == {
        "state": "the passphrase of stack test is missing or wrong: set PULUMI_CONFIG_PASSPHRASE or ..._FILE",
        "token": "the stack's own cannot be decrypted",
        "token in the state": "not compared: it cannot be decrypted",
    }
    assert sandbox.calls() == ["GET /me"]


@pytest.mark.slow
def test_what_a_killed_run_leaves(project: Project, sandbox: Sandbox, look: Look) -> None:
    project.program("Group('clients', name='My Clients')")
    sandbox.fault(method="POST", delay=600)
    project.killed("up", once=lambda: "POST /groups" in sandbox.calls())
    sandbox.heal()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lock = project.folder / "state/.pulumi/locks/organization/lists/test/one.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(
        json.dumps(
            {"pid": dead.pid, "username": "me", "hostname": socket.gethostname(), "timestamp": "2026-01-02T03:04:05Z"}
        )
    )
    found = look()
    assert found.code == 1
    assert list(found.bad()) == ["locks", "pending operations"]
    assert found.checks["locks"]["state"] == "problem"
    assert f"(pid {dead.pid}) since 2026-01-02T03:04:05; that run is no longer active" in found.checks["locks"]["text"]
    assert "`lox24 recover -s test --yes`" in found.checks["locks"]["fix"]
    assert found.checks["pending operations"]["text"] == "a killed run left 1: creating 'clients'"
    assert "`lox24 recover -s test --yes`" in found.checks["pending operations"]["fix"]


def test_a_lock_is_found_in_a_folder_whose_name_the_address_encodes(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    state = tmp_path / "my state"
    held = state / ".pulumi/locks/organization/lists/test/one.json"
    held.parent.mkdir(parents=True)
    held.touch()

    assert "my%20state" in state.as_uri()
    assert "held by " in str(locks(state.as_uri(), project=Delivered.find(tmp_path), stack="test"))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 401}, "GET /me answered 401: "),
        ({"status": 429}, "GET /me answered 429: "),
        ({"status": 403}, "GET /me answered 403: "),
        ({"status": 500, "body": {"detail": f"out of order {KEY}"}}, "GET /me answered 500: out of order [secret]"),
        ({"status": 200, "body": "<html>"}, "something that is not JSON"),
        ({"status": 200, "body": {"id": "none"}}, "not an account as documented (id)"),
        ({"reset": "before"}, "GET /me"),
    ],
    ids=str,
)
def test_lox24_is_asked_once_whatever_it_answers(
    sandbox: Sandbox, look: Look, outside: pytest.MonkeyPatch, fault: dict[str, Any], told: str
) -> None:
    outside.setenv("LOX24_BASE_URL", sandbox.url)
    sandbox.groups()
    sandbox.forget()
    sandbox.fault(**fault, times=9)
    found = look()
    assert told in found.bad()["LOX24"]
    assert sandbox.calls() == ["GET /me"]
    assert set(found.bad()) == {"project", "token", "LOX24"}


def test_nobody_listens(look: Look, outside: pytest.MonkeyPatch) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        outside.setenv("LOX24_BASE_URL", f"http://127.0.0.1:{bound.getsockname()[1]}")
        assert "cannot connect to 127.0.0.1" in look().bad()["LOX24"]


def test_a_token_of_another_account_is_not_sent(
    files: Callable[..., Path], look: Look, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    files(prod=f'config: {{"lox24:clientId": "7654321", "lox24:baseUrl": "{sandbox.url}"}}')
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    assert look().bad()["token"] == (
        "LOX24_TOKEN is a token of account 1234567, but this stack belongs to account 7654321 (lox24:clientId)"
    )
    assert sandbox.calls() == []


@pytest.mark.parametrize(
    ("stack", "name", "told"),
    [
        ("config: [", "stack file", "Pulumi.dev.yaml is no YAML (line 1)"),
        ("config: text", "stack file", "the config of Pulumi.dev.yaml is no mapping"),
        (
            f"config: {{'lox24:token': '{TOKEN}'}}",
            "token in a file",
            "lox24:token stands in plain text in Pulumi.dev.yaml",
        ),
        ("config: {'lox24:parallel': 99}", "settings", "lox24:parallel must be a whole number from 1 to 64"),
        ("config: {}", "token", "there is none; it has the form <client id>:<api key>"),
        (
            f"config: {{'lox24:token': {KEY}, 'lox24:clientId': x}}",
            "settings",
            "lox24:clientId must be the account's number",
        ),
    ],
)
def test_what_a_stack_file_may_have_wrong(
    files: Callable[..., Path], look: Look, stack: str, name: str, told: str
) -> None:
    files(dev=stack)
    found = look("--offline")
    assert found.code == 1
    assert found.bad()[name].startswith(told)


@pytest.mark.parametrize(
    ("project", "name", "told"),
    [
        ("name: [", "project", "Pulumi.yaml is no YAML (line 1)"),
        ("name: a\nruntime: [nodejs]", "language host", "the project's runtime is not set"),
        (
            "name: a\nruntime: dotnet",
            "language host",
            "there is no pulumi-language-dotnet on PATH, beside the CLI or in",
        ),
        ("name: a\nruntime: python", "language host", "there is no python3 on PATH"),
        (
            "name: a\nruntime: {name: python, options: {virtualenv: .venv}}",
            "language host",
            "the virtual environment .venv of Pulumi.yaml has no python",
        ),
    ],
)
def test_what_a_project_may_have_wrong(
    files: Callable[..., Path], look: Look, project: str, name: str, told: str
) -> None:
    files(project)
    found = look("--offline")
    assert found.bad()[name].startswith(told)
    assert found.bad()["Pulumi CLI"] == "the Pulumi CLI is not on PATH"


def test_a_virtual_environment_without_the_provider(files: Callable[..., Path], look: Look) -> None:
    folder = files("name: a\nruntime: {name: python, options: {virtualenv: .venv}}")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    told = look("--offline").bad()["language host"]
    assert told.startswith("`import lox24_provider` fails in .venv (ModuleNotFoundError")


@pytest.mark.slow
def test_an_extra_that_a_stack_needs_and_its_python_does_not_have(files: Callable[..., Path], look: Look) -> None:
    folder = files(
        "name: a\nruntime: {name: python, options: {virtualenv: .venv}}",
        dev="config: {'lox24:baseUrl': sandbox, 'a:sms': {x: {name: X, phones: {source: ../x.XLSX}}}}",
        prod="config: {'lox24:baseUrl': 'http://127.0.0.1:1', 'a:sms': {x: {phones: x.csv}}}",
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder / ".venv")}))
    own = {sysconfig.get_path("purelib"), str(Path(lox24_provider.__file__).parents[1])}
    hidden = "import sys; sys.modules.update(dict.fromkeys(['starlette', 'python_calamine']))"
    (packages / "own.pth").write_text("\n".join([*own, hidden]))
    found = look("-s", "dev", "--offline")
    text = "needs an extra that the Python of the language host does not have: "
    assert "language host" not in found.bad()
    assert found.bad()["embedded sandbox"] == f"{text}sandbox"
    assert found.bad()["list files (.xlsx)"] == f"{text}xlsx"
    assert "pip install 'lox24-provider[sandbox]'" in found.checks["embedded sandbox"]["fix"]
    assert not {"embedded sandbox", "list files (.xlsx)"} & {*look("-s", "prod", "--offline").names}


def test_without_a_stack_it_says_which_there_are(files: Callable[..., Path], look: Look) -> None:
    files(dev="config: {}", prod="config: {}")
    found = look("--offline")
    assert found.stack is None
    assert found.bad()["stack"] == "none was chosen, so no stack was looked at (stacks here: [stack], [stack])"
    nope = look("-s", "nope").bad()["stack file"]
    assert nope == "Pulumi.nope.yaml is not there (stack files here: [stack], [stack])"


def test_a_project_without_stack_files_may_do_without(files: Callable[..., Path], look: Look) -> None:
    files()
    found = look("-s", "dev", "--offline").checks["stack file"]
    assert (found["state"], found["text"]) == ("warning", "the project has none")


def test_the_embedded_sandbox_needs_no_token_and_is_not_asked(files: Callable[..., Path], look: Look) -> None:
    files(dev="config: {'lox24:baseUrl': sandbox}")
    found = look()
    assert found.checks["base URL"]["text"].startswith("sandbox: the provider serves it itself")
    assert "LOX24" not in found.checks
    assert not {"token", "settings"} & set(found.bad())


@pytest.mark.usefixtures("_interrupts_ignored")
def test_ignored_interrupts_are_seen_before_the_engine_sets_them_right(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "trap - INT" in look("--offline").checks["SIGINT"]["fix"]


@pytest.mark.slow
def test_an_old_cli_and_a_backend_that_is_not_there(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {'lox24:baseUrl': sandbox}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(
        "PULUMI_BACKEND_URL", "postgres://me:canary-password@127.0.0.1:9/state?sslpassword=canary-password"
    )
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    found = look()  # whose fixture looks for the password
    assert list(found.bad()) == ["backend"]
    fake = tmp_path / "bin" / "pulumi"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho v3.100.0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(fake.parent), os.environ["PATH"]]))
    assert look().bad()["Pulumi CLI"] == "the Pulumi CLI is 3.100.0, and 3.254.0 or newer is needed"


def test_the_lines_that_a_person_reads(files: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    files(dev="config: {'lox24:baseUrl': sandbox}")
    parser = argparse.ArgumentParser()
    doctor.add_arguments(parser)
    assert doctor.run(parser.parse_args([])) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "ok       stack: dev, the only one" in lines
    assert (
        "problem  Pulumi CLI: the Pulumi CLI is not on PATH -> install it (https://www.pulumi.com/docs/install/) "
        "[LOX4004]" in lines
    )
    assert "exit codes:" in parser.format_help()
