"""Previews and reviews made up for tests of what is read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.preview import read

__all__ = ["SHA", "dangers", "document", "group", "people", "reviewed", "urn"]

SHA = "scrypt:" + "ab" * 32


def urn(name: str, type_: str = GROUP_TYPE) -> str:
    return f"urn:pulumi:prod::lists::{type_}::{name}"


def group(
    op: str,
    name: str = "clients",
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    type_: str = GROUP_TYPE,
    protect: tuple[bool, bool] = (False, False),
) -> dict[str, Any]:
    """A step of a preview; `old` are inputs, `outputs` what the account holds besides."""
    step: dict[str, Any] = {"op": op, "urn": urn(name, type_), "detailedDiff": None}
    if old is not None:
        kept = {"account": "1234567@api.lox24.eu", **old, **(outputs or {})}
        step["oldState"] = {"id": "101", "inputs": dict(old), "outputs": kept, "protect": protect[0]}
    if new is not None:
        step["newState"] = {"inputs": dict(new), "sourcePosition": "project:///__main__.py#9", "protect": protect[1]}
    return step


def people(op: str, name: str = "clients", **values: Any) -> dict[str, Any]:
    """A list's step."""
    return group(op, name, type_=PHONES_TYPE, **values)


def document(
    *steps: Mapping[str, Any],
    said: Sequence[tuple[str, str, str]] = (),
    config: Mapping[str, str] | None = None,
    same: int = 0,
) -> dict[str, Any]:
    """A preview; `said` are severity, URN and text."""
    stack = {"op": "same", "urn": "urn:pulumi:prod::lists::pulumi:pulumi:Stack::lists-prod"}
    return {
        "config": dict(config or {}),
        "steps": [stack, *steps],
        "diagnostics": [{"severity": severity, "urn": about, "message": text} for severity, about, text in said],
        "changeSummary": {"same": same + 1},
    }


def reviewed(*steps: dict[str, Any], **more: Any) -> Review:
    """The review of a preview with these steps."""
    return read(document(*steps, **more), locate=lambda _: None)


def dangers(*steps: dict[str, Any], **more: Any) -> list[str]:
    """What is dangerous in it."""
    return [danger.text for danger in reviewed(*steps, **more).dangers]
