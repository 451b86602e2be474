"""A stack's life in any order: people, faults and kills at every moment, and what must hold all the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.support.adapters import is_share
from tests.support.faults import FAULTS
from tests.support.inprocess import Wire
from tests.support.laws import Command, Moment, mended, seen
from tests.support.sandbox import Sandbox
from tests.support.small_engine import Declared, Ended, Engine
from tests.support.torture import factor, tried

LIVES, STEPS = 100 if factor() > 1 else 20, 40
MOST_GROUPS = 10  # what colleagues make, if there are not more already
ROUNDS = 12  # of doing what a command says, after which a stack is well again

resources = st.sampled_from(["a", "b", "c"])
names = st.sampled_from(["A", "B", "C", "D"])
texts = st.sampled_from([None, "one", "two"])
picks = st.integers(0, 4)
kinds = st.sampled_from(sorted(FAULTS.keys() - {"no answer in time"})) | st.sampled_from(
    ["killed before", "killed after"]
)
hazards = st.tuples(kinds, st.integers(0, 3))
verbs = st.sampled_from(
    ["up", "up", "up --skip-preview", "up --refresh", "up --continue-on-error", "refresh", "destroy", "preview"]
)


class Life(RuleBasedStateMachine):
    """One stack in an account of its own, beside colleagues who work in the same account."""

    def __init__(self, *, sandbox: Sandbox, wire: Wire, make_engine: Callable[..., Engine], number: int) -> None:
        super().__init__()
        self.sandbox, self.wire, self.make_engine = sandbox, wire, make_engine
        self.token, self.stranger = f"{number}:key", f"{number + 10**6}:another"
        self.touched: set[str] = set()

    @initialize(
        on_existing=st.sampled_from(["refuse", "adopt", "create"]),
        retries=st.sampled_from(["0", "1"]),
        program=st.dictionaries(resources, texts),
    )
    def begin(self, on_existing: str, retries: str, program: dict[str, str | None]) -> None:
        self.on_existing = on_existing
        self.engine = self.make_engine(self.token, onExisting=on_existing, maxRetries=retries)
        for name in ("A", "B"):
            self.sandbox.add_group(self.stranger, name=name)
        for resource, description in program.items():
            self._redeclare(resource, name=resource.upper(), description=description)

    # What the program's author does

    @rule(resource=resources, name=names, description=texts, force=st.booleans())
    def declare(self, resource: str, name: str, description: str | None, force: bool) -> None:  # noqa: FBT001 drawn by name
        if resource not in self._taken() and name not in self._names():
            self._redeclare(resource, name=name, description=description, force_destroy=force or None)

    @rule(resource=resources, description=texts)
    def edit(self, resource: str, description: str | None) -> None:
        if resource in self.engine.program:
            self._redeclare(resource, description=description)

    @rule(resource=resources, name=names)
    def rename_group(self, resource: str, name: str) -> None:
        """If another resource has that name, they swap."""
        if resource in self.engine.program:
            if other := self._names().get(name):
                self._redeclare(other, name=self.engine.program[resource].inputs["name"])
            self._redeclare(resource, name=name)

    @rule(resource=resources, new=resources, alias=st.booleans())
    def rename_resource(self, resource: str, new: str, alias: bool) -> None:  # noqa: FBT001 drawn by name
        program = self.engine.program
        if resource in program and not program[resource].alias and new not in self._taken():
            renamed = replace(program[resource], alias=resource if alias else None)
            self.engine.program = dict(
                (new, renamed) if name == resource else (name, declared) for name, declared in program.items()
            )

    @rule(resource=resources)
    def remove(self, resource: str) -> None:
        self.engine.program.pop(resource, None)

    @rule(resource=resources, pick=picks)
    def take_over_by_id(self, resource: str, pick: int) -> None:
        if resource in self.engine.program and (id := self._picked(pick)):
            self._redeclare(resource, adopt=id)

    # What colleagues do in the account

    @rule(name=names)
    def make_by_hand(self, name: str) -> None:
        if len(self._seen().groups) < MOST_GROUPS:
            self.sandbox.add_group(self.token, name=name)

    @rule(pick=picks, description=texts)
    def edit_by_hand(self, pick: int, description: str | None) -> None:
        if id := self._picked(pick):
            self.sandbox.by_hand(id, description=description)
            self.touched.add(id)

    @rule(pick=picks)
    def delete_by_hand(self, pick: int) -> None:
        if id := self._picked(pick):
            self.sandbox.drop(id)
            self.touched.add(id)

    @rule(pick=picks)
    def join(self, pick: int) -> None:
        if id := self._picked(pick):
            self.sandbox.api("POST", f"/groups/{id}/phones", token=self.token, json={"phone": "+4917600000001"})

    # Commands

    @rule(verb=verbs)
    def run(self, verb: str) -> None:
        if self._watched(verb).ok and verb.startswith("up"):
            again = self._watched("up")
            assert again.ok
            assert again.requests == 0, "an up without changes sent something"
            assert {step for step, _ in again.steps} <= {"same"}
            self.engine.program = {name: replace(one, alias=None) for name, one in self.engine.program.items()}

    @rule(verb=verbs, hazard=hazards, skip_checkpoints=st.booleans())
    def run_into(self, verb: str, hazard: tuple[str, int], skip_checkpoints: bool) -> None:  # noqa: FBT001 drawn by name
        self.engine.skip_checkpoints = skip_checkpoints
        self._watched(verb, hazard=hazard)
        self.engine.skip_checkpoints = False

    @rule(resource=resources)
    def replace(self, resource: str) -> None:
        if resource in self.engine.program:
            self._watched("up --replace", replacing=resource)

    @precondition(lambda self: self.engine.program.keys() & self.engine.held().keys())
    @rule(verb=st.sampled_from(["up", "up --refresh", "refresh", "destroy"]))
    def run_with_another_accounts_token(self, verb: str) -> None:
        before = self._seen()
        self.engine.environment["LOX24_TOKEN"] = self.stranger
        ended = self._watched(verb)
        self.engine.environment["LOX24_TOKEN"] = self.token
        assert not ended.ok
        assert ended.requests == 0
        assert self._seen() == before

    def teardown(self) -> None:
        """Whatever happened, doing what the commands say ends with the program's groups, and then with none of them."""
        if hasattr(self, "engine"):
            self._until_well("up --refresh")
            self.engine.program.clear()
            self._until_well("up")
            assert self.engine.state == []
            assert sorted(group["name"] for group in self.sandbox.api("GET", "/groups", token=self.stranger)) == [
                "A",
                "B",
            ]

    def _until_well(self, verb: str) -> None:
        lines = []
        while not (ended := self._watched(verb)).ok:
            lines += ended.errors
            assert len(lines) < ROUNDS, lines
            assert mended(self.sandbox, self.engine, ended), lines
            self.touched |= self._seen().groups.keys()

    def _watched(self, verb: str, *, replacing: str = "", hazard: tuple[str, int] | None = None) -> Ended:
        """Run a command and assert every law; a hazard ends with it."""
        engine, before = self.engine, self._seen()
        if hazard:
            self._endanger(*hazard)
        commands: dict[str, Callable[[], Ended]] = {
            "up": engine.up,
            "up --skip-preview": lambda: engine.up(preview=False),
            "up --continue-on-error": lambda: engine.up(continue_on_error=True),
            "up --refresh": lambda: engine.up(refresh=True),
            "up --replace": lambda: engine.up(replacing=[replacing]),
            "refresh": engine.refresh,
            "destroy": engine.destroy,
            "preview": engine.preview,
        }
        ended = commands[verb]()
        self.wire.kill_at = None
        self.sandbox.heal()
        after = self._seen()
        if not ended.ok:  # what it did last, the state may not know
            self.touched |= {id for id in before.groups if before.groups[id] != after.groups.get(id)}
        elif verb in ("up --refresh", "refresh"):
            self.touched.clear()
        command = Command(
            verb=verb,
            program=engine.program,
            on_existing=self.on_existing,
            before=before,
            ended=ended,
            after=after,
            replacing=replacing,
            touched=self.touched,
        )
        assert list(command.broken()) == [], (ended, before, after)
        tried("kills survived", int(ended.killed))
        tried("model commands", 1)
        return ended

    def _endanger(self, kind: str, at: int) -> None:
        if kind in FAULTS:
            self.sandbox.fault(skip=at, **FAULTS[kind])
            tried("faults injected", 1)
        else:
            self.wire.kill(at + 1, "before" if kind == "killed before" else "after")

    def _seen(self) -> Moment:
        return seen(self.sandbox, self.engine, token=self.token)

    def _picked(self, pick: int) -> str | None:
        """One of the account's groups, if there are any."""
        ids = sorted(self._seen().groups, key=int)
        return ids[pick % len(ids)] if ids else None

    def _names(self) -> dict[str, str]:
        """The program's resources by their groups' names."""
        return {declared.inputs["name"]: name for name, declared in self.engine.program.items()}

    def _taken(self) -> set[str | None]:
        """Resource names that the program uses, as a name or as an alias."""
        return {*self.engine.program, *(declared.alias for declared in self.engine.program.values())}

    def _redeclare(self, resource: str, **changed: Any) -> None:
        old = self.engine.program.get(resource, Declared(inputs={}))
        inputs = {key: value for key, value in {**old.inputs, **changed}.items() if value is not None}
        self.engine.program[resource] = replace(old, inputs=inputs)


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.short(cases=1)
def test_whatever_happens_nothing_is_lost_doubled_or_stuck(
    make_engine: Callable[..., Engine], sandbox: Sandbox, wire: Wire, adapter: str
) -> None:
    numbers = itertools.count(1)

    class OneMore(Life):
        def __init__(self) -> None:
            super().__init__(sandbox=sandbox, wire=wire, make_engine=make_engine, number=next(numbers))

    run_state_machine_as_test(
        OneMore,
        settings=settings(
            max_examples=LIVES // 8 if is_share(adapter) else LIVES * factor(),
            stateful_step_count=STEPS,
            derandomize=factor() == 1,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
