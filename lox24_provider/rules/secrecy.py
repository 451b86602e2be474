"""Which inputs of a group are secret, as far as the provider can know, and how its messages call them.

The engine gives a dynamic provider plain values and keeps to itself which of them are secret. So the program says it in
an input of its own, `SECRET`, only where something is. A key that begins with two underscores is displayed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lox24_provider.display.text import HIDDEN

__all__ = ["CHECKSUM", "SECRET", "called", "names", "said", "texts"]

SECRET = "__secret"  # noqa: S105 the key

CHECKSUM = "__checksum"
"""The input that tells an unchanged list at no cost. A list is soon guessed from it: always a secret."""


def said(fields: Iterable[str]) -> str | None:
    """The input that says that these fields are secret; None where none is."""
    return ",".join(sorted(fields)) or None


def names(*versions: Mapping[str, Any] | None) -> frozenset[str]:
    """The fields that are secret in any of the versions of a resource's values."""
    given = [values.get(SECRET) for values in versions if values]
    return frozenset(name for text in given if isinstance(text, str) for name in text.split(",") if name)


def called(name: str, *versions: Mapping[str, Any] | None) -> str:
    """A group's name as a message may have it: hidden where the program has it as a secret."""
    return HIDDEN if "name" in names(*versions) else name


def texts(*versions: Mapping[str, Any] | None) -> frozenset[str]:
    """What is secret in the versions of a resource's values: every text that any of them has in such a field."""
    hidden = names(*versions)
    given = (values.get(name) for values in versions if values for name in hidden)
    return frozenset(text for text in given if isinstance(text, str) and text)
