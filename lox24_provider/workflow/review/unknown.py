"""Which steps of a preview hang on a value that is not known before the run, and may turn out not to be needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lox24_provider.display.urns import behind
from lox24_provider.workflow.kinds.step import SECRET, UNKNOWN

__all__ = ["uncertain"]

_MAY_BE_LESS = ("update", "replace")
_HIDDEN = SECRET  # a preview shows no secret, and not whether it is known; one out of an output may not be


def uncertain(document: Mapping[str, Any]) -> list[str]:
    """The URNs of resources whose update or replacement was planned for a value that is not known yet.

    The engine plans for the worst: where the value turns out as it was, the resource stays, or is updated instead of
    replaced. So do those that would only be replaced because what they depend on would be.
    """
    steps = {str(one.get("urn")): one for one in document.get("steps") or [] if one.get("op") in _MAY_BE_LESS}
    found = {urn for urn, one in steps.items() if _hangs(one)}
    replaced = {urn for urn, one in steps.items() if one["op"] == "replace"}
    while more := {urn for urn in replaced - found if found & replaced & set(_needs(steps[urn]))}:
        found |= more
    return sorted(found)


def _hangs(step: Mapping[str, Any]) -> bool:
    """Whether an input is unknown, and the provider names no known one that changes."""
    state = step.get("newState") or {}
    needs = state.get("propertyDependencies") or {}
    unknown = {
        name
        for name, value in (state.get("inputs") or {}).items()
        if _holds(value, UNKNOWN) or (needs.get(name) and _holds(value, _HIDDEN))
    }
    named = {str(path).partition(".")[0].partition("[")[0] for path in step.get("detailedDiff") or ()}
    return bool(unknown) and named <= unknown


def _holds(value: object, text: str) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(one, text) for one in value.values())
    return any(_holds(one, text) for one in value) if isinstance(value, list) else value == text


def _needs(step: Mapping[str, Any]) -> Iterator[str]:
    """What a resource depends on in any way; its provider is named with its id."""
    for state in (step.get("oldState") or {}, step.get("newState") or {}):
        yield from state.get("dependencies") or ()
        yield from state.get("replaceWith") or ()
        for several in (state.get("propertyDependencies") or {}).values():
            yield from several or ()
        yield str(state.get("parent") or "")
        yield behind(str(state.get("provider") or ""))
