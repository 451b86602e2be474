"""What there is to say of a list file before it is anybody's list: what is read, of which kinds, and what is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from lox24_provider.rules.list_file.faults import Fault
from lox24_provider.rules.list_file.judging import judged
from lox24_provider.rules.list_file.options import NAMES, ReadOptions
from lox24_provider.rules.list_file.table import Table, read_table
from lox24_provider.rules.number.kinds import KINDS, Kind, country, kind

__all__ = ["Inspection", "Numbers", "inspect"]


class Numbers(NamedTuple):
    """Numbers of one kind and country, and the lines where they are."""

    country: str
    kind: Kind
    lines: tuple[int, ...]


class Inspection(NamedTuple):
    """What a file says as it is read now.

    Attributes:
        table: what is read.
        faults: everything that is wrong with it as a new list, in the order of lines.
        people: how many entries have nothing wrong with them.
        numbers: how many numbers there are of each kind, by country; the most frequent country first.
        unlikely: numbers that usually get no SMS and are read all the same.
        abroad: numbers that are read as a mobile abroad and might have been a landline of the region.
        arguments: the options by which it is read, and those that would map its columns.
        suggested: what it says with all of these, where that is something else.
    """

    table: Table
    faults: Sequence[Fault]
    people: int
    numbers: Mapping[str, Mapping[Kind, int]]
    unlikely: Sequence[Numbers]
    abroad: Sequence[Numbers]
    arguments: Mapping[str, Any]
    suggested: Inspection | None


def inspect(data: bytes, *, values: Mapping[str, Any], suppression: Sequence[tuple[str, bytes]] = ()) -> Inspection:
    """Read a file as a new list would be.

    Args:
        data: what it holds.
        values: the inputs of a list that say how it is read, checked.
        suppression: names and contents of its suppression files.
    """
    options = ReadOptions.of(values)
    table = read_table(data, options=options, suppression=suppression, tells_words=True)
    judgement = judged(table, applied="", region=options.default_region)
    refused = {fault.line for fault in judgement.faults}
    found: defaultdict[tuple[str, Kind], list[int]] = defaultdict(list)
    for entry, line in zip(table.entries, table.lines, strict=True):
        found[country(entry.phone), kind(entry.phone)].append(line)
    given = {**table.suggestion, **{name: values[name] for name in NAMES if values.get(name)}}
    return Inspection(
        table=table,
        faults=sorted([*table.faults, *judgement.faults], key=itemgetter(0)),
        people=sum(line not in refused for line in table.lines),
        numbers=_counted(found),
        unlikely=_sorted({key: [n for n in lines if n not in refused] for key, lines in found.items()}, mobile=False),
        abroad=_sorted({key: list(set(lines) & set(table.abroad)) for key, lines in found.items()}, mobile=True),
        arguments={name: given[name] for name in NAMES if name in given},
        suggested=(
            inspect(data, values={**values, **table.suggestion}, suppression=suppression) if table.suggestion else None
        ),
    )


def _counted(found: Mapping[tuple[str, Kind], Sequence[int]]) -> dict[str, dict[Kind, int]]:
    totals: Counter[str] = Counter()
    for (land, _), lines in found.items():
        totals[land] += len(lines)
    countries = sorted(totals, key=lambda land: (-totals[land], land))
    return {land: {one: len(found[land, one]) for one in KINDS if (land, one) in found} for land in countries}


def _sorted(found: Mapping[tuple[str, Kind], Sequence[int]], *, mobile: bool) -> list[Numbers]:
    """The groups that have lines, by the first one."""
    groups = [
        Numbers(land, one, tuple(sorted(lines)))
        for (land, one), lines in found.items()
        if lines and (one == "mobile") is mobile
    ]
    return sorted(groups, key=lambda group: group.lines)
