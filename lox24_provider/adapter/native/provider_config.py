"""The configuration of the plugin's provider: the stack's own one, and those that a program declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lox24_provider.config.settings import ACCOUNT

__all__ = ["SECRETS", "settings_of"]

SECRETS = ("token",)
"""What is encrypted in the state, however it was configured."""

_DEFAULT = re.compile(r"default(_\d[\w.-]*)?")  # what the engine calls a provider that no program declares


def settings_of(inputs: Mapping[str, Any], *, name: str) -> dict[str, str]:
    """A provider's inputs as settings by full key.

    Args:
        name: what the provider is called in the stack; one that the program declares brings all settings itself.
    """
    own = {f"lox24:{key}": _text(value) for key, value in inputs.items() if key != "version"}
    return own if not name or _DEFAULT.fullmatch(name) else {**own, f"lox24:{ACCOUNT}": name}


def _text(value: object) -> str:
    """A value as a stack's configuration has it; the engine knows no whole numbers."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
