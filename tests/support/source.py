"""Source code as a tree, for tests that hold all of it to a rule."""

from __future__ import annotations

import ast
import gc

__all__ = ["parsed"]


def parsed(text: str) -> ast.Module:
    """The tree.

    No garbage is collected meanwhile: what a program of another test left pending tells so when it is, and CPython's
    parser does not bear that (github.com/python/cpython/issues/106905).
    """
    gc.disable()
    try:
        return ast.parse(text)
    finally:
        gc.enable()
