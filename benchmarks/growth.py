"""How runs grow with the number of groups: `make growth`, or with other sizes `make growth ARGS="100 1000"`.

Writes `GROWTH.md` and the chart `docs/growth.svg`. Each size is measured as `make bench` measures it.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.chart import draw
from benchmarks.columns import BARE, COLUMNS, DESTROY, FAST, FIRST, NEIGHBOUR, OURS, STEPS
from benchmarks.measuring import Failed, Point, measure
from benchmarks.report import machine

__all__ = ["GROWING", "growth"]

HERE = Path(__file__).parent
SIZES = (100, 200, 400, 800)
MILLISECONDS = 50
# Whole lives of all but the naive provider, which fails before the third size.
GROWING = tuple(
    dataclasses.replace(column, steps=STEPS) for column in COLUMNS if column.name in (OURS, FAST, BARE, NEIGHBOUR)
)


def main() -> None:
    """Measure every size, and write the tables and the chart after each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="From one size to the next.")
    parser.add_argument("sizes", nargs="*", metavar="GROUPS", type=int, help="instead of the usual")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each column (default: 3)")
    parser.add_argument("--results", type=Path, default=HERE / "GROWTH.md", help="default: %(default)s")
    parser.add_argument("--chart", type=Path, default=HERE.parent / "docs" / "growth.svg", help="default: %(default)s")
    arguments = parser.parse_args()
    points: list[Point] = []
    for size in arguments.sizes or SIZES:
        print(f"{size} groups", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            points.append(
                measure(
                    columns=GROWING,
                    size=size,
                    milliseconds=MILLISECONDS,
                    rounds=arguments.rounds,
                    folder=Path(folder),
                )
            )
        arguments.results.write_text(growth(points))
        draw(points, file=arguments.chart)


def growth(points: Sequence[Point]) -> str:
    """The file: seconds of each column by step and size, then what our provider's process takes."""
    lines = [
        "# Growth",
        "",
        "Written by `make growth`: medians, columns as in [RESULTS.md](RESULTS.md). A row ends with how many times as",
        "long, or as much, each size takes as the one before it.",
        "",
        machine(),
        "",
    ]
    seconds = [(f"{column}: seconds", column, STEPS, _seconds, ".2f") for column in (OURS, FAST, BARE, NEIGHBOUR)]
    for title, column, steps, number, form in (
        *seconds,
        ("ours: of these the engine's checkpoints", OURS, (FIRST, DESTROY), _checkpoints, ".2f"),
        ("ours: CPU seconds of the provider's process", OURS, STEPS, _cpu, ".2f"),
        ("ours: MB of the provider's process", OURS, STEPS, _megabytes, ".0f"),
        ("ours: requests", OURS, STEPS, _requests, ",.0f"),
    ):
        if reason := points[0].absent.get(column):
            lines += [f"No {column}: {reason}.", ""]
            continue
        sizes = [f"{point.size:,} groups" for point in points]
        lines += [f"## {title}", "", f"| step | {' | '.join(sizes)} | times |", "|---" * (len(sizes) + 2) + "|"]
        for step in steps:
            numbers = [number(point, column, step) for point in points]
            times = ", ".join(f"{after / before:.1f}" if before else "-" for before, after in pairwise(numbers))
            lines.append(f"| {step} | {' | '.join(f'{each:{form}}' for each in numbers)} | {times} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _seconds(point: Point, column: str, step: str) -> float:
    return point.median(column, step, lambda ran: ran.cost.seconds)


def _checkpoints(point: Point, column: str, step: str) -> float:
    return _seconds(point, column, step) - _seconds(point, FAST, step)


def _cpu(point: Point, column: str, step: str) -> float:
    return point.median(column, step, lambda ran: ran.cost.processes["provider"].cpu)


def _megabytes(point: Point, column: str, step: str) -> float:
    return point.median(column, step, lambda ran: ran.cost.processes["provider"].megabytes)


def _requests(point: Point, column: str, step: str) -> float:
    return point.median(column, step, lambda ran: ran.seen.total)


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(str(error))
