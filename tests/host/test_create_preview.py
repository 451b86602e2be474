"""What a preview says of a creation: what it will meet in the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

CLIENTS = {"name": "My Clients"}


@pytest.mark.promise
def test_a_name_that_exists_is_told_of_every_creation_by_one_listing(host: Host, sandbox: Sandbox) -> None:
    id = sandbox.add_group(**CLIENTS)
    sandbox.forget()
    for name in ("a", "b"):
        assert host.check(CLIENTS, name=name) == (CLIENTS, [])
    assert host.check({"name": "another"}, name="c")[1] == []
    first, second = host.messages()
    assert first == second
    assert first.startswith(f"would be refused: group {id} has that name; did you mean `aliases`?")
    assert sandbox.calls() == ["GET /groups?page=1"]


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"on_existing": "adopt"}, "adopts group 10001 'My Clients', with 3 entries in it"),
        ({"adopt": "10001", "name": "new"}, "adopts group 10001 'My Clients', with 3 entries in it"),
        ({"adopt": "4711"}, "would be refused: there is no group 4711 in account"),
        ({"on_existing": "create"}, "makes one more group of a name that group 10001 has already"),
    ],
)
def test_what_is_told_is_what_will_happen(host: Host, sandbox: Sandbox, inputs: dict[str, str], told: str) -> None:
    sandbox.add_phones(sandbox.add_group(**CLIENTS), 3)
    host.check({**CLIENTS, **inputs})
    (said,) = host.messages()
    assert said.startswith(told)


def test_what_another_resource_holds_would_not_be_adopted_by_its_name(host: Host, sandbox: Sandbox) -> None:
    """Which is no refusal yet: the other one may get another name in the same run."""
    id = sandbox.add_group(**CLIENTS)
    host.diff(id, olds={**CLIENTS, "account": sandbox.account}, news=CLIENTS, old_inputs=CLIENTS, name="first")
    host.check({**CLIENTS, "on_existing": "adopt"}, name="second")
    assert host.messages() == [f"would be refused: group {id} is owned by 'first'"]


@pytest.mark.promise
@pytest.mark.parametrize("on_existing", ["refuse", "adopt"])
def test_a_name_that_looks_the_same_is_told_and_refused(host: Host, sandbox: Sandbox, on_existing: str) -> None:
    """Neither made beside it nor taken over for it: a person is to look."""
    id = sandbox.add_group(name="My Clients\u3164")
    inputs = {**CLIENTS, "on_existing": on_existing}
    host.check(inputs)
    (said,) = host.messages()
    assert said.startswith(f"would be refused: the name of group {id} looks the same as 'My Clients', so nothing is")
    with pytest.raises(Failure, match=f"the name of group {id} looks the same as 'My Clients'"):
        host.create(inputs)
    assert len(sandbox.groups()) == 1
    host.create({**inputs, "on_existing": "create"})
    assert len(sandbox.groups()) == 2


def test_two_creations_that_look_the_same_make_one_group(host: Host, sandbox: Sandbox) -> None:
    host.create(CLIENTS, name="first")
    with pytest.raises(Failure, match="looks the same"):
        host.create({"name": "My\u00a0Clients"}, name="second")
    assert len(sandbox.groups()) == 1


def test_two_that_could_be_adopted_are_named(host: Host, sandbox: Sandbox) -> None:
    first, second = sandbox.add_group(**CLIENTS), sandbox.add_group(**CLIENTS)
    host.check({**CLIENTS, "on_existing": "adopt"})
    (said,) = host.messages()
    assert said.startswith(f"would be refused: each of the groups {first}, {second} has that name")


def test_a_name_that_this_run_gives_up_is_in_nobodys_way(host: Host, sandbox: Sandbox) -> None:
    id = sandbox.add_group(**CLIENTS)
    state = {**CLIENTS, "account": sandbox.account}
    host.diff(id, olds=state, news={"name": "Old Clients"}, old_inputs=CLIENTS, name="old")
    host.check(CLIENTS, name="new")
    assert host.messages() == []


@pytest.mark.promise
@pytest.mark.parametrize("fault", ["no token", "not reachable"])
def test_a_preview_that_cannot_ask_says_so_once_and_goes_on(
    make_host: Callable[..., Host], sandbox: Sandbox, fault: str
) -> None:
    host = make_host(token="" if fault == "no token" else "1:key")
    sandbox.fault(status=503, times=99)
    for name in ("a", "b"):
        assert host.check(CLIENTS, name=name)[1] == []
    (said,) = host.messages()
    assert said.startswith("not checked, whether the account has a group of such a name: ")
    assert len(sandbox.calls()) == (fault != "no token")


def test_what_is_there_already_asks_nothing(host: Host, sandbox: Sandbox) -> None:
    host.check(CLIENTS, olds=CLIENTS)
    assert sandbox.calls() == []


def test_the_listing_serves_the_creation_too(host: Host, sandbox: Sandbox) -> None:
    inputs: dict[str, Any] = host.check(CLIENTS)[0]
    host.create(inputs)
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups"]
