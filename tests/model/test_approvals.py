"""An approved run in which everything goes wrong and everybody moves: nobody is touched whom the plan does not name."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from lox24_provider.adapter.scope_files import APPROVED, PLANNED, Planned
from lox24_provider.api import transport
from lox24_provider.rules.entry_plan.scope import Scope
from tests.support.adapters import is_share
from tests.support.faults import FAULTS, READ_SECONDS
from tests.support.host import Failure
from tests.support.inprocess import IN_PROCESS, Wire
from tests.support.people import People, number
from tests.support.sandbox import Sandbox
from tests.support.torture import factor, tried

BEFORE = [*range(8)]
AFTER = [(2, "new"), *range(3, 8), 20, 21, 22]  # two go, one is changed, three come
STEP = 449  # of the cases that the short version takes: two a fault, of which no two are alike
REQUESTS = 8  # two listings, the block list, two batches, a change, two removals

Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Group:
    """A group in an account of its own, and what others may do to it meanwhile."""

    sandbox: Sandbox
    token: str
    id: str

    def entries(self) -> Entries:
        return {str(entry["id"]): dict(entry) for entry in self.sandbox.phones(self.id)}

    def joins(self) -> None:
        self.sandbox.join(self.id, number(5000))

    def takes_the_place(self) -> None:
        self.sandbox.drop_phone(self._entry(0))
        self.sandbox.join(self.id, number(5000))

    def is_edited(self) -> None:
        self.sandbox.edit_phone(self._entry(4), a="by hand")

    def comes_by_himself(self) -> None:
        self.sandbox.join(self.id, number(21))

    def goes(self) -> None:
        for n in (2, 5):
            self.sandbox.drop_phone(self._entry(n))

    def opts_out(self) -> None:
        for n in (1, 2, 6):
            if any(entry["phone"] == number(n) for entry in self.sandbox.phones(self.id)):
                self.sandbox.opt_out(self.id, number(n))

    def is_blocked(self) -> None:
        self.sandbox.block(number(22), token=self.token)

    def _entry(self, n: int) -> str:
        """The entry of a person; of somebody who has gone another one, which is as good."""
        entries = self.sandbox.phones(self.id)
        return str(next((entry["id"] for entry in entries if entry["phone"] == number(n)), entries[0]["id"]))


EVENTS = (
    Group.joins,
    Group.takes_the_place,
    Group.is_edited,
    Group.comes_by_himself,
    Group.goes,
    Group.opts_out,
    Group.is_blocked,
)


class Watch:
    """Lets an event happen before a request, and tells what the run itself did before and after it."""

    def __init__(self, group: Group, *, scope: Scope, adds: set[str]) -> None:
        self._group, self._scope, self._adds = group, scope, adds
        self._last = group.entries()
        self._silent = {id for id, entry in self._last.items() if entry["unsubscribed_at"]}
        self._made: Counter[str] = Counter()
        self.wrong: list[str] = []

    def look(self) -> None:
        """Judge what the run did since the last look."""
        now, allowed = self._group.entries(), self._scope
        for id in {*self._last, *now}:
            old, new = self._last.get(id), now.get(id)
            if old == new:
                continue
            self.wrong += ["an opt-out was touched"] * (id in self._silent)
            if old is None and new is not None:
                self._made[new["phone"]] += 1
                self.wrong += ["somebody was added"] * (new["phone"] not in self._adds)
                self.wrong += ["somebody was added twice"] * (self._made[new["phone"]] > 1)
            elif new is None:
                self.wrong += ["somebody was removed"] * (int(id) not in allowed.removals)
            else:
                self.wrong += ["somebody was changed"] * (int(id) not in allowed.changes)
        self._last = now

    def happens(self, event: Callable[[Group], None]) -> None:
        """Let it happen, which is not the run's doing."""
        self.look()
        event(self._group)
        self._last = self._group.entries()


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.short(cases=10)
def test_nobody_is_touched_whom_the_plan_does_not_name(
    sandbox: Sandbox, wire: Wire, tmp_path: Path, adapter: str, kind: str
) -> None:
    """Every fault at every request, with every event before every request: shorter versions take some of them."""
    numbers = itertools.count(1)
    config = {"lox24:baseUrl": sandbox.url, "lox24:batchSize": "2", "lox24:parallel": "1"}
    planned, manifest = Planned(tmp_path / "planned"), tmp_path / "manifest.json"
    wrong: list[str] = []

    def tried_once(fault_at: int, event: Callable[[Group], None], event_at: int, times: int) -> None:
        token = f"{next(numbers)}:key"
        environment = {"LOX24_TOKEN": token}
        group = Group(sandbox, token, sandbox.add_group(token, name="people"))
        people = People(
            make_host=lambda: IN_PROCESS[adapter](config=config, environment=environment),
            file=tmp_path / "people.csv",
            group=group.id,
        )
        people.write(BEFORE)
        people.up()
        people.write(AFTER)
        planned.file.write_text("")
        environment[PLANNED] = str(planned.file)
        people.preview(allow_removals=2)
        del environment[PLANNED]
        ((urn, foreseen),) = planned.read().items()
        manifest.write_text(json.dumps({"entries": {urn: foreseen.scope.document()}}))
        environment[APPROVED] = str(manifest)

        assert foreseen.counts[:3] == (3, 1, 2)
        if event_at == 0:
            event(group)
        watch = Watch(group, scope=foreseen.scope, adds={number(n) for n in (20, 21, 22)})
        begin = wire.sent

        def before(sent: int) -> None:
            if 0 < sent - begin == event_at:
                watch.happens(event)

        sandbox.fault(skip=fault_at, times=times, **FAULTS[kind])
        in_time = READ_SECONDS if kind == "no answer in time" else transport.READ_SECONDS
        with (
            patch.object(wire, "before", before),
            patch.object(transport, "READ_SECONDS", in_time),
            suppress(Failure),
        ):
            people.up(allow_removals=2)
        sandbox.heal()
        watch.look()
        tried("approved runs with a fault and an event", 1)
        what = f"{kind} at request {fault_at + 1}, {times} times; {event.__name__} before request {event_at + 1}"
        wrong.extend(f"{what}: {one}" for one in watch.wrong)

    cases = list(itertools.product(range(REQUESTS), EVENTS, range(REQUESTS), (1, 10_000)))
    step = max(1, STEP // factor() ** 2)
    for case in cases[[*FAULTS].index(kind) * 7 % step :: step]:
        tried_once(*case)
        if is_share(adapter):
            break
    assert wrong == []
