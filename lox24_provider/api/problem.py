"""What the API says of an error, found in any of the shapes it may have (API reference, section 9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["detail_of"]

_WORDS = ("detail", "hydra:description", "description", "message", "title", "hydra:title")


def detail_of(body: Any, *, text: str) -> str:  # noqa: ANN401 any JSON
    """The API's own words about an error: its violations with their fields, else its detail, else plain text.

    A document that is no problem, whole or cut off, is never quoted: it may be a list of people.
    """
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
    begins = text.lstrip("\ufeff \r\n\t")[:1]
    if begins == "<":
        return "a web page instead of an answer of the API"
    return "" if isinstance(body, list) or begins in ("[", "{") else text


def _violation(item: Mapping[str, Any]) -> str:
    path, message = item.get("propertyPath"), item.get("message")
    words = message if isinstance(message, str) else "is not valid"
    return f"{path}: {words}" if isinstance(path, str) and path else words
