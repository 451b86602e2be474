"""What is known only later in a run, as a value among others."""

from __future__ import annotations

from typing import Any

__all__ = ["UNKNOWN", "contains_unknowns"]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for such a value, as in the engine's protocol (`pulumi.runtime.rpc.UNKNOWN`)."""


def contains_unknowns(value: Any) -> bool:  # noqa: ANN401 any value of a property
    """Whether a value is known only later, or something in it is."""
    if isinstance(value, dict):
        return any(map(contains_unknowns, value.values()))
    if isinstance(value, list):
        return any(map(contains_unknowns, value))
    return bool(value == UNKNOWN)
