"""A preview, call by call: it reads at most, and whoever is asked for outputs then sends nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime import rpc

from lox24_provider.rules.entry_plan.counts import Counts, row
from lox24_provider.rules.secrecy import SECRET
from tests.support.host import Failure, Host
from tests.support.people import REFERENCE, People, held, number
from tests.support.sandbox import Sandbox

CLIENTS = {"name": "My Clients", "description": "Best clients"}
LATER = {"count_items": rpc.UNKNOWN, "deleted_at": rpc.UNKNOWN}
NEW = "who is on the block list is left out"


def previewed(host: Host, sandbox: Sandbox, news: dict[str, Any], **held: Any) -> dict[str, Any] | None:
    """The outputs that a preview of a group tells; `held` are id, state and inputs of what is there."""
    sandbox.forget()
    inputs, problems = host.check(news, olds=held.get("inputs"))
    assert problems == []
    if held:
        told = host.diff(held["id"], olds=held["state"], news=inputs, old_inputs=held["inputs"])
        if told == "same" and "__incomplete" not in held["state"]:
            return None
    asked = len(sandbox.calls())
    outputs = host.foreseen(inputs, id=held.get("id", ""), state=held.get("state"))
    assert len(sandbox.calls()) == asked
    assert all(call.startswith("GET ") for call in sandbox.calls())
    return outputs


@pytest.mark.promise
@pytest.mark.parametrize(
    ("there", "how", "told"),
    [
        ([], {}, []),
        ([], {"on_existing": "adopt"}, []),
        (["My Clients"], {"on_existing": "adopt"}, ["adopts group 10001 'My Clients', with 0 entries in it"]),
        (["Other"], {"adopt": "10001"}, ["adopts group 10001 'Other', with 0 entries in it"]),
        (["My Clients"], {}, ["would be refused: group 10001 has that name"]),
        (["My Clients"] * 2, {"on_existing": "adopt"}, ["would be refused: each of the groups 10001, 10002"]),
        (["My Clients"], {"on_existing": "create"}, ["makes one more group of a name that group 10001 has already"]),
    ],
    ids=["new", "none to adopt", "adopt by name", "adopt by id", "refuse", "two to adopt", "one more"],
)
@pytest.mark.short(cases=6)
def test_a_preview_of_a_groups_creation_looks_and_writes_nothing(
    host: Host, sandbox: Sandbox, there: list[str], how: dict[str, str], told: list[str]
) -> None:
    for name in there:
        sandbox.add_group(name=name)
    before, news = sandbox.listed(), {**CLIENTS, **how}
    outputs = previewed(host, sandbox, news)
    assert len(sandbox.calls()) == 1
    assert sandbox.listed() == before
    assert [said[: len(text)] for said, text in zip(host.messages(), told, strict=True)] == told
    assert outputs in (None, {**news, "force_destroy": False, "account": sandbox.account, **LATER})


@pytest.mark.promise
def test_a_preview_of_a_groups_update_asks_nothing(host: Host, sandbox: Sandbox) -> None:
    id, state = host.create(CLIENTS)
    before, news = sandbox.listed(), {"name": "Renamed", "description": rpc.UNKNOWN}
    outputs = previewed(host, sandbox, news, id=id, state=state, inputs=CLIENTS)
    assert outputs in (None, {**news, "force_destroy": False, "account": sandbox.account, **LATER})
    assert sandbox.calls() == []
    assert previewed(host, sandbox, CLIENTS, id=id, state=state, inputs=CLIENTS) is None
    assert sandbox.listed() == before


@pytest.mark.promise
def test_a_preview_completes_no_adoption_that_stopped_half_way(host: Host, sandbox: Sandbox) -> None:
    sandbox.add_group(name="My Clients", description="old")
    inputs = {**CLIENTS, "on_existing": "adopt"}
    sandbox.fault(method="PUT", status=500)
    with pytest.raises(Failure, match="was adopted, but is not yet as declared") as failed:
        host.create(inputs)
    assert failed.value.partial is not None
    id, state, _ = failed.value.partial
    before = sandbox.listed()
    previewed(host, sandbox, inputs, id=id, state=state, inputs=inputs)
    assert sandbox.calls() == []
    assert sandbox.listed() == before


def test_what_is_secret_stays_it_in_what_a_preview_tells(host: Host, sandbox: Sandbox) -> None:
    """`Native` asserts that it is marked."""
    outputs = previewed(host, sandbox, {**CLIENTS, SECRET: "description"})
    assert outputs is None or outputs[SECRET] == "description"


# Lists


@pytest.fixture
def seen(sandbox: Sandbox) -> Callable[..., list[str]]:
    """Previews a list and gives what it asked for; nothing is written, and its outputs cost nothing."""

    def see(people: People, **arguments: Any) -> list[str]:
        before = [sandbox.phones(str(group["id"])) for group in sandbox.listed()]
        sandbox.forget()
        people.preview(**arguments)
        calls = sandbox.calls()
        assert all(call.startswith("GET ") for call in calls)
        assert [sandbox.phones(str(group["id"])) for group in sandbox.listed()] == before
        return calls

    return see


@pytest.mark.promise
@pytest.mark.slow
def test_a_preview_of_a_list_reads_its_group_and_writes_to_nobody(
    people: People, seen: Callable[..., list[str]]
) -> None:
    listing = f"GET /groups/{people.group}/phones"
    people.write(range(3))
    assert seen(people) == [listing]
    assert people.said == row(Counts(new=3), NEW)
    assert people.foreseen is None or people.foreseen["owned"] == rpc.UNKNOWN
    assert seen(people, source=None, entries=f"phone\n{number(1)}\n") == [listing]
    assert people.foreseen is None or people.foreseen["entries"].startswith("phone,")
    assert seen(people, group=rpc.UNKNOWN) == []
    assert people.said == row(Counts(new=3), "for a group that is not there yet", NEW)
    assert people.foreseen is None or people.foreseen["group"] == rpc.UNKNOWN
    people.up()
    assert seen(people) == []
    people.write([(0, "changed"), 2, 3])
    assert seen(people) == [listing]
    assert people.said == row(Counts(new=1, changed=1, removed=1), NEW)


@pytest.mark.promise
@pytest.mark.slow
def test_a_preview_moves_no_list_and_completes_none(
    people: People, sandbox: Sandbox, seen: Callable[..., list[str]]
) -> None:
    people.write(range(3))
    people.up()
    first, people.group = people.group, sandbox.add_group(name="another")
    left = f"GET /groups/{first}/phones"  # for opt-outs that it alone knows
    assert seen(people) == [f"GET /groups/{people.group}/phones", left]
    assert seen(people, group=rpc.UNKNOWN) == [left]
    assert people.foreseen is None or people.foreseen["group"] == rpc.UNKNOWN
    people.group = first
    people.write(range(5))
    sandbox.fault(method="POST", status=403)
    with pytest.raises(Failure):
        people.up()
    assert people.state is not None
    assert "__incomplete" in people.state
    seen(people)
    assert people.said == row(Counts(new=2), NEW)
    assert set(held(sandbox, people)) == {number(n) for n in range(3)}


def test_a_preview_without_an_account_foresees_all_the_same(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    host = make_host(token="")
    outputs = previewed(host, sandbox, CLIENTS)
    assert outputs is None or outputs["account"] == rpc.UNKNOWN
    people = host.foreseen({"group": "1", "source": "x.csv", **REFERENCE})
    assert people is None or people["account"] == rpc.UNKNOWN
