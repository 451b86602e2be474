"""Two lists that want one group: in any order of edits, runs, faults and opt-outs one has it, and nobody suffers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.support.adapters import is_share
from tests.support.faults import FAULTS
from tests.support.host import Failure
from tests.support.inprocess import IN_PROCESS, InProcess, Wire
from tests.support.people import People, number
from tests.support.sandbox import Sandbox
from tests.support.torture import factor, tried

LIVES, RUNS, PERSONS = 8 if factor() > 1 else 4, 6, 6
KINDS = sorted(
    FAULTS.keys() - {"no answer in time", "401"}
)  # the one takes time, the other blocks the sandbox's caller


class Life:
    """One group in an account of its own, and two additive lists of it."""

    def __init__(
        self, chance: random.Random, *, sandbox: Sandbox, wire: Wire, folder: Path, token: str, adapter: str
    ) -> None:
        self.chance, self.sandbox, self.wire, self.token, self.adapter = chance, sandbox, wire, token, adapter
        self.group = sandbox.add_group(self.token, name="people")
        self.process = self._process()
        self.declared: dict[str, list[int]] = {}
        self.lists = {
            name: People(make_host=lambda: self.process, file=folder / f"{name}.csv", group=self.group, name=name)
            for name in ("a", "b")
        }
        self.silent: set[str] = set()

    def run(self) -> str:
        """One run in a process of its own, in which a request goes wrong and something happens before another.

        Gives what failed; empty if nothing did.
        """
        self.declared = {name: self._people() for name in self.chance.choice([["a"], ["b"], ["a", "b"], ["b", "a"]])}
        silent, before, begin = set(self.silent), self._entries(), self.wire.sent
        event_at = self.chance.randint(1, 6)

        def meanwhile(sent: int) -> None:
            if sent - begin == event_at:
                self.happens()

        if self.chance.random() < 0.5:
            self.sandbox.fault(skip=self.chance.randint(0, 5), **FAULTS[self.chance.choice(KINDS)])
        self.process = self._process()
        with patch.object(self.wire, "before", meanwhile):
            failed = self._carry_out()
        self.process.stop()
        self.sandbox.heal()
        tried("runs of two lists for one group", 1)
        after = self._entries()
        added = {entry["phone"] for id, entry in after.items() if id not in before}
        assert not silent & added, "somebody was added against their will"
        numbers = [entry["phone"] for entry in after.values()]
        assert len(numbers) == len(set(numbers)), "somebody is there twice"
        opted_out = {id: entry for id, entry in before.items() if entry["unsubscribed_at"]}
        assert all(after.get(id, entry) == entry for id, entry in opted_out.items()), "an opt-out was touched"
        held = {name for name, one in self.lists.items() if one.state is not None}
        assert failed or held == self.declared.keys(), "a run that went well left it to what is not declared"
        assert failed or len(held) == 1, "both lists have the group"
        return failed

    def happens(self) -> None:
        """Somebody opts out, is blocked, or is deleted by a colleague."""
        what, phone = (
            self.chance.choice(["opts out", "is blocked", "is deleted"]),
            number(self.chance.randrange(PERSONS)),
        )
        if what == "is blocked":
            self.sandbox.block(phone, token=self.token)
            self.silent.add(phone)
        for entry in [entry for entry in self.sandbox.phones(self.group) if entry["phone"] == phone]:
            if what == "is deleted":
                self.sandbox.drop_phone(entry["id"])
            elif what == "opts out" and not entry["unsubscribed_at"]:
                self.sandbox.opt_out(self.group, phone)
                self.silent.add(phone)

    def _people(self) -> list[int]:
        return sorted(self.chance.sample(range(PERSONS), self.chance.randint(2, PERSONS)))

    def _carry_out(self) -> str:
        """As the engine does: what is declared, then what is not any more; the first failure ends it."""
        try:
            for name, people in self.declared.items():
                self.lists[name].write(people)
                self.lists[name].up(mode="additive", max_removals_percent=100)
            for name, one in self.lists.items():
                if name not in self.declared and one.state is not None:
                    one.remove()
        except Failure as failure:
            return str(failure)
        return ""

    def _entries(self) -> dict[str, dict[str, Any]]:
        return {str(entry["id"]): dict(entry) for entry in self.sandbox.phones(self.group)}

    def _process(self) -> InProcess:
        config = {"lox24:baseUrl": self.sandbox.url, "lox24:batchSize": "2", "lox24:parallel": "1"}
        return IN_PROCESS[self.adapter](
            config={**config, "lox24:maxRetries": "1"}, environment={"LOX24_TOKEN": self.token}
        )


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_one_of_two_lists_has_the_group_and_nobody_is_written_to_against_their_will(
    sandbox: Sandbox, wire: Wire, tmp_path: Path, adapter: str
) -> None:
    failures: list[str] = []
    for seed in range(LIVES // 4 if is_share(adapter) else LIVES * factor()):
        chance = random.Random(seed)  # noqa: S311 the same lives each time
        life = Life(chance, sandbox=sandbox, wire=wire, folder=tmp_path, token=f"{seed + 1}:key", adapter=adapter)
        for _ in range(RUNS):
            failures.append(life.run())
            life.happens()
    assert [line for line in failures if "\n" in line] == []
    held = [line for line in failures if "cannot have it too" in line]
    assert "" in failures
    assert held, "no run had both"
