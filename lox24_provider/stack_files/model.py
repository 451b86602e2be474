"""What a stack file may declare, as typed data, and everything that can be wrong with it. Knows no Pulumi.

The whole stack configuration ends up in the state in plain text, secrets apart. So a stack file never names people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator

from lox24_provider.display.text import one_line
from lox24_provider.errors import GroupInputError, ListFileError, ListInputError, StackFileError
from lox24_provider.fields import group, group_phones
from lox24_provider.fields.field import names
from lox24_provider.fields.models import having, in_stack_file
from lox24_provider.files.list_file import MOST_BYTES, ListUnreadError, read_inside, table_of
from lox24_provider.rules import group as rules
from lox24_provider.rules.list_file.arguments import in_yaml
from lox24_provider.rules.list_file.options import ReadOptions, problems_of_reading
from lox24_provider.rules.list_file.table import told
from lox24_provider.rules.problem import Problem
from lox24_provider.stack_files import encrypted

__all__ = ["GroupEntry", "PhonesEntry", "Stack", "merged", "parse"]


if TYPE_CHECKING:  # the attributes, for type checkers and editors; the models themselves are made from the same classes

    class _Group(group.Declared, BaseModel): ...

    class _Phones(group_phones.InStackFile, BaseModel): ...
else:
    _Group = having("_Group", in_stack_file(group.DECLARED))
    _Phones = having("_Phones", in_stack_file(group_phones.IN_STACK_FILE))


class PhonesEntry(_Phones):
    """The people of a group: a file that names them, and how to keep them. A stack file never names people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("allow_numbers", mode="before")
    @classmethod
    def _word(cls, kinds: object) -> object:
        return [kinds] if isinstance(kinds, str) else kinds

    @field_validator("columns", "consent", mode="before")
    @classmethod
    def _several(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {name: [one] if isinstance(one, str) else one for name, one in given.items()}


class GroupEntry(_Group):
    """One group of a stack file, keyed there by the name of its resource."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phones: PhonesEntry | None = Field(
        None,
        description="The list file with the group's people: a CSV file or workbook, relative to the project's folder; "
        "or a mapping with this file as `source`. Never write people into a stack file.",
    )
    protect: StrictBool = Field(
        default=False, description="Whether Pulumi refuses to delete the group (its option `protect`)."
    )
    retain_on_delete: StrictBool = Field(
        default=False,
        description="Whether the group and its people stay at LOX24 when you remove the group from the stack file "
        "(Pulumi's option `retain_on_delete`). Set it and run `pulumi up` before that.",
    )

    @field_validator("phones", mode="before")
    @classmethod
    def _file(cls, phones: object) -> object:
        return {"source": phones} if isinstance(phones, str) else phones

    @property
    def read_options(self) -> ReadOptions:
        """How the people's file is read."""
        return ReadOptions.of({**(self.phones.model_dump() if self.phones else {}), "labels": group.labels_of(self)})

    @property
    def inputs(self) -> dict[str, Any]:
        """The arguments of the `Group` that this entry declares."""
        return {field: getattr(self, field) for field in names(group.DECLARED)}


class Stack(BaseModel):
    """What a stack file declares under the project's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, GroupEntry]
    """The mailing lists, by resource name."""


_REPLACED = "is in the project's defaults, whose list this one replaces; write it here too, or null to take everybody"
_EMPTY = {
    "consent": "has no words that mean yes; without consent everybody is taken, so leave it out if you mean that",
    "suppression_files": "names no file; without one everybody is taken, so leave it out if you mean that",
}
"""What says who is not taken, and what to say where nothing stands behind it."""


def merged(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with every group's defaults filled in; what a stack's own file says wins, a null too.

    Defaults only complete groups that the stack has; a group that only they have is none of the stack's.
    """
    groups, defaults = values.get("groups"), values.get("defaults")
    rest = {key: value for key, value in values.items() if key != "defaults"}
    if not isinstance(groups, Mapping) or not isinstance(defaults, Mapping):
        return rest
    return {**rest, "groups": {key: _completed(group, defaults.get(key)) for key, group in groups.items()}}


def _completed(group: object, default: object) -> object:
    if not isinstance(default, Mapping) or not (group is None or isinstance(group, Mapping)):
        return group
    return {**default, **(group or {})}


def _taking_everybody(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Lists that would take everybody although it stands there, or in the project's defaults, who is not taken.

    `phones` is one field: a stack's own list replaces that of the defaults, and what says who is taken with it.
    """
    given, defaults = values.get("groups"), values.get("defaults")
    for key, entry in given.items() if isinstance(given, Mapping) else ():
        default = defaults.get(key) if isinstance(defaults, Mapping) else None
        usual = default.get("phones") if isinstance(default, Mapping) else None
        phones = entry.get("phones") if isinstance(entry, Mapping) and "phones" in entry else usual
        said = phones if isinstance(phones, Mapping) else {}
        for name, empty in _EMPTY.items():
            is_replaced = phones is not usual and isinstance(usual, Mapping) and usual.get(name) is not None
            if is_replaced and phones is not None and name not in said:
                yield Problem(f"groups.{key}.phones.{name}", _REPLACED, ListInputError)
            elif not is_replaced and name in said and said[name] is None:
                yield Problem(f"groups.{key}.phones.{name}", empty, ListInputError)


def parse(
    values: Mapping[str, Any],
    *,
    folder: Path | None = None,
    people: bool = True,
    most_bytes: int = MOST_BYTES,
    locate: Callable[[str], str] = str,
    secrets: Mapping[tuple[str, ...], Any] | None = None,
) -> tuple[Stack | None, list[Problem]]:
    """The stack in `values`, or every problem that keeps it from being one.

    Args:
        values: `groups`, and `defaults` by the groups' keys, which all stacks of a project share.
        folder: the project's folder, which the people's files are relative to; the current one.
        people: whether these files are looked into as well.
        most_bytes: of each of these files.
        locate: where such a file is, by what the stack calls it.
        secrets: what is encrypted in the file, by the keys that lead there; the stack has these values instead.
    """
    secret = encrypted.merged_ways(secrets or {}, groups=values.get("groups"))
    wrong = "defaults" in values and not isinstance(values["defaults"], Mapping)
    unsaid = [*_taking_everybody(values)]
    values = merged(values)
    problems = {problem.field: problem for problem in (*_problems_of_shape(values), *unsaid)}
    if wrong:
        problems["defaults"] = Problem("defaults", "must be a mapping", StackFileError)
    groups = values.get("groups")
    declared = {k: v for k, v in groups.items() if isinstance(v, Mapping)} if isinstance(groups, Mapping) else {}
    if "" in declared:
        problems["groups."] = Problem(
            "groups", "has a group without a key; the key is the resource's name", StackFileError
        )
    for key, value in declared.items():
        problems |= {f"groups.{key}.{one.field}": one.below(f"groups.{key}") for one in rules.validate(value)}
        phones = value.get("phones")
        for problem in problems_of_reading(phones) if isinstance(phones, Mapping) else ():
            told_at = problem.below(f"groups.{key}.phones")
            problems.setdefault(told_at.field, told_at._replace(kind=ListInputError))
    for problem in encrypted.problems(secret):
        below = [field for field in problems if f"{field}.".startswith(f"{problem.field}.")]
        problems = {field: told for field, told in problems.items() if field not in below} | {problem.field: problem}
    if people and not problems:
        problems = {
            problem.field: problem
            for problem in _problems_of_lists(Stack.model_validate(values), folder or Path(), most_bytes, locate)
        }
    readable = {k: v for k, v in declared.items() if not isinstance(v.get("name"), encrypted.Encrypted)}
    for problem in (*rules.equal_names(readable), *rules.equal_adoptions(declared)):
        problems.setdefault(f"groups.{problem.field}", problem.below("groups"))
    if problems:
        return None, sorted(problems.values(), key=itemgetter(0, 1))
    return _with(Stack.model_validate(values), secret), []


def _with(stack: Stack, secret: Mapping[tuple[str, ...], Any]) -> Stack:
    """The stack with what is secret in it as the caller has it."""
    groups = dict(stack.groups)
    for (_, key, field), value in secret.items():
        groups[key] = groups[key].model_copy(update={field: value})
    return stack.model_copy(update={"groups": groups})


def _problems_of_lists(stack: Stack, folder: Path, most_bytes: int, locate: Callable[[str], str]) -> Iterator[Problem]:
    """What is wrong with the people's files, of all groups at once: the engine would show those of one."""

    def read(path: str) -> bytes:
        return read_inside(folder, locate(path), most=most_bytes)

    for key, entry in stack.groups.items():
        if entry.phones is None:
            continue
        place, source = f"groups.{key}.phones", entry.phones.source
        try:
            table = table_of(source, options=entry.read_options, read=read)
        except ListUnreadError as error:
            reason = error.reason(folder.resolve())
            yield Problem(place, f"{one_line(error.path)} cannot be read ({reason})", ListFileError)
            continue
        if table.problems:
            line = told(table.faults, where=one_line(source), spelling=in_yaml)
            yield Problem(place, line, ListFileError)


def _problems_of_shape(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What pydantic finds, with the place as a path and the keys that are allowed there."""
    try:
        Stack.model_validate(values)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            place = found["loc"]
            path = ".".join(map(str, place))
            allowed = (Stack, GroupEntry, GroupEntry, PhonesEntry)[min(len(place), 4) - 1].model_fields
            kind = (StackFileError, StackFileError, GroupInputError, ListInputError)[min(len(place), 4) - 1]
            if found["type"] == "extra_forbidden":
                yield Problem(path, f"is no key here; there are {', '.join(allowed)}", kind)
            elif found["type"] == "missing":
                yield Problem(path, "is required", kind)
            elif found["type"] in ("dict_type", "model_type"):
                yield Problem(path, "must be a mapping", kind)
            elif found["type"] == "bool_type":
                yield Problem(path, "must be true or false", kind)
            elif found["type"] in ("string_type", "list_type", "tuple_type") and isinstance(
                found["input"], int | float
            ):
                what = "true or false" if isinstance(found["input"], bool) else "a number and may change it"
                yield Problem(path, f"must be text; without quotes, YAML takes this for {what}", kind)
            else:
                yield Problem(path, found["msg"].replace("Input should", "should"), kind)
