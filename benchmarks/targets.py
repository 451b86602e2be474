"""What is to be reached, as ratios within one run, and whether it was."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.columns import BARE, DESTROY, FIRST, NEIGHBOUR, OURS, PREVIEW, REFRESH, SKIP, YAML
from benchmarks.comparing import Point, seconds_of, spread

__all__ = ["CONSTANT", "TARGETS", "UPGRADED", "Target", "list_ratios", "table"]

KB = 1000
UPGRADED, CONSTANT = "upgraded", "constant"  # are in the names of two columns of lists


@dataclass(frozen=True, kw_only=True)
class Target:
    """One piece of work.

    Attributes:
        step: of both columns; empty where no step is measured.
        other: the column that it is measured against; empty for a number of its own.
        most: what the median may be.
        unit: behind it.
    """

    work: str
    most: float
    column: str = OURS
    other: str = ""
    step: str = ""
    size: int = 100
    milliseconds: int = 50
    unit: str = ""

    def measured(self, points: Sequence[Point]) -> list[float]:
        """One number a round."""
        found = [point for point in points if (point.size, point.milliseconds) == (self.size, self.milliseconds)]
        if not self.step:
            states = [block.states for point in found for block in point.blocks]
            return [state[self.column] / KB for state in states if self.column in state]
        one, other = (self.column, self.step), (self.other, self.step)
        return [ratio for point in found for ratio in point.ratios(one, other, seconds_of)]


_LISTS = "100 lists, preview / the same with a constant digest"
TARGETS = (
    Target(work="first up, 300 at 50 ms / floor", other=BARE, step=FIRST, size=300, most=1.05),
    Target(
        work="first up of 1,000 under adopt, `apply --skip-checkpoints` / restapi",
        column=SKIP,
        other=NEIGHBOUR,
        step=FIRST,
        size=1000,
        most=0.4,
    ),
    Target(
        work="no-change preview, 100 at 50 ms, native YAML / restapi",
        column=YAML,
        other=NEIGHBOUR,
        step=PREVIEW,
        most=0.9,
    ),
    Target(work="refresh, 100 at 50 ms / restapi", other=NEIGHBOUR, step=REFRESH, most=0.8),
    Target(work="destroy, 100 at 50 ms / restapi", other=NEIGHBOUR, step=DESTROY, most=1.0),
    Target(work="state a group, of 300", size=300, most=0.95, unit=" KB"),
)
MOST_OF_LISTS = 1.3


def list_ratios(columns: Mapping[str, Sequence[float]]) -> list[float]:
    """Seconds of an upgraded state's preview by those with a constant digest, a number a round."""
    ours, constant = (next((columns[name] for name in columns if word in name), ()) for word in (UPGRADED, CONSTANT))
    return [mine / theirs for mine, theirs in zip(ours, constant, strict=False)]


def table(points: Sequence[Point], *, lists: Mapping[str, Sequence[float]]) -> list[str]:
    """The lines of the table of all targets."""
    rows = [(target.work, target.most, target.unit, target.measured(points)) for target in TARGETS]
    rows.append((_LISTS, MOST_OF_LISTS, "", list_ratios(lists)))
    return [
        "| work | target | measured | met |",
        "|---|---|---|---|",
        *(
            f"| {work} | at most {most:g}{unit} | {spread(numbers)}{unit if numbers else ''} | {_met(numbers, most)} |"
            for work, most, unit, numbers in rows
        ),
    ]


def _met(numbers: Sequence[float], most: float) -> str:
    if not numbers:
        return "not measured"
    return "yes" if round(statistics.median(numbers), 2) <= most else "**no**"
