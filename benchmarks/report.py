"""What was measured, as Markdown."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import version

from benchmarks import neighbour
from benchmarks.columns import BARE, FAST, NAIVE, NATIVE, NEIGHBOUR, OURS, PARALLEL, STEPS, YAML
from benchmarks.measuring import Point, Ran

__all__ = ["machine", "report"]

COLUMNS = (OURS, FAST, NATIVE, YAML, BARE, NEIGHBOUR, NAIVE)
NATIVES = (NATIVE, YAML)
OTHERS = (BARE, NEIGHBOUR, NAIVE)


def report(points: Sequence[Point]) -> str:
    """The file: machine, then a section a point."""
    lines = [
        "# Results",
        "",
        "Written by `make bench`. Ratios are medians of interleaved runs, with the smallest and the largest; seconds",
        f"are medians. `ours` has `lox24:parallel` and the engine's own number at {PARALLEL}, `ours, fast` skips",
        "checkpoints and adopts, `native` is the plugin, from a program in Python and from one in YAML, `bare floor`",
        "is as many resources of a provider that does nothing, `restapi` is Terraform's generic provider, `naive` a",
        "provider as people write it. The limit is the bare floor plus",
        "requests x latency / requests in flight. The host's CPU is that of the provider's process, against the",
        "floor's.",
        "",
        f"{machine()}",
        "",
    ]
    for point in points:
        lines += [f"## {point.size:,} groups, {point.milliseconds} ms a request", "", *_point(point), ""]
    return "\n".join(lines).rstrip() + "\n"


def machine() -> str:
    """Day, machine and versions, in a line."""
    pulumi = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607 the one on PATH
    beside = "no Terraform" if neighbour.absent() else f"{neighbour.version()} with restapi {neighbour.VERSION}"
    today = dt.datetime.now(tz=dt.timezone.utc).date()
    return (
        f"{today}, {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python "
        f"{platform.python_version()}, Pulumi {pulumi} with its SDK {version('pulumi')}, {beside}."
    )


def _point(point: Point) -> list[str]:
    rounds = len(next(iter(point.runs.values())))
    lines = [f"{rounds} rounds. {column}: {reason}." for column, reason in point.absent.items()]
    lines += ["", f"| step | seconds | {' | '.join(f'ours / {other}' for other in (*OTHERS, 'limit'))} | host's CPU |"]
    lines += ["|---" * (4 + len(OTHERS)) + "|"]
    for column in (OURS, FAST):
        for step in STEPS:
            if ours := point.runs.get((column, step)):
                name = step if column == OURS else f"{step}, checkpoints skipped"
                ratios = [_ratio(ours, point.runs.get((other, step)), _wall) for other in OTHERS]
                ratios += [_limit(point, ours, step), _ratio(ours, point.runs.get((BARE, step)), _host)]
                lines.append(f"| {name} | {_seconds(ours)} | {' | '.join(ratios)} |")
    if natives := [column for column in NATIVES if (column, STEPS[0]) in point.runs]:
        lines += ["", f"| step | {' | '.join(f'{column} / ours' for column in natives)} |"]
        lines += ["|---" * (1 + len(natives)) + "|"]
        for step in STEPS:
            if ours := point.runs.get((OURS, step)):
                ratios = [_ratio(point.runs[column, step], ours, _wall) for column in natives]
                lines.append(f"| {step} | {' | '.join(ratios)} |")
    lines += [
        "",
        "| column | step | s | requests | peak | connections | CPU s | by process: CPU s, peak MB |",
        "|---" * 8 + "|",
    ]
    for column in COLUMNS:
        for step in STEPS:
            if runs := point.runs.get((column, step)):
                lines.append(f"| {column} | {step} | {_seconds(runs)} | {_costs(runs)} |")
    return lines[1:] if lines[0] == "" else lines


def _seconds(runs: Sequence[Ran]) -> str:
    return f"{statistics.median(run.cost.seconds for run in runs):.2f}"


def _wall(ran: Ran) -> float:
    return ran.cost.seconds


def _host(ran: Ran) -> float:
    return ran.cost.processes["provider"].cpu


def _ratio(ours: Sequence[Ran], theirs: Sequence[Ran] | None, number: Callable[[Ran], float]) -> str:
    if not theirs:
        return "-"
    return _spread([number(mine) / number(other) for mine, other in zip(ours, theirs, strict=True)])


def _limit(point: Point, ours: Sequence[Ran], step: str) -> str:
    bare = point.runs.get((BARE, step))
    if not bare:
        return "-"
    waits = [run.seen.total * point.milliseconds / 1000 / PARALLEL for run in ours]
    pairs = zip(ours, bare, waits, strict=True)
    return _spread([mine.cost.seconds / (floor.cost.seconds + wait) for mine, floor, wait in pairs])


def _spread(ratios: Sequence[float]) -> str:
    return f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}-{max(ratios):.2f})"


def _costs(runs: Sequence[Ran]) -> str:
    counts = [
        _numbers([run.seen.total for run in runs]),
        *(_numbers([getattr(run.seen, name) for run in runs]) for name in ("peak", "connections")),
    ]
    roles = sorted({role for run in runs for role in run.cost.processes} - {"other"})
    told = []
    for role in roles:
        seen = [run.cost.processes[role] for run in runs if role in run.cost.processes]
        cpu = statistics.median(process.cpu for process in seen)
        told.append(f"{role} {cpu:.2f}, {max(process.megabytes for process in seen):.0f}")
    return " | ".join([*counts, f"{statistics.median(run.cost.cpu for run in runs):.2f}", "; ".join(told)])


def _numbers(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,}-{high:,}"
