"""Whether what the engine encrypts stays a secret: not where a stack's passphrase is empty."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lox24_provider.safe_io.reading import read_regular

__all__ = ["is_empty"]

_NAME = "PULUMI_CONFIG_PASSPHRASE"
_MOST_BYTES = 2**20


def is_empty(environment: Mapping[str, str]) -> bool:
    """Whether the passphrase that the CLI takes from here is empty; what it asks for at a terminal is not known.

    Whether the stack has a passphrase at all, or a key service, is not told to a provider: so this may be wrong for
    such a stack, which then only has no checksums.
    """
    if _NAME in environment:
        return not environment[_NAME]
    if not (file := environment.get(f"{_NAME}_FILE")):
        return False
    try:
        return not read_regular(Path(file), most=_MOST_BYTES).strip()
    except (OSError, ValueError):  # a pipe, say, which the CLI has emptied
        return False
