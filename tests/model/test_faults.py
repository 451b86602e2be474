"""Every request of every verb goes wrong in every way, and the next run ends it: nothing lost, doubled or stuck."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest

from lox24_provider.api import transport
from tests.support.adapters import is_share
from tests.support.faults import FAULTS, READ_SECONDS
from tests.support.inprocess import Wire
from tests.support.sandbox import Sandbox
from tests.support.small_engine import Declared, Ended, Engine
from tests.support.torture import compared, factor, tried

KILLS = ("killed before a request", "killed after a request")

NAMES = ("A", "B")
ENTRIES = 2  # in each group that was there before


@dataclass(kw_only=True)
class Case:
    """A stack in an account of its own, at the point where the verb is about to run."""

    sandbox: Sandbox
    engine: Engine
    token: str
    ours: bool = True  # whether the groups were made by the stack, so that deleting them by hand is cleaning
    run: Callable[[], Ended] = field(init=False)

    def __post_init__(self) -> None:
        self.run = self.engine.up

    def groups(self) -> dict[str, dict[str, Any]]:
        """The account's groups by name; fails if one is doubled."""
        return self.sandbox.groups(self.token)

    def declare(self, **more: Any) -> None:
        self.engine.program = {name.lower(): Declared(inputs={"name": name, **more}) for name in NAMES}

    def agreement(self) -> list[str]:
        """In what program, state and account differ."""
        held, groups, differing = self.engine.held(), self.groups(), []
        if len(held) < len(self.engine.state):
            differing.append("the state holds condemned copies")
        for name, declared in self.engine.program.items():
            group = groups.pop(declared.inputs["name"], None)
            if name not in held or group is None or held[name].id != str(group["id"]) or held[name].incomplete:
                differing.append(f"{name}: state {held.get(name)}, account {group}")
            elif group["description"] != declared.inputs.get("description"):
                differing.append(f"{name}: is described as {group['description']}")
        return differing + [f"orphan {name}" for name in groups]


def create(case: Case) -> None:
    case.declare()


def update(case: Case) -> None:
    case.declare()
    assert case.engine.up().ok
    case.declare(description="new")


def delete(case: Case) -> None:
    case.declare()
    assert case.engine.up().ok
    case.engine.program = {}


def destroy(case: Case) -> None:
    delete(case)
    case.run = case.engine.destroy


def refresh(case: Case) -> None:
    case.declare()
    assert case.engine.up().ok
    case.sandbox.by_hand(case.engine.held()["a"].id, description="by hand")
    case.sandbox.drop(case.engine.held()["b"].id)
    case.run = case.engine.refresh


def adopt(case: Case) -> None:
    for name in NAMES:
        id = case.sandbox.add_group(case.token, name=name, description="old")
        entries = [{"phone": f"+49176{number:08}"} for number in range(ENTRIES)]
        case.sandbox.api("POST", f"/groups/{id}/phones/batch", token=case.token, json=entries)
    case.ours = False
    case.declare(on_existing="adopt", description="new")


def healed(case: Case) -> Iterator[str]:
    """What is still wrong after the same command ran again, and `up` after that."""
    adopts = case.engine.config["lox24:onExisting"] == "adopt" or not case.ours
    for _ in range(1 if adopts else 1 + len(NAMES)):
        again = case.run()
        if again.ok:
            break
        (line,) = again.errors
        named = [group for group in case.groups().values() if line.startswith(f"group {group['id']} has the name ")]
        if not named or adopts:
            yield f"again: {line}"
            return
        case.sandbox.drop(str(named[0]["id"]))  # as the line says
    up = case.engine.up()
    yield from up.errors
    yield from case.agreement()
    more = case.engine.up()
    yield from [f"not settled: {more}"] * (not more.ok or more.requests > 0)
    for group in case.groups().values():
        if not case.ours and group["count_items"] != ENTRIES:
            yield f"entries of {group['name']} were lost"


@pytest.mark.torture
@pytest.mark.promise
@pytest.mark.parametrize(
    ("verb", "on_existing"),
    [
        (create, "adopt"),
        (create, "refuse"),
        (adopt, "refuse"),
        (update, "refuse"),
        (delete, "refuse"),
        (destroy, "refuse"),
        (refresh, "refuse"),
    ],
)
@pytest.mark.short(cases=1)
def test_what_goes_wrong_once_is_healed_by_the_next_run(
    make_engine: Callable[..., Engine],
    sandbox: Sandbox,
    wire: Wire,
    verb: Callable[[Case], None],
    on_existing: str,
) -> None:
    """A fault strikes once or from then on, with retries or without: the short version takes turns."""
    numbers = itertools.count(1)

    def prepared(**settings: str) -> Case:
        token = f"{next(numbers)}:key"
        case = Case(sandbox=sandbox, engine=make_engine(token, onExisting=on_existing, **settings), token=token)
        verb(case)
        return case

    case, before = prepared(), wire.sent
    kinds = KILLS if is_share(case.engine.adapter) else (*FAULTS, *KILLS)
    assert case.run().ok
    requests = wire.sent - before  # those of the preview included
    assert requests >= len(NAMES)
    wrong, ways = [], list(itertools.product((1, 10_000), ("0", "2")))
    for number, (kind, at) in enumerate(itertools.product(kinds, range(requests))):
        for times, retries in ways if factor() > 1 else [ways[number % len(ways)]]:
            case = prepared(maxRetries=retries)
            if kind in KILLS:
                case.engine.skip_checkpoints = times > 1
                wire.kill(at + 1, "before" if kind == KILLS[0] else "after")
            else:
                sandbox.fault(skip=at, times=times, **FAULTS[kind])
            in_time = READ_SECONDS if kind == "no answer in time" else transport.READ_SECONDS
            with patch.object(transport, "READ_SECONDS", in_time):
                ended = case.run()
            sandbox.heal()
            problems = [line for line in ended.errors if "\n" in line]
            problems += [] if ended.killed == (kind in KILLS) else ["was not killed"]
            case.engine.skip_checkpoints = False
            problems += healed(case)
            if not problems:
                compared(declared=[name.upper() for name in case.engine.program], held=case.groups())
            tried("kills survived" if kind in KILLS else "faults injected", 1)
            wrong += [f"{kind} at request {at + 1}, {times} times, {retries} retries: {one}" for one in problems]
    assert wrong == []
