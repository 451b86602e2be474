"""What was approved is what runs: plans made and applied by the real engine, on a sandbox that moves in between."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.workflow.approval_plan.manifest import REVIEWS
from tests.support.commands import errors, lox24
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.smalltest import add_provider, by_hand, store_of
from tests.support.torture import factor

pytestmark = pytest.mark.both_adapters

PROGRAM = """
one = Group("one", name="One", description={description!r}, force_destroy=True)
GroupPhones("one", group=one, source="one.csv"{options})
{more}
"""


def program(project: Project, *, description: str = "first", options: str = "", more: str = "") -> None:
    project.program(PROGRAM.format(description=description, options=options, more=more))


def people(project: Project, *numbers: int) -> None:
    (project.folder / "one.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in numbers))


def manifest(project: Project) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((project.folder / "plan" / "manifest.json").read_text())
    return loaded


@pytest.fixture
def applied(project: Project) -> Project:
    """A stack with one list of 100 people, applied, in git."""
    people(project, *range(100))
    program(project)
    (project.folder / ".gitignore").write_text("state/\nhome/\nplan/\n")
    for command in (("init", "-q"), ("add", "-A"), ("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "t")):
        git(project, *command)
    assert project.up().code == 0
    return project


def git(project: Project, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=project.folder, check=True)


@pytest.mark.promise
def test_a_plan_says_what_is_approved_and_apply_does_just_that(applied: Project, sandbox: Sandbox) -> None:
    people(applied, *range(1, 103))
    program(applied, description="second", more='pulumi.export("whole", one)\npulumi.export("more", {"all": [one]})')
    sandbox.forget()
    planned = lox24(applied, "plan", "-s", "test", "--refresh")
    assert planned.code == 0
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    assert "test: 2 to change, 0 unchanged" in planned.text
    assert "! one: removes 1 entry" in planned.text
    assert "    description  first -> second" in planned.text
    assert "entries: +3 new, 1 removed" in planned.text

    told = manifest(applied)
    listed, group = told["entries"].values()
    if listed["version"] == "":
        listed, group = group, listed
    assert group == {"version": "", "adds": "", "changes": "", "removals": ""}
    first = min(int(entry["id"]) for entry in sandbox.phones(sandbox.groups()["One"]["id"]))
    assert listed["version"].startswith("scrypt:")
    assert {**listed, "version": ""} == {"version": "", "adds": "99-101", "changes": "", "removals": str(first)}
    assert set(told["steps"].values()) == {"update"}
    assert (told["refreshed"], told["groups"], told["account"].split("@")[0]) == (True, 1, TOKEN.split(":")[0])
    assert len(told["tree"]) == 40
    folder = applied.folder / "plan"
    assert {path.name for path in folder.iterdir()} == {
        ".gitignore",
        "manifest.json",
        "plan.json",
        "review.html",
        "review.md",
        "review.txt",
    }
    everything = "".join(path.read_text() for path in folder.iterdir())
    assert TOKEN.split(":")[1] not in everything
    assert not [n for n in range(103) if number(n)[1:] in everything]

    done = lox24(applied, "apply", "plan")
    assert done.code == 0, done.text
    assert done.text.startswith("nothing has changed since the plan was made; to test: 2 changes\n")
    assert "  updated one (" in done.text
    assert done.text.endswith("applied 2 changes to test\n")
    assert sandbox.groups()["One"]["description"] == "second"
    assert [entry["phone"] for entry in sandbox.phones(sandbox.groups()["One"]["id"])] == [
        number(n) for n in range(1, 103)
    ]
    again = lox24(applied, "apply", "plan")
    assert again.code == 1
    assert any(line.startswith("the stack's state was written since") for line in errors(again))


@pytest.mark.promise
def test_a_sneaky_edit_is_refused_before_the_first_write(applied: Project, sandbox: Sandbox) -> None:
    program(applied, description="second")
    assert lox24(applied, "plan", "-s", "test").code == 0
    program(applied, description="third", more='Group("two", name="Two")')
    other = {**manifest(applied), "project": "others", "account": "9@api.lox24.eu"}
    other["versions"] |= {"sdk": "3.1.0", "phonenumbers": "8.0.0"}
    (applied.folder / "plan" / "manifest.json").write_text(json.dumps(other))
    sandbox.forget()
    refused = lox24(applied, "apply", "plan")
    assert refused.code == 1
    told = errors(refused)
    assert told[0] == "the plan is of project others, and this is lists"
    assert told[1].startswith("the files are not those of the plan (tree ")
    assert told[1].endswith("): __main__.py")
    assert told[2] == f"sdk is {version('pulumi')}, and the plan was made with 3.1.0"
    assert told[3] == f"phonenumbers is {version('phonenumbers')}, and the plan was made with 8.0.0"
    assert told[4].startswith("what the run reads is not what it was: a Python module, ")
    assert told[5].endswith(", and the plan is for 9@api.lox24.eu")
    assert told[6:] == [
        "Group one: what would change is something else",
        "Group two: now create, in the plan nothing happens to it",
        "nothing was changed: make a new plan with `lox24 plan -s test` and have it approved",
    ]
    assert {call.split()[0] for call in sandbox.calls()} <= {"GET"}


@pytest.mark.promise
def test_strangers_who_join_are_not_removed_with_those_who_were_approved(applied: Project, sandbox: Sandbox) -> None:
    """Without an approval the run would remove both: two of 101 is no mistake."""
    people(applied, *range(1, 100))
    program(applied, description="second")
    assert lox24(applied, "plan", "-s", "test").code == 0
    group = sandbox.groups()["One"]["id"]
    sandbox.api("POST", f"/groups/{group}/phones", json={"phone": number(5000)})
    sandbox.forget()
    refused = lox24(applied, "apply", "plan")
    assert refused.code == 1
    (line,) = errors(refused)
    assert line.startswith(f"the list of group {group} would do more than was approved (1 removed), so nothing was")
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    assert sandbox.groups()["One"]["description"] == "first"


@pytest.mark.promise
def test_a_stranger_is_not_removed_in_the_place_of_an_approved_person(applied: Project, sandbox: Sandbox) -> None:
    """One removal was approved; who was to go has gone, and somebody else would go instead."""
    people(applied, *range(1, 100))
    assert lox24(applied, "plan", "-s", "test").code == 0
    group = sandbox.groups()["One"]["id"]
    (first,) = (entry["id"] for entry in sandbox.phones(group) if entry["phone"] == number(0))
    sandbox.drop_phone(first)
    sandbox.api("POST", f"/groups/{group}/phones", json={"phone": number(5000)})
    sandbox.forget()
    refused = lox24(applied, "apply", "plan")
    assert refused.code == 1
    assert f"the list of group {group} would do more than was approved (1 removed)" in refused.text
    assert {call.split()[0] for call in sandbox.calls()} == {"GET"}
    assert number(5000) in [entry["phone"] for entry in sandbox.phones(group)]


@pytest.mark.slow
def test_what_was_only_partly_done_can_be_planned(applied: Project, sandbox: Sandbox) -> None:
    """Whoever approves sees how many are left; nothing but the state says that there is something to do."""
    people(applied, *range(103))
    sandbox.fault(method="POST", pattern="*/phones/batch", status=500, times=9)
    assert applied.up().code != 0
    sandbox.heal()
    planned = lox24(applied, "plan", "-s", "test")
    assert planned.code == 0, planned.text
    assert "entries: +3 new" in planned.text
    assert lox24(applied, "apply", "plan").code == 0
    assert len(sandbox.phones(sandbox.groups()["One"]["id"])) == 103


@pytest.mark.promise
@pytest.mark.slow
def test_a_group_does_not_die_with_more_people_than_were_approved(applied: Project, sandbox: Sandbox) -> None:
    applied.program("pass")
    (line,) = errors(lox24(applied, "plan", "-s", "test"))
    assert line == (
        "how many entries of one would change is not known, so nobody can approve it: set LOX24_TOKEN, and plan with "
        "--refresh"
    )
    planned = lox24(applied, "plan", "-s", "test", "--refresh")
    assert planned.code == 0
    assert "is deleted with 100 entries because of force_destroy" in planned.text
    sandbox.add_phones(sandbox.groups()["One"]["id"], 1)
    refused = lox24(applied, "apply", "plan")
    assert refused.code == 1
    assert "group one: 1 entry would go with it without having been approved" in errors(refused)
    assert "One" in sandbox.groups()


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_the_provider_itself_keeps_to_the_approval(applied: Project, sandbox: Sandbox) -> None:
    """The last look is the provider's: whatever moves after `apply` has looked."""
    applied.program("pass")
    assert lox24(applied, "plan", "-s", "test", "--refresh").code == 0
    sandbox.add_phones(sandbox.groups()["One"]["id"], 1)
    applied.environment["LOX24_APPROVED"] = str(applied.folder / "plan" / "manifest.json")
    assert "would do more than was approved (1 removed)" in applied.up().text
    assert "One" in sandbox.groups()
    for nowhere in (str(applied.folder / "nowhere"), ""):
        applied.environment["LOX24_APPROVED"] = nowhere
        assert "nothing counts as approved" in applied.up().text
        assert "One" in sandbox.groups()


MIXED = """
class Lists(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("my:index:Lists", name, None, opts)
        child = ResourceOptions(parent=self)
        self.group = Group("inner", name="Inner", description={description!r}, opts=child)
        GroupPhones("inner", group=self.group, entries=[PhoneArgs(phone={phone!r}, a={a!r})], opts=child)

Lists({name!r}, ResourceOptions(aliases=[pulumi.Alias(name="lists")]))
GroupPhones("elsewhere", group=Group.get("elsewhere", {id!r}), source="one.csv", take_over=30)
"""


@pytest.mark.slow
def test_components_renames_inline_lists_and_look_ups(project: Project, sandbox: Sandbox) -> None:
    """All that a program can be made of is planned, applied, and told apart from what changed since."""
    id = sandbox.add_group(name="Elsewhere", name_a="who")
    sandbox.add_phones(id, 30)
    people(project, 500)
    fields = {"phone": number(501), "id": id}
    project.program(MIXED.format(name="lists", description="first", a="Ann", **fields))
    (line,) = errors(lox24(project, "plan", "-s", "test", "--refresh"))
    assert line.startswith("git does not say which files are here (not a git repository")
    assert not (project.folder / "plan").exists()
    first = lox24(project, "plan", "-s", "test", "--no-git", "--refresh")
    shown = [first.text, *((project.folder / "plan" / name).read_text() for name in REVIEWS)]
    assert [form for form in shown if "git was not asked about the files (--no-git)" not in form] == []
    assert "! elsewhere: removes 30 entries\n  ! elsewhere: takes over a group that holds entries" in first.text
    applied = lox24(project, "apply", "plan")
    assert applied.code == 0, applied.text
    assert lox24(project, "review", "-s", "test", "--refresh").code == 0

    sandbox.by_hand(sandbox.groups()["Inner"]["id"], name="By hand")
    project.program(MIXED.format(name="renamed", description="second", a="Anna", **fields))
    planned = lox24(project, "plan", "-s", "test", "--no-git", "--refresh").text
    intended, _, moved = planned.partition("drift:")
    assert "    description  first -> second\n" in intended
    assert "    name  By hand -> Inner\n" in moved
    assert "entries: 1 changed" in intended
    assert number(501)[1:] not in "".join(path.read_text() for path in (project.folder / "plan").iterdir())
    applied = lox24(project, "apply", "plan")
    assert applied.code == 0, applied.text
    assert sandbox.groups()["Inner"]["description"] == "second"


OTHERS = """
import os
from smalltest import Machine

class Site(pulumi.ComponentResource):
    def __init__(self, name, address):
        super().__init__("my:index:Site", name, {{"address": address}})

assert "LOX24_PLAN_KEY" not in os.environ
first = Machine("first", kind="a", zone={zone!r}, password={password!r})
Machine("updated", kind="a", zone=first.address)
Machine("hidden", kind="a", zone=pulumi.Output.secret(first.address))
replaced = Machine("replaced", kind=first.address, zone="b", opts=ResourceOptions(delete_before_replace=True))
Machine("dependent", kind=replaced.zone, zone="c")
Machine("moved", kind={zone!r}, zone="d")
Site("site", first.address)
region = pulumi.ProviderResource("smalltest", "region", {{"region": {zone!r}}})
Machine("there", kind="a", zone="f", opts=ResourceOptions(provider=region))
Group("one", name="One", description=first.address)
{more}
"""


@pytest.mark.promise
def test_what_was_not_known_and_turns_out_unchanged_is_no_failure(project: Project, sandbox: Sandbox) -> None:
    """A change of other infrastructure, with a plugin of its own: the engine plans for the worst, little is needed."""
    add_provider(project)
    project.environment["HTTPS_PROXY"] = "http://127.0.0.1:9"  # whoever looks for a plugin outside fails
    project.program(OTHERS.format(zone="a", password="first word", more="Machine('gone', kind='a', zone='e')"))
    made = project.up()
    assert made.code == 0, made.text
    project.program(OTHERS.format(zone="b", password="second word", more=""))
    project.environment["LOX24_PLAN_KEY"] = "a key of tests"  # and neither program nor provider has it
    planned = lox24(project, "plan", "-s", "test", "--no-git")
    assert planned.code == 0, planned.text
    assert "changes: password (secret), zone\n" in planned.text
    assert "± replace resource moved (a-moved)" in planned.text
    assert "  ! moved: is replaced: what it is now is deleted\n" in planned.text
    assert "  ! gone: is deleted\n" in planned.text
    assert "~ change resource region" in planned.text
    assert (project.folder / "plan" / "signature").exists()
    sandbox.forget()
    applied = lox24(project, "apply", "plan")
    assert applied.code == 0, applied.text
    told = applied.text.splitlines()
    assert [line.partition(" (")[0] for line in sorted(told[1:5])] == [
        "  deleted gone",
        "  replaced moved",
        "  updated first",
        "  updated region",
    ]
    assert sorted(told[5:-1]) == [
        "  not needed after all: replace dependent",
        "  not needed after all: replace replaced",
        "  not needed after all: update hidden",
        "  not needed after all: update one",
        "  not needed after all: update site",
        "  not needed after all: update updated",
    ]
    assert told[-1] == "applied 4 changes to test"
    assert sandbox.calls() == []
    assert sandbox.groups()["One"]["description"] == "10.0.0.1"
    assert "a key of tests" not in project.everything() + applied.text

    by_hand(project, "a-first", zone="by hand")
    (store_of(project) / "a-updated.json").unlink()
    moved = lox24(project, "drift", "-s", "test")
    assert moved.code == 2, moved.text
    assert moved.text.startswith("test: 2 drifted, 8 unchanged\n")
    for line in ("    was changed elsewhere: zone\n", "    is gone and would be created again\n"):
        assert line in moved.text.partition("\ndrift:\n")[2]
    assert not [word for word in ("second word", "by hand", "(none)") if word in planned.text + moved.text]


@pytest.mark.parametrize("options", [[], ["--skip-checkpoints"]] if factor() > 1 else [[]])
@pytest.mark.slow
def test_an_apply_that_is_told_to_end_ends_cleanly(project: Project, sandbox: Sandbox, options: list[str]) -> None:
    """As a runner does it: what was sent is waited for and in the state, and the stack is free."""
    groups = (f"Group('{name}', name='{name}', on_existing='adopt')\n" for name in ("one", "two", "three"))
    project.program("".join(groups))
    assert lox24(project, "plan", "-s", "test", "--no-git").code == 0
    sandbox.fault(method="POST", delay=2)
    command = [str(Path(sys.executable).with_name("lox24")), "apply", "plan", *options]
    with subprocess.Popen(
        command,
        cwd=project.folder,
        env=project.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        while "POST /groups" not in sandbox.calls():
            assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        told, _ = running.communicate(timeout=120)
    assert running.returncode == 1
    assert "what happened is in the state" in told
    assert "Traceback" not in told
    assert {str(group["id"]) for group in sandbox.listed()} == {group["id"] for group in project.groups().values()}
    sandbox.heal()
    assert lox24(project, "plan", "-s", "test", "--no-git").code == 0
    promised = manifest(project)
    promised["steps"]["urn:pulumi:test::lists::t::ghost"] = "create"
    (project.folder / "plan" / "manifest.json").write_text(json.dumps(promised))
    finished = lox24(project, "apply", "plan")
    assert sorted(sandbox.groups()) == ["one", "three", "two"]
    assert finished.code == 1
    assert "not everything that was planned happened: ghost; plan again" in finished.text
