"""How runs grow with the number of groups, as Markdown: each size against the one before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from benchmarks.columns import BARE, DESTROY, FAST, FIRST, NEIGHBOUR, OURS, SKIP
from benchmarks.comparing import Key, Point, seconds_of
from benchmarks.measuring import Ran
from benchmarks.points import GROWING
from benchmarks.report import machine

__all__ = ["COLUMNS", "growing", "growth"]

MILLISECONDS = 50
COLUMNS = (OURS, SKIP, FAST, BARE, NEIGHBOUR)


def growing(points: Sequence[Point]) -> list[Point]:
    """Those of `points` that double in size at one latency, or all if there are none such."""
    of_one = [point for point in points if point.milliseconds == MILLISECONDS]
    return [point for point in of_one if point.size in GROWING] or list(points)


def growth(points: Sequence[Point], *, who: Mapping[str, str]) -> str:
    """The file: seconds of each column by step and size, then what our provider's process takes."""
    points = growing(points)
    lines = [
        "# Growth",
        "",
        "Written by `make bench`: medians, of the runs of [RESULTS.md](RESULTS.md), which says what the columns are.",
        "A row ends with how many times as long, or as much, each size takes as the one before it.",
        "",
        machine(points, who=who),
        "",
    ]
    tables: list[tuple[str, str, tuple[str, ...] | None, Callable[[Point, Key], float], str]] = [
        *((f"{column}: seconds", column, None, _seconds, ".2f") for column in COLUMNS),
        ("ours: of these the engine's checkpoints", OURS, (FIRST, DESTROY), _checkpoints, ".2f"),
        ("ours: CPU seconds of the provider's process", OURS, None, _cpu, ".2f"),
        ("ours: MB of the provider's process", OURS, None, _megabytes, ".0f"),
        ("ours: requests", OURS, None, _requests, ",.0f"),
    ]
    for title, column, only, number, form in tables:
        rows = []
        for step in only or _common(points, column):
            needed = [(column, step), *([(FAST, step)] if number is _checkpoints else [])]
            if not all(point.has(key) for point in points for key in needed):
                continue
            numbers = [number(point, (column, step)) for point in points]
            times = ", ".join(f"{after / before:.1f}" if before else "-" for before, after in pairwise(numbers))
            rows.append(f"| {step} | {' | '.join(f'{each:{form}}' for each in numbers)} | {times or '-'} |")
        if not rows:
            lines += [f"No {title}: not measured at every size.", ""]
            continue
        sizes = [f"{point.size:,} groups" for point in points]
        lines += [
            f"## {title}",
            "",
            f"| step | {' | '.join(sizes)} | times |",
            "|---" * (len(sizes) + 2) + "|",
            *rows,
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _common(points: Sequence[Point], column: str) -> list[str]:
    """The steps that every size has."""
    return [step for step in points[0].steps(column) if all(point.has((column, step)) for point in points)]


def _seconds(point: Point, key: Key) -> float:
    return point.median(key, seconds_of)


def _checkpoints(point: Point, key: Key) -> float:
    return _seconds(point, key) - _seconds(point, (FAST, key[1]))


def _provider(number: Callable[[Ran], float]) -> Callable[[Ran], float]:
    return lambda ran: number(ran) if "provider" in ran.cost.processes else 0.0


def _cpu(point: Point, key: Key) -> float:
    return point.median(key, _provider(lambda ran: ran.cost.processes["provider"].cpu))


def _megabytes(point: Point, key: Key) -> float:
    return point.median(key, _provider(lambda ran: ran.cost.processes["provider"].megabytes))


def _requests(point: Point, key: Key) -> float:
    return point.median(key, lambda ran: ran.seen.total)
