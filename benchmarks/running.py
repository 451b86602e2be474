"""Blocks one after the other: what was kept is not measured again, and what is measured is kept at once."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import blocks
from benchmarks.blocks import Kept
from benchmarks.measuring import Block, measure, told
from benchmarks.points import Lists, Planned

__all__ = ["Found", "collect", "run"]

_LISTS = "benchmarks.lists"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was kept of a plan.

    Attributes:
        lists: seconds by column.
        absent: which columns cannot run on this machine, a line each.
        missing: what should have been measured and was not, a line each.
    """

    measured: Sequence[Block] = ()
    lists: Mapping[str, Sequence[float]] = field(default_factory=dict)
    absent: Sequence[str] = ()
    missing: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class _Task:
    name: str
    title: str
    settings: object
    seconds: float
    measure: Callable[[Path], Any]


def run(plan: Sequence[Planned], *, lists: Lists | None, kept: Kept, again: bool, say: Callable[[str], None]) -> None:
    """Measure what was not kept, and with `again` also that of which a column failed."""
    tasks = _tasks(plan, lists=lists)
    found = {task.name: kept.find(task.name, settings=task.settings) for task in tasks}
    left = [task for task in tasks if (was := found[task.name]) is None or (again and was["failed"])]
    done = len(tasks) - len(left)
    say(f"{done} of {len(tasks)} blocks were kept; the others take about {_minutes(left):.0f} min in a busy hour")
    spent = reckoned = 0.0
    for number, task in enumerate(left, 1):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
            data = task.measure(Path(folder))
        took = time.monotonic() - began
        kept.keep(task.name, data, settings=task.settings)
        for column, reason in data["failed"].items():
            say(f"FAILED {task.title}: {column}: {reason}")
        spent, reckoned = spent + took, reckoned + task.seconds
        minutes = _minutes(left[number:]) * spent / reckoned
        say(f"{done + number}/{len(tasks)} {task.title}: {took:.0f} s, about {minutes:.0f} min left")


def _minutes(tasks: Sequence[_Task]) -> float:
    return sum(task.seconds for task in tasks) / 60


def collect(plan: Sequence[Planned], *, lists: Lists | None, kept: Kept) -> Found:
    """What was kept of `plan`, and what is missing."""
    measured: list[Block] = []
    people: Mapping[str, Sequence[float]] = {}
    missing: list[str] = []
    for task in _tasks(plan, lists=lists):
        data = kept.find(task.name, settings=task.settings)
        if data is None:
            missing.append(f"Not measured: {task.title}.")
            continue
        if "columns" in data:
            people = data["columns"]
        else:
            measured.append(blocks.block_of(data))
        missing += [f"Failed: {task.title}, {who}: {why.splitlines()[0]}." for who, why in data["failed"].items()]
    absent = {f"{who}: {why}." for block in measured for who, why in block.absent.items()}
    return Found(measured=measured, lists=people, absent=sorted(absent), missing=missing)


def _tasks(plan: Sequence[Planned], *, lists: Lists | None) -> list[_Task]:
    """First rounds first, so that a run that is cut short has something of everything."""
    most = max((planned.rounds for planned in plan), default=0)
    rounds = [(planned, number) for number in range(1, most + 1) for planned in plan if number <= planned.rounds]
    tasks = [_task(planned, number) for planned, number in rounds]
    return tasks if lists is None else [_lists_task(lists), *tasks]


def _lists_task(lists: Lists) -> _Task:
    return _Task(
        name=f"lists-{lists.lists}@{lists.people}",
        title=f"{lists.lists} lists of {lists.people} people, {lists.rounds} rounds",
        settings={
            **{name: value for name, value in asdict(lists).items() if name != "seconds"},  # that is reckoned, not set
            "code": blocks.code(blocks.ROOT, ["benchmarks/lists.py"]),
        },
        seconds=lists.seconds,
        measure=lambda folder: _measure_lists(lists, folder=folder),
    )


def _task(planned: Planned, number: int) -> _Task:
    def measured(folder: Path) -> Any:  # noqa: ANN401 JSON
        block = measure(
            planned.columns, size=planned.size, milliseconds=planned.milliseconds, number=number, folder=folder
        )
        return blocks.data_of(block)

    return _Task(
        name=f"{planned.size}@{planned.milliseconds}-{number}",
        title=f"{planned.title}, round {number} of {planned.rounds}",
        settings=planned.settings(),
        seconds=planned.seconds,
        measure=measured,
    )


def _measure_lists(lists: Lists, *, folder: Path) -> dict[str, Any]:
    """Seconds by column, by whoever measures lists; as plain data."""
    if importlib.util.find_spec(_LISTS) is None:
        return {"columns": {}, "failed": {"lists": f"there is no {_LISTS}"}}
    try:
        module = importlib.import_module(_LISTS)
        columns = module.measure(lists=lists.lists, people=lists.people, rounds=lists.rounds, folder=folder)
    except Exception as error:  # noqa: BLE001 whatever it is, the blocks of groups are whole
        return {"columns": {}, "failed": {"lists": told(error)}}
    return {"columns": {name: [*seconds] for name, seconds in columns.items()}, "failed": {}}
