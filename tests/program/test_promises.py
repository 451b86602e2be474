"""The table of promises and the tests that prove them agree."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.source import marked

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/contributing/promises.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!promise )(.*) \| (.*) \|$", TABLE, re.MULTILINE)
ENGINE = ("tests/engine/", "tests/pipelines/")


def named_in(text: str) -> set[str]:
    """The tests that a piece of the page names."""
    return set(re.findall(r"`(tests/[^`]*)`", text)) - {Path(__file__).relative_to(ROOT).as_posix()}


def test_every_promise_names_a_test_that_is_marked_and_every_marked_test_is_named() -> None:
    assert named_in(TABLE) == marked("promise")


def test_every_promise_has_a_test() -> None:
    assert len(ROWS) > 20
    assert [promise for promise, tests in ROWS if not tests.startswith("`tests/")] == []


def test_every_promise_is_tried_by_make_test_and_through_the_engine_where_it_ever_is() -> None:
    """`make slow` repeats: it is nobody's only proof."""
    slow = marked("slow")
    for promise, named in ROWS:
        tests = named_in(named)
        kept = {test for test in tests if not {test, test.partition("::")[0]} & slow}
        assert kept, promise
        assert any(map(is_engine, kept)) or not any(map(is_engine, tests)), promise


def is_engine(test: str) -> bool:
    """Whether a test runs the real engine."""
    return test.startswith(ENGINE)
