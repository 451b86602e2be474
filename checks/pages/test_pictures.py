"""Each picture shows its page as it is."""

from __future__ import annotations

import pytest

from checks.pictures import IMAGES, PICTURES, is_of


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_of_the_page_as_it_is(name: str) -> None:
    picture = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert is_of(picture, PICTURES[name]()), "draw it again: make pictures"
    assert not is_of(picture, f"{PICTURES[name]()} ")
