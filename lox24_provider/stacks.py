"""Mailing lists as data: what a stack file may declare, checked as a whole before anything is registered.

The engine shows the problems of one resource a run. A stack file is looked at all at once: an unknown key, a wrong
value and two groups of one name come out together, each with its place in the file.

The whole stack configuration ends up in the state in plain text, secrets apart. So a stack file never names people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt, StrictStr, ValidationError, field_validator

from lox24_provider.errors import SettingsError
from lox24_provider.group import GroupArgs, plain_token_problem
from lox24_provider.rules import group as rules
from lox24_provider.rules.entry import COLUMNS
from lox24_provider.rules.plan import Mode
from lox24_provider.rules.problem import Problem
from lox24_provider.rules.table import read_table, told
from lox24_provider.settings import Settings
from lox24_provider.text import one_line

__all__ = ["GroupEntry", "PhonesEntry", "Stack", "load", "parse"]

TOLD = 32  # tells Pulumi's language host that the user has read what was wrong (`pulumi-language-python-exec`)


class PhonesEntry(BaseModel):
    """The people of a group: a file that names them, and how to keep them. A stack file never names people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: StrictStr
    mode: Mode | None = None
    default_region: StrictStr | None = None
    take_over: StrictInt | None = None
    allow_removals: StrictInt | None = None
    remove_subscribed: StrictBool | None = None
    remove_on_delete: StrictBool | None = None


class GroupEntry(BaseModel):
    """One group of a stack file, keyed there by the name of its resource."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: StrictStr
    description: StrictStr | None = None
    name_a: StrictStr | None = None
    name_b: StrictStr | None = None
    name_c: StrictStr | None = None
    name_d: StrictStr | None = None
    name_e: StrictStr | None = None
    force_destroy: StrictBool | None = None
    on_existing: rules.OnExisting | None = None
    adopt: StrictStr | None = None
    phones: PhonesEntry | None = None
    """The people on the list: a file, or a mapping with that file as `source`."""
    protect: StrictBool = False
    """Whether the engine refuses to delete the group (Pulumi's own `protect`)."""

    @field_validator("phones", mode="before")
    @classmethod
    def _file(cls, phones: object) -> object:
        return {"source": phones} if isinstance(phones, str) else phones

    @property
    def args(self) -> GroupArgs:
        """The arguments of the `Group` that this entry declares."""
        return GroupArgs(**self.model_dump(exclude={"protect", "phones"}))


class Stack(BaseModel):
    """What a stack file declares under the project's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, GroupEntry]
    """The mailing lists, by resource name."""


def load() -> Stack:
    """The current stack's declarations.

    Problems end the program, each with a line of its own. (A `pulumi.RunError` would take all problems for one, and add
    the line that the program exited with a non-zero exit code.)

    Raises:
        SystemExit: there were problems, and they have been told.
    """
    config, everything = pulumi.Config(), pulumi.runtime.config.CONFIG.get()
    prefix = f"{config.name}:"
    keys = [key.removeprefix(prefix) for key in everything if key.startswith(prefix)]
    stack, found = parse({key: _value(config, key) for key in keys})
    problems = [*_problems_of_settings(everything), *map(str, found)]
    if stack is None or problems:
        for problem in problems:
            pulumi.log.error(one_line(f"Pulumi.{pulumi.get_stack()}.yaml: {problem}", limit=2000))
        raise SystemExit(TOLD)
    return stack


def _problems_of_settings(config: Mapping[str, str]) -> Iterator[str]:
    if problem := plain_token_problem():
        yield problem
    try:
        Settings.check(config=config, environment=os.environ)
    except SettingsError as error:
        yield from error.problems


def parse(values: Mapping[str, Any]) -> tuple[Stack | None, list[Problem]]:
    """The stack in `values`, or every problem that keeps it from being one."""
    problems = {problem.field: problem for problem in _problems_of_shape(values)}
    groups = values.get("groups")
    declared = {k: v for k, v in groups.items() if isinstance(v, Mapping)} if isinstance(groups, Mapping) else {}
    if "" in declared:
        problems["groups."] = Problem("groups", "has a group without a key; the key is the resource's name")
    for key, value in declared.items():
        for field, reason in rules.validate(value):
            problems[f"groups.{key}.{field}"] = Problem(f"groups.{key}.{field}", reason)
    if not problems:
        problems = {problem.field: problem for problem in _problems_of_lists(Stack.model_validate(values))}
    for field, reason in rules.equal_names(declared):
        problems.setdefault(f"groups.{field}", Problem(f"groups.{field}", reason))
    if problems:
        return None, sorted(problems.values())
    return Stack.model_validate(values), []


def _problems_of_lists(stack: Stack) -> Iterator[Problem]:
    """What is wrong with the people's files, of all groups at once: the engine would show those of one."""
    for key, entry in stack.groups.items():
        if entry.phones is None:
            continue
        place, source = f"groups.{key}.phones", entry.phones.source
        labels = {column: label for column in COLUMNS if (label := getattr(entry, f"name_{column}"))}
        try:
            content = Path(source).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            yield Problem(place, f"{one_line(source)} cannot be read ({reason})")
            continue
        table = read_table(content, labels=labels, default_region=entry.phones.default_region)
        if table.problems:
            yield Problem(place, told(table.problems, where=one_line(source)))


def _value(config: pulumi.Config, key: str) -> Any:  # noqa: ANN401 JSON
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)  # a plain value, which `parse` has a word for


def _problems_of_shape(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What pydantic finds, with the place as a path and the keys that are allowed there."""
    try:
        Stack.model_validate(values)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            place = found["loc"]
            path = ".".join(map(str, place))
            allowed = (Stack, GroupEntry, GroupEntry, PhonesEntry)[min(len(place), 4) - 1].model_fields
            if found["type"] == "extra_forbidden":
                yield Problem(path, f"is no key here; there are {', '.join(allowed)}")
            elif found["type"] == "missing":
                yield Problem(path, "is required")
            elif found["type"] in ("dict_type", "model_type"):
                yield Problem(path, "must be a mapping")
            elif found["type"] == "bool_type":
                yield Problem(path, "must be true or false")
            else:
                yield Problem(path, found["msg"].replace("Input should", "should"))
