"""JSON of others, within bounds: what is nested too deep is one error like any other, and no traceback."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["DEEPEST", "TooDeep", "json_of"]

DEEPEST = 100
"""Levels. Far more than any answer or state has, and far fewer than Python walks down in one go."""


class TooDeep(ValueError):
    """What was read is nested too deep to be looked at."""

    def __init__(self) -> None:
        super().__init__(f"it is nested more than {DEEPEST} levels deep")


def json_of(content: str | bytes) -> Any:  # noqa: ANN401 JSON
    """What JSON says; of a key that is there twice, the last one.

    Raises:
        ValueError: it is none, or (`TooDeep`) nested too deep.
    """
    try:
        value = json.loads(content)
    except RecursionError:
        raise TooDeep from None
    level = [value]
    for _ in range(DEEPEST):
        level = [
            below
            for one in level
            for below in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(below, dict | list)
        ]
        if not level:
            return value
    raise TooDeep
