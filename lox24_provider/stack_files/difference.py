"""How two stacks differ, group by group, as data and as lines. Reads no file and shows no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lox24_provider.display.text import masked, one_line
from lox24_provider.stack_files.encrypted import Encrypted
from lox24_provider.stack_files.model import GroupEntry, Stack

__all__ = ["Change", "Difference", "GroupDifference", "Side", "compare", "lines"]

Value = str | int | bool | None

_LONGEST = 300  # characters of a value that is shown
_NOT_MASKED = ("adopt",)  # a group's number, which may be as long as a person's


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two stacks.

    Attributes:
        stack: its name.
        declared: what it declares.
        settings: its `lox24:` settings by their full keys; encrypted ones as the word `encrypted`.
        people: how many people each group's list file names, by the groups' keys.
    """

    stack: str
    declared: Stack
    settings: Mapping[str, str]
    people: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field or setting in which the two differ; None where a stack does not say it.

    The fields of a list are `phones.source` and so on; `people` is how many its file names.
    """

    field: str
    first: Value
    second: Value


@dataclass(frozen=True, kw_only=True)
class GroupDifference:
    """A group in which the two differ.

    Attributes:
        group: its key.
        only_in: the one stack that has it; None if both do.
        changes: the fields that differ; of a group that one stack has, all that it says.
    """

    group: str
    only_in: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All in which two stacks differ."""

    first: str
    second: str
    settings: tuple[Change, ...]
    groups: tuple[GroupDifference, ...]

    @property
    def is_none(self) -> bool:
        """Whether the two are equal."""
        return not self.settings and not self.groups


def compare(first: Side, second: Side) -> Difference:
    """How two stacks differ: settings by their keys, groups in the order of the first one's file."""
    one, two = first.declared.groups, second.declared.groups
    groups = []
    for key in dict.fromkeys((*one, *two)):
        fields = _fields(one.get(key), first.people.get(key)), _fields(two.get(key), second.people.get(key))
        only_in = None if key in one and key in two else first.stack if key in one else second.stack
        changes = tuple(_changes(*fields))
        if changes or only_in:
            groups.append(GroupDifference(group=key, only_in=only_in, changes=changes))
    return Difference(
        first=first.stack,
        second=second.stack,
        settings=tuple(sorted(_changes(first.settings, second.settings), key=lambda change: change.field)),
        groups=tuple(groups),
    )


def lines(difference: Difference) -> list[str]:
    """A difference as text, one line each; of two equal stacks, the line that says so."""
    if difference.is_none:
        return [f"{difference.first} and {difference.second} are equal"]
    told = [_line(difference, "", change) for change in difference.settings]
    for group in difference.groups:
        if group.only_in is None:
            told += [_line(difference, f"{group.group}.", change) for change in group.changes]
        else:
            told.append(f"{one_line(group.group)}: only in {group.only_in}{_summary(group)}")
    return told


def _fields(entry: GroupEntry | None, people: int | None) -> dict[str, Value]:
    """What an entry says; empty text, false and null are the same as nothing, as for the account."""
    if entry is None:
        return {}
    said: dict[str, Any] = {field: getattr(entry, field) for field in GroupEntry.model_fields if field != "phones"}
    if entry.phones is not None:
        said |= {f"phones.{field}": _text(value) for field, value in entry.phones.model_dump().items()}
        said["people"] = people
    said |= {field: "encrypted" for field, value in said.items() if isinstance(value, Encrypted)}  # as of settings
    return {
        field: value if field in _NOT_MASKED or not isinstance(value, str) else masked(value)
        for field, value in said.items()
        if value is not None and value != "" and value is not False
    }


def _text(value: Any) -> Value:  # noqa: ANN401 JSON
    """A value of a list as one: what has parts is shown as in JSON, which is YAML too."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else None
    said: Value = value
    return said


def _changes(first: Mapping[str, Value], second: Mapping[str, Value]) -> Iterator[Change]:
    for field in dict.fromkeys((*first, *second)):
        if first.get(field) != second.get(field):
            yield Change(field=field, first=first.get(field), second=second.get(field))


def _line(difference: Difference, prefix: str, change: Change) -> str:
    first, second = _shown(change.first), _shown(change.second)
    return f"{one_line(prefix + change.field)}: {difference.first} {first}, {difference.second} {second}"


def _summary(group: GroupDifference) -> str:
    said = {change.field: change.second if change.first is None else change.first for change in group.changes}
    text = f", {_shown(said['name'])}"
    if "phones.source" in said:
        count = said.get("people", 0)
        text += f", {count} {'person' if count == 1 else 'people'} in {_shown(said['phones.source'])}"
    return text


def _shown(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"'{one_line(value, limit=_LONGEST)}'"
