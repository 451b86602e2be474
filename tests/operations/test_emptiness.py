"""Deletions of groups that must hold nobody: what they cost, and what of a lagging account they do not believe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.errors import NotEmpty
from lox24_provider.operations import group_lifecycle
from lox24_provider.operations.connection import Connection, RunContext, SilentReport
from lox24_provider.operations.emptiness import Leaving
from lox24_provider.operations.entries import FRESH_SECONDS
from lox24_provider.rules.entry_plan.scope import Scope
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox


def connection_to(sandbox: Sandbox, **run: Any) -> Connection:
    config = {"lox24:baseUrl": sandbox.url, "lox24:maxRetries": "0"}
    return connected(Settings.resolve(config=config, environment={"LOX24_TOKEN": TOKEN}), run=RunContext(**run))


def delete(connection: Connection, id: str, **state: Any) -> None:
    work = connection.operation(urn=f"urn:{id}", seconds=30, report=SilentReport())
    group_lifecycle.delete(work, id=id, state={"account": connection.account, **state})


def groups(sandbox: Sandbox, count: int) -> list[str]:
    ids = [sandbox.add_group(name=f"group {number}") for number in range(count)]
    sandbox.forget()
    return ids


def add_one(sandbox: Sandbox, id: str) -> None:
    sandbox.api("POST", f"/groups/{id}/phones", json={"phone": number(1)})


@pytest.mark.parametrize(("count", "shared"), [(1, 1), (2, 2), (3, 2), (30, 2), (100, 10)])
def test_each_of_many_deletions_takes_two_requests(sandbox: Sandbox, count: int, shared: int) -> None:
    """One of its own at first, then the account's pages: never more than three a group, which is what one takes."""
    connection = connection_to(sandbox)
    for id in groups(sandbox, count):
        delete(connection, id)
    calls = sandbox.calls()
    assert len(calls) == 2 * count + shared
    assert len([call for call in calls if call.endswith("/phones") or call.startswith("DELETE")]) == 2 * count
    assert sandbox.groups() == {}


@pytest.mark.promise
@pytest.mark.parametrize(
    "switches",
    [
        (),
        ("phones_lag=99",),
        ("count_items=omit",),
        ("count_items=lag",),
        ("list_lag=99",),
        ("list_lag=99", "phones_lag=99"),
        ("plain_lists=true", "phones_lag=99"),
        ("group_page_size=1", "phones_lag=99"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 4])
@pytest.mark.short(cases=8)
def test_a_group_with_people_stays_among_many_that_are_deleted(
    make_sandbox: Callable[..., Sandbox], switches: tuple[str, ...], at: int
) -> None:
    """Whichever of the count and the list is late or missing, as long as one of them tells."""
    sandbox = make_sandbox(*switches)
    ids = [str(sandbox.api("POST", "/groups", json={"name": f"group {number}"})["id"]) for number in range(5)]
    add_one(sandbox, ids[at])
    connection = connection_to(sandbox)
    for id in ids:
        if id != ids[at]:
            delete(connection, id)
            continue
        with pytest.raises(NotEmpty):
            delete(connection, id)
    assert [call for call in sandbox.calls() if call.startswith("DELETE")] == [
        f"DELETE /groups/{id}" for id in ids if id != ids[at]
    ]


def test_who_left_since_the_listing_is_asked_for_again(sandbox: Sandbox) -> None:
    """As a list of the same run does that is removed with its group."""
    connection, ids = connection_to(sandbox), groups(sandbox, 3)
    sandbox.add_phones(ids[2], 1)
    for id in ids[:2]:
        delete(connection, id)
    sandbox.drop_phone(sandbox.phones(ids[2])[0]["id"])
    delete(connection, ids[2])
    assert sandbox.groups() == {}


def test_what_this_process_wrote_to_is_read_again(make_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = make_sandbox("phones_lag=99")
    connection, ids = connection_to(sandbox), groups(sandbox, 3)
    for id in ids[:2]:
        delete(connection, id)
    add_one(sandbox, ids[2])
    connection.entries.forget(ids[2])
    with pytest.raises(NotEmpty):
        delete(connection, ids[2])


def test_counts_are_believed_for_a_minute(sandbox: Sandbox) -> None:
    now = [0.0]
    leaving, ids = Leaving(clock=lambda: now[0]), groups(sandbox, 3)
    client = connection_to(sandbox).operation(urn="urn", seconds=30, report=SilentReport()).client
    for id in ids:
        leaving.read(client, id, is_written=False)
    sandbox.add_phones(ids[2], 1)
    sandbox.forget()
    for seconds, counted, calls in ((FRESH_SECONDS - 1, 0, 0), (FRESH_SECONDS, 1, 2)):
        now[0] = seconds
        held = leaving.read(client, ids[2], is_written=False)
        assert held is not None
        assert (held.count_items, len(sandbox.calls())) == (counted, calls)


def test_without_a_listing_each_group_is_asked_for_by_itself(sandbox: Sandbox) -> None:
    connection, ids = connection_to(sandbox), groups(sandbox, 4)
    sandbox.fault(method="GET", pattern="/groups", status=500, times=99)
    for id in ids:
        delete(connection, id)
    assert sandbox.calls().count("GET /groups?page=1") == 1
    sandbox.heal()
    assert sandbox.groups() == {}


def test_a_group_that_went_since_the_listing_is_gone(sandbox: Sandbox) -> None:
    connection, ids = connection_to(sandbox), groups(sandbox, 3)
    for id in ids[:2]:
        delete(connection, id)
    sandbox.drop(ids[2])
    sandbox.forget()
    delete(connection, ids[2])
    assert sandbox.calls() == [f"GET /groups/{ids[2]}/phones", f"GET /groups/{ids[2]}"]


@pytest.mark.parametrize(("opted_out", "looks"), [(False, 1), (True, 2)])
def test_entries_are_looked_at_again_only_where_something_was_asked_since(
    sandbox: Sandbox, *, opted_out: bool, looks: int
) -> None:
    """The last request before a deletion is the look at who would die with the group."""
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 2)
    held = [str(entry["id"]) for entry in sandbox.phones(id)]
    if opted_out:
        sandbox.edit_phone(held[0], unsubscribed_at=1_800_000_000)
    approved: Mapping[str, Scope] = {f"urn:{id}": Scope(removals=frozenset(map(int, held)))}
    sandbox.forget()
    delete(connection_to(sandbox, approved=approved), id, force_destroy=True)
    look, calls = f"GET /groups/{id}/phones", sandbox.calls()
    assert calls.count(look) == looks
    assert calls[-2:] == [look, f"DELETE /groups/{id}"]
