"""What the package says to its users names nothing that only this repository has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import parsed

PACKAGE = Path(__file__).parents[2] / "lox24_provider"
OURS = re.compile(
    r"`make\b|\bmake (?:setup|up|env|path|develop|sandbox)\b|Makefile"
    r"|(?<![/\w.])(?:docs/|tools[./])"
)


def said(source: str) -> Iterator[str]:
    """Texts in code, without those that only document it."""
    tree = parsed(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def test_no_message_names_what_a_user_does_not_have() -> None:
    texts = {path: said(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    assert [(path.name, text) for path, all_ in texts.items() for text in all_ if OURS.search(text)] == []
