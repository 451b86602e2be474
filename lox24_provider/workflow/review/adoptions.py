"""Creations that take over a group which is there: by whose word, which group, and who is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from lox24_provider.display.text import HIDDEN
from lox24_provider.rules.adoption import Existing
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.kinds.step import UNKNOWN, Policy, Values
from lox24_provider.workflow.review.model import Danger

__all__ = ["Look", "found_for", "policy_in_force", "policy_switched", "unseen_lists"]

Look = Callable[[], Sequence[Existing] | None]
"""The account's groups; None where it cannot be asked."""

SETTING = "lox24:onExisting"


def policy_in_force(wanted: Values, *, served_by: str, settings: Values | None, config: Mapping[str, str]) -> Policy:
    """What holds for a group that is created: its own word, or its account's."""
    if own := wanted.get("on_existing"):
        return Policy(str(own), "")
    if served_by:
        return Policy(str((settings or {}).get("on_existing") or "refuse"), f"on_existing of Account {served_by}")
    return Policy(config.get(SETTING) or "refuse", SETTING)


def found_for(wanted: Values, *, policy: Policy, look: Look) -> tuple[Existing, ...] | None:
    """The groups that a creation would adopt now; None if that is not known, or if it adopts none in any case."""
    number = wanted.get("adopt")
    name = wanted.get("name")
    if (not number and policy.word != "adopt") or UNKNOWN in (number, name) or (name is HIDDEN and not number):
        return None
    groups = look()
    if groups is None:
        return None
    found = tuple(one for one in groups if (one.id == number if number else one.name == name))
    return tuple(one._replace(name=HIDDEN) for one in found) if name is HIDDEN else found


def unseen_lists(items: Iterable[Item], raw: Iterable[Mapping[str, Any]]) -> Iterator[Danger]:
    """Lists of groups that are adopted in the same run: the provider cannot ask for entries before it has the group.

    Args:
        raw: the steps of the preview, which say whose number a list's group is.
    """
    items = list(items)
    adopted = {item.urn for item in items if item.adopts is not None and item.adopts.entries != 0}
    needs = {one["urn"]: ((one.get("newState") or {}).get("propertyDependencies") or {}).get("group") for one in raw}
    for item in items:
        if named(item.kind).identity == "group" and adopted.intersection(needs.get(item.urn) or ()):
            text = (
                "who is in the adopted group is not compared with the list yet: a plan of both ends after the adoption "
                "where anybody in it is to be changed or removed; plan the adoption first, and the list after it"
            )
            yield Danger(item=item.name, text=text)


def policy_switched(*, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """What a stack says from now on of groups that exist."""
    word = after.get(SETTING) or "refuse"
    if word != (before.get(SETTING) or "refuse"):
        if word == "adopt":
            yield (
                f"{SETTING} is adopt now: a group that is created takes over the one of its name, with everybody in "
                "it, unless it says otherwise itself"
            )
        elif word == "create":
            yield f"{SETTING} is create now: a group whose name exists is made a second time, unless it says otherwise"
