"""Creations that take over a group which is there: by whose word, which group, and who is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from lox24_provider.display.text import HIDDEN, masked, one_line, quoted
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.workflow.review.model import Danger, Item
from lox24_provider.workflow.review.step import UNKNOWN, Policy, Step, whole

__all__ = ["Look", "adoption_dangers", "found_for", "policy_in_force", "policy_switched", "unseen_lists"]

Values = Mapping[str, Any]
Look = Callable[[], Sequence[ExistingGroup] | None]
"""The account's groups; None where it cannot be asked."""

SETTING = "lox24:onExisting"


def policy_in_force(wanted: Values, *, served_by: str, settings: Values | None, config: Mapping[str, str]) -> Policy:
    """What holds for a group that is created: its own word, or its account's."""
    if own := wanted.get("on_existing"):
        return Policy(str(own), "")
    if served_by:
        return Policy(str((settings or {}).get("on_existing") or "refuse"), f"on_existing of Account {served_by}")
    return Policy(config.get(SETTING) or "refuse", SETTING)


def found_for(wanted: Values, *, policy: Policy, look: Look) -> tuple[ExistingGroup, ...] | None:
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


def adoption_dangers(step: Step, _: object) -> Iterator[str]:
    """Whose people come with a group that is created."""
    wanted = step.wanted or {}
    if step.kind == "group" and step.op == "create":
        if wanted.get("adopt"):
            yield _by_number(str(wanted["adopt"]), step.found)
        elif step.policy is not None and step.policy.word == "adopt":
            by = f" ({step.policy.by})" if step.policy.by else ""
            yield f"{_by_name(step.found)}{by}"
        elif step.policy is not None and step.policy.word == "create":
            by = f" ({step.policy.by})" if step.policy.by else ""
            yield f"makes a second group if the account has one of that name{by}"
    take_over = wanted.get("take_over")
    if step.kind == "list" and take_over is not None and take_over != (step.applied or {}).get("take_over"):
        yield f"takes over a group that holds entries already: take_over={whole(take_over)}"


def unseen_lists(items: Iterable[Item], raw: Iterable[Mapping[str, Any]]) -> Iterator[Danger]:
    """Lists of groups that are adopted in the same run: the provider cannot ask for entries before it has the group.

    Args:
        raw: the steps of the preview, which say whose number a list's group is.
    """
    items = list(items)
    adopted = {item.urn for item in items if item.adopts is not None and item.adopts.entries != 0}
    needs = {one["urn"]: ((one.get("newState") or {}).get("propertyDependencies") or {}).get("group") for one in raw}
    for item in items:
        if item.kind == "list" and adopted.intersection(needs.get(item.urn) or ()):
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


def _by_number(number: str, found: Sequence[ExistingGroup] | None) -> str:
    if number == UNKNOWN:
        return "adopts a group whose number is known only during the run, with everybody in it"
    if found is None:
        return f"adopts group {one_line(number)}, with everybody in it"
    if not found:
        return f"is to adopt group {one_line(number)}, and the account has none of that number"
    return f"adopts group {one_line(number)} {quoted(masked(found[0].name))} with {found[0].contents}"


def _by_name(found: Sequence[ExistingGroup] | None) -> str:
    if found is None:
        return "adopts the group of that name if the account has one, with everybody in it"
    if not found:
        return "adopts the group of that name if the account has one by then; it has none now"
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        return f"is refused: groups {ids} have that name; `adopt` says which one is meant"
    return f"adopts group {found[0].id}, which has that name, with {found[0].contents}"
