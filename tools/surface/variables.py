"""The variables of the environment that the package reads, as far as they are its own: `LOX24_...`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["variables"]

_OWN = re.compile(r"LOX24_\w*")
_LOOKS_UP = ("get", "pop", "getenv")


def variables(folders: Iterable[Path]) -> set[str]:
    """Those that some module looks up by `get`, in brackets or by `in`; by a text, or by a constant's name.

    One that is only mentioned, as in a message, or only set for another process is none.
    """
    texts = [path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.py"))]
    constants = {name: value for text in texts if "LOX24_" in text for name, value in _constants(ast.parse(text))}
    words = ("LOX24_", *constants)  # to read a module without any of them would be most of the time
    trees = [ast.parse(text) for text in texts if any(word in text for word in words)]
    return {found for tree in trees for key in _keys(tree) if (found := _text(key, constants))}


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (text := _text(node.value, {})):
            yield node.targets[0].id, text


def _keys(tree: ast.Module) -> Iterator[ast.expr]:
    """What something is looked up by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LOOKS_UP:
            yield from node.args[:1]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield node.slice
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            yield node.left


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.JoinedStr):  # put together: not one that anybody could find in the code
        node = node.values[0] if node.values else node
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _OWN.fullmatch(node.value):
        return node.value
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return constants.get(name, "")
