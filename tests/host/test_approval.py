"""The approved numbers at the last moment: below the adapter, where nothing has been foreseen."""

from __future__ import annotations

import threading

import pytest

from lox24_provider.operations import group, phones
from lox24_provider.operations.account import Operation
from lox24_provider.operations.holders import Holders
from lox24_provider.refusals import MoreThanApproved
from lox24_provider.rules.counts import Approved
from lox24_provider.rules.table import read_table
from lox24_provider.session import opened
from lox24_provider.settings import Settings
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox

URN = "urn:pulumi:test::lists::t::one"


class Quiet:
    """A report that nobody reads."""

    def note(self, text: str) -> None:
        """Say nothing."""

    warning = progress = note


def operation(sandbox: Sandbox, approved: dict[str, Approved] | None) -> Operation:
    settings = Settings.resolve(config={"lox24:baseUrl": sandbox.url}, environment={"LOX24_TOKEN": TOKEN})
    account = opened(settings, groups=Holders(), lists=Holders(), cancelled=threading.Event(), approved=approved)
    return account.operation(urn=URN, seconds=30, report=Quiet())


@pytest.mark.parametrize(
    ("approved", "passes"),
    [
        (None, True),
        ({URN: Approved(new=2)}, True),
        ({URN: Approved(new=1)}, False),
        ({}, False),
        ({"urn:of:another": Approved(new=2)}, False),
    ],
)
def test_a_list_keeps_to_what_was_approved(
    sandbox: Sandbox, approved: dict[str, Approved] | None, *, passes: bool
) -> None:
    id = sandbox.add_group(name="one")
    table = read_table(f"phone\n{number(1)}\n{number(2)}\n".encode())
    sandbox.forget()
    try:
        phones.create(operation(sandbox, approved), inputs={"group": id}, table=table)
    except MoreThanApproved:
        assert not passes
        assert not [call for call in sandbox.calls() if not call.startswith("GET ")]
    assert len(sandbox.phones(id)) == (2 if passes else 0)


@pytest.mark.parametrize(("approved", "passes"), [(3, True), (2, False)])
def test_what_a_list_made_goes_only_as_far_as_approved(sandbox: Sandbox, approved: int, *, passes: bool) -> None:
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 3)
    owned = ",".join(str(entry["id"]) for entry in sandbox.phones(id))
    work = operation(sandbox, {URN: Approved(removed=approved)})
    state = {"group": id, "account": work.account.name, "owned": owned, "remove_on_delete": True}
    try:
        phones.delete(work, state=state)
    except MoreThanApproved:
        assert not passes
    assert len(sandbox.phones(id)) == (0 if passes else 3)


@pytest.mark.parametrize(("approved", "passes"), [(3, True), (2, False)])
def test_a_group_goes_only_with_as_many_as_were_approved(sandbox: Sandbox, approved: int, *, passes: bool) -> None:
    id = sandbox.add_group(name="one")
    sandbox.add_phones(id, 3)
    work = operation(sandbox, {URN: Approved(removed=approved)})
    try:
        group.delete(work, id=id, state={"account": work.account.name, "force_destroy": True})
    except MoreThanApproved:
        assert not passes
    assert ("one" in sandbox.groups()) != passes
