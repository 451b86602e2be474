"""The tutorial and each how-to page does what it says, command by command."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checks.pages.blocks import NotRun, PageError, steps_of
from checks.pages.reader import Reader

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
NOT_RUN = {"GitHub": 2, "GitLab": 1, "a live account": 0, "publishing": 0}
"""How many blocks are not run, by what they need. A number may only fall."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_does_what_it_says(page: Path, reader: Reader) -> None:
    try:
        for step in steps_of(page.read_text(encoding="utf-8")):
            reader.take(step)
    except PageError as error:
        pytest.fail(f"{page.name}, {error}", pytrace=False)


def test_no_more_blocks_are_left_out_than_there_were() -> None:
    steps = (step for page in PAGES for step in steps_of(page.read_text(encoding="utf-8")))
    assert Counter(step.reason for step in steps if isinstance(step, NotRun)) == Counter(NOT_RUN)
