"""A list on its way into an account that changes meanwhile, or that does not show what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from itertools import count as counting
from typing import Any

import pytest

from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.config.settings import Settings
from lox24_provider.errors import ListLags, Stopped
from lox24_provider.operations.connection import Connection, Report, SilentReport
from lox24_provider.operations.entries import FRESH_SECONDS, Entries
from lox24_provider.operations.reconcile import SLICE, Reconciliation
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.plan import Policy
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.wire import Time

SETTINGS = Settings.resolve(config={"lox24:parallel": "1"}, environment={"LOX24_TOKEN": TOKEN})


class Meanwhile(SilentReport):
    """Lets something happen whenever a part of the plan is done."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens

    def progress(self, text: str) -> None:  # noqa: ARG002 the report's own parameter
        self._happens()


def reconcile(
    sandbox: Sandbox,
    group: str,
    *,
    people: Iterable[int],
    owned: set[int],
    time: Time,
    report: Report | None = None,
    clock: Callable[[], float] | None = None,
    batch_size: int = 100,
) -> None:
    """Make the group hold these people, by one worker."""
    policy = RetryPolicy(retries=0, sleep=time.advance)
    transport = Transport(base_url=sandbox.url, headers={"X-LOX24-AUTH-TOKEN": TOKEN}, policy=policy, connections=1)
    with closing(transport):
        connection = Connection(
            settings=replace(SETTINGS, batch_size=batch_size),
            transport=transport,
            entries=Entries(clock=clock or time.clock),
        )
        Reconciliation(
            operation=connection.operation(urn="urn", seconds=None, report=report or SilentReport()),
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
def test_who_subscribes_while_a_list_is_being_emptied_is_not_removed(sandbox: Sandbox) -> None:
    count, time = 3 * SLICE, Time()
    group = sandbox.add_group(name="people")
    sandbox.add_phones(group, count)

    def a_minute_later_somebody_subscribes() -> None:
        time.advance(FRESH_SECONDS)
        sandbox.edit_phone(sandbox.phones(group)[-1]["id"], subscribed_at=1_800_000_000)

    meanwhile = once(a_minute_later_somebody_subscribes)
    reconcile(sandbox, group, people=range(0), owned=ids(sandbox, group), time=time, report=meanwhile)
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(count - 1)]


@pytest.mark.promise
def test_a_list_that_does_not_show_what_was_added_is_not_added_to(make_sandbox: Callable[..., Any]) -> None:
    sandbox = make_sandbox("phones_lag=99")
    group = sandbox.add_group(name="people")
    sandbox.add_phones(group, 3)
    with pytest.raises(ListLags):
        reconcile(sandbox, group, people=range(3), owned=ids(sandbox, group), time=Time())
    assert len(sandbox.phones(group)) == 3


def once(happens: Callable[[], None]) -> Meanwhile:
    """Lets something happen at the first opportunity."""
    waiting = [happens]
    return Meanwhile(lambda: waiting.pop()() if waiting else None)


@pytest.mark.promise
def test_who_is_blocked_while_a_list_is_being_added_is_not_added(sandbox: Sandbox) -> None:
    time, group = Time(), sandbox.add_group(name="people")

    def a_minute_later_somebody_is_blocked() -> None:
        time.advance(FRESH_SECONDS)
        sandbox.block(number(4))

    meanwhile = once(a_minute_later_somebody_is_blocked)
    reconcile(sandbox, group, people=range(6), owned=set(), time=time, report=meanwhile, batch_size=2)
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(n) for n in (0, 1, 2, 3, 5)]


@pytest.mark.promise
def test_who_opts_out_and_is_deleted_while_a_reply_is_lost_does_not_come_back(sandbox: Sandbox) -> None:
    """All within the minute for which a reading is believed elsewhere."""
    group = sandbox.add_group(name="people")

    def somebody_opts_out_and_is_deleted() -> None:
        sandbox.opt_out(group, number(1))
        (entry,) = (entry["id"] for entry in sandbox.phones(group) if entry["phone"] == number(1))
        sandbox.drop_phone(entry)

    sandbox.fault(method="POST", reset="after")
    meanwhile = once(somebody_opts_out_and_is_deleted)
    reconcile(sandbox, group, people=range(3), owned=set(), time=Time(), report=meanwhile)
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(0), number(2)]


@pytest.mark.promise
def test_a_run_touches_nobody_whom_its_first_plan_does_not_name(sandbox: Sandbox) -> None:
    """It was to add one person. After the lost reply of that, others are missing or changed, and one has joined."""
    group = sandbox.add_group(name="people")
    sandbox.add_phones(group, 9)
    owned = ids(sandbox, group)

    def others_move() -> None:
        first, second, third = (entry["id"] for entry in sandbox.phones(group)[:3])
        sandbox.drop_phone(first)
        sandbox.drop_phone(second)
        sandbox.edit_phone(third, a="by hand")
        sandbox.api("POST", f"/groups/{group}/phones", json={"phone": number(5000)})

    sandbox.fault(method="POST", path=f"/groups/{group}/phones/batch", reset="after")
    with pytest.raises(Stopped, match="4 entries are not as declared since this run began, and left to the next one"):
        reconcile(sandbox, group, people=range(10), owned=owned, time=Time(), report=once(others_move))
    assert [(entry["phone"], entry["a"]) for entry in sandbox.phones(group)] == [
        (number(2), "by hand"),
        *((number(n), None) for n in (*range(3, 10), 5000)),
    ]


@pytest.mark.promise
def test_nobody_is_sent_twice_when_the_list_lags_for_minutes(make_sandbox: Callable[..., Any]) -> None:
    sandbox, time = make_sandbox("phones_lag=99"), Time()
    group = sandbox.add_group(name="people")
    minutes = Meanwhile(lambda: time.advance(FRESH_SECONDS))
    reconcile(sandbox, group, people=range(6), owned=set(), time=time, report=minutes, batch_size=2)
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(n) for n in range(6)]


def test_a_load_goes_on_where_reading_the_account_takes_longer_than_a_reading_is_believed(sandbox: Sandbox) -> None:
    group = sandbox.add_group(name="people")
    clock = (n * FRESH_SECONDS for n in counting())
    reconcile(sandbox, group, people=range(6), owned=set(), time=Time(), clock=lambda: next(clock), batch_size=2)
    assert [entry["phone"] for entry in sandbox.phones(group)] == [number(n) for n in range(6)]
