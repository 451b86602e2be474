"""What `make bench` measures: its points, and the minutes that they may take.

A block is one round of a point: all its columns, step by step in turn, in a fresh folder with fresh accounts. The
budget is reckoned from seconds on two cores in a busy hour; a quiet one needs half of it.

| point | rounds | s a round | min | what for |
|---|---|---|---|---|
| 100 lists | 1 | 240 | 4.0 | fingerprints |
| 100 at 50 ms | 2 | 330 | 11.0 | every column and step; preview, refresh and destroy against restapi |
| 1,000 at 50 ms | 2 | 150 | 5.0 | the first up without checkpoints |
| 300 at 50 ms | 2 | 210 | 7.0 | the first up against the floor; a state's size |
| 100 at 200 ms | 1 | 140 | 2.3 | what waiting costs |
| 200, 400, 800 at 50 ms | 1 | 90, 170, 400 | 11.0 | growth, of which 100 is measured above |
| all | | | 40.4 | |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.columns import (
    BARE,
    BY_NAME,
    DESTROY,
    FAST,
    FIRST,
    NAIVE,
    NATIVE,
    NEIGHBOUR,
    OURS,
    PREVIEW,
    REFRESH,
    SKIP,
    STEPS,
    WIDE,
    YAML,
)

__all__ = ["GROWING", "LISTS", "MOST", "USUAL", "Lists", "Planned", "small"]

MOST = 45 * 60  # seconds of all
_MAIN = (FIRST, PREVIEW, REFRESH, DESTROY)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A point that is to be measured.

    Attributes:
        columns: the steps of each.
        seconds: what a round may take.
    """

    size: int
    milliseconds: int
    rounds: int
    columns: Mapping[str, Sequence[str]]
    seconds: float = 0

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.size:,} groups, {self.milliseconds} ms a request"

    def settings(self) -> dict[str, object]:
        """All that is set of it, as plain data."""
        return {name: {"steps": [*steps], **BY_NAME[name].settings()} for name, steps in self.columns.items()}


@dataclass(frozen=True, kw_only=True)
class Lists:
    """A preview of many lists of people; one block has all its rounds."""

    lists: int = 100
    people: int = 500
    rounds: int = 3
    seconds: float = 240


_ALL: Mapping[str, Sequence[str]] = {
    **dict.fromkeys((OURS, WIDE, NATIVE, YAML, BARE, NEIGHBOUR, NAIVE), STEPS),
    SKIP: (FIRST,),
    FAST: (FIRST, DESTROY),
}
_GROWTH: Mapping[str, Sequence[str]] = {
    **dict.fromkeys((OURS, BARE, NEIGHBOUR), _MAIN),
    SKIP: (FIRST,),
    FAST: (FIRST, DESTROY),
}

GROWING = (100, 200, 400, 800)
LISTS = Lists()
USUAL = (
    Planned(size=100, milliseconds=50, rounds=2, columns=_ALL, seconds=330),
    Planned(size=1000, milliseconds=50, rounds=2, columns={NEIGHBOUR: (FIRST,), SKIP: (FIRST,)}, seconds=150),
    Planned(
        size=300,
        milliseconds=50,
        rounds=2,
        columns={**dict.fromkeys((OURS, BARE, NEIGHBOUR), (FIRST, PREVIEW, DESTROY)), SKIP: (FIRST,)},
        seconds=210,
    ),
    Planned(
        size=100, milliseconds=200, rounds=1, columns=dict.fromkeys((OURS, YAML, BARE, NEIGHBOUR), _MAIN), seconds=140
    ),
    Planned(size=200, milliseconds=50, rounds=1, columns=_GROWTH, seconds=90),
    Planned(size=400, milliseconds=50, rounds=1, columns=_GROWTH, seconds=170),
    Planned(size=800, milliseconds=50, rounds=1, columns=_GROWTH, seconds=400),
)


def small(size: int, milliseconds: int, *, rounds: int) -> Planned:
    """A point of a person's own: every column and step."""
    seconds = 30 + size * (1 + milliseconds / 200)  # guessed, and corrected by the first round
    return Planned(size=size, milliseconds=milliseconds, rounds=rounds, columns=_ALL, seconds=seconds)
