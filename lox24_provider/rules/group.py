"""The rules of a group: its fields and their limits, what is valid, what counts as a change, what has drifted.

A group here is a plain dict keyed by LOX24's field names. Empty string, null and missing are one and the same: none.
Limits are those of the API reference, section 10; lengths are characters, not bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from lox24_provider.display.invisible import appearances, is_blank
from lox24_provider.fields import group as fields
from lox24_provider.fields.field import names
from lox24_provider.fields.group import OnExisting
from lox24_provider.rules.problem import Problem
from lox24_provider.rules.secrecy import SECRET

__all__ = [
    "FIELDS",
    "INCOMPLETE",
    "LIMITS",
    "ON_EXISTING",
    "TOLD",
    "OnExisting",
    "changes",
    "clashing_adoption",
    "drifted",
    "equal_adoptions",
    "equal_names",
    "is_id",
    "look_alikes",
    "merged",
    "normalised",
    "outputs",
    "validate",
]

LIMITS: Mapping[str, int] = {field.name: field.most for field in fields.STORED if field.most is not None}
"""The most characters of each field that LOX24 stores."""

FIELDS = names(fields.STORED)
"""The fields that LOX24 stores and this provider manages."""

ON_EXISTING: tuple[str, ...] = get_args(OnExisting)
"""What to do at creation when a group of that name is there: refuse (the default), adopt it, or create a second one."""

INCOMPLETE = "__incomplete"
"""The output that marks a group whose adoption is not complete; the engine never shows a key with two underscores."""

_DIRECTIVE = "<{%"
"""Begins a colour in Pulumi's display, which panics if it knows no such (github.com/pulumi/pulumi/issues/10351)."""

_STEERING = tuple(
    re.compile(rf"[{controls}\x7f-\x9f\u202a-\u202e\u2066-\u2069]|{re.escape(_DIRECTIVE)}")
    for controls in (r"\x00-\x1f", r"\x00-\x08\x0b-\x1f")  # a description may have tabs and lines
)
"""Control characters, those that turn the direction of a line, and that; of a name or label, and of a description."""

_INPUTS = (*names(fields.DECLARED), SECRET)
_COMPARED = names(field for field in fields.DECLARED if field.change != "none")
TOLD = names(fields.TOLD)
"""What only LOX24 tells."""

_WITH_LINES = names(field for field in fields.STORED if field.has_lines)


def normalised(values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a group in `values`, without those that say nothing; anything else in there is left out."""
    return {key: values[key] for key in _INPUTS if not _says_nothing(values.get(key), key)}


def validate(
    values: Mapping[str, Any], *, before: Mapping[str, Any] | None = None, unknown: Collection[str] = ()
) -> list[Problem]:
    """Every problem of one group's inputs; fields in `unknown` are not known yet and pass.

    Args:
        before: the inputs that the state holds. What steers a terminal passes where it is there already: somebody wrote
            it at LOX24, and `ignore_changes` keeps it.
    """
    known = {key: value for key, value in values.items() if key not in unknown}
    new = {key: value for key, value in known.items() if value != (before or {}).get(key)}
    return [*_problems_of_fields(known, unknown=unknown), *_problems_of_display(new), *_problems_of_ours(known)]


def _problems_of_fields(values: Mapping[str, Any], *, unknown: Collection[str]) -> Iterator[Problem]:
    for field, limit in LIMITS.items():
        value = values.get(field)
        if _says_nothing(value, field):
            if field == "name" and field not in unknown:
                yield Problem(field, f"is required, 1 to {limit} characters")
        elif not isinstance(value, str):
            yield Problem(field, f"must be text, not {_kind(value)}")
        elif len(value) > limit:
            yield Problem(field, f"has {len(value)} characters, LOX24 stores at most {limit}")


def _problems_of_display(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A reviewer decides by the engine's diff, which prints texts of several lines as they are."""
    name = values.get("name")
    if isinstance(name, str) and name and is_blank(name):
        yield Problem("name", "has nothing that can be seen; it is required")
    for field in FIELDS:
        value = values.get(field)
        found = _STEERING[field in _WITH_LINES].search(value) if isinstance(value, str) else None
        if found and found[0] == _DIRECTIVE:
            yield Problem(field, f"has the characters {_DIRECTIVE}, which Pulumi takes for a colour and hides")
        elif found:
            yield Problem(field, f"has the invisible character U+{ord(found[0]):04X}, which steers a terminal")


def _problems_of_ours(values: Mapping[str, Any]) -> Iterator[Problem]:
    force_destroy, adopt = values.get("force_destroy"), values.get("adopt")
    if not isinstance(force_destroy, bool | None):
        yield Problem("force_destroy", f"must be true or false, not {_kind(force_destroy)}")
    if values.get("on_existing") not in (None, *ON_EXISTING):
        yield Problem("on_existing", f"must be one of {', '.join(ON_EXISTING)}")
    if adopt not in (None, "") and not isinstance(adopt, str):
        yield Problem("adopt", f"must be text, not {_kind(adopt)}")
    elif adopt and not is_id(adopt):
        yield Problem("adopt", "must be a group's number at LOX24, digits only")


def is_id(text: str) -> bool:
    """Whether `text` can be a group's id: a number from 1, in the one way to write it."""
    return re.fullmatch(r"[1-9][0-9]{0,18}", text) is not None


def equal_names(groups: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """A problem for each name that several of `groups` (resource name -> inputs) share, or that looks the same.

    One that says by `adopt` which group it is about is no mistake: an account may have several of a name.
    """
    named = {resource: values["name"] for resource, values in groups.items() if _names_one(values)}
    resources: dict[str, list[str]] = {}
    for resource, name in named.items():
        looks = sorted(appearances(name))
        sharing = next((resources[look] for look in looks if look in resources), [])
        sharing.append(resource)
        resources |= {look: resources.get(look, sharing) for look in looks}
    told = {sharing[-1]: sharing for sharing in resources.values() if len(sharing) > 1}
    return [Problem(f"{last}.name", _shared(others, named, name=named[last])) for last, (*others, _) in told.items()]


def equal_adoptions(groups: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """A problem for each group of the account that several of `groups` (resource name -> inputs) are to adopt."""
    resources: dict[str, list[str]] = {}
    for resource, values in groups.items():
        if isinstance(id := values.get("adopt"), str) and id:
            resources.setdefault(id, []).append(resource)
    return [
        Problem(f"{last}.adopt", f"is the group of {' and '.join(others)} too; one group has one resource")
        for *others, last in resources.values()
        if others
    ]


def _shared(others: list[str], named: Mapping[str, str], *, name: str) -> str:
    whose = " and ".join(others)
    if all(named[one] == name for one in others):
        return f"is the name of {whose} too; names must differ"
    return f"looks the same as the name of {whose}; names must differ in what can be seen"


def _names_one(values: Mapping[str, Any]) -> bool:
    name = values.get("name")
    return isinstance(name, str) and bool(name) and not values.get("adopt")


def look_alikes(name: str, groups: Mapping[str, str]) -> list[str]:
    """Those of `groups` (id -> name) whose names are other ones than `name` and look the same; lowest number first."""
    looks = appearances(name)
    return sorted((id for id, other in groups.items() if other != name and looks & appearances(other)), key=int)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The managed inputs in which two versions of a group differ, in the order of `FIELDS`.

    `on_existing` and `adopt` only matter at creation and are never a change. `force_destroy` is one, though LOX24
    never hears of it: the state has to learn it before a delete can.
    """
    old, new = normalised(before), normalised(after)
    return [key for key in _COMPARED if old.get(key) != new.get(key)]


def clashing_adoption(*, id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str | None:
    """The id that `after` newly wants to adopt, where the resource holds the group `id` already and that is another."""
    adopt = after.get("adopt")
    if not isinstance(adopt, str) or adopt in ("", id) or (before is not None and before.get("adopt") == adopt):
        return None
    return adopt


def merged(*, account: Mapping[str, Any], declared: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """Every field as it should be sent: the declared value where it changed, else what the account holds.

    So an edit by someone else, or of a field under `ignore_changes`, survives an update of another field.
    """
    return {field: _value(declared if field in changed else account, field) for field in FIELDS}


def drifted(*, inputs: Mapping[str, Any], account: Mapping[str, Any]) -> dict[str, Any]:
    """`inputs` with what the account holds written over the fields that differ; a field it cleared goes."""
    moved = dict(inputs)
    for field in changes({k: inputs.get(k) for k in FIELDS}, {k: account.get(k) for k in FIELDS}):
        value = _value(account, field)
        if value is None:
            moved.pop(field, None)
        else:
            moved[field] = value
    return moved


def outputs(*, inputs: Mapping[str, Any], account: str, group: Mapping[str, Any]) -> dict[str, Any]:
    """What the state keeps of a group: its inputs, the account it lives in, and what only LOX24 sets."""
    return {
        **normalised(inputs),
        "force_destroy": bool(inputs.get("force_destroy")),
        "account": account,
        **{field: group.get(field) for field in TOLD},
    }


def _value(values: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401 an unchecked value, or None
    value = values.get(field)
    return None if _says_nothing(value, field) else value


def _says_nothing(value: object, field: str) -> bool:
    return value is None or value == "" or (field == "force_destroy" and value is False)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false; put it in quotes"
    if isinstance(value, int | float):
        return "a number; put it in quotes"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list | tuple):
        return "a list"
    return "a mapping" if isinstance(value, Mapping) else type(value).__name__
