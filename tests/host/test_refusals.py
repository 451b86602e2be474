"""What a refusal protects: the engine may continue after one (`--continue-on-error`) and deletes what is renamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.support.host import Failure, Host
from tests.support.people import REFERENCE, People, held, number
from tests.support.sandbox import Sandbox

CLIENTS = {"name": "My Clients", "description": "Best clients"}


@pytest.fixture
def clients(sandbox: Sandbox) -> tuple[str, dict[str, Any]]:
    """Id and state of a group that another run made, with people who may be deleted with it."""
    id = sandbox.add_group(**CLIENTS)
    sandbox.add_phones(id, 3)
    return id, {**CLIENTS, "account": sandbox.account, "force_destroy": True}


@pytest.mark.promise
@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({}, {}),
        ({"on_existing": "adopt"}, {}),
        ({"adopt": "4711"}, {}),
        ({"on_existing": "create"}, {"method": "POST", "status": 422}),
        ({"on_existing": "create"}, {"method": "POST", "reset": "before"}),
        ({}, {"path": "/groups", "status": 503}),
    ],
    ids=["refuse", "two to adopt", "none to adopt", "invalid", "in doubt", "account not readable"],
)
@pytest.mark.short(cases=4)
def test_a_group_that_was_to_be_renamed_is_not_deleted_where_its_new_resource_could_not_be_created(
    host: Host,
    sandbox: Sandbox,
    clients: tuple[str, dict[str, Any]],
    inputs: dict[str, str],
    fault: dict[str, Any],
) -> None:
    id, state = clients
    sandbox.add_group(name="My Clients")
    if fault:
        sandbox.fault(**fault)
    with pytest.raises(Failure):
        host.create({**CLIENTS, **inputs}, name="clients2", timeout=5)
    sandbox.heal()
    with pytest.raises(
        Failure, match=rf"^group {id} was not deleted, because what 'clients2' was .*'clients'.*take_over=0"
    ) as kept:
        host.delete(id, state=state, name="clients")
    assert "\n" not in str(kept.value)
    assert len(sandbox.phones(id)) == 3


@pytest.mark.promise
def test_what_an_adoption_by_its_id_failed_for_is_not_deleted(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]]
) -> None:
    """Also under another name: the id says which one it is, and a success would drop it from the state."""
    id, state = clients
    inputs = {"name": "Customers", "adopt": id}
    host.check(inputs, name="clients2")
    sandbox.fault(path=f"/groups/{id}", status=422)
    with pytest.raises(Failure):
        host.create(inputs, name="clients2")
    sandbox.heal()
    with pytest.raises(Failure, match=rf"^group {id} was not deleted, because what 'clients2' was to do.*'clients'"):
        host.delete(id, state=state, name="clients")
    assert len(sandbox.phones(id)) == 3


@pytest.mark.promise
def test_what_may_be_skipped_for_a_failure_is_not_deleted_as_what_it_was_called_before(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]]
) -> None:
    """The engine skips what depends on a resource that failed, and tells the provider nothing of it."""
    id, state = clients
    sandbox.add_group(name="Others")
    with pytest.raises(Failure, match="already, nothing was created"):
        host.create({"name": "Others"}, name="others")
    with pytest.raises(Failure, match=rf"^group {id} was not deleted, because 'others' failed in this run.*'clients'"):
        host.delete(id, state=state, name="clients")
    assert len(sandbox.phones(id)) == 3


@pytest.mark.promise
@pytest.mark.parametrize("inputs", [CLIENTS, {"name": "Customers", "adopt": "id"}], ids=["by its name", "by its id"])
def test_a_group_is_not_deleted_where_its_new_resource_was_checked_and_never_created(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]], inputs: dict[str, str]
) -> None:
    """As where a hook of the program fails before the creation, and the run continues."""
    id, state = clients
    _, problems = host.check({key: id if value == "id" else value for key, value in inputs.items()}, name="clients2")
    assert not problems
    with pytest.raises(Failure, match=rf"^group {id} was not deleted, because what 'clients2' was to do.*'clients'"):
        host.delete(id, state=state, name="clients")
    assert len(sandbox.phones(id)) == 3


@pytest.mark.promise
def test_the_people_of_a_list_are_not_removed_where_its_new_resource_may_have_been_skipped(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    old = make_people(name="old")
    old.write(range(10))
    old.up(remove_on_delete=True)
    old.host = old.make_host()
    sandbox.add_group(name="Others")
    with pytest.raises(Failure, match="already, nothing was created"):
        old.host.create({"name": "Others"}, name="others")
    with pytest.raises(Failure, match=rf"^the entries of group {old.group} were not removed, because 'others' failed"):
        old.host.delete(old.id, state=old._with(old.state), name="old")
    assert len(held(sandbox, old)) == 10


def test_a_deletion_that_fails_stops_no_other(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]]
) -> None:
    """For it the engine skips nothing that the program declares: `destroy --continue-on-error` deletes what it can."""
    id, state = clients
    other = sandbox.add_group(name="Others")
    with pytest.raises(Failure, match="holds 3 entries and was not deleted"):
        host.delete(id, state={**state, "force_destroy": False}, name="clients")
    host.delete(other, state={"name": "Others", "account": sandbox.account}, name="others")
    assert list(sandbox.groups()) == ["My Clients"]


def test_a_refused_deletion_is_not_done_by_another_copy_of_the_resource(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]]
) -> None:
    """After two replacements the state may have a group twice, and only the newer copy says `force_destroy`."""
    id, state = clients
    with pytest.raises(Failure, match="holds 3 entries and was not deleted"):
        host.delete(id, state={**state, "force_destroy": False}, name="clients")
    with pytest.raises(Failure, match=f"^group {id} was not deleted"):
        host.delete(id, state=state, name="clients")
    assert len(sandbox.phones(id)) == 3


def test_what_could_not_be_looked_up_keeps_its_group(
    host: Host, sandbox: Sandbox, clients: tuple[str, dict[str, Any]]
) -> None:
    """A group whose declaration becomes a read."""
    id, state = clients
    sandbox.fault(method="GET", status=500)
    with pytest.raises(Failure):
        host.read(id, name="looked up")
    sandbox.heal()
    with pytest.raises(Failure, match=f"^group {id} was not deleted, because what 'looked up' was to do"):
        host.delete(id, state=state, name="clients")


@pytest.mark.promise
@pytest.mark.parametrize("remove", [True, False])
def test_a_list_whose_new_resource_was_refused_stays_with_its_people(
    make_people: Callable[..., People],
    sandbox: Sandbox,
    remove: bool,  # noqa: FBT001 drawn from a table
) -> None:
    """A success would drop the list from the state, and with it who is whose."""
    old = make_people(name="old")
    old.write(range(10))
    old.up(remove_on_delete=remove)
    new = make_people(group=old.group, name="new")
    new.write(range(10))
    inputs = new.check()
    new.write(range(11))  # not the list that was checked
    new.host = new.make_host()
    with pytest.raises(Failure, match="is not, or no longer, the list"):
        new.host.create(new._with(inputs), name="new")
    with pytest.raises(Failure, match=rf"^the list of group {old.group} .*'new'.*'old'"):
        new.host.delete(old.id, state=old._with(old.state), name="old")
    assert len(held(sandbox, old)) == 10


@pytest.mark.slow
def test_a_list_stays_where_the_new_resource_of_its_group_was_refused(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """Group and list renamed at once: the engine skips the new list, and deletes the old one."""
    old = make_people(name="old")
    old.write(range(10))
    old.up(remove_on_delete=True)
    host = old.make_host()
    with pytest.raises(Failure, match="already, nothing was created"):
        host.create({"name": "group 0"}, name="new")
    with pytest.raises(Failure, match=rf"^the list of group {old.group} "):
        host.delete(old.id, state=old._with(old.state), name="old")
    assert set(held(sandbox, old)) == {number(n) for n in range(10)}


@pytest.mark.slow
def test_a_group_is_not_deleted_where_a_list_of_it_was_refused(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    people = make_people()
    people.write([77])
    inputs = people.check()
    sandbox.add_phones(people.group, 3)
    people.host = people.make_host()
    with pytest.raises(Failure, match="holds 3 entries that this resource did not make"):
        people.host.create(people._with(inputs), name="people")
    state = {"name": "group 0", "account": sandbox.account, "force_destroy": True}
    with pytest.raises(Failure, match=f"^group {people.group} was not deleted, because what 'people' was to do"):
        people.host.delete(people.group, state=state, name="g")
    assert len(sandbox.phones(people.group)) == 3


@pytest.mark.promise
@pytest.mark.slow
def test_a_group_is_not_deleted_where_its_list_was_refused_to_leave_it(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """The list moves to another group and stays where it is, with everybody on it."""
    people = make_people()
    people.write(range(70, 80))
    people.up()
    left, people.group = people.group, sandbox.add_group(name="next")
    people.inputs = news = people.check()
    sandbox.add_phones(people.group, 3)
    people.host = people.make_host()
    with pytest.raises(Failure, match="holds 3 entries that this resource did not make"):
        people.host.update(people.id, olds=people._with(people.state), news=people._with(news), name="people")
    state = {"name": "group 0", "account": sandbox.account, "force_destroy": True}
    with pytest.raises(Failure, match=f"^group {left} was not deleted, because what 'people' was to do"):
        people.host.delete(left, state=state, name="g")
    assert len(sandbox.phones(left)) == 10


@pytest.mark.slow
def test_what_is_partly_done_is_the_new_resources_and_leaves_the_old_one(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """It is in the state, so nothing is lost when the old one goes."""
    old = make_people(name="old")
    old.write(range(10))
    old.up(remove_on_delete=True)
    new = make_people(group=old.group, name="new")
    new.write(range(12))
    sandbox.fault(method="POST", status=403)
    with pytest.raises(Failure) as failed:
        new.up(remove_on_delete=True)
    assert failed.value.partial is not None
    new.host.delete(old.id, state=old._with(old.state), name="old")
    assert "declares them now" in new.said
    assert len(held(sandbox, old)) == 10


@pytest.mark.promise
def test_a_group_is_not_deleted_where_a_list_of_the_program_is_about_its_entries(
    make_people: Callable[..., People], sandbox: Sandbox
) -> None:
    """The list names it by its number, so the engine sees no dependency, and nothing of the list changes."""
    people = make_people()
    people.write(range(10))
    people.up()
    state = {"name": "group 0", "account": sandbox.account, "force_destroy": True}
    people.host = people.make_host()
    assert people._diff(people.check()) == "same"
    with pytest.raises(
        Failure, match=f"^group {people.group} was not deleted, because 'people', a list of this program"
    ):
        people.host.delete(people.group, state=state, name="g")
    assert len(held(sandbox, people)) == 10
    people.make_host().delete(people.group, state=state, name="g")  # a run whose program has no such list
    assert people.group not in [str(group["id"]) for group in sandbox.listed()]


# Two lists for one group


@pytest.mark.promise
@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")], ids="-".join)
@pytest.mark.slow
def test_a_preview_refuses_a_second_list_for_a_group_whichever_comes_first(
    make_people: Callable[..., People], sandbox: Sandbox, order: tuple[str, str]
) -> None:
    """And names the newcomer: the one that the state does not have yet."""
    old = make_people(name="old")
    old.write(range(10))
    old.up()
    new = make_people(group=old.group, name="new")
    new.write([77])
    old.host = new.host
    people = {"old": old, "new": new}
    modes = {"old": {}, "new": {"mode": "additive"}}  # else a guard may refuse the newcomer before
    people[order[0]].check(**modes[order[0]])
    with pytest.raises(Failure, match=rf"^group {old.group} is owned by 'old', so 'new' cannot have it too"):
        people[order[1]].check(**modes[order[1]])
    assert set(held(sandbox, old)) == {number(n) for n in range(10)}


@pytest.mark.slow
def test_two_lists_may_swap_their_groups(make_people: Callable[..., People]) -> None:
    one, other = make_people(name="one"), make_people(name="other")
    for people in (one, other):
        people.write(range(3))
        people.up()
    one.group, other.group = other.group, one.group
    other.host = one.host = one.make_host()
    for people in (one, other):
        news = people.check(take_over=0)
        assert people._diff(news) == "compare"
        people.host.update(people.id, olds=people._with(people.state), news=people._with(news), name=people.name)


@pytest.mark.slow
def test_a_list_may_take_a_group_that_another_one_leaves_in_a_refresh_that_runs_the_program(
    make_people: Callable[..., People],
) -> None:
    """There each resource is read when the program declares it, so after those before it were checked."""
    one, other = make_people(name="one"), make_people(name="other")
    for people in (one, other):
        people.write(range(3))
        people.up()
    left = other.group
    one.group, other.group = left, one.group
    one.host = other.host = one.make_host()
    one.check(take_over=0)
    other.host.read(left, state=other._with(other.state), inputs=other._with(other.inputs), name="other")
    staying = replace(other, group=left, make_host=lambda: one.host)
    with pytest.raises(Failure, match=f"^group {left} is owned by 'one', so 'other' cannot have it too"):
        staying.check()
    other.check()


@pytest.mark.parametrize("group", [{}, {"group": ""}, {"group": None}])
def test_a_group_that_is_missing_is_said_to_be_missing(host: Host, group: dict[str, Any]) -> None:
    people = {"entries": "phone\n", **group, "__provider": REFERENCE["__provider"]}
    _, (failure,) = host.check(people, name="people")
    assert failure.startswith("|group: is missing: the Group that it comes from is not there (left out by --target")
