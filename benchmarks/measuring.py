"""Rounds of all columns, interleaved step by step, so that a slow minute of a shared machine slows them all."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.columns import STEPS, Column
from benchmarks.latency import Latency, Seen
from benchmarks.processes import Cost, measured

__all__ = ["Failed", "Point", "Ran", "measure"]


class Failed(Exception):
    """A command that was to be measured did not do its work."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One step of one column in one round."""

    cost: Cost
    seen: Seen


@dataclass(frozen=True, kw_only=True)
class Point:
    """All rounds at one size and latency.

    Attributes:
        runs: by column and step, one of each round in order.
        absent: why a column did not run.
    """

    size: int
    milliseconds: int
    runs: dict[tuple[str, str], list[Ran]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def median(self, column: str, step: str, number: Callable[[Ran], float]) -> float:
        """The median over the rounds of one number of a column's step."""
        return statistics.median(number(ran) for ran in self.runs[column, step])


def measure(*, columns: Iterable[Column], size: int, milliseconds: int, rounds: int, folder: Path) -> Point:
    """Run all columns `rounds` times, each round beginning with another one.

    Raises:
        Failed: with what the command said.
    """
    point = Point(size=size, milliseconds=milliseconds)
    present: list[Column] = []
    for column in columns:
        reason = column.absent or (
            f"not possible with more than {column.most} groups" if _is_beyond(column, size) else ""
        )
        if reason:
            point.absent[column.name] = reason
        else:
            present.append(column)
    with Latency(folder=folder, milliseconds=milliseconds) as latency:
        entrants = [
            (column, column.entrant(folder=folder / str(column.account), url=latency.url)) for column in present
        ]
        latency.seen()
        for number in range(rounds):
            turn = number % len(entrants)
            for step in STEPS:
                print(f"  round {number + 1} of {rounds}: {step}", file=sys.stderr, flush=True)
                for column, entrant in entrants[turn:] + entrants[:turn]:
                    if step not in column.steps:
                        continue
                    cost = measured(
                        entrant.commands[step],
                        folder=entrant.folder,
                        environment=entrant.environment_of(step, size=size),
                    )
                    if cost.code:
                        raise Failed(f"{column.name}: {step} of {size} groups failed:\n{cost.text[-2000:]}")
                    point.runs.setdefault((column.name, step), []).append(Ran(cost=cost, seen=latency.seen()))
    return point


def _is_beyond(column: Column, size: int) -> bool:
    return column.most is not None and size > column.most
