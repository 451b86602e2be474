"""Groups taken out of a stack's state, with their lists: the state forgets them, LOX24 keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lox24_provider.display.text import one_line, resource_name
from lox24_provider.display.urns import name_of
from lox24_provider.errors import EngineError, Undecided
from lox24_provider.workflow.kinds.kind import Identity
from lox24_provider.workflow.kinds.registry import kind_of
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["Release", "chosen", "release"]


@dataclass(frozen=True, kw_only=True)
class Release:
    """What is to leave the state.

    Attributes:
        groups: the groups' numbers by resource name.
        urns: every resource, in the order in which they may go: lists before groups.
    """

    groups: Mapping[str, str]
    urns: Sequence[str]


def chosen(deployment: Mapping[str, Any], *, names: Sequence[str]) -> Release:
    """The groups of those names or URNs, and the lists that the same state keeps of them.

    Raises:
        Undecided: with every name that is none or several groups', and everything that would be left hanging.
    """
    resources = [one for one in deployment.get("resources") or [] if isinstance(one, dict)]
    groups = [one for one in resources if _is(one, "number")]
    problems: list[str] = []
    released: list[dict[str, Any]] = []
    for name in dict.fromkeys(names):
        found = [one for one in groups if name in (one["urn"], name_of(one["urn"]))]
        if len(found) == 1:
            released += found
        elif found:
            which = ", ".join(one_line(one["urn"]) for one in found)
            problems.append(f"{one_line(name)}: several groups have this name, give the URN: {which}")
        else:
            problems.append(f"{one_line(name)}: the state holds no such group")
    held = {(str(one.get("id")), _account(one)) for one in released}  # two accounts may each have a group of a number
    lists = [
        one
        for one in resources
        if _is(one, "group") and (str((one.get("inputs") or {}).get("group")), _account(one)) in held
    ]
    urns = [str(one["urn"]) for one in (*lists, *released)]
    problems = problems or [
        f"{resource_name(one['urn'])} depends on {resource_name(urn)}: take that out of the program first"
        for one in resources
        if one["urn"] not in urns
        for urn in dict.fromkeys(_needed(one))
        if urn in urns
    ]
    if problems:
        raise Undecided(problems)
    return Release(groups={name_of(one["urn"]): str(one.get("id")) for one in released}, urns=urns)


def release(engine: Engine, released: Release) -> None:
    """Let the state forget it. Neither the provider nor LOX24 is asked.

    Raises:
        EngineError: the engine said no; what went before is released.
    """
    for urn in released.urns:
        ended = engine.run("state delete", urn, "--force", "--yes")  # a protected one too: somebody named it
        if ended.code != 0:
            raise EngineError(engine.reason(ended))


def _is(resource: Mapping[str, Any], identity: Identity) -> bool:
    return kind_of(str(resource.get("urn", ""))).identity == identity


def _account(resource: Mapping[str, Any]) -> object:
    return (resource.get("outputs") or {}).get("account")


def _needed(resource: Mapping[str, Any]) -> Iterator[str]:
    """What a resource cannot be without, as the engine sees it."""
    yield from resource.get("dependencies") or []
    for urns in (resource.get("propertyDependencies") or {}).values():
        yield from urns or []
    yield from (str(resource[key]) for key in ("parent", "deletedWith") if resource.get(key))
