"""What users' own tests get: a sandbox, a stack on it, and mocks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest

from lox24_provider import Group, GroupPhones, MailingList, get_account, get_group, get_group_output, get_groups
from lox24_provider.testing import Mocks, Sandbox, Stack
from tests.support.mocks import given_up, swept
from tests.support.people import number

ROOT = Path(__file__).parents[2]

pytest_plugins = ["pytest_lox24"]

PEOPLE = f"phone,a\n{number(1)},Ann\n{number(2)},Ben\n"


@pytest.fixture
def mocks() -> Iterator[Mocks]:
    """Programs of this test run without an engine."""
    mocks = Mocks(groups={"20001": {"name": "Theirs", "count_items": 3}})
    pulumi.runtime.set_mocks(mocks)
    yield mocks
    given_up()
    pulumi.runtime.settings.reset_options(
        project="project", stack="stack"
    )  # which has kept the errors, and what they hold
    swept()


def values(*outputs: pulumi.Output[object]) -> list[object]:
    """What outputs are, within a program under mocks."""
    found: list[object] = []
    pulumi.Output.all(*outputs).apply(found.extend)
    return found


def test_mocks_answer_as_the_provider_does(mocks: Mocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    found: list[list[object]] = []

    @pulumi.runtime.test
    def program() -> None:
        group = Group("clients", name="Clients", name_a="name")
        phones = GroupPhones("clients-list", group=group, source="people.csv")
        theirs = Group.get("theirs", "20001")
        both = MailingList("vips", name="VIPs", entries=[{"phone": number(3)}])
        found.append(values(group.id, group.account, phones.count, theirs.name, theirs.count_items))
        found.append(values(both.number, both.count))

    program()
    assert found[0] == ["10001", "1234567@api.lox24.eu", 2, "Theirs", 3]
    assert found[1] == ["10002", 1]
    assert mocks.registered["clients"]["name_a"] == "name"
    assert mocks.registered["vips"]["name"] == "VIPs"
    assert set(mocks.registered_phones) == {"clients-list", "vips"}


@pytest.mark.promise
def test_functions_under_mocks_ask_nobody(
    mocks: Mocks, lox24_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests has the token of a real account in the environment."""
    for name, value in lox24_sandbox.environment.items():
        monkeypatch.setenv(name, value)
    mocks.account = "7@api.lox24.eu"
    lox24_sandbox.add_group("Theirs")
    lox24_sandbox.forget_requests()
    found: list[list[object]] = []

    @pulumi.runtime.test
    def program() -> None:
        one, account = get_group(name="Theirs"), get_account()
        found.append([one.id, one.count_items, one.account, account.client_id, get_groups().ids])
        later = get_group_output(id=Group("clients", name="Clients").id.apply(lambda _: "20001"))
        found.append(values(later.name))

    program()
    assert found == [["20001", 3, "7@api.lox24.eu", "7", ["20001"]], ["Theirs"]]
    assert lox24_sandbox.requests() == []


def test_functions_under_mocks_tell_what_is_not_there(mocks: Mocks) -> None:
    assert mocks.groups

    @pulumi.runtime.test
    def program() -> None:
        get_group(name="Nobody's")

    with pytest.raises(pulumi.RunError, match="LOX3202"):
        program()


def test_mocks_begin_a_program_of_their_own(mocks: Mocks) -> None:
    """In one program the second of these would be refused: a group has one list."""

    @pulumi.runtime.test
    def one() -> None:
        GroupPhones("one", group="20001", entries=[{"phone": number(1)}])

    @pulumi.runtime.test
    def another() -> None:
        GroupPhones("another", group="20001", entries=[{"phone": number(1)}])

    one()
    pulumi.runtime.set_mocks(others := Mocks())
    another()
    assert ([*mocks.registered_phones], [*others.registered_phones]) == (["one"], ["another"])


@pytest.mark.parametrize(
    ("name", "told"),
    [("x" * 51, "has 51 characters, LOX24 stores at most 50"), ("", "is required")],
)
def test_mocks_refuse_what_the_provider_refuses(mocks: Mocks, name: str, told: str) -> None:
    assert mocks.registered == {}

    @pulumi.runtime.test
    def program() -> None:
        Group("clients", name=name)

    with pytest.raises(ValueError, match=told):
        program()


def test_a_sandbox_does_what_customers_cannot(lox24_sandbox: Sandbox) -> None:
    group = lox24_sandbox.add_group("Clients", description="x")
    entry = lox24_sandbox.add_entry(group, number(1), a="Ann")
    lox24_sandbox.edit_group(group, description=None)
    lox24_sandbox.edit_entry(entry, a="Anna")
    lox24_sandbox.join(group, number(2))
    lox24_sandbox.opt_out(group, number(2))
    lox24_sandbox.block(number(3))
    (held,) = lox24_sandbox.groups()
    assert (held["id"], held["description"], held["count_items"]) == (group, None, 2)
    assert [(one["a"], one["unsubscribed_at"] is None) for one in lox24_sandbox.entries(group)] == [
        ("Anna", True),
        (None, False),
    ]
    blocked = lox24_sandbox.api("GET", "/blocked_numbers")
    assert {one["number"] for one in blocked} == {number(2), number(3)}
    lox24_sandbox.forget_requests()
    lox24_sandbox.delete_entry(entry)
    lox24_sandbox.delete_group(group)
    assert (lox24_sandbox.groups(), lox24_sandbox.requests()) == ([], [])
    with pytest.raises(LookupError):
        lox24_sandbox.opt_out(group, number(1))


@pytest.mark.parametrize("example", ["Without an engine", "With the engine", "What LOX24 may do"])
@pytest.mark.slow
def test_the_examples_of_the_documentation_are_tests(example: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "test-a-program.md").read_text()
    (code,) = re.findall(
        r"```python[^\n]*\n(.*?)```", page.partition(f"## {example}")[2].partition("\n## ")[0], re.DOTALL
    )
    (tmp_path / "test_example.py").write_text(code)
    words = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "pytest_lox24",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout


@pytest.mark.slow
def test_a_stack_copies_no_settings_and_writes_nothing_where_its_files_are(
    lox24_sandbox: Sandbox, tmp_path: Path
) -> None:
    for name in ("people.csv", "Pulumi.yaml", ".env"):
        (tmp_path / name).write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with Stack(lambda: None, sandbox=lox24_sandbox, files=tmp_path, config={"lists:name": "Clients"}) as stack:
        work = Path(str(stack.automation.workspace.work_dir))
        assert (work / "people.csv").exists()
        assert not (work / ".env").exists()
        assert "name: tested" in (work / "Pulumi.yaml").read_text()
        assert stack.automation.get_config("lists:name").value == "Clients"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env", "Pulumi.yaml", "dangling", "people.csv"]
    assert not work.exists()


def test_the_plugin_loads_neither_pulumi_nor_the_sandbox() -> None:
    """Every pytest of a machine that has this package loads it."""
    loaded = (
        "import sys, pytest_lox24; sys.exit(any(m in sys.modules for m in ('pulumi', 'lox24_provider', 'starlette')))"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
