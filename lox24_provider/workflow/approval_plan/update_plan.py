"""The engine's update plan, made such that the engine can keep to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lox24_provider.display.urns import path_of, type_of
from lox24_provider.errors import PlanError
from lox24_provider.safe_io.json_reading import json_of

__all__ = ["made_applicable", "steps_in"]

_MARK = "@isPulumiResource"
"""What a preview writes into an output of the program that is a whole resource, and an update does not.

So the engine carries such a plan out and then calls it violated, without a word
(https://github.com/pulumi/pulumi/issues/16681 and 16670).
"""


def made_applicable(plan: Path) -> None:
    """Take the mark out of what the program exports; everything else of the file stays.

    Raises:
        ValueError: it is no plan.
        OSError: it cannot be read or written.
    """
    content = plan.read_bytes()
    if _MARK.encode() not in content:
        return
    document = json_of(content)
    for urn, resource in document["resourcePlans"].items():
        if type_of(urn) == "pulumi:pulumi:Stack":
            _unmark(resource)
    plan.write_text(json.dumps(document), encoding="utf-8")


def steps_in(plan: Path) -> dict[str, Any]:
    """What the engine is held to, in the form of a preview's document, as far as it says what is made of what.

    Raises:
        PlanError: it is no update plan.
    """
    try:
        document = json_of(plan.read_bytes())
        config = {key: value for key, value in (document.get("config") or {}).items() if isinstance(value, str)}
        steps = [_step(urn, resource) for urn, resource in document["resourcePlans"].items()]
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        raise PlanError(f"its {plan.name} is no update plan of the engine: make a new plan with `lox24 plan`") from None
    return {"config": config, "steps": steps}


def _step(urn: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    if not path_of(urn):
        raise ValueError("no URN")
    goal, ops = resource.get("goal") or {}, resource.get("steps") or []
    adds = (goal.get("inputDiff") or {}).get("adds")
    state = {"parent": goal.get("parent"), "provider": goal.get("provider"), "inputs": adds}
    op = "same" if ops and {*ops} <= {"same", "refresh"} else "+".join(ops)
    return {"urn": urn, "op": op, "newState": {key: value for key, value in state.items() if value}}


def _unmark(value: Any) -> None:  # noqa: ANN401 JSON
    if isinstance(value, dict):
        if value.get(_MARK) is True:
            del value[_MARK]
        value = list(value.values())
    if isinstance(value, list):
        for below in value:
            _unmark(below)
