"""Functions as a program calls them, in its own process, on a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import InvokeOptions, Output, ResourceOptions

from lox24_provider import (
    Account,
    GetAccountResult,
    GetGroupResult,
    get_account,
    get_account_output,
    get_group,
    get_group_output,
    get_groups,
    get_groups_output,
)
from lox24_provider.resources import functions
from tests.support.sandbox import TOKEN, Sandbox

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

EU = "2222222:eu-canary"


class Engine(pulumi.runtime.Mocks):
    """Takes what a program registers."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        return "1", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a program calls nothing, but called {args.token}")


@pytest.fixture(autouse=True)
def _program(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    functions._opened.clear()
    pulumi.runtime.set_all_config({"lox24:baseUrl": sandbox.url, "lox24:maxRetries": "0"}, [])
    yield
    pulumi.runtime.set_all_config({}, [])
    functions._opened.clear()


@pytest.mark.slow
def test_a_group_is_found_by_its_number_or_its_name_with_one_listing(sandbox: Sandbox) -> None:
    ids = [sandbox.add_group(name=f"Group {n}", name_a="label" if n == 7 else None) for n in range(65)]
    sandbox.forget()

    by_name = get_group(name="Group 7")

    assert by_name == get_group(id=ids[7]) == get_group(id=int(ids[7]))
    assert (by_name.id, by_name.name, by_name.name_a, by_name.account) == (ids[7], "Group 7", "label", sandbox.account)
    assert get_groups(name_pattern="Group 6?").ids == ids[60:65]
    assert get_groups(name_pattern="group*").groups == []
    assert [group.name for group in get_groups().groups] == [f"Group {n}" for n in range(65)]
    assert sorted(sandbox.calls()) == [f"GET /groups?page={page}" for page in (1, 2, 3)]


def test_the_account_is_confirmed_by_lox24(sandbox: Sandbox) -> None:
    sandbox.groups()
    sandbox.forget()
    account = get_account()

    assert account == get_account()
    assert sandbox.calls() == ["GET /me"]
    assert (account.name, account.client_id) == (sandbox.account, "1234567")
    assert account.host == sandbox.url.removeprefix("http://")
    assert TOKEN.partition(":")[2] not in repr(account)


def test_what_cannot_be_found_is_one_line(sandbox: Sandbox) -> None:
    ids = [sandbox.add_group(name="Twin") for _ in range(2)]
    where = f"in account {sandbox.account}: check the"
    lines: dict[str, dict[str, Any]] = {
        "get_group: takes an id or a name, one of the two": {},
        "id: must be the group's number at LOX24, digits only": {"id": "x"},
        f"there is no group 4711 {where} id, and which account the token is of": {"id": "4711"},
        f"there is no group called 'None such' {where} name, letter by letter, and which account the token is of": {
            "name": "None such"
        },
        f"groups {ids[0]}, {ids[1]} are all called 'Twin': look the one up by its id": {"name": "Twin"},
    }

    for line, arguments in lines.items():
        with pytest.raises(pulumi.RunError) as refused:
            get_group(**arguments)
        told, code = str(refused.value).rsplit(" ", 1)
        assert told == line
        assert code in ("[LOX1002]", "[LOX3201]", "[LOX3202]", "[LOX3203]")


def test_the_account_that_is_asked_is_the_providers_or_the_parents(sandbox: Sandbox) -> None:
    theirs = sandbox.add_group(EU, name="Theirs")
    sandbox.forget()
    pulumi.runtime.set_mocks(Engine())

    @pulumi.runtime.test
    def program() -> None:
        eu = Account("eu", token=EU, base_url=sandbox.url)
        team = pulumi.ComponentResource("a:b:Team", "team", None, ResourceOptions(providers=[eu]))
        for opts in (InvokeOptions(provider=eu), InvokeOptions(parent=team)):
            assert get_groups(opts=opts).ids == [theirs]
            assert get_account(opts=opts).client_id == "2222222"
        assert get_groups().ids == []
        with pytest.raises(pulumi.RunError, match="must be an Account of lox24_provider"):
            get_groups(opts=InvokeOptions(provider=pulumi.ProviderResource("aws", "aws")))

    program()
    assert sorted(sandbox.calls()) == [*["GET /groups?page=1"] * 2, "GET /me"]


def test_what_is_known_later_is_asked_later_and_is_no_secret_of_the_token(sandbox: Sandbox) -> None:
    theirs = sandbox.add_group(EU, name="Theirs")
    pulumi.runtime.set_mocks(Engine())

    @pulumi.runtime.test
    def program() -> Output[None]:
        eu = Account("eu", token=Output.secret(EU), base_url=Output.from_input(sandbox.url))
        opts = InvokeOptions(provider=eu)
        with pytest.raises(
            pulumi.RunError, match="the token of Account eu is known only later: use get_account_output"
        ):
            get_account(opts=opts)
        found = get_group_output(name=Output.from_input("Theirs"), opts=opts)
        hidden = get_groups_output(name_pattern=Output.secret("The*"), opts=opts)
        whose = get_account_output(opts=opts)

        async def told() -> None:
            assert (await found.future(), await found.is_secret()) == (get_one(theirs), False)
            assert await hidden.is_secret()
            assert (await hidden.ids.future(), (await whose.future() or nobody).client_id) == ([theirs], "2222222")

        return Output.from_input(told())

    def get_one(id: str) -> GetGroupResult:
        fields = dict.fromkeys(("description", *(f"name_{column}" for column in "abcde"), "deleted_at"))
        account = sandbox.account.replace("1234567", "2222222")
        return GetGroupResult(id=id, name="Theirs", count_items=0, account=account, **fields)

    nobody = GetAccountResult(name="", client_id="", host="")
    program()


@pytest.mark.usefixtures("sandbox")
def test_a_name_that_is_secret_is_not_told_where_there_is_no_group_of_it() -> None:
    pulumi.runtime.set_mocks(Engine())

    @pulumi.runtime.test
    def program() -> Output[GetGroupResult]:
        return get_group_output(name=Output.secret("A canary"))

    with pytest.raises(pulumi.RunError, match=r"^there is no group called \(secret\) in account"):
        program()


def test_the_embedded_sandbox_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pulumi.runtime.set_all_config({"lox24:baseUrl": "sandbox"}, [])

    assert get_groups().ids == []
    assert get_account().name == "1000000@sandbox"  # `LOX24_TOKEN` is none of its business


def test_a_wrong_token_is_sent_once(sandbox: Sandbox) -> None:
    sandbox.fault(path="/groups", status=401)
    sandbox.forget()

    for _ in range(3):
        with pytest.raises(pulumi.RunError, match="401"):
            get_groups()

    assert sandbox.count() == 1
