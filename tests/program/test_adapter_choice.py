"""`lox24:native`: what a program registers with either adapter, each time findable by what the other one made."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import ROOT_STACK_RESOURCE, Alias, Input, InvokeOptions, Output, ResourceOptions
from pulumi.runtime.mocks import MockMonitor

import lox24_provider as lox24
from lox24_provider import Account, Group, GroupPhones, MailingList
from lox24_provider.adapter.state_format import (
    ACCOUNT_TYPES,
    GROUP_TYPES,
    MAILING_LIST_TYPE,
    PHONES_PROVIDER_REFERENCE,
    PHONES_TYPES,
    PROVIDER_KEY,
    PROVIDER_REFERENCE,
)
from lox24_provider.testing import Mocks
from tests.support.mocks import Engine, given_up

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

TOKEN = "1234567:key"
STACK = "urn:pulumi:stack::project::"
DYNAMIC: dict[str, str] = {}
NATIVE = {"lox24:native": "true"}

Ran = Callable[..., list[Any]]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Runs a program with a configuration; what it asked the engine to register, in order, without the stack."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.csv").write_text("phone\n")
    register: Callable[..., Any] = MockMonitor.RegisterResource

    def run(program: Callable[[], object], config: dict[str, str], *, mocks: Any = None) -> list[Any]:
        requests: list[Any] = []

        def noted(self: MockMonitor, request: Any) -> Any:
            requests.append(request)
            return register(self, request)

        monkeypatch.setattr(MockMonitor, "RegisterResource", noted)

        def started() -> None:
            pulumi.runtime.set_all_config(config)
            tested: Callable[..., Any] = pulumi.runtime.test
            tested(program)()

        pulumi.runtime.set_mocks(mocks or Engine())
        try:
            contextvars.copy_context().run(started)
        except (SystemExit, pulumi.RunError):
            given_up()
            raise
        return [one for one in requests if one.type != "pulumi:pulumi:Stack"]

    return run


def aliases(request: Any) -> list[str]:
    """Types and names by which the engine would find it, as far as they are not its own; `/` for one without parent."""
    found = []
    for one in request.aliases:
        spec = one.spec
        told = one.urn.split("::", 2)[2] if one.urn else f"{spec.type or request.type}::{spec.name or request.name}"
        found.append(
            f"/{told}" if spec.noParent or spec.parentUrn.endswith("::pulumi:pulumi:Stack::project-stack") else told
        )
    return found


def pair() -> None:
    clients = Group("clients", name="Clients")
    GroupPhones("clients", group=clients, source="l.csv")


@pytest.mark.parametrize(
    ("config", "own"),
    [(DYNAMIC, 0), (NATIVE, 1), *(({"lox24:native": word}, own) for word, own in (("false", 0), ("", 0), ("True", 1)))],
)
def test_the_stack_chooses_the_adapter_and_the_other_is_an_alias(ran: Ran, config: dict[str, str], own: int) -> None:
    group, people = ran(pair, config)

    assert (group.type, people.type) == (GROUP_TYPES[own], PHONES_TYPES[own])
    assert aliases(group) == [f"{GROUP_TYPES[not own]}::clients"]
    assert aliases(people) == [f"{PHONES_TYPES[not own]}::clients"]
    references = [one.object.fields[PROVIDER_KEY].string_value for one in (group, people)]
    assert references == (["", ""] if own else [PROVIDER_REFERENCE, PHONES_PROVIDER_REFERENCE])


@pytest.mark.parametrize("value", ["yes", "1", "native", " true"])
def test_another_word_is_refused_before_anything_is_registered(ran: Ran, value: str) -> None:
    for declare in (
        lambda: Group("a", name="A"),
        lambda: GroupPhones("a", group="1", source="l.csv"),
        lambda: Account("eu", token=TOKEN),
        lambda: lox24.get_group(name="A"),
    ):
        with pytest.raises(pulumi.RunError, match=r"^lox24:native must be true or false.*\[LOX1001\]$"):
            ran(declare, {"lox24:native": value})


@pytest.mark.parametrize(("config", "own"), [(DYNAMIC, 0), (NATIVE, 1)])
def test_a_resource_that_is_renamed_in_the_same_step_is_found_by_either_type(
    ran: Ran, config: dict[str, str], own: int
) -> None:
    mine, other = GROUP_TYPES[own], GROUP_TYPES[not own]
    given: list[Input[str | Alias]] = [
        Alias(name="old"),
        f"{STACK}{other}::older",
        Output.from_input(Alias(name="oldest")),
        Alias(type_="a:b:C", name="own"),
        Output.from_input(f"{STACK}{mine}::last"),
    ]
    opts = ResourceOptions(aliases=given)
    (group,) = ran(lambda: Group("new", name="A", opts=opts), config)

    assert aliases(group) == [
        f"{other}::new",
        *(f"{mine}::old", f"{other}::old"),
        f"{other}::older",
        *(f"{mine}::oldest", f"{other}::oldest"),
        "a:b:C::own",
        *(f"{mine}::last", f"{mine}::last"),  # what is known later is only then seen to have its type
    ]
    assert opts.aliases == given  # the program's own options stay as they are


@pytest.mark.parametrize(("config", "own"), [(DYNAMIC, 0), (NATIVE, 1)])
def test_what_moves_into_a_mailing_list_is_found_by_either_type(ran: Ran, config: dict[str, str], own: int) -> None:
    component, group, people = ran(lambda: MailingList("clients", name="Clients", source="l.csv"), config)

    assert (component.type, aliases(component)) == (MAILING_LIST_TYPE, [])
    for one, types in ((group, GROUP_TYPES), (people, PHONES_TYPES)):
        mine, other = types[own], types[not own]
        assert one.type == mine
        assert aliases(one) == [f"{other}::clients", f"/{mine}::clients", f"/{other}::clients"]


def test_an_account_is_a_provider_of_the_plugin_with_its_own_keys(ran: Ran) -> None:
    def program() -> None:
        eu = Account("eu", token=TOKEN, parallel=4, on_existing="adopt")
        clients = Group("clients", name="A", opts=ResourceOptions(provider=eu))
        GroupPhones("clients", group=clients, source="l.csv", opts=ResourceOptions(parent=clients))
        MailingList("list", name="B", source="l.csv", opts=ResourceOptions(provider=eu))

    dynamic, native = ran(program, DYNAMIC), ran(program, NATIVE)

    assert [one.type for one in (dynamic[0], native[0])] == [*ACCOUNT_TYPES]
    assert aliases(native[0]) == [f"{ACCOUNT_TYPES[0]}::eu"]
    assert aliases(dynamic[0]) == [f"{ACCOUNT_TYPES[1]}::eu"]
    fields = native[0].object.fields
    assert {*fields} == {"token", "baseUrl", "parallel", "onExisting"}
    assert (fields["parallel"].string_value, fields["baseUrl"].string_value) == ("4", "https://api.lox24.eu")
    assert fields["token"].struct_value.fields["value"].string_value == TOKEN  # marked as a secret
    for requests, own in ((dynamic, ACCOUNT_TYPES[0]), (native, ACCOUNT_TYPES[1])):
        served = [one for one in requests if one.type in (*GROUP_TYPES, *PHONES_TYPES)]
        assert [f"{own}::eu" in one.provider for one in served] == [True] * 4


@pytest.mark.parametrize("name", ["default", "default_0_1_0"])
def test_an_account_is_not_called_as_the_stacks_own_provider_whose_token_may_be_the_environments(
    ran: Ran, name: str
) -> None:
    assert len(ran(lambda: Account(name, token=TOKEN), DYNAMIC)) == 1
    with pytest.raises(pulumi.RunError, match="with lox24:native the stack's own provider is called so"):
        ran(lambda: Account(name, token=TOKEN), NATIVE)


@pytest.mark.parametrize("config", [DYNAMIC, NATIVE], ids=["dynamic", "native"])
def test_functions_and_mocks_know_an_account_and_a_group_of_either(ran: Ran, config: dict[str, str]) -> None:
    seen: list[str] = []
    mocks = Mocks(groups={"7": {"name": "There"}})

    def program() -> None:
        eu = Account("eu", token=TOKEN)
        within = MailingList("clients", name="Clients", source="l.csv", opts=ResourceOptions(provider=eu))
        seen.append(lox24.get_group(name="There", opts=InvokeOptions(parent=within)).id)
        there = Group.get("there", 7)
        there.name.apply(seen.append)

    ran(program, config, mocks=mocks)

    assert seen == ["7", "There"]
    assert {*mocks.registered} == {"eu", "clients", "there"}
    assert {*mocks.registered_phones} == {"clients"}


def test_what_is_only_looked_up_has_no_alias(ran: Ran) -> None:
    opts = ResourceOptions(aliases=[Alias(name="old", parent=ROOT_STACK_RESOURCE)])
    assert ran(lambda: Group.get("there", "7", opts=opts), NATIVE) == []  # a read is no registration
