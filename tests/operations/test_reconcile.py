"""A list on its way into an account that changes meanwhile, or that does not show what it holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.operations.account import Account, Report, Unheard
from lox24_provider.operations.entries import FRESH_SECONDS, Entries
from lox24_provider.operations.holders import Holders
from lox24_provider.operations.reconcile import SLICE, Reconciliation
from lox24_provider.refusals import ListLags
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.plan import Policy
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.wire import Time


class Meanwhile(Unheard):
    """Lets something happen whenever a part of the plan is done."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens

    def progress(self, text: str) -> None:  # noqa: ARG002 the report's own parameter
        self._happens()


def reconcile(
    sandbox: Sandbox, group: str, *, people: range, owned: set[int], time: Time, report: Report | None = None
) -> None:
    """Make the group hold these people, by one worker."""
    policy = RetryPolicy(retries=0, sleep=time.advance)
    transport = Transport(base_url=sandbox.url, headers={"X-LOX24-AUTH-TOKEN": TOKEN}, policy=policy, connections=1)
    with closing(transport):
        account = Account(
            name=sandbox.account,
            transport=transport,
            holders=Holders(),
            lists=Holders(),
            on_existing="refuse",
            timeout=300,
            parallel=1,
            batch_size=100,
            entries=Entries(clock=time.clock),
        )
        Reconciliation(
            operation=account.operation(urn="urn", seconds=None, report=report or Unheard()),
            group=group,
            desired=[Entry(number(n)) for n in people],
            owned=owned,
            policy=Policy(allow_removals=len(owned)),
            line_of=lambda _: "an entry",
        ).run()


def ids(sandbox: Sandbox, group: str) -> set[int]:
    return {int(entry["id"]) for entry in sandbox.phones(group)}


@pytest.mark.promise
def test_who_opts_out_while_a_list_is_being_emptied_is_not_removed(sandbox: Sandbox) -> None:
    count, time = 3 * SLICE, Time()
    group = sandbox.add_group(name="people")
    sandbox.add_phones(group, count)

    def a_minute_later_somebody_opts_out() -> None:
        time.advance(FRESH_SECONDS)
        if len(sandbox.phones(group)) == count - SLICE:
            sandbox.opt_out(group, number(count - 1))

    reconcile(
        sandbox,
        group,
        people=range(0),
        owned=ids(sandbox, group),
        time=time,
        report=Meanwhile(a_minute_later_somebody_opts_out),
    )
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(count - 1)]


@pytest.mark.promise
def test_a_list_that_does_not_show_what_was_added_is_not_added_to(make_sandbox: Callable[..., Any]) -> None:
    sandbox = make_sandbox("phones_lag=99")
    group = sandbox.add_group(name="people")
    sandbox.add_phones(group, 3)
    with pytest.raises(ListLags):
        reconcile(sandbox, group, people=range(3), owned=ids(sandbox, group), time=Time())
    assert len(sandbox.phones(group)) == 3
