"""Rounds of one point side by side: ratios are within a round, so that what slows the machine cancels out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from benchmarks.columns import STEPS
from benchmarks.measuring import Block, Ran

__all__ = ["Point", "points_of", "seconds_of", "spread"]

Key = tuple[str, str]
"""A column and a step."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """The blocks of one size and latency."""

    size: int
    milliseconds: int
    blocks: Sequence[Block] = field(repr=False)

    def runs(self, key: Key) -> list[Ran]:
        """What was measured of one step of a column, of each round in which it was."""
        return [block.runs[key] for block in self.blocks if key in block.runs]

    def has(self, key: Key) -> bool:
        """Whether it was measured at all."""
        return any(key in block.runs for block in self.blocks)

    @property
    def columns(self) -> list[str]:
        """Those of which something was measured."""
        return list(dict.fromkeys(column for block in self.blocks for column, _ in block.runs))

    def median(self, key: Key, number: Callable[[Ran], float]) -> float:
        """The median over the rounds of one number of a column's step."""
        return statistics.median(number(ran) for ran in self.runs(key))

    def ratios(self, one: Key, other: Key, number: Callable[[Ran], float]) -> list[float]:
        """`one` by `other`, in each round that has both."""
        both = [(block.runs[one], block.runs[other]) for block in self.blocks if {one, other} <= block.runs.keys()]
        return [number(mine) / number(theirs) for mine, theirs in both if number(theirs)]

    def steps(self, *columns: str) -> list[str]:
        """The steps that were measured of any of `columns`."""
        return [step for step in STEPS if any(self.has((column, step)) for column in columns)]


def points_of(blocks: Iterable[Block]) -> list[Point]:
    """Blocks by size and latency; in the order of what was first."""
    order = sorted(blocks, key=lambda block: (block.milliseconds, block.size, block.number))
    return [
        Point(size=size, milliseconds=milliseconds, blocks=tuple(each))
        for (milliseconds, size), each in groupby(order, key=lambda block: (block.milliseconds, block.size))
    ]


def seconds_of(ran: Ran) -> float:
    """Of wall time."""
    return ran.cost.seconds


def spread(ratios: Sequence[float]) -> str:
    """The median, with the smallest and the largest."""
    if not ratios:
        return "-"
    middle = f"**{statistics.median(ratios):.2f}**"
    return f"{middle} ({min(ratios):.2f}-{max(ratios):.2f})" if len(ratios) > 1 else middle
