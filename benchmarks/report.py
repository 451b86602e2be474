"""What was measured, as Markdown: the targets first, then each point, and the processes at the end."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence

from benchmarks.columns import (
    BARE,
    BY_NAME,
    FAST,
    NAIVE,
    NATIVE,
    NEIGHBOUR,
    OURS,
    PARALLEL,
    SKIP,
    STEPS,
    WIDE,
    YAML,
    width,
)
from benchmarks.comparing import Point, seconds_of, spread
from benchmarks.measuring import Ran
from benchmarks.targets import CONSTANT, KB, table

__all__ = ["machine", "report"]

_HEAD = f"""\
# Results

Written by `make bench`. Ratios are medians of interleaved runs, each of two commands of one round, with the smallest
and the largest; seconds are medians.

| column | what it is |
|---|---|
| {OURS} | a Python program with this provider, nothing set: neither `lox24:parallel` nor the engine's own number |
| {WIDE} | the same, `lox24:parallel` and the engine's number at {PARALLEL} |
| {SKIP} | under `adopt`: the whole `lox24 apply`; `lox24 plan` goes before, unmeasured |
| {FAST} | `pulumi up` under `adopt` with `PULUMI_SKIP_CHECKPOINTS=true` |
| {NATIVE}; {YAML} | the native plugin from Pulumi's cache, from a program in Python and one in YAML, nothing set |
| {BARE} | as many resources of a Python provider that does nothing, nothing set; its states keep the SDK's traces |
| {NEIGHBOUR} | Terraform with its generic provider for REST interfaces, 10 at once as it comes |
| {NAIVE} | a dynamic provider as people write it in an afternoon |
"""
_LEGEND = """\
The limit is the bare floor plus requests x latency / requests in flight. The host's CPU is that of the provider's
process, against the floor's. `ours / restapi` and what stands behind it are against `restapi`."""


def report(
    points: Sequence[Point],
    *,
    who: Mapping[str, str],
    lists: Mapping[str, Sequence[float]],
    missing: Sequence[str] = (),
) -> str:
    """The file; `missing` says line by line what should be in it and is not."""
    lines = [_HEAD, machine(points, who=who), "", "## Targets", "", *table(points, lists=lists), ""]
    lines += [f"- {line}" for line in missing] + ([""] if missing else [])
    lines += _states(points)
    lines += _lists(lists)
    lines += ["## By point", "", _LEGEND, ""]
    for point in points:
        lines += [f"### {_title(point)}", "", *_point(point), ""]
    lines += [
        "## By process",
        "",
        "CPU seconds and the most megabytes at once; requests in all, in flight, and connections.",
        "",
    ]
    for point in points:
        lines += [f"### Processes of {_title(point)}", "", *_processes(point), ""]
    return "\n".join(lines).rstrip() + "\n"


def machine(points: Sequence[Point], *, who: Mapping[str, str]) -> str:
    """Days, machine and versions, in a line."""
    days = sorted({block.day for point in points for block in point.blocks if block.day})
    day = " to ".join(dict.fromkeys([*days[:1], *days[-1:]]))
    return (
        f"{day}, {who['machine']}, Python {who['Python']}, Pulumi {who['Pulumi']} with its SDK {who['SDK']}, "
        f"{who['Terraform']}. The package's files have the hash {who['code']}."
    )


def _title(point: Point) -> str:
    return f"{point.size:,} groups, {point.milliseconds} ms a request"


def _states(points: Sequence[Point]) -> list[str]:
    kilobytes = {
        (column, point.size): f"{statistics.median(states) / KB:.2f}"
        for point in points
        for column in point.columns
        if (states := [block.states[column] for block in point.blocks if column in block.states])
    }
    sizes = sorted({size for _, size in kilobytes})
    return [
        "## State",
        "",
        "KB (1,000 bytes) that a group takes of the state file, as the backend writes it: without blanks.",
        "",
        f"| column | {' | '.join(f'{size:,} groups' for size in sizes)} |",
        "|---" * (1 + len(sizes)) + "|",
        *(
            f"| {column} | {' | '.join(kilobytes.get((column, size), '-') for size in sizes)} |"
            for column in BY_NAME
            if any(name == column for name, _ in kilobytes)
        ),
        "",
    ]


def _lists(lists: Mapping[str, Sequence[float]]) -> list[str]:
    if not lists:
        return []
    constant = next((lists[name] for name in lists if CONSTANT in name), ())
    lines = ["## Lists", "", "A preview of 100 lists of 500 people each, by what makes their digests.", ""]
    lines += ["| digest | s | / constant |", "|---|---|---|"]
    for name, seconds in lists.items():
        ratios = [mine / theirs for mine, theirs in zip(seconds, constant, strict=False)]
        lines.append(f"| {name} | {statistics.median(seconds):.2f} | {spread(ratios)} |")
    return [*lines, ""]


def _point(point: Point) -> list[str]:
    lines = [f"Rounds: {len(point.blocks)}."]
    for column in dict.fromkeys(name for block in point.blocks for name in (*block.absent, *block.failed)):
        reasons = [block.absent[column] for block in point.blocks if column in block.absent]
        broken = [block for block in point.blocks if column in block.failed]
        lines += [f"{column}: {reasons[0]}."] if reasons else []
        lines += [f"{column}: round {block.number} failed, {block.failed[column].splitlines()[0]}." for block in broken]
    beside = [name for name in (WIDE, NATIVE, YAML, NAIVE, SKIP, FAST) if name in point.columns]
    heads = [
        "step",
        "ours, s",
        "ours / floor",
        "ours / limit",
        "CPU / floor's",
        f"{OURS} / restapi",
        *beside,
        "requests",
    ]
    rows = []
    for step in point.steps(*point.columns):
        ours, bare = (OURS, step), (BARE, step)
        cells = [
            f"{point.median(ours, seconds_of):.2f}" if point.has(ours) else "-",
            spread(point.ratios(ours, bare, seconds_of)),
            _limit(point, step),
            spread(point.ratios(ours, bare, _host)),
            *(spread(point.ratios((name, step), (NEIGHBOUR, step), seconds_of)) for name in (OURS, *beside)),
            _numbers([ran.seen.total for ran in point.runs(ours)]),
        ]
        rows.append(f"| {step} | {' | '.join(cells)} |")
    return [" ".join(lines), "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows]


def _host(ran: Ran) -> float:
    return ran.cost.processes["provider"].cpu if "provider" in ran.cost.processes else 0.0


def _limit(point: Point, step: str) -> str:
    ours, bare = (OURS, step), (BARE, step)
    ratios = []
    for block in point.blocks:
        if ours in block.runs and bare in block.runs:
            wait = block.runs[ours].seen.total * point.milliseconds / 1000 / width(OURS)
            ratios.append(seconds_of(block.runs[ours]) / (seconds_of(block.runs[bare]) + wait))
    return spread(ratios)


def _processes(point: Point) -> list[str]:
    lines = [
        "| column | step | s | requests | in flight | connections | CPU s | by process: CPU s, MB |",
        "|---" * 8 + "|",
    ]
    keys = [(column, step) for column in BY_NAME for step in STEPS if point.has((column, step))]
    rows = [f"| {' | '.join(key)} | {point.median(key, seconds_of):.2f} | {_costs(point.runs(key))} |" for key in keys]
    return [*lines, *rows]


def _costs(runs: Sequence[Ran]) -> str:
    def counts(number: Callable[[Ran], int]) -> str:
        return _numbers([number(run) for run in runs])

    told = []
    for role in sorted({role for run in runs for role in run.cost.processes} - {"other"}):
        seen = [run.cost.processes[role] for run in runs if role in run.cost.processes]
        cpu = statistics.median(process.cpu for process in seen)
        told.append(f"{role} {cpu:.2f}, {max(process.megabytes for process in seen):.0f}")
    asked = (
        counts(lambda run: run.seen.total),
        counts(lambda run: run.seen.peak),
        counts(lambda run: run.seen.connections),
    )
    return " | ".join([*asked, f"{statistics.median(run.cost.cpu for run in runs):.2f}", "; ".join(told)])


def _numbers(counts: Sequence[int]) -> str:
    if not counts:
        return "-"
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,}-{high:,}"
