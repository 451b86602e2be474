"""Source code as a tree, for tests that hold all of it to a rule."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["marked", "parsed"]

ROOT = Path(__file__).parents[2]


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


@cache
def marked(mark: str) -> frozenset[str]:
    """The tests that bear a mark; a file that bears it as a whole stands for all of its tests."""
    return frozenset(_marked(f"pytest.mark.{mark}"))


def _marked(mark: str) -> Iterator[str]:
    for path in ROOT.glob("tests/**/test_*.py"):
        place = path.relative_to(ROOT).as_posix()
        for node in parsed(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                if mark in ast.unparse(node.value):
                    yield place
            elif isinstance(node, ast.FunctionDef) and mark in map(ast.unparse, node.decorator_list):
                yield f"{place}::{node.name}"
