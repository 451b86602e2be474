"""Adoption: a group that is there becomes a resource's own, in the provider's real process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

CLIENTS = {"name": "My Clients", "description": "Best clients", "name_a": "salutation"}


@pytest.mark.parametrize("where", ["argument", "stack"])
def test_a_group_of_that_name_is_adopted_and_nothing_is_sent_if_it_is_as_declared(
    make_host: Callable[..., Host], sandbox: Sandbox, where: str
) -> None:
    there = sandbox.add_group(**CLIENTS)
    sandbox.forget()
    host = make_host(onExisting="adopt" if where == "stack" else "")
    argument = {"on_existing": "adopt"} if where == "argument" else {}
    id, outputs = host.create({**CLIENTS, **argument})
    assert id == there
    assert outputs == {**CLIENTS, **argument, "force_destroy": False, "account": sandbox.account, "count_items": 0}
    assert sandbox.calls() == ["GET /groups?page=1"]
    assert [(entry.urn, entry.message) for entry in host.log if entry.severity > 0] == [
        (host.urn("g"), f"adopted group {there} 'My Clients'")
    ]


@pytest.mark.promise
def test_an_adopted_group_gets_every_declared_field_and_keeps_its_entries(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    there = sandbox.add_group(name="My Clients", description="old", name_e="a label")
    sandbox.add_phones(there, 3)
    sandbox.forget()
    host = make_host(onExisting="adopt")
    id, outputs = host.create(CLIENTS)
    assert sandbox.calls() == ["GET /groups?page=1", f"PUT /groups/{there}"]
    held = sandbox.groups()["My Clients"]
    assert {key: value for key, value in held.items() if value and key in (*CLIENTS, "name_e")} == CLIENTS
    assert (id, held["count_items"], outputs["count_items"]) == (there, 3, 3)


def test_without_one_of_that_name_adopt_creates(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    make_host(onExisting="adopt").create(CLIENTS)
    assert sandbox.calls() == ["GET /groups?page=1", "POST /groups"]


def test_two_of_that_name_are_an_error_that_names_them(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    first, second = sandbox.add_group(name="My Clients"), sandbox.add_group(name="My Clients")
    host = make_host(onExisting="adopt")
    with pytest.raises(Failure, match=f'^groups {first}, {second} were not adopted.*"<id>" \\[LOX3004\\]$'):
        host.create(CLIENTS)
    assert host.create({**CLIENTS, "adopt": second})[0] == second
    assert host.create(CLIENTS, name="other")[0] == first  # the one that is left


@pytest.mark.promise
def test_beside_a_group_that_only_the_state_holds_a_strangers_is_not_adopted(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    """After a refresh a resource may turn out to be renamed: its group is meant, and would be deleted after that."""
    own, stranger = sandbox.add_group(**CLIENTS), sandbox.add_group(**CLIENTS)
    host = make_host(onExisting="adopt")
    state = {**CLIENTS, "account": sandbox.account, "force_destroy": True}
    host.read(own, state=state, inputs=CLIENTS, name="clients")
    with pytest.raises(Failure, match=f"^groups {own}, {stranger} were not adopted"):
        host.create(CLIENTS, name="renamed")


def test_adopt_takes_the_group_of_that_id_whatever_its_name(host: Host, sandbox: Sandbox) -> None:
    there = sandbox.add_group(name="Old name")
    sandbox.forget()
    assert host.create({**CLIENTS, "adopt": there})[0] == there
    assert sandbox.calls() == [f"GET /groups/{there}", f"PUT /groups/{there}"]
    assert list(sandbox.groups()) == ["My Clients"]


def test_an_id_that_is_not_there_is_not_adopted_and_not_made(host: Host, sandbox: Sandbox) -> None:
    with pytest.raises(Failure, match=r"^there is no group 4711 in account"):
        host.create({**CLIENTS, "adopt": "4711"})
    assert sandbox.calls() == ["GET /groups/4711"]


@pytest.mark.promise
@pytest.mark.parametrize("how", [{"on_existing": "adopt"}, {"adopt": "10001"}], ids=["by name", "by id"])
@pytest.mark.parametrize("holder", ["diffed", "created", "looked up"])
def test_what_another_resource_holds_is_never_adopted(
    host: Host, sandbox: Sandbox, how: dict[str, str], holder: str
) -> None:
    if holder == "created":
        id, _ = host.create(CLIENTS, name="first")
    else:
        id = sandbox.add_group(**CLIENTS)
    if holder == "diffed":
        state = {**CLIENTS, "account": sandbox.account}
        host.diff(id, olds=state, news=CLIENTS, old_inputs=CLIENTS, name="first")
    if holder == "looked up":
        host.read(id, name="first")
    assert id == "10001"
    sandbox.forget()
    with pytest.raises(Failure, match=f"^group {id} is owned by 'first', so 'second' cannot have it too"):
        host.create({**CLIENTS, **how}, name="second")
    assert not [call for call in sandbox.calls() if not call.startswith("GET")]


@pytest.mark.promise
def test_a_preview_refuses_a_second_adoption_of_one_group(host: Host, sandbox: Sandbox) -> None:
    inputs = {"adopt": sandbox.add_group(**CLIENTS)}
    host.check({**CLIENTS, **inputs}, name="first")
    host.check({**CLIENTS, **inputs}, name="first")
    with pytest.raises(Failure, match=r"^group 10001 is owned by 'first', so 'second' cannot have it too.*LOX3007"):
        host.check({"name": "other", **inputs}, name="second")
    host.check({"name": "other", "adopt": "7"}, name="second")


@pytest.mark.promise
@pytest.mark.parametrize("order", ["old first", "new first"])
def test_a_preview_refuses_to_adopt_what_another_resource_has_and_names_the_new_one(
    host: Host, sandbox: Sandbox, order: str
) -> None:
    id = sandbox.add_group(**CLIENTS)

    def old() -> None:
        host.diff(id, olds={**CLIENTS, "account": sandbox.account}, news=CLIENTS, old_inputs=CLIENTS, name="old")

    def new() -> None:
        host.check({**CLIENTS, "adopt": id}, name="new")

    first, second = (old, new) if order == "old first" else (new, old)
    first()
    with pytest.raises(Failure, match=f"^group {id} is owned by 'old', so 'new' cannot have it too"):
        second()


@pytest.mark.promise
def test_a_group_that_one_resource_is_to_adopt_by_its_id_is_not_adopted_by_another_one_by_its_name(
    host: Host, sandbox: Sandbox
) -> None:
    """The one that is refused is the one that the message calls refused: the other one adopts the group then."""
    id = sandbox.add_group(**CLIENTS)
    inputs = {**CLIENTS, "adopt": id}
    host.check(inputs, name="by id")
    with pytest.raises(Failure, match=f"^group {id} is owned by 'by id', so 'by name' cannot have it too"):
        host.create({**CLIENTS, "on_existing": "adopt"}, name="by name")
    assert host.create(inputs, name="by id")[0] == id


def test_what_was_adopted_is_not_deleted_under_its_old_name(host: Host, sandbox: Sandbox) -> None:
    """A rename without alias: the engine creates the new resource, then deletes the old one with the same id."""
    id = sandbox.add_group(**CLIENTS)
    state = {**CLIENTS, "account": sandbox.account, "force_destroy": True}
    host.create({**CLIENTS, "on_existing": "adopt"}, name="new")
    host.delete(id, state=state, name="old")
    assert "My Clients" in sandbox.groups()
    assert host.messages()[-1].startswith(f"group {id} was not deleted, because 'new' holds it now")


@pytest.mark.parametrize("how", [{"on_existing": "adopt"}, {"adopt": "10001"}], ids=["by name", "by id"])
def test_a_replacement_that_adopts_the_group_it_replaces_keeps_it(
    host: Host, sandbox: Sandbox, how: dict[str, str]
) -> None:
    """The delete that follows comes under the same URN with the same id, and nothing else tells the two apart."""
    id = sandbox.add_group(**CLIENTS)
    state = {**CLIENTS, "account": sandbox.account, "force_destroy": True}
    host.create({**CLIENTS, **how})
    host.delete(id, state=state)
    assert "My Clients" in sandbox.groups()
    assert host.messages()[-1] == f"group {id} was not deleted, because 'g' holds it now"


@pytest.mark.parametrize("news", [{}, {"name_a": "edited"}], ids=["same", "updated"])
def test_an_interrupted_replacement_leaves_a_delete_that_is_not_done(
    host: Host, sandbox: Sandbox, news: dict[str, str]
) -> None:
    id = sandbox.add_group(**CLIENTS)
    inputs: dict[str, Any] = {**CLIENTS, "force_destroy": True}
    state, news = {**inputs, "account": sandbox.account}, {**inputs, **news}
    if host.diff(id, olds=state, news=news, old_inputs=inputs) != "same":
        host.update(id, olds=state, news=news)
    host.delete(id, state=state)
    assert "My Clients" in sandbox.groups()


def test_a_replacement_that_makes_a_new_group_deletes_the_old_one(host: Host, sandbox: Sandbox) -> None:
    id = sandbox.add_group(**CLIENTS)
    state = {**CLIENTS, "account": sandbox.account}
    news = {**CLIENTS, "name": "New"}
    assert host.diff(id, olds=state, news=news, old_inputs=CLIENTS) == "compare"
    host.create(news)
    host.delete(id, state=state)
    assert list(sandbox.groups()) == ["New"]


def test_an_adopt_that_differs_from_the_resources_id_is_an_error(host: Host, sandbox: Sandbox) -> None:
    state = {**CLIENTS, "account": sandbox.account, "force_destroy": False}
    other = {**CLIENTS, "adopt": "2"}
    with pytest.raises(Failure, match=r"^adopt: is 2, but this resource holds group 1"):
        host.diff("1", olds=state, news=other, old_inputs=CLIENTS)
    for news, old_inputs in (
        ({**CLIENTS, "adopt": "1"}, CLIENTS),
        (CLIENTS, {**CLIENTS, "adopt": "1"}),
        (other, other),  # a refresh compares with the old inputs; it has to go through
    ):
        assert host.diff("1", olds=state, news=news, old_inputs=old_inputs) == "same"


@pytest.mark.parametrize(
    ("fault", "why"),
    [({"status": 400, "body": {"detail": "no"}}, "answered 400: no"), ({"reset": "after"}, "got no usable answer")],
)
def test_an_adoption_that_stops_half_way_is_kept_in_the_state_and_stays_marked_until_it_is_done(
    host: Host, sandbox: Sandbox, fault: dict[str, Any], why: str
) -> None:
    id = sandbox.add_group(name="My Clients", description="old")
    inputs = {**CLIENTS, "on_existing": "adopt"}
    sandbox.fault(method="PUT", **fault)
    with pytest.raises(Failure, match=f"^group {id} was adopted, but is not yet as declared .*{why}") as failed:
        host.create(inputs)
    assert failed.value.partial is not None
    kept_id, outputs, kept_inputs = failed.value.partial
    assert (kept_id, kept_inputs) == (id, inputs)
    assert (outputs["description"], outputs["account"]) == ("old", sandbox.account)

    sandbox.by_hand(id, description="old", name_a=None)
    with pytest.raises(Failure, match="description, name_a still differs") as read:
        host.read(id, state=outputs, inputs=inputs)
    assert read.value.partial == failed.value.partial

    assert host.update(id, olds=outputs, news=inputs).items() >= CLIENTS.items()
    assert sandbox.groups()["My Clients"]["description"] == "Best clients"
    assert host.read(id, state=outputs, inputs=inputs)[2] == inputs  # done, so a refresh takes the mark away


def test_the_longest_group_that_cannot_be_completed_still_reaches_the_state(host: Host, sandbox: Sandbox) -> None:
    """A trailer may have 8 KiB."""
    longest = {**{f"name_{column}": "\N{PARROT}" * 50 for column in "abcde"}, "description": "\N{PARROT}" * 255}
    id = sandbox.add_group(name="\N{OWL}" * 50, **longest)
    sandbox.fault(method="PUT", status=400, body={"detail": "\N{PARROT}" * 5000})
    with pytest.raises(Failure, match="was adopted, but is not yet as declared") as failed:
        host.create({"name": "\N{PARROT}" * 50, **longest, "adopt": id})
    assert failed.value.partial is not None
    assert failed.value.partial[0] == id
