"""`Groups.from_stack_config`: groups of a stack file within a program that has keys and resources of its own."""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions
from pulumi.runtime.mocks import MockMonitor

from lox24_provider import stacks
from lox24_provider.stacks import Groups
from tests.support.mocks import Engine, given_up

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

FOREIGN = {"instanceType": "t3.micro", "subnets": ["a"], "tags": {"team": {"name": "infra"}}, "defaults": "eu"}
FILES = {
    "plain": {"name": "Plain", "phones": "l.csv"},
    "kept": {"name": "Kept", "phones": "l.csv", "protect": True, "retain_on_delete": True},
    "loose": {"name": "Loose", "phones": "l.csv", "protect": False, "retain_on_delete": False},
}

Ran = Callable[..., dict[str, Any]]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Runs a program with a configuration; what it asked the engine to register, by kind and name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text("phone\n")
    requests: dict[str, Any] = {}
    register: Callable[..., Any] = MockMonitor.RegisterResource

    def noted(self: MockMonitor, request: Any) -> Any:
        requests[f"{request.type.rpartition(':')[2]} {request.name}"] = request
        return register(self, request)

    monkeypatch.setattr(MockMonitor, "RegisterResource", noted)

    def ran(program: Callable[[], object], config: dict[str, Any]) -> dict[str, Any]:
        project = pulumi.get_project()
        full = {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}

        def started() -> None:
            pulumi.runtime.set_all_config(
                {key: value if isinstance(value, str) else json.dumps(value) for key, value in full.items()}
            )
            tested: Callable[..., Any] = pulumi.runtime.test
            tested(program)()

        pulumi.runtime.set_mocks(Engine())
        try:
            contextvars.copy_context().run(started)
        except (SystemExit, pulumi.RunError):
            given_up()
            raise
        return {key: one for key, one in requests.items() if key.split()[0] in ("Group", "GroupPhones", "Network")}

    return ran


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program says is wrong."""
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    return lines


@pytest.mark.parametrize(
    "config",
    [
        {"groups": FILES},
        {"lox24:groupsKey": "smsLists", "smsLists": FILES, "groups": ["admins"], "smsListsDefaults": {"gone": None}},
        {"lox24:groupsKey": "sms:lists", "sms:lists": FILES},
    ],
)
def test_a_programs_own_keys_are_left_alone_and_the_groups_stand_where_it_says(
    ran: Ran, config: dict[str, Any]
) -> None:
    found: list[Groups] = []
    made = ran(lambda: found.append(Groups.from_stack_config()), {**FOREIGN, **config})
    assert {*made} == {f"{kind} {key}" for kind in ("Group", "GroupPhones") for key in FILES}
    (groups,) = found
    assert [*groups.groups] == [*groups.phones] == [*groups.ids] == [*FILES]
    assert groups.ids["kept"] is groups.groups["kept"].id
    protected = {key for key, one in made.items() if one.protect}
    retained = {key for key, one in made.items() if one.retainOnDelete}
    assert protected == {"Group kept"}
    assert retained == {"Group kept", "GroupPhones kept"}


@pytest.mark.parametrize("config", [FOREIGN, {"groups": {}}, {"lox24:groupsKey": "smsLists"}, {}])
def test_a_stack_without_groups_is_fine_for_any_program_but_one_that_loads_them(
    ran: Ran, told: list[str], config: dict[str, Any]
) -> None:
    assert ran(Groups.from_stack_config, config) == {}
    if "groups" not in config:
        with pytest.raises(SystemExit):
            ran(stacks.load, config)
        key = config.get("lox24:groupsKey", "groups")
        assert [line.partition(".yaml: ")[2] for line in told] == [f"{key}: is required [LOX4010]"]


@pytest.mark.parametrize("call", [stacks.load, Groups.from_stack_config])
def test_a_misspelt_key_ends_the_program(ran: Ran, told: list[str], call: Callable[[], object]) -> None:
    with pytest.raises(SystemExit):
        ran(call, {"gruops": FILES})
    (line, *rest) = told
    assert f".yaml: gruops: is this `{pulumi.get_project()}:groups`? " in line
    assert len(rest) == (1 if call is stacks.load else 0)


def test_a_problem_is_told_with_the_key_that_the_file_has(ran: Ran, told: list[str]) -> None:
    with pytest.raises(SystemExit):
        ran(Groups.from_stack_config, {"lox24:groupsKey": "sms:lists", "sms:lists": {"a": {"name": "x" * 51}}})
    (line,) = told
    assert line.endswith(".yaml: sms:lists.a.name: has 51 characters, LOX24 stores at most 50 [LOX1003]")


def test_an_inline_program_ends_with_all_problems_and_no_traceback(
    ran: Ran, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Automation API shows a traceback for anything else, `SystemExit` too."""
    monkeypatch.setattr("lox24_provider.resources.inline_program.work_folder", lambda: tmp_path)
    with pytest.raises(pulumi.RunError) as refused:
        ran(Groups.from_stack_config, {"groups": {"a": {}, "b": {}}})
    assert [line.partition(": ")[2].partition(":")[0] for line in str(refused.value).splitlines()] == [
        "groups.a.name",
        "groups.b.name",
    ]
    assert told == []


def test_options_reach_every_resource_and_the_files_own_win(ran: Ran) -> None:
    def program() -> None:
        network = pulumi.ComponentResource("shop:index:Network", "network")
        Groups.from_stack_config(ResourceOptions(parent=network, protect=True, retain_on_delete=True))

    made = ran(program, {"groups": FILES})
    made.pop("Network network")
    assert {one.parent.rpartition("::")[2] for one in made.values()} == {"network"}
    held = {key: (one.protect, one.retainOnDelete) for key, one in made.items()}
    assert held == {
        **dict.fromkeys(("Group plain", "GroupPhones plain", "Group kept", "GroupPhones kept"), (True, True)),
        **dict.fromkeys(("Group loose", "GroupPhones loose"), (False, False)),
    }


def test_a_protected_parent_protects_what_the_file_says_nothing_of(ran: Ran) -> None:
    def program() -> None:
        network = pulumi.ComponentResource("shop:index:Network", "network", None, ResourceOptions(protect=True))
        Groups.from_stack_config(ResourceOptions(parent=network))

    made = ran(program, {"groups": FILES})
    assert {key for key, one in made.items() if not one.protect} == {"Group loose", "GroupPhones loose"}


@pytest.mark.parametrize(
    ("opts", "why"),
    [
        ({"protect": True}, "opts must be pulumi.ResourceOptions, not a mapping"),
        (ResourceOptions(id="5"), "opts.id can be right for one resource only"),
        (ResourceOptions(import_="5"), "opts.import_ can be right for one resource only"),
    ],
)
def test_options_that_are_none_or_for_one_resource_are_refused(opts: Any, why: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        Groups.from_stack_config(opts)
    assert str(refused.value) == f"Groups.from_stack_config: {why} [LOX1002]"
