"""What the API says of an error, found in any of the shapes it may have (API reference, section 9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["detail_of"]

_WORDS = ("detail", "hydra:description", "description", "message", "title", "hydra:title")


def detail_of(body: Any, *, text: str) -> str:  # noqa: ANN401 any JSON
    """The API's own words about an error: its violations with their fields, else its detail, else the raw text."""
    if isinstance(body, Mapping):
        violations = body.get("violations")
        items = violations if isinstance(violations, list) else []
        told = [_violation(item) for item in items if isinstance(item, Mapping)]
        if told:
            return "; ".join(told)
        for key in _WORDS:
            if isinstance(body.get(key), str) and body[key]:
                return str(body[key])
        return ""
    is_page = text.lstrip()[:1] == "<"
    return "a web page instead of an answer of the API" if is_page else text


def _violation(item: Mapping[str, Any]) -> str:
    path, message = item.get("propertyPath"), item.get("message", "is not valid")
    return f"{path}: {message}" if path else str(message)
