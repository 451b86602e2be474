"""A group as the state keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lox24_provider.api.models import GroupOut
from lox24_provider.rules import group as rules

__all__ = ["GroupState", "as_declared", "as_held"]


@dataclass(frozen=True, kw_only=True)
class GroupState:
    """A group as the state should keep it."""

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


def as_declared(group: GroupOut, *, inputs: Mapping[str, Any], account: str) -> GroupState:
    """The state after a write: what was declared is what the account holds."""
    outputs = rules.outputs(inputs=inputs, account=account, group=group.model_dump())
    return GroupState(id=group.id, inputs=dict(inputs), outputs=outputs)


def as_held(group: GroupOut, *, inputs: Mapping[str, Any], account: str) -> GroupState:
    """The state after a look: what the account holds, where that differs from `inputs`."""
    drifted = rules.drifted(inputs=rules.normalised(inputs), account=group.model_dump())
    return as_declared(group, inputs=drifted, account=account)
