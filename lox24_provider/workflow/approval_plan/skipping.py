"""Whether a run may do without checkpoints: a killed one leaves the state that was there before it.

So all that it makes must be found again by the next run without a state, and only one thing is: a group of ours under
`adopt`, by its name, which is its own. What the state has of others and the run leaves as it is, is there before and
after; the stack's outputs and the engine's own providers, of which nothing is outside of the state, the next run makes
again. Whatever is not known speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lox24_provider.adapter.state_format import ACCOUNT_TYPES, MAILING_LIST_TYPE
from lox24_provider.display.invisible import appearances
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import name_of, path_of, type_of
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.group import equal_names
from lox24_provider.workflow.kinds.group import GROUP
from lox24_provider.workflow.kinds.registry import kind_of
from lox24_provider.workflow.kinds.step import SECRET, UNKNOWN
from lox24_provider.workflow.review.adoptions import Look, policy_in_force
from lox24_provider.workflow.review.steps import has_own_provider, is_internal

__all__ = ["MANY", "gains", "in_account", "in_run", "in_state", "names_of"]

MANY = 300
"""From so many groups on it is worth a word: it saves 2 s at 200, 8 s at 300, a minute at 1,000 (2 cores, 50 ms)."""

_SHOWN = 5  # names of one reason


def in_state(resources: Iterable[Mapping[str, Any]]) -> list[str]:
    """What speaks against it in the resources of a state."""
    resources = list(resources)
    ours = [one for one in resources if _is_ours(str(one.get("urn", ""))) or _is_account(one)]
    going = [one for one in resources if one.get("delete") and one not in ours]
    told = {
        "the state holds resources of this provider": ours,
        "the state holds what a replacement has still to delete": going,
    }
    return [f"{why}: {_named(found)}" for why, found in told.items() if found]


def in_run(document: Mapping[str, Any]) -> list[str]:
    """What speaks against it in what a run would do, by its preview."""
    steps = [one for one in document.get("steps") or [] if not _is_engines(one)]
    groups = [one for one in steps if _makes_a_group(one)]
    others = [one for one in steps if not _makes_a_group(one) and not _is_left(one)]
    config = document.get("config") or {}
    known = names_of(document)
    twice = equal_names({urn: {"name": name} for urn, name in known.items()})
    told = {
        "the run does more than make groups": others,
        "made in another account than the stack's, by an Account or a provider of the program": [
            one for one in groups if has_own_provider(_new(one))
        ],
        "not under adopt, which on_existing or lox24:onExisting says": [
            one for one in groups if not _adopts_by_name(one, config)
        ],
        "adopts by its number a group that exists": [one for one in groups if _inputs(one).get("adopt")],
        "has hooks, which would run again": [one for one in groups if _new(one).get("resourceHooks")],
        "its name is a secret, or known only during the run": [one for one in groups if one["urn"] not in known],
        "shares its name with another one, or looks the same": [
            {"urn": problem.field.removesuffix(".name")} for problem in twice
        ],
    }
    reasons = [f"{why}: {_named(found)}" for why, found in told.items() if found]
    return reasons if groups else ["the run makes no group", *reasons]


def gains(against: Sequence[str], document: Mapping[str, Any], *, look: Look) -> int:
    """How many groups a run makes, where it would be faster without checkpoints and nothing speaks against it."""
    names = names_of(document)
    if len(names) < MANY or against or in_run(document) or (groups := look()) is None:
        return 0
    return 0 if in_account(names, groups) else len(names)


def names_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The name of each group that a run would make, by URN, as far as they are known."""
    made = [one for one in document.get("steps") or [] if not _is_engines(one) and _makes_a_group(one)]
    names = {str(one["urn"]): _inputs(one).get("name") for one in made}
    return {urn: name for urn, name in names.items() if isinstance(name, str) and name and name not in _HIDDEN}


def in_account(names: Mapping[str, str], groups: Sequence[ExistingGroup]) -> list[str]:
    """What speaks against it in the groups of the account: those whose names a creation would take for its own."""
    by_look: dict[str, list[ExistingGroup]] = {}
    for group in groups:
        for look in appearances(group.name):
            by_look.setdefault(look, []).append(group)
    told = []
    for urn, name in names.items():
        if found := {group.id for look in appearances(name) for group in by_look.get(look, ())}:
            told.append(f"{_label(urn)} (group {', '.join(sorted(found, key=int))})")
    return [f"the account has groups of that name, or that look the same: {_several(told)}"] if told else []


_HIDDEN = (UNKNOWN, SECRET)


def _is_ours(urn: str) -> bool:
    return kind_of(urn).is_ours or type_of(urn) == MAILING_LIST_TYPE


def _is_account(resource: Mapping[str, Any]) -> bool:
    """Whether a provider of ours is an `Account`, though its name be `default`: the engine's own are in nothing."""
    return type_of(str(resource.get("urn", ""))) in ACCOUNT_TYPES and bool(resource.get("parent"))


def _is_engines(step: Mapping[str, Any]) -> bool:
    """Whether a step is of the stack itself, or of a provider that the engine made, which is in nothing."""
    return is_internal(step) and not (step.get("newState") or step.get("oldState") or {}).get("parent")


def _makes_a_group(step: Mapping[str, Any]) -> bool:
    return step.get("op") == "create" and kind_of(str(step["urn"])) is GROUP


def _is_left(step: Mapping[str, Any]) -> bool:
    """Whether a resource stays as it is, which the state has already; looking at it writes nothing."""
    return step.get("op") in ("same", "refresh")


def _adopts_by_name(step: Mapping[str, Any], config: Mapping[str, str]) -> bool:
    return policy_in_force(_inputs(step), served_by="", settings=None, config=config).word == "adopt"


def _new(step: Mapping[str, Any]) -> Mapping[str, Any]:
    return step.get("newState") or {}


def _inputs(step: Mapping[str, Any]) -> Mapping[str, Any]:
    return _new(step).get("inputs") or {}


def _named(found: Sequence[Mapping[str, Any]]) -> str:
    return _several([_label(str(one.get("urn", "")), op=str(one.get("op") or "")) for one in found])


def _label(urn: str, *, op: str = "") -> str:
    """`clients`, `delete Machine web`; of a group that is made its name says all."""
    kind = kind_of(urn)
    if kind is GROUP and op in ("", "create"):
        return one_line(name_of(urn))
    what = kind.label or path_of(urn).rpartition(":")[2]
    return one_line(f"{op} {what} {name_of(urn)}".strip())


def _several(names: Sequence[str]) -> str:
    left = len(names) - _SHOWN
    return ", ".join(sorted(names)[:_SHOWN]) + (f" and {left:,} more" if left > 0 else "")
