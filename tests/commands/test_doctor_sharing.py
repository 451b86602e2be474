"""`lox24 doctor --json` is pasted into public issues: no secret, no number and nobody's name is in it."""

from __future__ import annotations

import argparse
import json
import os
import pwd
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.commands import doctor
from lox24_provider.display.text import masked
from lox24_provider.workflow.doctor.sharing import shareable_stack, shareable_text
from tests.support.canaries import ENTRY, leaks
from tests.support.engine import Project
from tests.support.sandbox import TOKEN, Sandbox

KEY = TOKEN.partition(":")[2]
PHONE = ENTRY["phone"]
PERSON = "maxcanary"

Shared = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def shared(capsys: pytest.CaptureFixture[str]) -> Shared:
    """Runs the command with `--json`: its checks by name, after no canary was found in all that it printed."""

    def run(*arguments: str) -> dict[str, dict[str, Any]]:
        parser = argparse.ArgumentParser()
        doctor.add_arguments(parser)
        doctor.run(parser.parse_args(["--json", *arguments]))
        told = "".join(capsys.readouterr())
        found = leaks(told) | set(re.findall(r"[\w-]*canary[\w-]*", told))
        assert found == set(), told
        return {check["name"]: check for check in json.loads(told)["checks"]}

    return run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder, in which whoever runs the command works."""
    folder = tmp_path / "home" / PERSON
    folder.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, PERSON)
    for name in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, f"{name.lower().replace('_', '-')}-canary")
    monkeypatch.delenv("LOX24_TOKEN", raising=False)
    return folder


def test_files_with_everything_in_them(home: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paths are a person's, and named for a number; all that a stack's file has wrong is told without it."""
    folder = home / f"lists {PHONE}"
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / f"{PHONE}.csv").write_text(f"phone\n{PHONE}\n")
    runtime = f"{{name: python, options: {{virtualenv: '../venv {PHONE}'}}}}"
    (folder / "Pulumi.yaml").write_text(f"name: lists\nruntime: {runtime}\nmain: 'not there {PHONE}'\n")
    group = {"name": "name-canary", "phones": {"source": f"lists/{PHONE}.csv", "allow": [PHONE]}}
    config = {
        "lox24:token": TOKEN,
        "lox24:baseUrl": "https://me:base-canary@api.example:x/?key=query-canary",
        "lox24:onExisting": PHONE,
        "lox24:maxRetries": TOKEN,
        "lox24:clientId": PHONE,
        "lox24:native": KEY,
        f"lox24:{KEY}": "yes",
        "lists:groups": {"x": group},
    }
    (folder / "Pulumi.prod.yaml").write_text(json.dumps({"config": config}))
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(folder)

    checks = shared("-s", "prod")
    assert checks["token in a file"]["text"] == "lox24:token stands in plain text in Pulumi.prod.yaml"
    assert checks["project"]["text"].startswith("lists in ~/lists [number]; its program should run in ~/")
    assert checks["language host"]["text"] == "the virtual environment ../venv [number] of Pulumi.yaml has no python"
    assert checks["settings"]["state"] == "problem"


def test_a_folder_of_somebody_else(home: Path, tmp_path: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    folder = tmp_path / "home" / "anothercanary"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(folder)
    assert shared("--offline")["project"]["text"].endswith("/home/[user]")


@pytest.mark.parametrize("proxy", ["http://me:proxy-canary@127.0.0.1:9", "http://127.0.0.1:9/?key=proxy-canary"])
def test_a_proxy_and_an_account_that_cannot_be_reached(
    home: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.setenv("LOX24_BASE_URL", "https://api.example")
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    assert shared()["LOX24"]["state"] == "problem"


def test_what_lox24_echoes(home: Path, shared: Shared, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    monkeypatch.setenv("LOX24_BASE_URL", sandbox.url)
    sandbox.fault(status=403, body={"detail": f"not {KEY}, nor {PHONE} of {PERSON}@example.org"}, times=9)
    assert checks_text(shared(), "LOX24").startswith(
        "GET /me answered 403: not [secret], nor [number] of [user]@[host]"
    )


def checks_text(checks: dict[str, dict[str, Any]], name: str) -> str:
    return str(checks[name]["text"])


BACKENDS = (
    "postgres://me:backend-canary@127.0.0.1:9/state?sslpassword=backend-canary",
    "https://me:backend-canary@127.0.0.1:9",
    "s3://backend-canary:backend-canary@bucket?endpoint=127.0.0.1:9",
)


@pytest.mark.parametrize("url", BACKENDS)
@pytest.mark.slow
def test_a_backend_that_cannot_be_reached(
    home: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (home / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (home / "Pulumi.prod.yaml").write_text("config: {'lox24:baseUrl': sandbox}")
    monkeypatch.chdir(home)
    monkeypatch.setenv("PULUMI_HOME", str(home / ".pulumi"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", url)
    assert shared("--offline")["backend"]["state"] == "problem"


@pytest.mark.slow
def test_a_stack_of_the_real_engine(
    home: Path, shared: Shared, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state has people, a group whose name is a secret, a killed run and a lock; then the passphrase is wrong."""
    settings = {"baseUrl": sandbox.url, "maxRetries": "0", "clientId": "1234567"}
    project = Project(folder=home / f"lists {PHONE}", config=settings, as_users_run_it=True)
    monkeypatch.chdir(project.folder)
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "")
    project.program(f"""
group = Group('clients', name=pulumi.Output.secret('name-canary'))
GroupPhones('people', group=group, entries=[PhoneArgs(**{ENTRY!r})])
""")
    assert project.up().code == 0
    lock = project.folder / "state/.pulumi/locks/organization/lists/test/one.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    told = {"pid": 1, "username": PERSON, "hostname": "hostcanary", "timestamp": "2026-01-02T03:04:05Z"}
    lock.write_text(json.dumps(told))

    checks = shared("-s", "test")
    assert checks["backend"]["text"] == "file://~/lists [number]/state, as [user]"
    assert checks["locks"]["text"] == "held by [user]@[host] (pid 1) since 2026-01-02T03:04:05"
    assert checks["state"]["text"].startswith("readable, with ")

    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "passphrase-canary")
    wrong = shared("-s", "test")["state"]["text"]
    assert wrong.startswith("the passphrase of stack test is missing or wrong: ")


def test_what_a_person_sees_still_says_where_and_who(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On their own screen; the other tests would be green if nothing were shown at all."""
    (home / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    monkeypatch.chdir(home)
    monkeypatch.setenv("PATH", "")
    parser = argparse.ArgumentParser()
    doctor.add_arguments(parser)
    doctor.run(parser.parse_args(["--offline"]))
    assert f"ok       project: lists in {home}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in /srv/HOME/x and HOME", "in /srv/HOME/x and ~"),
        ("file://HOME/state, HOME2 and HOME-old", "file://~/state, /home/[user] and /home/[user]"),
        ("/home/other/x, /Users/Other/y, C:\\Users\\Other\\z", "/home/[user]/x, /Users/[user]/y, C:\\Users\\[user]\\z"),
        ("held by max@machine.local (pid 4194303)", "held by [user]@[host] (pid 4194303)"),
        ("locked by root@host-1 since 2026-01-02T03:04:05", "locked by [user]@[host] since 2026-01-02T03:04:05"),
        ("as Max M., of https://app.pulumi.com/Max", "as [user] M., of https://app.pulumi.com/[user]"),
        ("account 1234567, 3.274.1, 127.0.0.1:45679", "account 1234567, 3.274.1, 127.0.0.1:45679"),
        ("`kill 123456`, `kill 123457`", "`kill 123456`, `kill 123457`"),
        ("lists/0176 555-12345.csv and x%2B4917655512345", "lists/[number].csv and x[number]"),
        ("file:///srv/lists%200176%20555%2012345/state", "file:///srv/lists [number]/state"),
        ("file:///srv/my%20lists/state", "file:///srv/my%20lists/state"),
        ("/srvHOME/x, /srv/home/me2", "/srv/home/[user]/x, /srv/home/[user]"),
        ("C:\\Users\\Max Muster\\lists", "C:\\Users\\[user]\\lists"),
        ("held by Max@host-1 (pid 4)", "held by [user]@[host] (pid 4)"),
        ("Max/lists/prod, /orgs/Max and ok Max", "[user]/lists/prod, /orgs/[user] and ok Max"),
    ],
)
def test_what_becomes_of_a_text(monkeypatch: pytest.MonkeyPatch, text: str, shown: str) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    told = text.replace("/srv/HOME", "/srv/mine").replace("HOME", "/home/me")
    assert shareable_text(told, people=("Max", "")) == shown.replace("/srv/HOME", "/srv/mine")


def test_the_root_folder_is_nobodys_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/")
    assert shareable_text("lists in /srv/lists") == "lists in /srv/lists"


@pytest.mark.parametrize("home", ["", ".", "relative/home"])
def test_a_home_that_is_no_folder_changes_nothing(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    assert shareable_text("lists in /srv/relative/home. Fine.") == "lists in /srv/relative/home. Fine."


def test_a_home_of_a_short_name_is_no_part_of_another_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/app")
    assert shareable_text("/app/x, /srv/app/x and file:///app") == "~/x, /srv/app/x and file://~"


def test_the_home_of_the_system_counts_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As with `sudo`, or where a pipeline sets HOME."""
    real = pwd.getpwuid(os.getuid())
    told = pwd.struct_passwd((*real[:5], "/srv/people/m", *real[6:]))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: told)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SUDO_USER", "maxcanary")
    assert shareable_text(f"{tmp_path}/x, /srv/people/m/lists, /srv/maxcanary, ~maxcanary/x") == (
        "~/x, ~/lists, /srv/[user], ~[user]/x"
    )


@pytest.mark.parametrize("person", ["ok", "as", "file", "me", "stack", "lox24"])
def test_a_person_who_is_called_as_a_word_of_ours_takes_no_word_away(
    monkeypatch: pytest.MonkeyPatch, person: str
) -> None:
    monkeypatch.setenv("LOGNAME", person)
    line = "ok, file://~/x of stack lox24, GET /me answered 403, as"
    assert shareable_text(f"{line} {person}", people=(person,)) == f"{line} [user]"


def test_a_stack_that_is_named_for_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "max")
    assert [shareable_stack(name) for name in ("max", "dev-max", "maxim", "max/lists/dev", "dev_max")] == [
        *("[user]", "dev-[user]", "maxim", "[user]/lists/dev", "dev_[user]"),
    ]
    assert shareable_stack("maxine/lists/dev", people=("maxine",)) == "[user]/lists/dev"
    told = "dev-max, the only one; Pulumi.dev-max.yaml, `lox24 recover -s dev-max`, dev-max2"
    assert shareable_text(told, stack="dev-max") == (
        "dev-[user], the only one; Pulumi.dev-[user].yaml, `lox24 recover -s dev-[user]`, dev-max2"
    )


def test_a_stack_that_is_named_for_a_colleague_has_no_name(
    home: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    for name in ("dev", "dev-erikacanary", "state"):
        (home / f"Pulumi.{name}.yaml").write_text("config: {'lox24:baseUrl': sandbox}")
    monkeypatch.chdir(home)
    monkeypatch.setenv("PATH", "")
    none = "none was chosen, so no stack was looked at (stacks here: [stack], [stack], [stack])"
    assert shared("--offline")["stack"]["text"] == none
    missing = shared("--offline", "-s", "prod")["stack file"]["text"]
    assert missing == "Pulumi.prod.yaml is not there (stack files here: [stack], [stack], [stack])"
    assert shareable_text("stack dev has no state (stack files here: dev, state); look", stack="dev") == (
        "stack dev has no state (stack files here: dev, [stack]); look"
    )


@pytest.mark.parametrize(
    "text",
    [
        "3.274.1 / 3.100.0",
        "pulumi 3.274.1/3.100.0, Python 3.11.2",
        "3.274.1 (3.100.0)",
        "3.274.1 - 3.275.0 - 3.276.10",
    ],
)
def test_versions_stay_in_this_document_and_in_no_log(text: str) -> None:
    assert shareable_text(text) == text
    assert "[number]" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "0176 3.274.1 / 3.100.0",
        "+49 3.274.1 / 3.100.0",
        "3.274.1 / 3.100.0 / 12",
        "1.765.55 / 51.23.45",
        "4.155.55 / 4.123.45",
        "1.415.55 - 1.212.12",
        "4.9.17/4.6.12/4.555.55",
        "4.917.655 / 4.512.345",
        "1.765.55 / 2.123.45",
        "3.274.1 / 3.100.0 1",
        "0.176.55 / 0.512.34",
        "3.274.1 / 3.100",
    ],
)
def test_what_only_looks_like_versions_does_not(text: str) -> None:
    shown = shareable_text(text)
    assert len(re.sub(r"\D", "", shown)) < 8, shown


def test_a_stack_and_its_file_are_a_persons_all_over_the_document(
    home: Path, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (home / f"Pulumi.dev-{PERSON}.yaml").write_text("config: {'lox24:baseUrl': sandbox}")
    monkeypatch.chdir(home)
    monkeypatch.setenv("PATH", "")
    assert shared("--offline", "-s", f"dev-{PERSON}")["stack file"]["text"] == "Pulumi.dev-[user].yaml"
