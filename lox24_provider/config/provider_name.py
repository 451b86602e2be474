"""What the native provider is called in a stack, which tells whose settings it works by."""

from __future__ import annotations

import re

__all__ = ["NATIVE_PROVIDER", "is_stacks_own"]

NATIVE_PROVIDER = "pulumi:providers:lox24"
"""Its type."""

# What the engine calls a provider that no program declares: with the plugin's version and address, if it was told of
# any. An own one is not to be taken for it, as then LOX24_TOKEN would count: `default_eu` is one.
_STACKS_OWN = re.compile(r"default(_\d+_\d+_\d+.*|_.*\..*)?")


def is_stacks_own(name: str) -> bool:
    """Whether it is the provider that works by the stack's configuration and the environment; by what it is called."""
    return not name or _STACKS_OWN.fullmatch(name) is not None
