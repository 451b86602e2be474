"""The rules of `GroupPhones`: its inputs, what is valid, what counts as a change, what the state keeps.

The state keeps no number and no value: where the list is, how many entries it has, its fingerprint, and the ids of the
entries that this resource made. Entries written inline are one secret text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lox24_provider.rules.group import is_id
from lox24_provider.rules.options import NAMES as READING
from lox24_provider.rules.options import problems_of_reading
from lox24_provider.rules.plan import MODES, Policy
from lox24_provider.rules.problem import Problem

__all__ = ["DERIVED", "INCOMPLETE", "INPUTS", "NOT_APPLIED", "changes", "normalised", "outputs", "policy", "validate"]

INCOMPLETE = "__incomplete"
"""The output that marks a list that is not yet as declared: `first` if the group was met for the first time."""

NOT_APPLIED = "not as declared"
"""Stands for the fingerprint in the state while the account does not hold what is declared."""

SOURCES = ("source", "entries")
OF_FILES = ("encoding", "sheet", "columns", "split")
FLAGS = ("remove_subscribed", "remove_on_delete")
NUMBERS = ("take_over", "allow_removals")
INPUTS = ("group", *SOURCES, "mode", *READING, "labels", *FLAGS, *NUMBERS)
"""What a program declares."""

COUNTED = ("count", "merged", "skipped")
DERIVED = (*COUNTED, "digest")
"""What check adds, so that a reviewer sees it and an unchanged list needs no request."""


def normalised(values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in `values` that say something; anything else in there is left out."""
    given = {key: values.get(key) for key in (*INPUTS, *DERIVED)}
    kept: dict[str, Any] = {key: v for key, v in given.items() if not (v is None or v is False or v in ("", [], {}))}
    for key in (*NUMBERS, *COUNTED):
        if isinstance(kept.get(key), float) and kept[key].is_integer():  # the engine knows no whole numbers
            kept[key] = int(kept[key])
    return kept


def validate(values: Mapping[str, Any], *, unknown: Collection[str] = ()) -> list[Problem]:
    """Every problem of the inputs, apart from those of the list itself; what is `unknown` yet passes."""
    return list(_problems({key: value for key, value in values.items() if key not in unknown}, unknown=unknown))


def _problems(values: Mapping[str, Any], *, unknown: Collection[str]) -> Iterator[Problem]:
    group = values.get("group")
    if "group" not in unknown and not (isinstance(group, str) and is_id(group)):
        yield Problem("group", "must be a Group, or a group's number at LOX24 as text")
    given = [name for name in SOURCES if name in unknown or values.get(name) is not None]
    if len(given) != 1:
        yield Problem("source", "is required, or else `entries`; one of the two")
    elif not isinstance(values.get(given[0], ""), str):
        yield Problem(given[0], "must be text")
    if values.get("mode") not in (None, *MODES):
        yield Problem("mode", f"must be one of {', '.join(MODES)}")
    yield from problems_of_reading(values)
    of_files = [name for name in OF_FILES if given == ["entries"] and values.get(name)]
    yield from (Problem(name, "says how a file is read, so it goes with `source`") for name in of_files)
    for name in FLAGS:
        if not isinstance(values.get(name), bool | None):
            yield Problem(name, "must be true or false")
    for name in NUMBERS:
        number = values.get(name)
        if number is not None and (isinstance(number, bool) or not isinstance(number, int | float) or number < 0):
            yield Problem(name, "must be a whole number from 0")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The inputs in which two versions of a list differ, as far as that matters.

    Neither where the list lies nor its order or quoting does: its fingerprint tells. A permission (`allow_removals`) is
    no change by itself; `take_over` is, when it is given.
    """
    old, new = normalised(before), normalised(after)
    differing = [key for key in ("group", "digest", *FLAGS) if old.get(key) != new.get(key)]
    if old.get("mode", MODES[0]) != new.get("mode", MODES[0]):
        differing.append("mode")
    if new.get("take_over") not in (None, old.get("take_over")):
        differing.append("take_over")
    return differing


def policy(inputs: Mapping[str, Any], *, state: Mapping[str, Any] | None) -> Policy:
    """How to keep the list of `inputs`; `state` is what the resource kept before, None at its creation."""
    new, old = normalised(inputs), normalised(state or {})
    mode = new.get("mode", MODES[0])
    first = (
        state is None
        or old.get("group") != new.get("group")
        or old.get("mode", MODES[0]) != mode
        or new.get("take_over") not in (None, old.get("take_over"))
        or state.get(INCOMPLETE) == "first"
    )
    return Policy(
        mode=mode,
        remove_subscribed=bool(new.get("remove_subscribed")),
        first_contact=first,
        take_over=new.get("take_over"),
        allow_removals=new.get("allow_removals"),
    )


def outputs(*, inputs: Mapping[str, Any], account: str, owned: str) -> dict[str, Any]:
    """What the state keeps."""
    return {**normalised(inputs), "account": account, "owned": owned}
