"""Which properties of a resource differ, as the engine shows them line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

__all__ = ["answer"]


def answer(
    *,
    changes: bool | None,
    old_inputs: Mapping[str, Any],
    state: Mapping[str, Any],
    inputs: Mapping[str, Any],
) -> DiffResponse:
    """The answer to a diff; nothing ever replaces a resource.

    Args:
        changes: whether anything differs, or None where the inputs explain it.
        old_inputs: those that the state holds.
        state: the outputs that it holds; what a refresh found stands here.
        inputs: those of the program.
    """
    if changes is False:
        return DiffResponse(changes=DiffResponse.DIFF_NONE, hasDetailedDiff=True)
    lines = {key: _line(old_inputs, inputs, key, of_inputs=True) for key in _differing(old_inputs, inputs)}
    if changes and not lines:
        shared = {key: state[key] for key in inputs if key in state}
        lines = {key: _line(state, inputs, key, of_inputs=False) for key in _differing(shared, inputs)}
    some = DiffResponse.DIFF_SOME if changes or lines else DiffResponse.DIFF_NONE
    return DiffResponse(changes=some, diffs=[*lines], detailedDiff=lines, hasDetailedDiff=bool(lines))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    keys = [key for key in (*new, *(key for key in old if key not in new)) if not key.startswith("__")]
    return [key for key in keys if old.get(key) != new.get(key)]


def _line(old: Mapping[str, Any], new: Mapping[str, Any], key: str, *, of_inputs: bool) -> PropertyDiff:
    kind = PropertyDiff.UPDATE if key in old and key in new else PropertyDiff.ADD if key in new else PropertyDiff.DELETE
    return PropertyDiff(kind=kind, inputDiff=of_inputs)
