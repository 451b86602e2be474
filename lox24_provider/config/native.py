"""`lox24:native`: whether a Python program's groups are the native plugin's."""

from __future__ import annotations

from collections.abc import Mapping

from lox24_provider.config.fields import NATIVE

__all__ = ["SETTING", "is_native", "native_problem"]

SETTING = f"lox24:{NATIVE.key}"


def is_native(config: Mapping[str, object]) -> bool:
    """Whether it is on, by the stack's configuration with full keys; off where it is missing or wrong."""
    return _word(config.get(SETTING)) == "true"


def native_problem(value: object) -> str:
    """What is wrong with the setting's value; empty if nothing is."""
    return "" if _word(value) in ("true", "false", "") else f"{SETTING} must be true or false"


def _word(value: object) -> str:
    """A value as the engine has it, which writes what is a boolean in YAML in small letters."""
    return "" if value is None else str(value).lower()
