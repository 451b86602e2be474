"""`GroupPhones` with the real CLI."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lox24_provider.adapter.state_format import PHONES_TYPES
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.digests import canonical, checksum
from lox24_provider.rules.secrecy import CHECKSUM
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters

PROGRAM = """
clients = Group("clients", name="My Clients", name_a="salutation", force_destroy=True)
people = GroupPhones("clients", group=clients, source="clients.csv"{arguments})
pulumi.export("count", people.count)
"""


def write(project: Project, people: list[tuple[int, str]]) -> None:
    rows = "".join(f"{number(n)};{a}\r\n" for n, a in people)
    (project.folder / "clients.csv").write_bytes(f"\ufeffphone;salutation\r\n{rows}".encode())


@pytest.mark.promise
def test_a_list_goes_up_stays_and_changes_as_previewed(project: Project, sandbox: Sandbox) -> None:
    project.program(PROGRAM.format(arguments=""))
    write(project, [(n, "Ms") for n in range(45)])
    preview = project.preview()
    assert preview.summary == {"create": 3}
    assert "+45 new; for a group that is not there yet" in preview.text
    assert project.up().summary == {"created": 3}
    (group,) = sandbox.listed()
    assert len(sandbox.phones(str(group["id"]))) == 45
    assert project.outputs() == {"count": 45}

    sandbox.forget()
    assert project.preview().summary == {"unchanged": 3}
    assert project.up().summary == {"unchanged": 3}
    assert sandbox.calls() == []

    write(project, [*((n, "Ms") for n in range(1, 44)), (44, "Mr"), (45, "Ms")])
    preview = project.preview("--diff")
    assert "+1 new, 1 changed, 1 removed" in preview.text
    assert [call.partition(" ")[0] for call in sandbox.calls()] == ["GET"]
    sandbox.forget()
    assert project.up().summary == {"updated": 1, "unchanged": 2}
    path = f"/groups/{group['id']}/phones"
    assert sandbox.calls()[:3] == [f"GET {path}", "GET /blocked_numbers?page=1", f"POST {path}/batch"]
    assert [call.partition(" ")[0] for call in sandbox.calls()[3:]] == ["PUT", "DELETE"]

    write(project, [(n, "Ms") for n in range(30)])
    refused = project.preview()
    assert refused.code != 0
    (error,) = refused.errors
    assert error.startswith("16 entries of the 45 in group")
    assert "set allow_removals=16" in error
    assert "Traceback" not in refused.text

    project.program("")
    assert project.up().summary == {"deleted": 2, "unchanged": 1}
    assert sandbox.listed() == []


@pytest.mark.native
@pytest.mark.slow
def test_the_checksum_of_a_list_is_encrypted_wherever_it_is_kept(project: Project) -> None:
    """State and plans have it as a secret, no output has it, and a state without one gets it without a difference."""
    # The stack has a key of its own; a passphrase that is set and empty would let no checksum be written.
    project.environment |= {"PULUMI_CONFIG_PASSPHRASE": "any", "PULUMI_DEBUG_COMMANDS": "true"}  # for --event-log
    project.program(PROGRAM.format(arguments=""))
    write(project, [(1, "Ms")])
    known = [checksum(canonical([Entry(number(n), "Ms") for n in range(1, most)])) for most in (2, 3)]
    told = project.preview("--json", "--diff", "--save-plan", "plan.json").text
    told += (made := project.up("--plan", "plan.json", "--event-log", "events.json")).text
    assert made.code == 0, made.text

    def state() -> Any:
        return json.loads(project.pulumi("stack", "export", "--stack", project.stack).text)

    def held() -> dict[str, object]:
        (one,) = [one for one in state()["deployment"]["resources"] if one["type"] in PHONES_TYPES]
        assert CHECKSUM not in one["outputs"]
        return dict(one["inputs"])

    secret = held()[CHECKSUM]
    assert isinstance(secret, dict)
    assert secret["ciphertext"]
    old = state()
    for one in old["deployment"]["resources"]:
        one.get("inputs", {}).pop(CHECKSUM, None)
    (project.folder / "old.json").write_text(json.dumps(old))
    project.pulumi("stack", "import", "--stack", project.stack, "--file", "old.json")
    assert CHECKSUM not in held()
    told += (preview := project.preview("--json", "--diff", "--expect-no-changes")).text
    assert preview.code == 0
    write(project, [(1, "Ms"), (2, "Ms")])
    told += (planned := lox24(project, "plan", "-s", "test", "--no-git")).text
    assert planned.code == 0, planned.text
    told += (applied := lox24(project, "apply", "plan")).text
    assert applied.code == 0, applied.text
    assert CHECKSUM in held()
    write(project, [(1, "Ms")])
    told += project.up().text
    told += (up := project.up("--expect-no-changes")).text
    assert up.code == 0
    assert CHECKSUM in held()
    told += project.refresh().text
    assert CHECKSUM in held()
    kept = [path.read_text(errors="replace") for path in project.folder.rglob("*") if path.is_file()]
    assert not [text for text in (told, *kept, json.dumps(state())) if any(one in text for one in known)]


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_people_written_inline_are_readable_nowhere(project: Project, sandbox: Sandbox) -> None:
    """Neither in state, plan, diff, event log nor output; nor is anybody in an error."""
    project.environment |= {"PULUMI_DEBUG_COMMANDS": "true"}  # for --event-log
    program = 'g = Group("vips", name="VIPs")\nGroupPhones("vips", group=g, entries=[PhoneArgs(phone={!r}, a={!r})])'
    project.program(program.format(number(1), "Rumpelstilzchen"))
    told = project.preview("--json", "--diff", "--save-plan", "plan.json").text
    told += project.up("--event-log", "events.json", "--debug").text
    assert sandbox.phones(str(sandbox.groups()["VIPs"]["id"]))[0]["a"] == "Rumpelstilzchen"
    project.program(program.format(number(1), "Rapunzel"))
    told += project.preview("--diff").text
    told += project.up("--event-log", "more.json").text
    told += project.refresh("--diff").text
    assert project.preview().summary == {"unchanged": 3}
    project.program(program.format(number(1) + "x", "Rumpelstilzchen"))
    failed = project.preview()
    assert failed.code != 0
    written = {name: text for name, text in project.files().items() if "__main__." not in name}
    for text in (told, failed.text, *written.values()):
        for secret in ("Rumpelstilzchen", "Rapunzel", number(1)[4:]):
            assert secret not in text


@pytest.mark.slow
def test_two_lists_for_one_group_fail_in_the_program(project: Project, sandbox: Sandbox) -> None:
    project.program(PROGRAM.format(arguments="") + 'GroupPhones("again", group=clients, source="clients.csv")')
    write(project, [(1, "Ms")])
    failed = project.preview()
    assert "GroupPhones again and clients both declare the entries of one Group" in failed.text
    assert set(sandbox.calls()) <= {"GET /groups?page=1"}


@pytest.mark.slow
def test_every_problem_of_a_file_is_in_the_preview(project: Project) -> None:
    project.program(PROGRAM.format(arguments=""))
    (project.folder / "clients.csv").write_text(f"phone,salutation\n12,x\n{number(1)},y\n{number(1)},z\n")
    failed = project.preview()
    assert failed.code != 0
    assert "clients.csv, line 2: phone: " in failed.text
    assert "line 4: " in failed.text
    assert number(1) not in failed.text
    assert "Traceback" not in failed.text


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_what_was_only_partly_done_is_in_the_state_and_goes_on(project: Project, sandbox: Sandbox) -> None:
    """Written inline, so that the whole list travels in the trailer of the failure, twice: far more than 8 KiB."""
    project.configure(**project.config, batchSize="500")
    numbers = "[f'+49176{n:08}' for n in range(1500)]"
    people = f"entries=[PhoneArgs(phone=number, a='Rumpelstilzchen') for number in {numbers}]"
    project.program(f'g = Group("big", name="Big")\nGroupPhones("big", group=g, {people})')
    sandbox.fault(method="POST", pattern="/groups/*/phones/batch", status=403, skip=1)
    failed = project.up()
    assert failed.code != 0
    assert "are not yet as declared (POST /groups/" in failed.text
    state = project.pulumi("stack", "export", "-s", "test").text
    (entry,) = (r for r in json.loads(state)["deployment"]["resources"] if r["type"] in PHONES_TYPES)
    assert entry["outputs"]["owned"] == "7000001-7000500"
    assert "Rumpelstilzchen" not in state
    refreshed = project.refresh()
    assert refreshed.code == 0
    assert "1,000 missing" in refreshed.text
    assert project.up().summary == {"updated": 1, "unchanged": 2}
    (group,) = sandbox.listed()
    assert [phone["phone"] for phone in sandbox.phones(str(group["id"]))] == [number(n) for n in range(1500)]
    assert project.up().summary == {"unchanged": 3}


@pytest.mark.slow
def test_the_labels_of_a_group_that_is_looked_up_name_the_columns(project: Project, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="web", name_a="salutation")
    program = f'g = Group.get("web", "{id}")\nGroupPhones("web", group=g, source="clients.csv", mode="additive")'
    project.program(program)
    write(project, [(1, "Ms")])
    assert "+1 new" in project.preview().text, "the labels of a group that is looked up are known"
    assert project.up().code == 0
    assert sandbox.phones(id)[0]["a"] == "Ms"
