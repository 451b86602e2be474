"""The table of promises and the tests that prove them agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import parsed

ROOT = Path(__file__).parents[2]
MARK = "pytest.mark.promise"


def named() -> set[str]:
    """The tests that `docs/contributing/promises.md` names."""
    return set(re.findall(r"`(tests/[^`]*)`", (ROOT / "docs/contributing/promises.md").read_text(encoding="utf-8"))) - {
        Path(__file__).relative_to(ROOT).as_posix()
    }


def marked() -> Iterator[str]:
    """The tests that bear the mark; a file that bears it as a whole stands for all of its tests."""
    for path in sorted(ROOT.glob("tests/**/test_*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in parsed(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                if MARK in ast.unparse(node.value):
                    yield place
            elif isinstance(node, ast.FunctionDef) and MARK in map(ast.unparse, node.decorator_list):
                yield f"{place}::{node.name}"


def test_every_promise_names_a_test_that_is_marked_and_every_marked_test_is_named() -> None:
    assert named() == set(marked())


def test_every_promise_has_a_test() -> None:
    table = (ROOT / "docs/contributing/promises.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!promise )(.*) \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) > 20
    assert [promise for promise, test in rows if not test.startswith("`tests/")] == []
