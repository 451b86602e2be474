"""The engine's update plan, made such that the engine can keep to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lox24_provider.display.urns import type_of
from lox24_provider.safe_io.json_reading import json_of

__all__ = ["made_applicable"]

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


def _unmark(value: Any) -> None:  # noqa: ANN401 JSON
    if isinstance(value, dict):
        if value.get(_MARK) is True:
            del value[_MARK]
        value = list(value.values())
    if isinstance(value, list):
        for below in value:
            _unmark(below)
