"""What a program has said so far, which its later declarations are held against; kept by its root resource."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

__all__ = ["by_program", "forget"]

_kept: list[WeakKeyDictionary[object, Any]] = []


def by_program() -> WeakKeyDictionary[object, Any]:
    """A place for it that goes with the program, at the latest when `forget` is called."""
    _kept.append(WeakKeyDictionary())
    return _kept[-1]


def forget() -> None:
    """Begin another program in this process: one of mocks has the root resource of the one before."""
    for place in _kept:
        place.clear()
