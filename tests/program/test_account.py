"""`Account` as programs use it, without an engine."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import Output, ResourceOptions
from pulumi.runtime import rpc

from lox24_provider import Account, AccountArgs, Group, GroupPhones, PhoneArgs
from tests.support.mocks import Engine

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

TOKEN = "2222222:eu-canary"


@pytest.fixture
def engine() -> Engine:
    engine = Engine()
    pulumi.runtime.set_mocks(engine)
    return engine


def test_an_account_brings_text_only_and_tells_whose_settings_they_are(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        Account("eu", token=TOKEN, parallel=16, timeout=Output.from_input(60), client_id=Output.from_input("2222222"))

    program()
    inputs = dict(engine.registered["eu"].inputs)
    assert rpc.is_rpc_secret(token := inputs.pop("lox24:token"))
    assert rpc.unwrap_rpc_secret(token) == TOKEN
    assert inputs == {
        "lox24:clientId": "2222222",
        "lox24:baseUrl": "https://api.lox24.eu",
        "lox24:parallel": "16",
        "lox24:timeout": "60",
        "lox24:explicitAccount": "eu",
    }


def test_every_argument_of_an_account_is_documented() -> None:
    told = (Path(__file__).parents[2] / "docs/reference/account.md").read_text()
    for name in inspect.signature(AccountArgs).parameters:
        assert f"| `{name}` |" in told, name


@pytest.mark.promise
def test_a_representation_of_an_account_hides_the_token(engine: Engine) -> None:  # noqa: ARG001 a program needs one
    @pulumi.runtime.test
    def program() -> None:
        account = Account("eu", token=TOKEN)
        assert "canary" not in f"{account!r} {account} {vars(account)!r}"

    program()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"client_id": "7"}, "token is a token of account 2222222, but this Account belongs to account 7 (client_id)"),
        ({"token": ""}, "there is no token: give one of the form <client id>:<api key>"),
        ({"token": "barecanary"}, "token has no client id: write <client id>:<api key>, or set client_id"),
        ({"base_url": "http://lox24.example"}, "the base URL (base_url) must begin with https://; the token would"),
        ({"max_retries": 21}, "max_retries must be a whole number from 0 to 20"),
        ({"batch_size": True}, "batch_size must be a whole number from 1 to 10000"),
        ({"on_existing": "adpt"}, "on_existing must be one of refuse, adopt, create"),
    ],
)
def test_a_wrong_argument_is_one_line_that_names_account_and_argument(
    engine: Engine, arguments: dict[str, Any], line: str
) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        Account("eu", **{"token": TOKEN, **arguments})
    assert str(refused.value).startswith(f"Account 'eu': {line}")
    assert "canary" not in str(refused.value)
    assert engine.registered == {}


def test_a_bare_key_waits_for_its_client_id(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        Account("eu", token="barekey", client_id=Output.from_input("2222222"))

    program()
    assert engine.registered["eu"].inputs["lox24:clientId"] == "2222222"


def test_people_of_a_list_may_be_dicts_and_what_is_no_person_is_one_line(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        group = Group("g", name="G")
        for name, entries in (
            ("objects", [PhoneArgs(phone="+4917612345678", a="Ann")]),
            ("dicts", [{"phone": "+4917612345678", "a": "Ann"}]),
        ):
            opts = ResourceOptions(provider=Account(name, token=TOKEN))
            GroupPhones(name, group="10", entries=entries, opts=opts)
        for wrong in ({"a": "Ann"}, {"phone": "+4917612345678", "name": "Ann"}, "+4917612345678"):
            with pytest.raises(
                pulumi.RunError,
                match=r"^GroupPhones 'wrong': entries: number 1 must be a PhoneArgs, or a dict with a phone",
            ):
                GroupPhones("wrong", group=group, entries=[wrong])  # type: ignore[list-item]

    program()
    told = [engine.registered[name].inputs["entries"] for name in ("objects", "dicts")]
    assert told[0] == told[1]


def test_a_list_declares_a_number_once_in_each_account(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        for name in ("eu", "ch"):
            account = Account(name, token=TOKEN)
            GroupPhones(name, group="10", source="x.csv", opts=ResourceOptions(provider=account))
        GroupPhones("own", group="10", source="x.csv")
        team = pulumi.ComponentResource("a:b:Team", "team", None, ResourceOptions(providers=[account]))
        with pytest.raises(pulumi.RunError, match="GroupPhones again and ch both declare the entries of group 10"):
            GroupPhones("again", group="10", source="x.csv", opts=ResourceOptions(parent=team))

    program()
    assert {"eu", "ch", "own"} <= engine.registered.keys()


@pytest.mark.promise
def test_a_list_never_works_on_another_account_than_its_group(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        eu, ch = Account("eu", token=TOKEN), Account("ch", token="3333333:key")
        group = Group("clients", name="Clients", opts=ResourceOptions(provider=eu))
        for opts, whose in (
            (None, "the stack's account"),
            (ResourceOptions(provider=ch), "Account ch"),
            (ResourceOptions(providers=[ch]), "Account ch"),
        ):
            line = f"GroupPhones clients works on {whose}, but its group on Account eu: give both the same provider"
            with pytest.raises(pulumi.RunError, match=line):
                GroupPhones("clients", group=group, source="x.csv", opts=opts)
        with pytest.raises(pulumi.RunError, match="works on Account ch, but its group on the stack's account"):
            GroupPhones("own", group=Group("own", name="Own"), source="x.csv", opts=ResourceOptions(provider=ch))
        GroupPhones("by-parent", group=group, source="x.csv", opts=ResourceOptions(parent=group))

    program()
    assert "by-parent" in engine.registered
