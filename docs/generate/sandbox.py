"""Tables of `docs/reference/sandbox.md`, made from its switches and hooks."""

from __future__ import annotations

from docs.generate.tables import lines
from lox24_provider.sandbox.admin import HOOKS
from lox24_provider.sandbox.switches import Switches

__all__ = ["of_hooks", "of_switches"]


def of_switches() -> str:
    """Each switch of `--set`."""
    rows = [
        (f"`{name}`", usual, allowed.replace(" | ", ", "), about) for name, usual, allowed, about in Switches.table()
    ]
    return lines(("switch", "default", "allowed", "what it answers"), rows)


def of_hooks() -> str:
    """Each hook for tests."""
    rows = [(f"`{hook.method} /_sandbox{hook.path.replace('{key}', '{id}')}`", hook.about) for hook in HOOKS]
    return lines(("call", "effect"), rows)
