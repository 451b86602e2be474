"""Killed at every request of a list, and run again: nobody is lost, doubled or written to against their will."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from tests.support.adapters import is_share
from tests.support.inprocess import IN_PROCESS, Killed, Wire
from tests.support.people import People, number
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.torture import compared, factor, tried

BEFORE = [*range(6), (6, "old"), 7]
AFTER = [*range(1, 6), (6, "new"), 7, 8, 9, 10]


@pytest.fixture
def make_people(sandbox: Sandbox, wire: Wire, tmp_path: Path, adapter: str) -> Callable[[str], People]:
    """Makes lists whose processes may be killed."""
    assert wire.sent == 0
    config = {"lox24:baseUrl": sandbox.url, "lox24:token": TOKEN, "lox24:batchSize": "2", "lox24:parallel": "1"}

    def make(group: str) -> People:
        return People(make_host=lambda: IN_PROCESS[adapter](config=config), file=tmp_path / "people.csv", group=group)

    return make


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["first load", "change", "removal"])
@pytest.mark.short(cases=6)
def test_killed_at_any_request_the_next_run_ends_as_declared(
    make_people: Callable[[str], People],
    sandbox: Sandbox,
    wire: Wire,
    *,
    adapter: str,
    verb: str,
    when: Literal["before", "after"],
) -> None:
    """The list has one person who opted out, and is run to its end with 1 to 40 kills in a row."""
    for at in range(1, 40, 3 if is_share(adapter) else 1):
        for kills in range(1, factor() + 1):
            people = make_people(sandbox.add_group(name=f"{verb} {at} {kills}"))
            arguments = {"allow_removals": 1, "remove_on_delete": verb == "removal"}
            if verb != "first load":
                people.write(BEFORE)
                people.up(**arguments)
                (entry,) = (entry["id"] for entry in sandbox.phones(people.group) if entry["phone"] == number(7))
                sandbox.edit_phone(entry, unsubscribed_at=1_800_000_000)
            people.write(AFTER)
            run = people.remove if verb == "removal" else lambda p=people, a=arguments: p.up(**a)
            killed = 0
            for _ in range(kills):
                wire.kill(at, when)
                try:
                    run()
                except Killed:
                    killed += 1
                else:
                    break
            wire.kill_at = None
            if killed == kills:
                run()
            tried("kills of a list's requests", killed)
            held = [entry["phone"] for entry in sandbox.phones(people.group)]
            expected = [number(7)] if verb == "removal" else [number(n) for n in range(1, 11)]
            compared(declared=expected, held=held)
            assert set(held) == set(expected)
            if killed == 0:
                return
    raise AssertionError("a list of ten has more requests than any of these runs")
