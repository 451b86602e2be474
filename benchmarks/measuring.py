"""One block: a round of all its columns, interleaved step by step, so that a slow minute slows them all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.columns import BY_NAME, FIRST, STEPS, Entrant
from benchmarks.latency import Latency, Seen
from benchmarks.processes import Cost, measured

__all__ = ["Block", "Ran", "measure", "state_of", "told"]

TAIL = 3000  # letters of what a command said that failed


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One step of one column in one round."""

    cost: Cost
    seen: Seen


@dataclass(frozen=True, kw_only=True)
class Block:
    """A round at one size and latency.

    Attributes:
        number: which round it is, from 1.
        day: when it was measured.
        runs: by column and step; a column that failed has none from that step on.
        states: bytes that a group takes of the state after the first up, by column.
        absent: why a column did not run.
        failed: of a column that failed, what did in the first line, and then what it said.
    """

    size: int
    milliseconds: int
    number: int
    day: str = ""
    runs: Mapping[tuple[str, str], Ran] = field(default_factory=dict)
    states: Mapping[str, float] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)


def measure(columns: Mapping[str, Sequence[str]], *, size: int, milliseconds: int, number: int, folder: Path) -> Block:
    """Run each of `columns` through its steps; each round begins with another column.

    A column of which a command fails is left out from there on, and the others go on.
    """
    absent = {name: reason for name in columns if (reason := BY_NAME[name].absent(size=size))}
    runs: dict[tuple[str, str], Ran] = {}
    states: dict[str, float] = {}
    failed: dict[str, str] = {}
    with Latency(folder=folder, milliseconds=milliseconds) as latency:
        entrants: dict[str, Entrant] = {}
        for name in columns:
            if name not in absent:
                try:
                    column = BY_NAME[name]
                    entrants[name] = column.entrant(folder=folder / str(column.account), url=latency.url)
                except Exception as error:  # noqa: BLE001 whatever it is, it is this column's
                    failed[name] = f"making ready: {told(error)}"
        latency.seen()
        turn = (number - 1) % max(len(entrants), 1)
        order = [*entrants][turn:] + [*entrants][:turn]
        for step in STEPS:
            for name in order:
                if step not in columns[name] or name in failed:
                    continue
                ran = _run(entrants[name], step, size=size, latency=latency)
                if ran.cost.code:
                    failed[name] = f"{step}: exit code {ran.cost.code}\n{ran.cost.text[-TAIL:]}"
                    continue
                runs[name, step] = ran
                if step == FIRST and entrants[name].state.exists():
                    states[name] = state_of(entrants[name].state.read_text(), size=size)
    return Block(
        size=size,
        milliseconds=milliseconds,
        number=number,
        day=dt.datetime.now(tz=dt.timezone.utc).date().isoformat(),
        runs=runs,
        states=states,
        absent=absent,
        failed=failed,
    )


def _run(entrant: Entrant, step: str, *, size: int, latency: Latency) -> Ran:
    environment = entrant.environment_of(step, size=size)
    *before, last = entrant.commands[step]
    for command in before:
        cost = measured(command, folder=entrant.folder, environment=environment)
        if cost.code:
            return Ran(cost=cost, seen=latency.seen())
    latency.seen()
    cost = measured(last, folder=entrant.folder, environment=environment)
    return Ran(cost=cost, seen=latency.seen())


def told(error: Exception) -> str:
    """What went wrong: its kind in the first line, for reports, and then all of it, which may name this machine."""
    said = getattr(error, "stderr", None) or getattr(error, "stdout", None) or b""
    return f"{type(error).__name__}\n{error!r}\n{said.decode(errors='replace') if isinstance(said, bytes) else said}"


def state_of(text: str, *, size: int) -> float:
    """Bytes that each of `size` groups takes of a state's file: the same state without them is smaller by that.

    The backend writes no blanks; `pulumi stack export` does, and shows twice as many bytes.
    """
    state = json.loads(text)
    whole = _bytes(state)
    latest = state["checkpoint"]["latest"]
    latest["resources"] = [each for each in latest["resources"] if not each.get("custom") or _is_provider(each)]
    return (whole - _bytes(state)) / size


def _is_provider(resource: Mapping[str, Any]) -> bool:
    return str(resource["type"]).startswith("pulumi:providers:")


def _bytes(state: object) -> int:
    return len(json.dumps(state, separators=(",", ":"), ensure_ascii=False).encode())
