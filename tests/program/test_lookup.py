"""Look-ups as a program calls them, in its own process, on a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from lox24_provider import get_account, get_group, get_groups, lookup
from tests.support.sandbox import TOKEN, Sandbox


@pytest.fixture(autouse=True)
def _program(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOX24_TOKEN", TOKEN)
    lookup._opened.clear()
    pulumi.runtime.set_all_config({"lox24:baseUrl": sandbox.url, "lox24:maxRetries": "0"}, [])
    yield
    pulumi.runtime.set_all_config({}, [])
    lookup._opened.clear()


def test_a_group_is_found_by_its_number_or_its_name_with_one_listing(sandbox: Sandbox) -> None:
    ids = [sandbox.add_group(name=f"Group {n}", name_a="label" if n == 7 else None) for n in range(65)]
    sandbox.forget()

    by_name = get_group(name="Group 7")

    assert by_name == get_group(id=ids[7]) == get_group(id=int(ids[7]))
    assert (by_name.id, by_name.name, by_name.name_a, by_name.account) == (ids[7], "Group 7", "label", sandbox.account)
    assert get_groups(name_pattern="Group 6?").ids == ids[60:65]
    assert get_groups(name_pattern="group*").groups == []
    assert [group.name for group in get_groups().groups] == [f"Group {n}" for n in range(65)]
    assert sandbox.calls() == [f"GET /groups?page={page}" for page in (1, 2, 3)]


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
        assert str(refused.value) == line


def test_a_wrong_token_is_sent_once(sandbox: Sandbox) -> None:
    sandbox.fault(path="/groups", status=401)
    sandbox.forget()

    for _ in range(3):
        with pytest.raises(pulumi.RunError, match="401"):
            get_groups()

    assert sandbox.count() == 1
