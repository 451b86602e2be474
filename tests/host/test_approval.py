"""What was approved, at the last moment: below the adapter, where nothing has been foreseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.errors import MoreThanApproved
from lox24_provider.operations import group_lifecycle, phones_lifecycle
from lox24_provider.operations.connection import Operation, RunContext, SilentReport
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.ids import expanded
from lox24_provider.rules.list_file.table import read_table
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox

URN = "urn:pulumi:test::lists::t::one"
VERSION = "scrypt:1"


def operation(sandbox: Sandbox, approved: dict[str, Scope] | None) -> Operation:
    settings = Settings.resolve(config={"lox24:baseUrl": sandbox.url}, environment={"LOX24_TOKEN": TOKEN})
    connection = connected(settings, run=RunContext(approved=approved))
    return connection.operation(urn=URN, seconds=30, report=SilentReport())


def adding(*positions: int, version: str = VERSION) -> Scope:
    return Scope(version=version, adds=frozenset(positions))


def create(sandbox: Sandbox, id: str, *people: int, approved: dict[str, Scope] | None, **options: Any) -> None:
    table = read_table(("phone\n" + "".join(f"{number(n)}\n" for n in people)).encode())
    inputs = {"group": id, "digest": VERSION, **options}
    phones_lifecycle.create(operation(sandbox, approved), inputs=inputs, table=table)


@pytest.mark.parametrize(
    ("approved", "passes"),
    [
        (None, True),
        ({URN: adding(0, 1)}, True),
        ({URN: adding(0, 1, 2)}, True),
        ({URN: adding(0)}, False),
        ({URN: adding(1, 2)}, False),
        ({URN: adding(0, 1, version="scrypt:2")}, False),
        ({}, False),
        ({"urn:of:another": adding(0, 1)}, False),
    ],
)
def test_a_list_keeps_to_what_was_approved(
    sandbox: Sandbox, approved: dict[str, Scope] | None, *, passes: bool
) -> None:
    id = sandbox.add_group(name="one")
    sandbox.forget()
    try:
        create(sandbox, id, 1, 2, approved=approved)
    except MoreThanApproved:
        assert not passes
        assert not [call for call in sandbox.calls() if not call.startswith("GET ")]
    assert len(sandbox.phones(id)) == (2 if passes else 0)


@pytest.mark.promise
def test_nobody_is_removed_or_changed_in_the_place_of_an_approved_person(sandbox: Sandbox) -> None:
    """As many as were approved, and others: who was to go has gone, and a stranger has joined."""
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 2)
    gone, changed = (int(str(entry["id"])) for entry in sandbox.phones(id))
    approved = {URN: Scope(version=VERSION, changes=frozenset({changed}), removals=frozenset({gone}))}
    sandbox.api("DELETE", f"/phones/{gone}")
    sandbox.api("POST", f"/groups/{id}/phones", json={"phone": number(5000)})
    before = sandbox.phones(id)
    sandbox.forget()
    with pytest.raises(MoreThanApproved, match=r"\(1 removed\)"):
        create(sandbox, id, 1, approved=approved, take_over=1)
    assert not [call for call in sandbox.calls() if not call.startswith("GET ")]
    assert sandbox.phones(id) == before


@pytest.mark.promise
def test_somebody_erased_meanwhile_is_not_added_in_an_approved_persons_place(sandbox: Sandbox) -> None:
    """One addition was approved; it is not the one that is left to do."""
    id = sandbox.add_group(name="one")
    sandbox.api("POST", f"/groups/{id}/phones", json={"phone": number(2)})
    with pytest.raises(MoreThanApproved, match=r"\(1 new\)"):
        create(sandbox, id, 1, 2, approved={URN: adding(1)})
    assert [entry["phone"] for entry in sandbox.phones(id)] == [number(2)]


def ids(sandbox: Sandbox, id: str) -> list[int]:
    return [int(str(entry["id"])) for entry in sandbox.phones(id)]


@pytest.mark.parametrize("passes", [True, False])
def test_what_a_list_made_goes_only_as_far_as_approved(sandbox: Sandbox, *, passes: bool) -> None:
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 3)
    owned = ids(sandbox, id)
    work = operation(sandbox, {URN: Scope(removals=frozenset(owned if passes else [*owned[:2], 1]))})
    state: Mapping[str, Any] = {
        "group": id,
        "account": work.connection.account,
        "owned": ",".join(map(str, owned)),
        "remove_on_delete": True,
    }
    try:
        phones_lifecycle.delete(work, state=state)
    except MoreThanApproved:
        assert not passes
    assert len(sandbox.phones(id)) == (0 if passes else 3)


@pytest.mark.parametrize("passes", [True, False])
def test_a_group_goes_only_with_those_who_were_approved(sandbox: Sandbox, *, passes: bool) -> None:
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 3)
    held = ids(sandbox, id)
    work = operation(sandbox, {URN: Scope(removals=frozenset(held if passes else [*held[:2], 1]))})
    try:
        group_lifecycle.delete(work, id=id, state={"account": work.connection.account, "force_destroy": True})
    except MoreThanApproved:
        assert not passes
    assert ("one" in sandbox.groups()) != passes


def test_a_scope_is_kept_as_ranges() -> None:
    scope = Scope(version=VERSION, adds=frozenset(range(100_000)), changes=frozenset({7, 9}), removals=frozenset({8}))
    document = scope.document()
    assert document == {"version": VERSION, "adds": "0-99999", "changes": "7,9", "removals": "8"}
    assert Scope.read(document) == scope
    assert expanded(document["adds"]) == scope.adds
    for wrong in ({}, {**document, "adds": "1-"}, {**document, "removals": 7}, {**document, "version": None}):
        with pytest.raises(ValueError, match="no scope"):
            Scope.read(wrong)
