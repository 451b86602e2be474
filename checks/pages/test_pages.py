"""The tutorial and each how-to page does what it says, command by command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checks.pages.blocks import NotRun, PageError, Step, steps_of
from checks.pages.reader import Reader

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
NOT_RUN = {"GitHub": 2, "GitLab": 1, "a live account": 0, "publishing": 0}
"""How many blocks are not run, by what they need. A number may only fall."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_does_what_it_says(page: Path, readers: Callable[[], Reader]) -> None:
    """A second reader has the last word: what the engine and a kill leave differs from run to run, in order and detail.

    Text that so differs is to be `...` on the page: the first reader's reason is shown.
    """
    steps = steps_of(page.read_text(encoding="utf-8"))
    if reason := _stopped(steps, readers()):
        print(f"{page.name}, the first time: {reason}")
        again = _stopped(steps, readers())
        assert not again, f"{page.name}, {again}"


def _stopped(steps: Sequence[Step], reader: Reader) -> str:
    """Why a reader comes to no end; empty where they do."""
    try:
        for step in steps:
            reader.take(step)
    except PageError as error:
        return str(error)
    return ""


def test_no_more_blocks_are_left_out_than_there_were() -> None:
    steps = (step for page in PAGES for step in steps_of(page.read_text(encoding="utf-8")))
    assert Counter(step.reason for step in steps if isinstance(step, NotRun)) == Counter(NOT_RUN)
