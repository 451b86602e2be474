"""`lox24 review` and `lox24 drift` with the real engine and a real git: what they tell, and how they end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lox24_provider.workflow.project import Project as Delivered
from lox24_provider.workflow.pulumi_cli import Engine
from tests.support import keys
from tests.support.commands import lox24, lox24_json
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox

PROGRAM = """
from lox24_provider.stacks import load
for key, entry in load().groups.items():
    group = Group(key, opts=ResourceOptions(protect=entry.protect), **entry.inputs)
    if entry.phones:
        GroupPhones(key, group=group, **entry.phones.model_dump())
"""


def declare(project: Project, *groups: str) -> None:
    """The stack file: settings first, then groups in YAML's inline form."""
    settings = "".join(f"  lox24:{key}: '{value}'\n" for key, value in project.config.items())
    lines = "".join(f"    {group}\n" for group in groups)
    (project.folder / "Pulumi.test.yaml").write_text(f"config:\n{settings}  lists:groups:\n{lines}{keys.LINES}")


def people(project: Project, *numbers: int) -> None:
    rows = "".join(f"{number(n)},Name{n}\n" for n in numbers)
    (project.folder / "people.csv").write_text(f"phone,a\n{rows}")


def commit(project: Project) -> None:
    (project.folder / ".gitignore").write_text("state/\nhome/\n")
    for arguments in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "t"),
    ):
        subprocess.run(["git", *arguments], cwd=project.folder, check=True)


@pytest.fixture
def stack(project: Project) -> Project:
    """Two groups and a list of 100 people, declared as data and committed."""
    project.program(PROGRAM)
    people(project, *range(100))
    declare(project, "one: {name: One, description: first, phones: people.csv}", "two: {name: Two}")
    commit(project)
    return project


@pytest.mark.slow
def test_a_review_by_the_engine_in_every_form(stack: Project, sandbox: Sandbox) -> None:
    first = lox24(stack, "review", "-s", "test", "--markdown", "r.md", "--html", "r.html")
    assert first.code == 2, first.text
    assert first.text.startswith("test: 3 to create, 0 unchanged\n")
    assert "+ create list of one 'people.csv'  Pulumi.test.yaml:5:5\n" in first.text
    assert "entries: +100 new" in first.text
    for name in ("r.md", "r.html"):
        text = (stack.folder / name).read_text()
        assert "3 to create, 0 unchanged" in text
        assert "Pulumi.test.yaml:5" in text
    assert stack.up().code == 0
    sandbox.forget()
    assert lox24(stack, "review", "-s", "test").code == 0
    assert sandbox.calls() == []

    sandbox.by_hand(sandbox.groups()["Two"]["id"], description="by hand")
    declare(stack, "one: {name: One, description: first, phones: people.csv, force_destroy: true}", "two: {name: Two}")
    saved = stack.preview("--json", "--refresh")
    (stack.folder / "saved.json").write_text(saved.text)
    read = lox24(stack, "review", "--preview", "saved.json")
    assert read.code == 2, read.text
    ran = lox24(stack, "review", "-s", "test", "--refresh")
    assert ran.code == 2
    assert read.text.split("\n", 2)[2] == ran.text.split("\n", 2)[2]
    assert "! one: force_destroy is switched on" in ran.text
    moved = ran.text.partition("drift:")[2]
    assert "two" in moved
    assert "description  by hand -> (none)" in moved
    assert not [n for n in range(100) if number(n)[1:] in saved.text + ran.text + (stack.folder / "r.html").read_text()]


@pytest.mark.slow
def test_a_review_of_files_needs_no_account_and_no_engine(stack: Project, sandbox: Sandbox) -> None:
    """As on a pull request: no token, no passphrase, no backend, no CLI."""
    people(stack, *range(3, 105))
    declare(stack, "one: {name: One, phones: people.csv}", "three: {name: Three, adopt: '77'}")
    sandbox.forget()
    nothing = {
        "LOX24_TOKEN": "",
        "PULUMI_CONFIG_PASSPHRASE": "wrong",
        "PULUMI_BACKEND_URL": "file:///nowhere",
        "PATH": "",
    }
    git_only = stack.folder / "bin"
    git_only.mkdir()
    (git_only / "git").symlink_to(_git())
    nothing["PATH"] = str(git_only)
    told = lox24(stack, "review", "-s", "test", "--against", "HEAD", "--markdown", "r.md", **nothing)
    assert told.code == 2, told.text
    assert told.text == (
        "test: 1 to adopt, 2 to change, 1 to delete, 0 unchanged\n"
        "the stack names no account; files compared with HEAD, the account was not read\n"
        "  ! two: group 'Two' is deleted; refused if it holds anybody\n"
        "  ! one: removes 3 entries\n"
        "  ! three: adopts group 77, with everybody in it\n"
        "\n"
        "~ change group one 'One'  Pulumi.test.yaml:5:5\n"
        "    description  first -> (none)\n"
        "\n"
        "+ adopt group three 'Three' (77)  Pulumi.test.yaml:6:5\n"
        "    name   Three\n"
        "    adopt  77\n"
        "\n"
        "- delete group two 'Two'  Pulumi.test.yaml:6:5\n"
        "    name  Two\n"
        "\n"
        "~ change list of one 'people.csv'  Pulumi.test.yaml:5:5\n"
        f"    count    100 -> 102\n"
        f"{_version_line(told.text)}"
        "    entries: +5 new, 3 removed; fewer are added if people are on the block list, which only the run reads\n"
    )
    assert sandbox.calls() == []
    assert not [n for n in range(105) if number(n)[1:] in told.text + (stack.folder / "r.md").read_text()]
    commit(stack)
    same = lox24(stack, "review", "-s", "test", "--against", "HEAD")
    assert (same.code, same.text.splitlines()[0]) == (0, "test: 3 unchanged")
    assert lox24_json(stack, "review", "-s", "test", "--against", "HEAD~1")["verdict"].startswith("1 to adopt")


def _version_line(text: str) -> str:
    (line,) = [line for line in text.splitlines() if line.strip().startswith("version")]
    assert len(line.split()) == 4
    return f"{line}\n"


def _git() -> Path:
    return Path(subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip())


def test_people_are_shown_in_a_terminal_of_ones_own_only(stack: Project) -> None:
    refused = lox24(stack, "review", "-s", "test", "--against", "HEAD", "--lines")
    assert refused.code == 1
    assert refused.text == (
        "error: --lines shows people, so it works in a terminal of your own only, not in a pipeline or file [LOX4001]\n"
    )
    assert "--lines goes with --against" in lox24(stack, "review", "-s", "test", "--lines").text


@pytest.mark.slow
def test_both_reviews_see_an_override_that_is_left_and_a_limit_that_is_loosened(stack: Project) -> None:
    allowed = "one: {name: One, phones: {source: people.csv, allow_removals: 6}}"
    assert stack.up().code == 0
    people(stack, *range(94))
    declare(stack, allowed)
    assert stack.up().code == 0
    commit(stack)
    people(stack, *range(88))
    stack.config = {**stack.config, "maxRemovals": "700"}
    declare(stack, allowed)
    told = [lox24_json(stack, "review", "-s", "test", *more)["dangers"] for more in ((), ("--against", "HEAD"))]
    assert [danger["text"] for danger in told[0]] == [
        "removes 6 entries",
        "a guard is overridden: allow_removals=6",
        "allow_removals=6 is left from an earlier change and allows exactly 6 again",
        "a guard is loosened: max_removals is 700 where it was 500",
    ]
    assert told[0] == told[1]


@pytest.mark.promise
def test_drift_is_found_and_nothing_is_written(stack: Project, sandbox: Sandbox) -> None:
    """Also where a guard would refuse what the drift leads to: ten unmanaged entries of 110 are more than 5 %."""
    assert stack.up().code == 0
    before = stack.pulumi("stack", "export", "-s", "test").text
    declare(stack, "one: {name: One, description: not applied yet, phones: people.csv}", "two: {name: Two}")
    clean = lox24(stack, "drift", "-s", "test")
    assert (clean.code, clean.text.splitlines()[0]) == (0, "test: nothing drifted, 3 unchanged"), clean.text
    group = sandbox.groups()["One"]["id"]
    for n in range(500, 510):
        sandbox.api("POST", f"/groups/{group}/phones", json={"phone": number(n)})
    sandbox.by_hand(sandbox.groups()["Two"]["id"], description="by hand")
    sandbox.forget()
    moved = lox24(stack, "drift", "-s", "test", "--markdown", "drift.md")
    assert moved.code == 2, moved.text
    assert moved.text.startswith("test: 2 drifted, 1 unchanged\n")
    assert "description  by hand -> (none)" in moved.text
    assert "    10 not in the list\n" in moved.text
    assert "not applied yet" not in moved.text
    assert "by hand" in (stack.folder / "drift.md").read_text()
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    assert stack.pulumi("stack", "export", "-s", "test").text == before
    assert stack.refresh().code == 0

    wrong = lox24(stack, "drift", "-s", "test", LOX24_TOKEN="1234567:wrong")
    assert wrong.code == 1
    assert "answered 401" in wrong.text
    assert "Traceback" not in wrong.text
    assert TOKEN.split(":")[1] not in wrong.text + moved.text


@pytest.mark.slow
def test_a_missing_stack_is_named_with_those_that_are_there(project: Project) -> None:
    for command in ("review", "plan", "drift", "recover"):
        told = lox24(project, command, "-s", "pord")
        assert (told.code, told.text) == (1, "error: there is no Pulumi.pord.yaml; stacks here: test [LOX4002]\n")


@pytest.mark.slow
def test_what_the_engine_refuses_is_one_line_with_the_fix(project: Project, tmp_path: Path) -> None:
    project.program("pass")
    (project.folder / "Pulumi.other.yaml").write_text("config: {}\n")
    assert lox24(project, "review", "-s", "other").text == (
        "error: there is no stack other in this backend: make it with `pulumi stack init other`, check "
        "PULUMI_BACKEND_URL, or choose another (stack files here: other, test) [LOX4004]\n"
    )
    wrong = lox24(project, "review", "-s", "test", PULUMI_BACKEND_URL="file:///nowhere/at/all")
    assert wrong.text.startswith("error: the backend cannot be opened: check PULUMI_BACKEND_URL")
    old = tmp_path / "pulumi"
    old.write_text("#!/bin/sh\necho v3.100.0\n")
    old.chmod(0o755)
    assert lox24(project, "review", "-s", "test", PATH=str(tmp_path)).text == (
        "error: the Pulumi CLI is 3.100.0, and 3.254.0 or newer is needed: update it [LOX4004]\n"
    )
    assert "the Pulumi CLI is not on PATH" in lox24(project, "review", "-s", "test", PATH="/nowhere").text
    (project.folder / "Pulumi.yaml").unlink()
    assert "there is no Pulumi.yaml here or above" in lox24(project, "drift", "-s", "test").text


@pytest.mark.slow
def test_a_locked_stack_says_who_holds_it(project: Project) -> None:
    project.program('Group("one", name="One")')
    assert lox24(project, "plan", "-s", "test", "--no-git").code == 0
    locks = project.folder / "state" / ".pulumi" / "locks" / "organization" / "lists" / "test"
    locks.mkdir(parents=True, exist_ok=True)
    lock = {"pid": 4242, "username": "ci", "hostname": "runner-7", "timestamp": "2026-11-24T03:00:00Z"}
    (locks / "a.json").write_text(json.dumps(lock))
    told = lox24(project, "apply", "plan")
    assert told.code == 1
    line = told.text.splitlines()[1]
    assert line.startswith(
        "error: stack test is locked by ci@runner-7 since 2026-11-24T03:00:00Z: wait for that run to"
    )
    assert "`lox24 recover -s test --yes`" in told.text


@pytest.mark.promise
def test_an_adoption_is_announced_counted_and_told_as_one(project: Project, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="One")
    sandbox.add_phones(id, 3)
    project.configure(**project.config, onExisting="adopt")
    project.program('Group("one", name="One")\nGroup("two", name="Two")\n')
    commit(project)

    planned = lox24(project, "plan", "-s", "test", "--out", "../plan")

    assert planned.text.startswith("test: 1 to create, 1 to adopt, 0 unchanged\n")
    assert f"! one: adopts group {id}, which has that name, with 3 entries in it (lox24:onExisting)\n" in planned.text
    assert "! two: adopts the group of that name if the account has one by then; it has none now" in planned.text
    assert f"+ adopt group one 'One' ({id})  " in planned.text
    applied = lox24(project, "apply", "../plan")
    assert applied.code == 0, applied.text
    assert f"  adopted one ({id})\n" in applied.text
    assert "  created two (" in applied.text


@pytest.mark.slow
def test_a_group_that_came_in_between_is_not_adopted_unseen(project: Project, sandbox: Sandbox) -> None:
    project.configure(**project.config, onExisting="adopt")
    project.program('Group("one", name="One")\n')
    commit(project)
    assert lox24(project, "plan", "-s", "test", "--out", "../plan").code == 0
    sandbox.add_phones(sandbox.add_group(name="One"), 3)
    sandbox.forget()

    refused = lox24(project, "apply", "../plan")

    assert refused.code == 1
    assert "Group one: what would change is something else" in refused.text
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}


@pytest.mark.slow
def test_a_preview_without_checkpoints_says_and_plans_the_same(
    project: Project, sandbox: Sandbox, tmp_path: Path
) -> None:
    project.program("for name in 'abc':\n    Group(name, name=name)")
    assert project.up().code == 0
    sandbox.by_hand(project.groups()["a"]["id"], description="by hand")
    project.program("for name in 'abd':\n    Group(name, name=name.upper())")
    before = project.files()
    engine = Engine(project=Delivered.find(project.folder), stack="test", environment=project.variables())

    usual = engine.run("preview", "--json", "--refresh", "--save-plan", str(tmp_path / "usual.json"))
    told = [json.loads(usual.out), engine.preview(refresh=True, save_plan=tmp_path / "fast.json")]

    for document in told:
        del document["duration"]
        document["steps"].sort(key=lambda step: (step["urn"], step["op"]))
        for state in (step[which] for step in document["steps"] for which in ("oldState", "newState") if which in step):
            state.pop("modified", None)  # by the refresh, just now
    assert {step["op"] for step in told[0]["steps"]} == {"refresh", "create", "update", "delete", "same"}
    assert told[0] == told[1]
    plans = [json.loads((tmp_path / f"{name}.json").read_text())["resourcePlans"] for name in ("usual", "fast")]
    for step in (step for plan in plans for step in plan.values()):
        step.pop("seed", None)  # which is random
    assert plans[0] == plans[1]
    assert _state(project.files()) == _state(before)


def _state(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.startswith("state/")}
